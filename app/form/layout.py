"""Where a dragged part may go, and the form that dropping it there gives. Pure.

Five places at a target: above, below, left, right, inside. Left and right make columns, at most
four; columns of which one part is left dissolve. The empty canvas is target "", inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.form import kinds
from app.form.shape import Fresh, Tree, counted, topmost
from app.model.form import COLUMNS, HOLDERS, Form, Kind, Part


class Side(StrEnum):
    """Where a part falls at its target."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it cannot stand there; a template for a reader and its values."""

    template: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


NOT_THERE = Refusal("This field is not on the form any more")
INTO_ITSELF = Refusal("Nothing goes into itself")
NO_HOLDER = Refusal("Only groups, columns and sub-tables hold fields")
TABLE_IN_TABLE = Refusal("A sub-table holds no other sub-table")
FIELDS_ONLY = Refusal("A sub-table holds fields only")
WHOLE_WIDTH = Refusal("A sub-table needs the whole width")
TOO_MANY = Refusal("At most {count} fields stand beside each other", {"count": COLUMNS})
NOT_IN_TABLES = HOLDERS | {Kind.NOTE, Kind.DIVIDER, Kind.BUDGET}
ASIDE = frozenset({Side.LEFT, Side.RIGHT})
AHEAD = frozenset({Side.UP, Side.LEFT})


class Drag:
    """What is dragged: known parts of the form, or a new one of a kind."""

    def __init__(self, form: Form, dragged: tuple[str, ...] | Kind) -> None:
        self.form = form
        self.kind = dragged if isinstance(dragged, Kind) else None
        self.parts = () if isinstance(dragged, Kind) else topmost(form, dragged)
        self.is_known = self.kind is not None or (
            bool(self.parts) and all(one in form.by_id for one in dragged)
        )
        tree = Tree(form)
        self._within = {one for part in self.parts for one in tree.walk(part)}
        loose = [one for part in self.parts for one in self._opened(part)]
        self._loose = len(loose) if self.kind is None else 1
        self._moved = set(loose) | set(self.parts)
        kinds = [form.by_id[one].kind for one in self._within]
        self._kinds = {str(self.kind)} if self.kind else set(kinds)
        self._has_table = Kind.TABLE in self._kinds

    def _opened(self, part: str) -> tuple[str, ...]:
        """Columns that go beside something are opened: their fields go there."""
        if self.form.by_id[part].kind != Kind.COLUMNS:
            return (part,)
        return tuple(child.id for child in self.form.children(part))

    def why_not(self, target: str, side: Side) -> Refusal | None:
        """Why it cannot be dropped there, None where it can."""
        at = self.form.by_id.get(target)
        if not self.is_known or (at is None and (target or side is not Side.INSIDE)):
            return NOT_THERE
        if at is None:
            return None
        if target in self._within and (side is Side.INSIDE or self.parts != (target,)):
            return INTO_ITSELF
        return self._why_not_at(at, side)

    def _why_not_at(self, at: Part, side: Side) -> Refusal | None:
        parent = self.form.by_id.get(at.parent)
        if side is Side.INSIDE:
            return self._why_not_inside(at) or self._why_not_narrow(at)
        if parent is not None and parent.kind == Kind.TABLE:
            return self._why_not_column_of_table()
        if side in ASIDE and self.parts != (at.id,):
            return self._why_not_beside(at, parent)
        if parent is not None and parent.kind == Kind.COLUMNS:
            parent = self.form.by_id.get(parent.parent)
        return self._why_not_narrow(parent)

    def _why_not_narrow(self, holder: Part | None) -> Refusal | None:
        """A sub-table stands nowhere within columns, not even in a group there."""
        while holder is not None and self._has_table:
            if holder.kind == Kind.COLUMNS:
                return WHOLE_WIDTH
            holder = self.form.by_id.get(holder.parent)
        return None

    def _why_not_inside(self, at: Part) -> Refusal | None:
        if at.kind == Kind.TABLE:
            return self._why_not_column_of_table()
        if at.kind == Kind.COLUMNS:
            return self._why_not_column(at.id)
        return None if at.kind == Kind.SECTION else NO_HOLDER

    def _why_not_beside(self, at: Part, parent: Part | None) -> Refusal | None:
        if at.kind == Kind.TABLE:
            return WHOLE_WIDTH
        if at.kind == Kind.COLUMNS:
            return self._why_not_column(at.id)
        if parent is not None and parent.kind == Kind.COLUMNS:
            return self._why_not_column(parent.id)
        return self._why_not_column("")

    def _why_not_column(self, columns: str) -> Refusal | None:
        """Whether these columns ("" for ones to come, which hold the target) have room."""
        if self._has_table or self.kind == Kind.COLUMNS:
            return WHOLE_WIDTH
        stay = 1
        if columns:
            held = {child.id for child in self.form.children(columns)}
            stay = len(held - self._moved)
        return TOO_MANY if stay + self._loose > COLUMNS else None

    def _why_not_column_of_table(self) -> Refusal | None:
        if Kind.TABLE in self._kinds:
            return TABLE_IN_TABLE
        return FIELDS_ONLY if self._kinds & NOT_IN_TABLES else None

    def opened(self) -> tuple[str, ...]:
        """The dragged parts, columns opened."""
        return tuple(one for part in self.parts for one in self._opened(part))


def why_not(form: Form, dragged: tuple[str, ...] | Kind, target: str, side: Side) -> Refusal | None:
    """Why something cannot be dropped at a place, None where it can."""
    return Drag(form, dragged).why_not(target, side)


def targets(form: Form, dragged: tuple[str, ...] | Kind) -> frozenset[tuple[str, Side]]:
    """Every place where something may be dropped: reckoned once when a drag begins."""
    drag = Drag(form, dragged)
    places = [("", Side.INSIDE), *((part.id, side) for part in form.parts for side in Side)]
    return frozenset(place for place in places if drag.why_not(*place) is None)


def drop(
    form: Form,
    dragged: tuple[str, ...] | Kind,
    target: str,
    side: Side,
    fresh: Fresh | None = None,
) -> Form | Refusal:
    """The form after the drop, or why not; `fresh` names the new field and new columns."""
    drag = Drag(form, dragged)
    refusal = drag.why_not(target, side)
    if refusal is not None:
        return refusal
    if drag.parts == (target,):
        return form
    tree, new = Tree(form), fresh or counted(form)
    moved = _taken(tree, drag, new, is_aside=_is_aside(form, target, side))
    _Fall(tree, moved, new).at(target, side)
    tree.dissolve()
    return tree.form()


def _is_aside(form: Form, target: str, side: Side) -> bool:
    """Whether it lands in columns."""
    if not target:
        return False
    at = form.by_id[target]
    if side is Side.INSIDE:
        return at.kind == Kind.COLUMNS
    return side in ASIDE


def _taken(tree: Tree, drag: Drag, new: Fresh, *, is_aside: bool) -> tuple[str, ...]:
    """What falls, taken from where it stood."""
    if drag.kind is not None:
        part = kinds.made(new(), drag.kind)
        tree.add(part)
        return (part.id,)
    moved = drag.opened() if is_aside else drag.parts
    for one in moved:
        tree.detach(one)
    return moved


class _Fall:
    """Where parts in the hand come to stand."""

    def __init__(self, tree: Tree, moved: tuple[str, ...], new: Fresh) -> None:
        self._tree = tree
        self._moved = moved
        self._new = new

    def at(self, target: str, side: Side) -> None:
        if side is Side.INSIDE:
            self._tree.place(self._moved, target, len(self._tree.children.get(target, [])))
            return
        part = self._tree.parts[target]
        parent = self._tree.parts.get(part.parent)
        above = parent.kind if parent is not None else ""
        if side in ASIDE and above != Kind.TABLE:
            self._beside(part, side, is_column=above == Kind.COLUMNS)
        elif above == Kind.COLUMNS:
            self.at(part.parent, side)
        else:
            self._near(target, side)

    def _near(self, target: str, side: Side) -> None:
        parent = self._tree.parts[target].parent
        at = self._tree.children[parent].index(target)
        self._tree.place(self._moved, parent, at if side in AHEAD else at + 1)

    def _beside(self, part: Part, side: Side, *, is_column: bool) -> None:
        if is_column:
            self._near(part.id, side)
            return
        columns = part.id
        if part.kind != Kind.COLUMNS:
            columns = self._new()
            at = self._tree.children[part.parent].index(part.id)
            self._tree.children[part.parent].remove(part.id)
            self._tree.add(Part(id=columns, kind=Kind.COLUMNS))
            self._tree.place((columns,), part.parent, at)
            self._tree.place((part.id,), columns, 0)
        held = len(self._tree.children.get(columns, []))
        self._tree.place(self._moved, columns, 0 if side is Side.LEFT else held)
