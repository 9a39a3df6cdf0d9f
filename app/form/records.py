"""Records of forms: begin one, answer, hand it in, open it again, take it back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from app.expr.world import World
from app.form import cells, known, publishing
from app.form.compiled import Compiled, compiled
from app.form.filling import RECORD, Filling, Place
from app.form.flaws import Flaw, Taken, flaws
from app.model import order
from app.model.change import Value
from app.model.errors import Refused
from app.model.form import Form, Kind, Part
from app.model.ids import RowId
from app.model.row import Row
from app.session import Edit, Session

TITLED = (Kind.TEXT, Kind.SEQUENCE, Kind.LONG, Kind.CHOICE)
MOST_TITLE = 200
MOST_TOUCHED = 200
"""An edit of more lines reads the whole record."""
LINE_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Held:
    """A record, its form as it was when it was begun, and its answers."""

    row: Row
    version: publishing.Version
    sheet: cells.Sheet

    @property
    def is_open(self) -> bool:
        """Whether it may still be answered."""
        return self.row.text("state") == "draft"

    def filling(self, asked: World | None = None) -> Filling:
        """It, ready to be filled."""
        return Filling(ready(self.version), self.sheet.answers, self.sheet.lines, asked)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of handing in: nothing is wrong, or what is; warnings do not stop it."""

    flaws: tuple[Flaw, ...]
    number: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was handed in."""
        return all(flaw.level != "error" for flaw in self.flaws)


def ready(version: publishing.Version) -> Compiled:
    """A version made ready to be filled."""
    return compiled(version.form)


def world_of(session: Session, now_ms: int) -> World:
    """What its expressions may know of the world at that millisecond."""
    return known.world_at(now_ms, session.list("workspace"))


def taken_in(session: Session, form: bytes, version: Form, record: bytes = b"") -> Taken:
    """The answers of all records of a form that were handed in, but for this one; read when a
    part is first asked for."""
    found: dict[str, dict[str, set[bytes]]] = {}

    def read(part: str) -> dict[str, set[bytes]]:
        page, column = cells.place(version.by_id[part].slot)
        handed = [("form", "=", form), ("state", "=", "submitted")]
        records = set(session.dataset("record", ["number"], handed)["id"])
        lines = session.dataset(
            "line", ["record", column], [("of_part", "=", ""), ("page", "=", page)]
        )
        by_text: dict[str, set[bytes]] = {}
        for other, text in zip(lines["record"], lines[column], strict=True):
            if isinstance(text, str) and isinstance(other, bytes) and other in records:
                by_text.setdefault(text, set()).add(other)
        return by_text

    def is_taken(part: str, kept: object) -> bool:
        if part not in found:
            found[part] = read(part)
        return bool(found[part].get(cells.text_of(kept) or "", set()) - {record})

    return is_taken


def begin(session: Session, form: bytes, campaign: bytes | None = None) -> RowId:
    """An empty record of the version that is filled now."""
    current = session.get("form", form).ref("version")
    if current is None:
        raise Refused("invalid", "This form is not published yet", hint="Publish it first")
    version = publishing.version(session, current)
    with session.edit("New record") as edit:
        values: dict[str, Value] = {"campaign": campaign, "form": form, "version": version.id}
        record = edit.add("record", {**values, "state": "draft", "author": session.me.person})
        _add_line(edit, (record, campaign), version, RECORD, "")
    return record


def load(session: Session, record: bytes) -> Held:
    """A record with its answers."""
    row = session.get("record", record)
    version = publishing.version(session, row.ref("version") or b"")
    rows = session.list("line", [("record", "=", record)])
    return Held(row, version, cells.sheet(version.form, rows))


def write(session: Session, record: bytes, changes: Mapping[Place, object]) -> None:
    """Answer places; one step, however many they are."""
    held = _opened(_touched(session, record, {line for line, _ in changes}))
    with session.edit("Answer|record") as edit:
        _write(edit, held, changes)


def add_lines(
    session: Session, record: bytes, table: str, answers: Sequence[Mapping[str, object]], at: int
) -> list[str]:
    """New lines of a sub-table before the one that stands at `at`; the lines' names."""
    held = _open(session, record)
    _column(held, table)
    lines = held.sheet.lines.get(table, ())
    keys = {row.id.hex(): row.text("okey") for row in _heads(session, record, table)}
    low = keys[lines[at - 1]] if 0 < at <= len(lines) else ""
    high = keys[lines[at]] if at < len(lines) else ""
    made: list[str] = []
    with session.edit("Add lines") as edit:
        okeys = order.spread(low, high, len(answers), edit.random_bytes)
        for okey, told in zip(okeys, answers, strict=True):
            home = record, held.row.ref("campaign")
            rows = _add_line(edit, home, held.version, table, okey)
            line = rows[0].hex()
            made.append(line)
            sheet = cells.Sheet({}, {}, {line: dict(enumerate(rows))})
            _write(
                edit, Held(held.row, held.version, sheet), {(line, p): k for p, k in told.items()}
            )
    return made


def remove_lines(session: Session, record: bytes, lines: Iterable[str]) -> None:
    """Take lines of sub-tables away."""
    held = _open(session, record)
    with session.edit("Remove lines") as edit:
        for line in lines:
            for row in held.sheet.rows.get(line, {}).values() if line else ():
                edit.delete("line", row)


def move_line(session: Session, record: bytes, line: str, to: int) -> None:
    """Put a line at another place of its sub-table."""
    held = _open(session, record)
    first = held.sheet.rows.get(line, {}).get(0)
    if not line or first is None:
        raise Refused("not_found", "There is no such line")
    table = session.get("line", first).text("of_part")
    others = [other for other in held.sheet.lines[table] if other != line]
    keys = {row.id.hex(): row.text("okey") for row in _heads(session, record, table)}
    low = keys[others[to - 1]] if 0 < to <= len(others) else ""
    high = keys[others[to]] if to < len(others) else ""
    with session.edit("Move a line") as edit:
        edit.set("line", first, {"okey": order.between(low, high, edit.random_bytes)})


def submit(session: Session, record: bytes, now_ms: int) -> Submitted:
    """Hand a record in. Where something is wrong nothing is changed.

    `now_ms` is the moment that its expressions know, and that stands in the record: the hub
    looks at it again with the same clock.
    """
    held = _open(session, record)
    filling = held.filling(world_of(session, now_ms))
    before = filling.answers()
    filling.drop()
    form = held.row.ref("form") or b""
    found = flaws(filling, taken_in(session, form, held.version.form, record))
    if any(flaw.level == "error" for flaw in found):
        return Submitted(found)
    after = filling.answers()
    changes: dict[Place, object] = {
        (line, part): after.get(line, {}).get(part)
        for line in {*before, *after}
        for part in {*held.sheet.answers.get(line, {}), *after.get(line, {})}
        if held.sheet.answers.get(line, {}).get(part) != after.get(line, {}).get(part)
    }
    number = _number(session, held)
    with session.edit("Hand in") as edit:
        for part in held.version.form.parts:
            if part.kind == Kind.SEQUENCE and part.slot >= 0 and number:
                changes[RECORD, part.id] = number
        _write(edit, held, changes)
        told: dict[str, Value] = {"state": "submitted", "submitted": now_ms}
        title = title_of(held.version.form, filling)
        edit.set("record", record, {**told, "number": number, "title": title})
    return Submitted(found, number)


def reopen(session: Session, record: bytes) -> None:
    """Make a record that was handed in a draft again."""
    if session.get("record", record).text("state") == "draft":
        raise Refused("invalid", "This record is open already")
    with session.edit("Open again|record") as edit:
        edit.set("record", record, {"state": "draft"})


def void(session: Session, record: bytes) -> None:
    """Take a record back: it stays, and counts no more."""
    with session.edit("Void|record") as edit:
        edit.set("record", record, {"state": "void"})


def write_many(session: Session, changes: Mapping[bytes, Mapping[Place, object]]) -> None:
    """Answer places of several drafts; one step for all of them."""
    held = [(_open(session, record), told) for record, told in changes.items()]
    with session.edit("Answer in several records") as edit:
        for one, told in held:
            _write(edit, one, told)


def set_state(session: Session, every: Iterable[bytes], state: str) -> int:
    """Void records, or make them drafts again, as one step; how many were in another state."""
    rows = [row for row in (session.get("record", one) for one in every) if row["state"] != state]
    with session.edit("Void records" if state == "void" else "Open records again") as edit:
        for row in rows:
            edit.set("record", row.id, {"state": state})
    return len(rows)


def delete(session: Session, every: Iterable[bytes]) -> None:
    """Put records into the trash."""
    with session.edit("Delete records") as edit:
        for one in every:
            edit.delete("record", one)


def _touched(session: Session, record: bytes, lines: Set[str]) -> Held:
    """A record with these lines of it alone: a cell of a long sub-table waits for no other."""
    if len(lines) > MOST_TOUCHED:
        return load(session, record)
    row = session.get("record", record)
    version = publishing.version(session, row.ref("version") or b"")
    ids = tuple(bytes.fromhex(one) for one in lines if LINE_NAME.fullmatch(one))
    rows = session.list("line", [("record", "=", record), ("id", "in", ids)]) if ids else []
    tables = {one.text("of_part") for one in rows}
    if any(cells.pages(version.form, table) > 1 for table in tables):
        rows += session.list("line", [("record", "=", record), ("first", "in", ids)])
    if RECORD in lines:
        rows += session.list("line", [("record", "=", record), ("of_part", "=", "")])
    return Held(row, version, cells.sheet(version.form, rows))


def _open(session: Session, record: bytes) -> Held:
    return _opened(load(session, record))


def _opened(held: Held) -> Held:
    if not held.is_open:
        raise Refused(
            "invalid", "This record was handed in", hint="Open it again to change an answer"
        )
    return held


def _column(held: Held, table: str) -> Part:
    part = held.version.form.by_id.get(table)
    if part is None or part.kind != Kind.TABLE:
        raise Refused("not_found", "There is no such sub-table")
    return part


def _heads(session: Session, record: bytes, table: str) -> list[Row]:
    where = [("record", "=", record), ("of_part", "=", table)]
    return [row for row in session.list("line", where) if row.ref("first") is None]


def _add_line(
    edit: Edit,
    home: tuple[bytes, bytes | None],
    version: publishing.Version,
    table: str,
    okey: str,
) -> list[RowId]:
    record, campaign = home
    rows: list[RowId] = []
    for page in range(cells.pages(version.form, table)):
        values: dict[str, Value] = {"campaign": campaign, "record": record, "of_part": table}
        first = rows[0] if rows else None
        rows.append(edit.add("line", {**values, "page": page, "okey": okey, "first": first}))
    return rows


def _write(edit: Edit, held: Held, changes: Mapping[Place, object]) -> None:
    """Into the rows of its lines, a row once; a page that is missing is made."""
    by_row: dict[bytes, dict[str, Value]] = {}
    for (line, name), kept in changes.items():
        part = held.version.form.by_id.get(name)
        rows = held.sheet.rows.get(line)
        if part is None or part.slot < 0 or rows is None:
            raise Refused("not_found", "There is no such field in this record")
        page, field = cells.place(part.slot)
        if page not in rows:
            raise Refused("not_found", "There is no such field in this record")
        by_row.setdefault(rows[page], {})[field] = cells.text_of(kept)
    for row, values in by_row.items():
        edit.set("line", row, values)


def title_of(form: Form, filling: Filling) -> str:
    """What a record is called by its answers, "" where none of them names it."""
    for part in form.parts:
        kept = filling.kept(RECORD, part.id) if part.kind in TITLED else None
        if isinstance(kept, str) and kept and not form.table_of(part):
            labels = {choice.id: choice.label for choice in part.choices}
            return labels.get(kept, kept)[:MOST_TITLE]
    return ""


def _number(session: Session, held: Held) -> str:
    """The next number of its form on this replica: the prefix, then digits.

    Two laptops offline may give one number twice; the short end of the record's id tells the
    records apart (contract.md), and the hub's list shows both.
    """
    if held.row.text("number"):
        return held.row.text("number")
    part = next((p for p in held.version.form.parts if p.kind == Kind.SEQUENCE), None)
    if part is None:
        return ""
    return next(numbers(session, held.row.ref("form") or b"", part))


def numbers(session: Session, form: bytes, part: Part) -> Iterator[str]:
    """The numbers that come next in a form's sequence, without end."""
    told = session.dataset("record", ["number"], [("form", "=", form)])["number"]
    prefix, digits = part.settings.get("prefix", ""), part.settings.get("digits", "4")
    used = [str(one)[len(prefix) :] for one in told if one and str(one).startswith(prefix)]
    last = max((int(one) for one in used if one.isascii() and one.isdigit()), default=0)
    wide = min(int(digits), 12) if digits.isascii() and digits.isdigit() else 4
    return (f"{prefix}{no:0{wide}d}" for no in itertools.count(last + 1))
