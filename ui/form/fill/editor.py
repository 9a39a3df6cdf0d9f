"""What every editor of an answer is: a widget, what it shows, and what it tells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.form.filling import State
from app.model.form import Part
from ui.form.fill import words
from ui.kit.app import t, theme
from ui.kit.fields import Line
from ui.parts.host import Host


class Editor(QObject):
    """Edits one answer; `answered` tells what shall be kept, `grew` that it needs other room."""

    answered = Signal(object)
    grew = Signal()

    def __init__(self, host: Host, part: Part, widget: QWidget) -> None:
        super().__init__(widget)
        self.host = host
        self.part = part
        self.widget = widget
        self.state: State | None = None
        self.trouble = ""
        """Why what is written is no answer yet."""

    def show_state(self, state: State) -> None:
        """Show what is kept, unless the hand is at work in it."""
        self.state = state

    def commit(self) -> None:
        """Take what is written now."""

    def mark(self, level: str) -> None:
        """Show that something is wrong with it: error, warning, or ""."""
        wanted = "error" if level == "error" else ""
        for stop in self.stops():
            if (stop.property("state") or "") != wanted:
                stop.setProperty("state", wanted)
                stop.style().unpolish(stop)
                stop.style().polish(stop)
                stop.update()

    def name(self, words: str, description: str) -> None:
        """What a screen reader says."""
        for stop in self.stops():
            stop.setAccessibleName(words)
            stop.setAccessibleDescription(description)

    def stops(self) -> Sequence[QWidget]:
        """Where the keyboard stops, in order."""
        return (self.widget,)

    def height(self, width: int) -> int:
        """How high it is in this width."""
        del width
        return theme().control

    def foot(self) -> str:
        """A line beneath: capitals of an amount, working days of a range."""
        return ""

    def _enable(self, *, is_on: bool) -> None:
        why = "" if is_on else t("This cannot be changed now")
        for stop in self.stops():
            if stop.isEnabled() != is_on:
                stop.setEnabled(is_on)
                stop.setToolTip(why)


class WrittenEditor(Editor):
    """An answer that is written into a line."""

    def __init__(self, host: Host, part: Part, line: Line | None = None) -> None:
        self.line = line or Line("", part.settings.get("placeholder", ""))
        super().__init__(host, part, self.line)
        self.line.written.connect(self._on_written)
        self.line.entered.connect(self._on_entered)

    def show_state(self, state: State) -> None:
        before = self.state
        super().show_state(state)
        if before is None or before.value != state.value or not self.trouble:
            self.line.show_text(self.shown())
        self._enable(is_on=state.is_enabled)

    def shown(self) -> str:
        """What the line says when nobody writes in it."""
        assert self.state is not None
        return words.words(self.host, self.part, self.state.value)

    def commit(self) -> None:
        self.line.commit()

    def _on_written(self, text: str) -> None:
        self.take(text)

    def _on_entered(self, text: str) -> None:
        self.take(text)
        if not self.trouble and self.state is not None:
            self.line.show_text(self.shown())

    def take(self, text: str) -> None:
        """Read what is written; what means nothing stays in the line and says why."""
        choices = self.state.choices if self.state is not None else ()
        kept = words.read(words.Reader(self.host, choices), self.part, text)
        if isinstance(kept, words.Unread):
            self.trouble = kept.why
            self.grew.emit()
            return
        had, self.trouble = self.trouble, ""
        if self.state is not None and (self.state.value or None) != kept:
            self.answered.emit(kept)
        elif had:
            self.grew.emit()
