"""Dates as people write them in Chinese (and plain English) text: 明天18:00, 下周五, 月底.

A date is a day, a time, or both, found anywhere in a text. What it came to is always shown
again before anything is kept (`Found.describe`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.calendar.day import DAYS, Today
from app.calendar.number import PATTERN, number, plain
from app.calendar.worktime import WorkCalendar

MAX_TEXT = 2_000
NAMES = "一二三四五六日"
MORNING = ("凌晨", "早上", "上午", "清晨", "早", "am")
EVENING = ("下午", "傍晚", "晚上", "晚", "pm")
HALF = {"半": 30, "一刻": 15, "三刻": 45}

_PART = r"(?P<part>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|早|晚)?"
_TIME = re.compile(
    rf"\s{{0,3}}的?\s{{0,3}}{_PART}\s{{0,3}}(?:(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?![\d:])"
    rf"|(?P<ch>{PATTERN})[点时](?:(?P<half>半|一刻|三刻)|(?P<cm>{PATTERN})分?)?)"
    r"(?:\s{0,3}(?P<en>am|pm)\b)?",
    re.IGNORECASE,
)
_NOON = re.compile(r"\s{0,3}中午(?!\d)")
_SOON = re.compile(
    rf"(?P<n>半|{PATTERN})(?P<half>个半)?个?(?P<unit>小时|钟头|分钟|刻钟)(?:之|以)?(?:后|内)"
    r"|in\s+(?P<en>\d{1,3})\s*(?P<eu>minutes?|hours?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: where it stands and what it is. `value` is None where it cannot be
    known yet, and `why` says why (a holiday that is not published)."""

    start: int
    end: int
    text: str
    value: date | datetime | None
    why: str = ""

    @property
    def kind(self) -> str:
        """`datetime` or `date`."""
        return "datetime" if isinstance(self.value, datetime) else "date"

    def describe(self, lang: str = "zh_CN") -> str:
        """The date in full, to be shown before it is kept."""
        held = self.value
        if held is None:
            return self.why
        clock = f" {held:%H:%M}" if isinstance(held, datetime) else ""
        if lang.startswith("zh"):
            name = NAMES[held.weekday()]
            return f"{held.year}年{held.month}月{held.day}日 周{name}{clock}"
        return f"{held:%a} {held.day} {held:%b} {held.year}{clock}"


def find(text: str, now: datetime, calendar: WorkCalendar) -> tuple[Found, ...]:
    """Every date in a text, from left to right; never raises, whatever the text."""
    source = plain(text[:MAX_TEXT])
    today = Today(now.date(), calendar)
    found: list[Found] = []
    at = 0
    while at < len(source):
        try:
            one = _at(source, at, now, today)
        except (OverflowError, ValueError):
            one = None  # beyond the years that a date can have
        if one is None:
            at += 1
            continue
        found.append(Found(one.start, one.end, text[one.start : one.end], one.value, one.why))
        at = one.end
    return tuple(found)


def without(text: str, found: Sequence[Found]) -> str:
    """The text without its dates, with single spaces."""
    kept, at = "", 0
    for one in found:
        kept += text[at : one.start] + " "
        at = one.end
    return " ".join((kept + text[at:]).split())


def _at(source: str, at: int, now: datetime, today: Today) -> Found | None:
    """The longest date that begins here."""
    if at and source[at].isdigit() and (source[at - 1].isdigit() or source[at - 1] in ".:/-"):
        return None
    if at and source[at].isascii() and source[at].isalpha() and source[at - 1].isalnum():
        return None
    soon = _SOON.match(source, at)
    if soon is not None:
        return _found(source, at, soon.end(), _soon(soon, now))
    best: Found | None = None
    for pattern, build in DAYS:
        match = pattern.match(source, at)
        if match is None or not _stands_alone(source, match):
            continue
        answer = build(match, today)
        if answer is None:
            continue
        day, why = answer
        one = _with_time(source, at, match, day, why)
        if best is None or one.end > best.end:
            best = one
    return best or _time_alone(source, at, now)


def _stands_alone(source: str, match: re.Match[str]) -> bool:
    """A number may not go on behind the match: 12.1 is no date in 12.15元."""
    end = match.end()
    if end >= len(source) or not source[end - 1].isdigit():
        return True
    return not (source[end].isdigit() or source[end] in "./-%" or source[end] in "元万块个人天次")


def _with_time(source: str, at: int, match: re.Match[str], day: date | None, why: str) -> Found:
    end = match.end()
    if day is None:
        return Found(at, end, source[at:end], None, why)
    part = match.groupdict().get("tail") or ""
    clock = _TIME.match(source, end)
    if clock is not None:
        moment = _clock(clock, part)
        if moment is not None:
            return _found(source, at, clock.end(), datetime.combine(day, moment))
    noon = _NOON.match(source, end)
    if noon is not None:
        return _found(source, at, noon.end(), datetime.combine(day, time(12)))
    if part:
        return _found(source, at, end, datetime.combine(day, time(9 if part[0] == "早" else 20)))
    return _found(source, at, end, day)


def _time_alone(source: str, at: int, now: datetime) -> Found | None:
    match = _TIME.match(source, at)
    if match is None or source[at].isspace() or source[at] == "的":
        return None
    moment = _clock(match, "")
    if moment is None:
        return None
    day = now.date()
    value = datetime.combine(day, moment)
    if value < now:
        value += timedelta(days=1)
    return _found(source, at, match.end(), value)


def _clock(match: re.Match[str], tail: str) -> time | None:
    groups = match.groupdict()
    hour = int(groups["h"]) if groups["h"] else number(groups["ch"])
    if groups["half"]:
        minute = HALF[groups["half"]]
    else:
        minute = int(groups["m"]) if groups["m"] else number(groups["cm"]) if groups["cm"] else 0
    part = groups["part"] or (groups["en"] or "").lower() or tail
    if (part in EVENING and hour < 12) or (part == "中午" and hour < 3):
        hour += 12
    elif part in MORNING and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _soon(match: re.Match[str], now: datetime) -> datetime:
    groups = match.groupdict()
    if groups["en"]:
        minutes = int(groups["en"]) * (60 if groups["eu"].lower().startswith("h") else 1)
        return now + timedelta(minutes=minutes)
    unit = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15}[groups["unit"]]
    count = 0.5 if groups["n"] == "半" else float(number(groups["n"]))
    return now + timedelta(minutes=round((count + (0.5 if groups["half"] else 0)) * unit))


def _found(source: str, start: int, end: int, value: date | datetime) -> Found:
    return Found(start, end, source[start:end], value)
