"""The properties of a part as rows: what each kind has, and how each is edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.form import kinds
from app.model.form import Check, Form, Kind, Part
from ui.form.designer.desk import Desk
from ui.form.designer.expression import ExpressionField
from ui.kit import lay
from ui.kit.app import t, worded
from ui.kit.fields import Choice, Line, Text, Toggle
from ui.kit.label import Label

NAME = 84
"""The width of the names at the left."""
LEVELS = {"error": "Error", "warning": "Warning", "hint": "Hint|level"}
SETTINGS: Mapping[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "placeholder": ("Grey words", ()),
    "rows": ("Lines high", ()),
    "decimals": ("Decimals", (("", "As written"), ("0", "0"), ("1", "1"), ("2", "2"), ("4", "4"))),
    "unit": ("Unit", ()),
    "currency": (
        "Currency",
        (
            ("CNY", "Renminbi CNY"),
            ("USD", "US dollar USD"),
            ("EUR", "Euro EUR"),
            ("HKD", "Hong Kong dollar HKD"),
            ("JPY", "Yen JPY"),
            ("GBP", "Pound GBP"),
        ),
    ),
    "stars": ("Stars", (("3", "3"), ("5", "5"), ("10", "10"))),
    "target": (
        "Links to",
        (("campaign", "Campaigns"), ("task", "Tasks"), ("post", "Posts"), ("record", "Records")),
    ),
    "result": (
        "Result",
        (
            ("number", "Number|kind"),
            ("money", "Amount"),
            ("percent", "Per cent"),
            ("text", "Text|kind"),
            ("date", "Date"),
            ("boolean", "Yes or no"),
        ),
    ),
    "prefix": ("Begins with", ()),
    "digits": ("Digits", (("3", "3"), ("4", "4"), ("5", "5"), ("6", "6"))),
}
"""Setting -> its name, and what may be chosen; nothing where it is written."""
SWITCHES = {
    "capitals": "Amount in words",
    "multiple": "Several may be chosen",
    "other": "Others may be written",
    "live": "Follows the linked row",
    "folded": "Folded at first",
    "detail": "With street and number",
    "yearly": "Begins again each year",
}
CHECKS = {
    "min": "Least",
    "max": "Most",
    "multiple_of": "Multiple of",
    "min_length": "Shortest",
    "max_length": "Longest",
    "pattern": "Pattern",
    "formats": "Formats",
    "min_count": "Fewest",
    "max_count": "Most of them",
    "min_lines": "Fewest lines",
    "max_lines": "Most lines",
    "unique": "No two alike",
}


class Prop(QWidget):
    """A name at the left, an editor at the right; the editor tells the desk."""

    def __init__(self, desk: Desk, name: str, editor: QWidget) -> None:
        super().__init__()
        self.desk, self.name, self.editor = desk, name, editor
        label = Label(name, "body", "text2", wraps=True)
        label.setFixedWidth(NAME)
        label.setBuddy(editor)
        if not editor.accessibleName() or isinstance(editor, Line | Text | Choice):
            editor.setAccessibleName(name)
        row = lay.row(label, gap=8)
        row.addWidget(editor, 1)
        row.setAlignment(label, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(row)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show what these parts have."""
        raise NotImplementedError


class TextProp(Prop):
    """A text of the part itself."""

    def __init__(self, desk: Desk, name: str, field: str, *, is_long: bool = False) -> None:
        self.line = Text("", "", least=2, most=6) if is_long else Line()
        super().__init__(desk, name, self.line)
        self._field = field
        self.line.written.connect(self._on_written)

    def show_parts(self, parts: Sequence[Part]) -> None:
        held = {str(getattr(part, self._field)) for part in parts}
        self.line.show_text(held.pop() if len(held) == 1 else "")

    def _on_written(self, text: str) -> None:
        self.desk.change(self.desk.selected, **{self._field: text.strip()})


class SwitchProp(Prop):
    """A property that is on or off."""

    def __init__(self, desk: Desk, name: str, field: str) -> None:
        self.toggle = Toggle()
        super().__init__(desk, name, self.toggle)
        self.toggle.setAccessibleName(name)
        self._field = field
        self.toggle.switched.connect(self._on_switched)

    def show_parts(self, parts: Sequence[Part]) -> None:
        held = {bool(getattr(part, self._field)) for part in parts}
        self.toggle.show_on(held == {True}, is_partly=len(held) > 1)

    def _on_switched(self, is_on: bool) -> None:
        self.desk.change(self.desk.selected, **{self._field: is_on})


class ChoiceProp(Prop):
    """A property that is one of several."""

    def __init__(
        self, desk: Desk, name: str, field: str, options: Sequence[tuple[object, str, str]]
    ) -> None:
        self.choice = Choice(options, name)
        super().__init__(desk, name, self.choice)
        self._field = field
        self.choice.chosen.connect(self._on_chosen)

    def show_parts(self, parts: Sequence[Part]) -> None:
        self.choice.show_key(getattr(parts[0], self._field))

    def _on_chosen(self, key: object) -> None:
        self.desk.change(self.desk.selected, **{self._field: key})


class ExpressionProp(Prop):
    """A condition or a formula."""

    def __init__(self, desk: Desk, name: str, field: str, hint: str) -> None:
        self.field = ExpressionField(hint, name)
        super().__init__(desk, name, self.field)
        self._name = field
        self.field.committed.connect(self._on_committed)

    def show_parts(self, parts: Sequence[Part]) -> None:
        form, part = self.desk.form, parts[0]
        text = str(getattr(part, self._name))
        self.field.show_kept(form, (form.table_of(part), self._name), text)

    def _on_committed(self, text: str) -> None:
        self.desk.change(self.desk.selected, **{self._name: text})


class SettingProp(Prop):
    """A setting of the kind: written, or one of several."""

    def __init__(self, desk: Desk, key: str, extra: Sequence[tuple[str, str]] = ()) -> None:
        name, options = SETTINGS[key]
        offered = [(value, worded(words), "") for value, words in options] + [
            (value, words, "") for value, words in extra
        ]
        self._key = key
        self.choice = Choice(offered, worded(name)) if options else None
        self.line = Line() if self.choice is None else None
        super().__init__(desk, worded(name), self.choice or self.line or QWidget())
        if self.choice is not None:
            self.choice.chosen.connect(self._on_chosen)
        if self.line is not None:
            self.line.written.connect(self._on_chosen)

    def show_parts(self, parts: Sequence[Part]) -> None:
        value = parts[0].settings.get(self._key, "")
        if self.choice is not None:
            self.choice.show_key(value)
        if self.line is not None:
            self.line.show_text(value)

    def _on_chosen(self, value: object) -> None:
        put_setting(self.desk, self._key, str(value or ""))


class FlagProp(Prop):
    """A setting that is on or off."""

    def __init__(self, desk: Desk, key: str) -> None:
        self.toggle = Toggle()
        name = worded(SWITCHES[key])
        super().__init__(desk, name, self.toggle)
        self.toggle.setAccessibleName(name)
        self._key = key
        self.toggle.switched.connect(self._on_switched)

    def show_parts(self, parts: Sequence[Part]) -> None:
        usual = "1" if self._key in USUAL_ON.get(parts[0].kind, ()) else ""
        value = parts[0].settings.get(self._key, usual)
        self.toggle.show_on(value not in ("", "0", "false", "no"))

    def _on_switched(self, is_on: bool) -> None:
        part = self.desk.part
        usual = part is not None and self._key in USUAL_ON.get(part.kind, ())
        value = "1" if is_on else "0"
        put_setting(self.desk, self._key, "" if is_on == usual else value)


USUAL_ON: Mapping[str, tuple[str, ...]] = {
    Kind.ADDRESS: ("detail",),
    Kind.FILE: ("multiple",),
    Kind.IMAGE: ("multiple",),
}
"""Settings that are on where nothing is said."""


class CheckProp(Prop):
    """One check of the value: a limit that is written, or a switch."""

    def __init__(self, desk: Desk, rule: str) -> None:
        self.rule = rule
        self.toggle = Toggle() if rule == "unique" else None
        self.line = Line("", t("No limit")) if self.toggle is None else None
        name = worded(CHECKS[rule])
        super().__init__(desk, name, self.toggle or self.line or QWidget())
        self.editor.setAccessibleName(name)
        if self.toggle is not None:
            self.toggle.switched.connect(self._on_switched)
        if self.line is not None:
            self.line.written.connect(self._on_written)

    def show_parts(self, parts: Sequence[Part]) -> None:
        held = next((one for one in parts[0].checks if one.rule == self.rule), None)
        if self.toggle is not None:
            self.toggle.show_on(held is not None)
        if self.line is not None:
            self.line.show_text(held.value if held is not None else "")

    def _on_switched(self, is_on: bool) -> None:
        self._put("" if is_on else None)

    def _on_written(self, text: str) -> None:
        self._put(text.strip() or None)

    def _put(self, value: str | None) -> None:
        part = self.desk.part
        if part is None:
            return
        held = next((one for one in part.checks if one.rule == self.rule), Check(self.rule))
        new = None if value is None else replace(held, value=value)
        self.desk.change((part.id,), checks=put_check(part, self.rule, new))


def put_check(part: Part, rule: str, check: Check | None) -> tuple[Check, ...]:
    """The checks of a part with this one, or without it, in the order of its kind."""
    held = {one.rule: one for one in part.checks if one.rule != rule}
    if check is not None:
        held[rule] = check
    order = [*kinds.about(part.kind).checks]
    known = sorted(held, key=lambda one: order.index(one) if one in order else len(order))
    return tuple(held[one] for one in known)


def put_setting(desk: Desk, key: str, value: str) -> None:
    """A setting of the selected part; "" takes it away."""
    part = desk.part
    if part is None:
        return
    held = {name: kept for name, kept in part.settings.items() if name != key}
    if value:
        held[key] = value
    desk.change((part.id,), settings=held)


Make = Callable[[Desk], Prop]


def table_fields(form: Form, part: Part) -> list[Part]:
    """The columns of a sub-table that may be summed."""
    kinds_ = (Kind.NUMBER, Kind.MONEY, Kind.FORMULA)
    return [child for child in form.children(part.id) if child.kind in kinds_]
