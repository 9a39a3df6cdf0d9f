"""The days that a phrase can name: each a pattern and how it is counted."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar import lookalike, lunar
from app.calendar.china import Holidays, from_package
from app.calendar.number import PATTERN, number
from app.calendar.worktime import WorkCalendar

UNPUBLISHED = "未公布"
YEARS = range(1900, 2200)
"""Years that four digits before a month can mean; 0755-12-12 is a telephone."""
MONTHS, LONGEST = 12, 31
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
_YEAR = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIXED = {
    "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "618": (6, 18),
    "圣诞节": (12, 25), "圣诞": (12, 25), "平安夜": (12, 24), "情人节": (2, 14),
    "妇女节": (3, 8), "三八节": (3, 8), "儿童节": (6, 1), "六一": (6, 1), "教师节": (9, 10),
    "元旦节": (1, 1), "元旦": (1, 1), "劳动节": (5, 1), "五一": (5, 1), "国庆节": (10, 1),
    "国庆": (10, 1), "十一": (10, 1), "植树节": (3, 12), "青年节": (5, 4), "五四": (5, 4),
    "三八妇女节": (3, 8), "五一劳动节": (5, 1), "五四青年节": (5, 4), "六一儿童节": (6, 1),
    "十一国庆节": (10, 1),
}  # fmt: skip
_LUNAR = {
    "春节": "春节", "大年初一": "春节", "除夕": "春节", "元宵节": "元宵", "元宵": "元宵",
    "端午节": "端午", "端午": "端午", "七夕节": "七夕", "七夕": "七夕", "中秋节": "中秋",
    "中秋": "中秋", "重阳节": "重阳", "重阳": "重阳", "清明节": "清明", "清明": "清明",
}  # fmt: skip
_FEASTS = {(3, 8), (3, 15), (5, 20), (6, 18), (8, 18)}
"""Days whose figures name a campaign too, beside 9.9 and 11.11."""
_FIGURES = {"十一", "六一", "五一", "五四"}
_FRACTION = re.compile("的|以[上下]|左右")
_OTHER_NUMBER = re.compile("[月点时号日届]")
_N = PATTERN


def _absolute(m: re.Match[str], today: Today) -> Answer | None:
    """A month and a day; one that no year has is told as such, never read as another."""
    if "两" in m["m"] + m["d"]:
        return None
    month, day = number(m["m"]), number(m["d"])
    year = _year(m, today)
    if year is not None:
        return (_date(year, month, day) or _no_day(m)) if year in YEARS else None
    answer = _coming(month, day, today)
    if answer is not None:
        return answer
    if (month, day) == (2, 29):
        return None, f"今明两年没有“{m[0].strip()}”这一天"
    is_day = m[0][-1] in "日号" or (0 < month <= MONTHS and 0 < day <= LONGEST)
    return _no_day(m) if is_day else None


def _year(m: re.Match[str], today: Today) -> int | None:
    """The year that is written, in figures or as 明年."""
    groups = m.groupdict()
    if groups.get("y"):
        return int(groups["y"])
    return today.day.year + _YEAR[groups["year"]] if groups.get("year") else None


def _coming(month: int, day: int, today: Today) -> Answer | None:
    """The next such day, this year or next."""
    for year in (today.day.year, today.day.year + 1):
        answer = _date(year, month, day)
        if answer is not None and answer[0] is not None and answer[0] >= today.day:
            return answer
    return None


def _decimal(m: re.Match[str], today: Today) -> Answer | None:
    """12.1 and 12/1: a date unless what stands around it makes it a number."""
    month, day = int(m["m"]), int(m["d"])
    if lookalike.before(lookalike.DECIMAL, m.string, m.start()):
        return None
    if lookalike.UNIT.match(m.string, m.end()):
        return None
    if "/" in m[0] and month < day and _FRACTION.match(m.string, m.end()):
        return None
    is_feast = month == day or (month, day) in _FEASTS
    if is_feast and lookalike.CAMPAIGN.match(m.string, m.end()):
        return None
    return _coming(month, day, today)


def _date(year: int, month: int, day: int) -> Answer | None:
    try:
        return date(year, month, day), ""
    except ValueError:
        return None


def _no_day(m: re.Match[str]) -> Answer:
    return None, f"没有“{m[0].strip()}”这一天"


def _relative(m: re.Match[str], today: Today) -> Answer:
    return today.day + timedelta(days=_RELATIVE[m["w"].lower()]), ""


def _weekday(m: re.Match[str], today: Today) -> Answer | None:
    # 下周一起 is 一起, 从下周一起 is from Monday.
    is_together = m["d"] == "一" and m.string.startswith("起", m.end())
    if is_together and m.string[max(0, m.start() - 1) : m.start()] not in {"从", "自"}:
        return None
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


def _place(word: str, year: int, month: int) -> date:
    last = monthrange(year, month)[1]
    days = {"底": last, "末": last, "初": 1, "中": 15, "中旬": 15, "上旬": 1, "下旬": 21}
    return date(year, month, days[word])


def _of_month(m: re.Match[str], today: Today) -> Answer | None:
    ahead = _ahead(m["month"] or "")
    day = _place(m["place"], *_month(today, ahead))
    if not m["month"] and day < today.day:
        day = _place(m["place"], *_month(today, 1))
    return day, ""


def _of_named_month(m: re.Match[str], today: Today) -> Answer | None:
    month = number(m["m"])
    if not 0 < month <= MONTHS or m["m"] == "两":
        return None
    year = _year(m, today)
    if year is not None:
        return (_place(m["place"], year, month), "") if year in YEARS else None
    day = _place(m["place"], today.day.year, month)
    return (day if day >= today.day else _place(m["place"], today.day.year + 1, month)), ""


def _day_of_month(m: re.Match[str], today: Today) -> Answer | None:
    word = m.groupdict().get("month")
    day = number(m["d"])
    if m["d"] == "两" or not 0 < day <= LONGEST:
        return None
    if word is not None:
        return _date(*_month(today, _ahead(word)), day) or _no_day(m)
    # The next month that has such a day: on 31 January the 30th is in March.
    for ahead in range(3):
        answer = _date(*_month(today, ahead), day)
        if answer is not None and answer[0] is not None and answer[0] >= today.day:
            return answer
    return None


def _of_year(m: re.Match[str], today: Today) -> Answer | None:
    if m["place"].startswith("季"):
        month = (today.day.month - 1) // 3 * 3 + 3
        return date(today.day.year, month, monthrange(today.day.year, month)[1]), ""
    year = _year(m, today) or today.day.year
    if year not in YEARS:
        return None
    return (date(year, 1, 1) if m["place"] == "年初" else date(year, 12, 31)), ""


def _counted(m: re.Match[str], today: Today) -> Answer | None:
    unit = m["unit"]
    sign = -1 if m["way"].endswith("前") else 1
    if m["n"] == "半":
        if unit == "个月":
            return today.day + timedelta(days=sign * 15), ""
        return _months(today, sign * 6) if unit == "年" else None
    count = number(m["n"])
    if "工作日" in unit:
        return today.calendar.add_workdays(today.day, sign * count), ""
    if unit in {"天", "日"}:
        return today.day + timedelta(days=sign * count), ""
    if unit in {"个月", "年"}:
        return _months(today, sign * count * (MONTHS if unit == "年" else 1))
    return today.day + timedelta(weeks=sign * count), ""


def _months(today: Today, ahead: int) -> Answer:
    year, month = _month(today, ahead)
    return date(year, month, min(today.day.day, monthrange(year, month)[1])), ""


def _english_in(m: re.Match[str], today: Today) -> Answer:
    days = int(m["n"]) * (7 if m["unit"].lower().startswith("week") else 1)
    return today.day + timedelta(days=days), ""


def _festival(m: re.Match[str], today: Today) -> Answer | None:
    name = m["name"]
    suffix = m["suffix"] or ""
    if not suffix and _is_other_word(name, m):
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


def _is_other_word(name: str, m: re.Match[str]) -> bool:
    """Whether the festival's name is a campaign's, or part of a number."""
    source, start, end = m.string, m.start(), m.end()
    if name == "618" and (source[:start].strip() or source[end:].strip()):
        # Inside other text 618 is a campaign's name, not a day.
        return True
    if name in _FIGURES:
        behind = _OTHER_NUMBER.match(source, end) or lookalike.UNIT.match(source, end)
        if behind or (start and source[start - 1] in "第双周" + lookalike.NUMERALS):
            return True
    return lookalike.CAMPAIGN.match(source, end) is not None


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


_DAY_END = rf"(?:{lookalike.NUMBER_SIGN}|{lookalike.DAY_SIGN}|(?![日号\d]))"
_OF_YEAR = r"(?:(?P<year>[前去今明]|(?<!以)后)年的?)?"
_AGO = lookalike.NOT_DAY_OF_MONTH

DAYS: tuple[tuple[re.Pattern[str], Build], ...] = (
    (
        _p(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?:[日号]|(?!\d))"),
        _absolute,
    ),
    (_p(rf"{_OF_YEAR}(?P<m>{_N})月(?P<d>{_N}){_DAY_END}"), _absolute),
    (_p(r"(?P<m>\d{1,2})[/.](?P<d>\d{1,2})(?!\d)[日号]?"), _decimal),
    (
        _p(
            r"(?P<w>大前天|(?<![以之目提当从年月日周天])前天|昨[天日]|今[天日]|(?<![文证聪声发照透光])明[天日]|大后天"
            r"|(?<![以之然最今背幕售随此前])后(?:天|日(?![常程均报历记益期活用子本])))"
        ),
        _relative,
    ),
    (
        _p(
            r"(?P<w>昨|(?<![至如迄古])今|(?<![文证聪声发照透光])明)"
            rf"(?P<tail>{lookalike.TAIL})"
        ),
        _relative,
    ),
    (_p(r"\b(?P<w>today|tomorrow|yesterday|tonight)\b"), _relative),
    (
        _p(
            rf"(?:(?P<week>{lookalike.WEEK})个?|{lookalike.NOT_WEEK})(?:周|星期|礼拜)"
            rf"(?P<d>{lookalike.WEEKDAY})"
        ),
        _weekday,
    ),
    (_p(rf"(?:(?P<week>{lookalike.WEEK})个?|{lookalike.NOT_WEEK})周末"), _weekend),
    (_p(r"\b(?P<week>next |this )?(?P<d>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"), _english),
    (
        _p(
            rf"(?:(?P<month>下下|上|本|这|下)个?|(?<![岁蜜满半每个数\d{lookalike.NUMERALS}]))"
            rf"月(?P<place>{lookalike.PLACE})"
        ),
        _of_month,
    ),
    (
        _p(rf"(?:(?P<y>\d{{4}})年|{_OF_YEAR})(?P<m>{_N})月份?(?P<place>{lookalike.PLACE})"),
        _of_named_month,
    ),
    (_p(rf"(?P<month>下下|上|本|这|下)个?月(?P<d>{_N}){_DAY_END}"), _day_of_month),
    (
        _p(rf"{_AGO}(?P<d>{_N})(?:{lookalike.NUMBER_SIGN}|{lookalike.DAY_SIGN})"),
        _day_of_month,
    ),
    (
        _p(
            rf"(?:(?:(?P<y>\d{{4}})|(?P<year>[去今明]))年?|(?<![\d{lookalike.NUMERALS}前后半每多]))"
            r"(?P<place>年(?:底(?!薪|价|色|图|层)|末|初(?![次步稿级心创])))"
        ),
        _of_year,
    ),
    (_p(r"(?:本|这个?|(?<![上下每前各四]))(?P<place>季度?末)"), _of_year),
    (
        _p(
            rf"(?<!第)(?P<n>半|{_N})(?P<unit>个工作日|天|日|周|个星期|星期|个礼拜|礼拜|个月|年)"
            rf"(?P<way>{lookalike.WAY})"
        ),
        _counted,
    ),
    (_p(r"in\s+(?P<n>\d{1,3})\s+(?P<unit>days?|weeks?)\b"), _english_in),
    (_p(rf"(?P<name>{_NAMES})(?P<suffix>{_SUFFIX})?"), _festival),
)
"""Tried at every place; the longest match wins."""
