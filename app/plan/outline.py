"""The outline of a campaign's tasks: who stands under whom, in display order. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.model.row import Row


@dataclass(frozen=True, slots=True)
class Place:
    """A task in display order: its row, its index among siblings, how deep it stands."""

    row: Row
    order: int
    depth: int
    is_summary: bool
    is_recovered: bool


def outline(tasks: Sequence[Row]) -> list[Place]:
    """Tasks of one or several campaigns in display order.

    A task whose parent is not there any more, or that stands in a circle, is shown at the
    top and marked as recovered: nothing that exists is hidden.
    """
    by_id = {task.id: task for task in tasks}
    children: dict[tuple[bytes, bytes], list[Row]] = {}
    for task in tasks:
        parent = task.ref("parent")
        held = parent if parent in by_id else None
        children.setdefault((task.ref("campaign") or b"", held or b""), []).append(task)
    for siblings in children.values():
        siblings.sort(key=order_key)
    walk = Walk(children, by_id)
    for campaign in sorted({c for c, _ in children}):
        walk.below(campaign, b"", 0)
    for task in sorted((t for t in tasks if t.id not in walk.met), key=order_key):
        if task.id not in walk.met:
            walk.met.add(task.id)
            walk.placed.append(Place(task, len(walk.placed), 0, False, True))
            walk.below(task.ref("campaign") or b"", task.id, 1)
    return walk.placed


def order_key(task: Row) -> tuple[str, bytes]:
    """How a task is ordered among its siblings."""
    return task.text("okey"), task.id


class Walk:
    """One walk through an outline, deep first."""

    def __init__(
        self,
        children: Mapping[tuple[bytes, bytes], list[Row]],
        by_id: Mapping[bytes, Row],
    ) -> None:
        self._children = children
        self._by_id = by_id
        self.placed: list[Place] = []
        self.met: set[bytes] = set()

    def below(self, campaign: bytes, parent: bytes, depth: int) -> None:
        """Place everything under a parent."""
        first = self._children.get((campaign, parent), ())
        stack = [(row, i, depth) for i, row in enumerate(first)][::-1]
        while stack:
            row, index, level = stack.pop()
            if row.id in self.met:
                continue
            self.met.add(row.id)
            held = self._children.get((campaign, row.id), ())
            above = row.ref("parent")
            is_lost = above is not None and above not in self._by_id
            self.placed.append(Place(row, index, level, bool(held), is_lost))
            stack.extend([(r, i, level + 1) for i, r in enumerate(held)][::-1])
