"""Where the answers of a version are kept: a part has one slot for ever. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from app.model.form import SILENT, Form, Kind

SLOTLESS = SILENT | {Kind.TABLE}


def slotted(form: Form, before: Iterable[Form]) -> Form:
    """The form with a slot for each part that is answered; `before` are its versions, the
    oldest first.

    A part has the slot that it had in any version; a slot that another part had is never
    given again. The record and each sub-table count their slots from 0. Where two people
    published offline and two parts have one slot, the part of the older version keeps it.
    """
    owner: dict[tuple[str, int], str] = {}
    for version in before:
        for part in version.parts:
            if part.slot >= 0:
                owner.setdefault((version.table_of(part), part.slot), part.id)
    had = {(table, part): slot for (table, slot), part in reversed(owner.items())}
    last: dict[str, int] = {}
    for table, slot in owner:
        last[table] = max(slot, last.get(table, -1))
    parts = list(form.parts)
    for at, part in enumerate(parts):
        if part.kind in SLOTLESS:
            parts[at] = replace(part, slot=-1)
            continue
        table = form.table_of(part)
        slot = had.get((table, part.id))
        if slot is None:
            slot = last[table] = last.get(table, -1) + 1
        parts[at] = replace(part, slot=slot)
    return replace(form, parts=tuple(parts))
