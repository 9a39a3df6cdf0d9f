"""Built-in functions over contexts, and between kinds of values."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from app.expr.binding import MISSING, Form, context_of, list_of, of, text_of
from app.expr.faults import Fail
from app.expr.numbers import read_number
from app.expr.temporal import DateTime, Time
from app.expr.values import Value, kind, said, said_of, text

MOST_TEXT = 64 * 1024
ENTRY = frozenset(("key", "value"))


def _get_value(m: Value, key: Value) -> Value:
    held, name = context_of(m), text_of(key)
    if name not in held:
        raise Fail("There is no {name} here", name=name)
    return held[name]


def _get_entries(m: Value) -> Value:
    return [{"key": key, "value": value} for key, value in context_of(m).items()]


def _context(entries: Value) -> Value:
    made: dict[str, Value] = {}
    for entry in list_of(entries):
        held = context_of(entry)
        if not held.keys() >= ENTRY:
            raise Fail("An entry has a key and a value")
        key = text_of(held["key"])
        if key in made:
            raise Fail("A context has the same entry twice")
        made[key] = held["value"]
    return made


def _put(context: Value, key: Value, value: Value) -> Value:
    if isinstance(key, list):
        return _put_deep(context, key, value)
    return {**context_of(context), text_of(key): value}


def _put_deep(context: Value, keys: Value, value: Value) -> Value:
    path = list_of(keys)
    if not path:
        raise Fail("A path has at least one key")
    held, name = context_of(context), text_of(path[0])
    if len(path) == 1:
        return {**held, name: value}
    inner = held.get(name)
    return {**held, name: _put_deep(inner, path[1:], value)}


def _put_named(context: Value, keys: Value, value: Value) -> Value:
    if not isinstance(keys, list):
        raise Fail("{wanted} was expected, not {kind}", wanted=said_of(list), kind=said(keys))
    return _put_deep(context, keys, value)


def _put_one(context: Value, key: Value, value: Value) -> Value:
    return {**context_of(context), text_of(key): value}


def _merge(contexts: Value) -> Value:
    made: dict[str, Value] = {}
    for context in list_of(contexts):
        made.update(context_of(context))
    return made


def _string(from_: Value) -> Value:
    if from_ is None:
        return None
    told = text(from_)
    if len(told) > MOST_TEXT:
        raise Fail("The text is too long")
    return told


def _number(from_: Value, grouping: Value = MISSING, point: Value = MISSING) -> Value:
    signs = [
        None if sign is MISSING or sign is None else text_of(sign) for sign in (grouping, point)
    ]
    return read_number(text_of(from_), *signs)


def _not(negand: Value) -> Value:
    if negand is None:
        return None
    return not of(negand, bool)


def _is(value1: Value = MISSING, value2: Value = MISSING) -> Value:
    """The same value written the same way: offsets and zones count too."""
    one = None if value1 is MISSING else value1
    other = None if value2 is MISSING else value2
    if kind(one) != kind(other):
        return False
    if isinstance(one, (Time, DateTime)):
        return one == other
    return text(one) == text(other) if kind(one) != "function" else one is other


def _is_empty(value: Value) -> Value:
    """Our own: nothing was filled in. 0 and false are something."""
    return value is None or value in ("", [], {})


def _or_else(value: Value, other: Value) -> Value:
    """Our own: another value where there is none."""
    return other if _is_empty(value) else value


FUNCTIONS: dict[str, tuple[Form, ...]] = {
    "get value": (Form(("m", "key"), _get_value),),
    "get entries": (Form(("m",), _get_entries),),
    "context": (Form(("entries",), _context),),
    "context put": (
        Form(("context", "key", "value"), _put, _put_one),
        Form(("context", "keys", "value"), _put_named),
    ),
    "context merge": (Form(("contexts",), _merge),),
    "string": (Form(("from",), _string),),
    "number": (Form(("from", "grouping separator?", "decimal separator?"), _number),),
    "not": (Form(("negand",), _not),),
    "is": (Form(("value1?", "value2?"), _is),),
    "is empty": (Form(("value",), _is_empty),),
    "or else": (Form(("value", "other"), _or_else),),
}
