"""Our dialect does in SQLAlchemy's own suite whatever its own driver of SQLite does.

The suite says of some tests that a database must be able to do this; the list for SQLite stands
in SQLAlchemy's repository, not in its package. So both drivers run with one list, and nothing
may fail on ours that passes on theirs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PLUGINS = ("randomly", "xdist", "cacheprovider")
DRIVER = re.compile(r"_sqlite\+[a-z]+_[0-9_]+::")
LEAST = 800


def run(driver: str, folder: Path) -> tuple[set[str], int]:
    """The names of what failed, and how many passed."""
    folder.mkdir()
    words = [sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "tests.compliance.plugin"]
    words += [word for plugin in PLUGINS for word in ("-p", f"no:{plugin}")]
    words += [f"--confcutdir={HERE}", f"--rootdir={HERE}", "-c", str(HERE / "test.cfg")]
    words += ["--dburi", f"sqlite+{driver}:///{folder / 'suite.db'}", str(HERE / "suite.py")]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    failed = {
        DRIVER.sub("::", line.partition("suite.py::")[2].partition(" - ")[0])
        for line in lines
        if line.startswith(("FAILED", "ERROR"))
    }
    passed = re.search(r"(\d+) passed", lines[-1] if lines else "")
    assert passed is not None, done.stdout[-2000:] + done.stderr[-2000:]
    return failed, int(passed[1])


@pytest.mark.full
def test_the_dialect_is_as_good_as_their_own(tmp_path: Path) -> None:
    ours, passed = run("apsw", tmp_path / "ours")
    theirs, known = run("pysqlite", tmp_path / "theirs")
    assert sorted(ours - theirs) == []
    assert passed >= known >= LEAST
