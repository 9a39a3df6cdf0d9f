"""A new person: the name, and where they stand if it is known already."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.model.change import Value
from app.model.ids import RowId
from app.people import commands
from ui.kit import lay
from ui.kit.app import t
from ui.kit.fields import Line
from ui.kit.fields import Row as FieldRow
from ui.kit.pop import Dialog
from ui.parts.host import Host
from ui.parts.pick import PickButton, Picker
from ui.people.options import department_options, position_options
from ui.people.roster import Roster


class AddPersonDialog(Dialog):
    """Tells `made` with the new person's id; it stays open while something is refused."""

    made = Signal(object)

    def __init__(
        self, parent: QWidget, host: Host, roster: Roster, department: bytes | None
    ) -> None:
        super().__init__(parent, t("Add a person"), 440)
        self._host, self._roster = host, roster
        self.department, self.position = department, None
        self.name = Line("", t("For example Zhang Wei"))
        self.email = Line("", "name@example.com")
        self.where = PickButton(t("Department"))
        self.what = PickButton(t("Position"))
        self._rows = (
            FieldRow(t("Name|person"), self.name),
            FieldRow(t("Department"), self.where),
            FieldRow(t("Position"), self.what),
            FieldRow(t("E-mail"), self.email, t("Their invitation goes by this address")),
        )
        self.ok = self.add(t("Add a person"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.ok.setDefault(True)
        self.fill(lay.column(*self._rows, gap=8))
        self._wire()
        self._show()

    def _wire(self) -> None:
        self.buttons.accepted.connect(self._on_accepted)
        for line in (self.name, self.email):
            line.entered.connect(self._on_accepted)
        self.where.clicked.connect(self._on_where)
        self.what.clicked.connect(self._on_what)

    def _show(self) -> None:
        names = self._roster.staff.names
        self.where.show_words(names.get(self.department or b"", ""))
        self.what.show_words(names.get(self.position or b"", ""))

    def choose_department(self, key: object) -> None:
        """In this department."""
        self.department = key if isinstance(key, bytes) else None
        self._show()

    def choose_position(self, key: object) -> None:
        """In this position."""
        self.position = key if isinstance(key, bytes) else None
        self._show()

    def _on_where(self) -> None:
        options = department_options(self._roster, none=t("In no department"))
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

    def _on_accepted(self) -> None:
        if not self.name.text().strip():
            self._rows[0].refuse(t("Write the name"))
            self.name.setFocus()
            return
        self._rows[0].refuse("")
        values: dict[str, Value] = {
            "name": self.name.text(),
            "department": self.department,
            "position": self.position,
            "email": self.email.text().strip() or None,
        }
        session, made = self._host.session, list[RowId]()
        done = t("{name} is added", name=self.name.text().strip())
        if self._host.run(lambda: made.append(commands.add_person(session, values)), done):
            self.made.emit(made[0])
            self.accept()
