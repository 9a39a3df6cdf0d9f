"""SQLAlchemy's SQLite dialect over APSW: `sqlite+apsw://`."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import ConnectArgsType

from app.sql import dbapi

WRITE = "fairway_write"
"""Execution option of a connection whose transactions write: they begin IMMEDIATE."""


class ApswDialect(SQLiteDialect):
    """Everything of SQLAlchemy's SQLite dialect but the driver."""

    driver = "apsw"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_sane_rowcount_returning = False

    @classmethod
    def import_dbapi(cls) -> ModuleType:  # pyright: ignore[reportIncompatibleMethodOverride]
        return dbapi

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        if url.database in {None, "", ":memory:"}:
            return pool.SingletonThreadPool
        return pool.QueuePool

    def create_connect_args(self, url: URL) -> ConnectArgsType:
        return ([url.database or ":memory:"], dict(url.query))

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:  # noqa: ARG002
        return dbapi.sqlite_version_info

    def do_begin(self, dbapi_connection: Any) -> None:
        """`open_engine` begins by an event that knows the connection's options."""

    def is_disconnect(self, e: Exception, connection: Any, cursor: Any) -> bool:  # noqa: ARG002
        return isinstance(e, dbapi.InterfaceError)


registry.register("sqlite.apsw", "app.sql.dialect", "ApswDialect")
