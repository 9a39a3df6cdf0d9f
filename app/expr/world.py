"""What an expression may know of the world, bound once for a run: clock, zone, working days."""

from __future__ import annotations

import datetime as python
from collections.abc import Callable, Mapping
from decimal import Decimal

from app.calendar.worktime import WorkCalendar
from app.expr.binding import number_of
from app.expr.faults import Fail
from app.expr.temporal import Date, DateTime, Time
from app.expr.values import Value, number, said

World = Mapping[str, Callable[..., Value]]
FIRST, LAST = 1900, 2200
"""Years in which working days are counted."""


def world(now: python.datetime, calendar: WorkCalendar) -> World:
    """The functions that ask it. `now` is aware, in the workspace's zone: the instant of the
    commit, so that the hub and every replica get the same answer."""
    here = date_time(now)

    def between(first: Value, last: Value) -> Value:
        return number(calendar.workdays_between(_day(first), _day(last)))

    def add(day: Value, count: Value) -> Value:
        steps = number_of(count)
        if steps != steps.to_integral_value() or abs(steps) > Decimal(10_000):
            raise Fail("A whole number of working days was expected")
        return from_python(calendar.add_workdays(_day(day), int(steps)))

    return {
        "today": lambda: here.date,
        "now": lambda: here,
        "workdays between": between,
        "add workdays": add,
    }


PARAMS: Mapping[str, tuple[str, ...]] = {
    "today": (),
    "now": (),
    "workdays between": ("from", "to"),
    "add workdays": ("date", "count"),
}
"""The parameters of the functions that ask the world."""


def from_python(day: python.date) -> Date:
    """A day of Python as one of the language."""
    return Date(day.year, day.month, day.day)


def date_time(at: python.datetime) -> DateTime:
    """An aware time of Python as one of the language."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    nanos = (at.replace(tzinfo=None) - midnight) // python.timedelta(microseconds=1) * 1_000
    offset = at.utcoffset()
    seconds = None if offset is None else round(offset.total_seconds())
    return DateTime(from_python(at.date()), Time(nanos, seconds))


def _day(value: Value) -> python.date:
    day = value.date if isinstance(value, DateTime) else value
    if not isinstance(day, Date):
        raise Fail("A date was expected, not {kind}", kind=said(value))
    if not FIRST <= day.year <= LAST:
        raise Fail("The working days of this year are not known")
    return python.date(day.year, day.month, day.day)
