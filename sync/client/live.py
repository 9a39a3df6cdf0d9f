"""The sync of a window: rounds at every hint and every own edit, and a state a person can read."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum

from app.model import ids
from app.model.blob import Blob
from app.model.change import Changes, Origin
from app.model.errors import Fault, Refused, Unavailable
from app.store import ledger
from app.store.files import Files
from app.store.profile import Profile
from app.store.replica import Replica
from sync.client.files import move
from sync.client.remote import HttpRemote
from sync.client.session import BACKOFF_S, POLL_S, remote_of
from sync.client.syncer import Report, Syncer
from sync.protocol import Carrier, Remote

GATHER_S = 0.15
"""Edits that follow so fast go together."""
MOST_SKEW_MS = 600_000


class Kind(StrEnum):
    """The six states of the badge (design/README.md)."""

    SYNCED = "synced"
    SYNCING = "syncing"
    OFFLINE = "offline"
    ATTENTION = "attention"
    CLOCK = "clock"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Status:
    """What the badge says: the state, what waits, what needs the person, when it last agreed."""

    kind: Kind
    waiting: int = 0
    conflicts: int = 0
    quarantined: int = 0
    parked: int = 0
    at_ms: int = 0
    fault: Fault | None = None

    @property
    def problems(self) -> int:
        """How many things need the person."""
        is_refused = self.fault is not None and self.kind is Kind.ATTENTION
        return self.conflicts + self.quarantined + self.parked + is_refused


Told = Callable[[object], None]
Named = Callable[[], Iterable[Blob]]


class Live:
    """Keeps one replica and its hub together until it is stopped; safe to steer from any thread."""

    def __init__(self, profile: Profile, replica: Replica, named: Named = list) -> None:
        """`named` tells the files that rows on this device name; asked from another thread."""
        self._profile = profile
        self._replica = replica
        self._named = named
        self._files = Files(profile.folder)
        self._carrier: Carrier | None = None
        self._agreed = threading.Event()
        self._wake = threading.Event()
        self._paused = threading.Event()
        self._renewed = threading.Event()
        self._stream: Callable[[], None] | None = None
        self._failures = 0
        self._status = Status(Kind.SYNCING)
        replica.changed.connect(self._on_changed)

    def use(self, profile: Profile) -> None:
        """Another way to the same hub, from the next connection on."""
        self._profile = profile
        self._renewed.set()
        self.retry()

    def retry(self) -> None:
        """A round now."""
        self._failures = 0
        self._wake.set()

    def pause(self, *, is_paused: bool) -> None:
        """No more rounds, or rounds again."""
        if is_paused:
            self._paused.set()
        else:
            self._paused.clear()
        self._wake.set()

    @property
    def is_paused(self) -> bool:
        """Whether the person paused it."""
        return self._paused.is_set()

    def run(self, told: Told, stopped: threading.Event) -> None:
        """Rounds until `stopped`; `told` gets every new `Status`."""
        while not stopped.is_set():
            try:
                with ExitStack() as stack:
                    remote = stack.enter_context(remote_of(self._profile))
                    self._rounds(remote, told, stopped)
            except Unavailable as fault:
                self._tell(told, Kind.OFFLINE, fault)
                self._rest(stopped)
            except Refused as fault:
                self._tell(told, Kind.ATTENTION, fault)
                self._rest(stopped)

    def listen(self, _told: Told, stopped: threading.Event) -> None:
        """Wait for the hub's hints beside the rounds; each one begins a round."""
        while not stopped.is_set():
            url = self._stream
            if url is None or self.is_paused:
                stopped.wait(0.5)
                continue
            try:
                url()
            except Fault:
                stopped.wait(2.0)

    def carry(self, told: Told, stopped: threading.Event) -> None:
        """Whole files beside the rounds, after each one that came to its end; `told` gets what
        was `Moved`."""
        while not stopped.is_set():
            carrier = self._carrier
            if not self._agreed.wait(0.5) or carrier is None or self.is_paused:
                continue
            self._agreed.clear()
            epoch = self._replica.whoami().epoch
            moved = move(self._files, carrier, epoch, self._named(), stopped.is_set)
            if moved.brought or moved.fetched:
                told(moved)

    def _rounds(self, remote: HttpRemote, told: Told, stopped: threading.Event) -> None:
        def hints() -> None:
            for _ in remote.events():
                self._wake.set()
                if stopped.is_set() or self._stream is not hints:
                    return

        self._stream, self._carrier = hints, remote
        try:
            self._renewed.clear()
            while not stopped.is_set() and not self._renewed.is_set():
                self._wake.clear()
                if self.is_paused:
                    self._tell(told, Kind.PAUSED)
                    self._sleep(stopped, POLL_S)
                    continue
                self._round(remote, told)
                self._failures = 0
                self._sleep(stopped, POLL_S)
        finally:
            self._stream = self._carrier = None

    def _round(self, remote: Remote, told: Told) -> None:
        if self._status.kind is not Kind.SYNCED or ledger.counts(self._replica).waiting:
            self._tell(told, Kind.SYNCING)
        report = Syncer(self._replica, remote, ids.wall_ms).sync()
        self._agreed.set()
        kind = Kind.SYNCED
        # What was set aside stays a matter for the person, however many good rounds follow.
        if report.conflicts or report.parked or report.quarantined or self._status.quarantined:
            kind = Kind.ATTENTION
        elif abs(self._replica.whoami().offset_ms) > MOST_SKEW_MS:
            kind = Kind.CLOCK
        self._tell(told, kind, report=report)

    def _tell(
        self, told: Told, kind: Kind, fault: Fault | None = None, report: Report | None = None
    ) -> None:
        counts = ledger.counts(self._replica)
        at = self._status.at_ms if report is None else ids.wall_ms()
        status = Status(
            kind,
            counts.waiting,
            counts.conflicts,
            self._status.quarantined + (report.quarantined if report is not None else 0),
            counts.parked,
            at,
            fault,
        )
        if replace(status, at_ms=0) != replace(self._status, at_ms=0) or report is not None:
            self._status = status
            told(status)

    def _rest(self, stopped: threading.Event) -> None:
        pause = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        self._failures += 1
        self._wake.clear()
        self._sleep(stopped, pause * random.uniform(0.5, 1.0))

    def _sleep(self, stopped: threading.Event, seconds: float) -> None:
        step = 0.25
        while seconds > 0 and not stopped.is_set() and not self._wake.wait(min(step, seconds)):
            seconds -= step
        if not stopped.is_set():
            stopped.wait(GATHER_S)

    def _on_changed(self, changes: Changes) -> None:
        if changes.origin is not Origin.REMOTE:
            self._wake.set()
