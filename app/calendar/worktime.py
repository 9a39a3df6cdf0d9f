"""Says when work is done: weekday hours, dated exceptions, a base calendar, holidays with 调休."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from app.calendar.china import Holidays, Mark
from app.calendar.yeartable import DAY_MINUTES, Ranges, YearTable, worked_s
from app.model.errors import Refused

MINUTE_S = 60
_OFFICE: Ranges = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
_PROJECT: Ranges = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))


@dataclass(frozen=True, slots=True)
class Exempt:
    """Days (the last one included) with hours of their own; no ranges is a day off."""

    first: date
    last: date
    ranges: Ranges = ()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Refused("invalid", "An exception cannot end before it begins")
        _check(self.ranges)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working hours in wall time.

    `week` is Monday to Sunday; None takes the hours of `base`. What counts first: own
    exceptions (the later of two), those of the base, holidays, own weekdays, the base's.
    """

    week: tuple[Ranges | None, ...]
    exceptions: tuple[Exempt, ...] = ()
    base: WorkCalendar | None = None
    holidays: Holidays | None = None
    # Year tables are a cache: they never change what the value is.
    _years: dict[int, YearTable] = field(
        default_factory=dict[int, YearTable], init=False, repr=False, compare=False
    )
    _plain: dict[tuple[int, bool], YearTable] = field(
        default_factory=dict[tuple[int, bool], YearTable], init=False, repr=False, compare=False
    )
    _special: dict[int, Mapping[date, Ranges]] = field(
        default_factory=dict[int, Mapping[date, Ranges]], init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise Refused("invalid", "A week has seven days")
        for ranges in self.week:
            _check(ranges or ())

    @property
    def known_holidays(self) -> Holidays | None:
        """Its own holidays, else those of its base."""
        if self.holidays is None and self.base is not None:
            return self.base.known_holidays
        return self.holidays

    def ranges(self, day: date) -> Ranges:
        """The working hours of a day, in minutes since midnight."""
        special = self._special_days(day.year).get(day)
        return self._weekday(day.weekday()) if special is None else special

    def is_workday(self, day: date) -> bool:
        """Whether anything is worked on that day."""
        return bool(self.ranges(day))

    def is_published(self, day: date) -> bool:
        """False where the holidays of the day's year are not known yet (未公布)."""
        holidays = self.known_holidays
        return holidays is None or holidays.is_published(day.year)

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """So many working minutes on (a finish), or back when negative (a start)."""
        if not minutes:
            return start
        year, at_s = start.year, self._position(start) + minutes * MINUTE_S
        return self._earliest(year, at_s) if minutes > 0 else self._latest(year, at_s)

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole working minutes from a to b; negative when b is before a."""
        if b < a:
            return -self.minutes_between(b, a)
        total_s = self._position(b) - self._position(a)
        total_s += sum(self._year(year).total_s for year in range(a.year, b.year))
        return total_s // MINUTE_S

    def next_work(self, moment: datetime) -> datetime:
        """The moment itself where work goes on, else when it begins again."""
        return self._latest(moment.year, self._position(moment))

    def previous_work(self, moment: datetime) -> datetime:
        """The moment itself where work led up to it, else when it last ended."""
        return self._earliest(moment.year, self._position(moment))

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after (before, when negative) a day; n = 0 is the day itself."""
        if not n:
            return day
        year, index = day.year, _index(day)
        # The n-th after is number `want` of the year; counted back, today's own is left out.
        want = self._year(year).workdays_before(index + 1 if n > 0 else index)
        want += n if n > 0 else n + 1
        while want > (days := self._year(year).workdays):
            want, year = want - days, _step(year, 1)
        while want <= 0:
            year = _step(year, -1)
            want += self._year(year).workdays
        return date(year, 1, 1) + timedelta(self._year(year).workday(want))

    def workdays_between(self, a: date, b: date) -> int:
        """Working days after a up to b, so that adding them to a gives b; negative backwards."""
        if b < a:
            count = self._workdays_before(a) - self._workdays_before(b)
            return -(count + self._over_years(b, a))
        after = timedelta(1)
        count = self._year(b.year).workdays_before(_index(b) + 1)
        count -= self._year(a.year).workdays_before(_index(a + after - after) + 1)
        return count + self._over_years(a, b)

    def _workdays_before(self, day: date) -> int:
        return self._year(day.year).workdays_before(_index(day))

    def _over_years(self, a: date, b: date) -> int:
        return sum(self._year(year).workdays for year in range(a.year, b.year))

    def _weekday(self, weekday: int) -> Ranges:
        own = self.week[weekday]
        if own is not None:
            return own
        return self.base._weekday(weekday) if self.base else ()

    def _exempt_days(self, year: int) -> dict[date, Ranges]:
        days = self.base._exempt_days(year) if self.base else {}
        for item in self.exceptions:
            first, last = max(item.first, date(year, 1, 1)), min(item.last, date(year, 12, 31))
            for ordinal in range(first.toordinal(), last.toordinal() + 1):
                days[date.fromordinal(ordinal)] = item.ranges
        return days

    def _special_days(self, year: int) -> Mapping[date, Ranges]:
        found = self._special.get(year)
        if found is None:
            holidays = self.known_holidays
            marks = holidays.marks_of(year) if holidays else {}
            days = {day: self._marked(day, mark) for day, mark in marks.items()}
            found = self._special[year] = days | self._exempt_days(year)
        return found

    def _marked(self, day: date, mark: Mark) -> Ranges:
        """A make-up day on a Saturday is worked like the week's first working day."""
        if mark.is_off:
            return ()
        hours = (self._weekday(weekday) for weekday in (day.weekday(), *range(7)))
        return next(filter(None, hours), ())

    def _year(self, year: int) -> YearTable:
        table = self._years.get(year)
        if table is None:
            table = self._years[year] = self._make_year(year)
        return table

    def _make_year(self, year: int) -> YearTable:
        first = date(year, 1, 1)
        days = date(year, 12, 31).timetuple().tm_yday
        if self._special_days(year):
            return YearTable.of([self.ranges(first + timedelta(index)) for index in range(days)])
        # Years without an exception come in 14 kinds; far dates then cost next to nothing.
        kind = (first.weekday(), days == 366)
        if kind not in self._plain:
            week = [self._weekday((first.weekday() + index) % 7) for index in range(7)]
            self._plain[kind] = YearTable.of([week[index % 7] for index in range(days)])
        return self._plain[kind]

    def _position(self, moment: datetime) -> int:
        """Seconds worked in its year before a moment."""
        before = self._year(moment.year).before_s(_index(moment))
        of_day_s = (moment.hour * 60 + moment.minute) * MINUTE_S + moment.second
        return before + worked_s(self.ranges(moment.date()), of_day_s)

    def _earliest(self, year: int, at_s: int) -> datetime:
        """The first moment at which so much of the year is worked: an end of a range."""
        while at_s > (total_s := self._year(year).total_s):
            at_s, year = at_s - total_s, _step(year, 1)
        while at_s <= 0:
            year = _step(year, -1)
            at_s += self._year(year).total_s
        return _moment(year, *self._year(year).end_at(at_s))

    def _latest(self, year: int, at_s: int) -> datetime:
        """The last moment at which only so much of the year is worked: a start of a range."""
        while at_s < 0:
            year = _step(year, -1)
            at_s += self._year(year).total_s
        while at_s >= (total_s := self._year(year).total_s):
            at_s, year = at_s - total_s, _step(year, 1)
        return _moment(year, *self._year(year).start_at(at_s))


def standard(holidays: Holidays | None = None) -> WorkCalendar:
    """A Chinese office: Monday to Friday, 9 to 12 and 13 to 18."""
    return WorkCalendar((*[_OFFICE] * 5, (), ()), holidays=holidays)


def project_standard(holidays: Holidays | None = None) -> WorkCalendar:
    """The standard calendar of MS Project: Monday to Friday, 8 to 12 and 13 to 17."""
    return WorkCalendar((*[_PROJECT] * 5, (), ()), holidays=holidays)


def _check(ranges: Sequence[tuple[int, int]]) -> None:
    end = 0
    for index, (start, finish) in enumerate(ranges):
        if not (end <= start < finish <= DAY_MINUTES) or (index and start < end):
            raise Refused("invalid", "Working hours must follow one another within one day")
        end = finish


def _index(day: date) -> int:
    return day.timetuple().tm_yday - 1


def _step(year: int, by: int) -> int:
    year += by
    if not MINYEAR <= year <= MAXYEAR:
        raise Refused("invalid", "The calendar has no working time there")
    return year


def _moment(year: int, index: int, of_day_s: int) -> datetime:
    try:
        midnight = datetime.combine(date(year, 1, 1) + timedelta(index), time())
        return midnight + timedelta(seconds=of_day_s)
    except OverflowError:
        raise Refused("invalid", "The calendar has no working time there") from None
