"""What a point on the canvas means while something is dragged: one of five places. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from app.form import layout
from app.form.layout import Drag, Refusal, Side
from app.model.form import HOLDERS, Form, Kind
from ui.form.designer.stage import GAP, LABEL, Box, Stage

OUTER = 0.25
"""Only in the outer quarter of a field's width it goes beside it."""
ASIDE = (Side.LEFT, Side.RIGHT)


@dataclass(frozen=True, slots=True)
class Aim:
    """Where it would fall; `line` is x, y, wide, high of the drop line in px of the sheet."""

    target: str
    side: Side
    line: tuple[int, int, int, int] | None = None
    lit: str = ""
    """The holder that would take it in."""
    refusal: Refusal | None = None


class Hand:
    """What is dragged; where it may fall is reckoned once."""

    def __init__(self, form: Form, dragged: tuple[str, ...] | Kind) -> None:
        self.dragged = dragged
        self._form = form
        self._drag = Drag(form, dragged)
        self._allowed = layout.targets(form, dragged)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that move, none for a new one."""
        return self._drag.parts

    def aim(self, stage: Stage, x: float, y: float) -> Aim:
        """The place that a point means, or why it means none."""
        wanted = _meant(stage, x, y)
        if wanted in self._allowed:
            return self.shown(stage, *wanted)
        target, side = wanted
        box = stage.by_id.get(target)
        below = target, Side.DOWN
        is_foot = box is not None and box.part.kind == Kind.TABLE and y >= box.body + 64
        if is_foot and below in self._allowed:
            # What no column can be stands beneath the sub-table: its foot takes it there.
            return self.shown(stage, *below)
        if side in ASIDE and box is not None:
            # Beside it there is no room: above or below it there may be.
            side = Side.UP if y < box.y + box.high / 2 else Side.DOWN
            if (target, side) in self._allowed and not _is_beside(stage, box):
                return self.shown(stage, target, side)
        return Aim(*wanted, refusal=self._drag.why_not(*wanted))

    def shown(self, stage: Stage, target: str, side: Side) -> Aim:
        """A place that is allowed, with its line."""
        if self._drag.parts == (target,):
            return Aim(target, side)
        return Aim(target, side, _line(stage, target, side), _lit(stage, target, side))


def _is_beside(stage: Stage, box: Box) -> bool:
    parent = stage.by_id.get(box.part.parent)
    return parent is not None and parent.part.kind in (Kind.TABLE, Kind.COLUMNS)


def _meant(stage: Stage, x: float, y: float) -> tuple[str, Side]:
    if not stage.top:
        return "", Side.INSIDE
    return _in(stage, stage.top, "", x, y)


def _in(stage: Stage, level: list[Box], holder: str, x: float, y: float) -> tuple[str, Side]:
    """The place among boxes one under another; a gap belongs to what is nearest."""
    last = level[-1]
    if y >= last.bottom + (GAP if holder else 0):
        return (holder, Side.INSIDE) if not holder else (last.part.id, Side.DOWN)
    for box in level:
        if y < box.bottom + GAP / 2:
            return _at(stage, box, x, y)
    return last.part.id, Side.DOWN


def _at(stage: Stage, box: Box, x: float, y: float) -> tuple[str, Side]:
    part = box.part
    if y < box.y:
        return part.id, Side.UP
    match part.kind:
        case Kind.SECTION:
            return _at_section(stage, box, x, y)
        case Kind.TABLE:
            return _at_table(box, x, y)
        case Kind.COLUMNS:
            return _at_columns(stage, box, x, y)
        case _:
            return part.id, _side(box, x, y)


def _side(box: Box, x: float, y: float) -> Side:
    if x < box.x + box.wide * OUTER:
        return Side.LEFT
    if x > box.right - box.wide * OUTER:
        return Side.RIGHT
    return Side.UP if y < box.y + box.high / 2 else Side.DOWN


def _at_section(stage: Stage, box: Box, x: float, y: float) -> tuple[str, Side]:
    part = box.part
    if y < box.y + (box.body - box.y) / 2:
        return part.id, Side.UP
    if box.is_folded or not box.children:
        return part.id, Side.INSIDE
    if y < box.children[0].y:
        return box.children[0].part.id, Side.UP
    if y >= box.bottom:
        return part.id, Side.DOWN
    return _in(stage, box.children, part.id, x, y)


def _at_table(box: Box, x: float, y: float) -> tuple[str, Side]:
    part = box.part
    if y < box.y + LABEL / 2:
        return part.id, Side.UP
    if y >= box.bottom - 8:
        return part.id, Side.DOWN
    column = next((one for one in box.children if one.x <= x < one.right), None)
    if column is None or y >= column.bottom:
        return part.id, Side.INSIDE
    return column.part.id, Side.LEFT if x < column.x + column.wide / 2 else Side.RIGHT


def _at_columns(stage: Stage, box: Box, x: float, y: float) -> tuple[str, Side]:
    part = box.part
    if y >= box.bottom:
        return part.id, Side.DOWN
    if not box.children:
        return part.id, Side.INSIDE
    if stage.wide < 480:
        return _in(stage, box.children, part.id, x, y)
    near = min(box.children, key=lambda one: max(one.x - x, x - one.right, 0))
    if not near.holds(x, y):
        if y >= near.bottom:
            return near.part.id, _half(near, x)
        return near.part.id, Side.LEFT if x < near.x else Side.RIGHT
    if near.part.kind == Kind.SECTION and near.y + 12 < y:
        return _at_section(stage, near, x, y)
    side = _side(near, x, y)
    if side in ASIDE:
        return near.part.id, side
    return part.id, side


def _half(box: Box, x: float) -> Side:
    return Side.LEFT if x < box.x + box.wide / 2 else Side.RIGHT


def _line(stage: Stage, target: str, side: Side) -> tuple[int, int, int, int]:
    box = stage.by_id.get(target)
    if box is None:
        last = stage.top[-1].bottom if stage.top else 0
        return 0, last + GAP // 2 - 1, stage.wide, 2
    if side is Side.INSIDE:
        return _line_inside(box)
    parent = stage.by_id.get(box.part.parent)
    if side in ASIDE or (parent is not None and parent.part.kind == Kind.TABLE):
        is_first = side in (Side.LEFT, Side.UP)
        gap = 0 if parent is not None and parent.part.kind == Kind.TABLE else 12
        return (box.x - gap if is_first else box.right + gap) - 1, box.y, 2, box.high
    if parent is not None and parent.part.kind == Kind.COLUMNS:
        box = parent
    y = box.y - GAP // 2 if side is Side.UP else box.bottom + GAP // 2
    return box.x, y - 1, box.wide, 2


def _line_inside(box: Box) -> tuple[int, int, int, int]:
    if box.part.kind == Kind.TABLE:
        x = box.right if box.children else box.x
        return x - 1, box.body, 2, 64
    if not box.children or box.is_folded:
        return box.x, box.bottom - 2, box.wide, 2
    last = box.children[-1]
    if box.part.kind == Kind.COLUMNS:
        return last.right + 11, box.y, 2, box.high
    return box.x, last.bottom + GAP // 2 - 1, box.wide, 2


def _lit(stage: Stage, target: str, side: Side) -> str:
    """The holder that takes it in, for the tint."""
    box = stage.by_id.get(target)
    if box is None:
        return ""
    if side is Side.INSIDE:
        return target
    if side in ASIDE:
        parent = stage.by_id.get(box.part.parent)
        is_row = parent is not None and parent.part.kind in HOLDERS - {Kind.SECTION}
        return parent.part.id if is_row and parent is not None else target
    return box.part.parent
