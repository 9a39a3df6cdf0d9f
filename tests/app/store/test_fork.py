"""A cloned or restored replica takes a new id; nothing that was typed is lost."""

from __future__ import annotations

import shutil

import pytest

from app.model import codec
from app.session import Session
from app.store import birth
from app.store.fork import fork
from app.store.replica import Means
from tests.fakes.chance import SeededBytes
from tests.fakes.clock import FrozenClock
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of


def clone_of(device: Device, workshop: Workshop) -> Device:
    """The same file on another computer."""
    device.session.close()
    path = workshop.folder / "clone" / "replica.db"
    shutil.copytree(device.path.parent, path.parent)
    clock = FrozenClock(device.clock.ms + 5_000, step=1)
    replica = birth.open_replica(path, Means(clock, SeededBytes("clone")))
    made = Device(path, clock, replica, Session(replica))
    workshop.made.append(made)
    device.reopen()
    return made


@pytest.fixture
def cloned(workshop: Workshop) -> tuple[Device, Device, OrderHub, bytes, int]:
    """A device and its clone; both worked on after they parted."""
    a, hub = workshop.device("a"), OrderHub()
    _, (task,) = campaign_of(a)
    a.edit("task", task, percent=10)
    hub.settle(a)
    common = a.replica.whoami().n
    b = clone_of(a, workshop)
    a.edit("task", task, name="of the first")
    hub.push(a)
    b.edit("task", task, notes="of the clone")
    b.edit("task", task, percent=20)
    with b.session.edit("Add") as edit:
        campaign = b.session.list("campaign")[0].id
        edit.add("task", {"campaign": campaign, "name": "new on the clone"})
    return a, b, hub, task, common


def test_the_fork_has_a_new_id_and_a_chain_from_zero(
    cloned: tuple[Device, Device, OrderHub, bytes, int],
) -> None:
    a, b, _, _, common = cloned
    rows = b.rows()
    old = b.own()
    assert fork(b.replica, common) == 3
    me = b.replica.whoami()
    assert me.replica != a.replica.whoami().replica
    assert b.rows() == rows
    end = codec.ZERO_HASH
    for place, (n, body, blob, sealed) in enumerate(b.own(), 1):
        end = codec.chain(end, me.replica, n, blob)
        assert (n, sealed) == (place, end)
        # Each says where it came from: the old author, number and hash.
        assert body.source == (a.replica.whoami().replica, common + n, old[common + n - 1][3])
    assert (me.n, me.hash) == (3, end)
    b.check()


def test_both_users_work_survives_and_the_two_agree(
    cloned: tuple[Device, Device, OrderHub, bytes, int],
) -> None:
    a, b, hub, task, common = cloned
    fork(b.replica, common)
    hub.settle(a, b)
    hub.settle(a, b)
    for device in (a, b):
        device.check()
        row = device.session.get("task", task)
        assert (row["name"], row["notes"], row["percent"]) == ("of the first", "of the clone", 20)
        assert len(device.session.list("task")) == 2
    assert a.rows() == b.rows()
    assert a.states() == b.states()


def test_a_conflict_between_the_two_is_kept(
    cloned: tuple[Device, Device, OrderHub, bytes, int],
) -> None:
    a, b, hub, task, common = cloned
    b.edit("task", task, name="of the clone")
    fork(b.replica, common)
    hub.settle(a, b)
    hub.settle(a, b)
    assert a.states() == b.states()
    heads = [v for v in ("of the first", "of the clone")]
    assert a.session.get("task", task)["name"] in heads
    assert sum(split for *_, split in a.states().values() if isinstance(split, int)) == 1


def test_work_after_the_fork_goes_on(cloned: tuple[Device, Device, OrderHub, bytes, int]) -> None:
    a, b, hub, task, common = cloned
    fork(b.replica, common)
    b.edit("task", task, percent=30)
    with b.session.edit("Delete") as edit:
        edit.delete("task", task)
    b.session.undo()
    hub.settle(b, a)
    hub.settle(a, b)
    assert a.states() == b.states()
    assert a.rows() == b.rows()
    assert a.session.get("task", task)["percent"] == 30
    b.check()


def test_undo_still_works_over_the_fork(
    cloned: tuple[Device, Device, OrderHub, bytes, int],
) -> None:
    _, b, _, task, common = cloned
    fork(b.replica, common)
    b.session.undo()
    b.session.undo()
    assert b.session.get("task", task)["percent"] == 10
    b.session.undo()
    assert b.session.get("task", task)["notes"] is None
    b.check()


def test_a_fork_with_nothing_to_send_anew_only_takes_a_new_id(device: Device) -> None:
    campaign_of(device)
    rows, states = device.rows(), device.states()
    old = device.replica.whoami()
    assert fork(device.replica, old.n) == 0
    me = device.replica.whoami()
    assert (me.n, me.hash) == (0, codec.ZERO_HASH)
    assert me.replica != old.replica
    assert (device.rows(), device.states()) == (rows, states)


def test_a_second_fork_keeps_the_first_source(
    cloned: tuple[Device, Device, OrderHub, bytes, int],
) -> None:
    a, b, hub, _, common = cloned
    fork(b.replica, common)
    first = [body.source for _, body, _, _ in b.own()]
    fork(b.replica, 0)
    assert [body.source for _, body, _, _ in b.own()] == first
    b.check()
    hub.settle(a, b)
    hub.settle(a, b)
    assert a.states() == b.states()
    assert a.rows() == b.rows()
