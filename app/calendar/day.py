"""The days that a phrase can name: each a pattern and how it is counted."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar import lunar
from app.calendar.china import Holidays, from_package
from app.calendar.number import PATTERN, number
from app.calendar.worktime import WorkCalendar

UNPUBLISHED = "未公布"
Answer = tuple[date | None, str]
Build = Callable[["re.Match[str]", "Today"], Answer | None]


@dataclass(frozen=True, slots=True)
class Today:
    """The day from which a phrase is counted, and the calendar of its working days."""

    day: date
    calendar: WorkCalendar

    @property
    def holidays(self) -> Holidays:
        """The holidays in force."""
        return self.calendar.holidays or from_package()


_RELATIVE = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨": -1, "今天": 0, "今日": 0, "今": 0,
    "当天": 0, "明天": 1, "明日": 1, "明": 1, "后天": 2, "后日": 2, "大后天": 3,
    "today": 0, "tomorrow": 1, "yesterday": -1, "tonight": 0,
}  # fmt: skip
_WEEK = {"上上": -2, "上": -1, "本": 0, "这": 0, "": None, "下": 1, "下下": 2}
_WEEKDAY = (
    {c: n for n, c in enumerate("一二三四五六日")}
    | {"天": 6}
    | {str(n): n - 1 for n in range(1, 8)}
)
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIXED = {
    "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "618": (6, 18),
    "圣诞节": (12, 25), "圣诞": (12, 25), "平安夜": (12, 24), "情人节": (2, 14),
    "妇女节": (3, 8), "三八节": (3, 8), "儿童节": (6, 1), "六一": (6, 1), "教师节": (9, 10),
    "元旦节": (1, 1), "元旦": (1, 1), "劳动节": (5, 1), "五一": (5, 1), "国庆节": (10, 1),
    "国庆": (10, 1), "十一": (10, 1), "植树节": (3, 12), "青年节": (5, 4), "五四": (5, 4),
}  # fmt: skip
_LUNAR = {
    "春节": "春节", "大年初一": "春节", "除夕": "春节", "元宵节": "元宵", "元宵": "元宵",
    "端午节": "端午", "端午": "端午", "七夕节": "七夕", "七夕": "七夕", "中秋节": "中秋",
    "中秋": "中秋", "重阳节": "重阳", "重阳": "重阳", "清明节": "清明", "清明": "清明",
}  # fmt: skip
_N = PATTERN


def _absolute(m: re.Match[str], today: Today) -> Answer | None:
    year = m.groupdict().get("y")
    month, day = number(m["m"]), number(m["d"])
    if year:
        return _date(int(year), month, day)
    answer = _date(today.day.year, month, day)
    if answer is not None and answer[0] is not None and answer[0] < today.day:
        return _date(today.day.year + 1, month, day)
    return answer


def _date(year: int, month: int, day: int) -> Answer | None:
    try:
        return date(year, month, day), ""
    except ValueError:
        return None


def _relative(m: re.Match[str], today: Today) -> Answer:
    return today.day + timedelta(days=_RELATIVE[m["w"].lower()]), ""


def _weekday(m: re.Match[str], today: Today) -> Answer:
    weeks, wanted = _WEEK[m["week"] or ""], _WEEKDAY[m["d"]]
    return _in_week(today, weeks, wanted), ""


def _in_week(today: Today, weeks: int | None, wanted: int) -> date:
    monday = today.day - timedelta(days=today.day.weekday())
    if weeks is None:
        ahead = (wanted - today.day.weekday()) % 7
        return today.day + timedelta(days=ahead)
    return monday + timedelta(weeks=weeks, days=wanted)


def _weekend(m: re.Match[str], today: Today) -> Answer:
    weeks = _WEEK[m["week"] or ""]
    return _in_week(today, weeks if weeks is not None else 0, 5), ""


def _english(m: re.Match[str], today: Today) -> Answer:
    word = (m["week"] or "").lower().strip()
    weeks = {"next": 1, "this": 0, "": None}[word]
    wanted = next(n for n, name in enumerate(_ENGLISH) if name.startswith(m["d"].lower()[:3]))
    return _in_week(today, weeks, wanted), ""


def _month(today: Today, ahead: int) -> tuple[int, int]:
    index = today.day.year * 12 + today.day.month - 1 + ahead
    return index // 12, index % 12 + 1


def _ahead(word: str) -> int:
    return {"上": -1, "本": 0, "这": 0, "": 0, "下": 1, "下下": 2}[word]


def _of_month(m: re.Match[str], today: Today) -> Answer | None:
    year, month = _month(today, _ahead(m["month"] or ""))
    last = monthrange(year, month)[1]
    place = m["place"]
    day = {"底": last, "末": last, "初": 1, "中": 15, "中旬": 15, "上旬": 1, "下旬": 21}[place]
    if not m["month"] and date(year, month, day) < today.day:
        year, month = _month(today, 1)
        day = min(day, monthrange(year, month)[1]) if day < last else monthrange(year, month)[1]
    return date(year, month, day), ""


def _day_of_month(m: re.Match[str], today: Today) -> Answer | None:
    word = m.groupdict().get("month")
    year, month = _month(today, _ahead(word or ""))
    day = number(m["d"])
    answer = _date(year, month, day)
    if word is None and answer is not None and answer[0] is not None and answer[0] < today.day:
        year, month = _month(today, 1)
        return _date(year, month, day)
    return answer


def _of_year(m: re.Match[str], today: Today) -> Answer:
    if m["place"].startswith("季"):
        month = (today.day.month - 1) // 3 * 3 + 3
        return date(today.day.year, month, monthrange(today.day.year, month)[1]), ""
    year = today.day.year + (1 if (m["year"] or "").startswith("明") else 0)
    return (date(year, 12, 31) if m["place"] in {"年底", "年末"} else date(year, 1, 1)), ""


def _counted(m: re.Match[str], today: Today) -> Answer | None:
    count = 1 if m["n"] == "半" else number(m["n"])
    back = m["way"].endswith("前")
    unit = m["unit"]
    if "工作日" in unit:
        return today.calendar.add_workdays(today.day, -count if back else count), ""
    sign = -1 if back else 1
    if unit.startswith(("天", "日")):
        return today.day + timedelta(days=sign * count), ""
    if unit.startswith(("周", "星期", "礼拜", "个星期", "个礼拜")):
        return today.day + timedelta(weeks=sign * count), ""
    months = count * (12 if "年" in unit else 1)
    year, month = _month(today, sign * months)
    return date(year, month, min(today.day.day, monthrange(year, month)[1])), ""


def _english_in(m: re.Match[str], today: Today) -> Answer:
    days = int(m["n"]) * (7 if m["unit"].lower().startswith("week") else 1)
    return today.day + timedelta(days=days), ""


def _festival(m: re.Match[str], today: Today) -> Answer | None:
    name = m["name"]
    suffix = m["suffix"] or ""
    if name == "618" and not suffix and (m.start() > 0 or m.end() < len(m.string.rstrip())):
        # Inside other text 618 is a campaign's name, not a day.
        return None
    if (
        name in {"十一", "六一", "五四"}
        and m.start() > 0
        and m.string[m.start() - 1] in "第二三四五六七八九0123456789"
    ):
        return None
    for year in (today.day.year, today.day.year + 1):
        day = _day_of(name, year, today)
        if day is None:
            return None, f"{year}年节假日{UNPUBLISHED}"
        if "工作日" in suffix and not today.holidays.is_published(day.year):
            return None, f"{year}年节假日{UNPUBLISHED}"
        moved = _moved(day, suffix, today)
        if moved >= today.day:
            return moved, ""
    return None


def _day_of(name: str, year: int, today: Today) -> date | None:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if _LUNAR[name] == "清明":
        return today.holidays.first_named("清明", year)
    day = lunar.festival(_LUNAR[name], year)
    return day - timedelta(days=1) if day is not None and name == "除夕" else day


def _moved(day: date, suffix: str, today: Today) -> date:
    if not suffix or suffix == "当天":
        return day
    if "工作日" in suffix:
        back = suffix.startswith(("前", "之前"))
        return today.calendar.add_workdays(day, -1 if back else 1)
    sign = -1 if "前" in suffix else 1
    found = re.search(rf"({_N})", suffix)
    count = number(found[1]) if found is not None else 1
    return day + timedelta(days=sign * count * (7 if "周" in suffix or "星期" in suffix else 1))


_NAMES = "|".join(sorted((*_FIXED, *_LUNAR), key=len, reverse=True))
_WAY = r"(?:之|以)?[前后]"
_SUFFIX = rf"当天|{_WAY}(?:第?一个|最后一个)工作日|{_WAY}{_N}(?:天|周|个星期|星期)|前夕"


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


DAYS: tuple[tuple[re.Pattern[str], Build], ...] = (
    (_p(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})[日号]?"), _absolute),
    (_p(rf"(?P<m>{_N})月(?P<d>{_N})[日号]?"), _absolute),
    (_p(r"(?<![vV\d])(?P<m>\d{1,2})[/.](?P<d>\d{1,2})"), _absolute),
    (
        _p(
            r"(?P<w>大前天|前天|昨天|昨日|今天|今日|明天|明日|后天|后日|大后天)(?P<tail>早上?|晚上?)?(?=.|$)"
        ),
        _relative,
    ),
    (_p(r"(?P<w>昨|今|明)(?P<tail>早上?|晚上?)"), _relative),
    (_p(r"\b(?P<w>today|tomorrow|yesterday|tonight)\b"), _relative),
    (
        _p(
            r"(?P<week>上上|下下|上|本|这|下)?个?(?:周|星期|礼拜)(?P<d>[一二三四五六日天1-7])(?P<tail>早上?|晚上?)?"
        ),
        _weekday,
    ),
    (_p(r"(?P<week>下下|本|这|下)?个?周末"), _weekend),
    (_p(r"\b(?P<week>next |this )?(?P<d>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"), _english),
    (_p(r"(?P<month>下下|上|本|这|下)?个?月(?P<place>底|末|初|中旬|上旬|下旬|中)"), _of_month),
    (_p(rf"(?P<month>下下|上|本|这|下)个?月(?P<d>{_N})[日号]?"), _day_of_month),
    (_p(rf"(?P<d>{_N})[日号](?!线|楼|店|院|馆|机|位)"), _day_of_month),
    (_p(r"(?P<year>今年|明年)?(?P<place>年底|年末|季度末|季末|年初)"), _of_year),
    (_p(r"(?P<year>今|明)(?P<place>年底|年末|年初)"), _of_year),
    (
        _p(
            rf"(?P<n>半|{_N})(?P<unit>个工作日|天|日|周|个星期|星期|个礼拜|礼拜|个月|年)"
            r"(?P<way>(?:之|以)?(?:后|内|前))"
        ),
        _counted,
    ),
    (_p(r"in\s+(?P<n>\d{1,3})\s+(?P<unit>days?|weeks?)\b"), _english_in),
    (_p(rf"(?P<name>{_NAMES})(?P<suffix>{_SUFFIX})?"), _festival),
)
"""Tried at every place; the longest match wins."""
