"""People as a page: the departments, the directory, and one person beside it."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent

from app.model.change import Changes
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Label, hairline, upright
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.parts.importer import ImportDialog
from ui.parts.page import Page
from ui.people import roster as rosters
from ui.people.adding import AddPersonDialog
from ui.people.departments import Departments
from ui.people.intake import PeopleIntake
from ui.people.listing import Listing
from ui.people.roster import STAFF_TABLES, WORK_TABLES, Roster
from ui.people.sheet import PersonSheet

SHEET = 400
MANY = 500
"""A change of more people is read again as a whole."""


class PeoplePage(Page):
    """Everybody, by department; `people/<hex>` opens one."""

    def __init__(self, host: Host, remember: MutableMapping[str, object] | None = None) -> None:
        super().__init__(host)
        self._remember = {} if remember is None else remember
        self._roster = Roster()
        self._is_reading = self._is_again = False
        self._stale: set[str] = {"staff", "work"}
        self._touched: set[bytes] = set()
        self.departments = Departments(host)
        self.listing = Listing(host, self.add)
        self.grid = self.listing.grid
        self.sheet = PersonSheet(host)
        self.sheet.setFixedWidth(SHEET)
        self._edge = upright()
        body = lay.row(self.departments, upright(), self.listing, self._edge, self.sheet, gap=0)
        self.setLayout(lay.column(self._head(), hairline(is_rule=True), body, gap=0))
        self._show_person(None)
        self._wire()

    def _head(self) -> lay.Part:
        self._count = ChipLabel(Chip("0"))
        self.add_button = Button(t("Add a person"), "primary", icon="user-plus")
        self.import_button = Button(t("Import"), icon="upload")
        self.invite_button = Button(t("Invite"), icon="send")
        return lay.row(
            Label(t("People"), "title"),
            self._count,
            None,
            self.invite_button,
            self.import_button,
            self.add_button,
            margins=(24, 14, 16, 12),
        )

    def _wire(self) -> None:
        self.add_button.clicked.connect(self.add)
        self.import_button.clicked.connect(self.begin_import)
        self.invite_button.clicked.connect(self.invite)
        self.departments.chosen.connect(self._on_department)
        self.listing.cleared.connect(self.clear_filter)
        self.grid.opened.connect(self._show_person)
        self.grid.current_changed.connect(self._on_current)
        self.sheet.closed.connect(self._on_sheet_closed)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("People"), "people")]

    def open(self, place: Sequence[str]) -> None:
        if place and len(place[0]) == 32:
            person = bytes.fromhex(place[0])
            self.listing.wanted = person
            self._show_person(person)
            self.grid.go(person)

    def refresh(self) -> None:
        self._stale |= {"staff", "work"}
        self._read()
        self.sheet.refresh()

    def on_changed(self, changes: Changes) -> None:
        people = changes.ids("person")
        if changes.touches(*STAFF_TABLES[1:]) or len(people) > MANY:
            self._stale.add("staff")
        elif people:
            self._stale.add("people")
            self._touched |= people
        if changes.touches(*WORK_TABLES):
            self._stale.add("work")
        if self._stale:
            self._read()
        self.sheet.on_changed(changes)

    def commands(self) -> Sequence[Command]:
        group, side, sheet = t("People"), self.departments, self.sheet
        return [
            Command("person.add", t("Add a person"), self.add, "user-plus", "", group),
            Command(
                "person.import", t("Import people|title"), self.begin_import, "upload", "", group
            ),
            Command("person.invite", t("Invite people"), self.invite, "send", "", group),
            Command(
                "person.find", t("Find a person"), self.listing.begin_find, "search", "", group
            ),
            Command(
                "person.leave",
                t("Deactivate and hand over…"),
                sheet.deactivate,
                "user-x",
                "",
                group,
                sheet.why_not_deactivate,
            ),
            Command("department.add", t("Add a department"), side.begin, "building-2", "", group),
            Command(
                "department.rename",
                t("Rename the department"),
                side.rename,
                "pencil",
                "",
                group,
                side.why_not,
            ),
        ]

    def add(self) -> None:
        """Ask for a new person, in the department that is chosen."""
        dialog = AddPersonDialog(
            self.window(), self.host, self._roster, self.departments.department
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.made.connect(self._on_made)
        dialog.open()

    def invite(self) -> None:
        """To the page where invitations are made."""
        self.host.go("settings/hub")

    def begin_import(self) -> ImportDialog:
        """Bring people in from a file."""
        dialog = ImportDialog(
            self.window(), self.host, PeopleIntake(self.host.session), self._remember
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def clear_filter(self) -> None:
        """Show all."""
        self.listing.filter.clear()
        self.departments.tree.choose(None)

    def _read(self) -> None:
        """Read what has changed, beside the screen; the latest wish wins."""
        if self._is_reading:
            self._is_again = True
            return
        self._is_reading = True
        stale, self._stale = self._stale, set()
        touched, self._touched = self._touched, set()
        session, held = self.host.session, self._roster

        def read(_job: Job) -> object:
            if "staff" in stale:
                return rosters.read(session, None if "work" in stale else held)
            fresh = rosters.patched(session, held, sorted(touched)) if touched else held
            return rosters.with_work(session, fresh) if "work" in stale else fresh

        self.host.worker.submit(read, self._on_read, self._on_failed)

    @Slot(object)
    def _on_read(self, roster: object) -> None:
        self._is_reading = False
        assert isinstance(roster, Roster)
        self._roster = roster
        self.departments.show_roster(roster)
        self.sheet.show_roster(roster)
        self._count.show_chip(Chip(str(len(roster.at_work))))
        self.listing.show_roster(roster)
        if self._is_again:
            self._is_again = False
            self._read()

    @Slot(object)
    def _on_failed(self, fault: object) -> None:
        self._is_reading = False
        self._stale |= {"staff", "work"}
        if self._roster.people:
            self.host.fail(fault)
        else:
            self.fail(fault)

    @Slot(object)
    def _on_department(self, key: object) -> None:
        self.listing.show_department(key if isinstance(key, bytes) else None)

    @Slot(object)
    def _on_current(self, person: object) -> None:
        if self.sheet.isVisible():
            self._show_person(person)

    @Slot(object)
    def _on_made(self, person: object) -> None:
        assert isinstance(person, bytes)
        self.listing.wanted = person
        self._show_person(person)

    @Slot(object)
    def _show_person(self, person: object) -> None:
        is_person = isinstance(person, bytes)
        self.sheet.setVisible(is_person)
        self._edge.setVisible(is_person)
        if isinstance(person, bytes):
            self.sheet.show_person(person)

    @Slot()
    def _on_sheet_closed(self) -> None:
        self._show_person(None)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the search away, then the sheet."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.listing.filter.hasFocus() and self.listing.filter.text():
            self.listing.filter.clear()
        elif self.sheet.isVisible():
            self._on_sheet_closed()
