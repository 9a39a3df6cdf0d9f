"""Random histories, each a seed: after every peace all promises of sync.md 3.1 hold.

`FAIRWAY_SEEDS` says how many; a seed that fails prints its trace, which belongs into
`regressions/` once `python -m tests.world SEED 1 ACTS --shrink` has made it short.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import act, run
from tests.world.template import Team

FULL = bool(os.environ.get("FAIRWAY_FULL"))
SEEDS = int(os.environ.get("FAIRWAY_SEEDS") or (20_000 if FULL else 400))
ACTS = 0 if FULL else 8
"""The most acts of a history; 0 for as many as are usual."""
CHUNK = 20 if FULL else 8
ROOT = Path(__file__).parents[2]
KEPT = act.traces(Path(__file__).parent / "regressions")


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_every_promise_holds(team: Team, first: int) -> None:
    for number in range(first, min(first + CHUNK, SEEDS)):
        found = run.seed(team, number, ACTS)
        assert not found.why, f"seed {number}: {found.why}\n{found.plan.text()}"


@pytest.mark.parametrize("trace", KEPT, ids=lambda path: path.stem)
def test_what_failed_once_holds(team: Team, trace: Path) -> None:
    found = run.play(team, act.read(trace.read_text(encoding="utf-8")))
    assert not found.why, found.why


@pytest.mark.parametrize("number", [3, 44])
def test_the_same_seed_is_the_same_history(team: Team, number: int) -> None:
    assert run.seed(team, number).trace == run.seed(team, number).trace


def test_a_history_is_the_same_in_every_process(team: Team) -> None:
    words = [sys.executable, "-m", "tests.world", "--hash", "11"]
    told = {
        subprocess.run(
            words,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": order},
            capture_output=True,
            check=True,
        ).stdout
        for order in ("1", "2")
    }
    assert told == {run.seed(team, 11).trace.encode() + b"\n"}


def test_a_trace_says_all_of_a_plan() -> None:
    for number in range(50):
        made = act.plan(number)
        assert act.read(made.text()) == made
