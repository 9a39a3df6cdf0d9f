"""Pictures of every scene and state, written by the program itself; and its self-test."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from app import care
from app.care import Profile
from app.cli import demo
from app.model.errors import Refused
from ui.kit import draw
from ui.kit.app import app, theme
from ui.shell.program import Program
from ui.shell.scenes import MOMENT, Scene, scenes
from ui.shell.shots_states import Tile, tiles
from ui.shell.stills import picture, settle

IN_ROW = 4
TILE = 576
GAP = 16
HEAD = 28
"""The sheet: tiles in a row, how wide they are, what is between them, and the words, in px."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which pictures are asked for."""

    out: Path
    page: str = ""
    theme: str = "light"
    lang: str = "zh_CN"
    size: tuple[int, int] = (1440, 900)
    scale: str = "1"
    is_sheet: bool = False


@dataclass(frozen=True, slots=True)
class Tested:
    """What the self-test opened, and what failed."""

    opened: list[str]
    failed: list[str]


def demo_profile(folder: Path) -> Profile:
    """The demo workspace, as it was on the day of the pictures, which is today for dates too."""
    app().today = MOMENT.date
    return demo.make(folder, MOMENT.date())


def take(wish: Wish) -> list[str]:
    """Write the pictures; the answer is their files."""
    wanted = [scene for scene in scenes() if wish.page in ("", scene.name)]
    if not wanted:
        raise Refused("usage", "{why}", why=f"--page {wish.page}")
    wish.out.mkdir(parents=True, exist_ok=True)
    app().theme.look(wish.theme, is_calm=True)
    with tempfile.TemporaryDirectory(prefix="fairway-shots-") as folder:
        profile = demo_profile(Path(folder) / "profile")
        program = Program(profile, syncs=False, clock=lambda: MOMENT)
        program.window.resize(*wish.size)
        shown = [(scene.name, shoot(program, scene)) for scene in wanted]
        program.window.close()
        QApplication.processEvents()
        files = [_save(picture, wish, name) for name, picture in shown]
        if wish.is_sheet:
            held = tiles(Path(folder), profile, wish.size, wish.page)
            held += [Tile(name, picture) for name, picture in shown]
            files.append(_write(sheet(held), wish.out / "contact-sheet.png"))
    return files


def shoot(program: Program, scene: Scene) -> QPixmap:
    """Open a scene and take its picture; what floated over the one before is gone."""
    visit(program, scene)
    return picture(program)


def visit(program: Program, scene: Scene) -> None:
    """Open a scene and let it come to rest."""
    for widget in QApplication.topLevelWidgets():
        if widget is not program.window and widget.isVisible():
            widget.close()
    program.palette.end()
    program.keys.end()
    program.show(scene.place)
    program.bell.refresh()  # not by its timer: a picture is the same every time
    settle(program)
    if scene.prepare is not None:
        scene.prepare(program)
        settle(program)


def _save(taken: QPixmap, wish: Wish, name: str) -> str:
    wide, high = wish.size
    file = f"{name}-{wish.theme}-{wish.lang}-{wide}x{high}@{wish.scale}.png"
    return _write(taken, wish.out / file)


def _write(taken: QPixmap, file: Path) -> str:
    if not taken.save(str(file)):
        raise Refused("invalid", "{file} could not be saved", file=file)
    return str(file)


def sheet(held: Sequence[Tile]) -> QPixmap:
    """All tiles on one picture, four in a row, each under its words."""
    kind = Qt.TransformationMode.SmoothTransformation
    thumbs = [tile.picture.scaledToWidth(TILE, kind) for tile in held]
    for thumb in thumbs:
        thumb.setDevicePixelRatio(1)
    high = max(thumb.height() for thumb in thumbs) + HEAD
    rows = (len(thumbs) + IN_ROW - 1) // IN_ROW
    whole = QPixmap(IN_ROW * (TILE + GAP) + GAP, rows * (high + GAP) + GAP)
    whole.fill(theme().color("app"))
    painter = QPainter(whole)
    for place, (tile, thumb) in enumerate(zip(held, thumbs, strict=True)):
        x = GAP + place % IN_ROW * (TILE + GAP)
        y = GAP + place // IN_ROW * (high + GAP)
        draw.words(painter, QRectF(x, y, TILE, HEAD - 4), tile.words, "strong")
        painter.drawPixmap(x, y + HEAD, thumb)
        painter.setPen(theme().color("border"))
        painter.drawRect(x - 1, y + HEAD - 1, thumb.width() + 1, thumb.height() + 1)
    painter.end()
    return whole


def self_test() -> Tested:
    """Open every scene and look at the workspace; whatever goes wrong is named."""
    opened: list[str] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="fairway-test-") as folder, _heard(failed):
        program = Program(demo_profile(Path(folder) / "profile"), syncs=False, clock=lambda: MOMENT)
        program.worker.crashed.connect(lambda error: failed.append(repr(error)))
        for scene in scenes():
            before = len(failed)
            QTimer.singleShot(0, _Visit(program, scene))
            QApplication.processEvents()
            if len(failed) > before or picture(program).isNull():
                failed.append(scene.name)
            else:
                opened.append(scene.name)
        failed += [check.name for check in care.doctor(program.desk) if not check.ok]
        program.window.close()
        QApplication.processEvents()
    return Tested(opened, failed)


class _Visit:
    """Opens a scene from the event loop: what it raises comes to the hook, as a person's click."""

    def __init__(self, program: Program, scene: Scene) -> None:
        self._program, self._scene = program, scene

    def __call__(self) -> None:
        visit(self._program, self._scene)


@contextmanager
def _heard(failed: list[str]) -> Iterator[None]:
    """What a slot raises ends in the hook, never in the one who called."""

    def hear(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        failed.append(f"{kind.__name__}: {error}")
        sys.__excepthook__(kind, error, trace)

    held, sys.excepthook = sys.excepthook, hear
    try:
        yield
    finally:
        sys.excepthook = held
