"""The hub's database: transactions one after the other, whichever node of the hub they come to.

Any number of hub processes may serve one PostgreSQL database. Every transaction that writes
first locks the one row of `store`, under READ COMMITTED: so writers follow one another as they do
in SQLite, each sees all that was written before, and none fails for another's sake. A reader has
REPEATABLE READ: one cut, and no lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from app.sql.open import sqlite_version
from sync.server.retry import Unsure, kind_of
from sync.server.tables import METADATA, POSTGRES

WRITE = {"fairway_write": True}
IN_TURN = {**WRITE, "isolation_level": "READ COMMITTED"}
BY_ITSELF = {"isolation_level": "AUTOCOMMIT"}
# The turn and the news in one statement: what is told is heard when this commits, or never.
TURN = text("SELECT id, pg_notify('fairway', :node) FROM store WHERE id = 1 FOR UPDATE")
FOUNDING = text("SELECT pg_advisory_xact_lock(7020631)")
LISTEN = text("LISTEN fairway")
LOOK_S = 0.5
"""How often whoever listens looks whether the hub ends."""
AGAIN_S = 0.5


class Database:
    """Transactions of one node of the hub."""

    def __init__(self, engine: Engine, node: str) -> None:
        self.engine = engine
        self.node = node
        self.is_shared = engine.dialect.name == POSTGRES
        self._writer = engine.execution_options(**(IN_TURN if self.is_shared else WRITE))
        self._lock = threading.Lock()

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A write transaction; one at a time."""
        with self._lock, self._writer.connect() as connection:
            turn = connection.begin()
            try:
                if self.is_shared:
                    connection.execute(TURN, {"node": self.node})
                yield connection
            except BaseException:
                # Whatever the reason was, it counts more than a connection that is gone too.
                with suppress(DBAPIError):
                    turn.rollback()
                raise
            try:
                turn.commit()
            except DBAPIError as error:
                raise (Unsure() if kind_of(error) == "lost" else error) from error

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A read transaction: one cut."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def founding(self) -> Generator[Connection]:
        """A write transaction in which the tables are there; nodes that start together wait."""
        with self._lock, self._writer.connect() as connection, connection.begin():
            if self.is_shared:
                connection.execute(FOUNDING)
            METADATA.create_all(connection)
            if self.is_shared:
                connection.execute(TURN, {"node": self.node})
            yield connection

    def told(self) -> str:
        """Product and version, for whoever looks after the hub."""
        if not self.is_shared:
            return f"SQLite {sqlite_version()}"
        with self.reading() as connection:
            number = connection.execute(text("SHOW server_version")).scalar_one()
            return f"PostgreSQL {str(number).split()[0]}"

    def listen(self, ring: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """Call `ring` for what other nodes wrote, until it is over; returns at once on SQLite.

        A broken connection is made again, and `ring` is called once for what was missed.
        """
        is_behind = False
        rest = threading.Event()
        while self.is_shared and not is_over():
            try:
                with self.engine.connect().execution_options(**BY_ITSELF) as connection:
                    connection.execute(LISTEN)
                    if is_behind:
                        ring()
                    is_behind = True
                    self._hear(connection, ring, is_over)
            except (DBAPIError, self.engine.dialect.loaded_dbapi.Error):
                is_behind = True
                rest.wait(AGAIN_S)

    def _hear(
        self, connection: Connection, ring: Callable[[], None], is_over: Callable[[], bool]
    ) -> None:
        driver: Listener = connection.connection.driver_connection  # pyright: ignore
        try:
            while not is_over():
                for heard in driver.notifies(timeout=LOOK_S):
                    if heard.payload != self.node:
                        ring()
        finally:
            # A connection that listens is not one for the pool.
            connection.invalidate()


class Note(Protocol):
    """What PostgreSQL tells of a NOTIFY."""

    @property
    def payload(self) -> str: ...


class Listener(Protocol):
    """What psycopg's connection has for those who listen."""

    def notifies(self, *, timeout: float) -> Generator[Note]: ...
