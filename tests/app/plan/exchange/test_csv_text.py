"""CSV: encodings, separators, and our own files out and in."""

from __future__ import annotations

import codecs
import csv
import io
from datetime import datetime
from decimal import Decimal

import pytest

from app.model.errors import Refused
from app.plan.exchange.csv_text import read_csv, write_csv
from app.plan.exchange.plan_file import Link, PlanFile, Task
from app.plan.exchange.table import propose, to_plan

TEXT = "任务名称,负责人,开始日期\r\n拍摄,张三,2026-12-01\r\n"
RISKY = ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=x", "''-y", "'plain", "=cmd|' /C calc'!A0")

OWN = PlanFile(
    "活动",
    tasks=(
        Task(1, "总", start=datetime(2026, 12, 1), finish=datetime(2026, 12, 9, 18, 0, 30)),
        Task(
            2, '拍摄, "夜"', 1, notes="一行\n两行", duration_minutes=95, effort_minutes=480,
            percent=30,
            constraint="snet", constraint_at=datetime(2026, 12, 2, 9), manual=True,
            deadline=datetime(2026, 12, 20), priority="urgent", status="review", deliverable="片",
            assignees=("张三", "李四"),
        ),
        Task(3, "发布", 1, milestone=True, duration_minutes=0, priority="low", status="todo"),
        *(Task(n, text, notes=text) for n, text in enumerate(RISKY, 4)),
    ),
    links=(Link(2, 3, "FF", Decimal("-1.5"), "d"), Link(1, 4, "FS", Decimal(2), "ew")),
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16",
                                      "utf-16-le", "utf-16-be"])  # fmt: skip
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    sheet = read_csv(TEXT.replace(",", separator).encode(encoding))
    assert sheet.header == ("任务名称", "负责人", "开始日期")
    assert sheet.rows == (("拍摄", "张三", "2026-12-01"),)


def test_excel_s_own_separator_line() -> None:
    sheet = read_csv(b"sep=;\r\nTask;Start\r\na;2026-01-01\r\n")
    assert (sheet.header, sheet.first_row) == (("Task", "Start"), 3)


@pytest.mark.parametrize(
    "data",
    [b"", b" \r\n", b",,\r\n,,", b"PK\x03\x04", b"\xd0\xcf\x11\xe0rest", b"a,b\0\0c\n1,2",
     b"%PDF-1.7", codecs.BOM_UTF16_LE + b"\x00\xd8", ('"' + "x" * 200_000 + '"').encode()],
)  # fmt: skip
def test_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_csv(data)


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_csv(b"," * 1_100_000)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_our_own_file_gives_the_same_tasks(language: str) -> None:
    sheet = read_csv(write_csv(OWN, language=language))
    plan = to_plan(sheet, propose(sheet.header))
    assert plan.warnings == ()
    assert plan.tasks == OWN.tasks
    assert plan.links == OWN.links


def test_no_cell_of_ours_begins_like_a_formula() -> None:
    data = write_csv(OWN)
    assert data.startswith(codecs.BOM_UTF8)
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_an_apostrophe_of_others_stays() -> None:
    sheet = read_csv("任务名称,备注\n'=x,'y\n".encode())
    assert sheet.rows == (("'=x", "'y"),)
