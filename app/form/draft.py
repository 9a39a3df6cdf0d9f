"""The draft of a form: its rows read as one `Form`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.form import rows
from app.model.form import HOLDERS, Form, Kind, Part
from app.model.row import Row
from app.session import Session


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it is being designed, with the rows in which it is kept."""

    form: Form
    rows: Mapping[str, bytes]
    """Part id -> its row."""
    rule_rows: Mapping[str, bytes]
    """Rule id -> its row."""
    row: Row
    """The form's own row."""
    held: Mapping[bytes, Row] = field(default_factory=dict[bytes, Row])
    """Every row of a part or a rule."""


def read(session: Session, form: bytes) -> Draft:
    """The draft of a form; refused where there is no such form."""
    own = session.get("form", form)
    parts = session.list("part", [("form", "=", form)])
    rules = sorted(session.list("rule", [("form", "=", form)]), key=rows.order_of)
    return draft_of(own, parts, rules)


def draft_of(own: Row, parts: Iterable[Row], rules: Iterable[Row]) -> Draft:
    """The draft that these rows make.

    What two people did offline may leave a part in one that is gone, or two parts in each
    other: such a part stands at the end of the form, so that nobody's work is out of sight.
    """
    ordered = sorted(parts, key=rows.order_of)
    known: dict[bytes, Row] = {}
    keys: dict[str, bytes] = {}
    for row in ordered:
        if row.text("key") and row.text("key") not in keys:
            keys[row.text("key")] = row.id
            known[row.id] = row
    walk = _Walk(known)
    rules = list(rules)
    read = [rows.rule_of(row) for row in rules]
    held = known | {row.id: row for row in rules}
    rule_rows = {rule.id: row.id for rule, row in zip(read, rules, strict=True)}
    return Draft(rows.form_of(own, walk.parts(), read), keys, rule_rows, own, held)


class _Walk:
    """Parts in the order of the screen, whatever their rows say of their parents."""

    def __init__(self, known: Mapping[bytes, Row]) -> None:
        self._known = known
        self._children: dict[bytes | None, list[Row]] = {}
        for row in known.values():
            parent = row.ref("parent")
            self._children.setdefault(parent if parent in known else None, []).append(row)
        self._met: set[bytes] = set()

    def parts(self) -> list[Part]:
        gone = [row for row in self._children.get(None, []) if row.ref("parent") is not None]
        top = [row for row in self._children.get(None, []) if row.ref("parent") is None]
        found = self._below([(row, "") for row in (*top, *gone)])
        for row in self._known.values():
            if row.id not in self._met:
                found += self._below([(row, "")])
        return found

    def _below(self, rows_: list[tuple[Row, str]]) -> list[Part]:
        found: list[Part] = []
        loose: list[tuple[Row, str]] = []
        stack = list(reversed(rows_))
        while stack or loose:
            if not stack:
                stack, loose = list(reversed(loose)), []
            row, parent = stack.pop()
            if row.id in self._met:
                continue
            self._met.add(row.id)
            part = rows.part_of(row, parent)
            found.append(part)
            for child in reversed(self._children.get(row.id, [])):
                if _may_hold(part, child):
                    stack.append((child, part.id))
                else:
                    loose.insert(0, (child, ""))
        return found


def _may_hold(part: Part, child: Row) -> bool:
    """A part whose kind was changed by one and filled by another holds nothing that it cannot."""
    if part.kind == Kind.TABLE:
        return child.text("kind") not in HOLDERS
    return part.kind in HOLDERS
