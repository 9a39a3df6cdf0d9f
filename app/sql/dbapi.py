"""A DB-API 2.0 face of APSW, as much of it as SQLAlchemy asks for."""

# APSW's stubs leave the types of values open; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import apsw

apilevel = "2.0"
threadsafety = 1
paramstyle = "qmark"
sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(int(part) for part in sqlite_version.split("."))
BUSY_MS = 10_000

Description = list[tuple[str, str | None, None, None, None, None, None]]


class Error(Exception):
    """Whatever the database refuses."""


class DatabaseError(Error):
    """The root of what follows."""


class OperationalError(DatabaseError):
    """Busy, full, not a database."""


class IntegrityError(DatabaseError):
    """A constraint does not hold."""


class ProgrammingError(DatabaseError):
    """A statement is wrong."""


class InterfaceError(Error):
    """A closed cursor or connection was used."""


class DataError(DatabaseError):
    """A value does not fit."""


class InternalError(DatabaseError):
    """The database's own fault."""


class NotSupportedError(DatabaseError):
    """Not offered."""


Warning = UserWarning
Binary = bytes


def _raise(error: Exception) -> None:
    text = str(error)
    if isinstance(error, apsw.ConstraintError):
        raise IntegrityError(text) from error
    if isinstance(error, (apsw.SQLError, apsw.BindingsError)):
        raise (ProgrammingError if isinstance(error, apsw.BindingsError) else OperationalError)(
            text
        ) from error
    if isinstance(error, (TypeError, OverflowError, apsw.MismatchError, apsw.TooBigError)):
        raise DataError(text) from error
    if isinstance(error, apsw.Error):
        raise OperationalError(text) from error
    raise error


class Cursor:
    """Fetches at once, so that a statement is done before a COMMIT comes."""

    arraysize = 1

    def __init__(self, raw: apsw.Connection) -> None:
        self._raw = raw
        self._rows: list[tuple[Any, ...]] = []
        self._at = 0
        self.description: Description | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Cursor:
        """Run one statement."""
        before = self._raw.total_changes()
        cursor = self._raw.cursor()
        found: list[tuple[Any, ...]] = []

        def described(inner: apsw.Cursor, _: str, __: Any) -> bool:
            # Before the first step, so that a statement without rows has its columns too.
            found.extend(inner.get_description())
            return True

        cursor.exec_trace = described
        try:
            self._rows = cursor.execute(sql, tuple(params)).fetchall()
        except Exception as error:  # noqa: BLE001 - every kind is turned into its DB-API kind
            _raise(error)
        self._at = 0
        self.description = (
            [(name, kind, None, None, None, None, None) for name, kind in found] if found else None
        )
        is_write = sql.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE", "REPLAC"}
        self.rowcount = self._raw.total_changes() - before if is_write else -1
        self.lastrowid = self._raw.last_insert_rowid()
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        """Run one statement for every row, in one loop of the driver."""
        before = self._raw.total_changes()
        try:
            self._raw.cursor().executemany(sql, [tuple(row) for row in rows])
        except Exception as error:  # noqa: BLE001 - every kind is turned into its DB-API kind
            _raise(error)
        self._rows, self._at, self.description = [], 0, None
        self.rowcount = self._raw.total_changes() - before
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        if self._at >= len(self._rows):
            return None
        self._at += 1
        return self._rows[self._at - 1]

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """The next rows."""
        start, self._at = self._at, min(len(self._rows), self._at + (size or self.arraysize))
        return self._rows[start : self._at]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rest."""
        start, self._at = self._at, len(self._rows)
        return self._rows[start:]

    def setinputsizes(self, *_: object) -> None:
        """Nothing to do."""

    def setoutputsize(self, *_: object) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Forget the rows."""
        self._rows = []


class Connection:
    """One APSW connection; transactions are begun by the dialect, not here."""

    def __init__(self, raw: apsw.Connection) -> None:
        self.raw = raw
        self.isolation_level: str | None = None

    def cursor(self) -> Cursor:
        """A cursor."""
        return Cursor(self.raw)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Cursor:
        """Run one statement on a cursor of its own."""
        return self.cursor().execute(sql, params)

    def commit(self) -> None:
        """End a transaction if there is one."""
        if self.raw.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Take a transaction back if there is one."""
        if self.raw.in_transaction:
            self.execute("ROLLBACK")

    def create_function(self, name: str, count: int, made: Any, **_: Any) -> None:
        """A function of SQL in Python."""
        self.raw.create_scalar_function(name, made, count, deterministic=True)

    def close(self) -> None:
        """Close the connection."""
        self.raw.close()


def connect(path: str, vfs: str = "", **_: object) -> Connection:
    """Open a database file by SQLite's way to the disk of this name; "" is the system's own."""
    try:
        raw = apsw.Connection(path, vfs=vfs or None)
    except apsw.Error as error:
        raise OperationalError(str(error)) from error
    raw.set_busy_timeout(BUSY_MS)
    return Connection(raw)
