"""Days as pixels and back, and the marks of two header rows. Pure: minutes since 1970 on the wall.

A day's column is filled by the day's office hours: what is worked from nine to six covers the
whole column, as a person draws it. Only where hours are shown time runs evenly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

DAY = 1_440
EPOCH = date(1970, 1, 1)
UNITS = ("hour", "day", "week", "month", "quarter")
PRESETS = {"hour": 720.0, "day": 22.0, "week": 9.0, "month": 3.0, "quarter": 1.0}
"""Unit -> width of a day in px that shows it well."""
HOURS = 200.0
"""Days at least so wide show their hours."""
FLOORS = (("hour", HOURS), ("day", 17.0), ("week", 5.0), ("month", 1.6), ("quarter", 0.0))
LEAST, MOST = 0.5, 1_440.0
STEP = 1.25
OFFICE = (540, 1_080)


def day_of(minutes: int) -> date:
    """The day in which a minute lies."""
    return EPOCH + timedelta(days=minutes // DAY)


def number_of(day: date) -> int:
    """The number of a day; its first minute is that many times 1440."""
    return (day - EPOCH).days


def minutes_of(text: str) -> int:
    """A wall time as rows keep it, in minutes."""
    at = datetime.fromisoformat(text)
    return number_of(at.date()) * DAY + at.hour * 60 + at.minute


def text_of(minutes: int) -> str:
    """Minutes as rows keep a wall time."""
    day, rest = divmod(minutes, DAY)
    return f"{EPOCH + timedelta(days=day)}T{rest // 60:02d}:{rest % 60:02d}:00"


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the header: from minute to minute, and what kind of time it is."""

    start: int
    end: int
    kind: str
    """hour, day, week, month, quarter or year: how its words are made."""

    @property
    def day(self) -> date:
        """Its first day."""
        return day_of(self.start)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a minute stands. `base` is the number of the day at x = 0."""

    base: int = 0
    day_px: float = PRESETS["day"]
    office: tuple[int, int] = OFFICE

    @property
    def unit(self) -> str:
        """What the lower row of the header counts."""
        return next(unit for unit, floor in FLOORS if self.day_px >= floor)

    @property
    def is_even(self) -> bool:
        """Whether every hour is as wide as every other."""
        return self.day_px >= HOURS

    def x(self, minutes: float) -> float:
        """Where a minute stands, in px."""
        day, rest = divmod(minutes, DAY)
        return (day - self.base + self._part(rest)) * self.day_px

    def at(self, x: float) -> int:
        """The minute that stands at x."""
        place = x / self.day_px + self.base
        day = int(place // 1)
        part = place - day
        if self.is_even:
            return day * DAY + min(DAY - 1, round(part * DAY))
        low, high = self.office
        return day * DAY + round(low + part * (high - low))

    def day_at(self, x: float) -> int:
        """The number of the day whose column is at x."""
        return int(x / self.day_px // 1) + self.base

    def day_x(self, number: int) -> float:
        """Where a day's column begins."""
        return (number - self.base) * self.day_px

    def opening(self, number: int) -> int:
        """When work on a day begins, as the column shows it."""
        return number * DAY + self.office[0]

    def closing(self, number: int) -> int:
        """When work on a day ends, as the column shows it."""
        return number * DAY + self.office[1]

    def zoomed(self, factor: float) -> Scale:
        """Wider or narrower days, within reason."""
        return self.with_day(self.day_px * factor)

    def with_day(self, px: float) -> Scale:
        """Days of this width, within reason."""
        return replace(self, day_px=max(LEAST, min(MOST, px)))

    def _part(self, rest: float) -> float:
        if self.is_even:
            return rest / DAY
        low, high = self.office
        return max(0.0, min(1.0, (rest - low) / max(1, high - low)))


def around(scale: Scale, factor: float, x: float, offset: float) -> tuple[Scale, float]:
    """Zoom so that the time under the cursor stays there; `offset` is what is scrolled away.

    The answer is the new scale and the new offset.
    """
    place = (x + offset) / scale.day_px
    wider = scale.zoomed(factor)
    return wider, place * wider.day_px - x


def fitting(first: int, last: int, width: float) -> float:
    """The width of a day that shows everything from one minute to another."""
    days = max(1.0, (last - first) / DAY + 2)
    return max(LEAST, min(PRESETS["day"] * 2, width / days))


def ticks(scale: Scale, left: float, right: float) -> tuple[list[Tick], list[Tick]]:
    """The upper and the lower row of the header between two x."""
    first, last = scale.day_at(left), scale.day_at(right)
    upper, lower = {
        "hour": ("day", "hour"),
        "day": ("week", "day"),
        "week": ("month", "week"),
        "month": ("year", "month"),
        "quarter": ("year", "quarter"),
    }[scale.unit]
    return list(_row(upper, first, last)), list(_row(lower, first, last, scale))


def _row(kind: str, first: int, last: int, scale: Scale | None = None) -> Iterator[Tick]:
    if kind == "hour":
        step = _hours(scale.day_px if scale is not None else MOST) * 60
        for minute in range(first * DAY, (last + 1) * DAY, step):
            yield Tick(minute, minute + step, kind)
        return
    day = _floor(kind, EPOCH + timedelta(days=first))
    end = EPOCH + timedelta(days=last)
    while day <= end:
        following = _next(kind, day)
        yield Tick(number_of(day) * DAY, number_of(following) * DAY, kind)
        day = following


def _hours(day_px: float) -> int:
    """How many hours lie between two marks, so that they do not touch."""
    return next(step for step in (1, 2, 3, 6, 12) if day_px / 24 * step >= 40 or step == 12)


def _floor(kind: str, day: date) -> date:
    match kind:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)
        case _:
            return day


def _next(kind: str, day: date) -> date:
    match kind:
        case "week":
            return day + timedelta(days=7)
        case "month":
            return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        case "quarter":
            return _floor("quarter", day + timedelta(days=93))
        case "year":
            return date(day.year + 1, 1, 1)
        case _:
            return day + timedelta(days=1)
