"""Which working times each task of a file follows. Pure.

Those of its own calendar, of the people who do it, or of both at once; where several people do
it, the times at which any of them works. A length in elapsed time knows no days off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from app.calendar import worktime
from app.plan.axis import DAY, Axis, NoWork, Ranges
from app.plan.exchange.plan_file import Calendar, PlanFile, Task

ELAPSED = frozenset((4, 6, 8, 10, 12, 20))
"""Codes of `DurationFormat` for elapsed time."""
ESTIMATED = 32
FIXED_DURATION = "1"
MOST_DAYS = 40_000
Times: TypeAlias = Callable[[date], Ranges]


class Hours:
    """The axes of a plan's tasks; equal ones are made once."""

    def __init__(self, plan: PlanFile, around: int) -> None:
        self._around = around
        calendars = {calendar.uid: calendar for calendar in plan.calendars}
        self._times: dict[int | None, Times] = {
            uid: times_of(calendar, calendars) for uid, calendar in calendars.items()
        }
        standard = worktime.project_standard().ranges
        self._usual = plan.default_calendar if plan.default_calendar in self._times else None
        self._times.setdefault(None, standard)
        self._workers = _workers(plan)
        self._axes: dict[object, Axis] = {}

    def of(self, task: Task) -> Axis:
        """The axis of a task."""
        code = task.source.get("DurationFormat")
        if isinstance(code, str) and code.isdecimal() and int(code) % ESTIMATED in ELAPSED:
            return self._axis("elapsed", lambda _: ((0, DAY),))
        own = task.calendar_uid if task.calendar_uid in self._times else None
        people = self._people(task, own)
        if not people:
            uid = own if own is not None else self._usual
            return self._axis((uid,), self._times[uid])
        times: Times = _either([self._times[uid] for uid in people])
        if own is None:
            return self._axis(people, times)
        try:
            return self._axis((own, people), _both(self._times[own], times))
        except NoWork:  # nobody works when the task's calendar lets them
            return self._axis((own,), self._times[own])

    def _people(self, task: Task, own: int | None) -> tuple[int | None, ...]:
        """The calendars of those whose working times count for a task."""
        ignored = own is not None and task.source.get("IgnoreResourceCalendar") == "1"
        if ignored or task.source.get("Type") == FIXED_DURATION:
            return ()
        held = self._workers.get(task.uid, set())
        return tuple(
            sorted(
                {uid if uid in self._times and uid is not None else self._usual for uid in held},
                key=str,
            )
        )

    def _axis(self, key: object, times: Times) -> Axis:
        if key not in self._axes:
            self._axes[key] = Axis(times, self._around)
        return self._axes[key]


def _workers(plan: PlanFile) -> dict[int, set[int | None]]:
    """Task -> the calendars of the people who do it; None is the plan's."""
    of_person = {p.uid: p.calendar_uid for p in plan.people if p.kind == "person"}
    found: dict[int, set[int | None]] = {}
    for assignment in plan.assignments:
        if assignment.person_uid in of_person:
            calendar = of_person[assignment.person_uid]
            found.setdefault(assignment.task_uid, set()).add(calendar)
    return found


def _either(all_: Sequence[Times]) -> Times:
    """The times at which any of them works."""
    if len(all_) == 1:
        return all_[0]

    def of(day: date) -> Ranges:
        found: list[tuple[int, int]] = []
        for first, last in sorted(pair for times in all_ for pair in times(day)):
            if found and first <= found[-1][1]:
                found[-1] = found[-1][0], max(found[-1][1], last)
            else:
                found.append((first, last))
        return tuple(found)

    return of


def _both(a: Times, b: Times) -> Times:
    """The times at which both work."""

    def of(day: date) -> Ranges:
        others = b(day)
        pairs = ((max(f, g), min(t, u)) for f, t in a(day) for g, u in others)
        return tuple(sorted((first, last) for first, last in pairs if first < last))

    return of


def times_of(calendar: Calendar, by_uid: Mapping[int, Calendar]) -> Times:
    """The working times of any day, what is not said here being that of the base."""
    line = [calendar]
    while line[-1].base_uid in by_uid and len(line) <= len(by_uid):
        line.append(by_uid[line[-1].base_uid or 0])
    stated = [
        {
            day: exception.ranges
            for exception in reversed(held.exceptions)
            for day in _days(exception.first, exception.last)
        }
        for held in line
    ]
    standard = worktime.project_standard()

    def of(day: date) -> Ranges:
        for held, days in zip(line, stated, strict=True):
            if day in days:
                return days[day]
            if day.isoweekday() in held.week:
                return held.week[day.isoweekday()]
        return standard.ranges(day)

    return of


def _days(first: date, last: date) -> list[date]:
    count = min((last - first).days + 1, MOST_DAYS)
    return [date.fromordinal(first.toordinal() + number) for number in range(max(0, count))]
