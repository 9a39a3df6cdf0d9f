"""The cells of a grid: where they stand and how they are painted, only those that are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.kit import draw, icons
from ui.kit.app import theme
from ui.kit.fields import tick
from ui.kit.gridhead import HEIGHT, Column, Head


@dataclass(frozen=True, slots=True)
class Group:
    """The head of a group of rows."""

    text: str
    count: int
    icon: str = ""
    tone: str = "text2"
    note: str = ""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """How a cell is shown."""

    is_selected: bool
    is_current: bool
    is_under: bool


class Source:
    """What a grid shows. A row is a number from 0; an id is what stays when rows move."""

    def count(self) -> int:
        """How many rows, heads of groups too."""
        raise NotImplementedError

    def group(self, row: int) -> Group | None:
        """The head that stands in this row, if one does."""
        del row

    def key(self, row: int) -> object:
        """The id of a row; heads have one too."""
        raise NotImplementedError

    def words(self, row: int, column: str) -> str:
        """What a cell says: read aloud, searched."""
        raise NotImplementedError

    def plain(self, row: int, column: str) -> str:
        """What a cell says to another program: copied."""
        return self.words(row, column)

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        """Draw a cell; its ground is drawn already."""
        del state
        row, column = cell
        draw.words(painter, rect.adjusted(8, 0, -8, 0), self.words(row, column))

    def is_faint(self, row: int) -> bool:
        """Whether a row stands back."""
        del row
        return False

    def editor(self, row: int, column: str, parent: QWidget) -> QWidget | None:
        """What edits a cell: a widget with the signals `done(object)` and `cancelled()`."""
        del row, column, parent


class Cells(QAbstractScrollArea):
    """Rows of one height under a head of columns; it knows no gesture but scrolling."""

    columns_changed = Signal()

    def __init__(self, source: Source, name: str, *, has_ticks: bool = False) -> None:
        super().__init__()
        self.head = Head(self)
        self.head.has_ticks = has_ticks
        self.selection: set[object] = set()
        self.bottom = 0
        self._source = source
        self._row, self._place = 0, 0
        self._under = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setViewportMargins(0, HEIGHT, 0, 0)
        self.viewport().setMouseTracking(True)
        self.head.resized.connect(self._on_resized)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setCornerWidget(QWidget())
        theme().changed.connect(self.refresh)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """These columns, in this order."""
        self.head.columns = list(columns)
        self._place = max(0, min(self._place, len(columns) - 1))
        self.refresh()

    def refresh(self) -> None:
        """The source has changed: measure and paint again, the current row where it stays."""
        count = self._source.count()
        self._row = max(0, min(self._row, count - 1))
        page = max(1, self.viewport().height() // theme().row - 1)
        bar = self.verticalScrollBar()
        bar.setPageStep(page * theme().row)
        bar.setSingleStep(theme().row)
        bar.setRange(0, max(0, count * theme().row + self.bottom - self.viewport().height()))
        across = self.horizontalScrollBar()
        across.setRange(0, max(0, self.head.total() - self.viewport().width()))
        across.setPageStep(self.viewport().width())
        self._tell_ticks()
        self.viewport().update()
        self.head.update()

    def cell(self, row: int, place: int) -> QRect:
        """Where a cell stands in the viewport, in px."""
        left, wide = self.head.spots()[place]
        top = row * theme().row - self.verticalScrollBar().value()
        return QRect(left - self.horizontalScrollBar().value(), top, wide, theme().row)

    def row_at(self, y: float) -> int:
        """The row at this height of the viewport; -1 where there is none."""
        row = int((y + self.verticalScrollBar().value()) // theme().row)
        return row if 0 <= row < self._source.count() else -1

    def _on_resized(self) -> None:
        self.refresh()
        self.columns_changed.emit()

    def _tell_ticks(self) -> None:
        count = self._source.count() if self.selection else 0
        self.head.ticked = (False, bool(self.selection)) if count else (False, False)
        self.head.update()

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().color("surface"))
        high = theme().row
        first = self.verticalScrollBar().value() // high
        last = min(self._source.count(), first + self.viewport().height() // high + 2)
        spots = self.head.spots()
        for row in range(first, last):
            self._paint_row(painter, row, spots)

    def _paint_row(self, painter: QPainter, row: int, spots: Sequence[tuple[int, int]]) -> None:
        high = theme().row
        rect = QRect(
            0, row * high - self.verticalScrollBar().value(), self.viewport().width(), high
        )
        group = self._source.group(row)
        if group is not None:
            self._paint_group(painter, rect, group, row)
            return
        key = self._source.key(row)
        state = State(key in self.selection, row == self._row, row == self._under)
        ground = "selected" if state.is_selected else "hover" if state.is_under else ""
        if ground:
            painter.fillRect(rect, theme().color(ground))
        shift = self.horizontalScrollBar().value()
        if self.head.has_ticks:
            place = QRectF(16 - shift, rect.y() + (high - 16) / 2, 16, 16)
            tick(painter, place, is_on=state.is_selected)
        painter.setOpacity(0.6 if self._source.is_faint(row) else 1.0)
        for column, (left, wide) in zip(self.head.columns, spots, strict=True):
            cell = QRect(left - shift, rect.y(), wide, high)
            if cell.right() >= 0 and cell.left() <= rect.right():
                self._source.paint(painter, (row, column.key), cell, state)
        painter.setOpacity(1.0)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme().color("line"))
        if state.is_current:
            painter.fillRect(rect.x(), rect.y(), 2, high, theme().color("fill"))
            if self.hasFocus() and bool(self.window().property("keys")):
                draw.ring(painter, self.cell(row, self._place).adjusted(0, 0, 0, -1), radius=2)

    def _paint_group(self, painter: QPainter, rect: QRect, group: Group, row: int) -> None:
        painter.fillRect(rect, theme().color("app"))
        name = "chevron-down" if group.is_open else "chevron-right"
        icons.paint(painter, name, QRectF(rect.x() + 16, rect.y() + 9, 14, 14), "text2")
        x = rect.x() + 38.0
        if group.icon:
            icons.paint(painter, group.icon, QRectF(x, rect.y() + 8, 16, 16), group.tone)
            x += 22
        for text, font, color in (
            (group.text, "strong", "text"),
            (str(group.count), "small", "text2"),
            (group.note, "small", "text2"),
        ):
            room = QRectF(x, rect.y(), rect.right() - x, rect.height())
            x += draw.words(painter, room, text, font, color) + 8
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme().color("line"))
        if row == self._row and self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect.adjusted(0, 0, 0, -1), radius=2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.setGeometry(0, 0, self.viewport().width(), HEIGHT)
        self.refresh()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.head.offset = self.horizontalScrollBar().value()
        self.head.update()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
