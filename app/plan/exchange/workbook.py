"""Tasks as an Excel workbook: real dates, a header that stays, and no formula whatever is typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from app.plan.answer import Dated
from app.plan.axis import moment_of
from app.plan.exchange.plan_file import PlanFile
from app.plan.exchange.task_rows import YES_WORDS, Value, task_rows, titles

MAX_TEXT = 32_767
_WIDTHS = {"name": 40, "notes": 40, "deliverable": 24, "assignees": 16, "predecessors": 14}
_DATES = {"start", "finish", "deadline", "constraint_at"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY = datetime(1900, 3, 1)


ROOM_TITLES = {
    "zh_CN": ("序号", "任务名称", "最早开始", "最晚完成", "总时差（天）", "自由时差（天）", "关键"),
    "en": ("ID", "Task name", "Early start", "Late finish", "Total slack (days)",
           "Free slack (days)", "Critical"),
}  # fmt: skip
ROOM_SHEET = {"zh_CN": "时差", "en": "Slack"}


def write_xlsx(plan: PlanFile, *, language: str = "zh_CN", rooms: Sequence[Dated] = ()) -> bytes:
    """All tasks as a workbook; with `rooms`, one of each task, a second sheet tells their slack."""
    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book: Any = xlsxwriter.Workbook(out, options)
    sheet: Any = book.add_worksheet(_sheet_name(plan.name))
    date_format = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    keys = titles(language)
    _write_header(book, sheet, keys)
    for number, row in enumerate(task_rows(plan, language), 1):
        for index, cell in enumerate(row):
            _write(sheet, (number, index), cell, date_format)
    sheet.autofilter(0, 0, max(len(plan.tasks), 1), len(keys) - 1)
    if rooms:
        _write_rooms(book, plan, rooms, language)
    book.close()
    return out.getvalue()


def _write_header(book: Any, sheet: Any, keys: dict[str, str]) -> None:
    style = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "align": "center"})
    for index, (key, title) in enumerate(keys.items()):
        sheet.write_string(0, index, title, style)
        sheet.set_column(index, index, 17 if key in _DATES else _WIDTHS.get(key, 11))
    sheet.freeze_panes(1, list(keys).index("name") + 1)


def _write_rooms(book: Any, plan: PlanFile, rooms: Sequence[Dated], language: str) -> None:
    known = language if language in ROOM_TITLES else "zh_CN"
    sheet: Any = book.add_worksheet(ROOM_SHEET[known])
    style = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "align": "center"})
    dates = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for index, title in enumerate(ROOM_TITLES[known]):
        sheet.write_string(0, index, title, style)
        sheet.set_column(index, index, 40 if index == 1 else 17)
    sheet.freeze_panes(1, 2)
    yes, no = YES_WORDS[known]
    for number, (task, room) in enumerate(zip(plan.tasks, rooms, strict=True), 1):
        cells: tuple[Value, ...] = (
            number,
            task.name,
            moment_of(room.early_start),
            moment_of(room.late_finish),
            room.total_slack / plan.minutes_per_day,
            room.free_slack / plan.minutes_per_day,
            yes if room.critical else no,
        )
        for index, cell in enumerate(cells):
            _write(sheet, (number, index), cell, dates)


def _write(sheet: Any, at: tuple[int, int], cell: Value, date_format: Any) -> None:
    """Text is always written as text; dates that Excel cannot count are text too."""
    if cell is None:
        return
    if isinstance(cell, datetime) and cell >= _FIRST_DAY:
        sheet.write_datetime(*at, cell.replace(microsecond=0), date_format)
    elif isinstance(cell, (int, float)):
        sheet.write_number(*at, cell)
    else:
        sheet.write_string(*at, _NOT_XML.sub("", str(cell))[:MAX_TEXT])


def _sheet_name(name: str) -> str:
    """Excel forbids some signs, more than 31 characters and an apostrophe at either end."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", _NOT_XML.sub("", name)).strip(" '")
    return plain[:31].strip(" '") or "Plan"
