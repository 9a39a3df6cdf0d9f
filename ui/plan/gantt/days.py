"""Which days are worked, for columns and for counting; asked once a day of the year."""

from __future__ import annotations

from datetime import date

from app.calendar import worktime
from app.plan.axis import DAY, Axis
from ui.plan.gantt import timescale

MOST = 5_000


class Days:
    """The working days of a campaign; the office's usual ones until its plan is read."""

    def __init__(self) -> None:
        self._calendar = worktime.standard()
        self._axis: Axis | None = None
        self._known: dict[date, bool] = {}
        self._counts: dict[tuple[int, int], int] = {}

    def use(self, axis: Axis | None) -> None:
        """The working times of a plan."""
        if axis is not self._axis:
            self._axis = axis
            self._known.clear()
            self._counts.clear()

    def is_workday(self, day: date) -> bool:
        """Whether somebody works on a day."""
        held = self._known.get(day)
        if held is None:
            if len(self._known) > MOST:
                self._known.clear()
            held = self._known[day] = self._ask(day)
        return held

    def _ask(self, day: date) -> bool:
        if self._axis is None:
            return self._calendar.is_workday(day)
        first = timescale.number_of(day) * DAY
        return self._axis.worked(first + DAY) > self._axis.worked(first)

    def count(self, start: int, finish: int) -> int:
        """Working days from one moment to another, both counted."""
        last = max(start, finish - 1) // DAY
        first = start // DAY
        if last - first > 3_660:
            return (last - first + 1) * 5 // 7
        found = self._counts.get((first, last))
        if found is None:
            if len(self._counts) > MOST:
                self._counts.clear()
            days = (timescale.day_of(number * DAY) for number in range(first, last + 1))
            found = self._counts[first, last] = sum(map(self.is_workday, days))
        return found

    def office(self, around: int) -> tuple[int, int]:
        """When work begins and ends on a usual day of the plan."""
        if self._axis is None:
            return timescale.OFFICE
        begin = self._axis.start_at(self._axis.worked(around))
        number = begin // DAY
        start = self._axis.start_at(self._axis.worked(number * DAY))
        end = self._axis.finish_at(self._axis.worked((number + 1) * DAY))
        return (
            (start % DAY, end - number * DAY)
            if start // DAY == number < end / DAY
            else timescale.OFFICE
        )
