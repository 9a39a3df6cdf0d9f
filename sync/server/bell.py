"""Wakes those who wait for news of the hub; carries no data."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Bell:
    """Rung after each commit; heard in threads by waiting, and elsewhere by a call."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._count = 0
        self._listeners: dict[int, Callable[[], object]] = {}
        self._next = 0
        self.closed = False

    @property
    def count(self) -> int:
        """How often it rang."""
        return self._count

    def ring(self) -> None:
        """Something is new."""
        with self._turn:
            self._count += 1
            self._turn.notify_all()
            listeners = list(self._listeners.values())
        for tell in listeners:
            tell()

    def wait(self, since: int, timeout_s: float) -> int:
        """The count of rings, once it is not `since` any more or the time is over."""
        with self._turn:
            self._turn.wait_for(lambda: self._count != since or self.closed, timeout_s)
            return self._count

    def listen(self, tell: Callable[[], object]) -> Callable[[], None]:
        """Call `tell` at every ring, from the thread that rings; the answer ends it."""
        with self._turn:
            self._next += 1
            number = self._next
            self._listeners[number] = tell
        return lambda: self._forget(number)

    def _forget(self, number: int) -> None:
        with self._turn:
            self._listeners.pop(number, None)

    def close(self) -> None:
        """The hub stops: nobody waits any more."""
        with self._turn:
            self.closed = True
            self._turn.notify_all()
            listeners = list(self._listeners.values())
        for tell in listeners:
            tell()
