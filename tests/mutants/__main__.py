"""Plants each bug of `planted.toml` in a copy of the tree and tells which test caught it.

python -m tests.mutants [NAME …] [--json]
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "sync", "resources", "tests", "docs")
FILES = ("pyproject.toml", "start.py", "README.md")
MOST_S = 600
DONE, FOUND = 0, 1
"""What pytest ends with: everything passed, something failed."""


@dataclass(frozen=True, slots=True)
class Bug:
    """One planted bug: the text of a file, what stands in its place, who must notice."""

    name: str
    why: str
    file: str
    find: str
    put: str
    tests: tuple[str, ...]


def planted() -> list[Bug]:
    """All of them."""
    text = Path(__file__).with_name("planted.toml").read_text(encoding="utf-8")
    return [Bug(**{**told, "tests": tuple(told["tests"])}) for told in tomllib.loads(text)["bug"]]


@contextmanager
def copied() -> Iterator[Path]:
    """The tree without its window, in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="fairway-mutants-") as name:
        place = Path(name)
        for folder in FOLDERS:
            ignore = shutil.ignore_patterns("__pycache__", "pictures", "mutants", "*.png")
            shutil.copytree(ROOT / folder, place / folder, ignore=ignore)
        for file in FILES:
            shutil.copyfile(ROOT / file, place / file)
        yield place


def catch(bug: Bug, place: Path) -> str:
    """Plant it, ask its tests, take it out again; the answer is the test that caught it, or ""."""
    file = place / bug.file
    whole = file.read_text(encoding="utf-8")
    assert whole.count(bug.find) == 1, f"{bug.name}: what it replaces is not there once"
    file.write_text(whole.replace(bug.find, bug.put), encoding="utf-8")
    try:
        return _ask(bug, place)
    finally:
        file.write_text(whole, encoding="utf-8")


def _ask(bug: Bug, place: Path) -> str:
    words = ["-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    env = {key: value for key, value in os.environ.items() if key != "FAIRWAY_FULL"}
    env |= {"PYTHONPATH": str(place), "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *words, *bug.tests]
    try:
        told = subprocess.run(
            command, cwd=place, env=env, capture_output=True, text=True, timeout=MOST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return "a test did not end"
    if told.returncode == DONE:
        return ""
    assert told.returncode == FOUND, told.stdout[-2000:] + told.stderr[-2000:]
    failed = [line for line in told.stdout.splitlines() if line.startswith("FAILED")]
    assert failed, told.stdout[-2000:]
    return failed[0].split(" ")[1]


def main(words: Sequence[str]) -> int:
    """Run the named bugs, or all."""
    is_json = "--json" in words
    wanted = [word for word in words if not word.startswith("-")]
    missed = 0
    with copied() as place:
        for bug in planted():
            if wanted and bug.name not in wanted:
                continue
            caught = catch(bug, place)
            missed += not caught
            if is_json:
                line = json.dumps({"bug": bug.name, "why": bug.why, "caught": caught})
            else:
                line = f"{bug.name:26} {caught or 'NOT CAUGHT'}"
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
