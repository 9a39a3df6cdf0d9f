"""Built-in functions that make dates, times and durations, and that ask about them."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import datetime as python
from collections.abc import Callable

from app.expr import temporal
from app.expr.binding import MISSING, Form, number_of, text_of
from app.expr.faults import Fail
from app.expr.temporal import SECOND, Date, DateTime, Days, Months, Time
from app.expr.values import Value, number, said

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GREGORIAN_CYCLE = 400


def _found(value: Value, what: object) -> Value:
    if value is None:
        raise Fail("“{text}” cannot be read", text=str(what)[:40])
    return value


def _date(from_: Value) -> Value:
    if isinstance(from_, DateTime):
        return from_.date
    if isinstance(from_, Date):
        return from_
    return _found(temporal.read_date(text_of(from_)), from_)


def _date_of_parts(year: Value, month: Value, day: Value) -> Value:
    parts = [number_of(part) for part in (year, month, day)]
    if any(part != part.to_integral_value() for part in parts):
        raise Fail("A date has whole numbers")
    made = temporal.make_date(*(int(part) for part in parts))
    return _found(made, "-".join(str(part) for part in parts))


def _time(from_: Value) -> Value:
    match from_:
        case Time():
            return from_
        case DateTime():
            return from_.time
        case Date():
            return Time(0, 0)
        case _:
            return _found(temporal.read_time(text_of(from_)), from_)


def _time_of_parts(hour: Value, minute: Value, second: Value, offset: Value = MISSING) -> Value:
    hours, minutes, seconds = (number_of(part) for part in (hour, minute, second))
    for part, most in ((hours, 24), (minutes, 60), (seconds, 60)):
        if not 0 <= part < most:
            raise Fail("There is no such time")
    whole = int(hours) * 3_600 + int(minutes) * 60
    nanos = whole * SECOND + int(seconds * SECOND)
    if offset is MISSING or offset is None:
        return Time(nanos)
    if not isinstance(offset, Days):
        raise Fail("An offset is a duration, not {kind}", kind=said(offset))
    if abs(offset.nanos) > temporal.MOST_OFFSET * SECOND or offset.nanos % SECOND:
        raise Fail("There is no such offset")
    return Time(nanos, offset.nanos // SECOND)


def _date_time(from_: Value) -> Value:
    if isinstance(from_, DateTime):
        return from_
    return _found(temporal.read_date_time(text_of(from_)), from_)


def _date_time_of(date: Value, time: Value) -> Value:
    if isinstance(date, DateTime):
        date = date.date
    if not isinstance(date, Date) or not isinstance(time, Time):
        raise Fail("A date and a time were expected")
    return DateTime(date, time)


def _duration(from_: Value) -> Value:
    if isinstance(from_, (Days, Months)):
        return from_
    return _found(temporal.read_duration(text_of(from_)), from_)


def _between(from_: Value, to: Value) -> Value:
    first, last = (v.date if isinstance(v, DateTime) else v for v in (from_, to))
    if not isinstance(first, Date) or not isinstance(last, Date):
        raise Fail("Two dates were expected")
    return Months(temporal.months_between(first, last))


def _day(value: Value) -> Date:
    day = value.date if isinstance(value, DateTime) else value
    if not isinstance(day, Date):
        raise Fail("A date was expected, not {kind}", kind=said(value))
    return day


def _of_day(tell: Callable[[Date], Value]) -> Callable[[Value], Value]:
    return lambda date: tell(_day(date))


def _day_of_year(day: Date) -> Value:
    return number(day.number - Date(day.year, 1, 1).number + 1)


def _week_of_year(day: Date) -> Value:
    # The calendar repeats every 400 years, weekdays too.
    year = day.year % GREGORIAN_CYCLE + 2 * GREGORIAN_CYCLE
    return number(python.date(year, day.month, day.day).isocalendar().week)


FUNCTIONS: dict[str, tuple[Form, ...]] = {
    "date": (Form(("from",), _date), Form(("year", "month", "day"), _date_of_parts)),
    "time": (
        Form(("from",), _time),
        Form(("hour", "minute", "second", "offset?"), _time_of_parts),
    ),
    "date and time": (Form(("from",), _date_time), Form(("date", "time"), _date_time_of)),
    "duration": (Form(("from",), _duration),),
    "years and months duration": (Form(("from", "to"), _between),),
    "day of year": (Form(("date",), _of_day(_day_of_year)),),
    "day of week": (Form(("date",), _of_day(lambda day: DAY_NAMES[day.weekday - 1])),),
    "month of year": (Form(("date",), _of_day(lambda day: MONTH_NAMES[day.month - 1])),),
    "week of year": (Form(("date",), _of_day(_week_of_year)),),
}
