"""Pictures of every scene, written by the program itself."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from app import care
from app.care import Profile
from app.cli import demo
from ui.kit.app import app
from ui.shell.program import Program
from ui.shell.scenes import MOMENT, Scene, scenes

SETTLE_S = 5.0


@dataclass(frozen=True, slots=True)
class Wish:
    """Which pictures are asked for."""

    out: Path
    page: str = ""
    theme: str = "light"
    lang: str = "zh_CN"
    size: tuple[int, int] = (1440, 900)
    scale: str = "1"


def demo_profile(folder: Path) -> Profile:
    """The demo workspace, as it was on the day of the pictures."""
    return demo.make(folder, MOMENT.date())


def take(wish: Wish) -> list[str]:
    """Write the pictures; the answer is their files."""
    wish.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fairway-shots-") as folder:
        profile = demo_profile(Path(folder) / "profile")
        app().theme.look(wish.theme, is_calm=True)
        program = Program(profile, syncs=False, clock=lambda: MOMENT)
        program.window.resize(*wish.size)
        wanted = [scene for scene in scenes() if wish.page in ("", scene.name)]
        files = [_shoot(program, scene, wish) for scene in wanted]
        program.window.close()
    return files


def _shoot(program: Program, scene: Scene, wish: Wish) -> str:
    program.show(scene.place)
    settle(program)
    if scene.prepare is not None:
        scene.prepare(program)
        settle(program)
    wide, high = wish.size
    name = f"{scene.name}-{wish.theme}-{wish.lang}-{wide}x{high}@{wish.scale}.png"
    file = wish.out / name
    picture(program).save(str(file))
    return str(file)


def picture(program: Program) -> QPixmap:
    """The window as it is seen, with what floats over it."""
    window = program.window
    whole = window.grab()
    painter = QPainter(whole)
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            corner = window.mapFromGlobal(widget.mapToGlobal(widget.rect().topLeft()))
            painter.drawPixmap(corner, widget.grab())
    painter.end()
    return whole


def settle(program: Program) -> None:
    """Until the jobs beside the screen are done and everything is painted."""
    end = time.monotonic() + SETTLE_S
    QApplication.processEvents()
    while program.worker.is_busy and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    for _ in range(3):
        QApplication.processEvents()


def sheet(files: Sequence[str], out: Path) -> str:
    """All pictures on one, four in a row."""
    thumbs = [
        QPixmap(file).scaledToWidth(720, Qt.TransformationMode.SmoothTransformation)
        for file in files
    ]
    high = max(thumb.height() for thumb in thumbs)
    rows = (len(thumbs) + 3) // 4
    whole = QPixmap(4 * 728 + 8, rows * (high + 8) + 8)
    whole.fill(app().theme.color("sunken"))
    painter = QPainter(whole)
    for place, thumb in enumerate(thumbs):
        x, y = 8 + place % 4 * 728, 8 + place // 4 * (high + 8)
        painter.drawPixmap(QRect(x, y, thumb.width(), thumb.height()), thumb)
    painter.end()
    file = out / "contact-sheet.png"
    whole.save(str(file))
    return str(file)


def self_test() -> list[str]:
    """Open every scene; the answer names what failed."""
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="fairway-test-") as folder:
        program = Program(demo_profile(Path(folder) / "profile"), syncs=False)
        program.worker.crashed.connect(lambda error: failed.append(repr(error)))
        for scene in scenes():
            program.show(scene.place)
            settle(program)
            if scene.prepare is not None:
                scene.prepare(program)
                settle(program)
            if program.window.grab().isNull():
                failed.append(scene.name)
        failed += [check.name for check in care.doctor(program.desk) if not check.ok]
        program.window.close()
    return failed
