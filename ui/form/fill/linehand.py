"""The hand in a sub-table: one current cell, a block of cells, what is written into them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
)
from PySide6.QtWidgets import QWidget

from app.form.filling import Place
from app.model.form import Kind
from ui.form.fill import words
from ui.form.fill.celledit import PICKED, CellLine, CellPop, cell_line
from ui.form.fill.linepaint import LinePaint
from ui.form.fill.lines import Lines
from ui.kit.app import t, theme
from ui.kit.gridtext import tsv

MOST_PASTED = 20_000


class LineHand(LinePaint):
    """What can be done to the rows; `wrote` is one gesture."""

    wrote = Signal(object)
    pasted = Signal(object, object)
    """Cells of rows that are there, and the answers of rows to come."""
    added = Signal(int)
    removed = Signal(object)
    moved = Signal(str, int)
    unread = Signal(object)
    why_asked = Signal(str, str)
    menu_asked = Signal(QPoint)

    def __init__(self, lines: Lines, name: str) -> None:
        super().__init__(lines)
        self.editor: CellLine | None = None
        self.pop: CellPop | None = None
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.anchor_widget = QWidget(self.viewport())
        self.anchor_widget.resize(1, 1)
        self.anchor_widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def go(self, row: int, place: int, *, extends: bool = False) -> None:
        """Make a cell the current one and show it."""
        count, last = len(self.lines.names), len(self.lines.columns) - 1
        before = self.block()
        self.at = (max(0, min(row, count - 1)), max(0, min(place, last)))
        if not extends:
            self.anchor = self.at
        self._show_cell()
        if count:
            self._tell()
        for rows in (before[0], self.block()[0]):
            top, end = self.row_rect(rows[0]), self.row_rect(rows[-1])
            self.viewport().update(top.united(end))

    def edit(self, text: str | None = None) -> None:
        """Write in the current cell; `text` is the key that began it."""
        if not self.lines.names:
            return
        self.end_edit()
        row, place = self.at
        why = self.lines.why_not(row, place)
        if why:
            self.unread.emit([why])
            return
        self._show_cell()
        part = self.lines.columns[place].part
        if part.kind in PICKED:
            self._open_pop(row, place)
            return
        editor = cell_line(self.lines, row, place, self.viewport())
        editor.ended.connect(self._on_ended)
        if text is not None:
            editor.setText(text)
        editor.setGeometry(self.cell_rect(row, place).adjusted(0, 0, 0, -1))
        editor.show()
        editor.setFocus()
        self.editor = editor

    def end_edit(self, *, keeps: bool = True) -> None:
        """Take the editor away; what is written in it counts."""
        editor, self.editor = self.editor, None
        if editor is None:
            return
        if keeps:
            self._take(editor)
        editor.hide()
        editor.deleteLater()
        self.setFocus()

    def fill_down(self) -> None:
        """The first cells of the block over all its rows; of one row, from the row above."""
        rows, places = self.block()
        if len(rows) == 1:
            if not rows[0]:
                return
            rows = range(rows[0] - 1, rows[0] + 1)
        changes: dict[Place, object] = {}
        for place in places:
            part = self.lines.columns[place].part
            kept = self.lines.kept(rows[0], place)
            for row in rows[1:]:
                if not self.lines.why_not(row, place) and self.lines.kept(row, place) != kept:
                    changes[self.lines.names[row], part.id] = kept
        if changes:
            self.wrote.emit(changes)

    def clear_block(self) -> None:
        """Empty the cells of the block."""
        rows, places = self.block()
        changes: dict[Place, object] = {}
        for row in rows:
            for place in places:
                if not self.lines.why_not(row, place) and self.lines.kept(row, place) is not None:
                    changes[self.lines.names[row], self.lines.columns[place].part.id] = None
        if changes:
            self.wrote.emit(changes)

    def copy(self) -> None:
        """The block as spreadsheets take it."""
        rows, places = self.block()
        if self.lines.names:
            cells = [[self.lines.words(row, place) for place in places] for row in rows]
            QGuiApplication.clipboard().setText(tsv(cells))

    def paste(self) -> None:
        """Cells of a spreadsheet from the current cell on; rows that are not there are added."""
        text = QGuiApplication.clipboard().text()
        cells = list(csv.reader(io.StringIO(text), delimiter="\t"))[:MOST_PASTED]
        if not cells or self.lines.paper.why_locked:
            return
        row, place = self.at
        count = len(self.lines.names)
        changes: dict[Place, object] = {}
        fresh: list[Mapping[str, object]] = []
        troubles: list[str] = []
        for step, values in enumerate(cells):
            target = row + step
            told = self._read_row(target if target < count else -1, place, values, troubles)
            if target < count:
                line = self.lines.names[target]
                changes |= {(line, part): kept for part, kept in told.items()}
            else:
                fresh.append(told)
        if changes or fresh:
            self.pasted.emit(changes, fresh)
        if troubles:
            self.unread.emit(troubles)

    def _read_row(
        self, row: int, place: int, values: list[str], troubles: list[str]
    ) -> dict[str, object]:
        told: dict[str, object] = {}
        host = self.lines.paper.host
        for column, text in zip(self.lines.columns[place:], values, strict=False):
            at = self.lines.places[column.part.id]
            is_result = column.part.kind == Kind.FORMULA or bool(column.part.formula)
            if is_result or (row >= 0 and self.lines.why_not(row, at)):
                continue
            kept = words.read(words.Reader(host), column.part, text)
            if isinstance(kept, words.Unread):
                troubles.append(kept.why)
            else:
                told[column.part.id] = kept
        return told

    def _open_pop(self, row: int, place: int) -> None:
        rect = self.cell_rect(row, place)
        self.anchor_widget.setGeometry(QRect(rect.x(), rect.y(), rect.width(), rect.height()))
        self.pop = CellPop(self.anchor_widget, self.lines, row, place)
        self.pop.answered.connect(self._on_popped)
        self.pop.begin()

    def _on_popped(self, line: str, part: str, kept: object) -> None:
        if (self.lines.paper.filling.kept(line, part) or None) != (kept or None):
            self.wrote.emit({(line, part): kept})

    def _on_ended(self, step: int) -> None:
        """Enter goes down, Tab goes on, Esc stays as it was."""
        row, place = self.at
        self.end_edit(keeps=step >= 0)
        match step:
            case 1:
                if row + 1 < len(self.lines.names):
                    self.go(row + 1, place)
            case 2:
                self._go_on(1)
            case 3:
                self._go_on(-1)
            case _:
                pass

    def _take(self, editor: CellLine) -> None:
        if editor.text() == editor.first:
            return
        line, part = editor.line, editor.part
        choices = self.lines.paper.filling.state(line, part.id).choices
        reader = words.Reader(self.lines.paper.host, choices)
        kept = words.read(reader, part, editor.text())
        if isinstance(kept, words.Unread):
            self.unread.emit([kept.why])
        elif kept != self.lines.paper.filling.kept(line, part.id):
            self.touched.add((line, part.id))
            self.wrote.emit({(line, part.id): kept})

    def _go_on(self, step: int) -> None:
        row, place = self.at
        place += step
        if place >= len(self.lines.columns) and row + 1 < len(self.lines.names):
            row, place = row + 1, 0
        elif place < 0 and row:
            row, place = row - 1, len(self.lines.columns) - 1
        self.go(row, place)

    def _show_cell(self) -> None:
        bar, step = self.verticalScrollBar(), theme().row
        room = self.viewport().height() - 32 - self.foot
        top = self.at[0] * step
        if top < bar.value():
            bar.setValue(top)
        elif top + step > bar.value() + room:
            bar.setValue(top + step - room)
        if self.lines.columns:
            across = self.horizontalScrollBar()
            column = self.lines.columns[self.at[1]]
            if column.x < across.value():
                across.setValue(column.x)
            elif column.x + column.wide > across.value() + self.viewport().width():
                across.setValue(column.x + column.wide - self.viewport().width())

    def _tell(self) -> None:
        row, place = self.at
        said = self.lines.words(row, place) or t("Empty")
        title = self.lines.columns[place].title
        self.setAccessibleDescription(
            t("Row {row}, {column}: {what}", row=row + 1, column=title, what=said)
        )


ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
