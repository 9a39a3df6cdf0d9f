"""People from a table: what the columns mean, the dry run, one edit, one undo."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter

from app.people import commands, directory, exchange
from app.people.incoming import DryRun, read_skills
from app.sheet.csv_text import read_csv
from tests.fakes.devices import Device

TABLE = """青禾生活花名册
姓名,部门,岗位,职级,邮箱,手机,技能,直属上级,兼岗,工位
王芳,运营部,运营总监,P8,wf@qh.cn,138 0000 0001,"策划、直播",,品牌部-品牌顾问,A1
张伟,运营部/内容组,内容组长,P6,zw@qh.cn,,文案,王芳,,A2
李娜,视觉设计部,资深设计师,P6,ln@qh.cn,不详,,张伟三,插画师,A3
,运营部,编辑,,,,,,,
陈晨,内容组,媒介经理,,chen,,,wf@qh.cn,,
"""


def file_of(text: str) -> exchange.PeopleFile:
    sheet = read_csv(text.encode(), exchange.known_count)
    return exchange.read_people(sheet, exchange.propose(sheet.header))


def said(plan: DryRun) -> list[tuple[int | None, str, str]]:
    return [(p.row, p.column, p.message) for p in plan.problems]


def counts(plan: DryRun) -> tuple[int, int, int]:
    return len(plan.new), len(plan.changed), plan.unchanged


def test_what_the_columns_mean() -> None:
    sheet = read_csv(TABLE.encode(), exchange.known_count)
    assert (sheet.title, sheet.first_row) == ("青禾生活花名册", 3)
    assert exchange.propose(sheet.header) == {
        "name": 0, "department": 1, "position": 2, "level": 3, "email": 4, "phone": 5,
        "skills": 6, "manager": 7, "postings": 8,
    }  # fmt: skip
    assert exchange.mapped(sheet, ["level=工位", "skills=B"])["level"] == 9


def test_the_dry_run_counts_and_names_the_cells(device: Device) -> None:
    before = device.rows()
    plan = commands.dry_run(device.session, file_of(TABLE))
    assert counts(plan) == (4, 0, 0)
    assert said(plan) == [
        (5, "F 手机", "{value} is no phone number"),
        (5, "H 直属上级", "{value} names no one person"),
        (6, "A 姓名", "A row without a name was left out"),
        (7, "E 邮箱", "{value} is no e-mail address"),
    ]
    assert plan.departments == (("运营部",), ("品牌部",), ("运营部", "内容组"), ("视觉设计部",))
    positions = ("运营总监", "品牌顾问", "内容组长", "资深设计师", "插画师", "媒介经理")
    assert plan.positions == positions
    assert device.rows() == before


def test_the_import_is_one_edit_and_the_same_again_changes_nothing(device: Device) -> None:
    empty = device.rows()
    commands.import_people(device.session, file_of(TABLE))
    staff = commands.read_staff(device.session)
    people = {row.text("name"): row for row in staff.people}
    assert directory.line_of(people["张伟"], staff) == "内容组长 • 内容组"
    assert people["张伟"]["manager"] == people["王芳"].id == people["陈晨"]["manager"]
    assert people["王芳"]["phone"] == "13800000001"
    assert read_skills(people["王芳"]) == ("策划", "直播")
    lines = {directory.line_of(row, staff) for row in staff.postings}
    assert lines == {"品牌顾问 • 品牌部", "插画师 • 视觉设计部"}
    again = commands.import_people(device.session, file_of(TABLE))
    assert counts(again) == (0, 0, 4)
    assert (again.departments, again.positions) == ((), ())
    device.session.undo()
    assert device.rows() == empty


def test_what_changed_is_changed_and_empty_cells_say_nothing(device: Device) -> None:
    commands.import_people(device.session, file_of(TABLE))
    text = (
        "姓名,邮箱,岗位,上级,兼岗\n王芳芳,WF@qh.cn,,,\n张伟,,品牌总监,李娜,品牌部 顾问\n李娜,,,,\n"
    )
    plan = commands.import_people(device.session, file_of(text))
    assert counts(plan) == (0, 2, 1)
    assert [d.changes for d in plan.changed] == [("name", "email"), ("position", "manager")]
    staff = commands.read_staff(device.session)
    people = {row.text("name"): row for row in staff.people}
    assert people["张伟"]["manager"] == people["李娜"].id
    assert people["王芳芳"]["level"] == "P8"


def test_doubles_namesakes_and_circles(device: Device) -> None:
    text = "姓名,邮箱,上级\n甲,a@x.cn,乙\n乙,b@x.cn,丙\n丙,c@x.cn,甲\n甲,A@X.cn,\n甲,d@x.cn,\n"
    plan = commands.import_people(device.session, file_of(text))
    assert counts(plan) == (4, 0, 0)
    assert said(plan) == [
        (4, "C 上级", "{value} names no one person"),
        (5, "A 姓名", "{name} stands twice in the table"),
    ]
    text = "姓名,上级\n丁,戊\n戊,己\n己,丁\n庚,庚\n"
    assert said(commands.dry_run(device.session, file_of(text))) == [
        (4, "B 上级", "Nobody can be above themselves"),
        (5, "B 上级", "Nobody can be above themselves"),
    ]
    plan = commands.dry_run(device.session, file_of("姓名,岗位\n甲,编辑\n乙,编辑\n"))
    assert counts(plan) == (0, 1, 0)
    assert said(plan) == [(2, "A 姓名", "Several people are called {name}; add the e-mail")]


def test_departments_of_one_name_need_their_path(device: Device) -> None:
    for top in ("运营部", "品牌部"):
        commands.add_department(
            device.session, "内容组", commands.add_department(device.session, top)
        )
    text = "姓名,部门\n甲,内容组\n乙,品牌部/内容组\n"
    plan = commands.import_people(device.session, file_of(text))
    assert said(plan) == [(2, "B 部门", "Several departments are called {name}; write the path")]
    staff = commands.read_staff(device.session)
    where = {row.text("name"): row.ref("department") for row in staff.people}
    by_id = {row.id: row for row in staff.departments}
    assert where["甲"] is None
    assert directory.path_of(by_id, where["乙"]) == ("品牌部", "内容组")


@pytest.mark.parametrize("text", ["部门,岗位\n运营部,编辑\n", "甲,乙\n1,2\n"])
def test_a_table_without_names(device: Device, text: str) -> None:
    plan = commands.import_people(device.session, file_of(text))
    assert counts(plan) == (0, 0, 0)
    assert said(plan)[0][2].startswith("No column has the names of people")


def test_a_workbook_is_read_in_the_child(device: Device) -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("花名册")
    for y, row in enumerate([["姓名*", "手机（必填）"], ["王芳", 13800000001], ["张伟", ""]]):
        sheet.write_row(y, 0, row)
    book.close()
    table = exchange.open_table(out.getvalue(), "花名册.xlsx")
    file = exchange.read_people(table, exchange.propose(table.header))
    assert [(line.name, line.phone) for line in file.lines] == [
        ("王芳", "13800000001"),
        ("张伟", ""),
    ]
