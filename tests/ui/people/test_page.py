"""The page of people on a real session: real keys and clicks, then the session is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.people import commands
from tests.ui import hands
from tests.ui.people.firm import Room
from ui.parts.host import Host, Notice
from ui.people.adding import AddPersonDialog
from ui.people.source import fitting, paint_chips

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
"""Popups on the offscreen platform."""
Settled = Callable[[], None]
Kept = Callable[[], object]


def test_people_stand_by_rank_then_by_sound(room: Room) -> None:
    assert room.page.listing.shown() == ["王芳", "张伟", "李娜", "陈晨"]
    assert room.page.grid.head.columns[1].title == "姓名"


def test_the_filter_reads_pinyin_positions_and_skills(room: Room) -> None:
    for text, found in (("zw", ["张伟"]), ("设计", ["李娜"]), ("长文案", ["张伟"])):
        room.page.listing.filter.clear()
        hands.write(room.page.listing.filter, text)
        room.settle()
        assert room.page.listing.shown() == found
    room.page.listing.filter.clear()
    hands.compose(room.page.listing.filter, "zhang wei")
    assert len(room.page.listing.shown()) == 4
    room.page.listing.filter.setText("没有这个人")
    room.settle()
    assert room.page.listing.shown() == []
    room.page.clear_filter()
    room.settle()
    assert len(room.page.listing.shown()) == 4


def test_a_department_shows_those_below_too(room: Room) -> None:
    room.page.departments.tree.choose(room.firm.departments["品牌部"])
    room.settle()
    assert room.page.listing.shown() == ["王芳", "张伟", "李娜"]
    room.page.departments.tree.choose(b"")
    room.settle()
    assert room.page.listing.shown() == ["陈晨"]


def test_columns_sort_and_turn_round(room: Room) -> None:
    room.page.grid.sort_asked.emit("name")
    assert room.page.listing.shown() == ["陈晨", "李娜", "王芳", "张伟"]
    room.page.grid.sort_asked.emit("name")
    assert room.page.listing.shown() == ["张伟", "王芳", "李娜", "陈晨"]
    assert room.page.grid.head.sort == ("name", True)


def test_narrow_places_keep_who_and_what(room: Room) -> None:
    assert [c.key for c in fitting(464)] == ["sign", "name", "position"]
    assert "email" in [c.key for c in fitting(1_100)]
    assert callable(paint_chips)


def test_a_click_opens_the_sheet_and_escape_closes_it(room: Room) -> None:
    port = room.page.grid.viewport()
    at = QPoint(100, room.page.grid.cell(1, 0).center().y())
    room.qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=at)
    room.settle()
    assert room.page.sheet.isVisible()
    assert room.page.sheet.person == room.firm.people["张伟"]
    room.qtbot.keyClick(room.page.grid, Qt.Key.Key_Down)
    room.settle()
    assert room.page.sheet.person == room.firm.people["李娜"]
    room.qtbot.keyClick(room.page.sheet.fields.email, Qt.Key.Key_Escape)
    assert not room.page.sheet.isVisible()


def test_a_place_opens_a_person(room: Room) -> None:
    room.page.open([room.firm.people["李娜"].hex()])
    room.settle()
    assert room.page.sheet.person == room.firm.people["李娜"]
    assert room.page.grid.current == room.firm.people["李娜"]


def test_a_new_person_by_keys_alone(room: Room, said: list[Notice]) -> None:
    before = room.kept()
    room.page.departments.tree.choose(room.firm.departments["媒介部"])
    room.qtbot.mouseClick(room.page.add_button, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AddPersonDialog)
    room.qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert room.kept() == before, "a person without a name is not added"
    hands.write(dialog.name, "何静")
    room.qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    room.settle()
    (made,) = room.session.list("person", [("name", "=", "何静")])
    assert made.ref("department") == room.firm.departments["媒介部"]
    assert room.page.sheet.person == made.id
    assert room.page.listing.shown() == ["何静"]
    assert [notice.text for notice in said] == ["已添加 何静"]
    room.undo()
    assert room.kept() == before
    assert not room.page.sheet.isVisible()


def test_a_commit_elsewhere_is_shown(room: Room) -> None:
    commands.add_person(room.session, {"name": "别处加的"})
    room.settle()
    assert "别处加的" in room.page.listing.shown()
    commands.set_person(room.session, room.firm.people["张伟"], {"name": "张大伟"})
    room.settle()
    assert "张大伟" in room.page.listing.shown()


def test_those_who_left_stand_apart(room: Room) -> None:
    commands.deactivate_and_hand_over(room.session, room.firm.people["陈晨"], None)
    room.settle()
    assert "陈晨" not in room.page.listing.shown()
    room.page.listing.switch.choose("left")
    room.settle()
    assert room.page.listing.shown() == ["陈晨"]


def test_campaigns_are_counted(room: Room, campaign: bytes) -> None:
    room.settle()
    texts = [room.page.listing.words(name, "campaigns") for name in ("王芳", "张伟")]
    assert texts == ["1", ""]


def test_invite_leads_to_the_hub(room: Room, host: Host) -> None:
    with room.qtbot.waitSignal(host.went) as went:
        room.qtbot.mouseClick(room.page.invite_button, Qt.MouseButton.LeftButton)
    assert went.args == ["settings/hub"]


def test_every_command_has_words_and_says_why_not(room: Room) -> None:
    commands_ = {command.name: command for command in room.page.commands()}
    assert commands_["person.leave"].reason == "先选一个人"
    assert commands_["department.rename"].reason == "先选一个部门"
    assert all(command.words for command in commands_.values())


@pytest.mark.parametrize("count", [3_000])
def test_many_people_are_arranged_beside_the_screen(room: Room, count: int) -> None:
    with room.session.edit("Add people") as edit:
        rows = [(edit.new_id(), {"name": f"人员{i}", "active": 1}) for i in range(count)]
        edit.add_all("person", rows)
    room.settle()
    room.settle()
    assert len(room.page.listing.shown()) == count + 4
