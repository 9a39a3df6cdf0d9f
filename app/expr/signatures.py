"""Every built-in function: what it takes, what it gives, and one line of help.

A signature is written as `name: type, other?: type -> type`: `?` may be left out, `*` takes a list
or many values, T stands for the same type wherever it comes again. The checker reads it, and the
editor shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.expr import aliases
from app.expr.helping import HELP
from app.expr.nodes import Type
from app.expr.parser import parse_type
from app.model.verb import Line

_PAIR = "string: string, match: string -> string"
_ASK = "string: string, match: string -> boolean"
_SCALED = ("n: number, scale: number -> number",)
_OF_NUMBERS = ("list*: list<number> -> number",)
_OF_ORDERED = ("list*: list<T> -> T",)
_RANGES = "range1: range<T>, range2: range<T> -> boolean"
_IN = "point: T, range: range<T> -> boolean"
_OVER = "range: range<T>, point: T -> boolean"
_POINTS = "point1: T, point2: T -> boolean"

WRITTEN: Mapping[str, tuple[str, ...]] = {
    # numbers
    "decimal": _SCALED,
    "floor": ("n: number, scale?: number -> number",),
    "ceiling": ("n: number, scale?: number -> number",),
    "round up": _SCALED,
    "round down": _SCALED,
    "round half up": _SCALED,
    "round half down": _SCALED,
    "abs": (
        "n: number -> number",
        "n: days and time duration -> days and time duration",
        "n: years and months duration -> years and months duration",
    ),
    "modulo": ("dividend: number, divisor: number -> number",),
    "sqrt": ("number: number -> number",),
    "log": ("number: number -> number",),
    "exp": ("number: number -> number",),
    "odd": ("number: number -> boolean",),
    "even": ("number: number -> boolean",),
    "amount in words": ("amount: number -> string",),
    # text
    "substring": ("string: string, start position: number, length?: number -> string",),
    "string length": ("string: string -> number",),
    "upper case": ("string: string -> string",),
    "lower case": ("string: string -> string",),
    "substring before": (_PAIR,),
    "substring after": (_PAIR,),
    "contains": (_ASK,),
    "starts with": (_ASK,),
    "ends with": (_ASK,),
    "matches": ("input: string, pattern: string, flags?: string -> boolean",),
    "replace": ("input: string, pattern: string, replacement: string, flags?: string -> string",),
    "split": ("string: string, delimiter: string -> list<string>",),
    "string join": ("list: list<string>, delimiter?: string -> string",),
    "trim": ("string: string -> string",),
    # lists
    "list contains": ("list: list<Any>, element: Any -> boolean",),
    "count": ("list: list<Any> -> number",),
    "min": _OF_ORDERED,
    "max": _OF_ORDERED,
    "sum": _OF_NUMBERS,
    "mean": _OF_NUMBERS,
    "product": _OF_NUMBERS,
    "median": _OF_NUMBERS,
    "stddev": _OF_NUMBERS,
    "mode": ("list*: list<number> -> list<number>",),
    "all": ("list*: list<boolean> -> boolean",),
    "any": ("list*: list<boolean> -> boolean",),
    "sublist": ("list: list<T>, start position: number, length?: number -> list<T>",),
    "append": ("list: list<T>, item*: Any -> list<T>",),
    "concatenate": ("list*: Any -> list<Any>",),
    "insert before": ("list: list<T>, position: number, newItem: Any -> list<T>",),
    "remove": ("list: list<T>, position: number -> list<T>",),
    "list replace": (
        "list: list<T>, position: Any, newItem: Any -> list<T>",
        "list: list<T>, match: function, newItem: Any -> list<T>",
    ),
    "reverse": ("list: list<T> -> list<T>",),
    "index of": ("list: list<Any>, match: Any -> list<number>",),
    "union": ("list*: Any -> list<Any>",),
    "distinct values": ("list: list<T> -> list<T>",),
    "flatten": ("list: list<Any> -> list<Any>",),
    "sort": ("list: list<T>, precedes?: function -> list<T>",),
    # dates and times
    "date": (
        "from: Any -> date",
        "year: number, month: number, day: number -> date",
    ),
    "time": (
        "from: Any -> time",
        "hour: number, minute: number, second: number, offset?: days and time duration -> time",
    ),
    "date and time": (
        "from: Any -> date and time",
        "date: Any, time: time -> date and time",
    ),
    "duration": ("from: Any -> Any",),
    "years and months duration": ("from: Any, to: Any -> years and months duration",),
    "day of year": ("date: date -> number",),
    "day of week": ("date: date -> string",),
    "month of year": ("date: date -> string",),
    "week of year": ("date: date -> number",),
    "today": ("-> date",),
    "now": ("-> date and time",),
    "workdays between": ("from: date, to: date -> number",),
    "add workdays": ("date: date, count: number -> date",),
    # contexts, and between types
    "get value": ("m: context, key: string -> Any", "context: context, key: string -> Any"),
    "get entries": ("m: context -> list<context>", "context: context -> list<context>"),
    "context": ("entries: Any -> context",),
    "context put": (
        "context: context, key: Any, value: Any -> context",
        "context: context, keys: list<string>, value: Any -> context",
    ),
    "context merge": ("contexts: Any -> context",),
    "string": ("from: Any -> string",),
    "number": ("from: string, grouping separator?: string, decimal separator?: string -> number",),
    "not": ("negand: boolean -> boolean",),
    "is": ("value1?: Any, value2?: Any -> boolean",),
    "is empty": ("value: Any -> boolean",),
    "or else": ("value: T, other: T -> T",),
    # ranges
    "before": (_POINTS, _IN, _OVER, _RANGES),
    "after": (_POINTS, _IN, _OVER, _RANGES),
    "meets": (_RANGES,),
    "met by": (_RANGES,),
    "overlaps": (_RANGES,),
    "overlaps before": (_RANGES,),
    "overlaps after": (_RANGES,),
    "finishes": (_IN, _RANGES),
    "finished by": (_OVER, _RANGES),
    "includes": (_OVER, _RANGES),
    "during": (_IN, _RANGES),
    "starts": (_IN, _RANGES),
    "started by": (_OVER, _RANGES),
    "coincides": (_POINTS, _RANGES),
    "range": ("from: string -> range<Any>",),
}


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter; one that takes many is the last one, its type is then that of the list."""

    name: str
    type: Type
    is_optional: bool = False
    takes_many: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    params: tuple[Param, ...]
    result: Type

    @property
    def least(self) -> int:
        """How many arguments it needs."""
        return sum(not param.is_optional for param in self.params)

    @property
    def most(self) -> int | None:
        """How many arguments it takes; None where that has no end."""
        return None if any(param.takes_many for param in self.params) else len(self.params)

    def takes(self, count: int) -> bool:
        """Whether so many arguments can be given."""
        return self.least <= count and (self.most is None or count <= self.most)


@dataclass(frozen=True, slots=True)
class Described:
    """What is told of a function; `alias` is its Chinese name, or ""."""

    name: str
    alias: str
    forms: tuple[Signature, ...]
    help: Line

    def call(self, alias: bool = False) -> str:
        """How it is called, for an editor: substring(string, start position, length?)."""
        told = self.alias if alias and self.alias else self.name
        return f"{told}({', '.join(_told(param) for param in self.forms[0].params)})"


@lru_cache(maxsize=1)
def functions() -> Mapping[str, Described]:
    """What is known of every built-in function, by its English name."""
    names = {name: alias for alias, name in aliases.FUNCTIONS.items()}
    return {
        name: Described(name, names.get(name, ""), tuple(map(_read, forms)), HELP[name])
        for name, forms in WRITTEN.items()
    }


def about(name: str) -> Described | None:
    """What is known of a function, by either of its names."""
    return functions().get(aliases.FUNCTIONS.get(name, name))


def _told(param: Param) -> str:
    return param.name + ("?" if param.is_optional else "…" if param.takes_many else "")


def _read(text: str) -> Signature:
    given, _, result = text.rpartition("->")
    params = [_param(part) for part in given.split(", ") if part.strip()]
    return Signature(tuple(params), parse_type(result.strip()))


def _param(text: str) -> Param:
    name, _, type_ = text.strip().partition(": ")
    return Param(name.rstrip("?*"), parse_type(type_), name.endswith("?"), name.endswith("*"))
