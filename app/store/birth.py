"""How a replica's file comes to be, and how its steps are climbed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import bindparam, insert, text
from sqlalchemy.schema import CreateIndex, CreateTable

from app.model import codec
from app.sql.conn import Conn
from app.sql.open import open_conn
from app.sql.steps import Step, climb
from app.store import upgrade
from app.store.replica import Means, Replica
from app.store.search import DDL
from app.store.tables import METADATA, SELF


def _first(conn: Conn) -> None:
    for table in METADATA.sorted_tables:
        conn.run(conn.prepare(CreateTable(table)))
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            conn.run(conn.prepare(CreateIndex(index)))
    for statement in DDL:
        conn.run(conn.prepare(text(statement)))


def _what_is_declared(conn: Conn) -> None:
    """Tables, columns and indexes that the registry has got since the file's last step."""
    for table in METADATA.sorted_tables:
        told = conn.run(conn.prepare(text(f'PRAGMA table_info("{table.name}")')))
        held = {str(row[1]) for row in told}
        if not held:
            conn.run(conn.prepare(CreateTable(table)))
        for column in table.columns if held else ():
            if column.name not in held:
                add = f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {column.type}'
                conn.run(conn.prepare(text(add)))
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            conn.run(conn.prepare(CreateIndex(index, if_not_exists=True)))


STEPS = (
    Step(1, "first", _first),
    Step(2, "tables of revision 2", _what_is_declared),
    Step(3, "tables of revision 3", _what_is_declared),
)
"""The last one has the number of `registry.SCHEMA_REV`: a file gets what was declared since."""


def open_replica(
    path: Path, means: Means, before_steps: Callable[[], None] | None = None
) -> Replica:
    """Open the replica's file; a file of a newer version is refused before it is touched."""
    conn = open_conn(path, vfs=means.vfs)
    climb(conn, STEPS, before=before_steps)
    replica = Replica(conn, path, means)
    upgrade.catch_up(replica)
    return replica


def clear(path: Path) -> None:
    """Remove what a beginning that broke off left behind, and make the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def be_born(
    replica: Replica,
    person: bytes,
    workspace: bytes,
    grants: dict[str, str],
    author: bytes | None = None,
) -> None:
    """Write who this replica is; once, right after its file was made."""
    conn = replica.conn
    values = {
        "one": 1,
        "replica": author or replica.means.random_bytes(16),
        "n": 0,
        "hash": codec.ZERO_HASH,
        "hlc": 0,
        "person": person,
        "workspace": workspace,
        "epoch": "",
        "acked": 0,
        "offset_ms": 0,
        "grants": codec.encode(dict(sorted(grants.items()))).hex(),
        "hub_head": "",
    }
    with conn.transaction():
        conn.run(
            conn.prepare(insert(SELF).values({c.name: bindparam(c.name) for c in SELF.columns})),
            values,
        )
