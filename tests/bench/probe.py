"""The window in a process of its own, timed from inside: `-m tests.bench.probe WHAT PROFILE`.

One JSON object on standard output. `start` takes the moment of the spawn as its third word.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from app import answer, care

MS = 1_000
PAGES = ("work", "campaigns", "tasks", "people", "trash", "settings")
STEPS = 300
EDITS = 60
BEAT_MS = 2
WAIT_S = 180
REMOTE_OPS = 100_000


def main(words: list[str]) -> dict[str, object]:
    """Measure one thing."""
    what, folder = words[0], Path(words[1])
    with suppress(AttributeError, OSError):  # a pinned parent would share one core with the hub
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    if what == "floor":
        return floor(float(words[2]))
    from ui.kit.app import App

    app = App(sys.argv[:1], answer.words_for("zh_CN"))
    if what == "start":
        return start(app, folder, float(words[2]))
    window = Open(app, folder)
    try:
        return {"pages": window.pages, "table": window.table, "stall": window.stall}[what]()
    finally:
        window.end()


def floor(spawned: float) -> dict[str, object]:
    """The least that any program with a window costs here: Python, Qt, an empty widget painted."""
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication(sys.argv[:1])
    widget = QWidget()
    widget.resize(1440, 900)
    widget.show()
    app.processEvents()
    return {"ms": (time.time() - spawned) * MS}


def start(app: object, folder: Path, spawned: float) -> dict[str, object]:
    """From the spawn to the tasks on the screen, through the same launcher as a person's start."""
    from ui.shell import launch

    launcher = launch.Launcher(app, care.profile_in(folder))  # pyright: ignore
    launcher.start("tasks")
    program = launcher.program
    assert program is not None
    shown = (time.time() - spawned) * MS
    page = program.window.page("tasks")
    until(app, lambda: page.table.grid.isVisible() and page.table.book.count > 0)  # pyright: ignore
    page.repaint()  # pyright: ignore
    took = (time.time() - spawned) * MS
    program.window.close()
    return {"ms": took, "window": shown}


def until(app: object, is_so: Callable[[], bool]) -> None:
    """Run the event loop until it is so."""
    end = time.monotonic() + WAIT_S
    while not is_so():
        app.processEvents()  # pyright: ignore
        if time.monotonic() > end:
            raise TimeoutError(str(is_so))


class Open:
    """An open window without a hub."""

    def __init__(self, app: object, folder: Path) -> None:
        from ui.plan.page import TasksPage
        from ui.shell.program import Program

        self.app = app
        self.program = Program(care.profile_in(folder), syncs=False)
        self.window = self.program.window
        self.window.resize(1440, 900)
        self.program.show("tasks")
        page = self.window.page("tasks")
        assert isinstance(page, TasksPage)
        self.page = page
        until(app, lambda: page.table.grid.isVisible() and page.table.book.count > 0)
        self.settle()

    def settle(self) -> None:
        """Let everything that was begun end."""
        until(self.app, lambda: not self.program.worker.is_busy)
        self.app.processEvents()  # pyright: ignore

    def end(self) -> None:
        """Close it."""
        self.window.close()

    def pages(self) -> dict[str, object]:
        """From the call to the painted page: at the first visit, and again."""
        first: dict[str, float] = {}
        again: list[float] = []
        campaign = self.program.desk.session.list("campaign", (), ["okey"])[0]
        places = [*PAGES, f"campaign/{campaign.id.hex()}"]
        for turn in range(6):
            for place in places:
                begin = time.perf_counter()
                self.window.go(place)
                self.window.repaint()
                took = (time.perf_counter() - begin) * MS
                self.settle()
                if turn:
                    again.append(took)
                else:
                    first[place.partition("/")[0]] = took
        return {"first": first, "again": again}

    def table(self) -> dict[str, object]:
        """Scrolling by wheel steps and pages, edits until the new value is painted, memory."""
        grid = self.page.table.grid
        rest = rss()
        bar = grid.verticalScrollBar()
        chance = Random(4)
        scroll: list[float] = []
        for number in range(STEPS):
            step = 3 * 34 if number % 3 else chance.randrange(bar.maximum())
            begin = time.perf_counter()
            bar.setValue((bar.value() + step) % max(1, bar.maximum()))
            grid.viewport().repaint()
            scroll.append((time.perf_counter() - begin) * MS)
        bar.setValue(0)
        edits = [self._edit(task) for task in self.page.table.shown()[:EDITS]]
        return {"scroll": scroll, "edit": edits, "rest_mb": rest, "end_mb": rss()}

    def _edit(self, task: bytes) -> float:
        grid, book = self.page.table.grid, self.page.table.book
        grid.go(task)
        self.settle()
        value = (book.number(book.place(task), "percent") + 1) % 90
        begin = time.perf_counter()
        grid.edited.emit(task, "percent", value)
        until(self.app, lambda: book.number(book.place(task), "percent") == value)
        grid.viewport().repaint()
        took = (time.perf_counter() - begin) * MS
        self.settle()
        assert self.program.desk.session.get("task", task)["percent"] == value
        return took

    def stall(self) -> dict[str, object]:
        """How late a beat of the event loop comes while remote operations pour in beside it."""
        from PySide6.QtCore import QTimer

        from tests.bench import local

        replica = self.program.desk.replica
        names = {b.no: b.name for b in replica.buckets()}
        entries = local.strangers(replica, names, REMOTE_OPS)
        self.settle()
        gaps: list[float] = []
        last = [time.perf_counter()]

        def beat() -> None:
            now = time.perf_counter()
            gaps.append((now - last[0]) * MS - BEAT_MS)
            last[0] = now

        timer = QTimer(interval=BEAT_MS)
        timer.timeout.connect(beat)
        spent: list[float] = []
        thread = threading.Thread(target=local.pour, args=(replica, entries, spent))
        thread.start()
        last[0] = time.perf_counter()
        timer.start()
        until(self.app, lambda: not thread.is_alive())
        self.settle()
        timer.stop()
        gaps.sort()
        return {"gaps": gaps[-50:], "beats": len(gaps), "seconds": spent[0]}


def rss() -> float:
    """Megabytes of this process."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
