"""Jobs between laptops and a hub in a process of its own, over real HTTP on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from random import Random

from app.model import ids
from app.model.change import Changes
from app.session import Session
from app.store.replica import Replica
from sync.client.remote import HttpRemote
from sync.client.syncer import Report, Syncer
from tests.bench.figures import Figure, p
from tests.bench.place import (
    OFFLINE_EDITS,
    Bench,
    Wire,
    new_laptop,
    open_replica,
    say,
    serving,
    task_ids,
)

ROWS = 50_000
VISIBLE = 100
MS = 1_000


def _sync(replica: Replica, remote: HttpRemote) -> Report:
    return Syncer(replica, remote, ids.wall_ms).sync()


def _timed(replica: Replica, url: str, token: str) -> tuple[float, int, Report]:
    """A connection, then one whole round: meet, push, pull, compare."""
    remote = HttpRemote(url, token)
    wire = Wire(remote)
    start = time.perf_counter()
    report = _sync(replica, remote)
    return time.perf_counter() - start, wire.bytes, report


def first_sync(bench: Bench) -> Iterator[Figure]:
    """An empty laptop fetches everything; each page is on the disk before the next is asked for."""
    for rows in [bench.rows] if bench.rows else [10_000, ROWS, 100_000]:
        seconds: list[float] = []
        sizes: list[float] = []
        team = bench.team(rows).copy(bench.work)
        with serving(team.hub) as url:
            for _ in range(bench.runs):
                with closing(new_laptop(team, "c")) as replica:
                    spent, size, _ = _timed(replica, url, team.about["c"])
                    assert len(task_ids(replica)) == rows
                seconds.append(spent)
                sizes.append(size / 1e6)
        about = f"{rows} tasks, {bench.campaigns} campaigns"
        is_promised = rows == ROWS
        yield Figure(
            "first-sync",
            about,
            "s",
            seconds,
            "<= 1.0 s" if is_promised else "",
            p(seconds, 0.5) <= 1.0 if is_promised else None,
            bench.peers("first-sync") if is_promised else [],
        )
        yield Figure(
            "first-sync-bytes",
            about,
            "MB",
            sizes,
            "<= 5.5 MB" if is_promised else "",
            p(sizes, 0.5) <= 5.5 if is_promised else None,
            bench.peers("first-sync-bytes") if is_promised else [],
        )


def push(bench: Bench) -> Iterator[Figure]:
    """Offline edits, one a transaction, go to the hub."""
    return (figure for figure in _moves(bench) if figure.job.startswith("push"))


def pull(bench: Bench) -> Iterator[Figure]:
    """The same edits come to the other laptop."""
    return (figure for figure in _moves(bench) if figure.job.startswith("pull"))


def push_and_pull(bench: Bench) -> Iterator[Figure]:
    """Both out of the same runs."""
    return _moves(bench)


def _moves(bench: Bench) -> Iterator[Figure]:
    rows = bench.rows or ROWS
    ops = min(OFFLINE_EDITS, rows)
    offline = bench.offline(rows)
    spent: dict[str, list[float]] = {"push": [], "pull": []}
    sizes: dict[str, list[float]] = {"push": [], "pull": []}
    for _ in range(bench.runs):
        team = offline.copy(bench.work)
        with serving(team.hub) as url:
            for job, name in (("push", "a"), ("pull", "b")):
                with closing(open_replica(team.folder / name)) as replica:
                    seconds, size, report = _timed(replica, url, team.about[name])
                assert (report.pushed if job == "push" else report.pulled) >= ops, report
                spent[job].append(seconds * MS)
                sizes[job].append(size / ops)
    about = f"{ops} edits, {rows} tasks"
    for job, most in (("push", 400), ("pull", 250)):
        met = p(spent[job], 0.5) <= most
        figure = Figure(job, about, "ms", spent[job], f"<= {most} ms", met)
        figure.peers = bench.peers(job)
        yield figure
        slim = p(sizes[job], 0.5) <= 45
        name = f"{job}-bytes"
        yield Figure(name, about, "B/operation", sizes[job], "<= 45 B", slim, bench.peers(name))


def visible(bench: Bench) -> Iterator[Figure]:
    """An edit on `a` until `b`'s screen is told of it, by way of the hub's hint."""
    rows = bench.rows or 10_000
    team = bench.team(rows).copy(bench.work)
    with (
        serving(team.hub) as url,
        closing(open_replica(team.folder / "a")) as a,
        closing(open_replica(team.folder / "b")) as b,
    ):
        watcher = Watcher(b, url, team.about["b"])
        remote = HttpRemote(url, team.about["a"])
        _sync(a, remote)
        watcher.ready.wait(10)
        session, chance = Session(a), Random(9)
        held = task_ids(a)
        wire = Wire(remote)
        hints: list[float] = []
        applied: list[float] = []
        for number in range(VISIBLE):
            row = chance.choice(held)
            watcher.expect(row)
            start = time.perf_counter()  # before the commit, as the peers have it
            with session.edit("Edit") as edit:
                edit.set("task", row, {"effort_minutes": 30_000_000 + number})
            _sync(a, remote)
            if not watcher.seen.wait(10):
                say("an edit was not seen within 10 s")
                continue
            hints.append((watcher.hint_at - start) * MS)
            applied.append((watcher.seen_at - watcher.hint_at) * MS)
            time.sleep(0.02)
        each = wire.bytes / VISIBLE
        watcher.stop()
    both = [h + a for h, a in zip(hints, applied, strict=True)]
    size = f"{rows} tasks, {VISIBLE} edits"
    yield Figure("visible-hint", size, "ms", hints, "<= 150 ms", p(hints, 0.5) <= 150)
    yield Figure("visible", size, "ms", applied, "<= 10 ms after hint", p(applied, 0.5) <= 10)
    yield Figure("visible-whole", size, "ms", both, peers=bench.peers("visible"))
    yield Figure("visible-bytes", size, "B/edit", [each], peers=bench.peers("visible-bytes"))


class Watcher:
    """`b`: hears hints on a stream of its own and syncs at each one."""

    def __init__(self, replica: Replica, url: str, token: str) -> None:
        self.ready = threading.Event()
        self.seen = threading.Event()
        self.hint_at = self.seen_at = 0.0
        self._row = b""
        self._ended = False
        self._replica = replica
        self._remote = HttpRemote(url, token)
        self._stream = HttpRemote(url, token)
        Session(replica).subscribe(self._changed)
        threading.Thread(target=self._run, daemon=True).start()

    def expect(self, row: bytes) -> None:
        """The row that is edited next."""
        self.seen.clear()
        self._row = row

    def stop(self) -> None:
        """No more."""
        self._ended = True

    def _run(self) -> None:
        _sync(self._replica, self._remote)
        threading.Timer(0.3, self.ready.set).start()
        for _ in self._stream.events():
            if self._ended:
                return
            self.hint_at = time.perf_counter()
            _sync(self._replica, self._remote)

    def _changed(self, changes: Changes) -> None:
        if self._row in changes.ids("task"):
            self.seen_at = time.perf_counter()
            self.seen.set()
