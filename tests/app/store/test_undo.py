"""Undo and redo: the stack is the journal, and nobody else's work is taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model.change import Changes, Origin
from app.model.errors import Refused
from app.store import dataset, undo
from app.store.undo import UndoState
from tests.fakes.deeds import FEW, Deed, Edits, play
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of

Fresh = Callable[[], AbstractContextManager[Workshop]]
FILES = settings(max_examples=FEW, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAY_MS = 24 * 3600 * 1000


def name_of(device: Device, task: bytes) -> object:
    return device.session.get("task", task)["name"]


def trash_of(device: Device, rows: set[bytes]) -> list[tuple[bytes, dict[str, object]]]:
    found = dataset.trash(device.replica, "task")
    return sorted((row.id, dict(row)) for row in found if row.id in rows)


@given(edits=Edits)
@FILES
def test_undo_all_gives_the_start_and_redo_all_the_end(
    fresh: Fresh, edits: list[list[tuple[int, int, int]]]
) -> None:
    with fresh() as workshop:
        device = workshop.device()
        campaign, tasks = campaign_of(device, tasks=3)
        with device.session.edit("Trash one") as edit:
            edit.delete("task", tasks.pop())
        known = {row for _, row in device.states()}
        start, trash = device.rows(), trash_of(device, known)
        count = sum(play(device, deeds, campaign) for deeds in edits)
        end = device.rows()
        for _ in range(count):
            assert device.session.undo().skipped == 0
        assert device.rows() == start
        assert trash_of(device, known) == trash
        for _ in range(count):
            assert device.session.redo().skipped == 0
        assert device.rows() == end
        assert device.session.undo_state.redo is None
        device.check()


@given(walk=st.lists(st.one_of(st.sampled_from(["undo", "redo"]), st.lists(Deed, max_size=2))))
@FILES
def test_undo_and_redo_walk_over_the_edits_like_over_snapshots(
    fresh: Fresh, walk: list[str | list[tuple[int, int, int]]]
) -> None:
    with fresh() as workshop:
        device = workshop.device()
        campaign, _ = campaign_of(device, tasks=2)
        at, snapshots = 0, [device.rows()]
        for step in walk[:12]:
            if isinstance(step, list):
                if play(device, step, campaign):
                    at += 1
                    snapshots[at:] = [device.rows()]
            elif step == "undo" and at > 0:
                device.session.undo()
                at -= 1
            elif step == "redo" and at < len(snapshots) - 1:
                device.session.redo()
                at += 1
            assert device.rows() == snapshots[at]
            can_redo = device.session.undo_state.redo is not None
            assert can_redo == (at < len(snapshots) - 1)


def test_an_undo_is_an_edit_like_any_other(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="x")
    heard: list[Changes] = []
    device.session.subscribe(heard.append)
    assert device.session.undo().label == "Change"
    device.session.redo()
    assert [(c.label, c.origin) for c in heard] == [
        ("Change", Origin.UNDO),
        ("Change", Origin.REDO),
    ]
    assert all(c.ids("task") == {task} for c in heard)
    assert [row["origin"] for row in device.journal()] == [1, 1, Origin.UNDO, Origin.REDO]
    device.check()


def test_the_labels_of_undo_and_redo(device: Device) -> None:
    assert device.session.undo_state == UndoState(None, None)
    _, (task,) = campaign_of(device)
    with device.session.edit("Rename task") as edit:
        edit.set("task", task, {"name": "x"})
    assert device.session.undo_state == UndoState("Rename task", None)
    device.session.undo()
    assert device.session.undo_state == UndoState("Begin", "Rename task")


def test_nothing_to_undo_and_nothing_to_redo_are_refused(device: Device) -> None:
    with pytest.raises(Refused, match="nothing to undo"):
        device.session.undo()
    with pytest.raises(Refused, match="nothing to redo"):
        device.session.redo()


def test_a_group_goes_back_whole(device: Device) -> None:
    campaign, _ = campaign_of(device, tasks=0)
    with device.session.edit("Add") as edit:
        values = {"start": "2026-11-24T09:00:00", "finish": "2026-11-25T18:00:00"}
        task = edit.add("task", {"campaign": campaign, **values})
    device.edit("task", task, start="2026-11-25T09:00:00")
    device.session.undo()
    row = device.session.get("task", task)
    assert (row["start"], row["finish"]) == (values["start"], values["finish"])


@pytest.fixture
def pair(workshop: Workshop) -> tuple[Device, Device, OrderHub, bytes]:
    """Two devices that hold the same task, and their hub."""
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    return a, b, hub, task


def test_a_value_that_another_changed_since_is_skipped_and_counted(
    pair: tuple[Device, Device, OrderHub, bytes],
) -> None:
    a, b, hub, task = pair
    with a.session.edit("Two fields") as edit:
        edit.set("task", task, {"name": "mine", "percent": 40})
    hub.settle(a, b)
    b.edit("task", task, name="theirs")
    hub.settle(b, a)
    assert a.session.undo().skipped == 1
    row = a.session.get("task", task)
    assert (row["name"], row["percent"]) == ("theirs", 0)
    assert a.session.undo_state.redo == "Two fields"
    hub.settle(a, b)
    assert a.rows() == b.rows()


def test_a_new_row_that_another_works_on_stays(
    pair: tuple[Device, Device, OrderHub, bytes],
) -> None:
    a, b, hub, _ = pair
    campaign, _ = campaign_of(a, "second", 0)
    with a.session.edit("Add") as edit:
        task = edit.add("task", {"campaign": campaign, "name": "mine"})
    hub.settle(a, b)
    b.edit("task", task, name="theirs")
    hub.settle(b, a)
    assert a.session.undo().skipped == 1
    assert name_of(a, task) == "theirs"


def test_a_change_of_a_row_that_another_deleted_is_skipped(
    pair: tuple[Device, Device, OrderHub, bytes],
) -> None:
    a, b, hub, task = pair
    a.edit("task", task, name="x")
    hub.settle(a, b)
    with b.session.edit("Delete") as edit:
        edit.delete("task", task)
    hub.settle(b, a)
    assert a.session.undo().skipped == 1
    assert a.session.list("task") == []
    hub.settle(a, b)
    assert a.rows() == b.rows()


def test_what_another_did_is_never_the_next_undo(
    pair: tuple[Device, Device, OrderHub, bytes],
) -> None:
    a, b, hub, task = pair
    b.edit("task", task, name="theirs")
    hub.settle(b, a)
    assert b.session.undo_state.undo == "Change"
    assert a.session.undo_state.undo == "Begin"


def test_a_remote_change_does_not_drop_redo_and_an_own_edit_does(
    pair: tuple[Device, Device, OrderHub, bytes],
) -> None:
    a, b, hub, task = pair
    a.edit("task", task, name="x")
    a.session.undo()
    b.edit("task", task, percent=7)
    hub.settle(b, a)
    assert a.session.undo_state.redo == "Change"
    a.edit("task", task, percent=8)
    assert a.session.undo_state.redo is None
    with pytest.raises(Refused):
        a.session.redo()


def test_the_cursor_survives_a_restart(device: Device) -> None:
    _, (task,) = campaign_of(device)
    for name in ("x", "y"):
        device.edit("task", task, name=name)
    device.session.undo()
    before = device.session.undo_state
    device.reopen()
    assert device.session.undo_state == before == UndoState("Change", "Change")
    device.session.redo()
    assert name_of(device, task) == "y"
    device.session.undo()
    device.session.undo()
    assert name_of(device, task) == "任务 0"


def test_an_edit_of_several_transactions_is_undone_whole(device: Device) -> None:
    campaign, _ = campaign_of(device, tasks=0)
    with device.session.edit("Add many") as edit:
        edit.add_all(
            "task", [(edit.new_id(), {"campaign": campaign, "name": str(i)}) for i in range(1_200)]
        )
    end = device.rows()
    device.session.undo()
    assert device.session.list("task") == []
    assert device.session.undo_state == UndoState("Begin", "Add many")
    device.session.redo()
    assert device.rows() == end
    device.check()


def test_after_thirty_days_an_edit_is_history(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="x")
    device.clock.ms += 29 * DAY_MS
    assert device.session.undo_state.undo == "Change"
    device.clock.ms += 2 * DAY_MS
    assert device.session.undo_state.undo is None
    with pytest.raises(Refused):
        device.session.undo()


def test_a_fact_is_not_taken_back(device: Device) -> None:
    campaign, (task,) = campaign_of(device)
    with device.session.edit("Comment") as edit:
        edit.add("comment", {"campaign": campaign, "row": task, "body": "好"})
    assert undo.undo(device.replica).skipped == 1
    assert len(device.session.list("comment")) == 1
