"""What is wrong with one answer, looked at alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation
from typing import Any, cast

import re2  # pyright: ignore[reportMissingTypeStubs]

from app.expr import temporal
from app.expr.temporal import Date
from app.expr.values import Value
from app.form.values import NUMBERS, is_empty, seen
from app.model.form import Check, Kind, Part

Spans = Mapping[str, object]
_RE2: Any = re2
"""Of re2, which has no stubs."""
# Ours, and none of them can be read in two ways: Python's own engine does not go back in them.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+", re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{3,18}[0-9]", re.ASCII)
_URL = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?", re.ASCII | re.IGNORECASE)
_EXACT_PATTERN = re.compile(
    r"\^?(?:(?:\[[A-Za-z0-9 _-]+\]|[A-Za-z0-9 _-]|\\d)(?:\{[0-9]{1,3}\})?)+\$?"
)
"""Patterns in which every character has one place: there is nothing to go back to."""
MOST_PATTERN = 1_000
_remainder = Context(prec=200).remainder


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: the rule's name, how grave it is, and the words for it."""

    rule: str
    level: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    message: str = ""
    message_en: str = ""
    """What the designer of the form wrote instead."""


Test = Callable[[object, Value], bool]
"""Whether an answer, as it is kept and as it is seen, passes."""


def wrong_with(part: Part, kept: object) -> list[Wrong]:
    """The checks of a part that its answer does not pass; an empty one passes all of them."""
    if is_empty(kept):
        return []
    value = seen(part, kept)
    return [wrong for test, wrong in tests_of(part) if not test(kept, value)]


def tests_of(part: Part) -> tuple[tuple[Test, Wrong], ...]:
    """The checks of a part with what is said where one fails; limits and patterns are read once."""
    found: list[tuple[Test, Wrong]] = []
    name = part.label or part.id
    shape = NOTATIONS.get(part.kind)
    if shape is not None:
        wrong = Wrong("format", "error", shape.template, {"name": name})
        found.append((_written(shape), wrong))
    for check in part.checks:
        judge = _CHECKS.get(check.rule)
        if judge is not None:
            params = {"name": name, "value": check.value}
            words = judge.template, params, check.message, check.message_en
            wrong = Wrong(check.rule, check.level, *words)
            found.append((_quick(part, check) or _slow(judge, part, check), wrong))
    return tuple(found)


def _match_of(pattern: str) -> Callable[[str], object] | None:
    """A whole match; by Python's own engine, which is called five times as fast, where that
    engine is as safe as the other one."""
    try:
        if _EXACT_PATTERN.fullmatch(pattern):
            return re.compile(pattern.strip("^$"), re.ASCII).fullmatch
        return _RE2.compile(pattern).fullmatch
    except (re.error, _RE2.error):
        return None


def _written(shape: Notation) -> Test:
    return lambda kept, _: shape.test(str(kept))


def _slow(judge: Judge, part: Part, check: Check) -> Test:
    return lambda kept, _: judge.test(part, kept, check)


def _quick(part: Part, check: Check) -> Test | None:  # noqa: PLR0911 - one line for each rule
    """The same answer as the judge of the rule gives, for what is checked most."""
    if part.kind in NUMBERS:
        bound = limit(part, check.value)
        if not isinstance(bound, Decimal):
            return None
        if check.rule == "multiple_of":
            return lambda _, value: not isinstance(value, Decimal) or steps(value, bound)
        if check.rule == "min":
            return lambda _, value: not isinstance(value, Decimal) or value >= bound
        if check.rule == "max":
            return lambda _, value: not isinstance(value, Decimal) or value <= bound
        return None
    size = whole(check.value)
    if check.rule == "pattern" and 0 < len(check.value) <= MOST_PATTERN:
        match = _match_of(check.value)
        if match is not None:
            return lambda kept, _: not isinstance(kept, str) or match(kept) is not None
    if size is not None and part.kind in (Kind.TEXT, Kind.LONG):
        if check.rule == "min_length":
            return lambda kept, _: not isinstance(kept, str) or len(kept) >= size
        if check.rule == "max_length":
            return lambda kept, _: not isinstance(kept, str) or len(kept) <= size
    return None


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is written like the pattern; a pattern that cannot be read asks
    for nothing."""
    if len(pattern) > MOST_PATTERN:
        return True
    try:
        return _RE2.fullmatch(pattern, text) is not None
    except _RE2.error:
        return True


def limit(part: Part, text: str) -> Decimal | Date | None:
    if part.kind in (Kind.DATE, Kind.DATES):
        return temporal.read_date(text.strip())
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _ends(part: Part, kept: object) -> tuple[object, object]:
    """The least and the greatest that an answer means; a range of days has two."""
    value = seen(part, kept)
    if isinstance(value, dict):
        held = cast("Mapping[str, object]", value)
        return held.get("from"), held.get("to")
    return value, value


def _compared(a: object, b: object) -> int | None:
    if isinstance(a, Date) and isinstance(b, Date):
        return a.number - b.number
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return (a > b) - (a < b)
    return None


def _least(part: Part, kept: object, check: Check) -> bool:
    found = _compared(_ends(part, kept)[0], limit(part, check.value))
    return found is None or found >= 0


def _greatest(part: Part, kept: object, check: Check) -> bool:
    found = _compared(_ends(part, kept)[1], limit(part, check.value))
    return found is None or found <= 0


def _multiple(part: Part, kept: object, check: Check) -> bool:
    """Exact: 19.99 is a multiple of 0.01."""
    value, step = seen(part, kept), limit(part, check.value)
    return not isinstance(value, Decimal) or not isinstance(step, Decimal) or steps(value, step)


def steps(value: Decimal, step: Decimal) -> bool:
    if not step:
        return True
    try:
        return not _remainder(value, step)
    except InvalidOperation:
        # Too far apart for it: whole steps of the finer of the two, so that no context rounds.
        places = -min(int(value.as_tuple().exponent), int(step.as_tuple().exponent), 0)
        return int(value.scaleb(places)) % int(step.scaleb(places)) == 0


def _size(part: Part, kept: object) -> int | None:
    if part.kind == Kind.DATES:
        value = seen(part, kept)
        days = cast("Mapping[str, object]", value).get("days") if isinstance(value, dict) else None
        return int(days) if isinstance(days, Decimal) else None
    return len(kept) if isinstance(kept, str) else None


def _count(kept: object) -> int:
    return len(cast("Sequence[object]", kept)) if isinstance(kept, list) else 1


def whole(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else None


def _bounded(
    measure: Callable[[Part, object], int | None], *, is_least: bool
) -> Callable[[Part, object, Check], bool]:
    def test(part: Part, kept: object, check: Check) -> bool:
        size, limit = measure(part, kept), whole(check.value)
        if size is None or limit is None:
            return True
        return size >= limit if is_least else size <= limit

    return test


def _endings(_part: Part, kept: object, check: Check) -> bool:
    """Files whose names end as asked: `png, jpg`; of a text the text itself."""
    wanted = tuple(f".{one.strip().lstrip('.').lower()}" for one in check.value.split(",") if one)
    held = cast("list[object]", kept) if isinstance(kept, list) else [kept]
    return not wanted or all(str(one).lower().endswith(wanted) for one in held)


def _pattern(_part: Part, kept: object, check: Check) -> bool:
    return not isinstance(kept, str) or not check.value or fits(check.value, kept)


def _counted(_part: Part, kept: object) -> int:
    return _count(kept)


@dataclass(frozen=True, slots=True)
class Judge:
    """How an answer is checked, and what is said where it does not pass."""

    test: Callable[[Part, object, Check], bool]
    template: str


@dataclass(frozen=True, slots=True)
class Notation:
    """How an answer of a kind is written, and what is said where it is not."""

    test: Callable[[str], bool]
    template: str


_CHECKS: Mapping[str, Judge] = {
    "min": Judge(_least, "“{name}” is {value} or more"),
    "max": Judge(_greatest, "“{name}” is {value} or less"),
    "multiple_of": Judge(_multiple, "“{name}” goes in steps of {value}"),
    "min_length": Judge(_bounded(_size, is_least=True), "“{name}” is at least {value} long"),
    "max_length": Judge(_bounded(_size, is_least=False), "“{name}” is at most {value} long"),
    "min_count": Judge(_bounded(_counted, is_least=True), "“{name}” has at least {value} of them"),
    "max_count": Judge(_bounded(_counted, is_least=False), "“{name}” has at most {value} of them"),
    "min_lines": Judge(_bounded(_counted, is_least=True), "“{name}” has at least {value} lines"),
    "max_lines": Judge(_bounded(_counted, is_least=False), "“{name}” has at most {value} lines"),
    "pattern": Judge(_pattern, "“{name}” is not written as asked"),
    "formats": Judge(_endings, "“{name}” takes only {value}"),
}
NOTATIONS: Mapping[str, Notation] = {
    Kind.EMAIL: Notation(
        lambda text: _EMAIL.fullmatch(text) is not None, "“{name}” is no e-mail address"
    ),
    Kind.PHONE: Notation(
        lambda text: _PHONE.fullmatch(text) is not None, "“{name}” is no phone number"
    ),
    Kind.URL: Notation(lambda text: _URL.fullmatch(text) is not None, "“{name}” is no web address"),
}
