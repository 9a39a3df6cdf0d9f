"""What this version does not know is kept and counted; what it cannot read is parked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from app.model import codec, policy
from app.model.change import Body, Cell, Kind, Op
from app.store import audit, ledger
from app.store.rows import image_of
from tests.fakes.devices import (
    STRANGER,
    TASK,
    Device,
    OrderHub,
    alike,
    campaign_of,
    foreign,
)


def test_a_field_of_a_newer_version_is_kept_counted_and_survives_everything(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    campaign, (task,) = campaign_of(a)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a, b)
    foreign(hub, bucket, 1, Op(Kind.SET, TASK, task, (Cell(77, ("future", 5)), Cell(4, ("n",)))))
    hub.settle(a, b)
    alike(a, b)

    def kept(device: Device) -> object:
        return image_of(device.states()[TASK, task][1]).get(77)

    assert kept(a) == ("future", 5)
    assert a.session.get("task", task)["name"] == "n"
    a.edit("task", task, name="x")
    assert kept(a) == ("future", 5)
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    assert kept(a) == ("future", 5)
    a.session.undo()
    assert kept(a) == ("future", 5)
    assert a.session.get("task", task)["name"] == "x"
    hub.settle(a, b)
    alike(a, b)
    # Two newer programs disagree: both values stay.
    base = ((STRANGER, 1),)
    for author, value in ((b"t" * 16, "one"), (b"u" * 16, "two")):
        op = Op(Kind.SET, TASK, task, (Cell(77, (value, 0), base),))
        hub.put(bucket, author, 1, Body(1, 9, "", 1, ()), (op,))
    hub.settle(a, b)
    alike(a, b)
    state = audit.splits(a.replica)[0].state
    assert {h.values for h in state.heads(77)} == {("one", 0), ("two", 0)}


def test_a_table_of_a_newer_version_is_kept_and_counted(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    campaign, _ = campaign_of(a)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a, b)
    before = {x.name: x.cnt for x in a.replica.buckets()}[bucket]
    row = b"f" * 16
    foreign(hub, bucket, 1, Op(Kind.INSERT, 99, row, (Cell(1, ("future",)), Cell(2, (5,)))))
    foreign(hub, bucket, 2, Op(Kind.SET, 99, row, (Cell(2, (6,)),)), hlc=2)
    hub.settle(a, b)
    alike(a, b)
    assert image_of(a.states()[99, row][1]) == {1: ("future",), 2: (6,)}
    assert {x.name: x.cnt for x in a.replica.buckets()}[bucket] == before + 1
    a.reopen()
    alike(a, b)


def test_a_kind_of_a_newer_version_is_parked_as_it_came(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    campaign, (task,) = campaign_of(a)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a, b)
    op = Op(Kind.SET, TASK, task, (Cell(4, ("x",)),))
    strange = foreign(hub, bucket, 1, op, Op(42, TASK, task, (Cell(5, ("y",)),)))
    foreign(hub, bucket, 2, Op(Kind.SET, TASK, task, (Cell(10, (50,)),)))
    hub.settle(a, b)
    alike(a, b)
    ((where, seq, body, why),) = a.parked()
    assert (where, seq) == (bucket, strange.seq)
    assert isinstance(body, bytes)
    assert strange.ops in body
    assert why
    assert ledger.counts(a.replica).parked == 1
    # None of the transaction was taken in, and what follows was.
    row = a.session.get("task", task)
    assert (row["name"], row["percent"]) == ("任务 0", 50)


def nested(bottom: object, depth: int) -> object:
    """A value in many lists."""
    for _ in range(depth):
        bottom = [bottom]
    return bottom


POISON: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "noise": lambda _: b"\xc1\xff\x00",
    "cut": lambda t: codec.encode((Op(Kind.SET, TASK, t, (Cell(4, ("x",)),)),))[:-3],
    "a map": lambda _: codec.encode({"a": 1}),
    "a short operation": lambda _: codec.encode([[2]]),
    "a row of text": lambda _: codec.encode([[2, TASK, "row", [], []]]),
    "deep": lambda _: codec.encode([[2, TASK, b"r", nested(1, 900), []]]),
}
BINDING: dict[str, Callable[[bytes], bytes]] = {
    "a list for a value": lambda t: codec.encode([[2, TASK, t, [[4, [["x"]], None]], []]]),
    "a map for a value": lambda t: codec.encode([[2, TASK, t, [[4, [{"a": 1}], None]], []]]),
    "more than 64 bits": lambda t: codec.encode([[2, TASK, t, [[10, [2**64 - 1], None]], []]]),
}


def poisoned(trio: tuple[Device, Device, OrderHub], make: Callable[[bytes], bytes]) -> None:
    """A device parks what cannot be read, takes in what follows, and goes on."""
    a, _, hub = trio
    campaign, (task,) = campaign_of(a)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a)
    entry = foreign(hub, bucket, 1)
    hub.entries[bucket][-1] = dataclasses.replace(entry, ops=make(task))
    foreign(hub, bucket, 2, Op(Kind.SET, TASK, task, (Cell(9, (50,)),)))
    hub.pull(a)
    a.check()
    assert [seq for _, seq, _, _ in a.parked()] == [entry.seq]
    assert a.session.get("task", task)["effort_minutes"] == 50
    assert {b.name: b.seq for b in a.replica.buckets()}[bucket] == entry.seq + 1


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_entry_is_parked_and_the_rest_goes_on(
    trio: tuple[Device, Device, OrderHub], name: str
) -> None:
    poisoned(trio, POISON[name])


@pytest.mark.parametrize("name", BINDING)
def test_a_value_that_no_column_takes_is_parked_and_the_rest_goes_on(
    trio: tuple[Device, Device, OrderHub], name: str
) -> None:
    poisoned(trio, BINDING[name])


def test_a_row_that_claims_another_bucket_is_parked_whole(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, _, hub = trio
    _, (task,) = campaign_of(a)
    two, (other,) = campaign_of(a, "second")
    hub.settle(a)
    good = Op(Kind.SET, TASK, other, (Cell(4, ("x",)),))
    bad = Op(Kind.SET, TASK, task, (Cell(4, ("stolen",)),))
    foreign(hub, policy.campaign_bucket(two), 1, good, bad)
    hub.pull(a)
    a.check()
    assert len(a.parked()) == 1
    assert a.session.get("task", task)["name"] == "任务 0"
    assert a.session.get("task", other)["name"] == "任务 0"
