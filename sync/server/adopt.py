"""An empty hub takes over a workspace: the file of the profile's own hub."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from app.model.errors import Refused
from app.sql.backup import check_file
from app.sql.open import open_engine
from sync.server import accounts
from sync.server.service import Service
from sync.server.tables import DEVICE, ENTRY, METADATA, STORE

BATCH = 5_000
KEPT = {"code"}


def adopt(service: Service, token: str, data: bytes) -> str:
    """Fill an empty hub from another one's file; answers the new epoch. All or nothing."""
    with service.reading() as connection:
        caller = accounts.caller_of(connection, token)
        if caller.actor.grants.get("*") != "owner":
            raise Refused("forbidden", "Only the owner may do this")
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "given.db"
        file.write_bytes(data)
        check_file(file)
        return _fill(service, token, file)


def _fill(service: Service, token: str, file: Path) -> str:
    source = open_engine(file)
    try:
        with source.connect() as given, service.writing() as connection:
            if _wrote(connection):
                raise Refused("conflict", "This hub has work of its own already")
            held = connection.execute(select(STORE.c.workspace)).scalar_one()
            theirs = given.execute(select(STORE.c.workspace)).scalar_one_or_none()
            if theirs is None or bytes(theirs) != bytes(held or b""):
                raise Refused("other_workspace", "This hub belongs to another workspace")
            mine = (
                connection.execute(
                    select(DEVICE).where(DEVICE.c.token_hash == accounts.hashed(token))
                )
                .mappings()
                .one()
            )
            for table in METADATA.sorted_tables:
                if table.name not in KEPT:
                    connection.execute(delete(table))
                    _copy(given, connection, table)
            connection.execute(insert(DEVICE), dict(mine))
            epoch = service.random_bytes(8).hex()
            connection.execute(update(STORE).values(epoch=epoch))
            return epoch
    finally:
        source.dispose()


def _wrote(connection: Connection) -> bool:
    """Whether anything but the founding of accounts happened here."""
    entries = connection.execute(
        select(func.count()).select_from(ENTRY).where(~ENTRY.c.bucket.like("user:%"))
    ).scalar_one()
    return bool(entries)


def _copy(given: Connection, connection: Connection, table: Table) -> None:
    rows = given.execution_options(yield_per=BATCH).execute(select(table))
    for part in rows.partitions(BATCH):
        connection.execute(insert(table), [dict(row._mapping) for row in part])  # noqa: SLF001
