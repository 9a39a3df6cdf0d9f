"""Types as expressions name them: `instance of`, and the result that a decision declares."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Sequence

from app.expr.nodes import Type
from app.expr.values import Function, Range, Value, kind

SAME = {
    "day time duration": "days and time duration",
    "year month duration": "years and months duration",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "dateTime": "date and time",
    "date time": "date and time",
}
SCALARS = frozenset(
    (
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "Null",
    )
)
KNOWN = SCALARS | {"Any", "list", "context", "range", "function"}
NEED_ARGS = {"list": 1, "range": 1}


def is_known(type_: Type) -> bool:
    """Whether the type, and all that it holds, is one of the language."""
    name = SAME.get(type_.name, type_.name)
    parts = [*type_.args, *(held for _, held in type_.entries)]
    if type_.result is not None:
        parts.append(type_.result)
    return name in KNOWN and all(is_known(part) for part in parts)


def is_instance(value: Value, type_: Type) -> bool:  # noqa: PLR0911 - one line for each kind
    """Whether a value is of a type; null is only of the type Null."""
    name = SAME.get(type_.name, type_.name)
    if name == "Any":
        return value is not None
    if name == "Null":
        return value is None
    if value is None or kind(value) != name:
        return False
    match value:
        case list():
            return not type_.args or all(_fits(item, type_.args[0]) for item in value)
        case dict():
            return all(key in value and _fits(value[key], held) for key, held in type_.entries)
        case Range():
            return not type_.args or _range_of(value, type_.args[0])
        case Function():
            return _is_function(value, type_)
        case _:
            return True


def _fits(value: Value, type_: Type) -> bool:
    """Within a list or a context null stands for a missing value of any type."""
    return value is None or is_instance(value, type_)


def _range_of(value: Range, type_: Type) -> bool:
    ends = [end for end in (value.low, value.high) if end is not None]
    return bool(ends) and all(is_instance(end, type_) for end in ends)


def _is_function(value: Function, type_: Type) -> bool:
    if type_.result is None and not type_.args:
        return True
    if len(type_.args) != len(value.params):
        return False
    declared: Sequence[str] = value.kinds or ("Any",) * len(value.params)
    return all(
        have in ("Any", "") or SAME.get(want.name, want.name) in (have, "Any")
        for have, want in zip(declared, type_.args, strict=True)
    )


def conform(value: Value, declared: str) -> tuple[Value, bool]:
    """A result as its declared type wants it (DMN 1.4, 10.3.2.9.4), and whether it could be.

    `declared` is `boolean`, `number`, `string`, or `list of` one of them; a list with one item
    becomes the item where one is wanted, an item becomes a list where a list is wanted.
    """
    if value is None:
        return None, True
    if declared.startswith("list of "):
        inner = declared.removeprefix("list of ")
        items: list[Value] = value if isinstance(value, list) else [value]
        fits = all(item is None or kind(item) == inner for item in items)
        return (items, True) if fits else (None, False)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return (value, True) if value is None or kind(value) == declared else (None, False)
