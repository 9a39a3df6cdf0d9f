"""A disk that can fail: every write, sync and truncation of SQLite is counted and may go wrong.

It is a VFS over the real one. What SQLite wrote is in the real files at once, as in a running
system; beside them the disk keeps what would be left if the power went now.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import apsw

SECTOR = 512


class Fault(StrEnum):
    """How the disk fails from its k-th event on, until it is healed."""

    ERROR = "error"
    """EIO, and nothing of it reaches the disk."""
    TORN = "torn"
    """EIO, and half of the first write that fails reaches the disk."""
    FULL = "full"
    """ENOSPC for whatever is written; what is there can be synced."""
    POWER = "power"
    """The computer is off: nothing works any more."""


class Loss(StrEnum):
    """What a write-back cache does with unsynced writes when the power goes."""

    ALL = "all"
    NOTHING = "nothing"
    REORDERED = "reordered"
    """Any of the writes are there, whichever came first."""
    TORN = "torn"
    """Any sectors of any writes are there."""


class Event(NamedTuple):
    """One thing that SQLite asked of the disk; `file` is the last part of the path."""

    kind: str
    file: str
    size: int


class Pending(NamedTuple):
    """A write at an offset, or without data a truncation to it."""

    offset: int
    data: bytes | None


@dataclass(slots=True)
class Held:
    """One file as the platter has it, and what the cache has not given to it yet.

    A file that was never synced is not there after a crash that loses all.
    """

    data: bytearray
    is_there: bool
    pending: list[Pending] = field(default_factory=list[Pending])

    def settle(self) -> None:
        """A sync that tells the truth."""
        for one in self.pending:
            _apply(self.data, one)
        self.pending.clear()
        self.is_there = True

    def after(self, loss: Loss, chance: random.Random) -> bytes | None:
        """The bytes after the power went; None where there is no file."""
        if loss is Loss.ALL:
            return bytes(self.data) if self.is_there else None
        data = bytearray(self.data)
        for one in _left(self.pending, loss, chance):
            _apply(data, one)
        return bytes(data)


class Disk(apsw.VFS):
    """A VFS under the name `name`; hand it to `Means`, `open_conn` or `open_engine`."""

    def __init__(self, *, is_lying: bool = False) -> None:
        self.name = f"disk-{id(self):x}"
        self.is_lying = is_lying
        """An fsync answers that all is well and does nothing."""
        self.events: list[Event] = []
        self.held: dict[str, Held] = {}
        self.fault: Fault | None = None
        self.failed = 0
        """How many events failed."""
        self._at = 0
        super().__init__(self.name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path and path not in self.held:
            file = Path(path)
            self.held[path] = Held(
                bytearray(file.read_bytes() if file.exists() else b""), file.exists()
            )
        return _File(self, name, flags, path or "")

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if self.is_failing and self.fault is not Fault.FULL:
            # SQLite tidies up after a failure and asks nobody whether that worked; nor does
            # APSW bear a second exception while the first one is on its way.
            self.happened("delete", filename, 0)
            return
        self.happen("delete", filename, 0)
        super().xDelete(filename, syncdir)
        self.held.pop(filename, None)

    def arm(self, at: int, fault: Fault) -> None:
        """Fail from the event number `at` (1 is the next) on."""
        self.events.clear()
        self._at, self.fault, self.failed = at, fault, 0

    def heal(self) -> None:
        """Work again."""
        self.fault = None

    @property
    def is_failing(self) -> bool:
        """Whether the armed event was reached."""
        return self.fault is not None and self.failed > 0

    def happen(self, kind: str, path: str, size: int) -> bool:
        """Count an event and fail if its time has come; true where half of it should be done."""
        self.happened(kind, path, size)
        if self.fault is None or len(self.events) < self._at:
            return False
        if self.fault is Fault.FULL:
            if kind != "write":
                return False
            self.failed += 1
            raise apsw.FullError("database or disk is full")
        self.failed += 1
        if self.fault is Fault.TORN and self.failed == 1 and kind == "write":
            return True
        raise apsw.IOError("disk I/O error")

    def happened(self, kind: str, path: str, size: int) -> None:
        """Count an event that does not fail."""
        self.events.append(Event(kind, Path(path).name, size))

    def crash(self, into: Path, loss: Loss = Loss.ALL, seed: int = 0) -> None:
        """Write every file as the disk would hold it if the power went now into a new folder."""
        into.mkdir(parents=True, exist_ok=True)
        chance = random.Random(seed)
        for path, held in sorted(self.held.items()):
            data = held.after(loss, chance)
            if data is not None:
                (into / Path(path).name).write_bytes(data)

    def close(self) -> None:
        """Take the VFS out of SQLite's list."""
        self.unregister()


@contextmanager
def disk(*, is_lying: bool = False) -> Generator[Disk]:
    """A disk for one test; whoever opened files on it has closed them before."""
    made = Disk(is_lying=is_lying)
    try:
        yield made
    finally:
        made.close()


class _File(apsw.VFSFile):
    def __init__(
        self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int], path: str
    ) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._path = path

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._disk.happen("write", self._path, len(data)):
            self._put(data[: len(data) // 2], offset)
            raise apsw.IOError("disk I/O error")
        self._put(data, offset)

    def _put(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)  # pyright: ignore[reportUnknownMemberType]
        if self._path:
            self._disk.held[self._path].pending.append(Pending(offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        self._disk.happen("truncate", self._path, newsize)
        super().xTruncate(newsize)
        if self._path:
            self._disk.held[self._path].pending.append(Pending(newsize, None))

    def xSync(self, flags: int) -> None:
        self._disk.happen("sync", self._path, 0)
        # The real file needs none: the power of the computer that runs the test stays on.
        if self._path and not self._disk.is_lying:
            self._disk.held[self._path].settle()


def _apply(data: bytearray, one: Pending) -> None:
    if one.data is None:
        del data[one.offset :]
        data.extend(bytes(one.offset - len(data)))
        return
    data.extend(bytes(max(0, one.offset - len(data))))
    data[one.offset : one.offset + len(one.data)] = one.data


def _left(pending: list[Pending], loss: Loss, chance: random.Random) -> Iterator[Pending]:
    if loss is Loss.NOTHING:
        yield from pending
        return
    for one in pending:
        if one.data is None or loss is Loss.REORDERED:
            if chance.random() < 0.5:
                yield one
            continue
        for start in range(0, len(one.data), SECTOR):
            if chance.random() < 0.5:
                yield Pending(one.offset + start, one.data[start : start + SECTOR])
