"""A view of many tasks: which are shown, in what order, in which groups. Pure, over columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import msgspec

from app.plan.spelling import contains, order_key, sound

__all__ = ["Bunch", "Columns", "Condition", "Look", "Shelf", "View", "arrange", "read", "sound"]

Columns = Mapping[str, Sequence[object]]
"""Field -> its values, one a task, as `session.dataset` gives them; `people`: tuples of ids;
`summary`, which may be absent: whether a task only holds others."""
STATUSES = ("doing", "blocked", "review", "todo", "done")
PRIORITIES = ("urgent", "high", "normal", "low")
STRETCHES = ("before", "today", "week", "later")
GROUPS = ("", "status", "person", "campaign", "channel", "priority", "due")
SORTS = ("order", "name", "person", "due", "priority", "percent", "status", "start", "effort")
FAR_DAYS = 40_000
_FIELD_OF = {"person": "people", "effort": "effort_minutes", "order": "okey"}


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a filter: a field, an operator, values as texts.

    Operators: is, not (any of the values; of people `me` is one); has (words, as they are or
    in pinyin); empty, full; before, after, on (a day: 2026-06-03, `today`, `+7`, `-7`); within
    (days from today, with what is late), overdue (no values).
    """

    field: str
    operator: str
    values: tuple[str, ...] = ()


class View(msgspec.Struct, frozen=True):
    """How a table of tasks is looked at; kept as JSON in a saved view."""

    conditions: tuple[Condition, ...] = ()
    group: str = "status"
    sort: tuple[tuple[str, bool], ...] = (("due", False),)
    """Keys and whether each falls; what has none comes last either way."""
    columns: tuple[tuple[str, int], ...] = ()
    """Shown columns and their widths in px; none: the usual ones."""
    text: str = ""

    def json(self) -> str:
        """As it is kept."""
        return msgspec.json.encode(self).decode()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where views of a page are kept: one's own, a campaign's, or everybody's (no campaign)."""

    page: str
    is_shared: bool = False
    campaign: bytes | None = None


@dataclass(frozen=True, slots=True)
class Bunch:
    """A group: its key (a choice, an id as hex, "" for none), its places in the columns."""

    key: str
    places: tuple[int, ...]
    overdue: int


@dataclass(frozen=True, slots=True)
class Look:
    """What the view needs to know beside the columns."""

    today: date
    me: bytes
    names: Mapping[bytes, str]
    """Names of people, campaigns and channels, for words and for order."""


def read(text: str) -> View:
    """A kept view; what cannot be read is the usual view."""
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"), type=View)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return View()


def fields_of(view: View) -> frozenset[str]:
    """The fields that decide which tasks a view shows, in what order and in which groups."""
    keys = {view.group, *(key for key, _ in view.sort), *(c.field for c in view.conditions)}
    found = {_FIELD_OF.get(key, key) for key in keys} | {"parent", "okey"}
    if view.text:
        found |= {"name", "labels"}
    if view.group or any(c.operator in ("overdue", "within") for c in view.conditions):
        found |= {"due", "status"}  # a group says how many of its tasks are late
    return frozenset(found | {"deadline", "finish"} if "due" in found else found)


def due_of(columns: Columns, place: int) -> str:
    """When a task is due: its deadline, else its finish; "" where it has neither."""
    held = columns["deadline"][place] or columns["finish"][place]
    return held if isinstance(held, str) else ""


def people_of(columns: Columns, place: int) -> tuple[bytes, ...]:
    """Who does a task."""
    return cast("tuple[bytes, ...]", columns["people"][place])


def is_overdue(columns: Columns, place: int, today: date) -> bool:
    """Whether a task should be done by now and is not."""
    due = due_of(columns, place)
    return bool(due) and due[:10] < today.isoformat() and columns["status"][place] != "done"


def due_group(due: str, today: date) -> str:
    """Which stretch of time a due date falls in: before, today, week, later or ""."""
    if not due:
        return ""
    day = due[:10]
    if day < today.isoformat():
        return "before"
    if day == today.isoformat():
        return "today"
    end = today + timedelta(days=6 - today.weekday())
    return "week" if day <= end.isoformat() else "later"


def arrange(columns: Columns, view: View, look: Look) -> list[Bunch]:
    """The groups of the tasks that the view shows, each in order."""
    return _Arranging(columns, look).bunches(view)


class _Arranging:
    """Works on whole columns: a step a column, not a call a task."""

    def __init__(self, columns: Columns, look: Look) -> None:
        self._columns = columns
        self._look = look
        self._count = len(columns["id"])
        self._dues: list[Any] = [
            first or second
            for first, second in zip(columns["deadline"], columns["finish"], strict=True)
        ]
        today = look.today.isoformat()
        # A moment of today is more than today's date, so the whole text is compared.
        self._late = [
            bool(due) and due < today and status != "done"
            for due, status in zip(self._dues, columns["status"], strict=True)
        ]

    def bunches(self, view: View) -> list[Bunch]:
        places = self._ordered(self._shown(view), view.sort)
        if not view.group:
            return [self._bunch("", places)] if places else []
        found = self._grouped(places, view.group)
        order = self._group_order(view.group)
        return [self._bunch(key, found[key]) for key in sorted(found, key=order)]

    def _bunch(self, key: str, places: list[int]) -> Bunch:
        return Bunch(key, tuple(places), sum(map(self._late.__getitem__, places)))

    def _column(self, field: str) -> Sequence[Any] | None:
        """A column; None where this version knows none."""
        if field == "due":
            return self._dues
        return self._columns.get(_FIELD_OF.get(field, field))

    def _shown(self, view: View) -> list[int]:
        summaries = self._columns.get("summary")
        if summaries is None or _keeps_outline(view):
            places = list(range(self._count))
        else:
            places = [place for place, is_summary in enumerate(summaries) if not is_summary]
        for condition in view.conditions:
            places = self._kept(places, condition)
        return self._found(places, view.text) if view.text else places

    def _found(self, places: list[int], text: str) -> list[int]:
        """The places that have every word in their name or labels."""
        names: Sequence[Any] = self._columns["name"]
        labels: Sequence[Any] = self._columns.get("labels") or [""] * self._count
        for word in text.casefold().split():
            places = [
                place
                for place in places
                if contains(names[place] or "", word)
                or (labels[place] and contains(labels[place], word))
            ]
        return places

    def _kept(  # noqa: PLR0911 - one line for each operator
        self, places: list[int], condition: Condition
    ) -> list[int]:
        """The places that fit; a condition on what this version does not know fits all."""
        column, operator = self._column(condition.field), condition.operator
        if operator == "overdue":
            return [place for place in places if self._late[place]]
        if operator == "within":
            column = self._dues if column is None else column
            end = _day(f"+{next(iter(condition.values), '')}", self._look.today)
            last = f"{end}T24" if end else ""
            return [place for place in places if column[place] and column[place] < last]
        if column is None:
            return places
        match operator:
            case "has":
                return self._with_words(places, condition, column)
            case "empty" | "full":
                wanted = operator == "full"
                return [p for p in places if (column[p] not in (None, "", ())) is wanted]
            case "before" | "after" | "on":
                return self._by_day(places, condition, column)
            case "is" | "not":
                return self._by_value(places, condition, column)
            case _:
                return places

    def _by_value(
        self, places: list[int], condition: Condition, column: Sequence[Any]
    ) -> list[int]:
        me, wanted = self._look.me.hex(), condition.operator == "is"
        asked = {me if value == "me" else value for value in condition.values}
        if _FIELD_OF.get(condition.field, condition.field) == "people":
            people = {person for text in asked if (person := _id(text)) is not None}
            return [p for p in places if (not people.isdisjoint(column[p])) is wanted]
        fits = {value: _text(value) in asked for value in set(map(column.__getitem__, places))}
        fits |= {None: "" in asked, "": "" in asked}
        return [place for place in places if fits[column[place]] is wanted]

    def _by_day(self, places: list[int], condition: Condition, column: Sequence[Any]) -> list[int]:
        day = _day(next(iter(condition.values), ""), self._look.today)
        if not day:
            return places
        end = f"{day}T24"
        match condition.operator:
            case "before":
                return [p for p in places if column[p] and column[p] < day]
            case "after":
                return [p for p in places if column[p] and column[p] > end]
            case _:
                return [p for p in places if column[p] and day <= column[p] < end]

    def _with_words(
        self, places: list[int], condition: Condition, column: Sequence[Any]
    ) -> list[int]:
        words = [word.casefold() for value in condition.values for word in value.split()]
        names = self._look.names
        for word in words:
            if _FIELD_OF.get(condition.field, condition.field) == "people":
                called = {row for row, name in names.items() if contains(name, word)}
                places = [p for p in places if not called.isdisjoint(column[p])]
            else:
                places = [p for p in places if contains(_words(column[p], names), word)]
        return places

    def _ordered(self, places: list[int], sort: Iterable[tuple[str, bool]]) -> list[int]:
        for key, is_falling in reversed(tuple(sort)):
            ranks = self._ranks(key)
            if ranks is None:
                continue
            if key == "order":
                places = sorted(places, key=cast("list[bytes]", self._columns["id"]).__getitem__)
            held = [place for place in places if ranks[place] is not None]
            bare = [place for place in places if ranks[place] is None]
            held.sort(key=ranks.__getitem__, reverse=is_falling)
            places = held + bare
        return places

    def _ranks(  # noqa: PLR0911 - one line for each key
        self, key: str
    ) -> Sequence[Any] | None:
        """What the places are sorted by; None where this version knows no such key."""
        column = self._column(key)
        if column is None:
            return None
        match key:
            case "due":
                return [due or None for due in column]
            case "person" | "people":
                spelled = {row: order_key(name) for row, name in self._look.names.items()}
                return [spelled.get(people[0], "") if people else None for people in column]
            case "name":
                return [order_key(name) if name else None for name in column]
            case "priority" | "status":
                names = PRIORITIES if key == "priority" else STATUSES
                places = {name: place for place, name in enumerate(names)}
                return [places.get(name, len(names)) for name in column]
            case "campaign" | "channel":
                spelled = {row: order_key(name) for row, name in self._look.names.items()}
                return [spelled.get(row) for row in column]
            case "order":
                return [key or "" for key in column]
            case _:
                return column

    def _grouped(self, places: list[int], group: str) -> dict[str, list[int]]:
        column = self._column(group)
        if column is None:
            return {"": places} if places else {}
        keys = self._group_keys(group, column)
        found: dict[str, list[int]] = {}
        if group == "person":
            for place in places:
                for person in column[place] or ("",):
                    found.setdefault(keys[person], []).append(place)
        else:
            for place in places:
                found.setdefault(keys[column[place]], []).append(place)
        return found

    def _group_keys(self, group: str, column: Sequence[Any]) -> dict[Any, str]:
        """Each value of the column -> its group: many tasks have few of them."""
        match group:
            case "person":
                people = {"", *(person for people in set(column) for person in people)}
                return {person: _text(person) for person in people}
            case "due":
                return {due: due_group(due or "", self._look.today) for due in set(column)}
            case _:
                return {value: _text(value) for value in set(column)}

    def _group_order(self, group: str) -> Callable[[str], Any]:
        fixed = {"status": STATUSES, "priority": PRIORITIES, "due": STRETCHES}.get(group)
        if fixed is not None:
            ranks = {name: place for place, name in enumerate(fixed)}
            return lambda key: (ranks.get(key, len(ranks)), key)
        names = {row.hex(): order_key(name) for row, name in self._look.names.items()}
        return lambda key: (key == "", names.get(key, ""), key)


def _keeps_outline(view: View) -> bool:
    """Tasks that only hold others are shown where the plan's own order is."""
    return not view.group and bool(view.sort) and view.sort[0][0] == "order"


def _text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else "" if value is None else str(value)


def _words(value: object, names: Mapping[bytes, str]) -> str:
    return names.get(value, "") if isinstance(value, bytes) else "" if value is None else str(value)


def _id(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _day(text: str, today: date) -> str:
    """A day as it is kept, of 2026-06-03, today, +7 and -7; "" of anything else."""
    if text == "today":
        return today.isoformat()
    try:
        if text[:1] in {"+", "-"}:
            days = int(text)
            far = max(-FAR_DAYS, min(FAR_DAYS, days))
            return (today + timedelta(days=far)).isoformat()
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""
