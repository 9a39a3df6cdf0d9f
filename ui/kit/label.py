"""Words, chips, people, lines and bars as widgets."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.kit import draw, icons
from ui.kit.app import theme
from ui.kit.draw import Chip


class Label(QLabel):
    """Words in a type token and a colour token; they follow the theme."""

    def __init__(
        self,
        text: str = "",
        font: str = "body",
        color: str = "text",
        *,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._font = font
        self._color = color
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        if wraps:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._dress()
        theme().changed.connect(self._dress)

    def tint(self, color: str) -> None:
        """Another colour token."""
        self._color = color
        self._dress()

    def _dress(self) -> None:
        self.setFont(theme().font(self._font))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().color(self._color))
        self.setPalette(palette)
        if not self.wordWrap():
            self.setMinimumHeight(theme().line(self._font))


class Elided(Label):
    """One line of words that gives way: elided, whole in the tooltip."""

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2
        return QSize(wide, theme().line(self._font))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, theme().line(self._font))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        full = draw.width(self.text(), self._font)
        self.setToolTip(self.text() if full > self.width() else "")
        draw.words(painter, self.rect(), self.text(), self._font, self._color)


class ChipLabel(QWidget):
    """A chip as a widget."""

    def __init__(self, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = chip
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_chip(chip)

    def show_chip(self, chip: Chip) -> None:
        """Another state."""
        self._chip = chip
        self.setAccessibleName(chip.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(draw.chip_width(self._chip), draw.CHIP_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw.chip(QPainter(self), 0, self.height() / 2, self._chip, self.width())


class Avatar(QWidget):
    """A person's sign."""

    def __init__(self, name: str, size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(size, size)
        self.setToolTip(name)
        self.setAccessibleName(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw.avatar(QPainter(self), self.rect(), self._name)


class Picture(QWidget):
    """An icon that is only looked at."""

    def __init__(
        self, icon: str, color: str = "text2", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._color = color
        self.setFixedSize(size, size)

    def show_icon(self, icon: str, color: str = "") -> None:
        """Another icon."""
        self._icon, self._color = icon, color or self._color
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self._icon, self.rect(), self._color)


class Bar(QWidget):
    """A progress bar with an optional tick: where it should stand today."""

    def __init__(
        self, part: float = 0, color: str = "progress", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._part, self._color, self._tick = part, color, -1.0
        self.setMinimumSize(40, 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, part: float, color: str = "", tick: float = -1.0) -> None:
        """How far it is, from 0 to 1."""
        self._part, self._color, self._tick = part, color or self._color, tick
        self.setAccessibleName(f"{round(part * 100)}%")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(96, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw.bar(painter, self.rect(), self._part, self._color)
        if self._tick >= 0:
            x = round(min(1.0, self._tick) * (self.width() - 1))
            painter.fillRect(QRectF(x, 1, 1, 10), theme().color("text2"))


def hairline(*, is_rule: bool = False) -> QFrame:
    """A line between things, 1 px high."""
    line = QFrame()
    line.setObjectName("rule" if is_rule else "hairline")
    line.setFixedHeight(1)
    return line


def upright() -> QFrame:
    """A line between things, 1 px wide."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedWidth(1)
    return line
