"""Whole files over HTTP: brought by PUT and had by GET, under the hash of their bytes."""

from __future__ import annotations

from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from app.model.blob import is_digest
from app.model.errors import Refused
from sync.server import accounts, files
from sync.server.asking import credential
from sync.server.retry import Patience, retried
from sync.server.service import Service
from sync.server.shelf import MOST, Shelf
from sync.server.watch import NO_STORE, Handler

BYTES = "application/octet-stream"
HEADERS = {**NO_STORE, "X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}


class Porter:
    """What one device may do with files."""

    def __init__(self, service: Service, token: str) -> None:
        self._service = service
        self._token = token
        self.person = b""

    @property
    def patience(self) -> Patience:
        """How a call waits for the database."""
        return self._service.patience

    @property
    def shelf(self) -> Shelf:
        """Where the bytes lie; refused at a hub that keeps none."""
        if self._service.shelf is None:
            raise Refused("not_found", "This hub keeps no files")
        return self._service.shelf

    @retried
    def check(self) -> None:
        """Refused for a stranger, and for whom access was taken away."""
        with self._service.reading() as connection:
            caller = accounts.caller_of(connection, self._token)
        self.person = files.who_of(caller.actor).person

    @retried
    def brought(self, digest: str, size: int) -> None:
        """The bytes are on the shelf."""
        with self._service.writing() as connection:
            who = files.who_of(accounts.caller_of(connection, self._token).actor)
            files.brought(connection, who, digest, size, self._service.now_ms())

    @retried
    def find(self, digest: str) -> Path:
        """Where the bytes lie; refused alike where there are none and where this person may not
        have them."""
        with self._service.reading() as connection:
            who = files.who_of(accounts.caller_of(connection, self._token).actor)
            is_theirs = digest in files.readable(connection, who, [digest])
            is_theirs = is_theirs or digest in files.held_by(connection, who, [digest])
        found = self.shelf.path(digest) if is_theirs else None
        if found is None:
            raise Refused("not_found", "There is no such file at the hub")
        return found


def put(service: Service, reading: CapacityLimiter, writing: CapacityLimiter) -> Handler:
    """Take a file; it is kept only if its bytes have the hash of its name."""

    async def handle(request: Request) -> Response:
        porter = Porter(service, credential(request, "Bearer"))
        await to_thread.run_sync(porter.check, limiter=reading)
        request.state.person = porter.person
        digest, told = _digest(request), request.headers.get("content-length", "")
        if not told.isdigit() or int(told) > MOST:
            raise Refused("too_large", "Too much was sent at once")
        shelf = porter.shelf
        await to_thread.run_sync(shelf.room, int(told), limiter=reading)
        with shelf.receiving(digest, service.random_bytes(8).hex()) as incoming:
            async for part in request.stream():
                incoming.write(part)
        size = incoming.size
        await to_thread.run_sync(porter.brought, digest, size, limiter=writing)
        return Response(status_code=204, headers=NO_STORE)

    return handle


def get(service: Service, reading: CapacityLimiter) -> Handler:
    """Give a file, or the part of it that is asked for."""

    async def handle(request: Request) -> Response:
        porter = Porter(service, credential(request, "Bearer"))
        await to_thread.run_sync(porter.check, limiter=reading)
        request.state.person = porter.person
        digest = _digest(request)
        found = await to_thread.run_sync(porter.find, digest, limiter=reading)
        return FileResponse(found, headers=HEADERS, media_type=BYTES)

    return handle


def _digest(request: Request) -> str:
    digest = str(request.path_params["digest"])
    if not is_digest(digest):
        raise Refused("not_found", "There is no such file at the hub")
    return digest
