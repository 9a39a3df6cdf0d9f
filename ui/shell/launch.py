"""From a start of the program to an open window: profile, first run, links, one window each."""

from __future__ import annotations

import hashlib
import logging
import re
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QProcess, Qt, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app import answer, care
from app.care import Profile
from app.cli import demo
from app.model.errors import Fault
from ui.kit.app import App, t
from ui.shell import invitation, store, workspaces
from ui.shell.first import FirstRun
from ui.shell.invitation import Invitation
from ui.shell.program import Program
from ui.shell.store import Store

LINK = re.compile(
    r"fairway://(task|campaign|person|post|conflicts|tasks)(?:/([0-9a-f-]{32,36}))?/?"
)
WAIT_MS = 1_000


def place_of(link: str) -> str:
    """The place that a link names; "" where it is none. A link only shows, it never does."""
    found = LINK.fullmatch(link.strip())
    if found is None:
        return ""
    row = (found[2] or "").replace("-", "")
    return f"{found[1]}/{row}" if row else found[1]


def door_of(profile: Profile) -> str:
    """The name by which a second start finds the window of this profile."""
    whole = str(profile.folder.resolve()).encode()
    return "fairway-" + hashlib.blake2b(whole, digest_size=12).hexdigest()


def hand_over(profile: Profile, words: Sequence[str]) -> bool:
    """Give the words of this start to a window that is open already; false where there is none."""
    socket = QLocalSocket()
    socket.connectToServer(door_of(profile))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(("\n".join(words) or "show").encode())
    socket.waitForBytesWritten(WAIT_MS)
    socket.disconnectFromServer()
    return True


class Launcher(QObject):
    """One start: the window of a profile, or the first run that leads to it."""

    ended = Signal()

    def __init__(self, app: App, profile: Profile) -> None:
        super().__init__()
        self._app = app
        self._profile = profile
        self.program: Program | None = None
        self.first: FirstRun | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_knock)
        self._listen()

    def start(self, place: str = "", words: Sequence[str] = ()) -> None:
        """Open the window at a place or at the link among the words; the first run where there
        is no workspace yet."""
        links = _links(words)
        if self._profile.is_made:
            self._open(self._profile, place_of(links[0]) if links else place)
        else:
            self._begin(self._profile)
        self._invite(links)

    def _invite(self, links: Sequence[str]) -> bool:
        """Fill the page of joining where a link invites: beside the window that is open."""
        held = invitation.in_link(links[0]) if links else Invitation()
        if not held.url and not held.code:
            return False
        self._on_fresh()
        if self.first is not None:
            self.first.wizard.show_invitation(held)
        return True

    def _listen(self) -> None:
        """Answer a second start on the profile that is open."""
        self._server.close()
        QLocalServer.removeServer(door_of(self._profile))
        self._server.listen(door_of(self._profile))

    def _open(self, profile: Profile, place: str = "") -> None:
        if profile.folder != self._profile.folder:
            self._profile = profile
            self._listen()
        self._profile = profile
        keep_log(profile)
        held = Store(profile.folder / "ui.json")
        mode = held.text(store.MODE) or self._app.theme.mode
        self._app.theme.look(mode, held.text(store.DENSITY), is_calm=held.flag(store.CALM))
        program = Program(profile)
        program.look_asked.connect(self._on_look)
        program.language_asked.connect(self._on_language)
        program.zoom_asked.connect(self._on_zoom)
        program.restore_asked.connect(self._on_restore)
        # Queued: what asks for it goes with the window.
        queued = Qt.ConnectionType.QueuedConnection
        program.demo_end_asked.connect(self._on_demo_end, queued)
        program.joined.connect(self._on_joined, queued)
        program.switcher.chosen.connect(self._on_switch, queued)
        program.switcher.fresh_asked.connect(self._on_fresh)
        program.ended.connect(self._on_ended)
        self.program = program
        program.show(place)

    def _begin(self, fresh: Profile) -> None:
        first = FirstRun(self._app, fresh)
        first.made.connect(self._on_made)
        first.left.connect(self._on_left)
        self.first = first

    @Slot(object)
    def _on_made(self, profile: object) -> None:
        assert isinstance(profile, Profile)
        first, self.first = self.first, None
        self._part()
        self._open(profile)
        workspaces.remember(profile.folder)
        if first is not None:
            first.end()

    @Slot(str, str, bool)
    def _on_look(self, mode: str, density: str, is_calm: bool) -> None:
        self._app.theme.look(mode, density, is_calm=is_calm)

    @Slot(str)
    def _on_language(self, lang: str) -> None:
        self._app.words = answer.words_for(lang)
        self._again(care.profile_in(self._profile.folder).saved(lang=lang))

    @Slot(int)
    def _on_zoom(self, per_cent: int) -> None:
        """The zoom of the whole interface is given to Qt before it starts: start anew."""
        environment = QProcess.systemEnvironment()
        kept = [line for line in environment if not line.startswith("QT_SCALE_FACTOR=")]
        again = QProcess()
        again.setEnvironment([*kept, f"QT_SCALE_FACTOR={per_cent / 100:g}"])
        again.setProgram(sys.executable)
        again.setArguments([*own_words(), "--profile", str(self._profile.folder)])
        if self.program is not None:
            self._server.close()
            self.program.window.close()
        again.startDetached()

    @Slot(object)
    def _on_restore(self, file: object) -> None:
        if self._part() is None:
            return
        fault: Fault | None = None
        try:
            self._profile = care.restore(self._profile, Path(str(file)))
        except Fault as refused:
            fault = refused
        self._open(self._profile)
        if fault is not None and self.program is not None:
            self.program.host.fail(fault)

    @Slot(object)
    def _on_joined(self, _answer: object) -> None:
        """The profile has another hub: its loops begin anew with it."""
        self._again(care.profile_in(self._profile.folder))

    @Slot(object)
    def _on_switch(self, folder: object) -> None:
        """Another workspace of this computer takes the window's place, unless it has one."""
        try:
            profile = care.profile_in(Path(str(folder)))
        except Fault as fault:
            if self.program is not None:
                self.program.host.fail(fault)
            return
        if profile.is_made and not hand_over(profile, ()):
            frame = self._part()
            self._open(profile)
            self._frame(frame)
            workspaces.remember(profile.folder)

    @Slot()
    def _on_fresh(self) -> None:
        """The first run once more, for a workspace beside this one."""
        if self.first is None:
            self._begin(Profile(workspaces.fresh(self._profile.folder)))
        else:
            self.first.wizard.activateWindow()

    @Slot()
    def _on_demo_end(self) -> None:
        """The demo goes without a trace; another workspace opens, or the first page again."""
        if self._part() is None:
            return
        folder = self._profile.folder
        close_log()
        demo.remove_profile(folder)
        others = [one.folder for one in workspaces.known(folder)]
        if others:
            self._open(care.profile_in(others[0]))
        else:
            self._profile = care.profile_in(folder)
            self._begin(self._profile)

    @Slot()
    def _on_left(self) -> None:
        """The first run was closed: without a window there is nothing to go on with."""
        self.first = None
        if self.program is None:
            self._on_ended()

    def _part(self) -> QByteArray | None:
        """Close the window that is open; the answer is how it stood on the screen."""
        program, self.program = self.program, None
        if program is None:
            return None
        frame = program.window.saveGeometry()
        program.ended.disconnect(self._on_ended)
        program.window.close()
        program.deleteLater()
        return frame

    def _frame(self, frame: QByteArray | None) -> None:
        if frame is not None and self.program is not None:
            self.program.window.restoreGeometry(frame)

    def _again(self, profile: Profile) -> None:
        if self.program is not None:
            place = self.program.window.place
            frame = self._part()
            self._open(profile, place)
            self._frame(frame)

    @Slot()
    def _on_ended(self) -> None:
        self._server.close()
        self.ended.emit()

    @Slot()
    def _on_knock(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is None or not socket.waitForReadyRead(WAIT_MS):
            return
        words = bytes(socket.readAll().data()).decode(errors="replace").splitlines()
        socket.deleteLater()
        self.take(words)

    def take(self, words: Sequence[str]) -> None:
        """The words of a second start: a link is shown, and the window comes to the front."""
        links = _links(words)
        if self._invite(links) or self.program is None:
            return
        for link in links[:1]:
            place = place_of(link)
            if place:
                self.program.window.go(place)
            else:
                self.program.host.say(t("This link leads nowhere in Fairway"), tone="danger")
        window = self.program.window
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()


def _links(words: Sequence[str]) -> list[str]:
    return [word for word in words if word.startswith("fairway:")]


def own_words() -> list[str]:
    """How this program starts itself."""
    return [] if getattr(sys, "frozen", False) else ["-m", "ui"]


def close_log() -> logging.Logger:
    """Let go of the log's file."""
    log = logging.getLogger("fairway")
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    return log


def keep_log(profile: Profile) -> None:
    """A bug is written to a file that the person can look into, and told; nothing is sent."""
    folder = profile.folder / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    log = close_log()
    handler = logging.FileHandler(folder / "fairway.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)


def write_crash(kind: type[BaseException], error: BaseException, trace: object) -> str:
    """Write a bug to the log; the answer is the id that is told to the person."""
    name = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    lines = traceback.format_exception(kind, error, trace)  # pyright: ignore[reportArgumentType]
    logging.getLogger("fairway").error("bug %s\n%s", name, "".join(lines))
    return name
