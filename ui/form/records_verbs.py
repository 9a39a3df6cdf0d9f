"""What is done to several records at once: one change, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.form import listing, records
from ui.form.records_io import RecordsInOut
from ui.form.records_list import DRAFT, RecordList
from ui.form.records_many import ManyDialog, fill_in, fillable
from ui.form.records_read import Known
from ui.kit.app import t
from ui.parts.host import Host


class RecordVerbs:
    """The verbs of the bar for many."""

    def __init__(
        self, host: Host, parent: QWidget, records_: RecordList, files: RecordsInOut
    ) -> None:
        self._host, self._parent, self._list, self._files = host, parent, records_, files

    def do(self, what: str, known: Known | None) -> None:
        """One of the verbs for everything that is selected; one step."""
        every, host = self._list.chosen(), self._host
        count, session = len(every), host.session
        if not every or known is None:
            return
        match what:
            case "fill":
                self._ask(known, every)
            case "export":
                held = [one for one in self._list.source.entries if one.id in every]
                self._files.export(known.listing, held, known.name)
            case "delete":
                done = t("{count} records are in the trash", count=count)
                host.run(partial(records.delete, session, every), done)
            case "void":
                done = t("{count} records are void", count=count)
                host.run(partial(records.set_state, session, every, "void"), done)
            case _:
                done = t("{count} records are open again", count=count)
                host.run(partial(records.set_state, session, every, DRAFT), done)

    def _ask(self, known: Known, every: Sequence[bytes]) -> None:
        source = self._list.source
        drafts = [one.id for one in source.entries if one.id in every and one.state == DRAFT]
        if not drafts or not fillable(known.listing):
            self._host.say(t("Only drafts can be filled in"), tone="warn")
            return
        window = self._parent.window()
        dialog = ManyDialog(window, known.listing, source.names, len(drafts))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(partial(self._on_chosen, drafts))
        dialog.open()

    def _on_chosen(self, drafts: Sequence[bytes], column: object, kept: object) -> None:
        assert isinstance(column, listing.Column)
        done = t("Filled in {count} drafts", count=len(drafts))
        self._host.run(partial(fill_in, self._host, drafts, column, kept), done)
