"""What a gesture on a plan moves, before anybody lets go of it. Pure.

Links carry a move on in one of three modes: `keep` moves what waits by as much, so that the
room between stays; `eat` moves it only as far as it must, so that the room is used up; `none`
moves the task alone. What is done never moves; what a person dates by hand, or pins with a
constraint, does not move by links.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.model.errors import Refused
from app.plan.forward import early_dates, pushed, rolled
from app.plan.jobs import NEVER, Dates, Tie
from app.plan.moves import (
    EAT,
    KEEP,
    NONE,
    AddLink,
    Change,
    DropLink,
    FinishAt,
    LinkChange,
    Move,
    Moved,
    MoveTo,
    SetLink,
    SetWork,
    StartAt,
    Stay,
)
from app.plan.state import Item, Network

PINS = frozenset(("mso", "mfo"))
FREE = frozenset(("asap", "alap"))


def preview(network: Network, change: Change | Sequence[Change], mode: str = KEEP) -> Moved:
    """What would move. Raises Refused: a link that closes a circle, a task that is not there."""
    changes = change if isinstance(change, Sequence) else (change,)
    linked = [c for c in changes if isinstance(c, AddLink | SetLink | DropLink)]
    after, was = _relinked(network, linked)
    ripple = _Ripple(network, after, mode, was)
    for one in changes:
        if not isinstance(one, AddLink | SetLink | DropLink):
            ripple.by_hand(one)
    ripple.links(linked)
    ripple.run()
    return ripple.moved(tuple(linked))


def settled(network: Network) -> Moved:
    """What must move so that every link holds again; two people may have moved both its ends."""
    ripple = _Ripple(network, network, EAT, {})
    ripple.everything()
    return ripple.moved(())


def _relinked(
    network: Network, changes: Sequence[LinkChange]
) -> tuple[Network, dict[Tie, Tie | None]]:
    """The network with its links changed, and for each new link what it was before."""
    if not changes:
        return network, {}
    links, was = dict(network.links), dict[Tie, Tie | None]()
    for change in changes:
        if isinstance(change, AddLink):
            before, after = _number(network, change.before), _number(network, change.after)
            tie = replace(change.tie, before=before, after=after)
            _check(network, tie)
            links[b"new" + bytes(change.before) + bytes(change.after)] = tie
            was[tie] = None
        elif change.link not in links:
            raise Refused("not_found", "There is no such {table}", table="link")
        elif isinstance(change, SetLink):
            old = links[change.link]
            links[change.link] = replace(change.tie, before=old.before, after=old.after)
            was[links[change.link]] = old
        else:
            del links[change.link]
    return replace(network, links=links), was


def _check(network: Network, tie: Tie) -> None:
    if tie.before == tie.after:
        raise Refused("invalid", "A task cannot wait for itself")
    if any((t.before, t.after) == (tie.before, tie.after) for t in network.plan.before[tie.after]):
        raise Refused("invalid", "These tasks are linked already")
    path = way(network, tie.after, tie.before)
    if path:
        names = " → ".join(network.items[key].name for key in [tie.before, *path])
        raise Refused("invalid", "These tasks would wait for one another: {path}", path=names)


def way(network: Network, from_: int, to: int) -> list[int]:
    """How a task's end comes to depend on another one's beginning; empty where it does not.

    A task that holds others begins before them and ends after them, so it waits with them.
    """
    plan = network.plan
    start, goal = (0, from_), (1, to)
    came: dict[tuple[int, int], tuple[int, int] | None] = {start: None}
    stack = [start]
    while stack:
        node = stack.pop()
        if node == goal:
            path: list[int] = []
            step: tuple[int, int] | None = node
            while step is not None:
                if not path or path[-1] != step[1]:
                    path.append(step[1])
                step = came[step]
            return path[::-1]
        is_end, key = node
        if not is_end:
            following = [(0, child) for child in plan.children.get(key, ())] or [(1, key)]
        else:
            following = [(0, tie.after) for tie in plan.after[key]]
            parent = plan.jobs[key].parent
            if parent in plan.children and parent is not None:
                following.append((1, parent))
        for one in following:
            if one not in came:
                came[one] = node
                stack.append(one)
    return []


def _number(network: Network, task: bytes) -> int:
    if task not in network.at:
        raise Refused("not_found", "There is no such {table}", table="task")
    return network.at[task]


class _Found(Mapping[int, Dates]):
    """The dates as they are, with what is new over them."""

    def __init__(self, now: Mapping[int, Dates], new: Mapping[int, Dates]) -> None:
        self._now, self._new = now, new

    def __getitem__(self, key: int) -> Dates:
        found = self._new.get(key)
        return found if found is not None else self._now[key]

    def __iter__(self):
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)


class _Ripple:
    """One gesture carried on, in the order in which dates are worked out."""

    def __init__(
        self, old: Network, network: Network, mode: str, was: Mapping[Tie, Tie | None]
    ) -> None:
        self._old, self._net, self._mode, self._was = old, network, mode, was
        self._now = old.now
        self._new: dict[int, Dates] = {}
        self._found = _Found(self._now, self._new)
        self._work: dict[int, int] = {}
        self._by: dict[int, tuple[str, int | None]] = {}
        self._stays: dict[int, str] = {}
        self._heap: list[tuple[int, int]] = []
        self._waiting: set[int] = set()

    def by_hand(self, change: MoveTo | StartAt | FinishAt | SetWork) -> None:
        """What the hand does to a task."""
        key = _number(self._old, change.task)
        if self._net.plan.children.get(key):
            if isinstance(change, MoveTo):
                self._move_summary(key, change.start)
            return
        item, now = self._net.items[key], self._now[key]
        if item.is_done:
            self._stays[key] = "done"
            return
        axis, work = item.job.axis, item.job.work
        start = now.start
        match change:
            case MoveTo():
                start = change.start
            case StartAt():
                start = change.start
                work = max(1, axis.worked(now.finish) - axis.worked(start))
            case FinishAt():
                work = max(1, axis.worked(change.finish) - axis.worked(start))
            case SetWork():
                work = max(0, change.work)
        self._place(key, _span(item, start, work, now), work)

    def _move_summary(self, key: int, start: int) -> None:
        axis = self._net.items[key].job.axis
        shift = axis.worked(start) - axis.worked(self._now[key].start)
        for leaf in self._net.leaves[key]:
            item, now = self._net.items[leaf], self._now[leaf]
            if item.is_done:
                self._stays[leaf] = "done"
                continue
            own = item.job.axis
            begin = own.start_at(own.worked(now.start) + shift)
            self._place(leaf, _span(item, begin, item.job.work, now), item.job.work)

    def _place(self, key: int, dates: Dates, work: int) -> None:
        if work != self._net.items[key].job.work:
            self._work[key] = work
        self._by[key] = "gesture", None
        self._set(key, dates)

    def links(self, changes: Iterable[LinkChange]) -> None:
        """Begin at what waits in another way now."""
        for change in changes:
            if isinstance(change, AddLink):
                self._reach(_number(self._net, change.after))
            else:
                self._reach(self._old.links[change.link].after)

    def everything(self) -> None:
        """Look at every task that waits for something."""
        for tie in self._net.links.values():
            self._reach(tie.after)
        self.run()

    def _set(self, key: int, dates: Dates) -> None:
        if (dates.start, dates.finish) == (self._found[key].start, self._found[key].finish):
            return
        self._new[key] = dates
        plan = self._net.plan
        if self._mode != NONE:
            for tie in plan.after[key]:
                self._reach(tie.after)
        parent = plan.jobs[key].parent
        if parent is not None and parent in plan.children:
            self._push(parent)

    def _reach(self, key: int) -> None:
        if self._mode != NONE:
            for leaf in self._net.leaves.get(key, (key,)):
                self._push(leaf)

    def _push(self, key: int) -> None:
        if key not in self._waiting:
            self._waiting.add(key)
            heapq.heappush(self._heap, (self._net.rank[key], key))

    def run(self) -> None:
        """Work through all that is reached; stop where nothing changes."""
        plan = self._net.plan
        while self._heap:
            _, key = heapq.heappop(self._heap)
            self._waiting.discard(key)
            if inner := plan.children.get(key):
                dates = rolled(plan, self._found, inner)
                self._by[key] = "children", None
                self._set(key, dates)
            elif self._by.get(key, ("", None))[0] != "gesture":
                self._carry(key)

    def _carry(self, key: int) -> None:
        """What links make of a task that they reach."""
        item, now = self._net.items[key], self._now[key]
        if item.job.fixed is not None or (item.job.constraint in PINS and item.job.at is not None):
            if self._is_overrun(key, item):
                self._stays[key] = (
                    "done" if item.is_done else "manual" if item.is_manual else "pinned"
                )
            return
        axis = item.job.axis
        place = floor = axis.worked(now.start)
        cause = None
        if self._mode == KEEP:
            shift, cause = self._shift(key)
            floor += shift
        last, pusher = self._last_push(key, item)
        if pusher is not None and (cause is None or last > floor):
            cause = pusher
        job = item.job
        if job.constraint in FREE and job.work and not job.delay and job.not_before is None:
            work = max(floor, last)
            if work == place:
                return
            dates = Dates(axis.start_at(work), axis.finish_at(work + job.work))
        else:
            rules = replace(self._net.rules, start=axis.start_at(floor))
            dates = early_dates(self._net.plan, rules, self._found, job, self._net.waits[key])
            work = axis.worked(dates.start)
            if work == place:
                return
        self._by[key] = ("constraint" if work != max(floor, last) else "link"), cause
        self._set(key, dates)

    def _last_push(self, key: int, item: Item) -> tuple[int, int | None]:
        """The latest place to which a link pushes a task, and whose link that is."""
        axis, last, pusher = item.job.axis, -NEVER, None
        new, now = self._new, self._now
        for tie in self._net.waits[key]:
            other = new.get(tie.before) or now[tie.before]
            if tie.type == "FS" and not tie.lag:
                work = axis.worked(other.finish)
            else:
                work = pushed(self._net.plan, self._net.rules, other, tie, item.job)[1]
            if work > last:
                last, pusher = work, tie.before
        return last, pusher

    def _is_overrun(self, key: int, item: Item) -> bool:
        place = item.job.axis.worked(self._now[key].start)
        return self._last_push(key, item)[0] > place

    def _shift(self, key: int) -> tuple[int, int | None]:
        """By how much what it waits for has moved, and which of it."""
        job, plan, rules = self._net.items[key].job, self._net.plan, self._net.rules
        shifts: list[tuple[int, int]] = []
        for tie in self._net.waits[key]:
            old = self._was.get(tie, tie)
            if old is None or (old == tie and tie.before not in self._new):
                continue
            was = pushed(plan, rules, self._now[tie.before], old, job)[1]
            shifts.append(
                (pushed(plan, rules, self._found[tie.before], tie, job)[1] - was, tie.before)
            )
        return max(shifts, default=(0, None))

    def moved(self, links: tuple[LinkChange, ...]) -> Moved:
        """The answer."""
        own: list[Move] = []
        others: list[Move] = []
        summaries: list[Move] = []
        rank = self._net.rank
        for key in sorted(self._new, key=rank.__getitem__):
            item, dates, now = self._net.items[key], self._new[key], self._now[key]
            reason, cause = self._by[key]
            if (dates.start, dates.finish) == (now.start, now.finish) and key not in self._work:
                continue
            old = (now.start, now.finish) if item.start is not None else None
            by = self._net.items[cause].id if cause is not None else None
            work = self._work.get(key)
            move = Move(item.id, old, (dates.start, dates.finish), work, reason, by)
            if reason == "gesture":
                own.append(move)
            elif reason == "children":
                summaries.append(move)
            elif old is not None:
                others.append(move)
        stays = tuple(Stay(self._net.items[k].id, why) for k, why in self._stays.items())
        return Moved(tuple(own), tuple(others), tuple(summaries), stays, links)


def _span(item: Item, start: int, work: int, now: Dates) -> Dates:
    """Where a task lies that a hand lets begin here."""
    axis = item.job.axis
    if not work:
        return Dates(start, start)
    place = axis.worked(start)
    if place == axis.worked(now.start):  # a place on the axis may be evening or morning
        start = now.start
    elif not item.is_manual:
        start = axis.start_at(place)
    return Dates(start, axis.finish_at(place + work))
