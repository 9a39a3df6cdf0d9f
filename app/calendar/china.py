"""Chinese statutory holidays and make-up workdays (调休), year by year, as far as published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Any

import chinese_calendar  # pyright: ignore[reportMissingTypeStubs]
from chinese_calendar import constants  # pyright: ignore[reportMissingTypeStubs]

_tables: Any = constants


class Status(Enum):
    """What the calendar says of a day."""

    PLAIN = "plain"
    """As its weekday says."""
    OFF = "off"
    WORK = "work"
    """A weekend day that is worked (调休)."""
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True)
class Year:
    """The special days of a published year."""

    off: Mapping[date, str]
    work: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Holidays:
    """Special days by year; a year without days is not published (未公布)."""

    years: Mapping[int, Year] = field(default_factory=dict[int, Year])

    def is_published(self, year: int) -> bool:
        """Whether the days of this year are known."""
        return year in self.years

    def status(self, day: date) -> tuple[Status, str]:
        """What the day is, and the name of its holiday."""
        year = self.years.get(day.year)
        if year is None:
            return Status.UNPUBLISHED, ""
        if day in year.off:
            return Status.OFF, year.off[day]
        if day in year.work:
            return Status.WORK, year.work[day]
        return Status.PLAIN, ""

    def with_year(self, number: int, year: Year) -> Holidays:
        """These holidays with one year's file taken in; an empty one leaves it unpublished.

        A file may hold days of the December before; what is known of other days stays.
        """
        if not year.off and not year.work:
            return self
        years = dict(self.years)
        for moved in {number, *(d.year for d in (*year.off, *year.work))}:
            if moved != number and moved not in years:
                continue
            known = years.get(moved, Year({}, {}))
            off = {d: n for d, n in year.off.items() if d.year == moved}
            work = {d: n for d, n in year.work.items() if d.year == moved}
            kept_off = {d: n for d, n in known.off.items() if d not in work}
            kept_work = {d: n for d, n in known.work.items() if d not in off}
            years[moved] = Year({**kept_off, **off}, {**kept_work, **work})
        return replace(self, years=years)

    def first_named(self, name: str, year: int) -> date | None:
        """The first day off of a holiday in a year, or None where it is not published.

        A file may call 清明 清明节.
        """
        known = self.years.get(year)
        days = [d for d, n in known.off.items() if name in n] if known is not None else []
        return min(days, default=None)


@cache
def from_package() -> Holidays:
    """The years that the package `chinesecalendar` has."""
    off: dict[int, dict[date, str]] = {}
    work: dict[int, dict[date, str]] = {}
    for day, name in _tables.holidays.items():
        off.setdefault(day.year, {})[day] = _chinese(str(name))
    for day, name in _tables.workdays.items():
        work.setdefault(day.year, {})[day] = _chinese(str(name))
    years = {y: Year(off.get(y, {}), work.get(y, {})) for y in off}
    return Holidays(years)


def _chinese(name: str) -> str:
    for holiday in chinese_calendar.Holiday:
        if name in {holiday.name, holiday.value}:
            return str(holiday.chinese)  # pyright: ignore
    return name


def days_between(first: date, last: date) -> list[date]:
    """Every day from first to last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
