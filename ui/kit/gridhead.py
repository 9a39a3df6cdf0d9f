"""The head of a grid: names of columns, the order they are sorted in, and their widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QCursor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit import draw, icons
from ui.kit.app import theme
from ui.kit.fields import tick

HEIGHT = 28
GRIP = 4
TICKS = 40
EDGE = 16
FAR = 8
"""A column that is moved less far was clicked."""


@dataclass(slots=True)
class Column:
    """One column: `key` names it, `width` is in px; those that stretch share what is left, each
    up to its `most` (0: without end). What nobody wants stays empty at the right."""

    key: str
    title: str
    width: int = 120
    is_right: bool = False
    stretches: bool = False
    is_sorted: bool = True
    least: int = 48
    most: int = 0
    is_fixed: bool = False
    """It stays where it stands; others cannot be moved before it."""


class Head(QWidget):
    """The names of the columns; a click sorts, the edge between two changes a width, a drag
    moves a column where `can_move` says so."""

    sort_asked = Signal(str)
    resized = Signal()
    widened = Signal()
    """A width was changed, and the mouse let go."""
    moved = Signal(str, int)
    """A column's key, and how many places it was moved to the right."""
    all_ticked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns: list[Column] = []
        self.sort: tuple[str, bool] = ("", False)
        self.offset = 0
        self.has_ticks = False
        self.ticked: tuple[bool, bool] = (False, False)
        self.can_move = False
        self._pressed: tuple[int, QPointF] | None = None
        self._drop = -1
        self._held: tuple[int, int, int] | None = None
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)

    def spots(self) -> list[tuple[int, int]]:
        """Left edge and width in px of every column, before scrolling."""
        start = TICKS if self.has_ticks else EDGE
        wide = _shared(self.columns, self.width() - start)
        found: list[tuple[int, int]] = []
        x = start
        for width in wide:
            found.append((x, width))
            x += width
        return found

    def total(self) -> int:
        """Width of all columns in px."""
        spots = self.spots()
        return sum(spots[-1]) if spots else 0

    def _edge_at(self, x: float) -> int:
        for place, (left, wide) in enumerate(self.spots()):
            column = self.columns[place]
            is_free = column.most or not column.stretches
            if is_free and abs(left + wide - self.offset - x) <= GRIP:
                return place
        return -1

    def _place_at(self, x: float) -> int:
        x += self.offset
        spots = enumerate(self.spots())
        return next((i for i, (left, wide) in spots if left <= x < left + wide), -1)

    def _drop_at(self, x: float) -> int:
        """Before which column one would land that is let go here."""
        x += self.offset
        middles = [left + wide / 2 for left, wide in self.spots()]
        place = sum(middle < x for middle in middles)
        fixed = sum(column.is_fixed for column in self.columns)
        return max(fixed, place)

    def _drag(self, at: QPointF) -> None:
        """Follow a column that is held: a line shows where it would land."""
        if self._pressed is None or not self.can_move:
            return
        place, start = self._pressed
        if place < 0 or place >= len(self.columns) or self.columns[place].is_fixed:
            return
        if self._drop >= 0 or abs(at.x() - start.x()) >= FAR:
            self._drop = self._drop_at(at.x())
            self.setCursor(QCursor(Qt.CursorShape.ClosedHandCursor))
            self.update()

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        if self.has_ticks:
            is_on, is_partly = self.ticked
            place = QRectF(16 - self.offset, (HEIGHT - 16) / 2, 16, 16)
            tick(painter, place, is_on=is_on, is_partly=is_partly)
        key, is_falling = self.sort
        for column, (left, wide) in zip(self.columns, self.spots(), strict=True):
            rect = QRectF(left - self.offset + 8, 0, wide - 16, HEIGHT)
            align = draw.RIGHT if column.is_right else draw.LEFT
            used = draw.words(painter, rect, column.title, "caption", "text2", align=align)
            if column.key == key:
                at = rect.x() + used + 2 if not column.is_right else rect.x() - 14
                arrow = "arrow-down" if is_falling else "arrow-up"
                icons.paint(painter, arrow, QRectF(at, 8, 12, 12), "text2")
        painter.fillRect(QRectF(0, HEIGHT - 1, self.width(), 1), theme().color("border"))
        if self._drop >= 0:
            edges = [*(left for left, _ in self.spots()), self.total()]
            x = edges[min(self._drop, len(edges) - 1)] - self.offset
            painter.fillRect(QRectF(x - 1, 0, 2, HEIGHT), theme().color("fill"))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held is not None:
            place, start, width = self._held
            column = self.columns[place]
            column.width = max(column.least, width + round(x) - start)
            self.update()
            self.resized.emit()
            return
        if self._pressed is not None:
            self._drag(event.position())
            return
        is_edge = self._edge_at(x) >= 0
        shape = Qt.CursorShape.SplitHCursor if is_edge else Qt.CursorShape.ArrowCursor
        self.setCursor(QCursor(shape))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        place = self._edge_at(x)
        if place >= 0:
            column = self.columns[place]
            if column.stretches:  # from now on it is as wide as somebody wants it
                column.width, column.stretches = self.spots()[place][1], False
            self._held = (place, round(x), column.width)
            return
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (self._place_at(x), event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        held, self._held = self._held, None
        pressed, self._pressed = self._pressed, None
        drop, self._drop = self._drop, -1
        if held is not None:
            self.widened.emit()
        elif pressed is not None and drop >= 0:
            self.setCursor(QCursor(Qt.CursorShape.ArrowCursor))
            self.update()
            step = drop - pressed[0] - (drop > pressed[0])
            if step:
                self.moved.emit(self.columns[pressed[0]].key, step)
        elif pressed is not None:
            self._click(pressed[1])

    def _click(self, at: QPointF) -> None:
        x = at.x() + self.offset
        if self.has_ticks and x < TICKS:
            self.all_ticked.emit()
            return
        for column, (left, wide) in zip(self.columns, self.spots(), strict=True):
            if left <= x < left + wide and column.is_sorted:
                self.sort_asked.emit(column.key)


def _shared(columns: Sequence[Column], room: int) -> list[int]:
    """The widths of columns in so many px: the narrowest that stretch grow first."""
    wide = [c.least if c.stretches else c.width for c in columns]
    left = room - sum(wide)
    growing = [n for n, c in enumerate(columns) if c.stretches]
    while left > 0 and growing:
        share = max(1, left // len(growing))
        for n in growing:
            most = columns[n].most or room
            more = max(0, min(share, left, most - wide[n]))
            wide[n] += more
            left -= more
        growing = [n for n in growing if wide[n] < (columns[n].most or room)]
    return wide
