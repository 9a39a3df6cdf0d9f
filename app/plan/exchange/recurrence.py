"""The days that a repeated exception of an MS Project calendar means."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from datetime import date, timedelta

from app.plan.exchange import mspdi_values as values
from app.plan.exchange.tree import Tree, text

MAX_DAYS = 1_000
"""More days than this of one exception are not made; nobody plans so far."""


def days_of(item: Tree) -> list[tuple[date, date]]:
    """First and last day of each occurrence of an `Exception`; empty if it cannot be read."""
    period = item.get("TimePeriod", "") if isinstance(item, dict) else ""
    first, last = (values.moment(text(period, key)) for key in ("FromDate", "ToDate"))
    if first is None or last is None or last < first:
        return []
    start, finish = first.date(), last.date()
    kind = text(item, "Type")
    if kind in {"", "1", "9"} and _number(item, "Period", 1) <= 1:
        return [(start, finish)]
    limit = _number(item, "Occurrences", 0) if values.flag(item, "EnteredByOccurrences") else 0
    found: list[tuple[date, date]] = []
    for day in _days(item, kind, start, finish):
        if day > finish or len(found) >= min(limit or MAX_DAYS, MAX_DAYS):
            break
        if day >= start:
            found.append((day, day))
    return found


def _number(item: Tree, name: str, default: int) -> int:
    found = values.integer(text(item, name))
    return default if found is None else found


def _days(item: Tree, kind: str, start: date, finish: date) -> Iterator[date]:
    period = max(_number(item, "Period", 1), 1)
    match kind:
        case "6":
            return _weekly(start, finish, period, _number(item, "DaysOfWeek", 0))
        case "4" | "5":
            return _monthly(item, start, finish, period, kind == "5")
        case "2" | "3":
            return _yearly(item, start, finish, kind == "3")
        case _:
            return _daily(start, finish, period, _fitting(1 if kind == "8" else 0))


def _daily(start: date, finish: date, period: int, fitting: set[int]) -> Iterator[date]:
    """Every so many days; of weekdays alone when those are counted."""
    count = 0
    for offset in range((finish - start).days + 1):
        day = start + timedelta(days=offset)
        if day.isoweekday() in fitting:
            if count % period == 0:
                yield day
            count += 1


def _weekly(start: date, finish: date, period: int, mask: int) -> Iterator[date]:
    """Weeks begin on Sunday, the lowest bit of the mask."""
    sunday = start.toordinal() - start.isoweekday() % 7
    for week in range(sunday, finish.toordinal() + 1, 7 * period):
        for day in range(7):
            if mask >> day & 1 and week + day <= date.max.toordinal():
                yield date.fromordinal(week + day)


def _monthly(
    item: Tree, start: date, finish: date, period: int, is_relative: bool
) -> Iterator[date]:
    first = start.year * 12 + start.month - 1
    last = finish.year * 12 + finish.month - 1
    for month in range(first, last + 1, period):
        yield from _in_month(item, month // 12, month % 12 + 1, is_relative)


def _yearly(item: Tree, start: date, finish: date, is_relative: bool) -> Iterator[date]:
    month = _number(item, "Month", 0) + 1
    if 1 <= month <= 12:
        for year in range(start.year, finish.year + 1):
            yield from _in_month(item, year, month, is_relative)


def _in_month(item: Tree, year: int, month: int, is_relative: bool) -> Iterator[date]:
    length = months.monthrange(year, month)[1]
    if not is_relative:
        day = _number(item, "MonthDay", 1)
        if day >= 1:
            yield date(year, month, min(day, length))
        return
    fitting = _fitting(_number(item, "MonthItem", 0))
    days = [
        day
        for day in (date(year, month, number) for number in range(1, length + 1))
        if day.isoweekday() in fitting
    ]
    position = _number(item, "MonthPosition", 0)
    if days and 0 <= position <= 4:
        yield days[-1 if position == 4 else min(position, len(days) - 1)]


def _fitting(code: int) -> set[int]:
    """ISO weekdays of `MonthItem`: 0 any, 1 weekday, 2 weekend, then 3 Sunday to 9 Saturday."""
    match code:
        case 0:
            return set(range(1, 8))
        case 1:
            return set(range(1, 6))
        case 2:
            return {6, 7}
        case _:
            return {(code - 4) % 7 + 1} if code <= 9 else set()
