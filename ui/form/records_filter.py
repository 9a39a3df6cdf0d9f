"""The conditions of the record list: one line each, every change seen at once in the table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QStackedWidget, QVBoxLayout, QWidget

from app.form.listing import Column, Listing
from app.form.naming import Naming
from app.form.record_view import BARE, TESTS, Condition, kind_of
from app.form.shown import shown
from app.model.form import Kind
from ui.kit import lay
from ui.kit.app import app, t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Choice, Line
from ui.kit.label import Label
from ui.kit.pop import Popover

FIELD, TEST, VALUE = 152, 112, 184


def test_words(test: str) -> str:
    """How a column is compared."""
    words = {
        "has": t("contains"),
        "not": t("does not contain"),
        "full": t("is filled in"),
        "empty": t("is empty"),
        "least": t("at least"),
        "most": t("at most"),
        "from": t("from|day"),
        "to": t("until|day"),
        "is": t("is|test"),
        "isnot": t("is not|test"),
    }
    return words.get(test, test)


def condition_words(listing: Listing, names: Naming, condition: Condition) -> str:
    """A condition as a chip says it."""
    column = listing.column(condition.column)
    name = label(column) if column is not None else condition.column
    if condition.test in BARE:
        return f"{name} {test_words(condition.test)}"
    said = [value_words(column, names, value) for value in condition.values]
    return f"{name} {test_words(condition.test)} {'/'.join(said)}"


def value_words(column: Column | None, names: Naming, value: str) -> str:
    """A value of a condition: what a choice or a row is called."""
    options = dict(values_of(column, names)) if column is not None else {}
    return options.get(value, value)


def values_of(column: Column, names: Naming) -> list[tuple[str, str]]:
    """What may be picked: ids with their words."""
    if column.part.kind in (Kind.CHOICE, Kind.CHOICES):
        return [(one.id, shown(one, app().words.lang)) for one in column.part.choices]
    return [*names.every(column.part).items()]


def label(column: Column) -> str:
    """What a column is called."""
    return shown(column.part, app().words.lang) or t("Without a name")


def filterable(listing: Listing) -> list[Column]:
    """The columns that can be compared: those of the record itself."""
    return [column for column in listing.columns if not column.table]


class ConditionLine(QFrame):
    """Column, test, value; tells `changed` when it says something else."""

    changed = Signal()
    dropped = Signal(object)

    def __init__(self, listing: Listing, names: Naming, condition: Condition) -> None:
        super().__init__()
        self._listing, self._names = listing, names
        self.field = Choice([(c.key, label(c), "") for c in filterable(listing)], t("Field|filter"))
        self.field.show_key(condition.column)
        self.test = Choice((), t("How it is compared"))
        self.line = Line(condition.values[0] if condition.values else "", t("Value"))
        self.pick = Choice((), t("Value"))
        self.value = QStackedWidget()
        for one in (self.line, self.pick, QWidget()):
            self.value.addWidget(one)
        self.drop = IconButton("x", t("Remove the condition"), size=28)
        for one, wide in ((self.field, FIELD), (self.test, TEST), (self.value, VALUE)):
            one.setFixedWidth(wide)
        self.value.setFixedHeight(self.line.sizeHint().height())
        self.setLayout(lay.row(self.field, self.test, self.value, self.drop, gap=8))
        self._offer(condition)
        self.field.chosen.connect(self._on_field)
        self.test.chosen.connect(self._on_test)
        self.line.written.connect(self._on_value)
        self.line.entered.connect(self._on_value)
        self.pick.chosen.connect(self._on_value)
        self.drop.clicked.connect(self._on_drop)

    @property
    def condition(self) -> Condition | None:
        """What the line says; None while its value is missing."""
        column, test = str(self.field.key), str(self.test.key)
        if test in BARE:
            return Condition(column, test)
        is_pick = self.value.currentWidget() is self.pick
        held = str(self.pick.key or "") if is_pick else self.line.text().strip()
        return Condition(column, test, (held,)) if held else None

    def _offer(self, condition: Condition) -> None:
        column = self._listing.column(str(self.field.key))
        tests = TESTS[kind_of(column.part)] if column is not None else ()
        self.test.offer([(key, test_words(key), "") for key in tests])
        self.test.show_key(condition.test if condition.test in tests else next(iter(tests), ""))
        options = values_of(column, self._names) if column is not None else []
        self.pick.offer([(key, words, "") for key, words in options])
        self.pick.show_key(condition.values[0] if condition.values else None)
        self._show()

    def _show(self) -> None:
        column = self._listing.column(str(self.field.key))
        is_pick = column is not None and kind_of(column.part) == "pick"
        place = 2 if self.test.key in BARE else 1 if is_pick else 0
        self.value.setCurrentIndex(place)

    def _on_field(self, _key: object) -> None:
        self.line.show_text("")
        self._offer(Condition("", ""))
        self.changed.emit()

    def _on_test(self, _key: object) -> None:
        self._show()
        self.changed.emit()

    def _on_value(self, _value: object) -> None:
        self.changed.emit()

    def _on_drop(self) -> None:
        self.dropped.emit(self)


class FilterPanel(Popover):
    """Every condition of the list; tells `changed` with those that say something."""

    changed = Signal(object)

    def __init__(
        self, parent: QWidget, listing: Listing, names: Naming, held: Sequence[Condition]
    ) -> None:
        super().__init__(parent)
        self._listing, self._names = listing, names
        self.lines: list[ConditionLine] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.add_button = Button(t("Add a condition"), "link", icon="plus", is_small=True)
        self.add_button.clicked.connect(self._on_add)
        self.clear_button = Button(t("Clear the filter"), "link", is_small=True)
        self.clear_button.clicked.connect(self._on_clear)
        layout = lay.column(
            Label(t("Filter records"), "strong"),
            self._list,
            lay.row(self.add_button, None, self.clear_button),
            gap=8,
            margins=(12, 12, 12, 8),
        )
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.setLayout(layout)
        first = next((column.key for column in filterable(listing)), "")
        for condition in held or (Condition(first, ""),):
            self._add(condition)

    def _add(self, condition: Condition) -> ConditionLine:
        line = ConditionLine(self._listing, self._names, condition)
        line.changed.connect(self._on_changed)
        line.dropped.connect(self._on_dropped)
        self.lines.append(line)
        self._list.addWidget(line)
        return line

    def _on_add(self) -> None:
        first = next((column.key for column in filterable(self._listing)), "")
        self._add(Condition(first, "")).field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_clear(self) -> None:
        for line in [*self.lines]:
            self._on_dropped(line)

    def _on_dropped(self, line: object) -> None:
        assert isinstance(line, ConditionLine)
        self.lines.remove(line)
        self._list.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_changed()

    def _on_changed(self) -> None:
        found = [line.condition for line in self.lines]
        self.changed.emit(tuple(one for one in found if one is not None))
