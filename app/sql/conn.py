"""One APSW connection with prepared Core statements: the fast road of the replica."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager

import apsw
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.sql import Executable

from app.model.change import Value
from app.model.errors import Refused, Unavailable

_dialect = SQLiteDialect(paramstyle="named")


class WriteOutsideEdit(Exception):
    pass


class Prepared:
    __slots__ = ("sql", "fixed")

    def __init__(self, sql: str, fixed: dict) -> None:
        self.sql = sql
        self.fixed = fixed


class Conn:
    def __init__(self, raw: apsw.Connection) -> None:
        self.raw = raw
        self._sync = None

    def prepare(self, statement: Executable) -> Prepared:
        c = statement.compile(dialect=_dialect, compile_kwargs={"render_postcompile": True})
        fixed = {k: v for k, v in (c.params or {}).items() if v is not None}
        return Prepared(str(c), fixed)

    def run(self, p: Prepared, params: Mapping[str, Value] = {}) -> list[tuple[Value, ...]]:
        try:
            return self.raw.execute(p.sql, {**p.fixed, **params}).fetchall()
        except apsw.ReadOnlyError as e:
            raise WriteOutsideEdit(str(e)) from e
        except apsw.FullError as e:
            raise Unavailable("disk_full", "The disk is full") from e

    def many(self, p: Prepared, rows: Iterable[Mapping[str, Value]]) -> None:
        rows = [{**p.fixed, **r} for r in rows]
        if rows:
            self.raw.executemany(p.sql, rows)

    def script(self, sql: str) -> None:
        self.raw.execute("PRAGMA query_only=OFF")
        for _ in self.raw.execute(sql):
            pass
        self.raw.execute("PRAGMA query_only=ON")

    @contextmanager
    def transaction(self, write: bool = True, durable: bool = True) -> Generator[None]:
        self.raw.execute("PRAGMA query_only=OFF")
        if self._sync != durable:
            self.raw.execute("PRAGMA synchronous=" + ("FULL" if durable else "NORMAL"))
            self._sync = durable
        try:
            self.raw.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.raw.execute("COMMIT")
            except BaseException:
                if self.raw.in_transaction:
                    self.raw.execute("ROLLBACK")
                raise
        finally:
            self.raw.execute("PRAGMA query_only=ON")

    def data_version(self) -> int:
        return self.raw.pragma("data_version")

    def close(self) -> None:
        self.raw.close()
