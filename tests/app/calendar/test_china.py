"""The package's holidays against the published ones, and years from files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.calendar import exchange, worktime
from app.calendar.china import Holidays, Status, from_package
from app.model.errors import Refused

FIRST, LAST = 2018, 2026


def published(shared: Path) -> Holidays:
    """Every year of holiday-cn; a year's file may hold days of the year before."""
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for file in sorted((shared / "data" / "holiday-cn").glob("20*.json")):
        _, year = exchange.read(file.read_bytes())
        off |= year.off
        work |= year.work
    holidays = Holidays()
    for number in range(FIRST, LAST + 1):
        mine = exchange.Year(
            {d: n for d, n in off.items() if d.year == number},
            {d: n for d, n in work.items() if d.year == number},
        )
        holidays = holidays.with_year(number, mine)
    return holidays


def test_the_package_agrees_with_what_was_published(shared: Path) -> None:
    theirs, ours = worktime.standard(published(shared)), worktime.standard(from_package())
    day, days, differ = date(FIRST, 1, 1), 0, []
    while day.year <= LAST:
        days += 1
        if theirs.is_workday(day) != ours.is_workday(day):
            differ.append(day)
        day += timedelta(days=1)
    print(f"holidays: {days - len(differ)} of {days} days agree")  # noqa: T201 - the pass rate is shown
    assert differ == []


def test_2027_is_not_published_until_it_is_imported(shared: Path) -> None:
    assert not from_package().is_published(2027)
    assert from_package().status(date(2027, 10, 1)) == (Status.UNPUBLISHED, "")
    number, empty = exchange.read((shared / "data/holiday-cn/2027.json").read_bytes())
    assert number == 2027
    assert not from_package().with_year(number, empty).is_published(2027)
    data = b'{"year": 2027, "days": [{"name": "x", "date": "2027-10-01", "isOffDay": true}]}'
    known = from_package().with_year(*exchange.read(data))
    assert known.status(date(2027, 10, 1)) == (Status.OFF, "x")


ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20271001
DTEND;VALUE=DATE:20271004
SUMMARY:国庆节(休)
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20271009
SUMMARY:国庆节
 (班)
END:VEVENT
END:VCALENDAR
"""


def test_a_feed_is_read_too() -> None:
    number, year = exchange.read(ICS.replace("\n", "\r\n").encode())
    assert number == 2027
    assert sorted(year.off) == [date(2027, 10, d) for d in (1, 2, 3)]
    assert list(year.work) == [date(2027, 10, 9)]


def feed(*events: str) -> bytes:
    """An ICS file; an event is `SUMMARY|property|…`, one day long from 1 October 2027."""
    lines = ["BEGIN:VCALENDAR"]
    for n, event in enumerate(events, 1):
        summary, *more = event.split("|")
        lines += ["BEGIN:VEVENT", f"SUMMARY:{summary}", *more]
        if not any(line.startswith("DTSTART") for line in more):
            lines.append(f"DTSTART;VALUE=DATE:202710{n:02}")
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR"]).encode()


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("国庆节", "off"),
        ("国庆节、中秋节", "off"),
        ("春节假期", "off"),
        ("国庆节 第三天", "off"),
        ("National Day Golden Week holiday", "off"),
        ("抗战胜利纪念日（休）", "off"),
        ("Some day|DESCRIPTION:Public holiday", "off"),
        ("某日|CATEGORIES:公共假期", "off"),
        ("国庆节|DTEND;VALUE=DATE:20271002", "off"),
        ("国庆节|DURATION:P1D", "off"),
        ("x|X-APPLE-SPECIAL-DAY:WORK-HOLIDAY", "off"),
        ("国庆节（班）", "work"),
        ("国庆节补班", "work"),
        ("国庆节调休上班", "work"),
        ("国庆节 班", "work"),
        ("Working day for National Day", "work"),
        ("Special Working Day", "work"),
        ("x|X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY", "work"),
        ("重阳节", ""),
        ("双11", ""),
        ("国庆活动", ""),
        ("国庆值班", ""),
        ("国庆调休", ""),
        ("张伟年假", ""),
        ("瑜伽班", ""),
        ("提案|DESCRIPTION:因国庆放假顺延", ""),
        ("国庆节|RRULE:FREQ=YEARLY", ""),
        ("国庆节|STATUS:CANCELLED", ""),
    ],
)
def test_what_an_event_says_of_its_day(event: str, kind: str) -> None:
    _, year = exchange.read(feed(event, "元旦|DTSTART;VALUE=DATE:20270101"))
    day = date(2027, 10, 1)
    assert ("off" if day in year.off else "work" if day in year.work else "") == kind


def test_a_word_wins_over_a_mere_name() -> None:
    on = "DTSTART;VALUE=DATE:20271001"
    _, year = exchange.read(feed(f"中秋节|{on}", f"国庆节（班）|{on}", "国庆节（休）"))
    assert list(year.work) == [date(2027, 10, 1)]
    assert list(year.off) == [date(2027, 10, 3)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (feed("国庆节（休）", "周会|DTSTART:20271008T090000Z"), "appointments"),
        (feed("周会|DTSTART;TZID=Asia/Shanghai:20271008T090000"), "appointments"),
        (feed("张伟年假", "重阳节", "团建"), "public holiday"),
        (feed("国庆节（班）"), "public holiday"),
        (feed(), "public holiday"),
        (
            feed("国庆节（休）", "国庆节（班）|DTSTART;VALUE=DATE:20271001"),
            "2027-10-01 is both",
        ),
        (feed("国庆节（休）|DTEND;VALUE=DATE:20281001"), "no calendar of holidays"),
    ],
)
def test_a_feed_that_is_no_calendar_of_holidays_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as refusal:
        exchange.read(data)
    assert refusal.value.code == "bad_file"


def test_qingming_of_a_file_is_found_by_its_short_name() -> None:
    data = feed("清明节（休）|DTSTART;VALUE=DATE:20270405")
    known = from_package().with_year(*exchange.read(data))
    assert known.first_named("清明", 2027) == date(2027, 4, 5)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"year": 2027, "days": [{"name": 1}]}',
        b'{"year": 2027, "days": [{"name": "x", "date": "2027-13-01", "isOffDay": true}]}',
        b"BEGIN:VCALENDAR\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:xx\nEND:VEVENT\n",
        b"\xff\xfe\x00",
    ],
)
def test_a_file_that_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        exchange.read(data)
    assert refusal.value.code == "bad_file"
