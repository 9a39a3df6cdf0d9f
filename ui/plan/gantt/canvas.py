"""The chart in a person's hands: gestures of the mouse, the wheel, the pointer's shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from app.plan.live import Network
from ui.plan.gantt import gestures, paint_tree
from ui.plan.gantt.chart import CAMPAIGN, Chart
from ui.plan.gantt.days import Days
from ui.plan.gantt.gestures import Order, Spot
from ui.plan.gantt.hands import Hands
from ui.plan.gantt.keys import Keys
from ui.plan.gantt.paint_time import HEIGHT
from ui.plan.gantt.scene import Hit
from ui.plan.gantt.timescale import STEP

GRIP = 4
SHAPES = {
    "left": Qt.CursorShape.SizeHorCursor,
    "right": Qt.CursorShape.SizeHorCursor,
    "progress": Qt.CursorShape.SplitHCursor,
    "dot": Qt.CursorShape.CrossCursor,
    "body": Qt.CursorShape.PointingHandCursor,
    "bare": Qt.CursorShape.CrossCursor,
    "head": Qt.CursorShape.ArrowCursor,
}


class Canvas(Hands):
    """Everything a mouse does."""

    def __init__(
        self,
        chart: Chart,
        days: Days,
        names: Callable[[bytes], str],
        now: Callable[[], datetime],
        network: Callable[[bytes], Network | None],
    ) -> None:
        super().__init__(chart, days, names, now, network)
        self.keys = Keys(self)
        self._pressed: tuple[QPointF, Hit] | None = None
        self._pan: tuple[QPointF, QPointF] | None = None
        self._is_splitting = False

    def cancel(self) -> None:
        self._pressed = self._pan = None
        super().cancel()

    def hit(self, at: QPointF) -> Hit:
        """What is under a point of the viewport."""
        if at.y() < HEIGHT:
            return Hit("header")
        place = self.place(at)
        row = self.scene.row_at(place.y())
        if abs(at.x() - self.tree_px) <= GRIP:
            return Hit("edge")
        if at.x() < self.tree_px:
            return self._tree_hit(at.x(), place.y(), row)
        return self.scene.hit(place.x(), place.y(), self.look.under)

    def _tree_hit(self, x: float, y: float, row: int) -> Hit:
        if row < 0:
            is_add = self.has_add and 0 <= y - self.scene.height < self.scene.row_px
            return Hit("add" if is_add else "nothing")
        node = self.chart.shown[row]
        left = paint_tree.indent(self.chart.tree.depths[node])
        is_chevron = left - 4 <= x < left + 18 and self.chart.tree.is_summary(node)
        return Hit("chevron" if is_chevron else "row", row, self.chart.key(row))

    def _begin(self, at: QPointF, hit: Hit, *, is_free: bool) -> None:
        """The mouse has moved with its button down: which gesture is it?"""
        place = self.place(at)
        spot = Spot(at.x() if hit.part == "row" else place.x(), place.y(), is_free)
        if hit.part == "row":
            bar = self.field.bar(hit.key) if hit.key is not None else None
            if bar is not None and hit.key is not None and bar.kind != CAMPAIGN:
                self.drag = Order(self.field, hit.key, spot)
        elif hit.part in ("empty", "link", "head") and hit.row >= 0:
            self._pan = (at, self.offset)
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif hit.part in ("left", "right", "body", "progress", "dot", "bare", "empty"):
            self.drag = gestures.begun(self.field, hit.part, hit.key, spot)
        if self.drag is not None:
            self.began.emit()

    def _drag_to(self, at: QPointF, *, is_free: bool) -> None:
        assert self.drag is not None
        place = self.place(at)
        # A row of the tree is moved over the tree, whatever time is scrolled to.
        x = at.x() if isinstance(self.drag, Order) else place.x()
        self.drag.to(Spot(x, place.y(), is_free))
        self.show_ghost(self.drag.ghost)
        self._scroll_along(at)

    def _scroll_along(self, at: QPointF) -> None:
        """At the edge of the view it moves on."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if isinstance(self.drag, Order) or (self.drag is not None and self.drag.ghost.to):
            if at.y() > self.viewport().height() - 16:
                down.setValue(down.value() + 8)
            elif at.y() < HEIGHT + 16:
                down.setValue(down.value() - 8)
        if isinstance(self.drag, Order):
            return
        if at.x() > self.viewport().width() - 16:
            across.setValue(across.value() + 12)
        elif self.tree_px - 8 < at.x() < self.tree_px + 16:
            across.setValue(across.value() - 12)

    def _hover(self, at: QPointF) -> None:
        hit = self.hit(at)
        under = hit.key if hit.part not in ("header", "nothing", "add", "edge") else None
        if hit.part == "link":
            under = self.look.under
        ends = {hit.tie.before, hit.tie.after} if hit.tie is not None else set[bytes]()
        if under != self.look.under or self.look.ringed != frozenset(ends):
            self.look.under, self.look.ringed = under, frozenset(ends)
            self.viewport().update()
        shape = Qt.CursorShape.SplitHCursor if hit.part == "edge" else SHAPES.get(hit.part)
        self.viewport().setCursor(shape or Qt.CursorShape.ArrowCursor)

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        hit = self.hit(at)
        self.window().setProperty("keys", False)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if hit.part == "edge":
            self._is_splitting = True
        elif hit.part == "chevron" and hit.key is not None:
            self.fold(hit.key)
        elif hit.part == "add":
            self.add_asked.emit()
        elif hit.part != "header":
            self._pressed = (at, hit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        is_free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self._is_splitting:
            most = min(paint_tree.MOST, self.viewport().width() - 200)
            self.tree_px = max(paint_tree.LEAST, min(most, round(at.x())))
            self.measure()
        elif self._pan is not None:
            begin, held = self._pan
            self.horizontalScrollBar().setValue(round(held.x() - at.x() + begin.x()))
            self.verticalScrollBar().setValue(round(held.y() - at.y() + begin.y()))
        elif self.drag is not None:
            self._drag_to(at, is_free=is_free)
        elif self._pressed is not None:
            begin, hit = self._pressed
            if (at - begin).manhattanLength() >= QApplication.startDragDistance() // 2:
                self._begin(begin, hit, is_free=is_free)
                if self.drag is not None:
                    self._drag_to(at, is_free=is_free)
        elif self.ghost is None:
            self._hover(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, drag, pan = self._pressed, self.drag, self._pan
        self._pressed = self.drag = self._pan = None
        self._is_splitting = False
        if drag is not None:
            self.dropped.emit(drag.ghost)
        elif pan is not None:
            self.viewport().unsetCursor()
        elif pressed is not None and pressed[1].key is not None:
            self.began.emit()
            self.go(pressed[1].key, is_shown=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.hit(event.position())
        if hit.key is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(hit.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        hit = self.hit(QPointF(event.pos()))
        if hit.key is not None:
            self.go(hit.key, is_shown=False)
        if hit.key is not None or hit.tie is not None:
            self.menu_asked.emit(hit, QPointF(event.globalPos()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        keys = event.modifiers()
        if keys & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP ** (turn / 120), event.position().x())
            event.accept()
        elif keys & Qt.KeyboardModifier.ShiftModifier:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turn)
            event.accept()
        else:
            super().wheelEvent(event)
        if self.drag is None and self.ghost is None:
            self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.drag is None and self.look.under is not None:
            self.look.under = None
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self.hit(QPointF(event.pos()))
            words = self.info(hit.key) if hit.key is not None and self.drag is None else ""
            QToolTip.showText(QCursor.pos() if words else event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab indents here (ux.md B5); Qt would take it for the next widget before keys are seen.
        is_key = event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and self.keys.tab(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.window().setProperty("keys", True)
        if not self.keys.press(event):
            super().keyPressEvent(event)
