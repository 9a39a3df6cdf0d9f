"""Holidays of a year from a file: JSON in holiday-cn's form, or an iCalendar feed.

A feed is a calendar of holidays if all its events are of whole days and one at least is a public
holiday. An event is a day that is worked if it says so: (班), 补班, 调休上班, working day. It is
a day off if it says (休), 放假 or public holiday, or if its name is that of one of the seven
public holidays and nothing more (国庆节, 春节假期; not 国庆活动, nor 国庆调休, which may be
either). Apple's X-APPLE-SPECIAL-DAY is heard before the words. Any other event (重阳节, 双11,
somebody's leave) is left out, and so are cancelled and repeating ones: which days are off is
published year by year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import cast

import msgspec

from app.calendar.china import Holidays, Year
from app.model.errors import Refused

MAX_BYTES = 4 * 1024 * 1024
LONGEST_DAYS = 31
_NAMES = (
    "元旦|春节|除夕|清明|劳动节|五一|端午|中秋|国庆|new year|spring festival|qing ?ming"
    "|tomb[- ]sweeping|labou?r day|dragon boat|mid-?autumn|national day"
)
_HOLIDAY = re.compile(_NAMES, re.IGNORECASE)
_ONLY_HOLIDAY = re.compile(
    rf"(?:{_NAMES}|节日?|假期|假日|农历|国际|黄金周|第[一二三四五六七八九]天|十一|chinese|festival"
    r"|holidays?|golden week|jie|day|['’]s|[\s、,/&·])+",
    re.IGNORECASE,
)
"""The name of a holiday and nothing else: 国庆活动 is somebody's plan."""
_BRACKETED = r"[(（【\[]\s*(?:{})\s*[)）】\]]"
_WORK = re.compile(_BRACKETED.format("班|补班|上班") + r"|补班|调休上班|special working day", re.I)
_HOLIDAY_WORK = re.compile(r"上班|(?<![值加换排带])班$|调班|working day|(?<!非)工作日", re.I)
"""Work, of an event that names a public holiday."""
_OFF = re.compile(_BRACKETED.format("休|假|放假") + r"|放假|public holiday", re.I)
_PUBLIC = re.compile(r"\s*(?:公共|法定)(?:节?假[日期]|节日)|\s*public holiday", re.I)
"""What the description or the category of a public holiday begins with."""
_SPECIAL = {"WORK-HOLIDAY": False, "ALTERNATE-WORKDAY": True}
_MARK = re.compile(r"\s*[(（【\[]?(?:休|班|放假|假期|假|补班|调休上班|上班)[)）】\]]?$")
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_DURATION = re.compile(r"P(\d{1,3})([DW])$")


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


def known(text: str, base: Holidays) -> Holidays:
    """These holidays with those that a workspace has taken in; `text` is what `kept` made."""
    files = msgspec.json.decode(text, type=list[_File]) if text else []
    for file in files:
        base = base.with_year(*read_json(msgspec.json.encode(file)))
    return base


def kept(text: str, number: int, year: Year) -> str:
    """What a workspace keeps once it has taken this year in as well; an empty year is nothing."""
    files = {f.year: f for f in (msgspec.json.decode(text, type=list[_File]) if text else [])}
    days = [_Day(name, day.isoformat(), isOffDay=True) for day, name in year.off.items()]
    days += [_Day(name, day.isoformat(), isOffDay=False) for day, name in year.work.items()]
    if days:
        files[number] = _File(number, sorted(days, key=lambda day: day.date))
    return msgspec.json.encode([files[year] for year in sorted(files)]).decode()


def read_ics(data: bytes) -> tuple[int, Year]:
    """The public holidays and make-up workdays of a feed, by the rule at the head of this file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad() from error
    said: dict[bool, dict[date, str]] = {False: {}, True: {}}
    named: dict[date, str] = {}
    for event in _events(text):
        days = _days(event)
        name = event.get("SUMMARY", "").replace("\\,", ",").strip()
        works = _says(event, name)
        if works is not None:
            said[works] |= dict.fromkeys(days, _MARK.sub("", name) or name)
        elif _HOLIDAY.search(name) and _ONLY_HOLIDAY.fullmatch(_MARK.sub("", name)):
            named |= dict.fromkeys(days, _MARK.sub("", name) or name)
    work = said[True]
    torn = sorted(said[False].keys() & work.keys())
    if torn:
        raise Refused(
            "bad_file",
            "By this file {day} is both a day off and worked",
            kept="Nothing was changed",
            day=torn[0].isoformat(),
        )
    # 中秋节 without a word may fall on a day that the file says is worked.
    off = {d: n for d, n in (named | said[False]).items() if d not in work}
    return _fullest(off, work)


def _fullest(off: dict[date, str], work: dict[date, str]) -> tuple[int, Year]:
    """The year of which the most is said, the later one of equals."""
    if not off:
        raise Refused(
            "bad_file",
            "No event of this calendar is a public holiday",
            kept="Nothing was changed",
            hint="Events of whole days count: with 休 or 班 in the name, or named as a holiday",
        )
    years = [d.year for d in (*off, *work)]
    year = max(set(years), key=lambda y: (years.count(y), y))
    return year, Year(
        {d: n for d, n in off.items() if d.year == year},
        {d: n for d, n in work.items() if d.year == year},
    )


def _says(event: dict[str, str], name: str) -> bool | None:
    """True where an event says that its days are worked, False for days off; else None."""
    special = _SPECIAL.get(event.get("X-APPLE-SPECIAL-DAY", "").upper())
    if special is not None:
        return special
    if _WORK.search(name) or (_HOLIDAY.search(name) and _HOLIDAY_WORK.search(name)):
        return True
    is_public = any(_PUBLIC.match(event.get(key, "")) for key in ("DESCRIPTION", "CATEGORIES"))
    return False if is_public or _OFF.search(name) else None


def _days(event: dict[str, str]) -> list[date]:
    """The days of an event; none of one that does not count."""
    start = event.get("DTSTART", "")
    if "T" in start.upper() and _day(start[:8]) is not None:
        raise Refused(
            "bad_file",
            "This calendar holds appointments with a time, not holidays",
            kept="Nothing was changed",
            hint="Events of whole days count: with 休 or 班 in the name, or named as a holiday",
        )
    first, last = _day(start), _day(event.get("DTEND", ""))
    if first is None:
        raise _bad()
    if "RRULE" in event or event.get("STATUS", "").upper() == "CANCELLED":
        return []
    length = _DURATION.match(event.get("DURATION", ""))
    count = (last - first).days if last is not None else 1
    if length is not None:
        count = int(length[1]) * (7 if length[2] == "W" else 1)
    if count > LONGEST_DAYS:
        raise _bad()
    return [first + timedelta(days=n) for n in range(max(1, count))]


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
