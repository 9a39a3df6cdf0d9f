"""Faults of sync.md 3.3 at the hub and in what it is sent, each provoked by itself.

| fault | also shown by |
|---|---|
| 2 | `tests/stories/test_kill.py` with a hub process and SIGKILL |
| 5 | the hub's answers to a full disk: `tests/sync/server/test_routes.py` |
| 14 | R4 in `tests/sync/test_reliability.py`, with `hub restore` itself, also on PostgreSQL |
| 22 | `tests/sync/test_rights.py`, `tests/app/store/test_purge.py` |
| 24 | `tests/sync/server/test_judge.py`, `tests/app/store/test_poison.py` |
| 35 | `tests/sync/server/test_nodes.py`: three processes on one PostgreSQL, rollbacks, a kill |
"""

from __future__ import annotations

from random import Random

import pytest

from app.model import codec, policy
from app.model.change import Cell
from app.store import ledger
from sync.protocol import Accepted, Push, RevokeAsk
from tests.world.conftest import Stage
from tests.world.hands import PEACE, TASK, count, first_task, holds, insertion, rename, shown
from tests.world.world import World


@pytest.mark.parametrize("place", [0, 1])
def test_fault_02_the_hub_is_killed_around_its_commit(stage: Stage, place: int) -> None:
    world = stage(2, 2)
    one = world.laptops[0]
    world.tell("set 0 1 1", "add 0 0 2", f"sync 0 0 0 @hubdie:1:{place}")
    assert count(world, "offline") == 1
    last = one.replica.whoami().n
    assert (last in holds(world, one)) == bool(place)
    world.tell("sync 0 0 0", PEACE)
    assert holds(world, one) == list(range(1, last + 1))


@pytest.mark.parametrize("kind", ["hubcut", "hubpower"])
def test_fault_02_the_hubs_machine_stops_at_any_write(stage: Stage, kind: str) -> None:
    world = stage(2, 2)
    for at in range(14):
        world.tell(f"set 0 {at} 3", f"sync 0 0 0 @{kind}:1:{at}", "sync 1 0 0")
    assert world.hub.life > 3
    world.tell(PEACE)


def test_fault_05_the_hubs_disk_is_full(stage: Stage) -> None:
    world = stage(2)
    one = world.laptops[0]
    for at in range(8):
        rename(one, first_task(one), f"at {at}")
        world.tell(f"sync 0 0 0 @hubfull:1:{at}")
        world.hub.entries()
    assert count(world, "disk_full") > 3
    world.tell(PEACE)
    assert shown(world.laptops[1], first_task(one)) == "at 7"


@pytest.mark.parametrize("how", ["restore", "copyback"])
def test_fault_14_15_an_old_hub_is_refilled(stage: Stage, how: str) -> None:
    """With a new epoch (14), and where an operator copied the file back without a word (15)."""
    world = stage(3)
    world.tell("set 0 0 1", PEACE, "backup 0 0 0")
    rename(world.laptops[1], first_task(world.laptops[1]), "after the backup")
    world.tell("add 2 0 2", "pair 0 0 0", "drop 0 5 0", PEACE)
    before = [laptop.values("task") for laptop in world.laptops]
    world.tell(f"{how} 0 0 0", "add 0 0 0", PEACE)
    for laptop, held in zip(world.laptops, before, strict=True):
        assert held.items() <= laptop.values("task").items()
    assert world.hub.restores == 1


def test_fault_20_what_a_newer_laptop_wrote_waits_at_the_hub(stage: Stage) -> None:
    world = stage(2)
    one = world.laptops[0]
    chance = Random(20)
    campaign = world.team.campaigns[0]
    newer = insertion(campaign, chance.randbytes(16), Cell(999, ("?",)), rev=99)
    plain = insertion(campaign, chance.randbytes(16), Cell(TASK.register_of["name"], ("good",)))
    told = one.remote.push(Push(chance.randbytes(16), 1, codec.ZERO_HASH, (newer, plain)))
    assert [v.code for v in told.verdicts] == [Accepted.PARKED, Accepted.APPLIED]
    assert told.verdicts[0].detail == "too_new"


def test_fault_22_revoked_with_fifty_unsent_edits(stage: Stage) -> None:
    world = stage(4)
    owner, _, _, second = world.laptops
    for turn in range(50):
        rename(second, first_task(second), f"mine {turn}")
    owner.remote.revoke(RevokeAsk(second.seat.person, None))
    world.tell(PEACE)
    assert second.is_out
    assert ledger.count_unsent_work(second.replica) == 50
    assert second.session.list("task") == []
    assert [v for _, v in world.hub.transactions().values()].count(Accepted.QUARANTINED) == 50
    assert b"mine 49" in second.contents()
    assert b"task A1" not in second.contents()


def test_fault_22_let_out_of_a_campaign_with_unsent_edits(stage: Stage) -> None:
    world = stage(3)
    guest = world.laptops[2]
    rename(guest, first_task(guest), "unsent")
    world.tell("member 0 0 0", "sync 0 0 0", PEACE)
    assert not guest.is_out
    assert ledger.count_unsent_work(guest.replica) == 1
    assert guest.session.list("task") == []
    assert b"unsent" in guest.contents()
    assert b"task A1" not in guest.contents()


def test_fault_23_let_in_while_other_edits_wait(stage: Stage) -> None:
    world = stage(3)
    guest = world.laptops[2]
    task = first_task(guest)
    rename(guest, task, "waits")
    world.tell("member 0 1 0", "sync 0 0 0", "sync 2 0 0")
    assert len(guest.session.list("task")) == 8
    world.tell(PEACE)
    assert shown(world.laptops[0], task) == "waits"


HUGE = "长" * 700_000
POISON = (b"", b"\xff\xfe\x00", b"\xc1" * 30, b"\x97\x01\x02\xa1\xff\x01\x90\xc0\x00")


def poisons(world: World) -> tuple[bytes, ...]:
    """Transactions that no hub can take in."""
    campaign, row = world.team.campaigns[0], b"r" * 16
    name, status = TASK.register_of["name"], TASK.register_of["status"]
    return (
        *POISON,
        insertion(campaign, row, Cell(name, (HUGE,))),
        insertion(campaign, row, Cell(status, ("no such word",))),
        insertion(campaign, row, Cell(name, ("a", "b"))),
        insertion(campaign, b"short", Cell(name, ("x",))),
    )


def test_fault_24_a_poisoned_transaction_is_set_aside_alone(stage: Stage) -> None:
    world = stage(2)
    one = world.laptops[0]
    chance = Random(24)
    for body in poisons(world):
        row = chance.randbytes(16)
        good = insertion(world.team.campaigns[0], row, Cell(TASK.register_of["name"], ("good",)))
        told = one.remote.push(Push(chance.randbytes(16), 1, codec.ZERO_HASH, (body, good)))
        assert [v.code for v in told.verdicts] == [Accepted.QUARANTINED, Accepted.APPLIED]
        assert told.verdicts[0].detail
    world.tell("sync 0 0 0", "sync 1 0 0")
    for laptop in world.laptops:
        names = [row["name"] for row in laptop.session.list("task")]
        assert names.count("good") == len(poisons(world))


def test_fault_25_a_long_queue_overwrites_nothing_newer(stage: Stage) -> None:
    world = stage(2)
    one, other = world.laptops
    tasks = [row.id for row in one.session.list("task")]
    for turn in range(60):
        for task in tasks[:5]:
            rename(one, task, f"old {turn}")
    world.ms += 21 * 86_400_000
    for task in tasks[:3]:
        rename(other, task, "newer")
    world.tell("sync 1 0 0")
    start = world.requests
    world.tell("sync 0 0 0")
    assert world.requests - start < 8
    world.tell(PEACE)
    for laptop in world.laptops:
        assert [shown(laptop, task) for task in tasks[:3]] == ["newer"] * 3
        assert ledger.counts(laptop.replica).conflicts == 3
        assert shown(laptop, tasks[3]) == "old 59"


def test_fault_35_three_nodes_and_readers_that_miss_nothing(stage: Stage) -> None:
    world = stage(5, 3)
    chance = Random(35)
    for _ in range(40):
        who = chance.randrange(5)
        kind = chance.choice(
            ["", f" @hubdie:1:{chance.randrange(6)}", f" @error:1:{chance.randrange(4)}"]
        )
        world.tell(f"name {who} 0 0", f"sync {who} 0 0{kind}")
        world.hub.entries()
    world.tell(PEACE)
    bucket = policy.campaign_bucket(world.team.campaigns[0])
    seqs = {b.seq for o in world.laptops for b in o.replica.buckets() if b.name == bucket}
    assert seqs == {world.hub.heads()[bucket][0]}


@pytest.mark.parametrize("side", ["state", "sums"])
def test_fault_36_a_file_that_somebody_edited_is_repaired(stage: Stage, side: str) -> None:
    world = stage(2)
    one = world.laptops[0]
    rename(one, first_task(one), "right")
    world.tell(PEACE)
    raw = one.replica.conn.raw
    raw.execute("PRAGMA query_only=OFF")
    if side == "sums":
        raw.execute("UPDATE bucket SET s1 = s1 + 1 WHERE name LIKE 'campaign:%'")
    else:
        raw.execute("DELETE FROM task")
        raw.execute("DELETE FROM row_state WHERE tbl = 12")
        raw.execute("UPDATE bucket SET cnt = cnt - 4 WHERE name LIKE 'campaign:%'")
    raw.execute("PRAGMA query_only=ON")
    world.tell(PEACE)
    assert shown(one, first_task(one)) == "right"
