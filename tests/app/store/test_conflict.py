"""Concurrent edits through two replicas: what is shown, what is kept, how a person decides."""

from __future__ import annotations

import pytest

from app.model.change import Kind
from app.model.register import decode_state
from app.store import audit
from tests.fakes.devices import (
    TASK,
    Device,
    OrderHub,
    Workshop,
    alike,
    campaign_of,
    register_of,
)


def test_edits_of_different_fields_are_both_kept(trio: tuple[Device, Device, OrderHub]) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    a.edit("task", task, name="甲")
    b.edit("task", task, percent=60)
    hub.settle(a, b)
    alike(a, b)
    row = b.session.get("task", task)
    assert (row["name"], row["percent"]) == ("甲", 60)
    assert audit.splits(a.replica) == []


def test_of_two_edits_of_one_field_the_loser_is_kept(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    a.edit("task", task, name="甲")
    b.clock.ms += 1_000
    b.edit("task", task, name="乙")
    hub.settle(a, b)
    alike(a, b)
    (split,) = audit.splits(a.replica)
    heads = split.state.heads(register_of("task", "name"))
    assert [h.values for h in heads] == [("甲",), ("乙",)]
    assert a.session.get("task", task)["name"] == "乙"


def test_an_edit_after_a_conflict_shows_its_own_value_even_if_its_clock_is_behind(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    b.clock.ms += 24 * 3600 * 1000
    a.edit("task", task, name="甲")
    b.edit("task", task, name="乙")
    hub.settle(a, b)
    a.edit("task", task, name="丙")
    # a has read b's stamp, so its own clock follows it.
    assert a.session.get("task", task)["name"] == "丙"
    hub.settle(a, b)
    alike(a, b)


def test_a_delete_against_an_edit_keeps_the_row_on_both(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    b.edit("task", task, name="edited", start="2026-11-24T09:00:00")
    hub.settle(a, b)
    alike(a, b)
    row = a.session.get("task", task)
    assert (row["name"], row["start"], row["percent"]) == ("edited", "2026-11-24T09:00:00", 0)
    assert len(audit.splits(a.replica)[0].state.outvoted) == 1


def test_a_group_is_never_mixed(trio: tuple[Device, Device, OrderHub]) -> None:
    a, b, hub = trio
    campaign, _ = campaign_of(a, tasks=0)
    with a.session.edit("Add") as edit:
        values = {"start": "2026-01-01T00:00:00", "finish": "2026-01-02T00:00:00"}
        task = edit.add("task", {"campaign": campaign, **values})
    hub.settle(a, b)
    a.edit("task", task, start="2026-01-01T12:00:00")
    b.edit("task", task, finish="2026-01-03T00:00:00")
    hub.settle(a, b)
    alike(a, b)
    row = a.session.get("task", task)
    assert (row["start"], row["finish"]) in {
        ("2026-01-01T12:00:00", "2026-01-02T00:00:00"),
        ("2026-01-01T00:00:00", "2026-01-03T00:00:00"),
    }


@pytest.fixture
def torn(trio: tuple[Device, Device, OrderHub]) -> tuple[Device, Device, OrderHub, bytes]:
    """Two devices that hold the same conflict: 甲 is kept, 乙 is shown."""
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    b.clock.ms += 1_000
    a.edit("task", task, name="甲")
    b.edit("task", task, name="乙")
    hub.settle(a, b)
    return a, b, hub, task


def names_of(device: Device) -> list[tuple[object, ...]]:
    """The kept names of the row that waits for a decision; none where no row does."""
    found = audit.splits(device.replica)
    heads = found[0].state.heads(register_of("task", "name")) if found else ()
    return [head.values or () for head in heads]


def test_a_plain_edit_of_a_conflict_replaces_the_shown_value_and_keeps_the_other(
    torn: tuple[Device, Device, OrderHub, bytes],
) -> None:
    a, b, hub, task = torn
    a.edit("task", task, name="丙")
    hub.settle(a, b)
    alike(a, b)
    assert names_of(b) == [("甲",), ("丙",)]


@pytest.mark.parametrize("chosen", ["甲", "乙", "丁"])
def test_a_decision_ends_the_conflict_everywhere(
    torn: tuple[Device, Device, OrderHub, bytes], chosen: str
) -> None:
    a, b, hub, task = torn
    with a.session.edit("Resolve conflict") as edit:
        edit.settle("task", task, register_of("task", "name"), (chosen,))
    hub.settle(a, b)
    alike(a, b)
    assert names_of(a) == names_of(b) == []
    assert b.session.get("task", task)["name"] == chosen


def test_deleting_again_what_was_restored_leaves_one_deletion(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    for _ in range(2):
        hub.settle(a, b)
        with a.session.edit("Delete") as edit:
            edit.delete("task", task)
        hub.settle(a, b)
        assert b.session.list("task") == []
        with b.session.edit("Restore") as edit:
            edit.restore("task", task)
    with b.session.edit("Delete") as edit:
        edit.delete("task", task)
    hub.settle(b, a)
    alike(a, b)
    assert a.session.list("task") == []
    state = a.states()[TASK, task][0]
    assert isinstance(state, bytes)
    assert [entry.kind for entry in decode_state(state).life] == [Kind.DELETE]


def test_keeping_a_row_that_an_edit_saved_ends_the_question_everywhere(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    b.edit("task", task, name="edited")
    hub.settle(a, b)
    with b.session.edit("Keep") as edit:
        edit.decide_life("task", task, deleted=False)
    hub.settle(b, a)
    alike(a, b)
    assert audit.splits(a.replica) == []
    assert a.session.get("task", task)["name"] == "edited"


@pytest.mark.parametrize("chosen", ["甲", "乙", "丁"])
def test_the_undo_of_a_decision_brings_the_conflict_back_everywhere(
    torn: tuple[Device, Device, OrderHub, bytes], chosen: str
) -> None:
    a, b, hub, task = torn
    with a.session.edit("Resolve conflict") as edit:
        edit.settle("task", task, register_of("task", "name"), (chosen,))
    for _ in range(2):
        hub.settle(a, b)
        assert names_of(b) == []
        a.session.undo()
        assert names_of(a) == [("甲",), ("乙",)]
        assert a.session.get("task", task)["name"] == "乙"
        hub.settle(a, b)
        alike(a, b)
        assert names_of(b) == [("甲",), ("乙",)]
        a.session.redo()
        hub.settle(a, b)
        alike(a, b)
        assert names_of(a) == names_of(b) == []
        assert b.session.get("task", task)["name"] == chosen


def test_a_conflict_that_comes_back_is_the_same_in_whatever_order_it_is_read(
    torn: tuple[Device, Device, OrderHub, bytes], workshop: Workshop
) -> None:
    a, b, hub, task = torn
    with a.session.edit("Resolve conflict") as edit:
        edit.settle("task", task, register_of("task", "name"), ("甲",))
    hub.settle(a, b)
    b.edit("task", task, name="丙")
    a.session.undo()
    hub.push(b)
    hub.settle(a, b)
    late = workshop.device("late")
    hub.pull(late)
    alike(a, b, late)
    assert sorted(names_of(late)) == sorted([("甲",), ("乙",), ("丙",)])


def test_the_undo_of_a_decision_leaves_alone_what_another_wrote_since(
    torn: tuple[Device, Device, OrderHub, bytes],
) -> None:
    a, b, hub, task = torn
    with a.session.edit("Resolve conflict") as edit:
        edit.settle("task", task, register_of("task", "name"), ("丁",))
    hub.settle(a, b)
    b.edit("task", task, name="丙")
    hub.settle(b, a)
    assert a.session.undo().skipped == 1
    hub.settle(a, b)
    alike(a, b)
    assert names_of(a) == []
    assert a.session.get("task", task)["name"] == "丙"


@pytest.mark.parametrize("deleted", [True, False])
def test_the_undo_of_a_decision_on_a_deletion_asks_again(
    trio: tuple[Device, Device, OrderHub], *, deleted: bool
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    b.edit("task", task, name="edited")
    hub.settle(a, b)
    with b.session.edit("Decide") as edit:
        edit.decide_life("task", task, deleted=deleted)
    for _ in range(2):
        hub.settle(b, a)
        alike(a, b)
        assert audit.splits(a.replica) == []
        assert bool(a.session.list("task")) is not deleted
        b.session.undo()
        hub.settle(b, a)
        alike(a, b)
        assert len(audit.splits(a.replica)[0].state.outvoted) == 1
        assert a.session.get("task", task)["name"] == "edited"
        b.session.redo()
