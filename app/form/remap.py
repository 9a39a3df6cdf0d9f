"""Other ids for the parts of a form, wherever they are named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from app.model.form import Form, Part, Rule

_NAME = re.compile(r'"(?:[^"\\]|\\.)*"|\b\w+', re.DOTALL)


def named(text: str) -> frozenset[str]:
    """Every word outside of quotation marks: among them the parts that an expression names."""
    return frozenset(word for word in _NAME.findall(text) if not word.startswith('"'))


def expression(text: str, ids: Mapping[str, str]) -> str:
    """An expression with other ids; what stands between quotation marks stays."""
    if not text:
        return text
    return _NAME.sub(lambda match: ids.get(match[0], match[0]), text)


def part(held: Part, ids: Mapping[str, str]) -> Part:
    """A part with other ids, its own, its parent's, and those in its expressions."""
    return replace(
        held,
        id=ids.get(held.id, held.id),
        parent=ids.get(held.parent, held.parent),
        required_if=expression(held.required_if, ids),
        visible_if=expression(held.visible_if, ids),
        enabled_if=expression(held.enabled_if, ids),
        default=expression(held.default, ids),
        formula=expression(held.formula, ids),
        choices=tuple(replace(c, when=expression(c.when, ids)) for c in held.choices),
        checks=tuple(replace(c, value=expression(c.value, ids)) for c in held.checks),
    )


def rule(held: Rule, ids: Mapping[str, str]) -> Rule:
    """A rule with other ids; choices that it offers keep theirs."""
    return replace(
        held,
        when=expression(held.when, ids),
        targets=tuple(ids.get(target, target) for target in held.targets),
        value=held.value if held.kind == "offer" else expression(held.value, ids),
        table=ids.get(held.table, held.table),
    )


def form(held: Form, ids: Mapping[str, str]) -> Form:
    """A whole form with other ids."""
    return replace(
        held,
        parts=tuple(part(one, ids) for one in held.parts),
        rules=tuple(rule(one, ids) for one in held.rules),
    )


def numbered(held: Form) -> Form:
    """The form with ids that only say where a part stands: two forms alike are equal so."""
    ids = {one.id: f"f_{number:08d}" for number, one in enumerate(held.parts, 1)}
    rules = tuple(replace(r, id=f"r_{n}") for n, r in enumerate(held.rules, 1))
    return form(replace(held, rules=rules), ids)


def expressions(held: Part | Rule) -> Iterable[tuple[str, str]]:
    """(field, expression) of a part or a rule, those that are not empty."""
    names = ("when", "value") if isinstance(held, Rule) else _OF_PART
    for name in names:
        text = str(getattr(held, name))
        if text and not (isinstance(held, Rule) and name == "value" and held.kind == "offer"):
            yield name, text
    if isinstance(held, Part):
        yield from ((f"choices/{c.id}", c.when) for c in held.choices if c.when)


_OF_PART = ("required_if", "visible_if", "enabled_if", "default", "formula")
