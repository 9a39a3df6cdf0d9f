"""Sums up one year of working hours, so that far dates are found without walking there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

DAY_MINUTES = 24 * 60
Range = tuple[int, int]
Ranges = tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class YearTable:
    """`_sums_s[i]` seconds and `_counts[i]` working days come before day i of the year."""

    _days: tuple[Ranges, ...]
    _sums_s: tuple[int, ...]
    _counts: tuple[int, ...]

    @staticmethod
    def of(days: Sequence[Ranges]) -> YearTable:
        """The table of a year's days."""
        lengths_s = (sum(end - start for start, end in ranges) * 60 for ranges in days)
        counts = (int(bool(ranges)) for ranges in days)
        return YearTable(
            tuple(days),
            tuple(accumulate(lengths_s, initial=0)),
            tuple(accumulate(counts, initial=0)),
        )

    @property
    def total_s(self) -> int:
        """Working seconds of the year."""
        return self._sums_s[-1]

    @property
    def workdays(self) -> int:
        """Working days of the year."""
        return self._counts[-1]

    def before_s(self, index: int) -> int:
        """Working seconds before a day."""
        return self._sums_s[index]

    def workdays_before(self, index: int) -> int:
        """Working days before a day."""
        return self._counts[index]

    def workday(self, number: int) -> int:
        """Which day is the year's working day of that number, from 1."""
        return bisect_left(self._counts, number) - 1

    def end_at(self, at_s: int) -> tuple[int, int]:
        """Day and second of it when so much is first worked; `at_s` is above 0."""
        index = bisect_left(self._sums_s, at_s) - 1
        left_s = at_s - self._sums_s[index]
        for start, end in self._days[index]:
            if left_s <= (end - start) * 60:
                return index, start * 60 + left_s
            left_s -= (end - start) * 60
        raise AssertionError("more is asked than the day has")

    def start_at(self, at_s: int) -> tuple[int, int]:
        """Day and second of it until which only so much is worked; `at_s` is below the total."""
        index = bisect_right(self._sums_s, at_s) - 1
        left_s = at_s - self._sums_s[index]
        for start, end in self._days[index]:
            if left_s < (end - start) * 60:
                return index, start * 60 + left_s
            left_s -= (end - start) * 60
        raise AssertionError("more is asked than the day has")


def worked_s(ranges: Ranges, of_day_s: int) -> int:
    """Seconds worked on a day before one of its seconds."""
    return sum(max(0, min(end * 60, of_day_s) - start * 60) for start, end in ranges)
