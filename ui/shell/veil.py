"""What lies over the whole window for a moment: a thin scrim and one panel that floats on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from ui.kit.app import theme

SHADOW = ((2, 0, 0.12), (16, 8, 0.14))
"""Blur, drop and strength of what lies beneath a panel (ux.md B3)."""


class Veil(QWidget):
    """The scrim; Esc and a click beside the panel end it, the focus returns to where it was."""

    ended = Signal()

    def __init__(self, window: QWidget, wide: int, top: int) -> None:
        super().__init__(window)
        self._window = window
        self._wide, self._top = wide, top
        self._before: QWidget | None = None
        self.panel = QFrame(self)
        self.panel.setObjectName("raised")
        window.installEventFilter(self)
        theme().changed.connect(self.update)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it lies over the window now."""
        return not self.isHidden()

    def rise(self) -> None:
        """Lie over the window."""
        if not self.is_open:
            self._before = QApplication.focusWidget()
        self.place()
        self.raise_()
        self.show()

    def end(self) -> None:
        """Go, and give the focus back."""
        if not self.is_open:
            return
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()

    def place(self) -> None:
        """Over the whole window, the panel in its middle."""
        self.resize(self._window.size())
        wide = min(self._wide, self.width() - 32)
        top = min(self._top, max(16, self.height() // 8))
        self.panel.setGeometry((self.width() - wide) // 2, top, wide, self.panel_height(top))

    def panel_height(self, top: int) -> int:
        """How high the panel is when it begins here."""
        return self.height() - 2 * top

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.is_open:
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.end()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color("scrim"))
        if not theme().is_dark and not self.panel.geometry().contains(event.rect()):
            shadow(painter, QRectF(self.panel.geometry()))


def shadow(painter: QPainter, rect: QRectF, radius: float = 8) -> None:
    """The soft shadow of a panel, to be painted beneath it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for blur, drop, strength in SHADOW:
        under = rect.translated(0, drop)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("text", strength * 0.4))
        painter.drawRoundedRect(under, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        step = max(1, blur // 8)
        for out in range(0, blur, step):
            part = 0.4 * (1 - out / blur) ** 2
            painter.setPen(QPen(theme().color("text", strength * part), step))
            far = out + step / 2
            ring = under.adjusted(-far, -far, far, far)
            painter.drawRoundedRect(ring, radius + far, radius + far)
    painter.restore()
