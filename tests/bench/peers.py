"""The peers of `shared/peers/sync`, run from a prepared copy in the same run as ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench import exprs_peers, forms_peers, schedule_peers
from tests.bench.place import say

COMMANDS = {"pouch": ["node", "bench.cjs"], "rxdb": ["node", "bench.mjs"]}
# PouchDB writes to a disk without waiting for it, RxDB writes to none; ours waits.
NAMES = {"pouch": "PouchDB 9 + express-pouchdb", "rxdb": "RxDB 17 (memory only)"}
EDITS = 5_000
LIMIT_S = 900


class Peers:
    """Runs each peer once, when its figures are first asked for."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._folder = folder / "sync" if (folder / "sync").is_dir() else folder

    def __call__(self, job: str) -> list[tuple[str, float]]:
        """(name, median) of each peer that has a figure for this job."""
        if job in exprs_peers.WANTED:
            return list(exprs_peers.run(self._root / "expressions", job))
        if job in forms_peers.WANTED:
            return list(forms_peers.run(self._root / "forms", job))
        if job == "schedule":
            return list(schedule_peers.run(self._root / "schedule"))
        return [
            (NAMES[name], held[job])
            for name in COMMANDS
            if job in (held := run(self._folder / name))
        ]


@cache
def run(folder: Path) -> dict[str, float]:
    """One peer's figures by the names of our jobs; nothing where it is not prepared."""
    if not (folder / "node_modules").is_dir():
        say(f"{folder} is not prepared: run its setup.sh")
        return {}
    command = COMMANDS[folder.name]
    if shutil.which("unshare") and os.name == "posix" and os.geteuid() == 0:
        command = [str(folder.parent / "netrun.sh"), *command]
    say(f"running the peer {folder.name} …")
    env = os.environ | {"BATCH": "1000", "RUNS": "3"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, timeout=LIMIT_S, check=True
        )
        told = json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, OSError, ValueError, IndexError) as error:
        say(f"the peer {folder.name} did not run: {error}")
        return {}
    return figures(told)


def figures(told: dict[str, Any]) -> dict[str, float]:
    """What a peer's line says, in our units."""
    runs = sorted(told["A"], key=lambda one: one["ms"])
    middle = runs[len(runs) // 2]
    found = {
        "first-sync": middle["ms"] / 1000,
        "push": told["B_push"]["ms"],
        "pull": told["B_pull"]["ms"],
        "visible": told["C"].get("median_ms"),
    }
    if middle.get("wire_bytes"):
        found |= {
            "first-sync-bytes": middle["wire_bytes"] / 1e6,
            "push-bytes": told["B_push"]["wire_bytes"] / EDITS,
            "pull-bytes": told["B_pull"]["wire_bytes"] / EDITS,
            "visible-bytes": told["C"]["wire_bytes_per_edit"],
        }
    return {name: float(value) for name, value in found.items() if value is not None}
