"""A hub with 50 and with 200 people at work: from one's edit until it is at the others.

Every client listens on a stream of its own and does what a window does at a hint: it gathers for
0.15 s, meets, and pulls. Between its edits it rests about a minute, as people do. Clients are
tasks of one process, the hub is another; on a computer with few cores they share them.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlsplit

from app.model import codec, ids, policy, registry
from app.model.change import Body, Cell, Kind, Op, Part
from app.sql.open import open_engine
from sync import protocol
from sync.client.live import GATHER_S
from sync.protocol import Cursor, InviteAsk, Join, Met, Pull, Pulled, Push, Pushed
from sync.server.service import Service
from sync.server.tables import METADATA
from tests.bench.figures import Figure
from tests.bench.place import Bench, say, serving

PEOPLE = (50, 200)
REST_S = 60.0
RUN_S = 40.0
SETTLE_S = 5.0
PACKED = "application/msgpack"
TASK = registry.BY_NAME["task"]
CAMPAIGN = registry.BY_NAME["campaign"]
MS = 1_000


def hub(bench: Bench) -> Iterator[Figure]:
    """Edits of a whole company, and how long each takes to be everywhere."""
    kind = "PostgreSQL" if bench.database else "SQLite"
    for people in PEOPLE:
        folder = bench.folder / f"hub-{people}"
        folder.mkdir()
        crew = Crew(people, bench.campaigns, Random(people))
        crew.found(bench.database or str(folder / "hub.db"))
        say(f"{people} people at work for {RUN_S:.0f} s …")
        with serving(folder, bench.database) as url:
            asyncio.run(crew.work(url))
        if bench.database:
            emptied(bench.database)
        size = f"{people} people, {kind}"
        yield Figure("hub-visible", size, "ms", crew.seen)
        yield Figure("hub-push", size, "ms", crew.pushed)
        yield Figure("hub-edits", size, "edits", [float(len(crew.edits))])
        yield Figure("hub-missed", size, "of all", [float(crew.missed)], "0", crew.missed == 0)


def emptied(url: str) -> None:
    """The database as it was given: the next run founds another workspace in it."""
    engine = open_engine(url)
    METADATA.drop_all(engine)
    engine.dispose()


class Crew:
    """All clients of a run."""

    def __init__(self, people: int, campaigns: int, chance: Random) -> None:
        self.chance = chance
        self.tasks: list[tuple[str, bytes]] = []
        self.clients = [Client(self, number) for number in range(people)]
        self.edits: dict[tuple[bytes, int], float] = {}
        self.seen: list[float] = []
        self.pushed: list[float] = []
        self._campaigns = [chance.randbytes(16) for _ in range(campaigns)]

    @property
    def missed(self) -> int:
        """Edits times people who had not seen them at the end."""
        return len(self.edits) * (len(self.clients) - 1) - len(self.seen)

    def found(self, where: str) -> None:
        """A workspace, its people, its campaigns with tasks: all in this process."""
        engine = open_engine(where)
        service = Service(engine, ids.wall_ms, os.urandom)
        owner = self.clients[0]
        owner.token = service.establish(bytes(ids.Ids().new()), bytes(ids.Ids().new()), "desk")
        desk = service.as_device(owner.token)
        for client in self.clients[1:]:
            code = desk.invite(InviteAsk("invite", "member", None, None)).code
            ask = Join(protocol.VERSION, client.replica, "laptop", "张伟", None, None)
            client.token = service.join(code, ask).token
        for campaign in self._campaigns:
            bucket = policy.campaign_bucket(campaign)
            name = Cell(CAMPAIGN.register_of["name"], ("618大促",))
            owner.push_here(desk, bucket, [Op(Kind.INSERT, CAMPAIGN.no, campaign, (name,))])
            rows = [self.chance.randbytes(16) for _ in range(100)]
            home = Cell(TASK.register_of["campaign"], (campaign,))
            owner.push_here(desk, bucket, [Op(Kind.INSERT, TASK.no, r, (home,)) for r in rows])
            self.tasks += [(bucket, row) for row in rows]
        engine.dispose()

    async def work(self, url: str) -> None:
        """Everybody comes, works, and waits for what is still on its way."""
        for client in self.clients:
            client.address = urlsplit(url).netloc
        listening = [asyncio.create_task(client.listen()) for client in self.clients]
        rounds = [asyncio.create_task(client.rounds()) for client in self.clients]
        await asyncio.gather(*(client.ready.wait() for client in self.clients))
        editing = [asyncio.create_task(client.edits()) for client in self.clients]
        await asyncio.sleep(RUN_S)
        await _end(editing)
        await asyncio.sleep(SETTLE_S)
        await _end(listening + rounds)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


@dataclass
class Client:
    """One person's window, as the hub sees it."""

    crew: Crew
    number: int
    token: str = ""
    address: str = ""
    replica: bytes = field(default_factory=lambda: os.urandom(16))
    n: int = 0
    hash: bytes = codec.ZERO_HASH
    cursors: dict[str, Cursor] = field(default_factory=dict[str, Cursor])

    def __post_init__(self) -> None:
        self.ready = asyncio.Event()
        self._news = asyncio.Event()
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._turn = asyncio.Lock()

    def push_here(self, desk: protocol.Remote, bucket: str, ops: list[Op]) -> None:
        """A transaction before the run."""
        told = desk.push(self._push(bucket, ops))
        self.n, self.hash = told.last_n, told.last_hash

    def _push(self, bucket: str, ops: list[Op]) -> Push:
        body = Body(1, ids.wall_ms() << 16, "Edit", 1, (Part(bucket, tuple(ops)),))
        return Push(self.replica, self.n + 1, self.hash, (codec.encode(body),))

    async def edits(self) -> None:
        """An edit now and then."""
        chance = Random(self.number)
        while True:
            await asyncio.sleep(chance.uniform(0, 2) * REST_S)
            bucket, row = chance.choice(self.crew.tasks)
            cell = Cell(TASK.register_of["effort_minutes"], (chance.randrange(10_000),))
            ask = self._push(bucket, [Op(Kind.SET, TASK.no, row, (cell,))])
            start = time.perf_counter()
            self.crew.edits[self.replica, self.n + 1] = start
            told = codec.decode_as(Pushed, await self._ask("push", ask))
            assert not told.trouble
            self.n, self.hash = told.last_n, told.last_hash
            self.crew.pushed.append((time.perf_counter() - start) * MS)

    async def rounds(self) -> None:
        """What a window does at each hint."""
        while True:
            await self._round()
            self.ready.set()
            await self._news.wait()
            await asyncio.sleep(GATHER_S)
            self._news.clear()

    async def _round(self) -> None:
        ask = protocol.Meet(protocol.VERSION, "bench", 1, self.replica, 0, bytes(16), 0)
        met = codec.decode_as(Met, await self._ask("meet", ask))
        zero = {h.bucket: Cursor(h.bucket, 0, codec.ZERO_HASH) for h in met.heads}
        self.cursors = {**zero, **self.cursors}
        while True:
            pull = Pull("", tuple(self.cursors.values()), protocol.MAX_PAGE_BYTES, self.replica)
            told = codec.decode_as(Pulled, await self._ask("pull", pull))
            now = time.perf_counter()
            for page in told.pages:
                self.cursors[page.bucket] = Cursor(page.bucket, page.seq, page.chain)
                for raw in page.entries:
                    self._saw(codec.decode_as(protocol.LedgerEntry, raw), now)
            if not told.more:
                return

    def _saw(self, entry: protocol.LedgerEntry, now: float) -> None:
        start = self.crew.edits.get((entry.replica, entry.n))
        if start is not None and entry.replica != self.replica:
            self.crew.seen.append((now - start) * MS)

    async def listen(self) -> None:
        """Hints, on a connection of their own."""
        reader, writer = await self._connect()
        writer.write(self._head("GET", "events", 0))
        try:
            while line := await reader.readline():
                if line.startswith(b"data:"):
                    self._news.set()
        finally:
            writer.close()

    async def _ask(self, name: str, ask: object) -> bytes:
        """One request on the client's own connection, which stays open."""
        data = codec.encode(ask)
        async with self._turn:
            if self._line is None:
                self._line = await self._connect()
            reader, writer = self._line
            writer.write(self._head("POST", name, len(data)) + data)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            size = int(head.partition(b"content-length: ")[2].partition(b"\r")[0])
            body = await reader.readexactly(size)
            assert b" 200 " in head.partition(b"\r")[0], head
            return body

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, _, port = self.address.rpartition(":")
        return await asyncio.open_connection(host, int(port))

    def _head(self, method: str, name: str, size: int) -> bytes:
        lines = [f"{method} /v1/{name} HTTP/1.1", f"Host: {self.address}"]
        lines += [f"Authorization: Bearer {self.token}", f"Content-Type: {PACKED}"]
        return "\r\n".join([*lines, f"Content-Length: {size}", "", ""]).encode()
