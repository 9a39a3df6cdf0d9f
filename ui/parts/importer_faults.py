"""The rows that could not be taken, as a workbook: mend them there and bring it in again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from app.sheet.grid import Cell
from ui.kit.app import app, t
from ui.parts.importer_intake import Filed, Trouble

MAX_TEXT = 32_767
MAX_NUMBER = 10**15
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY = datetime(1900, 3, 1)


def said(trouble: Trouble) -> str:
    """What is wrong, in the reader's language."""
    return app().words.text(trouble.message, dict(trouble.params))


def workbook(filed: Filed, troubles: Sequence[Trouble]) -> bytes:
    """The bad rows with their headers; before them their number and what is wrong."""
    import xlsxwriter  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  # 40 ms

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book: Any = xlsxwriter.Workbook(out, options)
    sheet: Any = book.add_worksheet(t("Rows to mend")[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    wrong = book.add_format({"font_color": "red", "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for at, title in enumerate((t("Row"), t("What is wrong"), *filed.headers)):
        sheet.write_string(0, at, _NOT_XML.sub("", title), bold)
    for line, (number, words) in enumerate(_by_row(troubles), 1):
        if number is not None:
            sheet.write_number(line, 0, number)
        sheet.write_string(line, 1, _NOT_XML.sub("", "\n".join(words))[:MAX_TEXT], wrong)
        place = -1 if number is None else number - filed.first_row
        cells = filed.rows[place] if 0 <= place < len(filed.rows) else ()
        for at, cell in enumerate(cells, 2):
            _write(sheet, (line, at), cell, day)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, max(2, len(filed.headers) + 1), 16)
    sheet.freeze_panes(1, 2)
    book.close()
    return out.getvalue()


def save(path: Path, data: bytes) -> None:
    """Write it so that the file is old or new, never half."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _by_row(troubles: Sequence[Trouble]) -> list[tuple[int | None, list[str]]]:
    found: dict[int | None, list[str]] = {}
    for trouble in troubles:
        where = f"{trouble.column}: " if trouble.column else ""
        found.setdefault(trouble.row, []).append(where + said(trouble))
    return sorted(found.items(), key=lambda one: (one[0] is None, one[0] or 0))


def _write(sheet: Any, at: tuple[int, int], cell: Cell, day: Any) -> None:
    """Text is always written as text: nothing in it runs as a formula."""
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*at, cell)
    elif isinstance(cell, datetime) and cell >= _FIRST_DAY:
        sheet.write_datetime(*at, cell.replace(microsecond=0, tzinfo=None), day)
    elif isinstance(cell, int | float) and abs(cell) < MAX_NUMBER:
        sheet.write_number(*at, cell)
    else:
        sheet.write_string(*at, _NOT_XML.sub("", str(cell))[:MAX_TEXT])
