"""Where every part of a design stands on the canvas, in px of the sheet. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.model.form import HOLDERS, Form, Kind, Part

GAP, COLUMN, HEAD, LABEL = 16, 24, 40, 26
CONTROL, LINE, ROOM, BAR, FOOT = 32, 20, 56, 8, 8
"""ROOM is the height of a holder's empty place."""
NARROW = 480
TALL: dict[str, int] = {
    Kind.LONG: 68,
    Kind.ADDRESS: 72,
    Kind.FILE: 44,
    Kind.IMAGE: 72,
    Kind.KPI: 64,
    Kind.BUDGET: 64,
}
"""Controls that are not one line high."""
ROW = 32
Measure = Callable[[str, int], int]
"""The height of a text in a width."""


@dataclass(slots=True)
class Box:
    """A part and its place; `body` is where the parts that it holds begin."""

    part: Part
    x: int
    y: int
    wide: int
    high: int = 0
    body: int = 0
    children: list[Box] = field(default_factory=list["Box"])
    is_folded: bool = False

    @property
    def right(self) -> int:
        """The right edge."""
        return self.x + self.wide

    @property
    def bottom(self) -> int:
        """The lower edge."""
        return self.y + self.high

    def holds(self, x: float, y: float, reach: int = 0) -> bool:
        """Whether a point is in it, or that near above or below."""
        across = self.x <= x < self.right
        return across and self.y - reach <= y < self.bottom + reach


class Stage:
    """A form laid out in a width."""

    def __init__(
        self,
        form: Form,
        wide: int,
        measure: Measure,
        folded: frozenset[str] = frozenset(),
        thin: frozenset[str] = frozenset(),
    ) -> None:
        """`thin` are parts in the hand: where they stood a bar is left."""
        self.form = form
        self.wide = wide
        self.boxes: list[Box] = []
        """All, in the order of the screen; a holder stands before what it holds."""
        self.by_id: dict[str, Box] = {}
        self._measure = measure
        self._folded = folded
        self._thin = thin
        self.top: list[Box] = []
        self.high = self._stack("", self.top, 0, 0, wide)

    def at(self, x: float, y: float) -> Box | None:
        """The innermost part at a point."""
        found: Box | None = None
        level = self.top
        while True:
            inner = next((box for box in level if box.holds(x, y)), None)
            if inner is None:
                return found
            found, level = inner, inner.children

    def _stack(self, parent: str, into: list[Box], x: int, y: int, wide: int) -> int:
        start = y
        for place, part in enumerate(self.form.children(parent)):
            if place:
                y += GAP + (8 if part.kind == Kind.SECTION else 0)
            box = self._box(part, x, y, wide)
            into.append(box)
            y += box.high
        return y - start

    def _box(self, part: Part, x: int, y: int, wide: int) -> Box:
        box = Box(part, x, y, wide)
        self.boxes.append(box)
        self.by_id[part.id] = box
        if part.id in self._thin:
            box.high = BAR
            return box
        match part.kind:
            case Kind.SECTION:
                self._section(box)
            case Kind.COLUMNS:
                self._columns(box)
            case Kind.TABLE:
                self._table(box)
            case Kind.DIVIDER:
                box.high = 24
            case Kind.NOTE:
                words = part.help or part.label
                head = LABEL if part.help and part.label else 0
                box.high = 16 + self._measure(words, wide - 44) + head
            case _:
                box.high = LABEL + TALL.get(part.kind, CONTROL) + (LINE if part.help else 0)
        return box

    def _section(self, box: Box) -> None:
        box.body = box.y + HEAD
        box.is_folded = box.part.id in self._folded
        if box.is_folded:
            box.high = HEAD
            return
        inner = self._stack(box.part.id, box.children, box.x, box.body + 4, box.wide)
        # Beneath the last field is room to drop at the end of the group.
        box.high = HEAD + 4 + (inner + FOOT if inner else ROOM)

    def _columns(self, box: Box) -> None:
        box.body = box.y
        held = self.form.children(box.part.id)
        if not held:
            box.high = ROOM
            return
        if self.wide < NARROW:
            box.high = self._stack(box.part.id, box.children, box.x, box.y, box.wide)
            return
        wide = (box.wide - COLUMN * (len(held) - 1)) // len(held)
        if len(held) == 1:
            wide = box.wide // 2
        for place, part in enumerate(held):
            child = self._box(part, box.x + place * (wide + COLUMN), box.y, wide)
            box.children.append(child)
        box.high = max(child.high for child in box.children)

    def _table(self, box: Box) -> None:
        box.body = box.y + LABEL
        held = self.form.children(box.part.id)
        count = max(1, len(held))
        edges = [box.x + round(box.wide * place / count) for place in range(count + 1)]
        for place, part in enumerate(held):
            child = Box(part, edges[place], box.body, edges[place + 1] - edges[place], 2 * ROW)
            self.boxes.append(child)
            self.by_id[part.id] = child
            box.children.append(child)
        box.high = LABEL + 3 * ROW + (LINE if box.part.help else 0)

    def between(self, first: tuple[float, float], last: tuple[float, float]) -> list[str]:
        """The fields that a rubber band touches; a holder only where it is wholly within."""
        left, right = sorted((first[0], last[0]))
        top, bottom = sorted((first[1], last[1]))
        found: list[str] = []
        for box in self.boxes:
            touches = box.x < right and box.right > left and box.y < bottom and box.bottom > top
            is_within = box.y >= top and box.bottom <= bottom
            if touches and (is_within or box.part.kind not in HOLDERS):
                found.append(box.part.id)
        return found
