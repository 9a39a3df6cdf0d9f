"""Records out of a person's table: tried without a trace, then brought in as one step."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from app.expr.world import World
from app.form import cells, known, publishing, records
from app.form.compiled import Compiled
from app.form.exchange import record_cells, record_read
from app.form.exchange.record_cells import Unread
from app.form.exchange.record_columns import STATES, columns
from app.form.exchange.record_json import Told
from app.form.exchange.record_read import Book, Problem, Raw
from app.form.filling import RECORD, Filling
from app.form.flaws import Flaw, Taken, flaws
from app.form.naming import Naming
from app.form.shown import shown
from app.model import ids, order
from app.model.change import Value
from app.model.errors import Refused
from app.model.form import Form, Kind, Part
from app.model.ids import RowId
from app.model.step import Step, stepped, unwatched
from app.session import Edit, Session
from app.sheet.grid import Sheet

SAID = "{message}"
"""The template of what the designer of a form wrote."""
_MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y/%m/%d %H:%M", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file shall be brought in."""

    now_ms: int
    """The moment that expressions know, and that stands in the records."""
    columns: Mapping[str, int]
    """Part or word of `OWN` -> its column in the first sheet."""
    campaign: bytes | None = None
    """Where the file names none."""
    is_draft: bool = False
    """Whether records are drafts where the file does not say."""
    lang: str = "zh_CN"
    source: str = ""
    """The name of the file."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A record that can be brought in."""

    row: int
    key: str
    filling: Filling
    values: Mapping[str, Value]
    """Fields of the record itself, without its form, its version and its number."""
    number: str = ""
    is_numbered: bool = True


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do. Rows with errors are left out, all others are brought in."""

    version: publishing.Version
    ready: tuple[Ready, ...] = ()
    bad: frozenset[str] = frozenset()
    """Row numbers of the records that are left out."""
    problems: tuple[Problem, ...] = ()
    lines: int = 0
    """Lines of sub-tables in what would be brought in."""

    @property
    def has_work(self) -> bool:
        """Whether anything would be written."""
        return bool(self.ready)


def version_of(session: Session, form: bytes) -> publishing.Version:
    """The version that records are brought in for."""
    found = publishing.current(session, form)
    if found is None:
        raise Refused("invalid", "This form is not published yet", hint="Publish it first")
    return found


def dry_run(session: Session, form: bytes, book: Book, wanted: Wanted) -> DryRun:
    """What an import would do; nothing is written."""
    version = version_of(session, form)
    raws, problems = record_read.read(book, version.form, wanted.columns, Naming(session.list))
    trial = _Trial(session, form, version, wanted, book)
    found = [trial.tried(raw) for raw in raws]
    ready = tuple(one for one in found if one is not None)
    every = (*problems, *(one for raw in raws for one in raw.problems))
    bad = frozenset(raw.key for raw, one in zip(raws, found, strict=True) if one is None)
    order = sorted(every, key=lambda one: (one.table, one.row or 0, one.at))
    count = sum(len(one.filling.lines(table)) for one in ready for table in trial.form.columns)
    return DryRun(version, ready, bad, tuple(order), count)


def run(
    session: Session,
    form: bytes,
    found: DryRun,
    wanted: Wanted,
    step: Step = unwatched,
) -> list[RowId]:
    """Bring in what a dry run found ready, as one step; the answer are the new records."""
    if not found.ready:
        raise Refused("invalid", "There is nothing in it to import")
    numbers = _numbers(session, form, found)
    made: list[RowId] = []
    with session.edit("Import records") as edit:
        writer = _Writer(edit, form, found.version, numbers)
        for one in stepped(found.ready, step):
            made.append(writer.put(one, wanted))
        writer.write()
    return made


def _numbers(session: Session, form: bytes, found: DryRun) -> Iterator[str]:
    """The numbers for those that bring none."""
    part = next((p for p in found.version.form.parts if p.kind == Kind.SEQUENCE), None)
    if part is None:
        return iter(())
    given = {one.number for one in found.ready}
    return (one for one in records.numbers(session, form, part) if one not in given)


def add(session: Session, form: bytes, told: Told, wanted: Wanted) -> RowId | tuple[Flaw, ...]:
    """One record with these answers as one step; what is wrong where nothing was written."""
    version = version_of(session, form)
    trial = _Trial(session, form, version, wanted)
    found = trial.judged(told)
    if isinstance(found, tuple):
        return found
    numbers = _numbers(session, form, DryRun(version, (found,)))
    with session.edit("New record") as edit:
        writer = _Writer(edit, form, version, numbers)
        made = writer.put(found, wanted)
        writer.write()
    return made


class _Trial:
    def __init__(
        self,
        session: Session,
        form: bytes,
        version: publishing.Version,
        wanted: Wanted,
        book: Book | None = None,
    ) -> None:
        self._session, self._wanted = session, wanted
        self._names = Naming(session.list)
        self._book = book or Book(Sheet((), ()))
        self.form: Compiled = records.ready(version)
        self._zone = known.zone_of(session.list("workspace"))
        self._worlds: dict[int, World] = {}
        kinds = {part.kind: part.id for part in reversed(version.form.parts)}
        self._sequence = kinds.get(Kind.SEQUENCE, "")
        self._taken = _Met(records.taken_in(session, form, version.form))
        self._here = set(session.dataset("record", ["number"], [("form", "=", form)])["id"])

    def tried(self, raw: Raw) -> Ready | None:
        """A record with all that is wrong with it noted; None where it is left out."""
        values, state = self._own(raw)
        at = values["submitted"]
        filling, places = self._filled(raw, at if isinstance(at, int) else self._wanted.now_ms)
        filling.drop()
        is_open = state != "submitted"
        unread = {(one.row, one.table, one.field) for one in raw.problems}
        for flaw in flaws(filling, self._taken.has):
            if is_open and flaw.rule not in ("shape", "choice", "format"):
                continue  # a draft may be half filled
            problem = self._problem(raw, flaw, places, is_open=is_open)
            if (problem.row, problem.table, problem.field) not in unread:
                raw.problems.append(problem)  # what cannot be read is not missing, too
        if any(one.level == "error" for one in raw.problems):
            return None
        if not is_open:
            self._taken.put(filling, self.form.form)
        title = records.title_of(self.form.form, filling)
        told: dict[str, Value] = {**values, "state": state, "title": title or None}
        number = raw.own.get("number") or str(filling.kept(RECORD, self._sequence) or "")
        return Ready(raw.row, raw.key, filling, told, number, not is_open)

    def judged(self, told: Told) -> Ready | tuple[Flaw, ...]:
        """A record as a program tells it; all that is wrong where it cannot be handed in."""
        at = self._wanted.now_ms
        world = records.world_of(self._session, at)
        filling = Filling(self.form, told.answers, told.lines, world)
        filling.drop()
        found = flaws(filling, self._taken.has)
        is_draft = self._wanted.is_draft
        if not is_draft and any(flaw.level == "error" for flaw in found):
            return found
        values: dict[str, Value] = {
            "author": self._session.me.person,
            "campaign": self._wanted.campaign,
            "submitted": None if is_draft else at,
            "state": "draft" if is_draft else "submitted",
            "title": records.title_of(self.form.form, filling) or None,
        }
        return Ready(1, "1", filling, values, is_numbered=not is_draft)

    def _filled(self, raw: Raw, at: int) -> tuple[Filling, dict[str, int]]:
        """The record as it would be filled at that moment, and the row of each of its lines.

        The hub looks at it again with the clock of the moment that stands in the record.
        """
        answers: dict[str, Mapping[str, object]] = {RECORD: raw.answers}
        lines: dict[str, list[str]] = {}
        places: dict[str, int] = {}
        for table, every in raw.lines.items():
            for no, line in enumerate(every):
                name = f"{table}/{no}"
                lines.setdefault(table, []).append(name)
                answers[name] = line.answers
                places[name] = line.row
        if at not in self._worlds:
            self._worlds[at] = records.world_of(self._session, at)
        return Filling(self.form, answers, lines, self._worlds[at]), places

    def _own(self, raw: Raw) -> tuple[dict[str, Value], str]:
        own = raw.own
        values: dict[str, Value] = {"author": self._session.me.person}
        values["campaign"] = self._wanted.campaign
        values["submitted"] = self._wanted.now_ms
        for key, kind in (("author", Kind.PERSON), ("campaign", Kind.LINK)):
            if own.get(key):
                found = record_cells.read(Part(key, kind), own[key], self._names)
                if isinstance(found, Unread):
                    self._doubt(raw, key, found)
                elif isinstance(found, str):
                    values[key] = bytes.fromhex(found)
        state = "draft" if self._wanted.is_draft else "submitted"
        if own.get("state"):
            state = next((k for k, pair in STATES.items() if own["state"] in (k, *pair)), "")
            if not state:
                value = own["state"][:80]
                self._note(raw, "state", "“{value}” is no state of a record", value=value)
        if own.get("submitted"):
            moment = _moment(own["submitted"], self._zone)
            if moment is None:
                text = own["submitted"][:40]
                self._note(raw, "submitted", "This is no day: {text}", text=text)
            else:
                values["submitted"] = moment
        held = ids.parse(own["id"]) if own.get("id") else None
        if held is not None and held in self._here:
            self._note(raw, "id", "This record is here already")
        if state == "draft":
            values["submitted"] = None
        return values, state

    def _note(self, raw: Raw, key: str, template: str, **params: object) -> None:
        """What a record says of itself cannot be taken."""
        at = self._wanted.columns.get(key, -1)
        label = self._book.main.label(at) if at >= 0 else ""
        raw.problems.append(Problem(raw.row, label, template, params, rule=key, field=key, at=at))

    def _doubt(self, raw: Raw, key: str, found: Unread) -> None:
        at = self._wanted.columns.get(key, -1)
        label = self._book.main.label(at) if at >= 0 else ""
        told = Problem(raw.row, label, found.template, found.params, rule=key, field=key, at=at)
        raw.problems.append(told)

    def _problem(
        self, raw: Raw, flaw: Flaw, places: Mapping[str, int], *, is_open: bool
    ) -> Problem:
        """A flaw at its place in the file; where its field has no column, by its label."""
        table = flaw.line.partition("/")[0] if flaw.line else ""
        sheet = self._book.tables.get(table) if table else self._book.main
        held = self.form.form.by_id.get(flaw.part)
        chosen = self._wanted.columns
        if table and sheet is not None:
            chosen = record_read.propose(self.form.form, sheet.header, table)
        at = chosen.get(flaw.part, -1)
        label = sheet.label(at) if sheet is not None and at >= 0 else ""
        own = (flaw.message, flaw.message_en)
        said = next((one for one in (own if self._is_chinese else own[::-1]) if one), "")
        template, params = (SAID, {"message": said}) if said else (flaw.template, flaw.params)
        return Problem(
            places.get(flaw.line, raw.row),
            label or (shown(held, self._wanted.lang) if held is not None else ""),
            template,
            params,
            "warning" if is_open else flaw.level,
            flaw.rule,
            flaw.part,
            table,
            at,
        )

    @property
    def _is_chinese(self) -> bool:
        return self._wanted.lang.startswith("zh")


@dataclass(slots=True)
class _Met:
    """The answers that other records have: those of the workspace, and those of this file."""

    taken: Taken
    _here: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def has(self, part: str, kept: object) -> bool:
        return (part, cells.text_of(kept) or "") in self._here or self.taken(part, kept)

    def put(self, filling: Filling, form: Form) -> None:
        for part in columns(form):
            if any(check.rule == "unique" for check in part.checks):
                kept = filling.kept(RECORD, part.id)
                self._here.add((part.id, cells.text_of(kept) or ""))


class _Writer:
    """Collects rows and adds them table by table: an import of thousands is a few inserts."""

    def __init__(
        self, edit: Edit, form: bytes, version: publishing.Version, numbers: Iterator[str]
    ) -> None:
        self._edit, self._form, self._version, self._numbers = edit, form, version, numbers
        kinds = {part.kind: part.id for part in reversed(version.form.parts)}
        self._sequence = kinds.get(Kind.SEQUENCE, "")
        self._slots = {p.id: cells.place(p.slot) for p in version.form.answered() if p.slot >= 0}
        tables = ("", *(p.id for p in version.form.parts if p.kind == Kind.TABLE))
        self._pages = {table: cells.pages(version.form, table) for table in tables}
        self._records: list[tuple[bytes, Mapping[str, Value]]] = []
        self._lines: list[tuple[bytes, Mapping[str, Value]]] = []

    def put(self, one: Ready, wanted: Wanted) -> RowId:
        """One record with its lines."""
        is_new = one.is_numbered and not one.number
        number = next(self._numbers, "") if is_new else one.number
        record = self._edit.new_id()
        told: dict[str, Value] = {"form": self._form, "version": self._version.id}
        told["number"] = number or None
        if wanted.source:
            source = {"file": wanted.source, "row": one.row}
            told["source"] = json.dumps(source, ensure_ascii=False)
        self._records.append((record, {**one.values, **told}))
        answers = one.filling.answers()
        if self._sequence and number:
            answers[RECORD] = {**answers.get(RECORD, {}), self._sequence: number}
        home: dict[str, Value] = {"record": record, "campaign": one.values["campaign"]}
        self._line(home, "", "", answers.get(RECORD, {}))
        for table, keys in self._keys(one.filling):
            for line, key in zip(one.filling.lines(table), keys, strict=True):
                self._line(home, table, key, answers.get(line, {}))
        return record

    def write(self) -> None:
        """Into the replica."""
        self._edit.add_all("record", self._records)
        self._edit.add_all("line", self._lines)

    def _keys(self, filling: Filling) -> Iterator[tuple[str, Sequence[str]]]:
        for table in filling.form.columns:
            count = len(filling.lines(table))
            if count:
                yield table, order.spread("", "", count, self._edit.random_bytes)

    def _line(
        self, home: Mapping[str, Value], table: str, key: str, answers: Mapping[str, object]
    ) -> None:
        pages: list[dict[str, Value]] = [{} for _ in range(self._pages[table])]
        for part, kept in answers.items():
            if part in self._slots:
                page, name = self._slots[part]
                pages[page][name] = cells.text_of(kept)
        first: RowId | None = None
        for page, held in enumerate(pages):
            row = self._edit.new_id()
            told: dict[str, Value] = {"of_part": table, "page": page, "okey": key, "first": first}
            self._lines.append((row, {**home, **told, **held}))
            first = first or row


def _moment(text: str, zone: tzinfo) -> int | None:
    """UTC milliseconds of a wall time."""
    for form in _MOMENTS:
        try:
            at = datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
        return round(at.timestamp() * 1000)
    return None
