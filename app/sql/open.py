"""Opens database files."""

from __future__ import annotations

from pathlib import Path

import apsw
import apsw.fts5

from app.sql.conn import Conn


def open_conn(path: str | Path, *, read_only: bool = False, durable: bool = True) -> Conn:
    raw = apsw.Connection(str(path))
    raw.set_busy_timeout(10_000)
    raw.execute("PRAGMA journal_mode=WAL")
    apsw.fts5.register_tokenizers(raw, apsw.fts5.map_tokenizers)
    raw.execute("PRAGMA query_only=ON")
    return Conn(raw)


def sqlite_version() -> str:
    """The version of SQLite in use."""
    return apsw.sqlite_lib_version()
