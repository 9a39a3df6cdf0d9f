"""The waist: few words, every one of them through the replica."""

from __future__ import annotations

import inspect

import pytest

from app.model import registry
from app.model.change import Changes, Origin
from app.model.errors import Refused
from app.session import Edit, Session
from app.store import search
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of


def words_of(kind: type) -> set[str]:
    """The public names of a class."""
    return {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}


def test_the_session_has_at_most_twelve_words() -> None:
    assert len(words_of(Session)) <= 12, sorted(words_of(Session))


def test_an_edit_has_no_more_words_than_the_session() -> None:
    assert len(words_of(Edit)) <= 12, sorted(words_of(Edit))


def test_who_is_at_work(device: Device) -> None:
    me = device.session.me
    assert (me.person, me.n) == (b"p" * 16, 0)
    campaign_of(device)
    assert device.session.me.n == 1


@pytest.mark.parametrize("table", [t.name for t in registry.TABLES])
def test_a_row_that_is_not_there_is_refused_by_name(device: Device, table: str) -> None:
    with pytest.raises(Refused, match=f"no such {table}") as refused:
        device.session.get(table, b"n" * 16)
    assert refused.value.code == "not_found"
    assert device.session.list(table) == []
    assert device.session.dataset(table, []) == {"id": []}


def test_what_was_edited_is_read_as_row_as_list_and_as_columns(device: Device) -> None:
    campaign, (one, two) = campaign_of(device, tasks=2)
    device.edit("task", two, percent=70)
    assert device.session.get("task", two)["percent"] == 70
    listed = device.session.list("task", [("campaign", "=", campaign)], ["-percent"])
    assert [row.id for row in listed] == [two, one]
    assert device.session.dataset("task", ["percent"]) == {"id": [one, two], "percent": [0, 70]}


def test_a_campaign_with_its_tasks_is_one_edit_one_notice_one_undo(device: Device) -> None:
    heard: list[Changes] = []
    leave = device.session.subscribe(heard.append)
    campaign_of(device, tasks=3)
    assert [(c.label, c.origin, len(c.rows)) for c in heard] == [("Begin", Origin.USER, 4)]
    device.session.undo()
    assert device.session.list("campaign") == device.session.list("task") == []
    device.session.redo()
    assert len(device.session.list("task")) == 3
    assert [c.origin for c in heard] == [Origin.USER, Origin.UNDO, Origin.REDO]
    leave()
    device.session.undo()
    assert len(heard) == 3


def test_a_remote_change_comes_up_the_same_road(workshop: Workshop) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    heard: list[Changes] = []
    b.session.subscribe(heard.append)
    campaign_of(a)
    hub.settle(a, b)
    assert {c.origin for c in heard} == {Origin.REMOTE}
    assert any(c.touches("task") for c in heard)


def test_ids_are_made_before_their_rows(device: Device) -> None:
    campaign, _ = campaign_of(device, tasks=0)
    with device.session.edit("Add") as edit:
        parent, child = edit.new_id(), edit.new_id()
        edit.add_all(
            "task",
            [
                (child, {"campaign": campaign, "parent": parent}),
                (parent, {"campaign": campaign, "name": "parent"}),
            ],
        )
        assert len(edit.random_bytes(5)) == 5
        assert edit.get("task", child)["parent"] == parent
    assert parent < child
    assert device.session.get("task", child)["parent"] == parent


def test_the_same_id_twice_is_not_two_rows(device: Device) -> None:
    _, (task,) = campaign_of(device)
    campaign = device.session.list("campaign")[0].id
    before = device.rows()
    with pytest.raises(Exception, match="UNIQUE"), device.session.edit("Again") as edit:
        edit.add("task", {"campaign": campaign}, task)
    assert device.rows() == before


def test_the_session_finds_words(device: Device) -> None:
    campaign_of(device)
    assert not device.session.search("任务").complete
    search.index(device.replica)
    assert [hit.title for hit in device.session.search("任务").hits] == ["任务 0"]


def test_what_was_committed_is_there_after_a_restart(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="x")
    before = device.rows(), device.states(), device.journal(), device.session.undo_state
    device.reopen()
    after = device.rows(), device.states(), device.journal(), device.session.undo_state
    assert after == before


def test_a_file_that_is_no_database_is_refused_by_name(device: Device) -> None:
    device.session.close()
    device.path.write_bytes(b"This is not a database. " * 100)
    with pytest.raises(Refused) as refused:
        device.reopen()
    assert refused.value.code == "bad_file"
    campaign_file = device.path.read_bytes()
    assert campaign_file.startswith(b"This is not a database.")
