"""The fields of a person, written where they stand: a choice at once, a text when one pauses."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.model.row import Row
from ui.kit.app import t
from ui.kit.fields import Line
from ui.kit.label import Label
from ui.parts.host import Host
from ui.parts.pick import New, Option, PickButton, Picker, people_options
from ui.people.options import department_options, position_options
from ui.people.roster import Roster

NAMES = 56


class PersonFields(QWidget):
    """Tells `written` with a field's name and its value; `positioned` with a new position."""

    written = Signal(str, object)
    positioned = Signal(str)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._roster = Roster()
        self._person: Row | None = None
        self.department = PickButton(t("Department"), is_quiet=True)
        self.position = PickButton(t("Position"), is_quiet=True)
        self.manager = PickButton(t("Manager"), is_quiet=True)
        self.level = Line("", t("Not set"))
        self.email = Line("", t("Not set"))
        self.phone = Line("", t("Not set"))
        self.lines = {"level": self.level, "email": self.email, "phone": self.phone}
        self._lay_out()
        for name, line in self.lines.items():
            line.setProperty("quiet", True)
            line.written.connect(_Write(self, name))
        self.department.clicked.connect(self._on_department)
        self.position.clicked.connect(self._on_position)
        self.manager.clicked.connect(self._on_manager)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, NAMES)
        grid.setColumnStretch(1, 1)
        rows = (
            (t("Department"), self.department),
            (t("Position"), self.position),
            (t("Level"), self.level),
            (t("Manager"), self.manager),
            (t("E-mail"), self.email),
            (t("Phone"), self.phone),
        )
        for place, (words, field) in enumerate(rows):
            grid.addWidget(Label(words, "small", "text2"), place, 0)
            field.setMinimumWidth(0)
            policy = field.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Expanding)
            field.setSizePolicy(policy)
            field.setAccessibleName(words)
            grid.addWidget(field, place, 1, Qt.AlignmentFlag.AlignVCenter)

    def commit(self) -> None:
        """Write what is typed."""
        for line in self.lines.values():
            line.commit()

    def show_person(self, person: Row, roster: Roster) -> None:
        """What is known of a person."""
        self._person, self._roster = person, roster
        names = roster.staff.names
        self.department.show_words(names.get(person.ref("department") or b"", ""))
        self.position.show_words(names.get(person.ref("position") or b"", ""))
        manager = roster.name(person.ref("manager"))
        self.manager.show_words(manager, is_person=bool(manager))
        for name, line in self.lines.items():
            line.show_text(person.text(name))

    def _on_department(self) -> None:
        options = department_options(self._roster, none=t("In no department"))
        self._pick(self.department, t("Department"), options, "department")

    def _on_position(self) -> None:
        options = position_options(self._roster, none=t("No position"))
        self._pick(self.position, t("Position"), options, "position", t("Add the position"))

    def _on_manager(self) -> None:
        own = [self._person.id] if self._person is not None else []
        options = people_options(self._host.directory, own)
        first = Option(None, t("No manager"), icon="circle-dashed")
        self._pick(self.manager, t("Manager"), [first, *options], "manager")

    def _pick(
        self, anchor: PickButton, words: str, options: list[Option], field: str, makes: str = ""
    ) -> None:
        held = self._person.ref(field) if self._person is not None else None
        picker = Picker(anchor, words, options, _Write(self, field), makes=makes, current=held)
        picker.open_under(anchor, gap=2)


class _Write:
    """Tells what was written or picked."""

    def __init__(self, fields: PersonFields, name: str) -> None:
        self._fields, self._name = fields, name

    def __call__(self, value: object) -> None:
        if isinstance(value, New):
            self._fields.positioned.emit(value.name)
        else:
            kept = value.strip() or None if isinstance(value, str) else value
            self._fields.written.emit(self._name, kept)
