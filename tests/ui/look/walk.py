"""A walk through every scene of the window, and what a picky reader would find there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.model.words import Words
from ui.kit.button import Button
from ui.kit.label import Elided, Label
from ui.shell.program import Program
from ui.shell.scenes import MOMENT, Scene, scenes
from ui.shell.shots import demo_profile, settle


class Stretched(Words):
    """English that needs 40 % more room: what German or Russian would."""

    def text(self, template: str, params: Mapping[str, object] | None = None) -> str:
        plain = super().text(template, params)
        return plain + "~" * round(len(plain) * 0.4)


@contextmanager
def opened(folder: Path, size: tuple[int, int]) -> Iterator[Program]:
    """The demo's window at the moment of the pictures."""
    program = Program(demo_profile(folder / "profile"), syncs=False, clock=lambda: MOMENT)
    program.window.resize(*size)
    try:
        yield program
    finally:
        program.window.close()


def visited(program: Program) -> Iterator[Scene]:
    """Every scene, open and at rest; what floated over the one before is gone."""
    for scene in scenes():
        for widget in QApplication.topLevelWidgets():
            if widget is not program.window and widget.isVisible():
                widget.close()
        program.palette.end()
        program.keys.end()
        program.show(scene.place)
        settle(program)
        if scene.prepare is not None:
            scene.prepare(program)
            settle(program)
        yield scene


def seen(program: Program) -> Iterator[QWidget]:
    """Every widget that is visible now."""
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    for top in tops or [program.window]:
        for widget in top.findChildren(QWidget):
            if widget.isVisible() and not widget.visibleRegion().isEmpty():
                yield widget


def path_of(widget: QWidget) -> str:
    """Where a widget stands, for a person who looks for it."""
    steps: list[str] = []
    at: QWidget | None = widget
    while at is not None and len(steps) < 4:
        steps.append(type(at).__name__)
        at = at.parentWidget()
    return " < ".join(steps)


def is_clipped(widget: QWidget) -> bool:
    """Whether words of a widget are cut that are not meant to be."""
    if isinstance(widget, Elided):
        return False
    if isinstance(widget, Label):
        if not widget.text() or widget.wordWrap():
            return widget.wordWrap() and widget.height() + 1 < widget.heightForWidth(widget.width())
        needed = widget.fontMetrics().horizontalAdvance(widget.text())
        return needed > widget.width() + 1
    if isinstance(widget, Button):
        if widget.toolTip() == widget.text():
            return False  # cut by design, whole in the tooltip
        return widget.sizeHint().width() > widget.width() + 1
    return False


def needs_name(widget: QWidget) -> bool:
    """Whether the keyboard can come here and nobody hears where that is."""
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isEnabled():
        return False
    if widget.focusProxy() is not None or widget.objectName().startswith("qt_"):
        return False
    if isinstance(widget, QAbstractButton | Label) and widget.text():
        return False
    return not widget.accessibleName()


def inputs(program: Program) -> list[QWidget]:
    """Every text field that can be written into now."""
    return [
        widget
        for widget in seen(program)
        if isinstance(widget, QLineEdit | QPlainTextEdit)
        and widget.isEnabled()
        and not widget.isReadOnly()
    ]
