"""One edit of a person: statements under a session, whose changeset becomes operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.model import policy, registry, value
from app.model.change import Cell, Kind, Op, Part, Value
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.register import Head, Key, Ref, RowState, Stamp, ref_of, take
from app.model.row import Row
from app.sql.capture import RowChange, Unchanged
from app.store.image import Image, image_from_columns, known_values, old_values, whole
from app.store.rows import Entry, LazyImage, Sheaf

Before = list[tuple[int, bytes, int, dict[int, tuple[Value, ...]]]]
"""(table, row, kind, old values by register) of each operation: what undo needs.

Kind `LOST` follows an operation that decided a conflict: once for each value that it put an
end to, register 0 being a deletion that had been overruled.
"""
LOST = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """Who edits, on which replica, with which grants."""

    person: bytes
    replica: bytes
    grants: Mapping[str, str]


@dataclass(slots=True)
class Tx:
    """The statements of one edit. It lives as long as its `with`; after that it refuses."""

    sheaf: Sheaf
    actor: Actor
    new_id: Callable[[], RowId]
    random_bytes: Callable[[int], bytes]
    open: bool = True
    forced: dict[tuple[int, bytes], Image] = field(default_factory=dict[tuple[int, bytes], Image])
    revived: dict[tuple[int, bytes], int] = field(default_factory=dict[tuple[int, bytes], int])
    rescued: dict[tuple[int, bytes], dict[int, set[Key]]] = field(
        default_factory=dict[tuple[int, bytes], dict[int, set[Key]]]
    )
    """What a recovery replaces besides its own heads: the heads that the hub fell back to."""
    doomed: set[tuple[int, bytes]] = field(default_factory=set[tuple[int, bytes]])
    """Rows that are deleted here and whose deletion the hub lost: it is made anew."""
    hlc: int | None = None
    """The order of what is recovered: that of the work itself, not of its recovery."""
    torn: dict[tuple[int, bytes], list[Image]] = field(
        default_factory=dict[tuple[int, bytes], list[Image]]
    )
    """Conflicts that come back: values by register, each written beside the others."""

    def get(self, table: str, row: bytes) -> Row | None:
        """A row as this edit sees it."""
        self._check_open()
        found = self.sheaf.conn.run(self.sheaf.books.get_row(table), {"id_": row})
        names = registry.BY_NAME[table].names
        return Row(table, row, dict(zip(names, found[0][1:], strict=True))) if found else None

    def insert(self, table: str, values: Mapping[str, Value], row: bytes | None = None) -> RowId:
        """Add a row; its id is made here unless given."""
        self._check_open()
        made = RowId(row) if row is not None else self.new_id()
        check_values(table, values)
        columns: dict[str, Value] = dict.fromkeys(registry.BY_NAME[table].names)
        columns.update(values)
        self.sheaf.conn.run(self.sheaf.books.insert_row(table), {**columns, "id": made})
        return made

    def insert_many(self, table: str, rows: Iterable[tuple[bytes, Mapping[str, Value]]]) -> None:
        """Add many rows of one table in one statement."""
        self._check_open()
        names = registry.BY_NAME[table].names
        whole: list[dict[str, Value]] = []
        for row, values in rows:
            check_values(table, values)
            whole.append({**dict.fromkeys(names), **values, "id": row})
        self.sheaf.conn.many(self.sheaf.books.insert_row(table), whole)

    def update(self, table: str, row: bytes, values: Mapping[str, Value]) -> bool:
        """Change fields of a row; false where there is none."""
        self._check_open()
        if not values:
            return self.get(table, row) is not None
        check_values(table, values)
        names = tuple(sorted(values))
        prepared = self.sheaf.books.update_row(table, names)
        return self.sheaf.conn.change(prepared, {**values, "id_": row}) > 0

    def delete(self, table: str, row: bytes) -> None:
        """Delete a row; it can be restored."""
        self._check_open()
        self.sheaf.conn.run(self.sheaf.books.delete_row(table), {"id_": row})

    def restore(self, table: str, row: bytes) -> bool:
        """Bring a deleted row back as it was; false if there is nothing to bring back."""
        self._check_open()
        number = registry.BY_NAME[table].no
        entry = self.sheaf.find(number, row)
        if entry is None or entry.alive or not entry.image:
            return False
        columns: dict[str, Value] = dict.fromkeys(registry.BY_NAME[table].names)
        for no, held in entry.image.items():
            for f, v in zip(registry.BY_NAME[table].registers.get(no, ()), held, strict=False):
                columns[f.name] = v
        self.sheaf.conn.run(self.sheaf.books.insert_row(table), {**columns, "id": row})
        self.revived[number, row] = Kind.RESTORE
        return True

    def settle(self, table: str, row: bytes, register: int, values: tuple[Value, ...]) -> None:
        """Write a register anew over all its heads, even with the value it shows already."""
        self._check_open()
        known = registry.BY_NAME[table]
        self.forced.setdefault((known.no, row), {})[register] = values
        columns = {f.name: v for f, v in zip(known.registers[register], values, strict=True)}
        self.update(table, row, columns)

    def confirm_life(self, table: str, row: bytes, *, deleted: bool) -> None:
        """Decide a deletion that a concurrent edit overruled: keep the row or delete it."""
        self._check_open()
        if deleted:
            self.delete(table, row)
        else:
            self.revived[registry.BY_NAME[table].no, row] = Kind.RESTORE

    def tear(self, table: str, row: bytes, values: list[Image]) -> None:
        """Bring a conflict back that was decided: every value stands again, the last is shown."""
        self._check_open()
        self.torn[registry.BY_NAME[table].no, row] = values

    def may_write(self, table: registry.Table, bucket: str) -> bool:
        """Whether this person's grants allow writing rows of this table in a bucket."""
        grants = self.actor.grants
        own = self.sheaf.known(bucket)
        held = {**grants, bucket: own.role} if own is not None and own.role else grants
        return policy.may_write(held, bucket, table)

    def _check_open(self) -> None:
        if not self.open:
            raise AssertionError("An edit was used after its end")


def check_values(table: str, values: Mapping[str, Value]) -> None:
    """Refuse what the registry does not allow; unknown names are a bug."""
    known = registry.BY_NAME[table].by_name
    for name, held in values.items():
        if held is not None and not value.is_valid(known[name], held):
            raise Refused("invalid", "{field} cannot be {value}", field=name, value=str(held)[:80])


MAX_OPS = 1_000
MAX_BYTES = 256 * 1024


@dataclass(slots=True)
class Chunk:
    """One transaction of an edit; a very large edit is several in a row."""

    stamp: Stamp
    parts: dict[str, list[Op]] = field(default_factory=dict[str, list[Op]])
    before: Before = field(
        default_factory=list[tuple[int, bytes, int, dict[int, tuple[Value, ...]]]]
    )
    ops: int = 0
    size: int = 0

    def whole(self) -> tuple[Part, ...]:
        """The operations by bucket."""
        return tuple(Part(bucket, tuple(ops)) for bucket, ops in self.parts.items())


class Fold:
    """Turns the changes of one edit into transactions and what undo needs.

    `tick` gives the stamp of the next transaction of this replica.
    """

    def __init__(self, tx: Tx, tick: Callable[[], Stamp]) -> None:
        self.tx = tx
        self.sheaf = tx.sheaf
        self._tick = tick
        self.chunks: list[Chunk] = []
        self._met: set[tuple[int, bytes]] = set()

    @property
    def stamp(self) -> Stamp:
        """The stamp of the operation that is being made."""
        return self.chunks[-1].stamp

    def _room(self) -> None:
        last = self.chunks[-1] if self.chunks else None
        if last is None or last.ops >= MAX_OPS or last.size >= MAX_BYTES:
            self.chunks.append(Chunk(self._tick()))

    def run(self, changes: Iterable[RowChange]) -> None:
        """Fold every change, then what was settled without changing a value."""
        for change in changes:
            self._one(change)
        for number, row in (*self.tx.forced, *self.tx.revived):
            if (number, row) not in self._met:
                self._quiet(registry.BY_NO[number], row)
        for number, row in sorted(self.tx.doomed):
            self._doom(registry.BY_NO[number], row)
        for (number, row), values in self.tx.torn.items():
            self._tear(registry.BY_NO[number], row, values)

    def _one(self, change: RowChange) -> None:
        self._room()
        table = registry.BY_NAME[change.table]
        self._met.add((table.no, change.key))
        entry = self.sheaf.find(table.no, change.key)
        if entry is None:
            self._insert(table, change)
        elif change.kind == "insert":
            self._restore(table, entry, change)
        elif change.kind == "update":
            self._update(table, entry, change)
        else:
            self._delete(table, entry, change)

    def _insert(self, table: registry.Table, change: RowChange) -> None:
        assert change.new is not None
        values = whole(change.new)[1:]
        by_name = dict(zip(table.names, values, strict=True))
        bucket = policy.bucket_of(table, change.key, by_name)
        self._allow(table, bucket, is_start=table.name == "campaign")
        entry = self.sheaf.entry(table.no, change.key, bucket)
        image = image_from_columns(table, values)
        cells = tuple(
            Cell(no, held) for no, held in image.items() if any(v is not None for v in held)
        )
        kind = Kind.FACT if table.is_fact else Kind.INSERT
        entry.state.made = Head(*self.stamp)
        entry.alive = entry.done = True
        self._add(bucket, Op(kind, table.no, change.key, cells))
        self.chunks[-1].before.append((table.no, change.key, kind, {}))

    def _update(self, table: registry.Table, entry: Entry, change: RowChange) -> None:
        assert change.new is not None
        assert change.old is not None
        self._allow(table, self.sheaf.bucket_name(entry.bucket))
        changed = {
            table.register_of[name]
            for name, held in zip(table.names, change.new[1:], strict=True)
            if not isinstance(held, Unchanged)
        }
        if table.is_fact or any(f.fixed for no in changed for f in table.registers[no]):
            raise Refused("invalid", "This cannot be changed once it is written")
        changed |= set(self.tx.forced.get((table.no, entry.row), {}))
        known = known_values(table, change, changed)
        if known is None:  # of a group only a part changed, or a value was written again
            now = self.sheaf.columns_of(entry)
            known = {no: now[no] for no in sorted(changed)}, old_values(table, change, now)
        self._write(table, entry, *known)

    def _write(
        self, table: registry.Table, entry: Entry, new: Image, old: Image, kind: int = Kind.SET
    ) -> None:
        forced = self.tx.forced.get((table.no, entry.row), {})
        replica = self.stamp[1]
        cells: list[Cell] = []
        for no, values in new.items():
            heads = entry.state.heads(no)
            seen = heads if no in forced else heads[-1:]
            made = entry.state.made
            only_made = len(seen) == 1 and made is not None and seen[0].key == made.key
            keys = {h.key for h in seen} | self.tx.rescued.get((table.no, entry.row), {}).get(
                no, set()
            )
            is_plain = only_made and len(keys) == 1
            bases = None if is_plain else tuple(ref_of(k, replica) for k in sorted(keys))
            cells.append(Cell(no, values, bases))
        lost = _lost(entry.state, forced, is_restored=kind == Kind.RESTORE)
        life = self._life_seen(entry) if kind == Kind.RESTORE else ()
        op = Op(kind, table.no, entry.row, tuple(cells), life)
        self._take(entry, op, old)
        self.chunks[-1].before.append((table.no, entry.row, kind, {no: old[no] for no in new}))
        self._lose(table, entry.row, lost)

    def _lose(self, table: registry.Table, row: bytes, lost: list[Image]) -> None:
        self.chunks[-1].before.extend((table.no, row, LOST, values) for values in lost)

    def _restore(self, table: registry.Table, entry: Entry, change: RowChange) -> None:
        assert change.new is not None
        self._allow(table, self.sheaf.bucket_name(entry.bucket))
        image = image_from_columns(table, whole(change.new)[1:])
        blank: Image = {no: (None,) * len(fs) for no, fs in table.registers.items()}
        kept = {**blank, **entry.image}
        new = {no: held for no, held in image.items() if held != tuple(kept[no])}
        self._write(table, entry, new, kept, Kind.RESTORE)
        entry.image = {no: held for no, held in entry.image.items() if no not in table.registers}

    def _delete(self, table: registry.Table, entry: Entry, change: RowChange) -> None:
        assert change.old is not None
        self._allow(table, self.sheaf.bucket_name(entry.bucket))
        if table.is_fact:
            raise Refused("invalid", "This cannot be changed once it is written")
        extras = dict(entry.image)
        entry.image = {**extras, **image_from_columns(table, whole(change.old)[1:])}
        lost = _lost(entry.state, (), is_restored=True)
        op = Op(Kind.DELETE, table.no, entry.row, (), _everything(entry.state, self.stamp[1]))
        self._take(entry, op, {})
        self.chunks[-1].before.append((table.no, entry.row, Kind.DELETE, {}))
        self._lose(table, entry.row, lost)

    def _doom(self, table: registry.Table, row: bytes) -> None:
        """A deletion of what is deleted already, over everything that is known of the row."""
        self._room()
        entry = self.sheaf.find(table.no, row)
        if entry is None:
            return
        self._allow(table, self.sheaf.bucket_name(entry.bucket))
        refs = _everything(entry.state, self.stamp[1])
        self._take(entry, Op(Kind.DELETE, table.no, row, (), refs), {})
        self.chunks[-1].before.append((table.no, row, Kind.DELETE, {}))

    def _quiet(self, table: registry.Table, row: bytes) -> None:
        """Values written again, or a life decided, leave no trace in the changeset."""
        self._room()
        self._met.add((table.no, row))
        entry = self.sheaf.find(table.no, row)
        if entry is None:
            return
        self._allow(table, self.sheaf.bucket_name(entry.bucket))
        now = self.sheaf.columns_of(entry)
        forced = self.tx.forced.get((table.no, row), {})
        kind = self.tx.revived.get((table.no, row), Kind.SET)
        self._write(table, entry, {no: now[no] for no in sorted(forced)}, now, kind)

    def _tear(self, table: registry.Table, row: bytes, values: list[Image]) -> None:
        """Each value sees the decision and none of the others: several heads, in any order."""
        entry = self.sheaf.find(table.no, row)
        if entry is None or not entry.alive:
            return
        self._allow(table, self.sheaf.bucket_name(entry.bucket))
        seen = {no: entry.state.heads(no)[-1].key for held in values for no in held if no}
        for held in values:
            self.chunks.append(Chunk(self._tick()))
            refs = {no: ref_of(key, self.stamp[1]) for no, key in seen.items()}
            cells = tuple(Cell(no, v, (refs[no],)) for no, v in held.items() if no)
            life = self._life_seen(entry) if 0 in held else ()
            kind = Kind.DELETE if 0 in held else Kind.SET
            is_done = entry.done and 0 in held
            self._take(entry, Op(kind, table.no, row, cells, life), {})
            entry.done = is_done
            self.chunks[-1].before.append((table.no, row, kind, {}))

    def _life_seen(self, entry: Entry) -> tuple[int | Key, ...]:
        replica = self.stamp[1]
        return tuple(ref_of(e.key, replica) for e in entry.state.life)

    def _take(self, entry: Entry, op: Op, old: Image) -> None:
        outcome = take(entry.state, op, self.stamp, old or LazyImage(self.sheaf, entry))  # pyright: ignore[reportArgumentType]
        entry.shown.update(outcome.shown)
        entry.alive = outcome.is_alive
        # A head with a later stamp may still be the one to show; then the row is written again.
        entry.done = all(outcome.shown.get(c.field) == c.values for c in op.cells)
        self._add(self.sheaf.bucket_name(entry.bucket), op)

    def _add(self, bucket: str, op: Op) -> None:
        chunk = self.chunks[-1]
        chunk.parts.setdefault(bucket, []).append(op)
        chunk.ops += 1
        chunk.size += sum(len(v) for cell in op.cells for v in cell.values if isinstance(v, str))

    def _allow(self, table: registry.Table, bucket: str, *, is_start: bool = False) -> None:
        grants = self.tx.actor.grants
        if is_start and policy.may_start_campaign(grants):
            found = self.sheaf.bucket(bucket)
            found.role = found.role or policy.Role.LEAD.value
            return
        if not self.tx.may_write(table, bucket):
            raise Refused(
                "forbidden",
                "You may not change this: {table}",
                hint="Ask the owner of the workspace or the lead of the campaign",
                table=table.name,
            )


def _lost(state: RowState, registers: Iterable[int], *, is_restored: bool) -> list[Image]:
    """What a decision puts an end to: the values beside those shown, an overruled deletion."""
    lost: list[Image] = []
    for no in registers:
        *others, shown = state.heads(no)
        lost.extend({no: h.values} for h in others if h.values and h.values != shown.values)
    return [*lost, {0: (1,)}] if is_restored and state.outvoted else lost


def _everything(state: RowState, replica: bytes) -> tuple[Ref, ...]:
    """What a deletion has seen: all that is known of its row."""
    keys = state.all_keys() | {e.key for e in state.life}
    return tuple(ref_of(key, replica) for key in sorted(keys))
