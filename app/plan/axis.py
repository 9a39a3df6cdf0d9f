"""Working time as one axis: every moment has a number of worked minutes before it, and back.

Moments are minutes since 1970-01-01 00:00 on the wall of the workspace. A boundary between two
working times has two moments (Friday 17:00 and Monday 08:00) and one place on the axis.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, datetime, timedelta

DAY = 1_440
EPOCH = datetime(1970, 1, 1)
CHUNK = 400
"""Days that are laid out at a time."""
HORIZON = 366 * 150
Ranges = tuple[tuple[int, int], ...]


def minutes_of(moment: datetime) -> int:
    """A wall time as minutes; seconds are dropped."""
    return int((moment - EPOCH) // timedelta(minutes=1))


def moment_of(minutes: int) -> datetime:
    """Minutes as a wall time."""
    return EPOCH + timedelta(minutes=minutes)


class NoWork(Exception):
    """A calendar in which nobody ever works."""


class Axis:
    """The working times of one calendar; laid out as far as it is asked."""

    def __init__(self, ranges: Callable[[date], Ranges], around: int) -> None:
        self._ranges = ranges
        first = around // DAY - CHUNK
        self._first, self._end = first, first
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._done: list[int] = []
        """Worked minutes before each working time; the first may be negative."""
        self._before = 0
        """Worked minutes at the beginning of what is laid out."""
        self._after = 0
        self._grow_on(2 * CHUNK)

    def worked(self, moment: int) -> int:
        """Worked minutes up to a moment."""
        if not self._first * DAY <= moment < self._end * DAY:
            self._reach(moment)
        at = bisect_right(self._starts, moment) - 1
        if at < 0:
            return self._before
        return self._done[at] + min(moment, self._ends[at]) - self._starts[at]

    def start_at(self, work: int) -> int:
        """The moment after so much work, where more begins: at a boundary the later one."""
        while work >= self._after:
            self._grow_on(CHUNK)
        while work < self._before:
            self._grow_back(CHUNK)
        at = bisect_right(self._done, work) - 1
        return self._starts[at] + work - self._done[at]

    def finish_at(self, work: int) -> int:
        """The moment after so much work, where it ends: at a boundary the earlier one."""
        while work > self._after:
            self._grow_on(CHUNK)
        while work <= self._before:
            self._grow_back(CHUNK)
        at = bisect_left(self._done, work) - 1
        return self._starts[at] + work - self._done[at]

    def is_working(self, moment: int) -> bool:
        """Whether somebody works in the minute that begins here."""
        self._reach(moment)
        at = bisect_right(self._starts, moment) - 1
        return at >= 0 and moment < self._ends[at]

    def laid_out(self, first: int, last: int) -> tuple[list[int], list[int], list[int]]:
        """Starts and ends of the working times, and the worked minutes before each, at least
        from a day before `first` to a day after `last`."""
        self._reach(first - DAY)
        self._reach(last + DAY)
        while self._starts[0] > first:
            self._grow_back(CHUNK)
        while self._ends[-1] < last:
            self._grow_on(CHUNK)
        return self._starts, self._ends, self._done

    def _reach(self, moment: int) -> None:
        while moment >= self._end * DAY:
            self._grow_on(CHUNK)
        while moment < self._first * DAY:
            self._grow_back(CHUNK)

    def _days(self, first: int, end: int) -> tuple[list[int], list[int]]:
        if abs(first) > HORIZON or abs(end) > HORIZON:
            raise NoWork
        starts: list[int] = []
        ends: list[int] = []
        for number in range(first, end):
            base = number * DAY
            for low, high in self._ranges((EPOCH + timedelta(days=number)).date()):
                if ends and ends[-1] == base + low:  # over midnight it is one working time
                    ends[-1] = base + high
                else:
                    starts.append(base + low)
                    ends.append(base + high)
        return starts, ends

    def _grow_on(self, days: int) -> None:
        starts, ends = self._days(self._end, self._end + days)
        self._end += days
        for start, end in zip(starts, ends, strict=True):
            self._starts.append(start)
            self._ends.append(end)
            self._done.append(self._after)
            self._after += end - start

    def _grow_back(self, days: int) -> None:
        starts, ends = self._days(self._first - days, self._first)
        self._first -= days
        done: list[int] = []
        at = self._before - sum(e - s for s, e in zip(starts, ends, strict=True))
        self._before = at
        for start, end in zip(starts, ends, strict=True):
            done.append(at)
            at += end - start
        self._starts[:0], self._ends[:0], self._done[:0] = starts, ends, done
