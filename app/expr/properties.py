"""What stands behind a dot: entries of contexts, parts of dates, times and durations."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from app.expr.faults import Fail
from app.expr.temporal import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Date,
    DateTime,
    Days,
    Months,
    Time,
    time_offset,
)
from app.expr.values import Range, Value, number, said


def property_of(value: Value, name: str) -> Value:
    """An entry or a property; of a list, that of every item."""
    match value:
        case list():
            return [item.get(name) if type(item) is dict else _entry(item, name) for item in value]
        case None:
            raise Fail("There is no {name}: the value is empty", name=name)
        case _:
            return _entry(value, name, is_strict=True)


def _entry(value: Value, name: str, *, is_strict: bool = False) -> Value:
    if isinstance(value, dict):
        if name in value or not is_strict:
            return value.get(name)
        raise Fail("There is no {name} here", name=name)
    if value is None:
        return None
    parts = parts_of(value)
    if name not in parts:
        raise Fail("{kind} has no {name}", kind=said(value), name=name)
    return parts[name]


def parts_of(value: Value) -> dict[str, Value]:  # noqa: PLR0911 - one line for each kind
    """The properties of a value that is no context."""
    match value:
        case DateTime():
            return _day(value.date) | _clock(value.time, value.offset)
        case Date():
            return _day(value)
        case Time():
            return _clock(value, time_offset(value))
        case Days():
            return _of_days(value)
        case Months():
            sign = -1 if value.count < 0 else 1
            years, months = divmod(abs(value.count), 12)
            return {"years": number(sign * years), "months": number(sign * months)}
        case Range():
            return {
                "start": value.low,
                "end": value.high,
                "start included": value.has_low,
                "end included": value.has_high,
            }
        case _:
            return {}


def _day(date: Date) -> dict[str, Value]:
    parts = {"year": date.year, "month": date.month, "day": date.day, "weekday": date.weekday}
    return {name: number(part) for name, part in parts.items()}


def _clock(time: Time, offset: int | None) -> dict[str, Value]:
    hours, rest = divmod(time.nanos, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    return {
        "hour": number(hours),
        "minute": number(minutes),
        "second": number(rest // SECOND),
        "time offset": Days(offset * SECOND) if offset is not None else None,
        "timezone": time.zone,
    }


def _of_days(value: Days) -> dict[str, Value]:
    sign = -1 if value.nanos < 0 else 1
    days, rest = divmod(abs(value.nanos), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    parts = {"days": days, "hours": hours, "minutes": minutes, "seconds": rest // SECOND}
    return {name: number(sign * part) for name, part in parts.items()}
