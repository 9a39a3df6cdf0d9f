"""The condition builder: field, sign, value in rows; all of them or any."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.form import Form, Kind, Part
from ui.form.designer import look
from ui.form.designer.conditions import (
    EMPTY,
    FULL,
    Row,
    Rows,
    rows_of,
    signs_for,
    text_of,
)
from ui.kit import lay
from ui.kit.app import app, t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Choice, Line

WORDS = {
    "=": "is|sign",
    "!=": "is not|sign",
    ">": "is above",
    ">=": "is at least",
    "<": "is below",
    "<=": "is at most",
    "is empty": "is empty",
    "is not empty": "is not empty",
    "has": "has|sign",
    "has not": "has not|sign",
}


class Builder(QWidget):
    """Rows of a condition; `committed` tells the expression that they say."""

    committed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._form, self._table = Form(""), ""
        self.rows = Rows(())
        self._kept: str | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        joined = [("all", t("All of these"), ""), ("any", t("Any of these"), "")]
        self.join = Choice(joined, t("How they are joined"))
        self.join.chosen.connect(self._on_join)
        self.add_button = Button(t("Add condition"), "flat", icon="plus", is_small=True)
        self.add_button.clicked.connect(self._on_add)
        self.setLayout(lay.column(self._lines, lay.row(self.add_button, self.join, None), gap=4))

    def show_kept(self, form: Form, table: str, text: str) -> bool:
        """Show an expression; whether it can be shown as rows."""
        found = rows_of(form, text)
        if found is None:
            return False
        is_same = text == self._kept and form == self._form
        self._form, self._table, self._kept = form, table, text
        if is_same:
            return True
        self.rows = found
        self._build()
        return True

    def _fields(self) -> list[Part]:
        return [
            part
            for part in self._form.answered()
            if part.kind != Kind.TABLE and self._form.table_of(part) in ("", self._table)
        ]

    def _build(self) -> None:
        lay.clear(self._lines)
        for place, row in enumerate(self.rows.rows):
            self._lines.addLayout(self._line(place, row))
        self.join.show_key("any" if self.rows.is_any else "all")
        self.join.setVisible(len(self.rows.rows) > 1)

    def _line(self, place: int, row: Row) -> QVBoxLayout:
        part = self._form.by_id[row.name]
        fields = [(one.id, look.label(one), "") for one in self._fields()]
        field = Choice(fields, t("Field"))
        field.show_key(row.name)
        field.chosen.connect(lambda key, at=place: self._set_field(at, str(key)))
        signs = [(one, app().words.text(WORDS[one]), "") for one in signs_for(part)]
        sign = Choice(signs, t("Sign"))
        sign.show_key(row.sign)
        sign.chosen.connect(lambda key, at=place: self._put(at, sign=str(key)))
        line = lay.row(field, sign, gap=4)
        if row.sign not in (EMPTY, FULL):
            line.addWidget(self._value(place, part, row), 1)
        else:
            line.addStretch(1)
        away = IconButton("x", t("Take the condition away"), size=28)
        away.clicked.connect(lambda _on=False, at=place: self._away(at))
        line.addWidget(away)
        return lay.column(line)  # pyright: ignore[reportReturnType]

    def _value(self, place: int, part: Part, row: Row) -> QWidget:
        if part.kind in (Kind.CHOICE, Kind.CHOICES) and part.choices:
            lang = app().words.lang
            words = [
                (c.id, c.label_en if lang == "en" and c.label_en else c.label, "")
                for c in part.choices
            ]
            choice = Choice(words, t("Value"))
            choice.show_key(row.value)
            choice.chosen.connect(lambda key, at=place: self._put(at, value=str(key)))
            return choice
        line = Line(row.value, t("Value"))
        line.written.connect(lambda text, at=place: self._put(at, value=text))
        return line

    def _on_add(self) -> None:
        fields = self._fields()
        if fields:
            self._save(replace(self.rows, rows=(*self.rows.rows, _fresh(fields[0]))))

    def _on_join(self, key: object) -> None:
        self._save(replace(self.rows, is_any=key == "any"))

    def _set_field(self, place: int, name: str) -> None:
        rows = list(self.rows.rows)
        rows[place] = _fresh(self._form.by_id[name])
        self._save(replace(self.rows, rows=tuple(rows)))

    def _put(self, place: int, **props: str) -> None:
        rows = list(self.rows.rows)
        rows[place] = replace(rows[place], **props)
        self._save(replace(self.rows, rows=tuple(rows)))

    def _away(self, place: int) -> None:
        rows = list(self.rows.rows)
        del rows[place]
        self._save(replace(self.rows, rows=tuple(rows)))

    def _save(self, rows: Rows) -> None:
        self.rows = rows
        self._kept = text_of(self._form, rows)
        self._build()
        self.committed.emit(self._kept)


def _fresh(part: Part) -> Row:
    """A new row of a field: something that can be said of it at once."""
    sign = signs_for(part)[0]
    value = part.choices[0].id if part.choices else "0"
    return Row(part.id, sign, value if sign not in (EMPTY, FULL) else "")
