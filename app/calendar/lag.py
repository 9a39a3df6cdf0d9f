"""Moves a moment by the lag of a link: working time, elapsed time, or a part of a duration."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from app.calendar.worktime import WorkCalendar
from app.model.errors import Refused

Unit = Literal["m", "h", "d", "w", "em", "eh", "ed", "ew", "%"]
UNITS: tuple[Unit, ...] = get_args(Unit)

_ELAPSED_MINUTES = {"em": 1, "eh": 60, "ed": 24 * 60, "ew": 7 * 24 * 60}
_MOST_MINUTES = 10_000 * 366 * 24 * 60


def add_lag(
    moment: datetime,
    value: Decimal,
    unit: str,
    calendar: WorkCalendar,
    *,
    minutes_per_day: int = 480,
    minutes_per_week: int = 2_400,
    duration_minutes: int = 0,
) -> datetime:
    """The moment after a lag (before it, when negative); `%` is of the duration."""
    if unit in _ELAPSED_MINUTES:
        return add_elapsed(moment, _whole(value * _ELAPSED_MINUTES[unit]))
    minutes = lag_minutes(
        value,
        unit,
        minutes_per_day=minutes_per_day,
        minutes_per_week=minutes_per_week,
        duration_minutes=duration_minutes,
    )
    return calendar.add_minutes(moment, minutes)


def lag_minutes(
    value: Decimal,
    unit: str,
    *,
    minutes_per_day: int = 480,
    minutes_per_week: int = 2_400,
    duration_minutes: int = 0,
) -> int:
    """The working minutes of a lag; an elapsed one has none of its own and is refused."""
    factors = {
        "m": Decimal(1),
        "h": Decimal(60),
        "d": Decimal(minutes_per_day),
        "w": Decimal(minutes_per_week),
        "%": Decimal(duration_minutes) / 100,
    }
    if unit not in factors:
        raise Refused("invalid", "{unit} is not a unit of working time", unit=unit)
    return _whole(value * factors[unit])


def add_elapsed(moment: datetime, minutes: int) -> datetime:
    """Minutes by the clock, whether worked or not."""
    try:
        return moment + timedelta(minutes=minutes)
    except OverflowError:
        raise Refused("invalid", "The lag leads out of the calendar") from None


def _whole(minutes: Decimal) -> int:
    if not minutes.is_finite() or abs(minutes) > _MOST_MINUTES:
        raise Refused("invalid", "The lag leads out of the calendar")
    return int(minutes.to_integral_value(ROUND_HALF_UP))
