"""What can be said of the installer without building it; each quick."""

from __future__ import annotations

import importlib.util

import pytest

from tests.conftest import MISSING_PARTS
from tests.house.tree import ROOT
from tests.installer.bundle import SPEC, complaints, lacking


def test_a_missing_builder_is_said(monkeypatch: pytest.MonkeyPatch):
    def nothing(name: str) -> None:
        assert name == "PyInstaller"

    assert lacking() == ""
    monkeypatch.setattr(importlib.util, "find_spec", nothing)
    assert "PyInstaller" in lacking()
    assert lacking().startswith(MISSING_PARTS)


def test_the_spec_can_be_read():
    compile(SPEC.read_text(encoding="utf-8"), str(SPEC), "exec")


@pytest.mark.parametrize(
    "module", ["QtCharts", "QtDataVisualization", "QtGraphs", "QtNetworkAuth", "QtHttpServer"]
)
def test_the_spec_leaves_out_what_is_gpl_alone(module: str):
    assert f" {module.removeprefix('Qt')} " in SPEC.read_text(encoding="utf-8").replace('"', " ")


def test_both_texts_of_the_lgpl_are_here():
    folder = ROOT / "docs" / "licences"
    assert "Version 3, 29 June 2007" in (folder / "GPL-3.txt").read_text(encoding="utf-8")
    assert "LESSER GENERAL" in (folder / "LGPL-3.txt").read_text(encoding="utf-8")


def test_what_was_not_run_says_so():
    text = (ROOT / ".github" / "workflows" / "installer.yml").read_text(encoding="utf-8")
    jobs = text.split("\njobs:\n", 1)[1]
    for system in ("windows-2022", "macos-14"):
        job = jobs[: jobs.index(system)].rsplit("    name: ", 1)[1].splitlines()[0]
        assert "not yet run" in job


def test_only_known_noise_is_passed_over():
    noise = "This plugin does not support raise()\n"
    assert complaints(noise) == []
    assert complaints(noise + "Traceback (most recent call last):") == [
        "Traceback (most recent call last):"
    ]
