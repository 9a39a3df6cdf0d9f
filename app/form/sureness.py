"""A quick look at one answer: certain that nothing is wrong with it, or not. Pure.

Most answers are right, and most of what looking at them costs is asking one question at a time.
What is not certain here is looked at in full (`flaws`), so nothing is told by this module.
"""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from app.expr.values import Value
from app.form.checks import NOTATIONS, Test, Wrong, limit, steps, whole
from app.form.values import MOST_TEXT, NUMBERS
from app.model.form import Kind, Part


def sure_of(
    part: Part, tests: tuple[tuple[Test, Wrong], ...], choices: frozenset[str] | None, *, asks: bool
) -> Test:
    """A quick look at an answer: True only where certainly nothing is wrong with it.

    Most answers are right, and most of what looking at them costs is asking one by one.
    """
    passes = tuple(test for test, _ in tests)
    span = _sure_span(part, asks=asks)
    if span is not None:
        return span
    if part.kind in (Kind.TEXT, Kind.LONG, *NUMBERS) or part.kind in NOTATIONS:
        return _sure_value(passes, asks=asks)
    if part.kind == Kind.CHOICE and choices is not None and not passes:
        return lambda kept, value: value in choices or (kept is None and not asks)
    if part.kind == Kind.CHOICES and choices is not None:
        return _sure_list(passes, choices)
    if part.kind == Kind.FORMULA:
        return lambda _kept, _value: not passes
    return lambda kept, value: kept is None and value is None and not asks


def _sure_span(part: Part, *, asks: bool) -> Test | None:
    """One question in place of several, for lengths of a text and limits of a number."""
    rules = {check.rule: check.value for check in part.checks}
    if len(rules) != len(part.checks) or not rules:
        return None
    if part.kind in (Kind.TEXT, Kind.LONG) and rules.keys() <= {"min_length", "max_length"}:
        least = whole(rules.get("min_length", "0"))
        most = whole(rules.get("max_length", str(MOST_TEXT)))
        if least is None or most is None:
            return None
        return lambda kept, value: (
            least <= len(value) <= most
            if isinstance(value, str)
            else kept is None and value is None and not asks
        )
    if part.kind in NUMBERS and rules.keys() == {"min", "max", "multiple_of"}:
        low, high = limit(part, rules["min"]), limit(part, rules["max"])
        step = limit(part, rules["multiple_of"])
        if not (
            isinstance(low, Decimal) and isinstance(high, Decimal) and isinstance(step, Decimal)
        ):
            return None
        return lambda kept, value: (
            low <= value <= high and steps(value, step)
            if isinstance(value, Decimal)
            else kept is None and value is None and not asks
        )
    return None


def _sure_value(passes: tuple[Test, ...], *, asks: bool) -> Test:
    match passes:
        case ():
            return lambda kept, value: value is not None or (kept is None and not asks)
        case (one,):
            return lambda kept, value: (
                one(kept, value) if value is not None else kept is None and not asks
            )
        case (one, two):
            return lambda kept, value: (
                one(kept, value) and two(kept, value)
                if value is not None
                else kept is None and not asks
            )
        case (one, two, three):
            return lambda kept, value: (
                one(kept, value) and two(kept, value) and three(kept, value)
                if value is not None
                else kept is None and not asks
            )
        case _:
            return lambda kept, value: (
                all(test(kept, value) for test in passes)
                if value is not None
                else kept is None and not asks
            )


def _sure_list(passes: tuple[Test, ...], choices: frozenset[str]) -> Test:
    def is_sure(kept: object, value: Value) -> bool:
        held = cast("list[str]", kept)
        if not isinstance(kept, list) or value is None or not choices.issuperset(held):
            return False
        return all(test(held, value) for test in passes)

    return is_sure
