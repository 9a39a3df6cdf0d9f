"""Types as a lattice: what fits where, and what two of them have in common."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.expr import types
from app.expr.nodes import Type
from app.expr.values import SAID, Value, kind
from app.model.verb import Line, say

ANY, NOTHING = Type("Any"), Type("Null")
NUMBER, TEXT, YES_NO = Type("number"), Type("string"), Type("boolean")
DATE, TIME, DATE_TIME = Type("date"), Type("time"), Type("date and time")
DAYS, MONTHS = Type("days and time duration"), Type("years and months duration")
FUNCTION = Type("function")
DURATIONS = frozenset((DAYS.name, MONTHS.name))
POINTS = frozenset((DATE.name, DATE_TIME.name))
ORDERED = frozenset((NUMBER.name, TEXT.name, DATE.name, TIME.name, DATE_TIME.name, *DURATIONS))


def name_of(type_: Type) -> str:
    """The name of a type, the same for all its spellings."""
    return types.SAME.get(type_.name, type_.name)


def list_of(item: Type) -> Type:
    """A list of one type."""
    return Type("list", (item,))


def context_of(entries: Iterable[tuple[str, Type]]) -> Type:
    """A context with these entries."""
    return Type("context", (), tuple(entries))


def item_of(type_: Type) -> Type:
    """What a value gives one by one: the items of a list, or itself."""
    name = name_of(type_)
    if name in ("list", "range"):
        return type_.args[0] if type_.args else ANY
    return type_


def is_open(type_: Type) -> bool:
    """Whether nothing is known of it: it may be anything, or is missing."""
    return name_of(type_) in ("Any", "Null")


def join(types_: Iterable[Type]) -> Type:
    """The narrowest type that all of them are; nothing at all is nothing."""
    found: Type | None = None
    for type_ in types_:
        if found is None or found.name == NOTHING.name:
            found = type_
        elif type_ == found or type_.name == NOTHING.name:
            continue
        elif name_of(type_) == name_of(found) == "list":
            found = list_of(join((item_of(found), item_of(type_))))
        elif name_of(type_) == name_of(found):
            found = Type(found.name)
        else:
            return ANY
    return found if found is not None else NOTHING


def fits(have: Type, want: Type) -> bool:
    """Whether a value of the one type may stand where the other is wanted."""
    if is_open(have) or is_open(want):
        return True
    mine, theirs = name_of(have), name_of(want)
    if theirs == "list":
        return fits(item_of(have) if mine == "list" else have, item_of(want))
    if mine == "list" and mine != theirs:
        return False
    if theirs == "date" and mine == "date and time":
        return True
    if mine != theirs:
        return False
    return not (have.args and want.args) or fits(item_of(have), item_of(want))


def comparable(one: Type, other: Type) -> bool:
    """Whether two values can be the same at all."""
    if is_open(one) or is_open(other):
        return True
    return name_of(one) == name_of(other)


def of(value: Value) -> Type:
    """The type of a value, with what it holds."""
    match value:
        case list():
            return list_of(join(of(item) for item in value[:100]))
        case dict():
            return context_of((str(name), of(held)) for name, held in value.items())
        case _:
            return Type(kind(value))


def said(type_: Type) -> Line:
    """What people call a type."""
    name = name_of(type_)
    if name == "list" and type_.args and not is_open(type_.args[0]):
        return say("list of {items}|type", items=said(type_.args[0]))
    return SAID.get(name) or Line("{name}", {"name": name})


_CLOCK = {name: NUMBER for name in ("hour", "minute", "second")} | {
    "time offset": DAYS,
    "timezone": TEXT,
}
_DAY = {name: NUMBER for name in ("year", "month", "day", "weekday")}
PROPERTIES: Mapping[str, Mapping[str, Type]] = {
    "date": _DAY,
    "time": _CLOCK,
    "date and time": _DAY | _CLOCK,
    "days and time duration": {n: NUMBER for n in ("days", "hours", "minutes", "seconds")},
    "years and months duration": {"years": NUMBER, "months": NUMBER},
    "range": {"start": ANY, "end": ANY, "start included": YES_NO, "end included": YES_NO},
}
"""What stands behind the dot of a value that is no context."""

_SUMS: Mapping[tuple[str, str], Type] = {
    ("number", "number"): NUMBER,
    ("string", "string"): TEXT,
    **{(d, d): Type(d) for d in DURATIONS},
    **{(at, d): Type(at) for at in POINTS for d in DURATIONS},
    **{(d, at): Type(at) for at in POINTS for d in DURATIONS},
    ("time", DAYS.name): TIME,
    (DAYS.name, "time"): TIME,
}
_DIFFERENCES: Mapping[tuple[str, str], Type] = {
    ("number", "number"): NUMBER,
    **{(d, d): Type(d) for d in DURATIONS},
    **{(at, d): Type(at) for at in POINTS for d in DURATIONS},
    **{(one, other): DAYS for one in POINTS for other in POINTS},
    ("time", "time"): DAYS,
    ("time", DAYS.name): TIME,
}
_PRODUCTS: Mapping[tuple[str, str], Type] = {
    ("number", "number"): NUMBER,
    **{(d, "number"): Type(d) for d in DURATIONS},
    **{("number", d): Type(d) for d in DURATIONS},
}
_QUOTIENTS: Mapping[tuple[str, str], Type] = {
    ("number", "number"): NUMBER,
    **{(d, "number"): Type(d) for d in DURATIONS},
    **{(d, d): NUMBER for d in DURATIONS},
}
RESULTS: Mapping[str, Mapping[tuple[str, str], Type]] = {
    "+": _SUMS,
    "-": _DIFFERENCES,
    "*": _PRODUCTS,
    "/": _QUOTIENTS,
    "**": {("number", "number"): NUMBER},
}
"""Operator -> the types of both sides -> the type of the result."""


def result_of(op: str, left: Type, right: Type) -> Type | None:
    """The type of an arithmetic result; None where the two have no such operator."""
    one, other = name_of(left), name_of(right)
    table = RESULTS[op]
    if is_open(left) or is_open(right):
        known = {
            result
            for (a, b), result in table.items()
            if (is_open(left) or a == one) and (is_open(right) or b == other)
        }
        return next(iter(known)) if len(known) == 1 else ANY if known else None
    return table.get((one, other))
