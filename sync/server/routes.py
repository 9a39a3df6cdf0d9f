"""The service over HTTP: bounded, typed, and deaf to browsers (security.md 1 to 3)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import anyio.lowlevel
import msgspec
import zstandard
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.model import codec
from app.model.errors import Fault, Refused, Unavailable
from sync import protocol
from sync.protocol import MAX_PAGE_BYTES, Hint, Problem
from sync.server import adopt
from sync.server.service import Desk, Service

COMPRESS_FROM = 512
ADOPT_BYTES = 512 * 1024 * 1024
STATUS = {
    "usage": 422,
    "invalid": 422,
    "not_found": 404,
    "forbidden": 403,
    "conflict": 409,
    "other_workspace": 409,
    "closed": 409,
    "too_large": 413,
    "busy": 429,
    "too_new": 426,
}
ASKS: dict[str, type] = {
    "meet": protocol.Meet,
    "push": protocol.Push,
    "hashes": protocol.HashesAsk,
    "pull": protocol.Pull,
    "rows": protocol.RowsAsk,
    "digest": protocol.DigestAsk,
    "fetch": protocol.FetchAsk,
    "invite": protocol.InviteAsk,
    "revoke": protocol.RevokeAsk,
}
Handler = Callable[[Request], Awaitable[Response]]


def app(service: Service, hosts: frozenset[str]) -> Starlette:
    """The web application; `hosts` are the names under which it answers."""
    routes = [
        Route(f"/v1/{name}", _guarded(_verb(service, name, kind), hosts), methods=["POST"])
        for name, kind in ASKS.items()
    ]
    routes += [
        Route("/v1/join", _guarded(_join(service), hosts), methods=["POST"]),
        Route("/v1/adopt", _guarded(_adopt(service), hosts), methods=["POST"]),
        Route("/v1/events", _guarded(_events(service), hosts), methods=["GET"]),
        Route("/v1/health", _guarded(_health(service), hosts), methods=["GET"]),
    ]
    return Starlette(routes=routes)


def _guarded(inner: Handler, hosts: frozenset[str]) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            if request.headers.get("host", "") not in hosts:
                raise Refused("forbidden", "This hub does not answer under that name")
            return await inner(request)
        except Fault as fault:
            return _failed(fault)

    return handle


def _failed(fault: Fault, status: int | None = None) -> Response:
    params = {key: str(held) for key, held in fault.params.items()}
    problem = Problem(fault.code, fault.message, fault.hint, params)
    number = status or STATUS.get(fault.code, 503 if isinstance(fault, Unavailable) else 400)
    return Response(codec.encode(problem), number, media_type="application/msgpack")


def _credential(request: Request, kind: str) -> str:
    word, _, secret = request.headers.get("authorization", "").partition(" ")
    if word != kind or not secret:
        raise Refused("forbidden", "This device is not known here", hint="Join again with a code")
    return secret


async def _body(request: Request, limit: int = MAX_PAGE_BYTES) -> bytes:
    """The message, unpacked within its bound; its size is known before it is unpacked."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/msgpack":
        raise Refused("invalid", "Only msgpack is read here")
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > limit:
            raise Refused("too_large", "Too much was sent at once")
    encoding = request.headers.get("content-encoding", "")
    if encoding not in {"", "identity", "zstd"}:
        raise Refused("invalid", "Only zstd is unpacked here")
    if encoding != "zstd":
        return bytes(data)
    try:
        size = zstandard.frame_content_size(bytes(data))
        if not 0 <= size <= limit:
            raise Refused("too_large", "Too much was sent at once")
        return zstandard.ZstdDecompressor().decompress(bytes(data), limit)
    except zstandard.ZstdError as error:
        raise Refused("invalid", "A message could not be read: {why}", why="zstd") from error


def _answered(request: Request, value: object) -> Response:
    data = codec.encode(value)
    headers: dict[str, str] = {"Cache-Control": "no-store"}
    if len(data) >= COMPRESS_FROM and "zstd" in request.headers.get("accept-encoding", ""):
        data = zstandard.ZstdCompressor(level=3).compress(data)
        headers["Content-Encoding"] = "zstd"
    return Response(data, headers=headers, media_type="application/msgpack")


def _verb(service: Service, name: str, kind: type) -> Handler:
    async def handle(request: Request) -> Response:
        desk = service.as_device(_credential(request, "Bearer"))
        data = await _body(request)

        def work() -> Response:
            ask: Any = codec.decode_as(kind, data)
            return _answered(request, getattr(desk, name)(ask))

        return await to_thread.run_sync(work)

    return handle


def _join(service: Service) -> Handler:
    async def handle(request: Request) -> Response:
        code = _credential(request, "Code")
        ask = codec.decode_as(protocol.Join, await _body(request))
        address = request.client.host if request.client else ""
        joined = await to_thread.run_sync(lambda: service.join(code, ask, address))
        return _answered(request, joined)

    return handle


def _adopt(service: Service) -> Handler:
    async def handle(request: Request) -> Response:
        token = _credential(request, "Bearer")
        data = await _body(request, ADOPT_BYTES)
        epoch = await to_thread.run_sync(lambda: adopt.adopt(service, token, data))
        return _answered(request, epoch)

    return handle


def _events(service: Service) -> Handler:
    async def handle(request: Request) -> Response:
        desk: Desk = service.as_device(_credential(request, "Bearer"))
        hints = await to_thread.run_sync(lambda: _started(desk))
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(_lines(hints), headers=headers, media_type="text/event-stream")

    return handle


def _started(desk: Desk) -> Iterator[Hint | None]:
    """The hints, asked for once now so that a wrong token is refused before the stream."""
    desk.heads()
    return iter(desk.events())


async def _lines(hints: Iterator[Hint | None]) -> AsyncIterator[bytes]:
    yield b": here\n\n"
    done = object()
    while True:
        hint = await to_thread.run_sync(lambda: next(hints, done), abandon_on_cancel=True)
        if hint is done:
            return
        if isinstance(hint, Hint) and hint.bucket:
            yield b"event: head\ndata: " + msgspec.json.encode(hint) + b"\n\n"
        else:
            yield b": still here\n\n"


def _health(service: Service) -> Handler:
    async def handle(request: Request) -> Response:
        await anyio.lowlevel.checkpoint()
        epoch = await to_thread.run_sync(lambda: service.epoch)
        return _answered(request, {"ok": True, "epoch": epoch, "version": protocol.VERSION})

    return handle
