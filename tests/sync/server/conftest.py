"""A hub with a team: in process, and over HTTP."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from app.model import ids
from app.sql.open import open_engine
from sync import protocol
from sync.client.remote import HttpRemote
from sync.protocol import Door, InviteAsk, Join, Joined, Remote
from sync.server import routes
from sync.server.service import Service

if TYPE_CHECKING:
    from tests.sync.server.hands import Pen


@dataclass
class Time:
    """A clock that goes one millisecond a look, and may be set."""

    ms: int = 1_795_000_000_000

    def __call__(self) -> int:
        self.ms += 1
        return self.ms


class Hub:
    """A hub on a file, with an owner."""

    def __init__(self, folder: Path, *, over_http: bool, database: str = "") -> None:
        self.clock = Time()
        self.database = database
        self.folder = folder
        self.over_http = over_http
        self.file = folder / "hub.db"
        self.url = ""
        self._server: uvicorn.Server | None = None
        self.open()

    def open(self) -> None:
        self.engine = open_engine(self.database or self.file)
        self.service = Service(self.engine, self.clock, os.urandom)
        if self.over_http:
            self._serve()

    def close(self) -> None:
        self.service.bell.close()
        if self._server is not None:
            self._server.should_exit = True
            self._thread.join(10)
        self.engine.dispose()

    def _serve(self) -> None:
        bound = socket.socket()
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        port = bound.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        config = uvicorn.Config(
            routes.app(self.service, {f"127.0.0.1:{port}"}),
            log_level="error",
            lifespan="off",
            ws="none",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [bound]}, daemon=True
        )
        self._thread.start()

    def begin(self) -> None:
        """A workspace and its owner."""
        maker = ids.Ids(self.clock, os.urandom)
        self.workspace, self.owner = bytes(maker.new()), bytes(maker.new())
        self.owner_token = self.service.establish(self.workspace, self.owner, "desk")

    def remote(self, token: str) -> Remote:
        return HttpRemote(self.url, token) if self.over_http else self.service.as_device(token)

    @property
    def door(self) -> Door:
        return HttpRemote(self.url) if self.over_http else self.service

    def new(self) -> bytes:
        return bytes(ids.Ids(self.clock, os.urandom).new())

    def pen(self, token: str = "") -> Pen:
        from tests.sync.server.hands import Pen

        return Pen(self.remote(token or self.owner_token), self.clock)

    def ask(self, name: str = "李娜", workspace: bytes | None = None) -> Join:
        return Join(protocol.VERSION, os.urandom(16), "laptop", name, workspace, None)

    def invite(self, rank: str = "member", campaign: bytes | None = None, name: str = "李娜"):
        """Somebody who was invited by the owner."""
        code = self.remote(self.owner_token).invite(InviteAsk("invite", rank, campaign, None)).code
        return self.enter(code, name)

    def enter(self, code: str, name: str = "李娜") -> Joined:
        return self.door.join(code, self.ask(name))

    def heads(self, token: str):
        return self.meet(token).heads

    def meet(self, token: str, replica: bytes = bytes(16)):
        ask = protocol.Meet(protocol.VERSION, "test", 1, replica, 0, bytes(16), self.clock())
        return self.remote(token).meet(ask)


@pytest.fixture(params=["in process", "over HTTP"])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path, over_http=request.param == "over HTTP")
    made.begin()
    yield made
    made.close()


@pytest.fixture
def near(tmp_path: Path) -> Iterator[Hub]:
    """In process only."""
    made = Hub(tmp_path, over_http=False)
    made.begin()
    yield made
    made.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Hub]:
    """A hub that nobody owns yet."""
    made = Hub(tmp_path, over_http=False)
    yield made
    made.close()
