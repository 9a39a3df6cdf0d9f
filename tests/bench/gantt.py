"""Jobs on the Gantt chart: first paint, scrolling, zoom, a drag with its ripple, memory.

`-m tests.bench.gantt PROFILE` is the window in a process of its own; one JSON object on stdout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from app import answer, care
from app.calendar import worktime
from app.model import order
from app.model.change import Value
from tests.bench.figures import Figure
from tests.bench.place import ROOT, Bench, say

MS = 1_000
STEPS = 200
CHUNK = 5_000
GROUP = 50
WIDE, HIGH = 1_600, 900
WAIT_S = 300


def gantt(bench: Bench) -> Iterator[Figure]:
    """10,000 and 100,000 tasks in one campaign, as many links, every fiftieth a summary."""
    sizes = [bench.rows] if bench.rows else [10_000, 100_000]
    for rows in sizes:
        told = _run(_profile(bench, rows))
        size = f"{rows} tasks, {rows} links"
        for job, most in (
            ("gantt-first-paint", 300.0),
            ("gantt-scroll", 8.0),
            ("gantt-jump", 16.0),
            ("gantt-zoom", 16.0),
            ("gantt-drag", 16.0),
        ):
            yield _figure(job, size, told[job], most)
        yield Figure("gantt-plan-read", size, "ms", _values(told["plan"]), "beside the screen")
        yield Figure("gantt-memory", size, "MB", _values(told["memory"]), "more than the table")


def _figure(job: str, size: str, values: object, most: float) -> Figure:
    figure = Figure(job, size, "ms", _values(values), f"p95 < {most:g} ms")
    figure.met = figure.p95 < most
    return figure


def _values(values: object) -> list[float]:
    assert isinstance(values, list)
    return [float(value) for value in values]


def _profile(bench: Bench, rows: int) -> Path:
    folder = bench.folder / f"gantt-{rows}"
    if folder.exists():
        return folder
    say(f"filling a plan of {rows:,} tasks and as many links …")
    profile = care.start(care.profile_in(folder), "团队", "王芳", "Asia/Shanghai")
    desk = care.open_desk(profile)
    session = desk.session
    with session.edit("Begin") as edit:
        start: Value = "2026-01-05T09:00:00"
        campaign = bytes(edit.add("campaign", {"name": "全年计划", "start": start}))
    chance = Random(5)
    ids: list[bytes] = []
    keys = order.spread("", "", rows, chance.randbytes)
    made = _tasks(campaign, keys, ids, chance)
    for begin in range(0, rows, CHUNK):
        with session.edit("Import tasks") as edit:
            part: list[tuple[bytes, dict[str, Value]]] = []
            for _ in range(min(CHUNK, rows - begin)):
                ids.append(bytes(edit.new_id()))
                part.append((ids[-1], next(made)))
            edit.add_all("task", part)
    pairs = iter(_links(campaign, ids, chance))
    for begin in range(0, rows, CHUNK):
        with session.edit("Import links") as edit:
            count = min(CHUNK, rows - begin)
            edit.add_all("link", [(edit.new_id(), next(pairs)) for _ in range(count)])
    desk.close()
    return folder


def _tasks(
    campaign: bytes, keys: list[str], ids: list[bytes], chance: Random
) -> Iterator[dict[str, Value]]:
    """Groups of one summary and 49 tasks, spread over two years."""
    office = worktime.standard()
    days = [date(2026, 1, 5) + timedelta(days=n) for n in range(730)]
    worked = [day for day in days if office.is_workday(day)]
    above: bytes | None = None
    for number, key in enumerate(keys):
        is_head = number % GROUP == 0
        at = chance.randrange(len(worked) - 12)
        long = chance.randrange(1, 10)
        values: dict[str, Value] = {
            "campaign": campaign,
            "okey": key,
            "name": f"任务 {number:06d} 主视觉与素材",
            "start": f"{worked[at]}T09:00:00",
            "finish": f"{worked[at + long - 1]}T18:00:00",
            "duration_minutes": long * 480,
            "percent": chance.randrange(0, 100),
            "status": "todo",
            "parent": None if is_head else above,
        }
        if is_head:
            above = ids[-1]
        yield values


def _links(campaign: bytes, ids: list[bytes], chance: Random) -> Iterator[dict[str, Value]]:
    """From a task to one a little further down, never from or to a summary."""
    count = len(ids)
    met: set[tuple[int, int]] = set()
    number = 0
    while number < count:
        before = chance.randrange(count - 40)
        after = before + chance.randrange(1, 40)
        if before % GROUP == 0 or after % GROUP == 0 or (before, after) in met:
            continue
        met.add((before, after))
        number += 1
        yield {"campaign": campaign, "predecessor": ids[before], "successor": ids[after]}


def _run(folder: Path) -> dict[str, object]:
    env = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "FAIRWAY_KEYCHAIN": "off",
    }
    command = [sys.executable, "-m", "tests.bench.gantt", str(folder)]
    done = subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


class Probe:
    """One window with one chart."""

    def __init__(self, folder: Path) -> None:
        from ui.kit.app import App
        from ui.kit.bridge import Bridge
        from ui.kit.worker import Worker
        from ui.parts.host import Host
        from ui.plan.page import TasksPage

        self.app = App(sys.argv[:1], answer.words_for("zh_CN"))
        self.app.theme.look("light", is_calm=True)
        self.desk = care.open_desk(care.profile_in(folder))
        bridge, self.worker = Bridge(self.desk.session.subscribe), Worker()
        now = datetime(2026, 6, 3, 10, 42)
        self.host = Host(self.desk, bridge, self.worker, lambda: now)
        campaign = self.desk.session.list("campaign")[0].id
        self.page = TasksPage(self.host, campaign)
        self.page.resize(WIDE, HIGH)
        self.page.show()
        self.page.freshen()
        self.until(lambda: self.page.table.book.count > 0 and not self.worker.is_busy)
        self.canvas = self.page.gantt.canvas

    def until(self, is_so: Callable[[], bool]) -> None:
        """Run the event loop until it is so."""
        end = time.monotonic() + WAIT_S
        while not is_so():
            self.app.processEvents()
            if time.monotonic() > end:
                raise TimeoutError

    def measure(self) -> dict[str, object]:
        """Everything."""
        from tests.bench.probe import rss

        rest = rss()
        first: list[float] = []
        for _ in range(3):
            self.page.toolbar.switch.choose("table")
            self.app.processEvents()
            begin = time.perf_counter()
            self.page.toolbar.switch.choose("gantt")
            self.canvas.viewport().repaint()
            first.append((time.perf_counter() - begin) * MS)
        begin = time.perf_counter()
        self.page.gantt.plans.network(self.canvas.chart.tree.keys[0], 1 << 30)
        self.until(lambda: not self.worker.is_busy)
        self.app.processEvents()
        plan = (time.perf_counter() - begin) * MS
        return {
            "gantt-first-paint": first,
            "gantt-scroll": self.scroll(),
            "gantt-jump": self.jump(),
            "gantt-zoom": self.zoom(),
            "gantt-drag": self.drag(),
            "plan": [plan],
            "memory": [rss() - rest],
        }

    def frame(self, do: Callable[[], object]) -> float:
        """One frame: what is done, and painted."""
        self.app.processEvents()
        begin = time.perf_counter()
        do()
        self.app.processEvents()
        return (time.perf_counter() - begin) * MS

    def scroll(self) -> list[float]:
        """By the wheel, down and sideways."""
        down, across = self.canvas.verticalScrollBar(), self.canvas.horizontalScrollBar()
        found: list[float] = []
        for number in range(STEPS):
            bar, step = (across, 60) if number % 4 == 3 else (down, 96)
            found.append(self.frame(lambda b=bar, s=step: b.setValue(b.value() + s)))
        return found

    def jump(self) -> list[float]:
        """To anywhere."""
        chance, down = Random(3), self.canvas.verticalScrollBar()
        places = [chance.randrange(down.maximum()) for _ in range(STEPS)]
        return [self.frame(lambda p=p: down.setValue(p)) for p in places]

    def zoom(self) -> list[float]:
        """In and out around the middle."""
        turns = ([1.25] * 8 + [0.8] * 16 + [1.25] * 8) * 4
        return [self.frame(lambda turn=turn: self.canvas.zoom(turn, 900)) for turn in turns]

    def drag(self) -> list[float]:
        """Bars moved a day at a time, with everything that moves along."""
        from PySide6.QtCore import QPoint

        from tests.ui.plan.gantt.touch import LEFT, move
        from ui.plan.gantt.paint_time import HEIGHT

        canvas, found = self.canvas, list[float]()
        canvas.show_unit("day")
        chance = Random(8)
        for _ in range(12):
            row = chance.randrange(len(canvas.chart.shown) - 200)
            row += 1 if canvas.chart.tree.is_summary(canvas.chart.shown[row]) else 0
            canvas.verticalScrollBar().setValue((row - 4) * canvas.scene.row_px)
            bar = canvas.chart.bar(row)
            if not bar.has_dates or bar.is_done:
                continue
            canvas.show_moment(bar.span[0])
            self.app.processEvents()
            spot = canvas.spot(row)
            at = QPoint(round(spot.center().x()), round(spot.center().y()))
            assert at.y() > HEIGHT
            canvas.began.emit()
            press(canvas, at)
            move(canvas, at + QPoint(12, 0), LEFT)
            for step in range(1, 17):
                to = at + QPoint(22 * (step % 9), 0)
                found.append(self.frame(lambda to=to: move(canvas, to, LEFT)))
            canvas.cancel()
        return found


def press(canvas: object, at: object) -> None:
    """The left button, down."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from ui.plan.gantt.canvas import Canvas

    assert isinstance(canvas, Canvas)
    assert isinstance(at, QPoint)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)


if __name__ == "__main__":
    print(json.dumps(Probe(Path(sys.argv[1])).measure()), flush=True)
    os._exit(0)  # a window of a measurement says no good-bye
