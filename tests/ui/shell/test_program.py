"""The whole window on a profile: places, undo, a command beside it, the hub, a conflict."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import care
from app.care import Profile
from app.plan import commands
from sync.client.live import Kind
from tests.house.tree import ROOT
from ui.kit.app import App
from ui.plan.page import TasksPage
from ui.shell.launch import place_of
from ui.shell.program import Program
from ui.sync.conflicts import ConflictsPage


@pytest.fixture
def planned(profile: Profile) -> Profile:
    """The profile with a campaign."""
    desk = care.open_desk(profile)
    commands.start_campaign(desk.session, "618", "618大促", date(2026, 5, 18))
    desk.close()
    return profile


@pytest.fixture
def program(qapp: App, planned: Profile, qtbot: QtBot) -> Iterator[Program]:
    del qapp
    program = Program(planned, syncs=False)
    program.show("tasks")
    qtbot.waitUntil(lambda: bool(tasks_of(program).table.shown()), timeout=5_000)
    yield program
    program.window.close()


def tasks_of(program: Program) -> TasksPage:
    page = program.window.page("tasks")
    assert isinstance(page, TasksPage)
    return page


def beside(profile: Profile, *words: str) -> None:
    """A command in another process on the same profile."""
    command = [sys.executable, "-m", "app", "--profile", str(profile.folder), *words]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    subprocess.run(command, env=env, check=True, capture_output=True)


def test_every_place_opens_and_back_leads_back(program: Program) -> None:
    window = program.window
    for feature in program.features:
        window.go(feature.place)
        assert window.place == feature.place
    places = [feature.place for feature in program.features]
    for place in reversed(places[:-1]):
        window.go_back()
        assert window.place == place
    window.go_forward()
    assert window.place == places[1]


def test_undo_in_the_bar_names_what_it_takes_back(program: Program, qtbot: QtBot) -> None:
    page = tasks_of(program)
    first = page.table.first()
    page.table.change([first], "status", "done")
    qtbot.waitUntil(lambda: "修改任务" in program.window.bar.undo.accessibleName())
    qtbot.mouseClick(program.window.bar.undo, Qt.MouseButton.LeftButton)
    assert program.desk.session.get("task", first).text("status") != "done"
    qtbot.waitUntil(lambda: "修改任务" in program.window.bar.redo.accessibleName())


def test_a_command_beside_the_window_is_seen(program: Program, qtbot: QtBot) -> None:
    page = tasks_of(program)
    count = len(page.table.shown())
    campaign = program.desk.session.list("campaign")[0].id.hex()
    beside(program.desk.profile, "add", "task", "--campaign", campaign, "name=命令行加的")
    qtbot.waitUntil(lambda: len(page.table.shown()) == count + 1, timeout=2_000)


def test_the_palette_opens_by_its_key_and_goes_to_a_place(program: Program, qtbot: QtBot) -> None:
    program.window.go("trash")
    program.palette.open("回收站")
    qtbot.keyClick(program.palette.ask, Qt.Key.Key_Escape)
    assert program.window.place == "trash"


@pytest.mark.parametrize(
    ("link", "place"),
    [
        (
            "fairway://task/0198f6a2-7c3e-7000-8000-000000000001",
            "task/0198f6a27c3e70008000000000000001",
        ),
        ("fairway://conflicts", "conflicts"),
        ("fairway://delete/0198f6a2-7c3e-7000-8000-000000000001", ""),
        ("fairway://task/../../etc", ""),
        ("https://example.com", ""),
        ("fairway://task/" + "a" * 4000, ""),
    ],
)
def test_a_link_only_shows(link: str, place: str) -> None:
    assert place_of(link) == place


def test_it_syncs_with_its_own_hub_and_pauses(qapp: App, planned: Profile, qtbot: QtBot) -> None:
    del qapp
    program = Program(planned)
    program.show("tasks")
    qtbot.waitUntil(lambda: program.status.kind is Kind.SYNCED, timeout=12_000)
    assert program.status.waiting == 0
    program.live.pause(is_paused=True)
    qtbot.waitUntil(lambda: program.status.kind is Kind.PAUSED, timeout=5_000)
    tasks_of(program).table.change([tasks_of(program).table.shown()[0]], "percent", 7)
    program.live.pause(is_paused=False)
    qtbot.waitUntil(
        lambda: program.status.kind is Kind.SYNCED and not care.outbox(program.desk), timeout=8_000
    )
    program.window.close()


def test_an_empty_conflict_page_says_so(program: Program) -> None:
    program.window.go("conflicts")
    page = program.window.page("conflicts")
    assert isinstance(page, ConflictsPage)
    assert page.list.count() == 0
