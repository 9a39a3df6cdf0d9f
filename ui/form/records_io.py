"""Records out to a file and in from one: the page's export, its import, its empty table."""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.form.exchange import files, record_book, record_table
from app.form.listing import Entry, Listing
from app.form.naming import Naming
from app.form.publishing import Version
from ui.form.records_intake import RecordIntake
from ui.kit.app import app, t
from ui.kit.worker import Job
from ui.parts.drafts import Drafts
from ui.parts.history import wall
from ui.parts.host import Host
from ui.parts.importer import ImportDialog

XLSX, CSV = ".xlsx", ".csv"


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


class RecordsInOut:
    """Files of the records of one form."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        self._host, self._parent = host, parent
        self._remember = Mapped(host.drafts)

    def ask(self, form: bytes, version: Version) -> ImportDialog:
        """Bring records in from a file."""
        intake = RecordIntake(self._host, form, version, None)
        dialog = ImportDialog(self._parent.window(), self._host, intake, self._remember)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def export(self, listing: Listing, entries: Sequence[Entry], name: str) -> None:
        """Ask where to, and write these records, each as its own version shows it."""
        held = Listing(listing.columns, tuple(entries), listing.tables)
        chosen = self._target(name)
        if chosen is not None:
            self.write(chosen, held, name)

    def empty_table(self, listing: Listing, name: str) -> None:
        """A workbook with the titles alone, to be filled in and brought in."""
        columns = tuple(one for one in listing.columns if not one.is_gone)
        chosen = self._target(f"{name}-{t('Empty table')}")
        if chosen is not None:
            self.write(chosen, Listing(columns, (), listing.tables), name)

    def write(self, path: Path, listing: Listing, name: str) -> None:
        """Write beside the screen; a CSV of a form with sub-tables is several files."""
        host, lang = self._host, app().words.lang
        names = Naming(host.session.list)

        def shown_at(at_ms: int) -> datetime:
            return wall(host, at_ms)

        def work(_job: Job) -> object:
            grids = record_table.grids(listing, name, record_table.Told(lang, names, shown_at))
            if path.suffix.lower() == CSV:
                for behind, data in record_book.texts(grids).items():
                    files.write(path.with_name(f"{path.stem}{behind}{CSV}"), data)
            else:
                files.write(path, record_book.workbook(grids))
            return len(listing.entries)

        host.worker.submit(work, partial(self._on_written, path), host.fail)

    def _on_written(self, path: Path, count: object) -> None:
        if count:
            self._host.say(t("{count} records are in {file}", count=count, file=path.name))
        else:
            self._host.say(t("{file} is saved", file=path.name))

    def _target(self, name: str) -> Path | None:
        kinds = f"Excel (*{XLSX});;CSV (*{CSV})"
        plain = record_book.names([name])[0]
        chosen, kind = QFileDialog.getSaveFileName(
            self._parent.window(), t("Export records"), f"{plain}{XLSX}", kinds
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() not in (XLSX, CSV):
            path = path.with_name(path.name + (CSV if "CSV" in kind else XLSX))
        return path
