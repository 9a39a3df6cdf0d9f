"""What a page may ask of the window: the session, a clock, a way elsewhere, a notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from app.care import Desk
from app.model.errors import Fault
from app.session import Session
from ui.kit.app import t, told
from ui.kit.bridge import Bridge
from ui.kit.worker import Worker
from ui.parts.directory import Directory
from ui.parts.drafts import Drafts


@dataclass(frozen=True, slots=True)
class Notice:
    """Words for the corner; with `is_undo` a way back beside them."""

    text: str
    detail: str = ""
    tone: str = "success"
    is_undo: bool = False


class Host(QObject):
    """Composed once a window, handed to every page."""

    went = Signal(str)
    """A place to go to: `task/ID`, `campaign/ID/tasks`, `work`, `people` …"""
    said = Signal(object)
    """A `Notice`."""
    filed = Signal()
    """Files came from the hub, or went there."""

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        worker: Worker,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.bridge = bridge
        self.worker = worker
        self._clock = clock
        self.directory = Directory(desk.session, self)
        self.drafts = Drafts(desk.profile.folder / "drafts.json", self)
        bridge.changed.connect(self.directory.on_changed)

    @property
    def session(self) -> Session:
        """The waist: every read and every edit passes it."""
        return self.desk.session

    @property
    def me(self) -> bytes:
        """The person at work."""
        return self.session.me.person

    def now(self) -> datetime:
        """The wall time of the workspace."""
        if self._clock is not None:
            return self._clock()
        return datetime.now(ZoneInfo(self.desk.profile.tz)).replace(tzinfo=None)

    def today(self) -> date:
        """The day of the workspace."""
        return self.now().date()

    def go(self, place: str) -> None:
        """Show another place."""
        self.went.emit(place)

    def say(self, text: str, *, detail: str = "", tone: str = "success") -> None:
        """A notice in the corner."""
        self.said.emit(Notice(text, detail, tone))

    def said_done(self, text: str, detail: str = "") -> None:
        """Tell what was done, with a way back; `detail` is what was left out of it."""
        tone = "warn" if detail else "success"
        self.said.emit(Notice(text, detail, tone, is_undo=True))

    def run(self, verb: Callable[[], object], done: str = "", *, is_undo: bool = True) -> bool:
        """Do a verb; what is refused is told with its reason. `done` says what was done."""
        try:
            verb()
        except Fault as fault:
            self.fail(fault)
            return False
        if done:
            self.said.emit(Notice(done, is_undo=is_undo))
        return True

    def fail(self, fault: object) -> None:
        """Tell what went wrong, what was kept and what to do."""
        if isinstance(fault, Fault):
            message, kept, hint = told(fault)
            detail = "  ".join(part for part in (kept, hint) if part)
            self.said.emit(Notice(message, detail, "danger"))
        else:
            text = t("Something went wrong; nothing was changed")
            self.said.emit(Notice(text, t("The details are in the log"), "danger"))
