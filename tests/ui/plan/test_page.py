"""The task page on a real session: real keys and clicks, then the session is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.model.row import Row
from app.plan.view import Condition, View
from tests.ui import hands
from ui.parts.host import Host, Notice
from ui.plan.page import TasksPage
from ui.plan.table import filtered

Settled = Callable[[], None]


@pytest.fixture
def page(qtbot: QtBot, host: Host, campaign: bytes, settled: Settled) -> TasksPage:
    page = TasksPage(host, campaign)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.freshen()
    settled()
    return page


def tasks(desk: Desk) -> dict[bytes, Row]:
    return {row.id: row for row in desk.session.list("task")}


def state(desk: Desk) -> dict[bytes, dict[str, object]]:
    return {row: dict(values) for row, values in tasks(desk).items()}


def write(qtbot: QtBot, page: TasksPage, text: str) -> None:
    page.table.quick.begin()
    hands.write(page.table.quick.line, text)
    qtbot.keyClick(page.table.quick.line, Qt.Key.Key_Return)


def test_quick_add_reads_person_date_channel_and_priority(
    qtbot: QtBot, page: TasksPage, desk: Desk
) -> None:
    before = state(desk)
    write(qtbot, page, "写推文 @张伟 明天18:00 #小红书 !高")
    (made,) = [row for row in desk.session.list("task") if row.id not in before]
    assert made.text("name") == "写推文"
    assert made.text("deadline") == "2026-06-04T18:00:00"
    assert made.text("priority") == "high"
    assert page.host.directory.name("channel", made.ref("channel")) == "小红书"
    (given,) = desk.session.list("assignment", [("task", "=", made.id)])
    assert page.host.directory.name("person", given.ref("person")) == "张伟"
    desk.session.undo()
    assert state(desk) == before


def test_a_line_in_composition_adds_nothing(qtbot: QtBot, page: TasksPage, desk: Desk) -> None:
    before = state(desk)
    line = page.table.quick.line
    line.setFocus()
    hands.compose(line, "xie tui wen")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert state(desk) == before
    hands.write(line, "写推文")
    assert line.text() == "写推文"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert len(state(desk)) == len(before) + 1


def test_a_cell_is_edited_in_its_place_and_undone(
    qtbot: QtBot, page: TasksPage, desk: Desk, settled: Settled
) -> None:
    before = state(desk)
    grid = page.table.grid
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    task = grid.current
    assert isinstance(task, bytes)
    grid.edit("due")
    line = QApplication.focusWidget()
    assert line is not None
    hands.write(line, "下周五")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert tasks(desk)[task].text("deadline") == "2026-06-12T18:00:00"
    desk.session.undo()
    settled()
    assert state(desk) == before


def test_several_tasks_change_as_one_undo(
    qtbot: QtBot, page: TasksPage, desk: Desk, said: list[Notice]
) -> None:
    before = state(desk)
    grid = page.table.grid
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    count = len(page.table.selected())
    parents = {row.ref("parent") for row in tasks(desk).values()}
    assert count == len(before.keys() - parents)
    assert page.table.bulk.isVisibleTo(page)
    page.table.change(page.table.selected(), "status", "done")
    done = {row.id for row in tasks(desk).values() if row.text("status") == "done"}
    assert done == before.keys() - parents
    assert [notice.text for notice in said] == [f"已修改 {count} 项任务"]
    desk.session.undo()
    assert state(desk) == before


def test_delete_goes_to_the_trash_and_comes_back(page: TasksPage, desk: Desk) -> None:
    before = state(desk)
    first = page.table.first()
    page.table.delete([first])
    assert first not in tasks(desk)
    desk.session.undo()
    assert state(desk) == before


def test_a_commit_elsewhere_is_shown(
    page: TasksPage, desk: Desk, campaign: bytes, settled: Settled
) -> None:
    count = len(page.table.shown())
    with desk.session.edit("Add task") as edit:
        task = edit.add("task", {"campaign": campaign, "name": "别处加的", "status": "todo"})
    settled()
    assert len(page.table.shown()) == count + 1
    assert task in page.table.shown()
    with desk.session.edit("Delete task") as edit:
        edit.delete("task", task)
    settled()
    assert task not in page.table.shown()


def test_a_filter_hides_and_says_so(page: TasksPage, settled: Settled) -> None:
    view = filtered(View(), Condition("name", "has", ("没有这样的任务",)))
    page.toolbar.changed.emit(view)
    settled()
    assert page.table.shown() == []
    page.table.clear_filter()
    settled()
    assert page.table.shown()


def test_the_board_moves_a_card_by_keys(
    qtbot: QtBot, page: TasksPage, desk: Desk, settled: Settled
) -> None:
    before = state(desk)
    page.toolbar.switch.choose("board")
    board = page.board
    board.setFocus()
    settled()
    for _ in range(3):
        qtbot.keyClick(board, Qt.Key.Key_Right)
    task = board.current
    assert isinstance(task, bytes)
    assert tasks(desk)[task].text("status") == "todo"
    qtbot.keyClick(board, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert tasks(desk)[task].text("status") == "done"
    desk.session.undo()
    assert state(desk) == before


def test_the_sheet_writes_when_one_pauses_and_survives_a_switch(
    qtbot: QtBot, page: TasksPage, desk: Desk, settled: Settled
) -> None:
    one, two = page.table.shown()[:2]
    page.open([one.hex()])
    page.sheet.name.setFocus()
    page.sheet.name.selectAll()
    hands.write(page.sheet.name, "新的名称")
    page.open([two.hex()])
    assert tasks(desk)[one].text("name") == "新的名称"
    page.sheet.composer.write.setFocus()
    hands.write(page.sheet.composer.write, "看过了")
    qtbot.keyClick(page.sheet.composer.write, Qt.Key.Key_Return)
    (comment,) = desk.session.list("comment", [("row", "=", two)])
    assert comment.text("body") == "看过了"


def test_a_click_opens_the_sheet_and_a_tick_selects(qtbot: QtBot, page: TasksPage) -> None:
    grid = page.table.grid
    port = grid.viewport()
    row = grid.cell(1, 0).center().y()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(200, row))
    assert page.sheet.isVisibleTo(page)
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(22, row))
    assert page.table.selected() == [grid.current]
