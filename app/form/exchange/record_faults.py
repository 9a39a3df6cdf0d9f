"""The rows that were left out, as a workbook of the same sheets: mend them, bring it in again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from app.form.exchange import record_book, record_cells
from app.form.exchange.record_columns import in_lang, own_title, propose
from app.form.exchange.record_read import Book, Problem
from app.form.exchange.record_table import Cell, Grid
from app.form.shown import shown
from app.model.form import Form
from app.sheet.grid import Cell as Read
from app.sheet.grid import Sheet

WHY = ("要改什么", "What to mend")
MAIN = ("记录", "Records")
Said = Callable[[Problem], str]
"""A problem in the reader's words."""


def workbook(
    form: Form,
    book: Book,
    left_out: tuple[Collection[str], Sequence[Problem]],
    said: Said,
    lang: str,
) -> bytes:
    """`left_out`: the row numbers of the records to mend, and all that is wrong. The cells stand
    red with the words on them; a column in front says all of it."""
    bad, problems = left_out
    marked: dict[tuple[int, int, int], str] = {}
    grids: list[Grid] = []
    for table, sheet in (("", book.main), *book.tables.items()):
        part = form.by_id.get(table)
        name = shown(part, lang) if part is not None else book.main.name or in_lang(MAIN, lang)
        mine = [one for one in problems if one.table == table and one.row is not None]
        grid, notes = _grid(name or table, sheet, _rows(form, table, sheet, bad, mine), lang)
        told = _by_row(mine, said)
        rows: list[tuple[Cell, ...]] = []
        for no, (row, cells) in enumerate(zip(notes, grid.rows, strict=True)):
            why = told.get(row, {})
            rows.append(
                (cells[0], "\n".join(w for every in why.values() for w in every), *cells[1:])
            )
            for at, every in why.items():
                if at >= 0:
                    marked[len(grids), no, at + 2] = "\n".join(every)
        heads = (grid.titles[0], in_lang(WHY, lang), *grid.titles[1:])
        grids.append(Grid(grid.name, heads, tuple(rows)))
    return record_book.workbook(grids, marked)


def _rows(
    form: Form, table: str, sheet: Sheet, bad: Collection[str], mine: Sequence[Problem]
) -> list[tuple[int, str]]:
    """The rows to mend: their numbers in the file, and the number that joins them."""
    at = propose(form, sheet.header, table).get("row", -1)
    wrong = {one.row for one in mine if one.rule == "row"}
    found: list[tuple[int, str]] = []
    key = ""
    for row, cells in enumerate(sheet.rows, sheet.first_row):
        own = record_cells.text(cells[at]) if at >= 0 else "" if table else str(row)
        key = own or (key if table else str(row))
        if any(cell not in (None, "") for cell in cells) and (key in bad or row in wrong):
            found.append((row, key))
    return found


def _grid(
    name: str, sheet: Sheet, wanted: Sequence[tuple[int, str]], lang: str
) -> tuple[Grid, list[int]]:
    """The rows as they stand in the file, with the number that joins them in front."""
    title = own_title("row", lang)
    rows = tuple(
        (key, *(_cell(cell) for cell in sheet.rows[row - sheet.first_row])) for row, key in wanted
    )
    # The first column is the one that joins: the same title again would not be read.
    heads = tuple(f"{one} (2)" if one == title else one for one in sheet.header)
    return Grid(name, (title, *heads), rows), [row for row, _ in wanted]


def _cell(cell: Read) -> Cell:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return Decimal(repr(cell))
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date()
        case _:
            return cell


def _by_row(problems: Sequence[Problem], said: Said) -> Mapping[int, dict[int, list[str]]]:
    """Row -> place of the column -> what is wrong there."""
    found: dict[int, dict[int, list[str]]] = {}
    for one in problems:
        if one.row is not None and one.level == "error":
            found.setdefault(one.row, {}).setdefault(one.at, []).append(said(one))
    return found
