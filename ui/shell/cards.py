"""The three ways to begin, as one group of choices: arrows move, Enter goes on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.kit import draw, icons
from ui.kit.app import theme
from ui.kit.draw import Chip

HEIGHT = 96


class Card(QAbstractButton):
    """One choice: a picture, a name, what it is, what is good to know."""

    entered = Signal()

    def __init__(self, icon: str, name: str, text: str, note: str) -> None:
        super().__init__()
        self._icon, self._chip = icon, ""
        self._words, self._note = text, note
        self.setText(name)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"{text} {note}")
        theme().changed.connect(self.update)

    def commend(self, words: str) -> None:
        """A word beside the name."""
        self._chip = words
        self.setAccessibleDescription(f"{words}. {self.accessibleDescription()}")

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(480, HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.entered.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        is_on = self.isChecked()
        ground = "accent_tint" if is_on else "hover" if self.underMouse() else "surface"
        draw.box(painter, rect, ground, "" if is_on else "border", radius=6)
        if is_on:
            draw.ring(painter, rect, radius=6)
        if self.hasFocus() and bool(self.window().property("keys")) and not is_on:
            draw.ring(painter, rect, radius=6)
        picture = QRectF(16, rect.height() / 2 - 20, 40, 40)
        draw.box(painter, picture, "surface" if is_on else "neutral", radius=6)
        ink = "accent" if is_on else "text2"
        icons.paint(painter, self._icon, picture.adjusted(10, 10, -10, -10), ink)
        radio(painter, QRectF(rect.right() - 32, rect.height() / 2 - 8, 16, 16), is_on=is_on)
        self._paint_words(painter, QRectF(72, 18, rect.width() - 72 - 48, 60), is_on=is_on)

    def _paint_words(self, painter: QPainter, room: QRectF, *, is_on: bool) -> None:
        line = QRectF(room.x(), room.y(), room.width(), 20)
        x = room.x() + draw.words(painter, line, self.text(), "strong") + 8
        if self._chip:
            chip = Chip(self._chip, "accent", "check")
            if is_on:
                wide = draw.chip_width(chip)
                plate = QRectF(x, line.center().y() - 10, wide, 20)
                draw.box(painter, plate, "surface", radius=10)
                icons.paint(painter, "check", QRectF(x + 6, plate.y() + 4, 12, 12), "accent")
                place = plate.adjusted(22, 0, 0, 0)
                draw.words(painter, place, self._chip, "caption", "accent")
            else:
                draw.chip(painter, x, line.center().y(), chip)
        line = line.translated(0, 20)
        draw.words(painter, line, self._words, "body", "text2")
        line = QRectF(room.x(), room.y() + 44, room.width(), 16)
        draw.words(painter, line, self._note, "caption", "text2" if is_on else "text3")


def radio(painter: QPainter, place: QRectF, *, is_on: bool) -> None:
    """The sign of one choice of several."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme().color("surface"))
    if is_on:
        painter.setPen(QPen(theme().color("fill"), 5))
        painter.drawEllipse(place.adjusted(2.5, 2.5, -2.5, -2.5))
    else:
        painter.setPen(QPen(theme().color("strong"), 1))
        painter.drawEllipse(place.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()
