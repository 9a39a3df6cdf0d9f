"""Blocks of cells in and out by the clipboard: a preview where there is a doubt, one undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.plan import commands, paste
from app.plan.view import View
from ui.kit.command import Command
from ui.kit.gridtext import tsv
from ui.parts.host import Host, Notice
from ui.plan.page import TasksPage
from ui.plan.pasting import PasteDialog

Settled = Callable[[], None]
DOUBTFUL = "任务\t负责人\t优先级\n拍开箱\t张伟\t高\n写推文\t没有这人\t紧\n"


@pytest.fixture
def page(host: Host, campaign: bytes, qtbot: QtBot, settled: Settled) -> TasksPage:
    return opened(host, campaign, qtbot, settled)


def opened(host: Host, campaign: bytes | None, qtbot: QtBot, settled: Settled) -> TasksPage:
    page = TasksPage(host, campaign)
    qtbot.addWidget(page)
    page.resize(1280, 760)
    page.show()
    page.freshen()
    settled()
    return page


def state(host: Host) -> object:
    tables = ("task", "assignment", "person", "channel")
    return {name: {r.id: dict(r) for r in host.session.list(name)} for name in tables}


def press_paste(page: TasksPage, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    page.table.grid.setFocus()
    QTest.keySequence(page.table.grid, QKeySequence(QKeySequence.StandardKey.Paste))


def asked(page: TasksPage) -> PasteDialog:
    dialog = page.findChild(PasteDialog)
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def command(page: TasksPage, name: str) -> Command:
    return next(c for c in page.commands() if c.name == name)


def test_the_preview_tells_what_was_read_and_what_was_not(
    host: Host, page: TasksPage, qtbot: QtBot
) -> None:
    before = state(host)
    press_paste(page, DOUBTFUL)
    dialog = asked(page)
    assert state(host) == before
    assert [dialog.table.head.columns[i].key for i in range(4)] == [
        "target",
        "name",
        "person",
        "priority",
    ]
    said = [dialog.faults.item(row).text() for row in range(dialog.faults.count())]
    assert said[0].startswith("第 2 行「负责人」")
    assert said[1].startswith("第 2 行「优先级」")
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    made = {row.text("name"): row for row in host.session.list("task")}
    assert made["拍开箱"].text("priority") == "high"
    assert made["写推文"].text("status") == "todo"
    host.session.undo()
    assert state(host) == before


def test_esc_pastes_nothing(host: Host, page: TasksPage, qtbot: QtBot) -> None:
    before = state(host)
    press_paste(page, DOUBTFUL)
    qtbot.keyClick(asked(page), Qt.Key.Key_Escape)
    assert state(host) == before


def test_names_become_new_tasks_unless_one_wants_to_write_over(
    host: Host, page: TasksPage, qtbot: QtBot, settled: Settled
) -> None:
    before = state(host)
    pair = page.table.shown()[:2]
    page.table.grid.go(pair[0])
    press_paste(page, "甲任务\n乙任务\n")
    dialog = asked(page)
    assert dialog.switch.key == "new"
    dialog.switch.setFocus()
    qtbot.keyClick(dialog.switch, Qt.Key.Key_Right)
    assert [line.task for line in dialog.read.lines] == pair
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert [host.session.get("task", task).text("name") for task in pair] == ["甲任务", "乙任务"]
    host.session.undo()
    settled()
    assert state(host) == before


def test_where_all_tasks_are_shown_new_ones_ask_for_a_campaign(
    host: Host, campaign: bytes, qtbot: QtBot, settled: Settled
) -> None:
    other = commands.start_campaign(host.session, "618", "双11", host.today())
    page = opened(host, None, qtbot, settled)
    before = state(host)
    press_paste(page, DOUBTFUL)
    dialog = asked(page)
    assert dialog.campaign.isVisible()
    assert dialog.campaign.key == other
    dialog.campaign.setFocus()
    qtbot.keyClick(dialog.campaign, Qt.Key.Key_Down)
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    (made,) = [row for row in host.session.list("task") if row.text("name") == "拍开箱"]
    assert made.ref("campaign") == campaign
    host.session.undo()
    settled()
    assert state(host) == before


def test_a_block_that_says_nothing_cannot_be_pasted(host: Host, page: TasksPage) -> None:
    before = state(host)
    press_paste(page, "\t张伟\n\t李娜\n")
    dialog = asked(page)
    assert not dialog.go_button.isEnabled()
    assert dialog.go_button.toolTip()
    dialog.reject()
    assert state(host) == before


def test_a_long_block_is_written_beside_the_screen(
    host: Host, page: TasksPage, qtbot: QtBot, settled: Settled, said: list[Notice]
) -> None:
    before = state(host)
    press_paste(page, "\n".join(f"拍摄 {number}" for number in range(300)))
    qtbot.mouseClick(asked(page).go_button, Qt.MouseButton.LeftButton)
    settled()
    assert len(page.table.shown()) > 300
    assert said[-1].text == "已粘贴 300 行"
    host.session.undo()
    settled()
    assert state(host) == before


def test_what_is_too_much_is_refused(host: Host, page: TasksPage, said: list[Notice]) -> None:
    press_paste(page, "甲\t张伟\n" * 30_000)
    assert said[-1].tone == "danger"
    assert page.findChild(PasteDialog) is None


def test_rows_are_copied_with_titles_and_come_back_the_same(
    host: Host, page: TasksPage, settled: Settled, said: list[Notice]
) -> None:
    page.toolbar.changed.emit(View(columns=(("person", 0), ("priority", 0), ("percent", 0))))
    settled()
    before = state(host)
    pair = page.table.shown()[:2]
    grid = page.table.grid
    grid.select(set(pair))
    command(page, "task.copy").do()
    text = QGuiApplication.clipboard().text()
    assert text.split("\n")[0] == "任务\t负责人\t优先级\t进度"
    assert said[-1].text == "已复制 2 行"
    grid.go(pair[0])
    command(page, "task.paste").do()
    dialog = asked(page)
    dialog.switch.choose("onto")
    assert not dialog.faults.isVisible()
    dialog.go_button.click()
    assert state(host) == before


def test_ctrl_c_copies_days_that_a_spreadsheet_reads(host: Host, page: TasksPage) -> None:
    grid = page.table.grid
    task = page.table.first()
    grid.go(task)
    grid.setFocus()
    for _ in range(2):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.column == "due"
    QTest.keySequence(grid, QKeySequence(QKeySequence.StandardKey.Copy))
    row = host.session.get("task", task)
    due = row.text("deadline") or row.text("finish")
    assert QGuiApplication.clipboard().text() == due[:16].replace("T", " ")


def test_a_table_of_a_browser_is_taken_as_text(host: Host, page: TasksPage) -> None:
    data = QMimeData()
    data.setHtml("<table><tr><td>甲</td></tr></table>")
    data.setText("甲\t张伟\n乙\t李娜\n")
    QGuiApplication.clipboard().setMimeData(data)
    command(page, "task.paste").do()
    dialog = asked(page)
    assert [line.values["name"] for line in dialog.read.lines] == ["甲", "乙"]
    dialog.reject()


def test_an_empty_clipboard_says_why(page: TasksPage) -> None:
    QGuiApplication.clipboard().clear()
    assert command(page, "task.paste").reason == "剪贴板里没有内容"


def test_cells_with_tabs_and_line_ends_stay_cells() -> None:
    rows = [["一\t二", 'say "hi"', "三\n四", "plain"], ["", "x", "", "y"]]
    assert paste.grid(tsv(rows)) == rows
