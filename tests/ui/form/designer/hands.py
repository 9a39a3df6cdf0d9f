"""What a person's hands do in the designer: real mouse and key events on the real widgets."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.form import draft
from app.form.layout import Side
from app.model.form import Form, Kind
from ui.form.designer.bench import Bench
from ui.form.designer.desk import Desk
from ui.form.designer.page import DesignerPage
from ui.form.designer.stage import Box

LEFT = Qt.MouseButton.LeftButton
AT = {
    Side.UP: (0.5, 0.2),
    Side.DOWN: (0.5, 0.8),
    Side.LEFT: (0.08, 0.5),
    Side.RIGHT: (0.92, 0.5),
    Side.INSIDE: (0.5, 0.9),
}
"""Where in a part, as shares of its width and height, a place is meant."""


class Hands:
    """The page, its canvas, and what may be done to them."""

    def __init__(self, page: DesignerPage) -> None:
        self.page = page
        assert page.desk is not None
        assert page.bench is not None
        self.desk: Desk = page.desk
        self.bench: Bench = page.bench
        self.board = page.bench.canvas.board

    @property
    def form(self) -> Form:
        """The form as the session has it."""
        return draft.read(self.page.host.session, self.desk.id).form

    def undo_all(self) -> int:
        """Take back every step since the form was made; the answer is how many there were."""
        count = 0
        while self.form.parts or self.form.rules:
            self.page.host.session.undo()
            count += 1
        return count

    def point(self, box: Box, across: float, down: float) -> QPoint:
        """A point of the board in a part."""
        corner = self.board.corner
        x = corner.x() + box.x + box.wide * across
        return QPointF(x, corner.y() + box.y + box.high * down).toPoint()

    def press_part(self, part: str) -> None:
        """Take a part at its middle."""
        box = self.board.stage.by_id[part]
        self._start = self.point(box, 0.4, 0.2 if box.high > 60 else 0.4)
        if box.part.kind == Kind.COLUMNS:  # covered by its fields: by its handle
            self._start = self.board.handle_of(part).center()
        QTest.mousePress(self.board, LEFT, Qt.KeyboardModifier.NoModifier, self._start)
        QTest.mouseMove(self.board, self._start + QPoint(4, 6))

    def press_kind(self, kind: Kind) -> None:
        """Take a kind of the palette."""
        tiles = self.bench.palette_pane.tiles
        start = tiles.place_of(kind).center()
        QTest.mousePress(tiles, LEFT, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(tiles, start + QPoint(5, 5))

    def hold_over(self, source: QWidget, target: str, side: Side) -> None:
        """Move to a place; the stage has changed since the drag began."""
        stage = self.board.stage
        if not target:
            at = QPointF(self.board.corner.x() + 100, self.board.corner.y() + stage.high + 30)
            point = at.toPoint()
        else:
            point = self._meant(stage.by_id[target], side)
        seen = self.board.mapTo(self.bench.canvas.viewport(), point)
        assert self.bench.canvas.viewport().rect().contains(seen), "it is to be seen"
        QTest.mouseMove(source, source.mapFromGlobal(self.board.mapToGlobal(point)))

    def _meant(self, box: Box, side: Side) -> QPoint:
        across, down = AT[side]
        kind = box.part.kind
        if kind == Kind.SECTION:
            if side is Side.UP:
                return self.point(box, 0.5, 4 / box.high)
            if side is Side.INSIDE and box.children:
                last = box.children[-1]
                return self.point(last, 0.5, 1) + QPoint(0, 3)
            if side is Side.INSIDE:
                return self.point(box, 0.5, 30 / box.high)
        if kind == Kind.TABLE:
            downs = {Side.UP: 4 / box.high, Side.DOWN: 1 - 3 / box.high}
            across, down = 0.9, downs.get(side, 0.4)
        if kind == Kind.COLUMNS and side is Side.INSIDE and box.children:
            return self.point(box.children[-1], 0.95, 0.5)
        return self.point(box, across, down)

    def drag(self, dragged: tuple[str, ...] | Kind, target: str, side: Side) -> None:
        """Drag and let fall."""
        source = self.take(dragged)
        self.hold_over(source, target, side)
        self.let_go(source)

    def take(self, dragged: tuple[str, ...] | Kind) -> QWidget:
        """Begin a drag; the answer is the widget that has the mouse."""
        if isinstance(dragged, Kind):
            self.press_kind(dragged)
            return self.bench.palette_pane.tiles
        self.desk.select(dragged)
        QApplication.processEvents()
        self.press_part(dragged[0])
        return self.board

    def let_go(self, source: QWidget) -> None:
        """Let the button up where the mouse is."""
        QTest.mouseRelease(source, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(1, 1))
        QApplication.processEvents()

    def key(
        self,
        key: Qt.Key,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        widget: QWidget | None = None,
    ) -> None:
        """Press a key on the canvas."""
        QTest.keyClick(widget or self.board, key, held)
        QApplication.processEvents()
