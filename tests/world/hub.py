"""The hub of a simulated world: one to three nodes over one database, on a disk that may fail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import select
from starlette.applications import Starlette

from app.model import codec
from app.model.change import Body
from app.model.errors import Refused
from app.sql.open import open_engine
from sync.protocol import LedgerEntry
from sync.server import routes
from sync.server.service import Service
from sync.server.tables import BUCKET, ENTRY, GRANT, ROW, STORE, TXN
from tests.fakes.disk import Disk, Fault, Loss
from tests.world.wire import HOST

FILE = "hub.db"
Seen = dict[tuple[str, int], bytes]
Name = tuple[bytes, int, bytes]


@dataclass(slots=True)
class Node:
    """One process of the hub."""

    service: Service
    app: Starlette


@dataclass(slots=True)
class Site:
    """The hub's machine; `life` counts its disks."""

    folder: Path
    clock: Callable[[], int]
    chance: Random
    count: int
    life: int = 0
    disk: Disk = field(init=False)
    nodes: list[Node] = field(default_factory=list[Node])
    backups: list[Path] = field(default_factory=list[Path])
    seen: Seen = field(default_factory=dict[tuple[str, int], bytes])
    """(bucket, seq) -> chain: what this history once told."""
    restores: int = 0

    @property
    def place(self) -> Path:
        """The folder of this life."""
        return self.folder / f"hub-{self.life}"

    def start(self) -> None:
        """Every node, on the files that are there."""
        self.disk = Disk()
        self.nodes = [self._node() for _ in range(self.count)]

    def _node(self) -> Node:
        engine = open_engine(self.place / FILE, vfs=self.disk.name)
        service = Service(engine, self.clock, self.chance.randbytes, lambda _: None)
        return Node(service, routes.app(service, frozenset({HOST})))

    def restart_node(self, number: int) -> None:
        """One process ends and begins again; the others go on."""
        self._end(self.nodes[number])
        self.nodes[number] = self._node()

    def _end(self, node: Node) -> None:
        node.service.bell.close()
        node.service.database.engine.dispose()

    def stop(self) -> None:
        """Nothing runs any more."""
        for node in self.nodes:
            self._end(node)
        self.nodes = []
        self.disk.close()

    def die(self, loss: Loss, seed: int) -> None:
        """The machine stops where it is, and starts again with what its disk has."""
        self.disk.arm(1, Fault.POWER)
        files = self.folder / f"hub-{self.life + 1}"
        self.disk.crash(files, loss, seed)
        self.disk.heal()  # what is written on the way out goes into files of the past
        self.stop()
        self.life += 1
        self.start()

    def back_up(self) -> None:
        """A copy of the files as they are."""
        target = self.folder / f"hub-backup-{len(self.backups)}"
        self.disk.crash(target, Loss.NOTHING)
        self.backups.append(target)

    def restore(self, number: int, *, is_told: bool) -> None:
        """An old copy in the hub's place; `is_told`: with a new epoch, as `hub restore` does."""
        self.stop()
        self.life += 1
        shutil.copytree(self.backups[number], self.place)
        self.start()
        if is_told:
            self.nodes[0].service.new_epoch()
        self.seen.clear()
        self.restores += 1

    def entries(self) -> list[tuple[str, LedgerEntry]]:
        """The whole ledger; a number that is missing or told otherwise before is an error."""
        found: list[tuple[str, LedgerEntry]] = []
        last: dict[str, tuple[int, bytes]] = {}
        with self.nodes[0].service.reading() as connection:
            lines = connection.execute(
                select(ENTRY.c.bucket, ENTRY.c.seq, ENTRY.c.body, ENTRY.c.chain).order_by(
                    ENTRY.c.bucket, ENTRY.c.seq
                )
            ).all()
            heads = connection.execute(select(BUCKET.c.bucket, BUCKET.c.seq, BUCKET.c.chain)).all()
        for bucket, seq, body, chain in lines:
            before, link = last.get(bucket, (0, codec.ZERO_HASH))
            assert seq == before + 1, f"I7 {bucket}: {seq} follows {before}"
            assert codec.digest(link, bytes(body)) == bytes(chain), f"I7 {bucket}: chain at {seq}"
            last[bucket] = seq, bytes(chain)
            found.append((bucket, codec.decode_as(LedgerEntry, bytes(body))))
        for bucket, seq, chain in heads:
            assert last.get(bucket, (0, codec.ZERO_HASH)) == (seq, bytes(chain)), f"I7 {bucket}"
        now = {(b, seq): bytes(chain) for b, seq, _, chain in lines}
        forgotten = [place for place, chain in self.seen.items() if now.get(place) != chain]
        assert not forgotten, f"I10 {forgotten[:3]}"
        self.seen.update(now)
        return found

    def transactions(self) -> dict[tuple[bytes, int], tuple[bytes, int]]:
        """(replica, n) -> hash, verdict, of all that was pushed."""
        c = TXN.c
        with self.nodes[0].service.reading() as connection:
            found = connection.execute(select(c.replica, c.n, c.hash, c.verdict)).all()
        return {(bytes(r), n): (bytes(h), verdict) for r, n, h, verdict in found}

    def kept(self) -> list[tuple[Name, Body]]:
        """What the hub keeps aside, read as its author wrote it."""
        c = TXN.c
        with self.nodes[0].service.reading() as connection:
            query = select(c.replica, c.n, c.hash, c.body).where(c.body.is_not(None))
            found = connection.execute(query).all()
        bodies: list[tuple[Name, Body]] = []
        for replica, n, code, blob in found:
            with suppress(Refused):
                bodies.append(((bytes(replica), n, bytes(code)), codec.decode_body(bytes(blob))))
        return bodies

    def rows(self) -> dict[tuple[str, int, bytes], tuple[bytes, bytes, bool]]:
        """(bucket, table, row) -> state, image, alive."""
        with self.nodes[0].service.reading() as connection:
            found = connection.execute(select(ROW)).all()
        return {(b, t, bytes(r)): (bytes(s), bytes(i), bool(a)) for b, t, r, s, i, a in found}

    def heads(self) -> dict[str, tuple[int, int, int, int]]:
        """Bucket -> seq, count, sums."""
        with self.nodes[0].service.reading() as connection:
            c = BUCKET.c
            found = connection.execute(select(c.bucket, c.seq, c.cnt, c.s1, c.s2)).all()
        return {b: (seq, cnt, s1, s2) for b, seq, cnt, s1, s2 in found}

    def grants(self, person: bytes) -> dict[str, str]:
        """What a person may do."""
        with self.nodes[0].service.reading() as connection:
            found = connection.execute(
                select(GRANT.c.bucket, GRANT.c.role).where(GRANT.c.person == person)
            ).all()
        return {bucket: role for bucket, role in found}

    def epoch(self) -> str:
        """The hub's history."""
        with self.nodes[0].service.reading() as connection:
            return connection.execute(select(STORE.c.epoch)).scalar_one()
