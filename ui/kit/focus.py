"""The focus ring is drawn for who moves by keys, and only then (design notes: calm)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.app import app


class FocusWatch(QObject):
    """Marks its window with `keys` when the focus comes without a mouse button.

    It hears of the focus alone: a filter in Python over every event would cost every event.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        app().focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new.window() is not self._window:
            return
        is_key = QApplication.mouseButtons() == Qt.MouseButton.NoButton
        if self._window.property("keys") != is_key:
            self._window.setProperty("keys", is_key)
            new.update()
