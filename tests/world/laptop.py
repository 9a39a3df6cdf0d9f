"""A laptop of a simulated world: its disk, its clock, its replica, and what its person does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import select

from app.model import codec, registry
from app.model.change import Body, Changes
from app.session import Session
from app.store import audit, birth
from app.store.journal import Sent
from app.store.replica import Means, Replica
from app.store.tables import JOURNAL, STATE, SYNCED, UNSENT
from sync.client.syncer import Report, Syncer
from tests.fakes.disk import Disk, Fault, Loss
from tests.world.act import Bad
from tests.world.model import Values
from tests.world.template import Seat
from tests.world.wire import Carry, Told, WiredRemote

FILE = "replica.db"
Name = tuple[bytes, int, bytes]
"""(replica, n, hash) of a transaction."""


@dataclass(slots=True)
class HostClock:
    """A wall clock that may be wrong, stand still, or jump; `true` is the world's time in ms."""

    true: Callable[[], int]
    skew: int = 0
    frozen: int | None = None

    def __call__(self) -> int:
        now = self.true() + self.skew
        return now if self.frozen is None else self.frozen


@dataclass(slots=True)
class Own:
    """A transaction of one's own as the journal has it."""

    name: Name
    body: bytes
    sent: int

    @property
    def source(self) -> Name | None:
        """Under which name it was written first."""
        return codec.decode_body(self.body).source if self.body else None


@dataclass(slots=True)
class Laptop:
    """One device; `life` counts its disks."""

    seat: Seat
    folder: Path
    clock: HostClock
    chance: Random
    carry: Carry | None = None
    life: int = 0
    disk: Disk = field(init=False)
    replica: Replica = field(init=False)
    session: Session = field(init=False)
    remote: WiredRemote = field(init=False)
    backups: list[tuple[Path, dict[bytes, int]]] = field(
        default_factory=list[tuple[Path, dict[bytes, int]]]
    )
    bad: tuple[Bad, ...] = ()
    calls: int = 0
    reaches: int = 0
    told: dict[str, list[Told]] = field(default_factory=dict[str, list[Told]])
    noted: dict[bytes, int] = field(default_factory=dict[bytes, int])
    """Replica -> the last own transaction that the world has written down."""
    cursors: dict[str, int] = field(default_factory=dict[str, int])
    peace: dict[str, tuple[int, int, int, int]] = field(
        default_factory=dict[str, tuple[int, int, int, int]]
    )
    """The hub's heads after its last round of a peace that left nothing."""
    is_busy: bool = False
    is_paused: bool = False
    is_out: bool = False
    said: int = 0
    watch: Callable[[Changes], None] | None = None

    @property
    def place(self) -> Path:
        """The folder of this life."""
        return self.folder / f"{self.seat.name}-{self.life}"

    def open(self) -> None:
        """Start the program."""
        self.disk = Disk()
        means = Means(self.clock, self.chance.randbytes, self.disk.name, lambda: 0.0)
        self.replica = birth.open_replica(self.place / FILE, means)
        self.session = Session(self.replica)
        if self.watch is not None:
            self.session.subscribe(self.watch)
        assert self.carry is not None
        self.remote = WiredRemote(self.seat.token, self.carry)

    def close(self) -> None:
        """End the program, in order or not."""
        self.session.close()
        self.disk.close()

    def die(self, loss: Loss, seed: int) -> None:
        """The program stops where it is, and starts again on what the disk has."""
        self.disk.arm(1, Fault.POWER)
        self.disk.crash(self.folder / f"{self.seat.name}-{self.life + 1}", loss, seed)
        self.disk.heal()  # what is written on the way out goes into files of the past
        self.close()
        self.life += 1
        self.cursors.clear()
        self.open()

    def back_up(self) -> None:
        """A copy of the files as they are."""
        target = self.folder / f"{self.seat.name}-backup-{len(self.backups)}"
        self.disk.crash(target, Loss.NOTHING)
        self.backups.append((target, dict(self.noted)))

    def go_back(self, number: int) -> None:
        """An old copy in the place of the files."""
        self.close()
        self.life += 1
        files, noted = self.backups[number]
        shutil.copytree(files, self.place)
        self.noted = dict(noted)
        self.cursors.clear()
        self.open()

    def sync(self) -> Report:
        """One round of the program's own syncer."""
        self.is_busy = True
        try:
            return Syncer(self.replica, self.remote, self.clock).sync()
        finally:
            self.is_busy = False

    def own(self) -> list[Own]:
        """Every transaction that was written here under any of this replica's names."""
        conn = self.replica.reader()
        c = JOURNAL.c
        found = conn.run(
            conn.prepare(
                select(c.replica, c.n, c.hash, c.body, c.sent)
                .where(c.sent != int(Sent.RECEIVED))
                .order_by(c.local)
            )
        )
        return [Own((r, n, h), b, s) for r, n, h, b, s in found]  # type: ignore[arg-type] # pyright: ignore

    def set_aside(self) -> set[tuple[bytes, int]]:
        """(replica, n) of *My unsent work*."""
        conn = self.replica.reader()
        found = conn.run(conn.prepare(select(UNSENT.c.replica, UNSENT.c.n)))
        return {(r, n) for r, n in found}  # type: ignore[misc] # pyright: ignore

    def states(self) -> dict[tuple[str, int, bytes], tuple[bytes, bool]]:
        """(bucket, table, row) -> state, alive."""
        names = {b.no: b.name for b in self.replica.buckets()}
        conn = self.replica.reader()
        c = STATE.c
        found = conn.run(conn.prepare(select(c.bucket, c.tbl, c.row, c.state, c.alive)))
        return {(names[b], t, r): (s, bool(a)) for b, t, r, s, a in found}  # type: ignore[misc,index] # pyright: ignore

    def values(self, table: str) -> dict[bytes, Values]:
        """Id -> columns, of every row that people see."""
        names = ", ".join(f'"{column.name}"' for column in SYNCED[table].columns)
        found = self.replica.reader().raw.execute(f'SELECT {names} FROM "{table}"')
        return {row[0]: row[1:] for row in found}  # type: ignore[misc] # pyright: ignore

    def check(self) -> None:
        """Every book agrees with every other one."""
        for look in (audit.chain, audit.sums):
            fine, why = look(self.replica)
            assert fine, f"I2 {self.seat.name}: {look.__name__}: {why}"
        alive = {(t, r) for (_, t, r), (_, is_alive) in self.states().items() if is_alive}
        there = {(no, r) for no, t in registry.BY_NO.items() for r in self.values(t.name)}
        assert alive == there, f"I2 {self.seat.name}: rows {alive ^ there}"

    def contents(self) -> bytes:
        """Every byte of its files."""
        return b"".join(
            f.read_bytes() for f in sorted(self.place.iterdir()) if "-shm" not in f.name
        )


def decoded(own: Own) -> Body:
    """What a transaction does."""
    return codec.decode_body(own.body)
