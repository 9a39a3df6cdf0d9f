"""The records of a form on a real session: real keys and clicks, then the session is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.form import commands, listing, publishing, records
from app.form.filling import RECORD
from app.form.record_view import Condition
from app.sheet import csv_text
from tests.ui import hands
from tests.ui.form.records.room import FORM, Room
from ui.form.records import RecordsPage, open_records
from ui.form.records_filter import FilterPanel
from ui.form.records_many import ManyDialog
from ui.parts.host import Host, Notice
from ui.parts.importer import ImportDialog

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
"""Popups on the offscreen platform."""
ALL = ["样品快递", "高铁往返", "达人餐叙", "灯光租赁"]


def test_the_latest_stand_first_and_cells_say_what_was_answered(room: Room) -> None:
    assert room.names() == ALL
    source = room.page.list.source
    told = [source.words(1, key) for key in ("state", "f_cost", "f_tax", "f_kind", "author")]
    assert told == ["已提交", "¥553.00", "33.18", "交通", "王芳"]
    assert source.plain(1, "f_cost") == "553"
    keys = [column.key for column in room.page.grid.head.columns]
    assert keys == ["title", "state", "f_cost", "f_tax", "f_kind", "author", "submitted"]


def test_states_and_words_narrow_the_list(qtbot: QtBot, room: Room) -> None:
    bar = room.page.list.bar
    bar.states.choose("draft")
    assert room.names() == ["样品快递"]
    bar.states.choose("")
    hands.write(bar.search, "餐")
    qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    assert room.names() == ["达人餐叙"]
    hands.write(bar.search, "没有")
    qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    assert room.names() == []
    room.page.list.clear_filter()
    assert room.names() == ALL
    qtbot.keyClick(bar.search, Qt.Key.Key_Escape)
    assert bar.search.text() == ""


def test_conditions_are_seen_at_once_and_remembered(qtbot: QtBot, room: Room, host: Host) -> None:
    room.page.list.open_filter()
    panel = room.page.list.bar.filter.findChild(FilterPanel)
    assert panel is not None
    (line,) = panel.lines
    line.field.show_key("f_cost")
    line.field.chosen.emit("f_cost")
    hands.write(line.line, "500")
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert room.names() == ["高铁往返", "灯光租赁"]
    panel.close()
    assert [chip.text() for chip in room.page.list.bar.chips] == ["金额 不小于 500"]
    again = RecordsPage(host)
    qtbot.addWidget(again)
    again.open([room.form.hex()])
    room.settle()
    assert again.list.look.conditions == (Condition("f_cost", "least", ("500",)),)
    qtbot.mouseClick(room.page.list.bar.chips[0], Qt.MouseButton.LeftButton)
    assert room.names() == ALL


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Condition("f_kind", "is", ("meal", "other")), ["样品快递", "达人餐叙"]),
        (Condition("f_kind", "isnot", ("meal",)), ["样品快递", "高铁往返", "灯光租赁"]),
        (Condition("f_cost", "most", ("386.5",)), ["样品快递", "达人餐叙"]),
        (Condition("f_name", "has", ("灯",)), ["灯光租赁"]),
        (Condition("f_name", "not", ("灯",)), ["样品快递", "高铁往返", "达人餐叙"]),
        (Condition("f_cost", "empty"), []),
        (Condition("f_cost", "full"), ALL),
        (Condition("f_gone", "is", ("x",)), ALL),
        (Condition("f_cost", "least", ("那么多",)), []),
    ],
)
def test_conditions(room: Room, condition: Condition, found: list[str]) -> None:
    room.page.list.look_at(conditions=(condition,))
    assert room.names() == found


def test_a_click_on_a_head_sorts_and_turns_round(room: Room) -> None:
    room.page.grid.sort_asked.emit("f_cost")
    assert room.names() == ["样品快递", "达人餐叙", "高铁往返", "灯光租赁"]
    room.page.grid.sort_asked.emit("f_cost")
    assert room.names() == ["灯光租赁", "高铁往返", "达人餐叙", "样品快递"]
    room.page.grid.sort_asked.emit("submitted")
    assert room.names()[-1] == "样品快递"  # a draft has no moment: it stands last


def test_columns_are_chosen(room: Room) -> None:
    room.page.list.open_columns()
    panel = QApplication.activePopupWidget() or room.page.list.bar.columns.children()[-1]
    toggles = panel.toggles  # pyright: ignore[reportAttributeAccessIssue]
    assert "f_item" not in toggles
    toggles["version"].switch()
    toggles["f_tax"].switch()
    keys = [column.key for column in room.page.grid.head.columns]
    assert keys == ["title", "state", "f_cost", "f_kind", "author", "submitted", "version"]
    panel.reset.click()  # pyright: ignore[reportAttributeAccessIssue]
    assert room.page.list.look.columns == ()


def test_many_are_voided_and_opened_again_by_one_step(
    qtbot: QtBot, room: Room, said: list[Notice]
) -> None:
    before = room.kept()
    room.select("达人餐叙", "灯光租赁")
    assert room.page.list.many.isVisible()
    qtbot.mouseClick(room.page.list.many.buttons["void"], Qt.MouseButton.LeftButton)
    room.settle()
    assert said[-1].text == "已作废 2 条记录"
    room.page.list.bar.states.choose("void")
    assert room.names() == ["达人餐叙", "灯光租赁"]
    room.select("达人餐叙", "灯光租赁")
    room.page.do("reopen")
    room.settle()
    assert room.names() == []
    room.page.host.session.undo()
    room.page.host.session.undo()
    assert room.kept() == before


def test_many_drafts_get_one_answer_and_what_is_reckoned_from_it(
    qtbot: QtBot, room: Room, host: Host
) -> None:
    room.select("样品快递", "高铁往返")
    before = room.kept()
    qtbot.mouseClick(room.page.list.many.buttons["fill"], Qt.MouseButton.LeftButton)
    (dialog,) = room.page.window().findChildren(ManyDialog)
    assert dialog.windowTitle() == "批量填写 1 条草稿"
    dialog.choose("f_cost")
    hands.write(dialog.line, "很多")
    dialog.ok.click()
    assert dialog.isVisible()
    dialog.line.clear()
    hands.write(dialog.line, "1.2万")
    dialog.ok.click()
    room.settle()
    draft = room.ids()["样品快递"]
    held = records.load(host.session, draft).sheet.answers[RECORD]
    assert (held["f_cost"], held["f_tax"]) == ("12000", "720")
    host.session.undo()
    assert room.kept() == before


def test_records_are_deleted_and_come_back(qtbot: QtBot, room: Room, host: Host) -> None:
    before = room.kept()
    room.select("高铁往返")
    room.page.do("delete")
    room.settle()
    assert "高铁往返" not in room.names()
    host.session.undo()
    room.settle()
    assert room.names() == ALL
    assert room.kept() == before


def test_a_record_stands_beside_the_list_as_it_was(qtbot: QtBot, room: Room, host: Host) -> None:
    session = host.session
    new = FORM.parts[:1] + FORM.parts[2:]
    commands.replace_form(session, room.form, type(FORM)("费用登记", new[:1] + new[2:]))
    publishing.publish(session, room.form)
    room.settle()
    room.page.grid.go(room.ids()["样品快递"])
    room.page.show_beside()
    sheet = room.page.sheet
    assert sheet.isVisible()
    assert sheet.upgrade_button.isVisible()
    names = [one.accessibleName() for one in sheet.findChildren(type(sheet._by))]  # noqa: SLF001
    assert "金额: ¥96.00" in names
    before = room.kept()
    qtbot.mouseClick(sheet.upgrade_button, Qt.MouseButton.LeftButton)
    room.settle()
    assert not sheet.upgrade_button.isVisible()
    found = listing.read(session, room.form).entries[-1]
    assert (found.number, found.answers["f_kind"]) == (2, "other")
    session.undo()
    assert room.kept() == before
    room.page.grid.go(room.ids()["灯光租赁"])
    assert sheet.entry is not None
    assert sheet.entry.own["title"] == "灯光租赁"
    assert not sheet.upgrade_button.isVisible()
    qtbot.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()


def test_enter_and_the_button_go_to_the_page_of_filling(
    qtbot: QtBot, room: Room, host: Host
) -> None:
    went: list[str] = []
    host.went.connect(went.append)
    room.page.grid.go(room.ids()["高铁往返"])
    qtbot.keyClick(room.page.grid, Qt.Key.Key_Return)
    assert went == [f"record/{room.ids()['高铁往返'].hex()}"]
    open_records(host, room.form)
    assert went[-1] == f"records/{room.form.hex()}"
    before = room.kept()
    qtbot.mouseClick(room.page.new_button, Qt.MouseButton.LeftButton)
    room.settle()
    assert went[-1].startswith("record/")
    assert len(room.names()) == 5
    host.session.undo()
    assert room.kept() == before


def test_what_is_shown_is_exported(room: Room, tmp_path: Path, said: list[Notice]) -> None:
    room.page.list.bar.states.choose("submitted")
    page, held = room.page, listing.read(room.page.host.session, room.form)
    shown = listing.Listing(held.columns, tuple(page.list.source.entries), held.tables)
    page.files.write(tmp_path / "out.csv", shown, "费用登记")
    room.settle()
    assert said[-1].text == "已导出 3 条记录到 out.csv"
    sheet = csv_text.read_csv((tmp_path / "out.csv").read_bytes(), len)
    assert sheet.header[:5] == ("行号", "名称", "金额", "税额", "类型")
    assert [row[1] for row in sheet.rows] == ["高铁往返", "达人餐叙", "灯光租赁"]
    lines = csv_text.read_csv((tmp_path / "out-明细.csv").read_bytes(), len)
    assert [row[0] for row in lines.rows] == ["2", "3", "3"]


def test_records_come_in_by_the_wizard_as_one_step(
    room: Room, tmp_path: Path, said: list[Notice]
) -> None:
    before = room.kept()
    file = tmp_path / "in.csv"
    file.write_text("名称,金额,类型\n打车,35,交通\n,1,餐费\n道具,-2,拍摄\n", encoding="utf-8")
    dialog = room.page.begin_import()
    assert isinstance(dialog, ImportDialog)
    dialog.read(file)
    room.settle()
    assert dialog.columns.preview.columns == {"f_name": 0, "f_cost": 1, "f_kind": 2}
    dialog.next.click()
    room.settle()
    dialog.save_faults(tmp_path / "mend.xlsx")
    assert said[-1].text == "已保存 mend.xlsx"
    dialog.next.click()
    room.settle()
    assert said[-1].text == "已导入 1 条记录"
    assert room.names()[0] == "打车"
    room.page.host.session.undo()
    assert room.kept() == before


def test_a_form_without_records_says_what_to_do(qtbot: QtBot, room: Room, host: Host) -> None:
    bare = commands.create_of(host.session, FORM, "空表")
    room.page.open([bare.hex()])
    room.settle()
    assert room.names() == []
    assert not room.page.new_button.isEnabled()
    assert room.page.new_button.toolTip() == "这个表单还没发布"
    publishing.publish(host.session, bare)
    room.settle()
    assert room.page.new_button.isEnabled()
    assert room.page.crumbs()[-1][0] == "空表"


def test_a_colleagues_record_comes_in(room: Room, host: Host) -> None:
    made = records.begin(host.session, room.form)
    room.settle()
    assert room.names()[0] == "尚未填写"
    records.write(host.session, made, {(RECORD, "f_name"): "新的"})
    room.settle()
    assert room.names()[0] == "新的"


def test_a_few_changes_are_read_alone_and_give_the_same(room: Room, host: Host) -> None:
    session = host.session
    made = records.begin(session, room.form)
    records.add_lines(session, made, "f_lines", [{"f_item": "一"}], 0)
    room.settle()
    line = records.load(session, made).sheet.lines["f_lines"][0]
    records.write(session, made, {(line, "f_item"): "二", (RECORD, "f_name"): "新的"})
    records.set_state(session, [room.ids()["灯光租赁"]], "void")
    room.settle()
    assert room.page.list.source.listing == listing.read(session, room.form)
    records.remove_lines(session, made, [line])
    records.delete(session, [room.ids()["达人餐叙"]])
    room.settle()
    assert room.page.list.source.listing == listing.read(session, room.form)
    session.undo()
    room.settle()
    assert room.page.list.source.listing == listing.read(session, room.form)
