"""Scrolls a canvas while something is held near its edge."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea

EDGE = 32
"""So near to an edge, in px, it begins."""
STEP, BEAT_MS = 16, 30
"""At the very edge it goes so many px a beat; further in, less."""


class EdgeScroll(QObject):
    """`follow` where the hand is; `moved` tells when the ground under it has moved."""

    moved = Signal()

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._by = QPoint()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.timeout.connect(self._on_beat)

    def follow(self, at: QPoint, room: QRect) -> None:
        """The hand is here; `room` is the part of the viewport that scrolls."""
        across = _speed(at.x(), room.left(), room.right())
        down = _speed(at.y(), room.top(), room.bottom()) if at.y() <= room.bottom() else 0
        self._by = QPoint(across, down)
        if self._by.isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """The hand let go."""
        self._timer.stop()

    def _on_beat(self) -> None:
        across, down = self._area.horizontalScrollBar(), self._area.verticalScrollBar()
        before = across.value(), down.value()
        across.setValue(across.value() + self._by.x())
        down.setValue(down.value() + self._by.y())
        if (across.value(), down.value()) != before:
            self.moved.emit()


def _speed(at: int, low: int, high: int) -> int:
    """Px a beat; below 0 towards the beginning."""
    if at < low + EDGE:
        return -max(1, min(STEP, (low + EDGE - at) * STEP // EDGE))
    if at > high - EDGE:
        return max(1, min(STEP, (at - high + EDGE) * STEP // EDGE))
    return 0
