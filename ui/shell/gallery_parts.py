"""The cards of parts that know a noun: people, dates, comments, history, a side sheet, dialogs."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QWidget

from app.model.change import Changes
from app.session import Session
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.pop import Dialog, Entry, Popover, open_menu
from ui.kit.worker import Job
from ui.parts.comments import Comments
from ui.parts.history import History
from ui.parts.host import Host
from ui.parts.pick import people_options
from ui.people import roster as rosters
from ui.people.sheet import PersonSheet
from ui.plan.editors import DateEditor, ask_date, understood
from ui.plan.sheet import TaskSheet
from ui.shell.gallery_cards import card, grid, note
from ui.shell.gallery_poses import StillPicker

SHEET = 408
HIGH = 560
PEOPLE = 5
PHRASES = ("明天", "下周二", "周五下午三点", "6月18日", "月底", "3天后", "next friday")


def people(host: Host) -> QFrame:
    """Colleagues by name or pinyin."""
    held = lay.panel(lay.column(gap=0))
    options = people_options(host.directory)[:PEOPLE]
    picker = StillPicker(held, t("Person"), options, _Chosen(host))
    picker.setWindowFlags(Qt.WindowType.Widget)
    layout = held.layout()
    assert layout is not None
    layout.addWidget(picker)
    return card(t("Person picker"), lay.row(held, None), note=t("Pinyin and initials find names"))


def days(host: Host) -> QFrame:
    """A day in words, and what is understood."""
    holder = QWidget()
    holder.setFixedSize(280, 76)
    editor = DateEditor(host, "", holder)
    editor.setGeometry(0, 0, 280, 32)
    editor.setText(PHRASES[2])
    now = host.now()
    rows: list[list[QWidget | None]] = []
    for words in PHRASES:
        at = understood(words, now)
        meant = f"{when.full(at.date(), now.date())} {at:%H:%M}" if at is not None else "–"
        rows.append([Label(words), note(meant)])
    return card(t("Date in words"), lay.row(holder, None), grid(rows, gap=24))


def floating(host: Host) -> QFrame:
    """What opens over the page: a menu, a popover, a dialog."""
    call, ask, question = (
        Button(t("Menu"), icon="ellipsis"),
        Button(t("Date"), icon="calendar"),
        Button(t("Question"), icon="circle-help"),
    )
    more = Button(t("Popover"), icon="info")
    call.clicked.connect(_Open(_menu, call, host))
    ask.clicked.connect(_Open(_ask, ask, host))
    question.clicked.connect(_Open(_question, question, host))
    more.clicked.connect(_Open(_popover, more, host))
    made = grid([[call, ask], [more, question]])
    made.setColumnStretch(2, 1)
    return card(t("Floating"), made, note=t("Esc closes each of them"))


class _Open:
    """Opens something beneath a button."""

    def __init__(self, how: object, anchor: QWidget, host: Host) -> None:
        self._how, self._anchor, self._host = how, anchor, host

    def __call__(self, _checked: bool = False) -> None:
        assert callable(self._how)
        self._how(self._anchor, self._host)


def _menu(anchor: QWidget, host: Host) -> None:
    entries = [
        Entry(t("Copy the link"), _Say(host, t("Copied")), "link", "Ctrl+L"),
        Entry(t("Show all"), _Say(host, t("Show all")), "eye", is_ticked=True),
        Entry(),
        Entry(t("Publish"), None, "send", why_not=t("2 entries are still wrong; mend them first")),
        Entry(t("Delete"), _Say(host, t("Deleted “{name}”", name=t("Old budget"))), "trash-2"),
    ]
    open_menu(anchor, entries)


def _ask(anchor: QWidget, host: Host) -> None:
    ask_date(host, anchor, host.say)


def _popover(anchor: QWidget, host: Host) -> None:
    del host
    pop = Popover(anchor)
    words = Label(t("What is planned stands here by account and day"), wraps=True)
    words.setFixedWidth(240)
    pop.setLayout(lay.column(Label(t("Empty state"), "strong"), words, margins=(12, 12, 12, 12)))
    pop.open_under(anchor)


def _question(anchor: QWidget, host: Host) -> None:
    dialog = Dialog(anchor.window(), t("Delete “{name}”?", name=t("Old budget")))
    dialog.fill(Label(t("It goes to the trash and can come back for 30 days"), wraps=True))
    kinds = QDialogButtonBox.ButtonRole
    dialog.add(t("Cancel"), kinds.RejectRole).setDefault(True)
    delete = dialog.add(t("Delete"), kinds.DestructiveRole)
    delete.setProperty("kind", "danger")
    delete.clicked.connect(dialog.accept)
    dialog.accepted.connect(_Say(host, t("Deleted “{name}”", name=t("Old budget"))))
    dialog.open()


class _Say:
    """Says something in the corner."""

    def __init__(self, host: Host, text: str) -> None:
        self._host, self._text = host, text

    def __call__(self) -> None:
        self._host.say(self._text)


class _Chosen:
    """Says who was picked."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def __call__(self, key: object) -> None:
        if isinstance(key, bytes):
            self._host.say(self._host.directory.name("person", key))


def talked_task(session: Session) -> bytes | None:
    """The task that has most comments, or any."""
    about = Counter(row.ref("row") for row in session.list("comment", [("table", "=", "task")]))
    held = [row.id for row in session.list("task")]
    return max(held, key=lambda row: (about[row], row), default=None)


class Talked(QObject):
    """The parts that show one task and the person at work."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.comments = Comments(host)
        self.history = History(host)
        self.sheet = TaskSheet(host)
        self.person = PersonSheet(host)
        for sheet in (self.sheet, self.person):
            sheet.setFixedSize(SHEET, HIGH)

    def show(self) -> None:
        """Read again, beside the screen."""
        session = self._host.session

        def read(_job: Job) -> object:
            return talked_task(session), rosters.read(session)

        self._host.worker.submit(read, self._on_read, self._host.fail)

    @Slot(object)
    def _on_read(self, found: object) -> None:
        assert isinstance(found, tuple)
        task, roster = found
        self.comments.show_row("task", task)
        self.history.show_row("task", task)
        if task is not None:
            self.sheet.show_task(task)
        self.person.show_roster(roster)
        self.person.show_person(self._host.me)

    def on_changed(self, changes: Changes) -> None:
        """Follow a commit."""
        for part in (self.comments, self.history, self.sheet, self.person):
            part.on_changed(changes)

    def cards(self) -> tuple[QFrame, QFrame, QFrame, QFrame]:
        """Comments, history, the sheet of a task, the sheet of a person."""
        return (
            card(t("Comments"), self.comments),
            card(t("History"), self.history, note=t("Each value can come back")),
            card(t("Side sheet: task"), self.sheet),
            card(t("Side sheet: person"), self.person),
        )
