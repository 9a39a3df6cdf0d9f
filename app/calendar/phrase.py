"""Dates as people write them in Chinese (and plain English) text: 明天18:00, 下周五, 月底.

A date is a day, a time, or both, found anywhere in a text. What it came to is always shown
again before anything is kept (`Found.describe`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.calendar import lookalike
from app.calendar.day import DAYS, Today
from app.calendar.number import MINUTES, PATTERN, number, plain
from app.calendar.worktime import DAY_MINUTES, WorkCalendar

MAX_TEXT = 2_000
NAMES = "一二三四五六日"
NIGHT = ("晚上", "晚间", "晚")
AFTERNOON = ("下午", "午后", "傍晚", "pm")
NOON = ("中午", "午间")
HOUR_MINUTES = 60
HALF = {"半": 30, "一刻": 15, "三刻": 45}
PARTS = {
    "凌晨": (0, 6), "清晨": (6, 9), "早晨": (9, 10), "早上": (9, 10), "早": (9, 10),
    "上午": (9, 12), "中午": (12, 14), "午间": (12, 14), "下午": (14, 18), "午后": (14, 18),
    "傍晚": (18, 20), "晚上": (20, 24), "晚间": (20, 24), "晚": (20, 24),
}  # fmt: skip
"""A part of a day without an hour: the hour it is taken for, and the hour it ends."""

_PART = "|".join(sorted(PARTS, key=len, reverse=True))
_GAP = r"\s{0,3}的?\s{0,3}"
_TIME = re.compile(
    rf"{_GAP}(?P<part>{_PART})?\s{{0,3}}(?:(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?![\d:])"
    rf"|(?P<ch>零(?=[点时](?![一二三四五六七八九]))|{PATTERN})[点时]{lookalike.OCLOCK}"
    rf"(?P<more>(?P<half>{lookalike.HALF_PAST}|一刻|三刻)"
    rf"|(?P<cm>{MINUTES})(?:{lookalike.MINUTE_SIGN}|(?!{lookalike.COUNTED.pattern}))|钟|整)?)"
    r"(?:\s{0,3}(?P<en>am|pm)\b)?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\d|[./-]\d|%")
_SAME_DAY = re.compile(r"\s?[(\uff08]?(?:周|星期|礼拜)(?P<d>[一二三四五六日天])[)\uff09]?")
_LONE_PART = re.compile(lookalike.PART)
_DAY_PART = re.compile(rf"{_GAP}(?P<part>{lookalike.PART}|{lookalike.SHORT_PART})")
_SOON = re.compile(
    rf"(?P<n>半|{PATTERN})(?P<half>个半)?个?(?P<unit>小时|钟头|分钟|刻钟)(?:{lookalike.WAY})(?<!前)"
    r"|in\s+(?P<en>\d{1,3})\s*(?P<eu>minutes?|hours?)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"[.:/]$|[0-9A-Za-z]-$|^-$|\d,$|[\d{lookalike.NUMERALS}][到至~\u2014]$")


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: where it stands and what it is.

    `value` is None where there is no such day (2月30日) or it cannot be known yet (a holiday
    that is not published); `why` says which, and the text is left as it stands.
    """

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
        skipped = _skipped(source, at, now, today)
        if skipped > at:
            at = skipped
            continue
        one = _safe_at(source, at, now, today)
        if one is None:
            at += 1
            continue
        found.append(Found(one.start, one.end, text[one.start : one.end], one.value, one.why))
        at = one.end
    return tuple(found)


def without(text: str, found: Sequence[Found]) -> str:
    """The text without its dates, with single spaces; a date without a value stays."""
    kept, at = "", 0
    for one in found:
        if one.value is None:
            continue
        kept += text[at : one.start] + " "
        at = one.end
    return " ".join((kept + text[at:]).split())


def _skipped(source: str, at: int, now: datetime, today: Today) -> int:
    """Where a name or a recurrence that begins here ends; the place itself if there is none."""
    name = lookalike.NAME.match(source, at)
    if name is not None:
        return name.end()
    every = lookalike.EVERY.match(source, at)
    return _recurring(source, every.end(), now, today) if every is not None else at


def _recurring(source: str, end: int, now: datetime, today: Today) -> int:
    """The end of 每周一、三和每月15号18:00: none of its pieces is a date."""
    while True:
        one = _safe_at(source, end, now, today) if end < len(source) else None
        after = one.end if one is not None else _after_unit(source, end)
        if after == end:
            return end
        end = after
        link = lookalike.EVERY_NEXT.match(source, end)
        if link is None:
            continue
        weekday = lookalike.EVERY_WEEKDAY.match(source, link.end())
        end = weekday.end() if weekday is not None else link.end()


def _after_unit(source: str, at: int) -> int:
    for rule in (lookalike.EVERY_UNIT, _TIME, _DAY_PART):
        match = rule.match(source, at)
        if match is not None:
            return match.end()
    return at


def _safe_at(source: str, at: int, now: datetime, today: Today) -> Found | None:
    try:
        return _at(source, at, now, today)
    except (OverflowError, ValueError):
        return None  # beyond the years that a date can have


def _at(source: str, at: int, now: datetime, today: Today) -> Found | None:
    """The longest date that begins here."""
    if _is_inside(source, at):
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


def _is_inside(source: str, at: int) -> bool:
    """Whether a number or a word began before this place, so that no date begins at it."""
    if not at:
        return False
    one, last = source[at], source[at - 1]
    if one.isdigit():
        # 3到5天 and 1,000天 are no 5天 and no 000天.
        return last.isdigit() or bool(_RANGE.search(source[max(0, at - 3) : at]))
    if one in lookalike.NUMERALS:
        return last in lookalike.NUMERALS or bool(_RANGE.search(source[max(0, at - 3) : at]))
    return one.isascii() and one.isalpha() and last.isascii() and last.isalnum()


def _stands_alone(source: str, match: re.Match[str]) -> bool:
    """A number may not go on behind the match: 12.1 is no date in 12.15元, nor 周三 in 周三次."""
    end = match.end()
    if end >= len(source) or "name" in match.groupdict():
        return True
    last = source[end - 1]
    if not last.isdigit() and last not in lookalike.NUMERALS:
        return True
    if last.isdigit() and _GOES_ON.match(source, end):
        return False
    return not lookalike.is_counting(source, end)


def _with_time(source: str, at: int, match: re.Match[str], day: date | None, why: str) -> Found:
    end = match.end()
    tail = match.groupdict().get("tail") or ""
    again = _SAME_DAY.match(source, end)
    if again is not None and day is not None and "m" in match.groupdict():
        # 12月1日(周二)18:00: the weekday says the same again.
        is_same = NAMES.index(again["d"].replace("天", "日")) == day.weekday()
        end = again.end() if is_same else end
    clock = _TIME.match(source, end)
    minutes = _clock(clock, tail) if clock is not None else None
    if clock is not None and minutes is not None:
        end = clock.end()
    elif not tail:
        part = _DAY_PART.match(source, end)
        if part is not None:
            end, tail = part.end(), part["part"]
    if day is None:
        return Found(at, end, source[at:end], None, why)
    if minutes is None and tail:
        # 早上 and 晚上 may have lost their 上 to the next word.
        minutes = timedelta(hours=PARTS[tail][0])
    if minutes is None:
        return _found(source, at, end, day)
    return _found(source, at, end, datetime.combine(day, time()) + minutes)


def _time_alone(source: str, at: int, now: datetime) -> Found | None:
    """A time without a day: the next such time."""
    if source[at].isspace() or source[at] == "的":
        return None
    if any(lookalike.before(r, source, at) for r in (lookalike.OTHER_DAY, lookalike.RANGE_END)):
        return None
    match = _TIME.match(source, at)
    minutes = _clock(match, "") if match is not None else None
    if match is None or minutes is None:
        return _part_alone(source, at, now)
    if match["h"] and lookalike.before(lookalike.RATIO, source, at):
        return None
    if match["ch"] and not match["part"]:
        is_bit = match["ch"] == "一" and not match["more"]
        if is_bit or lookalike.before(lookalike.POINTS, source, at):
            return None
    value = _midnight(now) + minutes
    if value < now:
        value += timedelta(days=1)
    return _found(source, at, match.end(), value)


def _part_alone(source: str, at: int, now: datetime) -> Found | None:
    """A part of today; while it lasts its end, and once it is over tomorrow's."""
    match = _LONE_PART.match(source, at)
    if match is None or lookalike.before(lookalike.WHOLE, source, at):
        return None
    hour, end = PARTS[match[0]]
    value = _midnight(now) + timedelta(hours=hour)
    if value < now:
        last = _midnight(now) + timedelta(hours=end)
        value = last if now < last else value + timedelta(days=1)
    return _found(source, at, match.end(), value)


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.date(), time())


def _clock(match: re.Match[str], tail: str) -> timedelta | None:
    """The time since the day began; 24:00 and 晚上12点 are the next day's 00:00."""
    groups = match.groupdict()
    hour = int(groups["h"]) if groups["h"] else number(groups["ch"])
    if groups["half"]:
        minute = HALF[groups["half"]]
    else:
        minute = int(groups["m"]) if groups["m"] else number(groups["cm"]) if groups["cm"] else 0
    if hour * 60 + minute > DAY_MINUTES or minute >= HOUR_MINUTES:
        return None
    if groups["part"] in {"早", "晚"} and groups["ch"] == "一" and not groups["more"]:
        return None  # 早一点 is earlier
    hour = _hour(hour, groups["part"] or (groups["en"] or "").lower() or tail)
    return timedelta(hours=hour, minutes=minute)


def _hour(hour: int, part: str) -> int:
    """The hour of the day that an hour of a part of the day is."""
    if part in NIGHT:
        if hour in {0, 12}:
            return 24
        # One to four at night are after midnight.
        return hour + (24 if hour <= 4 else 12 if hour < 12 else 0)
    if (part in AFTERNOON and hour < 12) or (part in NOON and hour < 3):
        return hour + 12
    return 0 if part in {"凌晨", "am"} and hour == 12 else hour


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
