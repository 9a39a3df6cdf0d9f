"""What the mouse does on the canvas: select, drag, a rubber band, fold."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from app.model.form import Kind
from ui.form.designer.board import Board
from ui.form.designer.carrying import Carry
from ui.form.designer.desk import Desk
from ui.form.designer.naming import NameLine

FAR = 6
"""So many px the mouse moves before it drags."""


class Hands(Protocol):
    """The canvas, as the mouse sees it."""

    desk: Desk
    carry: Carry
    board: Board
    name: NameLine

    def carry_to(self, at: QPoint) -> None: ...

    def fold(self, part: str) -> None: ...


class Mouse:
    """Answers the mouse on a canvas."""

    def __init__(self, on: Hands) -> None:
        self._on = on
        self._down: QPointF | None = None
        self._pressed = ""
        self._anchor = ""

    def let_go(self) -> None:
        """Nothing is pressed any more."""
        self._down = None

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        if event.button() == Qt.MouseButton.RightButton:
            self._pick_for_menu(event.position())
            return
        if event.button() != Qt.MouseButton.LeftButton or self._on.carry.hand is not None:
            return
        self._on.board.setFocus()
        self._on.name.commit()
        self._down = event.position()
        self._pressed = self._part_at(event.position())
        many = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & many and self._pressed:
            self._pick_more(is_range=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif self._pressed not in self._on.desk.selected:
            self._on.desk.select((self._pressed,) if self._pressed else ())
            self._anchor = self._pressed

    def move(self, event: QMouseEvent) -> None:
        """The mouse goes somewhere."""
        if self._on.carry.hand is not None and not self._on.carry.is_lifted:
            self._on.carry_to(event.globalPosition().toPoint())
            return
        under = self._part_at(event.position())
        if self._down is None:
            if under != self._on.board.under:
                self._on.board.under = under
                self._on.board.update()
            return
        if (event.position() - self._down).manhattanLength() < FAR:
            return
        if self._pressed:
            self._on.carry.begin(self._on.desk.selected)
            self._on.carry_to(event.globalPosition().toPoint())
        else:
            self._on.board.band = (self._down, event.position())
            first = self._on.board.to_stage(self._down)
            last = self._on.board.to_stage(event.position())
            ends = (first.x(), first.y()), (last.x(), last.y())
            self._on.desk.select(self._on.board.stage.between(*ends))
            self._on.board.update()

    def release(self, event: QMouseEvent) -> None:
        """A button comes up."""
        if event.button() != Qt.MouseButton.LeftButton or self._down is None:
            return
        was_click = self._on.carry.hand is None and self._on.board.band is None
        if self._on.carry.hand is not None:
            self._on.carry.finish()
        self._down = None
        self._on.board.band = None
        self._on.board.update()
        if was_click and not event.modifiers():
            self._click(event.position())

    def _click(self, at: QPointF) -> None:
        box = self._on.board.stage.by_id.get(self._pressed)
        self._on.desk.select((self._pressed,) if self._pressed else ())
        if box is not None and box.part.kind == Kind.SECTION:
            point = self._on.board.to_stage(at)
            if point.x() < box.x + 20 and point.y() < box.y + 30:
                self._on.fold(box.part.id)

    def _pick_more(self, *, is_range: bool) -> None:
        order = [box.part.id for box in self._on.board.stage.boxes]
        if is_range and self._anchor in order:
            ends = sorted((order.index(self._anchor), order.index(self._pressed)))
            self._on.desk.select(order[ends[0] : ends[1] + 1])
            return
        held = list(self._on.desk.selected)
        if self._pressed in held:
            held.remove(self._pressed)
        else:
            held.append(self._pressed)
        self._on.desk.select(held)

    def _pick_for_menu(self, at: QPointF) -> None:
        part = self._part_at(at)
        if part not in self._on.desk.selected:
            self._on.desk.select((part,) if part else ())

    def _part_at(self, at: QPointF) -> str:
        if len(self._on.desk.selected) == 1:
            part = self._on.desk.selected[0]
            if self._on.board.handle_of(part).contains(at.toPoint()):
                return part
        point = self._on.board.to_stage(at)
        box = self._on.board.stage.at(point.x(), point.y())
        return box.part.id if box is not None else ""
