"""The outline of a plan: who stands under whom, in which line, with which number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.plan.exchange.plan_file import Task


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands: line counted from 1, level from 1, number like 2.1.3."""

    task: Task
    row: int
    level: int
    number: str
    is_summary: bool


def places(tasks: Sequence[Task]) -> Iterator[Place]:
    """Each task once, parents before children; missing and circular parents are none."""
    known = {task.uid for task in tasks}
    under: dict[int | None, list[Task]] = {}
    for task in tasks:
        parent = task.parent_uid if task.parent_uid in known else None
        under.setdefault(parent, []).append(task)
    row = 0
    seen: set[int] = set()
    for root in _roots(tasks, under):
        ahead = [(root[0], 1, str(root[1]))]
        while ahead:
            task, level, number = ahead.pop()
            if task.uid in seen:
                continue
            seen.add(task.uid)
            row += 1
            children = [child for child in under.get(task.uid, ()) if child.uid not in seen]
            yield Place(task, row, level, number, bool(children))
            ahead += [
                (child, level + 1, f"{number}.{no}")
                for no, child in reversed(list(enumerate(children, 1)))
            ]


def _roots(
    tasks: Sequence[Task], under: dict[int | None, list[Task]]
) -> Iterator[tuple[Task, int]]:
    """Tasks without a parent, then one of each circle: the caller skips what it has seen."""
    roots = under.get(None, [])
    yield from ((task, no) for no, task in enumerate(roots, 1))
    reached = {task.uid for task in roots}
    ahead = list(roots)
    while ahead:
        children = under.get(ahead.pop().uid, [])
        reached.update(child.uid for child in children)
        ahead += children
    no = len(roots)
    for task in tasks:
        if task.uid not in reached:
            no += 1
            yield task, no
