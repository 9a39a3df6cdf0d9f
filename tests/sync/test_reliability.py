"""R1 to R8 of the reliability benchmark (sync.md 4.4).

Through the hub in process, by HTTP, and by HTTP on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app import care
from app.store import audit
from app.store.profile import Profile, put_token
from sync.client.live import Kind, Live, Status
from sync.server.tables import TXN
from tests.sync.conftest import Laptop, World

ROOT = Path(__file__).parents[2]
FULL = bool(os.environ.get("FAIRWAY_FULL"))
DAY_MS = 86_400_000


def plan(laptop: Laptop) -> tuple[bytes, bytes]:
    """A campaign with one task."""
    with laptop.session.edit("Begin") as edit:
        campaign = edit.add("campaign", {"name": "品牌周年庆"})
        task = edit.add("task", {"campaign": campaign, "name": "主视觉设计", "percent": 0})
    return campaign, task


def change(laptop: Laptop, task: bytes, **values: object) -> None:
    with laptop.session.edit("Change task") as edit:
        edit.set("task", task, values)  # type: ignore[arg-type]


def two(world: World) -> tuple[Laptop, Laptop, bytes]:
    a = world.owner("a")
    _, task = plan(a)
    a.sync()
    b = world.join(a, "b")
    world.settle()
    assert b.session.get("task", task)["name"] == "主视觉设计"
    return a, b, task


def equal(*laptops: Laptop) -> None:
    for laptop in laptops:
        laptop.check()
    assert len({laptop.checksum() for laptop in laptops}) == 1


def test_r1_edits_of_different_fields_are_both_kept(world: World) -> None:
    a, b, task = two(world)
    change(a, task, name="主视觉 横版")
    change(b, task, percent=60)
    world.settle()
    equal(a, b)
    for laptop in (a, b):
        row = laptop.session.get("task", task)
        assert (row["name"], row["percent"]) == ("主视觉 横版", 60)
        assert care.conflicts(laptop.desk) == []


def test_r2_of_two_edits_of_one_field_the_loser_is_kept(world: World) -> None:
    a, b, task = two(world)
    change(a, task, name="甲")
    change(b, task, name="乙")
    world.settle()
    equal(a, b)
    for laptop in (a, b):
        (conflict,) = care.conflicts(laptop.desk)
        assert {conflict.shown, conflict.others[0].values} == {("甲",), ("乙",)}
    # One decides for the other value, and it is gone everywhere.
    (conflict,) = care.conflicts(b.desk)
    care.resolve(b.desk, conflict, conflict.others[0].values)
    world.settle()
    equal(a, b)
    assert care.conflicts(a.desk) == care.conflicts(b.desk) == []
    assert a.session.get("task", task)["name"] == conflict.others[0].values[0]


def test_r2_keeping_what_is_shown_decides_too(world: World) -> None:
    a, b, task = two(world)
    change(a, task, name="甲")
    change(b, task, name="乙")
    world.settle()
    (conflict,) = care.conflicts(a.desk)
    care.resolve(a.desk, conflict, None)
    world.settle()
    equal(a, b)
    assert care.conflicts(a.desk) == care.conflicts(b.desk) == []
    assert b.session.get("task", task)["name"] == conflict.shown[0]


def test_r3_an_edit_survives_a_deletion_that_did_not_see_it(world: World) -> None:
    a, b, task = two(world)
    with a.session.edit("Delete task") as edit:
        edit.delete("task", task)
    change(b, task, name="改过的")
    world.settle()
    equal(a, b)
    for laptop in (a, b):
        assert laptop.session.get("task", task)["name"] == "改过的"
        (conflict,) = care.conflicts(laptop.desk)
        assert conflict.field == care.DELETED
    # Confirming the deletion deletes it; undo brings it back.
    (conflict,) = care.conflicts(a.desk)
    care.resolve(a.desk, conflict, (1,))
    world.settle()
    equal(a, b)
    assert a.session.list("task") == b.session.list("task") == []
    a.session.undo()
    world.settle()
    equal(a, b)
    assert b.session.get("task", task)["name"] == "改过的"


def test_r3_keeping_the_row_ends_the_deletion(world: World) -> None:
    a, b, task = two(world)
    with a.session.edit("Delete task") as edit:
        edit.delete("task", task)
    change(b, task, name="改过的")
    world.settle()
    (conflict,) = care.conflicts(b.desk)
    care.resolve(b.desk, conflict, None)
    world.settle()
    equal(a, b)
    assert care.conflicts(a.desk) == care.conflicts(b.desk) == []
    assert a.session.get("task", task)["name"] == "改过的"


def test_r4_a_hub_restored_from_a_backup_is_refilled(world: World) -> None:
    a, b, task = two(world)
    world.backup(world.folder / "hub.backup")
    change(a, task, name="备份之后改的")
    with b.session.edit("Add task") as edit:
        campaign = b.session.get("task", task)["campaign"]
        late = edit.add("task", {"campaign": campaign, "name": "备份之后加的"})
    world.settle()
    equal(a, b)
    before = a.checksum()
    world.restore(world.folder / "hub.backup")
    change(b, late, name="恢复之后改的")
    world.settle()
    world.settle()
    equal(a, b)
    for laptop in (a, b):
        assert laptop.session.get("task", task)["name"] == "备份之后改的"
        assert laptop.session.get("task", late)["name"] == "恢复之后改的"
        # A recovered what B had not yet brought back; that value may stand beside B's newer one.
        assert all(c.row == late for c in care.conflicts(laptop.desk))
    assert before != a.checksum()
    c = world.join(a, "c")
    assert c.session.get("task", late)["name"] == "恢复之后改的"


def test_r4_work_of_somebody_who_never_comes_back_is_recovered(world: World) -> None:
    a, b, task = two(world)
    world.backup(world.folder / "hub.backup")
    change(b, task, name="乙改的")
    with b.session.edit("Add task") as edit:
        campaign = b.session.get("task", task)["campaign"]
        late = edit.add("task", {"campaign": campaign, "name": "乙加的"})
    b.sync()
    a.sync()
    assert a.session.get("task", late)["name"] == "乙加的"
    world.restore(world.folder / "hub.backup")
    for _ in range(3):
        a.sync()
    c = world.join(a, "c")
    assert c.session.get("task", late)["name"] == "乙加的"
    assert c.session.get("task", task)["name"] == "乙改的"
    # And when the author comes back after all, nothing is twice and nothing disagrees.
    world.settle(b, a, c)
    world.settle(b, a, c)
    equal(a, b, c)
    assert [r["name"] for r in c.session.list("task")].count("乙加的") == 1
    assert care.conflicts(c.desk) == []


def test_r5_a_cloned_replica_goes_on_as_one_of_its_own(world: World) -> None:
    a, b, task = two(world)
    a.session.close()
    clone_folder = world.folder / "clone"
    shutil.copytree(a.folder, clone_folder)
    a.open()
    clone = type(a)("clone", clone_folder, world.clock, a.remote).open()
    world.laptops.append(clone)
    change(a, task, name="原机改的")
    campaign = a.session.get("task", task)["campaign"]
    with clone.session.edit("Add task") as edit:
        extra = edit.add("task", {"campaign": campaign, "name": "克隆机加的"})
    change(clone, extra, percent=30)
    a.sync()
    report = clone.sync()
    assert report.forked
    world.settle(a, b, clone)
    equal(a, b, clone)
    for laptop in (a, b, clone):
        assert laptop.session.get("task", task)["name"] == "原机改的"
        assert laptop.session.get("task", extra)["percent"] == 30
    assert clone.replica.whoami().replica != a.replica.whoami().replica


def test_r5_a_replica_restored_from_an_old_copy_gets_its_own_later_edits_back(
    world: World,
) -> None:
    a, b, task = two(world)
    a.session.close()
    shutil.copytree(a.folder, world.folder / "old")
    a.open()
    change(a, task, name="后来改的")
    a.sync()
    a.session.close()
    shutil.rmtree(a.folder)
    shutil.copytree(world.folder / "old", a.folder)
    a.open()
    change(a, task, percent=80)
    report = a.sync()
    assert report.forked
    world.settle()
    equal(a, b)
    row = b.session.get("task", task)
    assert (row["name"], row["percent"]) == ("后来改的", 80)
    assert audit.chain(a.replica)[0]


@pytest.mark.parametrize("days", [3, -3])
def test_r6_a_clock_that_is_days_wrong_refuses_nothing_and_wins_nothing_for_ever(
    world: World, days: int
) -> None:
    a, b, task = two(world)
    b.session.close()
    b.clock = lambda: world.clock() + days * DAY_MS
    b.open()
    change(b, task, name="钟错的")
    report = b.sync()
    assert (report.pushed, report.quarantined, report.parked) == (1, 0, 0)
    a.sync()
    assert a.session.get("task", task)["name"] == "钟错的"
    # Whoever edits after having seen it wins, whatever the clocks say.
    change(a, task, name="看过之后改的")
    world.settle()
    equal(a, b)
    assert b.session.get("task", task)["name"] == "看过之后改的"
    change(b, task, name="又改的")
    world.settle()
    assert a.session.get("task", task)["name"] == "又改的"
    # Of two edits that did not see each other both are kept, as ever.
    change(a, task, name="甲")
    change(b, task, name="乙")
    world.settle()
    equal(a, b)
    for laptop in (a, b):
        (conflict,) = care.conflicts(laptop.desk)
        assert {conflict.shown, conflict.others[0].values} == {("甲",), ("乙",)}


PLACES = (
    *("push_before_send", "push_before_ack", "push_after_ack"),
    *("edit_before_commit", "edit_after_commit"),
)
KILLS = 5
"""Kills in one test; with `--full` ten such tests make 50 on each database."""


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A hub over real HTTP, on either database."""
    database = request.getfixturevalue("postgres") if request.param == "PostgreSQL" else ""
    made = World(tmp_path, over_http=True, database=database)
    yield made
    made.close()


@pytest.mark.parametrize("round_", range(10 if FULL else 1))
def test_r7_killed_during_a_push_nothing_is_lost_and_nothing_is_twice(
    site: World, round_: int
) -> None:
    a, b, task = two(site)
    chance = random.Random(round_)
    a.session.close()
    said = 0
    for kill in range(KILLS):
        place = PLACES[(round_ + kill) % len(PLACES)] if kill % 2 == 0 else ""
        words = [str(a.folder), site.url, site.token(a), task.hex(), str(said + 1), "1000"]
        told = killed(words, said, place, chance.uniform(0, 0.05))
        a.open()
        held = int(a.session.get("task", task)["effort_minutes"] or 0)
        assert said <= told <= held <= told + 1
        said = held
        a.check()
        if chance.random() < 0.5:
            b.sync()
        a.session.close()
    a.open()
    site.settle(a, b)
    site.settle(a, b)
    equal(a, b)
    assert b.session.get("task", task)["effort_minutes"] == said
    assert care.conflicts(b.desk) == []
    with site.service.reading() as connection:
        me = a.replica.whoami()
        taken = connection.execute(select(TXN.c.n).where(TXN.c.replica == me.replica)).scalars()
        assert sorted(taken) == list(range(1, me.n + 1))


def killed(words: list[str], before: int, place: str, wait: float) -> int:
    """Let a laptop edit in a process of its own, and kill it; the last edit that it told of."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.editor", *words],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT), "FAIRWAY_FAILPOINT": place},
    ) as child:
        assert child.stdout is not None
        last = int(child.stdout.readline() or before)
        time.sleep(wait)
        if not place:
            child.kill()
        child.wait(20)
        rest = child.stdout.read().split()
    assert child.returncode == -signal.SIGKILL
    return int(rest[-1]) if rest else last


DONE = {Kind.SYNCED, Kind.CLOCK}
"""All is sent; the clocks of a test are far apart."""


@pytest.mark.parametrize("trouble", ["errors", "no hub"])
def test_r8_after_an_error_the_queue_goes_on_by_itself(
    site: World, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last edit meets an error, nobody writes any more, and yet everything arrives."""
    a, b, task = two(site)
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")
    profile = Profile(a.folder).saved(hub=site.url)
    put_token(profile, site.token(a))
    if trouble == "errors":
        site.errors = [500, 503]
    else:
        site.stop_hub()
    change(a, task, name="出错前的最后一次修改")
    live, seen = Live(profile, a.replica), threading.Event()
    states: list[Status] = []

    def told(state: object) -> None:
        assert isinstance(state, Status)
        states.append(state)
        if state.kind is Kind.OFFLINE and trouble == "no hub" and not seen.is_set():
            seen.set()

    stopped = threading.Event()
    rounds = threading.Thread(target=live.run, args=(told, stopped), daemon=True)
    rounds.start()
    if trouble == "no hub":
        assert seen.wait(10)
        site.start_hub()
        site.again(b)
    for _ in range(200):
        if states and states[-1].kind in DONE and not states[-1].waiting:
            break
        stopped.wait(0.05)
    stopped.set()
    live.retry()
    rounds.join(10)
    assert Kind.OFFLINE in {state.kind for state in states}
    assert (states[-1].kind in DONE, states[-1].waiting) == (True, 0)
    b.sync()
    assert b.session.get("task", task)["name"] == "出错前的最后一次修改"
    assert site.errors == []
