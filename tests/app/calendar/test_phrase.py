"""Dates as people write them: the fixture phrases, on Wednesday 25 November 2026, 10:00."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import phrase, worktime
from app.calendar.china import Year, from_package

NOW = datetime(2026, 11, 25, 10, 0)
CALENDAR = worktime.standard()

PHRASES = """
今天 2026-11-25 | 明天 2026-11-26 | 后天 2026-11-27 | 大后天 2026-11-28 | 昨天 2026-11-24
今晚8点 2026-11-25T20:00 | 明早9点 2026-11-26T09:00 | 明天18:00 2026-11-26T18:00
明天下午3点 2026-11-26T15:00 | 明天下午三点半 2026-11-26T15:30 | 明天中午 2026-11-26T12:00
明晚 2026-11-26T20:00 | 明晚7点 2026-11-26T19:00 | 下周一早上九点 2026-11-30T09:00
下周五 2026-12-04 | 本周五18:00 2026-11-27T18:00 | 这周日 2026-11-29 | 下下周一 2026-12-07
周五 2026-11-27 | 星期天 2026-11-29 | 礼拜三 2026-11-25 | 上周五 2026-11-20
周五晚8点 2026-11-27T20:00 | 周末 2026-11-28 | 下周末 2026-12-05
月底 2026-11-30 | 下月底 2026-12-31 | 月初 2026-12-01 | 月中 2026-12-15 | 年底 2026-12-31
季度末 2026-12-31 | 下个月15号 2026-12-15 | 下月1日 2026-12-01 | 15号 2026-12-15
二十五号 2026-11-25 | 11月30日 2026-11-30 | 11月30号 2026-11-30 | 十二月三日 2026-12-03
2026年12月1日 2026-12-01 | 2026-12-01 2026-12-01 | 2026/12/1 2026-12-01 | 12/1 2026-12-01
12.1 2026-12-01 | 1月5日 2027-01-05 | 3天后 2026-11-28 | 三天后 2026-11-28
两周后 2026-12-09 | 一个月后 2026-12-25 | 半小时后 2026-11-25T10:30
2小时后 2026-11-25T12:00 | 两个半小时后 2026-11-25T12:30 | 3个工作日后 2026-11-30
五个工作日内 2026-12-02 | 双十一 2027-11-11 | 双十一前一天 2027-11-10 | 双11前3天 2027-11-08
双十二 2026-12-12 | 618 2027-06-18 | 618前一周 2027-06-11 | 元旦 2027-01-01
国庆 2027-10-01 | 五一 2027-05-01 | 春节 2027-02-06 | 除夕 2027-02-05
中秋 2027-09-15 | 圣诞节 2026-12-25 | 情人节 2027-02-14
下午3点 2026-11-25T15:00 | 9:30 2026-11-26T09:30 | tomorrow 2026-11-26
next friday 2026-12-04 | in 3 days 2026-11-28 | 1月2日10:00 2027-01-02T10:00
2026年12月1日下午两点 2026-12-01T14:00 | 明天上午10:30 2026-11-26T10:30
"""
CASES = [
    tuple(c.strip().rsplit(" ", 1))
    for line in PHRASES.strip().splitlines()
    for c in line.split("|")
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_phrase(text: str, expected: str) -> None:
    (found,) = phrase.find(text, NOW, CALENDAR)
    assert found.value is not None
    assert found.text == text
    shown = found.value.isoformat()
    assert (shown[:16] if found.kind == "datetime" else shown) == expected


def test_there_are_at_least_sixty() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("text", ["清明", "国庆后第一个工作日"])
def test_a_holiday_that_is_not_published_says_so(text: str) -> None:
    (found,) = phrase.find(text, NOW, CALENDAR)
    assert found.value is None
    assert found.describe() == "2027年节假日未公布"


def test_an_imported_year_is_known_at_once() -> None:
    year = Year({date(2027, 4, 5): "清明"}, {})
    calendar = worktime.standard(from_package().with_year(2027, year))
    (found,) = phrase.find("清明", NOW, calendar)
    assert found.value == date(2027, 4, 5)


def test_spaces_do_not_take_long() -> None:
    assert phrase.find(" " * 2_000, NOW, CALENDAR) == ()


@pytest.mark.parametrize("now", [datetime(1, 1, 1), datetime(9999, 12, 31)])
def test_the_ends_of_time_are_no_fault(now: datetime) -> None:
    for text in ("昨天", "后天", "3年后", "上周五", "半小时后"):
        phrase.find(text, now, CALENDAR)


def test_the_days_before_a_published_festival() -> None:
    (found,) = phrase.find("春节前3天", datetime(2026, 1, 20, 9), CALENDAR)
    assert found.value == date(2026, 2, 14)


def test_a_date_inside_a_quick_add_line() -> None:
    text = "写推文 @张伟 明天18:00 #小红书 !高"
    found = phrase.find(text, NOW, CALENDAR)
    assert [f.text for f in found] == ["明天18:00"]
    assert phrase.without(text, found) == "写推文 @张伟 #小红书 !高"
    assert found[0].describe() == "2026年11月26日 周四 18:00"
    assert found[0].describe("en") == "Thu 26 Nov 2026 18:00"


def test_full_width_signs_are_plain_ones() -> None:
    (found,) = phrase.find("明天\uff11\uff18\uff1a\uff10\uff10", NOW, CALENDAR)
    assert found.value == datetime(2026, 11, 26, 18, 0)


@given(
    st.text(max_size=60) | st.text("今明后天周月日号点上下午0123456789:/.一二十618前", max_size=40)
)
def test_any_text_is_read_without_a_fault(text: str) -> None:
    at = 0
    for found in phrase.find(text, NOW, CALENDAR):
        assert at <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        at = found.end
