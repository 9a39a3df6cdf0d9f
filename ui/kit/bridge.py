"""From a commit of any thread to a signal on the main thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.model.change import Changes

Subscribe = Callable[[Callable[[Changes], None]], Callable[[], None]]


class Bridge(QObject):
    """Tells the screen of every commit, its own and the network's, by the same road."""

    changed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, subscribe: Subscribe, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Queued to a slot of this object, which lives on the main thread (libraries.md Q3).
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._is_closed = False
        self._end = subscribe(self._arrived.emit)

    def close(self) -> None:
        """Hear no more; what is on its way here is not told, for nobody can read now."""
        self._is_closed = True
        self._end()

    @Slot(object)
    def _on_arrived(self, changes: Changes) -> None:
        if not self._is_closed:
            self.changed.emit(changes)
