"""Goes through every point at which a disk can fail under a job, and looks at what is left."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Generic, TypeVar

import apsw
import apsw.fts5

from app.model.errors import Fault as Told
from tests.fakes.disk import Disk, Event, Fault, Loss, disk

FULL = bool(os.environ.get("FAIRWAY_FULL"))
SEEDS = 4 if FULL else 1
T = TypeVar("T")


@dataclass(frozen=True)
class Job(Generic[T]):
    """Steps over what `open` gives; each commits once, and may be lost only if not durable.

    `look` opens a folder of files as the product does, on a healthy disk, and checks all its
    books. `go_on` does more work after the disk was healed, and checks them too.
    """

    name: str
    template: Path
    open: Callable[[Path, Disk], T]
    close: Callable[[T], None]
    look: Callable[[Path], None]
    go_on: Callable[[T], None]
    steps: Sequence[tuple[bool, Callable[[T], None]]]


@dataclass
class Tally:
    """Crash points by job and fault, and how many images of a crash were looked at."""

    points: Counter[tuple[str, str]] = field(default_factory=Counter)
    images: int = 0

    def tell(self) -> None:
        """Say how many there were; `pytest -rP` shows it."""
        for (job, fault), count in sorted(self.points.items()):
            sys.stdout.write(f"{job}, {fault}: {count} points\n")
        told = f"{self.points.total()} points, {self.images} images, 0 violations\n"
        sys.stdout.write(told)
        assert self.points.total()


class Points(Generic[T]):
    """All crash points of one job; every run begins from the same files."""

    def __init__(self, job: Job[T], folder: Path) -> None:
        self.job = job
        self.folder = folder
        self.tally = Tally()
        self.events: list[Event] = []
        """What the whole job asks of the disk."""
        self._runs = 0
        self.states = self._golden()

    def every(self, *faults: Fault, is_lying: bool = False, stride: int = 1) -> Tally:
        """Every point, in every one of these modes; in short every `stride`-th."""
        for number, fault in enumerate(faults or tuple(Fault)):
            for at, event in enumerate(self.events, 1):
                if (at + number) % stride:
                    continue
                if event.kind == "write" or fault in (Fault.ERROR, Fault.POWER):
                    assert self._one(at, fault, is_lying=is_lying), (at, event)
                    self.tally.points[self.job.name, fault.value] += 1
            assert not self._one(len(self.events) + 1, fault, is_lying=is_lying)
        return self.tally

    def _fresh(self) -> Path:
        self._runs += 1
        folder = self.folder / f"{self.job.name}-{self._runs}"
        shutil.copytree(self.job.template, folder)
        return folder

    def _golden(self) -> list[bytes]:
        """What the files hold before the job and after each of its steps."""
        states: list[bytes] = []
        for count in range(len(self.job.steps) + 1):
            folder = self._fresh()
            with disk() as whole:
                at_work = self.job.open(folder, whole)
                whole.events.clear()
                for _, step in self.job.steps[:count]:
                    step(at_work)
                self.events = list(whole.events)
                self.job.close(at_work)
            states.append(contents(folder))
            self.job.look(folder)
        return states

    def _one(self, at: int, fault: Fault, *, is_lying: bool) -> bool:
        """Run the job with a fault at this point; false where it ended before."""
        folder = self._fresh()
        with disk(is_lying=is_lying) as broken:
            at_work = self.job.open(folder, broken)
            broken.arm(at, fault)
            done, has_told = self._run(at_work)
            reached = broken.is_failing
            assert done == len(self.job.steps) or has_told
            assert reached or not has_told
            self._images(broken, fault, done, is_lying=is_lying)
            is_alive = fault is not Fault.POWER
            broken.heal()
            if is_alive:
                self.job.go_on(at_work)
            self.job.close(at_work)
        if is_alive:
            contents(folder)
        shutil.rmtree(folder)
        return reached

    def _run(self, at_work: T) -> tuple[int, bool]:
        """(steps that returned, whether the next one said by name that it did not)."""
        for number, (_, step) in enumerate(self.job.steps):
            try:
                step(at_work)
            except Told:
                return number, True
        return len(self.job.steps), False

    def _images(self, broken: Disk, fault: Fault, done: int, *, is_lying: bool) -> None:
        """Whatever the disk lost, the files are those of before the broken step or after it."""
        durable = [n for n in range(1, done + 1) if self.job.steps[n - 1][0]]
        low = 0 if is_lying else max(durable, default=0)
        for loss in Loss if fault is Fault.POWER else (Loss.TORN,):
            for seed in range(SEEDS if loss in (Loss.REORDERED, Loss.TORN) else 1):
                image = self.folder / f"{self.job.name}-image"
                broken.crash(image, loss, seed + 1_000 * len(broken.events))
                self.tally.images += 1
                held = contents(image)
                shutil.rmtree(image)
                assert held in self.states[low : done + 2], (broken.events[-1:], fault, loss, seed)


def contents(folder: Path) -> bytes:
    """A digest of all rows of the databases in a folder; SQLite finds nothing wrong with them."""
    whole = blake2b()
    for file in sorted(folder.glob("*.db")):
        with closing(apsw.Connection(str(file))) as conn:
            apsw.fts5.register_tokenizers(conn, apsw.fts5.map_tokenizers)
            assert conn.pragma("integrity_check") == "ok", file.name
            version = conn.pragma("user_version")
            if not version and not conn.execute("SELECT 1 FROM sqlite_schema").fetchall():
                continue  # nothing was ever committed to it
            whole.update(f"{file.name} {version}".encode())
            for name, sql in conn.execute("SELECT name, sql FROM sqlite_schema ORDER BY name"):
                whole.update(f"{name} {sql}".encode())
                if sql and sql.startswith("CREATE TABLE"):
                    for row in conn.execute(f'SELECT * FROM "{name}"'):
                        whole.update(repr(row).encode())
    return whole.digest()
