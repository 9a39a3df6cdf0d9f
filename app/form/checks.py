"""What is wrong with one answer, looked at alone. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import re2  # pyright: ignore[reportMissingTypeStubs]

from app.expr import temporal
from app.expr.temporal import Date
from app.form.values import is_empty, seen
from app.model.form import Check, Kind, Part

Spans = Mapping[str, object]
_RE2: Any = re2
"""Of re2, which has no stubs."""
_EMAIL = _RE2.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = _RE2.compile(r"\+?[0-9][0-9 \-]{3,18}[0-9]")
_URL = _RE2.compile(r"(?i)https?://[^\s/?#]+([/?#]\S*)?")
MOST_PATTERN = 1_000


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


def wrong_with(part: Part, kept: object) -> list[Wrong]:
    """The checks of a part that its answer does not pass; an empty one passes all of them."""
    if is_empty(kept):
        return []
    found: list[Wrong] = []
    name = part.label or part.id
    shape = _NOTATIONS.get(part.kind)
    if shape is not None and not shape.test(str(kept)):
        found.append(Wrong("format", "error", shape.template, {"name": name}))
    for check in part.checks:
        judge = _CHECKS.get(check.rule)
        if judge is not None and not judge.test(part, kept, check):
            params = {"name": name, "value": check.value}
            words = judge.template, params, check.message, check.message_en
            found.append(Wrong(check.rule, check.level, *words))
    return found


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is written like the pattern; a pattern that cannot be read asks
    for nothing."""
    if len(pattern) > MOST_PATTERN:
        return True
    try:
        return _RE2.fullmatch(pattern, text) is not None
    except _RE2.error:
        return True


def _limit(part: Part, text: str) -> Decimal | Date | None:
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
    found = _compared(_ends(part, kept)[0], _limit(part, check.value))
    return found is None or found >= 0


def _greatest(part: Part, kept: object, check: Check) -> bool:
    found = _compared(_ends(part, kept)[1], _limit(part, check.value))
    return found is None or found <= 0


def _multiple(part: Part, kept: object, check: Check) -> bool:
    """Exact: 19.99 is a multiple of 0.01."""
    value, step = seen(part, kept), _limit(part, check.value)
    if not isinstance(value, Decimal) or not isinstance(step, Decimal) or not step:
        return True
    # Whole steps of the finer of the two, so that no context rounds.
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


def _whole(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else None


def _bounded(
    measure: Callable[[Part, object], int | None], *, is_least: bool
) -> Callable[[Part, object, Check], bool]:
    def test(part: Part, kept: object, check: Check) -> bool:
        size, limit = measure(part, kept), _whole(check.value)
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
_NOTATIONS: Mapping[str, Notation] = {
    Kind.EMAIL: Notation(
        lambda text: _EMAIL.fullmatch(text) is not None, "“{name}” is no e-mail address"
    ),
    Kind.PHONE: Notation(
        lambda text: _PHONE.fullmatch(text) is not None, "“{name}” is no phone number"
    ),
    Kind.URL: Notation(lambda text: _URL.fullmatch(text) is not None, "“{name}” is no web address"),
}
