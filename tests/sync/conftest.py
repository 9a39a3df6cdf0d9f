"""Laptops and hubs for tests: a real replica file each, the hub in process or over HTTP."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.care import Desk
from app.model import ids, policy
from app.model.policy import Rank
from app.session import Session
from app.sql.open import open_engine
from app.store import audit, birth
from app.store.profile import Profile
from app.store.replica import Means, Replica
from sync import protocol
from sync.client.remote import HttpRemote
from sync.client.syncer import Report, Syncer
from sync.protocol import InviteAsk, Join, Remote
from sync.server import keep, routes
from sync.server.service import Service
from tests.fakes import postgres as postgresql
from tests.fakes.postgres import Server


@dataclass
class Time:
    """A clock that goes one millisecond a look, and may be set."""

    ms: int = 1_795_000_000_000

    def __call__(self) -> int:
        self.ms += 1
        return self.ms


@dataclass
class Laptop:
    """One device: its replica, its session, its way to the hub."""

    name: str
    folder: Path
    clock: Callable[[], int]
    remote: Remote | None = None
    replica: Replica = field(init=False)
    session: Session = field(init=False)

    def open(self) -> Laptop:
        """Open the replica's file."""
        means = Means(self.clock, os.urandom)
        self.replica = birth.open_replica(self.folder / "replica.db", means)
        self.session = Session(self.replica)
        return self

    @property
    def desk(self) -> Desk:
        return Desk(Profile(self.folder), self.replica, self.session)

    def sync(self) -> Report:
        assert self.remote is not None
        return Syncer(self.replica, self.remote, self.clock).sync()

    def checksum(self) -> str:
        return audit.checksum(self.replica)

    def check(self) -> None:
        """Every book agrees with every other one."""
        assert audit.integrity(self.replica)[0]
        assert audit.chain(self.replica) == (True, f"n = {self.replica.whoami().n}")
        assert audit.sums(self.replica)[0]
        assert audit.rows(self.replica)[0]


class World:
    """A hub and the laptops of a team, in one folder."""

    def __init__(self, folder: Path, *, over_http: bool, database: str = "") -> None:
        self.folder = folder
        self.database = database
        self.clock = Time()
        self.over_http = over_http
        self.hub_file = folder / "hub.db"
        self.laptops: list[Laptop] = []
        self.errors: list[int] = []
        """Statuses with which the next pushes fail, before the hub has seen them."""
        self._port = 0
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.start_hub()

    def start_hub(self) -> None:
        self.engine = open_engine(self.database or self.hub_file)
        self.service = Service(self.engine, self.clock, random.Random("hub").randbytes)
        if self.over_http:
            self._serve()

    def stop_hub(self) -> None:
        self.service.bell.close()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(10)
        self.engine.dispose()

    def backup(self, file: Path) -> None:
        """A copy of the hub as it is now, while it works."""
        keep.backup(self.folder, file, self.database)

    def restore(self, file: Path) -> None:
        """The hub as it was then, under a new epoch; everybody finds their way to it again."""
        self.stop_hub()
        keep.restore(self.folder, file, self.database)
        self.start_hub()
        for laptop in self.laptops:
            self.again(laptop)

    def _serve(self) -> None:
        config = uvicorn.Config("", log_level="error", lifespan="off", ws="none")
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Started again it is where everybody looks for it.
        bound.bind(("127.0.0.1", self._port))
        port = self._port = bound.getsockname()[1]
        hub = routes.app(self.service, frozenset({f"127.0.0.1:{port}"}))
        config.app = self._or_error(hub)
        self.url = f"http://127.0.0.1:{port}"
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [bound]}, daemon=True
        )
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.005)

    def _or_error(self, hub: Starlette) -> ASGIApp:
        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"] == "/v1/push" and self.errors:
                await Response(status_code=self.errors.pop(0))(scope, receive, send)
                return
            await hub(scope, receive, send)

        return run

    def to(self, token: str) -> Remote:
        return HttpRemote(self.url, token) if self.over_http else self.service.as_device(token)

    def owner(self, name: str = "a") -> Laptop:
        """A laptop whose workspace the hub takes."""
        laptop = self._laptop(name)
        maker = ids.Ids(self.clock, os.urandom)
        workspace, person = maker.new(), maker.new()
        birth.clear(laptop.folder / "replica.db")
        laptop.open()
        birth.be_born(laptop.replica, person, workspace, policy.grants_of(Rank.OWNER, person, None))
        with laptop.session.edit("Begin the workspace") as edit:
            edit.add("workspace", {"name": "团队", "tz": "Asia/Shanghai"}, workspace)
            edit.add("person", {"name": name, "kind": "person", "active": 1}, person)
        code = self.service.owner_code()
        assert code is not None
        me = laptop.replica.whoami()
        joined = self.service.join(
            code, Join(protocol.VERSION, me.replica, name, name, workspace, person)
        )
        self._tokens[name] = joined.token
        laptop.remote = self.to(joined.token)
        laptop.sync()
        return laptop

    def join(
        self, host: Laptop, name: str, rank: str = "member", campaign: bytes | None = None
    ) -> Laptop:
        """Another person's laptop, invited by `host`."""
        assert host.remote is not None
        code = host.remote.invite(InviteAsk("invite", rank, campaign, None)).code
        return self.use(code, name)

    def use(self, code: str, name: str) -> Laptop:
        """A new laptop that comes in with a code."""
        laptop = self._laptop(name)
        author = random.Random("r" + name).randbytes(16)
        joined = self.service.join(code, Join(protocol.VERSION, author, name, name, None, None))
        birth.clear(laptop.folder / "replica.db")
        laptop.open()
        grants = policy.grants_of(Rank(joined.rank), joined.person, None)
        birth.be_born(laptop.replica, joined.person, joined.workspace, grants, author)
        self._tokens[name] = joined.token
        laptop.remote = self.to(joined.token)
        laptop.sync()
        return laptop

    def again(self, laptop: Laptop) -> None:
        """Give a laptop its way to the hub again, after the hub was started anew."""
        laptop.remote = self.to(self._tokens[laptop.name])

    def token(self, laptop: Laptop) -> str:
        """What a laptop shows to the hub."""
        return self._tokens[laptop.name]

    @property
    def _tokens(self) -> dict[str, str]:
        return self.__dict__.setdefault("tokens", {})

    def _laptop(self, name: str) -> Laptop:
        folder = self.folder / name
        folder.mkdir()
        laptop = Laptop(name, folder, self.clock)
        self.laptops.append(laptop)
        return laptop

    def settle(self, *laptops: Laptop) -> None:
        """Sync everyone until nothing moves."""
        for _ in range(2):
            for laptop in laptops or self.laptops:
                laptop.sync()

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.session.close()
        self.stop_hub()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for all tests of a session."""
    begun = postgresql.begin()
    if begun is None:
        pytest.skip(postgresql.MISSING)
    yield begun
    postgresql.end(begun)


@pytest.fixture
def postgres(server: Server) -> Iterator[str]:
    """The URL of a database of PostgreSQL that is this test's alone."""
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(params=["in process", "over HTTP", "over HTTP and PostgreSQL"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A hub and its laptops; each test runs in process, over real HTTP, and on PostgreSQL."""
    database = request.getfixturevalue("postgres") if "PostgreSQL" in request.param else ""
    made = World(tmp_path, over_http="over HTTP" in request.param, database=database)
    yield made
    made.close()


@pytest.fixture
def near(tmp_path: Path) -> Iterator[World]:
    """A hub and its laptops, in process only."""
    made = World(tmp_path, over_http=False)
    yield made
    made.close()
