"""Guarded pictures: what the window shows is what was looked at and found good.

`FAIRWAY_PICTURES=1 python start.py test tests/ui/look/test_pictures.py` draws them anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QImage, QPixmap

from app.answer import words_for
from app.care import Profile
from tests.house.tree import ROOT
from ui.kit.app import App
from ui.shell.program import Program
from ui.shell.scenes import MOMENT, scenes
from ui.shell.shots import demo_profile, shoot

HELD = ROOT / "tests" / "ui" / "look" / "pictures"
FONT = "Noto Sans CJK SC"
SIZE = (1280, 720)
LOOKS = {
    "light-zh_CN": (
        "work",
        "campaigns",
        "campaign",
        "calendar",
        "tasks",
        "tasks-board",
        "people",
        "gallery",
        "gallery-tokens",
    ),
    "dark-en": ("work", "tasks", "gallery"),
}
NAMES = [f"{scene}-{look}" for look, names in LOOKS.items() for scene in names]
SHRINK = 4
"""Pictures are compared so much smaller: two rasterisers differ at the edges of letters only."""
MEAN = 1.5
FAR = 32
SHARE = 0.002
"""How far they may be apart: on average, and how many points by more than `FAR` of 255."""

Taken = dict[str, QPixmap]
pytestmark = pytest.mark.skipif(
    os.environ.get("QT_SCALE_FACTOR", "1") != "1", reason="the pictures are of 100 %"
)


@pytest.fixture(scope="module")
def demo(qapp: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    """The demo on the day of the pictures."""
    held = qapp.today
    yield demo_profile(tmp_path_factory.mktemp("pictures") / "profile")
    qapp.today = held


@pytest.fixture(scope="module")
def taken(qapp: App, demo: Profile) -> Iterator[Taken]:
    """Every guarded picture as the window is now; taken when it is first asked for."""
    if FONT not in QFontDatabase.families():
        pytest.skip(f"missing part: the font {FONT}, with which the pictures were drawn")
    words, mode = qapp.words, qapp.theme.mode
    found: Taken = {}
    for look, names in LOOKS.items():
        theme, lang = look.split("-", 1)
        qapp.words = words_for(lang)
        qapp.theme.look(theme, "normal", is_calm=True)
        program = Program(demo, syncs=False, clock=lambda: MOMENT)
        program.window.resize(*SIZE)
        for scene in scenes():
            if scene.name in names:
                found[f"{scene.name}-{look}"] = shoot(program, scene)
        program.window.close()
        qapp.processEvents()
    yield found
    qapp.words = words
    qapp.theme.look(mode)


def small(image: QImage) -> QImage:
    """The picture in its 256 most frequent colours; rarer ones take the nearest of them."""
    whole = image.convertToFormat(QImage.Format.Format_RGBX8888)
    held = np.frombuffer(whole.constBits(), np.uint8).reshape(-1, 4)[:, :3].astype(np.int32)
    keys = held[:, 0] << 16 | held[:, 1] << 8 | held[:, 2]
    colours, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    chosen = colours[np.argsort(-counts)[:256]]
    parts = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    kept = np.stack([chosen >> 16, chosen >> 8 & 255, chosen & 255], axis=1)
    nearest = np.abs(parts[:, None, :] - kept[None, :, :]).sum(axis=2).argmin(axis=1)
    bytes_ = nearest[places].astype(np.uint8).tobytes()
    made = QImage(bytes_, *SIZE, SIZE[0], QImage.Format.Format_Indexed8)
    made.setColorTable([0xFF000000 | int(colour) for colour in chosen])
    return made.copy()


def points(image: QImage) -> NDArray[np.int16]:
    """Red, green and blue of every point of the small picture."""
    small = image.scaled(
        image.width() // SHRINK,
        image.height() // SHRINK,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(small.constBits(), np.uint8).reshape(small.height(), -1)
    wide = small.width()
    return rows[:, : wide * 4].reshape(-1, wide, 4)[:, :, :3].astype(np.int16)


def apart(one: QImage, other: QImage) -> tuple[float, float, NDArray[np.int16]]:
    """The average difference, the share of points that differ much, and where they do."""
    difference = np.abs(points(one) - points(other)).max(axis=2)
    return float(difference.mean()), float((difference > FAR).mean()), difference


def drawn(difference: NDArray[np.int16]) -> QImage:
    """Where two pictures differ: the blacker, the more."""
    high, wide = difference.shape
    bytes_ = np.ascontiguousarray(255 - np.clip(difference * 4, 0, 255), dtype=np.uint8).tobytes()
    image = QImage(bytes_, wide, high, wide, QImage.Format.Format_Grayscale8)
    return image.scaled(wide * SHRINK, high * SHRINK)


@pytest.mark.parametrize("name", NAMES)
def test_the_window_looks_as_it_did(name: str, taken: Taken, tmp_path: Path) -> None:
    file = HELD / f"{name}.png"
    seen = taken[name].toImage().convertToFormat(QImage.Format.Format_RGB888)
    if os.environ.get("FAIRWAY_PICTURES"):
        assert small(seen).save(str(file), "PNG", 0)  # pyright: ignore[reportCallIssue, reportArgumentType]
        return
    held = QImage(str(file))
    assert held.size() == seen.size(), f"{file} is not there or has another size"
    mean, share, difference = apart(held, seen)
    if mean > MEAN or share > SHARE:
        seen.save(str(tmp_path / f"{name}-seen.png"))
        drawn(difference).save(str(tmp_path / f"{name}-difference.png"))
        told = f"{mean:.2f} apart on average, {share:.2%} of the points far apart"
        pytest.fail(f"{name} looks different: {told}; see {tmp_path} beside {file}")


def test_a_moved_button_is_seen(taken: Taken) -> None:
    held = taken[NAMES[0]].toImage()
    moved = QImage(held)
    button = held.copy(held.width() - 200, held.height() - 50, 190, 40)
    for y in range(button.height()):
        for x in range(button.width()):
            moved.setPixelColor(600 + x, 560 + y, button.pixelColor(x, y))
    assert apart(held, moved)[1] > SHARE
    assert apart(held, QImage(held))[:2] == (0.0, 0.0)


def test_the_pictures_stay_small() -> None:
    files = sorted(HELD.glob("*.png"))
    assert [file.stem for file in files] == sorted(NAMES)
    assert sum(file.stat().st_size for file in files) < 1_500_000
