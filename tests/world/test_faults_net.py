"""Faults of sync.md 3.3 between a laptop and the hub, each provoked by itself.

| fault | also shown by |
|---|---|
| 8, 10 | `tests/sync/server/test_ledger.py`: repeated pushes get the stored verdicts |
| 11, 12 | the routes' own tests of bodies and content types: `tests/sync/server/test_routes.py` |
| 39 | certificates and pins: `tests/sync/server/test_pin.py`; tokens: `test_accounts.py` |
"""

from __future__ import annotations

import pytest
import requests
from urllib3.exceptions import ProtocolError

from app.model import codec
from app.model.errors import Refused, Unavailable
from sync import protocol
from sync.client import pull
from sync.client.syncer import Syncer
from sync.protocol import Push
from tests.world.conftest import Stage
from tests.world.hands import PEACE, count, first_task, holds, rename, shown
from tests.world.net import flipped
from tests.world.wire import Asked, Told, WiredRemote
from tests.world.world import World


def test_fault_08_everything_comes_twice(stage: Stage) -> None:
    world = stage(2)
    for turn in range(6):
        world.tell(f"set 0 {turn} 3", "pair 0 0 0", "add 1 1 1")
        world.tell(
            "sync 0 0 0 @twice:0:1 @twice:1:0 @twice:2:1 @twice:3:0", "sync 1 0 0 @twice:1:1"
        )
    assert len(world.laptops[0].session.list("comment")) == 12
    world.tell(PEACE)


def test_fault_09_pushes_out_of_order_are_asked_for_again(stage: Stage) -> None:
    world = stage(2)
    one = world.laptops[0]
    task = first_task(one)
    for turn in range(3):
        rename(one, task, f"name {turn}")
    me = one.replica.whoami()
    own = [own for own in one.own() if own.name[0] == me.replica][-3:]
    first = own[0].name[1]
    told = one.remote.push(Push(me.replica, first + 2, own[1].name[2], (own[2].body,)))
    assert (told.trouble, told.last_n) == ("gap", first - 1)
    # Held up on the way, it comes after those that were sent later.
    world.tell("sync 0 0 0 @late:1:3", "sync 0 0 0", "sync 0 0 0", PEACE)
    assert holds(world, one) == list(range(1, me.n + 1))
    assert shown(world.laptops[1], task) == "name 2"


@pytest.mark.parametrize("call", [0, 1, 2])
def test_fault_10_the_answer_is_lost_after_the_commit(stage: Stage, call: int) -> None:
    world = stage(2)
    one = world.laptops[0]
    world.tell("set 0 1 1", "add 0 0 1", f"sync 0 0 0 @cut:{call}:0")
    assert count(world, "offline") == 1
    world.tell(PEACE)
    assert holds(world, one) == list(range(1, one.replica.whoami().n + 1))


def spoilt(world: World, change: str) -> tuple[int, int]:
    """How often each kind of damage of one answer was seen, and how many there were."""
    one = world.laptops[0]
    taken: list[tuple[Asked, Told]] = []

    def keep(asked: Asked) -> Told:
        told = world.carry(one, asked)
        taken.append((asked, told))
        return told

    remote = WiredRemote(one.seat.token, keep)
    me = one.replica.whoami()
    cursors = tuple(protocol.Cursor(b.name, 0, codec.ZERO_HASH) for b in one.replica.buckets())
    ask = protocol.Pull(me.epoch, cursors, 50_000, me.replica)
    remote.pull(ask)
    whole = taken[0][1]
    seen = 0
    for place in range(len(whole.body)):
        hurt = flipped(whole.body, place) if change == "flip" else whole.body[:place]
        length = len(whole.body) if change == "short" else len(hurt)
        told = Told(whole.status, whole.headers, hurt, length)
        try:
            WiredRemote(one.seat.token, lambda _, told=told: told).pull(ask)
        except Unavailable as fault:
            seen += fault.code == "offline"
    return seen, len(whole.body)


@pytest.mark.parametrize("change", ["flip", "short", "clip"])
def test_fault_11_a_page_cut_or_changed_at_any_byte_is_no_page(stage: Stage, change: str) -> None:
    world = stage(1)
    seen, there = spoilt(world, change)
    assert seen == there > 500


def test_fault_11_a_question_changed_at_any_byte_is_not_answered(stage: Stage) -> None:
    world = stage(2)
    one = world.laptops[0]
    rename(one, first_task(one), "whole")
    for place in range(0, 400, 3):
        world.tell(f"sync 0 0 0 @flipup:1:{place}")
        assert holds(world, one) == list(range(1, one.replica.whoami().n))
    world.tell(PEACE)
    assert shown(world.laptops[1], first_task(one)) == "whole"


class Broken:
    """The way to a hub that breaks while the answer is read."""

    def read(self, *_: object, **__: object) -> bytes:
        raise ProtocolError("Connection broken", ConnectionResetError())


def test_fault_11_a_connection_that_breaks_in_the_answer_is_offline(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = stage(1)
    one = world.laptops[0]
    send = requests.Session.send

    def breaks(*args: object, **words: object) -> requests.Response:
        reply = send(*args, **words)  # type: ignore[arg-type] # pyright: ignore
        reply.raw.read = Broken().read
        return reply

    monkeypatch.setattr(requests.Session, "send", breaks)
    with pytest.raises(Unavailable) as told:
        one.sync()
    assert told.value.code == "offline"


def test_fault_12_a_captive_portal_is_no_hub(stage: Stage) -> None:
    world = stage(2)
    rename(world.laptops[0], first_task(world.laptops[0]), "kept")
    for call in range(3):
        world.tell(f"sync 0 0 0 @portal:{call}:0")
    assert count(world, "offline Something between here and the hub") == 3
    world.tell(PEACE)


def test_fault_12_an_old_answer_out_of_a_cache_is_no_answer(stage: Stage) -> None:
    world = stage(2)
    one, other = world.laptops
    for turn in range(4):
        rename(other, first_task(other), f"news {turn}")
        rename(one, first_task(one), f"own {turn}")
        world.tell("sync 1 0 0", "sync 0 0 0")
    world.log.clear()
    for call in (0, 1, 2):
        for old in range(3):
            rename(one, first_task(one), f"more {call} {old}")
            world.tell(f"sync 0 0 0 @stale:{call}:{old}")
    assert count(world, "offline The hub's answer is not whole") == 9
    world.tell(PEACE)


def test_fault_13_on_a_thin_line_every_page_that_came_counts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = stage(2)
    other = world.laptops[1]
    world.tell(*["add 0 0 2"] * 20, "sync 0 0 0")
    monkeypatch.setattr(pull, "PULL_BYTES", 600)
    seqs: list[int] = []
    for _ in range(200):
        # One answer a connection: the next is lost, and yet it goes on where it was.
        world.tell("sync 1 0 0 @lost:2:0")
        seqs.append(sum(b.seq for b in other.replica.buckets()))
        if world.log[-1].startswith("-> Report"):
            break
    assert seqs == sorted(seqs)
    assert len(set(seqs)) > 5
    largest = max(len(told.body) for told in other.told["/v1/pull"])
    assert largest < 3_000
    world.tell(PEACE)


def test_fault_39_a_token_that_ended_keeps_the_work(stage: Stage) -> None:
    world = stage(3)
    guest = world.laptops[2]
    rename(guest, first_task(guest), "written before")
    waiting = guest.replica.whoami().n
    good, guest.remote = guest.remote, WiredRemote("unknown", guest.carry)  # type: ignore[arg-type] # pyright: ignore
    with pytest.raises(Refused):
        guest.sync()
    assert guest.replica.whoami().n == waiting
    guest.remote = good
    world.tell(PEACE)
    assert shown(world.laptops[0], first_task(guest)) == "written before"


def test_fault_39_nobodys_work_is_sent_under_another_login(stage: Stage) -> None:
    world = stage(2)
    one, other = world.laptops
    rename(one, first_task(one), "of one")
    switched = WiredRemote(other.seat.token, lambda asked: world.carry(one, asked))
    with pytest.raises(Refused) as told:
        Syncer(one.replica, switched, one.clock).sync()
    assert told.value.code == "forbidden"
    assert one.replica.whoami().n not in holds(world, one)
    world.tell(PEACE)
