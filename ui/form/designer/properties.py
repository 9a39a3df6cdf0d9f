"""The pane at the right: the properties of what is selected, or of the form itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.form import kinds
from app.form.uses import uses
from app.model.form import HOLDERS, SILENT, Kind, Part
from ui.form.designer import look
from ui.form.designer.choices import Choices
from ui.form.designer.desk import Desk
from ui.form.designer.formprops import FormProps
from ui.form.designer.props import (
    CHECKS,
    SETTINGS,
    SWITCHES,
    CheckProp,
    ChoiceProp,
    ExpressionProp,
    FlagProp,
    Prop,
    SettingProp,
    SwitchProp,
    TextProp,
)
from ui.kit import lay
from ui.kit.app import listed, t, worded
from ui.kit.button import Button, IconButton
from ui.kit.fields import Line
from ui.kit.label import Elided, Label, Picture, hairline
from ui.kit.match import match

RECKONED = (Kind.FORMULA, Kind.SEQUENCE)
HIDDEN = (("", "Left out when handed in"), ("keep", "Kept"), ("clear", "Emptied at once"))


class Group(QWidget):
    """Properties under a heading that folds."""

    def __init__(self, name: str, *, is_open: bool = True) -> None:
        super().__init__()
        self.head = Button(name, "flat", icon="chevron-down" if is_open else "chevron-right")
        self.body = QWidget()
        self.rows = QVBoxLayout(self.body)
        self.rows.setContentsMargins(8, 0, 0, 0)
        self.rows.setSpacing(8)
        self.body.setVisible(is_open)
        head = lay.row(self.head, None)
        self.setLayout(lay.column(head, self.body, gap=4, margins=(8, 8, 16, 8)))
        self.head.clicked.connect(self._on_head)

    def stops(self) -> list[QWidget]:
        """Where the hand stops in it."""
        found: list[QWidget] = []
        for place in range(self.rows.count()):
            item = self.rows.itemAt(place)
            row = item.widget() if item is not None else None
            if isinstance(row, Choices):
                found += row.stops()
            elif isinstance(row, Prop):
                found.append(row.editor.focusProxy() or row.editor)
        return found

    def _on_head(self) -> None:
        is_open = self.body.isHidden()
        self.body.setVisible(is_open)
        self.head.set_icon("chevron-down" if is_open else "chevron-right")


class Properties(QFrame):
    """Rebuilt when another part is selected; otherwise its editors show what is new."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("surface")
        self.setFixedWidth(308)
        self.props: list[Prop] = []
        self.choices: Choices | None = None
        self._key: tuple[object, ...] = ("none",)
        self._picture = Picture("square", "accent", 18)
        self._title = Elided("", "subtitle")
        self._id = Label("", "small", "text3")
        self._copy = IconButton("copy", t("Copy the field's id"), size=28)
        self._copy.clicked.connect(self._on_copy)
        self.search = Line("", t("Search properties"), icon="search")
        self.search.textChanged.connect(self._seek)
        self._users = Label("", "small", "text2", wraps=True)
        head = lay.row(self._picture, self._title, self._id, self._copy, gap=8)
        head.setStretch(1, 1)
        head.setContentsMargins(16, 10, 8, 10)
        self._inside = QWidget()
        self._inside.setObjectName("surface")
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 16)
        self._rows.setSpacing(0)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._inside)
        seek = lay.column(self.search, margins=(16, 10, 16, 4))
        self.setLayout(lay.column(head, hairline(is_rule=True), seek, area, gap=0))
        self.form_props = FormProps(desk)
        desk.picked.connect(self.refresh)
        desk.drawn.connect(self.refresh)
        self.refresh()

    def prop(self, name: str) -> Prop:
        """The row of this name; raises a KeyError where there is none."""
        for one in self.props:
            if one.name == name:
                return one
        raise KeyError(name)

    def refresh(self) -> None:
        """Show what is selected."""
        form = self.desk.form
        parts = [form.by_id[one] for one in self.desk.selected if one in form.by_id]
        self._tell(parts)
        key = (tuple((part.id, part.kind) for part in parts), form.name == "")
        if key != self._key:
            self._key = key
            self._build(parts)
        if not parts:
            self.form_props.refresh()
            return
        for prop in self.props:
            prop.show_parts(parts)
        if self.choices is not None:
            self.choices.show_part(parts[0])
        self._tell_users(parts)

    def _tell(self, parts: Sequence[Part]) -> None:
        if len(parts) == 1:
            self._picture.show_icon(look.icon(parts[0].kind))
            self._title.setText(look.label(parts[0]))
            self._id.setText(parts[0].id)
        else:
            many = t("{count} fields|form", count=len(parts))
            self._picture.show_icon("layers" if parts else "settings")
            self._title.setText(many if parts else t("The form"))
            self._id.setText("")
        self._id.setVisible(len(parts) == 1)
        self._copy.setVisible(len(parts) == 1)
        self._title.update()

    def _tell_users(self, parts: Sequence[Part]) -> None:
        form = self.desk.form
        names: list[str] = []
        for use in (use for part in parts for use in uses(form, part.id)):
            if use.part:
                names.append(look.label(form.by_id[use.part]))
            else:
                rule = next(one for one in form.rules if one.id == use.rule)
                names.append(rule.name or rule.message or t("a rule"))
        named = listed(dict.fromkeys(names))
        self._users.setText(t("Used by: {names}", names=named) if names else t("Used nowhere else"))

    def _build(self, parts: Sequence[Part]) -> None:
        for one in (self.form_props, self._users):
            one.setParent(None)
        lay.clear(self._rows)
        self.props, self.choices = [], None
        if not parts:
            self._rows.addWidget(self.form_props)
            self.form_props.show()
        elif len(parts) == 1:
            self._build_one(parts[0])
        else:
            self._build_many(parts)
        self._rows.addStretch(1)
        self._seek(self.search.text())

    def _stops(self) -> list[QWidget]:
        """Where the hand stops, down the pane as it is read."""
        stops: list[QWidget] = [self._copy, self.search]
        for place in range(self._rows.count()):
            item = self._rows.itemAt(place)
            group = item.widget() if item is not None else None
            if isinstance(group, Group):
                stops += [group.head, *group.stops()]
        return [one for one in stops if one.isVisible() and one.isEnabled()]

    def _group(self, name: str, rows: Sequence[QWidget], *, is_open: bool = True) -> None:
        if not rows:
            return
        group = Group(name, is_open=is_open)
        for one in rows:
            group.rows.addWidget(one)
            if isinstance(one, Prop):
                self.props.append(one)
        self._rows.addWidget(group)
        self._rows.addWidget(hairline())

    def _build_one(self, part: Part) -> None:
        self._group(t("General|part"), self._general(part))
        self._group(t("Checks"), self._checks(part))
        self._group(t("Seen and allowed"), self._conditions(part))
        self._users.show()
        advanced = [*self._advanced(part), self._users]
        self._group(t("Advanced"), advanced, is_open=False)

    def _build_many(self, parts: Sequence[Part]) -> None:
        desk = self.desk
        if all(part.kind not in SILENT and part.kind not in RECKONED for part in parts):
            self._group(t("Checks"), [SwitchProp(desk, t("Needed"), "required")])
        self._group(
            t("Seen and allowed"),
            [ExpressionProp(desk, t("Seen when"), "visible_if", t("Always"))],
        )

    def _general(self, part: Part) -> list[QWidget]:
        desk, kind = self.desk, part.kind
        rows: list[QWidget] = []
        if kind not in (Kind.COLUMNS, Kind.DIVIDER):
            rows.append(TextProp(desk, t("Label"), "label"))
            is_note = kind == Kind.NOTE
            name = t("Text|kind") if is_note else t("Help")
            if kind != Kind.SECTION:
                rows.append(TextProp(desk, name, "help", is_long=is_note))
        if kind in (Kind.CHOICE, Kind.CHOICES):
            self.choices = Choices(desk)
            rows.append(self.choices)
        if kind == Kind.FORMULA:
            rows.append(ExpressionProp(desk, t("Formula"), "formula", t("= what is reckoned")))
        known = kinds.about(kind).settings
        for key in known:
            if key in SETTINGS:
                rows.append(SettingProp(desk, key))
            elif key in SWITCHES:
                rows.append(FlagProp(desk, key))
        if kind not in SILENT and kind not in (*RECKONED, Kind.TABLE, Kind.FILE, Kind.IMAGE):
            rows.append(ExpressionProp(desk, t("Default"), "default", t("Empty")))
        return rows

    def _checks(self, part: Part) -> list[QWidget]:
        if part.kind in SILENT or part.kind in RECKONED:
            return []
        rows: list[QWidget] = []
        if part.kind != Kind.TABLE:
            rows.append(SwitchProp(self.desk, t("Needed"), "required"))
        rule = t("Needed when")
        rows.append(ExpressionProp(self.desk, rule, "required_if", t("By the switch above")))
        rows += [CheckProp(self.desk, r) for r in kinds.about(part.kind).checks if r in CHECKS]
        return rows

    def _conditions(self, part: Part) -> list[QWidget]:
        rows: list[QWidget] = [ExpressionProp(self.desk, t("Seen when"), "visible_if", t("Always"))]
        if part.kind not in SILENT and part.kind not in RECKONED:
            rows.append(ExpressionProp(self.desk, t("Editable when"), "enabled_if", t("Always")))
        return rows

    def _advanced(self, part: Part) -> list[QWidget]:
        rows: list[QWidget] = []
        if part.kind not in (Kind.COLUMNS, Kind.DIVIDER):
            rows.append(TextProp(self.desk, t("Label in English"), "label_en"))
            rows.append(TextProp(self.desk, t("Help in English"), "help_en"))
        if part.kind not in HOLDERS and part.kind not in SILENT:
            options = [(key, worded(words), "") for key, words in HIDDEN]
            rows.append(ChoiceProp(self.desk, t("When hidden"), "hidden", options))
        return rows

    def _seek(self, query: str) -> None:
        wanted = query.strip()
        for prop in self.props:
            is_met = not wanted or match(wanted, prop.name) is not None
            prop.setVisible(is_met)
        for place in range(self._rows.count()):
            item = self._rows.itemAt(place)
            group = item.widget() if item is not None else None
            if isinstance(group, Group) and wanted:
                group.body.setVisible(True)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._id.text())
        self.desk.host.say(t("Copied"))

    # Qt overrides

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Qt's own order is that of the making, and rows come and go here."""
        stops, hand = self._stops(), QApplication.focusWidget()
        at = next((n for n, one in enumerate(stops) if one is hand), -1)
        wanted = at + (1 if is_next else -1)
        if at < 0 or not 0 <= wanted < len(stops):
            return super().focusNextPrevChild(is_next)
        reason = Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason
        stops[wanted].setFocus(reason)
        self._area.ensureWidgetVisible(stops[wanted], 0, 40)
        return True
