"""Takes a bucket off this device after a revocation; the person's own unsent work stays."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.model import codec, registry
from app.model.change import Body, Value
from app.store.journal import Sent
from app.store.replica import Replica
from app.store.rows import Sheaf
from app.store.tables import BUCKET, JOURNAL, PARKED, STATE, SYNCED, TRACE, UNSENT

_BATCH = 500
_UNTAKEN = (Sent.WAITING, Sent.QUARANTINED, Sent.PARKED)


def purge(replica: Replica, buckets: list[str], why: str) -> int:
    """Remove every byte of these buckets; the answer counts own transactions set aside."""
    kept = 0
    with replica.maintain() as sheaf:
        kept = _set_aside(replica, set(buckets), why)
        for name in buckets:
            bucket = sheaf.known(name)
            if bucket is not None:
                _rows(replica, sheaf, bucket.no)
                sheaf.forget_bucket(name)
        _journal(replica, set(buckets))
    replica.compact()
    _copies(replica.path)
    return kept


def _copies(path: Path) -> None:
    """Copies of the file from before: each holds the buckets still. Own work stays beside them."""
    for pattern in ("backups/*", "before*.db*", "damaged-*.db*"):
        for copy in path.parent.glob(pattern):
            copy.unlink(missing_ok=True)


def _set_aside(replica: Replica, buckets: set[str], why: str) -> int:
    """Own transactions that the hub never accepted move to *My unsent work*."""
    conn = replica.conn
    rows = conn.run(
        conn.prepare(
            select(
                JOURNAL.c.local,
                JOURNAL.c.replica,
                JOURNAL.c.n,
                JOURNAL.c.at,
                JOURNAL.c.label,
                JOURNAL.c.body,
            ).where(
                JOURNAL.c.sent.in_([int(Sent.WAITING), int(Sent.QUARANTINED), int(Sent.PARKED)])
            )
        )
    )
    put = conn.prepare(
        upsert(UNSENT)
        .values({c.name: bindparam(c.name) for c in UNSENT.columns})
        .on_conflict_do_nothing()
    )
    there = set(conn.run(conn.prepare(select(UNSENT.c.replica, UNSENT.c.n))))
    count = 0
    for _, author, n, at, label, blob in rows:
        assert isinstance(blob, bytes)
        if not blob or (author, n) in there or not buckets & set(_buckets(blob)):
            continue
        values: dict[str, Value] = {
            "replica": author,
            "n": n,
            "at": at,
            "label": label,
            "body": blob,
            "why": why,
        }
        conn.run(put, values)
        count += 1
    return count


def set_aside(replica: Replica, n: int, why: str) -> None:
    """One own transaction that the hub refused moves to *My unsent work*."""
    conn = replica.conn
    me = replica.journal.whoami()
    found = conn.run(
        conn.prepare(
            select(JOURNAL.c.at, JOURNAL.c.label, JOURNAL.c.body).where(
                JOURNAL.c.replica == bindparam("author"), JOURNAL.c.n == bindparam("number")
            )
        ),
        {"author": me.replica, "number": n},
    )
    put = upsert(UNSENT).values({c.name: bindparam(c.name) for c in UNSENT.columns})
    for at, label, body in found:
        values: dict[str, Value] = {
            "replica": me.replica,
            "n": n,
            "at": at,
            "label": label,
            "body": body,
            "why": why,
        }
        conn.run(conn.prepare(put.on_conflict_do_nothing()), values)
    conn.run(
        conn.prepare(
            update(JOURNAL)
            .where(JOURNAL.c.replica == bindparam("author"), JOURNAL.c.n == bindparam("number"))
            .values(undo=0)
        ),
        {"author": me.replica, "number": n},
    )


def _buckets(blob: bytes) -> list[str]:
    body: Body = codec.decode_body(blob)
    return [part.bucket for part in body.parts]


def _rows(replica: Replica, sheaf: Sheaf, number: int) -> None:
    conn = replica.conn
    found = conn.run(
        conn.prepare(select(STATE.c.tbl, STATE.c.row).where(STATE.c.bucket == bindparam("b"))),
        {"b": number},
    )
    by_table: dict[int, list[bytes]] = {}
    for tbl, row in found:
        assert isinstance(tbl, int)
        assert isinstance(row, bytes)
        by_table.setdefault(tbl, []).append(row)
    for tbl, rows in by_table.items():
        table = registry.BY_NO.get(tbl)
        if table is not None:
            t = SYNCED[table.name]
            drop = conn.prepare(delete(t).where(t.c.id == bindparam("id_")))
            conn.many(drop, [{"id_": row} for row in rows])
            for row in rows:
                sheaf.note_row_gone(tbl, table.name, row)
    keys = [{"row_": row} for rows in by_table.values() for row in rows]
    conn.many(conn.prepare(delete(TRACE).where(TRACE.c.row == bindparam("row_"))), keys)
    search_keys = [{"tbl_": tbl, "row_": row} for tbl, rows in by_table.items() for row in rows]
    for table in ("search_text", "search_sound"):
        conn.many(
            conn.prepare(
                text(
                    f"DELETE FROM {table} WHERE rowid IN"
                    " (SELECT doc FROM search_doc WHERE tbl = :tbl_ AND row = :row_)"
                )
            ),
            search_keys,
        )
    for table in ("search_doc", "dirty"):
        conn.many(
            conn.prepare(text(f"DELETE FROM {table} WHERE tbl = :tbl_ AND row = :row_")),
            search_keys,
        )
    conn.run(conn.prepare(delete(STATE).where(STATE.c.bucket == bindparam("b"))), {"b": number})
    conn.run(conn.prepare(delete(BUCKET).where(BUCKET.c.no == bindparam("b"))), {"b": number})


def _journal(replica: Replica, buckets: set[str]) -> None:
    """Received entries go; own ones keep their hash, which the chain needs, and lose the rest."""
    conn = replica.conn
    for name in buckets:
        conn.run(
            conn.prepare(delete(JOURNAL).where(JOURNAL.c.bucket == bindparam("b"))), {"b": name}
        )
        conn.run(conn.prepare(delete(PARKED).where(PARKED.c.bucket == bindparam("b"))), {"b": name})
    own = conn.run(
        conn.prepare(
            select(JOURNAL.c.local, JOURNAL.c.body).where(
                # What waits is the person's own and must still be sent, or the queue would stop.
                JOURNAL.c.sent.not_in([int(Sent.RECEIVED), int(Sent.WAITING)])
            )
        )
    )
    blank = conn.prepare(
        update(JOURNAL)
        .where(JOURNAL.c.local == bindparam("local_"))
        .values(body=b"", before=None, undo=0, label="")
    )
    for local, blob in own:
        assert isinstance(blob, bytes)
        if blob and buckets & set(_buckets(blob)):
            conn.run(blank, {"local_": local})
