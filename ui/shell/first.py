"""The first run: its page, and the workspace that is made from what it asks."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app import answer, care
from app.care import Profile
from app.model.errors import Fault
from sync.client import cast, session
from ui.kit.app import App
from ui.kit.worker import Job, Worker
from ui.shell.wizard import Wizard


class FirstRun(QObject):
    """Makes one workspace in an empty profile, beside the screen; tells which, or that it is
    not wanted."""

    made = Signal(object)
    """The new `Profile`."""
    left = Signal()

    def __init__(self, app: App, profile: Profile) -> None:
        super().__init__()
        self._app, self._profile = app, profile
        self._worker: Worker | None = None
        wizard = Wizard(os.environ.get("USER") or os.environ.get("USERNAME") or "")
        wizard.demo_asked.connect(self._on_demo)
        wizard.start_asked.connect(self._on_start)
        wizard.join_asked.connect(self._on_join)
        wizard.restore_asked.connect(self._on_restore)
        wizard.look_asked.connect(app.theme.look)
        wizard.language_asked.connect(self._on_language)
        wizard.left.connect(self.left)
        self.wizard = wizard
        wizard.show()

    def end(self) -> None:
        """Its work is done."""
        self.wizard.left.disconnect(self.left)
        self.wizard.close()
        self.wizard.deleteLater()

    def _make(self, work: object) -> None:
        """Do the first step beside the screen, then tell its profile."""
        assert callable(work)
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
        self.wizard.show_done()
        self.made.emit(made)

    def _on_failed(self, fault: object) -> None:
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
    def _on_restore(self, file: str) -> None:
        profile = self._profile
        self._make(lambda: care.restore(profile, Path(file)))

    @Slot(str)
    def _on_language(self, lang: str) -> None:
        self._app.words = answer.words_for(lang)
        self.wizard.retell()
