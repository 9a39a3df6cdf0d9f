"""The past of a row: every step with its person and values, on every device that saw it."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from app import care
from app.care import Desk
from app.model.change import Cell, Kind, Op, Origin, Value
from app.model.errors import Refused
from app.store import history
from app.store.profile import Profile
from app.store.tables import JOURNAL, TRACE
from tests.fakes.devices import TASK, Device, OrderHub, Workshop, campaign_of, foreign

LI = b"l" * 16


def told(device: Device, row: bytes) -> list[tuple[str, str, Value, Value]]:
    return [(s.kind, s.field, s.old, s.new) for s in history.steps(device.replica, "task", row)]


def desk_of(device: Device) -> Desk:
    return Desk(Profile(device.path.parent), device.replica, device.session)


def forget(device: Device, row: bytes) -> None:
    """As after a first sync: what happened before it is in no journal here."""
    conn = device.replica.conn
    first = conn.run(conn.prepare(select(func.min(TRACE.c.local)).where(TRACE.c.row == row)))
    with device.replica.maintain():
        conn.run(conn.prepare(delete(JOURNAL).where(JOURNAL.c.local == first[0][0])))


def test_own_steps_the_latest_first(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="写推文", percent=30)
    device.edit("task", task, start="2026-06-01T09:00:00", finish="2026-06-02T18:00:00")
    device.edit("task", task, finish="2026-06-03T18:00:00")
    with device.session.edit("Delete task") as edit:
        edit.delete("task", task)
    with device.session.edit("Restore task") as edit:
        edit.restore("task", task)
    assert told(device, task) == [
        ("restore", "", None, None),
        ("delete", "", None, None),
        ("update", "finish", "2026-06-02T18:00:00", "2026-06-03T18:00:00"),
        ("update", "start", None, "2026-06-01T09:00:00"),
        ("update", "finish", None, "2026-06-02T18:00:00"),
        ("update", "name", "任务 0", "写推文"),
        ("update", "percent", 0, 30),
        ("insert", "", None, None),
    ]
    first = history.steps(device.replica, "task", task)[-1]
    assert (first.label, first.person, first.origin) == ("Begin", device.person, Origin.USER)


def test_what_was_done_at_once_has_one_edit_and_undo_is_a_step(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="写推文", percent=30)
    device.session.undo()
    steps = history.steps(device.replica, "task", task)
    assert [s.origin for s in steps] == [Origin.UNDO] * 2 + [Origin.USER] * 3
    assert len({s.edit for s in steps}) == 3
    assert {(s.field, s.old, s.new) for s in steps[:2]} == {
        ("name", "写推文", "任务 0"),
        ("percent", 30, 0),
    }


def test_others_steps_say_who_and_what_stood_before(workshop: Workshop) -> None:
    hub = OrderHub()
    mine, hers = workshop.device("a"), workshop.device("b", person=LI)
    _, (task,) = campaign_of(mine)
    hub.settle(mine, hers)
    with hers.replica.maintain():
        hers.replica.journal.authors([(mine.replica.whoami().replica, mine.person)])
    with mine.replica.maintain():
        mine.replica.journal.authors([(hers.replica.whoami().replica, LI)])
    hers.edit("task", task, name="写推文")
    hub.settle(hers, mine)
    mine.edit("task", task, name="写长文")
    hub.settle(mine, hers)
    for device in (mine, hers):
        assert told(device, task) == [
            ("update", "name", "写推文", "写长文"),
            ("update", "name", "任务 0", "写推文"),
            ("insert", "", None, None),
        ]
        steps = history.steps(device.replica, "task", task)
        assert [s.person for s in steps] == [mine.person, LI, mine.person]


def test_what_came_before_this_replica_is_not_known(workshop: Workshop) -> None:
    device, hub = workshop.device("a"), OrderHub()
    campaign, _ = campaign_of(device)
    bucket = next(b.name for b in device.replica.buckets() if b.name.startswith("campaign:"))
    hub.push(device)
    made = Op(Kind.INSERT, TASK, b"t" * 16, (Cell(1, (campaign,)), Cell(4, ("旧",))))
    foreign(hub, bucket, 1, made, hlc=1)
    foreign(hub, bucket, 2, Op(Kind.SET, TASK, b"t" * 16, (Cell(4, ("新",)),)), hlc=2)
    hub.pull(device)
    assert told(device, b"t" * 16)[0] == ("update", "name", "旧", "新")
    forget(device, b"t" * 16)
    (step,) = history.steps(device.replica, "task", b"t" * 16)
    assert (step.new, step.is_old_known) == ("新", False)
    with pytest.raises(Refused, match="not known on this device"):
        care.restore_value(desk_of(device), step)


def test_a_value_is_brought_back_by_an_edit_that_can_be_undone(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="写推文")
    device.edit("task", task, name="写长文")
    before, desk = device.rows(), desk_of(device)
    step = care.history(desk, "task", task)[1]
    assert (step.old, step.new) == ("任务 0", "写推文")
    care.restore_value(desk, step)
    assert device.session.get("task", task)["name"] == "任务 0"
    assert care.history(desk, "task", task)[0].label == "Restore value"
    assert device.session.undo().label == "Restore value"
    assert device.rows() == before


def test_a_deleted_row_comes_back_by_its_step(device: Device) -> None:
    _, (task,) = campaign_of(device)
    with device.session.edit("Delete task") as edit:
        edit.delete("task", task)
    desk = desk_of(device)
    gone, made = care.history(desk, "task", task)
    with pytest.raises(Refused, match="no value before"):
        care.restore_value(desk, made)
    care.restore_value(desk, gone)
    assert device.session.get("task", task)["name"] == "任务 0"
    with pytest.raises(Refused, match="no such"):
        care.restore_value(desk, gone)


def test_a_row_without_a_past(device: Device) -> None:
    assert history.steps(device.replica, "task", b"x" * 16) == ()
