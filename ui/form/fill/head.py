"""What stands between fields: the head of a group, a text to read, a line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.form.shown import help_shown
from app.model.form import Kind, Part
from ui.form.fill import words
from ui.kit import draw, icons
from ui.kit.app import app, t, theme

HEAD, RULE = 40, 17
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class HeadBlock(QWidget):
    """The name of a group over its fields; a click, Enter or Space folds it."""

    folded = Signal(str)

    def __init__(self, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self._name = words.label(part)
        self._note = ""
        self._is_open = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self._name)

    def show_head(self, note: str, *, is_open: bool) -> None:
        """How many are needed, and whether it is open."""
        if (note, is_open) != (self._note, self._is_open):
            self._note, self._is_open = note, is_open
            self.setAccessibleDescription(note if is_open else t("Folded"))
            self.update()

    def high(self, width: int) -> int:
        """How high it is."""
        del width
        return HEAD

    # Qt overrides

    def mouseReleaseEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        del event
        self.folded.emit(self.part.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.folded.emit(self.part.id)
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(0, 0, self.width() - 28, HEAD - 10)
        x = draw.words(painter, room, self._name, "subtitle", "text")
        room = QRectF(x + 12, 2, max(0.0, self.width() - x - 40), HEAD - 10)
        draw.words(painter, room, self._note, "small", "text2")
        sign = "chevron-up" if self._is_open else "chevron-down"
        icons.paint(painter, sign, QRectF(self.width() - 18, 8, 14, 14), "text3")
        painter.fillRect(QRectF(0, HEAD - 8, self.width(), 1), theme().color("border"))
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, QRectF(0, 0, self.width(), HEAD - 8))


class QuietBlock(QWidget):
    """A text to read, or a line."""

    def __init__(self, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self._words = help_shown(part, app().words.lang)
        self._name = words.label(part)
        self.setAccessibleName(" ".join(one for one in (self._name, self._words) if one))

    def high(self, width: int) -> int:
        """How high it is in this width."""
        if self.part.kind == Kind.DIVIDER:
            return RULE
        return self._text_high(width) + (24 if self._name else 0) + 16

    def _text_high(self, width: int) -> int:
        room = QRectF(0, 0, max(40, width - 44), 10_000)
        return round(draw.metrics("body").boundingRect(room, WRAP, self._words).height()) + 2

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.part.kind == Kind.DIVIDER:
            painter.fillRect(QRectF(0, RULE // 2, self.width(), 1), theme().color("border"))
            return
        draw.box(painter, QRectF(self.rect()), "app", "border")
        icons.paint(painter, "info", QRectF(12, 11, 14, 14), "text2")
        y = 8.0
        if self._name:
            draw.words(painter, QRectF(32, y, self.width() - 44, 20), self._name, "strong")
            y += 24
        painter.setFont(theme().font("body"))
        painter.setPen(theme().color("text2"))
        painter.drawText(QRectF(32, y, self.width() - 44, self.height() - y), WRAP, self._words)
