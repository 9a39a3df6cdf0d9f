"""What nobody can read is parked and stops nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from unittest.mock import patch

import pytest

from app.model import codec, policy, registry
from app.model.change import Cell, Kind, Op
from tests.fakes.devices import TASK, Device, OrderHub, campaign_of, foreign


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
    campaign, (task, other) = campaign_of(a, tasks=2)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a)
    entry = foreign(hub, bucket, 1)
    hub.entries[bucket][-1] = dataclasses.replace(entry, ops=make(task))
    foreign(hub, bucket, 2, Op(Kind.SET, TASK, other, (Cell(9, (50,)),)))
    hub.pull(a)
    a.check()
    assert [seq for _, seq, _, _ in a.parked()] == [entry.seq]
    assert a.session.get("task", other)["effort_minutes"] == 50
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


def test_what_no_version_can_read_stays_parked_and_holds_up_nothing(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, _, hub = trio
    poisoned(trio, POISON["noise"])
    held = a.parked()
    with patch.object(registry, "APP_VERSION", "99"):
        a.reopen()
        assert a.parked() == held
        hub.pull(a)
        a.check()
