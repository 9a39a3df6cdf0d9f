"""Everyday words that hold a piece of a date, and the dates that stand beside them."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.calendar import phrase, worktime

NOW = datetime(2026, 11, 25, 10, 0)
CALENDAR = worktime.standard()

NONE = """
今日头条 今日热榜 今日份快乐 明日方舟 昨日重现 疯狂星期四 黑色星期五 周六福 今晚报 先天后天 李国庆
五一广场 3天内容计划 2小时内容 3天内测 3天后台 3天后续跟进 100天后悔 两周前期调研 5年前端经验
每周五 每周五下午3点例会 每月15号 每月15号18:00 每天9:00到18:00 每周一、三、五 每周一至周五
每个月底 每晚8点 每天下午 每年双11 逢周三18:00 隔周报 周报 日报 月报 季报 半年报 3月刊 次月5日
本周报告 本周日报 下周日程 本周日常 本周天气 日本周边 周年庆 四周三面 下周一定要交 下周一直开会
下周一般不忙 下周一起讨论 下周四川出差 本周三场直播 本周五篇推文 每周3次 2周1次 一周三次 双周三次
2个周末 一日三餐 一日游 3日游 近7日数据 7日留存 30日均价 第7日 7天无理由 第2天 月底薪 下月底薪
下月初稿 618大促 双11大促 双十一大促 11.11大促 6.18大促 3.15晚会 中秋礼盒 国庆海报 春节档 圣诞树
吃元宵 520 第十一届 十一个人 9.9元包邮 9.9包邮 12.15元 8.8折 1.5倍 2.2万 12.1% 预算3.5万 V2.0
v1.2.3 iOS11.2 版本2.1 评分4.8 1/3的用户 1.5天后 3个人 5-10人 3-5天后 3到5天后 三五天后 1000天后
1,000天后 3月5场直播 1月10万 11月3号线 3号线 1号链接 5号电池 32号 24小时便利店 三点建议 两点说明
第三点 一点 早一点 8点击 3点赞 同时 一时间 ROI1:10 比例1:20 二十五点 25:00 下午茶 晚上好 一下午
整个上午 次日18:00 当天18:00 活动当天下午 第二天上午 以后天天更新 声明天数 0755-12-12 2月300字
"""


@pytest.mark.parametrize("text", NONE.split())
def test_what_is_no_date(text: str) -> None:
    assert phrase.find(text, NOW, CALENDAR) == ()
    assert phrase.find(f"做{text} 和更多", NOW, CALENDAR) == ()


BESIDE = """
今晚上线新品|今晚|2026-11-25T20:00 周五晚上线|周五晚|2026-11-27T20:00
周五晚会议|周五晚|2026-11-27T20:00 周五晚会|周五|2026-11-27 明天晚点交|明天|2026-11-26
明天早点来|明天|2026-11-26 下周一定稿|下周一|2026-11-30 下周一直播|下周一|2026-11-30
从下周一起|下周一|2026-11-30 周日报名截止|周日|2026-11-29 线上周五开课|周五|2026-11-27
月底线上活动|月底|2026-11-30 双11上线|双11|2027-11-11 十一点开会|十一点|2026-11-25T11:00
12.1发布|12.1|2026-12-01 12.1天猫上新|12.1|2026-12-01 3天内完成|3天内|2026-11-28
1、12月1日发|12月1日|2026-12-01 3月底|3月底|2027-03-31 2027年底|2027年底|2027-12-31
去年底|去年底|2025-12-31 上周末|上周末|2026-11-21 半年后|半年后|2027-05-25
半个月后|半个月后|2026-12-10 8点半价秒杀|8点|2026-11-26T08:00 3点5个人|3点|2026-11-26T03:00
三点零五|三点零五|2026-11-26T03:05 下午3点到5点|下午3点|2026-11-25T15:00
12月1日(周二)18:00|12月1日(周二)18:00|2026-12-01T18:00 去年12月1日|去年12月1日|2025-12-01
明年3月1日|明年3月1日|2027-03-01 今年6月底|今年6月底|2026-06-30 后年2月29日|后年2月29日|2028-02-29
每周五发周报，明天交|明天|2026-11-26 31号|31号|2026-12-31
"""


@pytest.mark.parametrize("case", BESIDE.split())
def test_a_date_ends_where_the_next_word_begins(case: str) -> None:
    text, piece, value = case.split("|")
    (found,) = phrase.find(text, NOW, CALENDAR)
    assert found.value is not None
    assert found.text == piece
    assert found.value.isoformat()[:16] == value


IMPOSSIBLE = """
2月30日 2月30号 二月三十日 2026年2月30日 2026-02-30 11月31日 13月5日 2月29日 2026/2/29
2月30日18:00 2月30日下午 2月30
"""

PARTS = """
明天下午交初稿|2026-11-26T14:00 周五晚上|2026-11-27T20:00 12月1日上午|2026-12-01T09:00
后天中午|2026-11-27T12:00 明天傍晚|2026-11-26T18:00 明天凌晨|2026-11-26T00:00
明天清晨|2026-11-26T06:00 明天早上|2026-11-26T09:00 今天上午|2026-11-25T09:00
下午开会|2026-11-25T14:00 晚上|2026-11-25T20:00 早上|2026-11-26T09:00 上午|2026-11-25T12:00
24:00|2026-11-26T00:00 明天24:00|2026-11-27T00:00 周五24点|2026-11-28T00:00
今晚12点|2026-11-26T00:00 今晚零点|2026-11-26T00:00 双十一零点|2027-11-11T00:00
晚上1点|2026-11-26T01:00 凌晨12点|2026-11-26T00:00 明天中午12点半|2026-11-26T12:30
12月31日24:00|2027-01-01T00:00
"""


@pytest.mark.parametrize("case", PARTS.split())
def test_a_part_of_a_day_and_midnight(case: str) -> None:
    text, value = case.split("|")
    (found,) = phrase.find(text, NOW, CALENDAR)
    assert isinstance(found.value, datetime)
    assert found.value == datetime.fromisoformat(value)


def test_midnight_is_shown_as_the_next_day() -> None:
    (found,) = phrase.find("明天24:00", NOW, CALENDAR)
    assert found.describe() == "2026年11月27日 周五 00:00"


@pytest.mark.parametrize(("hour", "value"), [(10, "25 14:00"), (15, "25 18:00"), (19, "26 14:00")])
def test_a_part_that_lasts_is_due_at_its_end(hour: int, value: str) -> None:
    (found,) = phrase.find("下午交稿", NOW.replace(hour=hour), CALENDAR)
    assert found.value is not None
    assert f"{found.value:%d %H:%M}" == value


@pytest.mark.parametrize(
    "text",
    IMPOSSIBLE.split(),
)
def test_a_day_that_no_year_has_is_told(text: str) -> None:
    title = f"交稿 {text} 给客户"
    (found,) = phrase.find(title, NOW, CALENDAR)
    assert found.value is None
    assert found.text == text
    assert "没有" in found.describe()
    assert "这一天" in found.describe()
    assert phrase.without(title, [found]) == title


def test_the_day_of_a_leap_year_is_found_where_it_is_near() -> None:
    (found,) = phrase.find("2月29日", datetime(2027, 6, 1, 9), CALENDAR)
    assert found.describe() == "2028年2月29日 周二"


def test_a_month_without_the_day_says_so() -> None:
    (found,) = phrase.find("下月31号", datetime(2026, 10, 5, 9), CALENDAR)
    assert found.value is None


def test_both_ends_of_a_range_of_days_are_whole() -> None:
    found = phrase.find("12月28日-1月3日", NOW, CALENDAR)
    assert [f.text for f in found] == ["12月28日", "1月3日"]


def test_there_are_many_words_that_are_no_date() -> None:
    assert len(NONE.split()) >= 120


def test_long_texts_of_pieces_do_not_take_long() -> None:
    for piece in ("每周一、", "每", "618", "双11", "1.1", "今晚", "周一到", "三", "每天"):
        phrase.find(piece * 2_000, NOW, CALENDAR)
