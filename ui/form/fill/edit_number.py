"""Editors of numbers: plain, money with its capitals, per cent, stars."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.expr.faults import Fail
from app.expr.money import capitals
from app.form.filling import State
from app.model.form import Kind, Part
from ui.form.fill import words
from ui.form.fill.editor import Editor, WrittenEditor
from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.kit.fields import Line
from ui.parts.host import Host

EDGE = 10
STARS = 5
MOST_STARS = 10
STAR = 28


class NumberLine(Line):
    """A line of figures at the right, its currency or unit painted beside them."""

    def __init__(self, hint: str, before: str = "", after: str = "") -> None:
        super().__init__("", hint)
        self._before, self._after = before, after
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        left = round(draw.width(before)) + 8 if before else 0
        right = round(draw.width(after)) + 8 if after else 0
        self.setTextMargins(left, 0, right, 0)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(EDGE, 0, -EDGE, 0)
        if self._before:
            draw.words(painter, rect, self._before, "body", "text2")
        if self._after:
            draw.words(painter, rect, self._after, "body", "text2", align=draw.RIGHT)


class NumberEditor(WrittenEditor):
    """A number; beside the hand's own writing it stands with its groups."""

    def __init__(self, host: Host, part: Part) -> None:
        before = part.settings.get("currency", "CNY") if part.kind == Kind.MONEY else ""
        after = "%" if part.kind == Kind.PERCENT else part.settings.get("unit", "")
        super().__init__(
            host, part, NumberLine(part.settings.get("placeholder", ""), before, after)
        )

    def shown(self) -> str:
        assert self.state is not None
        if self.state.value is None:
            return ""
        default = "2" if self.part.kind == Kind.MONEY else ""
        return words.figure(self.state.value, self.part.settings.get("decimals", default))

    def foot(self) -> str:
        if "capitals" not in self.part.settings or self.state is None:
            return ""
        if self.part.settings["capitals"] in ("", "0", "false", "no"):
            return ""
        try:
            return capitals(Decimal(str(self.state.value)))
        except (InvalidOperation, Fail):
            return ""


class Stars(QWidget):
    """Stars to choose from: click, or the arrow keys; the same star again takes it back."""

    rated = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most, self._count, self._under = most, 0, -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_count(self, count: int) -> None:
        """So many stars."""
        self._count = count
        self.setToolTip(t("{count} of {most} stars", count=count, most=self._most))
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(self._most * STAR, theme().control)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = int(event.position().x() // STAR) if self.isEnabled() else -1
        self.update()

    def leaveEvent(self, event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().leaveEvent(event)  # pyright: ignore[reportArgumentType]
        self._under = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().x() // STAR) + 1
        if 0 < place <= self._most:
            self.rated.emit(0 if place == self._count else place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}
        key = Qt.Key(event.key())
        if key in step:
            self.rated.emit(max(0, min(self._most, self._count + step[key])))
        elif event.text().isdigit() and int(event.text()) <= self._most:
            self.rated.emit(int(event.text()))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place in range(self._most):
            rect = QRectF(place * STAR + 4, (self.height() - 20) / 2, 20, 20)
            is_on = place < self._count or place <= self._under
            icons.paint(painter, "star", rect, "fill" if is_on else "strong")
            if place < self._count:
                draw.box(painter, rect.adjusted(7, 8, -7, -6), "fill", radius=2)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, QRectF(0, 0, self._most * STAR, self.height()))


class RatingEditor(Editor):
    """Some of so many stars."""

    def __init__(self, host: Host, part: Part) -> None:
        wanted = part.settings.get("stars", "")
        most = min(int(wanted), MOST_STARS) if wanted.isdigit() and int(wanted) else STARS
        self.stars = Stars(most)
        super().__init__(host, part, self.stars)
        self.stars.rated.connect(self._on_rated)

    def show_state(self, state: State) -> None:
        super().show_state(state)
        text = str(state.value or "0")
        self.stars.show_count(int(text) if text.isdigit() else 0)
        self._enable(is_on=state.is_enabled)

    def _on_rated(self, count: int) -> None:
        self.answered.emit(str(count) if count else None)
