"""Backup and restore of a hub: a file of SQLite, wherever the hub itself lives.

A backup of a PostgreSQL hub is one cut of it; it may be restored into either database.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, inspect, select, update

from app.model import ids
from app.model.errors import Refused
from app.sql.backup import place, write_backup
from app.sql.open import open_conn, open_engine
from sync.server import adopt, handed, lock
from sync.server.database import Database
from sync.server.service import Service
from sync.server.tables import METADATA, STORE

NAME = "hub.db"


def backup(folder: Path, file: Path, database: str) -> None:
    """Write a verified copy of the hub in this folder, or in this database, while it works."""
    if database:
        engine = open_engine(database)
        try:
            if not inspect(engine).has_table(STORE.name):
                raise Refused("not_found", "There is no hub in that database")
            _export(engine, file)
        finally:
            engine.dispose()
        return
    source = folder / NAME
    if not source.exists():
        raise Refused("not_found", "There is no hub in {folder}", folder=folder)
    _copy_file(source, file)


def restore(folder: Path, file: Path, database: str) -> str:
    """Put a backup in the hub's place; what was there stays beside it. Answers the new epoch."""
    if not file.exists():
        raise Refused("not_found", "There is no file {file}", file=file)
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder):
        if database:
            return _import(folder, file, database)
        copy = folder / "hub.restore"
        _remove(copy)
        shutil.copyfile(file, copy)
        try:
            with adopt.reading(copy):
                pass
            _set_aside(folder)
            place(copy, folder / NAME)
        finally:
            _remove(copy)
        engine = open_engine(folder / NAME)
        try:
            return _service(engine).new_epoch()
        finally:
            engine.dispose()


def _service(engine: Engine) -> Service:
    return Service(engine, ids.wall_ms, os.urandom, time.sleep)


def _copy_file(source: Path, file: Path) -> None:
    conn = open_conn(source, read_only=True)
    try:
        write_backup(conn, file)
    finally:
        conn.close()


def _export(engine: Engine, file: Path) -> None:
    """One cut of a server's database as a file; whole and checked before it has its name."""
    with tempfile.TemporaryDirectory(dir=file.resolve().parent, prefix=".hub-") as place_of_work:
        made = Path(place_of_work) / NAME
        copy = open_engine(made)
        try:
            METADATA.create_all(copy)
            with engine.connect() as given, given.begin(), copy.connect() as plain:
                connection = plain.execution_options(fairway_write=True)
                with connection.begin():
                    _fill(given, connection)
        finally:
            copy.dispose()
        with adopt.reading(made):
            pass
        _copy_file(made, file)


def _import(folder: Path, file: Path, database: str) -> str:
    """All of a backup into a server's database, in one transaction."""
    engine = open_engine(database)
    try:
        if inspect(engine).has_table(STORE.name):
            _export(engine, folder / "hub.before.db")
        epoch = handed.epoch(int(time.time() * 1000), os.urandom(8))
        home = Database(engine, os.urandom(8).hex())
        with adopt.reading(file) as given, home.founding() as connection:
            for table in METADATA.sorted_tables:
                connection.execute(delete(table))
            _fill(given, connection)
            connection.execute(update(STORE).values(epoch=epoch))
        # A start turns to a new name for the hub's own transactions.
        assert _service(engine).epoch == epoch
        return epoch
    finally:
        engine.dispose()


def _fill(given: Connection, connection: Connection) -> None:
    if given.execute(select(STORE.c.id)).first() is None:
        raise Refused("not_found", "There is no hub in that database")
    for table in METADATA.sorted_tables:
        adopt.copy(given, connection, table)


def _set_aside(folder: Path) -> None:
    """What was there stays beside it, with its log; at no moment is there no hub at all."""
    _remove(folder / "hub.before.db")
    for ending in ("-wal", ""):
        held = folder / f"{NAME}{ending}"
        if held.exists():
            shutil.copyfile(held, folder / f"hub.before.db{ending}")


def _remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
