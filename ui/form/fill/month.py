"""A month to pick a day in, with days off (休) and days of work that were weekends (班)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.calendar import worktime
from ui.kit import draw, lay, when
from ui.kit.app import is_chinese, t
from ui.kit.button import IconButton
from ui.kit.label import Label
from ui.kit.pop import Popover

CELL = 36
DAYS = 7
WEEKS = 6


class Month(QWidget):
    """The days of a month; arrows move, Enter and click pick."""

    picked = Signal(object)
    turned = Signal()

    def __init__(self, today: date, day: date) -> None:
        super().__init__()
        self._today, self.day = today, day
        self.ends: tuple[date, ...] = ()
        self._calendar = worktime.standard()
        self.setFixedSize(DAYS * CELL, (WEEKS + 1) * CELL - 8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tell()

    def go(self, day: date) -> None:
        """Make this day the current one."""
        self.day = day
        self._tell()
        self.turned.emit()
        self.update()

    def turn(self, months: int) -> None:
        """Some months on, or back."""
        count = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(count, 12)
        last = monthrange(year, month + 1)[1]
        self.go(date(year, month + 1, min(self.day.day, last)))

    def _tell(self) -> None:
        self.setAccessibleName(when.full(self.day, self._today))

    def _first(self) -> date:
        first = self.day.replace(day=1)
        return first - timedelta(days=first.weekday())

    def _spot(self, place: int) -> QRectF:
        week, column = divmod(place, DAYS)
        return QRectF(column * CELL, 28 + week * CELL, CELL, CELL)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return self.size()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        column = int(event.position().x() // CELL)
        week = int((event.position().y() - 28) // CELL)
        if 0 <= column < DAYS and 0 <= week < WEEKS:
            self.day = self._first() + timedelta(days=week * DAYS + column)
            self.picked.emit(self.day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -DAYS,
            Qt.Key.Key_Down: DAYS,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.go(self.day + timedelta(days=steps[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_Home:
            self.go(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.day)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        names = when.WEEKDAYS if is_chinese() else when.DAYS
        for column, name in enumerate(names):
            head = QRectF(column * CELL, 0, CELL, 24)
            draw.words(painter, head, name, "caption", "text3", align=draw.CENTER)
        first = self._first()
        for place in range(WEEKS * DAYS):
            self._paint_day(painter, self._spot(place), first + timedelta(days=place))

    def _paint_day(self, painter: QPainter, spot: QRectF, day: date) -> None:
        inner = spot.adjusted(2, 2, -2, -2)
        is_end = day in self.ends
        is_within = len(self.ends) > 1 and self.ends[0] < day < self.ends[-1]
        if is_within:
            draw.box(painter, inner, "accent_tint", radius=0)
        if is_end:
            draw.box(painter, inner, "fill")
        elif day == self._today:
            draw.box(painter, inner, "", "fill")
        if day == self.day and self.hasFocus():
            draw.ring(painter, spot)
        ink = "text" if day.month == self.day.month else "text3"
        words = QRectF(inner.x(), inner.y() + 2, inner.width(), 18)
        ink = "on_fill" if is_end else ink
        draw.words(painter, words, str(day.day), "body", ink, align=draw.CENTER)
        mark = self._mark(day)
        if mark:
            foot = QRectF(inner.x(), inner.y() + 18, inner.width(), 13)
            tone = "on_fill" if is_end else "success" if mark == t("off|day") else "text2"
            draw.words(painter, foot, mark, "caption", tone, align=draw.CENTER)

    def _mark(self, day: date) -> str:
        try:
            is_work = self._calendar.is_workday(day)
        except (ValueError, KeyError):
            return ""
        is_weekend = day.weekday() >= 5
        if is_work and is_weekend:
            return t("work|day")
        return t("off|day") if not is_work and not is_weekend else ""


class MonthPop(Popover):
    """The month with its arrows; `picked` tells a list of one day, or of two."""

    picked = Signal(object)

    def __init__(self, anchor: QWidget, today: date, held: Sequence[str]) -> None:
        super().__init__(anchor)
        self.is_range = False
        self._first: date | None = None
        ends = tuple(date.fromisoformat(one) for one in held if _is_day(one))
        self.month = Month(today, ends[0] if ends else today)
        self.month.ends = ends
        self.month.picked.connect(self._on_picked)
        self.month.turned.connect(self._on_turned)
        self._title = Label("", "strong")
        self._hint = Label("", "caption", "text2")
        back = IconButton("chevron-left", t("Earlier month"), size=28)
        on = IconButton("chevron-right", t("Later month"), size=28)
        back.clicked.connect(self._on_back)
        on.clicked.connect(self._on_on)
        head = lay.row(self._title, None, back, on, gap=4)
        self.setLayout(lay.column(head, self.month, self._hint, gap=8, margins=(12, 12, 12, 12)))
        self.setFocusProxy(self.month)
        self._on_turned()

    def _on_turned(self) -> None:
        day = self.month.day
        words = t("{year}-{month}|month", year=day.year, month=day.month)
        self._title.setText(words)

    def _on_back(self) -> None:
        self.month.turn(-1)

    def _on_on(self) -> None:
        self.month.turn(1)

    def _on_picked(self, day: object) -> None:
        assert isinstance(day, date)
        if self.is_range and self._first is None:
            self._first = day
            self.month.ends = (day,)
            self.month.go(day)
            self._hint.setText(t("Now the last day"))
            return
        days = sorted([self._first, day]) if self._first is not None else [day]
        self.close()
        self.picked.emit([one.isoformat() for one in days])

    # Qt overrides

    def keyPressEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        if event.key() == Qt.Key.Key_Escape:  # pyright: ignore[reportAttributeAccessIssue]
            self.close()


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
