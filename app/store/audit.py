"""Looks at the replica from its rows up: conflicts, chain, sums, checksum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import bindparam, select, text

from app.model import codec, registry
from app.model.change import Value
from app.model.register import RowState, decode_state
from app.sql import open as open_module
from app.sql.backup import write_backup
from app.sql.open import open_conn
from app.store.image import image_from_columns
from app.store.journal import Sent
from app.store.replica import Replica
from app.store.rows import Bucket
from app.store.tables import AUTHOR, BUCKET, JOURNAL, STATE, SYNCED

PRIVATE = ("user:", "guest:")


@dataclass(frozen=True, slots=True)
class Split:
    """A row with several heads, or with a deletion that was overruled."""

    tbl: int
    row: bytes
    state: RowState


def splits(replica: Replica) -> list[Split]:
    """Rows that wait for a decision."""
    conn = replica.reader()
    found = conn.run(
        conn.prepare(
            select(STATE.c.tbl, STATE.c.row, STATE.c.state)
            .where(text("split = 1"), STATE.c.alive == 1)
            .order_by(STATE.c.tbl, STATE.c.row)
        )
    )
    return [
        Split(tbl, row, decode_state(state))
        for tbl, row, state in found
        if isinstance(tbl, int) and isinstance(row, bytes) and isinstance(state, bytes)
    ]


def authors(replica: Replica) -> dict[bytes, bytes]:
    """Replica -> person, own included."""
    conn = replica.reader()
    me = replica.whoami()
    found = conn.run(conn.prepare(select(AUTHOR.c.replica, AUTHOR.c.person)))
    known = {r: p for r, p in found if isinstance(r, bytes) and isinstance(p, bytes)}
    return {**known, me.replica: me.person}


def copy_file(source: Path, target: Path, vfs: str = "") -> None:
    """A verified copy of a database file that may be open elsewhere."""
    conn = open_conn(source, read_only=True, vfs=vfs)
    try:
        write_backup(conn, target)
    finally:
        conn.close()


def integrity(replica: Replica) -> tuple[bool, str]:
    """SQLite's own check of the file."""
    told = replica.reader().run(replica.reader().prepare(text("PRAGMA quick_check(1)")))
    word = str(told[0][0]) if told else ""
    return word == "ok", word


def chain(replica: Replica) -> tuple[bool, str]:
    """Whether the replica's own transactions are contiguous and sealed."""
    conn = replica.reader()
    me = replica.whoami()
    found = conn.run(
        conn.prepare(
            select(JOURNAL.c.n, JOURNAL.c.hash, JOURNAL.c.body)
            .where(JOURNAL.c.replica == bindparam("author"), JOURNAL.c.sent != int(Sent.RECEIVED))
            .order_by(JOURNAL.c.n)
        ),
        {"author": me.replica},
    )
    before = codec.ZERO_HASH
    for place, (n, sealed, body) in enumerate(found, 1):
        assert isinstance(sealed, bytes)
        assert isinstance(body, bytes)
        if n != place or (body and codec.chain(before, me.replica, place, body) != sealed):
            return False, f"n = {n}"
        before = sealed
    return before == me.hash and len(found) == me.n, f"n = {me.n}"


def sums(replica: Replica) -> tuple[bool, str]:
    """Whether every bucket's sums are those of its rows' states."""
    conn = replica.reader()
    found = {
        b.no: b
        for b in (Bucket(*v) for v in conn.run(conn.prepare(select(*BUCKET.columns))))  # pyright: ignore[reportArgumentType]
    }
    fresh = {no: Bucket(no, b.name) for no, b in found.items()}
    for tbl, row, number, state in conn.run(
        conn.prepare(select(STATE.c.tbl, STATE.c.row, STATE.c.bucket, STATE.c.state))
    ):
        assert isinstance(tbl, int)
        assert isinstance(row, bytes)
        assert isinstance(state, bytes)
        if number not in fresh:
            return False, f"bucket {number}"
        fresh[number].add(codec.row_lanes(tbl, row, state), 1)  # pyright: ignore[reportArgumentType]
    wrong = [
        b.name
        for no, b in found.items()
        if (b.cnt, b.s1, b.s2) != (fresh[no].cnt, fresh[no].s1, fresh[no].s2)
    ]
    return not wrong, ", ".join(wrong)


def rows(replica: Replica) -> tuple[bool, str]:
    """Whether the tables people read hold exactly the rows that are alive."""
    conn = replica.reader()
    for table in registry.TABLES:
        t = SYNCED[table.name]
        alive = select(STATE.c.row).where(STATE.c.tbl == table.no, STATE.c.alive == 1)
        stray = conn.run(conn.prepare(select(t.c.id).where(t.c.id.not_in(alive)).limit(1)))
        lost = conn.run(conn.prepare(alive.where(STATE.c.row.not_in(select(t.c.id))).limit(1)))
        if stray or lost:
            return False, table.name
    return True, ""


def checksum(replica: Replica) -> str:
    """A text made of every shared row: its values, and the operations they came from."""
    conn = replica.reader()
    whole = blake2b(digest_size=16)
    names = {no: name for no, name in conn.run(conn.prepare(select(BUCKET.c.no, BUCKET.c.name)))}
    shared = {no for no, name in names.items() if not str(name).startswith(PRIVATE)}
    for tbl, row, number, state, image in conn.run(
        conn.prepare(
            select(STATE.c.tbl, STATE.c.row, STATE.c.bucket, STATE.c.state, STATE.c.image).order_by(
                STATE.c.tbl, STATE.c.row
            )
        )
    ):
        if number in shared:
            whole.update(codec.encode((tbl, row, names[number], state, image)))
    for line in _values(conn_rows(replica)):
        whole.update(line)
    return whole.hexdigest()


def conn_rows(replica: Replica) -> Iterator[tuple[registry.Table, tuple[Value, ...]]]:
    """Every shared row of every table, in order."""
    conn = replica.reader()
    for table in registry.TABLES:
        if table.home is registry.Home.PERSON:
            continue
        t = SYNCED[table.name]
        for found in conn.run(conn.prepare(select(*t.columns).order_by(t.c.id))):
            yield table, found


def _values(found: Iterator[tuple[registry.Table, tuple[Value, ...]]]) -> Iterator[bytes]:
    for table, row in found:
        image = image_from_columns(table, row[1:])
        yield codec.encode((table.no, row[0], image))


def sqlite_version() -> str:
    """The version of SQLite in use."""
    return open_module.sqlite_version()
