"""A person's table of records, read: each row with its answers and the lines that belong to it.

Pure. Rows are joined by the column of row numbers, or by the rows' own numbers where the first
sheet has no such column; in a sheet of lines an empty number means the one above it.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.form.answers import GRID_KEYS
from app.form.exchange import record_cells
from app.form.exchange.record_book import MOST_NAME
from app.form.exchange.record_cells import Finder, Unread
from app.form.exchange.record_columns import OWN, columns, plain, propose
from app.form.shown import shown
from app.form.values import FIGURES, GRIDS
from app.model.errors import Refused
from app.model.form import Form, Kind, Part
from app.sheet import csv_text, decode
from app.sheet.grid import Cell, Sheet, is_empty, under_header
from app.sheet.guard import unguarded

MOST_ROWS = 50_000
TEXTS = frozenset({".csv", ".txt", ".tsv"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place of the file; `column` and `row` as people count them."""

    row: int | None
    column: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    level: str = "error"
    rule: str = ""
    field: str = ""
    table: str = ""
    """The sub-table in whose sheet it is, "" in the first one."""
    at: int = -1
    """The place of the column in its sheet."""


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a file that are read."""

    main: Sheet
    tables: Mapping[str, Sheet] = field(default_factory=dict[str, Sheet])
    """Sub-table, target figures or budget -> its sheet."""
    unread: tuple[str, ...] = ()
    """Names of the other sheets."""


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line of a sub-table; `row` as people count it."""

    row: int
    answers: dict[str, object]


@dataclass(slots=True)
class Raw:
    """One record as the file tells it."""

    row: int
    key: str
    own: dict[str, str]
    answers: dict[str, object]
    lines: dict[str, list[RawLine]] = field(default_factory=dict[str, list[RawLine]])
    figures: dict[str, list[dict[str, str]]] = field(
        default_factory=dict[str, list[dict[str, str]]]
    )
    """Target figures or budget -> its lines."""
    problems: list[Problem] = field(default_factory=list[Problem])


def open_book(
    data: bytes, name: str, form: Form, beside: Mapping[str, bytes] | None = None
) -> Book:
    """The sheets in a file; of CSV files the further ones are given beside it, by their names."""
    suffix = Path(name).suffix.lower()
    if suffix in TEXTS:
        grids = {n: csv_text.read_csv(d, _known(form, n)) for n, d in (beside or {}).items()}
        held = {n: table for n in grids if (table := table_named(form, n))}
        tables = {table: _free(grids[n]) for n, table in held.items()}
        return Book(_free(csv_text.read_csv(data, _known(form, ""))), tables)
    sheets = decode.decode_book(data, decode.child())
    filled = {
        n: g for n, g in sheets.items() if any(not is_empty(cell) for row in g for cell in row)
    }
    if not filled:
        raise Refused("bad_file", "The file is empty")
    main = next((n for n in filled if not table_named(form, n)), next(iter(filled)))
    held = {n: table for n in filled if n != main and (table := table_named(form, n))}
    tables = {table: under_header(filled[n], _known(form, n)) for n, table in held.items()}
    others = tuple(n for n in filled if n != main and n not in held)
    return Book(under_header(filled[main], _known(form, "")), tables, others)


def open_path(path: Path, form: Form) -> Book:
    """The sheets in a file; of `NAME.csv` the further ones are `NAME-SHEET.csv` beside it."""
    beside: dict[str, bytes] = {}
    if path.suffix.lower() == ".csv":
        for other in sorted(path.parent.glob(f"{glob.escape(path.stem)}-*.csv")):
            beside[other.stem[len(path.stem) + 1 :]] = other.read_bytes()
    return open_book(path.read_bytes(), path.name, form, beside)


def table_named(form: Form, name: str) -> str:
    """The sub-table, target figures or budget that a sheet is called after, "" for none."""
    for part in form.parts:
        if part.kind == Kind.TABLE or (part.kind in GRIDS and not form.table_of(part)):
            words = {part.id, *(one[:MOST_NAME] for one in (part.label, part.label_en) if one)}
            if plain(name) in {plain(word) for word in words}:
                return part.id
    return ""


def _known(form: Form, name: str) -> _Known:
    return _Known(form, table_named(form, name) if name else "")


@dataclass(frozen=True, slots=True)
class _Known:
    """Counts the titles of a header that are known."""

    form: Form
    table: str

    def __call__(self, header: Sequence[str]) -> int:
        return len(propose(self.form, header, self.table))


def _free(sheet: Sheet) -> Sheet:
    """A CSV sheet without the apostrophes that keep texts from running as formulas."""
    rows = tuple(
        tuple(unguarded(cell) if isinstance(cell, str) else cell for cell in row)
        for row in sheet.rows
    )
    header = tuple(unguarded(title) for title in sheet.header)
    return Sheet(header, rows, sheet.first_row, sheet.first_column, sheet.title)


def read(
    book: Book, form: Form, chosen: Mapping[str, int], finder: Finder
) -> tuple[list[Raw], list[Problem]]:
    """The records of a file, and what is wrong with the file as a whole."""
    reader = _Reader(book, form, finder)
    raws = reader.records(chosen)
    for table, sheet in book.tables.items():
        reader.lines(table, sheet, raws)
    for raw in raws:
        raw.answers |= raw.figures
    return raws, reader.problems


class _Reader:
    def __init__(self, book: Book, form: Form, finder: Finder) -> None:
        self._book, self._form, self._finder = book, form, finder
        self.problems: list[Problem] = []

    def records(self, chosen: Mapping[str, int]) -> list[Raw]:
        sheet = self._book.main
        width = len(sheet.header)
        places = {key: at for key, at in chosen.items() if 0 <= at < width}
        parts = [part for part in columns(self._form) if part.id in places]
        if not parts:
            self._note(None, (None, -1, ""), "No column is a field of this form")
            return []
        found: list[Raw] = []
        met: set[str] = set()
        for row, cells in enumerate(sheet.rows, sheet.first_row):
            own = {k: record_cells.text(cells[places[k]]) for k in OWN if k in places}
            if all(is_empty(cell) for at, cell in enumerate(cells) if at != places.get("row")):
                continue
            if len(found) == MOST_ROWS:
                told = {"limit": MOST_ROWS}
                self._note(None, (row, -1, ""), "Only the first {limit} records were read", **told)
                break
            raw = Raw(row, own.get("row") or str(row), own, {})
            self._answers(raw, "", (row, cells, sheet), [(p, places[p.id]) for p in parts])
            if raw.key in met:
                where = row, places.get("row", -1), ""
                self._note(raw, where, "Row number {value} stands here twice", value=raw.key)
            met.add(raw.key)
            found.append(raw)
        return found

    def _note(
        self, raw: Raw | None, where: tuple[int | None, int, str], template: str, **params: object
    ) -> None:
        """Of a record or of the file; `where` is the row, the place of the column, the sheet."""
        row, at, table = where
        sheet = self._book.tables[table] if table else self._book.main
        label = sheet.label(at) if at >= 0 else ""
        rule = "row" if at >= 0 else ""
        into = raw.problems if raw is not None else self.problems
        into.append(Problem(row, label, template, params, rule=rule, table=table, at=at))

    def _answers(
        self,
        raw: Raw,
        table: str,
        where: tuple[int, Sequence[Cell], Sheet],
        parts: Iterable[tuple[Part, int]],
    ) -> dict[str, object]:
        """Put the answers of a row where they belong: into the record, or into the answer."""
        row, cells, sheet = where
        held = {} if table else raw.answers
        for part, at in parts:
            found = record_cells.read(part, cells[at], self._finder)
            if isinstance(found, Unread):
                raw.problems.append(
                    Problem(
                        row,
                        sheet.label(at),
                        found.template,
                        found.params,
                        rule=found.rule,
                        field=part.id,
                        table=table,
                        at=at,
                    )
                )
            elif found is not None:
                held[part.id] = found
        return held

    def lines(self, table: str, sheet: Sheet, raws: Sequence[Raw]) -> None:
        """The lines of one sheet into their records."""
        places = propose(self._form, sheet.header, table)
        held = self._form.by_id[table]
        name = shown(held, "zh_CN") or table
        if "row" not in places:
            self._note(
                None,
                (None, -1, table),
                "The sheet “{sheet}” has no column of row numbers; it was not read",
                sheet=name,
            )
            return
        by_key = {raw.key: raw for raw in reversed(raws)}
        parts = [
            (part, places[part.id]) for part in columns(self._form, table) if part.id in places
        ]
        key = ""
        for row, cells in enumerate(sheet.rows, sheet.first_row):
            key = record_cells.text(cells[places["row"]]) or key
            if all(is_empty(cell) for at, cell in enumerate(cells) if at != places["row"]):
                continue
            raw = by_key.get(key)
            if raw is None:
                where = row, places["row"], table
                self._note(None, where, "No record has row number {value}", value=key)
            elif held.kind in GRIDS:
                raw.figures.setdefault(table, []).append(_figures(held, cells, places))
            else:
                answers = self._answers(raw, table, (row, cells, sheet), parts)
                raw.lines.setdefault(table, []).append(RawLine(row, answers))


def _figures(part: Part, cells: Sequence[Cell], places: Mapping[str, int]) -> dict[str, str]:
    """A line of target figures or of a budget; what is no number stays as it is written."""
    found: dict[str, str] = {}
    for key in GRID_KEYS[part.kind]:
        words = record_cells.text(cells[places[key]]) if key in places else ""
        if words:
            found[key] = (record_cells.number(words) or words) if key in FIGURES else words
    return found
