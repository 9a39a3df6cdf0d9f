"""Records for the import wizard: a table becomes records of one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.form import incoming
from app.form.exchange import record_faults, record_read
from app.form.exchange.record_columns import OWN, READ, columns, own_title, propose
from app.form.exchange.record_read import Book, Problem
from app.form.incoming import DryRun, Wanted
from app.form.publishing import Version
from app.form.shown import shown
from app.model.step import Step
from ui.form.records_source import now_ms
from ui.kit.app import app, listed, t
from ui.parts.host import Host
from ui.parts.importer_intake import Count, Field, Filed, Target, Trial, Trouble, Wish, bytes_of

SUBMIT, KEEP = "submitted", "draft"


class RecordIntake:
    """Reads XLSX and CSV; sub-tables stand in further sheets, joined by row numbers."""

    endings = (".xlsx", ".xls", ".ods", ".csv", ".txt", ".tsv")

    def __init__(self, host: Host, form: bytes, version: Version, campaign: bytes | None) -> None:
        self._host, self._session = host, host.session
        self._form, self._version = form, version
        self._campaign = campaign
        self._lang = app().words.lang

    @property
    def kind(self) -> str:
        return f"records/{self._form.hex()}"

    @property
    def title(self) -> str:
        return t("Import records|title")

    def fields(self) -> Sequence[Field]:
        parts = [
            Field(part.id, shown(part, self._lang) or part.id)
            for part in columns(self._version.form)
        ]
        own = [Field(key, own_title(key, self._lang)) for key in OWN if key in READ]
        return [*parts, *own]

    def read(self, path: Path) -> Filed:
        bytes_of(path)  # says in words what is wrong with the file itself
        book = record_read.open_path(path, self._version.form)
        sheet = book.main
        return Filed(
            path.name,
            sheet.header,
            sheet.rows,
            sheet.first_row,
            sheet.first_column,
            sheet=sheet.name,
            others=book.unread,
            kept=book,
        )

    def propose(self, filed: Filed) -> Mapping[str, int]:
        return propose(self._version.form, filed.headers)

    def targets(self, filed: Filed) -> Sequence[Target]:
        del filed
        return (
            Target(SUBMIT, t("Hand them in at once"), "send"),
            Target(KEEP, t("Keep them as drafts"), "pencil"),
        )

    def dry_run(self, wish: Wish) -> Trial:
        book, wanted = self._book(wish), self._wanted(wish)
        found = incoming.dry_run(self._session, self._form, book, wanted)
        wrong = sum(1 for one in found.problems if one.level == "error")
        counts = (
            Count(len(found.ready), t("Can be imported"), "success"),
            Count(len(found.bad), t("Left out"), "danger" if found.bad else "text2"),
            Count(wrong, t("Places to mend"), "warn" if wrong else "text2"),
        )
        troubles = [Trouble(p.row, _place(self, p), p.message, p.params) for p in found.problems]
        return Trial(
            counts,
            troubles,
            self._notes(book, found),
            found.has_work,
            (found, wanted),
            lambda: self.rows_to_mend(book, found),
        )

    def run(self, wish: Wish, trial: Trial, step: Step) -> str:
        kept = trial.kept
        if isinstance(kept, tuple):
            found, wanted = kept
        else:
            wanted = self._wanted(wish)
            found = incoming.dry_run(self._session, self._form, self._book(wish), wanted)
        assert isinstance(found, DryRun)
        assert isinstance(wanted, Wanted)
        made = incoming.run(self._session, self._form, found, wanted, step)
        return t("{count} records imported", count=len(made))

    def rows_to_mend(self, book: Book, found: DryRun) -> bytes:
        """The rows that were left out, with their lines, in the sheets of the file."""
        left = found.bad, found.problems
        return record_faults.workbook(self._version.form, book, left, _said, self._lang)

    def sheet_name(self, table: str) -> str:
        """What a sub-table is called."""
        part = self._version.form.by_id.get(table)
        return shown(part, self._lang) if part is not None else ""

    def _book(self, wish: Wish) -> Book:
        assert isinstance(wish.filed.kept, Book)
        return wish.filed.kept

    def _wanted(self, wish: Wish) -> Wanted:
        return Wanted(
            now_ms(self._host),
            wish.columns,
            self._campaign,
            wish.target == KEEP,
            self._lang,
            wish.filed.name,
        )

    def _notes(self, book: Book, found: DryRun) -> list[str]:
        notes: list[str] = []
        if found.lines:
            notes.append(t("{count} lines of sub-tables come with them", count=found.lines))
        if book.unread:
            names = listed(book.unread[:5])
            notes.append(t("These sheets are not read: {names}", names=names))
        return notes


def _said(problem: Problem) -> str:
    return app().words.text(problem.message, dict(problem.params))


def _place(intake: RecordIntake, problem: Problem) -> str:
    """A column as people name it, with its sheet where that is not the first."""
    name = intake.sheet_name(problem.table) if problem.table else ""
    return f"{name} · {problem.column}" if name else problem.column
