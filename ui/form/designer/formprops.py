"""The properties of the form itself: shown where nothing is selected."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.form.designer import look
from ui.form.designer.desk import Desk
from ui.kit import lay
from ui.kit.app import t
from ui.kit.fields import Line, Row, Text
from ui.kit.label import Label


class FormProps(QWidget):
    """Names, what it is for, how large it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.name = Line()
        self.name_en = Line()
        self.note = Text("", "", least=2, most=6)
        self.note_en = Text("", "", least=2, most=6)
        self._row = Row(t("Name of the form"), self.name)
        self._size = Label("", "small", "text2", wraps=True)
        hint = Label(t("Select a field on the canvas to change it"), "small", "text3", wraps=True)
        parts = (
            self._row,
            Row(t("What it is for"), self.note),
            Row(t("Name in English"), self.name_en),
            Row(t("What it is for, in English"), self.note_en),
            self._size,
            hint,
        )
        self.setLayout(lay.column(*parts, gap=4, margins=(16, 12, 16, 12)))
        self.name.written.connect(self._on_name)
        self.name_en.written.connect(self._on_name_en)
        self.note.written.connect(self._on_note)
        self.note_en.written.connect(self._on_note_en)

    def refresh(self) -> None:
        """Show what is kept."""
        form = self._desk.form
        self.name.show_text(form.name)
        self.name_en.show_text(form.name_en)
        self.note.show_text(form.note)
        self.note_en.show_text(form.note_en)
        self._size.setText(look.count_words(form))

    def _on_name(self, text: str) -> None:
        is_there = bool(text.strip())
        self._row.refuse("" if is_there else t("A form needs a name"))
        if is_there:
            self._desk.change_form(name=text.strip())

    def _on_name_en(self, text: str) -> None:
        self._desk.change_form(name_en=text.strip())

    def _on_note(self, text: str) -> None:
        self._desk.change_form(note=text.strip())

    def _on_note_en(self, text: str) -> None:
        self._desk.change_form(note_en=text.strip())
