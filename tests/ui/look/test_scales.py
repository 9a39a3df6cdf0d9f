"""The walk through every scene once more at other scales; Qt takes a scale before it starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.tree import ROOT


@pytest.mark.full
@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_nothing_is_clipped_at_other_scales(scale: str) -> None:
    env = {key: value for key, value in os.environ.items() if key != "FAIRWAY_FULL"}
    env |= {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    words = ["-m", "pytest", "-q", "-p", "no:randomly", "tests/ui/look/test_walk.py"]
    told = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout[-3000:]
