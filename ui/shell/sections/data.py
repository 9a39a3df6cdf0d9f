"""Where the data lies, and how it is kept safe, moved, and taken away."""

from __future__ import annotations

import errno
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QWidget

from app import care
from app.care import Desk, Profile
from app.model.errors import Unavailable
from ui.kit import draw
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.label import Elided, Label
from ui.kit.lay import row
from ui.kit.pop import Dialog
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.shell.sections.block import Block, Section, Setting

T = TypeVar("T")
PATH = 272


@dataclass(frozen=True, slots=True)
class DataActions:
    """What the window lends: restoring closes and opens the profile, so it is done up there."""

    logs: Path
    restore: Callable[[Path], object]
    """Called on the main thread, after the person agreed."""
    remove_demo: Callable[[], object] | None = None
    """Takes the whole demo workspace away; None where this is none. The window goes with it."""


def beside(profile: Profile, verb: Callable[[Desk], T]) -> Callable[[Job], T]:
    """A job on a desk of its own: the window's connection stays free for the person."""

    def work(_job: Job) -> T:
        desk = care.open_desk(profile)
        try:
            return verb(desk)
        finally:
            desk.close()

    return work


@contextmanager
def naming(target: Path) -> Generator[None]:
    """What the system refuses becomes what a person is told."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Unavailable("disk_full", "The disk is full") from error
        why = error.strerror or str(error)
        raise Unavailable(
            "busy", "{file} cannot be written: {why}", file=target.name, why=why
        ) from error


class Data(Section):
    """Folders, backup, restore, unsent work, demo."""

    def __init__(self, host: Host, actions: DataActions) -> None:
        super().__init__()
        self._host, self._actions = host, actions
        self.backup = Button(t("Back up now"), icon="download")
        self.restore = Button(t("Restore…"), icon="archive-restore")
        self.unsent = Button(t("Export…"), icon="upload")
        self.demo = Button(t("Remove"), "danger", icon="trash-2")
        self.backup.clicked.connect(self._on_backup)
        self.restore.clicked.connect(self._on_restore)
        self.unsent.clicked.connect(self._on_unsent)
        self.demo.clicked.connect(self._on_demo)
        self._demo = Setting(
            t("Demo workspace"),
            self.demo,
            t("Removes the whole workspace, with everything you added to it"),
        )
        self._unsent = Setting(t("Unsent work"), self.unsent)
        profile = host.desk.profile
        self.fill(
            Block(
                t("Folders"),
                Setting(t("Data"), FolderLine(host, profile.folder)),
                Setting(t("Logs"), FolderLine(host, actions.logs)),
            ),
            Block(
                t("Backup"),
                Setting(
                    t("Back up into one file"),
                    self.backup,
                    t("Complete and checked; take it to another computer too"),
                ),
                Setting(
                    t("Restore from a file"),
                    self.restore,
                    t("What is here now is kept as a copy"),
                ),
            ),
            Block(t("Other"), self._unsent, self._demo),
        )

    def open(self) -> None:
        count = care.outbox(self._host.desk)
        self.unsent.enable("" if count else t("Everything was sent"))
        words = t("{count} entries wait for the hub", count=count)
        self._unsent.tell(words if count else t("Everything was sent"))
        has_demo = self._actions.remove_demo is not None
        self.demo.enable("" if has_demo else t("There is no demo data here"))

    def _on_backup(self) -> None:
        folder = self._host.desk.profile.backups
        name = f"Fairway-{self._host.today():%Y-%m-%d}.fairway"
        kinds = t("Backups of Fairway") + " (*.fairway)"
        folder.mkdir(parents=True, exist_ok=True)
        path, _ = QFileDialog.getSaveFileName(
            self, t("Back up into one file"), str(folder / name), kinds
        )
        if path:
            self.back_up(Path(path))

    def back_up(self, target: Path) -> None:
        """Write the backup beside the screen."""
        self.backup.set_busy(True)

        def verb(desk: Desk) -> tuple[Path, int]:
            with naming(target):
                return target, care.backup(desk, target)

        work = beside(self._host.desk.profile, verb)
        self._host.worker.submit(work, self._on_backed_up, self._on_failed)

    def _on_backed_up(self, result: object) -> None:
        self.backup.set_busy(False)
        assert isinstance(result, tuple)
        target, size = result
        text = t("Backup written and checked, {size}", size=told_size(size))
        self._host.say(text, detail=str(target))

    def _on_failed(self, fault: object) -> None:
        for button in (self.backup, self.unsent, self.demo):
            button.set_busy(False)
        self._host.fail(fault)

    def _on_restore(self) -> None:
        kinds = t("Backups of Fairway") + " (*.fairway *.zip)"
        folder = str(self._host.desk.profile.backups)
        path, _ = QFileDialog.getOpenFileName(self, t("Restore from a file"), folder, kinds)
        if path and sure_to_restore(self, Path(path)):
            self._actions.restore(Path(path))

    def _on_unsent(self) -> None:
        name = f"Fairway-{self._host.today():%Y-%m-%d}.jsonl"
        path, _ = QFileDialog.getSaveFileName(self, t("Unsent work"), name)
        if path:
            self.export_unsent(Path(path))

    def export_unsent(self, target: Path) -> None:
        """Write what waits for the hub into a file."""
        self.unsent.set_busy(True)

        def verb(desk: Desk) -> int:
            with naming(target):
                return care.export_unsent(desk, target)

        work = beside(self._host.desk.profile, verb)
        self._host.worker.submit(work, self._on_exported, self._on_failed)

    def _on_exported(self, count: object) -> None:
        self.unsent.set_busy(False)
        self._host.say(t("Exported {count} entries", count=count))

    def _on_demo(self) -> None:
        if self._actions.remove_demo is not None:
            self.demo.set_busy(True)
            self.demo.enable(t("Working"))
            self._actions.remove_demo()


class FolderLine(QWidget):
    """A path, to be opened and to be copied."""

    def __init__(self, host: Host, folder: Path) -> None:
        super().__init__()
        self._host, self._folder = host, folder
        words = PathLabel(str(folder))
        words.setFixedWidth(PATH)
        show = IconButton("folder-open", t("Open the folder"))
        copy = IconButton("copy", t("Copy the path"))
        show.clicked.connect(self._on_open)
        copy.clicked.connect(self._on_copy)
        self.setLayout(row(words, show, copy, gap=4))
        self.setAccessibleName(str(folder))

    def _on_open(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self._host.say(t("The folder cannot be opened here"), tone="danger")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._folder))
        self._host.say(t("Copied"), tone="text2")


class PathLabel(Elided):
    """A path whose middle gives way: its beginning and its end say most."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "small", "text2")
        self.setToolTip(path)

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        text = draw.metrics("small").elidedText(self.text(), middle, self.width())
        draw.words(QPainter(self), self.rect(), text, "small", "text2", align=draw.RIGHT)


def sure_to_restore(parent: QWidget, source: Path) -> bool:
    """Ask once more: what comes, what goes, what is kept."""
    dialog = Dialog(parent, t("Restore from “{file}”?", file=source.name))
    text = t(
        "Everything here becomes as it was in the backup. What is here now is kept as "
        "before-restore.db in the data folder."
    )
    words = Label(text, "body", "text2", wraps=True)
    words.setMinimumWidth(420)
    roles = QDialogButtonBox.ButtonRole
    dialog.fill(row(words))
    dialog.add(t("Restore"), roles.AcceptRole)
    cancel = dialog.add(t("Cancel"), roles.RejectRole)
    dialog.buttons.accepted.connect(dialog.accept)
    cancel.setDefault(True)
    cancel.setFocus()
    return dialog.exec() == QDialog.DialogCode.Accepted


def told_size(count: int) -> str:
    """So many bytes as a person says it."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1_000))} KB"
    return f"{count / 1_000_000:.1f} MB"
