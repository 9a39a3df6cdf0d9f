"""What people type into cells: dates, durations, percentages, words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from app.sheet.grid import Cell, plain

_TIME = (
    r"(?:[T\s]*(上午|下午|AM|PM)?\s*(\d{1,2})[:时点](\d{1,2})?"
    r"(?:[:分](\d{1,2}))?[秒分]?(?:\.\d+)?\s*(AM|PM)?)?"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?\s*"
    r"(?:[(]?(?:周|星期|礼拜)[一二三四五六日天][)]?)?" + _TIME,
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})" + _TIME, re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_AMOUNT = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)\s*(.*?)\s*\??")
_UNITS = {
    "m": ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    "h": ("h", "hr", "hrs", "hour", "hours", "时", "小时", "工时", "个小时"),
    "d": ("d", "day", "days", "dy", "dys", "天", "日", "工作日", "个工作日", "人天", "人日"),
    "w": ("w", "wk", "wks", "week", "weeks", "周", "星期", "个星期", "工作周"),
    "mo": ("mo", "mon", "mons", "month", "months", "月", "个月"),
    "em": ("em", "emin", "emins"),
    "eh": ("eh", "ehr", "ehrs"),
    "ed": ("ed", "eday", "edays", "自然日", "日历日"),
    "ew": ("ew", "ewk", "eweek", "eweeks"),
    "%": ("%",),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
MAX_SERIAL = 2_958_465
MAX_TEXT = 60
"""Longer text is no date and no amount, and patterns need not try."""
YES = {
    "是",
    "y",
    "yes",
    "true",
    "1",
    "√",
    "✓",
    "x",
    "手动",
    "手动计划",
    "manually scheduled",
    "manual",
}
NO = {"否", "n", "no", "false", "0", "", "-", "自动", "自动计划", "auto scheduled", "auto"}
PRIORITY_WORDS = {
    "low": ("低", "较低", "low", "p3", "p4", "不紧急", "不重要"),
    "normal": ("中", "普通", "一般", "正常", "normal", "medium", "p2", "中等"),
    "high": ("高", "较高", "重要", "high", "p1", "紧急重要"),
    "urgent": ("紧急", "最高", "非常紧急", "特急", "urgent", "critical", "highest", "p0"),
}
STATUS_WORDS = {
    "todo": ("未开始", "待办", "待处理", "待开始", "todo", "to do", "not started", "open", "new"),
    "doing": ("进行中", "处理中", "执行中", "doing", "in progress", "started", "active"),
    "blocked": ("受阻", "阻塞", "暂停", "搁置", "blocked", "on hold", "waiting"),
    "review": ("审核中", "待审核", "审批中", "评审中", "待验收", "review", "in review"),
    "done": ("已完成", "完成", "已结束", "已关闭", "done", "complete", "completed", "closed"),
}


def normal(text: str) -> str:
    """Full-width digits and signs as plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def names(text: str) -> list[str]:
    """The people in a cell; MS Project's share of each (`李[50%]`) is not read."""
    parts = re.split(r"[,;/，；、\n&]", text[:4_000])
    return [name for name in (part.split("[")[0].strip() for part in parts) if name]


def unit_code(word: str) -> str | None:
    """d, w and so on of what people write; None if it is no unit."""
    return _UNIT_OF.get(word.strip().lower().rstrip("."))


def word_code(words: dict[str, tuple[str, ...]], text: str) -> str | None:
    """Our word for one of theirs."""
    key = " ".join(text.lower().split())
    return next((ours for ours, theirs in words.items() if key == ours or key in theirs), None)


def amount(cell: Cell, default_unit: str) -> tuple[Decimal, str] | None:
    """A number and its unit of `3d`, `3 天`, `2 weeks` or a bare number; None if it is neither."""
    if isinstance(cell, bool) or cell is None:
        return None
    text = normal(plain(cell))
    found = _AMOUNT.fullmatch(text) if len(text) <= MAX_TEXT else None
    if found is None:
        return None
    unit = unit_code(found[2]) if found[2] else default_unit
    number = _decimal(found[1].replace(",", ""))
    return None if unit is None or number is None else (number, unit)


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if abs(number.adjusted()) < 15 else None


def percent_number(cell: Cell) -> tuple[Decimal, bool] | None:
    """The number of a percentage and whether it has a sign of its own."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, datetime):
        return None
    text = normal(plain(cell)).replace(" ", "")
    number = _decimal(text.removesuffix("%")) if len(text) <= MAX_TEXT else None
    return None if number is None or not number.is_finite() else (number, text.endswith("%"))


def is_fraction(cells: Iterable[Cell]) -> bool:
    """Whether a column without percent signs counts to 1 and not to 100."""
    found = [pair for pair in map(percent_number, cells) if pair is not None]
    bare = [number for number, has_sign in found if not has_sign]
    return bool(bare) and all(0 <= number <= 1 for number in bare) and any(bare)


def day_first(cells: Iterable[Cell]) -> bool | None:
    """Whether 3/4/2026 is the 3rd of April in this column; None if nothing tells."""
    firsts, seconds = 0, 0
    for cell in cells:
        found = _year_last(cell)
        if found:
            firsts, seconds = max(firsts, int(found[1])), max(seconds, int(found[2]))
    return None if firsts <= 12 and seconds <= 12 else firsts > 12


def _year_last(cell: Cell) -> re.Match[str] | None:
    text = normal(cell) if isinstance(cell, str) and len(cell) <= MAX_TEXT else ""
    return _YEAR_LAST.fullmatch(text)


def is_ambiguous(cell: Cell) -> bool:
    """Whether day and month could be either."""
    found = _year_last(cell)
    return (
        found is not None and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]
    )


def moment(cell: Cell, date_system: int, is_day_first: bool) -> tuple[datetime, bool] | None:
    """A wall time and whether the cell says a time of day; None if it is no date."""
    if isinstance(cell, datetime):
        return _rounded(cell), cell.time() != time()
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, (int, float)):
        return _of_number(float(cell), date_system)
    text = plain(cell)
    if re.fullmatch(r"\d{1,7}(\.\d+)?", text):
        return _of_number(float(text), date_system)
    return _of_text(text, is_day_first)


def _of_number(number: float, date_system: int) -> tuple[datetime, bool] | None:
    """An Excel serial number, or a date written as 20261201."""
    if number.is_integer() and 19_000_101 <= number <= 99_991_231:
        return _of_text(str(int(number)), False)
    if not 0 < number < MAX_SERIAL + 1:
        return None
    if date_system == 1904:
        base = datetime(1904, 1, 1)
    elif 60 <= number < 61:
        return None
    else:
        base = datetime(1899, 12, 30) if number >= 61 else datetime(1899, 12, 31)
    try:
        found = base + timedelta(seconds=round(number * 86400))
    except OverflowError:
        return None
    return found, not number.is_integer()


def _of_text(text: str, is_day_first: bool) -> tuple[datetime, bool] | None:
    text = normal(text)
    if len(text) > MAX_TEXT:
        return None
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _built(compact[1], compact[2], compact[3], ())
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _built(found[1], found[2], found[3], found.groups()[3:])
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return None
    first, second = (found[1], found[2]) if is_day_first else (found[2], found[1])
    if int(second) > 12:
        first, second = second, first
    return _built(found[3], second, first, found.groups()[3:])


def _built(
    year: str, month: str, day: str, clock: tuple[str | None, ...]
) -> tuple[datetime, bool] | None:
    half, hour, minute, second, half_after = clock or (None,) * 5
    hours = int(hour or 0)
    late = (half or half_after or "").upper() in {"下午", "PM"}
    if late and hours < 12:
        hours += 12
    if (half or half_after or "").upper() in {"上午", "AM"} and hours == 12:
        hours = 0
    try:
        found = datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))
    except ValueError:
        return None
    return found, hour is not None


def _rounded(found: datetime) -> datetime:
    found = found.replace(tzinfo=None)
    if found.microsecond >= 500_000 and found.year < 9999:
        found += timedelta(seconds=1)
    return found.replace(microsecond=0)
