"""Our own CSV of tasks, out and in again as it was."""

from __future__ import annotations

import codecs
import csv
import io

from app.plan.exchange.fields import is_own, known_count
from app.plan.exchange.plan_file import PlanFile
from app.plan.exchange.task_rows import Value, task_rows, titles
from app.sheet import csv_text
from app.sheet.grid import Sheet
from app.sheet.guard import guarded, unguarded


def read_csv(data: bytes) -> Sheet:
    """The sheet of tasks in a CSV file; Refused when it is none."""
    sheet = csv_text.read_csv(data, known_count)
    if not is_own(sheet.header):
        return sheet
    rows = tuple(
        tuple(unguarded(cell) if isinstance(cell, str) else cell for cell in row)
        for row in sheet.rows
    )
    return Sheet(sheet.header, rows, sheet.first_row, sheet.first_column, sheet.title)


def write_csv(plan: PlanFile, *, language: str = "zh_CN") -> bytes:
    """All tasks as CSV for Excel: UTF-8 with its mark, and nothing runs as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles(language).values())
    writer.writerows([_shown(cell) for cell in row] for row in task_rows(plan, language))
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8", "replace")


def _shown(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell.replace("\0", ""))
    return str(cell)
