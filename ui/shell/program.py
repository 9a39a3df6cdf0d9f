"""One open profile: its desk, its window, and the loops beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app import care
from app.care import Desk, Profile
from app.model.change import Changes
from app.model.errors import Fault
from sync.client.live import Live, Status
from ui.kit.bridge import Bridge
from ui.kit.worker import Job, Loop, Worker
from ui.parts.host import Host
from ui.shell.features import features
from ui.shell.nav import Stop
from ui.shell.window import Window

INDEX_MS = 200
IDLE_MS = 2_000


class Program(QObject):
    """Everything of one profile that lives as long as its window."""

    ended = Signal()

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
        self.window = Window(self.host, features())
        self.live = Live(profile, self.desk.replica)
        self.loops = [Loop(self.live.run, self), Loop(self.live.listen, self)] if syncs else []
        for loop in self.loops:
            loop.told.connect(self._on_told)
            loop.start()
        self.bridge.changed.connect(self._on_changed)
        self.window.closed.connect(self.close)
        self._index = QTimer(self, interval=INDEX_MS, singleShot=True)
        self._index.timeout.connect(self._on_index)
        self._index.start()
        self._tell()

    def show(self, place: str = "") -> None:
        """Open the window at a place."""
        self.window.go(place or next(iter(f.place for f in features()), ""))
        self.window.show()

    def close(self) -> None:
        """Let go of everything; what was edited is on the disk already."""
        focused = self.window.focusWidget()
        if focused is not None:
            focused.clearFocus()  # what was typed is written
        for loop in self.loops:
            loop.stop()
        self.loops = []
        self._index.stop()
        self.window.rest()
        self.worker.close()
        self.bridge.close()
        self.desk.close()
        self.ended.emit()

    def _tell(self) -> None:
        session = self.desk.session
        spaces = session.list("workspace")
        people = session.list("person", [("id", "=", session.me.person)])
        name = people[0].text("name") if people else ""
        position = people[0].ref("position") if people else None
        held = session.list("position", [("id", "=", position)]) if position else []
        title = held[0].text("name") if held else ""
        self.window.nav.show_person(spaces[0].text("name") if spaces else "", name, title)
        self.window.show_stops(self._pins(), {})

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
            self.window.show_status(what)
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
