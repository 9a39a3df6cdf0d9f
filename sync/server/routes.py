"""The service over HTTP: bounded, typed, and deaf to browsers (security.md 1 to 3)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Container
from contextlib import suppress
from dataclasses import dataclass

import anyio
import msgspec
import zstandard
from anyio import CapacityLimiter, to_thread
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.model import codec
from app.model.errors import Fault, Refused, Unavailable
from sync import protocol
from sync.protocol import MAX_PAGE_BYTES, Problem
from sync.server import accounts, porter, retry, watch
from sync.server.asking import credential
from sync.server.desk import COALESCE_S, HEARTBEAT_S, Desk, moved
from sync.server.metrics import LISTENERS
from sync.server.service import Service
from sync.server.watch import NO_STORE, Access, Handler, Watched

COMPRESS_FROM = 512
PACKED = "application/msgpack"
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
    "disk_full": 507,
}
ASKS: dict[str, type[object]] = {
    "meet": protocol.Meet,
    "push": protocol.Push,
    "hashes": protocol.HashesAsk,
    "pull": protocol.Pull,
    "rows": protocol.RowsAsk,
    "digest": protocol.DigestAsk,
    "fetch": protocol.FetchAsk,
    "invite": protocol.InviteAsk,
    "revoke": protocol.RevokeAsk,
    "lack": protocol.LackAsk,
}
WRITERS = frozenset(("push", "invite", "revoke"))
READERS = 16


@dataclass(frozen=True, slots=True)
class Lanes:
    """How many calls work at once; one writes, so that those who wait for it hold up nobody."""

    reading: CapacityLimiter
    writing: CapacityLimiter

    def of(self, name: str) -> CapacityLimiter:
        """The lane of a call."""
        return self.writing if name in WRITERS else self.reading


def app(service: Service, hosts: Container[str], access: Access | None = None) -> Starlette:
    """The web application; `hosts` are the names under which it answers."""
    lanes = Lanes(CapacityLimiter(READERS), CapacityLimiter(1))
    posts = {name: _verb(service, lanes, name) for name in ASKS}
    posts |= {"join": _join(service, lanes), "adopt": _adopt(service, lanes)}
    gets = {
        "/v1/events": _events(service, lanes),
        "/v1/health": watch.health(service, lanes.reading),
        "/metrics": watch.counts(service, access or Access()),
    }
    watched = Watched(service.metrics, service.random_bytes, _told)
    routes = [
        Route(f"/v1/{name}", _guarded(watched, inner, name, hosts), methods=["POST"])
        for name, inner in posts.items()
    ]
    routes += [
        Route(path, _guarded(watched, inner, path.rpartition("/")[2], hosts), methods=["GET"])
        for path, inner in gets.items()
    ]
    carried = {
        "PUT": porter.put(service, lanes.reading, lanes.writing),
        "GET": porter.get(service, lanes.reading),
    }
    routes += [
        Route("/v1/files/{digest}", _guarded(watched, inner, "files", hosts), methods=[method])
        for method, inner in carried.items()
    ]
    return Starlette(routes=routes, exception_handlers={Exception: watch.broken})


def _guarded(watched: Watched, inner: Handler, route: str, hosts: Container[str]) -> Handler:
    async def named(request: Request) -> Response:
        if request.headers.get("host", "") not in hosts:
            raise Refused("forbidden", "This hub does not answer under that name")
        return await inner(request)

    async def handle(request: Request) -> Response:
        reply = await watched.run(route, request, named)
        if reply.headers.get("content-type") == PACKED:
            question = request.headers.get(protocol.DIGEST, "")
            reply.headers[protocol.DIGEST] = protocol.sealed(question, bytes(reply.body))
        return reply

    return handle


def _told(error: Fault | DBAPIError) -> Response:
    return _failed(error if isinstance(error, Fault) else unavailable(error))


def unavailable(error: DBAPIError) -> Unavailable:
    """What a database says when it cannot now; everything else is a bug."""
    said = str(error.orig).lower()
    if "full" in said or getattr(error.orig, "sqlstate", None) == retry.FULL:
        return Unavailable("disk_full", "The disk is full", kept="Nothing was changed")
    if "busy" in said or "locked" in said:
        return Unavailable("busy", "Another program is writing to this file; try again")
    if "disk i/o" in said or "unable to open" in said:
        return Unavailable("busy", "The disk reports an error", kept="Nothing was changed")
    raise error


def _failed(fault: Fault) -> Response:
    params = {key: str(held) for key, held in fault.params.items()}
    problem = Problem(fault.code, fault.message, fault.hint, params)
    number = STATUS.get(fault.code, 503 if isinstance(fault, Unavailable) else 400)
    if fault.message == accounts.STRANGER:
        number = 401
    return Response(codec.encode(problem), number, NO_STORE, media_type="application/msgpack")


async def _body(request: Request, limit: int = MAX_PAGE_BYTES) -> bytes:
    """The message, unpacked within its bound; its size is known before it is unpacked."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/msgpack":
        raise Refused("invalid", "Only msgpack is read here")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise Refused("too_large", "Too much was sent at once")
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > limit:
            raise Refused("too_large", "Too much was sent at once")
    if request.headers.get(protocol.DIGEST) not in {None, protocol.sealed("", bytes(data))}:
        raise Unavailable("offline", "A message could not be read: {why}", why="digest")
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
    headers = dict(NO_STORE)
    if len(data) >= COMPRESS_FROM and "zstd" in request.headers.get("accept-encoding", ""):
        data = zstandard.ZstdCompressor(level=3).compress(data)
        headers["Content-Encoding"] = "zstd"
    return Response(data, headers=headers, media_type="application/msgpack")


def _verb(service: Service, lanes: Lanes, name: str) -> Handler:
    kind = ASKS[name]

    async def handle(request: Request) -> Response:
        desk = service.as_device(credential(request, "Bearer"))
        data = await _body(request)

        def work() -> Response:
            return _answered(request, getattr(desk, name)(codec.decode_as(kind, data)))

        try:
            return await to_thread.run_sync(work, limiter=lanes.of(name))
        finally:
            request.state.person = desk.person

    return handle


def _join(service: Service, lanes: Lanes) -> Handler:
    async def handle(request: Request) -> Response:
        code = credential(request, "Code")
        ask = codec.decode_as(protocol.Join, await _body(request))
        address = request.client.host if request.client else ""
        joined = await to_thread.run_sync(
            lambda: service.join(code, ask, address), limiter=lanes.writing
        )
        return _answered(request, joined)

    return handle


def _adopt(service: Service, lanes: Lanes) -> Handler:
    async def handle(request: Request) -> Response:
        token = credential(request, "Bearer")
        desk = service.as_device(token)
        caller = await to_thread.run_sync(desk.check, limiter=lanes.reading)
        if caller.actor.grants.get("*") != "owner":
            raise Refused("forbidden", "Only the owner may do this")
        data = await _body(request, ADOPT_BYTES)
        epoch = await to_thread.run_sync(lambda: service.adopt(token, data), limiter=lanes.writing)
        return _answered(request, epoch)

    return handle


def _events(service: Service, lanes: Lanes) -> Handler:
    async def handle(request: Request) -> Response:
        desk = service.as_device(credential(request, "Bearer"))
        # Asked for once now, so that a wrong token is refused before the stream begins.
        caller = await to_thread.run_sync(desk.check, limiter=lanes.reading)
        if caller.actor.is_revoked:
            raise Refused("forbidden", "Your access to this workspace was taken away")
        request.state.person = desk.person
        stream = _lines(service, desk, lanes)
        return StreamingResponse(stream, headers=NO_STORE, media_type="text/event-stream")

    return handle


async def _lines(service: Service, desk: Desk, lanes: Lanes) -> AsyncIterator[bytes]:
    """Hints as they come. No thread waits here: there may be more listeners than threads."""
    bell = service.bell
    loop = asyncio.get_running_loop()
    news = asyncio.Event()

    def tell() -> None:
        # A loop that ended has nobody to tell; whoever rings was heard by all others.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(news.set)

    forget = bell.listen(tell)
    service.metrics.add(LISTENERS)
    try:
        known = await to_thread.run_sync(desk.seqs, limiter=lanes.reading)
        yield b": here\n\n"
        while not bell.closed:
            with anyio.move_on_after(HEARTBEAT_S):
                await news.wait()
            if not news.is_set():
                yield b": still here\n\n"
                continue
            news.clear()
            now = await to_thread.run_sync(desk.seqs, limiter=lanes.reading)
            for hint in moved(known, now):
                yield b"event: head\ndata: " + msgspec.json.encode(hint) + b"\n\n"
            if not now:
                # Everybody reads at least what is theirs: this access was taken away.
                return
            known = now
            await anyio.sleep(COALESCE_S)
    finally:
        forget()
        service.metrics.add(LISTENERS, by=-1)
