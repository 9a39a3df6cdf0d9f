"""What edits a cell of a sub-table in its place: a line, or the field of its kind over it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.model.form import Kind, Part
from ui.form.fill import words
from ui.form.fill.edit_pick import PickEditor
from ui.form.fill.editor import Editor
from ui.form.fill.lines import Lines
from ui.form.fill.making import editor_of
from ui.kit import lay
from ui.kit.fields import Line
from ui.kit.pop import Popover

PICKED = frozenset(
    {
        Kind.CHOICE,
        Kind.CHOICES,
        Kind.PERSON,
        Kind.DEPARTMENT,
        Kind.ACCOUNT,
        Kind.LINK,
        Kind.ADDRESS,
        Kind.FILE,
        Kind.IMAGE,
        Kind.RATING,
        Kind.KPI,
        Kind.BUDGET,
        Kind.LONG,
    }
)
WIDE = 320


class CellLine(Line):
    """A line in a cell; `ended` tells how it was left: 0 left, 1 down, 2 on, 3 back, -1 not."""

    ended = Signal(int)

    def __init__(self, text: str, place: tuple[str, Part], parent: QWidget) -> None:
        super().__init__(text, parent=parent)
        self.first = text
        self.line, self.part = place
        self._is_over = False

    def commit(self) -> None:
        """A pause is no decision in a cell."""

    def _end(self, step: int) -> None:
        if not self._is_over:
            self._is_over = True
            self.ended.emit(step)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ends = {
            Qt.Key.Key_Return: 1,
            Qt.Key.Key_Enter: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Escape: -1,
        }
        step = ends.get(Qt.Key(event.key()))
        if step is not None and not self.is_composing:
            self._end(step)
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        self._end(2 if is_next else 3)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end(0)


def cell_line(lines: Lines, row: int, place: int, parent: QWidget) -> CellLine:
    """The line of a cell, with what it says selected."""
    column = lines.columns[place]
    kept = lines.kept(row, place)
    is_plain = column.is_figure and column.part.kind != Kind.DATE
    text = ("" if kept is None else str(kept)) if is_plain else lines.words(row, place)
    line = CellLine(text, (lines.names[row], column.part), parent)
    line.setAccessibleName(column.title)
    if column.is_figure:
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    line.selectAll()
    return line


class CellPop(QWidget):
    """The field of a part over its cell; a list is opened at once."""

    answered = Signal(str, str, object)

    def __init__(self, anchor: QWidget, lines: Lines, row: int, place: int) -> None:
        super().__init__(anchor)
        self._lines = lines
        self._line, self._part = lines.names[row], lines.columns[place].part
        self.editor: Editor = editor_of(lines.paper.host, self._part)
        self.editor.answered.connect(self._on_answered)
        self.editor.show_state(lines.paper.filling.state(self._line, self._part.id))
        self.editor.name(words.label(self._part), "")
        self._anchor = anchor
        self.box: Popover | None = None

    def begin(self) -> None:
        """Open it."""
        widget = self.editor.widget
        if isinstance(self.editor, PickEditor):
            widget.setParent(self._anchor)
            widget.setGeometry(self._anchor.rect())
            self.editor.open()
            return
        box = Popover(self._anchor)
        box.setLayout(lay.column(widget, margins=(12, 12, 12, 12)))
        wide = max(WIDE, self._anchor.width())
        widget.setMinimumWidth(wide)
        widget.setMinimumHeight(self.editor.height(wide))
        self.editor.grew.connect(self._on_grew)
        self.box = box
        box.open_at(self._anchor.mapToGlobal(QPoint(0, 0)))
        QTimer.singleShot(0, self._on_open)

    def _on_open(self) -> None:
        stops = self.editor.stops()
        if stops:
            stops[0].setFocus()

    def _on_grew(self) -> None:
        self.editor.widget.setMinimumHeight(self.editor.height(self.editor.widget.width()))

    def _on_answered(self, kept: object) -> None:
        self.answered.emit(self._line, self._part.id, kept)
        self.editor.show_state(self._lines.paper.filling.state(self._line, self._part.id))
