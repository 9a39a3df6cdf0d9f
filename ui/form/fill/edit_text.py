"""Editors of text: a line, several lines, and what is only shown."""

from __future__ import annotations

from app.form.filling import State
from app.model.form import Kind, Part
from ui.form.fill import words
from ui.form.fill.editor import Editor, WrittenEditor
from ui.kit.app import t
from ui.kit.fields import Line, Text
from ui.kit.label import Elided
from ui.parts.host import Host

HINTS: dict[str, str] = {
    Kind.PHONE: "138 0000 0000",
    Kind.EMAIL: "name@example.com",
    Kind.URL: "https://",
}
ICONS: dict[str, str] = {Kind.PHONE: "phone", Kind.EMAIL: "mail", Kind.URL: "link"}


class LineEditor(WrittenEditor):
    """A text, a phone number, an address of mail or of the web."""

    def __init__(self, host: Host, part: Part) -> None:
        kind = part.kind
        hint = part.settings.get("placeholder", "") or HINTS.get(kind, "")
        super().__init__(host, part, Line("", hint, icon=ICONS.get(kind, "")))

    def shown(self) -> str:
        assert self.state is not None
        return "" if self.state.value is None else str(self.state.value)


class LongEditor(Editor):
    """Several lines of text."""

    def __init__(self, host: Host, part: Part) -> None:
        rows = part.settings.get("rows", "")
        least = min(int(rows), 12) if rows.isdigit() else 3
        self.text = Text("", part.settings.get("placeholder", ""), least=least, most=12)
        super().__init__(host, part, self.text)
        self._high = self.text.height()
        self.text.written.connect(self._on_written)
        self.text.textChanged.connect(self._on_changed)

    def show_state(self, state: State) -> None:
        super().show_state(state)
        self.text.show_text("" if state.value is None else str(state.value))
        self._enable(is_on=state.is_enabled)

    def commit(self) -> None:
        self.text.commit()

    def height(self, width: int) -> int:
        del width
        return self.text.height()

    def _on_written(self, text: str) -> None:
        self.answered.emit(text.strip() or None)

    def _on_changed(self) -> None:
        if self.text.height() != self._high:
            self._high = self.text.height()
            self.grew.emit()


class ShownEditor(Editor):
    """What nobody writes: a formula, a number in sequence, a kind of a newer version."""

    def __init__(self, host: Host, part: Part) -> None:
        self.label = Elided("", "strong")
        super().__init__(host, part, self.label)
        self.label.setMargin(0)

    def show_state(self, state: State) -> None:
        super().show_state(state)
        said = words.words(self.host, self.part, state.value)
        if not said and self.part.kind == Kind.SEQUENCE:
            said = t("Given when it is handed in")
            self.label.tint("text3")
        else:
            self.label.tint("text" if said else "text3")
        self.label.setText(said or "—")

    def name(self, words: str, description: str) -> None:
        self.label.setAccessibleName(f"{words}: {self.label.text()}")
        self.label.setAccessibleDescription(description)

    def mark(self, level: str) -> None:
        """A result has no border to redden; the message beneath says what is wrong."""

    def stops(self) -> tuple[()]:
        return ()
