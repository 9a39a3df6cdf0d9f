"""The program takes its own pictures and tests itself: files, sheets, states, answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.care import Profile
from tests.house.tree import ROOT
from ui.kit.app import App
from ui.kit.button import Button
from ui.parts.host import Host
from ui.parts.page import Page
from ui.people.page import PeoplePage
from ui.plan.page import TasksPage
from ui.shell import shots
from ui.shell.scenes import scenes
from ui.shell.shots import Wish
from ui.shell.shots_states import PAGES, STATES, Failing, tiles
from ui.work.page import WorkPage

SMALL = (960, 600)


def start(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """What the program answers on a command line."""
    command = [sys.executable, "-m", *words]
    held = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    return subprocess.run(
        command, cwd=ROOT, env=held | env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(autouse=True)
def dressed(qapp: App) -> Iterator[None]:
    """The look and the day that a picture puts on are taken off again."""
    mode, today, is_calm = qapp.theme.mode, qapp.today, qapp.theme.is_calm
    yield
    qapp.today = today
    qapp.theme.look(mode, is_calm=is_calm)


@pytest.fixture
def demo(tmp_path: Path) -> Profile:
    """The demo of the pictures."""
    return shots.demo_profile(tmp_path / "demo")


def test_a_file_is_named_by_what_it_shows(tmp_path: Path) -> None:
    wish = Wish(tmp_path, "trash", "dark", "zh_CN", SMALL, "1")
    assert shots.take(wish) == [str(tmp_path / "trash-dark-zh_CN-960x600@1.png")]
    assert QImage(str(tmp_path / "trash-dark-zh_CN-960x600@1.png")).width() == SMALL[0]


def test_the_sheet_holds_states_and_scenes(tmp_path: Path) -> None:
    files = shots.take(Wish(tmp_path, "people", size=SMALL, is_sheet=True))
    assert [Path(file).name for file in files][-1] == "contact-sheet.png"
    sheet = QImage(files[-1])
    high = round(shots.TILE * SMALL[1] / SMALL[0]) + shots.HEAD + shots.GAP
    rows = (len(STATES) + 1 + shots.IN_ROW - 1) // shots.IN_ROW
    assert sheet.width() == shots.IN_ROW * (shots.TILE + shots.GAP) + shots.GAP
    assert sheet.height() == rows * high + shots.GAP


def test_every_page_has_four_states(tmp_path: Path, demo: Profile) -> None:
    held = tiles(tmp_path, demo, SMALL)
    assert len(held) == len(PAGES) * len(STATES)
    words = [tile.words for tile in held]
    assert len(set(words)) == len(words)
    assert not any(tile.picture.isNull() for tile in held)
    empty, _, offline, error = (tile.picture.toImage() for tile in held[:4])
    assert len({picture.cacheKey() for picture in (empty, offline, error)}) == 3
    assert empty != offline
    assert error != offline


@pytest.mark.parametrize("kind", [WorkPage, TasksPage, PeoplePage])
def test_a_page_whose_read_fails_says_so_and_reads_again(
    qtbot: QtBot, host: Host, kind: type[Page]
) -> None:
    well, host.worker = host.worker, Failing(host)
    page = kind(host)
    qtbot.addWidget(page)
    page.show()
    page.freshen()
    qtbot.waitUntil(lambda: page.has_trouble, timeout=5_000)
    host.worker.close()
    host.worker = well
    again = next(b for b in page.findChildren(Button) if b.text() == "重试" and b.isVisible())
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not host.worker.is_busy, timeout=5_000)
    qtbot.wait(5)
    assert not page.has_trouble


def test_every_scene_has_a_name_of_its_own() -> None:
    names = [scene.name for scene in scenes()]
    assert len(set(names)) == len(names)
    assert {"gallery", "gallery-parts", "gallery-tokens"} <= set(names)


def test_shots_answer_with_their_files(tmp_path: Path) -> None:
    words = ("ui", "shots", "--out", str(tmp_path), "--page", "trash", "--size", "960x600")
    answer = json.loads(start(*words, "--json").stdout)
    name = "trash-light-zh_CN-960x600@1.png"
    assert answer == {"ok": True, "files": [str(tmp_path / name)]}
    assert (tmp_path / name).is_file()


@pytest.mark.parametrize(
    "words", [("--page", "nowhere"), ("--page", "trash", "--size", "wide")], ids=["page", "size"]
)
def test_a_strange_wish_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    told = start("ui", "shots", "--out", str(tmp_path), *words, "--json")
    assert told.returncode == 2
    assert json.loads(told.stdout)["error"]["code"] == "usage"


def test_the_self_test_names_what_it_opened() -> None:
    told = start("ui", "--self-test")
    answer = json.loads(told.stdout)
    assert answer["opened"] == [scene.name for scene in scenes()]
    assert (answer["ok"], answer["failed"], told.returncode) == (True, [], 0)


def test_the_self_test_keeps_the_platform_that_is_asked_for() -> None:
    told = start("ui", "--self-test", QT_QPA_PLATFORM="nowhere")
    assert told.returncode != 0
    assert '"nowhere"' in told.stderr


def test_a_failure_is_named(
    qapp: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_program: object) -> None:
        raise ValueError("a lamp is out")

    held = [scene for scene in scenes() if scene.name == "trash"]
    monkeypatch.setattr(shots, "scenes", lambda: [*held, shots.Scene("dark", "trash", broken)])
    told = shots.self_test()
    assert told.opened == ["trash"]
    assert told.failed == ["ValueError: a lamp is out", "dark"]
    assert "a lamp is out" in capsys.readouterr().err


def test_the_version_is_told() -> None:
    told = start("app", "--version")
    assert (told.returncode, told.stdout) == (0, "Fairway 0.1.0\n")
    answer = json.loads(start("app", "--version", "--json").stdout)
    assert answer == {"ok": True, "name": "Fairway", "version": "0.1.0"}
