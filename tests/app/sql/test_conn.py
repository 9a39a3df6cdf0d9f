"""The fast road: writes only inside a transaction, statements compiled once, faults by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    select,
    update,
)
from sqlalchemy.schema import CreateTable

from app.model.errors import Unavailable
from app.sql.capture import Capture, Unchanged, lint_tables
from app.sql.conn import Conn, WriteOutsideEdit
from app.sql.open import open_conn, open_engine

META = MetaData()
T = Table(
    "t",
    META,
    Column("id", LargeBinary, primary_key=True, nullable=False),
    Column("a", Integer),
    Column("b", Text),
    sqlite_with_rowid=False,
)


@pytest.fixture
def conn(tmp_path: Path):
    made = open_conn(tmp_path / "a.db")
    with made.transaction():
        made.run(made.prepare(CreateTable(T)))
        put = made.prepare(T.insert().values(id=bindparam("i"), a=bindparam("n"), b="x"))
        made.many(put, [{"i": bytes([n]), "n": n} for n in range(5)])
    yield made
    made.close()


def test_a_write_outside_a_transaction_raises(conn: Conn) -> None:
    change = conn.prepare(update(T).values(a=9))
    with pytest.raises(WriteOutsideEdit):
        conn.run(change)
    with conn.transaction():
        conn.run(change)
    with pytest.raises(WriteOutsideEdit):
        conn.run(change)


def test_an_exception_takes_everything_back(conn: Conn) -> None:
    with pytest.raises(ZeroDivisionError), conn.transaction():  # noqa: PT012
        conn.run(conn.prepare(update(T).values(a=9)))
        raise ZeroDivisionError
    assert [a for (a,) in conn.run(conn.prepare(select(T.c.a).order_by(T.c.a)))] == [0, 1, 2, 3, 4]


def test_statements_of_one_shape_keep_their_own_values(conn: Conn) -> None:
    for wanted in (1, 3, 2):
        found = conn.run(conn.prepare(select(T.c.a).where(T.c.a == wanted)))
        assert found == [(wanted,)]
    assert conn.run(conn.prepare(select(T.c.a).where(T.c.a.in_([1, 4])).order_by(T.c.a))) == [
        (1,),
        (4,),
    ]
    with conn.transaction():
        conn.run(conn.prepare(update(T).where(T.c.a == 1).values(b=None)))
        conn.run(conn.prepare(update(T).where(T.c.a == 2).values(b="zwei")))
    assert conn.run(conn.prepare(select(T.c.b).where(T.c.a.in_([1, 2])).order_by(T.c.a))) == [
        (None,),
        ("zwei",),
    ]


def test_a_full_disk_is_named_and_leaves_nothing(conn: Conn) -> None:
    conn.raw.execute("PRAGMA max_page_count=8")
    put = conn.prepare(T.insert().values(id=bindparam("i"), b=bindparam("b")))
    with pytest.raises(Unavailable) as refusal, conn.transaction():
        conn.many(put, [{"i": n.to_bytes(4, "big"), "b": "x" * 4000} for n in range(50)])
    assert refusal.value.code == "disk_full"
    assert len(conn.run(conn.prepare(select(T.c.id)))) == 5


def test_a_capture_has_the_net_effect_and_nothing_else(conn: Conn) -> None:
    lint_tables(conn, ["t"])
    with conn.transaction():
        capture = Capture(conn, ["t"])
        conn.run(conn.prepare(update(T).where(T.c.a == 0).values(b="x")))  # the same again
        conn.run(conn.prepare(update(T).where(T.c.a == 1).values(b="neu")))
        conn.run(conn.prepare(T.delete().where(T.c.a == 2)))
        conn.run(conn.prepare(T.insert().values(id=b"\x09", a=9, b="y")))
        conn.run(conn.prepare(T.insert().values(id=b"\x0a", a=10, b="z")))
        conn.run(conn.prepare(T.delete().where(T.c.a == 10)))  # never was
        found = {c.key: c for c in capture.changes()}
        capture.close()
    assert {k: c.kind for k, c in found.items()} == {
        b"\x01": "update",
        b"\x02": "delete",
        b"\x09": "insert",
    }
    change = found[b"\x01"]
    assert change.old is not None
    assert change.new is not None
    assert (change.old[2], change.new[2]) == ("x", "neu")
    assert isinstance(change.new[1], Unchanged)


def test_the_hubs_engine_speaks_core_over_apsw(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "e.db")
    META.create_all(engine)
    with engine.begin() as connection:
        rows = [{"id": bytes([n]), "a": n, "b": "活动"} for n in range(10)]
        connection.execute(T.insert(), rows)
        assert connection.execute(update(T).where(T.c.a < 3).values(b="y")).rowcount == 3
        made = connection.execute(T.insert().returning(T.c.a), {"id": b"\x63", "a": 99}).all()
        assert made == [(99,)]
        empty = connection.execute(select(T.c.a, T.c.b).where(T.c.a == 1_000))
        assert (list(empty.keys()), empty.all()) == (["a", "b"], [])
        with pytest.raises(ZeroDivisionError), connection.begin_nested():  # noqa: PT012
            connection.execute(T.delete())
            raise ZeroDivisionError
        assert len(connection.execute(select(T.c.id)).all()) == 11
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:  # noqa: PT012
        connection.exec_driver_sql("CREATE TABLE later (x)")
        raise ZeroDivisionError
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE name = 'later'")
        assert found.all() == []
    engine.dispose()


def test_the_log_grows_until_somebody_beside_the_writer_empties_it(
    conn: Conn, tmp_path: Path
) -> None:
    reader = open_conn(tmp_path / "a.db", read_only=True)
    put = conn.prepare(T.insert().values(id=bindparam("i"), a=bindparam("n"), b=bindparam("t")))
    for turn in range(12):
        with conn.transaction(durable=False):
            conn.many(put, [{"i": bytes([turn, n]), "n": n, "t": "x" * 20_000} for n in range(100)])
    assert conn.pages > 5_000, "SQLite's own checkpoint at 1,000 pages is off"
    with conn.transaction(durable=False):
        reader.checkpoint()  # no writer waits for it, none is in its way
        conn.run(put, {"i": b"\xff", "n": 1, "t": "later"})
    reader.checkpoint()
    with conn.transaction(durable=False):
        conn.run(put, {"i": b"\xfe", "n": 1, "t": "begins anew"})
    assert conn.pages < 100
    assert len(reader.run(reader.prepare(select(T.c.id)))) == 1_207
    reader.close()
