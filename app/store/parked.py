"""Takes entries of the hub's ledger in, each whole; what cannot be taken in is kept as it came."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import bindparam, delete, select

from app.model import codec, registry, value
from app.model.change import Kind, Op, Value
from app.model.errors import Refused
from app.store.rows import Sheaf
from app.store.tables import PARKED

KINDS = frozenset(int(kind) for kind in Kind)
_Body = tuple[int, bytes, int, int, int, str, bytes]


class _Named(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What every version's operation begins with; the rest may be of any kind."""

    kind: int
    table: int
    row: bytes


_ops_decoder = msgspec.msgpack.Decoder(tuple[Op, ...])
_names_decoder = msgspec.msgpack.Decoder(tuple[_Named, ...])


@dataclass(frozen=True, slots=True)
class Incoming:
    """A ledger entry on its way in: where it stands and what it says."""

    bucket: str
    seq: int
    chain: bytes
    replica: bytes
    n: int
    hlc: int
    at_ms: int
    origin: int
    label: str
    ops: bytes


class Inlet:
    """The door of one transaction for what others wrote.

    Registers take operations of several authors in any order, but those of one author in
    theirs: a later one tells that the earlier was seen. So what follows a parked entry on its
    rows, by the same author, waits with it, as it does at the hub.
    """

    def __init__(self, sheaf: Sheaf) -> None:
        self._sheaf = sheaf
        self._waiting: dict[str, dict[tuple[bytes, int, bytes], list[int]]] = {}

    def take(self, entry: Incoming) -> list[bytes]:
        """Take an entry in, or park it; the answer is the rows that it touched."""
        sheaf = self._sheaf
        try:
            ops = _ops_decoder.decode(entry.ops)
            for op in ops:
                _check(sheaf, op, entry.bucket)
            self._turn(entry, ops)
            for op in ops:
                sheaf.take(op, (entry.hlc, entry.replica, entry.n), entry.bucket)
        except (Refused, msgspec.MsgspecError) as error:
            self._park(entry, str(error))
            return []
        return [op.row for op in ops]

    def _turn(self, entry: Incoming, ops: tuple[Op, ...]) -> None:
        waiting = self._waiting_in(entry.bucket)
        for op in ops if waiting else ():
            for n in waiting.get((entry.replica, op.table, op.row), ()):
                held = self._sheaf.find(op.table, op.row)
                # A repair may have brought what is parked here, folded in by the hub.
                if n < entry.n and (held is None or not held.state.knows(entry.replica, n)):
                    raise Refused("too_new", "A newer version of Fairway wrote this")

    def _waiting_in(self, bucket: str) -> dict[tuple[bytes, int, bytes], list[int]]:
        if bucket not in self._waiting:
            self._waiting[bucket] = {}
            conn = self._sheaf.conn
            found = conn.run(
                conn.prepare(
                    select(PARKED.c.bucket, PARKED.c.body)
                    .where(PARKED.c.bucket == bindparam("name"))
                    .order_by(PARKED.c.seq)
                ),
                {"name": bucket},
            )
            for name, body in found:
                self._note(_incoming(name, body))
        return self._waiting[bucket]

    def _note(self, entry: Incoming) -> None:
        waiting = self._waiting[entry.bucket]
        for tbl, row in _rows_of(entry.ops):
            waiting.setdefault((entry.replica, tbl, row), []).append(entry.n)

    def _park(self, entry: Incoming, why: str) -> None:
        """Keep an entry that cannot be taken in yet, exactly as it came."""
        body = codec.encode(
            (entry.seq, entry.replica, entry.n, entry.hlc, entry.at_ms, entry.label, entry.ops)
        )
        values: dict[str, Value] = {
            "bucket": entry.bucket,
            "seq": entry.seq,
            "body": body,
            "why": why,
        }
        self._waiting_in(entry.bucket)
        self._sheaf.conn.run(self._sheaf.books.put_parked, values)
        self._note(entry)

    def again(self) -> list[tuple[Incoming, list[bytes]]]:
        """Take in what is parked, in the ledger's order; what still cannot be stays parked.

        The answer is each entry that was taken in with the rows that it touched.
        """
        conn = self._sheaf.conn
        order = (PARKED.c.bucket, PARKED.c.seq)
        found = conn.run(conn.prepare(select(PARKED.c.bucket, PARKED.c.body).order_by(*order)))
        if not found:
            return []
        conn.run(conn.prepare(delete(PARKED)))
        self._waiting.clear()
        entries = [_incoming(name, body) for name, body in found]
        return [(entry, rows) for entry in entries if (rows := self.take(entry))]


def _incoming(bucket: Value, blob: Value) -> Incoming:
    assert isinstance(blob, bytes)
    seq, replica, n, hlc, at_ms, label, ops = codec.decode_as(_Body, blob)
    return Incoming(str(bucket), seq, codec.ZERO_HASH, replica, n, hlc, at_ms, 0, label, ops)


def _rows_of(ops: bytes) -> set[tuple[int, bytes]]:
    """The rows that operations of whatever version touch; none where not even that is told."""
    try:
        return {(op.table, op.row) for op in _names_decoder.decode(ops)}
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return set()


def _check(sheaf: Sheaf, op: Op, bucket: str) -> None:
    """Look at an operation before any of its entry is taken: all of it is, or none."""
    if op.kind not in KINDS:
        raise Refused("too_new", "A newer version of Fairway wrote this")
    held = sheaf.find(op.table, op.row)
    if held is not None and sheaf.bucket_name(held.bucket) != bucket:
        raise Refused("invalid", "A row cannot be in two places")
    table = registry.BY_NO.get(op.table)
    for cell in op.cells:
        fields = table.registers.get(cell.field) if table is not None else None
        if fields is not None and len(fields) != len(cell.values):
            raise Refused("too_new", "A newer version of Fairway wrote this")
        if not all(value.is_storable(v) for v in cell.values):
            raise Refused("invalid", "{field} cannot be {value}", field=cell.field, value="?")
