"""The rows that one push touches: loaded at once, folded in memory, written at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from app.model import codec, registry
from app.model.change import Op, Value
from app.model.register import Outcome, RowState, Stamp, decode_state, encode_state, take
from sync.server.tables import BUCKET, ENTRY, LOOKUP, ROW, upsert

CHUNK = 400
Image = dict[int, tuple[Value, ...]]
Key = tuple[str, int, bytes]


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
        for tbl, row in keys:
            if (tbl, row) not in self._asked:
                self._asked.add((tbl, row))
                by_table.setdefault(tbl, []).append(row)
        for tbl, rows in by_table.items():
            for start in range(0, len(rows), CHUNK):
                part = rows[start : start + CHUNK]
                found = self.connection.execute(
                    select(ROW.c.bucket, ROW.c.row, ROW.c.state, ROW.c.image, ROW.c.alive).where(
                        ROW.c.tbl == tbl, ROW.c.row.in_(part)
                    )
                )
                for bucket, row, state, image, alive in found:
                    held = Held(bucket, tbl, bytes(row), decode_state(bytes(state)))
                    held.image, held.stored = decode_image(bytes(image)), bytes(state)
                    held.alive = bool(alive)
                    self.rows[bucket, tbl, held.row] = held
                    self.homes.setdefault((tbl, held.row), set()).add(bucket)

    def find(self, bucket: str, tbl: int, row: bytes) -> Held | None:
        """A row that is there."""
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

    def lock(self, buckets: Iterable[str]) -> None:
        """Hold these buckets' counters to the end of the transaction, always in one order."""
        for bucket in sorted(set(buckets) - set(self.heads)):
            done = self.connection.execute(
                update(BUCKET).where(BUCKET.c.bucket == bucket).values(touched=self.now_ms)
            )
            if not done.rowcount:
                zero: dict[str, Value] = {"seq": 0, "cnt": 0, "s1": 0, "s2": 0}
                self.connection.execute(
                    insert(BUCKET),
                    {**zero, "bucket": bucket, "chain": codec.ZERO_HASH, "touched": self.now_ms},
                )
            found = self.connection.execute(
                select(
                    BUCKET.c.bucket,
                    BUCKET.c.seq,
                    BUCKET.c.chain,
                    BUCKET.c.cnt,
                    BUCKET.c.s1,
                    BUCKET.c.s2,
                ).where(BUCKET.c.bucket == bucket)
            ).one()
            self.heads[bucket] = Head(found[0], found[1], bytes(found[2]), *found[3:])

    def append(self, bucket: str, replica: bytes, n: int, fields: tuple[object, ...]) -> None:
        """Write an entry at the end of a bucket's ledger; `fields` follow seq, replica, n."""
        head = self.heads[bucket]
        head.seq += 1
        body = codec.encode((head.seq, replica, n, *fields))
        head.chain = codec.digest(head.chain, body)
        self._entries.append(
            {
                "bucket": bucket,
                "seq": head.seq,
                "replica": replica,
                "n": n,
                "body": body,
                "chain": head.chain,
            }
        )

    def flush(self) -> list[Head]:
        """Write rows, entries and counters; the answer is the buckets that moved."""
        states: list[dict[str, Value]] = []
        for held in self.rows.values():
            if not held.changed:
                continue
            blob = encode_state(held.state)
            head = self.heads[held.bucket]
            if held.stored is not None:
                head.add(codec.row_lanes(held.tbl, held.row, held.stored), -1)
            head.add(codec.row_lanes(held.tbl, held.row, blob), 1)
            states.append(
                {
                    "bucket": held.bucket,
                    "tbl": held.tbl,
                    "row": held.row,
                    "state": blob,
                    "image": encode_image(held.image),
                    "alive": int(held.alive),
                }
            )
            held.stored, held.changed = blob, False
        upsert(self.connection, ROW, states)
        if self._entries:
            self.connection.execute(insert(ENTRY), self._entries)
        upsert(
            self.connection,
            BUCKET,
            [
                {
                    "bucket": h.bucket,
                    "seq": h.seq,
                    "chain": h.chain,
                    "cnt": h.cnt,
                    "s1": h.s1,
                    "s2": h.s2,
                    "touched": self.now_ms,
                }
                for h in self.heads.values()
            ],
        )
        self._index(states)
        return list(self.heads.values())

    def _index(self, states: list[dict[str, Value]]) -> None:
        """Keep the lookup rows of registry fields in line; an id is found by what it names."""
        fresh: list[dict[str, Value]] = []
        for values in states:
            held = self.rows[
                str(values["bucket"]), int(values["tbl"] or 0), bytes(values["row"] or b"")
            ]  # pyright: ignore
            table = registry.BY_NO.get(held.tbl)
            if table is None:
                continue
            for f in table.fields:
                if not f.lookup or f.name == "campaign":
                    continue
                shown = held.image.get(table.register_of[f.name])
                key = shown[0] if shown else None
                if isinstance(key, bytes):
                    fresh.append(
                        {
                            "tbl": held.tbl,
                            "field": f.no,
                            "key": key,
                            "bucket": held.bucket,
                            "row": held.row,
                        }
                    )
        upsert(self.connection, LOOKUP, fresh)


def decode_image(blob: bytes) -> Image:
    """An image from its bytes."""
    return {no: tuple(v) for no, v in codec.decode_as(dict[int, list[Value]], blob).items()}


def encode_image(image: Image) -> bytes:
    """An image as its bytes: registers in order."""
    return codec.encode(dict(sorted(image.items())))
