"""What stands at the frame of the selected part: needed or not, its kind, a copy, away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.form import editing, kinds
from app.model.form import SILENT, Form, Kind, Part
from ui.form.designer import look
from ui.form.designer.desk import Desk
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Toggle
from ui.kit.label import upright
from ui.kit.pop import Entry, open_menu


def kinds_for(form: Form, part: Part) -> list[Kind]:
    """The kinds that a part may become where it stands."""
    every = (kind for kind in map(Kind, kinds.KINDS) if kind not in (Kind.NOTE, Kind.DIVIDER))
    return [kind for kind in every if editing.may_become(form, part, kind)]


class Adorn(QFrame):
    """A small bar over the selected part."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.required = Toggle(t("Needed"))
        self.kind = Button("", "flat", is_small=True)
        copy = IconButton("copy", t("Duplicate"), keys="Ctrl+D", size=28)
        away = IconButton("trash-2", t("Delete"), keys="Del", size=28)
        self._line = upright()
        row = lay.row(self.required, self._line, self.kind, copy, away, gap=4, margins=(8, 2, 4, 2))
        self.setLayout(row)
        self.required.switched.connect(self._on_required)
        self.kind.clicked.connect(self._on_kind)
        copy.clicked.connect(desk.duplicate)
        away.clicked.connect(desk.remove)
        for one in (self.required, self.kind, copy, away):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_part(self, part: Part) -> None:
        """What this part is."""
        is_answered = part.kind not in SILENT and part.kind not in (Kind.FORMULA, Kind.SEQUENCE)
        self.required.setVisible(is_answered)
        self._line.setVisible(is_answered)
        self.required.show_on(part.required)
        self.kind.setText(look.kind_words(part.kind))
        self.kind.setAccessibleName(t("Kind of the field: {name}", name=self.kind.text()))
        self.kind.set_icon(look.icon(part.kind))
        self.kind.updateGeometry()
        self.kind.enable(
            "" if len(kinds_for(self._desk.form, part)) > 1 else t("This kind cannot be changed")
        )
        self.adjustSize()

    def _on_required(self, is_on: bool) -> None:
        part = self._desk.part
        if part is not None:
            self._desk.change((part.id,), required=is_on)

    def _on_kind(self) -> None:
        part = self._desk.part
        if part is not None:
            open_menu(self.kind, kind_entries(self._desk, part))


def kind_entries(desk: Desk, part: Part) -> list[Entry]:
    """The kinds that it may become, as a menu."""
    return [
        Entry(
            look.kind_words(kind),
            lambda k=kind: desk.change((part.id,), kind=str(k)),
            look.icon(kind),
            is_ticked=kind == part.kind,
        )
        for kind in kinds_for(desk.form, part)
    ]
