"""Nothing is clipped, nothing is nameless, and no input writes what an IME has not decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.answer import words_for
from tests.house.tree import nothing
from tests.ui.hands import compose
from tests.ui.look import walk
from tests.ui.look.walk import Stretched
from ui.kit.app import App

LOOKS = ("zh_CN light", "zh_CN dark", "en light", "en dark", "pseudo light")
SIZES = {"small": (1280, 720), "large": (1920, 1080)}


@pytest.fixture
def app(qapp: App) -> Iterator[App]:
    held = qapp.words
    qapp.theme.look("light", is_calm=True)
    yield qapp
    qapp.words = held


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "look", ["zh_CN light", "zh_CN dark", "en light", "en dark", "pseudo light"]
)
def test_no_words_are_clipped(app: App, tmp_path: Path, look: str, size: str) -> None:
    lang, theme = look.split()
    app.words = Stretched("en", {}) if lang == "pseudo" else words_for(lang)
    app.theme.look(theme, is_calm=True)
    found: list[str] = []
    with walk.opened(tmp_path, SIZES[size]) as program:
        for scene in walk.visited(program):
            found += [
                f"{scene.name}: {walk.path_of(w)}: {w.text()!r} has {w.width()} px"  # pyright: ignore
                for w in walk.seen(program)
                if walk.is_clipped(w)
            ]
    nothing(set(found))


def test_whatever_takes_the_focus_has_a_name(app: App, tmp_path: Path) -> None:
    found: list[str] = []
    with walk.opened(tmp_path, SIZES["small"]) as program:
        for scene in walk.visited(program):
            found += [
                f"{scene.name}: {walk.path_of(w)}" for w in walk.seen(program) if walk.needs_name(w)
            ]
    nothing(set(found))


def test_no_input_writes_what_is_not_decided(app: App, tmp_path: Path) -> None:
    found: list[str] = []
    with walk.opened(tmp_path, SIZES["small"]) as program:
        session = program.desk.session
        for scene in walk.visited(program):
            for field in walk.inputs(program):
                assert isinstance(field, QLineEdit | QPlainTextEdit)
                before = session.undo_state, program.window.place
                field.setFocus()
                compose(field, "ni hao")
                QTest.keyClick(field, Qt.Key.Key_Return)
                is_kept = (session.undo_state, program.window.place) == before
                compose(field, "")
                if not is_kept:
                    found.append(f"{scene.name}: {walk.path_of(field)}")
    nothing(set(found))
