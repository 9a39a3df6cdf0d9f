"""The window: navigation, top bar, one page at a time, and the way between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QStackedWidget,
    QWidget,
)

from app.model.change import Changes
from app.model.errors import Fault
from sync.client.live import Status
from ui.kit import lay
from ui.kit.app import t, worded
from ui.kit.command import Command
from ui.kit.focus import FocusWatch
from ui.kit.toast import Toaster
from ui.parts.host import Host, Notice
from ui.parts.page import Page
from ui.shell.features import Feature
from ui.shell.nav import Nav, Stop
from ui.shell.topbar import TopBar

FOLLOW_MS = 250
INDEX_MS = 120
NARROW = 1366
MOST_STEPS = 50
ALIASES = {"task": "tasks", "person": "people", "post": "calendar"}
"""What a link says of one thing -> the page that shows it."""


class Window(QMainWindow):
    """One person's window on one profile."""

    palette_asked = Signal()
    closed = Signal()

    def __init__(self, host: Host, features: Sequence[Feature]) -> None:
        super().__init__()
        self.host = host
        self._features = {feature.place: feature for feature in features}
        self._pages: dict[str, Page] = {}
        self._past: list[str] = []
        self._future: list[str] = []
        self._shortcuts: list[QShortcut] = []
        self._names: dict[str, str] = {}
        self.place = ""
        self.nav = Nav()
        self.bar = TopBar("Ctrl+K")
        self.stack = QStackedWidget()
        self.toaster = Toaster(self)
        self.extra: Callable[[], list[Command]] = list
        """Commands that the one who composed the window adds: palette, settings, sync."""
        self._build()
        self._wire()
        self.show_undo()

    def _build(self) -> None:
        right = lay.column(self.bar, self.stack, gap=0)
        root = QWidget()
        root.setObjectName("app")
        root.setLayout(lay.row(self.nav, lay.panel(right), gap=0))
        self.setCentralWidget(root)
        self.setMinimumSize(960, 600)
        self.resize(1440, 900)

    def _wire(self) -> None:
        self._focus = FocusWatch(self)
        host = self.host
        host.went.connect(self.go)
        host.said.connect(self._on_said)
        host.bridge.changed.connect(self._on_changed)
        self.nav.went.connect(self.go)
        self.bar.crumbs.went.connect(self.go)
        self.bar.back.clicked.connect(self.go_back)
        self.bar.forward.clicked.connect(self.go_forward)
        self.bar.undo.clicked.connect(self.undo)
        self.bar.redo.clicked.connect(self.redo)
        self.bar.search.clicked.connect(self.palette_asked)
        self._follow = QTimer(self, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._on_follow)
        self._follow.start()
        host.session.follow()  # from now on; the first tick comes after what a command may write

    def go(self, place: str) -> None:
        """Show a place; it is remembered for Back."""
        if place and place != self.place:
            if self.place:
                self._past = [*self._past[-MOST_STEPS:], self.place]
            self._future.clear()
            self._show(place)

    def go_back(self) -> None:
        """The place before."""
        if self._past:
            self._future.append(self.place)
            self._show(self._past.pop())

    def go_forward(self) -> None:
        """The place that Back left."""
        if self._future:
            self._past.append(self.place)
            self._show(self._future.pop())

    def recent(self) -> list[tuple[str, str]]:
        """Words and places of where one was, the latest first."""
        found = dict.fromkeys(reversed(self._past))
        return [(self._names[place], place) for place in found if place in self._names]

    def rest(self) -> None:
        """Look for nothing any more: the files are about to be closed."""
        self._follow.stop()

    def undo(self) -> None:
        """Take back the latest edit."""
        self._revert(is_undo=True)

    def redo(self) -> None:
        """Do it again."""
        self._revert(is_undo=False)

    @property
    def has_past(self) -> bool:
        """Whether there is a place before."""
        return bool(self._past)

    @property
    def has_future(self) -> bool:
        """Whether Back was used."""
        return bool(self._future)

    def page(self, name: str) -> Page | None:
        """The page of this name, made now if it was never visited."""
        if name not in self._pages and name in self._features:
            page = self._features[name].make(self.host)
            self._pages[name] = page
            self.stack.addWidget(page)
        return self._pages.get(name)

    def commands(self) -> list[Command]:
        """Everything that can be done here and now, the page's own first."""
        current = self.stack.currentWidget()
        own = list(current.commands()) if isinstance(current, Page) else []
        return [*own, *self.extra(), *own_commands(self, list(self._features.values()))]

    def show_stops(self, pins: Sequence[Stop], counts: dict[str, int]) -> None:
        """The navigation's entries."""
        stops = [
            Stop(f.place, f.icon, worded(f.words), counts.get(f.place, 0), worded(f.short))
            for f in self._features.values()
            if not f.is_hidden
        ]
        foot = [s for s in stops if self._features[s.place].is_foot]
        self.nav.show_stops([s for s in stops if s not in foot], pins, foot)

    def show_status(self, status: Status) -> None:
        """How it stands with the hub."""
        self.bar.badge.show_status(status)

    def show_undo(self) -> None:
        """The names that Undo and Redo have now."""
        state = self.host.session.undo_state
        undo, redo = state.undo, state.redo
        self.bar.show_undo(worded(undo or ""), worded(redo or ""))

    def _show(self, place: str) -> None:
        name, *rest = place.split("/")
        page = self.page(ALIASES.get(name, name))
        if page is None:
            self.host.say(t("This place is not here"), tone="danger")
            return
        self.place = place
        self.stack.setCurrentWidget(page)
        page.open(rest)
        page.freshen()
        self.nav.show_place(place)
        self._tell()

    def _tell(self) -> None:
        current = self.stack.currentWidget()
        steps = current.crumbs() if isinstance(current, Page) else []
        self.bar.show_steps(steps)
        if steps:
            self._names[self.place] = steps[-1][0]
        self.bar.back.enable("" if self._past else t("Nothing before this"))
        self.bar.forward.enable("" if self._future else t("Nothing after this"))
        name = self.nav.workspace
        self.setWindowTitle(" – ".join([*(words for words, _ in reversed(steps)), name]))
        self._bind()

    def _bind(self) -> None:
        """The keys of what can be done here."""
        for old in self._shortcuts:
            old.setEnabled(False)
            old.deleteLater()
        self._shortcuts = []
        for command in self.commands():
            if command.keys:
                shortcut = QShortcut(QKeySequence(command.keys), self)
                shortcut.activated.connect(_Run(self, command))
                self._shortcuts.append(shortcut)

    def _revert(self, *, is_undo: bool) -> None:
        session = self.host.session
        try:
            told = session.undo() if is_undo else session.redo()
        except Fault as fault:
            self.host.fail(fault)
            return
        label = worded(told.label)
        text = t("Undid {label}", label=label) if is_undo else t("Redid {label}", label=label)
        detail = ""
        if told.skipped:
            detail = t("{count} changed since and were left as they are", count=told.skipped)
        self.toaster.say(text, detail=detail, tone="text2")

    @Slot(object)
    def _on_said(self, notice: Notice) -> None:
        if notice.is_undo:
            self.toaster.say(
                notice.text, detail=notice.detail, tone=notice.tone, action=t("Undo"), do=self.undo
            )
        else:
            self.toaster.say(notice.text, detail=notice.detail, tone=notice.tone)

    @Slot(object)
    def _on_changed(self, _changes: Changes) -> None:
        self.show_undo()
        current = self.stack.currentWidget()
        if isinstance(current, Page):
            self.bar.show_steps(current.crumbs())

    def _on_follow(self) -> None:
        self.host.session.follow()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.nav.be_rail(self.width() < NARROW)
        self.toaster.left = self.nav.sizeHint().width() + 16

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)


def own_commands(window: Window, features: Sequence[Feature]) -> list[Command]:
    """What the window itself can do."""
    session = window.host.session
    places = [
        Command(
            f"go.{f.place}",
            t("Go to {place}", place=worded(f.words)),
            _Go(window, f.place),
            icon=f.icon,
            group=t("Go to"),
        )
        for f in features
    ]
    return [
        Command(
            "undo",
            t("Undo"),
            window.undo,
            "undo-2",
            "Ctrl+Z",
            t("Edit|menu"),
            lambda: "" if session.undo_state.undo else t("Nothing to undo"),
        ),
        Command(
            "redo",
            t("Redo"),
            window.redo,
            "redo-2",
            "Ctrl+Shift+Z",
            t("Edit|menu"),
            lambda: "" if session.undo_state.redo else t("Nothing to redo"),
        ),
        Command(
            "back",
            t("Back"),
            window.go_back,
            "arrow-left",
            "Alt+Left",
            t("Go to"),
            lambda: "" if window.has_past else t("Nothing before this"),
        ),
        Command(
            "forward",
            t("Forward"),
            window.go_forward,
            "arrow-right",
            "Alt+Right",
            t("Go to"),
            lambda: "" if window.has_future else t("Nothing after this"),
        ),
        *places,
    ]


class _Go:
    """Goes to a place."""

    def __init__(self, window: Window, place: str) -> None:
        self._window, self._place = window, place

    def __call__(self) -> None:
        self._window.go(self._place)


class _Run:
    """Runs a command if it may be: a single key not while something is typed."""

    def __init__(self, window: Window, command: Command) -> None:
        self._window, self._command = window, command

    def __call__(self) -> None:
        is_typing = isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)
        if self._command.is_single and is_typing:
            return
        why = self._command.reason
        if why:
            self._window.host.say(why, tone="text2")
        else:
            self._command.do()
