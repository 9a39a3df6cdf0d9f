"""Days and times as people say them: 6月3日 周三, 今天 18:00, 昨天; and in English."""

from __future__ import annotations

from datetime import date, datetime

from ui.kit.app import app, is_chinese, t

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def wall(text: str) -> datetime | None:
    """A wall time of the contract as a datetime."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def short(day: date, today: date | None = None) -> str:
    """The day without its weekday; its year where it is not this one."""
    this = today or app().today()
    if is_chinese():
        text = f"{day.month}月{day.day}日"
        return text if day.year == this.year else f"{day.year}年{text}"
    text = f"{MONTHS[day.month - 1]} {day.day}"
    return text if day.year == this.year else f"{text}, {day.year}"


def weekday(day: date) -> str:
    """The day's name in the week."""
    return f"周{WEEKDAYS[day.weekday()]}" if is_chinese() else DAYS[day.weekday()]


def full(day: date, today: date | None = None) -> str:
    """The day with its weekday."""
    parts = (short(day, today), weekday(day))
    return " ".join(parts) if is_chinese() else ", ".join(reversed(parts))


def near(day: date, today: date) -> str:
    """Today, tomorrow, yesterday, or the day itself."""
    match (day - today).days:
        case 0:
            return t("Today")
        case 1:
            return t("Tomorrow")
        case -1:
            return t("Yesterday")
        case _:
            return short(day, today)


def moment(at: datetime, now: datetime) -> str:
    """A moment as a line of a list says it: only the time today, the day before."""
    clock = f"{at:%H:%M}"
    if at.date() == now.date():
        return clock
    if abs((at.date() - now.date()).days) <= 1:
        return f"{near(at.date(), now.date())} {clock}"
    return short(at.date(), now.date())


def due(at: datetime, now: datetime) -> str:
    """When something is due; the time only where it says more than the day."""
    day = near(at.date(), now.date())
    is_plain = (at.hour, at.minute) in ((0, 0), (18, 0), (23, 59)) and at.date() != now.date()
    return day if is_plain else f"{day} {at:%H:%M}"


def span(start: date, end: date) -> str:
    """A period."""
    return f"{full(start)} – {full(end)}"
