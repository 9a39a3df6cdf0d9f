"""Operations made by hand, and a reader of the ledger that shares no code with the hub."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import msgspec

from app.model import ids, policy, registry
from app.model.change import Body, Cell, Kind, Op, Part, Ref, Value
from app.model.register import RowState, decode_state, encode_state, take
from sync.protocol import BucketHead, Cursor, Pull, Push, Pushed, Remote, RowsAsk
from tests.sync.server.conftest import Time

ZERO = bytes(16)


def number(table: str) -> int:
    return registry.BY_NAME[table].no


def register(table: str, name: str) -> int:
    return registry.BY_NAME[table].register_of[name]


def cells(table: str, values: dict[str, Value], bases: tuple[Ref, ...] | None = None):
    """Cells of fields that are no group."""
    return tuple(Cell(register(table, n), (v,), bases) for n, v in values.items())


def insert(table: str, row: bytes, **values: Value) -> Op:
    kind = Kind.FACT if registry.BY_NAME[table].is_fact else Kind.INSERT
    return Op(kind, number(table), row, cells(table, values))


def change(table: str, row: bytes, bases: tuple[Ref, ...] | None = None, **values: Value) -> Op:
    return Op(Kind.SET, number(table), row, cells(table, values, bases))


def delete(table: str, row: bytes, *seen: Ref) -> Op:
    return Op(Kind.DELETE, number(table), row, (), seen)


def bucket(campaign: bytes) -> str:
    return policy.campaign_bucket(campaign)


@dataclass
class Pen:
    """One replica that writes: it numbers and chains what it is given."""

    remote: Remote
    clock: Time
    replica: bytes = field(default_factory=lambda: os.urandom(16))
    n: int = 0
    hash: bytes = ZERO

    def body(self, *parts: tuple[str, Sequence[Op]], rev: int = 1, hlc: int | None = None) -> bytes:
        made = tuple(Part(name, tuple(ops)) for name, ops in parts)
        stamp = self.clock() << 16 if hlc is None else hlc
        return msgspec.msgpack.encode(Body(rev, stamp, "Edit", 1, made))

    def push(self, *bodies: bytes) -> Pushed:
        """Send transactions that follow what was sent before."""
        told = self.remote.push(Push(self.replica, self.n + 1, self.hash, bodies))
        if not told.trouble:
            self.n, self.hash = told.last_n, told.last_hash
        return told

    def write(self, name: str, *ops: Op) -> tuple[int, str]:
        """One transaction in one bucket; its verdict."""
        (verdict,) = self.push(self.body((name, ops))).verdicts
        return verdict.code, verdict.detail


@dataclass
class Shelf:
    """A bucket as a reader made it from the ledger."""

    seq: int = 0
    chain: bytes = ZERO
    rows: dict[tuple[int, bytes], tuple[RowState, dict[int, tuple[Value, ...]]]] = field(
        default_factory=dict
    )

    def sums(self) -> tuple[int, int, int]:
        first = second = 0
        for (tbl, row), (state, _) in self.rows.items():
            data = tbl.to_bytes(4, "big") + row + encode_state(state)
            code = blake2b(data, digest_size=16).digest()
            first += int.from_bytes(code[:8], "big")
            second += int.from_bytes(code[8:], "big")
        return len(self.rows), _signed(first), _signed(second)


def _signed(held: int) -> int:
    held %= 1 << 64
    return held - (1 << 64) if held >= 1 << 63 else held


@dataclass
class Reader:
    """Reads the ledger entry by entry, checks the chain and folds."""

    remote: Remote
    shelves: dict[str, Shelf] = field(default_factory=dict)
    authors: dict[bytes, bytes] = field(default_factory=dict)

    def pull(self, heads: Sequence[BucketHead], max_bytes: int = 1 << 20) -> tuple[BucketHead, ...]:
        names = [h.bucket for h in heads]
        while True:
            for name in names:
                self.shelves.setdefault(name, Shelf())
            cursors = tuple(Cursor(n, self.shelves[n].seq, self.shelves[n].chain) for n in names)
            told = self.remote.pull(Pull("", cursors, max_bytes))
            assert told.diverged == ()
            self.authors.update(told.authors)
            for page in told.pages:
                shelf = self.shelves[page.bucket]
                for raw in page.entries:
                    self._entry(shelf, raw)
                assert (shelf.seq, shelf.chain) == (page.seq, page.chain)
            if not told.more:
                return told.heads

    def _entry(self, shelf: Shelf, raw: bytes) -> None:
        seq, replica, n, hlc, _, _, _, ops = msgspec.msgpack.decode(raw)
        assert seq == shelf.seq + 1
        shelf.seq = seq
        shelf.chain = blake2b(shelf.chain + raw, digest_size=16).digest()
        for op in msgspec.convert(ops, tuple[Op, ...]):
            state, image = shelf.rows.setdefault((op.table, op.row), (RowState(), {}))
            image.update(take(state, op, (hlc, replica, n), image).shown)


def rows_of(remote: Remote, name: str, max_bytes: int = 1 << 20):
    """All rows of a bucket by pages: key -> (state, image, alive)."""
    found: dict[tuple[int, bytes], tuple[bytes, dict[int, tuple[Value, ...]], bool]] = {}
    after = b""
    while True:
        page = remote.rows(RowsAsk("", name, after, max_bytes))
        for item in page.rows:
            assert (item.table, item.row) not in found
            image = msgspec.msgpack.decode(item.image, type=dict[int, list])
            shown = {no: tuple(held) for no, held in image.items()}
            assert encode_state(decode_state(item.state)) == item.state
            found[item.table, item.row] = item.state, shown, item.is_alive
        after = page.after
        if page.is_last:
            return found


def shown(remote: Remote, name: str, table: str, row: bytes) -> dict[str, Value] | None:
    """What a row shows to everybody, or None where it is not alive."""
    state = rows_of(remote, name).get((number(table), row))
    if state is None or not state[2]:
        return None
    known = registry.BY_NAME[table].registers
    return {
        f.name: held
        for no, values in state[1].items()
        for f, held in zip(known[no], values, strict=True)
    }


def new_ids(clock: Time) -> ids.Ids:
    return ids.Ids(clock, os.urandom)
