"""The forms of the workspace: begin one from a template or a file, publish it, fill it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.form import commands, draft, publishing, templates
from app.form.exchange import files, form_file
from app.form.shown import name_shown
from app.model.change import Changes
from app.model.row import Row
from ui.form.records import open_records
from ui.kit import draw, icons, lay
from ui.kit.app import app, t
from ui.kit.button import Button
from ui.kit.cells import Source, State
from ui.kit.command import Command
from ui.kit.empty import Empty
from ui.kit.grid import Grid
from ui.kit.gridhead import Column
from ui.kit.label import Label, hairline
from ui.kit.pop import Entry, menu, open_menu
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.parts.page import Page


class Forms(Source):
    """The forms, with how many records and versions each has."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.records: dict[bytes, int] = {}
        self.versions: dict[bytes, int] = {}

    def count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> object:
        return self.rows[row].id

    def words(self, row: int, column: str) -> str:
        held = self.rows[row]
        match column:
            case "name":
                is_english = app().words.lang == "en" and held.text("name_en")
                return held.text("name_en") if is_english else held.text("name")
            case "state":
                return state_words(held.text("state"))
            case "versions":
                return str(self.versions.get(held.id, 0) or "")
            case "records":
                return str(self.records.get(held.id, 0) or "")
            case _:
                return held.text("note_en" if app().words.lang == "en" else "note")

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        inner = rect.adjusted(8, 0, -8, 0)
        if column == "name":
            box = QRectF(inner.x(), rect.center().y() - 7, 16, 16)
            icons.paint(painter, "clipboard-list", box, "text2")
            inner = inner.adjusted(24, 0, 0, 0)
        ink = "text" if column == "name" else "text2"
        draw.words(painter, inner, self.words(row, column), "body", ink)
        del state


class FormsPage(Page):
    """A row a form; a double click or Enter shows its records."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.source = Forms()
        self.grid = Grid(self.source, t("Forms"))
        self.grid.show_columns(
            [
                Column("name", t("Name"), 260, stretches=True, is_sorted=False),
                Column("state", t("State"), 120, is_sorted=False),
                Column("versions", t("Versions"), 88, is_sorted=False),
                Column("records", t("Records"), 88, is_sorted=False),
                Column("note", t("What it is for"), 320, is_sorted=False),
            ]
        )
        self.new_button = Button(t("New form"), "primary", icon="plus")
        self.new_button.clicked.connect(self.begin)
        self.import_button = Button(t("Import"), icon="upload")
        self.import_button.clicked.connect(self.bring)
        self.design_button = Button(t("Design"), icon="blocks")
        self.design_button.clicked.connect(self.design)
        self.fill_button = Button(t("New record"), icon="pencil")
        self.fill_button.clicked.connect(self.fill)
        self.publish_button = Button(t("Publish form"), icon="send")
        self.publish_button.clicked.connect(self.publish)
        empty = Empty(
            "clipboard-list",
            t("No forms yet"),
            t("Begin with a template, or bring a form in from a file"),
            t("New form"),
            self.begin,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(empty)
        head = lay.row(
            Label(t("Forms"), "title"),
            None,
            self.design_button,
            self.fill_button,
            self.publish_button,
            self.import_button,
            self.new_button,
            margins=(24, 14, 16, 12),
        )
        self.setLayout(lay.column(head, hairline(is_rule=True), self._stack, gap=0))
        self.grid.opened.connect(self._on_opened)
        self.grid.current_changed.connect(self._tell)
        self.grid.menu_asked.connect(self._on_menu)

    # What the window asks

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Forms"), "forms")]

    def on_changed(self, changes: Changes) -> None:
        if changes.touches("form", "form_version", "record"):
            self.refresh()

    def refresh(self) -> None:
        session = self.host.session
        self.source.rows = session.list("form", (), ["okey"])
        for table, counts in (
            ("record", self.source.records),
            ("form_version", self.source.versions),
        ):
            counts.clear()
            for form in session.dataset(table, ["form"])["form"]:
                if isinstance(form, bytes):
                    counts[form] = counts.get(form, 0) + 1
        self.grid.refresh()
        self._stack.setCurrentIndex(0 if self.source.rows else 1)
        self._tell()

    def commands(self) -> Sequence[Command]:
        group, none = t("Forms"), self._why_none
        return [
            Command("form.new", t("New form"), self.begin, "plus", "", group),
            Command(
                "form.import", t("Bring a form in from a file"), self.bring, "upload", "", group
            ),
            Command("form.design", t("Design"), self.design, "blocks", "", group, self._why_none),
            Command("form.fill", t("New record"), self.fill, "pencil", "", group, self._why_shut),
            Command("form.copy", t("Copy as a new form"), self.copy, "copy", "", group, none),
            Command("form.export", t("Export form"), self.export, "download", "", group, none),
            Command(
                "form.publish",
                t("Publish form"),
                self.publish,
                "send",
                "",
                group,
                self._why_none,
            ),
        ]

    # What can be done

    def begin(self) -> None:
        """Choose a template."""
        lang = app().words.lang
        entries = [Entry(t("Blank form"), self.create_blank, "plus"), Entry()]
        entries += [
            Entry(name_shown(templates.named(name).form, lang), lambda n=name: self.create_from(n))
            for name in templates.names()
        ]
        open_menu(self.new_button, entries)

    def create_blank(self) -> None:
        """An empty form, on the table of the designer."""
        found: list[bytes] = []
        name = t("Untitled form")
        if self.host.run(lambda: found.append(commands.create(self.host.session, name))):
            self.host.go(f"form/{found[0].hex()}")

    def design(self) -> None:
        """Put the chosen form on the table."""
        form = self._chosen()
        if form is not None:
            self.host.go(f"form/{form.id.hex()}")

    def create_from(self, template: str) -> None:
        """A form from a template, a draft that can be published."""
        name = name_shown(templates.named(template).form, "zh_CN")
        self.host.run(
            lambda: commands.create(self.host.session, name, template=template), t("Form created")
        )

    def bring(self) -> None:
        """A form from a file."""
        kinds = t("Forms (*.json *.xlsx *.xls)")
        path, _ = QFileDialog.getOpenFileName(self, t("Choose a file"), "", kinds)
        if path:
            self.take_in(Path(path))

    def take_in(self, path: Path) -> None:
        """Read a form beside the screen, then keep it; what was left out is said."""

        def read(_job: Job) -> object:
            return files.read(path.read_bytes(), path.name)

        def done(found: object) -> None:
            assert isinstance(found, files.Imported)
            form, notes = found.form, found.notes
            name = form.name or path.stem
            said = t("{count} things could not be brought along", count=len(notes)) if notes else ""
            if self.host.run(lambda: commands.create_of(self.host.session, form, name), said):
                self.refresh()

        self.host.worker.submit(read, done, self.host.fail)

    def export(self) -> None:
        """The design of the chosen form as one file, which `Import` reads."""
        form = self._chosen()
        if form is None:
            return
        name = f"{form.text('name')}.json"
        path, _ = QFileDialog.getSaveFileName(self, t("Export form"), name, t("Form (*.json)"))
        if path:
            self.give_out(Path(path))

    def give_out(self, path: Path) -> None:
        """Write the chosen form into a file."""
        form = self._chosen()
        if form is None:
            return
        text = form_file.text_of(draft.read(self.host.session, form.id).form)
        done = t("Exported to {name}", name=path.name)
        self.host.run(lambda: files.write(path, text.encode()), done, is_undo=False)

    def copy(self) -> None:
        """The same form again, as a draft of its own."""
        form = self._chosen()
        if form is None:
            return
        session = self.host.session
        design = draft.read(session, form.id).form
        name = t("{name} copy", name=form.text("name"))
        self.host.run(lambda: commands.create_of(session, design, name), t("Form copied"))

    def fill(self) -> None:
        """A new record of the chosen form."""
        form = self._chosen()
        if form is not None and not self._why_shut():
            self.host.go(f"record/new/{form.id.hex()}")

    def publish(self) -> None:
        """Make the draft the version that is filled from now on."""
        form = self._chosen()
        if form is not None:
            session = self.host.session
            self.host.run(lambda: publishing.publish(session, form.id), t("Published"))

    # How it follows

    def _chosen(self) -> Row | None:
        key = self.grid.current
        return next((row for row in self.source.rows if row.id == key), None)

    def _why_none(self) -> str:
        return "" if self._chosen() is not None else t("Choose something first")

    def _why_shut(self) -> str:
        form = self._chosen()
        if form is None:
            return t("Choose something first")
        return "" if form.ref("version") else t("This form is not published yet")

    def _tell(self, _key: object = None) -> None:
        self.fill_button.enable(self._why_shut())
        self.publish_button.enable(self._why_none())
        self.design_button.enable(self._why_none())

    def _on_opened(self, key: object) -> None:
        if not isinstance(key, bytes):
            return
        form = self._chosen()
        if form is not None and form.id == key and form.ref("version") is None:
            self.design()
        else:
            open_records(self.host, key)

    def _on_menu(self, key: object, at: QPoint) -> None:
        session = self.host.session
        assert isinstance(key, bytes)
        entries = [
            Entry(t("Design"), lambda: self.host.go(f"form/{key.hex()}"), "blocks"),
            Entry(t("Records"), lambda: open_records(self.host, key), "clipboard-list"),
            Entry(t("New record"), self.fill, "pencil", "", self._why_shut()),
            Entry(t("Publish form"), self.publish, "send"),
            Entry(),
            Entry(t("Copy as a new form"), self.copy, "copy"),
            Entry(t("Export form"), self.export, "download"),
            Entry(),
            Entry(
                t("Delete form"),
                lambda: self.host.run(lambda: commands.delete_form(session, key), t("Deleted")),
                "trash-2",
                is_danger=True,
            ),
        ]
        menu(self, entries).popup(at)


def state_words(state: str) -> str:
    """How a form stands, as people say it."""
    match state:
        case "open":
            return t("Published|form")
        case "closed":
            return t("Closed|form")
        case _:
            return t("Draft")
