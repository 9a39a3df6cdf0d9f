"""What happened to a row, field by field: read from the journal, as far as this replica has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from app.model import codec, registry
from app.model.change import Kind, Op, Origin, Value
from app.model.clock import ms_of
from app.model.errors import Refused
from app.store import audit
from app.store.journal import Sent, decode_before
from app.store.replica import Replica
from app.store.tables import JOURNAL, SYNCED, TRACE
from app.store.tx import LOST

MOST = 2_000
"""So many transactions of one row are looked at, the latest."""
LATELY = 60
"""So many rows that changed last are looked at."""
_ORIGINS = {int(origin): origin for origin in Origin}
MADE, CHANGED, DELETED, RESTORED = "insert", "update", "delete", "restore"
_KINDS: dict[int, str] = {
    Kind.INSERT: MADE,
    Kind.FACT: MADE,
    Kind.DELETE: DELETED,
    Kind.RESTORE: RESTORED,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a row: a field changed, or the row came or went (field "").

    `is_old_known` is false where this replica came later than what stood there before.
    """

    at_ms: int
    person: bytes | None
    origin: Origin
    label: str
    table: str
    row: bytes
    kind: str
    """insert, update, delete or restore."""
    field: str = ""
    old: Value = None
    new: Value = None
    is_old_known: bool = True
    edit: tuple[bytes, int] = (b"", 0)
    """What was done at once has the same."""


class _Entry(NamedTuple):
    """A transaction of the journal that touched the row."""

    hlc: int
    replica: bytes
    n: int
    edit: int
    person: bytes | None
    origin: int
    label: str
    body: bytes
    before: bytes | None
    sent: int

    @property
    def is_received(self) -> bool:
        return self.sent == Sent.RECEIVED

    def ops(self) -> tuple[Op, ...]:
        """Its operations; none where they were purged."""
        if not self.body:
            return ()
        if self.is_received:
            return codec.decode_as(tuple[Op, ...], self.body)
        return tuple(op for part in codec.decode_body(self.body).parts for op in part.ops)

    def old(self, table: int, row: bytes) -> dict[int, tuple[Value, ...]] | None:
        """What stood there before, by register; only own transactions know it themselves."""
        if self.before is None:
            return None
        told = decode_before(self.before)
        held = [old for tbl, key, kind, old in told if (tbl, key) == (table, row) and kind != LOST]
        return held[0] if held else None


def steps(replica: Replica, table: str, row: bytes) -> tuple[Step, ...]:
    """Everything this replica knows of a row's past, the latest first."""
    known = registry.BY_NAME[table]
    persons = audit.authors(replica)
    reading = _Reading(known, row)
    found: list[list[Step]] = []
    for entry in sorted(_entries(replica, row)):
        about = Step(
            ms_of(entry.hlc),
            entry.person or persons.get(entry.replica),
            _ORIGINS.get(entry.origin, Origin.REMOTE),
            entry.label,
            table,
            row,
            CHANGED,
            edit=(entry.replica, entry.n if entry.is_received else entry.edit),
        )
        mine = [op for op in entry.ops() if (op.table, op.row) == (known.no, row)]
        old = entry.old(known.no, row)
        found.append([step for op in mine for step in reading.take(about, op, old)])
    return tuple(step for steps in reversed(found) for step in steps)


def news(replica: Replica, table: str, since: Mapping[bytes, int]) -> tuple[Step, ...]:
    """What other people changed in these rows since then (UTC ms), the latest first."""
    conn, me = replica.reader(), replica.whoami()
    query = conn.prepare(
        select(func.max(JOURNAL.c.hlc))
        .select_from(TRACE.join(JOURNAL, TRACE.c.local == JOURNAL.c.local))
        .where(TRACE.c.row == bindparam("row_"), JOURNAL.c.replica != bindparam("me"))
    )
    found: list[Step] = []
    for row, after in since.items():
        latest = conn.run(query, {"row_": row, "me": me.replica})[0][0]
        if isinstance(latest, int) and ms_of(latest) > after:
            found += [
                step
                for step in steps(replica, table, row)
                if step.at_ms > after and step.person != me.person
            ]
    return tuple(sorted(found, key=lambda step: -step.at_ms))


def lately(
    replica: Replica, table: str, where: tuple[str, bytes], most: int = LATELY
) -> tuple[Step, ...]:
    """The past of those rows with this reference that changed last, the latest step first."""
    held = SYNCED[table]
    conn = replica.reader()
    query = (
        select(TRACE.c.row)
        .select_from(held.join(TRACE, TRACE.c.row == held.c.id))
        .where(held.c[where[0]] == bindparam("ref"))
        .group_by(TRACE.c.row)
        .having(func.count() > 1)  # one that was only made has nothing to tell
        .order_by(func.max(TRACE.c.local).desc())
        .limit(most)
    )
    rows = [row for (row,) in conn.run(conn.prepare(query), {"ref": where[1]})]
    found = [step for row in rows if isinstance(row, bytes) for step in steps(replica, table, row)]
    return tuple(sorted(found, key=lambda step: -step.at_ms))


def _entries(replica: Replica, row: bytes) -> list[_Entry]:
    conn = replica.reader()
    names = (JOURNAL.c[name] for name in _Entry._fields)
    query = (
        select(*names)
        .select_from(TRACE.join(JOURNAL, TRACE.c.local == JOURNAL.c.local))
        .where(TRACE.c.row == bindparam("row_"))
        .order_by(JOURNAL.c.local.desc())
        .limit(MOST)
    )
    found = conn.run(conn.prepare(query), {"row_": row})
    return [_Entry(*values) for values in found]  # pyright: ignore[reportArgumentType]


class _Reading:
    """Goes through a row's operations in their order and remembers what stands."""

    def __init__(self, table: registry.Table, row: bytes) -> None:
        self._table = table
        self._row = row
        self._now: dict[int, tuple[Value, ...]] = {}
        self._is_whole = False
        """Whether the beginning was seen, so that what was not written is empty."""

    def take(self, about: Step, op: Op, old: dict[int, tuple[Value, ...]] | None) -> Iterator[Step]:
        """The steps of one operation."""
        kind = _KINDS.get(op.kind, CHANGED)
        if kind == MADE:
            self._is_whole = True
            self._now = {}
        if kind != CHANGED:
            yield replace(about, kind=kind)
        for cell in op.cells:
            before = (old or {}).get(cell.field, self._now.get(cell.field))
            self._now[cell.field] = tuple(cell.values)
            if kind != MADE:
                yield from self._fields(about, cell.field, before)

    def _fields(
        self, about: Step, register: int, before: tuple[Value, ...] | None
    ) -> Iterator[Step]:
        fields = self._table.registers.get(register, ())
        now = self._now[register]
        is_known = before is not None or self._is_whole
        old = before if before is not None else (None,) * len(now)
        for field, was, value in zip(fields, old, now, strict=False):
            if was != value or (not is_known and value is not None):
                yield replace(about, field=field.name, old=was, new=value, is_old_known=is_known)


def value_before(step: Step) -> Value:
    """What a step replaced; refused where nobody here knows it."""
    if not step.field:
        raise Refused("invalid", "This step has no value before it")
    if not step.is_old_known:
        raise Refused("not_found", "What stood there before is not known on this device")
    return step.old
