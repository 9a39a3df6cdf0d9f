"""Faults of sync.md 3.3 that happen to a laptop, each provoked by itself.

| fault | also shown by |
|---|---|
| 1, 2 | `tests/stories/test_kill.py` with real processes and SIGKILL |
| 3, 4, 37 | the enumeration of every event of a disk beside `tests/fakes/disk.py` |
| 6 | the tests of `app/store/rescue.py`: salvage of unsent work out of a damaged file |
| 16, 17 | R5 in `tests/sync/test_reliability.py` |
| 20 | `tests/sync/test_upgrade.py`: older laptops and older hubs |
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from unittest.mock import patch

import apsw
import pytest
from sqlalchemy import text

from app.model.errors import Refused, Unavailable
from app.sql import open as open_module
from app.store import audit, birth, dataset, ledger
from app.store import profile as profiles
from app.store.profile import Profile
from app.store.replica import Means
from tests.fakes.disk import Fault, Loss, disk
from tests.fakes.versions import Older
from tests.world.conftest import Stage
from tests.world.hands import PEACE, count, first_task, holds, rename, shown
from tests.world.history import DAY_MS
from tests.world.laptop import Laptop


@pytest.mark.parametrize("kind", ["die", "kill"])
def test_fault_01_killed_at_any_place(stage: Stage, kind: str) -> None:
    world = stage(2)
    for at in range(1, 12):
        world.tell(f"set 0 {at} 1 @{kind}:{at}:0", f"sync 0 0 0 @{kind}:{at}:0")
        world.tell("set 1 3 2", f"sync 1 0 0 @{kind}:{at}:0")
    assert count(world, "-> dead") > 10
    world.tell(PEACE)
    for laptop in world.laptops:
        assert holds(world, laptop)[-1] == laptop.replica.whoami().n


@pytest.mark.parametrize("loss", [0, 1, 2])
def test_fault_03_the_power_fails(stage: Stage, loss: int) -> None:
    world = stage(2)
    for at in range(1, 30, 2):
        world.tell(f"set 0 {at} 5 @power:{at}:{loss + 3 * at}", "set 1 2 2", "sync 1 0 0")
        world.tell(f"sync 0 0 0 @power:{at}:{loss + 3 * at}")
    assert count(world, "-> dead") > 10
    world.tell(PEACE)


def test_fault_03_a_disk_that_lied_gets_back_from_the_hub_what_it_forgot(stage: Stage) -> None:
    world = stage(2)
    one, other = world.laptops
    task = first_task(one)
    rename(one, task, "before")
    world.tell("sync 0 0 0")
    one.disk.is_lying = True
    rename(one, task, "sent and forgotten")
    world.tell("sync 0 0 0", "sync 1 0 0")
    world.judge.forgive(world, one)
    one.die(Loss.ALL, 1)
    one.check()
    assert audit.integrity(one.replica)[0]
    assert shown(one, task) != "sent and forgotten"
    world.tell(PEACE)
    assert shown(one, task) == shown(other, task) == "sent and forgotten"


def test_fault_04_a_full_disk_says_so_and_loses_nothing(stage: Stage) -> None:
    world = stage(2)
    one = world.laptops[0]
    task, n = first_task(one), one.replica.whoami().n
    one.disk.arm(1, Fault.FULL)
    with pytest.raises(Unavailable) as told:
        rename(one, task, "does not fit")
    assert told.value.code == "disk_full"
    assert (one.replica.whoami().n, shown(one, task)) == (n, "task A0")
    one.disk.heal()
    rename(one, task, "fits again")
    for at in range(1, 12):
        world.tell(f"sync 0 0 0 @full:{at}:0", "set 1 1 1", "sync 1 0 0")
    assert count(world, "disk_full") > 3
    world.tell(PEACE)
    assert shown(world.laptops[1], task) == "fits again"


def test_fault_06_a_damaged_file_is_named_and_the_hub_has_the_rest(stage: Stage) -> None:
    world = stage(2)
    one = world.laptops[0]
    world.tell("set 0 0 1", "sync 0 0 0", "backup 0 0 0")
    one.close()
    file = one.place / "replica.db"
    file.write_bytes(b"\xff" * 100 + file.read_bytes()[100:])
    with pytest.raises(Refused) as told:
        birth.open_replica(file, Means())
    assert told.value.code == "bad_file"
    one.life += 1
    files, noted = one.backups[0]
    shutil.copytree(files, one.place)
    one.noted = dict(noted)
    one.open()
    world.tell(PEACE)


@pytest.mark.parametrize("clock", ["2 0", "2 999", "0 0", "3 400"])
def test_fault_07_clock_days_off(stage: Stage, clock: str) -> None:
    world = stage(2)
    one, other = world.laptops
    world.tell(f"clock 0 {clock}")
    task = first_task(one)
    for turn in range(3):
        rename(one, task, f"wrong clock {turn}")
        rename(other, task, f"right clock {turn}")
        world.ms += 3_600_000
        world.tell("clock 0 3 500", PEACE)
        assert ledger.counts(one.replica).conflicts == ledger.counts(other.replica).conflicts == 1
        kept = {"wrong clock", "right clock"}
        assert str(shown(one, task)).rpartition(" ")[0] in kept
        world.tell("solve 1 0 0", PEACE)
        assert ledger.counts(one.replica).conflicts == 0


def test_fault_07_a_clock_ahead_wins_for_ten_minutes_at_most(stage: Stage) -> None:
    world = stage(2)
    one, other = world.laptops
    one.clock.skew = 9 * DAY_MS
    task = first_task(one)
    rename(one, task, "from the future")
    world.tell(PEACE)
    world.ms += 11 * 60_000
    rename(other, task, "later")
    rename(one, task, "also later")
    one.clock.skew = -9 * DAY_MS
    world.tell(PEACE)
    assert ledger.counts(other.replica).conflicts == 1


def test_fault_16_an_old_copy_of_a_laptop(stage: Stage) -> None:
    world = stage(2)
    one, other = world.laptops
    task = first_task(one)
    world.tell("backup 0 0 0")
    rename(one, task, "sent after the backup")
    world.tell("sync 0 0 0")
    before = one.replica.whoami().replica
    world.tell("clientback 0 0 0", "add 0 0 2", PEACE)
    assert one.replica.whoami().replica != before
    assert shown(one, task) == shown(other, task) == "sent after the backup"
    assert len(one.session.list("task")) == len(other.session.list("task")) == 11


def test_fault_17_a_cloned_laptop(stage: Stage) -> None:
    world = stage(2)
    world.tell("add 1 0 0", "clone 1 0 0", "add 1 0 0", "add 2 0 0", "set 2 1 3", PEACE)
    ids = {laptop.replica.whoami().replica for laptop in world.laptops}
    assert len(ids) == 3
    assert [len(laptop.session.list("task")) for laptop in world.laptops] == [11, 11, 11]


def test_fault_18_a_second_start_on_one_profile_is_refused(stage: Stage) -> None:
    world = stage(1)
    profile = Profile(world.laptops[0].place)
    with (
        profiles.only_one(profile, "window"),
        pytest.raises(Unavailable),
        profiles.only_one(profile, "window"),
    ):
        pass


@contextmanager
def locked(laptop: Laptop) -> Iterator[None]:
    """Another program holds the file."""
    raw = apsw.Connection(str(laptop.place / "replica.db"))
    raw.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        raw.execute("ROLLBACK")
        raw.close()


def test_fault_19_a_file_that_another_program_holds(stage: Stage) -> None:
    world = stage(2)
    one = world.laptops[0]
    one.close()
    with patch.object(open_module, "BUSY_MS", 20):
        one.open()
    with locked(one):
        with pytest.raises(Unavailable) as told:
            rename(one, first_task(one), "not now")
        assert told.value.code == "busy"
        world.tell("sync 0 0 0")
    rename(one, first_task(one), "now")
    world.tell(PEACE)
    assert shown(world.laptops[1], first_task(one)) == "now"


def test_fault_33_a_mass_deletion_can_be_taken_back(stage: Stage) -> None:
    world = stage(2)
    one, other = world.laptops
    tasks = [row.id for row in one.session.list("task")]
    with one.session.edit("Edit") as edit:
        for task in tasks:
            edit.delete("task", task)
    world.tell(PEACE)
    assert other.session.list("task") == []
    assert {row.id for row in dataset.trash(other.replica, "task")} == set(tasks)
    world.ms += 170 * DAY_MS
    world.tell(PEACE)
    with other.session.edit("Edit") as edit:
        for task in tasks:
            edit.restore("task", task)
    world.tell(PEACE)
    assert {row.id for row in one.session.list("task")} == set(tasks)


def test_fault_37_a_step_of_the_schema_breaks_off_at_any_event(stage: Stage) -> None:
    world = stage(2)
    with Older(tables=["mark"]), disk() as made:
        folder = world.folder / "older"
        birth.clear(folder / "replica.db")
        birth.open_replica(folder / "replica.db", Means(vfs=made.name)).close()
    was_cut = True
    for at in (*range(1, 40, 3), 10_000):
        place = world.folder / f"step-{at}"
        shutil.copytree(folder, place)
        with disk() as made:
            made.arm(at, Fault.POWER)
            with suppress(apsw.Error, Unavailable):
                birth.open_replica(place / "replica.db", Means(vfs=made.name)).close()
            was_cut = made.is_failing
            made.crash(place / "after", Loss.ALL)
        after = birth.open_replica(place / "after" / "replica.db", Means())
        assert audit.integrity(after)[0]
        assert after.conn.run(after.conn.prepare(text("SELECT count(*) FROM mark"))) == [(0,)]
        after.close()
    assert not was_cut


def test_fault_40_a_long_reader_holds_up_no_edit(stage: Stage) -> None:
    world = stage(1)
    one = world.laptops[0]
    reader = one.replica.reader().raw
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM task").fetchall()
    with one.session.edit("Edit") as edit:
        for place in range(2_000):
            edit.add("task", {"campaign": world.team.campaigns[0], "name": f"{place} " * 60})
    pages = one.replica.conn.pages
    assert pages > 200
    reader.execute("COMMIT")
    one.replica.conn.pages = 1_000_000
    one.replica.tidy()
    rename(one, first_task(one), "after")
    assert one.replica.conn.pages < pages
    world.tell(PEACE)
