"""The chart for screen readers: a list with an item for each row that is seen (trap Q5)."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from ui.plan.gantt import says
from ui.plan.gantt.hands import Hands

Role = QAccessible.Role


class RowFace(QAccessibleInterface):
    """One of the rows that are seen, counted from the top of the view."""

    def __init__(self, parent: ChartFace, canvas: Hands, slot: int) -> None:
        super().__init__()
        self._parent, self._canvas, self._slot = parent, canvas, slot

    @property
    def _row(self) -> int:
        return self._canvas.seen()[0] + self._slot

    @property
    def is_there(self) -> bool:
        """Whether the row is still shown: a reader may ask late."""
        return isValid(self._canvas) and self._row < len(self._canvas.chart.shown)

    # Qt overrides

    def isValid(self) -> bool:
        return self.is_there

    def object(self) -> QObject | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    def parent(self) -> QAccessibleInterface:
        return self._parent

    def child(self, _index: int) -> QAccessibleInterface | None:  # pyright: ignore
        return None

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # pyright: ignore
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def rect(self) -> QRect:
        if not self.is_there:
            return QRect()
        spot = self._canvas.spot(self._row).toRect()
        return spot.translated(self._canvas.viewport().mapToGlobal(QPoint(0, 0)))

    def role(self) -> QAccessible.Role:
        return Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.is_there:
            return state
        chart = self._canvas.chart
        is_current = chart.key(self._row) == self._canvas.current
        state.focusable = True  # pyright: ignore[reportAttributeAccessIssue]
        state.selectable = True  # pyright: ignore[reportAttributeAccessIssue]
        state.selected = is_current  # pyright: ignore[reportAttributeAccessIssue]
        state.focused = is_current and self._canvas.hasFocus()  # pyright: ignore[reportAttributeAccessIssue]
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Name or not self.is_there:
            return ""
        return says.bar_words(self._canvas.chart.bar(self._row))

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        return


class ChartFace(QAccessibleWidget):
    """The chart: its children are the rows that are seen."""

    def __init__(self, canvas: Hands) -> None:
        super().__init__(canvas, Role.List, canvas.accessibleName())
        self._canvas = canvas
        self._faces: list[RowFace] = []

    def _face(self, slot: int) -> RowFace:
        while len(self._faces) <= slot:
            self._faces.append(RowFace(self, self._canvas, len(self._faces)))
        return self._faces[slot]

    # Qt overrides

    def childCount(self) -> int:
        if not isValid(self._canvas):
            return 0
        first, end = self._canvas.seen()
        return max(0, end - first)

    def child(self, index: int) -> QAccessibleInterface | None:  # pyright: ignore
        return self._face(index) if 0 <= index < self.childCount() else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((n for n, one in enumerate(self._faces) if one is child), -1)

    def focusChild(self) -> QAccessibleInterface | None:  # pyright: ignore
        current = self._canvas.current if isValid(self._canvas) else None
        if current is None:
            return None
        return self.child(self._canvas.chart.row_of(current) - self._canvas.seen()[0])


@cache
def install() -> None:
    """Tell Qt once, for every chart to come."""
    # Qt keeps bare pointers to what it was given, longer than a widget lives: nothing of it may
    # be collected, or the next question crashes (PySide6 6.12).
    kept: list[ChartFace] = []

    def face(_key: str, thing: QObject) -> QAccessibleInterface | None:
        if not isinstance(thing, Hands):
            return None
        made = ChartFace(thing)
        kept.append(made)
        return made

    QAccessible.installFactory(face)
