"""One APSW connection with prepared Core statements: the fast road of the replica."""

# APSW's stubs leave the types of values open; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import apsw
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from app.model.change import Value
from app.model.errors import Refused, Unavailable

_dialect = SQLiteDialect(paramstyle="named")
_NONE: dict[str, Value] = {}
MAX_COMPILED = 2_000
_compiled: dict[Any, SQLCompiler] = {}


MOST_PAGES = 10_000
"""So many pages in the log, 40 MB, and the writer puts them into the file itself."""


class WriteOutsideEdit(Exception):
    """A bug: something wrote to the replica without going through an edit."""


class Prepared:
    """A statement compiled once; `fixed` are the values that it carries itself."""

    __slots__ = ("fixed", "sql")

    def __init__(self, sql: str, fixed: dict[str, Value]) -> None:
        self.sql = sql
        self.fixed = fixed


def _plainly(statement: ClauseElement) -> Prepared:
    """A statement without a place in the cache: DDL, text, a list of values."""
    compiled = statement.compile(dialect=_dialect, compile_kwargs={"render_postcompile": True})
    if not isinstance(compiled, SQLCompiler):
        return Prepared(str(compiled), {})
    return Prepared(str(compiled), _fixed(compiled, compiled.params))


def _fixed(compiled: SQLCompiler, held: Mapping[str, Any]) -> dict[str, Value]:
    """Values that the statement carries; a bindparam without one waits for one."""
    waits = {name for name, bound in compiled.binds.items() if bound.required}
    return {name: value for name, value in held.items() if value is not None or name not in waits}


class Conn:
    """A connection that can write only inside `transaction`."""

    def __init__(self, raw: apsw.Connection, *, durable: bool, read_only: bool) -> None:
        self.raw = raw
        self._durable = durable
        self._read_only = read_only
        self.pages = 0
        """Pages in the write-ahead log after the last commit of this connection."""
        if not read_only:
            raw.set_wal_hook(self._on_log)

    def _on_log(self, raw: apsw.Connection, _name: str, pages: int) -> int:
        # In place of SQLite's own checkpoint at 1,000 pages, for which a person's edit would wait.
        self.pages = pages
        if pages >= MOST_PAGES:
            # The commit is made: what fails here must not say that it was not.
            with suppress(apsw.Error):
                raw.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        return apsw.SQLITE_OK

    def checkpoint(self) -> None:
        """Put the log into the file as far as nobody needs it; no writer waits for this."""
        try:
            self.raw.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        except (apsw.BusyError, apsw.LockedError):
            return  # another one is at it
        except apsw.Error as error:
            raise named(error) from error

    def prepare(self, statement: ClauseElement) -> Prepared:
        """Compile a Core statement to SQL and its fixed values; one of a kind only once."""
        key = statement._generate_cache_key()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        if key is None:
            return _plainly(statement)
        compiled = _compiled.get(key.key)
        if compiled is None:
            compiled = _dialect.statement_compiler(_dialect, statement, cache_key=key)
            if compiled.post_compile_params:
                return _plainly(statement)
            if len(_compiled) >= MAX_COMPILED:
                _compiled.clear()
            _compiled[key.key] = compiled
        held = compiled.construct_params(extracted_parameters=key.bindparams, _check=False)
        return Prepared(str(compiled), _fixed(compiled, held))

    def run(
        self, prepared: Prepared, params: Mapping[str, Value] = _NONE
    ) -> list[tuple[Value, ...]]:
        """Run a statement; all its rows."""
        bound = {**prepared.fixed, **params} if prepared.fixed else params
        try:
            found: Any = self.raw.execute(prepared.sql, bound).fetchall()
        except apsw.Error as error:
            raise named(error) from error
        except UnicodeDecodeError as error:
            raise damaged() from error
        return found

    def change(self, prepared: Prepared, params: Mapping[str, Value]) -> int:
        """Run a statement; how many rows it changed."""
        self.run(prepared, params)
        return self.raw.changes()

    def many(self, prepared: Prepared, rows: Iterable[Mapping[str, Value]]) -> None:
        """Run a statement for every row, in one loop of the driver."""
        bound = [{**prepared.fixed, **row} for row in rows] if prepared.fixed else list(rows)
        if not bound:
            return
        try:
            self.raw.executemany(prepared.sql, bound)
        except apsw.Error as error:
            raise named(error) from error

    def rows(self, prepared: Prepared, rows: Sequence[Sequence[Value]]) -> None:
        """Run a statement for every row of values in the order of its parameters.

        Names are looked up for every value of every row; where there are many, that is felt.
        """
        assert not prepared.fixed
        if not rows:
            return
        try:
            self.raw.executemany(prepared.sql, rows)
        except apsw.Error as error:
            raise named(error) from error

    def script(self, sql: str) -> None:
        """Run statements that no transaction may hold: VACUUM, a checkpoint."""
        self.raw.execute("PRAGMA query_only=OFF")
        try:
            for _ in self.raw.execute(sql):
                pass
        except apsw.Error as error:
            raise named(error) from error
        finally:
            self.raw.execute("PRAGMA query_only=ON")

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Generator[None]:
        """All or nothing; `durable` waits until the disk has it."""
        if self._read_only:
            raise WriteOutsideEdit("A reading connection cannot write")
        if self._durable != durable:
            # Only here: SQLite refuses to change it inside a transaction.
            self.raw.execute("PRAGMA synchronous=" + ("FULL" if durable else "NORMAL"))
            self._durable = durable
        try:
            self.raw.execute("PRAGMA query_only=OFF; BEGIN IMMEDIATE")
            yield
            self.raw.execute("COMMIT; PRAGMA query_only=ON")
        except BaseException as error:
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
            self.raw.execute("PRAGMA query_only=ON")
            if isinstance(error, apsw.Error):
                raise named(error) from error
            raise

    def data_version(self) -> int:
        """Changes when another connection wrote to the file."""
        value: Any = self.raw.pragma("data_version")
        return int(value)

    def close(self) -> None:
        """Close the file; a log that cannot be put into it stays beside it."""
        try:
            self.raw.close()
        except apsw.Error as error:
            raise named(error) from error


def named(error: apsw.Error) -> Exception:
    """A failure of the database by its name; what is no such failure stays a bug."""
    if isinstance(error, apsw.ReadOnlyError):
        return WriteOutsideEdit(str(error))
    if isinstance(error, apsw.FullError):
        return Unavailable("disk_full", "The disk is full", kept="Nothing was changed")
    if isinstance(error, (apsw.BusyError, apsw.LockedError)):
        return Unavailable("busy", "Another program is writing to this file; try again")
    if isinstance(error, (apsw.IOError, apsw.CantOpenError)):
        return Unavailable(
            "busy",
            "The disk reports an error",
            kept="Nothing was changed",
            hint="Look after the disk, then try again",
        )
    if isinstance(error, (apsw.NotADBError, apsw.CorruptError)):
        return damaged()
    return error


def damaged() -> Refused:
    """A file that SQLite wrote and something else changed."""
    return Refused(
        "bad_file",
        "The database file is damaged",
        hint="Restore the last backup, or begin anew with rescue",
    )
