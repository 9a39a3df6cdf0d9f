"""The peers of `shared/peers/schedule` that are Python packages, run in the same run as ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.place import say

LIMIT_S = 300
WANTED = {
    "networkx": "full_cpm_ms",
    "purepy": "full_cpm_ms",
    "numpy": "full_cpm_ms",
    "rustworkx": "longest_path_ms",
}
"""Peer -> the figure that it prints."""


def run(folder: Path) -> Iterator[tuple[str, float]]:
    """(name, median ms) of each, on the graph of 100,000 tasks."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        say(f"{folder} is not prepared: run its setup.sh")
        return
    for name, key in WANTED.items():
        say(f"running the peer {name} …")
        command = [str(python), "bench.py", name, "100000", "3"]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, timeout=LIMIT_S
        )
        try:
            told = json.loads(done.stdout.splitlines()[-1])
            yield told["peer"], float(told[key]["median"])
        except (ValueError, KeyError, IndexError):
            say(f"the peer {name} did not run")
