"""The designer as a page: design, logic, preview, data and versions of one form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.form.shown import name_shown
from app.model.change import Changes
from app.model.errors import Fault
from app.model.form import Kind
from ui.form.designer.adorn import kind_entries
from ui.form.designer.bench import Bench
from ui.form.designer.desk import Desk
from ui.form.designer.jsontab import JsonTab
from ui.form.designer.logic import LogicTab
from ui.form.designer.preview import Preview
from ui.form.designer.publishing import PublishDialog
from ui.form.designer.versions import Versions
from ui.kit import lay
from ui.kit.app import app, t
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Elided, Label, hairline
from ui.kit.pop import Entry, menu
from ui.kit.tabs import Tabs
from ui.parts.host import Host
from ui.parts.page import Page


class DesignerPage(Page):
    """`form/<hex>[/<tab>]`: a form on the table."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.desk: Desk | None = None
        self.bench: Bench | None = None
        self._views: dict[str, QWidget] = {}
        self.title = Elided("", "subtitle")
        self.state = ChipLabel(Chip(""))
        every = [
            ("design", t("Design"), ""),
            ("logic", t("Logic"), ""),
            ("preview", t("Preview"), ""),
            ("data", t("Data"), ""),
            ("versions", t("Versions"), ""),
        ]
        self.tabs = Tabs(every, t("Views of the form"))
        self.tabs.chosen.connect(self.show_tab)
        self.saved = Label(t("Saved on this device"), "small", "text2")
        self.publish_button = Button(t("Publish"), "primary")
        self.publish_button.clicked.connect(self.publish)
        head = lay.row(
            self.title,
            self.state,
            None,
            self.tabs,
            None,
            self.saved,
            self.publish_button,
            gap=12,
            margins=(16, 6, 16, 6),
        )
        self._place = QStackedWidget()
        self.setLayout(lay.column(head, hairline(is_rule=True), self._place, gap=0))

    # What the window asks

    def crumbs(self) -> list[tuple[str, str]]:
        found = [(t("Forms"), "forms")]
        if self.desk is not None:
            name = name_shown(self.desk.form, app().words.lang)
            found.append((name, f"form/{self.desk.id.hex()}"))
        return found

    def open(self, place: Sequence[str]) -> None:
        if not place:
            return
        form = bytes.fromhex(place[0])
        if self.desk is None or self.desk.id != form:
            self._take(form)
        self.show_tab(place[1] if len(place) > 1 else "design")

    def refresh(self) -> None:
        if self.desk is not None:
            self.desk.reload()

    def on_changed(self, changes: Changes) -> None:
        if self.desk is not None and changes.touches("form", "part", "rule", "form_version"):
            self.desk.reload()

    def commands(self) -> Sequence[Command]:
        group, desk = t("Form"), self.desk
        if desk is None:
            return []
        none = self._why_none
        return [
            Command(
                "design.publish", t("Publish form"), self.publish, "send", "", group, self._why_not
            ),
            Command(
                "design.duplicate", t("Duplicate fields"), desk.duplicate, "copy", "", group, none
            ),
            Command("design.rename", t("Rename field"), desk.rename, "pencil", "", group, none),
            Command("design.delete", t("Delete fields"), desk.remove, "trash-2", "", group, none),
            Command("design.paste", t("Paste fields"), desk.paste, "clipboard-paste", "", group),
        ]

    def show_tab(self, key: str) -> None:
        """Show one of the views."""
        if self.desk is None or key not in ("design", "logic", "preview", "data", "versions"):
            return
        self.tabs.show_key(key)
        view = self._views.get(key) or self._make(key)
        self._place.setCurrentWidget(view)
        if isinstance(view, Preview | JsonTab | Versions | LogicTab):
            view.refresh()

    def publish(self) -> None:
        """Ask what it would change, then make the version."""
        if self.desk is None or self._why_not():
            return
        try:
            dialog = PublishDialog(self.desk, self)
        except Fault as fault:
            self.host.fail(fault)
            return
        dialog.open()

    # How it follows

    def _take(self, form: bytes) -> None:
        for view in self._views.values():
            self._place.removeWidget(view)
            view.deleteLater()
        self._views = {}
        self.desk = Desk(self.host, form, self)
        self.desk.drawn.connect(self._tell)
        self._tell()

    def _make(self, key: str) -> QWidget:
        assert self.desk is not None
        match key:
            case "design":
                bench = Bench(self.desk)
                bench.checks.jumped.connect(self._on_jumped)
                bench.menu_asked.connect(self._on_menu)
                self.bench = bench
                view: QWidget = bench
            case "logic":
                view = LogicTab(self.desk)
            case "preview":
                view = Preview(self.desk)
            case "data":
                view = JsonTab(self.desk)
            case _:
                view = Versions(self.desk)
        self._views[key] = view
        self._place.addWidget(view)
        return view

    def _tell(self) -> None:
        desk = self.desk
        if desk is None:
            return
        self.title.setText(name_shown(desk.form, app().words.lang))
        self.title.updateGeometry()
        is_open = desk.draft.row.ref("version") is not None
        said = t("Published, draft here") if is_open else t("Draft")
        self.state.show_chip(Chip(said, "accent" if is_open else "warn"))
        wrong = self._errors()
        said = t("Publish ({count} errors)", count=wrong) if wrong else t("Publish")
        self.publish_button.setText(said)
        self.publish_button.updateGeometry()
        self.publish_button.enable(self._why_not())
        self.tabs.show_count("logic", len(desk.form.rules))
        shown = self._place.currentWidget()
        if isinstance(shown, Preview | JsonTab | Versions | LogicTab):
            shown.refresh()

    def _errors(self) -> int:
        return sum(one.level == "error" for one in self.desk.findings) if self.desk else 0

    def _why_not(self) -> str:
        wrong = self._errors()
        return t("{count} errors are to be mended first", count=wrong) if wrong else ""

    def _why_none(self) -> str:
        return "" if self.desk is not None and self.desk.selected else t("Choose something first")

    def _on_jumped(self, part: str, rule: str) -> None:
        if part and self.desk is not None and self.bench is not None:
            self.desk.select((part,))
            self.bench.canvas.reveal(part)
            self.bench.canvas.board.setFocus()
        elif rule:
            self.show_tab("logic")

    def _on_menu(self, at: QPoint) -> None:
        desk = self.desk
        if desk is None:
            return
        none = self._why_none()
        clip = "" if desk.can_paste else t("There are no fields to paste")
        part = desk.part
        entries = [
            Entry(t("Rename field"), desk.rename, "pencil", "F2", none),
            Entry(t("Duplicate"), desk.duplicate, "copy", "Ctrl+D", none),
            Entry(t("Copy"), desk.copy, "copy", "Ctrl+C", none),
            Entry(t("Cut"), desk.cut, "scissors", "Ctrl+X", none),
            Entry(t("Paste"), desk.paste, "clipboard-paste", "Ctrl+V", clip),
            Entry(),
            Entry(t("Delete"), desk.remove, "trash-2", "Del", none, is_danger=True),
        ]
        if part is not None and part.kind not in (Kind.COLUMNS, Kind.NOTE, Kind.DIVIDER):
            kinds = kind_entries(desk, part)
            if len(kinds) > 1:
                entries += [Entry(), *kinds]
        menu(self, entries).popup(at)
