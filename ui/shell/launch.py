"""From a start of the program to an open window: profile, first run, links, one window each."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app import answer, care
from app.care import Profile
from app.model.errors import Fault
from sync.client import cast, session
from ui.kit.app import App, t
from ui.kit.worker import Job, Worker
from ui.shell import store
from ui.shell.program import Program
from ui.shell.store import Store
from ui.shell.wizard import Wizard

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
        self.wizard: Wizard | None = None
        self._worker: Worker | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_knock)
        QLocalServer.removeServer(door_of(profile))
        self._server.listen(door_of(profile))

    def start(self, place: str = "") -> None:
        """Open the window, or the first run where there is no workspace yet."""
        if self._profile.is_made:
            self._open(self._profile, place)
        else:
            self._begin()

    def _open(self, profile: Profile, place: str = "") -> None:
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
        program.ended.connect(self._on_ended)
        self.program = program
        program.show(place)

    def _begin(self) -> None:
        wizard = Wizard(os.environ.get("USER") or os.environ.get("USERNAME") or "")
        wizard.demo_asked.connect(self._on_demo)
        wizard.start_asked.connect(self._on_start)
        wizard.join_asked.connect(self._on_join)
        wizard.restore_asked.connect(self._on_restore_first)
        wizard.look_asked.connect(self._app.theme.look)
        wizard.language_asked.connect(self._on_wizard_language)
        self.wizard = wizard
        wizard.show()

    def _make(self, work: object) -> None:
        """Do the first step beside the screen, then open its profile."""
        assert callable(work)
        assert self.wizard is not None
        self.wizard.show_busy()
        self._worker = self._worker or Worker(self)

        def run(_job: Job) -> object:
            return work()

        self._worker.submit(run, self._on_made, self._on_failed)

    def _on_made(self, profile: object) -> None:
        assert isinstance(profile, Profile)
        made = profile.saved(lang=self._app.words.lang)
        if self._worker is not None:
            self._worker.close()
        self._open(made)
        if self.wizard is not None:
            self.wizard.close()
            self.wizard = None

    def _on_failed(self, fault: object) -> None:
        if self.wizard is not None:
            known = fault if isinstance(fault, Fault) else Fault("bug", "Something went wrong")
            self.wizard.show_failed(known)

    @Slot()
    def _on_demo(self) -> None:
        folder = self._profile.folder
        self._make(lambda: cast.make_demo(folder, date.today()))

    @Slot(str, str, str)
    def _on_start(self, name: str, person: str, tz: str) -> None:
        profile = self._profile
        self._make(lambda: care.start(profile, name, person, tz))

    @Slot(str, str, str)
    def _on_join(self, url: str, code: str, name: str) -> None:
        profile = self._profile
        self._make(lambda: session.join(profile, url, code, name)[0])

    @Slot(str)
    def _on_restore_first(self, file: str) -> None:
        profile = self._profile
        self._make(lambda: care.restore(profile, Path(file)))

    @Slot(str)
    def _on_wizard_language(self, lang: str) -> None:
        self._app.words = answer.words_for(lang)
        if self.wizard is not None:
            self.wizard.retell()

    @Slot(str, str, bool)
    def _on_look(self, mode: str, density: str, is_calm: bool) -> None:
        self._app.theme.look(mode, density, is_calm=is_calm)

    @Slot(str)
    def _on_language(self, lang: str) -> None:
        self._app.words = answer.words_for(lang)
        self._again(self._profile.saved(lang=lang))

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
        program, self.program = self.program, None
        if program is None:
            return
        program.ended.disconnect(self._on_ended)
        program.window.close()
        fault: Fault | None = None
        try:
            self._profile = care.restore(self._profile, Path(str(file)))
        except Fault as refused:
            fault = refused
        self._open(self._profile)
        if fault is not None and self.program is not None:
            self.program.host.fail(fault)

    def _again(self, profile: Profile) -> None:
        program, self.program = self.program, None
        if program is not None:
            place, frame = program.window.place, program.window.saveGeometry()
            program.ended.disconnect(self._on_ended)
            program.window.close()
            self._open(profile, place)
            assert self.program is not None
            self.program.window.restoreGeometry(frame)

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
        if self.program is None:
            return
        links = [word for word in words if word.startswith("fairway:")]
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


def own_words() -> list[str]:
    """How this program starts itself."""
    return [] if getattr(sys, "frozen", False) else ["-m", "ui"]


def keep_log(profile: Profile) -> None:
    """A bug is written to a file that the person can look into, and told; nothing is sent."""
    folder = profile.folder / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    log = logging.getLogger("fairway")
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    handler = logging.FileHandler(folder / "fairway.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)


def write_crash(kind: type[BaseException], error: BaseException, trace: object) -> str:
    """Write a bug to the log; the answer is the id that is told to the person."""
    name = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    lines = traceback.format_exception(kind, error, trace)  # pyright: ignore[reportArgumentType]
    logging.getLogger("fairway").error("bug %s\n%s", name, "".join(lines))
    return name
