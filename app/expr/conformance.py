"""Cases of the DMN conformance kit: what they expect, and whether an expression gives it."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.expr import temporal, types
from app.expr.faults import Mistake
from app.expr.language import compile_text
from app.expr.temporal import Date, DateTime, Days, Months, Time
from app.expr.values import Range, Value, equal, kind, text

DECLARED = {
    "boolean": "boolean",
    "number": "number",
    "string": "string",
    "tBooleanList": "list of boolean",
    "tNumberList": "list of number",
    "tStringList": "list of string",
}
"""Declared types that are checked; a result is made to conform to them first."""
NOON = DateTime(Date(2026, 11, 3), Time(43_200_000_000_000, 0))
WORLD: Mapping[str, Callable[..., Value]] = {"now": lambda: NOON, "today": lambda: NOON.date}
"""The kit asks only for the types of today and now."""
DIGITS = Decimal("1e-8")
"""Results without an end are given with fewer digits than are calculated."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a case."""

    passed: bool
    got: object
    why: str = ""


def judge(case: Mapping[str, Any]) -> Verdict:
    """Run one case: its `expression` against `expected`, `error` and `declared_type`."""
    try:
        outcome = compile_text(case["expression"]).run({}, WORLD)
        value, notes = outcome.value, [note.why for note in outcome.notes]
    except Mistake as mistake:
        value, notes = None, [str(mistake)]
    declared = DECLARED.get(case.get("declared_type") or "")
    if declared:
        value, fits = types.conform(value, declared)
        notes += [] if fits else [f"The result is no {declared}"]
    try:
        wanted = read(case["expected"])
    except ValueError as error:
        return Verdict(False, write(value), str(error))
    is_same = same(value, wanted)
    is_noted = bool(notes) or not case.get("error")
    why = "; ".join(notes) if is_noted else "no error was reported"
    return Verdict(is_same and is_noted, write(value), why)


def read(told: Mapping[str, Any]) -> Value:  # noqa: PLR0911 - one line for each kind
    """An expected value from its JSON: `type` and `value`, `items` or `entries`."""
    shape = told["type"]
    match shape:
        case "null":
            return None
        case "boolean":
            return told["value"] == "true"
        case "decimal" | "number" | "double" | "integer":
            return Decimal(told["value"])
        case "string":
            return told["value"]
        case "list":
            return [read(item) for item in told["items"]]
        case "context":
            return {name: read(held) for name, held in told["entries"].items()}
        case _:
            return _temporal(shape, told["value"])


def _temporal(shape: str, written: str) -> Value:
    readers = {
        "date": temporal.read_date,
        "time": temporal.read_time,
        "dateTime": temporal.read_date_time,
        "duration": temporal.read_duration,
    }
    found = readers[shape](written) if shape in readers else None
    if found is None:
        raise ValueError(f"The expected value is not understood: {shape} {written}")
    return found


def write(value: Value) -> dict[str, Any]:  # noqa: PLR0911 - one line for each kind
    """A value as JSON, in the words of the cases."""
    match value:
        case None:
            return {"type": "null"}
        case bool():
            return {"type": "boolean", "value": text(value)}
        case Decimal():
            return {"type": "decimal", "value": text(value)}
        case list():
            return {"type": "list", "items": [write(item) for item in value]}
        case dict():
            entries = {name: write(held) for name, held in value.items()}
            return {"type": "context", "entries": entries}
        case Date():
            return {"type": "date", "value": text(value)}
        case Time():
            return {"type": "time", "value": text(value)}
        case DateTime():
            return {"type": "dateTime", "value": text(value)}
        case Days() | Months():
            return {"type": "duration", "value": text(value)}
        case Range():
            return {"type": "range", "value": text(value)}
        case _:
            return {"type": kind(value), "value": text(value)}


def same(value: Value, wanted: Value) -> bool:
    """Whether a result is the expected one; numbers to nine digits after the point."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, Decimal) and isinstance(wanted, Decimal):
        with decimal.localcontext() as wide:
            wide.prec = 80
            return abs(value - wanted) <= DIGITS * max(1, abs(wanted))
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(map(same, value, wanted))
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(same(value[k], wanted[k]) for k in value)
    return kind(value) == kind(wanted) and equal(value, wanted) is True
