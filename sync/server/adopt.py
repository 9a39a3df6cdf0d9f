"""An empty hub takes over a workspace: the file of the profile's own hub."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select, text
from sqlalchemy.exc import DatabaseError

from app.model.errors import Refused
from app.model.registry import SCHEMA_REV
from app.sql.backup import check_file
from app.sql.open import open_engine
from sync.server import accounts, sound
from sync.server.accounts import Caller
from sync.server.tables import DEVICE, ENTRY, LAYOUT, METADATA, STORE, put

BATCH = 5_000
KEPT = {"code"}
TRIGGERS = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
"""Asked of files only, and those are SQLite's wherever the hub itself lives."""


@contextmanager
def opened(data: bytes) -> Generator[Connection]:
    """A hub's file that somebody sent: looked at with distrust, then read."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "given.db"
        file.write_bytes(data)
        with reading(file) as connection:
            yield connection


@contextmanager
def reading(file: Path) -> Generator[Connection]:
    """A hub's file whose ledger, rows and sums agree; refused if it is anything else."""
    check_file(file)
    engine = open_engine(file)
    try:
        with engine.connect() as connection, connection.begin():
            _check(connection)
            yield connection
    except DatabaseError as error:
        raise _damaged() from error
    finally:
        engine.dispose()


def _damaged() -> Refused:
    return Refused("bad_file", "The database file is damaged", hint="Restore the last backup")


def _check(connection: Connection) -> None:
    """Ours and nothing else: views, triggers and other tables have no business in a hub's file."""
    wanted = {table.name: {c.name for c in table.columns} for table in METADATA.sorted_tables}
    looker = inspect(connection)
    is_ours = set(looker.get_table_names()) == set(wanted) and not looker.get_view_names()
    if not is_ours or connection.execute(TRIGGERS).first() is not None:
        raise _damaged()
    has = {name: {str(c["name"]) for c in looker.get_columns(name)} for name in wanted}
    if has != wanted:
        raise _damaged()
    found = connection.execute(select(STORE.c.layout, STORE.c.rev)).first()
    if found is None or found[0] != LAYOUT or found[1] > SCHEMA_REV:
        raise Refused("bad_file", "A newer version of Fairway wrote this")
    sound.check(connection)


def fill(connection: Connection, given: Connection, caller: Caller, token: str) -> None:
    """Take everything over; the caller's device stays known."""
    if caller.actor.grants.get("*") != "owner":
        raise Refused("forbidden", "Only the owner may do this")
    if _wrote(connection):
        raise Refused("conflict", "This hub has work of its own already")
    held = connection.execute(select(STORE.c.workspace)).scalar_one()
    theirs = given.execute(select(STORE.c.workspace)).scalar_one()
    if theirs is None or held is None or bytes(theirs) != bytes(held):
        raise Refused("other_workspace", "This hub belongs to another workspace")
    key = DEVICE.c.token_hash == accounts.hashed(token)
    mine = dict(connection.execute(select(DEVICE).where(key)).mappings().one())
    for table in METADATA.sorted_tables:
        if table.name not in KEPT:
            connection.execute(delete(table))
            copy(given, connection, table)
    connection.execute(delete(DEVICE).where(key))
    connection.execute(insert(DEVICE), mine)


def _wrote(connection: Connection) -> bool:
    """Whether anything but the founding of accounts happened here."""
    entries = connection.execute(
        select(func.count()).select_from(ENTRY).where(~ENTRY.c.bucket.like("user:%"))
    ).scalar_one()
    return bool(entries)


def copy(given: Connection, connection: Connection, table: Table) -> None:
    """Every row of a table, from one hub's database to another's."""
    names = [c.name for c in table.columns]
    rows = given.execution_options(yield_per=BATCH).execute(select(table))
    for part in rows.partitions(BATCH):
        put(connection, table, [dict(zip(names, row, strict=True)) for row in part])
