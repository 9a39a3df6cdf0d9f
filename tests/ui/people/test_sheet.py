"""One person beside the directory: fields, skills, second positions, leaving and coming back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.model.row import Row
from app.people import commands
from app.plan import commands as plan
from tests.ui import hands
from tests.ui.people.firm import Room
from ui.parts.host import Host, Notice
from ui.parts.pick import Picker
from ui.people.handover import HandOverDialog
from ui.people.postings import PostingDialog
from ui.people.sheet import PersonSheet

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
"""Popups on the offscreen platform."""
Settled = Callable[[], None]
Kept = Callable[[], object]


@pytest.fixture
def sheet(room: Room) -> PersonSheet:
    room.page.open([room.firm.people["张伟"].hex()])
    room.settle()
    return room.page.sheet


@pytest.fixture
def zhang(room: Room) -> Callable[[], Row]:
    return lambda: room.session.get("person", room.firm.people["张伟"])


def picker() -> Picker:
    found = QApplication.activePopupWidget()
    assert isinstance(found, Picker)
    return found


def test_a_field_is_written_when_one_leaves_it(
    room: Room, sheet: PersonSheet, zhang: Callable[[], Row]
) -> None:
    before = room.kept()
    sheet.fields.email.setFocus()
    hands.write(sheet.fields.email, "zw@qinghe.cn")
    room.qtbot.keyClick(sheet.fields.email, Qt.Key.Key_Tab)
    assert zhang().text("email") == "zw@qinghe.cn"
    room.undo()
    assert room.kept() == before
    assert sheet.fields.email.text() == ""


def test_a_name_is_never_empty(room: Room, sheet: PersonSheet, zhang: Callable[[], Row]) -> None:
    sheet.name.setFocus()
    sheet.name.selectAll()
    hands.write(sheet.name, "  ")
    sheet.name.commit()
    room.settle()
    assert zhang().text("name") == "张伟"


def test_what_was_typed_is_written_before_another_person_is_shown(
    room: Room, sheet: PersonSheet, zhang: Callable[[], Row]
) -> None:
    hands.write(sheet.fields.level, "P7")
    room.page.open([room.firm.people["李娜"].hex()])
    room.settle()
    assert zhang().text("level") == "P7"
    assert sheet.fields.level.text() == ""


def test_a_department_is_picked_by_pinyin(
    room: Room, sheet: PersonSheet, zhang: Callable[[], Row]
) -> None:
    before = room.kept()
    sheet.fields.department.click()
    hands.write(picker().line, "meijie")
    picker().line.entered.emit("")
    room.settle()
    assert zhang().ref("department") == room.firm.departments["媒介部"]
    assert sheet.fields.department.text() == "媒介部"
    room.undo()
    assert room.kept() == before


def test_enter_on_an_untouched_list_changes_nothing(room: Room, sheet: PersonSheet) -> None:
    before = room.kept()
    sheet.fields.position.click()
    room.qtbot.keyClick(picker().line, Qt.Key.Key_Return)
    assert room.kept() == before


def test_a_position_that_is_not_there_is_made_in_the_same_edit(
    room: Room, sheet: PersonSheet, zhang: Callable[[], Row]
) -> None:
    before = room.kept()
    sheet.fields.position.click()
    hands.write(picker().line, "首席编辑")
    picker().line.entered.emit("")
    room.settle()
    (made,) = room.session.list("position", [("name", "=", "首席编辑")])
    assert zhang().ref("position") == made.id
    room.undo()
    assert room.kept() == before


def test_nobody_is_above_themselves(room: Room, sheet: PersonSheet, said: list[Notice]) -> None:
    commands.set_person(
        room.session, room.firm.people["李娜"], {"manager": room.firm.people["张伟"]}
    )
    room.settle()
    before = room.kept()
    sheet.set_value("manager", room.firm.people["李娜"])
    assert room.kept() == before
    assert said[-1].tone == "danger"


def test_skills_come_by_enter_and_go_by_their_cross(
    room: Room, sheet: PersonSheet, zhang: Callable[[], Row]
) -> None:
    before = room.kept()
    sheet.skills.line.setFocus()
    hands.write(sheet.skills.line, "短视频，选题")
    room.qtbot.keyClick(sheet.skills.line, Qt.Key.Key_Return)
    room.settle()
    assert commands.skills_of(zhang()) == ("长文案", "选题", "短视频")
    assert [chip.skill for chip in sheet.skills.chips()] == ["长文案", "选题", "短视频"]
    room.qtbot.mouseClick(sheet.skills.chips()[0], Qt.MouseButton.LeftButton)
    room.settle()
    assert commands.skills_of(zhang()) == ("选题", "短视频")
    room.undo(2)
    assert room.kept() == before


def test_half_a_word_makes_no_skill(
    room: Room, sheet: PersonSheet, zhang: Callable[[], Row]
) -> None:
    sheet.skills.line.setFocus()
    hands.write(sheet.skills.line, "ab")
    room.qtbot.wait(700)
    assert commands.skills_of(zhang()) == ("长文案", "选题")


def test_a_second_position_comes_and_goes(room: Room, sheet: PersonSheet) -> None:
    before = room.kept()
    sheet.postings.add.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PostingDialog)
    assert not dialog.ok.isEnabled()
    assert dialog.ok.toolTip()
    dialog.choose_department(room.firm.departments["媒介部"])
    dialog.choose_position(room.firm.positions["设计师"])
    room.qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    room.settle()
    (posting,) = room.session.list("posting")
    assert posting.ref("department") == room.firm.departments["媒介部"]
    sheet.postings.dropped.emit(posting.id)
    room.settle()
    assert not room.session.list("posting")
    room.undo(2)
    assert room.kept() == before


def test_leaving_shows_what_moves_then_moves_it(
    room: Room, sheet: PersonSheet, campaign: bytes, zhang: Callable[[], Row], said: list[Notice]
) -> None:
    session = room.session
    task = session.list("task", [("campaign", "=", campaign), ("status", "=", "todo")])[0]
    plan.set_task(session, task.id, {}, [room.firm.people["张伟"]])
    commands.set_head(session, room.firm.departments["内容组"], room.firm.people["张伟"])
    room.settle()
    before = room.kept()
    sheet.deactivate()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, HandOverDialog)
    assert dialog.lines() == [("1 项未完成任务", task.text("name")), ("负责 1 个部门", "内容组")]
    assert not dialog.ok.isEnabled()
    assert room.kept() == before, "only shown so far"
    dialog.choose(room.firm.people["李娜"])
    room.qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    room.settle()
    assert zhang()["active"] == 0
    (given,) = session.list("assignment", [("task", "=", task.id)])
    assert given.ref("person") == room.firm.people["李娜"]
    assert said[-1].text == "已停用 张伟，工作已交给 李娜"
    assert sheet.back.isVisible()
    session.undo()
    room.settle()
    assert room.kept() == before


def test_one_comes_back(room: Room, sheet: PersonSheet, zhang: Callable[[], Row]) -> None:
    commands.deactivate_and_hand_over(room.session, room.firm.people["张伟"], None)
    room.settle()
    before = room.kept()
    room.qtbot.mouseClick(sheet.back, Qt.MouseButton.LeftButton)
    room.settle()
    assert zhang()["active"] == 1
    assert not sheet.back.isVisible()
    room.undo()
    assert room.kept() == before


def test_nobody_lets_themselves_leave(room: Room, sheet: PersonSheet) -> None:
    room.page.open([room.firm.people["王芳"].hex()])
    room.settle()
    assert sheet.why_not_deactivate() == "不能停用自己"


def test_campaigns_and_open_tasks_lead_on(
    room: Room, sheet: PersonSheet, host: Host, campaign: bytes
) -> None:
    tasks = room.session.list("task", [("campaign", "=", campaign)])[:9]
    plan.bulk_set(room.session, [task.id for task in tasks], {}, [room.firm.people["张伟"]])
    room.settle()
    lines = sheet.work.lines()
    assert lines[0] == "618大促"
    assert len(lines) == 1 + 6, "the rest waits behind a button"
    sheet.work.show_all("tasks")
    room.qtbot.waitUntil(lambda: len(sheet.work.lines()) > 7)
    with room.qtbot.waitSignal(host.went) as went:
        room.qtbot.mouseClick(sheet.work.line(0), Qt.MouseButton.LeftButton)
    assert went.args == [f"campaign/{campaign.hex()}"]


def test_every_field_has_a_name(sheet: PersonSheet) -> None:
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QWidget

    nameless = [
        widget
        for widget in sheet.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []
