"""One rule: when, then what, for which fields, and what is said."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QWidget

from app.form.shown import shown
from app.model.form import Kind, Rule
from ui.form.designer import look
from ui.form.designer.builder import Builder
from ui.form.designer.desk import Desk
from ui.form.designer.expression import ExpressionField
from ui.kit import lay
from ui.kit.app import app, listed, t, worded
from ui.kit.button import Button
from ui.kit.fields import Choice, Line
from ui.kit.label import Label
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs

KINDS = {
    "check": "Not allowed:",
    "show": "Show",
    "require": "Need",
    "lock": "Lock",
    "set": "Set",
    "offer": "Offer only some choices of",
}
LEVELS = {"error": "Stops handing in", "warning": "Warns", "hint": "Hint|level"}


class RuleEdit(QFrame):
    """Every change is told at once: one step that can be undone."""

    changed = Signal(object)
    went = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rule: Rule | None = None
        self.setObjectName("app")
        kinds = [(key, worded(words), "") for key, words in KINDS.items()]
        levels = [(key, worded(words), "") for key, words in LEVELS.items()]
        self.kind = Choice(kinds, t("Then"))
        self.level = Choice(levels, t("Level|rule"))
        self.mode = Tabs(
            [("rows", t("Conditions"), ""), ("text", t("Text|expression"), "")],
            t("How it is written"),
            is_switch=True,
        )
        self.when = ExpressionField(t("A condition, such as 预算 > 50000"), t("When"))
        self.builder = Builder()
        self._ways = QStackedWidget()
        self._ways.addWidget(self.builder)
        self._ways.addWidget(self.when)
        self.table = Choice([], t("Looks at"))
        self.targets = Button(t("Choose fields"), icon="list-checks")
        self.value = ExpressionField(t("What is written, as an expression"), t("Value"))
        self.message = Line("", t("What is said, in Chinese"))
        self.message_en = Line("", t("What is said, in English"))
        self.name = Line("", t("Name of the rule"))
        self._body = QWidget()
        self._grid()
        self._none = Label(t("Choose a rule to change it"), "body", "text2")
        self.setLayout(lay.column(self._none, self._body, margins=(16, 10, 16, 12)))
        self.setMinimumHeight(72)
        self._wire()

    def _grid(self) -> None:
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        rows: list[tuple[str, QWidget | None, QWidget | None]] = [
            (t("When"), self._ways, self.mode),
            (t("Then"), self.kind, self.targets),
            (t("Value"), self.value, self.table),
            (t("Level|rule"), self.level, self.name),
            (t("What is said"), self.message, self.message_en),
        ]
        self._names: dict[str, Label] = {}
        for place, (name, first, second) in enumerate(rows):
            label = Label(name, "body", "text2")
            self._names[name] = label
            grid.addWidget(label, place, 0)
            if first is not None:
                grid.addWidget(first, place, 1)
            if second is not None:
                grid.addWidget(second, place, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)

    def _wire(self) -> None:
        self.mode.chosen.connect(self._on_mode)
        self.builder.committed.connect(self._on_when)
        self.when.committed.connect(self._on_when)
        self.value.committed.connect(self._on_value)
        self.kind.chosen.connect(self._on_kind)
        self.level.chosen.connect(self._on_level)
        self.table.chosen.connect(self._on_table)
        self.message.written.connect(self._on_message)
        self.message_en.written.connect(self._on_message_en)
        self.name.written.connect(self._on_name)
        self.targets.clicked.connect(self._on_targets)

    def show_rule(self, rule: Rule | None) -> None:
        """Show a rule, or that none is chosen."""
        is_other = rule is None or self._rule is None or rule.id != self._rule.id
        self._rule = rule
        self._none.setVisible(rule is None)
        self._body.setVisible(rule is not None)
        if rule is None:
            return
        form = self._desk.form
        can = self.builder.show_kept(form, rule.table, rule.when)
        if is_other or not can:
            self.mode.show_key("rows" if can else "text")
            self._ways.setCurrentIndex(0 if can else 1)
        self.when.show_kept(form, (rule.table, "when"), rule.when)
        self.value.show_kept(form, (rule.table, "value"), rule.value)
        self.kind.show_key(rule.kind)
        self.level.show_key(rule.level)
        tables = [part for part in form.parts if part.kind == Kind.TABLE]
        every = [("", t("The record"), "")]
        every += [(one.id, t("Each line of {name}", name=look.label(one)), "") for one in tables]
        self.table.offer(every)
        self.table.show_key(rule.table)
        names = [
            shown(form.by_id[one], app().words.lang) for one in rule.targets if one in form.by_id
        ]
        self.targets.setText(listed(names) or t("Choose fields"))
        self.targets.updateGeometry()
        self.message.show_text(rule.message)
        self.message_en.show_text(rule.message_en)
        self.name.show_text(rule.name)
        is_check = rule.kind == "check"
        for one in (self.level, self.message, self.message_en, self._names[t("What is said")]):
            one.setVisible(is_check)
        self.value.setVisible(rule.kind in ("set", "offer"))

    def _put(self, **props: object) -> None:
        if self._rule is not None:
            new = replace(self._rule, **props)  # pyright: ignore[reportArgumentType]
            if new != self._rule:
                self.changed.emit(new)

    def _on_mode(self, key: str) -> None:
        self._ways.setCurrentIndex(0 if key == "rows" else 1)
        if key == "rows" and self._rule is not None:
            form = self._desk.form
            if not self.builder.show_kept(form, self._rule.table, self._rule.when):
                self.mode.show_key("text")
                self._ways.setCurrentIndex(1)
                self._desk.host.say(t("This condition is richer than the rows: it stays text"))

    def _on_when(self, text: str) -> None:
        self._put(when=text)

    def _on_value(self, text: str) -> None:
        self._put(value=text)

    def _on_kind(self, key: object) -> None:
        self._put(kind=str(key))

    def _on_level(self, key: object) -> None:
        self._put(level=str(key))

    def _on_table(self, key: object) -> None:
        self._put(table=str(key or ""))

    def _on_message(self, text: str) -> None:
        self._put(message=text.strip())

    def _on_message_en(self, text: str) -> None:
        self._put(message_en=text.strip())

    def _on_name(self, text: str) -> None:
        self._put(name=text.strip())

    def _on_targets(self) -> None:
        rule = self._rule
        if rule is None:
            return
        form = self._desk.form
        entries = [
            Entry(
                look.label(part),
                lambda one=part.id: self._toggle(one),
                look.icon(part.kind),
                is_ticked=part.id in rule.targets,
            )
            for part in form.parts
            if part.kind not in (Kind.COLUMNS, Kind.DIVIDER)
        ]
        open_menu(self.targets, entries)

    def _toggle(self, part: str) -> None:
        rule = self._rule
        if rule is None:
            return
        held = [one for one in rule.targets if one != part]
        if part not in rule.targets:
            order = [one.id for one in self._desk.form.parts]
            held = sorted([*held, part], key=order.index)
        self._put(targets=tuple(held))
