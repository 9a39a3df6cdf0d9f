"""The types that expressions see of a form's parts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.expr import check, lattice
from app.expr.nodes import Type
from app.model.form import SILENT, Form, Kind, Part

_TEXTS = lattice.list_of(lattice.TEXT)
_DATES = lattice.context_of(
    (("from", lattice.DATE), ("to", lattice.DATE), ("days", lattice.NUMBER))
)
_OF: Mapping[str, Type] = MappingProxyType(
    {
        Kind.NUMBER: lattice.NUMBER,
        Kind.MONEY: lattice.NUMBER,
        Kind.PERCENT: lattice.NUMBER,
        Kind.RATING: lattice.NUMBER,
        Kind.DATE: lattice.DATE,
        Kind.DATES: _DATES,
        Kind.TIME: lattice.TIME,
        Kind.TEXT: lattice.TEXT,
        Kind.LONG: lattice.TEXT,
        Kind.CHOICE: lattice.TEXT,
        Kind.CHOICES: _TEXTS,
        Kind.PHONE: lattice.TEXT,
        Kind.EMAIL: lattice.TEXT,
        Kind.URL: lattice.TEXT,
        Kind.SEQUENCE: lattice.TEXT,
        Kind.FILE: _TEXTS,
        Kind.IMAGE: _TEXTS,
    }
)
CONDITIONS = frozenset({"required_if", "visible_if", "enabled_if", "when"})


def names(form: Form, table: str = "") -> dict[str, Type]:
    """What may be named on the record, or on a line of a sub-table: id -> type."""
    known: dict[str, Type] = {}
    columns: dict[str, list[tuple[str, Type]]] = {}
    for part in form.parts:
        of = form.table_of(part)
        if part.kind in SILENT or part.kind == Kind.TABLE:
            continue
        columns.setdefault(of, []).append((part.id, type_of(part)))
        if of in ("", table):
            known[part.id] = type_of(part)
    tables = (part for part in form.parts if part.kind == Kind.TABLE)
    lines = {one.id: lattice.context_of(columns.get(one.id, ())) for one in tables}
    return known | {one: lattice.list_of(line) for one, line in lines.items()}


def type_of(part: Part) -> Type:
    """The type of one part's answer; what a formula gives is not asked further."""
    return _OF.get(part.kind, lattice.ANY)


def wanted(field: str) -> Type:
    """What an expression of this property must give."""
    is_condition = field in CONDITIONS or field.startswith("choices/")
    return lattice.YES_NO if is_condition else lattice.ANY


def checked(text: str, known: Mapping[str, Type], field: str) -> check.Checked:
    """An expression of a part or a rule, checked; names that are not known are let pass."""
    return check.check(text, known, wanted(field), is_open=True)
