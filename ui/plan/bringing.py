"""What comes into the task table from outside, and what goes out of it by the clipboard."""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping, Sequence
from functools import partial
from typing import cast

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.calendar import worktime
from app.model.errors import Fault
from app.plan import commands, paste
from app.plan.paste import Onto, Pasted
from app.plan.quick import Known
from ui.kit.app import t
from ui.kit.command import Command
from ui.kit.worker import Job
from ui.parts.drafts import Drafts
from ui.parts.host import Host
from ui.parts.importer import ImportDialog
from ui.plan.intake import TaskIntake
from ui.plan.pasting import PasteDialog, fault_words, is_plain, offers
from ui.plan.table import TaskTable

FEW = 100
"""So many rows are written at once; more are written beside the screen."""


class Bringing:
    """Pastes, copies and imports for one table."""

    def __init__(self, host: Host, table: TaskTable, campaign: bytes | None) -> None:
        self._host, self._table, self._campaign = host, table, campaign
        self._remember = Mapped(host.drafts)
        table.grid.pasted.connect(self.paste)

    def commands(self, parent: QWidget) -> Sequence[Command]:
        """What can be done here."""
        group = t("Tasks")
        return [
            Command("task.import", t("Import tasks"), partial(self.ask, parent), "upload", "",
                    group),
            Command("task.paste", t("Paste rows from a spreadsheet"), self.paste_here,
                    "clipboard-paste", "", group, self._why_bare),
            Command("task.copy", t("Copy with the titles of the columns"), self.copy, "copy",
                    "Ctrl+Shift+C", group, self._why_none),
        ]  # fmt: skip

    def copy(self) -> None:
        """The selected rows with their titles, as spreadsheets take them."""
        count = self._table.grid.copy(has_titles=True)
        if count:
            self._host.say(t("{count} rows are copied", count=count))

    def paste_here(self) -> None:
        """What is on the clipboard, from the current cell on."""
        grid = self._table.grid
        current = grid.current if grid.isVisible() else None  # beside a board all rows are new
        self.paste(current, QGuiApplication.clipboard().text())

    def paste(self, current: object, text: str) -> None:
        """A block of cells falls onto the rows from the current cell on; further rows are new."""
        host, table = self._host, self._table
        if not text.strip():
            return
        try:
            onto = self._read(current, text)
            new = self._read(None, text)
        except Fault as fault:
            host.fail(fault)
            return
        if is_plain(onto):
            self._write(onto, self._campaign)
            return
        dialog = PasteDialog(table.window(), host, offers(onto, new), self._name, self._campaign)
        dialog.pasted.connect(self._write)
        dialog.open()

    def ask(self, parent: QWidget) -> ImportDialog:
        """Bring tasks in from a file: preview, columns, dry run, then all or nothing."""
        intake = TaskIntake(self._host.session, self._campaign)
        dialog = ImportDialog(parent.window(), self._host, intake, self._remember)
        dialog.open()
        return dialog

    def _read(self, current: object, text: str) -> Pasted:
        host, table = self._host, self._table
        directory = host.directory
        people = {row.id: row.text("name") for row in directory.people()}
        known = Known(people, directory.names("channel"), host.now(), worktime.standard())
        names = [column.key for column in table.grid.head.columns]
        if not isinstance(current, bytes):  # new tasks: from the name on
            return paste.read(text, Onto((), names), known)
        shown = table.shown()
        first = shown.index(current) if current in shown else 0
        at = names.index(table.grid.column) if table.grid.column in names else 0
        onto = Onto(shown[first:], names[at:], max(1, len(table.grid.selection)))
        return paste.read(text, onto, known)

    def _write(self, read: Pasted, campaign: bytes | None = None) -> None:
        """One verb, one undo."""
        session, me = self._host.session, self._host.me
        if len(read.lines) <= FEW:
            try:
                commands.paste_rows(session, campaign, read, me)
            except Fault as fault:
                self._host.fail(fault)
                return
            self._tell(read)
            return

        def work(_job: Job) -> object:
            return commands.paste_rows(session, campaign, read, me)

        self._host.worker.submit(work, partial(self._on_written, read), self._host.fail)

    def _on_written(self, read: Pasted, _made: object) -> None:
        self._tell(read)

    def _tell(self, read: Pasted) -> None:
        done = t("{count} rows are pasted", count=len(read.lines))
        self._host.said_done(done, "  ".join(fault_words(read)[:3]))

    def _name(self, task: bytes) -> str:
        book = self._table.book
        place = book.place(task)
        return book.text(place, "name") if place >= 0 else ""

    def _why_bare(self) -> str:
        text = QGuiApplication.clipboard().text()
        return "" if text.strip() else t("There is nothing on the clipboard")

    def _why_none(self) -> str:
        grid = self._table.grid
        if not grid.isVisible():
            return t("Only rows of the table can be copied")
        has_any = bool(grid.selection) or grid.current is not None
        return "" if has_any else t("Choose a task first")


class Mapped(MutableMapping[str, object]):
    """Which column was which, kept with the drafts of this computer."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._names: set[str] = set()

    def __getitem__(self, name: str) -> object:
        text = self._drafts.text(name)
        if not text:
            raise KeyError(name)
        try:
            return cast("object", json.loads(text))
        except ValueError as error:
            raise KeyError(name) from error

    def __setitem__(self, name: str, value: object) -> None:
        self._names.add(name)
        self._drafts.keep(name, json.dumps(value, ensure_ascii=False))

    def __delitem__(self, name: str) -> None:
        self._names.discard(name)
        self._drafts.keep(name, "")

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)
