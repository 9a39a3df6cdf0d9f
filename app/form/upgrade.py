"""An older draft brought to the version that is filled now; nothing that it says is lost.

A part has one slot for ever, so that answers of parts that stand in both versions stay where
they are, and answers of parts that are gone stay in their cells, read by nobody. What another
kind cannot hold is put aside in the record's field `extra`:
`{"kept": [{"part", "label", "kind", "line", "value"}]}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from app.form import cells, convert, publishing, records
from app.form.filling import RECORD
from app.form.slots import SLOTLESS
from app.model.change import Value
from app.model.errors import Refused
from app.model.form import Form, Part
from app.session import Edit, Session


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer whose part is of another kind now; `is_done` says whether it could follow."""

    line: str
    old: Part
    new: Part
    value: object
    is_done: bool
    found: object = None


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What bringing a record to the newest version does."""

    record: bytes
    before: publishing.Version
    after: publishing.Version
    moved: tuple[Moved, ...] = ()
    gone: tuple[Part, ...] = ()
    """Parts that the record answers and the newest version does not have; they keep it."""

    @property
    def is_needed(self) -> bool:
        """Whether the record is of an older version."""
        return self.before.id != self.after.id


def look(session: Session, record: bytes) -> Upgrade:
    """What would become of a record; nothing is written."""
    held = records.load(session, record)
    form = held.row.ref("form") or b""
    after = publishing.current(session, form)
    if after is None:
        raise Refused("invalid", "This form is not published yet", hint="Publish it first")
    if after.id == held.version.id:
        return Upgrade(record, held.version, after)
    was = _meant(session, form, held.version)
    moved = tuple(_moved(_sheet(session, record, was), was, after.form))
    gone = tuple(part for part in _answered(held) if part.id not in after.form.by_id)
    return Upgrade(record, held.version, after, moved, gone)


def upgrade(session: Session, record: bytes) -> Upgrade:
    """Bring a draft to the version that is filled now, as one step."""
    found = look(session, record)
    held = records.load(session, record)
    if not held.is_open:
        raise Refused(
            "invalid", "This record was handed in", hint="Open it again to change an answer"
        )
    if not found.is_needed:
        return found
    with session.edit("Bring record to the newest version") as edit:
        rows = _paged(edit, held, found.after.form)
        by_row: dict[bytes, dict[str, Value]] = {}
        for one in found.moved:
            page, name = cells.place(one.new.slot)
            row = rows.get(one.line, {}).get(page)
            if row is not None:
                by_row.setdefault(row, {})[name] = cells.text_of(one.found)
        for row, values in by_row.items():
            edit.set("line", row, values)
        kept = [one for one in found.moved if not one.is_done]
        told: dict[str, Value] = {"version": found.after.id}
        if kept:
            told["extra"] = _aside(held.row.text("extra"), kept)
        edit.set("record", record, told)
    return found


def set_aside(extra: str) -> list[Mapping[str, object]]:
    """The answers that no version could hold, as a record's `extra` has them."""
    try:
        held: object = json.loads(extra) if extra else {}
    except (ValueError, RecursionError):
        return []
    every = cast("Mapping[str, object]", held).get("kept") if isinstance(held, dict) else None
    several = cast("Sequence[object]", every) if isinstance(every, list) else ()
    return [cast("Mapping[str, object]", one) for one in several if isinstance(one, dict)]


def _meant(session: Session, form: bytes, version: publishing.Version) -> Form:
    """The record's version, with the parts of those before it that it no longer has: an answer
    may have stood there when they were."""
    found = version.form
    for one in reversed(publishing.versions(session, form)):
        if one.number < version.number:
            found = _merged(found, one.form)
    return found


def _merged(form: Form, older: Form) -> Form:
    """A form with parts of another that it does not have; they lie beneath the others."""
    more = tuple(
        part
        for part in older.parts
        if part.id not in form.by_id and (part.slot >= 0 or part.kind not in SLOTLESS)
    )
    tables = {older.table_of(part) for part in more} - form.by_id.keys() - {""}
    holders = tuple(part for part in older.parts if part.id in tables and part not in more)
    return Form(form.name, (*form.parts, *holders, *more))


def _sheet(session: Session, record: bytes, form: Form) -> cells.Sheet:
    return cells.sheet(form, session.list("line", [("record", "=", record)]))


def _moved(sheet: cells.Sheet, old: Form, new: Form) -> Iterator[Moved]:
    for line, answers in sheet.answers.items():
        for key, value in answers.items():
            was, now = old.by_id[key], new.by_id.get(key)
            if now is None or now.kind == was.kind or old.table_of(was) != new.table_of(now):
                continue
            found = convert.convert(value, was, now)
            yield Moved(line, was, now, value, found.is_done, found.value)


def _answered(held: records.Held) -> list[Part]:
    names = {name for answers in held.sheet.answers.values() for name in answers}
    return [part for part in held.version.form.parts if part.id in names]


def _paged(edit: Edit, held: records.Held, form: Form) -> dict[str, dict[int, bytes]]:
    """The rows of every line, with those pages that only the new version needs."""
    tables = {line: table for table, lines in held.sheet.lines.items() for line in lines}
    found = {line: dict(pages) for line, pages in held.sheet.rows.items()}
    for line, pages in found.items():
        table = tables.get(line, "")
        first = pages.get(0)
        for page in range(cells.pages(form, table) if line == RECORD or table else 0):
            if page not in pages:
                home: dict[str, Value] = {"campaign": held.row.ref("campaign"), "of_part": table}
                home |= {"record": held.row.id, "page": page, "first": first}
                pages[page] = edit.add("line", home)
    return found


def _aside(extra: str, kept: Sequence[Moved]) -> str:
    every: list[Mapping[str, object]] = [
        *set_aside(extra),
        *(
            {
                "part": one.old.id,
                "label": one.old.label,
                "kind": one.old.kind,
                "line": one.line,
                "value": one.value,
            }
            for one in kept
        ),
    ]
    return json.dumps({"kept": every}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
