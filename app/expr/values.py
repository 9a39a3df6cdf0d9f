"""What an expression works with, and when two values are the same, or one comes first.

A value is None, bool, Decimal, str, a temporal of `temporal.py`, list, dict (a context), Range
or Function. Nothing else comes in and nothing else comes out.
"""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.expr.temporal import (
    Date,
    DateTime,
    Days,
    Months,
    Time,
    date_text,
    duration_text,
    time_offset,
    time_text,
)
from app.model.verb import Line, say

Value = object
NUMBERS = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.DivisionByZero, decimal.InvalidOperation, decimal.Overflow],
)
"""IEEE 754 decimal128, as the standard asks."""
NANOS_PER_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Range:
    """All between two ends; an end that is None is open to that side."""

    low: Value
    high: Value
    has_low: bool
    has_high: bool
    point: str = ""
    """`=` or `!=`: not an interval but one value, or all others."""


@dataclass(frozen=True, slots=True)
class Function:
    """Something that can be called; `kinds` are the declared types of its parameters."""

    params: tuple[str, ...]
    call: Callable[[Sequence[Value]], Value]
    kinds: tuple[str, ...] = ()
    name: str = ""


class Named(list[Value]):
    """Arguments that came by name; a built-in function with several forms chooses by them."""

    def __init__(self, names: tuple[str, ...], values: Sequence[Value]) -> None:
        super().__init__(values)
        self.names = names


def number(value: int | str | Decimal) -> Decimal:
    """A number of the language; raises decimal's own errors for what is none."""
    return NUMBERS.create_decimal(value)


KINDS: Mapping[type, str] = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    Days: "days and time duration",
    Months: "years and months duration",
    list: "list",
    Named: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def kind(value: Value) -> str:
    """The name of a value's type, in the words of the standard."""
    return KINDS[type(value)]


SAID: Mapping[str, Line] = {
    "Null": say("nothing|type"),
    "boolean": say("yes/no|type"),
    "number": say("number|type"),
    "string": say("text|type"),
    "date": say("date|type"),
    "time": say("time|type"),
    "date and time": say("date and time|type"),
    "days and time duration": say("duration of days and hours|type"),
    "years and months duration": say("duration of years and months|type"),
    "list": say("list|type"),
    "context": say("context|type"),
    "range": say("range|type"),
    "function": say("function|type"),
    "Any": say("anything|type"),
}
"""What people call a type."""


def said(value: Value) -> Line:
    """What people call the type of a value."""
    return SAID[kind(value)]


def said_of(type_: type) -> Line:
    """What people call the values of a Python type."""
    return SAID[KINDS[type_]]


def equal(a: Value, b: Value) -> bool | None:  # noqa: PLR0911 - one line for each kind
    """Whether two values are the same; None where they cannot be compared."""
    if a is None or b is None:
        return a is b
    if kind(a) != kind(b):
        return None
    match a, b:
        case list(), list():
            return _equal_lists(a, b)
        case dict(), dict():
            return a.keys() == b.keys() and all(equal(a[key], b[key]) is True for key in a)
        case Range(), Range():
            return _equal_ranges(a, b)
        case Function(), Function():
            return a is b
        case (Time(), Time()) | (DateTime(), DateTime()):
            mine, theirs = moment(a), moment(b)
            return mine == theirs
        case _:
            return a == b


def key(value: Value) -> object:
    """What is the same for two values where `equal` says that they are the same."""
    match value:
        case list():
            return ("list", tuple(key(item) for item in value))
        case dict():
            return ("context", frozenset((name, key(held)) for name, held in value.items()))
        case Range():
            ends = (value.has_low, value.has_high, value.point)
            return ("range", key(value.low), key(value.high), *ends)
        case Function():
            return ("function", id(value))
        case Time() | DateTime():
            return (kind(value), *moment(value))
        case _:
            return (kind(value), value)


def _equal_lists(a: list[Value], b: list[Value]) -> bool | None:
    if len(a) != len(b):
        return False
    found = [equal(one, other) for one, other in zip(a, b, strict=True)]
    return all(found)


def _equal_ranges(a: Range, b: Range) -> bool | None:
    if (a.has_low, a.has_high, a.point) != (b.has_low, b.has_high, b.point):
        return False
    return equal(a.low, b.low) is True and equal(a.high, b.high) is True


def moment(value: Time | DateTime) -> tuple[bool, int]:
    """What tells two times apart: whether their place is known, and when it is there."""
    if isinstance(value, DateTime):
        return value.offset is None, value.nanos
    offset = time_offset(value)
    return offset is None, value.nanos - (offset or 0) * NANOS_PER_SECOND


def compare(a: Value, b: Value) -> int | None:
    """-1, 0 or 1; None where the two have no order."""
    if isinstance(a, Date) and isinstance(b, DateTime):
        a = DateTime(a, Time(0, b.time.offset, b.time.zone))
    elif isinstance(a, DateTime) and isinstance(b, Date):
        b = DateTime(b, Time(0, a.time.offset, a.time.zone))
    match a, b:
        case bool(), _:
            return None
        case (Decimal(), Decimal()) | (str(), str()) | (Date(), Date()):
            return _order(a, b)
        case (Days(), Days()) | (Months(), Months()):
            return _order(a, b)
        case (Time(), Time()) | (DateTime(), DateTime()):
            mine, theirs = moment(a), moment(b)
            return _order(mine[1], theirs[1]) if mine[0] == theirs[0] else None
        case _:
            return None


def _order(a: Any, b: Any) -> int:
    return (a > b) - (a < b)


def within(value: Value, part: Range) -> bool | None:
    """Whether a value lies in a range; None where that makes no sense."""
    if part.point:
        found = equal(value, part.low)
        return found if found is None else found is (part.point == "=")
    if part.low is not None:
        order = compare(value, part.low)
        if order is None:
            return None
        if order < 0 or (order == 0 and not part.has_low):
            return False
    if part.high is not None:
        order = compare(value, part.high)
        if order is None:
            return None
        if order > 0 or (order == 0 and not part.has_high):
            return False
    return True


def number_text(value: Decimal) -> str:
    """A number without needless zeros and without an exponent where it fits."""
    plain = value.normalize(NUMBERS)
    if plain == 0:
        return "0"
    _, digits, exponent = plain.as_tuple()
    assert isinstance(exponent, int)
    return f"{plain:f}" if len(digits) + abs(exponent) < 100 else str(plain)


def text(value: Value) -> str:
    """A value as `string()` gives it."""
    return TEXTS[type(value)](value)


def _list_text(value: list[Value]) -> str:
    return "[" + ", ".join(inner_text(item) for item in value) + "]"


def _context_text(value: dict[str, Value]) -> str:
    pairs = (f"{_key(key)}: {inner_text(held)}" for key, held in value.items())
    return "{" + ", ".join(pairs) + "}"


def inner_text(value: Value) -> str:
    """A value as it stands within another one, where text is quoted."""
    return quoted(value) if isinstance(value, str) else text(value)


def quoted(value: str) -> str:
    """Text in quotation marks."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key(name: str) -> str:
    is_plain = bool(name) and all(c.isalnum() or c in "_ ?'" for c in name)
    return name if is_plain else quoted(name)


def _range_text(value: Range) -> str:
    if value.point:
        return f"{value.point}{inner_text(value.low)}"
    if value.low is None and value.high is not None:
        return f"{'<=' if value.has_high else '<'}{inner_text(value.high)}"
    if value.high is None and value.low is not None:
        return f"{'>=' if value.has_low else '>'}{inner_text(value.low)}"
    low, high = "[" if value.has_low else "(", "]" if value.has_high else ")"
    return f"{low}{inner_text(value.low)}..{inner_text(value.high)}{high}"


TEXTS: Mapping[type, Callable[..., str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: number_text,
    str: str,
    Date: date_text,
    Time: time_text,
    DateTime: lambda value: f"{date_text(value.date)}T{time_text(value.time)}",
    Days: duration_text,
    Months: duration_text,
    list: _list_text,
    Named: _list_text,
    dict: _context_text,
    Range: _range_text,
    Function: lambda _: "function",
}
