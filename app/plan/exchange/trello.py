"""A Trello board as it exports itself in JSON: lists, cards, checklists, members, comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import cast

from app.model.errors import Refused
from app.plan.exchange.boards import (
    MAX_NAME,
    MAX_TEXT,
    Numbers,
    clean,
    labels_of,
    one_line,
    status_of,
)
from app.plan.exchange.plan_file import Json, Notes, PlanFile, Task
from app.sheet.csv_text import decoded

MAX_BYTES = 100 << 20
MAX_CHECKS = 200
MAX_CHECK = 400
MAX_COMMENTS = 200
Item = Mapping[str, object]
Where = Task | str | None


def is_board(data: bytes) -> bool:
    """Whether this looks like the export of a board."""
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and all(f'"{key}"'.encode() in data for key in ("lists", "cards"))


def read(data: bytes, zone: tzinfo) -> PlanFile:
    """The plan of a board; its times are those of a clock in `zone`."""
    if len(data) > MAX_BYTES:
        raise Refused("too_large", "The file is larger than {limit} MB", limit=MAX_BYTES >> 20)
    if not data.strip():
        raise Refused("bad_file", "The file is empty")
    try:
        held: object = json.loads(decoded(data), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused("bad_file", "The file is not JSON that can be read") from error
    board: Item = cast("Item", held) if isinstance(held, dict) else dict[str, object]()
    if not isinstance(board.get("lists"), list) or not isinstance(board.get("cards"), list):
        raise Refused("bad_file", "This is not a board that Trello exported")
    return _Board(board, zone).plan()


def _no_constant(name: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(name)


def _items(holder: Item, key: str) -> list[Item]:
    """The objects of a list, in the order of their places."""
    held = holder.get(key)
    every = cast("list[object]", held) if isinstance(held, list) else []
    items = [cast("Item", one) for one in every if isinstance(one, dict)]
    return sorted(items, key=_place)


def _place(item: Item) -> float:
    held = item.get("pos")
    is_number = isinstance(held, (int, float)) and not isinstance(held, bool)
    try:
        return float(held) if is_number else 0.0  # pyright: ignore[reportArgumentType]
    except OverflowError:
        return float("inf")


def _texts(holder: Item, key: str) -> list[str]:
    held = holder.get(key)
    every = cast("list[object]", held) if isinstance(held, list) else []
    return [one for one in every if isinstance(one, str)]


@dataclass(slots=True)
class _Left:
    """What is counted to be said once."""

    archived: int = 0
    comments: int = 0
    files: int = 0
    fields: int = 0


class _Board:
    """Makes the tasks of one board."""

    def __init__(self, board: Item, zone: tzinfo) -> None:
        self._board = board
        self._zone = zone
        self._notes = Notes()
        self._numbers = Numbers()
        self._left = _Left()
        self._members = {
            clean(one.get("id")): one_line(one.get("fullName")) or one_line(one.get("username"))
            for one in _items(board, "members")
        }
        self._checks = self._by_card("checklists", "idCard")
        self._said = self._comments()

    def plan(self) -> PlanFile:
        lists: dict[str, Where] = {}
        closed: set[str] = set()
        for one in _items(self._board, "lists"):
            key, name = clean(one.get("id")), one_line(one.get("name"))
            if one.get("closed") is True:
                closed.add(key)
            elif key:
                lists[key] = status_of(name) or self._numbers.heap(name)
        cards: dict[str, list[Task]] = {}
        for card in _items(self._board, "cards"):
            where = clean(card.get("idList"))
            if card.get("closed") is True or where in closed:
                self._left.archived += 1
            else:
                cards.setdefault(where, []).append(self._task(card, lists.get(where)))
        tasks = list(self._ordered(lists, cards))
        self._tell()
        return PlanFile(
            one_line(self._board.get("name")),
            start=min((task.start for task in tasks if task.start), default=None),
            finish=max((task.finish for task in tasks if task.finish), default=None),
            tasks=tuple(tasks),
            warnings=self._notes.all(),
        )

    def _ordered(
        self, lists: Mapping[str, Where], cards: Mapping[str, list[Task]]
    ) -> Iterator[Task]:
        """List by list; a card of a list that is not there stands at the end."""
        for key, where in lists.items():
            if isinstance(where, Task):
                yield where
            yield from cards.get(key, ())
        for key, held in cards.items():
            if key not in lists:
                yield from held

    def _by_card(self, key: str, card: str) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for one in _items(self._board, key):
            found.setdefault(clean(one.get(card)), []).append(one)
        return found

    def _comments(self) -> dict[str, list[str]]:
        """Card -> what was said of it, the first first."""
        found: dict[str, list[str]] = {}
        for action in reversed(_items(self._board, "actions")):
            data = action.get("data")
            told = cast("Item", data) if action.get("type") == "commentCard" else None
            card = told.get("card") if isinstance(told, dict) else None
            text = clean(told.get("text"), MAX_TEXT) if isinstance(told, dict) else ""
            if not isinstance(card, dict) or not text:
                continue
            who = action.get("memberCreator")
            name = one_line(cast("Item", who).get("fullName")) if isinstance(who, dict) else ""
            at = self._moment(action.get("date"))
            head = " ".join(part for part in (name, f"{at:%Y-%m-%d %H:%M}" if at else "") if part)
            key = clean(cast("Item", card).get("id"))
            found.setdefault(key, []).append(f"— {head}\n{text}" if head else f"— {text}")
        return found

    def _task(self, card: Item, where: Where) -> Task:
        uid = self._numbers.next()
        name = one_line(card.get("name"))
        due, start = (self._date(card, key, name) for key in ("due", "start"))
        is_done = card.get("dueComplete") is True or where == "done"
        is_span = start is not None and due is not None and start <= due
        return Task(
            uid,
            name or "…",
            parent_uid=where.uid if isinstance(where, Task) else None,
            notes=self._words(card),
            start=start,
            finish=due if is_span else None,
            percent=100 if is_done else 0,
            deadline=due,
            status="done" if is_done else where if isinstance(where, str) else None,
            checklist=self._checklist(card),
            assignees=tuple(
                dict.fromkeys(
                    name for m in _texts(card, "idMembers") if (name := self._members.get(m))
                )
            ),
            labels=labels_of(
                one_line(one.get("name")) or one_line(one.get("color"))
                for one in _items(card, "labels")
            ),
            source={"trello": clean(card.get("shortUrl")) or clean(card.get("id"))},
        )

    def _words(self, card: Item) -> str:
        """The description, then where its files are, then what was said."""
        parts = [clean(card.get("desc"), MAX_TEXT)]
        for one in _items(card, "attachments")[:MAX_CHECKS]:
            name, url = one_line(one.get("name")), clean(one.get("url"))
            if url:
                self._left.files += 1
                parts.append(f"{name}: {url}" if name and name != url else url)
        said = self._said.get(clean(card.get("id")), [])
        self._left.comments += len(said)
        parts += said[:MAX_COMMENTS]
        if _items(card, "customFieldItems"):
            self._left.fields += 1
        return "\n\n".join(part for part in parts if part)[:MAX_TEXT]

    def _checklist(self, card: Item) -> list[Json]:
        lists = self._checks.get(clean(card.get("id")), []) or _items(card, "checklists")
        found: list[Json] = []
        for one in lists:
            title = one_line(one.get("name"))[:MAX_CHECK] if len(lists) > 1 else ""
            for item in _items(one, "checkItems"):
                text = one_line(item.get("name"))[:MAX_CHECK]
                if text:
                    words = f"{title}: {text}" if title else text
                    found.append({"text": words, "done": item.get("state") == "complete"})
        if len(found) > MAX_CHECKS:
            self._notes.warn(
                None,
                "",
                "Only the first {limit} lines of the checklist of {name} were taken",
                limit=MAX_CHECKS,
                name=one_line(card.get("name"))[:80],
            )
        return found[:MAX_CHECKS]

    def _date(self, card: Item, key: str, name: str) -> datetime | None:
        held = card.get(key)
        found = self._moment(held)
        if held is not None and found is None:
            self._notes.warn(
                None, key, "{value} is not a date", value=f"{name[:40]}: {str(held)[:80]}"
            )
        return found

    def _moment(self, held: object) -> datetime | None:
        """A wall time of our zone of what the file has in UTC."""
        if not isinstance(held, str) or len(held) > MAX_NAME:
            return None
        try:
            found = datetime.fromisoformat(held)
            if found.tzinfo is not None:
                found = found.astimezone(self._zone).replace(tzinfo=None)
        except (ValueError, OverflowError):
            return None
        return found.replace(microsecond=0)

    def _tell(self) -> None:
        """What was not taken, or went where people may not look for it."""
        left, warn = self._left, self._notes.warn
        if left.archived:
            warn(None, "", "{count} archived cards were left out", count=left.archived)
        if left.comments:
            warn(None, "", "{count} comments stand behind the notes", count=left.comments)
        if left.files:
            warn(None, "", "Files were not taken; {count} links stand in notes", count=left.files)
        if left.fields:
            warn(None, "", "Custom fields of {count} cards were left out", count=left.fields)
