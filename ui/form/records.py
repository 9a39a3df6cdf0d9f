"""The records of one form: found, exported, brought in, changed together, looked at beside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent

from app.form import records, upgrade
from app.model.change import Changes
from ui.form.records_io import RecordsInOut
from ui.form.records_list import RecordList
from ui.form.records_read import Known, Stale, name_of, patched, read
from ui.form.records_sheet import RecordSheet
from ui.form.records_verbs import RecordVerbs
from ui.kit import lay
from ui.kit.app import app, t
from ui.kit.button import Button, IconButton
from ui.kit.command import Command
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Label, hairline, upright
from ui.kit.pop import Entry, open_menu
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.parts.page import Page

SHEET = 400
PLACE = "records"
"""The first word of its place: `records/<hex of the form>`."""


def open_records(host: Host, form: bytes) -> None:
    """Show the records of a form."""
    host.go(f"{PLACE}/{form.hex()}")


def open_record(host: Host, record: bytes) -> None:
    """Show a record on the page of filling, by its place alone: that page loads at its visit."""
    host.go(f"record/{record.hex()}")


class RecordsPage(Page):
    """The list of one form's records; its place is `records/<hex>`."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._form, self._name = b"", ""
        self._known: Known | None = None
        self._is_reading = False
        self._stale = Stale()
        self.list = RecordList(host, self.begin_new)
        self.grid = self.list.grid
        self.files = RecordsInOut(host, self)
        self._verbs = RecordVerbs(host, self, self.list, self.files)
        self.sheet = RecordSheet(host, self.list.source)
        self.sheet.setFixedWidth(SHEET)
        self._edge = upright()
        body = lay.row(self.list, self._edge, self.sheet, gap=0)
        self.setLayout(lay.column(self._head(), hairline(is_rule=True), body, gap=0))
        self._show_sheet(None)
        self._wire()
        self._tell()

    def _head(self) -> lay.Part:
        self._title = Label("", "title")
        self._count = ChipLabel(Chip("0"))
        self.new_button = Button(t("New record"), "primary", icon="plus")
        self.import_button = Button(t("Import"), icon="upload")
        self.export_button = Button(t("Export"), icon="download")
        self.more = IconButton("ellipsis", t("More"), size=32)
        return lay.row(
            self._title,
            self._count,
            None,
            self.more,
            self.export_button,
            self.import_button,
            self.new_button,
            margins=(24, 14, 16, 12),
        )

    def _wire(self) -> None:
        self.new_button.clicked.connect(self.begin_new)
        self.import_button.clicked.connect(self.begin_import)
        self.export_button.clicked.connect(self.export)
        self.more.clicked.connect(self._on_more)
        self.list.opened.connect(self._on_opened)
        self.list.current_changed.connect(self._on_current)
        self.list.asked.connect(self.do)
        self.list.arranged.connect(self._on_arranged)
        self.sheet.closed.connect(self._on_sheet_closed)
        self.sheet.asked.connect(self._on_asked)
        self.host.directory.changed.connect(self.list.arrange)

    def crumbs(self) -> list[tuple[str, str]]:
        name = self._name or t("Records")
        return [(t("Forms"), "forms"), (name, f"{PLACE}/{self._form.hex()}")]

    def open(self, place: Sequence[str]) -> None:
        if not place or len(place[0]) != 32:
            return
        form = bytes.fromhex(place[0])
        if form != self._form:
            self._form, self._known = form, None
            held = self.host.session.list("form", [("id", "=", form)])
            self._name = name_of(held[0], app().words.lang) if held else ""
            self._show_sheet(None)
            self.list.show_form(form)
            self._tell()
        self.refresh()

    def refresh(self) -> None:
        self._stale.is_whole = True
        self._read_records()

    def on_changed(self, changes: Changes) -> None:
        self._stale.note(changes)
        self._read_records()
        self.sheet.on_changed(changes)

    def commands(self) -> Sequence[Command]:
        group, closed, none = t("Records"), self._why_closed, self._why_none
        return [
            Command("record.new", t("New record"), self.begin_new, "plus", "C", group, closed,
                    is_single=True),
            Command("record.import", t("Import records|title"), self.begin_import, "upload", "",
                    group, closed),
            Command("record.export", t("Export records"), self.export, "download", "", group),
            Command("record.search", t("Search in these records"), self.list.begin_search,
                    "search", "Ctrl+F", group),
            Command("record.filter", t("Filter records"), self.list.open_filter, "list-filter",
                    "F", group, is_single=True),
            Command("record.columns", t("Choose columns"), self.list.open_columns, "columns-3",
                    "", group),
            Command("record.look", t("Show the record beside the list"), self.show_beside,
                    "panel-right", "I", group, none, is_single=True),
            Command("record.void", t("Void records"), partial(self.do, "void"), "ban", "",
                    group, none),
            Command("record.delete", t("Delete records"), partial(self.do, "delete"),
                    "trash-2", "Del", group, none, is_single=True),
        ]  # fmt: skip

    def begin_new(self) -> None:
        """Begin a record and fill it in."""
        why = self._why_closed()
        if why:
            self.host.say(why, tone="warn")
        else:
            self.host.run(self._begin)

    def _begin(self) -> None:
        open_record(self.host, records.begin(self.host.session, self._form))

    def begin_import(self) -> object:
        """Bring records in from a file; the dialog, where one may."""
        if self._known is None or self._known.newest is None:
            self.host.say(self._why_closed(), tone="warn")
            return None
        return self.files.ask(self._form, self._known.newest)

    def export(self) -> None:
        """The records that are shown, in their order."""
        if self._known is not None:
            held = self.list.source.entries
            self.files.export(self._known.listing, held, self._known.name)

    def show_beside(self) -> None:
        """The current record beside the list, or nothing beside it again."""
        self._show_sheet(None if self.sheet.isVisible() else self.grid.current)

    def do(self, what: str) -> None:
        """One of the verbs for everything that is selected; one step."""
        self._verbs.do(what, self._known)

    def _on_more(self) -> None:
        why, known = self._why_closed(), self._known
        entries = [Entry(t("Select all records"), self.grid.select_all, "square-check")]
        if known is not None:
            empty = partial(self.files.empty_table, known.listing, known.name)
            words = t("Save an empty table to fill in…")
            entries.insert(0, Entry(words, empty, "table-2", why_not=why))
        open_menu(self.more, entries)

    def _why_closed(self) -> str:
        if self._known is None:
            return t("The records are being read")
        return "" if self._known.newest is not None else t("This form is not published yet")

    def _why_none(self) -> str:
        return "" if self.list.chosen() else t("Choose a record first")

    def _tell(self) -> None:
        """The title and the buttons as they are now."""
        known, why = self._known, self._why_closed()
        self._title.setText(self._name or t("Records"))
        self._count.show_chip(Chip(str(len(known.listing.entries) if known is not None else 0)))
        for button in (self.new_button, self.import_button):
            button.enable(why)
        bare = t("There is nothing to export")
        self.export_button.enable("" if self.list.source.entries else bare)

    def _read_records(self) -> None:
        """Read what has changed, beside the screen; the latest wish wins."""
        if not self._form or self._is_reading or not self._stale:
            return
        self._is_reading = True
        session, form, lang = self.host.session, self._form, app().words.lang
        stale, self._stale, held = self._stale, Stale(), self._known
        self._stale.is_whole = False

        def work(_job: Job) -> object:
            touched = stale.records(session) if held is not None and held.form == form else None
            if held is None or touched is None:
                return read(session, form, lang)
            return patched(session, held, touched)

        self.host.worker.submit(work, self._on_read, self._on_failed)

    @Slot(object)
    def _on_read(self, found: object) -> None:
        assert isinstance(found, Known)
        self._is_reading = False
        if found.form == self._form:
            self._known, self._name = found, found.name
            self.list.show_listing(found.listing)
        else:
            self._stale.is_whole = True
        self._read_records()

    @Slot(object)
    def _on_failed(self, fault: object) -> None:
        self._is_reading = False
        self._stale.is_whole = True
        self.fail(fault)

    def _on_arranged(self) -> None:
        self._tell()
        if self.sheet.isVisible() and self.sheet.entry is not None:
            self._show_sheet(self.sheet.entry.id)

    def _show_sheet(self, record: object) -> None:
        entries = self._known.listing.entries if self._known is not None else ()
        entry = next((one for one in entries if one.id == record), None)
        self.sheet.setVisible(entry is not None)
        self._edge.setVisible(entry is not None)
        if entry is not None and self._known is not None:
            newest = self._known.newest
            self.sheet.show_entry(entry, newest.number if newest is not None else 0)

    def _on_opened(self, record: object) -> None:
        if isinstance(record, bytes):
            open_record(self.host, record)

    def _on_current(self, record: object) -> None:
        if self.sheet.isVisible():
            self._show_sheet(record)

    def _on_sheet_closed(self) -> None:
        self._show_sheet(None)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_asked(self, what: str) -> None:
        entry = self.sheet.entry
        if entry is None:
            return
        if what == "open":
            open_record(self.host, entry.id)
        else:
            verb = partial(upgrade.upgrade, self.host.session, entry.id)
            self.host.run(verb, t("The record is of the newest version"))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.sheet.isVisible():
            self._on_sheet_closed()
            return
        super().keyPressEvent(event)
