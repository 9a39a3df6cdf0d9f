"""What the hub tries again: undone and lost transactions, a bounded number of times."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.model.errors import Refused, Unavailable
from app.sql.open import open_engine
from sync import protocol
from sync.server.database import Database
from sync.server.metrics import ERRORS, RETRIES
from sync.server.retry import FIRST_S, LONGEST_S, TRIES, Patience, Unsure
from sync.server.service import Service
from sync.server.tables import CODE
from tests.fakes.postgres import Server
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import insert


class Said(Exception):
    """A driver's error."""

    def __init__(self, state: str | None) -> None:
        super().__init__(state)
        self.sqlstate = state


def failing(*errors: Exception) -> Callable[[], str]:
    waiting = list(errors)

    def work() -> str:
        if waiting:
            raise waiting.pop(0)
        return "done"

    return work


def told(state: str) -> DBAPIError:
    return DBAPIError("statement", None, Said(state))


class Log:
    """What was slept and noted."""

    def __init__(self, byte: int = 255) -> None:
        self.slept: list[float] = []
        self.noted: list[tuple[str, bool]] = []
        self.patience = Patience(self.slept.append, lambda n: bytes([byte] * n), self.note)

    def note(self, kind: str, *, again: bool) -> None:
        self.noted.append((kind, again))


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03", "57P01", "08006", "53300"])
@pytest.mark.parametrize("is_repeatable", [True, False])
def test_it_is_done_again(state: str, is_repeatable: bool) -> None:
    log = Log()
    work = failing(told(state), told(state))
    assert log.patience.run(work, is_repeatable=is_repeatable) == "done"
    assert log.slept == [FIRST_S, FIRST_S * 2]
    assert [again for _, again in log.noted] == [True, True]


def test_pauses_grow_to_a_bound_and_are_spread() -> None:
    most, least = Log(255), Log(0)
    for log in (most, least):
        with pytest.raises(Unavailable) as caught:
            log.patience.run(failing(*[told("40001")] * TRIES), is_repeatable=True)
        assert caught.value.code == "offline"
    assert len(most.slept) == TRIES - 1
    assert most.slept == sorted(most.slept)
    assert max(most.slept) == LONGEST_S
    assert least.slept == [pause / 2 for pause in most.slept]
    assert most.noted[-1] == ("undone", False)


@pytest.mark.parametrize("state", ["23505", "42P01", "22021", "42501"])
def test_a_fault_of_our_own_is_told_at_once(state: str) -> None:
    log = Log()
    with pytest.raises(DBAPIError):
        log.patience.run(failing(told(state)), is_repeatable=True)
    assert log.slept == log.noted == []


def test_what_may_be_done_already_is_done_again_only_where_that_does_no_harm() -> None:
    log = Log()
    assert log.patience.run(failing(Unsure()), is_repeatable=True) == "done"
    with pytest.raises(Unavailable):
        log.patience.run(failing(Unsure()), is_repeatable=False)
    assert log.noted == [("unsure", True), ("unsure", False)]


def test_a_refusal_is_nobody_to_try_again() -> None:
    log = Log()
    with pytest.raises(Refused):
        log.patience.run(failing(Refused("forbidden", "No")), is_repeatable=True)
    assert log.noted == []


@pytest.fixture
def hub(tmp_path: Path, postgres: str) -> Iterator[Hub]:
    made = Hub(tmp_path, over_http=False, database=postgres)
    made.begin()
    yield made
    made.close()


def test_a_connection_that_was_cut_is_made_again(hub: Hub, server: Server) -> None:
    pen = hub.pen()
    for turn in range(3):
        server.hang_up(hub.database)
        assert pen.write("org", insert("channel", hub.new(), name=f"{turn}")) == (1, "")
    assert hub.service.metrics.value(ERRORS, "lost") >= 3
    assert hub.service.metrics.value(RETRIES) >= 3


def cut_at_commit(hub: Hub, server: Server) -> None:
    """The next commit arrives, and its answer does not."""
    engine = hub.service.database.engine
    plain = engine.dialect.do_commit

    def commit(connection: Any) -> None:
        engine.dialect.do_commit = plain  # type: ignore[method-assign]
        plain(connection)
        raise engine.dialect.loaded_dbapi.OperationalError("server closed the connection")

    engine.dialect.do_commit = commit  # type: ignore[method-assign]


def test_a_push_whose_commit_was_not_answered_is_there_once(hub: Hub, server: Server) -> None:
    pen = hub.pen()
    cut_at_commit(hub, server)
    channel = hub.new()
    assert pen.write("org", insert("channel", channel, name="抖音")) == (1, "")
    assert hub.service.metrics.value(ERRORS, "unsure") == 1
    (head,) = [h for h in hub.heads(hub.owner_token) if h.bucket == "org"]
    assert head.seq == 1


def test_a_code_whose_use_was_not_answered_is_not_used_a_second_time(
    hub: Hub, server: Server
) -> None:
    ask = protocol.InviteAsk("invite", "member", None, None)
    code = hub.remote(hub.owner_token).invite(ask).code
    cut_at_commit(hub, server)
    with pytest.raises(Unavailable) as caught:
        hub.enter(code)
    assert caught.value.code == "offline"
    with hub.service.reading() as connection:
        used = connection.execute(select(CODE.c.used_at)).scalars().all()
    assert len([at for at in used if at is not None]) == 1


def test_a_serialisation_failure_and_a_deadlock_of_a_real_database(hub: Hub) -> None:
    """Two transactions of plain SQL that stand in each other's way; the hub's own never do."""
    engine = hub.service.database.engine
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE pair (id int PRIMARY KEY, n int)"))
        connection.execute(text("INSERT INTO pair VALUES (1, 0), (2, 0)"))
    met = threading.Barrier(2, timeout=10)
    first = {1: True, 2: True}

    def move(one: int, other: int) -> None:
        with engine.connect() as connection, connection.begin():
            connection.execute(text("UPDATE pair SET n = n + 1 WHERE id = :id"), {"id": one})
            if first.pop(one, False):
                met.wait()
            connection.execute(text("UPDATE pair SET n = n + 1 WHERE id = :id"), {"id": other})

    done: list[None] = []
    patience = hub.service.patience

    def run(one: int, other: int) -> None:
        done.append(patience.run(lambda: move(one, other), is_repeatable=True))

    threads = [threading.Thread(target=run, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(done) == 2
    with hub.service.reading() as connection:
        assert connection.execute(text("SELECT n FROM pair ORDER BY id")).scalars().all() == [2, 2]
    assert hub.service.metrics.value(ERRORS, "undone") >= 1


def test_a_restart_of_the_database_is_survived(tmp_path: Path, server: Server) -> None:
    """The server goes down and comes back, while someone writes and someone listens."""
    if server.own is None:
        pytest.skip("a server that somebody else runs is not stopped")
    url = server.fresh()
    hub = Hub(tmp_path, over_http=False, database=url)
    other = Service(open_engine(url), hub.clock, hub.service.random_bytes)
    follower = threading.Thread(target=other.follow)
    try:
        hub.begin()
        follower.start()
        pen = hub.pen()
        assert pen.write("org", insert("channel", hub.new(), name="前")) == (1, "")
        server.stop()
        back = threading.Timer(0.3, server.start)
        back.start()
        before = other.bell.count
        assert pen.write("org", insert("channel", hub.new(), name="后")) == (1, "")
        back.join()
        assert other.bell.wait(before, 10) > before
        assert [h.seq for h in hub.heads(hub.owner_token) if h.bucket == "org"] == [2]
    finally:
        other.bell.close()
        follower.join(10)
        other.database.engine.dispose()
        hub.close()
        server.drop(url)


def test_hints_cross_from_node_to_node(hub: Hub) -> None:
    other = Service(open_engine(hub.database), hub.clock, hub.service.random_bytes)
    heard = threading.Event()
    started = threading.Event()
    event.listen(
        other.database.engine,
        "after_cursor_execute",
        lambda *given: started.set() if given[2] == "LISTEN fairway" else None,
    )
    follower = threading.Thread(target=other.follow)
    follower.start()
    try:
        assert started.wait(10)
        other.bell.listen(heard.set)
        hub.pen().write("org", insert("channel", hub.new(), name="抖音"))
        assert heard.wait(5)
        # What a node wrote itself it has rung for already.
        count = other.bell.count
        other.as_device(hub.owner_token).check()
        assert other.bell.count == count
    finally:
        other.bell.close()
        follower.join(10)
        other.database.engine.dispose()


def test_sqlite_has_nobody_to_listen_to(near: Hub) -> None:
    near.service.follow()
    assert not near.service.database.is_shared


def test_a_read_is_one_cut_while_others_write(hub: Hub) -> None:
    pen = hub.pen()
    database: Database = hub.service.database
    with database.reading() as connection:
        seq = text("SELECT coalesce(sum(seq), 0) FROM bucket")
        before = connection.execute(seq).scalar_one()
        pen.write("org", insert("channel", hub.new(), name="抖音"))
        assert connection.execute(seq).scalar_one() == before


def test_who_cannot_connect_waits_and_then_says_so(tmp_path: Path) -> None:
    slept: list[float] = []
    engine = open_engine("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable) as caught:
        Service(engine, lambda: 1, bytes, slept.append)
    assert caught.value.code == "offline"
    assert isinstance(caught.value.__cause__, OperationalError)
    assert len(slept) == TRIES - 1
