"""Holidays of a year from a file: JSON in holiday-cn's form, or an iCalendar feed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import cast

import msgspec

from app.calendar.china import Year
from app.model.errors import Refused

MAX_BYTES = 4 * 1024 * 1024
_WORK = re.compile(r"[班补]|补班|调休上班|workday", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


class _Day(msgspec.Struct):
    name: str
    date: str
    isOffDay: bool


class _File(msgspec.Struct):
    year: int
    days: list[_Day]


def read(data: bytes) -> tuple[int, Year]:
    """The year and its special days; the kind of file is seen from its first bytes."""
    if len(data) > MAX_BYTES:
        raise Refused("too_large", "The file is larger than {limit} MB", limit=MAX_BYTES >> 20)
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:32]
    return read_ics(data) if start.upper().startswith(b"BEGIN:VCALENDAR") else read_json(data)


def read_json(data: bytes) -> tuple[int, Year]:
    """holiday-cn: {"year": 2026, "days": [{"name", "date", "isOffDay"}, …]}."""
    try:
        file = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_File)
        off = {date.fromisoformat(d.date): d.name for d in file.days if d.isOffDay}
        work = {date.fromisoformat(d.date): d.name for d in file.days if not d.isOffDay}
    except (msgspec.MsgspecError, ValueError, UnicodeDecodeError) as error:
        raise _bad() from error
    return file.year, Year(off, work)


def read_ics(data: bytes) -> tuple[int, Year]:
    """All-day events of a feed; a summary with 班 is a make-up workday, any other a day off."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad() from error
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for event in _events(text):
        first, last = _day(event.get("DTSTART", "")), _day(event.get("DTEND", ""))
        if first is None:
            raise _bad()
        name = event.get("SUMMARY", "").replace("\\,", ",")
        target = work if _WORK.search(name) else off
        end = last if last is not None and last > first else first + timedelta(days=1)
        for n in range(min((end - first).days, 366)):
            target[first + timedelta(days=n)] = re.sub(
                r"[((【\[]?[休班][))】\]]?$", "", name
            ).strip()
    years = [d.year for d in (*off, *work)]
    if not years:
        raise _bad()
    year = max(set(years), key=years.count)
    return year, Year(
        {d: n for d, n in off.items() if d.year == year},
        {d: n for d, n in work.items() if d.year == year},
    )


def _events(text: str) -> list[dict[str, str]]:
    """RFC 5545: folded lines joined, then the properties of each VEVENT without parameters."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    events: list[dict[str, str]] = []
    now: dict[str, str] | None = None
    for line in unfolded.splitlines():
        name, _, value = line.partition(":")
        key = name.partition(";")[0].upper()
        if key == "BEGIN" and value.upper() == "VEVENT":
            now = {}
        elif key == "END" and value.upper() == "VEVENT" and now is not None:
            events.append(now)
            now = None
        elif now is not None:
            now[key] = value
    return events


def _day(text: str) -> date | None:
    found = _DATE.match(text)
    if found is None:
        return None
    try:
        return date(*cast("tuple[int, int, int]", tuple(int(g) for g in found.groups())))
    except ValueError:
        return None


def _bad() -> Refused:
    return Refused(
        "bad_file",
        "This is no calendar of holidays",
        kept="Nothing was changed",
        hint="Give JSON in the form of holiday-cn, or an ICS file",
    )
