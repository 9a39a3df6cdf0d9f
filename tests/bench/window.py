"""Jobs on the window: cold start, pages, table, stalls, memory (design.md 4)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from app import care
from tests.bench.figures import Figure
from tests.bench.place import ROOT, Bench, plan, say

STARTS = 7


def cold_start(bench: Bench) -> Iterator[Figure]:
    """Spawn to tasks on the screen, beside an empty Qt window of the same process kind."""
    rows = bench.rows or 50_000
    folder = _profile(bench, rows)
    _probe("start", folder)
    ours = [_number(_probe("start", folder)["ms"]) for _ in range(STARTS)]
    bare = [_number(_probe("floor", folder)["ms"]) for _ in range(STARTS)]
    figure = Figure("cold-start", f"{rows} tasks", "ms", ours, "p95 < 1500 ms")
    figure.met = figure.p95 < 1_500
    figure.peers = [("an empty Qt window", sorted(bare)[STARTS // 2])]
    yield figure


def pages(bench: Bench) -> Iterator[Figure]:
    """Going to a page until it is painted."""
    rows = bench.rows or 50_000
    told = _probe("pages", _profile(bench, rows))
    first, again = told["first"], told["again"]
    assert isinstance(first, dict)
    assert isinstance(again, list)
    say(", ".join(f"{name} {value:.0f}" for name, value in first.items()))
    values = [float(value) for value in first.values()]
    size = f"{rows} tasks"
    yield _figure("page-first", size, values, 100.0)
    yield _figure("page-again", size, [float(value) for value in again], 100.0)


def table(bench: Bench) -> Iterator[Figure]:
    """Scrolling, editing, resting with many tasks."""
    rows = bench.rows or 100_000
    told = _probe("table", _profile(bench, rows))
    scroll, edit = told["scroll"], told["edit"]
    assert isinstance(scroll, list)
    assert isinstance(edit, list)
    size = f"{rows} tasks"
    yield _figure("table-scroll", size, [float(v) for v in scroll], 16.0)
    yield _figure("cell-edit", size, [float(v) for v in edit], 50.0)
    rest = _number(told["rest_mb"])
    yield Figure("memory-rest", size, "MB", [rest], "< 350 MB", rest < 350)


def stall(bench: Bench) -> Iterator[Figure]:
    """The longest waits of the event loop while remote operations arrive."""
    rows = bench.rows or 100_000
    told = _probe("stall", _profile(bench, rows))
    gaps = told["gaps"]
    assert isinstance(gaps, list)
    worst = float(gaps[-1])
    size = f"{rows} tasks, {told['beats']} beats"
    yield Figure("stall", size, "ms (p95: worst)", gaps, "worst < 50 ms", worst < 50, tail=1.0)


def _figure(job: str, size: str, values: list[float], most: float) -> Figure:
    figure = Figure(job, size, "ms", values, f"p95 < {most:g} ms")
    figure.met = figure.p95 < most
    return figure


def _profile(bench: Bench, rows: int) -> Path:
    folder = bench.folder / f"profile-{rows}"
    if folder.exists():
        return folder
    say(f"filling a profile with {rows:,} tasks …")
    profile = care.start(care.profile_in(folder), "团队", "王芳", "Asia/Shanghai")
    desk = care.open_desk(profile)
    plan(desk.replica, rows, bench.campaigns)
    while care.index(desk):
        pass
    desk.close()
    return folder


def _compiled(bench_folder: Path) -> Path:
    """Bytecode of the product, as an installer brings it along: nobody's start compiles."""
    cache = bench_folder / "bytecode"
    if not cache.exists():
        env = _env(cache)
        command = [sys.executable, "-m", "compileall", "-q", "app", "ui", "sync", "resources"]
        subprocess.run(command, env=env, cwd=ROOT, check=True)
    return cache


def _env(cache: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(cache)}


def _probe(what: str, folder: Path) -> dict[str, object]:
    env = _env(_compiled(folder.parent)) | {
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "FAIRWAY_KEYCHAIN": "off",
    }
    command = [sys.executable, "-m", "tests.bench.probe", what, str(folder), str(time.time())]
    done = subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
