"""What a transaction changed, from a SQLite session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import apsw

from app.sql.conn import Conn

UNCHANGED = apsw.no_change


class RowChange(NamedTuple):
    table: str
    kind: str
    key: bytes
    old: tuple | None
    new: tuple | None


class Capture:
    def __init__(self, conn: Conn, tables: Sequence[str]) -> None:
        self._s = apsw.Session(conn.raw, "main")
        for t in tables:
            self._s.attach(t)

    def changes(self) -> list[RowChange]:
        out = []
        for c in apsw.Changeset.iter(self._s.changeset()):
            kind = {"INSERT": "insert", "UPDATE": "update", "DELETE": "delete"}[c.op]
            key = (c.new if kind == "insert" else c.old)[0]
            out.append(RowChange(c.name, kind, key, c.old, c.new))
        return out

    def close(self) -> None:
        self._s.close()
