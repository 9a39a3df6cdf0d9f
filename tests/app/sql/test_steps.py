"""Steps are taken whole or not at all, after a backup, and never by an older program."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app.model.errors import Unavailable
from app.sql.conn import Conn
from app.sql.open import open_conn
from app.sql.steps import Step, climb, version_of


def run(conn: Conn, sql: str) -> None:
    conn.run(conn.prepare(text(sql)))


ONE = Step(1, "one", lambda conn: run(conn, "CREATE TABLE a (x)"))
TWO = Step(2, "two", lambda conn: run(conn, "ALTER TABLE a ADD COLUMN y"))


def test_a_new_file_takes_every_step_without_a_backup(tmp_path: Path) -> None:
    conn = open_conn(tmp_path / "a.db")
    asked: list[str] = []
    climb(conn, (ONE, TWO), before=lambda: asked.append("backup"))
    assert (version_of(conn), asked) == (2, [])
    conn.close()


def test_an_older_file_is_backed_up_before_its_step(tmp_path: Path) -> None:
    conn = open_conn(tmp_path / "a.db")
    climb(conn, (ONE,))
    seen: list[int] = []
    climb(conn, (ONE, TWO), before=lambda: seen.append(version_of(conn)))
    assert (version_of(conn), seen) == (2, [1])
    climb(conn, (ONE, TWO), before=lambda: seen.append(0))
    assert seen == [1]
    conn.close()


def test_a_step_that_breaks_leaves_the_file_before_it(tmp_path: Path) -> None:
    def half(conn: Conn) -> None:
        run(conn, "ALTER TABLE a ADD COLUMN z")
        raise ZeroDivisionError

    conn = open_conn(tmp_path / "a.db")
    climb(conn, (ONE,))
    with pytest.raises(ZeroDivisionError):
        climb(conn, (ONE, Step(2, "half", half)))
    assert version_of(conn) == 1
    assert [c[1] for c in conn.raw.execute("PRAGMA table_info(a)")] == ["x"]
    conn.close()


def test_a_file_of_a_newer_program_is_refused_untouched(tmp_path: Path) -> None:
    conn = open_conn(tmp_path / "a.db")
    climb(conn, (ONE, TWO))
    with pytest.raises(Unavailable) as refusal:
        climb(conn, (ONE,))
    assert (refusal.value.code, version_of(conn)) == ("too_new", 2)
    conn.close()
