"""Working time: which minutes of which days are worked, and arithmetic over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.calendar.china import Holidays, Status, from_package
from app.model.errors import Refused

Ranges = tuple[tuple[int, int], ...]
"""Working times of a day in minutes of the day, in order; none is a day off."""

DAY_MINUTES = 1440
HORIZON_DAYS = 366 * 60
OFFICE: Ranges = ((540, 720), (780, 1080))
PROJECT: Ranges = ((480, 720), (780, 1020))
WEEKDAYS = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Days from first to last that differ from the week."""

    first: date
    last: date
    ranges: Ranges = ()


@dataclass(frozen=True)
class WorkCalendar:
    """Working times by ISO weekday (1 Monday to 7 Sunday); a day that is missing is the base's.

    Dated spans win over holidays, holidays over the week. Wall times are naive datetimes of
    the workspace's zone. Work is counted in whole minutes: a minute that has begun is not worked
    any more going forward, nor yet going back, so that no answer is sooner than the work takes.
    """

    week: Mapping[int, Ranges] = field(default_factory=dict[int, Ranges])
    spans: tuple[Span, ...] = ()
    base: WorkCalendar | None = None
    holidays: Holidays | None = None

    def ranges(self, day: date) -> Ranges:
        """The working times of a day."""
        stated = self.stated_for(day)
        if stated is not None:
            return stated
        holidays = self.public_days()
        if holidays is not None:
            status, _ = holidays.status(day)
            if status is Status.OFF:
                return ()
            if status is Status.WORK:
                return self.of_weekday(day.isoweekday()) or self.of_weekday(1) or OFFICE
        return self.of_weekday(day.isoweekday())

    def is_workday(self, day: date) -> bool:
        """Whether anything of the day is worked."""
        return bool(self.ranges(day))

    def minutes(self, day: date) -> int:
        """Working minutes of a day."""
        return sum(end - start for start, end in self.ranges(day))

    def next_work(self, moment: datetime) -> datetime:
        """The moment itself if it is worked, else when work begins again."""
        day, at = moment.date(), _minute(moment)
        for _ in range(HORIZON_DAYS):
            for start, end in self.ranges(day):
                if at < end:
                    return moment if at >= start else _moment(day, start)
            day, at = day + timedelta(days=1), -1
        raise _never()

    def previous_work(self, moment: datetime) -> datetime:
        """The moment itself if work reaches it, else when work ended before."""
        day, at = moment.date(), _exact_minute(moment)
        for _ in range(HORIZON_DAYS):
            for start, end in reversed(self.ranges(day)):
                if at > start:
                    return moment if at <= end else _moment(day, end)
            day, at = day - timedelta(days=1), float(DAY_MINUTES + 1)
        raise _never()

    def add_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Working minutes after a moment (before it where negative).

        Going forward the answer may be the end of a working time, never its later twin, the
        start of the next one; going back it may be a start.
        """
        return self._forward(moment, minutes) if minutes > 0 else self._back(moment, -minutes)

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Working minutes from a to b; negative where b is earlier."""
        if b < a:
            return -self.minutes_between(b, a)
        first, last = a.date(), b.date()
        if first == last:
            return self._within(first, _next_minute(a), _minute(b))
        total = self._within(first, _next_minute(a), DAY_MINUTES)
        total += self._within(last, 0, _minute(b))
        return total + self._days(first + timedelta(days=1), last)

    def add_workdays(self, day: date, count: int) -> date:
        """The working day `count` working days after (before where negative) a day."""
        step = timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        for _ in range(HORIZON_DAYS):
            if left == 0:
                return day
            day += step
            left -= self.is_workday(day)
        raise _never()

    def workdays_between(self, a: date, b: date) -> int:
        """Working days from a to b, both counted; negative where b is earlier."""
        if b < a:
            return -self.workdays_between(b, a)
        return sum(self.is_workday(a + timedelta(days=n)) for n in range((b - a).days + 1))

    def stated_for(self, day: date) -> Ranges | None:
        """What a dated span says of a day, here or in the base."""
        for span in reversed(self.spans):
            if span.first <= day <= span.last:
                return span.ranges
        return self.base.stated_for(day) if self.base is not None else None

    def of_weekday(self, weekday: int) -> Ranges:
        """What the week says, here or in the base."""
        if weekday in self.week:
            return self.week[weekday]
        return self.base.of_weekday(weekday) if self.base is not None else ()

    def public_days(self) -> Holidays | None:
        """The holidays in force, here or in the base."""
        if self.holidays is not None:
            return self.holidays
        return self.base.public_days() if self.base is not None else None

    def _within(self, day: date, start: int, end: int) -> int:
        return sum(max(0, min(b, end) - max(a, start)) for a, b in self.ranges(day))

    def _days(self, first: date, end: date) -> int:
        """Working minutes of the days from first up to end, which is left out."""
        return sum(self.minutes(first + timedelta(days=n)) for n in range((end - first).days))

    def _forward(self, moment: datetime, minutes: int) -> datetime:
        day, at = moment.date(), _next_minute(moment)
        for _ in range(HORIZON_DAYS):
            for start, end in self.ranges(day):
                begin = max(start, at)
                if begin >= end:
                    continue
                if minutes <= end - begin:
                    return _moment(day, begin + minutes)
                minutes -= end - begin
            day, at = day + timedelta(days=1), 0
        raise _never()

    def _back(self, moment: datetime, minutes: int) -> datetime:
        if minutes == 0:
            return moment
        day, at = moment.date(), _minute(moment)
        for _ in range(HORIZON_DAYS):
            for start, end in reversed(self.ranges(day)):
                finish = min(end, at)
                if finish <= start:
                    continue
                if minutes <= finish - start:
                    return _moment(day, finish - minutes)
                minutes -= finish - start
            day, at = day - timedelta(days=1), DAY_MINUTES
        raise _never()


def standard(holidays: Holidays | None = None) -> WorkCalendar:
    """The usual office: Monday to Friday, 9 to 12 and 13 to 18, with the public holidays."""
    week = {day: OFFICE if day <= WEEKDAYS else () for day in range(1, 8)}
    return WorkCalendar(week, holidays=holidays if holidays is not None else from_package())


def project_standard() -> WorkCalendar:
    """MS Project's own: Monday to Friday, 8 to 12 and 13 to 17, no holidays."""
    return WorkCalendar({day: PROJECT if day <= WEEKDAYS else () for day in range(1, 8)})


@dataclass(frozen=True, slots=True)
class Measure:
    """How many working minutes a day and a week of a plan have."""

    day: int = 480
    week: int = 2400


_ELAPSED = {"em": 1, "eh": 60, "ed": DAY_MINUTES, "ew": 7 * DAY_MINUTES}
_UNITS_HINT = "Use m, h, d or w, the same with e before it for elapsed time, or %"
MOST_LAG = Decimal(10) ** 9
_LAG_UNITS = {"m", "h", "d", "w", "%", *_ELAPSED}


def add_lag(  # the words of a link
    moment: datetime,
    lag: tuple[Decimal, str],
    calendar: WorkCalendar,
    duration_minutes: int = 0,
    measure: Measure | None = None,
) -> datetime:
    """A moment after a lag; `lag` is (value, unit): m h d w work, em eh ed ew elapse, % is of
    the predecessor's duration. Parts of a working minute are dropped."""
    value, unit = lag
    if unit not in _LAG_UNITS:
        raise Refused("invalid", "A lag cannot be counted in {unit}", unit=unit, hint=_UNITS_HINT)
    if not value.is_finite() or abs(value) > MOST_LAG:
        raise Refused("invalid", "{value} is no length of a lag", value=value)
    sizes = measure or Measure()
    if unit in _ELAPSED:
        return _elapsed(moment, value * _ELAPSED[unit])
    if unit == "%":
        return calendar.add_minutes(moment, int(value * duration_minutes / 100))
    factor = {"m": 1, "h": 60, "d": sizes.day, "w": sizes.week}[unit]
    return calendar.add_minutes(moment, int(value * factor))


def _elapsed(moment: datetime, minutes: Decimal) -> datetime:
    try:
        return moment + timedelta(minutes=float(minutes))
    except OverflowError as error:
        raise Refused("invalid", "The date is beyond the years that are counted") from error


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _exact_minute(moment: datetime) -> float:
    return _minute(moment) + moment.second / 60 + moment.microsecond / 60_000_000


def _next_minute(moment: datetime) -> int:
    """The minute in which a moment falls, or the next one where that has begun."""
    return _minute(moment) + bool(moment.second or moment.microsecond)


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _never() -> Refused:
    return Refused("invalid", "This calendar has no working time")
