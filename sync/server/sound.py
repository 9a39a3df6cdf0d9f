"""Whether a hub's file is whole: its ledger's chains, and its rows against their sums."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app.model import codec
from app.model.errors import Refused
from sync.server.tables import BUCKET, ENTRY, ROW

BATCH = 5_000


def check(connection: Connection) -> None:
    """Refuse a database whose ledger and rows do not agree with its counters."""
    found = connection.execute(
        select(
            BUCKET.c.bucket, BUCKET.c.seq, BUCKET.c.chain, BUCKET.c.cnt, BUCKET.c.s1, BUCKET.c.s2
        )
    ).all()
    for bucket, seq, chain, *held in found:
        if _chain(connection, bucket) != (seq, bytes(chain)):
            raise _damaged()
        if _sums(connection, bucket) != tuple(held):
            raise _damaged()


def _damaged() -> Refused:
    return Refused("bad_file", "The database file is damaged", hint="Restore the last backup")


def _chain(connection: Connection, bucket: str) -> tuple[int, bytes]:
    """The ledger's end, made anew from its entries."""
    rows = connection.execution_options(yield_per=BATCH).execute(
        select(ENTRY.c.seq, ENTRY.c.body).where(ENTRY.c.bucket == bucket).order_by(ENTRY.c.seq)
    )
    last, chain = 0, codec.ZERO_HASH
    for seq, body in rows:
        if seq != last + 1:
            raise _damaged()
        last, chain = seq, codec.digest(chain, bytes(body))
    return last, chain


def _sums(connection: Connection, bucket: str) -> tuple[int, int, int]:
    """The sums of a bucket's rows, made anew."""
    rows = connection.execution_options(yield_per=BATCH).execute(
        select(ROW.c.tbl, ROW.c.row, ROW.c.state).where(ROW.c.bucket == bucket)
    )
    count = first = second = 0
    for tbl, row, state in rows:
        lanes = codec.row_lanes(tbl, bytes(row), bytes(state))
        count, first, second = count + 1, first + lanes[0], second + lanes[1]
    return count, codec.signed(first), codec.signed(second)
