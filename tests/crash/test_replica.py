"""Every write of an edit, a merge and a tidying of the log, on a disk that fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.session import Session
from app.store import birth
from app.store.replica import Means
from tests.crash.points import FULL, Job, Points
from tests.fakes.chance import SeededBytes
from tests.fakes.clock import FrozenClock
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of
from tests.fakes.disk import Disk, Fault

SIZE, COUNT = (400, 4) if FULL else (4, 1)


pytestmark = pytest.mark.timeout(1_800 if FULL else 60)


class Desk:
    """A device that begins the same in every run, and a hub with news for it."""

    def __init__(self, folder: Path) -> None:
        shop = Workshop(folder)
        self.hub = OrderHub()
        one, two = shop.device("one"), shop.device("two")
        self.campaign, self.tasks = campaign_of(one, tasks=4)
        self.hub.settle(one, two)
        for task in self.tasks[:COUNT]:
            two.edit("task", task, name="别处改的名字", notes="别处写的备注" * SIZE)
        self.hub.push(two)
        self.template = folder / "template"
        self.template.mkdir()
        shop.close()
        shutil.copyfile(one.path, self.template / "replica.db")

    def open(self, folder: Path, disk: Disk | None = None) -> Device:
        """The device's files in a folder."""
        clock = FrozenClock(ms=1_795_000_900_000, step=1)
        means = Means(clock, SeededBytes("again"), disk.name if disk else "")
        path = folder / "replica.db"
        replica = birth.open_replica(path, means)
        return Device(path, clock, replica, Session(replica))

    def look(self, folder: Path) -> None:
        device = self.open(folder)
        device.check()
        device.session.close()

    def edit(self, device: Device) -> None:
        with device.session.edit("Change") as edit:
            edit.set("task", self.tasks[0], {"percent": 30, "notes": "现场写下的" * SIZE})
            edit.delete("task", self.tasks[2])
            edit.add("task", {"campaign": self.campaign, "name": "新的一条"})

    def edit_again(self, device: Device) -> None:
        device.edit("task", self.tasks[0], percent=80)

    def merge(self, device: Device) -> None:
        self.hub.pull(device)

    def undo(self, device: Device) -> None:
        device.session.undo()

    def tidy(self, device: Device) -> None:
        device.replica.reader().checkpoint()

    def go_on(self, device: Device) -> None:
        device.edit("task", self.tasks[1], name="盘修好以后")
        device.check()
        assert device.session.get("task", self.tasks[1])["name"] == "盘修好以后"

    def job(self, name: str, *steps: str) -> Job[Device]:
        """A job of named steps; only what comes from the hub may be lost, for it comes again."""
        run = [(step != "merge", getattr(self, step)) for step in steps]
        return Job(
            name,
            self.template,
            self.open,
            lambda device: device.session.close(),
            self.look,
            self.go_on,
            run,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


JOBS = {
    "edit": ("edit",),
    "two edits and undo": ("edit", "edit_again", "undo"),
    "merge": ("edit", "merge"),
    "tidy": ("edit", "tidy", "edit_again"),
}


IN_SHORT = {"two edits and undo": (Fault.POWER,), "tidy": (Fault.POWER,)}
"""What the long jobs are put through without `--full`, at every other point."""


@pytest.mark.parametrize("name", JOBS)
def test_old_or_new_but_never_between(desk: Desk, tmp_path: Path, name: str) -> None:
    faults = () if FULL else IN_SHORT.get(name, ())
    Points(desk.job(name, *JOBS[name]), tmp_path / "runs").every(
        *faults, stride=1 if FULL or name == "edit" else 2
    ).tell()


def test_a_disk_that_lies_about_its_syncs_loses_the_end_and_mixes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    job = desk.job("lying", "edit", "edit_again", "merge")
    Points(job, tmp_path / "runs").every(Fault.POWER, is_lying=True).tell()
