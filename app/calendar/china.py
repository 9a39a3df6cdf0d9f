"""Knows China's published days off and make-up workdays (调休), year by year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

import chinese_calendar
from chinese_calendar import constants

NEW_YEAR = "元旦"
_NAMES = {
    "New Year's Day": NEW_YEAR,
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What the State Council says of one day: off, or worked to make up for it."""

    name: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class Status:
    """A day: `name` is the holiday it belongs to, empty on ordinary days."""

    kind: Literal["off", "work", "unpublished"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One year's notice; it may name days of the December before."""

    year: int
    marks: Mapping[date, Mark]


@dataclass(frozen=True, slots=True)
class Holidays:
    """The notices known so far; a year without one is 未公布."""

    papers: tuple[Paper, ...]
    _marks: Mapping[int, Mapping[date, Mark]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        marks: dict[int, dict[date, Mark]] = {}
        # A later notice knows better about the days between two years.
        for paper in sorted(self.papers, key=lambda paper: paper.year):
            for day, mark in paper.marks.items():
                marks.setdefault(day.year, {})[day] = mark
        object.__setattr__(self, "_marks", marks)

    def is_published(self, year: int) -> bool:
        """Whether the year's notice is known."""
        return any(paper.year == year for paper in self.papers)

    def marks_of(self, year: int) -> Mapping[date, Mark]:
        """The days of a year that are not what their weekday says, or are named."""
        return self._marks.get(year, {})

    def mark(self, day: date) -> Mark | None:
        """What was published of one day, if anything."""
        return self.marks_of(day.year).get(day)

    def status(self, day: date) -> Status:
        """Off or work, where it is known."""
        mark = self.mark(day)
        if mark is not None:
            return Status("off" if mark.is_off else "work", mark.name)
        if not self.is_published(day.year):
            return Status("unpublished")
        return Status("work" if day.weekday() < 5 else "off")

    def with_year(self, paper: Paper) -> Holidays:
        """With one year's notice in place of what was known of it; an empty one says nothing."""
        if not paper.marks:
            return self
        others = tuple(known for known in self.papers if known.year != paper.year)
        return Holidays((*others, paper))


def paper_year(day: date, name: str) -> int:
    """The year whose notice names a day: New Year's days in December are in the next year's."""
    return day.year + 1 if day.month == 12 and NEW_YEAR in name else day.year


def papers_of(marks: Mapping[date, Mark]) -> tuple[Paper, ...]:
    """Marks sorted into the notices they come from."""
    years: dict[int, dict[date, Mark]] = {}
    for day, mark in marks.items():
        years.setdefault(paper_year(day, mark.name), {})[day] = mark
    return tuple(Paper(year, years[year]) for year in sorted(years))


@cache
def from_package() -> Holidays:
    """What `chinesecalendar` knows: 2004 to 2026."""
    off: Mapping[date, str] = constants.holidays
    worked: Mapping[date, str] = constants.workdays
    marks = {day: Mark(_NAMES.get(name, name), True) for day, name in off.items()}
    marks |= {day: Mark(_NAMES.get(name, name), False) for day, name in worked.items()}
    return Holidays(papers_of(marks))


def qingming(year: int) -> date | None:
    """清明 by the package's solar terms, which reach from 1900 to 2100."""
    if not 1900 <= year <= 2100:
        return None
    terms = chinese_calendar.get_solar_terms(dt.date(year, 4, 3), dt.date(year, 4, 7))
    return next((day for day, name in terms if name == "清明"), None)
