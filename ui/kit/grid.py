"""A table that paints only what is seen: 100,000 rows scroll as ten do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from ui.kit.app import theme
from ui.kit.cells import Cells, Source
from ui.kit.gridhead import TICKS
from ui.kit.gridtext import tsv


class Grid(Cells):
    """Rows, columns, one current cell, a selection by ids; everything also by keyboard."""

    current_changed = Signal(object)
    opened = Signal(object)
    selection_changed = Signal()
    sort_asked = Signal(str)
    edited = Signal(object, str, object)
    group_toggled = Signal(object)
    menu_asked = Signal(object, QPoint)
    pasted = Signal(object, str)

    def __init__(self, source: Source, name: str, *, has_ticks: bool = False) -> None:
        super().__init__(source, name, has_ticks=has_ticks)
        self._anchor = 0
        self._editor: QWidget | None = None
        self.head.sort_asked.connect(self.sort_asked)
        self.head.all_ticked.connect(self.select_all)

    @property
    def current(self) -> object:
        """The id of the current row; None where there is none."""
        if not self._source.count() or self._source.group(self._row) is not None:
            return None
        return self._source.key(self._row)

    @property
    def column(self) -> str:
        """The key of the current column."""
        columns = self.head.columns
        return columns[min(self._place, len(columns) - 1)].key if columns else ""

    def go(self, key: object) -> None:
        """Make the row of this id the current one and show it."""
        row = self.row_of(key)
        if row >= 0:
            self._move(row, self._place)

    def row_of(self, key: object) -> int:
        """Where the row of this id stands; -1 where it is not shown."""
        rows = range(self._source.count())
        return next((row for row in rows if self._source.key(row) == key), -1)

    def select_all(self) -> None:
        """All rows, or none where all are selected already."""
        every = {
            self._source.key(row)
            for row in range(self._source.count())
            if self._source.group(row) is None
        }
        self.select(set() if self.selection >= every else every)

    def unselect(self) -> None:
        """Nothing is selected, and the keys work here again."""
        self.select(set())
        self.setFocus()

    def select(self, keys: set[object]) -> None:
        """Exactly these rows are selected."""
        self.selection = keys
        self._tell_ticks()
        self.viewport().update()
        self.selection_changed.emit()

    def copy(self, *, has_titles: bool = False) -> int:
        """Selected rows, or the current cell, as spreadsheets take them; how many rows it is."""
        rows = [
            row
            for row in range(self._source.count() if self.selection else 0)
            if self._source.group(row) is None and self._source.key(row) in self.selection
        ]
        if not rows and not self._source.count():
            return 0
        columns = self.head.columns
        if not rows and not has_titles:
            columns = [c for c in columns if c.key == self.column]
        lines = [[self._source.plain(r, c.key) for c in columns] for r in rows or [self._row]]
        head = [[c.title for c in columns]] if has_titles else []
        QGuiApplication.clipboard().setText(tsv([*head, *lines]))
        return len(lines)

    def edit(self, column: str = "") -> None:
        """Edit the current row in this column, or in the current one."""
        keys = [c.key for c in self.head.columns]
        if column in keys:
            self._place = keys.index(column)
        if not self._source.count() or self._source.group(self._row) is not None:
            return
        self.end_edit()
        editor = self._source.editor(self._row, self.column, self.viewport())
        if editor is None:
            return
        self._editor = editor
        key, name = self._source.key(self._row), self.column

        def on_done(value: object) -> None:
            self.end_edit()
            self.edited.emit(key, name, value)

        editor.done.connect(on_done)  # pyright: ignore[reportAttributeAccessIssue]
        editor.cancelled.connect(self.end_edit)  # pyright: ignore[reportAttributeAccessIssue]
        rect = self.cell(self._row, self._place)
        editor.setGeometry(rect.adjusted(1, 2, -1, -2))
        editor.show()
        editor.setFocus()

    def end_edit(self) -> None:
        """Take the editor away."""
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()
            self.setFocus()

    def _move(self, row: int, place: int) -> None:
        count = self._source.count()
        if not count:
            return
        before = self._row
        self._row = max(0, min(row, count - 1))
        self._place = max(0, min(place, len(self.head.columns) - 1))
        top = self._row * theme().row
        bar = self.verticalScrollBar()
        room = self.viewport().height() - self.bottom
        if top < bar.value():
            bar.setValue(top)
        elif top + theme().row > bar.value() + room:
            bar.setValue(top + theme().row - room)
        self.viewport().update()
        if before != self._row:
            self.current_changed.emit(self.current)

    def _extend(self, row: int) -> None:
        row = max(0, min(row, self._source.count() - 1))
        low, high = sorted((self._anchor, row))
        rows = range(low, high + 1)
        self._move(row, self._place)
        self.select({self._source.key(r) for r in rows if self._source.group(r) is None})

    def _toggle(self, row: int) -> None:
        key = self._source.key(row)
        self._anchor = row
        self.select(self.selection ^ {key})

    # Qt overrides

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row != self._under:
            self._under = row
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row < 0:
            self.select(set())
            return
        if self._source.group(row) is not None:
            self._move(row, self._place)
            self.group_toggled.emit(self._source.key(row))
            return
        x = event.position().x() + self.horizontalScrollBar().value()
        place = next((i for i, (a, w) in enumerate(self.head.spots()) if a <= x < a + w), 0)
        keys = event.modifiers()
        self._move(row, place)
        if keys & Qt.KeyboardModifier.ShiftModifier:
            self._extend(row)
        elif (self.head.has_ticks and x < TICKS) or keys & Qt.KeyboardModifier.ControlModifier:
            self._toggle(row)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._anchor = row
            if self.selection:
                self.select(set())
            self.opened.emit(self.current)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.row_at(event.position().y()) >= 0:
            self.edit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.row_at(event.pos().y())
        if row >= 0 and self._source.group(row) is None:
            self._move(row, self._place)
            self.menu_asked.emit(self._source.key(row), event.globalPos())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.end_edit()
        super().scrollContentsBy(dx, dy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_PageDown: (self.verticalScrollBar().pageStep() // theme().row, 0),
            Qt.Key.Key_PageUp: (-(self.verticalScrollBar().pageStep() // theme().row), 0),
            Qt.Key.Key_Home: (-self._source.count(), 0),
            Qt.Key.Key_End: (self._source.count(), 0),
        }
        key = Qt.Key(event.key())
        self.window().setProperty("keys", True)
        if key in steps:
            down, right = steps[key]
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and down:
                self._extend(self._row + down)
            else:
                self._move(self._row + down, self._place + right)
                self._anchor = self._row
            return
        if not self._press(key, event):
            super().keyPressEvent(event)

    def _press(self, key: Qt.Key, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(self.current, QGuiApplication.clipboard().text())
        elif not self._source.count():
            return False
        elif self._source.group(self._row) is not None:
            if key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                return False
            self.group_toggled.emit(self._source.key(self._row))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.current)
        elif key == Qt.Key.Key_F2:
            self.edit()
        elif key == Qt.Key.Key_Space:
            self._toggle(self._row)
        elif key == Qt.Key.Key_Escape and self.selection:
            self.select(set())
        elif key == Qt.Key.Key_Menu:
            corner = self.cell(self._row, self._place).bottomLeft()
            self.menu_asked.emit(self.current, self.viewport().mapToGlobal(corner))
        else:
            return False
        return True
