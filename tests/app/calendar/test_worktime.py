"""Working time against a walker that looks at every minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import worktime
from app.calendar.worktime import Span, WorkCalendar, add_lag
from app.model.errors import Refused

OFFICE = worktime.standard()
PLAIN = worktime.project_standard()
START = datetime(2026, 9, 21)


def is_worked(calendar: WorkCalendar, moment: datetime) -> bool:
    at = moment.hour * 60 + moment.minute
    return any(a <= at < b for a, b in calendar.ranges(moment.date()))


def walked(calendar: WorkCalendar, moment: datetime, minutes: int) -> datetime:
    while minutes:
        minutes -= is_worked(calendar, moment)
        moment += timedelta(minutes=1)
    return moment


moments = st.integers(0, 21 * 1440).map(lambda n: START + timedelta(minutes=n))


@given(moments, st.integers(1, 3000))
def test_adding_minutes_is_walking_them(moment: datetime, minutes: int) -> None:
    assert OFFICE.add_minutes(moment, minutes) == walked(OFFICE, moment, minutes)


@given(moments, moments)
def test_minutes_between_is_counting_them(a: datetime, b: datetime) -> None:
    a, b = min(a, b), max(a, b)
    count = sum(
        is_worked(OFFICE, a + timedelta(minutes=n))
        for n in range(int((b - a).total_seconds() // 60))
    )
    assert OFFICE.minutes_between(a, b) == count
    assert OFFICE.minutes_between(b, a) == -count


@given(moments, st.integers(1, 3000))
def test_going_back_undoes_going_forward(moment: datetime, minutes: int) -> None:
    begin = OFFICE.next_work(moment)
    assert OFFICE.add_minutes(OFFICE.add_minutes(begin, minutes), -minutes) == begin


@given(st.integers(0, 60), st.integers(-20, 20))
def test_workdays_added_are_workdays_counted(offset: int, count: int) -> None:
    day = START.date() + timedelta(days=offset)
    end = OFFICE.add_workdays(day, count)
    low, high = min(day, end), max(day, end)
    own = OFFICE.is_workday(day)
    assert OFFICE.workdays_between(low, high) == abs(count) + own


def picture(calendar: WorkCalendar, first: date, days: int) -> str:
    """A line of days: # worked, . off."""
    return "".join(
        "#" if calendar.is_workday(first + timedelta(days=n)) else "." for n in range(days)
    )


def test_national_day_2026_with_its_make_up_days() -> None:
    # Monday 14 September to Sunday 11 October; 20 September and 10 October are worked.
    assert picture(OFFICE, date(2026, 9, 14), 7) == "#####.#"
    assert picture(OFFICE, date(2026, 9, 28), 14) == "###.......###."


def test_a_finish_is_an_end_and_a_start_is_a_beginning() -> None:
    friday = datetime(2026, 11, 27, 9)
    assert OFFICE.add_minutes(friday, 480) == datetime(2026, 11, 27, 18)
    assert OFFICE.next_work(datetime(2026, 11, 27, 18)) == datetime(2026, 11, 30, 9)
    assert OFFICE.previous_work(datetime(2026, 11, 30, 9)) == datetime(2026, 11, 27, 18)


def test_a_span_wins_over_the_base_and_the_week() -> None:
    base = worktime.project_standard()
    own = WorkCalendar({6: ((540, 720),)}, (Span(date(2026, 12, 2), date(2026, 12, 3)),), base=base)
    assert picture(own, date(2026, 11, 30), 7) == "##..##."
    assert own.minutes(date(2026, 12, 5)) == 180


@pytest.mark.parametrize(
    ("lag", "expected"),
    [
        (("1", "d"), datetime(2026, 11, 30, 12)),
        (("2", "h"), datetime(2026, 11, 27, 15)),
        (("1", "ed"), datetime(2026, 11, 28, 12)),
        (("-1", "d"), datetime(2026, 11, 26, 13)),
        (("50", "%"), datetime(2026, 11, 27, 17)),
    ],
)
def test_lags(lag: tuple[str, str], expected: datetime) -> None:
    moment = datetime(2026, 11, 27, 12)
    value = Decimal(lag[0]), lag[1]
    assert add_lag(moment, value, PLAIN, duration_minutes=480) == expected


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("1", "y"),
        ("1", "ex"),
        ("1", "e"),
        ("1", ""),
        ("NaN", "d"),
        ("Infinity", "ed"),
        ("1e12", "m"),
    ],
)
def test_a_lag_that_cannot_be_counted_is_refused(value: str, unit: str) -> None:
    with pytest.raises(Refused) as refusal:
        add_lag(START, (Decimal(value), unit), PLAIN)
    assert refusal.value.code == "invalid"


def test_a_lag_beyond_the_years_is_refused() -> None:
    with pytest.raises(Refused, match="beyond the years"):
        add_lag(START, (Decimal(10**9), "ew"), PLAIN)


def test_a_minute_that_has_begun_is_not_worked() -> None:
    friday = datetime(2026, 11, 27, 9)
    late = friday + timedelta(seconds=30)
    assert OFFICE.add_minutes(late, 1) == friday + timedelta(minutes=2)
    assert OFFICE.add_minutes(late + timedelta(minutes=2), -1) == friday + timedelta(minutes=1)
    assert OFFICE.minutes_between(late, friday + timedelta(minutes=3)) == 2
    assert OFFICE.minutes_between(late, late) == 0
    last = datetime(2026, 11, 27, 17, 59, 30)
    assert OFFICE.add_minutes(last, 1) == datetime(2026, 11, 30, 9, 1)


@given(moments, st.integers(0, 59), st.integers(1, 3000))
def test_no_finish_is_sooner_than_the_work(moment: datetime, seconds: int, minutes: int) -> None:
    start = moment + timedelta(seconds=seconds)
    end = OFFICE.add_minutes(start, minutes)
    assert OFFICE.minutes_between(start, end) == minutes


def test_a_calendar_without_work_is_refused_and_does_not_hang() -> None:
    with pytest.raises(Refused, match="no working time"):
        WorkCalendar().add_minutes(START, 1)


def test_ten_years_are_a_short_way() -> None:
    end = OFFICE.add_minutes(START, 480 * 250 * 10)
    assert end.year in {2036, 2037}
