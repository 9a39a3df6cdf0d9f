"""Where the parts of a form stand: one under another, beside each other in columns. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.model.form import Form, Kind, Part

GAP, COLUMN = 16, 24
HEADED = 24
NARROW = 480
"""In less room columns stand one under another."""
HEIGHTS: dict[str, int] = {
    Kind.LONG: 112,
    Kind.DIVIDER: 17,
    Kind.NOTE: 60,
    Kind.SECTION: 40,
    Kind.ADDRESS: 98,
    Kind.KPI: 118,
    Kind.BUDGET: 118,
    Kind.TABLE: 240,
}
GUESS = 58
"""How high a field is before it is made."""


@dataclass(slots=True)
class Node:
    """A part and what stands in it; `y` and `high` are what the last laying found."""

    part: Part | None
    children: list[Node] = field(default_factory=list["Node"])
    x: int = 0
    y: int = 0
    wide: int = 0
    high: int = 0
    is_shown: bool = True

    @property
    def is_leaf(self) -> bool:
        """Whether it has a block of its own."""
        return self.part is not None and self.part.kind != Kind.COLUMNS


def tree(form: Form) -> Node:
    """The form as nodes; a sub-table is one, its columns are its own."""
    root = Node(None)
    _grow(form, root, "")
    return root


def _grow(form: Form, node: Node, parent: str) -> None:
    for part in form.children(parent):
        child = Node(part)
        node.children.append(child)
        if part.kind in (Kind.SECTION, Kind.COLUMNS):
            _grow(form, child, part.id)


def leaves(node: Node) -> Iterator[Node]:
    """Every node with a block, in reading order."""
    for child in node.children:
        if child.is_leaf:
            yield child
        yield from leaves(child)


Measure = Callable[[Part, int], int]
Shows = Callable[[Part], bool]


def lay(root: Node, wide: int, measure: Measure, shows: Shows, is_open: Shows) -> int:
    """Place everything in a width; the answer is the height. What is hidden has none."""
    return _stack(root.children, (0, 0, wide), measure, (shows, is_open))


def _stack(
    nodes: list[Node], place: tuple[int, int, int], measure: Measure, asks: tuple[Shows, Shows]
) -> int:
    x, top, wide = place
    y, is_first = top, True
    for node in nodes:
        assert node.part is not None
        shows, _ = asks
        node.is_shown = shows(node.part)
        if not node.is_shown:
            _hide(node)
            continue
        gap = 0 if is_first else HEADED if node.part.kind == Kind.SECTION else GAP
        node.x, node.y, node.wide = x, y + gap, wide
        node.high = _one(node, measure, asks)
        if node.high:
            y += gap + node.high
            is_first = False
    return y - top


def _one(node: Node, measure: Measure, asks: tuple[Shows, Shows]) -> int:
    part = node.part
    assert part is not None
    match part.kind:
        case Kind.SECTION:
            head = measure(part, node.wide)
            if not asks[1](part):
                _hide(node, is_whole=False)
                return head
            inner = node.x, node.y + head + 4, node.wide
            return head + 4 + _stack(node.children, inner, measure, asks)
        case Kind.COLUMNS:
            return _beside(node, measure, asks)
        case _:
            return measure(part, node.wide)


def _beside(node: Node, measure: Measure, asks: tuple[Shows, Shows]) -> int:
    seen = [child for child in node.children if child.part is not None and asks[0](child.part)]
    for child in node.children:
        if child not in seen:
            _hide(child)
    if node.wide < NARROW:
        return _stack(seen, (node.x, node.y, node.wide), measure, asks)
    count = max(1, len(node.children))
    wide = (node.wide - COLUMN * (count - 1)) // count
    high = 0
    for place, child in enumerate(seen):
        x = node.x + place * (wide + COLUMN)
        high = max(high, _stack([child], (x, node.y, wide), measure, asks))
    return high


def _hide(node: Node, *, is_whole: bool = True) -> None:
    if is_whole:
        node.is_shown, node.high = False, 0
    for child in node.children:
        _hide(child)
