"""Boards of other programs come through the wizard of the task page; one undo takes them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ui.parts.host import Host
from ui.parts.importer import ImportDialog
from ui.plan.bringing import Mapped
from ui.plan.intake import TaskIntake
from ui.plan.page import TasksPage

Settled = Callable[[], None]
TRELLO = {
    "name": "新品发布",
    "lists": [{"id": "l1", "name": "To Do", "pos": 1}, {"id": "l2", "name": "Done", "pos": 2}],
    "cards": [
        {"id": "c1", "name": "写邀请函", "idList": "l1", "pos": 1, "due": "2026-06-09T10:00:00Z"},
        {"id": "c2", "name": "订场地", "idList": "l2", "pos": 1},
    ],
    "members": [],
    "checklists": [],
    "actions": [],
}
ASANA = (
    "Task ID,Created At,Completed At,Name,Section/Column,Assignee,Due Date,Notes\n"
    "1,2026-05-01,,联系达人,待办,张伟,2026-06-08,\n"
    "2,2026-05-01,2026-05-20,定主题,待办,,2026-05-20,\n"
)


@pytest.fixture
def page(host: Host, campaign: bytes, qtbot: QtBot, settled: Settled) -> TasksPage:
    page = TasksPage(host, campaign)
    qtbot.addWidget(page)
    page.resize(1280, 760)
    page.show()
    page.freshen()
    settled()
    return page


def names(host: Host) -> list[str]:
    return sorted(row.text("name") for row in host.session.list("task"))


def through(page: TasksPage, path: Path, qtbot: QtBot, settled: Settled) -> ImportDialog:
    command = next(c for c in page.commands() if c.name == "task.import")
    command.do()
    dialog = page.findChild(ImportDialog)
    assert dialog is not None
    dialog.read(path)
    settled()
    for _ in range(2):
        assert dialog.next.isEnabled()
        qtbot.mouseClick(dialog.next, Qt.MouseButton.LeftButton)
        settled()
    return dialog


def test_a_board_of_trello_joins_the_campaign(
    host: Host, page: TasksPage, tmp_path: Path, qtbot: QtBot, settled: Settled
) -> None:
    before = names(host)
    (campaign,) = [row.id for row in host.session.list("campaign")]
    path = tmp_path / "board.json"
    path.write_text(json.dumps(TRELLO, ensure_ascii=False), encoding="utf-8")
    through(page, path, qtbot, settled)
    made = {row.text("name"): row for row in host.session.list("task")}
    assert made["写邀请函"].ref("campaign") == campaign
    assert made["订场地"].text("status") == "done"
    host.session.undo()
    settled()
    assert names(host) == before


def test_a_project_of_asana_says_itself_what_its_columns_are(
    host: Host, page: TasksPage, tmp_path: Path, qtbot: QtBot, settled: Settled
) -> None:
    before = names(host)
    path = tmp_path / "asana.csv"
    path.write_text(ASANA, encoding="utf-8")
    assert not TaskIntake(host.session).read(path).is_mapped
    through(page, path, qtbot, settled)
    assert {"联系达人", "定主题"} <= set(names(host))
    host.session.undo()
    settled()
    assert names(host) == before


def test_a_table_of_ones_own_is_still_mapped(host: Host, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("任务名称,负责人\n写稿,张伟\n", encoding="utf-8")
    assert TaskIntake(host.session).read(path).is_mapped


def test_the_mapping_is_remembered_on_this_computer(host: Host) -> None:
    Mapped(host.drafts)["import.tasks.ab"] = {"name": 2}
    again = Mapped(host.drafts)
    assert again.get("import.tasks.ab") == {"name": 2}
    assert again.get("import.tasks.cd") is None
    del again["import.tasks.ab"]
    assert "import.tasks.ab" not in again


def test_the_menu_of_the_bar_brings_it_too(page: TasksPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.toolbar.more, Qt.MouseButton.LeftButton)
    menu = page.toolbar.more.findChild(QMenu)
    assert menu is not None
    assert "导入任务" in [action.text() for action in menu.actions()]
    menu.close()
