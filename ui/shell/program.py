"""One open profile: its desk, its window, and the loops beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app import care
from app.care import Desk, Profile
from app.form.attached import attached
from app.model.change import Changes
from app.model.errors import Fault
from sync.client.files import Moved
from sync.client.live import Kind, Live, Status
from ui.kit.app import t
from ui.kit.bridge import Bridge
from ui.kit.command import Command
from ui.kit.worker import Job, Loop, Worker
from ui.parts.host import Host
from ui.shell import store, workspaces
from ui.shell.features import features
from ui.shell.finds import Hit
from ui.shell.keys import KeySheet
from ui.shell.menus import Menus
from ui.shell.nav import Stop
from ui.shell.notices import Bell
from ui.shell.office import data_actions, hub_actions
from ui.shell.palette import Palette
from ui.shell.settings import SettingsPage
from ui.shell.store import Store
from ui.shell.switcher import Switcher
from ui.shell.window import Window
from ui.sync.centre import Centre

INDEX_MS = 200
IDLE_MS = 2_000


class Program(QObject):
    """Everything of one profile that lives as long as its window."""

    ended = Signal()
    look_asked = Signal(str, str, bool)
    language_asked = Signal(str)
    zoom_asked = Signal(int)
    restore_asked = Signal(object)
    demo_end_asked = Signal()
    joined = Signal(object)
    """The profile has another hub now; the answer of `HubActions.join`."""

    def __init__(
        self,
        profile: Profile,
        *,
        syncs: bool = True,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__()
        self.desk: Desk = care.open_desk(profile)
        self.worker = Worker(self)
        self.bridge = Bridge(self.desk.session.subscribe, self)
        self.host = Host(self.desk, self.bridge, self.worker, clock)
        self.store = Store(profile.folder / "ui.json")
        self.live = Live(profile, self.desk.replica, lambda: attached(self.desk.session))
        self.features = features(self._settings)
        self.window = Window(self.host, self.features)
        self.status = Status(Kind.SYNCING if syncs else Kind.PAUSED)
        self.palette = Palette(
            self.window, self.window.commands, self._objects, self._recent, self.window.go
        )
        self.palette.used = self.store.texts(store.USED)
        self.palette.did.connect(self._on_did)
        self.keys = KeySheet(self.window, self.window.commands)
        self.switcher = Switcher(self.window.nav, self.host, self.store)
        self.switcher.look_asked.connect(self.look_asked)
        self.switcher.keys_asked.connect(self.keys.open)
        self.switcher.end_asked.connect(self.window.close)
        self.menus = Menus(self.window, self.window.commands)
        self.window.extra = self._commands
        self.window.palette_asked.connect(self.palette.open)
        self.window.bar.badge.clicked.connect(self._on_badge)
        self.bell = Bell(self.window.bar.bell, self.host, self.store)
        self.bell.counted.connect(self._on_counted)
        self._asking = 0
        self.window.show_status(self.status)
        bodies = (self.live.run, self.live.listen, self.live.carry)
        self.loops = [Loop(body, self) for body in bodies] if syncs else []
        for loop in self.loops:
            loop.told.connect(self._on_told)
            loop.start()
        self.bridge.changed.connect(self._on_changed)
        self.store.changed.connect(self._on_set)
        self.window.closed.connect(self.close)
        self._index = QTimer(self, interval=INDEX_MS, singleShot=True)
        self._index.timeout.connect(self._on_index)
        self._index.start()
        self._tell()

    def show(self, place: str = "") -> None:
        """Open the window at a place."""
        self.window.go(place or self.store.get("place", "") or self.features[0].place)
        self.window.show()

    def close(self) -> None:
        """Let go of everything; what was edited is on the disk already."""
        focused = self.window.focusWidget()
        if focused is not None:
            focused.clearFocus()  # what was typed is written
        self.store.set("place", self.window.place)
        for loop in self.loops:
            loop.stop()
        self.loops = []
        self._index.stop()
        self.bell.rest()
        self.window.rest()
        self.worker.close()
        self.bridge.close()
        self.desk.close()
        self.window.deleteLater()
        self.ended.emit()

    def _settings(self, host: Host) -> SettingsPage:
        page = SettingsPage(
            host,
            self.store,
            hub_actions(self.desk.profile),
            data_actions(self.desk.profile, self.restore_asked.emit, self.demo_end_asked.emit),
        )
        page.look_asked.connect(self.look_asked)
        page.language_asked.connect(self.language_asked)
        page.zoom_asked.connect(self.zoom_asked)
        page.joined.connect(self.joined)
        return page

    def _commands(self) -> list[Command]:
        go, group = t("Go to"), t("Fairway")
        return [
            Command("palette", t("Command palette"), self.palette.toggle, "search", "Ctrl+K", go),
            Command("keys", t("Keys"), self.keys.open, "keyboard", "F1", group),
            Command("menus", t("Menu bar"), self.menus.call, "", "F10", group),
            Command("sync.now", t("Sync now"), self.live.retry, "refresh-cw", "", group),
            Command(
                "sync.pause",
                t("Pause syncing"),
                lambda: self.live.pause(is_paused=True),
                "pause",
                "",
                group,
                lambda: t("It is paused already") if self.live.is_paused else "",
            ),
            Command(
                "sync.resume",
                t("Go on"),
                lambda: self.live.pause(is_paused=False),
                "play",
                "",
                group,
                lambda: "" if self.live.is_paused else t("It is not paused"),
            ),
            Command("sync.centre", t("Sync centre"), self._on_badge, "cloud", "", group),
            Command(
                "conflicts",
                t("Conflicts"),
                lambda: self.window.go("conflicts"),
                "git-compare",
                "",
                go,
            ),
            *self.bell.commands(),
            *self.switcher.commands(),
            Command("quit", t("Close Fairway"), self.window.close, "x", "Ctrl+Q", group),
        ]

    def _objects(self, words: str) -> list[Hit]:
        """What the search index finds, as the palette shows it."""
        icons = {
            "task": "list-checks",
            "campaign": "flag",
            "person": "user",
            "post": "calendar",
            "comment": "message-square",
        }
        hits: list[Hit] = []
        for hit in self.desk.session.search(words, 30).hits:
            if hit.table in icons:
                place = f"{hit.table}/{hit.row.hex()}"
                hits.append(Hit(icons[hit.table], hit.title, hit.snippet, place))
        return hits

    def _recent(self) -> list[Hit]:
        return [Hit("history", words, "", place) for words, place in self.window.recent()]

    @Slot(str)
    def _on_set(self, name: str) -> None:
        """The way to the hub is of the profile: commands beside the window take it too."""
        if name in (store.PROXY, store.AUTHORITY):
            held = care.profile_in(self.desk.profile.folder)
            proxy, authority = self.store.text(store.PROXY), self.store.text(store.AUTHORITY)
            self.live.use(held.saved(proxy=proxy, authority=authority))

    @Slot(str)
    def _on_did(self, _key: str) -> None:
        self.store.set(store.USED, self.palette.used)

    @Slot()
    def _on_badge(self) -> None:
        centre = Centre(self.window, self.host, self.status)
        centre.retry_asked.connect(self.live.retry)
        centre.pause_asked.connect(lambda is_paused: self.live.pause(is_paused=is_paused))
        centre.open_under(self.window.bar.badge, is_right=True)

    def _tell(self) -> None:
        session = self.desk.session
        spaces = session.list("workspace")
        people = session.list("person", [("id", "=", session.me.person)])
        name = people[0].text("name") if people else ""
        position = people[0].ref("position") if people else None
        held = session.list("position", [("id", "=", position)]) if position else []
        title = held[0].text("name") if held else ""
        space = spaces[0].text("name") if spaces else ""
        self.window.nav.show_person(space, name, title)
        self.store.set(workspaces.NAME, space)
        self.store.set(workspaces.PERSON, name)
        self._show_stops()

    def _show_stops(self) -> None:
        self.window.show_stops(self._pins(), {"work": self._asking})

    @Slot(int)
    def _on_counted(self, asking: int) -> None:
        if asking != self._asking:
            self._asking = asking
            self._show_stops()

    def _pins(self) -> list[Stop]:
        session = self.desk.session
        where = [("person", "=", session.me.person), ("kind", "=", "pin")]
        rows = [row.ref("row") for row in session.list("mark", where, ["okey"])]
        held = {row.id: row for row in session.list("campaign")}
        found = [held[row] for row in rows if row in held]
        return [
            Stop(f"campaign/{row.id.hex()}", row.text("icon") or "flag", row.text("name"))
            for row in found
        ]

    @Slot(object)
    def _on_told(self, what: object) -> None:
        if isinstance(what, Status):
            self.status = what
            self.window.show_status(what)
        elif isinstance(what, Moved):
            self.host.filed.emit()
        elif isinstance(what, Exception) and not isinstance(what, Fault):
            self.worker.crashed.emit(what)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("workspace", "person", "position", "campaign", "mark"):
            self._tell()
        self._index.start()

    @Slot()
    def _on_index(self) -> None:
        desk = self.desk

        def step(_job: Job) -> object:
            return care.index(desk)

        self.worker.submit(step, self._on_indexed, self._on_index_failed)

    def _on_indexed(self, left: object) -> None:
        if left and self.loops is not None:
            self._index.start()

    def _on_index_failed(self, _fault: object) -> None:
        self._index.start(IDLE_MS)
