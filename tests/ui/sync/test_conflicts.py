"""Two people, one field, no network: both values stand side by side until one is chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import care
from tests.fakes.colleague import Colleague
from tests.ui.hands import write
from ui.kit.fields import Line
from ui.parts.host import Host, Notice
from ui.sync.conflicts import ConflictsPage
from ui.sync.writing import Writing


@pytest.fixture
def page(host: Host, qtbot: QtBot) -> ConflictsPage:
    page = ConflictsPage(host)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.freshen()
    return page


@pytest.fixture
def task(host: Host, campaign: bytes, colleague: Colleague) -> bytes:
    """One task, changed here and there: its name, its due date and its progress."""
    task = host.session.list("task", [("campaign", "=", campaign)], ["okey"])[3].id
    colleague.meet()
    with host.session.edit("Edit task") as edit:
        edit.set("task", task, {"name": "我的名字", "deadline": "2026-06-08T18:00:00"})
    with colleague.session.edit("Edit task") as edit:
        edit.set(
            "task", task, {"name": "她的名字", "deadline": "2026-06-09T12:00:00", "percent": 40}
        )
    colleague.meet()
    return task


def held(host: Host, task: bytes) -> tuple[object, object, object]:
    row = host.session.get("task", task)
    return row["name"], row["deadline"], row["percent"]


def same_there(colleague: Colleague, host: Host, task: bytes) -> bool:
    colleague.meet()
    there = colleague.session.get("task", task)
    return (there["name"], there["deadline"], there["percent"]) == held(host, task)


def test_only_the_same_field_comes_here(host: Host, task: bytes, page: ConflictsPage) -> None:
    assert {c.conflict.field for c in page.cards} == {"name", "deadline"}
    assert held(host, task)[2] == 40
    mine = next(c for c in page.cards if c.conflict.field == "name")
    assert (mine.mine.values, mine.theirs.values) == (("我的名字",), ("她的名字",))


@pytest.mark.parametrize("choice", ["1 我的名字", "2 她的名字"])
def test_one_is_chosen_and_the_other_laptop_agrees(
    host: Host, task: bytes, page: ConflictsPage, colleague: Colleague, choice: str
) -> None:
    key, name = choice.split()
    command = next(c for c in page.commands() if c.keys == key)
    field = page.cards[0].conflict.field
    assert field == "name"
    command.do()
    page.refresh()
    assert held(host, task)[0] == name
    assert [c.conflict.field for c in page.cards] == ["deadline"]
    assert same_there(colleague, host, task)
    host.session.undo()
    page.refresh()
    assert {c.conflict.field for c in page.cards} == {"name", "deadline"}


def test_all_of_one_side_are_one_step_back(
    host: Host, task: bytes, page: ConflictsPage, qtbot: QtBot
) -> None:
    before = held(host, task)
    qtbot.mouseClick(page.all_theirs, Qt.MouseButton.LeftButton)
    assert held(host, task)[:2] == ("她的名字", "2026-06-09T12:00:00")
    assert care.conflicts(host.desk) == []
    host.session.undo()
    assert held(host, task) == before
    assert len(care.conflicts(host.desk)) == 2


def in_dialog(page: ConflictsPage, field: str, do: Callable[[Writing], None]) -> None:
    """Press Edit at a field's card and act in the dialog that opens."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Writing)
        do(dialog)

    QTimer.singleShot(0, page, act)
    next(c for c in page.cards if c.conflict.field == field).edit.click()


def test_a_value_of_ones_own(
    host: Host, task: bytes, page: ConflictsPage, qtbot: QtBot, colleague: Colleague
) -> None:
    told: list[str] = []

    def act(dialog: Writing) -> None:
        line = dialog.rows[0].field
        assert isinstance(line, Line)
        line.selectAll()
        write(line, "随便什么")
        qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
        told.append(line.accessibleDescription())
        line.selectAll()
        write(line, "下周五 10:00")
        qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)

    in_dialog(page, "deadline", act)
    assert "随便什么" in told[0]
    assert held(host, task)[1] == "2026-06-12T10:00:00"
    assert same_there(colleague, host, task)
    host.session.undo()
    assert len(care.conflicts(host.desk)) == 2


def test_the_choice_is_told_with_a_way_back(
    host: Host, task: bytes, page: ConflictsPage, qtbot: QtBot, said: list[Notice]
) -> None:
    qtbot.mouseClick(page.cards[0].sides[0].button, Qt.MouseButton.LeftButton)
    assert (said[-1].tone, said[-1].is_undo) == ("success", True)
    assert "名称" in said[-1].text


def test_a_deletion_that_an_edit_overruled_is_asked_about(
    host: Host, campaign: bytes, colleague: Colleague, page: ConflictsPage, qtbot: QtBot
) -> None:
    task = host.session.list("task", [("campaign", "=", campaign)], ["okey"])[-1].id
    colleague.meet()
    with colleague.session.edit("Delete") as edit:
        edit.delete("task", task)
    with host.session.edit("Edit task") as edit:
        edit.set("task", task, {"name": "还要用"})
    colleague.meet()
    page.refresh()
    assert host.session.get("task", task).text("name") == "还要用"
    assert [c.conflict.register for c in page.cards] == [0]
    assert page.cards[0].edit.isHidden()
    qtbot.mouseClick(page.all_theirs, Qt.MouseButton.LeftButton)
    assert not host.session.list("task", [("id", "=", task)])
    host.session.undo()
    assert host.session.list("task", [("id", "=", task)])
