"""What is wrong or strange in the design of a form, before it is published. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from app.expr.nodes import Type
from app.form import editing, lint_parts, lint_rules, typed
from app.form.finding import Finding, Mend
from app.form.loops import loops
from app.form.reading import read
from app.form.remap import expressions
from app.model.form import Form, Part, Rule

__all__ = ["Finding", "lint", "mended"]


def lint(form: Form) -> list[Finding]:
    """All findings: those of parts in the order of the screen, those of rules, loops last."""
    found: list[Finding] = []
    named, types = _all_named(form), _Types(form)
    for part in form.parts:
        found += lint_parts.of_part(form, part, named)
        found += _expressions(form, part, types)
    for rule in form.rules:
        found += lint_rules.of_rule(form, rule)
        found += _expressions(form, rule, types)
    found += lint_parts.labels(form)
    found += _loops(form)
    return found


def mended(form: Form, finding: Finding) -> Form:
    """The form after the mend that a finding offers."""
    match finding.fix:
        case Mend.NO_RULE:
            return editing.unruled(form, (finding.rule,))
        case Mend.NO_PART:
            return editing.removed(form, (finding.part,))
        case Mend.NOT_REQUIRED:
            props = {"required": False, "required_if": ""}
            parts = (replace(p, **props) if p.id == finding.part else p for p in form.parts)
            return replace(form, parts=tuple(parts))
        case Mend.NO_TARGETS:
            rules = (_with_known_targets(form, rule, finding.rule) for rule in form.rules)
            return replace(form, rules=tuple(rules))
        case Mend.NONE:
            return form


def _with_known_targets(form: Form, rule: Rule, wanted: str) -> Rule:
    if rule.id != wanted:
        return rule
    return replace(rule, targets=tuple(t for t in rule.targets if t in form.by_id))


def _all_named(form: Form) -> frozenset[str]:
    texts = [text for one in (*form.parts, *form.rules) for _, text in expressions(one)]
    found: set[str] = set()
    for text in texts:
        one = read(text)
        found |= one.names | one.inner | one.reached
    return frozenset(found)


class _Types:
    """What may be named where, worked out once for each sub-table."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._known: dict[str, dict[str, Type]] = {}

    def of(self, table: str) -> dict[str, Type]:
        """The types of the names on the record ("") or on a line of a sub-table."""
        if table not in self._known:
            self._known[table] = typed.names(self._form, table)
        return self._known[table]


def _expressions(form: Form, of: Part | Rule, types: _Types) -> Iterator[Finding]:
    part, rule = (of.id, "") if isinstance(of, Part) else ("", of.id)
    table = form.table_of(of) if isinstance(of, Part) else of.table
    for name, text in expressions(of):
        found = read(text)
        if found.mistake:
            params = {**(found.params or {}), "at": found.at + 1}
            yield Finding("error", part, rule, found.mistake, params, field=name)
        for one in typed.checked(text, types.of(table), name).findings * (not found.mistake):
            params = {**one.params, "at": one.start + 1}
            yield Finding(one.level, part, rule, one.template, params, field=name)
        for unknown in sorted((found.names | found.inner) - form.by_id.keys()):
            yield _unknown(part, rule, name, unknown)
        for column in sorted(found.names & form.by_id.keys()):
            yield from _far_column(form, table, column, (part, rule, name))


def _unknown(part: str, rule: str, field: str, name: str) -> Finding:
    template = "“{name}” is no field of this form"
    return Finding("error", part, rule, template, {"name": name}, field=field)


def _far_column(
    form: Form, table: str, column: str, where: tuple[str, str, str]
) -> Iterator[Finding]:
    """A column of a sub-table means its line: outside of it there is none."""
    of = form.table_of(form.by_id[column])
    if of and of != table:
        part, rule, field = where
        template = "“{name}” is a column of “{table}”; outside of it, name the sub-table first"
        params = {"name": form.by_id[column].label or column, "table": form.by_id[of].label or of}
        yield Finding("error", part, rule, template, params, field=field)


def _loops(form: Form) -> Iterator[Finding]:
    for loop in loops(form):
        names = " → ".join(form.by_id[one].label or one for one in (*loop, loop[0]))
        template = "These fields wait for each other: {names}"
        yield Finding("error", loop[0], "", template, {"names": names}, field="formula")
