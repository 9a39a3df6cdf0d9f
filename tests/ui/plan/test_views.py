"""Views, filters and the search of the task page: real keys, then the session is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.plan import commands
from app.plan import view as views
from app.plan.view import Condition, Shelf, View
from tests.ui import hands
from ui.kit.command import Command
from ui.parts.host import Host, Notice
from ui.parts.pick import Picker
from ui.plan.filters import FilterChip, FilterPanel
from ui.plan.page import TasksPage
from ui.plan.views import NameView

Settled = Callable[[], None]
LATE = View(conditions=(Condition("due", "overdue"),), group="person")


@pytest.fixture
def page(host: Host, campaign: bytes, qtbot: QtBot, settled: Settled) -> TasksPage:
    return opened(host, campaign, qtbot, settled)


def opened(host: Host, campaign: bytes, qtbot: QtBot, settled: Settled) -> TasksPage:
    page = TasksPage(host, campaign)
    qtbot.addWidget(page)
    page.resize(1360, 760)
    page.show()
    page.freshen()
    settled()
    return page


def command(page: TasksPage, name: str) -> Command:
    return next(c for c in page.commands() if c.name == name)


def kept(host: Host) -> dict[tuple[str, str], View]:
    rows = [row for table in ("my_view", "team_view") for row in host.session.list(table)]
    return {(row.table, row.text("name")): views.read(row.text("settings")) for row in rows}


def words_of(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def test_a_view_is_saved_by_keys_and_undone(
    qtbot: QtBot, host: Host, page: TasksPage, said: list[Notice], settled: Settled
) -> None:
    page.toolbar.changed.emit(LATE)
    command(page, "view.save").do()
    dialog = page.findChild(NameView)
    assert dialog is not None
    hands.write(dialog.name, "逾期的")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert kept(host) == {("my_view", "逾期的"): LATE}
    assert page.toolbar.view_button.text() == "逾期的"
    assert said[-1].is_undo
    host.session.undo()
    settled()
    assert kept(host) == {}
    assert page.toolbar.view == LATE
    assert page.toolbar.views.row is None


def test_a_view_of_the_team_is_everybodys(
    host: Host, page: TasksPage, campaign: bytes, qtbot: QtBot
) -> None:
    page.toolbar.views.save_as()
    dialog = page.findChild(NameView)
    assert dialog is not None
    hands.write(dialog.name, "周会")
    dialog.shelf.setFocus()
    qtbot.keyClick(dialog.shelf, Qt.Key.Key_Down)
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    (row,) = host.session.list("team_view")
    assert row.ref("campaign") == campaign
    host.session.undo()
    assert kept(host) == {}


def test_a_view_needs_a_name(host: Host, page: TasksPage, qtbot: QtBot) -> None:
    page.toolbar.views.save_as()
    dialog = page.findChild(NameView)
    assert dialog is not None
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.name.accessibleDescription()
    assert kept(host) == {}
    dialog.reject()


def test_the_menu_offers_them_and_a_changed_one_is_updated(
    host: Host, page: TasksPage, settled: Settled, qtbot: QtBot
) -> None:
    commands.save_view(host.session, Shelf("tasks"), "逾期的", LATE)
    commands.save_view(host.session, Shelf("tasks", True), "全部按人", View(group="person"))
    settled()
    qtbot.mouseClick(page.toolbar.view_button, Qt.MouseButton.LeftButton)
    menu = page.toolbar.view_button.findChildren(QMenu)[-1]
    assert words_of(menu)[:3] == ["全部任务", "逾期的", "全部按人"]
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert page.toolbar.view == LATE
    assert not page.toolbar.view_button.is_changed
    assert command(page, "view.update").reason
    page.toolbar.look(group="status")
    assert page.toolbar.view_button.is_changed
    assert page.toolbar.update_view.isVisible()
    qtbot.mouseClick(page.toolbar.update_view, Qt.MouseButton.LeftButton)
    assert kept(host)["my_view", "逾期的"].group == "status"
    assert not page.toolbar.view_button.is_changed
    host.session.undo()
    settled()
    assert kept(host)["my_view", "逾期的"] == LATE
    assert page.toolbar.view == LATE, "who looks at a view sees it as it is kept"


def test_a_view_is_renamed_and_deleted(host: Host, page: TasksPage, settled: Settled) -> None:
    commands.save_view(host.session, Shelf("tasks"), "逾期的", LATE)
    before = kept(host)
    settled()
    assert command(page, "view.delete").reason
    page.toolbar.views.show(page.toolbar.views.rows[0])
    command(page, "view.rename").do()
    dialog = page.findChild(NameView)
    assert dialog is not None
    assert dialog.name.text() == "逾期的"
    hands.write(dialog.name, "晚了")
    dialog.go_button.click()
    assert list(kept(host)) == [("my_view", "晚了")]
    command(page, "view.delete").do()
    assert kept(host) == {}
    assert page.toolbar.view == LATE
    host.session.undo()
    host.session.undo()
    assert kept(host) == before


def test_the_last_look_is_found_again(
    host: Host, page: TasksPage, campaign: bytes, qtbot: QtBot, settled: Settled
) -> None:
    commands.save_view(host.session, Shelf("tasks"), "逾期的", LATE)
    settled()
    page.toolbar.views.show(page.toolbar.views.rows[0])
    page.toolbar.look(text="宣传", columns=(("due", 180),))
    again = opened(host, campaign, qtbot, settled)
    assert again.toolbar.view.conditions == LATE.conditions
    assert again.toolbar.view.columns == (("due", 180),)
    assert again.toolbar.view.text == ""
    assert again.toolbar.view_button.text() == "逾期的"
    assert again.toolbar.view_button.is_changed
    again.toolbar.views.show(None)
    assert host.drafts.text(f"look/tasks/{campaign.hex()}") == ""


def test_the_search_finds_by_pinyin_and_esc_ends_it(
    qtbot: QtBot, page: TasksPage, settled: Settled
) -> None:
    every = page.table.shown()
    command(page, "task.search").do()
    line = page.toolbar.search
    assert line.hasFocus()
    hands.compose(line, "xuan chuan")
    qtbot.wait(220)
    assert page.table.shown() == every
    hands.compose(line, "")
    qtbot.keyClicks(line, "xuanchuan")
    qtbot.waitUntil(lambda: page.toolbar.view.text == "xuanchuan", timeout=1_000)
    settled()
    names = [page.host.session.get("task", task).text("name") for task in page.table.shown()]
    assert names
    assert all("宣传" in name for name in names)
    page.table.clear_filter()
    assert line.text() == "", "the words go with what they asked for"
    qtbot.keyClicks(line, "xuanchuan")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page.toolbar.view.text == "xuanchuan"
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert page.table.shown() == every
    assert page.table.grid.hasFocus()
    assert not line.isVisible()
    command(page, "task.search").do()
    page.table.grid.setFocus()
    assert not line.isVisible(), "a search for nothing takes no room"


def test_nothing_found_says_so_and_offers_the_way_back(
    page: TasksPage, qtbot: QtBot, settled: Settled
) -> None:
    page.toolbar.look(text="没有这样的任务", conditions=(Condition("status", "is", ("todo",)),))
    settled()
    assert page.table.shown() == []
    page.table.clear_filter()
    settled()
    assert page.table.shown()
    assert page.toolbar.view.conditions == ()
    assert not page.toolbar.findChildren(FilterChip) or not any(
        chip.isVisible() for chip in page.toolbar.findChildren(FilterChip)
    )


def test_a_chip_is_taken_away_by_mouse_and_by_keys(qtbot: QtBot, page: TasksPage) -> None:
    one, two = Condition("status", "is", ("todo",)), Condition("priority", "not", ("low",))
    page.toolbar.look(conditions=(one, two))
    chips = visible_chips(page)
    assert [chip.text() for chip in chips] == ["状态 未开始", "优先级 不是 低"]
    qtbot.mouseClick(chips[0], Qt.MouseButton.LeftButton, pos=QPoint(chips[0].width() - 8, 12))
    assert page.toolbar.view.conditions == (two,)
    qtbot.keyClick(visible_chips(page)[0], Qt.Key.Key_Delete)
    assert page.toolbar.view.conditions == ()


def visible_chips(page: TasksPage) -> list[FilterChip]:
    QApplication.processEvents()
    return [chip for chip in page.toolbar.findChildren(FilterChip) if not chip.isHidden()]


def test_several_conditions_are_put_together(
    qtbot: QtBot, page: TasksPage, settled: Settled
) -> None:
    command(page, "task.conditions").do()
    panel = page.toolbar.filter.findChildren(FilterPanel)[-1]
    (line,) = panel.lines
    assert line.field.key == "status"
    assert page.toolbar.view.conditions == ()
    qtbot.mouseClick(line.pick, Qt.MouseButton.LeftButton)
    picker = line.pick.findChildren(Picker)[-1]
    hands.write(picker.line, "未开始")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert page.toolbar.view.conditions == (Condition("status", "is", ("todo",)),)
    qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    other = panel.lines[1]
    other.field.show_key("due")
    other.field.chosen.emit("due")
    assert other.operator.key == "before"
    hands.write(other.line, "6月10日")
    qtbot.keyClick(other.line, Qt.Key.Key_Return)
    assert page.toolbar.view.conditions[1] == Condition("due", "before", ("2026-06-10",))
    settled()
    rows = [page.host.session.get("task", task) for task in page.table.shown()]
    assert rows
    assert all((r.text("deadline") or r.text("finish")) < "2026-06-10" for r in rows)
    other.operator.show_key("empty")
    other.operator.chosen.emit("empty")
    assert page.toolbar.view.conditions[1] == Condition("due", "empty")
    panel.close()


def test_a_day_that_is_none_is_told_and_changes_nothing(page: TasksPage, qtbot: QtBot) -> None:
    page.toolbar.look(conditions=(Condition("due", "before", ("2026-06-10",)),))
    page.toolbar.open_conditions()
    (line,) = page.toolbar.filter.findChildren(FilterPanel)[-1].lines
    line.line.selectAll()
    hands.write(line.line, "改天再说")
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert line.line.accessibleDescription()
    assert line.line.text() == "改天再说"
    assert page.toolbar.view.conditions == ()


@pytest.mark.parametrize("name", ["task.filter", "task.group", "task.sort"])
def test_menus_open_by_their_commands(page: TasksPage, name: str) -> None:
    command(page, name).do()
    assert [menu for menu in page.toolbar.findChildren(QMenu) if menu.isVisible()]


def test_every_command_has_a_name_of_its_own_and_no_key_twice(page: TasksPage) -> None:
    held = page.commands()
    names = [c.name for c in held]
    keys = [c.keys for c in held if c.keys]
    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)
    wanted = {"task.group", "task.filter", "view.save", "task.import", "task.paste"}
    assert wanted <= set(names)
    page.toolbar.switch.choose("board")
    assert command(page, "task.columns").reason
