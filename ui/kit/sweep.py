"""Python's search for cyclic garbage, on the main thread and nowhere else."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

PAUSE_MS = 1_000
FEW = 2_000
"""New containers that are not worth a look yet."""
EVERY = 10
"""Every so many looks the survivors of earlier ones are searched too."""


class Sweeper(QObject):
    """Collects now and then. A closed window is a circle of widgets: Python would find it in
    whichever thread just made an object, and a widget that dies beside its thread ends the
    program."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = 0
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self._on_pause)
        self._timer.start()

    def sweep(self) -> None:
        """All of it, now: something large was closed."""
        gc.collect()

    @Slot()
    def _on_pause(self) -> None:
        if gc.get_count()[0] < FEW:
            return
        self._looks += 1
        gc.collect(1 if self._looks % EVERY == 0 else 0)
