"""The scheduler on the graph of the peers (`shared/peers/schedule`), and a dragged task."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

import numpy as np

from app.calendar import worktime
from app.plan import live
from app.plan.axis import Axis, minutes_of
from app.plan.jobs import Job, Rules, Tie
from app.plan.state import Item, Network
from app.plan.sweep import Edges, Ints, Sweep, Times
from tests.bench.figures import Figure
from tests.bench.place import Bench

SIZE, DEPTH, DAY = 100_000, 100, 480
RUNS, DRAGS = 15, 500
START = minutes_of(datetime(2026, 6, 1, 9))
YEARS = 20 * 366 * 1440


@dataclass(frozen=True, slots=True)
class Graph:
    """Days of work a task, and who waits for whom."""

    days: list[int]
    links: list[tuple[int, int]]

    def edges(self) -> Edges:
        ends = np.array(self.links, np.int64)
        count = len(ends)
        return Edges(
            ends[:, 0].copy(),
            ends[:, 1].copy(),
            np.ones(count, np.bool_),
            np.zeros(count, np.bool_),
            np.zeros(count, np.int64),
        )

    def work(self) -> Ints:
        return np.array(self.days, np.int64) * DAY


def peers_graph(count: int) -> Graph:
    """The same chains and cross links, number by number, as the peers have."""
    chance, chains = Random(5), count // DEPTH
    days = [chance.randrange(1, 20) for _ in range(count)]
    links = [(task - 1, task) for task in range(count) if task % DEPTH]
    while len(links) < 2 * count:
        task = chance.randrange(count)
        place = task % DEPTH
        if place < DEPTH - 1:
            chain = chance.randrange(chains) * DEPTH
            links.append((task, chain + min(DEPTH - 1, place + chance.randrange(1, 4))))
    return Graph(days, links)


def chain(count: int) -> Graph:
    """One task after another: as deep as can be."""
    return Graph([1] * count, [(task - 1, task) for task in range(1, count)])


def schedule(bench: Bench) -> Iterator[Figure]:
    """Four figures: levels kept, with a calendar, after a link change, any shape; and a drag."""
    count = bench.rows or SIZE
    size = f"{count:,} tasks, {2 * count:,} links"
    graph = peers_graph(count)
    peers = bench.peers("schedule")
    work, floor, edges = graph.work(), np.zeros(count, np.int64), graph.edges()
    kept = Sweep(count, edges)
    axis = Axis(worktime.standard().ranges, START)
    yield figure("schedule", size, timed(lambda: kept.both(work, floor)), 15, peers)
    with_days = timed(lambda: on_calendar(kept, axis, work))
    yield figure("schedule-calendar", size, with_days, 100, peers)
    anew = timed(lambda: Sweep(count, edges).both(work, floor))
    yield figure("schedule-links", size, anew, 150, peers)
    deep = chain(count)
    whole = timed(lambda: Sweep(count, deep.edges()).both(deep.work(), floor), 5)
    yield figure("schedule-deep", f"{count:,} tasks in a chain", whole, 1_500, [])
    yield drag(graph, axis, size)


def on_calendar(sweep: Sweep, axis: Axis, work: Ints) -> tuple[Ints, ...]:
    """From durations to wall times of all four dates."""
    first = axis.worked(START)
    swept = sweep.both(work, np.full(len(work), first, np.int64))
    times = Times(axis, START, START + YEARS)
    return (
        times.start_at(swept.start),
        times.finish_at(swept.finish),
        times.start_at(swept.late_start),
        times.finish_at(swept.late_finish),
    )


def drag(graph: Graph, axis: Axis, size: str) -> Figure:
    """One task moved by five days, with all that waits for it, as the canvas asks at a frame."""
    network = placed(graph, axis)
    _ = network.now, network.rank, network.waits, network.leaves  # as the canvas has them
    chance, took = Random(7), list[float]()
    for _ in range(DRAGS):
        item = network.items[chance.randrange(len(network.items))]
        start = axis.start_at(axis.worked(item.start or 0) + 5 * DAY)
        began = time.perf_counter()
        live.preview(network, live.MoveTo(item.id, start), live.EAT)
        took.append((time.perf_counter() - began) * 1e3)
    return figure("schedule-drag", size, took, 1, [], by_tail=True)


def placed(graph: Graph, axis: Axis) -> Network:
    """The graph as a campaign whose tasks lie on their early dates."""
    count = len(graph.days)
    sweep, work = Sweep(count, graph.edges()), graph.work()
    starts = sweep.early(work, np.full(count, axis.worked(START), np.int64))
    times = Times(axis, START, START + YEARS)
    firsts, lasts = times.start_at(starts).tolist(), times.finish_at(starts + work).tolist()
    items = [
        Item(key.to_bytes(16), f"Task {key}", firsts[key], lasts[key], Job(key, days * DAY, axis))
        for key, days in enumerate(graph.days)
    ]
    links = {n.to_bytes(16): Tie(a, b) for n, (a, b) in enumerate(graph.links)}
    return Network(items, links, Rules(START), axis, {item.id: n for n, item in enumerate(items)})


def timed(job: object, runs: int = RUNS) -> list[float]:
    """Milliseconds of each run, after one that warms up."""
    assert callable(job)
    job()
    took: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        job()
        took.append((time.perf_counter() - began) * 1e3)
    return took


def figure(
    job: str,
    size: str,
    took: list[float],
    most: int,
    peers: list[tuple[str, float]],
    *,
    by_tail: bool = False,
) -> Figure:
    told = Figure(job, size, "ms", took, f"{'p95 ' if by_tail else ''}<= {most} ms", peers=peers)
    told.met = (told.p95 if by_tail else told.median) <= most
    return told
