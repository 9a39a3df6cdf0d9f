"""PySide6 6.12.0 drops a reference to None at each void call on Python 3.11: stay off it."""

from __future__ import annotations

import importlib.metadata
import sys
import tomllib

from PySide6.QtWidgets import QApplication, QLabel

from tests.house.tree import ROOT

CALLS = 10_000


def test_void_calls_keep_none(qapp: QApplication):
    app = qapp
    label = QLabel()
    before = sys.getrefcount(None)
    for width in range(CALLS):
        label.resize(width % 100 + 1, 20)
    lost = before - sys.getrefcount(None)
    label.deleteLater()
    app.processEvents()
    assert lost < CALLS / 100, f"{lost} references to None lost in {CALLS} calls"


def test_the_pin():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "PySide6==6.11.3" in project["optional-dependencies"]["ui"]
    assert importlib.metadata.version("PySide6") == "6.11.3"
