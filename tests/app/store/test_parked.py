"""What this version does not know is kept and counted; what it cannot read is parked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import select

from app.model import policy, registry
from app.model.change import Body, Cell, Kind, Op
from app.model.policy import Rank
from app.session import Session
from app.store import audit, birth, ledger, search
from app.store.replica import Means
from app.store.rows import image_of
from app.store.tables import JOURNAL, TRACE
from tests.fakes.chance import SeededBytes
from tests.fakes.clock import FrozenClock
from tests.fakes.devices import (
    STRANGER,
    TASK,
    WORKSPACE,
    Device,
    OrderHub,
    Workshop,
    alike,
    campaign_of,
    everything,
    foreign,
)
from tests.fakes.versions import Older

STEPS = birth.STEPS


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
    late = foreign(hub, bucket, 2, Op(Kind.SET, TASK, task, (Cell(10, (50,)),)))
    other = Op(Kind.SET, TASK, task, (Cell(9, (60,)),))
    hub.put(bucket, b"t" * 16, 1, Body(1, 9, "", 1, ()), (other,))
    hub.settle(a, b)
    alike(a, b)
    (where, seq, body, why), (_, waits, _, _) = a.parked()
    assert (where, seq, waits) == (bucket, strange.seq, late.seq)
    assert isinstance(body, bytes)
    assert strange.ops in body
    assert why
    assert ledger.counts(a.replica).parked == 2
    # Neither the transaction nor what its author did to the row afterwards; what others did was.
    row = a.session.get("task", task)
    assert (row["name"], row["percent"], row["effort_minutes"]) == ("任务 0", 0, 60)


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


OLD = Older(
    tables=("post",),
    fields={"task": ("labels", "channel", "author"), "campaign": ("icon",)},
    kinds=(Kind.RESTORE,),
    searched={"task": ("name",)},
)


def found(device: Device, word: str) -> set[tuple[str, bytes]]:
    """What the search finds when its index has caught up."""
    while search.index(device.replica):
        pass
    return {(hit.table, hit.row) for hit in search.search(device.replica, word).hits}


def histories(device: Device) -> dict[bytes, list[tuple[object, object]]]:
    """Row -> the transactions that its history names."""
    conn = device.replica.reader()
    query = select(TRACE.c.row, JOURNAL.c.replica, JOURNAL.c.n).join(
        JOURNAL, JOURNAL.c.local == TRACE.c.local
    )
    told: dict[bytes, list[tuple[object, object]]] = {}
    for row, author, n in conn.run(conn.prepare(query.order_by(TRACE.c.row, JOURNAL.c.local))):
        assert isinstance(row, bytes)
        told.setdefault(row, []).append((author, n))
    return told


def future(a: Device, b: Device, hub: OrderHub) -> tuple[bytes, list[bytes]]:
    """Two devices of the newer version use all that the older one lacks."""
    campaign, tasks = campaign_of(a, tasks=4)
    one, two, three, four = tasks
    with a.session.edit("Posts") as edit:
        kept = edit.add("post", {"campaign": campaign, "title": "预告帖", "body": "倒计时"})
        gone = edit.add("post", {"campaign": campaign, "title": "废帖"})
        edit.set("campaign", campaign, {"icon": "flag"})
        edit.set("task", one, {"labels": '["红"]', "notes": "带无人机"})
    hub.settle(a, b)
    with a.session.edit("Delete") as edit:
        edit.delete("post", gone)
        edit.delete("task", two)
    # Both write the unknown field and the unknown table at once: two heads each.
    a.edit("task", one, labels='["蓝"]', percent=10)
    b.edit("task", one, labels='["绿"]')
    a.edit("post", kept, title="预告甲")
    b.edit("post", kept, title="预告乙", url="https://example.cn")
    hub.settle(a, b)
    a.session.undo()
    a.edit("task", three, labels='["删"]')
    with b.session.edit("Delete") as edit:
        edit.delete("task", four)
    hub.settle(a, b)
    with b.session.edit("Restore") as edit:
        edit.restore("task", four)
        edit.set("task", three, {"percent": 30})
    b.edit("task", four, name="回来了")
    with a.session.edit("Delete") as edit:
        edit.delete("task", three)
    hub.settle(a, b)
    # A third device saw only what followed the restoration.
    a.edit("task", four, percent=70)
    hub.settle(a, b)
    return campaign, tasks


def same(old: Device, knew: Device) -> None:
    """The upgraded replica is as one that knew everything from the beginning."""
    alike(knew, old)
    assert old.parked() == []
    assert histories(old) == histories(knew)
    for word in ("预告", "废帖", "无人机", "倒计时", "任务", "回来了"):
        assert found(old, word) == found(knew, word), word
    assert found(old, "无人机")
    assert found(old, "预告")


def behind(workshop: Workshop, hub: OrderHub, count: int) -> Device:
    """A device of the older version that read everything, so many entries at a time."""
    with OLD:
        path = workshop.folder / f"old-{count}" / "replica.db"
        birth.clear(path)
        clock = FrozenClock(step=1)
        replica = birth.open_replica(path, Means(clock, SeededBytes(f"old-{count}")))
        grants = dict(policy.grants_of(Rank.OWNER, b"p" * 16, None))
        birth.be_born(replica, b"p" * 16, WORKSPACE, grants)
        old = Device(path, clock, replica, Session(replica))
        workshop.made.append(old)
        while any(len(held) > _place(old, name) for name, held in hub.entries.items()):
            hub.pull(old, count)
        old.check()
    return old


def _place(device: Device, bucket: str) -> int:
    return {b.name: b.seq for b in device.replica.buckets()}.get(bucket, 0)


@pytest.mark.parametrize("count", [1, 2, 3, 1000])
def test_an_upgraded_replica_is_as_one_that_always_knew(workshop: Workshop, count: int) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    future(a, b, hub)
    knew = workshop.device("knew")
    hub.pull(knew)
    old = behind(workshop, hub, count)
    with OLD:
        assert len(old.parked()) == 2, "the restoration, and what its author did afterwards"
        assert "post" not in old.rows()
    old.reopen()
    same(old, knew)
    alike(a, old)
    # Again and again changes nothing.
    before = everything(old)
    old.reopen()
    assert everything(old) == before
    # And it goes on as any other.
    row = old.rows()["post"][0][0]
    assert isinstance(row, bytes)
    old.edit("post", row, title="新题")
    hub.settle(old, a, b, knew)
    hub.settle(old, a, b, knew)
    alike(a, b, knew, old)


def test_a_search_index_that_was_built_by_the_older_version_is_built_again(
    workshop: Workshop,
) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    future(a, b, hub)
    old = behind(workshop, hub, 3)
    with OLD:
        assert not found(old, "无人机")
        assert found(old, "任务")
    old.reopen()
    knew = workshop.device("knew")
    hub.pull(knew)
    same(old, knew)


def test_a_kill_in_the_middle_of_an_upgrade_leaves_the_old_books(workshop: Workshop) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    future(a, b, hub)
    old = behind(workshop, hub, 2)
    states, held, journal = old.states(), old.parked(), old.journal()
    old.session.close()
    root = Path(__file__).parents[3]
    code = (
        "import pathlib, sys; from app.store import birth, replica;"
        "birth.open_replica(pathlib.Path(sys.argv[1]), replica.Means())"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, str(old.path)],
            env=os.environ | {"FAIRWAY_FAILPOINT": "upgrade_before_commit"},
            cwd=root,
            check=False,
        )
        assert done.returncode == -signal.SIGKILL
        with OLD, patch.object(birth, "STEPS", STEPS):
            old.replica = birth.open_replica(old.path, old.replica.means)
            old.session = Session(old.replica)
            assert (old.states(), old.parked(), old.journal()) == (states, held, journal)
            old.session.close()
    old.reopen()
    knew = workshop.device("knew")
    hub.pull(knew)
    same(old, knew)


def test_an_older_program_that_edits_a_row_never_loses_what_it_does_not_know(
    workshop: Workshop,
) -> None:
    a, hub = workshop.device("a"), OrderHub()
    campaign, (task, lost) = campaign_of(a, tasks=2)
    with a.session.edit("New fields") as edit:
        for row in (task, lost):
            edit.set("task", row, {"labels": '["红"]', "channel": b"k" * 16})
        edit.set("campaign", campaign, {"icon": "flag"})
    hub.settle(a)
    old = behind(workshop, hub, 2)
    with OLD:
        old.edit("task", task, name="改名", start="2026-01-02T09:00:00")
        old.edit("campaign", campaign, name="改名")
        with old.session.edit("Delete") as edit:
            edit.delete("task", lost)
        hub.settle(old)
    hub.settle(a)
    assert a.session.get("task", task)["labels"] == '["红"]'
    assert a.session.get("task", task)["channel"] == b"k" * 16
    assert a.session.get("task", task)["name"] == "改名"
    assert a.session.get("campaign", campaign)["icon"] == "flag"
    # Meanwhile the newer one goes on with the field; the older one restores what it deleted.
    a.edit("task", task, labels='["蓝"]')
    hub.settle(a)
    with OLD:
        hub.settle(old)
        old.edit("task", task, percent=20)
        old.session.undo()
        with old.session.edit("Restore") as edit:
            edit.restore("task", lost)
        hub.settle(old)
    hub.settle(a)
    old.reopen()
    alike(a, old)
    assert old.session.get("task", task)["labels"] == '["蓝"]'
    assert old.session.get("task", lost)["labels"] == '["红"]'
    assert old.session.get("task", lost)["channel"] == b"k" * 16


def test_every_revision_of_the_registry_has_its_step() -> None:
    assert birth.STEPS[-1].number >= registry.SCHEMA_REV
    for table in registry.TABLES:
        # A column that a step adds comes last in its table, and capture counts columns.
        assert [f.no for f in table.fields] == sorted(f.no for f in table.fields)


def test_rows_that_died_in_one_slice_or_in_two_are_alike(workshop: Workshop) -> None:
    a, two, one = workshop.device("a"), workshop.device("two"), workshop.device("one")
    hub = OrderHub()
    _, (task,) = campaign_of(a)
    hub.settle(a, two)
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    hub.settle(a, two, one)
    alike(a, two, one)
