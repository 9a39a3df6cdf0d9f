"""Tables of records as files: a workbook of several sheets, or CSV, a file for each."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.form.exchange.record_table import Cell, Grid
from app.sheet.guard import guarded

MOST_TEXT = 32_767
MOST_NAME = 31
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_NAME = re.compile(r"[\[\]:*?/\\]")
_FIRST_DAY = date(1900, 3, 1)
NARROW, WIDE, SAMPLE = 9, 44, 60


def workbook(grids: Sequence[Grid], marked: Mapping[tuple[int, int, int], str] = {}) -> bytes:
    """An XLSX file; nothing typed runs as a formula. `marked`: (sheet, row, column) -> a note on
    that cell, which stands red; rows and columns count from 0 below the header."""
    import xlsxwriter  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  # 40 ms

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book: Any = xlsxwriter.Workbook(out, options)
    for at, (grid, name) in enumerate(zip(grids, names(g.name for g in grids), strict=True)):
        sheet: Any = book.add_worksheet(name)
        of_sheet = {(r, c): words for (s, r, c), words in marked.items() if s == at}
        _write(book, sheet, grid, of_sheet)
    book.close()
    return out.getvalue()


def texts(grids: Sequence[Grid]) -> dict[str, bytes]:
    """CSV files by what is put behind the file's name: "" the records, then the sub-tables."""
    behind = names(grid.name for grid in grids)
    return {
        f"-{name}" if at else "": _csv(grid)
        for at, (grid, name) in enumerate(zip(grids, behind, strict=True))
    }


def names(wanted: Iterable[str]) -> list[str]:
    """Names of sheets as spreadsheets allow them, each one otherwise."""
    found: list[str] = []
    for word in wanted:
        plain = _NOT_NAME.sub(" ", _NOT_XML.sub("", word)).strip(" '") or "-"
        name, at = plain[:MOST_NAME].strip(" '"), 1
        while name.casefold() in (one.casefold() for one in found):
            at += 1
            name = f"{plain[: MOST_NAME - 5]} ({at})"
        found.append(name)
    return found


def _write(book: Any, sheet: Any, grid: Grid, marked: Mapping[tuple[int, int], str]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    wrong = book.add_format({"font_color": "red", "bg_color": "#FFE5E5", "text_wrap": True})
    for at, title in enumerate(grid.titles):
        sheet.write_string(0, at, _NOT_XML.sub("", title)[:MOST_TEXT], bold)
        sheet.set_column(at, at, _width(grid, at))
    for no, row in enumerate(grid.rows):
        for at, cell in enumerate(row):
            note = marked.get((no, at))
            style = wrong if note else moments if isinstance(cell, datetime) else days
            _put(sheet, (no + 1, at), cell, style if note or isinstance(cell, date) else None)
            if note:
                sheet.write_comment(no + 1, at, note[:MOST_TEXT])
    sheet.freeze_panes(1, 1)
    if grid.titles:
        sheet.autofilter(0, 0, max(len(grid.rows), 1), len(grid.titles) - 1)


def _put(sheet: Any, at: tuple[int, int], cell: Cell, style: Any) -> None:
    match cell:
        case None:
            if style is not None:
                sheet.write_blank(*at, None, style)
        case datetime() if cell.date() >= _FIRST_DAY:
            sheet.write_datetime(*at, cell.replace(microsecond=0, tzinfo=None), style)
        case date() if not isinstance(cell, datetime) and cell >= _FIRST_DAY:
            sheet.write_datetime(*at, datetime(cell.year, cell.month, cell.day), style)
        case int() | Decimal():
            sheet.write_number(*at, cell, style)
        case _:
            sheet.write_string(*at, _NOT_XML.sub("", str(cell))[:MOST_TEXT], style)


def _width(grid: Grid, at: int) -> float:
    """Wide enough for the title and the first rows; Chinese signs count two."""
    held = (str(row[at]) for row in grid.rows[:SAMPLE] if row[at] is not None)
    longest = max(map(_wide, (grid.titles[at], *held)))
    return min(max(longest + 2, NARROW), WIDE)


def _wide(text: str) -> int:
    line = max(text.split("\n"), key=len)
    return len(line) + sum(one > "\u2e7f" for one in line)


def _csv(grid: Grid) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(title) for title in grid.titles])
    writer.writerows([_shown(cell) for cell in row] for row in grid.rows)
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8", "replace")


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.isoformat(" ", "minutes")
        case Decimal():
            return f"{cell:f}"
        case str():
            return guarded(cell.replace("\0", ""))
        case _:
            return str(cell)
