"""Hybrid logical clock: 48 bits of milliseconds, 16 bits of counter; it never refuses to tick.

Used for two things only: which of several concurrent values is shown, and history a
person can read. Decisions, limits and rights never follow it (sync.md 2b).
"""

from __future__ import annotations

from collections.abc import Callable

COUNTER_BITS = 16
AHEAD_LIMIT_MS = 10 * 60 * 1000


def pack(ms: int, counter: int = 0) -> int:
    """One stamp of a millisecond and a counter."""
    return ms << COUNTER_BITS | counter


def ms_of(stamp: int) -> int:
    """The millisecond of a stamp."""
    return stamp >> COUNTER_BITS


def held(stamp: int, hub_ms: int) -> int:
    """The stamp that orders an operation at the hub: at most ten minutes ahead of the hub."""
    return min(stamp, pack(hub_ms + AHEAD_LIMIT_MS))


class Clock:
    """One device's clock; keeps its stamps rising whatever the wall clock does."""

    def __init__(self, now_ms: Callable[[], int], last: int = 0, offset_ms: int = 0) -> None:
        self._now_ms = now_ms
        self.last = last
        self.offset_ms = offset_ms

    def now_ms(self) -> int:
        """The wall clock, corrected by what the hub told at the last contact."""
        return self._now_ms() + self.offset_ms

    def tick(self) -> int:
        """A stamp later than all before it."""
        self.last = max(pack(max(self.now_ms(), 0)), self.last + 1)
        return self.last

    def saw(self, stamp: int) -> None:
        """Another device's stamp was read; ours must follow it."""
        self.last = max(self.last, stamp)
