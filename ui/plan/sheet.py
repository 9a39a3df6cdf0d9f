"""One task beside the table: what it is, what it delivers, what was said of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.model.change import Changes, Value
from app.model.errors import Fault
from app.model.row import Row
from app.plan import commands
from app.work import commands as work
from ui.kit import draw, lay, when
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.fields import Line, Text, Toggle
from ui.kit.label import ChipLabel, Label, hairline
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.parts.comments import Talk
from ui.parts.composer import Composer
from ui.parts.history import History, wall
from ui.parts.host import Host
from ui.plan.checks import Check, checks_of, kept
from ui.plan.fields import TaskFields
from ui.plan.states import days_late, due_of

TABLES = ("task", "assignment", "link", "comment")


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

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.setObjectName("surface")
        self._host = host
        self._task: bytes | None = None
        self._row: Row | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        self.link = IconButton("link", t("Copy the link"), size=28)
        self.more = IconButton("ellipsis", t("More"), size=28)
        self.close_button = IconButton("x", t("Close"), keys="Esc", size=28)
        self._where = Label("", "caption", "text3")
        head = lay.row(self._where, None, self.link, self.more, self.close_button, gap=2)
        self.name = Text("", t("Task"), least=1, most=4)
        self._signs = lay.row(gap=6)
        self.fields = TaskFields(self._host)
        self.notes = Text("", t("What is it about"), least=2, most=8)
        self.deliverable = Text("", t("What will be delivered"), least=1, most=4)
        self._checks = QVBoxLayout()
        self._checks.setSpacing(2)
        self.new_check = Line("", t("Add a point to check"))
        self._links = QVBoxLayout()
        self._links.setSpacing(2)
        self.said = Talk(self._host)
        self.past = History(self._host)
        self.past.hide()
        self._seen = Label("", "caption", "text2", wraps=True)
        self.turn = Tabs(
            [("said", t("Comments"), ""), ("past", t("History"), "")],
            t("What was said, what was changed"),
        )
        body = lay.column(
            _inner(head),
            self.name,
            _inner(self._signs),
            _inner(self.fields),
            4,
            self.notes,
            4,
            _inner(hairline()),
            4,
            _inner(Label(t("Deliverable"), "strong")),
            self.deliverable,
            _inner(self._checks),
            self.new_check,
            4,
            _inner(hairline()),
            4,
            _inner(Label(t("Depends on"), "strong")),
            self._links,
            4,
            _inner(hairline()),
            4,
            self.turn,
            _inner(self._seen),
            _inner(self.said),
            _inner(self.past),
            None,
            gap=6,
            margins=(8, 12, 8, 16),
        )
        self.composer = Composer(self._host)
        foot = lay.panel(lay.row(self.composer, margins=(16, 8, 12, 12)))
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        scroll = lay.scrolled(lay.panel(body, "surface"))
        self.setLayout(lay.column(scroll, hairline(), foot, gap=0))

    def _wire(self) -> None:
        self.name.setProperty("type", "title")
        for field in (self.name, self.notes, self.deliverable, self.new_check):
            field.setProperty("quiet", True)
        self.close_button.clicked.connect(self.closed)
        self.name.written.connect(_Write(self, "name"))
        self.notes.written.connect(_Write(self, "notes"))
        self.deliverable.written.connect(_Write(self, "deliverable"))
        self.fields.written.connect(self.set_value)
        self.fields.assigned.connect(self.assign)
        self.new_check.entered.connect(self._on_new_check)
        self.said.counted.connect(self._on_said)
        self.turn.chosen.connect(self._on_turn)
        self.more.clicked.connect(self._on_more)
        self.link.clicked.connect(self._on_link)

    def show_task(self, task: bytes) -> None:
        """Show this task; what was typed for the one before is written first."""
        if task != self._task:
            for field in (self.name, self.notes, self.deliverable, self.fields):
                field.commit()
            self._task = task
            self.past.show_row("task", task)
            self.composer.show_row("task", task)
        self.refresh()
        self._note_seen()

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
        self._show_checks(self._row)
        self._show_links()
        self.said.show_row("task", self._task)
        self._show_seen()

    def set_value(self, field: str, value: Value) -> None:
        """Write one field of the task."""
        task, session = self._task, self._host.session
        if task is not None:
            self._host.run(lambda: commands.bulk_set(session, [task], {field: value}))

    def _show_fields(self, row: Row) -> None:
        self._where.setText(self._host.directory.name("campaign", row.ref("campaign")))
        self.name.show_text(row.text("name"))
        self.notes.show_text(row.text("notes"))
        self.deliverable.show_text(row.text("deliverable"))
        self.fields.show_task(row)

    def _show_signs(self, row: Row) -> None:
        lay.clear(self._signs)
        late = days_late(due_of(row), self._host.today()) if row.text("status") != "done" else 0
        if late:
            self._signs.addWidget(Late(t("{count} d late", count=late)))
        if row["milestone"]:
            self._signs.addWidget(ChipLabel(Chip(t("Milestone"), "neutral", "diamond")))
        self._signs.addStretch(1)

    def _show_checks(self, row: Row) -> None:
        lay.clear(self._checks)
        checks = checks_of(row)
        for place, check in enumerate(checks):
            line = Toggle(check.text, is_on=check.done)
            line.switched.connect(_Check(self, place))
            self._checks.addWidget(line)

    def set_check(self, place: int, *, is_done: bool) -> None:
        """Tick one line of the acceptance list."""
        if self._row is not None:
            checks = checks_of(self._row)
            checks[place] = Check(checks[place].text, is_done)
            self.set_value("checklist", kept(checks))

    def _show_links(self) -> None:
        lay.clear(self._links)
        session = self._host.session
        for link in session.list("link", [("successor", "=", self._task)]):
            before = link.ref("predecessor")
            found = session.list("task", [("id", "=", before)])
            if found:
                button = Button(found[0].text("name"), "link", icon="link-2", is_small=True)
                button.clicked.connect(_Go(self._host, f"tasks/{found[0].id.hex()}"))
                self._links.addWidget(button)
        if not self._links.count():
            self._links.addWidget(Label(t("Nothing"), "small", "text3"))

    def _note_seen(self) -> None:
        """Whoever has the task lets the others know that they have seen it."""
        task, session, host = self._task, self._host.session, self._host
        where = [("task", "=", task), ("person", "=", host.me)]
        if task is not None and session.list("assignment", where):
            host.run(lambda: work.mark_seen(session, "task", task))

    def _show_seen(self) -> None:
        """Who of the others has looked at it, and when."""
        if self._task is None:
            return
        host, zone = self._host, ZoneInfo(self._host.desk.profile.tz)
        held = work.seen_by(host.session, self._task, zone)
        words = [
            t("{name} {time}", name=host.directory.name("person", person), time=time)
            for person, at in sorted(held.items(), key=lambda pair: -pair[1])
            if person != host.me
            for time in [when.moment(wall(host, at), host.now())]
        ]
        self._seen.setText(t("Seen by {people}", people="、".join(words)) if words else "")
        self._seen.setVisible(bool(words))

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

    def _on_new_check(self, text: str) -> None:
        if self._row is not None and text.strip():
            self.new_check.clear()
            self.set_value("checklist", kept([*checks_of(self._row), Check(text.strip())]))

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
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

        if self._task is not None:
            QGuiApplication.clipboard().setText(f"fairway://task/{self._task.hex()}")
            self._host.say(t("The link is copied"))

    # Qt overrides

    def keyPressEvent(self, event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        if getattr(event, "key", lambda: 0)() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)  # pyright: ignore[reportArgumentType]


def _inner(part: lay.Part) -> lay.Part:
    """In line with the words of the fields, whose frames reach beyond them."""
    return lay.row(part, margins=(8, 0, 8, 0))


class _Write:
    """Writes a field of the task that is shown."""

    def __init__(self, sheet: TaskSheet, field: str) -> None:
        self._sheet, self._field = sheet, field

    def __call__(self, value: object) -> None:
        self._sheet.set_value(self._field, value if isinstance(value, str | bytes) else None)


class _Check:
    """Ticks a line."""

    def __init__(self, sheet: TaskSheet, place: int) -> None:
        self._sheet, self._place = sheet, place

    def __call__(self, is_done: bool) -> None:
        self._sheet.set_check(self._place, is_done=is_done)


class _Go:
    """Goes to a place."""

    def __init__(self, host: Host, place: str) -> None:
        self._host, self._place = host, place

    def __call__(self, _checked: bool = False) -> None:
        self._host.go(self._place)
