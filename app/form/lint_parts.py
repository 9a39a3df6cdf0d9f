"""What is wrong or strange at a part of a form. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.form.finding import Finding, Mend
from app.form.kinds import KINDS, about
from app.form.reading import read
from app.model.form import HOLDERS, SILENT, Form, Kind, Part
from app.model.value import decimal_text

RANGES = (("min", "max"), ("min_length", "max_length"), ("min_count", "max_count"))
LINES = ("min_lines", "max_lines")
WHOLE = frozenset({"min_length", "max_length", "min_count", "max_count", *LINES})
CHOOSING = frozenset({Kind.CHOICE, Kind.CHOICES})


def of_part(form: Form, part: Part, named: frozenset[str]) -> Iterator[Finding]:
    """All findings at one part but those of its expressions; `named` is what expressions name."""
    if part.kind not in KINDS:
        template = "This field comes from a newer version of the program"
        yield Finding("warning", part.id, "", template)
    if part.kind not in SILENT and not part.label.strip():
        yield Finding("warning", part.id, "", "This field has no name", field="label")
    if part.kind in HOLDERS and not form.children(part.id):
        is_table = part.kind == Kind.TABLE
        template = "This sub-table has no columns" if is_table else "Nothing stands in this group"
        level = "error" if is_table else "hint"
        yield Finding(level, part.id, "", template, fix=Mend.NO_PART)
    if part.kind == Kind.LINK and not part.settings.get("target"):
        template = "It is not said what this field links to"
        yield Finding("error", part.id, "", template, field="settings")
    if part.kind == Kind.FORMULA and not part.formula:
        yield Finding("error", part.id, "", "This field has no formula", field="formula")
    yield from _reach(form, part, named)
    if part.kind in CHOOSING:
        yield from _choices(part)
    yield from _checks(part)


def _reach(form: Form, part: Part, named: frozenset[str]) -> Iterator[Finding]:
    """A part that is never shown; worse where it is to be filled."""
    hider = next(
        (one for one in _above(form, part) if read(one.visible_if).constant is False), None
    )
    is_reckoned = bool(part.formula)
    if hider is not None and part.kind not in SILENT:
        if is_reckoned and part.id not in named:
            template = "This formula is neither shown nor used"
            yield Finding("hint", part.id, "", template, fix=Mend.NO_PART, field="formula")
        elif (part.required or part.required_if) and not is_reckoned:
            template = "This field is required and never shown"
            yield Finding("warning", part.id, "", template, fix=Mend.NOT_REQUIRED, field="required")
        elif hider is part and not is_reckoned and not part.default:
            template = "This field is never shown"
            yield Finding("warning", part.id, "", template, field="visible_if")
    is_locked = part.enabled_if and read(part.enabled_if).constant is False
    if part.required and is_locked and not (part.default or is_reckoned):
        template = "This field is required and can never be filled"
        yield Finding("error", part.id, "", template, fix=Mend.NOT_REQUIRED, field="enabled_if")


def _above(form: Form, part: Part) -> Iterator[Part]:
    """The part and all that hold it, where they are shown by a condition."""
    one: Part | None = part
    while one is not None:
        if one.visible_if:
            yield one
        one = form.by_id.get(one.parent)


def _choices(part: Part) -> Iterator[Finding]:
    if not part.choices:
        yield Finding("error", part.id, "", "There is nothing to choose", field="choices")
    ids, labels = [c.id for c in part.choices], [c.label for c in part.choices]
    if len(set(ids)) < len(ids):
        template = "Two choices have the same code “{name}”"
        name = next(one for one in ids if ids.count(one) > 1)
        yield Finding("error", part.id, "", template, {"name": name}, field="choices")
    for label in dict.fromkeys(one for one in labels if labels.count(one) > 1):
        template = "Two choices are called “{name}”"
        same = [c for c in part.choices if c.label == label]
        if not all(c.when for c in same):
            yield Finding("warning", part.id, "", template, {"name": label}, field="choices")


def _checks(part: Part) -> Iterator[Finding]:
    held = {check.rule: check.value for check in part.checks}
    known = about(part.kind).checks
    for rule, value in held.items():
        if rule not in known and part.kind in KINDS:
            template = "The check “{name}” does not fit this kind of field"
            yield Finding("warning", part.id, "", template, {"name": rule}, field="checks")
        elif not _fits(rule, value):
            template = "The check “{name}” cannot be “{value}”"
            params = {"name": rule, "value": value}
            yield Finding("error", part.id, "", template, params, field="checks")
    for low, high in (*RANGES, LINES):
        least, most = decimal_text(held.get(low, "")), decimal_text(held.get(high, ""))
        if least is not None and most is not None and float(least) > float(most):
            template = "The least is more than the most: no answer fits"
            yield Finding("error", part.id, "", template, field="checks")


def _fits(rule: str, value: str) -> bool:
    if rule == "pattern":
        quoted = json.dumps(value, ensure_ascii=False)
        return bool(value) and read(f'matches("", {quoted})').constant is not None
    if rule in WHOLE:
        return value.isascii() and value.isdigit()
    if rule == "multiple_of":
        return (decimal_text(value) or "0") != "0"
    return rule in ("unique", "formats") or not read(value).mistake


def labels(form: Form) -> Iterator[Finding]:
    """Fields beside each other, in one sub-table or on the record, that are called the same."""
    first: dict[tuple[str, str], str] = {}
    for part in form.answered():
        key = form.table_of(part), part.label.strip()
        if key[1] and key in first:
            template = "Two fields are called “{name}”"
            yield Finding("warning", part.id, "", template, {"name": key[1]}, field="label")
        first.setdefault(key, part.id)
