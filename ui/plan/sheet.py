"""One task beside the table: what it is, what it delivers, what was said of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.model.change import Changes, Value
from app.model.errors import Fault
from app.model.row import Row
from app.plan import commands
from ui.kit import draw, lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.fields import Text
from ui.kit.label import ChipLabel, Elided, Picture, hairline
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.parts.comments import Talk
from ui.parts.composer import Composer
from ui.parts.history import History
from ui.parts.host import Host
from ui.plan.checks import Check, checks_of, kept
from ui.plan.fields import TaskFields
from ui.plan.sheet_addresses import Addresses, joined, split
from ui.plan.sheet_checks import Checks
from ui.plan.sheet_children import Children
from ui.plan.sheet_links import Links
from ui.plan.sheet_parts import Do, Head, indented
from ui.plan.sheet_posts import Posts
from ui.plan.sheet_seen import Seen
from ui.plan.states import days_late, due_of

TABLES = ("task", "assignment", "link", "comment", "post", "seen")
SHORT = 10


class Late(QWidget):
    """The sign of an overdue task as a widget."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setAccessibleName(text)
        self.setFixedSize(round(draw.width(text, "caption") + 34), 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw.overdue(QPainter(self), 0, 10, self._text)


class TaskSheet(QFrame):
    """The sheet; every field is written when the person pauses or leaves it."""

    closed = Signal()
    asked = Signal(object)
    """Another task is wanted: one under it, one that it waits for, the one that it is part of."""
    stepped = Signal(int)
    """The task before (-1) or after (1) in the list beside it is wanted."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.setObjectName("surface")
        self._host = host
        self._task: bytes | None = None
        self._row: Row | None = None
        self._alone: list[str] = []
        """Addresses of the deliverable that stand as chips and not in its words."""
        self._parts()
        self._build()
        self._wire()

    def _parts(self) -> None:
        self.back = IconButton("chevron-up", t("Previous task"), keys="Ctrl+↑", size=28)
        self.on = IconButton("chevron-down", t("Next task"), keys="Ctrl+↓", size=28)
        self.link = IconButton("link", t("Copy the link"), size=28)
        self.more = IconButton("ellipsis", t("More"), size=28)
        self.close_button = IconButton("x", t("Close"), keys="Esc", size=28)
        self._where = Elided("", "caption", "text2")
        self._edge = Picture("chevron-right", "text3", 14)
        self.above = Button("", "link", is_small=True)
        self.name = Text("", t("Task"), least=1, most=4)
        self._signs = lay.row(gap=8)
        self.seen = Seen(self._host)
        self.fields = TaskFields(self._host)
        self.links = Links(self._host)
        self.notes = Text("", t("What is it about"), least=1, most=8)
        self.result = Head(t("Deliverable"), t("Add a link"))
        self.deliverable = Text("", t("What will be delivered"), least=1, most=4)
        self.addresses = Addresses(self._host)
        self.checks = Checks(self._host)
        self.under = Children(self._host)
        self.posts = Posts(self._host)
        self.said = Talk(self._host)
        self.past = History(self._host)
        self.past.hide()
        self.turn = Tabs(
            [("said", t("Comments"), ""), ("past", t("History"), "")],
            t("What was said, what was changed"),
        )
        self.composer = Composer(self._host)

    def _build(self) -> None:
        head = lay.row(
            lay.row(self._where, self._edge, self.above, gap=2),
            None,
            *(self.back, self.on, self.link, self.more, self.close_button),
            gap=0,
        )
        result = self.result.layout()
        assert isinstance(result, QHBoxLayout)
        result.insertWidget(result.count() - 1, self.checks.count)
        result.insertWidget(result.count() - 1, self.checks.bar)
        signs = lay.row(self._signs, self.seen, None, gap=8)
        body = lay.column(
            indented(head),
            self.name,
            indented(signs),
            indented(self.fields),
            indented(self.links),
            self.notes,
            *_rule(),
            indented(self.result),
            self.deliverable,
            self.addresses,
            self.checks,
            *_rule(),
            self.under,
            *_rule(),
            self.posts,
            *_rule(),
            self.turn,
            indented(self.said),
            indented(self.past),
            None,
            gap=6,
            margins=(8, 10, 8, 16),
        )
        foot = lay.panel(lay.row(self.composer, margins=(16, 8, 12, 12)))
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.room = lay.scrolled(lay.panel(body, "surface"))
        self.setLayout(lay.column(self.room, hairline(), foot, gap=0))

    def _wire(self) -> None:
        self.name.setProperty("type", "title")
        for field in (self.name, self.notes, self.deliverable):
            field.setProperty("quiet", True)
        self.close_button.clicked.connect(self.closed)
        self.name.written.connect(_Write(self, "name"))
        self.notes.written.connect(_Write(self, "notes"))
        self.deliverable.written.connect(self._on_deliverable)
        self.fields.written.connect(self.set_value)
        self.fields.assigned.connect(self.assign)
        self.checks.changed.connect(self.put_checks)
        self.addresses.changed.connect(_Write(self, "deliverable"))
        self.result.add.clicked.connect(self.addresses.begin)
        self.links.opened.connect(self.asked)
        self.under.opened.connect(self.asked)
        self.above.clicked.connect(self._on_above)
        self.back.clicked.connect(Do(self.stepped.emit, -1))
        self.on.clicked.connect(Do(self.stepped.emit, 1))
        self.said.counted.connect(self._on_said)
        self.turn.chosen.connect(self._on_turn)
        self.more.clicked.connect(self._on_more)
        self.link.clicked.connect(self._on_link)

    @property
    def task(self) -> bytes | None:
        """The task that is shown."""
        return self._task

    def show_task(self, task: bytes) -> None:
        """Show this task; what was typed for the one before is written first."""
        if task != self._task:
            for field in (self.name, self.notes, self.deliverable, self.fields):
                field.commit()
            self._task = task
            self.room.verticalScrollBar().setValue(0)
            self.past.show_row("task", task)
            self.composer.show_row("task", task)
        self.refresh()
        self.seen.note(task)

    def on_changed(self, changes: Changes) -> None:
        """Follow a commit."""
        if self._task is not None and self.isVisible() and changes.touches(*TABLES):
            self.refresh()
            self.past.on_changed(changes)

    def refresh(self) -> None:
        """Read the task again; a task that is gone closes the sheet."""
        if self._task is None:
            return
        try:
            self._row = self._host.session.get("task", self._task)
        except Fault:
            self._task = None
            self.closed.emit()
            return
        self._show_fields(self._row)
        self._show_signs(self._row)
        self.checks.show_checks(checks_of(self._row))
        self.links.show_task(self._row)
        self.under.show_task(self._row)
        self.posts.show_task(self._row)
        self.said.show_row("task", self._task)
        self.seen.show_task(self._task)

    def set_value(self, field: str, value: Value) -> None:
        """Write one field of the task."""
        task, session = self._task, self._host.session
        if task is not None:
            self._host.run(lambda: commands.bulk_set(session, [task], {field: value}))

    def put_checks(self, checks: list[Check], done: str = "") -> None:
        """Write the acceptance list; `done` says what was done where something went."""
        task, session, values = self._task, self._host.session, {"checklist": kept(checks)}
        if task is not None:
            self._host.run(lambda: commands.bulk_set(session, [task], values), done)

    def show_ends(self, *, is_first: bool, is_last: bool) -> None:
        """Whether the list beside the sheet has a task before and after this one."""
        self.back.enable(t("This is the first task of the list") if is_first else "")
        self.on.enable(t("This is the last task of the list") if is_last else "")

    def _show_fields(self, row: Row) -> None:
        self._where.setText(self._host.directory.name("campaign", row.ref("campaign")))
        self._where.updateGeometry()
        above = self._host.session.list("task", [("id", "=", row.ref("parent"))])
        self.above.setVisible(bool(above))
        self._edge.setVisible(bool(above))
        if above:
            words = above[0].text("name")
            self.above.setText(_short(words))
            self.above.setToolTip(t("Part of {task}", task=words))
            self.above.setAccessibleName(t("Part of {task}", task=words))
            self.above.updateGeometry()
        self.name.show_text(row.text("name"))
        self.notes.show_text(row.text("notes"))
        if not self.deliverable.hasFocus():  # an address is not taken out while it is written
            words, self._alone = split(row.text("deliverable"))
            self.deliverable.show_text(words)
        self.addresses.show_text(row.text("deliverable"))
        self.fields.show_task(row)

    def _show_signs(self, row: Row) -> None:
        lay.clear(self._signs)
        for sign in _signs_of(row, self._host):
            self._signs.addWidget(sign)

    def _on_said(self, count: int) -> None:
        self.turn.show_count("said", count)

    def _on_turn(self, key: str) -> None:
        self.said.setVisible(key == "said")
        self.past.setVisible(key == "past")

    def assign(self, people: set[bytes]) -> None:
        """Make these the people who do it."""
        task, session = self._task, self._host.session
        if task is not None:
            self._host.run(lambda: commands.set_task(session, task, {}, sorted(people)))

    def _on_deliverable(self, words: str) -> None:
        self.set_value("deliverable", joined(words, self._alone))

    def _on_above(self) -> None:
        if self._row is not None and self._row.ref("parent") is not None:
            self.asked.emit(self._row.ref("parent"))

    def _on_more(self) -> None:
        task, session = self._task, self._host.session
        if task is None:
            return
        done = t("{count} tasks are in the trash", count=1)
        open_menu(
            self.more,
            [
                Entry(t("Copy the link"), self._on_link, "link"),
                Entry(),
                Entry(
                    t("Delete"),
                    lambda: self._host.run(lambda: commands.delete_tasks(session, [task]), done),
                    "trash-2",
                    is_danger=True,
                ),
            ],
        )

    def _on_link(self) -> None:
        if self._task is not None:
            QGuiApplication.clipboard().setText(f"fairway://task/{self._task.hex()}")
            self._host.say(t("The link is copied"))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _signs_of(row: Row, host: Host) -> list[QWidget]:
    """What stands out of a task at a glance: that it is late, that it is a milestone."""
    found: list[QWidget] = []
    late = days_late(due_of(row), host.today()) if row.text("status") != "done" else 0
    if late:
        found.append(Late(t("{count} d late", count=late)))
    if row["milestone"]:
        found.append(ChipLabel(Chip(t("Milestone"), "neutral", "diamond")))
    return found


def _rule() -> tuple[lay.Part, ...]:
    """A line between sections, with room."""
    return (2, indented(hairline()), 2)


def _short(words: str) -> str:
    """So much of a name as a link in one line holds."""
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


class _Write:
    """Writes a field of the task that is shown."""

    def __init__(self, sheet: TaskSheet, field: str) -> None:
        self._sheet, self._field = sheet, field

    def __call__(self, value: object) -> None:
        self._sheet.set_value(self._field, value if isinstance(value, str | bytes) else None)
