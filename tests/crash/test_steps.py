"""Every write and every statement of a migration: the file is before a step or after it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from app.sql.backup import check_file
from app.sql.conn import Conn
from app.sql.open import open_conn
from app.sql.steps import Step, climb, version_of
from app.store import audit, birth
from app.store.replica import Means
from tests.crash.points import FULL, Job, Points, contents
from tests.fakes.chance import SeededBytes
from tests.fakes.clock import FrozenClock
from tests.fakes.devices import Workshop, campaign_of
from tests.fakes.disk import Disk, Loss, disk

# While SQLite gives up on a file, APSW tells of each further failure to nobody.
pytestmark = [
    pytest.mark.timeout(1_800 if FULL else 60),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def run(conn: Conn, *statements: str) -> None:
    for sql in statements:
        conn.run(conn.prepare(text(sql)))


def _split_names(conn: Conn) -> None:
    run(
        conn,
        "CREATE TABLE name_of (id BLOB PRIMARY KEY NOT NULL, name TEXT)",
        "INSERT INTO name_of SELECT id, name FROM task",
        "UPDATE task SET name = upper(name)",
        "CREATE INDEX ix_name_of ON name_of (name)",
    )


def _drop_names(conn: Conn) -> None:
    run(conn, "ALTER TABLE task ADD COLUMN old_name TEXT")
    run(conn, "UPDATE task SET old_name = (SELECT name FROM name_of n WHERE n.id = task.id)")
    run(conn, "DROP TABLE name_of")


LATER = (
    *birth.STEPS,
    Step(birth.STEPS[-1].number + 1, "data", _split_names),
    Step(birth.STEPS[-1].number + 2, "drop", _drop_names),
)


@dataclass
class File:
    """A replica's file that may have steps before it; the connections it left open."""

    folder: Path
    disk: Disk
    opened: list[Conn] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "replica.db"

    @property
    def copy(self) -> Path:
        return self.folder / "before-step.bak"

    def climb(self, last: int) -> None:
        conn = open_conn(self.path, vfs=self.disk.name)
        self.opened.append(conn)
        climb(conn, LATER[:last], before=self._before)

    def _before(self) -> None:
        audit.copy_file(self.path, self.copy, self.disk.name)

    def close(self) -> None:
        for conn in self.opened:
            conn.close()


def go_on(file: File) -> None:
    """Tried again on a healed disk all steps are taken, and the copy is sound."""
    file.climb(len(LATER))
    assert version_of(file.opened[-1]) == LATER[-1].number
    if file.copy.exists():
        check_file(file.copy)


def look(folder: Path) -> None:
    """The program that knows the steps opens the file and all its books agree."""
    path = folder / "replica.db"
    conn = open_conn(path)
    version = version_of(conn)
    conn.close()
    if version <= birth.STEPS[-1].number:
        replica = birth.open_replica(path, Means(FrozenClock(step=1), SeededBytes()))
        assert audit.rows(replica)[0]
        assert audit.sums(replica)[0]
        replica.close()


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A file of the first version, with rows in it."""
    shop = Workshop(tmp_path)
    device = shop.device()
    campaign_of(device, tasks=3)
    shop.close()
    made = tmp_path / "template"
    made.mkdir()
    shutil.copyfile(device.path, made / "replica.db")
    conn = open_conn(made / "replica.db")
    with conn.transaction():
        run(conn, "DROP TABLE seen", "DROP INDEX ix_post_account")
        run(conn, "ALTER TABLE task DROP COLUMN labels", "PRAGMA user_version=1")
    conn.close()
    return made


def test_every_write_of_a_migration(template: Path, tmp_path: Path) -> None:
    job = Job(
        "migration",
        template,
        File,
        File.close,
        look,
        go_on,
        [(True, lambda f, last=last: f.climb(last)) for last in range(2, len(LATER) + 1)],
    )
    Points(job, tmp_path / "runs").every(stride=1 if FULL else 23).tell()


def test_every_write_of_a_first_file(tmp_path: Path) -> None:
    empty = tmp_path / "nothing"
    empty.mkdir()
    job = Job(
        "first file",
        empty,
        File,
        File.close,
        lambda folder: None,
        go_on,
        [(True, lambda f: f.climb(1))],
    )
    Points(job, tmp_path / "runs").every(stride=1 if FULL else 17).tell()


class Stop(Exception):
    """The program dies at a statement."""


def test_every_statement_of_a_migration(template: Path, tmp_path: Path) -> None:
    """Killed or broken off at any statement, the file is before a step or after it."""
    states = {contents(template)}
    whole = tmp_path / "whole"
    shutil.copytree(template, whole)
    for last in range(2, len(LATER) + 1):
        conn = open_conn(whole / "replica.db")
        climb(conn, LATER[:last])
        conn.close()
        states.add(contents(whole))
    at = 1
    while _stopped(template, tmp_path / "run", at, states):
        at += 1
    sys.stdout.write(f"migration: {at - 1} statements, 0 violations\n")
    assert at > 10


def _stopped(template: Path, folder: Path, at: int, states: set[bytes]) -> bool:
    """Climb to the statement of this number; false where there are fewer."""
    shutil.copytree(template, folder)
    seen = 0

    def traced(*_: object) -> bool:
        nonlocal seen
        seen += 1
        if seen < at:
            return True
        for loss in Loss if FULL else (Loss.TORN,):
            under.crash(folder / "image", loss, at)
            assert contents(folder / "image") in states
            shutil.rmtree(folder / "image")
        raise Stop

    with disk() as under:
        conn = open_conn(folder / "replica.db", vfs=under.name)
        conn.raw.exec_trace = traced
        is_stopped = False
        try:
            climb(conn, LATER)
        except Stop:
            is_stopped = True
        finally:
            conn.raw.exec_trace = None
            conn.close()
    assert contents(folder) in states
    shutil.rmtree(folder)
    return is_stopped
