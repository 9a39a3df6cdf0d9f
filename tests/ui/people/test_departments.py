"""The tree of departments: names written in their place, keys, menus, undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.people import commands, directory
from app.session import Session
from tests.ui import hands
from tests.ui.people.firm import Room
from ui.kit.fields import Line
from ui.parts.pick import Picker
from ui.people.departments import DissolveDialog

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
"""Popups on the offscreen platform."""
Settled = Callable[[], None]
Kept = Callable[[], object]


def drawn(session: Session) -> str:
    """The tree as lines, indented."""
    staff = commands.read_staff(session)
    return "\n".join("  " * b.depth + b.name for b in directory.flat(directory.tree(staff)))


def line_of(room: Room) -> Line:
    line = room.page.departments.tree.line
    assert line is not None
    return line


@pytest.fixture
def tree_key(room: Room) -> Callable[[str], None]:
    """Choose a department by name."""
    return lambda name: room.page.departments.tree.choose(room.firm.departments[name])


def test_counts_stand_beside_the_names(room: Room) -> None:
    tree = room.page.departments.tree
    items = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
    role = Qt.ItemDataRole.AccessibleTextRole
    words = [item.data(0, role) for item in items if item is not None]
    assert words == ["全部人员，4 人", "品牌部，3 人", "媒介部，0 人", "未分配部门，1 人"]


def test_a_new_department_is_named_in_its_place(
    room: Room, tree_key: Callable[[str], None]
) -> None:
    before = room.kept()
    tree_key("品牌部")
    room.qtbot.mouseClick(room.page.departments.new, Qt.MouseButton.LeftButton)
    hands.write(line_of(room), "视频组")
    room.qtbot.keyClick(line_of(room), Qt.Key.Key_Return)
    room.settle()
    assert drawn(room.session) == "品牌部\n  内容组\n  设计组\n  视频组\n媒介部"
    assert room.page.departments.tree.line is None
    room.undo()
    assert room.kept() == before


def test_escape_and_an_unfinished_word_add_nothing(room: Room) -> None:
    before = room.kept()
    room.page.departments.begin()
    hands.compose(line_of(room), "shi pin")
    room.qtbot.keyClick(line_of(room), Qt.Key.Key_Return)
    assert room.kept() == before
    room.qtbot.keyClick(line_of(room), Qt.Key.Key_Escape)
    room.settle()
    assert room.page.departments.tree.line is None
    assert room.kept() == before


def test_f2_renames(room: Room, tree_key: Callable[[str], None]) -> None:
    before = room.kept()
    tree_key("内容组")
    room.qtbot.keyClick(room.page.departments.tree, Qt.Key.Key_F2)
    hands.write(line_of(room), "编辑部")
    room.qtbot.keyClick(line_of(room), Qt.Key.Key_Return)
    room.settle()
    assert "编辑部" in drawn(room.session)
    room.undo()
    assert room.kept() == before


def test_keys_change_the_order(room: Room, tree_key: Callable[[str], None]) -> None:
    before = room.kept()
    tree_key("设计组")
    tree = room.page.departments.tree
    room.qtbot.keyClick(tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    room.settle()
    assert drawn(room.session) == "品牌部\n  设计组\n  内容组\n媒介部"
    room.qtbot.keyClick(tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert drawn(room.session) == "品牌部\n  设计组\n  内容组\n媒介部", (
        "there is nothing above the first"
    )
    room.undo()
    assert room.kept() == before


def test_a_menu_moves_it_under_another_one(room: Room, tree_key: Callable[[str], None]) -> None:
    before = room.kept()
    tree_key("设计组")
    entries = room.page.departments.entries(room.firm.departments["设计组"])
    move = next(entry for entry in entries if entry.words == "移到…")
    assert move.do is not None
    move.do()
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, Picker)
    assert picker.words() == ["最上级", "品牌部", "内容组", "媒介部"], "never below itself"
    hands.write(picker.line, "mj")
    assert picker.words() == ["媒介部"]
    picker.line.entered.emit("")
    room.settle()
    assert drawn(room.session) == "品牌部\n  内容组\n媒介部\n  设计组"
    room.undo()
    assert room.kept() == before


def test_an_empty_department_goes_at_once(room: Room, tree_key: Callable[[str], None]) -> None:
    before = room.kept()
    tree_key("媒介部")
    room.qtbot.keyClick(room.page.departments.tree, Qt.Key.Key_Delete)
    room.settle()
    assert "媒介部" not in drawn(room.session)
    room.undo()
    assert room.kept() == before


def test_people_of_a_deleted_department_go_where_one_says(
    room: Room, tree_key: Callable[[str], None]
) -> None:
    before = room.kept()
    tree_key("内容组")
    room.qtbot.keyClick(room.page.departments.tree, Qt.Key.Key_Delete)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DissolveDialog)
    assert dialog.heir == room.firm.departments["品牌部"], "the one above is proposed"
    dialog.choose(room.firm.departments["媒介部"])
    room.qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    room.settle()
    person = room.session.get("person", room.firm.people["张伟"])
    assert person.ref("department") == room.firm.departments["媒介部"]
    room.undo()
    assert room.kept() == before


def test_the_head_is_picked(room: Room, tree_key: Callable[[str], None]) -> None:
    before = room.kept()
    tree_key("内容组")
    entries = room.page.departments.entries(room.firm.departments["内容组"])
    head = next(entry for entry in entries if entry.words == "设置负责人…")
    assert head.do is not None
    head.do()
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, Picker)
    hands.write(picker.line, "lina")
    picker.line.entered.emit("")
    room.settle()
    row = room.session.get("department", room.firm.departments["内容组"])
    assert row.ref("head") == room.firm.people["李娜"]
    room.undo()
    assert room.kept() == before
