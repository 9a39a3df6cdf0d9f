"""What a transaction changed: exactly the changed columns, old and new, from a SQLite session.

A change made and taken back within the transaction leaves nothing; nor does a value written
again. The changeset never leaves the process.
"""

# APSW's stubs leave the types of values open; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import apsw

from app.model.change import Value
from app.sql.conn import Conn


class Unchanged:
    """Stands in a change for a column that it did not touch."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNCHANGED"


UNCHANGED: Final = Unchanged()
Column = Value | Unchanged
KINDS = {"INSERT": "insert", "UPDATE": "update", "DELETE": "delete"}


class RowChange(NamedTuple):
    """One row's net change; `kind` is insert, update or delete; columns in the table's order."""

    table: str
    kind: str
    key: bytes
    old: tuple[Column, ...] | None
    new: tuple[Column, ...] | None


class Capture:
    """Watches exactly the named tables on a connection until it is closed."""

    def __init__(self, conn: Conn, tables: Sequence[str]) -> None:
        self._session = apsw.Session(conn.raw, "main")
        for table in tables:
            self._session.attach(table)

    def changes(self) -> list[RowChange]:
        """What changed so far; asked before the commit."""
        found: list[RowChange] = []
        changeset: Any = self._session.changeset()
        for change in apsw.Changeset.iter(changeset):
            # The item is dead after this step: everything is copied.
            item: Any = change
            kind = KINDS[item.op]
            old, new = _columns(item.old), _columns(item.new)
            row = new if kind == "insert" else old
            assert row is not None
            key = row[0]
            assert isinstance(key, bytes)
            found.append(RowChange(item.name, kind, key, old, new))
        return found

    def close(self) -> None:
        """Watch no more."""
        self._session.close()


def _columns(values: Sequence[Any] | None) -> tuple[Column, ...] | None:
    if values is None:
        return None
    return tuple(UNCHANGED if v is apsw.no_change else v for v in values)


def lint_tables(conn: Conn, tables: Sequence[str]) -> None:
    """A session silently leaves out tables without a primary key that cannot be NULL."""
    for table in tables:
        rows: Any = conn.raw.execute(f"PRAGMA table_info({table})").fetchall()
        keys = [row for row in rows if row[5]]
        if len(keys) != 1 or not keys[0][3]:
            raise AssertionError(f"{table} has no primary key that a session can watch")
