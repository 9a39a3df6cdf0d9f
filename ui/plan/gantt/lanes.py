"""All campaigns in lanes: what lies over what, and who is booked twice. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ui.plan.gantt.chart import Bar
from ui.plan.gantt.timescale import DAY

KINDS = ("campaign", "account", "person")


@dataclass(frozen=True, slots=True)
class Piece:
    """A task in a lane: its bar, its campaign, the level at which it lies."""

    bar: Bar
    campaign: bytes
    level: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Days on which two tasks of a lane lie over one another."""

    first: int
    """Day numbers, both counted."""
    last: int
    low: int
    high: int
    """From which level to which."""

    @property
    def days(self) -> int:
        """How many days of the calendar."""
        return self.last - self.first + 1


@dataclass(slots=True)
class Lane:
    """One campaign, account or person, and what it has to do."""

    key: bytes | None
    name: str
    pieces: list[Piece] = field(default_factory=list[Piece])
    clashes: list[Clash] = field(default_factory=list[Clash])

    @property
    def levels(self) -> int:
        """How many bars lie over one another."""
        return max((piece.level for piece in self.pieces), default=0) + 1


def stacked(pieces: Iterable[Piece]) -> list[Piece]:
    """Each at the first level that is free."""
    found: list[Piece] = []
    free: list[tuple[int, int]] = []
    """When a level is free again, and which it is."""
    spare: list[int] = []
    count = 0
    for piece in sorted(pieces, key=lambda p: (p.bar.span, p.bar.key)):
        start, finish = piece.bar.span
        while free and free[0][0] <= start // DAY:
            heapq.heappush(spare, heapq.heappop(free)[1])
        if not spare:
            heapq.heappush(spare, count)
            count += 1
        level = heapq.heappop(spare)
        heapq.heappush(free, (_last(start, finish) + 1, level))
        found.append(Piece(piece.bar, piece.campaign, level))
    return found


def clashes(pieces: Sequence[Piece]) -> list[Clash]:
    """Days on which more than one task that is not done wants the same hands."""
    alive = [p for p in pieces if not p.bar.is_done and p.bar.kind == "task"]
    found: list[Clash] = []
    for number, one in enumerate(alive):
        for other in alive[number + 1 :]:
            if other.bar.span[0] // DAY > _last(*one.bar.span):
                break
            first = max(one.bar.span[0], other.bar.span[0]) // DAY
            last = min(_last(*one.bar.span), _last(*other.bar.span))
            if first <= last:
                low, high = sorted((one.level, other.level))
                found.append(Clash(first, last, low, high))
    return _merged(found)


def _merged(found: list[Clash]) -> list[Clash]:
    """Those that touch become one: a heap of outlines says less than one."""
    merged: list[Clash] = []
    for clash in sorted(found, key=lambda c: (c.first, c.last)):
        before = merged[-1] if merged else None
        if before is not None and clash.first <= before.last:
            low, high = min(before.low, clash.low), max(before.high, clash.high)
            last = max(before.last, clash.last)
            merged[-1] = Clash(before.first, last, low, high)
        else:
            merged.append(clash)
    return merged


def _last(start: int, finish: int) -> int:
    """The last day of a span; what ends at midnight ends the day before."""
    return max(start, finish - 1) // DAY


def lane(key: bytes | None, name: str, pieces: Iterable[Piece], *, clashes_too: bool) -> Lane:
    """A lane with its tasks stacked."""
    held = stacked(piece for piece in pieces if piece.bar.has_dates)
    return Lane(key, name, held, clashes(held) if clashes_too else [])
