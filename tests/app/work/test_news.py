"""What others did to my tasks: put together, without what came back to where it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from app.care import Desk
from app.model.change import Value
from app.store.profile import Profile
from app.work import commands
from app.work.news import News, grouped
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of

LI = b"l" * 16
A, B, ZHANG = b"a" * 16, b"b" * 16, b"z" * 16


@dataclass(frozen=True)
class Past:
    at_ms: int
    row: bytes
    field: str
    old: Value
    new: Value
    person: bytes | None = LI
    kind: str = "update"


def drawn(found: tuple[News, ...]) -> list[str]:
    return [
        f"{news.task[:1].decode()} {(news.person or b'?')[:1].decode()} {news.kind} "
        + " ".join(f"{turn.field}:{turn.old}>{turn.new}" for turn in news.turns)
        for news in found
    ]


def test_by_task_and_person_the_latest_first() -> None:
    past = [
        Past(9, B, "", None, None, kind="delete"),
        Past(8, A, "name", "乙", "丙"),
        Past(7, A, "percent", 0, 50, ZHANG),
        Past(6, A, "name", "甲", "乙"),
        Past(5, A, "okey", "a", "b"),
        Past(4, A, "", None, None, kind="insert"),
    ]
    assert drawn(grouped(past, UTC)) == [
        "b l delete ",
        "a l update name:甲>丙",
        "a z update percent:0>50",
    ]


def test_what_came_back_is_no_news() -> None:
    past = [Past(2, A, "name", "乙", "甲"), Past(1, A, "name", "甲", "乙")]
    assert grouped(past, UTC) == ()
    assert grouped([], UTC) == ()


def desk_of(device: Device) -> Desk:
    return Desk(Profile(device.path.parent), device.replica, device.session)


def told(device: Device) -> list[str]:
    work = commands.read_work(device.session, UTC)
    return [line[2:] for line in drawn(commands.read_news(desk_of(device), work, UTC))]


def test_from_another_device_until_it_is_read(workshop: Workshop) -> None:
    hub = OrderHub()
    mine, hers = workshop.device("a"), workshop.device("b", person=LI)
    campaign, (task, other) = campaign_of(mine, tasks=2)
    with mine.session.edit("Assign") as edit:
        values = {"campaign": campaign, "task": task, "person": mine.person, "units": "1"}
        edit.add("assignment", values)
    hub.settle(mine, hers)
    with mine.replica.maintain():
        mine.replica.journal.authors([(hers.replica.whoami().replica, LI)])
    assert told(mine) == []
    mine.edit("task", task, percent=10)
    hers.clock.ms = mine.clock.ms + 60_000
    hers.edit("task", task, name="改了")
    hers.edit("task", other, name="不是我的")
    hub.settle(hers, mine)
    assert told(mine) == ["l update name:任务 0>改了"]
    assert told(hers) == []
    mine.clock.ms = hers.clock.ms + 60_000
    commands.mark_read(mine.session, "task", task)
    assert told(mine) == []
