"""A whole plan on one axis of working time, at once: levels of arrays where that pays. Pure.

Places are worked minutes of the one calendar that all tasks follow; lags are worked minutes.
A level is what waits for nothing that is not in an earlier one; levels are kept until links
change. A plan as deep as a chain has too many of them: it is worked through task by task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.plan.axis import Axis

Ints: TypeAlias = npt.NDArray[np.int64]
DEEP = 40
"""Fewer tasks a level than this, and arrays cost more than they save."""
FAR = np.int64(1) << 60


@dataclass(frozen=True, slots=True)
class Edges:
    """Links as arrays: their ends, whether each holds a finish or a start, their lags."""

    before: Ints
    after: Ints
    from_finish: npt.NDArray[np.bool_]
    to_finish: npt.NDArray[np.bool_]
    lag: Ints


class Times:
    """An axis as arrays, laid out from one moment to another: places of many moments and back."""

    def __init__(self, axis: Axis, first: int, last: int) -> None:
        starts, ends, done = axis.laid_out(first, last)
        self._starts, self._ends = np.array(starts, np.int64), np.array(ends, np.int64)
        self._done = np.array(done, np.int64)

    def worked(self, moments: Ints) -> Ints:
        """`Axis.worked` of each; they lie between the first and the last."""
        at = np.searchsorted(self._starts, moments, side="right") - 1
        return self._done[at] + np.minimum(moments, self._ends[at]) - self._starts[at]

    def start_at(self, places: Ints) -> Ints:
        """`Axis.start_at` of each."""
        at = np.searchsorted(self._done, places, side="right") - 1
        return self._starts[at] + places - self._done[at]

    def finish_at(self, places: Ints) -> Ints:
        """`Axis.finish_at` of each."""
        at = np.searchsorted(self._done, places, side="left") - 1
        return self._starts[at] + places - self._done[at]


@dataclass(frozen=True, slots=True)
class Swept:
    """What came out, in places: starts and finishes, early and late."""

    start: Ints
    finish: Ints
    late_start: Ints
    late_finish: Ints

    @property
    def slack(self) -> Ints:
        """Total slack in worked minutes."""
        return self.late_finish - self.finish


@dataclass(frozen=True, slots=True)
class _Level:
    """The links into (or out of) the tasks of one level, in groups by task."""

    links: Ints
    heads: Ints
    """Where each group begins."""
    tasks: Ints


class Sweep:
    """A network that is swept again and again while its links stay."""

    def __init__(self, count: int, edges: Edges) -> None:
        self._count, self._edges = count, edges
        level = _levels(count, edges.before, edges.after)
        self.depth = int(level.max(initial=0)) + 1
        self._is_deep = count < self.depth * DEEP
        self._order: list[int] = []
        self._links: tuple[list[list[int]], list[list[int]]] = ([], [])
        self._into: list[_Level] = []
        self._out: list[_Level] = []
        if self._is_deep:
            self._order = np.argsort(level, kind="stable").tolist()
            self._links = _lists(count, edges)
        else:
            self._into = _grouped(edges.after, level)
            self._out = _grouped(edges.before, level)[::-1]

    def early(self, work: Ints, floor: Ints) -> Ints:
        """The earliest starts; no task begins before its floor."""
        edges = self._edges
        # What a link adds to the start of the one before it, to give the start of the one after.
        step = edges.lag + np.where(edges.from_finish, work[edges.before], 0)
        step -= np.where(edges.to_finish, work[edges.after], 0)
        if self._is_deep:
            return self._early_deep(floor, step)
        start = floor.copy()
        for level in self._into:
            found = start[edges.before[level.links]] + step[level.links]
            best = np.maximum.reduceat(found, level.heads)
            start[level.tasks] = np.maximum(start[level.tasks], best)
        return start

    def late(self, work: Ints, limit: Ints) -> Ints:
        """The latest finishes; no task ends after its limit."""
        edges = self._edges
        # What a link takes from the finish of the one after it, for the finish of the one before.
        step = edges.lag + np.where(edges.to_finish, 0, work[edges.after])
        step -= np.where(edges.from_finish, 0, work[edges.before])
        if self._is_deep:
            return self._late_deep(limit, step)
        finish = limit.copy()
        for level in self._out:
            found = finish[edges.after[level.links]] - step[level.links]
            best = np.minimum.reduceat(found, level.heads)
            finish[level.tasks] = np.minimum(finish[level.tasks], best)
        return finish

    def both(self, work: Ints, floor: Ints, limit: Ints | None = None) -> Swept:
        """Forwards and back; without limits the last finish is the limit of all."""
        start = self.early(work, floor)
        finish = start + work
        if limit is None:
            limit = np.full(self._count, finish.max(initial=0), np.int64)
        late = self.late(work, limit)
        return Swept(start, finish, late - work, late)

    def _early_deep(self, floor: Ints, step: Ints) -> Ints:
        start: list[int] = floor.tolist()
        steps: list[int] = step.tolist()
        into, _ = self._links
        before: list[int] = self._edges.before.tolist()
        for task in self._order:
            best = start[task]
            for link in into[task]:
                place = start[before[link]] + steps[link]
                best = max(best, place)
            start[task] = best
        return np.array(start, np.int64)

    def _late_deep(self, limit: Ints, step: Ints) -> Ints:
        finish: list[int] = limit.tolist()
        steps: list[int] = step.tolist()
        _, out = self._links
        after: list[int] = self._edges.after.tolist()
        for task in reversed(self._order):
            best = finish[task]
            for link in out[task]:
                place = finish[after[link]] - steps[link]
                best = min(best, place)
            finish[task] = best
        return np.array(finish, np.int64)


class InCircle(Exception):
    """Some tasks wait for one another."""


def _levels(count: int, before: Ints, after: Ints) -> Ints:
    """The level of each task. Raises InCircle."""
    order = np.argsort(before, kind="stable")
    first = np.searchsorted(before[order], np.arange(count + 1))
    waits = np.bincount(after, minlength=count)
    level = np.zeros(count, np.int64)
    ready, depth, met = np.flatnonzero(waits == 0), 0, 0
    while len(ready):
        if len(ready) < DEEP:
            return _levels_deep(count, before, after)
        level[ready] = depth
        met += len(ready)
        sizes = first[ready + 1] - first[ready]
        ends = np.cumsum(sizes)
        heads: Ints = first[ready] - (ends - sizes)
        places: Ints = np.arange(int(ends[-1]), dtype=np.int64) + np.repeat(heads, sizes)
        reached = after[order[places]]
        waits -= np.bincount(reached, minlength=count)
        ready = np.unique(reached)
        ready = ready[waits[ready] == 0]
        depth += 1
    if met < count:
        raise InCircle
    return level


def _levels_deep(count: int, before: Ints, after: Ints) -> Ints:
    """The same task by task."""
    following: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    pairs: Sequence[tuple[int, int]] = list(zip(before.tolist(), after.tolist(), strict=True))
    for a, b in pairs:
        following[a].append(b)
        waits[b] += 1
    level = [0] * count
    ready: list[int] = []
    ready.extend(task for task in range(count) if not waits[task])
    for task in ready:
        for later in following[task]:
            level[later] = max(level[later], level[task] + 1)
            waits[later] -= 1
            if not waits[later]:
                ready.append(later)
    if len(ready) < count:
        raise InCircle
    return np.array(level, np.int64)


def _grouped(task: Ints, level: Ints) -> list[_Level]:
    """Links by the level of the task at this end, and within a level by task."""
    if not len(task):
        return []
    order = np.lexsort((task, level[task]))
    ordered, depth = task[order], level[task][order]
    cuts = np.flatnonzero(np.diff(depth)) + 1
    found: list[_Level] = []
    for links in np.split(np.arange(len(order)), cuts):
        tasks = ordered[links]
        heads = np.flatnonzero(np.concatenate(([True], tasks[1:] != tasks[:-1])))
        found.append(_Level(order[links], heads, tasks[heads]))
    return found


def _lists(count: int, edges: Edges) -> tuple[list[list[int]], list[list[int]]]:
    into: list[list[int]] = [[] for _ in range(count)]
    out: list[list[int]] = [[] for _ in range(count)]
    pairs: Sequence[tuple[int, int]] = list(
        zip(edges.before.tolist(), edges.after.tolist(), strict=True)
    )
    for link, (before, after) in enumerate(pairs):
        into[after].append(link)
        out[before].append(link)
    return into, out
