"""The cells of a sub-table, painted: only the rows that are seen, only what has changed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.form.flaws import Flaw
from ui.form.fill.lines import NUMBER, Lines
from ui.form.fill.telling import flaw_words
from ui.kit import draw, icons
from ui.kit.app import t, theme

HEAD, FOOT = 32, 36
MOST_ROWS = 12
LEVELS = {"error": ("circle-alert", "danger"), "warning": ("triangle-alert", "warn")}
HINT = ("info", "text2")
Spot = tuple[int, int]
"""A row and a column."""


class LinePaint(QAbstractScrollArea):
    """Rows of one height between a head and a foot with the sums; it knows no gesture."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.lines = lines
        self.at: Spot = (0, 0)
        self.anchor: Spot = (0, 0)
        self.tells_all = False
        self.touched: set[tuple[str, str]] = set()
        self._under = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        theme().changed.connect(self.refresh)

    @property
    def foot(self) -> int:
        """How high the sums are."""
        return FOOT if any(c.is_summed for c in self.lines.columns) and self.lines.names else 0

    def wanted(self) -> int:
        """How high it wants to be: all of a few rows, a part of many."""
        rows = max(1, min(MOST_ROWS, len(self.lines.names)))
        bar = 12 if self.lines.end() > max(1, self.width()) else 0
        return HEAD + rows * theme().row + self.foot + bar + 2

    def refresh(self) -> None:
        """The lines are others: measure and paint again."""
        self.lines.fit(self.viewport().width())
        count = len(self.lines.names)
        last = len(self.lines.columns) - 1
        self.at = (max(0, min(self.at[0], count - 1)), max(0, min(self.at[1], last)))
        self.anchor = (max(0, min(self.anchor[0], count - 1)), max(0, min(self.anchor[1], last)))
        room = self.viewport().height() - HEAD - self.foot
        bar = self.verticalScrollBar()
        bar.setPageStep(max(theme().row, room - theme().row))
        bar.setSingleStep(theme().row)
        bar.setRange(0, max(0, count * theme().row - room))
        across = self.horizontalScrollBar()
        across.setRange(0, max(0, self.lines.end() - self.viewport().width()))
        across.setPageStep(self.viewport().width())
        self.viewport().update()

    def refresh_rows(self, rows: list[int]) -> None:
        """Paint some rows again, and the sums."""
        for row in rows:
            self.viewport().update(self.row_rect(row))
        wide, high = self.viewport().width(), self.viewport().height()
        self.viewport().update(QRect(0, high - self.foot, wide, self.foot))

    def row_rect(self, row: int) -> QRect:
        """Where a row stands in the viewport."""
        top = HEAD + row * theme().row - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), theme().row)

    def cell_rect(self, row: int, place: int) -> QRect:
        """Where a cell stands in the viewport."""
        x = self.lines.columns[place].x - self.horizontalScrollBar().value()
        return QRect(x, self.row_rect(row).y(), self.lines.wide(place), theme().row)

    def spot_at(self, x: float, y: float) -> Spot | None:
        """The cell at a point; the place -1 is the number of its row."""
        if y < HEAD or y >= self.viewport().height() - self.foot:
            return None
        row = int((y - HEAD + self.verticalScrollBar().value()) // theme().row)
        if not 0 <= row < len(self.lines.names):
            return None
        x += self.horizontalScrollBar().value()
        for place in range(len(self.lines.columns)):
            column = self.lines.columns[place]
            if column.x <= x < column.x + self.lines.wide(place):
                return row, place
        return (row, -1) if x < NUMBER else (row, len(self.lines.columns) - 1)

    def block(self) -> tuple[range, range]:
        """The rows and columns that are selected."""
        rows = sorted((self.anchor[0], self.at[0]))
        places = sorted((self.anchor[1], self.at[1]))
        return range(rows[0], rows[1] + 1), range(places[0], places[1] + 1)

    def is_told(self, line: str, part: str, rule: str) -> bool:
        """Whether a missing answer is told already."""
        return rule != "required" or self.tells_all or (line, part) in self.touched

    def _on_scrolled(self, _value: int) -> None:
        self.viewport().update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(480, self.wanted())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        dirty = event.rect()
        wide, high = self.viewport().width(), self.viewport().height()
        painter.fillRect(dirty, theme().color("surface"))
        painter.save()
        painter.setClipRect(QRect(0, HEAD, wide, max(0, high - HEAD - self.foot)))
        step, top = theme().row, self.verticalScrollBar().value()
        first = max(0, (dirty.top() - HEAD + top) // step)
        last = min(len(self.lines.names), (dirty.bottom() - HEAD + top) // step + 1)
        for row in range(first, last):
            self._paint_row(painter, row)
        if not self.lines.names:
            room = QRect(0, HEAD, wide, step)
            said = t("No rows yet: add one, or paste from a spreadsheet")
            draw.words(painter, room.adjusted(12, 0, -12, 0), said, "body", "text3")
        painter.restore()
        if dirty.top() < HEAD:
            self._paint_head(painter, wide)
        if self.foot and dirty.bottom() >= high - self.foot:
            self._paint_foot(painter, QRect(0, high - self.foot, wide, self.foot))

    def _paint_head(self, painter: QPainter, wide: int) -> None:
        painter.fillRect(0, 0, wide, HEAD, theme().color("app"))
        shift = self.horizontalScrollBar().value()
        number = QRect(-shift, 0, NUMBER, HEAD)
        draw.words(painter, number, "#", "small", "text2", align=draw.CENTER)
        for place, column in enumerate(self.lines.columns):
            room = QRect(column.x - shift, 0, self.lines.wide(place), HEAD).adjusted(8, 0, -8, 0)
            align = draw.RIGHT if column.is_figure else draw.LEFT
            if column.part.required:
                room = room.adjusted(0, 0, -8, 0)
            x = draw.words(painter, room, column.title, "small", "text2", align=align)
            if column.part.required:
                edge = room.right() + 2 if column.is_figure else room.x() + x + 3
                draw.words(painter, QRectF(edge, 0, 8, HEAD), "*", "small", "danger")
        painter.fillRect(0, HEAD - 1, wide, 1, theme().color("border"))

    def _paint_row(self, painter: QPainter, row: int) -> None:
        lines, rect = self.lines, self.row_rect(row)
        line = lines.names[row]
        told = [f for f in lines.paper.of_line(line) if self.is_told(line, f.part, f.rule)]
        is_wrong = any(flaw.level == "error" for flaw in told)
        rows, places = self.block()
        if is_wrong:
            painter.fillRect(rect, theme().color("danger_tint"))
        elif row == self._under:
            painter.fillRect(rect, theme().color("hover"))
        shift = self.horizontalScrollBar().value()
        number = QRect(-shift, rect.y(), NUMBER, rect.height())
        draw.words(painter, number, str(row + 1), "small", "text3", align=draw.CENTER)
        is_block = len(rows) > 1 or len(places) > 1
        for place in range(len(lines.columns)):
            cell = self.cell_rect(row, place)
            if cell.right() < 0 or cell.left() > rect.right():
                continue
            if is_block and row in rows and place in places:
                painter.fillRect(cell, theme().color("selected"))
            self._paint_cell(painter, (row, place), cell)
        if told:
            self._paint_told(painter, rect, told)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme().color("line"))
        if row == self.at[0] and self.hasFocus():
            ring = self.cell_rect(row, self.at[1]).adjusted(0, 0, 0, -1)
            draw.ring(painter, ring, radius=2)

    def _paint_cell(self, painter: QPainter, spot: Spot, cell: QRect) -> None:
        row, place = spot
        lines, column = self.lines, self.lines.columns[place]
        inner = cell.adjusted(8, 0, -8, 0)
        align = draw.RIGHT if column.is_figure else draw.LEFT
        if not lines.is_seen(row, place):
            painter.fillRect(cell.adjusted(1, 1, -1, -2), theme().color("sunken"))
            return
        text = lines.words(row, place)
        is_result = column.part.kind == "formula" or bool(column.part.formula)
        if not text:
            if is_result:
                draw.words(painter, inner, "—", "body", "text3", align=align)
            return
        draw.words(painter, inner, text, "body", "text", align=align, is_strong=is_result)

    def _paint_told(self, painter: QPainter, rect: QRect, told: list[Flaw]) -> None:
        flaw = next((f for f in told if f.level == "error"), told[0])
        icon, tone = LEVELS.get(flaw.level, HINT)
        x = self.lines.end() - self.horizontalScrollBar().value() + 12
        room = rect.right() - x - 26
        middle = rect.y() + rect.height() // 2
        if room < 40:
            x = rect.right() - 22
        icons.paint(painter, icon, QRectF(x, middle - 7, 14, 14), tone)
        if room >= 40:
            said = flaw_words(flaw)
            draw.words(painter, QRectF(x + 20, rect.y(), room, rect.height()), said, "small", tone)

    def _paint_foot(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(rect, theme().color("app"))
        painter.fillRect(rect.x(), rect.y(), rect.width(), 1, theme().color("strong"))
        lines, shift = self.lines, self.horizontalScrollBar().value()
        x = NUMBER - shift + 8
        room = QRect(x, rect.y(), 120, rect.height())
        x += round(draw.words(painter, room, t("Total|sums"), "body", is_strong=True)) + 12
        count, every = lines.counted(), len(lines.names)
        said = t("{count} rows count", count=count) if count != every else ""
        first = next((c.x for c in lines.columns if c.is_summed), lines.end()) - shift
        if said and first - x > 40:
            note = QRect(x, rect.y(), first - x, rect.height())
            draw.words(painter, note, said, "small", "text2")
        for place, column in enumerate(lines.columns):
            if column.is_summed:
                cell = QRect(column.x - shift, rect.y(), lines.wide(place), rect.height())
                text = lines.total(column.part.id)
                inner = cell.adjusted(8, 0, -8, 0)
                draw.words(painter, inner, text, "body", align=draw.RIGHT, is_strong=True)
