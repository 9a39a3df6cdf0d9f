"""A view of many tasks: which are shown, in what order, in which groups. Pure, over columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, cast

import msgspec

Columns = Mapping[str, Sequence[object]]
"""Field -> its values, one a task, as `session.dataset` gives them; `people`: tuples of ids;
`summary`, which may be absent: whether a task only holds others."""
STATUSES = ("doing", "blocked", "review", "todo", "done")
PRIORITIES = ("urgent", "high", "normal", "low")
GROUPS = ("", "status", "person", "campaign", "channel", "priority", "due")
SORTS = ("order", "name", "person", "due", "priority", "percent", "status", "start", "effort")


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a filter: a field, an operator, values as texts.

    Operators: is, not (any of the values); has (words in the name); empty, full; within (days
    from today), overdue (no values).
    """

    field: str
    operator: str
    values: tuple[str, ...] = ()


class View(msgspec.Struct, frozen=True):
    """How a table of tasks is looked at; kept as JSON in a saved view."""

    conditions: tuple[Condition, ...] = ()
    group: str = "status"
    sort: tuple[tuple[str, bool], ...] = (("due", False),)
    """Keys and whether each falls."""
    columns: tuple[tuple[str, int], ...] = ()
    """Shown columns and their widths in px; none: the usual ones."""
    text: str = ""

    def json(self) -> str:
        """As it is kept."""
        return msgspec.json.encode(self).decode()


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
        return msgspec.json.decode(text.encode(), type=View)
    except msgspec.DecodeError:
        return View()


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


def arrange(columns: Columns, view: View, look: Look) -> list[Bunch]:
    """The groups of the tasks that the view shows, each in order."""
    places = _shown(columns, view, look)
    for key, is_falling in reversed(view.sort):
        rank = _rank(columns, key, look)
        held = [place for place in places if rank(place) is not None]
        bare = [place for place in places if rank(place) is None]
        held.sort(key=rank, reverse=is_falling)
        places = held + bare
    if not view.group:
        return [_bunch("", places, columns, look)] if places else []
    found: dict[str, list[int]] = {}
    keys = _keys(columns, view.group, look)
    for place in places:
        for key in keys(place):
            found.setdefault(key, []).append(place)
    order = _group_order(view.group, look)
    return [_bunch(key, found[key], columns, look) for key in sorted(found, key=order)]


def _bunch(key: str, places: list[int], columns: Columns, look: Look) -> Bunch:
    late = sum(is_overdue(columns, place, look.today) for place in places)
    return Bunch(key, tuple(places), late)


def _shown(columns: Columns, view: View, look: Look) -> list[int]:
    tests = [_test(columns, condition, look) for condition in view.conditions]
    if view.text:
        tests.append(_test(columns, Condition("name", "has", (view.text,)), look))
    summaries = columns.get("summary")
    if summaries is not None and not _keeps_outline(view):
        tests.insert(0, lambda place: not summaries[place])
    count = len(columns["id"])
    if not tests:
        return list(range(count))
    return [place for place in range(count) if all(test(place) for test in tests)]


def _keeps_outline(view: View) -> bool:
    """Tasks that only hold others are shown where the plan's own order is."""
    return not view.group and bool(view.sort) and view.sort[0][0] == "order"


def _test(columns: Columns, condition: Condition, look: Look) -> Callable[[int], bool]:
    match condition.operator:
        case "has":
            words = [word.casefold() for value in condition.values for word in value.split()]
            names = columns["name"]
            return lambda place: all(word in str(names[place] or "").casefold() for word in words)
        case "overdue":
            return lambda place: is_overdue(columns, place, look.today)
        case "within":
            days = int(condition.values[0]) if condition.values else 0
            last = (look.today + timedelta(days=days)).isoformat()
            return lambda place: "" < due_of(columns, place)[:10] <= last
        case "empty" | "full":
            wanted = condition.operator == "full"
            return lambda place: bool(_texts(columns, condition.field, place)) is wanted
        case _:
            me = look.me.hex()
            asked = {me if value == "me" else value for value in condition.values}
            wanted = condition.operator != "not"
            return lambda place: (
                bool(asked.intersection(_texts(columns, condition.field, place))) is wanted
            )


def _texts(columns: Columns, field: str, place: int) -> list[str]:
    if field == "people":
        return [person.hex() for person in people_of(columns, place)]
    values = (due_of(columns, place) if field == "due" else columns[field][place],)
    return [v.hex() if isinstance(v, bytes) else str(v) for v in values if v not in (None, "")]


def _rank(columns: Columns, key: str, look: Look) -> Callable[[int], Any]:
    match key:
        case "due":
            return lambda place: due_of(columns, place) or None
        case "person":

            def first(place: int) -> str | None:
                held = people_of(columns, place)
                return sound(look.names.get(held[0], "")) if held else None

            return first
        case "name":
            return lambda place: sound(str(columns["name"][place] or ""))
        case "priority" | "status":
            ranks = {
                name: i for i, name in enumerate(PRIORITIES if key == "priority" else STATUSES)
            }
            return lambda place: ranks.get(str(columns[key][place]), len(ranks))
        case "order":
            return lambda place: (str(columns["okey"][place] or ""), columns["id"][place])
        case _:
            field = {"effort": "effort_minutes"}.get(key, key)
            return lambda place: columns[field][place]


@lru_cache(maxsize=200_000)
def sound(text: str) -> str:
    """How a text is sorted: Chinese by its pinyin, the rest without case."""
    if text.isascii():
        return text.casefold()
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables load in a quarter of a second

    return "".join(lazy_pinyin(text)).casefold()


def _keys(columns: Columns, group: str, look: Look) -> Callable[[int], list[str]]:
    match group:
        case "person":
            return lambda place: _texts(columns, "people", place) or [""]
        case "due":
            return lambda place: [due_group(due_of(columns, place), look.today)]
        case _:
            return lambda place: _texts(columns, group, place) or [""]


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


def _group_order(group: str, look: Look) -> Callable[[str], Any]:
    fixed = {
        "status": STATUSES,
        "priority": PRIORITIES,
        "due": ("before", "today", "week", "later"),
    }.get(group)
    if fixed is not None:
        ranks = {name: place for place, name in enumerate(fixed)}
        return lambda key: ranks.get(key, len(ranks))
    names = {row.hex(): name for row, name in look.names.items()}
    return lambda key: (key == "", sound(names.get(key, "")))
