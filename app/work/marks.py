"""What I have looked at and what I have read: facts and marks of one person.

The edits that note it have no label: nobody undoes that they have read something.
"""

from __future__ import annotations

from app.model.change import Value
from app.model.row import Row
from app.session import Edit, Session
from app.work import said

HOUR_MS = 3_600_000
Place = tuple[str, bytes]
"""A table and a row of it."""


def campaign_of(row: Row) -> bytes | None:
    """The campaign to which a row belongs."""
    return row.id if row.table == "campaign" else row.ref("campaign")


def see(session: Session, edit: Edit, table: str, row: bytes) -> None:
    """Note that I look at a row; once an hour is enough."""
    me, made = session.me.person, edit.new_id()
    now = said.made_ms(made)
    held = session.dataset("seen", ["person", "at"], [("row", "=", row)])
    mine = [a for p, a in zip(held["person"], held["at"], strict=True) if p == me]
    if any(isinstance(at, int) and now - at < HOUR_MS for at in mine):
        return
    campaign = campaign_of(edit.get(table, row))
    values: dict[str, Value] = {"table": table, "row": row, "person": me, "at": now}
    edit.add("seen", {"campaign": campaign, **values}, made)


def mark(session: Session, edit: Edit, kind: str, place: Place, at: int | None) -> None:
    """Note something of a row for me alone; None is now."""
    table, row = place
    me, made = session.me.person, edit.new_id()
    where = [("row", "=", row), ("kind", "=", kind), ("person", "=", me)]
    moment = said.made_ms(made) if at is None else at
    for held in session.list("mark", where):
        edit.set("mark", held.id, {"at": moment})
        return
    values: dict[str, Value] = {"person": me, "kind": kind, "table": table, "row": row}
    edit.add("mark", {**values, "at": moment}, made)
