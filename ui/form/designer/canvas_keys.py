"""What the keys do on the canvas."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.form.designer.board import Board
from ui.form.designer.carrying import Carry
from ui.form.designer.desk import Desk

WAYS = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class Hands(Protocol):
    """The canvas, as the keys see it."""

    desk: Desk
    carry: Carry
    board: Board

    def ask_insert(self) -> None: ...

    def fold(self, part: str) -> None: ...


def pressed(canvas: Hands, event: QKeyEvent) -> bool:
    """Answer a key; whether it was one of the canvas."""
    if canvas.carry.hand is not None:
        return _carrying(canvas, event)
    desk = canvas.desk
    for keys, do in (
        (QKeySequence.StandardKey.Copy, desk.copy),
        (QKeySequence.StandardKey.Cut, desk.cut),
        (QKeySequence.StandardKey.Paste, desk.paste),
    ):
        if event.matches(keys):
            do()
            return True
    if event.matches(QKeySequence.StandardKey.SelectAll):
        desk.select([box.part.id for box in canvas.board.stage.boxes])
        return True
    if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_D:
        desk.duplicate()
        return True
    way = WAYS.get(Qt.Key(event.key()))
    if way is not None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return _arrow(canvas, way, plain)
    return _plain(canvas, event)


def _carrying(canvas: Hands, event: QKeyEvent) -> bool:
    carry = canvas.carry
    if event.key() == Qt.Key.Key_Escape:
        carry.cancel()
    elif carry.is_lifted and event.key() in (*ENTER, Qt.Key.Key_Space):
        carry.finish()
    elif carry.is_lifted and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Left):
        carry.step(canvas.board.stage, -1)
    elif carry.is_lifted and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        carry.step(canvas.board.stage, 1)
    elif carry.is_lifted and event.key() == Qt.Key.Key_Home:
        carry.step(canvas.board.stage, -(1 << 20))
    elif carry.is_lifted and event.key() == Qt.Key.Key_End:
        carry.step(canvas.board.stage, 1 << 20)
    return True


def _arrow(canvas: Hands, way: str, held: Qt.KeyboardModifier) -> bool:
    desk = canvas.desk
    if held == ALT:
        desk.step(way)
        return True
    if held not in (NONE, SHIFT):
        return False
    part = desk.part
    if held == NONE and part is not None and part.kind == "section" and way in ("left", "right"):
        box = canvas.board.stage.by_id.get(part.id)
        if box is not None and box.is_folded == (way == "right"):
            canvas.fold(part.id)
        return True
    order = [box.part.id for box in canvas.board.stage.boxes]
    if not order:
        return True
    by = 1 if way in ("down", "right") else -1
    last = desk.selected[-1] if desk.selected else ""
    at = order.index(last) + by if last in order else (0 if by > 0 else len(order) - 1)
    wanted = order[max(0, min(len(order) - 1, at))]
    if held == SHIFT and wanted not in desk.selected:
        desk.select((*desk.selected, wanted))
    elif held == SHIFT and len(desk.selected) > 1:
        desk.select(desk.selected[:-1])
    else:
        desk.select((wanted,))
    return True


def _plain(canvas: Hands, event: QKeyEvent) -> bool:
    desk = canvas.desk
    match event.key():
        case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
            desk.remove()
        case Qt.Key.Key_F2 | Qt.Key.Key_Return | Qt.Key.Key_Enter:
            desk.rename()
        case Qt.Key.Key_Space if desk.selected:
            canvas.carry.lift(desk.selected)
        case Qt.Key.Key_Slash:
            canvas.ask_insert()
        case Qt.Key.Key_Escape if desk.selected:
            desk.select(())
        case _:
            return False
    return True
