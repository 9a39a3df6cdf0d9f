"""A day of a task, written where it stands: what was understood is said, and why if not."""

from __future__ import annotations

from datetime import datetime, time

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.kit import when
from ui.kit.app import t
from ui.kit.fields import Line
from ui.parts.host import Host
from ui.plan.editors import END, Answer, meant


class DayLine(Line):
    """A line for a moment; `dated` tells it as a wall time, or None where it was emptied."""

    dated = Signal(object)

    def __init__(self, host: Host, name: str, clock: time = END) -> None:
        super().__init__("", t("No date"))
        self._host, self._clock = host, clock
        self._at: datetime | None = None
        self._is_typing = False
        self._answer: Answer | None = None
        self.setAccessibleName(name)
        self.setProperty("quiet", True)
        self.textEdited.connect(self._on_typed)
        self.entered.connect(self._on_entered)

    def show_wall(self, text: str) -> None:
        """Show what is kept; not while another day is being written."""
        self._at = when.wall(text)
        if not self._is_typing:
            self._show()

    def finish(self) -> None:
        """Take what is written; words that mean no day are told and taken back."""
        if not self._is_typing:
            return
        self._is_typing = False
        self._hush()
        text = self.text().strip()
        at, why = meant(text, self._host.now(), self._clock)
        if text and at is None:
            told = t("“{text}” is no day; it stays as it was", text=text[:40])
            self._host.say(told, detail=why, tone="danger")
        elif at != self._at:
            self._at = at
            self.dated.emit(at.isoformat(timespec="seconds") if at is not None else None)
        self._show()

    def commit(self) -> None:
        """A pause is no decision: a half-written day may already mean another one."""
        if not self.hasFocus() and not self.is_composing:
            self.finish()

    def _show(self) -> None:
        text = when.due(self._at, self._host.now()) if self._at is not None else ""
        if self.text() != text:
            self.setText(text)
        whole = f"{when.full(self._at.date())} {self._at:%H:%M}" if self._at is not None else ""
        self.setToolTip(whole)
        self.setCursorPosition(0)

    def _hush(self) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            answer.hide()
            answer.deleteLater()
        self.setAccessibleDescription("")

    def _on_typed(self, text: str) -> None:
        self._is_typing = True
        if self._answer is None:
            self._answer = _Below(self.window())
        self._answer.tell(text, self._host.now(), self._clock)
        self._answer.place_under(self)
        at, why = meant(text, self._host.now(), self._clock)
        said = f"{when.full(at.date())} {at:%H:%M}" if at is not None else why
        self.setAccessibleDescription(said if text.strip() else "")

    def _on_entered(self, text: str) -> None:
        at, _ = meant(text, self._host.now(), self._clock)
        if at is not None or not text.strip():
            self.finish()
            self.selectAll()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_typing and not self.is_composing:
            self._is_typing = False
            self._hush()
            self._show()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        self.finish()
        super().hideEvent(event)


class _Below(Answer):
    """The answer over the window: the sheet would cut it off."""

    def place_under(self, editor: QWidget) -> None:
        window = self.parentWidget()
        assert window is not None
        wide = self.wide
        corner = editor.mapTo(window, QPoint(0, editor.height() + 4))
        if corner.y() + 36 > window.height():
            corner.setY(corner.y() - editor.height() - 44)
        x = max(4, min(corner.x(), window.width() - wide - 4))
        self.setGeometry(x, corner.y(), wide, 36)
        self.raise_()
