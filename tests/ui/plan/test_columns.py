"""Columns are shown, hidden, moved and widened; the view keeps them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.plan.view import View
from ui.parts.host import Host
from ui.plan.columns import ColumnsPanel, chosen
from ui.plan.page import TasksPage


@pytest.fixture
def page(host: Host, campaign: bytes, qtbot: QtBot, settled: Callable[[], None]) -> TasksPage:
    page = TasksPage(host, campaign)
    qtbot.addWidget(page)
    page.resize(1280, 760)
    page.show()
    page.freshen()
    settled()
    return page


def keys(page: TasksPage) -> list[str]:
    return [column.key for column in page.table.grid.head.columns]


def panel(page: TasksPage) -> ColumnsPanel:
    found = page.toolbar.columns.findChildren(ColumnsPanel)
    assert found
    return found[-1]


USUAL = ["name", "person", "due", "channel", "priority", "percent"]


def test_a_column_is_shown_and_moved_by_keys(qtbot: QtBot, page: TasksPage) -> None:
    assert keys(page) == USUAL
    before = page.host.session.undo_state
    qtbot.mouseClick(page.toolbar.columns, Qt.MouseButton.LeftButton)
    held = panel(page)
    assert QApplication.focusWidget() is held.toggles["person"]
    qtbot.keyClick(held.toggles["status"], Qt.Key.Key_Space)
    assert keys(page) == [*USUAL, "status"]
    qtbot.keyClick(held.arrows["status", -1], Qt.Key.Key_Return)
    assert keys(page) == [*USUAL[:-1], "status", "percent"]
    assert QApplication.focusWidget() is held.arrows["status", -1]
    qtbot.keyClick(held.toggles["channel"], Qt.Key.Key_Space)
    assert "channel" not in keys(page)
    qtbot.keyClick(held.reset, Qt.Key.Key_Return)
    assert keys(page) == USUAL
    assert page.toolbar.view.columns == ()
    assert page.host.session.undo_state == before
    held.close()


def test_the_name_stays(page: TasksPage) -> None:
    page.toolbar.open_columns()
    held = panel(page)
    assert not held.toggles["name"].isEnabled()
    assert held.toggles["name"].toolTip()
    assert ("name", 1) not in held.arrows
    held.shift("person", -1)
    assert keys(page)[0] == "name"
    held.close()


def test_a_head_is_dragged_before_another(qtbot: QtBot, page: TasksPage) -> None:
    head = page.table.grid.head
    spots = head.spots()
    start = QPoint(spots[4][0] + 30, 14)
    end = QPoint(spots[1][0] + 4, 14)
    sort = page.toolbar.view.sort
    qtbot.mousePress(head, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(head, (start + end) / 2)
    qtbot.mouseMove(head, end)
    head.repaint()
    qtbot.mouseRelease(head, Qt.MouseButton.LeftButton, pos=end)
    assert keys(page) == ["name", "priority", "person", "due", "channel", "percent"]
    assert page.toolbar.view.sort == sort


def test_a_head_that_is_clicked_sorts(qtbot: QtBot, page: TasksPage) -> None:
    head = page.table.grid.head
    at = QPoint(head.spots()[4][0] + 30, 14)
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton, pos=at)
    assert page.toolbar.view.sort == (("priority", False),)
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton, pos=at)
    assert page.toolbar.view.sort == (("priority", True),)


def test_a_width_is_kept_by_the_view(qtbot: QtBot, page: TasksPage) -> None:
    head = page.table.grid.head
    left, wide = head.spots()[1]
    edge = QPoint(left + wide, 14)
    qtbot.mousePress(head, Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseMove(head, edge + QPoint(40, 0))
    qtbot.mouseRelease(head, Qt.MouseButton.LeftButton, pos=edge + QPoint(40, 0))
    assert dict(page.toolbar.view.columns)["person"] == 168
    page.resize(900, 700)
    assert keys(page) == USUAL


def test_a_narrow_place_hides_only_columns_that_nobody_chose(page: TasksPage) -> None:
    page.resize(720, 700)
    assert "channel" not in keys(page)
    page.toolbar.changed.emit(View(columns=(("channel", 80), ("effort", 90))))
    assert keys(page) == ["name", "channel", "effort"]


def test_a_view_of_another_version_is_no_danger() -> None:
    held = chosen((("mood", 80), ("due", 999_999), ("due", 3)), has_campaign=False)
    assert [column.key for column in held] == ["name", "due"]
    assert held[1].width < 2_000


def test_new_columns_are_edited_in_their_place(
    qtbot: QtBot, page: TasksPage, settled: Callable[[], None]
) -> None:
    page.toolbar.changed.emit(View(columns=(("effort", 90), ("status", 110), ("start", 120))))
    settled()
    session, grid = page.host.session, page.table.grid
    task = page.table.first()
    before = dict(session.get("task", task))
    grid.go(task)
    grid.setFocus()
    grid.edit("effort")
    line = QApplication.focusWidget()
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(line, "7.5")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert session.get("task", task)["effort_minutes"] == 450
    session.undo()
    assert dict(session.get("task", task)) == before
