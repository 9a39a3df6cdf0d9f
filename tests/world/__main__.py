"""`python -m tests.world FIRST COUNT [ACTS] [--shrink]`: plays seeds, names those that fail.

`python -m tests.world --hash SEED` prints the hash of a seed's trace.
`python -m tests.world FILE` plays a kept trace and prints what happened.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.world import act, run
from tests.world.template import Founding, Team

EVERY = 250


def main(words: list[str]) -> int:
    """The command line."""
    team = Founding().team()
    try:
        if words[0] == "--hash":
            _say(run.seed(team, int(words[1])).trace)
            return 0
        if not words[0].isdigit():
            return _trace(team, Path(words[0]))
        first, count, acts, *_ = [*(int(w) for w in words if w.isdigit()), 0]
        return _seeds(team, range(first, first + count), acts, is_shrinking="--shrink" in words)
    finally:
        team.remove()


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def _trace(team: Team, file: Path) -> int:
    found = run.play(team, act.read(file.read_text(encoding="utf-8")))
    for line in found.log:
        _say(line)
    _say(found.why or "all promises hold")
    return bool(found.why)


def _seeds(team: Team, numbers: range, acts: int, *, is_shrinking: bool) -> int:
    begin, bad = time.perf_counter(), 0
    for done, number in enumerate(numbers):
        if done and done % EVERY == 0:
            _say(f"... {done}, {done / (time.perf_counter() - begin):.1f} seeds/s")
        found = run.seed(team, number, acts)
        if found.why:
            bad += 1
            _say(f"seed {number}: {found.why[:600]}")
            if is_shrinking:
                _say(run.shrunk(team, found.plan).text())
    spent = time.perf_counter() - begin
    _say(f"{len(numbers)} seeds, {bad} failed, {len(numbers) / spent:.1f} seeds/s")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
