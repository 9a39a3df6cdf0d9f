"""Members, accounts, what comes and what happened: by mouse and by keys, one undo each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from app.plan import commands as plan
from tests.ui.campaign.overview_hands import (
    LEFT,
    choose,
    in_dialog,
    middle,
    pop,
    rewrite,
    settle,
    state,
)
from tests.ui.hands import write
from ui.campaign.overview import Overview
from ui.campaign.overview_account import AccountDialog
from ui.campaign.overview_accounts import AccountLine
from ui.campaign.overview_rail import MARK, More, Person, Told, deed_words
from ui.parts.host import Host
from ui.parts.pick import Picker


def test_a_member_is_added_by_pinyin(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot, undone: Callable[[], None]
) -> None:
    qtbot.mouseClick(view.members.add_button, LEFT)
    picker = pop(view, Picker)
    assert isinstance(picker, Picker)
    assert "王芳" not in picker.words()
    write(picker.line, "zw")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    settle()
    found = [item for item in view.members.rows.items if isinstance(item, Person)]
    assert [(one.name, one.role) for one in found] == [("王芳", "lead"), ("张伟", "editor")]
    undone()


def test_a_role_is_changed_and_a_member_leaves(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot, undone: Callable[[], None]
) -> None:
    rows = view.members.rows
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    choose(rows, "May look", qtbot)
    assert host.session.list("member", [("campaign", "=", shown)])[0]["role"] == "viewer"
    undone()
    qtbot.mouseClick(rows, LEFT, pos=middle(rows.menu_place(0)))
    choose(rows, "Take out of the campaign", qtbot)
    assert not host.session.list("member", [("campaign", "=", shown)])
    settle()
    assert view.members.none.isVisible()
    undone()
    qtbot.keyClick(rows, Qt.Key.Key_Delete)
    undone()


def test_many_members_are_folded(host: Host, shown: bytes, view: Overview, qtbot: QtBot) -> None:
    with host.session.edit("Add people") as edit:
        for number in range(9):
            person = edit.add("person", {"name": f"同事{number}", "kind": "person", "active": 1})
            edit.add("member", {"campaign": shown, "person": person, "role": "viewer"})
    settle()
    rows = view.members.rows
    assert rows.items[-1] == More(4)
    qtbot.keyClick(rows, Qt.Key.Key_End)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert len(rows.items) == 10


def test_an_account_is_attached_made_changed_and_taken_out(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot
) -> None:
    def names() -> list[str]:
        settle()
        items = view.accounts.table.items
        return [item.name for item in items if isinstance(item, AccountLine)]

    def make(dialog: QWidget) -> None:
        assert isinstance(dialog, AccountDialog)
        rewrite(dialog.name, "青禾官方旗舰店")
        write(dialog.followers, "120.4万")
        write(dialog.until.line, "6月20日")
        qtbot.mouseClick(dialog.done_button, LEFT)

    def change(dialog: QWidget) -> None:
        assert isinstance(dialog, AccountDialog)
        rewrite(dialog.until.line, "12月31日")
        qtbot.keyClick(dialog.until.line, Qt.Key.Key_Return)

    table = view.accounts.table
    before = state(host, shown)
    in_dialog(view, AccountDialog, make)
    qtbot.mouseClick(view.accounts.add_button, LEFT)
    assert names() == ["青禾生活", "青禾官方旗舰店"]
    made = table.items[1]
    assert isinstance(made, AccountLine)
    assert made.followers == 1_204_000
    host.session.undo()
    assert state(host, shown) == before
    in_dialog(view, AccountDialog, change)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert host.session.list("account")[0]["authorised_until"] == "2026-12-31"
    host.session.undo()
    assert state(host, shown) == before
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert names() == []
    qtbot.mouseClick(view.accounts.none.button, LEFT)
    picker = pop(view, Picker)
    assert isinstance(picker, Picker)
    write(picker.line, "qhsh")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert names() == ["青禾生活"]
    host.session.undo()
    host.session.undo()
    assert state(host, shown) == before


def test_the_menu_of_an_account_opens_with_the_right_button(
    host: Host, view: Overview, qtbot: QtBot
) -> None:
    table, went = view.accounts.table, list[str]()
    host.went.connect(went.append)
    at = middle(table.place(0))
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(table, QContextMenuEvent(reason, at, table.mapToGlobal(at)))
    choose(table, "Show in the calendar", qtbot)
    assert went == ["calendar"]


def test_what_one_person_adds_at_once_is_one_line(view: Overview) -> None:
    lines = [item for item in view.activity.rows.items if isinstance(item, Told)]
    made = [line for line in lines if line.event.deed == "task"]
    assert len(made) == 1
    assert made[0].count > 10
    assert made[0].who == "王芳"


def test_the_palette_can_do_what_the_overview_can(host: Host, shown: bytes, view: Overview) -> None:
    commands = {command.name: command for command in view.commands()}
    assert len(commands) == 5
    assert not commands["overview.member"].reason
    commands["overview.member"].do()
    assert pop(view, Picker)
    for row in host.directory.people():
        if row.id != host.me:
            verbs.add_member(host.session, shown, row.id, "viewer")
    settle()
    assert commands["overview.member"].reason
    assert not view.members.add_button.isEnabled()


def test_what_comes_and_what_happened_lead_there(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot
) -> None:
    went = list[str]()
    host.went.connect(went.append)
    values = {"name": "投放素材切图", "finish": "2026-06-03T18:00:00"}
    task = plan.add_task(host.session, shown, values)
    settle()
    comes = view.next.rows
    place = [getattr(item, "id", b"") for item in comes.items].index(task)
    qtbot.mouseClick(comes, LEFT, pos=middle(comes.place(place)))
    rows = view.activity.rows
    first = rows.items[0]
    assert isinstance(first, Told)
    assert deed_words(first, host.today()).count(MARK) == 2
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert went == [f"task/{task.hex()}", f"task/{first.event.id.hex()}"]
