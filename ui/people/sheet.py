"""One person beside the directory: who it is, where they stand, what they can do and work on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.model.change import Changes, Value
from app.model.errors import Fault
from app.model.row import Row
from app.people import commands, directory
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.fields import Text
from ui.kit.label import Avatar, ChipLabel, Elided, Label, hairline
from ui.kit.pop import Entry, open_menu
from ui.parts.host import Host
from ui.people.fields import PersonFields
from ui.people.handover import HandOverDialog
from ui.people.postings import PostingDialog, Postings
from ui.people.roster import Roster
from ui.people.skills import Skills
from ui.people.work import WorkList

SIGN = 40
WORK = ("task", "assignment", "campaign", "member")


class PersonSheet(QFrame):
    """The sheet; every field is written when the person pauses or leaves it."""

    closed = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.setObjectName("surface")
        self._host = host
        self._roster = Roster()
        self._person: bytes | None = None
        self._row: Row | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        self.link = IconButton("link", t("Copy the link"), size=28)
        self.more = IconButton("ellipsis", t("More"), size=28)
        self.close_button = IconButton("x", t("Close"), keys="Esc", size=28)
        self._kind = Label(t("Person"), "caption", "text3")
        head = lay.row(self._kind, None, self.link, self.more, self.close_button, gap=2)
        self.name = Text("", t("Name|person"), least=1, most=2)
        self.name.setProperty("type", "title")
        self.name.setProperty("quiet", True)
        self._sign = lay.row(Avatar("", SIGN), gap=0)
        self._line = Elided("", "small", "text2")
        self._left = ChipLabel(Chip(t("Deactivated"), "neutral", "user-x"))
        under = lay.row(self._left, self._line, gap=8, margins=(8, 0, 0, 0))
        names = lay.column(self.name, under, gap=0)
        self.back = Button(t("Activate again"), "secondary", icon="rotate-ccw")
        self.fields = PersonFields(self._host)
        self.postings = Postings()
        self.skills = Skills()
        self.work = WorkList(self._host)
        body = lay.column(
            head,
            lay.row(self._sign, names, gap=4),
            lay.row(self.back, None, margins=(0, 4, 0, 0)),
            4,
            self.fields,
            *_part(self.postings),
            *_part(lay.column(Label(t("Skills"), "strong"), self.skills)),
            *_part(self.work),
            None,
            gap=4,
            margins=(16, 12, 16, 24),
        )
        scroll = lay.scrolled(lay.panel(body, "surface"))
        self.setLayout(lay.column(scroll, gap=0))

    def _wire(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.link.clicked.connect(self._on_link)
        self.more.clicked.connect(self._on_more)
        self.back.clicked.connect(self.activate)
        self.name.written.connect(self._on_name)
        self.fields.written.connect(self.set_value)
        self.fields.positioned.connect(self._on_positioned)
        self.skills.changed.connect(self._on_skills)
        self.postings.asked.connect(self._on_posting)
        self.postings.dropped.connect(self._on_posting_dropped)

    @property
    def person(self) -> bytes | None:
        """Who is shown."""
        return self._person

    def show_person(self, person: bytes) -> None:
        """Show this person; what was typed for the one before is written first."""
        if person != self._person:
            self.name.commit()
            self.fields.commit()
            self._person = person
        self.refresh()

    def show_roster(self, roster: Roster) -> None:
        """The departments and positions to choose from."""
        self._roster = roster
        if self._row is not None and self.isVisible():
            self.refresh()

    def on_changed(self, changes: Changes) -> None:
        """Follow a commit."""
        if self._person is None or not self.isVisible():
            return
        if changes.touches("person", "posting", *WORK):
            self.refresh()

    def refresh(self) -> None:
        """Read the person again; one who is gone closes the sheet."""
        if self._person is None:
            return
        try:
            self._row = self._host.session.get("person", self._person)
        except Fault:
            self._person = self._row = None
            self.closed.emit()
            return
        row = self._row
        self._show_head(row)
        self.fields.show_person(row, self._roster)
        held = self._host.session.list("posting", [("person", "=", row.id)])
        self.postings.show_postings(held, self._roster)
        self.skills.show_skills(commands.skills_of(row))
        self.work.show_person(row.id)

    def set_value(self, field: str, value: Value) -> None:
        """Write one field of the person."""
        person, session = self._person, self._host.session
        if person is None or self._row is None or self._row[field] == value:
            return
        if not self._host.run(lambda: commands.set_person(session, person, {field: value})):
            self.refresh()

    def activate(self) -> None:
        """Let the person come back."""
        row, session = self._row, self._host.session
        if row is not None:
            done = t("{name} is active again", name=row.text("name"))
            self._host.run(lambda: commands.reactivate(session, row.id), done)

    def deactivate(self) -> None:
        """Let the person leave; what moves is shown first."""
        if self._row is not None:
            dialog = HandOverDialog(self.window(), self._host, self._row)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def why_not_deactivate(self) -> str:
        """Why this person cannot leave just now."""
        if self._row is None or not self.isVisible():
            return t("Choose a person first")
        if self._row.id == self._host.me:
            return t("You cannot deactivate yourself")
        if not directory.is_at_work(self._row):
            return t("{name} is deactivated already", name=self._row.text("name"))
        return ""

    def _show_head(self, row: Row) -> None:
        name = row.text("name")
        self.name.show_text(name)
        lay.clear(self._sign)
        self._sign.addWidget(Avatar(name, SIGN))
        has_left = not directory.is_at_work(row)
        self._left.setVisible(has_left)
        self.back.setVisible(has_left)
        is_me = row.id == self._host.me
        words = directory.line_of(row, self._roster.staff)
        parts = [words] if words else []
        self._line.setText(" · ".join([*parts, t("That is you")] if is_me else parts))
        self._line.updateGeometry()

    def _on_name(self, text: str) -> None:
        if text.strip():
            self.set_value("name", text.strip())
        elif self._row is not None:
            self.name.show_text(self._row.text("name"))

    def _on_positioned(self, name: str) -> None:
        person, session = self._person, self._host.session
        if person is not None:
            done = t("The position {name} is added", name=name)
            self._host.run(lambda: commands.give_position(session, person, name), done)

    def _on_skills(self, skills: list[str]) -> None:
        person, session = self._person, self._host.session
        if person is not None:
            self._host.run(lambda: commands.set_skills(session, person, skills))

    def _on_posting(self) -> None:
        row, session = self._row, self._host.session
        if row is None:
            return
        dialog = PostingDialog(self.window(), self._roster, row.text("name"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def add() -> None:
            where, what = dialog.department, dialog.position
            if where is not None:
                self._host.run(lambda: commands.add_posting(session, row.id, where, what))

        dialog.accepted.connect(add)
        dialog.open()

    def _on_posting_dropped(self, posting: bytes) -> None:
        session = self._host.session
        self._host.run(lambda: commands.remove_posting(session, posting))

    def _on_more(self) -> None:
        row = self._row
        if row is None:
            return
        leave = Entry(
            t("Deactivate and hand over…"),
            self.deactivate,
            "user-x",
            why_not=self.why_not_deactivate(),
            is_danger=True,
        )
        if not directory.is_at_work(row):
            leave = Entry(t("Activate again"), self.activate, "rotate-ccw")
        open_menu(self.more, [Entry(t("Copy the link"), self._on_link, "link"), Entry(), leave])

    def _on_link(self) -> None:
        if self._person is not None:
            QGuiApplication.clipboard().setText(f"fairway://person/{self._person.hex()}")
            self._host.say(t("The link is copied"))


def _part(body: QWidget | QVBoxLayout) -> list[lay.Part]:
    """A part of the sheet under a line."""
    return [8, hairline(), 8, body]
