"""One edit: all of it is on the disk, or none of it happened."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from app.model import policy, registry
from app.model.change import Changes, Kind, Origin
from app.model.errors import Refused
from app.session import Edit
from app.sql.conn import WriteOutsideEdit
from tests.fakes.devices import Device, campaign_of, everything, register_of, sums_by_hand


def test_a_write_outside_an_edit_raises(device: Device) -> None:
    campaign_of(device)
    conn = device.replica.conn
    before = everything(device)
    for statement in (
        "UPDATE task SET name = 'x'",
        "DELETE FROM journal",
        "INSERT INTO setting VALUES ('a', 'b')",
        "DROP TABLE task",
    ):
        with pytest.raises(WriteOutsideEdit):
            conn.run(conn.prepare(text(statement)))
        reader = device.replica.reader()
        with pytest.raises(WriteOutsideEdit):
            reader.run(reader.prepare(text(statement)))
    assert everything(device) == before


def test_a_write_outside_raises_again_after_an_edit_and_after_a_failed_one(device: Device) -> None:
    campaign_of(device)
    conn = device.replica.conn
    with pytest.raises(ZeroDivisionError), device.session.edit("Fail"):
        raise ZeroDivisionError
    with pytest.raises(WriteOutsideEdit):
        conn.run(conn.prepare(text("UPDATE task SET name = 'x'")))


def test_an_exception_inside_leaves_no_trace(device: Device) -> None:
    campaign, (task,) = campaign_of(device)
    before = everything(device)
    heard: list[Changes] = []
    device.session.subscribe(heard.append)

    def work(edit: Edit) -> None:
        edit.set("task", task, {"name": "x"})
        edit.add("task", {"campaign": campaign, "name": "y"})
        edit.add("campaign", {"name": "another"})
        edit.delete("task", task)
        raise KeyError

    with pytest.raises(KeyError), device.session.edit("Fail") as edit:
        work(edit)
    assert everything(device) == before
    assert heard == []
    device.check()
    device.edit("task", task, name="works again")
    assert [n for n, *_ in device.own()] == [1, 2]


@pytest.mark.parametrize("at", range(3))
def test_a_listener_s_or_a_late_failure_does_not_hold_the_lock(device: Device, at: int) -> None:
    _, (task,) = campaign_of(device)

    def fail(_: Changes) -> None:
        raise ValueError("a bug of the screen")

    if at == 0:
        leave = device.session.subscribe(fail)
        with pytest.raises(ValueError, match="screen"):
            device.edit("task", task, name="x")
        leave()
        assert device.session.get("task", task)["name"] == "x"
    elif at == 1:
        with pytest.raises(Refused):
            device.edit("task", task, percent=-1)
    else:
        with pytest.raises(Refused), device.session.edit("Foreign") as edit:
            edit.add("task", {"name": "no campaign"})
    device.edit("task", task, name="free")
    assert device.session.get("task", task)["name"] == "free"


def test_an_edit_inside_an_edit_raises_and_both_are_gone(device: Device) -> None:
    _, (task,) = campaign_of(device)
    before = everything(device)

    def work(edit: Edit) -> None:
        edit.set("task", task, {"name": "x"})
        device.edit("task", task, name="y")

    with pytest.raises(AssertionError, match="inside"), device.session.edit("Outer") as edit:
        work(edit)
    assert everything(device) == before


def test_an_edit_is_over_after_its_with(device: Device) -> None:
    campaign, (task,) = campaign_of(device)
    with device.session.edit("Rename") as edit:
        edit.set("task", task, {"name": "x"})
    for late in (
        lambda: edit.get("task", task),
        lambda: edit.set("task", task, {"name": "y"}),
        lambda: edit.delete("task", task),
        lambda: edit.restore("task", task),
        lambda: edit.add("task", {"campaign": campaign}),
        lambda: edit.add_all("task", []),
        lambda: edit.settle("task", task, register_of("task", "name"), ("z",)),
    ):
        with pytest.raises(AssertionError, match="after its end"):
            late()
    assert device.session.get("task", task)["name"] == "x"


def test_an_edit_is_over_after_its_failure(device: Device) -> None:
    _, (task,) = campaign_of(device)
    with pytest.raises(KeyError), device.session.edit("Fail") as edit:
        raise KeyError
    with pytest.raises(AssertionError, match="after its end"):
        edit.set("task", task, {"name": "y"})


def test_writing_the_same_value_again_records_nothing(device: Device) -> None:
    _, (task,) = campaign_of(device)
    before = everything(device)
    heard: list[Changes] = []
    device.session.subscribe(heard.append)
    with device.session.edit("Rename") as edit:
        edit.set("task", task, {"name": "任务 0", "percent": 0})
    with device.session.edit("Back and forth") as edit:
        edit.set("task", task, {"name": "x"})
        edit.set("task", task, {"name": "任务 0"})
    with device.session.edit("Nothing"):
        pass
    with device.session.edit("Empty") as edit:
        edit.set("task", task, {})
    assert everything(device) == before
    assert heard == []


def test_a_row_added_and_deleted_in_one_edit_was_never_there(device: Device) -> None:
    campaign, _ = campaign_of(device)
    before = everything(device)
    with device.session.edit("Add and delete") as edit:
        edit.delete("task", edit.add("task", {"campaign": campaign, "name": "x"}))
    assert everything(device) == before


def test_only_the_fields_that_changed_are_recorded_and_a_group_is_completed(
    device: Device,
) -> None:
    campaign, _ = campaign_of(device, tasks=0)
    start, finish = "2026-11-24T09:00:00", "2026-11-25T18:00:00"
    with device.session.edit("Add") as edit:
        task = edit.add("task", {"campaign": campaign, "name": "a", "start": start})
    device.edit("task", task, finish=finish)
    op = device.ops()[-1]
    assert op.kind == Kind.SET
    (cell,) = op.cells
    assert cell.field == register_of("task", "start")
    assert cell.values == (start, finish, None)
    device.edit("task", task, name="b", percent=50)
    assert {c.field: c.values for c in device.ops()[-1].cells} == {
        register_of("task", "name"): ("b",),
        register_of("task", "percent"): (50,),
    }


def test_several_writes_to_a_row_are_one_operation(device: Device) -> None:
    _, (task,) = campaign_of(device)
    before = len(device.ops())
    with device.session.edit("Several") as edit:
        edit.set("task", task, {"name": "x"})
        edit.set("task", task, {"percent": 10})
        edit.set("task", task, {"name": "y"})
    (op,) = device.ops()[before:]
    assert {c.values for c in op.cells} == {("y",), (10,)}


def test_one_commit_is_one_notice_that_names_rows_and_fields(device: Device) -> None:
    heard: list[Changes] = []
    campaign, (task, other) = campaign_of(device, tasks=2)
    device.session.subscribe(heard.append)
    with device.session.edit("Much") as edit:
        edit.set("task", task, {"name": "x", "percent": 5})
        edit.delete("task", other)
        new = edit.add("task", {"campaign": campaign})
    (changes,) = heard
    assert (changes.label, changes.origin) == ("Much", Origin.USER)
    assert changes.ids("task") == {task, other, new}
    assert changes.touches("task")
    assert not changes.touches("campaign", "link")
    by_row = {t.row: t for t in changes.rows}
    assert {t.kind for t in changes.rows} == {"insert", "update", "delete"}
    assert set(by_row[task].fields) == {"name", "percent"}
    assert by_row[new].fields == registry.BY_NAME["task"].names


def test_the_listener_reads_what_was_committed(device: Device) -> None:
    _, (task,) = campaign_of(device)
    seen: list[object] = []
    device.session.subscribe(lambda _: seen.append(device.session.get("task", task)["name"]))
    device.edit("task", task, name="x")
    assert seen == ["x"]


def test_readers_do_not_see_an_edit_before_its_commit(device: Device) -> None:
    _, (task,) = campaign_of(device)
    with device.session.edit("Rename") as edit:
        edit.set("task", task, {"name": "x"})
        assert edit.get("task", task)["name"] == "x"
        assert device.session.get("task", task)["name"] == "任务 0"


def test_an_edit_over_two_buckets_is_one_transaction_with_two_parts(device: Device) -> None:
    one, (task,) = campaign_of(device)
    two, (other,) = campaign_of(device, "second")
    with device.session.edit("Both") as edit:
        edit.set("task", task, {"name": "x"})
        edit.set("task", other, {"name": "y"})
    _, body, _, _ = device.own()[-1]
    assert {p.bucket for p in body.parts} == {
        policy.campaign_bucket(one),
        policy.campaign_bucket(two),
    }


def test_edits_of_many_threads_take_turns(device: Device) -> None:
    _, tasks = campaign_of(device, tasks=4)
    faults: list[BaseException] = []

    def work(task: bytes) -> None:
        try:
            for i in range(5):
                device.edit("task", task, percent=i + 1)
        except BaseException as error:  # noqa: BLE001 - shown below
            faults.append(error)

    threads = [threading.Thread(target=work, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert faults == []
    assert [n for n, *_ in device.own()] == list(range(1, 22))
    assert {device.session.get("task", t)["percent"] for t in tasks} == {5}
    device.check()


def test_settle_writes_the_shown_value_anew(device: Device) -> None:
    _, (task,) = campaign_of(device)
    before = len(device.ops())
    with device.session.edit("Resolve conflict") as edit:
        edit.settle("task", task, register_of("task", "name"), ("任务 0",))
    (op,) = device.ops()[before:]
    assert [c.values for c in op.cells] == [("任务 0",)]
    device.check()


def test_the_books_agree_after_every_kind_of_edit(device: Device) -> None:
    campaign, (task, other) = campaign_of(device, tasks=2)
    device.edit("task", task, name="x")
    with device.session.edit("Delete") as edit:
        edit.delete("task", other)
    with device.session.edit("Restore") as edit:
        edit.restore("task", other)
    with device.session.edit("Delete all") as edit:
        edit.delete("task", task)
        edit.delete("campaign", campaign)
    device.check()
    for bucket in device.replica.buckets():
        assert (bucket.cnt, bucket.s1, bucket.s2) == sums_by_hand(device)[bucket.name]


def test_what_a_row_was_made_with_stays_where_it_is_fixed(device: Device) -> None:
    """A task never moves to another campaign by an edit: its rights and its bucket would."""
    one, (task, *_) = campaign_of(device)
    other, _ = campaign_of(device)
    before = device.rows(), device.states()
    with pytest.raises(Refused), device.session.edit("Move") as edit:
        edit.set("task", task, {"campaign": other})
    assert (device.rows(), device.states()) == before
    assert device.session.get("task", task).ref("campaign") == one
