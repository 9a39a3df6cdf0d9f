"""Dates, times and durations of FEEL: proleptic Gregorian, nine-digit years, nanoseconds.

Python's own types end at the year 9999 and know no time with an offset of its own; the standard
has both (DMN 1.4, 10.3.2.3).
"""

from __future__ import annotations

import datetime as python
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND = 1_000_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND
MOST_YEAR = 999_999_999
MOST_OFFSET = 14 * 3_600
MONTHS = 12
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ERA = 146_097
"""Days in 400 years."""
EPOCH = 719_468
"""Days from 1 March of the year 0 to 1 January 1970."""

_DATE = r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]+)?"
DATE = re.compile(_DATE)
TIME = re.compile(_TIME)
DATE_TIME = re.compile(f"{_DATE}T{_TIME}")
MONTHS_TEXT = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")
DAYS_TEXT = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?")


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1 January 1970."""
        year = self.year - (self.month <= 2)
        era = year // 400
        of_era = year - era * 400
        of_year = (153 * (self.month + (-3 if self.month > 2 else 9)) + 2) // 5 + self.day - 1
        return era * ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year - EPOCH

    @property
    def weekday(self) -> int:
        """1 is Monday, 7 is Sunday."""
        return (self.number + 3) % 7 + 1


def date_of(number: int) -> Date | None:
    """The day so many days after 1 January 1970; None beyond the last year."""
    days = number + EPOCH
    era = days // ERA
    of_era = days - era * ERA
    years = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    year = years + era * 400 + (month <= 2)
    if abs(year) > MOST_YEAR:
        return None
    return Date(year, month, of_year - (153 * shifted + 2) // 5 + 1)


def month_length(year: int, month: int) -> int:
    """Days of a month."""
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else LENGTHS[month - 1]


def make_date(year: int, month: int, day: int) -> Date | None:
    """A day, None where there is no such day."""
    if abs(year) > MOST_YEAR or not 1 <= month <= MONTHS:
        return None
    return Date(year, month, day) if 1 <= day <= month_length(year, month) else None


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day in nanoseconds; with an offset in seconds, or a zone, or neither."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether nothing says where."""
        return self.offset is None and self.zone is None


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of it."""

    date: Date
    time: Time

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC; None where nothing says it."""
        if self.time.zone is not None:
            return offset_in(self.time.zone, self.date, self.time.nanos)
        return self.time.offset

    @property
    def nanos(self) -> int:
        """Nanoseconds since 1970: of UTC where it is known, else on the wall."""
        return self.date.number * DAY + self.time.nanos - (self.offset or 0) * SECOND


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A days and time duration, in nanoseconds."""

    nanos: int


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years and months duration."""

    count: int


Temporal = Date | Time | DateTime | Days | Months


def offset_in(zone: str, date: Date, nanos: int) -> int:
    """Seconds east of UTC in a zone at this wall time; far years follow the nearest rules."""
    year = min(max(date.year, 1), 9999)
    day = min(date.day, month_length(year, date.month))
    at = python.datetime(year, date.month, day) + python.timedelta(microseconds=nanos // 1_000)
    found = at.replace(tzinfo=_zone(zone)).utcoffset()
    return round(found.total_seconds()) if found is not None else 0


def time_offset(time: Time) -> int | None:
    """The offset of a time without a day: that of its zone on 1 January 1970."""
    if time.zone is not None:
        return offset_in(time.zone, Date(1970, 1, 1), time.nanos)
    return time.offset


@lru_cache(maxsize=200)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Whether there is such a zone."""
    try:
        _zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def read_date(text: str) -> Date | None:
    """A date as the standard writes it."""
    found = DATE.fullmatch(text)
    return make_date(*(int(part) for part in found.groups())) if found else None


def read_time(text: str) -> Time | None:
    """A time as the standard writes it."""
    found = TIME.fullmatch(text)
    return _time(found.groups()) if found else None


def read_date_time(text: str) -> DateTime | None:
    """A date and time; a date alone is its midnight."""
    found = DATE_TIME.fullmatch(text)
    if found is None:
        day = read_date(text)
        return DateTime(day, Time(0)) if day is not None else None
    year, month, day, *rest = found.groups()
    date = make_date(int(year), int(month), int(day))
    if rest[:3] == ["24", "00", "00"] and date is not None:  # the end of a day is the next one's
        date, rest[0] = date_of(date.number + 1), "00"
    time = _time(tuple(rest))
    return DateTime(date, time) if date is not None and time is not None else None


def _time(parts: tuple[str | None, ...]) -> Time | None:
    hour, minute, second = (int(part or 0) for part in parts[:3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    nanos = hour * HOUR + minute * MINUTE + second * SECOND + _fraction(parts[3])
    where = parts[4]
    if not where:
        return Time(nanos)
    if where == "Z":
        return Time(nanos, 0)
    if where.startswith("@"):
        return Time(nanos, None, where[1:]) if is_zone(where[1:]) else None
    hours, minutes, *seconds = (int(part) for part in where[1:].split(":"))
    offset = hours * 3_600 + minutes * 60 + (seconds[0] if seconds else 0)
    is_sound = minutes < 60 and offset <= MOST_OFFSET
    return Time(nanos, -offset if where[0] == "-" else offset) if is_sound else None


def _fraction(digits: str | None) -> int:
    return int((digits or "0")[:9].ljust(9, "0"))


def read_duration(text: str) -> Days | Months | None:
    """A duration of either kind."""
    found = MONTHS_TEXT.fullmatch(text)
    if found and (found[2] or found[3]):
        count = int(found[2] or 0) * MONTHS + int(found[3] or 0)
        return Months(-count if found[1] else count)
    found = DAYS_TEXT.fullmatch(text)
    if found is None or text.endswith("T") or not any(found.groups()[1:]):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:5])
    nanos = days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + _fraction(found[6])
    return Days(-nanos if found[1] else nanos)


def date_text(date: Date) -> str:
    """As it is written."""
    sign = "-" if date.year < 0 else ""
    return f"{sign}{abs(date.year):04}-{date.month:02}-{date.day:02}"


def time_text(time: Time) -> str:
    """As it is written, with its offset or zone."""
    hours, rest = divmod(time.nanos, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, rest = divmod(rest, SECOND)
    text = f"{hours:02}:{minutes:02}:{seconds:02}{_part(rest)}"
    if time.zone is not None:
        return f"{text}@{time.zone}"
    if time.offset is None:
        return text
    return text + offset_text(time.offset)


def offset_text(offset: int) -> str:
    """An offset in seconds as it is written after a time."""
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), 3_600)
    minutes, seconds = divmod(rest, 60)
    tail = f":{seconds:02}" if seconds else ""
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}{tail}"


def duration_text(duration: Days | Months) -> str:
    """As it is written, in the largest units that fit."""
    if isinstance(duration, Months):
        years, months = divmod(abs(duration.count), MONTHS)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if duration.count < 0 else "") + "P" + (text or "0M")
    days, rest = divmod(abs(duration.nanos), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, rest = divmod(rest, SECOND)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{_part(rest)}S" if seconds or rest else ""
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if duration.nanos < 0 else "") + "P" + (text or "T0S")


def _part(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""


def add_months(date: Date, count: int) -> Date | None:
    """So many months later; the last day of the month where it is too short."""
    year, month = divmod(date.year * MONTHS + date.month - 1 + count, MONTHS)
    if abs(year) > MOST_YEAR:
        return None
    return Date(year, month + 1, min(date.day, month_length(year, month + 1)))


def add_nanos(at: DateTime, nanos: int) -> DateTime | None:
    """So much later; with a zone the time that passes counts, not that on the wall."""
    if at.time.zone is not None:
        return _in_zone(at.nanos + nanos, at.time.zone)
    days, rest = divmod(at.time.nanos + nanos, DAY)
    date = date_of(at.date.number + days)
    return DateTime(date, Time(rest, at.time.offset)) if date is not None else None


def _in_zone(nanos: int, zone: str) -> DateTime | None:
    day, rest = divmod(nanos, DAY)
    date = date_of(day)
    if date is None:
        return None
    plain = python.datetime(min(max(date.year, 1), 9998), date.month, min(date.day, 28))
    plain += python.timedelta(days=max(date.day - 28, 0), microseconds=rest // 1_000)
    found = plain.replace(tzinfo=python.UTC).astimezone(_zone(zone)).utcoffset()
    days, wall = divmod(rest + round(found.total_seconds()) * SECOND if found else rest, DAY)
    date = date_of(day + days)
    return DateTime(date, Time(wall, None, zone)) if date is not None else None


def months_between(first: Date, last: Date) -> int:
    """Whole months from one day to another; negative where it lies before."""
    count = (last.year - first.year) * MONTHS + last.month - first.month
    if count > 0 and last.day < first.day:
        count -= 1
    if count < 0 and last.day > first.day:
        count += 1
    return count
