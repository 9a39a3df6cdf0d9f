"""The records of a form as a table: the columns of all its versions, each record as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.expr.values import Value as Seen
from app.form import cells, publishing
from app.form.convert import convert
from app.form.slots import SLOTLESS
from app.form.values import seen
from app.model.change import Value
from app.model.form import SLOTS, Form, Kind, Part
from app.session import Session

CHUNK = 500
OWN = ("number", "title", "state", "version", "author", "submitted", "campaign", "source")
"""What a record itself says, beside its answers."""
LINE = ("record", "of_part", "page", "okey", "first")


@dataclass(frozen=True, slots=True)
class Column:
    """A part that any version has, as the newest one that has it says it is."""

    part: Part
    table: str
    """The sub-table that it is a column of, ""."""
    first: int
    last: int
    """The numbers of the versions that have it, the first and the last of them."""
    is_gone: bool
    """Whether the version that is filled now does not have it."""

    @property
    def key(self) -> str:
        """What it is called in expressions."""
        return self.part.id


@dataclass(slots=True)
class Entry:
    """One record: what it says of itself, its answers, the lines of its sub-tables."""

    id: bytes
    own: Mapping[str, Value]
    form: Form | None
    """The version that it was begun with; None where that has not come yet."""
    number: int
    """Of that version, 0 where it has not come yet."""
    answers: dict[str, object] = field(default_factory=dict[str, object])
    lines: dict[str, list[tuple[str, dict[str, object]]]] = field(
        default_factory=dict[str, list[tuple[str, dict[str, object]]]]
    )
    """Sub-table -> (line, its answers) in order."""

    @property
    def state(self) -> str:
        """draft, submitted or void."""
        held = self.own["state"]
        return held if isinstance(held, str) else "draft"

    def part(self, key: str) -> Part | None:
        """A part as the record's own version has it."""
        return self.form.by_id.get(key) if self.form is not None else None


@dataclass(frozen=True, slots=True)
class Listing:
    """The records of a form, the oldest first."""

    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    tables: Mapping[str, Part] = field(default_factory=dict[str, Part])
    """Sub-tables as the newest version that has them says they are."""

    def column(self, key: str) -> Column | None:
        """A column by its part."""
        return next((one for one in self.columns if one.key == key), None)

    def values(self, key: str) -> list[Seen]:
        """One column as reports take it: each answer as the newest version sees it, null where
        it cannot be that; for a column of a sub-table a list a record."""
        column = self.column(key)
        if column is None:
            return [None] * len(self.entries)
        if not column.table:
            return [_newest(e.part(key), column.part, e.answers.get(key)) for e in self.entries]
        return [
            [
                _newest(entry.part(key), column.part, told.get(key))
                for _, told in entry.lines.get(column.table, ())
            ]
            for entry in self.entries
        ]


def columns_of(versions: Sequence[publishing.Version], current: bytes | None) -> tuple[Column, ...]:
    """The parts of all versions: as they stand now, behind them those that are gone, the
    latest gone first."""
    now = next((one for one in versions if one.id == current), versions[-1] if versions else None)
    rest = [one for one in reversed(versions) if one is not now]
    held: dict[str, Column] = {}
    for one in (now, *rest) if now is not None else ():
        for part in one.form.parts:
            if part.kind not in SLOTLESS and part.id not in held:
                numbers = [v.number for v in versions if part.id in v.form.by_id]
                table, is_gone = one.form.table_of(part), one is not now
                held[part.id] = Column(part, table, min(numbers), max(numbers), is_gone)
    return tuple(held.values())


def read(
    session: Session,
    form: bytes,
    *,
    wanted: Collection[str] | None = None,
    records: Iterable[bytes] | None = None,
) -> Listing:
    """The records of a form; `wanted`: only these parts; `records`: only these of them."""
    versions = publishing.versions(session, form)
    columns = columns_of(versions, session.get("form", form).ref("version"))
    forms = {one.id: one for one in versions}
    where: list[tuple[str, str, Value | tuple[Value, ...]]] = [("form", "=", form)]
    if records is not None:
        where.append(("id", "in", tuple(records)))
    told = session.dataset("record", ["version", *(n for n in OWN if n != "version")], where)
    entries: list[Entry] = []
    for at, row in enumerate(told["id"]):
        assert isinstance(row, bytes)
        own = {name: told[name][at] for name in OWN}
        version = own["version"]
        known = forms.get(version) if isinstance(version, bytes) else None
        entries.append(Entry(row, own, known.form if known else None, known.number if known else 0))
    _fill(session, entries, wanted)
    tables = {
        part.id: part for one in versions for part in one.form.parts if part.kind == Kind.TABLE
    }
    return Listing(columns, tuple(entries), tables)


def _newest(old: Part | None, new: Part, kept: object) -> Seen:
    if old is None or kept is None:
        return None
    if old.kind == new.kind:
        return seen(new, kept)
    found = convert(kept, old, new)
    return seen(new, found.value) if found.is_done else None


def _fill(session: Session, entries: Sequence[Entry], wanted: Collection[str] | None) -> None:
    """Read the answers, version by version, only the slots that are asked for."""
    by_version: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.form is not None:
            by_version.setdefault(id(entry.form), []).append(entry)
    for held in by_version.values():
        form = held[0].form
        assert form is not None
        slots = _slots(form, wanted)
        if not slots:
            continue
        names = [*LINE, *sorted({name for found in slots.values() for _, _, name in found})]
        for at in range(0, len(held), CHUNK):
            chunk = {entry.id: entry for entry in held[at : at + CHUNK]}
            told = session.dataset("line", names, [("record", "in", tuple(chunk))])
            _take(chunk, slots, told)


Slots = Mapping[str, Sequence[tuple[str, int, str]]]
"""Sub-table, "" the record -> (part, page, field)."""


def _slots(form: Form, wanted: Collection[str] | None) -> Slots:
    found: dict[str, list[tuple[str, int, str]]] = {}
    for part in form.answered():
        is_wanted = wanted is None or part.id in wanted
        if part.kind == Kind.TABLE or part.slot < 0 or not is_wanted:
            continue
        page, name = divmod(part.slot, SLOTS)
        found.setdefault(form.table_of(part), []).append((part.id, page, f"v{name + 1}"))
    return found


def _take(chunk: Mapping[bytes, Entry], slots: Slots, told: Mapping[str, list[Value]]) -> None:
    """Rows of lines into their records, as `cells.sheet` reads them: the older row counts, the
    newer fills what it leaves empty, and a line whose first row is gone is gone."""
    heads = {
        row: at for at, (row, first) in enumerate(zip(told["id"], told["first"], strict=True))
        if first is None
    }  # fmt: skip
    lines: dict[Value, dict[str, object]] = {}
    order: dict[tuple[bytes, str], list[tuple[str, bytes]]] = {}
    for at, row in enumerate(told["id"]):
        head = heads.get(told["first"][at] or row)
        record = told["record"][at]
        entry = chunk.get(record) if isinstance(record, bytes) else None
        if head is None or entry is None or not isinstance(row, bytes):
            continue
        table = str(told["of_part"][head] or "")
        first = told["id"][head]
        assert isinstance(first, bytes)
        if table and first not in lines:
            order.setdefault((entry.id, table), []).append((str(told["okey"][head] or ""), first))
        mine = lines.setdefault(first, {}) if table else entry.answers
        for part, page, name in slots.get(table, ()):
            kept = cells.kept_in(told[name][at]) if (told["page"][at] or 0) == page else None
            if kept is not None:
                mine.setdefault(part, kept)
    for (record, table), found in order.items():
        held = chunk[record].lines.setdefault(table, [])
        held += [(first.hex(), lines[first]) for _, first in sorted(found)]


def answered(entries: Iterable[Entry], column: Column) -> Iterator[tuple[Entry, Part, object]]:
    """(record, the part as its version has it, answer) wherever there is one."""
    for entry in entries:
        part = entry.part(column.key)
        if part is None:
            continue
        if not column.table:
            kept = entry.answers.get(column.key)
            if kept is not None:
                yield entry, part, kept
            continue
        for _, told in entry.lines.get(column.table, ()):
            if told.get(column.key) is not None:
                yield entry, part, told[column.key]
