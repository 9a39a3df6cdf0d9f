"""The name of a new task, written in its row."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.kit.app import t
from ui.kit.fields import Line


class NameLine(Line):
    """Enter or leaving it takes the name; Esc, or nothing written, takes nothing."""

    done = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", t("Name of the new task"), parent=parent)
        self._is_over = False
        self.entered.connect(self._on_entered)

    def _on_entered(self, text: str) -> None:
        self._end(text.strip())

    def _end(self, name: str) -> None:
        if not self._is_over:
            self._is_over = True
            self.done.emit(name)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.is_composing:
            self._end("")
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self._end(self.text().strip())
