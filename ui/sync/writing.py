"""A value of one's own in place of both sides of a conflict: an input a field, told if wrong."""

from __future__ import annotations

from datetime import datetime, time

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.calendar import phrase, worktime
from app.care import Conflict
from app.model import registry
from app.model import value as values
from app.model.change import Value
from app.model.errors import Fault, Refused
from app.model.registry import Field, Type
from ui.kit import lay
from ui.kit.app import t, told, worded
from ui.kit.fields import Choice, Line, Row, Text
from ui.kit.pop import Dialog
from ui.parts.host import Host
from ui.parts.terms import CHOICES, NAMED, field_words, value_words

HOUR = 60
END = time(18, 0)
"""A day without a time ends with the work of the office."""
HIDDEN = (Type.JSON, Type.ORDER, Type.INSTANT)


def fields_of(conflict: Conflict) -> tuple[Field, ...]:
    """The fields that this conflict is about."""
    return registry.BY_NAME[conflict.table].registers.get(conflict.register, ())


def is_writable(conflict: Conflict) -> bool:
    """Whether a person can write the value here; lists and lives are only chosen."""
    return conflict.register != 0 and all(
        field.type not in HIDDEN and (field.type is not Type.ID or field.refers in NAMED)
        for field in fields_of(conflict)
    )


class Writing(Dialog):
    """Asks for each field of a register, beginning with these values."""

    def __init__(
        self, parent: QWidget, host: Host, conflict: Conflict, held: tuple[Value, ...]
    ) -> None:
        super().__init__(parent, field_words(conflict.field))
        self._host = host
        self._fields = fields_of(conflict)
        self.values: tuple[Value, ...] = held
        self.rows = [
            Row(field_words(field.name), self._input(field, value))
            for field, value in zip(self._fields, held, strict=True)
        ]
        self.fill(lay.column(*self.rows, gap=8))
        self.use = self.add(t("Use this"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.use.setDefault(True)
        self.use.clicked.connect(self._on_use)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.rows[0].field.setFocus()

    def _input(self, field: Field, value: Value) -> QWidget:
        options: list[tuple[object, str, str]] = []
        if field.type is Type.ID:
            options = [
                (None, t("None|choice"), ""),
                *(
                    (row, name, "")
                    for row, name in self._host.directory.names(field.refers).items()
                ),
            ]
        elif field.choices:
            options = [(k, worded(CHOICES.get(f"{field.name}/{k}", k)), "") for k in field.choices]
        elif field.type is Type.BOOL:
            options = [(1, t("Yes"), ""), (0, t("No"), "")]
        if options:
            choice = Choice(options, field_words(field.name))
            choice.show_key(value)
            return choice
        if field.type is Type.LONG:
            return Text(str(value or ""), field_words(field.name), least=3, most=12)
        text = str(value) if value is not None else ""
        if field.type in (Type.WALL, Type.DATE):
            text = value_words(self._host, field, value)
        elif field.name.endswith("_minutes") and isinstance(value, int):
            text = f"{value / HOUR:g}"
        line = Line(text, field_words(field.name))
        line.selectAll()
        return line

    def _on_use(self) -> None:
        """Take what is written, or say beneath its field what is wrong with it."""
        found: list[Value] = []
        is_right = True
        for field, row in zip(self._fields, self.rows, strict=True):
            try:
                found.append(self._read(field, row.field))
                row.refuse("")
            except Fault as fault:
                row.refuse(told(fault)[0])
                is_right = False
        if is_right:
            self.values = tuple(found)
            self.accept()

    def _read(self, field: Field, given: QWidget) -> Value:
        if isinstance(given, Choice):
            key = given.key
            return key if isinstance(key, str | int | bytes) else None
        text = given.toPlainText() if isinstance(given, Text) else ""
        text = given.text() if isinstance(given, Line) else text
        if field.type in (Type.WALL, Type.DATE) and text.strip():
            return self._day(field, text)
        if field.name.endswith("_minutes") and text.strip():
            try:
                return round(float(text) * HOUR)
            except ValueError as error:
                raise Refused("invalid", "This is no number of hours: {text}", text=text) from error
        return values.parse(field, text)

    def _day(self, field: Field, text: str) -> str:
        found = phrase.find(text, self._host.now(), worktime.standard())
        held = found[0].value if found else None
        if held is None:
            raise Refused("invalid", "This is no day: {text}", text=text)
        at = held if isinstance(held, datetime) else datetime.combine(held, END)
        return at.date().isoformat() if field.type is Type.DATE else at.isoformat()
