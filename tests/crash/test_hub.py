"""Every write of a push at the hub: its ledger is that of before the push or after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.exc import DBAPIError

from app.sql.open import open_engine
from sync.protocol import Accepted, InviteAsk, Meet, Push
from sync.server import routes
from sync.server.service import Service
from tests.crash.points import FULL, Job, Points
from tests.fakes.chance import SeededBytes, seeded_ids
from tests.fakes.disk import Disk
from tests.sync.server.conftest import Time
from tests.sync.server.hands import Pen, Reader, bucket, change, insert, rows_of

pytestmark = pytest.mark.timeout(1_800 if FULL else 60)
IDS = seeded_ids("hub")
WORKSPACE, OWNER, CAMPAIGN, TASK, OTHER = (bytes(IDS.new()) for _ in range(5))
REPLICA, RIVAL = b"r" * 16, b"q" * 16
R = TypeVar("R")
GRACE = Accepted.APPLIED, Accepted.CONFLICT


class Hub:
    """A hub on a file of this disk, and the owner's device at it."""

    def __init__(self, folder: Path, under: Disk | None, token: str = "") -> None:
        self.engine = open_engine(folder / "hub.db", vfs=under.name if under else "")
        self.service = Service(self.engine, Time(), SeededBytes("hub"), lambda s: None)
        token = token or self.service.establish(WORKSPACE, OWNER, "desk")
        self.token = token
        self.desk = self.service.as_device(token)
        self.done: list[str] = []

    def close(self) -> None:
        self.service.bell.close()
        self.engine.dispose()


class Team:
    """What is pushed, byte for byte the same however often it is tried."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template"
        self.template.mkdir()
        hub = Hub(self.template, None)
        self.token = hub.token
        pen = Pen(hub.desk, Time(), REPLICA)
        pen.write(bucket(CAMPAIGN), insert("campaign", CAMPAIGN, name="活动"))
        pen.write(bucket(CAMPAIGN), insert("task", TASK, campaign=CAMPAIGN, name="推文"))
        rival = Pen(hub.desk, Time(), RIVAL)
        rival.write(bucket(CAMPAIGN), change("task", TASK, ((REPLICA, 2),), name="另一个名字"))
        make = [
            insert("task", OTHER, campaign=CAMPAIGN, name="第二条", notes="备注" * 50),
            change("task", TASK, (2,), name="不同的名字"),
        ]
        where = pen.n + 1, pen.hash
        bodies = tuple(pen.body((bucket(CAMPAIGN), [op])) for op in make)
        self.first = Push(REPLICA, *where, bodies[:1])
        hub.close()
        self._bodies, self._pen = bodies, pen

    def open(self, folder: Path, under: Disk | None = None) -> Hub:
        return Hub(folder, under, self.token)

    def push(self, hub: Hub) -> None:
        """Both transactions: a new task, and a name beside another one's."""
        ask = Push(REPLICA, self.first.first_n, self.first.prev, self._bodies)
        told = named(lambda: hub.desk.push(ask))
        assert not told.trouble
        assert [v.code in GRACE for v in told.verdicts] == [True, True], told.verdicts
        hub.done.append("push")

    def invite(self, hub: Hub) -> None:
        named(lambda: hub.desk.invite(InviteAsk("invite", "member", CAMPAIGN, None)))
        hub.done.append("invite")

    def go_on(self, hub: Hub) -> None:
        """Sent again, everything is there once and the books agree."""
        self.push(hub)
        agree(hub)

    def look(self, folder: Path) -> None:
        hub = self.open(folder)
        agree(hub)
        hub.close()


def named(ask: Callable[[], R]) -> R:
    """What the routes make of a failing database, by their own words."""
    try:
        return ask()
    except DBAPIError as error:
        raise routes.unavailable(error) from error


def agree(hub: Hub) -> None:
    """The ledger read from its start makes the rows that the hub keeps, and their sums."""
    met = hub.service.as_device(hub.token)
    ask = Meet(1, "test", 1, REPLICA, 0, bytes(16), 1)
    heads = met.meet(ask).heads
    reader = Reader(met)
    reader.pull(heads)
    for head in heads:
        shelf = reader.shelves[head.bucket]
        assert shelf.sums() == (head.cnt, head.s1, head.s2)
        assert set(shelf.rows) == set(rows_of(met, head.bucket))


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


def test_every_write_of_a_push_and_an_invitation(team: Team, tmp_path: Path) -> None:
    steps = [(True, team.push), (True, team.invite)]
    job = Job("push", team.template, team.open, Hub.close, team.look, team.go_on, steps)
    Points(job, tmp_path / "runs").every(stride=1 if FULL else 2).tell()
