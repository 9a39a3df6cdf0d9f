"""`start.py bench [NAME] [--json] [--peers DIR] [--rows N]`: one line a job."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench import designing, exprs, forms, gantt, hub, load, local, schedule, window, wire
from tests.bench.figures import Figure
from tests.bench.peers import Peers
from tests.bench.place import ALONE, ROOT, Bench

Job = Callable[[Bench], Iterator[Figure]]
JOBS: dict[str, Job] = {
    "edit": local.edit,
    "first-sync": wire.first_sync,
    "push": wire.push,
    "pull": wire.pull,
    "visible": wire.visible,
    "ingest": hub.ingest,
    "hub": load.hub,
    "drain": local.drain,
    "cold-start": window.cold_start,
    "pages": window.pages,
    "table": window.table,
    "stall": window.stall,
    "designing": designing.designing,
    "gantt": gantt.gantt,
    "schedule": schedule.schedule,
    "expr": exprs.expr,
    "forms": forms.forms,
}


def build() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="fairway bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(JOBS), help="one job; without it, all")
    parser.add_argument("--json", action="store_true", help="JSON lines")
    parser.add_argument("--peers", type=Path, help="a prepared copy of shared/peers")
    parser.add_argument("--rows", type=int, default=0, help="tasks, in place of each job's own")
    parser.add_argument("--campaigns", type=int, default=10, help="campaigns, so buckets")
    parser.add_argument("--runs", type=int, default=3, help="how often the long jobs are run")
    parser.add_argument("--pg", default="", help="an empty PostgreSQL database for ingest and hub")
    return parser


def alone(argv: Sequence[str]) -> int | None:
    """Again in a network namespace of our own and on one core, where that is possible."""
    if os.environ.get(ALONE) is not None or not shutil.which("unshare"):
        return None
    inside = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        return None
    core = ["taskset", "-c", os.environ.get("CORE", "1")]
    if not shutil.which("taskset") or (os.cpu_count() or 1) < 2:
        core = []
    command = [*inside, *core, sys.executable, "-m", "tests.bench", *argv]
    env = os.environ | {ALONE: "1", "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    return subprocess.run(command, env=env, check=False).returncode


def main(argv: Sequence[str]) -> int:
    """Run the jobs."""
    args = build().parse_args(argv)
    if not args.pg and (status := alone(argv)) is not None:
        return status
    with tempfile.TemporaryDirectory(prefix="fairway-bench-") as folder:
        bench = Bench(Path(folder), args.rows, args.campaigns, args.runs, args.pg)
        if args.peers is not None:
            bench.peers = Peers(args.peers.resolve())
        jobs = [JOBS[args.name]] if args.name else every()
        for job in jobs:
            for figure in job(bench):
                print(figure.line() if args.json else figure.text(), flush=True)
    return 0


def every() -> list[Job]:
    """All jobs; push and pull come out of the same runs."""
    jobs = {**JOBS, "push": wire.push_and_pull}
    return [job for name, job in jobs.items() if name != "pull"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
