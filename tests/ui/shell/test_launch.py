"""From a start to a window: other workspaces, one more, the demo's end, a second start, a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app import care
from app.care import Profile
from app.cli import demo
from app.plan import commands
from tests.house.tree import ROOT
from ui.kit.app import App
from ui.shell import invitation, workspaces
from ui.shell.begin import JoinForm
from ui.shell.launch import Launcher, write_crash
from ui.shell.program import Program
from ui.shell.settings import SettingsPage
from ui.shell.trash import TrashPage

LEFT = Qt.MouseButton.LeftButton
ZONE = "Asia/Shanghai"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")
    return care.start(care.profile_in(tmp_path / "default"), "青禾生活", "王芳", ZONE)


@pytest.fixture
def launcher(qapp: App, own: Profile) -> Iterator[Launcher]:
    launcher = Launcher(qapp, own)
    launcher.start("settings/data")
    yield launcher
    if launcher.first is not None:
        launcher.first.wizard.close()
    if launcher.program is not None:
        launcher.program.window.close()


def program_of(launcher: Launcher) -> Program:
    program = launcher.program
    assert program is not None
    return program


def line(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if words in action.text())


def test_the_demo_goes_without_a_trace(
    qapp: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")
    folder = tmp_path / "profile"
    demo.make(folder, date(2026, 6, 3), {})
    launcher = Launcher(qapp, care.profile_in(folder))
    launcher.start("settings/data")
    page = program_of(launcher).window.page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(page.data.demo.isEnabled)
    qtbot.mouseClick(page.data.demo, LEFT)
    qtbot.waitUntil(lambda: launcher.first is not None, timeout=10_000)
    assert launcher.program is None
    assert not folder.exists() or not any(folder.iterdir())
    with qtbot.waitSignal(launcher.ended):
        assert launcher.first is not None
        launcher.first.wizard.close()


def test_a_workspace_of_ones_own_has_no_such_button(launcher: Launcher, qtbot: QtBot) -> None:
    page = program_of(launcher).window.page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: not page.data.demo.isEnabled())


def test_another_workspace_takes_the_windows_place(
    launcher: Launcher, own: Profile, qtbot: QtBot
) -> None:
    other = care.start(care.profile_in(own.folder.with_name("other")), "木棉设计", "王芳", ZONE)
    menu = program_of(launcher).switcher.workspace_menu()
    assert line(menu, "青禾生活 – 王芳").isChecked()
    line(menu, "other").trigger()  # its name is known after the first visit
    qtbot.waitUntil(lambda: program_of(launcher).desk.profile.folder == other.folder)
    assert program_of(launcher).window.nav.workspace == "木棉设计"
    assert workspaces.last(own.folder) == other.folder
    line(program_of(launcher).switcher.workspace_menu(), "青禾生活").trigger()
    qtbot.waitUntil(lambda: program_of(launcher).desk.profile.folder == own.folder)
    assert [one.name for one in workspaces.known(own.folder)] == ["木棉设计", "青禾生活"]


def test_one_more_workspace_is_made_beside(launcher: Launcher, own: Profile, qtbot: QtBot) -> None:
    line(program_of(launcher).switcher.workspace_menu(), "添加工作区").trigger()
    assert launcher.first is not None
    launcher.first.wizard.close()
    assert launcher.first is None
    assert program_of(launcher).window.isVisible(), "what was open stays"
    line(program_of(launcher).switcher.workspace_menu(), "添加工作区").trigger()
    launcher.first.wizard.start_asked.emit("新团队", "王芳", ZONE)
    qtbot.waitUntil(lambda: program_of(launcher).desk.profile.folder != own.folder, timeout=10_000)
    assert program_of(launcher).desk.profile.folder.name == "workspace-2"
    assert launcher.first is None


def test_the_first_page_closed_ends_the_program(qapp: App, qtbot: QtBot, tmp_path: Path) -> None:
    launcher = Launcher(qapp, care.profile_in(tmp_path / "none"))
    launcher.start()
    assert launcher.first is not None
    with qtbot.waitSignal(launcher.ended):
        launcher.first.wizard.close()


def test_a_second_start_raises_the_first_window(
    launcher: Launcher, own: Profile, qtbot: QtBot
) -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    words = ["-m", "ui", "--profile", str(own.folder), "fairway://conflicts"]
    second = subprocess.Popen([sys.executable, *words], env=env)
    try:
        window = program_of(launcher).window
        qtbot.waitUntil(lambda: window.place == "conflicts", timeout=12_000)
        assert second.wait(10) == 0
    finally:
        second.kill()
        second.wait()


def test_the_last_page_is_there_again(qapp: App, own: Profile, qtbot: QtBot) -> None:
    del qapp, qtbot
    program = Program(own, syncs=False)
    program.show()
    program.window.go("trash")
    program.window.close()
    again = Program(own, syncs=False)
    again.show()
    assert again.window.place == "trash"
    again.window.close()


def test_a_bug_is_written_down_and_nothing_is_sent(launcher: Launcher, own: Profile) -> None:
    del launcher
    try:
        raise ZeroDivisionError("一除以零")
    except ZeroDivisionError as error:
        name = write_crash(type(error), error, error.__traceback__)
    text = (own.folder / "logs" / "fairway.log").read_text("utf-8")
    assert f"bug {name}" in text
    assert "一除以零" in text
    assert "test_launch.py" in text, "where it was"


def test_what_was_deleted_comes_back(launcher: Launcher, qtbot: QtBot) -> None:
    program = program_of(launcher)
    session = program.desk.session
    campaign = commands.start_campaign(session, "618", "618大促", date(2026, 5, 18))
    task = session.list("task", [("campaign", "=", campaign)])[0]
    with session.edit("Delete task") as edit:
        edit.delete("task", task.id)
    program.window.go("trash")
    page = program.window.page("trash")
    assert isinstance(page, TrashPage)
    qtbot.waitUntil(page.grid.isVisible)
    page.grid.select_all()
    qtbot.mouseClick(page.restore, LEFT)
    assert [row.id for row in session.list("task", [("id", "=", task.id)])] == [task.id]


def test_the_menu_bar_has_every_command(launcher: Launcher, qtbot: QtBot) -> None:
    program = program_of(launcher)
    menus = program.menus
    assert not menus.isVisible()
    program.window.activateWindow()
    next(c for c in program.window.commands() if c.name == "menus").do()
    assert menus.isVisible()
    menus.fill()
    shown = {a.text(): a for menu in menus.findChildren(QMenu) for a in menu.actions()}
    for command in program.window.commands():
        assert command.words in shown
    assert not shown["重做"].isEnabled()
    assert shown["重做"].toolTip() == "没有可重做的操作"
    shown["前往任务"].trigger()
    assert program.window.place == "tasks"
    menus.call()
    qtbot.waitUntil(lambda: not menus.isVisible())


def test_a_backup_of_another_computer_opens_at_the_first_page(
    qapp: App, own: Profile, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = care.open_desk(own)
    campaign = commands.start_campaign(desk.session, "618", "618大促", date(2026, 5, 18))
    care.backup(desk, tmp_path / "moved.fairway")
    desk.close()
    launcher = Launcher(qapp, care.profile_in(tmp_path / "new" / "default"))
    launcher.start()
    assert launcher.first is not None
    launcher.first.wizard.restore_asked.emit(str(tmp_path / "moved.fairway"))
    qtbot.waitUntil(lambda: launcher.program is not None, timeout=10_000)
    program = program_of(launcher)
    assert program.window.nav.workspace == "青禾生活"
    assert program.desk.session.get("campaign", campaign).text("name") == "618大促"
    program.window.close()


LINK = "fairway://join?url=https%3A%2F%2Fhub.example.cn&code=ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_an_invitation_fills_the_page_and_joins_nothing(launcher: Launcher, qtbot: QtBot) -> None:
    """Beside the window that is open; whoever sits there still says yes."""
    before = program_of(launcher)
    launcher.take([LINK])
    assert launcher.program is before
    assert launcher.first is not None
    wizard = launcher.first.wizard
    qtbot.waitUntil(wizard.isVisible)
    assert wizard.step == 2
    assert isinstance(wizard.form, JoinForm)
    assert wizard.form.url.text() == "https://hub.example.cn"
    assert invitation.plain(wizard.form.code.text()) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert [one.folder for one in workspaces.known(before.desk.profile.folder)] == [
        before.desk.profile.folder
    ]


def test_a_first_start_by_an_invitation(qapp: App, tmp_path: Path) -> None:
    launcher = Launcher(qapp, care.profile_in(tmp_path / "fresh"))
    launcher.start(words=[LINK])
    try:
        assert launcher.program is None
        assert launcher.first is not None
        assert isinstance(launcher.first.wizard.form, JoinForm)
    finally:
        assert launcher.first is not None
        launcher.first.wizard.close()
