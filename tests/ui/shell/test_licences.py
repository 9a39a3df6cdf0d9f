"""The list of licences is what was asked for and all that came with it."""

from __future__ import annotations

import re
import tomllib

from tests.house.tree import ROOT
from ui.shell import licences


def asked_for() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    lines = [*project["dependencies"], *optional["ui"], *optional["server"]]
    return {re.split(r"[\[=<>~; ]", line)[0].lower() for line in lines}


def test_the_roots_are_those_of_the_project() -> None:
    assert set(licences.ROOTS) == asked_for()


def test_every_part_has_a_licence_and_most_bring_its_text() -> None:
    parts = licences.parts()
    names = {part.name.lower() for part in parts}
    assert {"lucide", "pyside6", "apsw", "urllib3"} <= names
    assert not names & {"pytest", "ruff", "pyright", "pip", "hypothesis"}
    assert [part.name for part in parts if not part.licence] == []
    assert "ISC" in licences.text_of("Lucide")
    assert "Apache License" in licences.text_of("requests")
    assert licences.text_of("no-such-package") == ""
