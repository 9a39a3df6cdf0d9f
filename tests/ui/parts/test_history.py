"""A row's history: who, when, from what to what; a value comes back and that can be undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.plan import commands
from ui.kit.label import Label
from ui.parts.history import History
from ui.parts.host import Host

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def task(host: Host, campaign: bytes) -> bytes:
    task = host.session.list("task", [("campaign", "=", campaign)], ["okey"])[2].id
    commands.bulk_set(host.session, [task], {"status": "doing"})
    commands.bulk_set(host.session, [task], {"name": "改过的名字", "percent": 40})
    return task


def words(history: History) -> str:
    return "\n".join(label.text() for label in history.findChildren(Label) if label.isVisible())


def test_changes_are_told_in_words_and_a_value_comes_back(
    host: Host, task: bytes, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    history = History(host)
    qtbot.addWidget(history)
    history.show()
    history.show_row("task", task)
    settled()
    told = words(history)
    assert "状态：未开始 → 进行中" in told
    assert "→ 改过的名字" in told
    assert "王芳" in told
    assert "新建" in told
    back = next(b for b in history.backs if "状态" in b.accessibleName())
    qtbot.mouseClick(back, LEFT)
    assert host.session.get("task", task).text("status") == "todo"
    host.session.undo()
    assert host.session.get("task", task).text("status") == "doing"


def test_another_row_and_no_row(
    host: Host, task: bytes, campaign: bytes, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    history = History(host)
    qtbot.addWidget(history)
    history.show()
    history.show_row("task", task)
    history.show_row("campaign", campaign)
    settled()
    assert "改过的名字" not in words(history)
    history.show_row("campaign", None)
    settled()
    assert words(history) == ""
