"""Records on a real replica: answers cell by cell, lines, handing in, what merges."""

from __future__ import annotations

import pytest

from app.form import commands, publishing, records
from app.form.filling import RECORD
from app.model.errors import Refused
from app.model.form import SLOTS, Form, Kind, Part
from tests.app.form.test_filling import BUDGET, NOW
from tests.fakes.devices import Device, OrderHub

NOW_MS = int(NOW.timestamp() * 1000)
NAME, WHY = (RECORD, "f_name"), (RECORD, "f_why")


def published(device: Device, form: Form = BUDGET) -> bytes:
    row = commands.create_of(device.session, form)
    publishing.publish(device.session, row)
    return row


@pytest.fixture
def record(device: Device) -> bytes:
    return records.begin(device.session, published(device))


def meet(trio: tuple[Device, Device, OrderHub]) -> None:
    *devices, hub = trio
    for device in devices:
        hub.push(device)
    for device in devices:
        hub.pull(device)


def line(device: Device, record: bytes, item: str, price: str, at: int = 0) -> str:
    told = {"f_item": item, "f_count": "1", "f_price": price}
    return records.add_lines(device.session, record, "f_lines", [told], at)[0]


def test_a_form_without_a_version_has_no_records(device: Device) -> None:
    row = commands.create_of(device.session, BUDGET)
    with pytest.raises(Refused, match="not published"):
        records.begin(device.session, row)


def test_an_answer_is_one_step(device: Device, record: bytes) -> None:
    before = device.rows()
    records.write(device.session, record, {NAME: "开箱", WHY: "要两盏灯"})
    held = records.load(device.session, record)
    assert held.sheet.answers[RECORD] == {"f_name": "开箱", "f_why": "要两盏灯"}
    device.session.undo()
    assert device.rows() == before
    device.session.redo()
    records.write(device.session, record, {WHY: None})
    assert records.load(device.session, record).sheet.answers[RECORD] == {"f_name": "开箱"}


def test_lines_come_go_and_move(device: Device, record: bytes) -> None:
    before = device.rows()
    first = line(device, record, "灯光", "10")
    second = line(device, record, "反光板", "20", 1)
    middle = line(device, record, "三脚架", "30", 1)
    lines = ("f_lines",)
    assert records.load(device.session, record).sheet.lines[lines[0]] == (first, middle, second)
    records.move_line(device.session, record, second, 0)
    assert records.load(device.session, record).sheet.lines[lines[0]] == (second, first, middle)
    records.remove_lines(device.session, record, [first, middle])
    held = records.load(device.session, record)
    assert held.sheet.lines[lines[0]] == (second,)
    assert held.sheet.answers[second]["f_item"] == "反光板"
    for _ in range(5):
        device.session.undo()
    assert device.rows() == before


def test_handing_in_says_all_that_is_wrong_and_changes_nothing(
    device: Device, record: bytes
) -> None:
    line(device, record, "", "600")
    before = device.rows()
    told = records.submit(device.session, record, NOW_MS)
    assert not told.is_done
    found = {(fault.part, fault.rule) for fault in told.flaws}
    assert found == {("f_name", "required"), ("f_item", "required"), ("f_why", "required")}
    assert device.rows() == before


def test_a_record_that_was_handed_in_is_closed(device: Device, record: bytes) -> None:
    line(device, record, "灯光", "100")
    records.write(device.session, record, {NAME: "开箱", WHY: "不再要了"})
    assert records.submit(device.session, record, NOW_MS).is_done
    held = records.load(device.session, record)
    assert held.row.text("title") == "开箱"
    assert held.row.number("submitted")
    assert held.sheet.answers[RECORD] == {"f_name": "开箱", "f_total": "100"}
    with pytest.raises(Refused, match="handed in"):
        records.write(device.session, record, {NAME: "另一个"})
    records.reopen(device.session, record)
    records.write(device.session, record, {NAME: "另一个"})


def test_a_field_that_is_not_there(device: Device, record: bytes) -> None:
    for place in ((RECORD, "f_nothing"), ("ff" * 16, "f_item"), (RECORD, "f_lines")):
        with pytest.raises(Refused):
            records.write(device.session, record, {place: "x"})


def test_a_form_of_many_fields_has_several_rows_a_line(device: Device) -> None:
    parts = tuple(Part(f"f_{n}", Kind.TEXT, label=f"字段 {n}") for n in range(SLOTS * 2 + 5))
    record = records.begin(device.session, published(device, Form("大表", parts)))
    assert len(device.session.list("line", [("record", "=", record)])) == 3
    told = {(RECORD, f"f_{n}"): str(n) for n in range(len(parts))}
    records.write(device.session, record, told)
    held = records.load(device.session, record).sheet.answers[RECORD]
    assert held == {f"f_{n}": str(n) for n in range(len(parts))}


def test_numbers_rise(device: Device) -> None:
    settings = {"prefix": "BX-", "digits": "3"}
    number = Part("f_no", Kind.SEQUENCE, label="编号", settings=settings)
    form = published(device, Form("报销", (number, Part("f_a", Kind.TEXT))))
    made = [records.begin(device.session, form) for _ in range(2)]
    told = [records.submit(device.session, record, NOW_MS).number for record in made]
    assert told == ["BX-001", "BX-002"]
    assert records.load(device.session, made[1]).sheet.answers[RECORD] == {"f_no": "BX-002"}


def test_two_people_answer_one_record_offline(trio: tuple[Device, Device, OrderHub]) -> None:
    """Cells merge cell by cell, sub-tables row by row."""
    a, b, _ = trio
    record = records.begin(a.session, published(a))
    meet(trio)
    records.write(a.session, record, {NAME: "开箱"})
    line(a, record, "灯光", "10")
    records.write(b.session, record, {WHY: "要两盏灯"})
    line(b, record, "反光板", "20")
    meet(trio)
    held = [records.load(device.session, record) for device in (a, b)]
    assert held[0].sheet.answers == held[1].sheet.answers
    assert held[0].sheet.answers[RECORD] == {"f_name": "开箱", "f_why": "要两盏灯"}
    assert {one["f_item"] for key, one in held[0].sheet.answers.items() if key} == {
        "灯光",
        "反光板",
    }
    assert a.rows() == b.rows()


def test_a_wide_line_is_written_page_by_page(device: Device) -> None:
    """Writing reads the lines it touches alone, and all pages of them."""
    columns = [Part(f"f_{n:03d}", Kind.TEXT, "f_t", label=f"{n}") for n in range(SLOTS + 6)]
    parts = (Part("f_t", Kind.TABLE, label="明细"), *columns)
    form = commands.create_of(device.session, Form("宽表", parts))
    publishing.publish(device.session, form)
    record = records.begin(device.session, form)
    first, second = records.add_lines(device.session, record, "f_t", [{}, {}], 0)
    last = columns[-1].id
    changes = {(first, "f_000"): "a", (first, last): "b", (second, last): "c"}
    records.write(device.session, record, changes)
    held = records.load(device.session, record).sheet.answers
    assert held[first] == {"f_000": "a", last: "b"}
    assert held[second] == {last: "c"}
    with pytest.raises(Refused):
        records.write(device.session, record, {("no line", last): "d"})
