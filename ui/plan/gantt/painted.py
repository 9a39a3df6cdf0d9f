"""The painting of the chart: both sides row by row, the header over them, the card of a gesture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap

from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.plan.gantt import paint_ghost, paint_tree
from ui.plan.gantt.chart import Chart
from ui.plan.gantt.days import Days
from ui.plan.gantt.gestures import Ghost
from ui.plan.gantt.paint import Bars
from ui.plan.gantt.paint_links import Links
from ui.plan.gantt.paint_time import HEIGHT, Time
from ui.plan.gantt.paint_tree import TreeRows
from ui.plan.gantt.surface import Surface

MANY = 500
MOST_ROWS = 160
MARGIN = 0.6
"""Beyond the first and the last date one may scroll by so much of the view."""


class Painted(Surface):
    """Rows, time and everything that stands in it, on the screen."""

    def __init__(
        self, chart: Chart, days: Days, names: Callable[[bytes], str], now: Callable[[], datetime]
    ) -> None:
        super().__init__(chart, days, names, now)
        self._look_age = 0
        self._rows_held: dict[object, QPixmap] = {}
        self._header: tuple[object, QPixmap] = (None, QPixmap())

    def _time_rect(self) -> QRectF:
        view = self.viewport()
        return QRectF(self.tree_px, HEIGHT, self.time_px, view.height() - HEIGHT)

    def _anchor(self, ghost: Ghost) -> QRectF:
        """What the card of a gesture stands beside."""
        held = self.offset
        if ghost.to is not None:
            x, y = ghost.to
            left, top = x - held.x() + self.tree_px, y - held.y() + HEIGHT
            return QRectF(left, top - 8, 1, 16)
        row = self.chart.row_of(ghost.key) if ghost.key else len(self.chart.shown)
        span = ghost.spans.get(ghost.key or b"")
        if span is None:
            return self.spot(row)
        box = self.scene.box_of("task", span, row)
        return QRectF(*box).translated(self.tree_px - held.x(), HEIGHT - held.y())

    def _paint_time(self, painter: QPainter, first: int, end: int) -> None:
        room, held = self._time_rect(), self.offset
        painter.save()
        painter.setClipRect(room)
        painter.translate(self.tree_px - held.x(), HEIGHT - held.y())
        view = QRectF(held.x(), held.y(), room.width(), room.height())
        self.look.left = held.x()
        time = self._time()
        self._grounds(painter, view, first, end)
        time.columns(painter, view)
        self._lines(painter, view, first, end)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        Links(self.scene, self.look, self.ink).rows(painter, first - 1, end + 1)
        bars = Bars(self.scene, self.look, self.ink)
        if len(self.painted) > MANY:
            self.painted = {}
        for row in range(first, end):
            bars.row(painter, row)
            bar = self.chart.bar(row)
            if (span := self.scene.span(bar)) is not None:
                self.painted[bar.key] = span
        time.today(painter, view)
        if self.ghost is not None:
            row = self.chart.row_of(self.ghost.key) if self.ghost.key else len(self.chart.shown)
            paint_ghost.edges(painter, self.scene, self.ghost, view, self.ink)
            paint_ghost.hanging(painter, self.scene, self.ghost, row, self.ink)
        painter.restore()

    def _time(self) -> Time:
        return Time(self.scene.scale, self.ink, self.look.now, self.days.is_workday)

    def _grounds(self, painter: QPainter, view: QRectF, first: int, end: int) -> None:
        high = self.scene.row_px
        for row in range(first, end):
            if name := self._ground(row):
                rect = QRectF(view.left(), row * high, view.width(), high)
                painter.fillRect(rect, self.ink.color(name))

    def _ground(self, row: int) -> str:
        key = self.chart.key(row)
        if key == self.look.current:
            return "selected"
        return "hover" if key == self.look.under else ""

    def _lines(self, painter: QPainter, view: QRectF, first: int, end: int) -> None:
        high, color = self.scene.row_px, self.ink.color("line")
        for row in range(first, end):
            painter.fillRect(QRectF(view.left(), (row + 1) * high - 1, view.width(), 1), color)

    def _paint_tree(self, painter: QPainter, first: int, end: int) -> None:
        held, high = self.offset, self.scene.row_px
        painter.save()
        room = QRectF(0, HEIGHT, self.tree_px, self.viewport().height() - HEIGHT)
        painter.setClipRect(room)
        painter.translate(0, HEIGHT - held.y())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tree = TreeRows(self.scene, self.look, self.ink, self.days.count)
        has_keys = self.hasFocus() and bool(self.window().property("keys"))
        for row in range(first, end):
            rect = QRectF(0, row * high, self.tree_px, high)
            painter.drawPixmap(QPointF(0, row * high), self._tree_row(tree, row))
            if self.chart.key(row) == self.look.current:
                painter.fillRect(QRectF(0, rect.y(), 2, high), self.ink.color("fill"))
                if has_keys:
                    draw.ring(painter, rect.adjusted(0, 0, -1, -1), radius=2)
        if self.has_add:
            self._paint_add(painter)
        if self.ghost is not None and self.ghost.drop is not None:
            drop = self.ghost.drop
            tree.drop(painter, drop.row, drop.depth, self.tree_px)
        painter.restore()
        line = QRectF(self.tree_px - 1, 0, 1, self.viewport().height())
        painter.fillRect(line, self.ink.color("border"))

    def _tree_row(self, tree: TreeRows, row: int) -> QPixmap:
        """A row of the tree, painted once while it looks the same."""
        node, ratio = self.chart.shown[row], self.devicePixelRatioF()
        bar = self.chart.bar_of(node)
        key = (
            bar,
            self.scene.spans.get(bar.key),
            self._ground(row),
            self.chart.tree.depths[node],
            bar.key in self.chart.closed,
            (self.tree_px, self.scene.row_px, ratio, self._look_age),
        )
        held = self._rows_held.get(key)
        if held is None:
            if len(self._rows_held) > MOST_ROWS:
                self._rows_held.clear()
            high = self.scene.row_px
            held = QPixmap(round(self.tree_px * ratio), round(high * ratio))
            held.setDevicePixelRatio(ratio)
            held.fill(self.ink.color(self._ground(row) or "surface"))
            inner = QPainter(held)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.translate(0, -row * high)
            tree.row(inner, row, self.tree_px)
            line = QRectF(0, (row + 1) * high - 1, self.tree_px, 1)
            inner.fillRect(line, self.ink.color("line"))
            inner.end()
            self._rows_held[key] = held
        return held

    def _paint_add(self, painter: QPainter) -> None:
        top, high = self.scene.height, self.scene.row_px
        color = self.ink.color("text3")
        left = paint_tree.indent(1) + paint_tree.CHEVRON + 4
        icons.paint(painter, "plus", QRectF(left, top + (high - 14) / 2, 14, 14), color)
        room = QRectF(left + 20, top, self.tree_px - left - 24, high)
        draw.words(painter, room, t("New task"), "body", color)

    def _paint_header(self, painter: QPainter) -> None:
        tinted = None
        if self.ghost is not None and self.ghost.kind in ("dates", "create"):
            tinted = self.ghost.spans.get(self.ghost.key or b"")
        view, ratio = self.viewport(), self.devicePixelRatioF()
        size = (view.width(), self.tree_px, ratio)
        key = (self.scene.scale, self.offset.x(), self.look.now, tinted, size, self.age)
        if key != self._header[0]:  # up and down it stays as it is
            picture = QPixmap(round(view.width() * ratio), round(HEIGHT * ratio))
            picture.setDevicePixelRatio(ratio)
            inner = QPainter(picture)
            self._draw_header(inner, tinted)
            inner.end()
            self._header = (key, picture)
        painter.drawPixmap(0, 0, self._header[1])

    def _draw_header(self, painter: QPainter, tinted: tuple[int, int] | None) -> None:
        held, view = self.offset, self._time_rect()
        painter.save()
        painter.setClipRect(QRectF(self.tree_px, 0, self.time_px, HEIGHT))
        painter.translate(self.tree_px - held.x(), 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._time().header(painter, QRectF(held.x(), 0, view.width(), HEIGHT), tinted)
        painter.restore()
        TreeRows(self.scene, self.look, self.ink, self.days.count).header(painter, self.tree_px)
        painter.fillRect(QRectF(self.tree_px - 1, 0, 1, HEIGHT), self.ink.color("border"))

    def _on_theme(self) -> None:
        self._rows_held.clear()
        self._look_age += 1
        super()._on_theme()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        rect = event.rect()
        painter.fillRect(rect, theme().color("surface"))
        first, end = self._rows(rect)
        if rect.right() >= self.tree_px:
            self._paint_time(painter, first, end)
        if rect.left() < self.tree_px:
            self._paint_tree(painter, first, end)
        if rect.top() < HEIGHT:
            self._paint_header(painter)
        if self.ghost is not None and self.tip is not None:
            paint_ghost.card(painter, self.tip, self._anchor(self.ghost), self._time_rect())
