"""A backup is complete and sound, or is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app.model.errors import Refused
from app.sql.backup import check_file, place, write_backup
from app.sql.conn import Conn
from app.sql.open import open_conn


def filled(path: Path, rows: int = 500) -> Conn:
    conn = open_conn(path)
    with conn.transaction():
        conn.run(conn.prepare(text("CREATE TABLE a (x, y)")))
        put = conn.prepare(text("INSERT INTO a VALUES (:x, :y)"))
        conn.many(put, [{"x": n, "y": "活动" * 50} for n in range(rows)])
    return conn


def count(path: Path) -> int:
    conn = open_conn(path, read_only=True)
    try:
        return int(str(conn.run(conn.prepare(text("SELECT count(*) FROM a")))[0][0]))
    finally:
        conn.close()


def test_what_is_only_in_the_journal_is_in_the_backup(tmp_path: Path) -> None:
    conn = filled(tmp_path / "a.db")
    write_backup(conn, tmp_path / "b.db")
    check_file(tmp_path / "b.db")
    assert count(tmp_path / "b.db") == 500
    assert sorted(p.name for p in tmp_path.glob("b.db*")) == ["b.db"]
    conn.close()


def test_a_backup_takes_the_place_of_another_file(tmp_path: Path) -> None:
    conn = filled(tmp_path / "a.db")
    write_backup(conn, tmp_path / "b.db")
    conn.close()
    filled(tmp_path / "c.db", 3).close()
    place(tmp_path / "b.db", tmp_path / "c.db")
    assert count(tmp_path / "c.db") == 500


def test_a_damaged_page_is_found(tmp_path: Path) -> None:
    conn = filled(tmp_path / "a.db", 5_000)
    write_backup(conn, tmp_path / "b.db")
    conn.close()
    data = bytearray((tmp_path / "b.db").read_bytes())
    for at in range(4096 * 3, 4096 * 6):
        data[at] = 0xFF
    (tmp_path / "b.db").write_bytes(data)
    with pytest.raises(Refused) as refusal:
        check_file(tmp_path / "b.db")
    assert refusal.value.code == "bad_file"


@pytest.mark.parametrize("data", [b"no database", b"SQLite format 3\x00" + b"\x01" * 4096])
def test_what_is_no_database_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.db").write_bytes(data)
    with pytest.raises(Refused) as refusal:
        check_file(tmp_path / "x.db")
    assert refusal.value.code == "bad_file"
