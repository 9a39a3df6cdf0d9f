"""当 … 则 …: the rules of the form as rows, and the one that is open beneath them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.expr import refs
from app.form import commands
from app.model.form import Part, Rule
from ui.form.designer import look
from ui.form.designer.desk import Desk
from ui.form.designer.expression import labels_of
from ui.form.designer.ruleedit import KINDS, RuleEdit
from ui.kit import draw, icons, lay
from ui.kit.app import listed, t, worded
from ui.kit.button import Button
from ui.kit.cells import Source, State
from ui.kit.empty import Empty
from ui.kit.fields import Choice
from ui.kit.grid import Grid
from ui.kit.gridhead import Column
from ui.kit.label import Label, hairline

LEVELS = {
    "error": ("Stops handing in", "danger"),
    "warning": ("Warns", "warn"),
    "hint": ("Hint|level", "neutral"),
}
PROPS = {
    "visible_if": ("show", "eye"),
    "required_if": ("require", "square-check"),
    "enabled_if": ("lock", "lock"),
    "formula": ("formula", "equal"),
    "default": ("default", "pencil"),
}
"""Conditions that stand on a field itself: they are logic too, and are listed here."""
SIGNS = {
    "check": "circle-alert",
    "set": "pencil",
    "show": "eye",
    "require": "square-check",
    "lock": "lock",
    "offer": "list-filter",
}
OWN: Mapping[str, str] = {
    "visible_if": "Seen when",
    "required_if": "Needed when",
    "enabled_if": "Editable when",
    "formula": "Reckoned",
    "default": "Default",
}


class Rows(Source):
    """Rules first, then what stands on the fields themselves."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.rows: list[Rule | tuple[Part, str]] = []

    def read(self, part: str) -> None:
        """All of it, or what concerns one field."""
        form = self._desk.form
        self.rows = []
        for rule in form.rules:
            named = refs_of(rule.when) | refs_of(rule.value) | {*rule.targets, rule.table}
            if not part or part in named:
                self.rows.append(rule)
        for one in form.parts:
            for field in OWN:
                text = str(getattr(one, field))
                if text and (not part or part == one.id or part in refs_of(text)):
                    self.rows.append((one, field))

    def count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> object:
        held = self.rows[row]
        return held.id if isinstance(held, Rule) else (held[0].id, held[1])

    def words(self, row: int, column: str) -> str:
        held = self.rows[row]
        labels = labels_of(self._desk.form)
        if isinstance(held, tuple):
            part, field = held
            match column:
                case "when":
                    return refs.to_labels(str(getattr(part, field)), labels)
                case "then":
                    return f"{look.label(part)}: {worded(OWN[field])}"
                case _:
                    return ""
        match column:
            case "when":
                return refs.to_labels(held.when, labels) or t("Always")
            case "then":
                names = listed(labels.get(one, one) for one in held.targets)
                return f"{worded(KINDS.get(held.kind, held.kind))} {names}".strip()
            case "level":
                return worded(LEVELS[held.level][0]) if held.kind == "check" else ""
            case _:
                return held.message or held.name

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        held = self.rows[row]
        inner = rect.adjusted(8, 0, -8, 0)
        text = self.words(row, column)
        if column == "level" and isinstance(held, Rule) and text:
            tone = LEVELS[held.level][1]
            draw.chip(painter, inner.x(), inner.center().y() + 1, draw.Chip(text, tone))
            return
        if column == "then":
            sign = (
                SIGNS.get(held.kind, "circle-dot") if isinstance(held, Rule) else PROPS[held[1]][1]
            )
            box = QRectF(inner.x(), inner.center().y() - 7, 16, 16)
            icons.paint(painter, sign, box, "text2")
            inner = inner.adjusted(24, 0, 0, 0)
        ink = "text" if column in ("when", "then") else "text2"
        draw.words(painter, inner, text, "body", ink)
        del state


def refs_of(text: str) -> set[str]:
    """The ids in an expression, wherever they stand."""
    return {word for word in text.replace(".", " ").replace("(", " ").replace(")", " ").split()}


class LogicTab(QFrame):
    """The table, and the open rule in an editor."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("surface")
        self.source = Rows(desk)
        self.grid = Grid(self.source, t("Rules"))
        self.grid.show_columns(
            [
                Column("when", t("When"), 360, stretches=True, is_sorted=False),
                Column("then", t("Then"), 280, is_sorted=False),
                Column("level", t("Level|rule"), 120, is_sorted=False),
                Column("message", t("What is said"), 320, is_sorted=False),
            ]
        )
        self.edit = RuleEdit(desk)
        self.edit.changed.connect(self._on_rule)
        self.edit.went.connect(self._on_went)
        self.filter = Choice([], t("Filter by field"))
        self.filter.setMinimumWidth(200)
        self.filter.chosen.connect(self._on_filter)
        self.new_button = Button(t("New rule"), icon="plus")
        self.new_button.clicked.connect(self.begin)
        self.copy_button = Button(t("Duplicate"), "flat", icon="copy")
        self.copy_button.clicked.connect(self._on_copy)
        self.up_button = Button(t("Up"), "flat", icon="arrow-up")
        self.up_button.clicked.connect(self._on_up)
        self.down_button = Button(t("Down"), "flat", icon="arrow-down")
        self.down_button.clicked.connect(self._on_down)
        self.away_button = Button(t("Delete rule"), "flat", icon="trash-2")
        self.away_button.clicked.connect(self._on_away)
        bar = lay.row(
            self.filter,
            None,
            self.up_button,
            self.down_button,
            self.copy_button,
            self.away_button,
            self.new_button,
            margins=(16, 6, 16, 6),
        )
        text = t("A rule says when a field is seen, needed or locked, or what is not allowed")
        empty = Empty("workflow", t("No rules yet"), text, t("New rule"), self.begin)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(empty)
        hint = Label(t("Conditions of single fields are listed too"), "small", "text3")
        foot = lay.row(hint, margins=(16, 4, 16, 4))
        layout = lay.column(bar, hairline(is_rule=True), gap=0)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
        layout.addWidget(hairline(is_rule=True))
        layout.addWidget(self.edit)
        self.setLayout(layout)
        self.grid.current_changed.connect(self._on_current)

    def refresh(self) -> None:
        """Show the rules as they stand."""
        labels = labels_of(self._desk.form)
        held = str(self.filter.key or "")
        every = [("", t("All fields"), ""), *((one, words, "") for one, words in labels.items())]
        self.filter.offer(every)
        self.filter.show_key(held if held in labels else "")
        self.source.read(str(self.filter.key or ""))
        self.grid.refresh()
        self._stack.setCurrentIndex(0 if self.source.rows or held else 1)
        self._tell()

    def begin(self) -> None:
        """A new rule, open in the editor."""
        part = self._desk.after
        rule = Rule(id="", kind="check", when="", targets=(part,) if part else ())
        self._go(self._write(rule))

    def _current(self) -> Rule | None:
        key = self.grid.current
        return next((one for one in self._desk.form.rules if one.id == key), None)

    def _write(self, rule: Rule) -> str:
        found: list[str] = []
        session = self._desk.host.session
        self._desk.host.run(lambda: found.append(commands.set_rule(session, self._desk.id, rule)))
        self._desk.reload()
        return found[0] if found else ""

    def _go(self, rule: str) -> None:
        if rule:
            self.refresh()
            self.grid.go(rule)
            self._tell()

    def _tell(self) -> None:
        rule = self._current()
        why = "" if rule is not None else t("Choose a rule first")
        for one in (self.copy_button, self.away_button, self.up_button, self.down_button):
            one.enable(why)
        self.edit.show_rule(rule)

    def _on_current(self, key: object) -> None:
        if isinstance(key, tuple):
            self._desk.select((str(key[0]),))
        self._tell()

    def _on_filter(self, _key: object) -> None:
        self.refresh()

    def _on_rule(self, rule: object) -> None:
        if isinstance(rule, Rule):
            self._write(rule)

    def _on_went(self) -> None:
        self.grid.setFocus()

    def _on_copy(self) -> None:
        rule = self._current()
        if rule is not None:
            self._go(self._write(replace(rule, id="")))

    def _on_away(self) -> None:
        rule = self._current()
        if rule is None:
            return
        desk = self._desk
        session = desk.host.session
        if desk.host.run(
            lambda: commands.remove_rule(session, desk.id, rule.id), t("Rule deleted")
        ):
            desk.reload()

    def _on_up(self) -> None:
        self._move(-1)

    def _on_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        rule = self._current()
        rules = self._desk.form.rules
        if rule is None:
            return
        at = rules.index(rule) + by
        if 0 <= at < len(rules):
            desk = self._desk
            session = desk.host.session
            if desk.host.run(lambda: commands.move_rule(session, desk.id, rule.id, at)):
                desk.reload()
                self._go(rule.id)
