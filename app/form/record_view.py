"""How the records of a form are looked at: by state, by conditions, by words, in an order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec

from app.form.answers import figure, is_figure, many
from app.form.listing import Column, Entry, Listing
from app.form.values import ROWS, is_empty
from app.model.form import Kind, Part

Said = Callable[[Entry, str], str]
"""What a record's cell says: a part, or a word of `listing.OWN`."""
TESTS = {
    "text": ("has", "not", "full", "empty"),
    "figure": ("least", "most", "full", "empty"),
    "day": ("from", "to", "full", "empty"),
    "pick": ("is", "isnot", "full", "empty"),
}
"""Kind of a column -> the ways in which it is compared, the usual first."""
BARE = frozenset({"full", "empty"})
"""Those that want no value."""
STATES = ("draft", "submitted", "void")


class Condition(msgspec.Struct, frozen=True):
    """One column compared with one value, or with any of several."""

    column: str
    test: str
    values: tuple[str, ...] = ()


class Look(msgspec.Struct, frozen=True):
    """How they are looked at. Without a sort the latest stand first."""

    state: str = ""
    """draft, submitted or void; "" for all"""
    conditions: tuple[Condition, ...] = ()
    sort: str = ""
    is_falling: bool = False
    text: str = ""
    columns: tuple[tuple[str, int], ...] = ()
    """Keys with widths in px, 0 where nobody chose one; nothing: the usual ones."""


def read(text: str) -> Look:
    """A look that was kept; the usual one where it cannot be read."""
    try:
        return msgspec.json.decode(text, type=Look) if text else Look()
    except msgspec.MsgspecError:
        return Look()


def kind_of(part: Part) -> str:
    """How the answers of a part are compared: text, figure, day or pick."""
    if is_figure(part):
        return "figure"
    if part.kind == Kind.DATE:
        return "day"
    return "pick" if part.kind in (Kind.CHOICE, Kind.CHOICES, *ROWS) else "text"


def counts(listing: Listing) -> dict[str, int]:
    """State -> how many records; "" for all."""
    found: dict[str, int] = {}
    for state in STATES:
        found[state] = 0
    for entry in listing.entries:
        found[entry.state] = found.get(entry.state, 0) + 1
    return {**found, "": len(listing.entries)}


def arrange(listing: Listing, look: Look, said: Said) -> list[Entry]:
    """The records that fit, in order."""
    words = look.text.casefold().split()
    columns = {column.key: column for column in listing.columns}
    held = [(one, columns[one.column]) for one in look.conditions if one.column in columns]
    shown = (*columns, "number", "title", "author", "campaign")
    found = [
        entry
        for entry in listing.entries
        if (not look.state or entry.state == look.state)
        and all(_fits(entry, one, column, said) for one, column in held)
        and (not words or _has(entry, shown, words, said))
    ]
    return _sorted(found, look, columns, said)


def _has(entry: Entry, keys: Sequence[str], words: Sequence[str], said: Said) -> bool:
    text = "\n".join(said(entry, key) for key in keys).casefold()
    return all(word in text for word in words)


def _fits(entry: Entry, one: Condition, column: Column, said: Said) -> bool:
    kept = entry.answers.get(one.column)
    if one.test in BARE:
        return is_empty(kept) == (one.test == "empty")
    if not any(one.values):
        return True
    first = one.values[0]
    match one.test:
        case "is" | "isnot":
            found = bool({*many(kept)} & {*one.values}) == (one.test == "is")
        case "least" | "most":
            number, limit = figure(kept), figure(first)
            if number is None or limit is None:
                return False
            found = number >= limit if one.test == "least" else number <= limit
        case "from" | "to":
            day = str(kept or "")
            found = bool(day) and (day >= first if one.test == "from" else day <= first)
        case _:
            has = first.casefold() in said(entry, column.key).casefold()
            found = has == (one.test == "has")
    return found


def _sorted(found: list[Entry], look: Look, columns: dict[str, Column], said: Said) -> list[Entry]:
    """In the order of a column, what is empty last whichever way it goes; else the latest first."""
    if not look.sort:
        return found[::-1]
    column = columns.get(look.sort)
    keyed = [(entry, _key(entry, look.sort, column, said)) for entry in found]
    full = [(key, entry) for entry, key in keyed if key is not None]
    full.sort(key=_first, reverse=look.is_falling)
    return [*(entry for _, entry in full), *(entry for entry, key in keyed if key is None)]


Key = tuple[int, Decimal, str]


def _first(pair: tuple[Key, Entry]) -> Key:
    return pair[0]


def _key(entry: Entry, sort: str, column: Column | None, said: Said) -> Key | None:
    """Numbers before words; None for what is empty."""
    kept = entry.answers.get(sort) if column is not None else None
    number: Decimal | None = None
    if column is None:
        own = entry.number if sort == "version" else entry.own.get(sort)
        number = Decimal(own) if isinstance(own, int) else None
    elif is_figure(column.part):
        number = figure(kept)
    if number is not None:
        return 0, number, ""
    words = said(entry, sort).casefold() if column is None or not is_empty(kept) else ""
    return (1, Decimal(0), words) if words else None
