"""Any gestures: what a ripple reaches equals the whole worked out anew; undone, all is as before.

And three ways to schedule a network agree: the scheduler, arrays by level, a slow and simple
search; networkx is the fourth where it is installed.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from random import Random

import numpy as np
import pytest

from app.calendar import worktime
from app.model.errors import Refused
from app.plan import live
from app.plan.axis import Axis, minutes_of
from app.plan.forward import early_dates
from app.plan.jobs import Dates, Job, Rules, Tie, indexed
from app.plan.live import EAT, Change, Moved, Network
from app.plan.schedule import schedule
from app.plan.state import Item
from app.plan.sweep import Edges, InCircle, Sweep, Times

FULL = bool(os.environ.get("FAIRWAY_FULL"))
START = minutes_of(datetime(2026, 6, 1, 9))
OFFICE = Axis(worktime.standard().ranges, START)
EARLY = Axis(worktime.project_standard().ranges, START)
KINDS = ("FS", "SS", "FF", "SF")


@dataclass(slots=True)
class Plan:
    """A network as it is after gestures, and what each of them moved."""

    network: Network
    done: list[Moved] = field(default_factory=list[Moved])

    def apply(self, moved: Moved) -> None:
        """What `live.commit` writes and reading gives, without a replica."""
        items = list(self.network.items)
        for move in moved.every:
            at = self.network.at[move.task]
            job = items[at].job if move.work is None else replace(items[at].job, work=move.work)
            items[at] = replace(items[at], start=move.new[0], finish=move.new[1], job=job)
        links = dict(self.network.links)
        for change in moved.links:
            if isinstance(change, live.AddLink):
                ends = self.network.at[change.before], self.network.at[change.after]
                name = len(self.done).to_bytes(8)
                links[name] = replace(change.tie, before=ends[0], after=ends[1])
            elif isinstance(change, live.SetLink):
                old = links[change.link]
                links[change.link] = replace(change.tie, before=old.before, after=old.after)
            else:
                del links[change.link]
        self.network = replace(self.network, items=items, links=links)
        self.done.append(moved)


def drawn(chance: Random, count: int = 40) -> Network:
    """Tasks on their early dates, with links, two calendars and a summary."""
    jobs: list[Job] = []
    for key in range(count):
        axis = OFFICE if chance.random() < 0.8 else EARLY
        parent = 0 if key in range(1, 6) else None
        work = chance.randrange(0, 9) * 120
        jobs.append(Job(key, 0 if not key else work, axis, parent=parent, is_summary=not key))
    ties = [tie(chance, a, b) for _ in range(count) if (a := chance.randrange(count)) < (
        b := chance.randrange(count)) and (a or b not in range(1, 6))]  # fmt: skip
    found = schedule(jobs, ties, Rules(START))
    items = [
        Item(job.key.to_bytes(16), f"{job.key}", found[job.key].start, found[job.key].finish, job)
        for job in jobs
    ]
    links = {b"l%d" % n: one for n, one in enumerate(ties)}
    at = {item.id: n for n, item in enumerate(items)}
    return Network(items, links, Rules(START), OFFICE, at)


def tie(chance: Random, before: int = -1, after: int = -1) -> Tie:
    lag = Decimal(chance.randrange(-1, 4))
    return Tie(before, after, chance.choice(KINDS), lag, chance.choice(("d", "h", "ed")))


def drawn_change(chance: Random, network: Network) -> Change:
    item = network.items[chance.randrange(1, len(network.items))]
    shift = chance.randrange(-4, 8) * 1440
    start = (item.start or START) + shift
    match chance.randrange(6):
        case 0 | 1:
            return live.MoveTo(item.id, start)
        case 2:
            return live.SetWork(item.id, chance.randrange(0, 9) * 120)
        case 3:
            other = network.items[chance.randrange(len(network.items))]
            return live.AddLink(item.id, other.id, tie(chance))
        case 4 if network.links:
            return live.SetLink(chance.choice(list(network.links)), tie(chance))
        case _ if network.links:
            return live.DropLink(chance.choice(list(network.links)))
        case _:
            return live.FinishAt(item.id, (item.finish or START) + shift)


def whole(network: Network, hand: set[bytes]) -> dict[bytes, tuple[int, int]]:
    """Where every task lies when each is looked at, no task left of where it is.

    What the hand holds lies where the hand put it, be it before what it waits for.
    """
    plan, found = network.plan, dict[int, Dates]()
    for key in plan.order:
        item, now = network.items[key], network.now[key]
        axis = item.job.axis
        if inner := plan.children.get(key):
            held = [found[child] for child in inner]
            found[key] = Dates(min(d.start for d in held), max(d.finish for d in held))
            continue
        if item.id in hand:
            found[key] = now
            continue
        rules = replace(network.rules, start=axis.start_at(axis.worked(now.start)))
        found[key] = early_dates(plan, rules, found, item.job, network.waits[key])
        if axis.worked(found[key].start) == axis.worked(now.start):
            found[key] = now
    return {network.items[k].id: (d.start, d.finish) for k, d in found.items()}


def shown(network: Network) -> dict[bytes, tuple[int, int]]:
    return {network.items[k].id: (d.start, d.finish) for k, d in network.now.items()}


@pytest.mark.parametrize("seed", range(20 if FULL else 4))
def test_what_a_ripple_reaches_equals_the_whole(seed: int) -> None:
    chance = Random(seed)
    plan = Plan(drawn(chance))
    plan.apply(live.settled(plan.network))
    for _ in range(1_000 if FULL else 100):
        change = drawn_change(chance, plan.network)
        try:
            moved = live.preview(plan.network, change, EAT)
        except Refused:
            continue
        plan.apply(moved)
        hand = {move.task for move in moved.own}
        assert shown(plan.network) == whole(plan.network, hand), change
        plan.apply(live.settled(plan.network))
        assert shown(plan.network) == whole(plan.network, set())


@pytest.mark.parametrize("mode", live.MODES)
def test_a_gesture_moves_no_task_twice_and_never_what_is_done(mode: str) -> None:
    chance = Random(mode)
    network = drawn(chance)
    done = {item.id for item in network.items[6:] if chance.random() < 0.3}
    items = [
        replace(i, is_done=True, job=replace(i.job, fixed=(i.start or 0, i.finish or 0)))
        if i.id in done
        else i
        for i in network.items
    ]
    network = replace(network, items=items)
    for _ in range(200):
        try:
            moved = live.preview(network, drawn_change(chance, network), mode)
        except Refused:
            continue
        tasks = [move.task for move in moved.every]
        assert len(tasks) == len(set(tasks))
        assert not done.intersection(tasks)
        assert mode != "none" or not moved.others


def arrays(ties: list[Tie]) -> Edges:
    return Edges(
        np.array([t.before for t in ties], np.int64),
        np.array([t.after for t in ties], np.int64),
        np.array([t.type[0] == "F" for t in ties], np.bool_),
        np.array([t.type[1] == "F" for t in ties], np.bool_),
        np.array([int(t.lag) for t in ties], np.int64),
    )


def small(chance: Random) -> tuple[list[int], list[Tie]]:
    """A small plan: minutes of work, ties forwards with lags and leads."""
    works = [chance.randrange(1, 8) * 120 for _ in range(chance.randrange(2, 9))]
    ties: dict[tuple[int, int], Tie] = {}
    for _ in range(chance.randrange(12)):
        a, b = sorted(chance.sample(range(len(works)), 2))
        lag = Decimal(chance.randrange(-2, 4) * 120)
        ties[a, b] = Tie(a, b, chance.choice(KINDS), lag, "m")
    return works, list(ties.values())


def simple(works: list[int], ties: list[Tie]) -> tuple[list[int], list[int]]:
    """Earliest starts and latest finishes in places, relaxed until nothing moves."""
    early = [0] * len(works)
    gaps = [
        (t.before, t.after, int(t.lag) + (works[t.before] if t.type[0] == "F" else 0)
         - (works[t.after] if t.type[1] == "F" else 0))
        for t in ties
    ]  # fmt: skip
    for _ in range(len(works)):
        for a, b, gap in gaps:
            early[b] = max(early[b], early[a] + gap)
    end = max(start + work for start, work in zip(early, works, strict=True))
    late = [end - work for work in works]
    for _ in range(len(works)):
        for a, b, gap in gaps:
            late[a] = min(late[a], late[b] - gap)
    return early, [start + work for start, work in zip(late, works, strict=True)]


def by_networkx(works: list[int], ties: list[Tie]) -> list[int]:
    """Earliest starts as longest paths from a source, by another's code."""
    import networkx as nx  # pyright: ignore[reportMissingModuleSource]

    graph = nx.DiGraph()
    for task in range(len(works)):
        graph.add_edge(-1, task, weight=0)
    for t in ties:
        gap = int(t.lag) + (works[t.before] if t.type[0] == "F" else 0)
        graph.add_edge(t.before, t.after, weight=gap - (works[t.after] if t.type[1] == "F" else 0))
    for *_, held in graph.edges(data=True):
        held["weight"] = -held["weight"]
    lengths = nx.single_source_bellman_ford_path_length(graph, -1)
    return [-int(lengths[task]) for task in range(len(works))]


def test_many_ways_to_schedule_agree() -> None:
    has_networkx = importlib.util.find_spec("networkx") is not None
    chance, base = Random(3), OFFICE.worked(START)
    for _ in range(10_000 if FULL else 500):
        works, ties = small(chance)
        early, late = simple(works, ties)
        jobs = [Job(key, work, OFFICE) for key, work in enumerate(works)]
        found = schedule(jobs, ties, Rules(START))
        dates = [found[key] for key in range(len(works))]
        assert [OFFICE.worked(d.start) - base for d in dates] == early
        assert [OFFICE.worked(d.late_finish) - base for d in dates] == late
        swept = Sweep(len(works), arrays(ties)).both(
            np.array(works, np.int64), np.zeros(len(works), np.int64)
        )
        assert swept.start.tolist() == early
        assert swept.late_finish.tolist() == late
        assert swept.slack.tolist() == [d.total_slack for d in dates]
        if has_networkx:
            assert by_networkx(works, ties) == early


@pytest.mark.parametrize("is_deep", [False, True])
def test_levels_and_chains_give_the_same(is_deep: bool) -> None:
    chance = Random(5)
    works = [chance.randrange(1, 8) * 120 for _ in range(400)]
    near = 2 if is_deep else 300
    pairs = {(a, a + chance.randrange(1, near)) for a in range(399) for _ in range(3)}
    ties = [Tie(a, b, chance.choice(KINDS)) for a, b in sorted(pairs) if b < 400]
    sweep = Sweep(400, arrays(ties))
    work = np.array(works, np.int64)
    found = schedule([Job(k, w, OFFICE) for k, w in enumerate(works)], ties, Rules(START))
    swept = sweep.both(work, np.full(400, OFFICE.worked(START), np.int64))
    times = Times(OFFICE, START, START + 3_000_000)
    assert times.start_at(swept.start).tolist() == [found[k].start for k in range(400)]
    assert times.finish_at(swept.late_finish).tolist() == [found[k].late_finish for k in range(400)]
    assert times.worked(times.start_at(swept.start)).tolist() == swept.start.tolist()
    assert indexed([Job(k, 1, OFFICE) for k in range(400)], ties).order


def test_a_circle_is_no_level() -> None:
    ties = [Tie(0, 1), Tie(1, 2), Tie(2, 0)]
    with pytest.raises(InCircle):
        Sweep(3, arrays(ties))
