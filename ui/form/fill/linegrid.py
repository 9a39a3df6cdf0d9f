"""The hands in a sub-table: move, write, paste, fill down, take rows away; all by keyboard too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication

from ui.form.fill.linehand import LineHand
from ui.kit.app import theme

MOST_PASTED = 20_000


class LineGrid(LineHand):
    """One current cell and a block of cells, by mouse and by keys."""

    # Qt overrides

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().x(), event.position().y())
        if event.buttons() & Qt.MouseButton.LeftButton and spot is not None and spot[1] >= 0:
            self.go(*spot, extends=True)
        under = spot[0] if spot is not None else -1
        if under != self._under:
            self._under = under
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.end_edit()
        spot = self.spot_at(event.position().x(), event.position().y())
        if spot is None:
            return
        extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if spot[1] < 0:  # its number selects the whole row
            self.go(spot[0], 0, extends=extends)
            self.anchor = (self.anchor[0], 0)
            self.at = (spot[0], len(self.lines.columns) - 1)
            self.viewport().update()
        elif event.button() == Qt.MouseButton.LeftButton or spot[0] not in self.block()[0]:
            self.go(*spot, extends=extends)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().x(), event.position().y())
        if spot is not None and spot[1] >= 0:
            self.edit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())
        event.accept()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese begins to be written: the cell takes it from its first sound on."""
        self.edit("")
        if self.editor is not None:
            QApplication.sendEvent(self.editor, event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Tab goes from cell to cell, and leaves at the last one."""
        row, place = self.at
        if not self.lines.names:
            return super().focusNextPrevChild(is_next)
        last = (len(self.lines.names) - 1, len(self.lines.columns) - 1)
        if (row, place) == (last if is_next else (0, 0)):
            return super().focusNextPrevChild(is_next)
        self._go_on(1 if is_next else -1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.window().setProperty("keys", True)
        key, mods = Qt.Key(event.key()), event.modifiers()
        control = bool(mods & Qt.KeyboardModifier.ControlModifier)
        alt = bool(mods & Qt.KeyboardModifier.AltModifier)
        shift = bool(mods & Qt.KeyboardModifier.ShiftModifier)
        row, place = self.at
        page = max(1, self.verticalScrollBar().pageStep() // theme().row)
        steps = {
            Qt.Key.Key_Down: (row + 1, place),
            Qt.Key.Key_Up: (row - 1, place),
            Qt.Key.Key_Right: (row, place + 1),
            Qt.Key.Key_Left: (row, place - 1),
            Qt.Key.Key_PageDown: (row + page, place),
            Qt.Key.Key_PageUp: (row - page, place),
            Qt.Key.Key_Home: (0 if control else row, 0),
            Qt.Key.Key_End: (len(self.lines.names) if control else row, len(self.lines.columns)),
        }
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.lines.names:
            to = row + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= to < len(self.lines.names):
                self.moved.emit(self.lines.names[row], to)
                self.go(to, place)
        elif key in steps:
            self.go(*steps[key], extends=shift)
        elif not self._press(key, event, is_control=control):
            super().keyPressEvent(event)

    def _press(self, key: Qt.Key, event: QKeyEvent, *, is_control: bool) -> bool:
        standard = QKeySequence.StandardKey
        is_locked = bool(self.lines.paper.why_locked)
        if event.matches(standard.Copy):
            self.copy()
        elif event.matches(standard.Paste):
            self.paste()
        elif event.matches(standard.SelectAll):
            self.anchor = (0, 0)
            self.go(len(self.lines.names) - 1, len(self.lines.columns) - 1, extends=True)
        elif is_control and key == Qt.Key.Key_D:
            self.fill_down()
        elif is_control and key == Qt.Key.Key_Minus and not is_locked:
            self.removed.emit([self.lines.names[row] for row in self.block()[0]])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_block()
        elif key == Qt.Key.Key_Insert or (is_control and key in ENTERS):
            self.added.emit(self.at[0] + 1)
        elif key in (*ENTERS, Qt.Key.Key_F2):
            self.edit()
        elif event.text() and event.text().isprintable() and not is_control:
            self.edit(event.text())
        else:
            return False
        return True


ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
