"""The label of a part, written where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.model.form import Kind, Part
from ui.form.designer import look
from ui.form.designer.board import Board
from ui.form.designer.desk import Desk
from ui.kit.app import app, t
from ui.kit.fields import Line


def label_field(part: Part) -> str:
    """Which label the screen shows, so which one is written."""
    return "label_en" if app().words.lang == "en" and part.label_en else "label"


class NameLine(Line):
    """A line over a label; Enter keeps, Esc leaves it as it was."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("", t("Name of the field"), parent=parent)
        self._desk = desk
        self._part = ""
        self.written.connect(self._on_written)
        self.entered.connect(self._on_entered)
        self.hide()

    def open(self, part: str, board: Board) -> None:
        """Write the label of a part."""
        held = self._desk.form.by_id[part]
        place = board.place_of(part)
        box = board.stage.by_id[part]
        self._part = part
        wide = min(320, max(160, box.wide))
        left = place.x() + (0 if board.is_column(box) else 12)
        top = place.y() + (6 if held.kind == Kind.SECTION else 2)
        self.setGeometry(left - 8, top, wide, 28)
        self.show_text(getattr(held, label_field(held)))
        self.setPlaceholderText(look.kind_words(held.kind))
        self.show()
        self.raise_()
        self.setFocus()
        self.selectAll()

    def close_line(self) -> None:
        """Done with it."""
        if self.isVisible():
            self.commit()
            self._part = ""
            had_focus = self.hasFocus()
            self.hide()
            parent = self.parentWidget()
            if had_focus and parent is not None:
                parent.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_written(self, text: str) -> None:
        part = self._desk.form.by_id.get(self._part)
        if part is not None:
            self._desk.change((part.id,), **{label_field(part): text.strip()})

    def _on_entered(self, _text: str) -> None:
        self.close_line()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            part = self._desk.form.by_id.get(self._part)
            self.setText(getattr(part, label_field(part)) if part is not None else "")
            self.close_line()
            return
        super().keyPressEvent(event)
