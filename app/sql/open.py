"""Opens database files: the replica's connection and the hub's engine."""

# APSW's stubs leave the types of values open; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from pathlib import Path
from typing import Any

import apsw
import apsw.fts5
from sqlalchemy import Connection, Engine, create_engine, event, text

from app.model.errors import Refused, Unavailable
from app.sql import dialect
from app.sql.conn import Conn, named
from app.sql.dbapi import Connection as DbConnection

OLDEST = (3, 51, 3)
"""Older SQLite can lose commits when a WAL is reset under two connections."""
BUSY_MS = 10_000
SESSION = "-c idle_in_transaction_session_timeout=60s -c lock_timeout=60s"
"""A node that froze in the middle of a transaction holds up the others for a minute, not longer."""
ALIVE = {"connect_timeout": 5, "keepalives_idle": 20, "keepalives_interval": 5}
PRAGMAS = ("journal_mode=WAL", "cell_size_check=ON", "trusted_schema=OFF", "foreign_keys=OFF")


NO_SHARING = frozenset(
    (
        apsw.SQLITE_IOERR_SHMOPEN,
        apsw.SQLITE_IOERR_SHMMAP,
        apsw.SQLITE_IOERR_SHMLOCK,
        apsw.SQLITE_IOERR_SHMSIZE,
        apsw.SQLITE_IOERR_LOCK,
    )
)
"""What SQLite says where a drive cannot share memory or locks between connections."""


def sqlite_version() -> str:
    """The version of SQLite in use."""
    return apsw.sqlite_lib_version()


def check_sqlite() -> None:
    """Refuse to work with a SQLite that can lose commits."""
    if tuple(int(part) for part in sqlite_version().split(".")) < OLDEST:
        raise AssertionError(f"SQLite {sqlite_version()} is older than 3.51.3")


def open_conn(
    path: str | Path, *, read_only: bool = False, durable: bool = True, vfs: str = ""
) -> Conn:
    """One connection to the replica's file; reading is all it can do outside a transaction.

    `vfs` names SQLite's way to the disk; "" is the system's own.
    """
    check_sqlite()
    flags = apsw.SQLITE_OPEN_READWRITE | (0 if read_only else apsw.SQLITE_OPEN_CREATE)
    name = Path(path).name
    try:
        raw = apsw.Connection(str(path), flags, vfs or None)
    except apsw.Error as error:
        raise _unopened(error, name) from error
    try:
        raw.set_busy_timeout(BUSY_MS)
        _prepare(raw, name)
        raw.execute("PRAGMA synchronous=" + ("FULL" if durable else "NORMAL"))
        apsw.fts5.register_tokenizers(raw, apsw.fts5.map_tokenizers)
        raw.execute("PRAGMA query_only=ON")
    except apsw.Error as error:
        raw.close()
        raise _unopened(error, name) from error
    except Unavailable:
        raw.close()
        raise
    return Conn(raw, durable=durable, read_only=read_only)


def _prepare(raw: apsw.Connection, name: str) -> None:
    if raw.readonly("main"):
        raise Unavailable(
            "busy",
            "{file} may only be read",
            hint="Give yourself the right to write to it and its folder",
            file=name,
        )
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")
    mode: Any = raw.pragma("journal_mode")
    if mode not in ("wal", "memory"):
        raise _no_place(name)


def _no_place(name: str) -> Unavailable:
    """The folder is on a drive without the locks that several connections need."""
    return Unavailable(
        "busy",
        "{file} lies where a database cannot work, such as a network drive",
        kept="Nothing was changed",
        hint="Move the profile to a disk of this computer",
        file=name,
    )


def _unopened(error: apsw.Error, name: str) -> Exception:
    """Why a file could not be opened, by name."""
    if isinstance(error, (apsw.NotADBError, apsw.CorruptError, apsw.CantOpenError)):
        return Refused(
            "bad_file",
            "{file} cannot be opened as a database",
            hint="Restore the last backup, or begin anew with rescue",
            file=name,
        )
    if isinstance(error, apsw.ProtocolError) or getattr(error, "extendedresult", 0) in NO_SHARING:
        return _no_place(name)
    return named(error)


def open_engine(where: str | Path, *, vfs: str = "") -> Engine:
    """An engine for the hub: a file of SQLite, or a database URL.

    A connection with the execution option `fairway_write` begins its transactions IMMEDIATE,
    so that a writer never finds half-way that another one was before it.
    """
    if isinstance(where, str) and "://" in where:
        return _open_server(where)
    check_sqlite()
    engine = create_engine(
        f"sqlite+apsw:///{where}",
        connect_args={"vfs": vfs},
        pool_size=8,
        max_overflow=16,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _open_server(url: str) -> Engine:
    """PostgreSQL, or what speaks its protocol; an error never shows the values of a statement."""
    return create_engine(
        url,
        isolation_level="REPEATABLE READ",
        hide_parameters=True,
        pool_size=8,
        max_overflow=16,
        connect_args={"application_name": "fairway-hub", "options": SESSION, **ALIVE},
    )


def _connected(connection: DbConnection, _: object) -> None:
    for pragma in (*PRAGMAS, "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begun(connection: Connection) -> None:
    is_write = connection.get_execution_options().get(dialect.WRITE)
    connection.execute(text("BEGIN IMMEDIATE" if is_write else "BEGIN"))
