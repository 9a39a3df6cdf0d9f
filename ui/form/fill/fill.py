"""A record as a page: its form, the groups at its side, what is wrong, handing in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.form import records
from app.model.change import Changes
from app.model.errors import Fault
from app.model.form import Form
from ui.form.fill import printing
from ui.form.fill.desk import FillDesk
from ui.form.fill.kept import errors
from ui.form.fill.view import FormView
from ui.kit.app import t
from ui.kit.command import Command
from ui.kit.empty import Empty
from ui.kit.pop import Entry, open_menu
from ui.parts.host import Host

OUTLINE = 192
NARROW = 1160
"""In a narrower window the outline gives way."""


class FillPage(FillDesk):
    """`record/<hex>` opens a record; `record/new/<form>[/<campaign>]` begins one."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._wire()

    def _wire(self) -> None:
        self.head.submit_button.clicked.connect(self.submit)
        self.head.history_button.clicked.connect(self.toggle_history)
        self.head.print_button.clicked.connect(self._on_print)
        self.head.more_button.clicked.connect(self._on_more)
        for keys, step in (("F8", 1), ("Shift+F8", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.next_flaw if step > 0 else self.previous_flaw)

    # What the window asks

    def crumbs(self) -> list[tuple[str, str]]:
        found = [(t("Forms"), "forms")]
        if self.paper is not None:
            form = (self.paper.row.ref("form") or b"").hex()
            found.append((self._form_name, f"records/{form}"))
            found.append((self._title(), f"record/{self.paper.record.hex()}"))
        return found

    def open(self, place: Sequence[str]) -> None:
        match list(place):
            case ["new", form, *campaign]:
                home = bytes.fromhex(campaign[0]) if campaign else None
                record = begin(self.host, bytes.fromhex(form), home)
                if record is not None:
                    self.show_record(record)
            case [record, *_]:
                self.show_record(bytes.fromhex(record))
            case _:
                pass

    def refresh(self) -> None:
        if self.paper is not None:
            self.paper.reload()

    def on_changed(self, changes: Changes) -> None:
        if self.paper is None:
            return
        if changes.touches("form", "form_version"):
            self._show_head()
        self.paper.follow(changes)
        if self.side.has_history and changes.touches("line", "record"):
            self.side.past.refresh()

    def commands(self) -> Sequence[Command]:
        group, off = t("Form"), self._why_not
        return [
            Command("record.submit", t("Hand in"), self.submit, "send", "", group, self._why_shut),
            Command(
                "record.next", t("Next place to mend"), self.next_flaw, "arrow-down", "F8", group
            ),
            Command(
                "record.back",
                t("Place to mend before"),
                self.previous_flaw,
                "arrow-up",
                "Shift+F8",
                group,
            ),
            Command("record.history", t("History"), self.toggle_history, "history", "", group, off),
            Command("record.print", t("Print…"), self.print, "printer", "", group, off),
            Command("record.pdf", t("Save as PDF…"), self.save_pdf, "file-text", "", group, off),
            Command("record.why", t("Why is it so?"), self.show_why, "circle-help", "", group, off),
        ]

    def submit(self) -> None:
        """Hand in; what stands against it is listed, and the hand goes to the first place."""
        if self.paper is None or self.view is None or self.paper.why_locked:
            return
        self.view.commit()
        self.view.tell_all()
        done = self.paper.submit()
        if done is None:
            return
        wrong = errors(done.flaws)
        if wrong:
            self.side.show_history(None)
            said = t("Not handed in yet: {count} places to mend", count=len(wrong))
            self.host.say(said, detail=t("Everything is kept on this device"), tone="text2")
            places = [*self.paper.flaws]
            self.side.todo.list.go(places.index(wrong[0]) if wrong[0] in places else 0)
        else:
            self.host.said_done(t("Handed in"), "")

    def next_flaw(self) -> None:
        """To the next place that is wrong."""
        self._step(1)

    def previous_flaw(self) -> None:
        """To the place before."""
        self._step(-1)

    def toggle_history(self) -> None:
        """Show or hide what happened to the record."""
        if self.paper is not None:
            self.side.show_history(None if self.side.has_history else self.paper)

    def print(self) -> None:
        """Print the record."""
        if self.paper is not None:
            printing.ask_print(self, self.paper, self._title(), self._note())

    def save_pdf(self) -> None:
        """Write the record as a PDF."""
        if self.paper is not None:
            printing.ask_pdf(self, self.host, self.paper, self._title(), self._note())

    def show_why(self) -> None:
        """Say why the field of the hand is as it is."""
        if self.view is None or self.paper is None:
            return
        place = self.view.place_of(self.focusWidget())
        if place is not None:
            self._on_why(*place)

    # How it follows

    def _step(self, count: int) -> None:
        if self.paper is None or self.view is None:
            return
        self.view.commit()
        self.paper.check_now()
        self.side.show_history(None)
        self.side.todo.list.step(count)

    def _on_print(self) -> None:
        entries = [
            Entry(t("Print…"), self.print, "printer"),
            Entry(t("Save as PDF…"), self.save_pdf, "file-text"),
        ]
        open_menu(self.head.print_button, entries)

    def _on_more(self) -> None:
        paper = self.paper
        if paper is None:
            return
        state = paper.row.text("state")
        is_draft = t("It is a draft") if state == "draft" else ""
        is_void = t("It was taken back") if state == "void" else ""
        entries = [
            Entry(t("Open again"), paper.reopen, "rotate-ccw", "", is_draft),
            Entry(t("Take back|record"), paper.void, "ban", "", is_void, is_danger=True),
        ]
        open_menu(self.head.more_button, entries)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.side.has_history:
            self.side.show_history(None)
            return
        super().keyPressEvent(event)


def begin(host: Host, form: bytes, campaign: bytes | None = None) -> bytes | None:
    """A new record of a form; None where it was refused, which is told."""
    try:
        return records.begin(host.session, form, campaign)
    except Fault as fault:
        host.fail(fault)
        return None


def open_record(host: Host, record: bytes) -> None:
    """Show a record."""
    host.go(f"record/{record.hex()}")


def new_record(host: Host, form: bytes, campaign: bytes | None = None) -> None:
    """Begin a record of a form and show it."""
    record = begin(host, form, campaign)
    if record is not None:
        open_record(host, record)


def preview(host: Host, form: Form, parent: QWidget | None = None) -> FormView:
    """A form to be tried out: nothing is written."""
    view = FormView(form, host)
    view.setParent(parent)
    QTimer.singleShot(0, view.relay)
    return view


def empty() -> QWidget:
    """What stands where no record is open."""
    return Empty("clipboard-list", t("No record is open"), t("Open one from the list of a form"))
