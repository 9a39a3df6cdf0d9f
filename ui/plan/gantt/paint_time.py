"""The time of the chart: two header rows, days without work, today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.calendar import china
from app.calendar.china import Status
from ui.kit import draw, when
from ui.kit.app import app, is_chinese, t
from ui.plan.gantt import timescale
from ui.plan.gantt.ink import Ink, stripes
from ui.plan.gantt.ink import words as put
from ui.plan.gantt.timescale import Scale, Tick

UPPER, LOWER = 24, 36
HEIGHT = UPPER + LOWER
LEAST_DAY = 4.0
"""Narrower days have no columns of their own."""


@dataclass(slots=True)
class Time:
    """Paints what belongs to days; the painter stands at the chart's left edge."""

    scale: Scale
    ink: Ink
    now: int
    is_workday: Callable[[date], bool]

    def columns(self, painter: QPainter, view: QRectF) -> None:
        """Days on which nobody works stand back; weeks and months have a thin line."""
        off = self.ink.color("sunken")
        if self.scale.day_px >= LEAST_DAY:
            first, last = self.scale.day_at(view.left()), self.scale.day_at(view.right())
            for number in range(first, last + 1):
                if not self.is_workday(timescale.day_of(number * timescale.DAY)):
                    x = round(self.scale.day_x(number))
                    wide = round(self.scale.day_x(number + 1)) - x
                    painter.fillRect(QRectF(x, view.top(), wide, view.height()), off)
        line = self.ink.color("line")
        upper, _ = timescale.ticks(self.scale, view.left(), view.right())
        for tick in upper:
            x = round(self.scale.day_x(tick.start // timescale.DAY))
            painter.fillRect(QRectF(x, view.top(), 1, view.height()), line)

    def today(self, painter: QPainter, view: QRectF) -> None:
        """A line through today, at the hour it is."""
        x = self.scale.x(self.now)
        painter.setPen(QPen(self.ink.color("fill"), 1.5))
        painter.drawLine(QPointF(x, view.top()), QPointF(x, view.bottom()))

    def header(self, painter: QPainter, view: QRectF, tinted: tuple[int, int] | None) -> None:
        """Both rows; `tinted`: the days that a drag covers."""
        painter.fillRect(view, self.ink.color("surface"))
        upper, lower = timescale.ticks(self.scale, view.left(), view.right())
        for tick in lower:
            self._ground(painter, tick)
        if tinted is not None:
            self._tint(painter, tinted)
        month = 0
        for tick in upper:
            is_new = month != (tick.day.year, tick.day.month)
            month = (tick.day.year, tick.day.month)
            self._upper(painter, tick, view, is_new=is_new)
        for tick in lower:
            self._lower(painter, tick)
        line = self.ink.color("border")
        painter.fillRect(QRectF(view.left(), UPPER - 1, view.width(), 1), self.ink.color("line"))
        painter.fillRect(QRectF(view.left(), HEIGHT - 1, view.width(), 1), line)
        self._flag(painter)

    def _spot(self, tick: Tick) -> QRectF:
        if tick.kind == "hour":
            left, right = self.scale.x(tick.start), self.scale.x(tick.end)
        else:
            left = self.scale.day_x(tick.start // timescale.DAY)
            right = self.scale.day_x(tick.end // timescale.DAY)
        return QRectF(left, UPPER, right - left, LOWER - 1)

    def _ground(self, painter: QPainter, tick: Tick) -> None:
        if tick.kind != "day":
            return
        spot = self._spot(tick)
        status, _ = china.from_package().status(tick.day)
        if not self.is_workday(tick.day):
            painter.fillRect(spot, self.ink.color("sunken"))
        if status is Status.UNPUBLISHED:
            place = QRectF(spot.x(), HEIGHT - 6, spot.width(), 5)
            stripes(painter, place, self._color("text3"), self.ink, 5)

    def _tint(self, painter: QPainter, days: tuple[int, int]) -> None:
        left, right = self.scale.x(days[0]), self.scale.x(days[1])
        room = QRectF(left, UPPER, right - left, LOWER - 1)
        painter.fillRect(room, self.ink.color("fill", 0.16))
        painter.fillRect(QRectF(left, HEIGHT - 3, right - left, 2), self.ink.color("fill"))

    def _upper(self, painter: QPainter, tick: Tick, view: QRectF, *, is_new: bool) -> None:
        left = self.scale.day_x(tick.start // timescale.DAY)
        right = self.scale.day_x(tick.end // timescale.DAY)
        painter.fillRect(QRectF(round(left), 0, 1, UPPER), self.ink.color("line"))
        # Its words stay in sight while any of it is.
        x = max(left, view.left()) + 8
        text, is_strong = upper_words(tick, is_new=is_new)
        room = QRectF(x, 0, right - x - 4, UPPER)
        if room.width() < 20:
            return
        used = self._say(
            painter, room, text, "small", "text" if is_strong else "text2", is_strong=is_strong
        )
        week = week_words(tick.day) if tick.kind == "week" else ""
        note = week
        if tick.kind == "week" and not china.from_package().is_published(tick.day.year):
            note = t("Holidays not published")
        if note and room.width() - used > draw.width(note, "caption") + 16:
            right_room = QRectF(x, 0, right - x - 8, UPPER)
            self._say(painter, right_room, note, "caption", "text3", align=draw.RIGHT)

    def _lower(self, painter: QPainter, tick: Tick) -> None:
        spot = self._spot(tick)
        if tick.kind == "day":
            self._day(painter, tick.day, spot)
            return
        painter.fillRect(QRectF(round(spot.x()), UPPER, 1, LOWER), self.ink.color("line"))
        words = lower_words(tick)
        room = QRectF(spot.x() + 4, UPPER, spot.width() - 6, 20)
        if draw.width(words, "caption") <= room.width() + 2:
            align = draw.LEFT if tick.kind == "hour" else draw.CENTER
            self._say(painter, room, words, "caption", "text2", align=align)

    def _day(self, painter: QPainter, day: date, spot: QRectF) -> None:
        number = timescale.number_of(day)
        is_today = number == self.now // timescale.DAY
        above = QRectF(spot.x(), UPPER + 2, spot.width(), 16)
        below = QRectF(spot.x(), UPPER + 18, spot.width(), 16)
        if not is_today:
            ink = "text" if self.is_workday(day) else "text2"
            self._say(painter, above, str(day.day), "small", ink, align=draw.CENTER)
        if is_today and self.scale.day_px < 64:
            return
        status, name = china.from_package().status(day)
        if status is Status.OFF:
            words = name if draw.width(name, "caption") + 6 <= spot.width() else t("Off|day mark")
            self._say(
                painter, below, words, "caption", "success", align=draw.CENTER, is_strong=True
            )
        elif status is Status.WORK:
            words = t("Work|day mark")
            wide = draw.width(words, "caption", is_strong=True) + 4
            plate = QRectF(spot.center().x() - wide / 2, below.y() + 1, wide, 14)
            draw.box(painter, plate, radius=2)
            painter.fillRect(plate, self.ink.color("warn_tint"))
            self._say(painter, plate, words, "caption", "warn", align=draw.CENTER, is_strong=True)
        else:
            words = day_letter(day)
            self._say(painter, below, words, "caption", "text3", align=draw.CENTER)

    def _flag(self, painter: QPainter) -> None:
        """The word of today over its line, and its number in a filled plate."""
        number = self.now // timescale.DAY
        left = self.scale.day_x(number)
        middle = (
            left + self.scale.day_px / 2 if self.scale.unit == "day" else self.scale.x(self.now)
        )
        words = t("Today")
        wide = draw.width(words, "caption", is_strong=True) + 10
        plate = QRectF(middle - wide / 2, UPPER + 19, wide, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink.color("fill"))
        if self.scale.unit == "day":
            day = str(timescale.day_of(self.now).day)
            round_ = QRectF(middle - 11, UPPER + 2, 22, 16)
            painter.drawRoundedRect(round_, 8, 8)
            self._say(painter, round_, day, "small", "on_fill", align=draw.CENTER, is_strong=True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.ink.color("fill"))
        painter.drawRoundedRect(plate, 3, 3)
        self._say(painter, plate, words, "caption", "on_fill", align=draw.CENTER, is_strong=True)

    def _say(
        self,
        painter: QPainter,
        room: QRectF,
        text: str,
        font: str,
        color: str,
        *,
        align: Qt.AlignmentFlag = draw.LEFT,
        is_strong: bool = False,
    ) -> float:
        tint = self.ink.color(color)
        ink = self.ink
        return put(painter, room, text, font, tint, ink=ink, align=align, is_strong=is_strong)

    def _color(self, name: str) -> QColor:
        return self.ink.color(name)


def upper_words(tick: Tick, *, is_new: bool) -> tuple[str, bool]:
    """What the upper row says of a tick, and whether it begins something."""
    day = tick.day
    match tick.kind:
        case "day":
            return when.full(day), True
        case "week":
            return (month_words(day, has_year=True), True) if is_new else (month_words(day), False)
        case "month":
            return month_words(day, has_year=day.month == 1 or day.year != app().today().year), True
        case _:
            return (f"{day.year}年" if is_chinese() else str(day.year)), True


def lower_words(tick: Tick) -> str:
    """What the lower row says of a tick."""
    day = tick.day
    match tick.kind:
        case "hour":
            return f"{tick.start % timescale.DAY // 60:02d}:00"
        case "week":
            return f"{day.month}/{day.day}"
        case "month":
            return month_words(day)
        case "quarter":
            number = (day.month - 1) // 3 + 1
            return f"{'一二三四'[number - 1]}季度" if is_chinese() else f"Q{number}"
        case _:
            return str(day.day)


def month_words(day: date, *, has_year: bool = False) -> str:
    """A month."""
    if is_chinese():
        return f"{day.year}年{day.month}月" if has_year else f"{day.month}月"
    return f"{when.MONTHS[day.month - 1]} {day.year}" if has_year else when.MONTHS[day.month - 1]


def week_words(day: date) -> str:
    """The week's number in its year."""
    return t("Week {number}", number=day.isocalendar().week)


def day_letter(day: date) -> str:
    """The day of the week in one character."""
    return when.WEEKDAYS[day.weekday()] if is_chinese() else when.DAYS[day.weekday()][:2]
