"""Where a part may go by keyboard: every legal place in reading order, and one step. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from app.form import layout
from app.form.layout import Side
from app.form.shape import topmost
from app.model.form import HOLDERS, Form, Kind

Place = tuple[str, Side]
WAYS = ("up", "down", "left", "right")


def places(form: Form, dragged: tuple[str, ...] | Kind) -> list[Place]:
    """Every different place where something may be dropped, in the order of the screen.

    Above each part, beside it, and at the end of each holder: what would be the same place
    by another name (below a part and above the next one) stands here once.
    """
    allowed = layout.targets(form, dragged)
    return [place for place in _every(form) if place in allowed]


def _every(form: Form) -> Iterator[Place]:
    stack: list[tuple[str, Side] | str] = [""]
    while stack:
        held = stack.pop()
        if isinstance(held, tuple):
            yield held
            continue
        parent = form.by_id.get(held)
        beside = parent is not None and parent.kind in (Kind.COLUMNS, Kind.TABLE)
        coming: list[tuple[str, Side] | str] = []
        for child in form.children(held):
            coming += [(child.id, Side.LEFT)] if beside else [(child.id, Side.UP)]
            if not beside and child.kind not in HOLDERS:
                coming += [(child.id, Side.LEFT), (child.id, Side.RIGHT)]
            if child.kind in HOLDERS:
                coming.append(child.id)
        coming.append((held, Side.INSIDE))
        stack += reversed(coming)


def step(form: Form, parts: tuple[str, ...], way: str) -> Place | None:
    """Where Alt and an arrow take parts: up and down through the form and its groups, left and
    right among columns, beside the neighbour, and out of columns at their edge. None: nowhere.
    """
    tops = topmost(form, parts)
    if not tops:
        return None
    if way in ("left", "right"):
        return _aside(form, tops, way)
    return _along(form, tops, is_down=way == "down")


def _along(form: Form, parts: tuple[str, ...], *, is_down: bool) -> Place | None:
    """The next place one under another that gives another form."""
    stacked = [p for p in _every(form) if p[1] in (Side.UP, Side.INSIDE) and _stacks(form, p)]
    own = (parts[0], Side.UP)
    if own not in stacked:  # it stands beside others: its columns are where it is
        own = (form.by_id[parts[0]].parent, Side.UP)
    here = stacked.index(own) if own in stacked else 0
    coming = stacked[here + 1 :] if is_down else list(reversed(stacked[: here + 1]))
    for place in coming:
        if layout.why_not(form, parts, *place) is None:
            found = layout.drop(form, parts, *place)
            if isinstance(found, Form) and found != form:
                return place
    return None


def _stacks(form: Form, place: Place) -> bool:
    held = form.by_id.get(place[0])
    return place[1] is Side.UP or held is None or held.kind == Kind.SECTION


def _aside(form: Form, parts: tuple[str, ...], way: str) -> Place | None:
    part = form.by_id[parts[0]]
    parent = form.by_id.get(part.parent)
    siblings = [child.id for child in form.children(part.parent) if child.id not in parts[1:]]
    at = siblings.index(part.id)
    near = at - 1 if way == "left" else at + 1
    has_near = 0 <= near < len(siblings)
    if parent is not None and parent.kind in (Kind.COLUMNS, Kind.TABLE):
        if has_near:
            return _legal(form, parts, (siblings[near], Side(way)))
        return _legal(form, parts, (parent.id, Side.UP if way == "left" else Side.DOWN))
    if not has_near:
        return None
    other = Side.RIGHT if way == "left" else Side.LEFT
    return _legal(form, parts, (siblings[near], other))


def _legal(form: Form, parts: tuple[str, ...], place: Place) -> Place | None:
    return place if layout.why_not(form, parts, *place) is None else None
