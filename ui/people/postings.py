"""Second positions of a person: each can be taken away, and one more given."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from app.model.row import Row
from app.people import directory
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import IconButton
from ui.kit.fields import Row as FieldRow
from ui.kit.label import Elided, Label
from ui.kit.pop import Dialog
from ui.parts.pick import PickButton, Picker
from ui.people.options import department_options, position_options
from ui.people.roster import Roster


class Postings(QWidget):
    """Tells which one is taken away, and that one is wanted."""

    dropped = Signal(object)
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pile = QVBoxLayout()
        self._pile.setSpacing(0)
        self.add = IconButton("plus", t("Add a second position"), size=24)
        self.add.clicked.connect(self.asked)
        self._shown: list[tuple[bytes, str]] | None = None
        head = lay.row(Label(t("Second positions"), "strong"), None, self.add)
        self.setLayout(lay.column(head, self._pile, gap=4))

    def show_postings(self, postings: Sequence[Row], roster: Roster) -> None:
        """These and no others."""
        lines = [(row.id, directory.line_of(row, roster.staff)) for row in postings]
        if lines == self._shown:
            return
        self._shown = lines
        lay.clear(self._pile)
        for posting, words in lines:
            drop = IconButton("x", t("Remove the second position {name}", name=words), size=24)
            drop.clicked.connect(_Drop(self, posting))
            line = lay.panel(lay.row(Elided(words), None, drop, gap=4))
            line.setFixedHeight(28)
            self._pile.addWidget(line)
        if not lines:
            none = Label(t("None|second positions"), "small", "text3")
            none.setFixedHeight(24)
            self._pile.addWidget(none)


class PostingDialog(Dialog):
    """Where, and as what; `department` and `position` are told when it is accepted."""

    def __init__(self, parent: QWidget, roster: Roster, name: str) -> None:
        super().__init__(parent, t("A second position for {name}", name=name), 400)
        self._roster = roster
        self.department: bytes | None = None
        self.position: bytes | None = None
        self.where = PickButton(t("Department"))
        self.what = PickButton(t("Position"))
        self.where.clicked.connect(self._on_where)
        self.what.clicked.connect(self._on_what)
        self.ok = self.add(t("Add second position"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.ok.setDefault(True)
        rows = (FieldRow(t("Department"), self.where), FieldRow(t("Position"), self.what))
        self.fill(lay.column(*rows, gap=8))
        self._show()

    def _show(self) -> None:
        names = self._roster.staff.names
        self.where.show_words(names.get(self.department or b"", ""))
        self.what.show_words(names.get(self.position or b"", ""))
        self.ok.setEnabled(self.department is not None)
        why = "" if self.department is not None else t("Choose a department first")
        self.ok.setToolTip(why)

    def _on_where(self) -> None:
        options = department_options(self._roster)
        picker = Picker(
            self.where, t("Department"), options, self.choose_department, current=self.department
        )
        picker.open_under(self.where, gap=2)

    def _on_what(self) -> None:
        options = position_options(self._roster, none=t("No position"))
        picker = Picker(
            self.what, t("Position"), options, self.choose_position, current=self.position
        )
        picker.open_under(self.what, gap=2)

    def choose_department(self, key: object) -> None:
        """This department."""
        self.department = key if isinstance(key, bytes) else None
        self._show()

    def choose_position(self, key: object) -> None:
        """This position."""
        self.position = key if isinstance(key, bytes) else None
        self._show()


class _Drop:
    """Takes a second position away."""

    def __init__(self, postings: Postings, posting: bytes) -> None:
        self._postings, self._posting = postings, posting

    def __call__(self, _checked: bool = False) -> None:
        self._postings.dropped.emit(self._posting)
