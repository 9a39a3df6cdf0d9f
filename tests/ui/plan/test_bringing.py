"""A block of Excel falls onto the table; what cannot be read is told; one undo takes it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.parts.host import Host, Notice
from ui.parts.importer import ImportDialog
from ui.plan.page import TasksPage
from ui.plan.pasting import PasteDialog

BLOCK = "名称\t负责人\t截止\n拍开箱视频\t张伟\t2026-06-09\n写推文\t没有这人\t2026-06-10\n"


@pytest.fixture
def page(host: Host, campaign: bytes, qtbot: QtBot, settled: Callable[[], None]) -> TasksPage:
    page = TasksPage(host, campaign)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    page.freshen()
    settled()
    return page


def test_a_block_with_titles_becomes_tasks(
    host: Host, page: TasksPage, campaign: bytes, said: list[Notice]
) -> None:
    before = len(host.session.list("task"))
    QGuiApplication.clipboard().setText(BLOCK)
    grid = page.table.grid
    grid.setFocus()
    QTest.keySequence(grid, QKeySequence(QKeySequence.StandardKey.Paste))
    dialog = page.findChild(PasteDialog)
    assert dialog is not None
    assert len(host.session.list("task")) == before
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    made = {row.text("name"): row for row in host.session.list("task")}
    assert len(host.session.list("task")) == before + 2
    assert made["拍开箱视频"].text("deadline").startswith("2026-06-09")
    assert made["拍开箱视频"].ref("campaign") == campaign
    assert said[-1].is_undo
    assert "没有这人" in said[-1].detail
    host.session.undo()
    assert len(host.session.list("task")) == before


def test_cells_fall_onto_the_rows_from_the_current_one_on(host: Host, page: TasksPage) -> None:
    grid = page.table.grid
    pair = page.table.shown()[:2]
    grid.go(pair[0])
    grid.setFocus()
    for _ in grid.head.columns:
        if grid.column != "priority":
            QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.column == "priority"
    before = [host.session.get("task", row)["priority"] for row in pair]
    QGuiApplication.clipboard().setText("紧急\n低\n")
    QTest.keySequence(grid, QKeySequence(QKeySequence.StandardKey.Paste))
    assert [host.session.get("task", row)["priority"] for row in pair] == ["urgent", "low"]
    host.session.undo()
    assert [host.session.get("task", row)["priority"] for row in pair] == before


def test_nothing_on_the_clipboard_is_nothing(host: Host, page: TasksPage) -> None:
    before = host.session.undo_state
    QGuiApplication.clipboard().setText("  \n")
    QTest.keySequence(page.table.grid, QKeySequence(QKeySequence.StandardKey.Paste))
    assert host.session.undo_state == before


def test_the_import_wizard_opens_from_here(page: TasksPage) -> None:
    command = next(c for c in page.commands() if c.name == "task.import")
    command.do()
    dialog = page.window().findChild(ImportDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()
