"""What was on its way when the window closed is not told."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from app.model.change import Changes
from ui.kit.app import App
from ui.kit.bridge import Bridge


def test_nothing_is_told_after_the_end(qapp: App) -> None:
    del qapp
    tell: list[Callable[[Changes], None]] = []
    told: list[object] = []

    def subscribe(hear: Callable[[Changes], None]) -> Callable[[], None]:
        tell.append(hear)
        return tell.clear

    bridge = Bridge(subscribe)
    bridge.changed.connect(told.append)
    hear = tell[0]
    hear(object())  # pyright: ignore[reportArgumentType] - it is only passed on
    QApplication.processEvents()
    assert len(told) == 1
    hear(object())  # pyright: ignore[reportArgumentType]
    bridge.close()
    QApplication.processEvents()
    assert len(told) == 1
    assert not tell
