"""The peers of `shared/peers/expressions`, run in the same run as ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.place import say

LIMIT_S = 120
PYTHON = ("simpleeval", "cel_cpp", "cel_rust", "cel_python", "json_logic", "python_closure")
WANTED = {"expr-condition": "condition_per_s", "expr-money": "money_per_s"}
"""Our job -> the figure that a peer prints."""


def run(folder: Path, job: str) -> Iterator[tuple[str, float]]:
    """(name, median per second) of each peer that has a figure for this job."""
    for told in figures(folder):
        if WANTED[job] in told:
            yield told["peer"], float(told[WANTED[job]]["median"])


@cache
def figures(folder: Path) -> tuple[dict[str, Any], ...]:
    """What each peer prints; nothing of those that are not prepared."""
    commands = [[str(folder / "venv" / "bin" / "python"), "bench.py", name] for name in PYTHON]
    if not Path(commands[0][0]).exists():
        say(f"{folder} is not prepared: run its setup.sh")
        return ()
    if (folder / "js" / "node_modules").is_dir():
        commands.append(["node", "js/bench.cjs"])
    found: list[dict[str, Any]] = []
    for command in commands:
        say(f"running the peer {command[-1]} …")
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, timeout=LIMIT_S
        )
        try:
            found += [json.loads(line) for line in done.stdout.splitlines()]
        except ValueError:
            say(f"the peer {command[-1]} did not run")
    return tuple(found)
