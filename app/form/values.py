"""An answer as it is kept, and as expressions see it. Pure.

Kept (JSON): text is a string; numbers are strings of digits; a day `YYYY-MM-DD`, a time `HH:MM`; a
range of days a list of two; a choice its id, several a list of ids; people, files and linked rows
an id or a list; an address a mapping; target figures and budget lines a list of mappings; None is
empty. In expressions numbers are decimals, days are dates, a range of days a context of `from`,
`to` and `days`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import cast

from app.expr import temporal, values
from app.expr.values import Value
from app.model.form import Kind, Part
from app.model.value import decimal_text

NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.RATING})
LISTS = frozenset({Kind.CHOICES, Kind.FILE, Kind.IMAGE})
ROWS = frozenset({Kind.PERSON, Kind.DEPARTMENT, Kind.ACCOUNT, Kind.LINK})
GRIDS = frozenset({Kind.KPI, Kind.BUDGET})
OTHERS = LISTS | ROWS | GRIDS | {Kind.DATE, Kind.TIME, Kind.DATES, Kind.ADDRESS, Kind.FORMULA}
"""Kinds whose answers are neither a number nor a text."""
FIGURES = frozenset({"target", "actual", "amount", "quantity", "price"})
"""Keys of target figures and budget lines whose texts are numbers."""
MOST_TEXT = 20_000
MOST_ITEMS = 1_000
MOST_DIGITS = 60
MOST_PLAIN = 36


def is_empty(kept: object) -> bool:
    """Whether nobody answered; zero and no are answers."""
    return kept is None or kept in ("", [], {})


def is_shaped(part: Part, kept: object) -> bool:  # noqa: PLR0911 - one line for each shape
    """Whether this can be an answer of such a part; what is empty always can."""
    if is_empty(kept):
        return True
    kind = part.kind
    if kind in NUMBERS:
        return _number(kept) is not None
    if kind == Kind.DATE:
        return isinstance(kept, str) and temporal.read_date(kept) is not None
    if kind == Kind.TIME:
        return isinstance(kept, str) and temporal.read_time(_seconds(kept)) is not None
    if kind == Kind.DATES:
        return _range(kept) is not None
    if kind in LISTS:
        return _texts(kept)
    if kind in ROWS:
        return isinstance(kept, str) or _texts(kept)
    if kind in GRIDS:
        return _grid(kept)
    if kind == Kind.ADDRESS:
        return isinstance(kept, dict) and len(cast("dict[str, object]", kept)) <= MOST_ITEMS
    if kind == Kind.FORMULA:
        return True
    return isinstance(kept, str) and len(kept) <= MOST_TEXT


def seen(part: Part, kept: object) -> Value:  # noqa: PLR0911 - one line for each shape
    """An answer as expressions see it; null where it is empty or no answer of this part."""
    if is_empty(kept) or not is_shaped(part, kept):
        return None
    kind = part.kind
    if kind in NUMBERS:
        return _number(kept)
    if kind == Kind.DATE:
        return temporal.read_date(str(kept))
    if kind == Kind.TIME:
        return temporal.read_time(_seconds(str(kept)))
    if kind == Kind.DATES:
        return _range(kept)
    if kind in GRIDS:
        return [_figures(line) for line in cast("list[dict[str, object]]", kept)]
    if kind == Kind.FORMULA:
        return _reckoned(part, kept)
    if kind == Kind.ADDRESS:
        return dict(cast("dict[str, object]", kept))
    return kept


def reader(part: Part) -> Callable[[object], Value]:
    """`seen` for one part, with what depends on the part alone decided once."""
    if part.kind in NUMBERS:
        return _number
    if part.kind in OTHERS:
        return lambda kept: seen(part, kept)
    return _text


def _plain(value: Decimal) -> str | None:
    text = str(value)
    if len(text) < MOST_PLAIN and text[-1] != "0" and "E" not in text:
        return text  # as it is: no exponent and no zeros to take away
    return decimal_text(text)


def _text(kept: object) -> Value:
    return kept if isinstance(kept, str) and 0 < len(kept) <= MOST_TEXT else None


def kept_of(value: Value) -> object:
    """A value of an expression as an answer that is kept."""
    match value:
        case Decimal():
            return _plain(value)
        case list():
            return [kept_of(one) for one in cast("list[Value]", value)]
        case dict():
            return {key: kept_of(one) for key, one in cast("dict[str, Value]", value).items()}
        case None | bool() | str():
            return value
        case _:
            return values.text(value)


def _number(kept: object) -> Decimal | None:
    if not kept and kept != 0:
        return None  # most often: nobody answered
    text = kept if type(kept) is str else str(kept) if type(kept) is int else ""
    if not text or len(text) > MOST_DIGITS or not text.isascii():
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _seconds(text: str) -> str:
    return f"{text}:00" if text.count(":") == 1 else text


def _range(kept: object) -> dict[str, Value] | None:
    if not isinstance(kept, list) or len(cast("list[object]", kept)) != 2:
        return None
    first, last = (
        temporal.read_date(one) if isinstance(one, str) else None
        for one in cast("list[object]", kept)
    )
    if first is None or last is None or last.number < first.number:
        return None
    return {"from": first, "to": last, "days": Decimal(last.number - first.number + 1)}


def _texts(kept: object) -> bool:
    if not isinstance(kept, list):
        return False
    held = cast("list[object]", kept)
    return len(held) <= MOST_ITEMS and all(isinstance(one, str) for one in held)


def _grid(kept: object) -> bool:
    if not isinstance(kept, list):
        return False
    held = cast("list[object]", kept)
    return len(held) <= MOST_ITEMS and all(isinstance(one, dict) for one in held)


def _figures(line: Mapping[str, object]) -> dict[str, Value]:
    return {
        key: _number(value) if key in FIGURES and value is not None else value
        for key, value in line.items()
    }


def _reckoned(part: Part, kept: object) -> Value:
    """A kept result: what it is stands in the part's setting `result`."""
    match part.settings.get("result", "number"):
        case "number" | "money" | "percent":
            return _number(kept)
        case "date":
            return temporal.read_date(kept) if isinstance(kept, str) else None
        case _:
            return kept
