"""The network of a simulated world: real requests, the hub's real routes, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter
from starlette.applications import Starlette
from starlette.types import Message
from urllib3.response import HTTPResponse

from sync.client.remote import HttpRemote

HOST = "127.0.0.1:1"
PORTAL = b"<html><body>Please accept our terms</body></html>"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it travels."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it travels; `length` is what its header promised."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    length: int = -1


Carry = Callable[[Asked], Told]


class Wire(BaseAdapter):
    """Carries what `requests` sends."""

    def __init__(self, carry: Carry) -> None:
        super().__init__()
        self._carry = carry

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> Any:
        """One request and its answer."""
        body = request.body or b""
        assert isinstance(body, bytes)
        headers = {k.lower(): str(v) for k, v in request.headers.items()}
        told = self._carry(Asked(request.path_url, headers, body))
        length = len(told.body) if told.length < 0 else told.length
        given = {**told.headers, "content-length": str(length)}
        reply = requests.Response()
        reply.status_code = told.status
        reply.headers.update(given)
        reply.request = request
        reply.url = request.url or ""
        reply.raw = HTTPResponse(
            body=BytesIO(told.body),
            headers=given,
            status=told.status,
            preload_content=False,
            request_method="POST",
        )
        return reply

    def close(self) -> None:
        """Nothing is open."""


class WiredRemote(HttpRemote):
    """The program's own remote over the simulated wire."""

    def __init__(self, token: str, carry: Carry) -> None:
        super().__init__(f"http://{HOST}", token)
        self._session.mount("http://", Wire(carry))


def ask(app: Starlette, asked: Asked) -> Told:
    """What a hub's routes answer; the whole call runs here and now, in this thread."""
    given = [(k.encode(), v.encode()) for k, v in asked.headers.items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": asked.path,
        "raw_path": asked.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [*given, (b"host", HOST.encode())],
        "client": ("127.0.0.1", 2),
        "server": ("127.0.0.1", 1),
    }
    sent = _Sent(asked.body)
    call = app(scope, sent.receive, sent.send)
    try:
        call.send(None)  # type: ignore[union-attr] # pyright: ignore
    except StopIteration:
        return Told(sent.status, sent.headers, bytes(sent.body))
    raise AssertionError("The hub's routes wait for something in a world of one thread")


@dataclass(slots=True)
class _Sent:
    """Both ends of one ASGI call."""

    asked: bytes
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytearray = field(default_factory=bytearray)

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self.asked, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            self.body += message.get("body", b"")


async def here(work: Callable[[], Any], **_: object) -> Any:
    """Stands for `anyio.to_thread.run_sync`: a world has one thread."""
    return work()
