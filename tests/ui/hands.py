"""What a person's hands do at the keyboard."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def write(widget: QWidget, text: str) -> None:
    """Type a text: plain keys one by one, Chinese as an IME commits it."""
    run = ""
    for character in text:
        if character.isascii():
            _commit(widget, run)
            run = ""
            QTest.keyClicks(widget, character)
        else:
            run += character
    _commit(widget, run)


def compose(widget: QWidget, sounds: str) -> None:
    """An IME at work: nothing is decided yet."""
    QApplication.sendEvent(widget, QInputMethodEvent(sounds, []))


def _commit(widget: QWidget, text: str) -> None:
    if text:
        compose(widget, "x")
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)
