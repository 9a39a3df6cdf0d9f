"""Where a part of a form is used: asked before it is deleted, and by 'where used'. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.form import remap
from app.model.form import Form, Part


@dataclass(frozen=True, slots=True)
class Use:
    """One place that names a part: the property of another part, or of a rule."""

    part: str
    """The part that names it, "" where a rule does."""
    rule: str
    field: str
    """visible_if, formula, choices/ID …; when, value, targets or table of a rule."""


def uses(form: Form, part: str) -> tuple[Use, ...]:
    """Every place that names a part or one of those that it holds, but those themselves."""
    within = {part, *below(form, part)}
    found = [use for use in every(form) if use[0] in within and use[1].part not in within]
    return tuple(dict.fromkeys(use for _, use in found))


def below(form: Form, part: str) -> list[str]:
    """All that a part holds, itself left out."""
    found: list[str] = []
    stack = [part]
    while stack:
        children = [child.id for child in form.children(stack.pop())]
        found += children
        stack += children
    return found


def every(form: Form) -> Iterator[tuple[str, Use]]:
    """(part that is named, where) over a whole form."""
    for part in form.parts:
        for field, text in (*remap.expressions(part), *_checks(part)):
            for name in sorted(remap.named(text) & form.by_id.keys()):
                yield name, Use(part.id, "", field)
    for rule in form.rules:
        for field, text in remap.expressions(rule):
            for name in sorted(remap.named(text) & form.by_id.keys()):
                yield name, Use("", rule.id, field)
        for target in rule.targets:
            yield target, Use("", rule.id, "targets")
        if rule.table:
            yield rule.table, Use("", rule.id, "table")


def _checks(part: Part) -> Iterator[tuple[str, str]]:
    return ((f"checks/{c.rule}", c.value) for c in part.checks if c.rule in ("min", "max"))
