"""What is wrong or strange at a line of the logic table. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from app.form.finding import Finding, Mend
from app.form.reading import read
from app.model.form import Form, Kind, Rule


def of_rule(form: Form, rule: Rule) -> Iterator[Finding]:
    """All findings at one rule but those of its expressions."""
    if not rule.when:
        yield Finding("error", "", rule.id, "This rule has no condition", field="when")
    elif read(rule.when).constant is False:
        template = "The condition of this rule is never met"
        yield Finding("warning", "", rule.id, template, fix=Mend.NO_RULE, field="when")
    gone = [target for target in rule.targets if target not in form.by_id]
    if gone:
        template = "This rule acts on a field that is gone"
        yield Finding("error", "", rule.id, template, fix=Mend.NO_TARGETS, field="targets")
    elif not rule.targets and rule.kind != "check":
        template = "This rule acts on nothing"
        yield Finding("error", "", rule.id, template, fix=Mend.NO_RULE, field="targets")
    if rule.table and (rule.table not in form.by_id or form.by_id[rule.table].kind != Kind.TABLE):
        template = "The sub-table of this rule is gone"
        yield Finding("error", "", rule.id, template, fix=Mend.NO_RULE, field="table")
    if rule.kind == "check" and not rule.message:
        template = "This rule does not say what is wrong"
        yield Finding("warning", "", rule.id, template, field="message")
    if rule.kind == "set":
        yield from _set(form, rule)
    if rule.kind == "offer":
        yield from _offer(form, rule)


def _set(form: Form, rule: Rule) -> Iterator[Finding]:
    reckoned = (form.by_id[t] for t in rule.targets if t in form.by_id and form.by_id[t].formula)
    for part in reckoned:
        template = "“{name}” is reckoned by a formula; a rule cannot set it"
        params = {"name": part.label or part.id}
        yield Finding("error", "", rule.id, template, params, field="targets")


def _offer(form: Form, rule: Rule) -> Iterator[Finding]:
    wanted = {one.strip() for one in rule.value.split(",") if one.strip()}
    for target in rule.targets:
        part = form.by_id.get(target)
        if part is None:
            continue
        known = {choice.id for choice in part.choices}
        for choice in sorted(wanted - known):
            template = "“{choice}” is no choice of “{name}”"
            params = {"choice": choice, "name": part.label or part.id}
            yield Finding("error", "", rule.id, template, params, field="value")
