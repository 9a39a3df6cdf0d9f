"""The records of a form as a table: columns of all versions, each record as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from app.form import commands, listing, publishing, records, upgrade
from app.form.answers import words
from app.form.filling import RECORD
from app.form.naming import Naming
from app.model.errors import Refused
from app.model.form import SLOTS, Choice, Form, Kind, Part
from tests.app.form.test_records import NOW_MS, line, meet, published
from tests.fakes.devices import Device, OrderHub

RED = Choice("red", "红", "Red")
FIRST = Form(
    "登记",
    (
        Part("f_title", Kind.TEXT, label="标题", label_en="Title"),
        Part("f_size", Kind.TEXT, label="数量"),
        Part("f_color", Kind.CHOICE, label="颜色", choices=(RED,)),
    ),
)
SECOND = Form(
    "登记",
    (
        Part("f_title", Kind.TEXT, label="名称"),
        Part("f_size", Kind.NUMBER, label="数量"),
        Part("f_note", Kind.LONG, label="备注"),
        Part("f_color", Kind.CHOICE, label="颜色", choices=(replace(RED, label="大红"),)),
    ),
)


def published_again(device: Device, form: bytes, new: Form) -> None:
    commands.replace_form(device.session, form, new)
    publishing.publish(device.session, form)


def begun(device: Device, form: bytes, **answers: object) -> bytes:
    made = records.begin(device.session, form)
    records.write(device.session, made, {(RECORD, part): kept for part, kept in answers.items()})
    return made


def two_versions(device: Device) -> tuple[bytes, bytes, bytes]:
    form = published(device, FIRST)
    old = begun(device, form, f_title="开箱", f_size="1,200", f_color="red")
    published_again(device, form, SECOND)
    return form, old, begun(device, form, f_title="直播", f_size="7", f_note="晚上", f_color="red")


def test_columns_are_those_of_all_versions(device: Device) -> None:
    form, _, _ = two_versions(device)
    published_again(device, form, Form("登记", SECOND.parts[1:]))
    found = listing.read(device.session, form).columns
    told = [(c.key, c.part.label, c.first, c.last, c.is_gone) for c in found]
    assert told == [
        ("f_size", "数量", 1, 3, False),
        ("f_note", "备注", 2, 3, False),
        ("f_color", "颜色", 1, 3, False),
        ("f_title", "名称", 1, 2, True),
    ]


def test_each_record_is_shown_as_it_was(device: Device) -> None:
    form, old, new = two_versions(device)
    names = Naming(device.session.list)
    found = {entry.id: entry for entry in listing.read(device.session, form).entries}
    for record, number, color, size in ((old, 1, "红", "1,200"), (new, 2, "大红", "7")):
        entry = found[record]
        part = entry.part("f_color")
        assert part is not None
        assert words(part, entry.answers["f_color"], "zh_CN", names) == color
        assert (entry.number, entry.answers["f_size"], entry.state) == (number, size, "draft")
    assert found[old].part("f_note") is None


def test_a_column_for_reports_is_of_the_newest_kind(device: Device) -> None:
    form, _, _ = two_versions(device)
    begun(device, form, f_title="无")
    found = listing.read(device.session, form)
    assert found.values("f_size") == [Decimal(1200), Decimal(7), None]
    assert found.values("f_note") == [None, "晚上", None]
    assert found.values("f_gone") == [None, None, None]


def test_lines_of_sub_tables_stand_in_their_order(device: Device) -> None:
    form = published(device)
    record = records.begin(device.session, form)
    line(device, record, "灯光", "10")
    line(device, record, "反光板", "20", 1)
    line(device, record, "三脚架", "30", 1)
    found = listing.read(device.session, form)
    items = [told["f_item"] for _, told in found.entries[0].lines["f_lines"]]
    assert items == ["灯光", "三脚架", "反光板"]
    assert found.values("f_price") == [[Decimal(10), Decimal(30), Decimal(20)]]
    column = found.column("f_price")
    assert column is not None
    assert [kept for _, _, kept in listing.answered(found.entries, column)] == ["10", "30", "20"]


def test_it_reads_what_the_record_reads(device: Device) -> None:
    parts = tuple(Part(f"f_{no}", Kind.TEXT, label=f"栏{no}") for no in range(SLOTS + 3))
    form = published(device, Form("长表", parts))
    made = begun(device, form, f_0="一", **{f"f_{SLOTS + 1}": "二页"})
    (entry,) = listing.read(device.session, form).entries
    assert entry.answers == records.load(device.session, made).sheet.answers[RECORD]
    (entry,) = listing.read(device.session, form, wanted={"f_0"}, records=[made]).entries
    assert entry.answers == {"f_0": "一"}
    assert listing.read(device.session, form, records=[]).entries == ()


def test_two_laptops_see_one_table(trio: tuple[Device, Device, OrderHub]) -> None:
    here, there, _ = trio
    form = published(here)
    record = records.begin(here.session, form)
    line(here, record, "灯光", "10")
    meet(trio)
    line(there, record, "桌子", "20")
    records.write(here.session, record, {(RECORD, "f_name"): "开箱"})
    meet(trio)
    meet(trio)
    one, other = (listing.read(device.session, form) for device in (here, there))
    assert one.entries[0].lines == other.entries[0].lines
    assert one.entries[0].answers == other.entries[0].answers == {"f_name": "开箱"}


def test_an_older_draft_is_brought_to_the_newest_version(device: Device) -> None:
    form, old, new = two_versions(device)
    before = device.rows()
    assert not upgrade.look(device.session, new).is_needed
    found = upgrade.upgrade(device.session, old)
    assert [(one.old.id, one.is_done) for one in found.moved] == [("f_size", True)]
    held = records.load(device.session, old)
    assert held.version.number == 2
    assert held.sheet.answers[RECORD] == {"f_title": "开箱", "f_size": "1200", "f_color": "red"}
    device.session.undo()
    assert device.rows() == before
    del form


def test_what_no_kind_can_hold_is_put_aside(device: Device) -> None:
    form = published(device, FIRST)
    old = begun(device, form, f_title="开箱", f_size="好几个", f_color="red")
    published_again(device, form, Form("登记", SECOND.parts[1:]))
    found = upgrade.upgrade(device.session, old)
    assert [part.id for part in found.gone] == ["f_title"]
    row = device.session.get("record", old)
    (aside,) = upgrade.set_aside(row.text("extra"))
    assert (aside["part"], aside["value"], aside["line"]) == ("f_size", "好几个", "")
    assert records.load(device.session, old).sheet.answers[RECORD] == {"f_color": "red"}
    # What is gone stays in its cell: where the part comes back, so does its answer.
    published_again(device, form, SECOND)
    upgrade.upgrade(device.session, old)
    assert records.load(device.session, old).sheet.answers[RECORD]["f_title"] == "开箱"
    assert len(upgrade.set_aside(device.session.get("record", old).text("extra"))) == 1


def test_a_longer_version_gets_its_pages(device: Device) -> None:
    form = published(device, FIRST)
    old = begun(device, form, f_title="开箱")
    more = tuple(Part(f"f_{no}", Kind.TEXT, label=f"栏{no}") for no in range(SLOTS))
    published_again(device, form, Form("登记", (*FIRST.parts, *more)))
    upgrade.upgrade(device.session, old)
    last = RECORD, more[-1].id
    records.write(device.session, old, {last: "末"})
    assert records.load(device.session, old).sheet.answers[RECORD] == {
        "f_title": "开箱",
        last[1]: "末",
    }


def test_a_record_that_was_handed_in_stays_as_it_was(device: Device) -> None:
    form = published(device, FIRST)
    old = begun(device, form, f_title="开箱")
    assert records.submit(device.session, old, NOW_MS).is_done
    published_again(device, form, SECOND)
    with pytest.raises(Refused, match="handed in"):
        upgrade.upgrade(device.session, old)
