"""Undo and redo: the journal played backwards and forwards through the same door."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from app.model import codec, registry
from app.model.change import Body, Kind, Op, Origin, Value
from app.model.errors import Refused
from app.store.journal import Undo, decode_before
from app.store.replica import Replica
from app.store.tables import IS_STEP, JOURNAL
from app.store.tx import LOST, Tx

MAX_STEPS = 200
MAX_AGE_MS = 30 * 24 * 3600 * 1000
Old = dict[int, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """An operation of an edit, the values before it, and those to which it put an end."""

    op: Op
    old: Old
    lost: list[Old]


@dataclass(frozen=True, slots=True)
class Reverted:
    """What an undo or redo did; `skipped` cells were changed since by somebody else."""

    label: str
    skipped: int


@dataclass(frozen=True, slots=True)
class UndoState:
    """What the Undo and Redo actions say; None where there is nothing."""

    undo: str | None
    redo: str | None


def undo_state(replica: Replica) -> UndoState:
    """The labels of the next undo and redo."""
    undo = _candidate(replica, Undo.DONE)
    redo = _candidate(replica, Undo.UNDONE)
    return UndoState(undo[1] if undo else None, redo[1] if redo else None)


def undo(replica: Replica) -> Reverted:
    """Take back the latest edit of this person on this device."""
    found = _candidate(replica, Undo.DONE)
    if found is None:
        raise Refused("not_found", "There is nothing to undo")
    return _play(replica, found, Origin.UNDO)


def redo(replica: Replica) -> Reverted:
    """Do again what the latest undo took back."""
    found = _candidate(replica, Undo.UNDONE)
    if found is None:
        raise Refused("not_found", "There is nothing to redo")
    return _play(replica, found, Origin.REDO)


def _candidate(replica: Replica, state: Undo) -> tuple[int, str] | None:
    order = JOURNAL.c.local.desc() if state is Undo.DONE else JOURNAL.c.local
    conn = replica.reader()
    rows = conn.run(
        conn.prepare(
            select(JOURNAL.c.local, JOURNAL.c.label, JOURNAL.c.at)
            .where(JOURNAL.c.undo == bindparam("state"), IS_STEP)
            .order_by(order)
            .limit(1)
        ),
        {"state": int(state)},
    )
    if not rows:
        return None
    local, label, at = rows[0]
    assert isinstance(local, int)
    assert isinstance(at, int)
    if replica.means.now_ms() - at > MAX_AGE_MS:
        return None
    return local, str(label)


def _play(replica: Replica, found: tuple[int, str], origin: Origin) -> Reverted:
    local, label = found
    conn = replica.conn
    chunks = select(JOURNAL.c.body, JOURNAL.c.before).where(JOURNAL.c.edit == bindparam("edit"))
    mark = update(JOURNAL).where(JOURNAL.c.local == bindparam("local_"))
    state = Undo.UNDONE if origin is Origin.UNDO else Undo.DONE
    player = Player()
    with replica.transact(label, origin) as tx:
        rows = conn.run(conn.prepare(chunks.order_by(JOURNAL.c.local)), {"edit": local})
        steps = [step for body, before in rows for step in _steps(body, before)]
        if origin is Origin.UNDO:
            for step in reversed(steps):
                player.back(tx, step)
        else:
            for step in steps:
                player.forth(tx, step)
        conn.run(conn.prepare(mark.values(undo=int(state))), {"local_": local})
    return Reverted(label, player.skipped)


def _steps(body: Value, before: Value) -> list[Step]:
    assert isinstance(body, bytes)
    assert isinstance(before, bytes)
    whole: Body = codec.decode_body(body)
    told = decode_before(before)
    by_row = {(tbl, row): old for tbl, row, kind, old in told if kind != LOST}
    return [
        Step(
            op,
            by_row.get((op.table, op.row), {}),
            [v for tbl, row, kind, v in told if (kind, tbl, row) == (LOST, op.table, op.row)],
        )
        for part in whole.parts
        for op in part.ops
    ]


class Player:
    """Plays operations backwards or forwards, leaving alone what others changed since."""

    def __init__(self) -> None:
        self.skipped = 0

    def back(self, tx: Tx, step: Step) -> None:
        """The inverse of an operation."""
        op, old = step.op, step.old
        table = registry.BY_NO[op.table]
        new = {cell.field: cell.values for cell in op.cells}
        was_kept = any(0 in held for held in step.lost)
        match op.kind:
            case Kind.INSERT:
                self._remove(tx, table, op.row, new)
            case Kind.SET:
                self._turn(tx, table, op.row, new, old)
            case Kind.DELETE:
                self._revive(tx, table, op.row)
            case Kind.RESTORE:
                self._turn(tx, table, op.row, new, old)
                if not was_kept:
                    self._remove(tx, table, op.row, {})
            case _:
                self.skipped += 1
        if step.lost:
            self._tear(tx, table, step)

    def _tear(self, tx: Tx, table: registry.Table, step: Step) -> None:
        """The conflict again that an operation decided, where nobody wrote anything else since."""
        now = tx.get(table.name, step.op.row)
        if now is None:
            return
        torn: list[Old] = []
        shown: Old = {}
        for held in step.lost:
            for no, values in held.items():
                stands = tuple(now[f.name] for f in table.registers.get(no, ()))
                if no == 0 or stands == step.old.get(no):
                    torn.append({no: values})
                    shown.update({no: stands} if no else {})
        tx.tear(table.name, step.op.row, [*torn, shown] if shown else torn)

    def forth(self, tx: Tx, step: Step) -> None:
        """The operation again."""
        op, old = step.op, step.old
        table = registry.BY_NO[op.table]
        new = {cell.field: cell.values for cell in op.cells}
        match op.kind:
            case Kind.INSERT:
                self._revive(tx, table, op.row)
            case Kind.SET:
                self._turn(tx, table, op.row, old, new)
                self._decide(tx, table, step)
            case Kind.DELETE:
                self._remove(tx, table, op.row, {})
            case Kind.RESTORE:
                if any(0 in held for held in step.lost):
                    tx.confirm_life(table.name, op.row, deleted=False)
                else:
                    self._revive(tx, table, op.row)
                self._turn(tx, table, op.row, old, new)
            case _:
                self.skipped += 1

    def _decide(self, tx: Tx, table: registry.Table, step: Step) -> None:
        """The end of a conflict again, where the value that was chosen stands."""
        now = tx.get(table.name, step.op.row)
        decided = {no for held in step.lost for no in held}
        for cell in step.op.cells:
            fields = table.registers[cell.field]
            held = tuple(now[f.name] for f in fields) if now is not None else ()
            if cell.field in decided and held == tuple(cell.values):
                tx.settle(table.name, step.op.row, cell.field, held)

    def _turn(self, tx: Tx, table: registry.Table, row: bytes, held: Old, to: Old) -> None:
        """Change cells from one value to another where they still hold the first."""
        now = tx.get(table.name, row)
        if now is None:
            self.skipped += len(to)
            return
        values: dict[str, Value] = {}
        for no, target in to.items():
            fields = table.registers[no]
            if tuple(now[f.name] for f in fields) != tuple(held[no]):
                self.skipped += 1
                continue
            values.update({f.name: v for f, v in zip(fields, target, strict=True)})
        tx.update(table.name, row, values)

    def _remove(self, tx: Tx, table: registry.Table, row: bytes, written: Old) -> None:
        now = tx.get(table.name, row)
        if now is None:
            return
        for no, held in written.items():
            if tuple(now[f.name] for f in table.registers[no]) != tuple(held):
                # Somebody works on it: taking the row away would take their work away.
                self.skipped += 1
                return
        tx.delete(table.name, row)

    def _revive(self, tx: Tx, table: registry.Table, row: bytes) -> None:
        if not tx.restore(table.name, row):
            self.skipped += 1
