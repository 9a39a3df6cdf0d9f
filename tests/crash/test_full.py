"""A full, locked, read-only or distant disk: it is said by name, and work goes on afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from app.model.errors import Unavailable
from app.session import Session
from app.sql import open as opening
from app.sql.open import open_conn, open_engine
from app.store import birth
from app.store.replica import Means
from sync.server.service import Service
from tests.crash.test_hub import CAMPAIGN, REPLICA, TASK
from tests.fakes.devices import Device, Workshop, campaign_of
from tests.fakes.disk import Disk, Fault, disk
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import Pen, bucket, change, insert


@pytest.fixture
def full(tmp_path: Path) -> Iterator[tuple[Device, Disk, bytes, bytes]]:
    """A device with a campaign and a task, on a disk that takes no more."""
    with disk() as under:
        device = Workshop(tmp_path).device()
        campaign, (task,) = campaign_of(device)
        device.session.close()
        means = Means(device.clock, device.replica.means.random_bytes, under.name)
        device.replica = birth.open_replica(device.path, means)
        device.session = Session(device.replica)
        under.arm(1, Fault.FULL)
        yield device, under, campaign, task
        under.heal()
        device.session.close()


def test_on_a_full_disk_everything_can_be_read_and_nothing_says_it_was_saved(
    full: tuple[Device, Disk, bytes, bytes],
) -> None:
    device, under, campaign, task = full
    for _ in range(3):
        with pytest.raises(Unavailable) as told:
            device.edit("task", task, name="存不下")
        assert (told.value.code, told.value.kept) == ("disk_full", "Nothing was changed")
        assert device.session.get("task", task)["name"] == "任务 0"
        assert len(device.session.list("task", [("campaign", "=", campaign)])) == 1
    assert device.session.undo_state.undo == "Begin"
    under.heal()
    device.edit("task", task, name="存下了")
    assert device.session.get("task", task)["name"] == "存下了"
    device.check()


class FullHub(Hub):
    """A hub whose disk may fail."""

    def __init__(self, folder: Path, under: Disk) -> None:
        self.under = under
        super().__init__(folder, over_http=True)

    def open(self) -> None:
        self.engine = open_engine(self.file, vfs=self.under.name)
        self.service = Service(self.engine, self.clock, lambda n: b"x" * n, lambda s: None)
        self._serve()


@pytest.mark.parametrize(
    ("fault", "code"), [(Fault.FULL, "disk_full"), (Fault.ERROR, "busy"), (Fault.TORN, "busy")]
)
def test_a_hub_on_a_broken_disk_says_so_and_nothing_is_half_there(
    tmp_path: Path, fault: Fault, code: str
) -> None:
    with disk() as under:
        hub = FullHub(tmp_path, under)
        try:
            hub.begin()
            pen = Pen(hub.remote(hub.owner_token), hub.clock, REPLICA)
            assert pen.write(bucket(CAMPAIGN), insert("campaign", CAMPAIGN, name="活动"))[0] == 1
            heads = hub.heads(hub.owner_token)
            op = insert("task", TASK, campaign=CAMPAIGN, name="推文")
            under.arm(1, fault)
            for _ in range(2):
                with pytest.raises(Unavailable) as told:
                    pen.write(bucket(CAMPAIGN), op)
                assert told.value.code == code
            under.heal()
            assert hub.heads(hub.owner_token) == heads
            assert pen.write(bucket(CAMPAIGN), op)[0] == 1
            assert pen.write(bucket(CAMPAIGN), change("task", TASK, name="改名"))[0] == 1
        finally:
            under.heal()
            hub.close()


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_MS", 20)
    conn = open_conn(tmp_path / "a.db")
    with closing(apsw.Connection(str(tmp_path / "a.db"))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="Another program") as told, conn.transaction():
            pass
        assert told.value.code == "busy"
    conn.close()
    with closing(apsw.Connection(str(tmp_path / "b.db"))) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE a (b)")
        with pytest.raises(Unavailable, match="Another program"):
            open_conn(tmp_path / "b.db")


def test_a_drive_without_shared_memory_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    """SQLite keeps silent about it and would go on without the log that all else stands on."""
    with pytest.raises(Unavailable, match="network drive") as told:
        open_conn(tmp_path / "a.db", vfs="unix-dotfile")
    assert "Move the profile" in told.value.hint


class OnlyReading(apsw.VFS):
    """A folder in which this person may read and not write."""

    def __init__(self) -> None:
        super().__init__("only-reading", "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        writes = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        flags[0] = (flags[0] & ~writes) | apsw.SQLITE_OPEN_READONLY
        return apsw.VFSFile("", name, flags)


def test_a_file_that_may_only_be_read(tmp_path: Path) -> None:
    open_conn(tmp_path / "a.db").close()
    vfs = OnlyReading()
    try:
        with pytest.raises(Unavailable, match="may only be read"):
            open_conn(tmp_path / "a.db", vfs="only-reading")
    finally:
        vfs.unregister()
