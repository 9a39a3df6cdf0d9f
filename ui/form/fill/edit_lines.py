"""Target figures and budget lines: a few rows of cells, one answer together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.form.filling import State
from app.model.form import Kind, Part
from ui.form.fill import words
from ui.form.fill.editor import Editor
from ui.kit.app import t, theme
from ui.kit.button import Button, IconButton
from ui.kit.fields import Line
from ui.kit.label import Label
from ui.parts.host import Host

GAP, HEAD = 4, 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A column: the key that is kept, its words, how wide it is, whether it is a figure."""

    key: str
    words: str
    stretch: int
    is_figure: bool = False


def columns(kind: str) -> tuple[Cell, ...]:
    """The columns of target figures, or of budget lines."""
    if kind == Kind.KPI:
        return (
            Cell("name", t("Figure|kpi"), 4),
            Cell("target", t("Goal|kpi"), 2, is_figure=True),
            Cell("unit", t("Unit"), 1),
        )
    return (
        Cell("name", t("What for|budget"), 4),
        Cell("amount", t("Amount"), 2, is_figure=True),
        Cell("note", t("Note|budget"), 3),
    )


class LinesEditor(Editor):
    """Rows of cells with a way to add and remove one; the sum of what has one stands beneath."""

    def __init__(self, host: Host, part: Part) -> None:
        self.columns = columns(part.kind)
        self.rows: list[dict[str, Line]] = []
        self.removes: list[IconButton] = []
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        for place, cell in enumerate(self.columns):
            head = Label(cell.words, "caption", "text2")
            if cell.is_figure:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(head, 0, place)
            self._grid.setColumnStretch(place, cell.stretch)
        self.add_button = Button(t("Add a line"), icon="plus")
        super().__init__(host, part, body)
        self.add_button.clicked.connect(self._on_add)
        self._place_button()

    def show_state(self, state: State) -> None:
        super().show_state(state)
        held = self._held()
        wanted = max(len(held), min(len(self.rows), len(held) + 1), 1 if not held else 0)
        changed = wanted != len(self.rows)
        while len(self.rows) > wanted:
            self._drop_row()
        while len(self.rows) < wanted:
            self._make_row()
        for place, row in enumerate(self.rows):
            kept = held[place] if place < len(held) else {}
            for cell in self.columns:
                row[cell.key].show_text(self._shown(cell, kept.get(cell.key)))
        self._enable(is_on=state.is_enabled)
        if changed:
            self._place_button()
            self.grew.emit()

    def commit(self) -> None:
        for row in self.rows:
            for line in row.values():
                line.commit()

    def stops(self) -> list[QWidget]:
        found: list[QWidget] = []
        for row, remove in zip(self.rows, self.removes, strict=True):
            found += [*row.values(), remove]
        return [*found, self.add_button]

    def name(self, words: str, description: str) -> None:
        for place, row in enumerate(self.rows):
            for cell in self.columns:
                row[cell.key].setAccessibleName(f"{words} {place + 1}: {cell.words}")
        self.widget.setAccessibleName(words)
        self.add_button.setAccessibleDescription(description)

    def mark(self, level: str) -> None:
        """The message beneath says it."""

    def height(self, width: int) -> int:
        del width
        return HEAD + (len(self.rows) + 1) * (theme().control + GAP) + 4

    def foot(self) -> str:
        total = Decimal(0)
        for line in self._held():
            try:
                total += Decimal(str(line.get("amount")))
            except InvalidOperation:
                continue
        return t("In all {amount}", amount=words.money(total, self.part)) if total else ""

    def _held(self) -> Sequence[Mapping[str, object]]:
        value = self.state.value if self.state is not None else None
        return cast("Sequence[Mapping[str, object]]", value) if isinstance(value, list) else []

    def _shown(self, cell: Cell, kept: object) -> str:
        if kept is None or kept == "":
            return ""
        return words.figure(kept) if cell.is_figure else str(kept)

    def _make_row(self) -> None:
        row: dict[str, Line] = {}
        place = len(self.rows) + 1
        for column, cell in enumerate(self.columns):
            line = Line()
            if cell.is_figure:
                line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line.written.connect(self._on_written)
            self._grid.addWidget(line, place, column)
            row[cell.key] = line
        remove = IconButton("x", t("Remove the line"), size=28)
        remove.setProperty("place", len(self.rows))
        remove.clicked.connect(self._on_remove)
        self._grid.addWidget(remove, place, len(self.columns))
        self.rows.append(row)
        self.removes.append(remove)

    def _drop_row(self) -> None:
        for widget in (*self.rows.pop().values(), self.removes.pop()):
            widget.hide()
            self._grid.removeWidget(widget)
            widget.deleteLater()

    def _place_button(self) -> None:
        self._grid.removeWidget(self.add_button)
        self._grid.addWidget(self.add_button, len(self.rows) + 1, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_add(self) -> None:
        self._make_row()
        self._place_button()
        self.name(words.label(self.part), "")
        self.grew.emit()
        self.rows[-1][self.columns[0].key].setFocus()

    def _on_remove(self) -> None:
        sender = self.sender()
        place = sender.property("place") if sender is not None else None
        held = [*self._held()]
        if isinstance(place, int) and place < len(held):
            del held[place]
            self.answered.emit(held or None)
        elif len(self.rows) > 1:
            self._drop_row()
            self._place_button()
            self.grew.emit()

    def _on_written(self, _text: str) -> None:
        found: list[dict[str, object]] = []
        self.trouble = ""
        for row in self.rows:
            line: dict[str, object] = {}
            for cell in self.columns:
                text = row[cell.key].text().strip()
                kept = words.read_number(text) if cell.is_figure and text else text
                if isinstance(kept, words.Unread):
                    self.trouble = kept.why
                    self.grew.emit()
                    return
                if kept:
                    line[cell.key] = kept
            if line:
                found.append(line)
        if found != [dict(line) for line in self._held()]:
            self.answered.emit(found or None)
