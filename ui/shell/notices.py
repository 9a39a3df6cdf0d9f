"""Notices under the bell: what concerns me, what nobody has read first."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from app import care
from app.model.change import Changes
from app.work import telling
from app.work.notices import Notice, notices, unread
from app.work.telling import Told
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.command import Command
from ui.kit.empty import Empty
from ui.kit.label import Label, Picture, hairline
from ui.kit.pop import Popover
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.shell import store
from ui.shell.noticelist import NoticeList
from ui.shell.store import Store

WIDE, HIGH = 400, 520
PAUSE_MS = 400
FIRST_MS = 1_200
"""The first page comes first."""
AGAIN_MS = 10 * 60_000
"""A post is missed by the clock alone: nothing changes."""
TOUCHING = ("assignment", "comment", "mark", "post", "task", "campaign", "account")


class Bell(QObject):
    """Reads what there is to tell beside the screen, dots the bell, opens the list."""

    counted = Signal(int)
    """How many things of my work ask for me."""

    def __init__(self, button: IconButton, host: Host, held: Store) -> None:
        super().__init__(button)
        self.found: tuple[Notice, ...] = ()
        self._button, self._host, self._store = button, host, held
        self._zone = ZoneInfo(host.desk.profile.tz)
        self._told: Told | None = None
        self._is_reading = self._is_stale = False
        self._panel: Panel | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.refresh)
        self._again.start()
        self._soon.start(FIRST_MS)
        button.clicked.connect(self.open)
        held.changed.connect(self._on_set)
        host.bridge.changed.connect(self._on_changed)

    def rest(self) -> None:
        """The window goes."""
        self._soon.stop()
        self._again.stop()

    def commands(self) -> list[Command]:
        """For the palette and the menu bar."""
        group = t("Fairway")
        return [
            Command("notices", t("Notices"), self.open, "bell", "Ctrl+Shift+N", group),
            Command(
                "notices.read",
                t("Mark all notices as read"),
                self.read_all,
                "check",
                "",
                group,
                why_not=self._why_none,
            ),
        ]

    @property
    def quiet_until(self) -> str:
        """The end of the quiet hours, "" outside them."""
        held = self._store
        if not held.flag(store.QUIET):
            return ""
        start, end = held.text(store.QUIET_FROM), held.text(store.QUIET_TO)
        now = f"{self._host.now():%H:%M}"
        is_quiet = start <= now < end if start <= end else now >= start or now < end
        return end if is_quiet else ""

    @property
    def shown(self) -> tuple[Notice, ...]:
        """What is told on this device."""
        muted = set(self._store.texts(store.MUTED))
        return tuple(notice for notice in self.found if notice.kind not in muted)

    @Slot()
    def open(self) -> None:
        """Show the list under the bell."""
        panel = Panel(self._button.window(), self._host, self.quiet_until)
        panel.chosen.connect(self._on_chosen)
        panel.all_read.connect(self.read_all)
        panel.show_notices(self.shown, is_read=self._told is not None)
        panel.destroyed.connect(self._on_closed)
        self._panel = panel
        panel.open_under(self._button, is_right=True)
        panel.list.setFocus()
        self.refresh()

    @Slot()
    def read_all(self) -> None:
        """Nothing is unread any more."""
        waiting = [notice for notice in self.shown if notice.is_unread]
        session = self._host.session
        self._host.run(lambda: telling.read_notices(session, waiting), is_undo=False)

    @Slot()
    def refresh(self) -> None:
        """Read again, once at a time."""
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        desk, now, zone = self._host.desk, self._host.now(), self._zone

        def read(_job: Job) -> object:
            return telling.read_told(desk.session, now, zone, len(care.conflicts(desk)))

        self._host.worker.submit(read, self._on_read, self._on_failed)

    def _on_read(self, told: object) -> None:
        self._is_reading = False
        if not isinstance(told, Told):
            return
        before, self._told = self.found, told
        now = self._host.now()
        self.found = notices(told, now, self._zone)
        self._tell()
        if self._panel is not None:
            self._panel.show_notices(self.shown)
        if before and not self.quiet_until and _is_news(before, self.shown):
            QApplication.alert(self._button.window())
        self.counted.emit(telling.count(told, now, self._zone))
        if self._is_stale:
            self._soon.start(PAUSE_MS)

    def _why_none(self) -> str:
        return "" if unread(self.shown) else t("You have read everything")

    def _on_failed(self, _fault: object) -> None:
        self._is_reading = False  # the next change reads again; the page of work says what is wrong

    def _tell(self) -> None:
        count = unread(self.shown)
        self._button.set_dot(bool(count) and not self.quiet_until)
        words = t("Notices, {count} unread", count=count) if count else t("Notices")
        self._button.setAccessibleName(words)
        self._button.setToolTip(words)

    @Slot(object)
    def _on_chosen(self, notice: Notice) -> None:
        if notice.is_unread and notice.mark is not None:
            session = self._host.session
            self._host.run(lambda: telling.read_notices(session, [notice]), is_undo=False)
        self._host.go(notice.place)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*TOUCHING):
            self._soon.start(PAUSE_MS)

    @Slot(str)
    def _on_set(self, name: str) -> None:
        if name in (store.MUTED, store.QUIET, store.QUIET_FROM, store.QUIET_TO):
            self._tell()

    @Slot()
    def _on_closed(self) -> None:
        self._panel = None


class Panel(Popover):
    """The list, or why it is empty."""

    chosen = Signal(object)
    all_read = Signal()

    def __init__(self, parent: QWidget, host: Host, quiet_until: str) -> None:
        super().__init__(parent)
        self._host = host
        self.list = NoticeList(host)
        self.list.chosen.connect(self._on_chosen)
        self.read = Button(t("Mark all as read"), "flat", icon="check", is_small=True)
        self.read.clicked.connect(self.all_read)
        gear = IconButton("settings", t("What is told"), size=28)
        gear.clicked.connect(self._on_settings)
        head = lay.row(Label(t("Notices"), "subtitle"), None, self.read, gear, gap=4)
        head.setContentsMargins(16, 10, 8, 8)
        nothing = Empty(
            "bell", t("No notices"), t("Mentions, tasks and missed posts will stand here")
        )
        pages = QWidget()
        self._stack = QStackedLayout(pages)
        for widget in (nothing, self.list):
            self._stack.addWidget(widget)
        parts: list[QWidget] = [hairline()]
        if quiet_until:
            parts += [_quiet(quiet_until), hairline()]
        self.setLayout(lay.column(head, *parts, pages, gap=0))
        self.setFixedSize(WIDE, HIGH)

    def show_notices(self, found: Sequence[Notice], *, is_read: bool = True) -> None:
        """What there is to tell; before the first reading nothing is said to be missing."""
        self.list.show_notices(found)
        self._stack.setCurrentIndex(1 if found or not is_read else 0)
        self.read.enable("" if unread(found) else t("You have read everything"))

    @Slot(object)
    def _on_chosen(self, notice: object) -> None:
        self.close()
        self.chosen.emit(notice)

    @Slot()
    def _on_settings(self) -> None:
        self.close()
        self._host.go("settings/notices")


def _quiet(end: str) -> QWidget:
    words = Label(t("Quiet until {time}: the bell shows nothing new", time=end), "small", "text2")
    held = QWidget()
    held.setLayout(
        lay.row(Picture("moon", "text2", 14), words, None, gap=8, margins=(16, 8, 16, 8))
    )
    return held


def _is_news(before: Sequence[Notice], now: Sequence[Notice]) -> bool:
    """Whether something unread came that was not there."""
    known = {(notice.kind, notice.place, notice.mark) for notice in before}
    return any(n.is_unread and (n.kind, n.place, n.mark) not in known for n in now)
