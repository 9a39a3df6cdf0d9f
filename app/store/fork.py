"""A cloned or restored replica becomes a new one; what the hub does not hold is sent anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from sqlalchemy import bindparam, func, select, update

from app.model import codec
from app.model.change import Body, Cell, Op, Part, Ref, Value
from app.model.register import Head, Key, Life, RowState
from app.store.journal import Sent
from app.store.replica import Replica
from app.store.rows import Entry, Sheaf
from app.store.tables import JOURNAL, SELF, TRACE


@dataclass(frozen=True, slots=True)
class Turn:
    """How names of operations change: those of `old` after `common` move to `new`."""

    old: bytes
    common: int
    new: bytes

    def key(self, key: Key) -> Key:
        """The new name of an operation."""
        if key[0] == self.old and key[1] > self.common:
            return self.new, key[1] - self.common
        return key

    def ref(self, ref: Ref) -> Ref:
        """The new name of what an own transaction after `common` refers to."""
        whole = self.key((self.old, ref) if isinstance(ref, int) else (ref[0], ref[1]))
        return whole[1] if whole[0] == self.new else whole

    def op(self, op: Op) -> Op:
        """An operation with its references renamed."""
        cells = tuple(
            Cell(c.field, c.values, None if c.bases is None else self._refs(c.bases))
            for c in op.cells
        )
        return Op(op.kind, op.table, op.row, cells, self._refs(op.seen))

    def _refs(self, refs: Iterable[Ref]) -> tuple[Ref, ...]:
        return tuple(self.ref(ref) for ref in refs)


def fork(replica: Replica, common: int) -> int:
    """Take a new replica id; transactions after `common` are issued anew under it.

    The answer is how many were. Nothing typed is lost: each carries where it came from.
    """
    fresh = replica.means.random_bytes(16)
    with replica.maintain() as sheaf:
        me = replica.journal.whoami()
        turn = Turn(me.replica, common, fresh)
        chain, count = _reissue(replica, sheaf, turn)
        replica.conn.run(
            replica.conn.prepare(
                update(SELF).values(
                    replica=bindparam("r"), n=bindparam("c"), hash=bindparam("h"), acked=0
                )
            ),
            {"r": fresh, "c": count, "h": chain},
        )
    return count


def _reissue(replica: Replica, sheaf: Sheaf, turn: Turn) -> tuple[bytes, int]:
    conn = replica.conn
    found = conn.run(
        conn.prepare(
            select(JOURNAL.c.local, JOURNAL.c.n, JOURNAL.c.hash, JOURNAL.c.body, JOURNAL.c.sent)
            .where(
                JOURNAL.c.replica == bindparam("replica"),
                JOURNAL.c.n > bindparam("common"),
                JOURNAL.c.sent != int(Sent.RECEIVED),
                # Of a bucket that left this device: there is nothing that could be issued.
                JOURNAL.c.body != b"",
            )
            .order_by(JOURNAL.c.n)
        ),
        {"replica": turn.old, "common": turn.common},
    )
    chain = codec.ZERO_HASH
    put = conn.prepare(
        update(JOURNAL)
        .where(JOURNAL.c.local == bindparam("local_"))
        .values(
            replica=bindparam("r"),
            n=bindparam("c"),
            hash=bindparam("h"),
            body=bindparam("b"),
            sent=0,
        )
    )
    rows: dict[tuple[int, bytes], str] = {}
    for number, (local, n, sealed, blob, _) in enumerate(found, 1):
        assert isinstance(blob, bytes)
        assert isinstance(n, int)
        assert isinstance(sealed, bytes)
        body: Body = codec.decode_body(blob)
        parts = tuple(Part(p.bucket, tuple(turn.op(op) for op in p.ops)) for p in body.parts)
        source = body.source or (turn.old, n, sealed)
        again = codec.encode(msgspec.structs.replace(body, parts=parts, source=source))
        chain = codec.chain(chain, turn.new, number, again)
        values: dict[str, Value] = {
            "local_": local,
            "r": turn.new,
            "c": number,
            "h": chain,
            "b": again,
        }
        conn.run(put, values)
        rows.update({(op.table, op.row): p.bucket for p in parts for op in p.ops})
    for (tbl, row), bucket in rows.items():
        _rename(replica, sheaf.entry(tbl, row, bucket), turn)
    return chain, len(found)


def _rename(replica: Replica, entry: Entry, turn: Turn) -> None:
    state = entry.state
    if state.made is not None:
        state.made = _head(state.made, turn)
    state.registers = {
        no: tuple(sorted((_head(h, turn) for h in heads), key=lambda h: h.stamp))
        for no, heads in state.registers.items()
    }
    state.life = tuple(
        Life(e.kind, e.hlc, *turn.key(e.key), tuple(sorted(turn.key(k) for k in e.seen)))
        for e in state.life
    )
    _reseen(replica, entry.row, state, turn)


def _reseen(replica: Replica, row: bytes, state: RowState, turn: Turn) -> None:
    """The last operation of each of the two ids on this row, as the hub will count them."""
    seen = dict(state.seen)
    latest = seen.pop(turn.old, 0)
    kept = _last_on(replica, row, turn.old)
    if kept and (state.made is None or state.made.key != (turn.old, kept)):
        seen[turn.old] = kept
    if latest > turn.common:
        seen[turn.new] = latest - turn.common
    state.seen = seen


def _last_on(replica: Replica, row: bytes, author: bytes) -> int:
    conn = replica.conn
    query = (
        select(func.max(JOURNAL.c.n))
        .select_from(TRACE.join(JOURNAL, TRACE.c.local == JOURNAL.c.local))
        .where(TRACE.c.row == bindparam("row"), JOURNAL.c.replica == bindparam("replica"))
    )
    held = conn.run(conn.prepare(query), {"row": row, "replica": author})[0][0]
    return held if isinstance(held, int) else 0


def _head(head: Head, turn: Turn) -> Head:
    replica, n = turn.key(head.key)
    return Head(head.hlc, replica, n, head.values)
