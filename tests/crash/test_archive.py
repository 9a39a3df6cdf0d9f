"""A backup and a restore that break off anywhere: the profile is the old one or the new one."""

from __future__ import annotations

import errno
import resource
import shutil
import signal
import sys
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import care
from app.model.errors import Fault, Unavailable
from app.session import Session
from app.store import archive, audit, birth
from app.store import profile as profiles
from app.store.profile import Profile
from app.store.replica import Means
from tests.crash.files import files
from tests.crash.points import FULL, Job, Points, contents
from tests.fakes.clock import FrozenClock
from tests.fakes.disk import Disk

pytestmark = [
    pytest.mark.timeout(1_800 if FULL else 60),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """A workspace with a campaign, and a backup of it before a change."""
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")
    folder = tmp_path / "made"
    profile = care.start(Profile(folder), "团队", "张伟", "Asia/Shanghai")
    desk = care.open_desk(profile)
    with desk.session.edit("Add campaign") as edit:
        campaign = edit.add("campaign", {"name": "活动"})
    care.backup(desk, tmp_path / "team.zip")
    with desk.session.edit("Change") as edit:
        edit.set("campaign", campaign, {"goal": "备份以后写的"})
    desk.close()
    return profile


def test_a_workspace_that_was_searched_is_backed_up_and_comes_back(
    made: Profile, tmp_path: Path
) -> None:
    """SQLite's check reads the search index, which took every backup down once it had a word."""
    desk = care.open_desk(made)
    while care.index(desk):
        pass
    assert desk.session.search("活动").hits
    care.backup(desk, tmp_path / "searched.zip")
    before = care.checksum(desk)
    desk.close()
    archive.restore(made, tmp_path / "searched.zip")
    again = care.open_desk(made)
    assert again.session.search("活动").hits
    assert care.checksum(again) == before
    again.close()


class Packing:
    """A desk on a faulty disk that makes a backup over an older one."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.profile = profiles.load(folder)
        means = Means(FrozenClock(step=1), vfs=disk.name)
        replica = birth.open_replica(self.profile.replica, means)
        self.desk = care.Desk(self.profile, replica, Session(replica))
        self.target = folder / "team.zip"

    def pack(self) -> None:
        care.backup(self.desk, self.target)

    def go_on(self) -> None:
        assert zipfile.ZipFile(self.target).testzip() is None
        self.pack()
        assert zipfile.ZipFile(self.target).testzip() is None


def test_every_write_of_a_backup(made: Profile, tmp_path: Path) -> None:
    shutil.copyfile(tmp_path / "team.zip", made.folder / "team.zip")
    job = Job(
        "backup",
        made.folder,
        Packing,
        lambda packing: packing.desk.close(),
        lambda folder: None,
        Packing.go_on,
        [(True, Packing.pack)],
    )
    Points(job, tmp_path / "runs").every(stride=1 if FULL else 16).tell()


@contextmanager
def at_most(size: int) -> Generator[None]:
    """No file may grow beyond this: a write stops in the middle, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("job", ["backup", "restore"])
def test_a_disk_that_fills_up_at_any_byte(made: Profile, tmp_path: Path, job: str) -> None:
    """The old backup or profile stays; the program says that the disk is full, and works on."""
    source = tmp_path / "team.zip"
    target = tmp_path / "out" / "team.zip"
    target.parent.mkdir()
    shutil.copyfile(source, target)
    old, before = target.read_bytes(), contents(made.folder)
    size = made.replica.stat().st_size
    desk = care.open_desk(made)
    tries = 60 if FULL else 12
    for part in range(tries):
        with at_most(size * part // tries), pytest.raises(Unavailable) as told:
            care.backup(desk, target) if job == "backup" else archive.restore(made, source)
        assert told.value.code in ("disk_full", "busy")
        assert target.read_bytes() == old
        assert not list(made.folder.glob("*.tmp"))
    desk.close()
    assert contents(made.folder) == before
    sys.stdout.write(f"{job}: full at {tries} sizes, 0 violations\n")


def test_a_restore_that_is_killed_before_any_operation(made: Profile, tmp_path: Path) -> None:
    """The files as they are before each operation open as the old workspace or as the restored."""
    source = tmp_path / "team.zip"
    images: list[Path] = []

    def keep(count: int) -> None:
        images.append(shutil.copytree(made.folder, tmp_path / "images" / str(count)))

    old = replica_of(made.folder)
    ear = files()
    with ear.watched(made.folder):
        ear.show = keep
        archive.restore(made, source)
    new = replica_of(made.folder)
    assert old != new
    seen = [replica_of(image) for image in images]
    assert set(seen) == {old, new}
    assert seen == sorted(seen, key=[old, new].index), "first the old one, then the new one"
    for image in images:
        desk = care.open_desk(profiles.load(image))
        assert audit.rows(desk.replica)[0]
        assert audit.chain(desk.replica)[0]
        desk.close()
    sys.stdout.write(f"restore: killed at {len(images)} operations, 0 violations\n")


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_restore_whose_operations_fail(made: Profile, tmp_path: Path, number: int) -> None:
    source = tmp_path / "team.zip"
    states = [replica_of(made.folder)]
    whole = Profile(shutil.copytree(made.folder, tmp_path / "whole"))
    archive.restore(profiles.load(whole.folder), source)
    states.append(replica_of(whole.folder))
    ear = files()
    at = 0
    while True:
        at += 1
        folder = shutil.copytree(made.folder, tmp_path / "run" / str(at))
        profile = profiles.load(folder)
        with ear.watched(folder):
            ear.fail_at, ear.number = at, number
            is_told = False
            try:
                archive.restore(profile, source)
            except Fault as fault:
                is_told = fault.code in ("disk_full", "busy", "bad_file")
            reached = ear.count >= at
        assert replica_of(folder) in (states if is_told else states[1:])
        archive.restore(profiles.load(folder), source)
        assert replica_of(folder) == states[1]
        shutil.rmtree(folder)
        if not reached:
            break
    sys.stdout.write(f"restore: {at - 1} operations failed, 0 violations\n")
    assert at > 8


def replica_of(folder: Path) -> bytes:
    """What the replica of a profile holds, by a copy, so that looking changes nothing."""
    copy = folder.with_name(folder.name + "-look")
    copy.mkdir()
    for file in folder.glob("replica.db*"):
        shutil.copyfile(file, copy / file.name)
    held = contents(copy)
    shutil.rmtree(copy)
    return held
