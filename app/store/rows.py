"""Takes operations into rows: registers, images, bucket sums, and the tables people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.model import codec, registry
from app.model.change import Op, Touched, Value
from app.model.errors import Refused
from app.model.register import Outcome, RowState, Stamp, decode_state, encode_state, take
from app.store.books import Books, Writes
from app.store.image import (
    Image,
    blank_of,
    image_bytes,
    image_from_columns,
    image_of,
    names_of,
    unknown_of,
)
from app.store.tables import BUCKET

DIRTY_ALL = frozenset(t.no for t in registry.TABLES if t.searched)


@dataclass(slots=True)
class Entry:
    """One row while a transaction works on it."""

    tbl: int
    row: bytes
    bucket: int
    state: RowState
    image: Image
    stored: bytes | None
    was_alive: bool = False
    alive: bool = False
    shown: Image = field(default_factory=dict[int, tuple[Value, ...]])
    done: bool = False
    """The tables people read hold the change already: a person's own statement made it."""


@dataclass(slots=True)
class Bucket:
    """A bucket's place in the hub's ledger and the sums of its rows' states."""

    no: int
    name: str
    seq: int = 0
    chain: bytes = codec.ZERO_HASH
    cnt: int = 0
    s1: int = 0
    s2: int = 0
    role: str | None = None
    filling: bytes | None = None
    fill_seq: int = 0
    fill_chain: bytes = codec.ZERO_HASH

    def add(self, lanes: tuple[int, int], sign: int, count: int = 1) -> None:
        """Add or take away the lanes of a row, or the sum of those of several."""
        self.cnt += sign * count
        self.s1 = codec.signed(self.s1 + sign * lanes[0])
        self.s2 = codec.signed(self.s2 + sign * lanes[1])


class Sheaf:
    """The rows of one transaction: loaded once, changed in memory, written together."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.conn = books.conn
        self.entries: dict[tuple[int, bytes], Entry] = {}
        self.touched: dict[tuple[int, bytes], Touched] = {}
        self._buckets: dict[str, Bucket] = {}
        self._by_no: dict[int, Bucket] = {}
        self._has_all = False
        self._changed: set[str] = set()

    def bucket(self, name: str) -> Bucket:
        """The bucket of this name; made if it is new."""
        found = self.known(name)
        if found is None:
            number = max(self._by_no, default=0) + 1
            found = self._buckets[name] = self._by_no[number] = Bucket(number, name)
        self._changed.add(name)
        return found

    def buckets(self) -> Iterable[Bucket]:
        """All buckets."""
        self._load_all()
        return self._buckets.values()

    def known(self, name: str) -> Bucket | None:
        """The bucket of this name if there is one."""
        if name not in self._buckets:
            self._load_all()
        return self._buckets.get(name)

    def bucket_name(self, number: int) -> str:
        """The name of a bucket."""
        return self._numbered(number).name

    def _numbered(self, number: int) -> Bucket:
        """A bucket by its number: an edit of one row needs no other one."""
        if number not in self._by_no:
            self._keep(self.conn.run(self.books.get_bucket, {"no": number}))
        return self._by_no[number]

    def _load_all(self) -> None:
        if not self._has_all:
            self._has_all = True
            self._keep(self.conn.run(self.books.get_buckets))

    def _keep(self, found: Iterable[tuple[Value, ...]]) -> None:
        for values in found:
            bucket = Bucket(*values)  # pyright: ignore[reportArgumentType]
            if bucket.no not in self._by_no:  # what is held may be ahead of what is written
                self._buckets[bucket.name] = self._by_no[bucket.no] = bucket

    def entry(self, tbl: int, row: bytes, bucket: str) -> Entry:
        """The row's entry; a row that is not known begins empty."""
        key = tbl, row
        entry = self.entries.get(key)
        if entry is None:
            entry = self.find(tbl, row)
        if entry is None:
            entry = Entry(tbl, row, self.bucket(bucket).no, RowState(), {}, None)
            self.entries[key] = entry
        return entry

    def find(self, tbl: int, row: bytes) -> Entry | None:
        """The row's entry, or None where nothing is known of it."""
        key = tbl, row
        if key in self.entries:
            return self.entries[key]
        found = self.conn.run(self.books.get_state, {"tbl": tbl, "row": row})
        if not found:
            return None
        bucket, state, image, alive = found[0]
        assert isinstance(state, bytes)
        assert isinstance(bucket, int)
        entry = Entry(tbl, row, bucket, decode_state(state), image_of(image), state)
        entry.was_alive = entry.alive = bool(alive)
        self.entries[key] = entry
        return entry

    def take(self, op: Op, stamp: Stamp, bucket: str) -> Outcome:
        """Take one operation that came from elsewhere."""
        entry = self.entry(op.table, op.row, bucket)
        if entry.bucket != self.bucket(bucket).no:
            raise Refused("invalid", "A row cannot be in two places")
        outcome = take(entry.state, op, stamp, LazyImage(self, entry))  # pyright: ignore[reportArgumentType]
        if outcome.fresh:
            entry.shown.update(outcome.shown)
            entry.alive = outcome.is_alive
        return outcome

    def values_of(self, entry: Entry) -> Image:
        """All shown values of a row by register, as they stand now."""
        values = dict(entry.image)
        if entry.was_alive and not entry.done:
            values.update(self.columns_of(entry))
        values.update(entry.shown)
        return values

    def columns_of(self, entry: Entry) -> Image:
        """What the table that people read has of this row."""
        table = registry.BY_NO.get(entry.tbl)
        if table is None:
            return {}
        found = self.conn.run(self.books.get_row(table.name), {"id_": entry.row})
        return image_from_columns(table, found[0][1:]) if found else {}

    def flush(self) -> tuple[Touched, ...]:
        """Write everything; the answer names the rows that readers see changed."""
        states: list[dict[str, Value]] = []
        dirty: list[dict[str, Value]] = []
        work = Writes()
        for entry in self.entries.values():
            blob = encode_state(entry.state)
            changed = blob != entry.stored
            if not changed and not entry.shown and entry.alive == entry.was_alive:
                continue
            self._sum(entry, blob)
            self._show(entry, work)
            states.append(self._state_row(entry, blob))
            if entry.tbl in DIRTY_ALL:
                dirty.append({"tbl": entry.tbl, "row": entry.row})
            entry.stored, entry.was_alive, entry.shown = blob, entry.alive, {}
            entry.done = False
        work.run(self.books)
        self.conn.many(self.books.put_state, states)
        self.conn.many(self.books.mark_dirty, dirty)
        self.write_buckets()
        return tuple(self.touched.values())

    def note_row_new(self, tbl: int, table: registry.Table, row: bytes) -> None:
        """A row that came whole."""
        self.touched[tbl, row] = Touched(table.name, row, table.names, "insert")

    def note_row_gone(self, tbl: int, table: str, row: bytes) -> None:
        """A row that leaves this device."""
        self.touched[tbl, row] = Touched(table, row, (), "delete")

    def forget_bucket(self, name: str) -> None:
        """A bucket that leaves this device."""
        self._load_all()
        bucket = self._buckets.pop(name)
        self._by_no.pop(bucket.no)
        self._changed.discard(name)

    def write_buckets(self) -> None:
        """Write the buckets whose sums or place changed."""
        rows: list[dict[str, Value]] = [
            {c.name: getattr(self._buckets[name], c.name) for c in BUCKET.columns}
            for name in self._changed
        ]
        self.conn.many(self.books.put_bucket, rows)
        self._changed.clear()

    def _sum(self, entry: Entry, blob: bytes) -> None:
        bucket = self._numbered(entry.bucket)
        self._changed.add(bucket.name)
        if entry.stored is not None:
            bucket.add(codec.row_lanes(entry.tbl, entry.row, entry.stored), -1)
        bucket.add(codec.row_lanes(entry.tbl, entry.row, blob), 1)

    def _state_row(self, entry: Entry, blob: bytes) -> dict[str, Value]:
        return {
            "tbl": entry.tbl,
            "row": entry.row,
            "bucket": entry.bucket,
            "state": blob,
            "image": image_bytes(entry.image),
            "alive": int(entry.alive),
            "split": int(is_split(entry.state)),
        }

    def _show(self, entry: Entry, work: Writes) -> None:
        """Bring the table that people read, and the image beside it, in line."""
        table = registry.BY_NO.get(entry.tbl)
        if table is None:
            entry.image = {**entry.image, **entry.shown}
            return
        if entry.alive and entry.was_alive:
            fields = names_of(table, entry.shown)
            if not entry.done:
                work.update(table, entry.row, entry.shown)
            entry.image.update(unknown_of(table, entry.shown))
            self._touch(entry, table, fields, "update")
        elif entry.alive:
            values = {**entry.image, **entry.shown}
            if not entry.done:
                work.insert(table, entry.row, values)
            entry.image = unknown_of(table, values)
            self._touch(entry, table, table.names, "insert")
        elif entry.was_alive:
            if not entry.done:
                entry.image = self.values_of(entry)
                work.delete(table, entry.row)
            self._touch(entry, table, (), "delete")
        else:
            # Whether a row died here or came dead, its image is the same.
            blank = blank_of(table) if entry.state.is_born else {}
            entry.image = {**blank, **entry.image, **entry.shown}

    def _touch(
        self, entry: Entry, table: registry.Table, fields: tuple[str, ...], kind: str
    ) -> None:
        key = entry.tbl, entry.row
        before = self.touched.get(key)
        if before is not None and before.kind == kind == "update":
            fields = tuple(dict.fromkeys((*before.fields, *fields)))
        self.touched[key] = Touched(table.name, entry.row, fields, kind)


def is_split(state: RowState) -> bool:
    """Whether a row waits for a person's decision."""
    return bool(state.registers and state.split()) or bool(state.life and state.outvoted)


class LazyImage:
    """The shown values of an entry, read from its table only when a second head asks."""

    __slots__ = ("_entry", "_sheaf", "_values")

    def __init__(self, sheaf: Sheaf, entry: Entry) -> None:
        self._sheaf = sheaf
        self._entry = entry
        self._values: Image | None = None

    def get(self, register: int, default: tuple[Value, ...] = (None,)) -> tuple[Value, ...]:
        """The values of a register."""
        if self._values is None:
            self._values = self._sheaf.values_of(self._entry)
        return self._values.get(register, default)
