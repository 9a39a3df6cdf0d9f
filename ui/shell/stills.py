"""The window at rest: wait until all is read and painted, then take its picture."""

from __future__ import annotations

import time

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from ui.kit import draw
from ui.kit.app import theme
from ui.shell.program import Program

SETTLE_S = 5.0


def picture(program: Program) -> QPixmap:
    """The window as it is seen, with what floats over it."""
    window = program.window
    whole = window.grab()
    painter = QPainter(whole)
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            corner = window.mapFromGlobal(widget.mapToGlobal(widget.rect().topLeft()))
            if isinstance(widget, QDialog):  # the desktop would frame it
                painter.fillRect(window.rect(), theme().color("scrim"))
                frame = QRect(corner, widget.size()).adjusted(-1, -1, 1, 1)
                draw.box(painter, frame, "", "border", radius=0)
            painter.drawPixmap(corner, widget.grab())
    painter.end()
    return whole


def settle(program: Program) -> None:
    """Until the jobs beside the screen are done and everything is painted."""
    end = time.monotonic() + SETTLE_S
    QApplication.processEvents()
    while _is_busy(program) and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    for _ in range(3):
        QApplication.processEvents()


def _is_busy(program: Program) -> bool:
    return program.worker.is_busy or program.host.worker.is_busy
