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
