"""The rules between floors hold, and the linter that asks them would notice."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.house.tree import ROOT

LINT = "from importlinter.cli import lint_imports_command as run; run()"


def test_every_contract_is_kept():
    answer = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    ended, said = answer.returncode, answer.stdout + answer.stderr
    assert ended == 0, said
    assert " 0 broken" in said, said
