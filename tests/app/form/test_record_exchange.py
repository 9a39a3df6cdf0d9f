"""Records out to tables and in again: what is wrong is told by row and column."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.form import incoming, listing, records
from app.form.exchange import record_book, record_faults, record_read, record_table
from app.form.exchange.record_columns import propose, titles
from app.form.filling import RECORD
from app.form.incoming import DryRun, Wanted
from app.form.naming import Naming
from app.form.soundness import unsound
from app.model.form import Check, Choice, Form, Kind, Part
from tests.app.form.test_records import NOW_MS, published
from tests.fakes.devices import Device

RICH = Form(
    "采购",
    (
        Part("f_name", Kind.TEXT, label="名称", label_en="Name", required=True),
        Part("f_no", Kind.SEQUENCE, label="单号", settings={"prefix": "CG-", "digits": "3"}),
        Part("f_day", Kind.DATE, label="日期", label_en="Day"),
        Part("f_span", Kind.DATES, label="周期"),
        Part("f_at", Kind.TIME, label="时间"),
        Part("f_kind", Kind.CHOICE, label="类型", choices=(Choice("a", "日常", "Daily"),)),
        Part(
            "f_tags",
            Kind.CHOICES,
            label="渠道",
            choices=(Choice("x", "小红书"), Choice("d", "抖音", "Douyin")),
        ),
        Part("f_who", Kind.PERSON, label="负责人"),
        Part("f_rate", Kind.PERCENT, label="比例", checks=(Check("max", "100"),)),
        Part("f_cost", Kind.MONEY, label="金额", checks=(Check("min", "0"),)),
        Part("f_text", Kind.LONG, label="说明"),
        Part("f_goal", Kind.KPI, label="目标"),
        Part("f_lines", Kind.TABLE, label="明细"),
        Part("f_item", Kind.TEXT, "f_lines", "项目", required=True),
        Part("f_count", Kind.NUMBER, "f_lines", "数量"),
        Part("f_sum", Kind.FORMULA, label="合计", formula="sum(f_lines.f_count)"),
        Part("f_address", Kind.ADDRESS, label="地址"),
    ),
)
ANSWERS: dict[str, object] = {
    "f_name": "=灯光",
    "f_day": "2026-03-01",
    "f_span": ["2026-03-01", "2026-03-05"],
    "f_at": "09:30",
    "f_kind": "a",
    "f_tags": ["x", "d"],
    "f_rate": "12.5",
    "f_cost": "1234.5",
    "f_text": "一\n二",
    "f_goal": [{"name": "阅读", "target": "1000", "unit": "次"}],
    "f_address": {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路"},
}


def told(device: Device, lang: str = "zh_CN") -> record_table.Told:
    def wall(ms: int) -> datetime:
        return datetime.fromtimestamp(ms / 1000, UTC).replace(tzinfo=None)

    return record_table.Told(lang, Naming(device.session.list), wall)


def tables(device: Device, form: bytes, lang: str = "zh_CN") -> tuple[record_table.Grid, ...]:
    return record_table.grids(listing.read(device.session, form), "采购", told(device, lang))


def tried(
    device: Device, form: bytes, book: record_read.Book, **more: object
) -> tuple[DryRun, Wanted]:
    version = incoming.version_of(device.session, form).form
    wanted = Wanted(NOW_MS, propose(version, book.main.header), source="a.xlsx", **more)  # pyright: ignore[reportArgumentType]
    return incoming.dry_run(device.session, form, book, wanted), wanted


def from_csv(device: Device, form: bytes, text: str, **more: object) -> tuple[DryRun, Wanted]:
    version = incoming.version_of(device.session, form).form
    book = record_read.open_book(text.encode(), "a.csv", version)
    return tried(device, form, book, **more)


def wrong(found: DryRun) -> list[tuple[int | None, str, str, str]]:
    return [(p.row, p.column, p.rule, p.level) for p in found.problems]


@pytest.fixture
def form(device: Device) -> bytes:
    with device.session.edit("Add person") as edit:
        edit.add("person", {"name": "林晓"}, device.session.me.person)
    return published(device, RICH)


def handed_in(device: Device, form: bytes) -> bytes:
    record = records.begin(device.session, form)
    who = device.session.me.person.hex()
    records.write(device.session, record, {(RECORD, k): v for k, v in ANSWERS.items()})
    records.write(device.session, record, {(RECORD, "f_who"): who})
    given = [{"f_item": "灯", "f_count": "2"}, {"f_item": "架", "f_count": "0.5"}]
    records.add_lines(device.session, record, "f_lines", given, 0)
    assert records.submit(device.session, record, NOW_MS).is_done
    return record


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_out_and_in_again_says_the_same(device: Device, form: bytes, lang: str, kind: str) -> None:
    before = records.load(device.session, handed_in(device, form))
    grids = tables(device, form, lang)
    if kind == "xlsx":
        book = record_read.open_book(record_book.workbook(grids), "a.xlsx", RICH)
    else:
        files = record_book.texts(grids)
        beside = {name[1:]: data for name, data in files.items() if name}
        book = record_read.open_book(files[""], "a.csv", RICH, beside)
    with device.session.edit("Gone") as edit:
        edit.delete("record", before.row.id)
    start = device.rows()
    found, wanted = tried(device, form, book)
    assert found.problems == ()
    (made,) = incoming.run(device.session, form, found, wanted)
    after = records.load(device.session, made)
    assert after.sheet.answers[RECORD] == before.sheet.answers[RECORD]
    lines = [[s.sheet.answers[one] for one in s.sheet.lines["f_lines"]] for s in (before, after)]
    assert lines[0] == lines[1]
    for name in ("state", "number", "title", "author"):
        assert after.row[name] == before.row[name]
    assert abs((after.row.number("submitted") or 0) - NOW_MS) < 9 * 3600 * 1000
    device.session.undo()
    assert device.rows() == start


def test_what_is_wrong_is_told_by_row_and_column(device: Device, form: bytes) -> None:
    text = (
        "单号,名称*,Day,类型,渠道,金额（元）,比例,负责人,不认识\n"
        "CG-9,桌子,2026年3月1日,Daily,小红书、Douyin,1.2万,35%,,x\n"
        ",,明天,周常,微博,-1,200,没有人,\n"
        ",椅子,2026/3/5,,,,,,\n"
    )
    found, wanted = from_csv(device, form, text)
    assert wrong(found) == [
        (3, "B 名称*", "required", "error"),
        (3, "C Day", "shape", "error"),
        (3, "D 类型", "choice", "error"),
        (3, "E 渠道", "choice", "error"),
        (3, "F 金额（元）", "min", "error"),
        (3, "G 比例", "max", "error"),
        (3, "H 负责人", "unknown", "error"),
    ]
    assert (len(found.ready), found.bad) == (2, {"3"})
    start = device.rows()
    made = incoming.run(device.session, form, found, wanted)
    held = [records.load(device.session, one) for one in made]
    assert held[0].sheet.answers[RECORD] == {
        "f_name": "桌子",
        "f_no": "CG-9",
        "f_day": "2026-03-01",
        "f_kind": "a",
        "f_tags": ["x", "d"],
        "f_cost": "12000",
        "f_rate": "35",
    }
    assert [one.row["number"] for one in held] == ["CG-9", "CG-001"]
    device.session.undo()
    assert device.rows() == start


def test_the_lines_of_sub_tables_find_their_record(device: Device, form: bytes) -> None:
    main = record_table.Grid(
        "登记", ("行号", "名称"), (("甲", "桌子"), ("乙", "椅子"), ("乙", "凳子"))
    )
    lines = record_table.Grid(
        "明细",
        ("行号", "项目", "数量"),
        (("甲", "板", Decimal(1)), (None, "腿", Decimal(4)), ("丙", "漆", None), ("乙", "", 2)),
    )
    data = record_book.workbook((main, lines, record_table.Grid("备注", ("x",), (("y",),))))
    book = record_read.open_book(data, "a.xlsx", RICH)
    assert book.unread == ("备注",)
    found, wanted = tried(device, form, book)
    assert [(p.table, p.row, p.column, p.rule) for p in found.problems] == [
        ("", 4, "A 行号", "row"),
        ("f_lines", 4, "A 行号", "row"),
        ("f_lines", 5, "B 项目", "required"),
    ]
    assert (found.bad, found.lines) == ({"乙"}, 2)
    (made,) = incoming.run(device.session, form, found, wanted)
    held = records.load(device.session, made)
    items = [held.sheet.answers[one] for one in held.sheet.lines["f_lines"]]
    assert items == [{"f_item": "板", "f_count": "1"}, {"f_item": "腿", "f_count": "4"}]
    assert held.sheet.answers[RECORD]["f_sum"] == "5"


def test_rows_to_mend_come_in_again(device: Device, form: bytes) -> None:
    main = record_table.Grid("登记", ("名称", "金额"), (("桌子", "一百"), ("椅子", Decimal(5))))
    lines = record_table.Grid(
        "明细", ("行号", "项目", "数量"), ((2, "板", "两"), (2, "腿", Decimal(4)), (3, "背", 1))
    )
    book = record_read.open_book(record_book.workbook((main, lines)), "a.xlsx", RICH)
    found, _ = tried(device, form, book)
    assert (len(found.ready), found.bad) == (1, {"2"})
    left = found.bad, found.problems
    data = record_faults.workbook(RICH, book, left, lambda one: one.message, "zh_CN")
    again = record_read.open_book(data, "b.xlsx", RICH)
    assert again.main.header == ("行号", "要改什么", "名称", "金额")
    assert again.main.rows == (("2", "“{name}” cannot be read", "桌子", "一百"),)
    assert [row[2:] for row in again.tables["f_lines"].rows] == [(2, "板", "两"), (2, "腿", 4)]
    twice, _ = tried(device, form, again)
    assert [(p.table, p.row, p.field) for p in twice.problems] == [
        ("", 2, "f_cost"),
        ("f_lines", 2, "f_count"),
    ]
    mended = replace(again, main=replace(again.main, rows=(("2", "", "桌子", 100.0),)))
    lines_again = replace(again.tables["f_lines"], rows=(("2", "", 2, "板", 2.0),))
    found, wanted = tried(device, form, replace(mended, tables={"f_lines": lines_again}))
    (made,) = incoming.run(device.session, form, found, wanted)
    held = records.load(device.session, made)
    assert held.sheet.answers[RECORD] == {
        "f_name": "桌子", "f_cost": "100", "f_sum": "2", "f_no": "CG-001",
    }  # fmt: skip


def test_drafts_may_be_half_filled(device: Device, form: bytes) -> None:
    text = "名称,金额,记录状态\n,坏,草稿\n桌子,1,已作废\n椅子,2,奇怪\n"
    found, wanted = from_csv(device, form, text)
    assert wrong(found) == [
        (2, "B 金额", "shape", "warning"),
        (4, "C 记录状态", "state", "error"),
    ]
    made = incoming.run(device.session, form, found, wanted)
    states = [device.session.get("record", one)["state"] for one in made]
    assert states == ["draft", "void"]
    found, _ = from_csv(device, form, "金额\n3\n", is_draft=True)
    assert (found.problems, len(found.ready)) == ((), 1)


def test_a_record_that_is_here_does_not_come_twice(device: Device, form: bytes) -> None:
    handed_in(device, form)
    book = record_read.open_book(record_book.workbook(tables(device, form)), "a.xlsx", RICH)
    found, _ = tried(device, form, book)
    assert [one.message for one in found.problems] == ["This record is here already"]
    assert not found.has_work


def test_what_must_be_unique_is_unique_in_the_file_too(device: Device) -> None:
    only = Part("f_code", Kind.TEXT, label="编码", checks=(Check("unique"),))
    form = published(device, Form("登记", (only,)))
    found, wanted = from_csv(device, form, "编码,x\nA,\nB,\nA,\n")
    assert wrong(found) == [(4, "A 编码", "unique", "error")]
    incoming.run(device.session, form, found, wanted)
    found, _ = from_csv(device, form, "编码,x\nB,\nC,\n")
    assert wrong(found) == [(2, "A 编码", "unique", "error")]


def test_nothing_runs_as_a_formula(device: Device, form: bytes) -> None:
    handed_in(device, form)
    files = record_book.texts(tables(device, form))
    assert "'=灯光" in files[""].decode("utf-8-sig")
    assert set(files) == {"", "-明细", "-目标"}


def test_titles_tell_like_fields_apart() -> None:
    form = Form(
        "表",
        (
            Part("f_one", Kind.TEXT, label="金额"),
            Part("f_two", Kind.TEXT, label="金额"),
            Part("f_own", Kind.TEXT, label="填写人"),
        ),
    )
    named = titles([(part, False) for part in form.parts], "zh_CN")
    assert named == {
        "f_one": "金额 [f_one]", "f_two": "金额 [f_two]", "f_own": "填写人 [f_own]",
    }  # fmt: skip
    assert propose(form, [*reversed(named.values()), "填写人"]) == {
        "f_own": 0, "f_two": 1, "f_one": 2, "author": 3,
    }  # fmt: skip
    assert titles([(form.parts[0], True)], "en") == {"f_one": "金额 (no longer used)"}
    assert propose(form, ["金额（已停用）", "f_two", "Filled in by"]) == {"f_two": 1, "author": 2}


def test_the_hub_finds_nothing_wrong_with_what_came_in(device: Device) -> None:
    """It looks with the clock of the moment that stands in the record, not of the import."""
    today = Part("f_today", Kind.FORMULA, label="登记日", formula="string(today())")
    form = published(device, Form("登记", (*RICH.parts, today)))
    moment = "2025-02-03 23:30"
    text = f"名称,金额,提交时间,比例\n桌子,1.10,{moment},12.50%\n椅子,2,,\n"
    found, wanted = from_csv(device, form, text)
    made = incoming.run(device.session, form, found, wanted)
    held = [records.load(device.session, one) for one in made]
    assert [one.sheet.answers[RECORD]["f_today"] for one in held] == ["2025-02-03", "2026-11-03"]
    for one in held:
        world = records.world_of(device.session, one.row.number("submitted") or 0)
        assert unsound(records.ready(one.version), one.sheet, world) == ()
