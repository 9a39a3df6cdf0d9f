"""Files of others, changed at random: read, or refused by name, within time and memory."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
import xlsxwriter

import resources
from app.calendar import exchange as calendars
from app.model.errors import Refused
from app.people import exchange as people
from app.plan import files, template
from app.plan.exchange import asana, mspdi, trello
from app.plan.exchange.csv_text import read_csv
from app.plan.exchange.fields import known_count, propose
from app.plan.exchange.plan_file import PlanFile, Task
from app.plan.exchange.table import to_plan
from app.plan.exchange.workbook import write_xlsx
from app.sheet import csv_text, decode, json_text
from tests.app.plan.exchange.test_asana import PROJECT
from tests.app.plan.exchange.test_trello import BOARD, CHINA
from tests.fuzz.examples import FULL, bounded, changed

TASKS = (
    Task(1, "总体", start=datetime(2026, 12, 1, 9), finish=datetime(2026, 12, 9, 18)),
    Task(2, "拍摄", 1, notes="两行\n备注", duration_minutes=95, percent=30, assignees=("张三",)),
)
CSV = (
    "编号,任务,上级,开始,完成,工期,完成率,前置\n"
    "1,总,,2026-12-01,12/9,9d,30%,\n"
    "2,拍,1,,,95分钟,,1FS+2d\n"
)
STAFF = "姓名,部门,岗位,邮箱,上级\n张伟,市场部/内容组,编导,zw@a.cn,李娜\n李娜,市场部,总监(兼),,\n"
ICS = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101\n"
    "SUMMARY:元旦（休）\nEND:VEVENT\nEND:VCALENDAR\n"
)
DAYS = {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}


def workbook() -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("排期")
    for y, row in enumerate(csv_rows()):
        sheet.write_row(y, 0, row)
    sheet.write_formula(4, 0, "=HYPERLINK('http://evil.example')")
    sheet.write_url(5, 0, "external:\\\\evil.example\\share\\a.xlsx#Sheet1!A1")
    book.close()
    return out.getvalue()


def csv_rows() -> list[list[str]]:
    return [str(line).split(",") for line in CSV.splitlines()]


def sheet_plan(data: bytes) -> PlanFile:
    sheet = decode.sheet_of(data, known_count)
    return to_plan(sheet, propose(sheet.header))


def csv_plan(data: bytes) -> PlanFile:
    sheet = read_csv(data)
    return to_plan(sheet, propose(sheet.header))


def staff(data: bytes) -> object:
    sheet = csv_text.read_csv(data, people.known_count)
    return people.read_people(sheet, people.propose(sheet.header))


PLAN = (resources.path("demo") / "plan.xml").read_bytes()
READERS: dict[str, tuple[Callable[[bytes], object], list[bytes], int]] = {
    "mspdi": (mspdi.read, [PLAN, mspdi.write(PlanFile("计划", tasks=TASKS))], 120),
    "trello": (
        lambda data: trello.read(data, CHINA),
        [json.dumps(BOARD, ensure_ascii=False).encode()],
        400,
    ),
    "asana": (asana.read, [PROJECT.encode(), PROJECT.encode("gb18030")], 300),
    "plan csv": (csv_plan, [CSV.encode(), CSV.encode("utf-16"), CSV.encode("gb18030")], 300),
    "people csv": (staff, [STAFF.encode(), STAFF.encode("gb18030")], 300),
    "json table": (json_text.read_json, [json.dumps([{"任务": "a", "开始": 1}]).encode()], 300),
    "xlsx": (sheet_plan, [workbook(), write_xlsx(PlanFile("计划", tasks=TASKS))], 200),
    "template": (
        template.read,
        [path.read_bytes() for path in sorted(resources.path("templates").glob("*.json"))],
        300,
    ),
    "days": (calendars.read, [ICS.encode(), json.dumps(DAYS).encode()], 400),
}


@pytest.mark.timeout(900 if FULL else 60)
@pytest.mark.parametrize("kind", READERS)
def test_a_changed_file_is_read_or_refused(kind: str) -> None:
    read, examples, count = READERS[kind]
    for example in examples:
        read(example)
    inputs = changed(examples, count * 40 if FULL else count, kind)
    bounded(read, inputs, (Refused,))


@pytest.mark.timeout(900 if FULL else 60)
def test_a_workbook_whose_parts_are_changed() -> None:
    """The package opens; what lies in it is nonsense."""
    with zipfile.ZipFile(BytesIO(workbook())) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    counts = 0
    for name, part in parts.items():
        for data in changed([part], 120 if FULL else 6, name):
            out = BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
                for other, held in parts.items():
                    packed.writestr(other, data if other == name else held)
            bounded(sheet_plan, iter([out.getvalue()]), (Refused,))
            counts += 1
    assert counts >= 6 * len(parts)


def test_a_format_is_told_or_refused_by_name() -> None:
    for name in ("a", "a.exe", "a.xml.exe", ".xml", "..", "a\0.xml", "a" * 9_000):
        try:
            assert files.format_of(name, b"\x00" * 300, None) in files.ENDINGS.values()
        except Refused as fault:
            assert str(fault)  # noqa: PT017
