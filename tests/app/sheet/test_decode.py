"""Spreadsheets in a child process: good ones come through, bad ones are refused in words."""

from __future__ import annotations

import sys
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from app.model.errors import Refused
from app.plan.exchange.fields import known_count
from app.plan.exchange.plan_file import PlanFile, Task
from app.plan.exchange.table import propose, to_plan
from app.plan.exchange.workbook import write_xlsx
from app.sheet import decode

CHILD = (
    sys.executable,
    "-c",
    "import sys; from app.sheet.decode import serve; "
    "sys.exit(serve(sys.stdin.buffer, sys.stdout.buffer))",
)
RISKY = ("=1+1", "+1", "-1", "@x", "\tx", "'=x", "http://x.cn", "=cmd|' /C calc'!A0", "{=1}")


def book(rows: list[list[Any]], **options: object) -> bytes:
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    sheet = workbook.add_worksheet("排期")
    style = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(y, x, cell, style)
            elif cell is not None:
                sheet.write(y, x, cell)
    workbook.close()
    return out.getvalue()


def with_sheet(xml: str, how: int = zipfile.ZIP_STORED) -> bytes:
    """A workbook whose one sheet is this XML."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book([["x"]]))) as old, zipfile.ZipFile(out, "w", how) as new:
        for entry in old.infolist():
            is_sheet = entry.filename == "xl/worksheets/sheet1.xml"
            new.writestr(entry.filename, xml if is_sheet else old.read(entry))
    return out.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def million(rows: int) -> bytes:
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    return with_sheet(f"{SHEET}{row * rows}</sheetData></worksheet>")


def test_a_workbook_through_the_child() -> None:
    data = book([["排期表"], ["任务", "开始", "进度"], ["拍摄", datetime(2026, 12, 1), 0.5]])
    sheet = decode.decode_in_child(data, CHILD, known_count)
    plan = to_plan(sheet, propose(sheet.header))
    assert (sheet.name, sheet.title, sheet.first_row) == ("排期", "排期表", 3)
    assert plan.tasks == (Task(1, "拍摄", start=datetime(2026, 12, 1, 8), percent=50),)


def test_the_1904_system_is_seen() -> None:
    rows = [["任务", "开始", "结束"], ["a", datetime(2026, 12, 1), 44895]]
    sheet = decode.sheet_of(book(rows, date_1904=True), known_count)
    task = to_plan(sheet, propose(sheet.header)).tasks[0]
    assert sheet.date_system == 1904
    assert (task.start, task.finish) == (datetime(2026, 12, 1, 8), datetime(2026, 12, 1, 17))


def test_our_own_workbook_gives_the_same_tasks() -> None:
    tasks = (
        Task(1, "总", start=datetime(2026, 12, 1), finish=datetime(2026, 12, 9, 18, 0, 30)),
        Task(2, "拍", 1, notes=" 一行\n两行", duration_minutes=95, percent=30, status="done",
             deadline=datetime(1890, 1, 1), assignees=("张三",)),
        *(Task(n, text, notes=text) for n, text in enumerate(RISKY, 3)),
    )  # fmt: skip
    data = write_xlsx(PlanFile("a/b:[c]" * 9, tasks=tasks))
    sheet = decode.sheet_of(data, known_count)
    plan = to_plan(sheet, propose(sheet.header))
    assert plan.warnings == ()
    assert plan.tasks == tasks
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_rows_count_from_where_the_sheet_begins() -> None:
    sheet = decode.sheet_of(book([[None], [None, "任务", "开始"], [None, "a", "x"]]), known_count)
    warning = to_plan(sheet, propose(sheet.header)).warnings[0]
    assert (warning.row, warning.column) == (3, "C 开始")


GOOD = book([["任务"], ["a"]])


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x03\x04" + b"\0" * 100, GOOD[:200], GOOD[: len(GOOD) // 2], GOOD[:-30],
     b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"hello", b"\0" * 5000, b"<xml/>", book([]),
     with_sheet("<worksheet><broken"), with_sheet(SHEET + '<row r="0"><c r="ZZZZZZ9"/>')],
)  # fmt: skip
def test_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        decode.decode_in_child(data, CHILD, known_count)
    assert caught.value.code in {"bad_file", "too_large"}


def test_two_million_cells_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        decode.decode_in_child(million(2000), CHILD, known_count)
    assert (caught.value.code, caught.value.params["limit"]) == ("too_large", 1_000_000)


def test_two_cells_at_the_ends_of_a_sheet_are_refused() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far += '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(Refused) as caught:
        decode.decode_in_child(
            with_sheet(f"{SHEET}{far}</sheetData></worksheet>"), CHILD, known_count
        )
    assert caught.value.code == "too_large"


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * (210 << 20))
    with pytest.raises(Refused) as caught:
        decode.check_package(out.getvalue())
    assert caught.value.code == "too_large"


def test_a_tight_package_is_refused() -> None:
    data = with_sheet(SHEET + " " * (30 << 20) + "</sheetData></worksheet>", zipfile.ZIP_DEFLATED)
    with pytest.raises(Refused) as caught:
        decode.check_package(data)
    assert caught.value.code == "bad_file"


def test_a_directory_that_lies_is_found_out() -> None:
    """Sizes are small in both headers, the content is not."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"x" * 5_000_000)
    data = out.getvalue().replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    decode.check_package(data)
    with pytest.raises(Refused) as caught:
        decode.check_content(data)
    assert caught.value.code == "bad_file"


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "too_large"),
        ("raise SystemExit(1)", "bad_file"),
        ("pass", "bad_file"),
        ("print('not a frame')", "bad_file"),
        (
            "from app.sheet.decode import limit_self; limit_self(); x = bytearray(4 << 30)",
            "bad_file",
        ),
    ],
)
def test_a_child_that_fails_is_a_refusal(code: str, word: str) -> None:
    with pytest.raises(Refused) as caught:
        decode.decode_in_child(GOOD, (sys.executable, "-c", code), known_count)
    assert caught.value.code == word


def test_a_child_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MAX_SECONDS", 1)
    with pytest.raises(Refused) as caught:
        decode.decode_in_child(
            GOOD, (sys.executable, "-c", "import time; time.sleep(60)"), known_count
        )
    assert caught.value.code == "too_large"


def test_other_sheets_are_said() -> None:
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out)
    workbook.add_worksheet("空")
    workbook.add_worksheet("甲").write_row(0, 0, ["任务", "开始"])
    workbook.add_worksheet("乙").write(0, 0, "x")
    workbook.add_worksheet("藏").hide()
    workbook.close()
    sheet = decode.sheet_of(out.getvalue(), known_count)
    assert (sheet.name, sheet.others) == ("甲", ("空", "乙"))
    assert to_plan(sheet, propose(sheet.header)).warnings[0].params["names"] == "空, 乙"
