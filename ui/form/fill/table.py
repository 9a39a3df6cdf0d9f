"""A sub-table on the sheet: its name, what can be done, and the grid of its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.form.filling import RECORD, Place
from app.form.flaws import Flaw
from app.model.form import Part
from ui.form.fill import words
from ui.form.fill.linegrid import LineGrid
from ui.form.fill.lines import Lines
from ui.form.fill.paper import Paper
from ui.form.fill.telling import flaw_words
from ui.kit import draw, icons
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.pop import Entry, menu

HEAD, GAP, FOOT = 36, 4, 22
MOST_SAID = 3


class TableBlock(QWidget):
    """The lines of a sub-table; every gesture is one change of the paper."""

    grew = Signal()
    why_asked = Signal(str, str)

    def __init__(self, paper: Paper, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self._paper = paper
        self._name = words.label(part)
        self._flaws: list[Flaw] = []
        self.lines = Lines(paper, part)
        self.grid = LineGrid(self.lines, self._name)
        self.grid.setParent(self)
        self.paste_button = Button(t("Paste"), "flat", icon="clipboard-paste")
        self.fill_button = Button(t("Fill down"), "flat", icon="arrow-down")
        self.add_button = Button(t("Add a row"), icon="plus")
        for button in (self.paste_button, self.fill_button, self.add_button):
            button.setParent(self)
        self.paste_button.clicked.connect(self.grid.paste)
        self.fill_button.clicked.connect(self.grid.fill_down)
        self.add_button.clicked.connect(self._on_add)
        self.grid.wrote.connect(self._on_wrote)
        self.grid.pasted.connect(self._on_pasted)
        self.grid.added.connect(self._on_added)
        self.grid.removed.connect(self._on_removed)
        self.grid.moved.connect(self._on_moved)
        self.grid.unread.connect(self._on_unread)
        self.grid.menu_asked.connect(self._on_menu)
        self._tell_buttons()

    def stops(self) -> list[QWidget]:
        """Where the keyboard stops."""
        return [self.paste_button, self.fill_button, self.add_button, self.grid]

    def high(self, width: int) -> int:
        """How high all of it is."""
        del width
        return HEAD + GAP + self.grid.wanted() + (FOOT if self._flaws else 0)

    def place(self) -> None:
        """Put the buttons and the grid where they belong."""
        x = self.width()
        for button in (self.add_button, self.fill_button, self.paste_button):
            size = button.sizeHint()
            x -= size.width()
            button.setGeometry(x, 0, size.width(), size.height())
            x -= 4
        self.grid.setGeometry(QRect(1, HEAD + GAP, self.width() - 2, self.grid.wanted() - 1))

    def jump(self, line: str, part: str) -> None:
        """Put the hand into a cell; without a line into the first one."""
        if line == RECORD:
            (self.grid if self.lines.names else self.add_button).setFocus()
            return
        row = self.lines.row_of(line)
        if row >= 0:
            self.grid.touched.add((line, part))
            self.grid.setFocus()
            self.grid.go(row, self.lines.places.get(part, 0))

    def show_states(self, *, is_all: bool) -> None:
        """What is wrong is known again."""
        self.grid.tells_all = is_all
        found = [
            flaw
            for flaw in self._paper.at(RECORD, self.part.id)
            if is_all or flaw.rule not in ("required", "min_lines")
        ]
        if bool(found) != bool(self._flaws):
            self.grew.emit()
        self._flaws = found
        self.grid.setAccessibleDescription(". ".join(flaw_words(flaw) for flaw in found))
        self.grid.viewport().update()
        self._tell_buttons()
        self.update()

    def on_changed(self, places: frozenset[Place]) -> None:
        """Some answers are others: paint their rows."""
        rows = self.lines.follow(places)
        if rows:
            self.grid.refresh_rows(rows)

    def on_lines(self) -> None:
        """There are other lines."""
        before = self.grid.wanted()
        self.grid.end_edit(keeps=False)
        self.lines.read()
        self.grid.refresh()
        self._tell_buttons()
        self.update()
        if self.grid.wanted() != before:
            self.grew.emit()

    def _tell_buttons(self) -> None:
        locked = self._paper.why_locked
        none = t("There are no rows yet") if not self.lines.names else ""
        self.paste_button.enable(locked)
        self.fill_button.enable(locked or none)
        self.add_button.enable(locked)

    def _on_add(self) -> None:
        self._on_added(len(self.lines.names))

    def _on_added(self, at: int) -> None:
        if self._paper.why_locked:
            return
        self.grid.end_edit()
        self._paper.add_lines(self.part.id, [{}], at)
        self.grid.setFocus()
        self.grid.go(at, 0)

    def _on_wrote(self, changes: object) -> None:
        assert isinstance(changes, Mapping)
        self._paper.answer(changes)

    def _on_pasted(self, changes: object, fresh: object) -> None:
        assert isinstance(changes, Mapping)
        assert isinstance(fresh, Sequence)
        row, place = self.grid.at
        self._paper.paste(self.part.id, changes, fresh)
        self.grid.go(row, place)

    def _on_removed(self, lines: object) -> None:
        assert isinstance(lines, list)
        if lines and not self._paper.why_locked:
            self._paper.remove_lines(self.part.id, lines)

    def _on_moved(self, line: str, to: int) -> None:
        if not self._paper.why_locked:
            self._paper.move_line(self.part.id, line, to)

    def _on_unread(self, troubles: object) -> None:
        assert isinstance(troubles, list)
        host = self._paper.host
        if len(troubles) == 1:
            host.say(str(troubles[0]), tone="danger")
        else:
            said = t("{count} cells were not understood and stay as they are", count=len(troubles))
            detail = "  ".join(dict.fromkeys(str(one) for one in troubles[:MOST_SAID]))
            host.say(said, detail=detail, tone="danger")

    def _on_menu(self, corner: QPoint) -> None:
        grid, locked = self.grid, self._paper.why_locked
        rows = list(grid.block()[0]) if self.lines.names else []
        none = t("There are no rows yet") if not rows else ""
        many = t("Remove {count} rows", count=len(rows))
        removes = many if len(rows) > 1 else t("Remove the row")
        entries = [
            Entry(t("Add a row above"), self._above, "arrow-up", "", locked or none),
            Entry(t("Add a row below"), self._below, "arrow-down", "Ins", locked),
            Entry(),
            Entry(t("Copy"), grid.copy, "copy", "Ctrl+C", none),
            Entry(t("Paste"), grid.paste, "clipboard-paste", "Ctrl+V", locked),
            Entry(t("Fill down"), grid.fill_down, "arrow-down", "Ctrl+D", locked or none),
            Entry(t("Why is it so?"), self._why, "circle-help", "", none),
            Entry(),
            Entry(removes, self._remove, "trash-2", "Ctrl+-", locked or none, is_danger=True),
        ]
        menu(self, entries).popup(corner)

    def _above(self) -> None:
        self._on_added(self.grid.at[0])

    def _below(self) -> None:
        self._on_added(self.grid.at[0] + 1 if self.lines.names else 0)

    def _remove(self) -> None:
        self._on_removed([self.lines.names[row] for row in self.grid.block()[0]])

    def _why(self) -> None:
        row, place = self.grid.at
        self.why_asked.emit(self.lines.names[row], self.lines.columns[place].part.id)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(0, 0, max(40, self.paste_button.x() - 12), HEAD - 4)
        x = draw.words(painter, room, self._name, "body", is_strong=True)
        is_needed = self._paper.filling.state(RECORD, self.part.id).is_required
        if is_needed:
            draw.words(painter, QRectF(x + 4, 0, 12, HEAD - 4), "*", "strong", "danger")
            x += 12
        count = len(self.lines.names)
        said = t("{count} rows · paste from Excel", count=count)
        note = QRectF(x + 8, 0, max(0.0, room.width() - x - 8), HEAD - 4)
        draw.words(painter, note, said, "small", "text2")
        frame = QRectF(0, HEAD + GAP - 1, self.width(), self.grid.height() + 2)
        is_wrong = any(flaw.level == "error" for flaw in self._flaws)
        draw.box(painter, frame, "", "danger" if is_wrong else "border")
        if self._flaws:
            y = frame.bottom() + 4
            icons.paint(painter, "circle-alert", QRectF(0, y + 2, 14, 14), "danger")
            line = QRectF(20, y, self.width() - 20, 18)
            draw.words(painter, line, flaw_words(self._flaws[0]), "small", "danger")
