"""Editors of days, of a first and a last day, and of a time; words are read, a month is shown."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from app.calendar import worktime
from app.model.form import Kind, Part
from ui.form.fill import words
from ui.form.fill.editor import WrittenEditor
from ui.form.fill.month import MonthPop
from ui.kit import icons
from ui.kit.app import t
from ui.kit.fields import Line
from ui.parts.host import Host

SIGN = 28
ICONS: dict[str, str] = {Kind.DATE: "calendar", Kind.DATES: "calendar-range", Kind.TIME: "clock"}


class DayLine(Line):
    """A line whose sign at the right, or Alt+Down, opens the month."""

    def __init__(self, hint: str, icon: str, editor_open: object) -> None:
        super().__init__("", hint)
        self._sign = icon
        self._open = editor_open
        self.setTextMargins(0, 0, SIGN - 8, 0)

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.position().x() > self.width() - SIGN and callable(self._open):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Down and is_alt and callable(self._open):
            self._open()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = QRectF(self.width() - 22, (self.height() - 14) / 2, 14, 14)
        ink = "text2" if self.isEnabled() else "disabled"
        icons.paint(QPainter(self), self._sign, place, ink)


class DayEditor(WrittenEditor):
    """A day, or a first and a last one; beneath them how many days of work they are."""

    def __init__(self, host: Host, part: Part) -> None:
        is_range = part.kind == Kind.DATES
        hint = t("First day – last day") if is_range else t("Tomorrow, next Friday, 12-01 …")
        self.is_range = is_range
        self.pop: MonthPop | None = None
        line = DayLine(hint, ICONS[part.kind], self.open)
        super().__init__(host, part, line)

    def foot(self) -> str:
        if not self.is_range or self.state is None:
            return ""
        ends = words.many(self.state.value)
        try:
            first, last = (date.fromisoformat(end) for end in ends)
        except ValueError:
            return ""
        if last < first:
            return ""
        try:
            count = worktime.standard().workdays_between(first, last)
        except (ValueError, KeyError):
            return ""
        days = (last - first).days + 1
        return t("{days} days, {count} of them for work", days=days, count=count)

    def open(self) -> None:
        """Show the month."""
        if self.state is None or not self.state.is_enabled:
            return
        self.pop = MonthPop(self.line, self.host.today(), words.many(self.state.value)[:2])
        self.pop.is_range = self.is_range
        self.pop.picked.connect(self._on_picked)
        self.pop.open_under(self.line, gap=2)

    def _on_picked(self, days: object) -> None:
        assert isinstance(days, list)
        self.trouble = ""
        self.line.setText("")
        self.line.show_text("")
        self.answered.emit(days if self.is_range else days[0])


class TimeEditor(WrittenEditor):
    """A time of the day."""

    def __init__(self, host: Host, part: Part) -> None:
        super().__init__(host, part, DayLine("09:30", ICONS[Kind.TIME], None))
