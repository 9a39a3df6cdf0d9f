"""What may be chosen: a line for each, several pasted at once, their order and their English."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.form import Choice, Part
from ui.form.designer.desk import Desk
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Line, Toggle
from ui.kit.label import Label


class ChoiceLine(Line):
    """One choice; Enter begins the next, Alt and arrows move it, many lines become many."""

    many = Signal(list)
    moved = Signal(int)
    emptied = Signal()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_V and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            lines = [one.strip() for one in QGuiApplication.clipboard().text().splitlines()]
            lines = [one for one in lines if one]
            if len(lines) > 1:
                self.many.emit(lines)
                return
        has_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if has_alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.commit()
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        if event.key() == Qt.Key.Key_Backspace and not self.text() and not self.is_composing:
            self.emptied.emit()
            return
        super().keyPressEvent(event)


class Choices(QWidget):
    """The choices of one part."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._part: Part | None = None
        self.lines: list[ChoiceLine] = []
        self._aways: list[IconButton] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.add_button = Button(t("Add choice"), "flat", icon="plus", is_small=True)
        self.add_button.clicked.connect(self._on_add)
        self.english = Toggle(t("English names too"))
        self.english.switched.connect(self._on_english)
        head = Label(t("Choices|part"), "body", "text2")
        foot = lay.row(self.add_button, None, self.english)
        self.setLayout(lay.column(head, self._rows, foot, gap=4))

    def show_part(self, part: Part) -> None:
        """Show the choices of a part."""
        before = self._part
        self._part = part
        ids = [one.id for one in part.choices]
        if before is not None and before.id == part.id and ids == [c.id for c in before.choices]:
            for line, one in zip(self.lines, part.choices, strict=False):
                line.show_text(self._words(one))
            return
        self._build(part)

    def _build(self, part: Part) -> None:
        lay.clear(self._rows)
        self.lines, self._aways = [], []
        for place, one in enumerate(part.choices):
            line = ChoiceLine(self._words(one), t("Choice {number}", number=place + 1))
            line.setAccessibleName(t("Choice {number}", number=place + 1))
            line.setProperty("choice", one.id)
            line.written.connect(self._on_written)
            line.entered.connect(self._on_entered)
            line.many.connect(self._on_many)
            line.moved.connect(self._on_moved)
            line.emptied.connect(self._on_away)
            away = IconButton("x", t("Delete choice {name}", name=one.label), size=28)
            away.setProperty("choice", one.id)
            away.clicked.connect(self._on_away)
            self.lines.append(line)
            self._aways.append(away)
            row = lay.row(gap=2)
            row.addWidget(line, 1)
            row.addWidget(away)
            self._rows.addLayout(row)

    def stops(self) -> list[QWidget]:
        """Where the hand stops, in the order of the screen."""
        lines = [one for pair in zip(self.lines, self._aways, strict=True) for one in pair]
        return [*lines, self.add_button, self.english]

    def _words(self, one: Choice) -> str:
        return one.label_en if self.english.is_on else one.label

    def _put(self, choices: Sequence[Choice]) -> None:
        if self._part is not None:
            self._desk.change((self._part.id,), choices=tuple(choices))

    def _at(self) -> int:
        """The choice that the sender is of."""
        key = self.sender().property("choice")
        held = self._part.choices if self._part is not None else ()
        return next((n for n, one in enumerate(held) if one.id == key), -1)

    def _on_written(self, text: str) -> None:
        at = self._at()
        if at < 0 or self._part is None:
            return
        held = list(self._part.choices)
        field = {"label_en" if self.english.is_on else "label": text.strip()}
        held[at] = replace(held[at], **field)
        self._put(held)

    def _on_entered(self, _text: str) -> None:
        self.add_after(self._at(), [""])

    def _on_many(self, lines: list[str]) -> None:
        at = self._at()
        held = self._part.choices if self._part is not None else ()
        if 0 <= at < len(held) and not held[at].label:
            self._fill(at, lines)
        else:
            self.add_after(at, lines)

    def _fill(self, at: int, lines: Sequence[str]) -> None:
        assert self._part is not None
        held = list(self._part.choices)
        held[at] = replace(held[at], label=lines[0])
        held[at + 1 : at + 1] = self._new(lines[1:])
        self._put(held)

    def _on_moved(self, by: int) -> None:
        at = self._at()
        if self._part is None or at < 0 or not 0 <= at + by < len(self._part.choices):
            return
        held = list(self._part.choices)
        held.insert(at + by, held.pop(at))
        self._put(held)
        self.lines[at + by].setFocus()

    def _on_away(self) -> None:
        at = self._at()
        if self._part is None or at < 0:
            return
        held = list(self._part.choices)
        del held[at]
        self._put(held)
        if self.lines:
            self.lines[max(0, at - 1)].setFocus()

    def _on_add(self) -> None:
        self.add_after(len(self._part.choices) - 1 if self._part is not None else -1, [""])

    def _on_english(self, _is_on: bool) -> None:
        if self._part is not None:
            self._build(self._part)

    def add_after(self, at: int, labels: Sequence[str]) -> None:
        """New choices behind one; the hand goes to the last of them."""
        if self._part is None:
            return
        held = list(self._part.choices)
        held[at + 1 : at + 1] = self._new(labels)
        self._put(held)
        place = at + len(labels)
        if 0 <= place < len(self.lines):
            self.lines[place].setFocus()

    def _new(self, labels: Sequence[str]) -> list[Choice]:
        """An id is never used again: an answer that names a choice that is gone stays that."""
        return [Choice(id=f"c_{secrets.token_hex(4)}", label=label) for label in labels]
