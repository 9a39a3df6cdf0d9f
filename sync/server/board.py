"""The rows that one push touches: loaded at once, folded in memory, written at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete

from app.model import codec, registry
from app.model.change import Op, Value
from app.model.register import Outcome, RowState, Stamp, decode_state, encode_state, take
from sync.server.tables import BUCKET, ENTRY, LOOKUP, ROW, WRITER, among, put, upsert

CHUNK = 400
MAX_TABLE = 2**31 - 1
Image = dict[int, tuple[Value, ...]]
Key = tuple[str, int, bytes]
Found = dict[int, bytes]

LOOKUPS: dict[int, tuple[tuple[int, int, int], ...]] = {
    t.no: tuple(
        (f.no, t.register_of[f.name], t.registers[t.register_of[f.name]].index(f))
        for f in t.fields
        if f.lookup and f.name != "campaign"
    )
    for t in registry.TABLES
}
"""Table -> (field, its register, its place there) of the fields by which rows are found."""


@dataclass(slots=True)
class Held:
    """A row in memory."""

    bucket: str
    tbl: int
    row: bytes
    state: RowState = field(default_factory=RowState)
    image: Image = field(default_factory=dict[int, tuple[Value, ...]])
    stored: bytes | None = None
    alive: bool = False
    changed: bool = False
    found_by: Found = field(default_factory=dict[int, bytes])
    """Field -> the id under which the index has this row."""

    def keys(self) -> Found:
        """Field -> the id under which the index should have this row."""
        found: Found = {}
        for number, register, place in LOOKUPS.get(self.tbl, ()):
            shown = self.image.get(register)
            key = shown[place] if shown else None
            if isinstance(key, bytes):
                found[number] = key
        return found


@dataclass(slots=True)
class Head:
    """Where a bucket stands."""

    bucket: str
    seq: int
    chain: bytes
    cnt: int
    s1: int
    s2: int

    def add(self, lanes: tuple[int, int], sign: int) -> None:
        """Add or take away a row's lanes."""
        self.cnt += sign
        self.s1 = codec.signed(self.s1 + sign * lanes[0])
        self.s2 = codec.signed(self.s2 + sign * lanes[1])


class Board:
    """One transaction's view of rows and buckets."""

    def __init__(self, connection: Connection, now_ms: int) -> None:
        self.connection = connection
        self.now_ms = now_ms
        self.rows: dict[Key, Held] = {}
        self.homes: dict[tuple[int, bytes], set[str]] = {}
        self.heads: dict[str, Head] = {}
        self._asked: set[tuple[int, bytes]] = set()
        self._entries: list[dict[str, Value]] = []

    def load(self, keys: Iterable[tuple[int, bytes]]) -> None:
        """Read the rows of these ids, in whatever bucket they are."""
        by_table: dict[int, list[bytes]] = {}
        for key in keys:
            tbl, row = key
            if key not in self._asked and 0 <= tbl <= MAX_TABLE and len(row) == 16:
                self._asked.add(key)
                by_table.setdefault(tbl, []).append(row)
        for tbl, rows in by_table.items():
            for start in range(0, len(rows), CHUNK):
                self._load(tbl, rows[start : start + CHUNK])

    def _load(self, tbl: int, rows: Sequence[bytes]) -> None:
        where = {"tbl": tbl}
        found = among(self.connection, ROW, ("row", rows), where)
        for bucket, _, row, state, image, alive in found:
            held = Held(bucket, tbl, bytes(row), decode_state(bytes(state)))
            held.image, held.stored = decode_image(bytes(image)), bytes(state)
            held.alive = bool(alive)
            held.found_by = held.keys()
            self.rows[bucket, tbl, held.row] = held
            self.homes.setdefault((tbl, held.row), set()).add(bucket)

    def find(self, bucket: str, tbl: int, row: bytes) -> Held | None:
        """A row that is there."""
        if (tbl, row) not in self._asked:
            self.load([(tbl, row)])
        return self.rows.get((bucket, tbl, row))

    def take(self, bucket: str, op: Op, stamp: Stamp) -> tuple[Outcome, Held]:
        """Fold one operation into its row."""
        held = self.find(bucket, op.table, op.row)
        if held is None:
            held = self.rows[bucket, op.table, op.row] = Held(bucket, op.table, op.row)
            self.homes.setdefault((op.table, op.row), set()).add(bucket)
        outcome = take(held.state, op, stamp, held.image)
        if outcome.fresh:
            held.image.update(outcome.shown)
            held.alive = outcome.is_alive
            held.changed = True
        return outcome, held

    def keep(self, keys: Iterable[Key]) -> dict[Key, Held | None]:
        """These rows as they are now, for the case that what follows cannot be done."""
        return {key: _kept(self.rows.get(key)) for key in keys}

    def put_back(self, kept: Mapping[Key, Held | None]) -> None:
        """Make rows again what they were."""
        for key, held in kept.items():
            if held is not None:
                self.rows[key] = held
            elif self.rows.pop(key, None) is not None:
                self.homes[key[1], key[2]].discard(key[0])

    def lock(self, buckets: Iterable[str]) -> None:
        """Read these buckets' counters; they stay so, because only one transaction writes."""
        wanted = sorted(set(buckets) - set(self.heads))
        self._lock(wanted)
        missing = [bucket for bucket in wanted if bucket not in self.heads]
        if missing:
            zero: dict[str, Value] = {
                "seq": 0,
                "chain": codec.ZERO_HASH,
                "cnt": 0,
                "s1": 0,
                "s2": 0,
            }
            rows = [{**zero, "bucket": bucket, "touched": self.now_ms} for bucket in missing]
            put(self.connection, BUCKET, rows)
            self._lock(missing)

    def _lock(self, buckets: Sequence[str]) -> None:
        for start in range(0, len(buckets), CHUNK):
            part = buckets[start : start + CHUNK]
            for bucket, seq, chain, *sums, _ in among(self.connection, BUCKET, ("bucket", part)):
                self.heads[bucket] = Head(bucket, seq, bytes(chain), *sums)

    def append(self, bucket: str, replica: bytes, n: int, fields: tuple[object, ...]) -> None:
        """Write an entry at the end of a bucket's ledger; `fields` follow seq, replica, n."""
        head = self.heads[bucket]
        head.seq += 1
        body = codec.encode((head.seq, replica, n, *fields))
        head.chain = codec.digest(head.chain, body)
        place: dict[str, Value] = {"bucket": bucket, "seq": head.seq, "replica": replica, "n": n}
        self._entries.append({**place, "body": body, "chain": head.chain})

    def flush(self) -> list[Head]:
        """Write rows, entries and counters; the answer is the buckets that moved."""
        moved = [held for held in self.rows.values() if held.changed]
        upsert(self.connection, ROW, [self._row(held) for held in moved])
        if self._entries:
            put(self.connection, ENTRY, self._entries)
            pairs = {(str(e["bucket"]), e["replica"]) for e in self._entries}
            upsert(self.connection, WRITER, [{"bucket": b, "replica": r} for b, r in sorted(pairs)])  # pyright: ignore
            self._entries = []
        upsert(self.connection, BUCKET, [self._counter(head) for head in self.heads.values()])
        self._index(moved)
        return list(self.heads.values())

    def _row(self, held: Held) -> dict[str, Value]:
        """A row as it is kept; its bucket's sums follow."""
        blob = encode_state(held.state)
        head = self.heads[held.bucket]
        if held.stored is not None:
            head.add(codec.row_lanes(held.tbl, held.row, held.stored), -1)
        head.add(codec.row_lanes(held.tbl, held.row, blob), 1)
        held.stored, held.changed = blob, False
        return {
            "bucket": held.bucket,
            "tbl": held.tbl,
            "row": held.row,
            "state": blob,
            "image": encode_image(held.image),
            "alive": int(held.alive),
        }

    def _counter(self, head: Head) -> dict[str, Value]:
        return {
            "bucket": head.bucket,
            "seq": head.seq,
            "chain": head.chain,
            "cnt": head.cnt,
            "s1": head.s1,
            "s2": head.s2,
            "touched": self.now_ms,
        }

    def _index(self, moved: Iterable[Held]) -> None:
        """Keep the rows of the index in line with what the rows name now."""
        stale: list[dict[str, Value]] = []
        fresh: list[dict[str, Value]] = []
        for held in moved:
            now = held.keys()
            if now == held.found_by:
                continue
            gone = held.found_by.items() - now.items()
            stale += [{f"{n}_": v for n, v in _line(held, f, k).items()} for f, k in gone]
            fresh += [_line(held, f, k) for f, k in now.items() - held.found_by.items()]
            held.found_by = now
        if stale:
            match = [c == bindparam(f"{c.name}_") for c in LOOKUP.primary_key.columns]
            self.connection.execute(delete(LOOKUP).where(*match), stale)
        upsert(self.connection, LOOKUP, fresh)


def _line(held: Held, number: int, key: bytes) -> dict[str, Value]:
    return {
        "tbl": held.tbl,
        "field": number,
        "key": key,
        "bucket": held.bucket,
        "row": held.row,
    }


def _kept(held: Held | None) -> Held | None:
    """A row as it is now; the fold replaces what a state holds and never changes it in place."""
    if held is None:
        return None
    was = held.state
    return Held(
        held.bucket,
        held.tbl,
        held.row,
        RowState(was.made, was.registers, was.life, was.seen, was.gone),
        dict(held.image),
        held.stored,
        held.alive,
        held.changed,
        held.found_by,
    )


def decode_image(blob: bytes) -> Image:
    """An image from its bytes."""
    return {no: tuple(v) for no, v in codec.decode_as(dict[int, list[Value]], blob).items()}


def encode_image(image: Image) -> bytes:
    """An image as its bytes: registers in order."""
    return codec.encode(dict(sorted(image.items())))
