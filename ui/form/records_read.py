"""What the page of records knows of a form; a few changed records are read alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.form import listing, publishing
from app.form.listing import Listing
from app.form.publishing import Version
from app.model.change import Changes
from app.model.row import Row
from app.session import Session

MANY = 200
"""A change of more rows is read again as a whole."""
WHOLE = ("form", "form_version")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a form and its records."""

    form: bytes
    name: str
    newest: Version | None
    listing: Listing


class Stale:
    """What has to be read again."""

    def __init__(self) -> None:
        self.is_whole = True
        self._records: set[bytes] = set()
        self._lines: set[bytes] = set()

    def __bool__(self) -> bool:
        return self.is_whole or bool(self._records or self._lines)

    def note(self, changes: Changes) -> None:
        """Something was committed."""
        self._records |= changes.ids("record")
        self._lines |= changes.ids("line")
        is_much = len(self._records) + len(self._lines) > MANY
        self.is_whole = self.is_whole or is_much or changes.touches(*WHOLE)

    def records(self, session: Session) -> set[bytes] | None:
        """The records that have changed; None where that cannot be told."""
        if self.is_whole:
            return None
        lines = session.list("line", [("id", "in", tuple(self._lines))]) if self._lines else []
        if len(lines) < len(self._lines):
            return None  # a line is gone, and nobody knows whose it was
        return self._records | {row.ref("record") or b"" for row in lines}


def read(session: Session, form: bytes, lang: str) -> Known:
    """A form's records, whole."""
    name = name_of(session.get("form", form), lang)
    newest = publishing.current(session, form)
    return Known(form, name, newest, listing.read(session, form))


def patched(session: Session, held: Known, touched: set[bytes]) -> Known:
    """What is known, with these records read again; those that are gone are left out."""
    fresh = listing.read(session, held.form, records=touched)
    coming = {entry.id: entry for entry in fresh.entries}
    kept = [coming.pop(one.id, one) for one in held.listing.entries
            if one.id not in touched or one.id in coming]  # fmt: skip
    every = sorted((*kept, *coming.values()), key=_by_id) if coming else kept
    return replace(held, listing=Listing(fresh.columns, tuple(every), fresh.tables))


def _by_id(entry: listing.Entry) -> bytes:
    return entry.id


def name_of(row: Row, lang: str) -> str:
    """What a form is called in a language."""
    own, english = row.text("name"), row.text("name_en")
    return own or english if lang.startswith("zh") else english or own
