"""Lanes in a person's hands: zoom, keys, what is opened."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from ui.plan.gantt import says
from ui.plan.gantt.lane_surface import AROUND, BAR, LABEL, LEVEL, PAD, LaneSurface
from ui.plan.gantt.lanes import Lane
from ui.plan.gantt.paint_time import HEIGHT
from ui.plan.gantt.timescale import DAY, PRESETS, STEP, Scale


class LaneCanvas(LaneSurface):
    """One lane for each campaign, account or person."""

    opened = Signal(object)
    zoomed = Signal(str)

    def show_lanes(self, lanes: list[Lane], colors: Mapping[bytes, str]) -> None:
        """These lanes; campaigns have these colour tokens."""
        self.lanes, self.colors = lanes, colors
        self.current = None
        highs = (lane.levels * LEVEL + 2 * PAD for lane in lanes)
        self._tops = [0, *accumulate(highs)]
        self._fit(self._left())
        if not self._is_begun and self.time_px > 0 and lanes:
            self._is_begun = True
            self.go_today()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Wider or narrower days around a place of the viewport."""
        at = x - LABEL if x is not None else self.time_px / 2
        self._scale_to(self.scale.zoomed(factor), at)

    def show_unit(self, unit: str) -> None:
        """Hours, days, weeks, months or quarters."""
        self._scale_to(self.scale.with_day(PRESETS[unit]), self.time_px / 3)

    def go_today(self) -> None:
        """Today at a third of the view."""
        x = self.scale.x(self._minutes()) - self.time_px * 0.33
        self.horizontalScrollBar().setValue(round(x))

    def hit(self, at: QPointF) -> tuple[int, int] | None:
        """The lane and the piece at a point of the viewport."""
        if at.x() < LABEL or at.y() < HEIGHT:
            return None
        x = at.x() - LABEL + self.horizontalScrollBar().value()
        y = at.y() - HEIGHT + self.verticalScrollBar().value()
        lane = bisect_right(self._tops, y) - 1
        if not 0 <= lane < len(self.lanes):
            return None
        for number, piece in enumerate(self.lanes[lane].pieces):
            if self.box(lane, piece).holds(x, y):
                return lane, number
        return None

    def _left(self) -> float:
        return self.horizontalScrollBar().value() / self.scale.day_px + self.scale.base

    def _scale_to(self, scale: Scale, at: float) -> None:
        day, was = self._left() + at / self.scale.day_px, self.scale.unit
        self.scale = scale
        self._fit(day - at / scale.day_px)
        if self.scale.unit != was:
            self.zoomed.emit(self.scale.unit)

    def _fit(self, left: float) -> None:
        spans = [piece.bar.span for lane in self.lanes for piece in lane.pieces]
        now = self._minutes()
        base = min([now, *(a for a, _ in spans)]) // DAY - AROUND
        end = max([now, *(b for _, b in spans)]) // DAY + AROUND
        self.scale = Scale(base, self.scale.day_px)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, round((end - base) * self.scale.day_px) - self.time_px))
        across.setPageStep(max(1, self.time_px))
        across.setSingleStep(round(self.scale.day_px) or 1)
        across.setValue(round((left - base) * self.scale.day_px))
        high = self.viewport().height() - HEIGHT
        down.setRange(0, max(0, self._tops[-1] - high))
        down.setPageStep(max(1, high))
        down.setSingleStep(LEVEL)
        self.viewport().update()

    def _step(self, by: int) -> None:
        """The next task, or the one before, through all lanes."""
        every = [(n, i) for n, lane in enumerate(self.lanes) for i in range(len(lane.pieces))]
        if not every:
            return
        now = every.index(self.current) if self.current in every else -1
        self.current = every[max(0, min(len(every) - 1, now + by if now >= 0 else 0))]
        lane, number = self.current
        box = self.box(lane, self.lanes[lane].pieces[number])
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if not across.value() <= box.x <= across.value() + self.time_px - 80:
            across.setValue(round(box.x - self.time_px / 3))
        if not down.value() <= box.y <= down.value() + self.viewport().height() - HEIGHT - BAR:
            down.setValue(round(box.y - LEVEL))
        self.viewport().update()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self._left())

    def sizeHint(self) -> QSize:
        return QSize(960, 480)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP ** (turn / 120), event.position().x())
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.current = self.hit(event.position())
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._open(self.hit(event.position()))

    def _open(self, spot: tuple[int, int] | None) -> None:
        if spot is not None:
            self.opened.emit(self.lanes[spot[0]].pieces[spot[1]].bar.key)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.hit(QPointF(event.pos()))
            text = ""
            if spot is not None:
                text = says.bar_words(self.lanes[spot[0]].pieces[spot[1]].bar)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.window().setProperty("keys", True)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Home:
                self.go_today()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open(self.current)
            case _:
                super().keyPressEvent(event)
