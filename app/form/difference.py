"""What is different between two versions of a form. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.form.rising import rising
from app.model.form import Form, Part, Rule

NOT_TOLD = frozenset({"id", "slot", "parent"})
OF_FORM = ("name", "name_en", "note", "note_en", "settings")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `what` is added, removed, moved or changed; `field` names the property,
    with `old` and `new` as `Part`, `Rule` or `Form` hold it."""

    what: str
    of: str
    """form, part or rule"""
    id: str
    label: str
    field: str = ""
    old: object = None
    new: object = None


def difference(old: Form, new: Form) -> tuple[Change, ...]:
    """From the old form to the new one, in the order of the screen, removed ones last."""
    return (*_of_form(old, new), *_parts(old, new), *_rules(old, new))


def _of_form(old: Form, new: Form) -> Iterator[Change]:
    for name in OF_FORM:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Change("changed", "form", "", new.name, name, was, now)


def _parts(old: Form, new: Form) -> Iterator[Change]:
    moved = _moved(old, new)
    for part in new.parts:
        was = old.by_id.get(part.id)
        if was is None:
            yield Change("added", "part", part.id, part.label, new=part)
            continue
        if part.id in moved:
            yield Change("moved", "part", part.id, part.label, "parent", was.parent, part.parent)
        yield from _props("part", was, part, part.label or was.label)
    for part in old.parts:
        if part.id not in new.by_id:
            yield Change("removed", "part", part.id, part.label, old=part)


def _props(of: str, was: Part | Rule, now: Part | Rule, label: str) -> Iterator[Change]:
    for name in now.__struct_fields__:
        before, after = getattr(was, name), getattr(now, name)
        if name not in NOT_TOLD and before != after:
            yield Change("changed", of, now.id, label, name, before, after)


def _moved(old: Form, new: Form) -> set[str]:
    """Parts that stand in another parent, or elsewhere among those beside them: the fewest."""
    found: set[str] = set()
    for parent, parts in new.held.items():
        stood = {part.id: at for at, part in enumerate(old.children(parent))}
        places = [stood.get(part.id) for part in parts]
        kept = set(rising(places))
        known = (at for at, part in enumerate(parts) if part.id in old.by_id)
        found |= {parts[at].id for at in known if at not in kept}
    return found


def _rules(old: Form, new: Form) -> Iterator[Change]:
    before = {rule.id: rule for rule in old.rules}
    for rule in new.rules:
        was = before.pop(rule.id, None)
        if was is None:
            yield Change("added", "rule", rule.id, rule.name, new=rule)
        else:
            yield from _props("rule", was, rule, rule.name)
    for rule in before.values():
        yield Change("removed", "rule", rule.id, rule.name, old=rule)
