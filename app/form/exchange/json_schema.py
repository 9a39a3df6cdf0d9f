"""A form as JSON Schema 2020-12: what an answer of a record looks like to other programs. Pure.

Conditions and formulas are ours alone; they stand beside the schema under `x-fairway`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.form.remap import expressions
from app.model.form import Form, Kind, Part

Schema = dict[str, object]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
NUMBER: Mapping[str, object] = MappingProxyType(
    {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}
)
LENGTHS: Mapping[str, str] = MappingProxyType(
    {"min_length": "minLength", "max_length": "maxLength", "pattern": "pattern"}
)
COUNTS: Mapping[str, str] = MappingProxyType({"min_count": "minItems", "max_count": "maxItems"})
LINES: Mapping[str, str] = MappingProxyType({"min_lines": "minItems", "max_lines": "maxItems"})


def schema_of(form: Form) -> Schema:
    """The schema of one record: part id -> answer, a sub-table -> its lines."""
    return {
        "$schema": DIALECT,
        "title": form.name,
        "type": "object",
        **_objects(form, ""),
        "x-fairway": {"rules": [_rule(form, at) for at in range(len(form.rules))]},
    }


def _rule(form: Form, at: int) -> Schema:
    rule = form.rules[at]
    found: Schema = {"kind": rule.kind, "when": rule.when, "targets": list(rule.targets)}
    return found | {k: v for k, v in (("value", rule.value), ("message", rule.message)) if v}


def _objects(form: Form, table: str) -> Schema:
    """`properties` and `required` of the record, or of the lines of a sub-table."""
    parts = [part for part in form.answered() if form.table_of(part) == table]
    needed = [p.id for p in parts if p.required and not p.formula and not _may_hide(form, p)]
    found: Schema = {"properties": {part.id: _part(form, part) for part in parts}}
    found["additionalProperties"] = False
    return found | ({"required": needed} if needed else {})


def _may_hide(form: Form, part: Part) -> bool:
    """Whether a condition decides on it, or on what holds it: hidden never is required."""
    shown = {target for rule in form.rules if rule.kind == "show" for target in rule.targets}
    held: Part | None = part
    while held is not None:
        if held.visible_if or held.id in shown:
            return True
        held = form.by_id.get(held.parent)
    return False


def _part(form: Form, part: Part) -> Schema:
    found: Schema = {"title": part.label or part.id}
    if part.help:
        found["description"] = part.help
    shape = _SHAPES.get(part.kind, _text)
    found |= _lines(form, part) if part.kind == Kind.TABLE else shape(part)
    if part.formula:
        found["readOnly"] = True
    own = dict(expressions(part))
    return found | ({"x-fairway": own} if own else {})


def _lines(form: Form, part: Part) -> Schema:
    items: Schema = {"type": "object", **_objects(form, part.id)}
    return {"type": "array", "items": items, **_bounds(part, LINES)}


def _bounds(part: Part, names: Mapping[str, str]) -> Schema:
    """Checks that are errors and that the schema has words for."""
    found: Schema = {}
    for check in part.checks:
        name = names.get(check.rule)
        if name is None or check.level != "error" or not check.value:
            continue
        if name == "pattern":
            found[name] = check.value
        elif check.value.isdigit():
            found[name] = int(check.value)
    return found


def _text(part: Part) -> Schema:
    return {"type": "string", **_bounds(part, LENGTHS)}


def _number(part: Part) -> Schema:
    bounds = {c.rule: c.value for c in part.checks if c.rule in ("min", "max", "multiple_of")}
    return {**NUMBER, **({"x-bounds": bounds} if bounds else {})}


def _date(_: Part) -> Schema:
    return {"type": "string", "format": "date"}


def _dates(_: Part) -> Schema:
    day: Schema = {"type": "string", "format": "date"}
    return {"type": "array", "items": day, "minItems": 2, "maxItems": 2}


def _time(_: Part) -> Schema:
    return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}


def _one_of(part: Part) -> Schema:
    if part.settings.get("other"):
        return {"type": "string"}
    return {"type": "string", "enum": [choice.id for choice in part.choices]}


def _choices(part: Part) -> Schema:
    return {"type": "array", "items": _one_of(part), "uniqueItems": True, **_bounds(part, COUNTS)}


def _rows(part: Part) -> Schema:
    one: Schema = {"type": "string"}
    if part.settings.get("multiple"):
        return {"type": "array", "items": one, **_bounds(part, COUNTS)}
    return {"anyOf": [one, {"type": "array", "items": one, "maxItems": 1}]}


def _files(part: Part) -> Schema:
    return {"type": "array", "items": {"type": "string"}, **_bounds(part, COUNTS)}


def _mappings(part: Part) -> Schema:
    return {"type": "array", "items": {"type": "object"}, **_bounds(part, LINES)}


def _mapping(_: Part) -> Schema:
    return {"type": "object"}


def _email(part: Part) -> Schema:
    return {**_text(part), "format": "email"}


def _url(part: Part) -> Schema:
    return {**_text(part), "format": "uri"}


def _anything(_: Part) -> Schema:
    return {}


_SHAPES: Mapping[str, Callable[[Part], Schema]] = MappingProxyType(
    {
        Kind.NUMBER: _number,
        Kind.MONEY: _number,
        Kind.PERCENT: _number,
        Kind.RATING: _number,
        Kind.DATE: _date,
        Kind.DATES: _dates,
        Kind.TIME: _time,
        Kind.CHOICE: _one_of,
        Kind.CHOICES: _choices,
        Kind.PERSON: _rows,
        Kind.DEPARTMENT: _rows,
        Kind.ACCOUNT: _rows,
        Kind.LINK: _rows,
        Kind.FILE: _files,
        Kind.IMAGE: _files,
        Kind.KPI: _mappings,
        Kind.BUDGET: _mappings,
        Kind.ADDRESS: _mapping,
        Kind.EMAIL: _email,
        Kind.URL: _url,
        Kind.FORMULA: _anything,
    }
)
