"""My work as a page: the list at the left, what it is at the right, what to do at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QStackedWidget

from app.model.change import Changes
from app.work import commands, inbox
from app.work.inbox import Group, Item
from ui.kit import when
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.empty import Empty, Skeleton
from ui.kit.label import Label, hairline, upright
from ui.kit.lay import column, panel, row
from ui.kit.worker import Job
from ui.parts.composer import Composer
from ui.parts.host import Host
from ui.parts.page import Page
from ui.work.ask import AskDay, AskPerson
from ui.work.list import WorkList
from ui.work.preview import Preview
from ui.work.words import title_of

LIST = 400
DWELL_MS = 1_000
"""So long an item is looked at before it counts as seen: arrows may pass over it."""
MINUTE_MS = 60_000
TABLES = ("task", "assignment", "comment", "seen", "mark", "campaign", "post")

Read = tuple[datetime, tuple[Group, ...]]
"""When it was read, and what."""


LEAST_LINE = 240
RIGHT = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight


class Actions(QFrame):
    """What can be done with an item; the keys are printed on the buttons."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.composer = Composer(host)
        self.hand = Button(t("Hand over"), icon="user-check", keys="T")
        self.snooze = Button(t("Put off"), icon="alarm-clock", keys="S")
        self.open = Button(t("Open task"), icon="external-link", keys="O")
        self.open_only = Button(t("Open task"), "primary", icon="external-link", keys="O")
        self.done = Button(t("Finish"), "primary", icon="check", keys="E")
        self._buttons = row(self.hand, self.snooze, self.open, self.open_only, self.done)
        self._line = row(self.composer, gap=16, margins=(24, 12, 24, 12))
        self._line.setStretch(0, 1)
        self._line.addLayout(self._buttons)
        self._line.setAlignment(self._buttons, RIGHT)
        self.setLayout(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_item(self, item: Item | None) -> None:
        """What can be done with this one."""
        is_mine = item is not None and item.kind == "task" and not item.is_done
        is_later = is_mine or (item is not None and item.kind == "mention")
        self.done.setVisible(is_mine)
        self.open.setVisible(is_mine)
        self.open_only.setVisible(not is_mine)
        self.hand.setVisible(is_mine)
        self.snooze.setVisible(is_later)
        self.composer.show_row(*((item.task.table, item.task.id) if item else ("task", None)))
        self._turn()

    def _turn(self) -> None:
        """Where it is narrow the buttons stand under the line; their words are never cut."""
        needed = self._buttons.sizeHint().width() + LEAST_LINE + 64
        is_narrow = self.width() < needed
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(down if is_narrow else across)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()


class WorkPage(Page):
    """The first page of the window; `counted` tells the number beside its entry."""

    counted = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._zone = ZoneInfo(host.desk.profile.tz)
        self._groups: tuple[Group, ...] = ()
        self._day: date | None = None
        self._is_loading = self._is_late = False
        self._wanted: tuple[str, bytes] | None = None
        self.list = WorkList(host)
        self.preview = Preview(host)
        self.bar = Actions(host)
        self._read_all = Button(t("Mark all as read"), "flat", is_small=True)
        self._today = Label("", "small", "text2")
        self._stack = QStackedWidget()
        self._build()
        self._wire()

    def _build(self) -> None:
        head = row(
            Label(t("My work"), "title"),
            self._today,
            None,
            self._read_all,
            margins=(16, 12, 8, 8),
        )
        left = panel(column(panel(head), hairline(is_rule=True), self.list, gap=0), "surface")
        left.setFixedWidth(LIST)
        right = panel(column(self.preview, hairline(is_rule=True), self.bar, gap=0))
        self._both = panel(row(left, upright(), right, gap=0))
        self._empty = Empty(
            "circle-check",
            t("Nothing to do today"),
            t("Tasks that are given to you and comments that mention you come here"),
            t("Look at all tasks"),
            self._go_tasks,
            is_primary=False,
        )
        for part in (Skeleton(), self._both, self._empty):
            self._stack.addWidget(part)
        self.setLayout(column(self._stack, gap=0))

    def _wire(self) -> None:
        self.list.opened.connect(self._on_opened)
        self.list.entered.connect(self._on_entered)
        self.preview.went.connect(self.list.go)
        self._read_all.clicked.connect(self.read_all)
        bar = self.bar
        for button, do in (
            (bar.done, self.finish),
            (bar.open, self.open_task),
            (bar.open_only, self.open_task),
            (bar.snooze, self.put_off),
            (bar.hand, self.hand_over),
        ):
            button.clicked.connect(do)
        self._dwell = QTimer(self, interval=DWELL_MS, singleShot=True)
        self._dwell.timeout.connect(self._on_dwelt)
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self._on_minute)
        self._clock.start()
        self.host.directory.changed.connect(self._on_names)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("My work"), "work")]

    def open(self, place: Sequence[str]) -> None:
        """`work/task/ID` or `work/mention/ID` shows that item."""
        if len(place) == 2 and len(place[1]) == 32:
            self._wanted = place[0], bytes.fromhex(place[1])
            self._show_wanted()

    def refresh(self) -> None:
        self._load()

    def on_changed(self, changes: Changes) -> None:
        self.preview.on_changed(changes)
        if changes.touches(*TABLES):
            self._load()

    def commands(self) -> Sequence[Command]:
        group = t("My work")
        singles = (
            ("finish", t("Finish"), self.finish, "check", "E", self.why_not_finish),
            ("open", t("Open task"), self.open_task, "external-link", "O", self.why_none),
            ("snooze", t("Put off"), self.put_off, "alarm-clock", "S", self.why_not_later),
            ("hand", t("Hand over"), self.hand_over, "user-check", "T", self.why_not_finish),
        )
        made = [
            Command(f"work.{name}", words, do, icon, keys, group, why, is_single=True)
            for name, words, do, icon, keys, why in singles
        ]
        read = Command(
            "work.read", t("Mark all as read"), self.read_all, "eye", "", group, self._why_read
        )
        return [*made, read]

    def finish(self) -> None:
        """The task is done; the next item opens."""
        item, session = self.list.current, self.host.session
        if item is not None and not self.why_not_finish():
            done = t("Finished “{task}”", task=title_of(item))
            self.host.run(lambda: commands.finish(session, item.task.id), done)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_task(self) -> None:
        """Go to where the task stands."""
        item = self.list.current
        if item is not None:
            places = {"task": "tasks", "post": "calendar"}
            place = places.get(item.task.table, item.task.table)
            self.host.go(f"{place}/{item.task.id.hex()}")

    def put_off(self) -> None:
        """Ask until which day."""
        if not self.why_not_later():
            AskDay(self.host, self.bar.snooze, self._on_day).open_over(self.bar.snooze)

    def hand_over(self) -> None:
        """Ask to whom."""
        if not self.why_not_finish():
            AskPerson(self.host, self.bar.hand, self._on_person).open_over(self.bar.hand)

    def read_all(self) -> None:
        """Nothing is bold any more."""
        session = self.host.session
        items = [item for group in self._groups for item in group.items if item.is_unread]
        if items:
            self.host.run(lambda: commands.read_all(session, items))

    def why_none(self) -> str:
        """Why there is nothing to do something with."""
        return "" if self.list.current is not None else t("Choose an item first")

    def why_not_finish(self) -> str:
        """Why the item cannot be finished or handed over."""
        item = self.list.current
        if item is None:
            return self.why_none()
        if item.is_done:
            return t("This task is done already")
        return "" if item.kind == "task" else t("This task is not assigned to you")

    def why_not_later(self) -> str:
        """Why the item cannot be put off."""
        item = self.list.current
        if item is not None and item.kind == "mention":
            return ""
        return self.why_not_finish()

    def _why_read(self) -> str:
        is_any = any(item.is_unread for group in self._groups for item in group.items)
        return "" if is_any else t("Everything is read")

    def _on_day(self, day: object) -> None:
        item, session = self.list.current, self.host.session
        if item is not None and isinstance(day, date):
            zone = self._zone
            done = t("Put off until {day}", day=when.full(day, self.host.today()))
            self.host.run(lambda: commands.put_off(session, item, day, zone), done)

    def _on_person(self, person: object) -> None:
        item, session = self.list.current, self.host.session
        if item is not None and isinstance(person, bytes):
            name = self.host.directory.name("person", person)
            done = t("Handed over to {name}", name=name)
            self.host.run(lambda: commands.hand_over(session, item.task.id, person), done)

    def _load(self) -> None:
        """Read beside the screen; what changes meanwhile is read after it."""
        if self._is_loading:
            self._is_late = True
            return
        self._is_loading = True
        self.host.worker.submit(_Read(self.host, self._zone), self._on_read, self._on_failed)

    def _on_read(self, read: object) -> None:
        now, groups = cast("Read", read)
        self._is_loading = False
        if self._is_late:
            self._is_late = False
            self._load()
            return
        self._day = now.date()
        self._today.setText(when.full(self._day, self._day))
        self._groups = groups
        self.counted.emit(inbox.count(groups))
        self._read_all.setVisible(not self._why_read())
        self.list.show_groups(self._groups)
        self._show_current(self.list.current)
        self._stack.setCurrentWidget(self._both if self._groups else self._empty)
        self._show_wanted()

    def _on_failed(self, fault: object) -> None:
        self._is_loading = False
        if self._day is None:
            self.fail(fault)
        else:
            self.host.fail(fault)

    def _show_wanted(self) -> None:
        if self._wanted is not None and self._groups and self.list.open_key(self._wanted):
            self._wanted = None

    def _on_opened(self, item: object) -> None:
        self._show_current(item if isinstance(item, Item) else None)

    def _show_current(self, item: Item | None) -> None:
        self.preview.show_item(item, self.list.place())
        self.bar.show_item(item)
        if item is not None:
            self._dwell.start()
        else:
            self._dwell.stop()

    def _on_dwelt(self) -> None:
        item, session = self.list.current, self.host.session
        if item is not None and self.isVisible():
            commands.look(session, item)

    def _on_entered(self) -> None:
        self.bar.composer.write.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_minute(self) -> None:
        if self.isVisible() and self._day != self.host.today():
            self._load()

    def _on_names(self) -> None:
        self.list.viewport().update()

    def _go_tasks(self) -> None:
        self.host.go("tasks")


class _Read:
    """Reads my work, on the thread of the worker."""

    def __init__(self, host: Host, zone: ZoneInfo) -> None:
        self._session, self._now, self._zone = host.session, host.now(), zone

    def __call__(self, _job: Job) -> Read:
        work = commands.read_work(self._session, self._zone)
        return self._now, inbox.groups(work, self._now, self._zone)


def count(host: Host) -> int:
    """How many things ask for me: what is due today, and what is unread elsewhere."""
    zone = ZoneInfo(host.desk.profile.tz)
    return commands.count(host.session, host.now(), zone)
