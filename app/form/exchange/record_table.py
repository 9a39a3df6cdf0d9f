"""Records as tables: one sheet for the records, one for each sub-table, joined by row numbers.

Pure. Each answer is written as its own version showed it; columns are those of all versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from app.form import answers
from app.form.answers import GRID_KEYS, Names, lines_of
from app.form.exchange.record_columns import GRID_TITLES, STATES, in_lang, own_title, titles
from app.form.listing import Column, Entry, Listing
from app.form.shown import shown
from app.form.values import FIGURES, GRIDS
from app.model import ids
from app.model.form import Kind, Part

Cell: TypeAlias = "str | int | Decimal | date | datetime | None"
BEFORE = ("row",)
BEHIND = ("number", "state", "version", "author", "submitted", "campaign", "id")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet."""

    name: str
    titles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What writing needs beside the records: the language, names of rows, a wall clock."""

    lang: str
    names: Names
    wall: Callable[[int], datetime]
    """UTC milliseconds as the workspace's clock shows them."""


def grids(listing: Listing, name: str, told: Told) -> tuple[Grid, ...]:
    """The sheets: the records first. Without records they are an empty table to fill."""
    own = [one for one in listing.columns if not one.table and one.part.kind not in GRIDS]
    named = titles([(one.part, one.is_gone) for one in own], told.lang)
    heads = [own_title(key, told.lang) for key in (*BEFORE, *BEHIND)]
    rows = tuple(
        (no, *_cells(entry, own, entry.answers, told), *_own(entry, told))
        for no, entry in enumerate(listing.entries, 1)
    )
    first = Grid(name, (heads[0], *named.values(), *heads[1:]), rows)
    return (first, *_tables(listing, told), *_figures(listing, told))


def _own(entry: Entry, told: Told) -> Iterator[Cell]:
    own = entry.own
    at, campaign, author = own["submitted"], own["campaign"], own["author"]
    yield str(own["number"] or "") or None
    yield in_lang(STATES.get(entry.state, (entry.state, entry.state)), told.lang)
    yield entry.number or None
    yield _named(Kind.PERSON, author, told) if isinstance(author, bytes) else None
    yield told.wall(at).replace(microsecond=0) if isinstance(at, int) else None
    yield _named(Kind.LINK, campaign, told) if isinstance(campaign, bytes) else None
    yield ids.text_of(entry.id)


def _named(kind: Kind, row: bytes, told: Told) -> str:
    return told.names.name(Part("", kind), row.hex()) or ids.text_of(row)


def _cells(
    entry: Entry, columns: Sequence[Column], held: Mapping[str, object], told: Told
) -> list[Cell]:
    found: list[Cell] = []
    for column in columns:
        part = entry.part(column.key)
        kept = held.get(column.key)
        found.append(_cell(part, kept, told) if part is not None else None)
    return found


def _cell(part: Part, kept: object, told: Told) -> Cell:
    found = answers.cell(part, kept, told.lang, told.names)
    if part.kind == Kind.DATE and isinstance(found, str):
        try:
            return date.fromisoformat(found)
        except ValueError:
            return found
    return found


def _tables(listing: Listing, told: Told) -> Iterator[Grid]:
    """A sheet for each sub-table that any version has."""
    tables: dict[str, list[Column]] = {}
    for column in listing.columns:
        if column.table:
            tables.setdefault(column.table, []).append(column)
    for table, columns in tables.items():
        named = titles([(one.part, one.is_gone) for one in columns], told.lang)
        rows = tuple(
            (no, *_cells(entry, columns, answers_, told))
            for no, entry in enumerate(listing.entries, 1)
            for _, answers_ in entry.lines.get(table, ())
        )
        yield Grid(
            _name(listing, table, told), (own_title("row", told.lang), *named.values()), rows
        )


def _figures(listing: Listing, told: Told) -> Iterator[Grid]:
    """A sheet for target figures and for budgets: they are lines too."""
    for column in listing.columns:
        if column.part.kind not in GRIDS or column.table:
            continue
        keys = GRID_KEYS[column.part.kind]
        rows = tuple(
            (no, *(_figure(key, line.get(key)) for key in keys))
            for no, entry in enumerate(listing.entries, 1)
            for line in lines_of(entry.answers.get(column.key))
        )
        heads = (in_lang(GRID_TITLES[key], told.lang) for key in keys)
        words = shown(column.part, told.lang) or column.key
        yield Grid(words, (own_title("row", told.lang), *heads), rows)


def _figure(key: str, kept: object) -> Cell:
    found = answers.figure(kept) if key in FIGURES and kept is not None else None
    if found is not None and len(found.as_tuple().digits) <= answers.MOST_DIGITS:
        return found
    return None if kept is None else str(kept)


def _name(listing: Listing, table: str, told: Told) -> str:
    """What a sub-table is called, as the newest record or version that has it says."""
    part = listing.tables.get(table)
    return (shown(part, told.lang) if part is not None else "") or table
