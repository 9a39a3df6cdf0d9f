"""The installed programs do what the checkout does: every page, verbs, a hub, a real screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from io import BytesIO
from operator import ne
from pathlib import Path

import pytest
import xlsxwriter

from app.sheet import decode
from tests.installer.bundle import Bundle

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]

SCREEN = (1440, 900)
FEW_COLOURS = 200
"""An empty screen has two, and a window with letters on it many more."""

MANY_POINTS = 20_000
"""Another page, not a caret that blinks."""


def book() -> bytes:
    """A spreadsheet with Chinese in it."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole) as written:
        sheet = written.add_worksheet("任务")
        sheet.write_row(0, 0, ["任务名称", "负责人"])
        sheet.write_row(1, 0, ["拍摄主图", "王芳"])
    return whole.getvalue()


@contextmanager
def screen(folder: Path) -> Generator[tuple[str, Path], None, None]:
    """A display that is really drawn, and the file that its picture is in."""
    shown, told = os.pipe()
    size = "{}x{}x24".format(*SCREEN)
    command = ["Xvfb", "-displayfd", str(told), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(
        [*command, "-fbdir", str(folder)], pass_fds=[told], stderr=subprocess.DEVNULL
    ) as server:
        os.close(told)
        try:
            with os.fdopen(shown, "rb") as reader:
                number = reader.readline().decode().strip()
            assert number, "Xvfb did not start"
            yield f":{number}", folder / "Xvfb_screen0"
        finally:
            server.terminate()
            server.wait(30)


def pixels(picture: Path) -> memoryview[int]:
    """What the screen shows, point by point."""
    wide, high = SCREEN
    return memoryview(picture.read_bytes()[-wide * high * 4 :]).cast("I")


def until(happened: Callable[[], bool]) -> None:
    """Wait for what must come."""
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_every_page_opens(bundle: Bundle):
    answer = bundle.answer("Fairway", "--self-test")
    assert answer == answer | {"ok": True, "failed": []}


def test_every_page_is_named_as_drawn(bundle: Bundle):
    from ui.shell.scenes import scenes

    pictures = bundle.home / "pictures"
    answer = bundle.answer("Fairway", "shots", "--out", str(pictures))
    names = [Path(file).name.split("-light-")[0] for file in answer["files"]]
    assert names == [scene.name for scene in scenes()]
    assert all(Path(file).stat().st_size > 10_000 for file in answer["files"])


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="missing part: Xvfb, from the package xvfb")
def test_the_window_on_a_real_screen(bundle: Bundle):
    """The window is painted, a second start gives it a link, and an end costs nothing."""
    folder = bundle.home / "demo"
    with screen(bundle.home) as (display, picture):
        seen = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with bundle.started("Fairway", "demo", "--profile", str(folder), **seen) as window:
            until(lambda: len(set(pixels(picture))) >= FEW_COLOURS)
            before = pixels(picture)
            second = bundle.run(
                "Fairway", "--profile", str(folder), "fairway://conflicts", seconds=30, **seen
            )
            assert second.returncode == 0, second.stderr
            until(lambda: sum(map(ne, pixels(picture), before)) > MANY_POINTS)
            assert window.poll() is None
    checks = bundle.answer("fairway-cli", "doctor", "--profile", str(folder))["checks"]
    assert {check["name"]: check["ok"] for check in checks if not check["ok"]} == {}


def test_verbs_on_a_fresh_profile(bundle: Bundle):
    profile = ["--profile", str(bundle.home / "profile")]
    bundle.answer("fairway-cli", "init", "--name", "青禾生活", *profile)
    campaign = bundle.answer("fairway-cli", "add", "campaign", "name=春季上新", *profile)["id"]
    rows = bundle.answer("fairway-cli", "list", "campaigns", *profile)["campaigns"]
    assert [(row["id"], row["name"]) for row in rows] == [(campaign, "春季上新")]
    hits = bundle.answer("fairway-cli", "search", "春季", *profile)["hits"]
    assert [hit["id"] for hit in hits] == [campaign]
    assert bundle.answer("fairway-cli", "undo", *profile)["ok"]


def test_a_fault_is_told_in_the_readers_language(bundle: Bundle):
    nowhere = ["--profile", str(bundle.home / "nowhere")]
    done = bundle.run("fairway-cli", "doctor", *nowhere, "--lang", "zh_CN")
    assert done.returncode == 3
    assert "工作区" in done.stderr


def test_tests_are_not_promised(bundle: Bundle):
    assert bundle.run("fairway-cli", "test").returncode == 2


@pytest.mark.parametrize("name", ["Fairway", "fairway-cli"])
def test_either_reads_a_spreadsheet_as_its_own_child(bundle: Bundle, name: str):
    """A program that is frozen has no `python -m`: it starts itself, the window too."""
    sheet = decode.decode_in_child(book(), [bundle.program(name), "decode"], len)
    assert sheet.header == ("任务名称", "负责人")
    assert sheet.rows == (("拍摄主图", "王芳"),)


def test_a_spreadsheet_becomes_a_plan(bundle: Bundle):
    file = bundle.home / "计划.xlsx"
    file.write_bytes(book())
    profile = ["--profile", str(bundle.home / "profile")]
    answer = bundle.answer("fairway-cli", "import", str(file), *profile)
    assert answer["tasks"] == 1


@pytest.mark.parametrize("name", ["Fairway", "fairway-cli"])
def test_either_is_a_hub(bundle: Bundle, name: str):
    profile = ["--profile", str(bundle.home / "profile")]
    with bundle.started(name, "serve", "--data", str(bundle.home / "hub")) as hub:
        assert hub.stdout
        ready = json.loads(hub.stdout.readline())
        bundle.answer("fairway-cli", "join", ready["url"], ready["owner_code"], *profile)
        bundle.answer("fairway-cli", "add", "campaign", "name=618大促", *profile)
        assert bundle.answer("fairway-cli", "sync", *profile)["outbox"] == 0
