"""The painted surface of the chart: only what is seen is painted; one scroll for both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.kit.app import t, theme
from ui.plan.gantt import paint_tree, timescale
from ui.plan.gantt.chart import Chart
from ui.plan.gantt.days import Days
from ui.plan.gantt.gestures import Ghost
from ui.plan.gantt.ink import Ink
from ui.plan.gantt.paint import Look
from ui.plan.gantt.paint_time import HEIGHT
from ui.plan.gantt.says import Tip
from ui.plan.gantt.scene import Scene
from ui.plan.gantt.timescale import DAY, PRESETS, Scale

MANY = 500
MOST_ROWS = 160
MARGIN = 0.6
"""Beyond the first and the last date one may scroll by so much of the view."""


class Surface(QAbstractScrollArea):
    """Rows, time and everything that stands in it; it knows no gesture but scrolling."""

    zoomed = Signal(str)
    """The unit that is shown now."""

    def __init__(
        self, chart: Chart, days: Days, names: Callable[[bytes], str], now: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self.chart, self.days = chart, days
        self._now = now
        self.ink = Ink()
        self.scene = Scene(chart, Scale(), row_px=theme().row)
        self.look = Look(self._minutes(), names)
        self.ghost: Ghost | None = None
        self.tip: Tip | None = None
        self.tree_px = paint_tree.USUAL
        self.has_add = False
        """A last row in which a new task begins."""
        self.age = 0
        """Rises whenever days or dates may look otherwise."""
        self.painted: dict[bytes, tuple[int, int]] = {}
        """Where the bars in view were painted last."""
        self._span: tuple[int, int] = (self.look.now, self.look.now)
        self._corner = QWidget()
        self.addScrollBarWidget(self._corner, Qt.AlignmentFlag.AlignLeft)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(t("Gantt chart"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme().changed.connect(self._on_theme)

    def measure(self) -> None:
        """The rows or the dates have changed: how far can one scroll. The time in view stays."""
        self.look.now = self._minutes()
        self.age += 1
        held = self.chart.span() or (self.look.now, self.look.now)
        self._span = (min(held[0], self.look.now), max(held[1], self.look.now))
        self._fit_range(self._moment(0))

    def _minutes(self) -> int:
        now = self._now()
        return timescale.number_of(now.date()) * DAY + now.hour * 60 + now.minute

    def _fit_range(self, left: float) -> None:
        """Ranges of both bars; the day `left` stands at the left edge."""
        scale, room = self.scene.scale, max(1, self.time_px)
        beyond = int(room * MARGIN / scale.day_px) + 2
        base = self._span[0] // DAY - beyond
        end = self._span[1] // DAY + beyond
        self.scene.scale = Scale(base, scale.day_px, self.days.office(self._span[0]))
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, round((end - base) * scale.day_px) - room))
        across.setPageStep(room)
        across.setSingleStep(max(8, round(scale.day_px)))
        across.setValue(round((left - base) * scale.day_px))
        high = self.viewport().height() - HEIGHT
        row = self.scene.row_px
        total = self.scene.height + (row if self.has_add else 0) + row // 2
        down.setRange(0, max(0, total - high))
        down.setPageStep(max(row, high // row * row - row))
        down.setSingleStep(row)
        self._corner.setFixedWidth(self.tree_px)
        self.viewport().update()

    @property
    def time_px(self) -> int:
        """How wide the side with the time is."""
        return self.viewport().width() - self.tree_px

    @property
    def offset(self) -> QPointF:
        """What is scrolled away."""
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def seen(self) -> tuple[int, int]:
        """The first row that is seen, and the one behind the last."""
        row, top = self.scene.row_px, self.verticalScrollBar().value()
        first = max(0, top // row)
        end = (top + self.viewport().height() - HEIGHT) // row + 1
        return first, min(len(self.chart.shown), end)

    def _rows(self, rect: QRect) -> tuple[int, int]:
        """The rows in a part of the viewport, from the first to behind the last."""
        row, top = self.scene.row_px, self.verticalScrollBar().value() - HEIGHT
        first, end = self.seen()
        low = (max(rect.top(), HEIGHT) + top) // row
        return max(first, low), min(end, (rect.bottom() + top) // row + 1)

    def place(self, at: QPointF) -> QPointF:
        """A point of the viewport in the chart's own pixels."""
        held = self.offset
        return QPointF(at.x() - self.tree_px + held.x(), at.y() - HEIGHT + held.y())

    def spot(self, row: int) -> QRectF:
        """The bar of a row in the viewport; its whole row where it has none."""
        box, held = self.scene.box(row), self.offset
        if box is None:
            top = row * self.scene.row_px + HEIGHT - held.y()
            return QRectF(0, top, self.viewport().width(), self.scene.row_px)
        left = box.x + self.tree_px - held.x()
        return QRectF(left, box.y + HEIGHT - held.y(), box.w, box.h)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Wider or narrower days around a place of the viewport, by default its middle."""
        at = (x - self.tree_px) if x is not None else self.time_px / 2
        moment = self._moment(at)
        self._scale_to(self.scene.scale.zoomed(factor), moment, at)

    def show_unit(self, unit: str) -> None:
        """Hours, days, weeks, months or quarters."""
        at = self._middle()
        self._scale_to(self.scene.scale.with_day(PRESETS[unit]), self._moment(at), at)

    def fit(self) -> None:
        """Everything from the first to the last date."""
        first, last = self.chart.span() or self._span
        wide = timescale.fitting(first, last, self.time_px)
        self._scale_to(self.scene.scale.with_day(wide), first / DAY - 1, 0)

    def go_today(self) -> None:
        """Today at a third of the view."""
        self.show_moment(self._minutes(), 0.33)

    def show_moment(self, minutes: float, part: float = 0.33) -> None:
        """Scroll in time until a moment stands at this part of the view."""
        self.horizontalScrollBar().setValue(
            round(self.scene.scale.x(minutes) - self.time_px * part)
        )

    def _middle(self) -> float:
        """Around what one zooms without a mouse: today where it is seen, else the middle."""
        x = self.scene.scale.x(self.look.now) - self.offset.x()
        return x if 0 <= x <= self.time_px else self.time_px / 2

    def _moment(self, at: float) -> float:
        """The day, with its part, that stands at so many px of the time's side."""
        scale = self.scene.scale
        return (at + self.offset.x()) / scale.day_px + scale.base

    def _scale_to(self, scale: Scale, day: float, at: float) -> None:
        was = self.scene.scale.unit
        self.scene.scale = scale
        self._fit_range(day - at / scale.day_px)
        held = self.scene.scale
        if held.unit != was:
            self.zoomed.emit(held.unit)
        self.viewport().update()

    def show_row(self, row: int) -> None:
        """Scroll until a row is seen."""
        bar, top = self.verticalScrollBar(), row * self.scene.row_px
        room = self.viewport().height() - HEIGHT
        if top < bar.value():
            bar.setValue(top)
        elif top + self.scene.row_px > bar.value() + room:
            bar.setValue(top + self.scene.row_px - room)

    def _on_theme(self) -> None:
        self.ink.forget()
        self.scene.row_px = theme().row
        self.measure()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            wide = self.viewport().width()
            self.tree_px = max(paint_tree.LEAST, min(self.tree_px, wide // 2))
        self.measure()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        view = self.viewport()
        if self.ghost is not None or dx:  # names stay at the edge of the view
            view.update()
            return
        # What is seen already is moved; only what comes into sight is painted.
        view.scroll(0, dy, QRect(0, HEIGHT, view.width(), view.height() - HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(960, 480)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
