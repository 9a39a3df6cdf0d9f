"""What is told about the hub itself: whether it is well, what it counted, what it answered."""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from anyio import CapacityLimiter, to_thread
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from app.model.errors import Fault, Refused
from app.model.registry import SCHEMA_REV
from sync import protocol
from sync.server import log
from sync.server.metrics import CONTENT_TYPE, REFUSED, REQUESTS, Metrics
from sync.server.service import Service

LOOPBACK = frozenset(("127.0.0.1", "::1"))
NO_STORE = {"Cache-Control": "no-store"}
NUMBER = "X-Request-Id"
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read the counts: whoever is on this computer, or shows this token.

    Behind a proxy every caller comes from this computer, so there only the token counts.
    """

    token: str = ""
    is_proxied: bool = False

    def admits(self, request: Request) -> bool:
        """Whether this request may."""
        word, _, shown = request.headers.get("authorization", "").partition(" ")
        if self.token and word == "Bearer":
            return hmac.compare_digest(shown.encode(), self.token.encode())
        address = request.client.host if request.client else ""
        return not self.is_proxied and address in LOOPBACK


@dataclass(frozen=True, slots=True)
class Watched:
    """Counts and logs the requests of one route; `failed` makes an answer of a failure."""

    metrics: Metrics
    random_bytes: Callable[[int], bytes]
    failed: Callable[[Fault | DBAPIError], Response]

    async def run(self, route: str, request: Request, inner: Handler) -> Response:
        """The answer of a route; what is a bug goes on upwards once it is noted."""
        start = time.perf_counter()
        number = request.state.number = self.random_bytes(8).hex()
        code, status = "", 500
        try:
            reply = await self._answered(request, inner)
            status, code = reply.status_code, getattr(request.state, "refused", "")
        except Exception as bug:
            code = "bug"
            log.bug("bug", bug, request=number, route=route)
            raise
        finally:
            spent = time.perf_counter() - start
            self._count(route, status, spent, code)
            told = {"refused": code} if code else {}
            who = log.who(getattr(request.state, "person", b""))
            told |= {"request": number, "route": route, "person": who}
            log.info("request", status=status, ms=round(spent * 1000, 1), **told)
        reply.headers[NUMBER] = number
        return reply

    async def _answered(self, request: Request, inner: Handler) -> Response:
        try:
            return await inner(request)
        except (Fault, DBAPIError) as error:
            request.state.refused = error.code if isinstance(error, Fault) else "database"
            return self.failed(error)

    def _count(self, route: str, status: int, spent: float, code: str) -> None:
        self.metrics.add(REQUESTS, route, str(status))
        self.metrics.span(route, spent)
        if code:
            self.metrics.add(REFUSED, code)


def broken(request: Request, _: Exception) -> Response:
    """What the caller of a bug is told: the number under which it stands in the log."""
    number = getattr(request.state, "number", "")
    return Response(status_code=500, headers={**NO_STORE, NUMBER: number})


def health(service: Service, lane: CapacityLimiter) -> Handler:
    """Whether the hub and its database answer; for a load balancer."""

    async def handle(request: Request) -> Response:  # noqa: ARG001
        epoch = await to_thread.run_sync(lambda: service.epoch, limiter=lane)
        return _json(
            {
                "ok": True,
                "version": protocol.VERSION,
                "schema": SCHEMA_REV,
                "epoch": epoch,
                "database": service.database.engine.dialect.name,
            }
        )

    return handle


def counts(service: Service, access: Access) -> Handler:
    """The counts since the start, for Prometheus."""

    async def handle(request: Request) -> Response:
        if not access.admits(request):
            raise Refused("forbidden", "Only this computer or a token may read the counts")
        return Response(service.metrics.text(), headers=NO_STORE, media_type=CONTENT_TYPE)

    return handle


def _json(told: dict[str, object]) -> Response:
    data = msgspec.json.encode(told)
    return Response(data, headers=NO_STORE, media_type="application/json")
