"""Verified copies of a database file."""

# APSW's stubs leave the types of values open; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import apsw
import apsw.fts5

from app.model.errors import Refused, Unavailable
from app.sql.conn import Conn, named

PAGES = 4_096


def write_backup(conn: Conn, target: Path) -> None:
    """Copy the open database into a file that is complete and sound, or is not there at all."""
    beside = target.with_name(target.name + ".new")
    _remove(beside)
    try:
        copy = apsw.Connection(str(beside), vfs=conn.raw.open_vfs)
        try:
            work = copy.backup("main", conn.raw, "main")
            while not work.done:
                work.step(PAGES)
            work.finish()
            copy.execute("PRAGMA journal_mode=DELETE")
            _verify(copy, beside)
            if _counts(copy) != _counts(conn.raw):
                raise Unavailable("busy", "The file changed while it was copied; try again")
        finally:
            copy.close()
        _sync(beside)
        beside.replace(target)
    except apsw.Error as error:
        raise named(error) from error
    finally:
        _remove(beside)


def check_file(path: Path) -> None:
    """Refuse a file that is no database or a damaged one."""
    try:
        conn = apsw.Connection(str(path), apsw.SQLITE_OPEN_READWRITE)
        try:
            conn.execute("PRAGMA trusted_schema=OFF")
            _verify(conn, path)
        finally:
            conn.close()
    except (apsw.NotADBError, apsw.CorruptError, apsw.CantOpenError, apsw.IOError) as error:
        raise _damaged(path) from error


def place(source: Path, target: Path) -> None:
    """Put a database file in the place of another, whose journal goes with it."""
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    _sync(source)
    source.replace(target)


def _verify(conn: apsw.Connection, path: Path) -> None:
    conn.execute("PRAGMA schema_version")  # what is no database says so here
    # The check looks into the search index too, and that cannot be read without its tokenizer.
    apsw.fts5.register_tokenizers(conn, apsw.fts5.map_tokenizers)
    told: Any = conn.execute("PRAGMA integrity_check(1)").fetchall()
    if told != [("ok",)]:
        raise _damaged(path)


def _damaged(path: Path) -> Refused:
    return Refused(
        "bad_file",
        "{file} is damaged or is not a database",
        kept="Nothing was changed",
        file=path.name.removesuffix(".new"),
    )


def _counts(conn: apsw.Connection) -> dict[str, int]:
    """Rows of every plain table."""
    tables: Any = conn.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    counts: dict[str, int] = {}
    for (table,) in tables:
        found: Any = conn.execute(f'SELECT count(*) FROM "{table}"').fetchall()
        counts[str(table)] = int(found[0][0])
    return counts


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
