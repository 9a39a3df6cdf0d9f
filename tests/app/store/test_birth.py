"""A file of an older revision gets what the registry has declared since."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from app.sql.conn import Conn
from app.sql.open import open_conn
from app.sql.steps import climb, version_of
from app.store import birth
from app.store.replica import Means
from app.store.tables import METADATA


def run(conn: Conn, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in conn.run(conn.prepare(text(sql)))]


def shape(conn: Conn) -> dict[str, set[str]]:
    return {
        table.name: {str(row[1]) for row in run(conn, f'PRAGMA table_info("{table.name}")')}
        for table in METADATA.sorted_tables
    }


def test_a_file_of_the_first_revision_gets_the_later_tables_and_columns(tmp_path: Path) -> None:
    conn = open_conn(tmp_path / "a.db")
    climb(conn, birth.STEPS[:1])
    whole = shape(conn)
    with conn.transaction():
        run(conn, "DROP TABLE seen")
        run(conn, "DROP INDEX ix_post_account")
        run(conn, "ALTER TABLE task DROP COLUMN labels")
    conn.close()
    birth.open_replica(tmp_path / "a.db", Means()).close()
    conn = open_conn(tmp_path / "a.db")
    assert (shape(conn), version_of(conn)) == (whole, birth.STEPS[-1].number)
    assert run(conn, "SELECT count(*) FROM sqlite_master WHERE name = 'ix_post_account'") == [(1,)]
    conn.close()
