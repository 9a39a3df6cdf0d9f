"""Opens database files: the replica's connection and the hub's engine."""

# APSW's stubs leave the types of values open; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from pathlib import Path

import apsw
import apsw.fts5
from sqlalchemy import Connection, Engine, create_engine, event, text

from app.model.errors import Refused
from app.sql import dialect
from app.sql.conn import Conn
from app.sql.dbapi import Connection as DbConnection

OLDEST = (3, 51, 3)
"""Older SQLite can lose commits when a WAL is reset under two connections."""
BUSY_MS = 10_000
PRAGMAS = ("journal_mode=WAL", "cell_size_check=ON", "trusted_schema=OFF", "foreign_keys=OFF")


def sqlite_version() -> str:
    """The version of SQLite in use."""
    return apsw.sqlite_lib_version()


def check_sqlite() -> None:
    """Refuse to work with a SQLite that can lose commits."""
    if tuple(int(part) for part in sqlite_version().split(".")) < OLDEST:
        raise AssertionError(f"SQLite {sqlite_version()} is older than 3.51.3")


def open_conn(path: str | Path, *, read_only: bool = False, durable: bool = True) -> Conn:
    """One connection to the replica's file; reading is all it can do outside a transaction."""
    check_sqlite()
    flags = apsw.SQLITE_OPEN_READWRITE | (0 if read_only else apsw.SQLITE_OPEN_CREATE)
    try:
        raw = apsw.Connection(str(path), flags)
        raw.set_busy_timeout(BUSY_MS)
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("PRAGMA synchronous=" + ("FULL" if durable else "NORMAL"))
        apsw.fts5.register_tokenizers(raw, apsw.fts5.map_tokenizers)
        raw.execute("PRAGMA query_only=ON")
    except (apsw.NotADBError, apsw.CorruptError, apsw.CantOpenError) as error:
        raise Refused(
            "bad_file", "{file} cannot be opened as a database", file=Path(path).name
        ) from error
    return Conn(raw, durable=durable, read_only=read_only)


def open_engine(where: str | Path) -> Engine:
    """An engine for the hub: a file of SQLite, or a database URL.

    A connection with the execution option `fairway_write` begins its transactions IMMEDIATE,
    so that a writer never finds half-way that another one was before it.
    """
    if isinstance(where, str) and "://" in where:
        return create_engine(where, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    check_sqlite()
    engine = create_engine(f"sqlite+apsw:///{where}", pool_size=8, max_overflow=16)
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: DbConnection, _: object) -> None:
    for pragma in (*PRAGMAS, "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begun(connection: Connection) -> None:
    is_write = connection.get_execution_options().get(dialect.WRITE)
    connection.execute(text("BEGIN IMMEDIATE" if is_write else "BEGIN"))
