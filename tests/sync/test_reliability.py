"""R1 to R5 of the reliability benchmark (sync.md 4.4), through the hub in process and by HTTP."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app import care
from app.store import audit

if TYPE_CHECKING:
    from conftest import Laptop, World


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
    world.stop_hub()
    backup = world.folder / "hub.backup"
    shutil.copy(world.hub_file, backup)
    world.start_hub()
    for laptop in (a, b):
        world.again(laptop)
    change(a, task, name="备份之后改的")
    with b.session.edit("Add task") as edit:
        campaign = b.session.get("task", task)["campaign"]
        late = edit.add("task", {"campaign": campaign, "name": "备份之后加的"})
    world.settle()
    equal(a, b)
    before = a.checksum()
    world.stop_hub()
    for ending in ("-wal", "-shm"):
        world.hub_file.with_name(world.hub_file.name + ending).unlink(missing_ok=True)
    shutil.copy(backup, world.hub_file)
    world.start_hub()
    world.service.new_epoch()
    for laptop in (a, b):
        world.again(laptop)
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
    world.stop_hub()
    backup = world.folder / "hub.backup"
    shutil.copy(world.hub_file, backup)
    world.start_hub()
    for laptop in (a, b):
        world.again(laptop)
    change(b, task, name="乙改的")
    with b.session.edit("Add task") as edit:
        campaign = b.session.get("task", task)["campaign"]
        late = edit.add("task", {"campaign": campaign, "name": "乙加的"})
    b.sync()
    a.sync()
    assert a.session.get("task", late)["name"] == "乙加的"
    world.stop_hub()
    for ending in ("-wal", "-shm"):
        world.hub_file.with_name(world.hub_file.name + ending).unlink(missing_ok=True)
    shutil.copy(backup, world.hub_file)
    world.start_hub()
    world.again(a)
    world.again(b)
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
