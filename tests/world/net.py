"""What goes wrong between the laptops and the hub of a simulated world."""

from __future__ import annotations

from abc import abstractmethod

import requests

from tests.fakes.disk import Fault as DiskFault
from tests.fakes.disk import Loss
from tests.world import wire
from tests.world.act import SHORT, Act, Bad
from tests.world.hub import Site
from tests.world.laptop import Laptop
from tests.world.template import BEGIN_MS
from tests.world.wire import Asked, Told

LOSSES = (Loss.ALL, Loss.REORDERED, Loss.TORN)
STATUSES = (500, 502, 503, 429)


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class Violation(AssertionError):
    """An invariant does not hold; the text begins with its name."""


class Network:
    """The way from every laptop to the hub, and the time that passes on it."""

    hub: Site

    def __init__(self) -> None:
        self.ms = BEGIN_MS
        self.log: list[str] = []
        self.late: list[tuple[int, Asked]] = []
        self.total = 0
        self.hub_point = ""
        """The failpoint at which the node that is asked next dies."""
        self.requests = self.bytes = 0

    @abstractmethod
    def run(self, act: Act) -> None:
        """Something that happens while a request is on its way."""

    def say(self, *words: object) -> None:
        """A line of the trace."""
        self.log.append(" ".join(str(word) for word in words))

    def carry(self, laptop: Laptop, asked: Asked) -> Told:
        """A request through whatever is wrong with the network now."""
        call, laptop.calls = laptop.calls, laptop.calls + 1
        self.ms += 5
        self.total += 1
        bads = [b for b in laptop.bad if b.at == call and b.kind in SHORT]
        for bad in bads:
            if bad.act is not None:
                self.run(bad.act)
        self.arrive([one for one in self.late if one[0] <= self.total])
        bad = next((b for b in bads if b.act is None), Bad("", 0))
        try:
            told = self._through(laptop, asked, bad)
        except requests.RequestException as error:
            self.say(" ", laptop.seat.name, asked.path, bad.kind, error)
            raise
        self.say(" ", laptop.seat.name, asked.path, bad.kind, told.status, len(told.body))
        laptop.told.setdefault(asked.path, []).append(told)
        return _hurt(told, bad)

    def arrive(self, late: list[tuple[int, Asked]]) -> None:
        """Requests that were held up on the way; nobody waits for their answers."""
        for one in late:
            if one in self.late:
                self.late.remove(one)
                self._deliver(one[1], 0)

    def _through(self, laptop: Laptop, asked: Asked, bad: Bad) -> Told:
        if bad.kind in {"lost", "late"}:
            self._lose(asked, bad)
        match bad.kind:
            case "slow":
                self.ms += bad.arg
            case "portal":
                return Told(200, {"content-type": "text/html"}, wire.PORTAL)
            case "error":
                return Told(STATUSES[bad.arg % 4], {"content-type": "text/plain"}, b"no")
            case "stale" if laptop.told.get(asked.path):
                old = laptop.told[asked.path]
                return old[bad.arg % len(old)]
            case "flipup":
                asked = Asked(asked.path, asked.headers, flipped(asked.body, bad.arg))
            case "hubdie":
                self.hub_point = ("hub_before_commit", "hub_after_commit")[bad.arg % 2]
            case "hubcut" | "hubpower":
                self.hub.disk.arm(bad.arg % 14 + 1, DiskFault.POWER)
            case "hubfull":
                self.hub.disk.arm(bad.arg % 14 + 1, DiskFault.FULL)
            case _:
                pass
        loss = LOSSES[bad.arg % 3] if bad.kind == "hubpower" else Loss.NOTHING
        told = self._deliver(asked, bad.arg, loss)
        if bad.kind == "twice":
            told = self._deliver(asked, bad.arg + 1)
        if bad.kind == "cut":
            raise requests.ConnectionError("cut")
        return told

    def _lose(self, asked: Asked, bad: Bad) -> None:
        if bad.kind == "late":
            self.late.append((self.total + bad.arg % 7 + 1, asked))
            self.ms += 60_000
            raise requests.ReadTimeout("late")
        raise requests.ConnectionError("lost")

    def _deliver(self, asked: Asked, choice: int, loss: Loss = Loss.NOTHING) -> Told:
        number = choice % len(self.hub.nodes)
        told: Told | None = None
        self.requests += 1
        self.bytes += len(asked.body)
        try:
            told = wire.ask(self.hub.nodes[number].app, asked)
        except Killed:
            self.hub.restart_node(number)
        except Exception as error:
            if not self.hub.disk.is_failing:
                raise Violation(f"I13 hub {asked.path}: {error!r}") from error
        self.hub_point = ""
        if self.hub.disk.is_failing and self.hub.disk.fault is DiskFault.POWER:
            self.hub.die(loss, choice)
            told = None
        self.hub.disk.heal()
        if told is None:
            raise requests.ConnectionError("the hub is gone")
        self.bytes += len(told.body)
        return told


def flipped(body: bytes, choice: int) -> bytes:
    """One bit is not what it was."""
    if not body:
        return body
    place, bit = choice % len(body), choice % 8
    return body[:place] + bytes([body[place] ^ 1 << bit]) + body[place + 1 :]


def _hurt(told: Told, bad: Bad) -> Told:
    """An answer on its way back."""
    if bad.kind == "flip":
        return Told(told.status, told.headers, flipped(told.body, bad.arg))
    if bad.kind in {"short", "clip"} and told.body:
        part = told.body[: bad.arg % len(told.body)]
        length = len(told.body) if bad.kind == "short" else len(part)
        return Told(told.status, told.headers, part, length)
    return told
