"""What waits for what, as a graph: an order to work through it, and its circles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def ordered(nodes: Sequence[K], after: Mapping[K, Iterable[K]]) -> tuple[list[K], list[K]]:
    """The nodes so that each comes behind what it waits for, and those in circles.

    `after` has, for a node, those that wait for it. Equal ranks keep the order of `nodes`.
    """
    waits = dict.fromkeys(nodes, 0)
    for node in nodes:
        for later in after.get(node, ()):
            waits[later] += 1
    ready = [node for node in nodes if not waits[node]]
    found: list[K] = []
    while ready:
        following: list[K] = []
        for node in ready:
            found.append(node)
            for later in after.get(node, ()):
                waits[later] -= 1
                if not waits[later]:
                    following.append(later)
        ready = following
    return found, [node for node in nodes if waits[node] > 0]


def circle(nodes: Iterable[K], after: Mapping[K, Iterable[K]]) -> list[K]:
    """One circle as a path that ends where it began; empty where there is none."""
    state: dict[K, int] = {}
    for root in nodes:
        if root in state:
            continue
        path, stack = [root], [iter(tuple(after.get(root, ())))]
        state[root] = 1
        while stack:
            later = next(stack[-1], None)
            if later is None:
                state[path.pop()] = 2
                stack.pop()
            elif state.get(later) == 1:
                return [*path[path.index(later) :], later]
            elif later not in state:
                state[later] = 1
                path.append(later)
                stack.append(iter(tuple(after.get(later, ()))))
    return []
