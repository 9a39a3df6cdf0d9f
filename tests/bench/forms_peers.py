"""The peers of `shared/peers/forms`, run in the same run as ours."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.place import say

LIMIT_S = 180
WANTED = {"form-records": "records_per_s", "form-keystroke": "edit_calc_field_us"}
"""Our job -> the figure that a peer prints."""


def run(folder: Path, job: str) -> Iterator[tuple[str, float]]:
    """(name, median) of each peer that has a figure for this job; some check static rules only."""
    for told in figures(folder):
        if WANTED[job] in told:
            name = f"{told['peer']} {told.get('mode', '')}".strip()
            yield name, float(told[WANTED[job]]["median"])


@cache
def figures(folder: Path) -> tuple[dict[str, Any], ...]:
    """What each peer prints; nothing of those that are not prepared."""
    python = folder / "venv" / "bin" / "python"
    commands: list[list[str]] = []
    if python.exists():
        commands += [[str(python), "bench.py", name] for name in ("jsonschema_rs", "pydantic")]
    if (folder / "js" / "node_modules").is_dir():
        commands += [["node", "js/survey.cjs"], ["node", "js/formio.cjs"]]
    if not commands:
        say(f"{folder} is not prepared: run its setup.sh")
    found: list[dict[str, Any]] = []
    env = os.environ | {"N_REC": "1000"}
    for command in commands:
        say(f"running the peer {command[-1]} …")
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, check=False, timeout=LIMIT_S
        )
        try:
            found += [json.loads(line) for line in done.stdout.splitlines()]
        except ValueError:
            say(f"the peer {command[-1]} did not run")
    return tuple(found)
