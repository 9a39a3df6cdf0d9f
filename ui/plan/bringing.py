"""What comes into the task table from outside: a block of Excel, a file."""

from __future__ import annotations

from collections.abc import MutableMapping

from PySide6.QtWidgets import QWidget

from app.calendar import worktime
from app.model.errors import Fault
from app.plan import commands, paste
from app.plan.paste import Onto
from app.plan.quick import Known
from ui.kit.app import app, t
from ui.parts.host import Host
from ui.parts.importer import ImportDialog
from ui.plan.intake import TaskIntake
from ui.plan.table import TaskTable


class Bringing:
    """Pastes and imports into one table."""

    def __init__(self, host: Host, table: TaskTable, campaign: bytes | None) -> None:
        self._host, self._table, self._campaign = host, table, campaign
        self._remember: MutableMapping[str, object] = {}
        table.grid.pasted.connect(self.paste)

    def paste(self, current: object, text: str) -> None:
        """A block of cells falls onto the rows from the current cell on; further rows are new."""
        host, table = self._host, self._table
        if not text.strip():
            return
        directory = host.directory
        people = {row.id: row.text("name") for row in directory.people()}
        known = Known(people, directory.names("channel"), host.now(), worktime.standard())
        shown = table.shown()
        first = shown.index(current) if isinstance(current, bytes) and current in shown else 0
        names = [column.key for column in table.grid.head.columns]
        onto = Onto(
            shown[first:] if isinstance(current, bytes) else (),
            names[names.index(table.grid.column) :] if table.grid.column in names else names,
            max(1, len(table.grid.selection)),
        )
        read = paste.read(text, onto, known)
        faults = [app().words.text(one.message, dict(one.params)) for one in read.faults]
        session = host.session
        try:
            commands.paste_rows(session, self._campaign, read, host.me)
        except Fault as fault:
            host.fail(fault)
            return
        done = t("{count} rows are pasted", count=len(read.lines))
        host.said_done(done, "  ".join(faults[:3]))

    def ask(self, parent: QWidget) -> ImportDialog:
        """Bring tasks in from a file: preview, columns, dry run, then all or nothing."""
        intake = TaskIntake(self._host.session, self._campaign)
        dialog = ImportDialog(parent, self._host, intake, self._remember)
        dialog.open()
        return dialog
