"""Where answers are kept in rows of the table `line`, and back. Pure.

A line is one row for every 64 slots of its version: page 0 first, the others name it in `first`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.form.filling import RECORD
from app.form.slots import SLOTLESS
from app.form.values import is_empty
from app.model.change import Value
from app.model.errors import Refused
from app.model.form import SLOTS, Form
from app.model.registry import LIMITS, Type
from app.model.row import Row

MOST = LIMITS[Type.JSON]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A record's answers as they stand: line -> part -> what is kept; sub-table -> lines in order;
    line -> page -> its row. The record itself is the line ""."""

    answers: Mapping[str, Mapping[str, object]]
    lines: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Mapping[int, bytes]]


def pages(form: Form, table: str) -> int:
    """How many rows a line of a sub-table ("": of the record) has."""
    slots = [p.slot for p in form.answered() if p.slot >= 0 and form.table_of(p) == table]
    return max(slots, default=0) // SLOTS + 1


def place(slot: int) -> tuple[int, str]:
    """The page and the field of a slot."""
    return slot // SLOTS, f"v{slot % SLOTS + 1}"


def text_of(kept: object) -> str | None:
    """An answer as its cell keeps it; None where nobody answered."""
    if is_empty(kept):
        return None
    try:
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused("invalid", "An answer cannot be kept: {why}", why=str(error)) from error
    if len(text) > MOST:
        raise Refused("too_large", "An answer is longer than {limit} characters", limit=MOST)
    return text


def kept_in(text: Value) -> object:
    """The answer of a cell; what cannot be read is no answer."""
    if not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def sheet(form: Form, rows: Iterable[Row]) -> Sheet:
    """The answers in the rows of a record.

    Where two people made one page of a line offline, the older row counts and the newer fills
    what it leaves empty.
    """
    by_line: dict[bytes, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        by_line.setdefault(row.ref("first") or row.id, []).append(row)
    answers: dict[str, dict[str, object]] = {RECORD: {}}
    order: dict[str, list[tuple[str, bytes]]] = {}
    held: dict[str, dict[int, bytes]] = {RECORD: {}}
    slots = _slots(form)
    for first, found in by_line.items():
        head = next((row for row in found if row.id == first), None)
        if head is None:
            continue  # its first row is deleted: so is the line
        table = head.text("of_part")
        line = first.hex() if table else RECORD
        if table:
            order.setdefault(table, []).append((head.text("okey"), first))
        mine = answers.setdefault(line, {})
        for row in found:
            page = row.number("page") or 0
            held.setdefault(line, {}).setdefault(page, row.id)
            for part, slot in slots.get(table, {}).items():
                at, field = place(slot)
                kept = kept_in(row[field]) if at == page else None
                if kept is not None:
                    mine.setdefault(part, kept)
    lines = {table: tuple(r.hex() for _, r in sorted(every)) for table, every in order.items()}
    return Sheet(answers, lines, held)


def _slots(form: Form) -> dict[str, dict[str, int]]:
    """Sub-table ("" the record) -> part -> slot."""
    found: dict[str, dict[str, int]] = {}
    for part in form.parts:
        if part.slot >= 0 and part.kind not in SLOTLESS:
            found.setdefault(form.table_of(part), {})[part.id] = part.slot
    return found
