"""What changed is told in one form."""

from __future__ import annotations

import re
import tomllib

from tests.house.tree import ROOT

SECTIONS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
VERSION = re.compile(r"^## \[(Unreleased|\d+\.\d+\.\d+)\](?: - (\d{4}-\d{2}-\d{2}))?$")
FRAGMENT = re.compile(r"^\d+\.[a-z-]+\.md$")


def test_changelog_parses():
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Changelog"
    versions = [VERSION.match(line) for line in lines if line.startswith("## ")]
    assert all(versions)
    assert next(match[1] for match in versions if match) == "Unreleased"
    assert all(match[2] for match in versions[1:] if match), "a released version has a date"
    titles = {line.removeprefix("### ") for line in lines if line.startswith("### ")}
    assert titles <= SECTIONS


def test_fragments_are_one_line_each():
    for path in (ROOT / "docs" / "news").iterdir():
        if path.name in (".gitkeep", "README.md"):
            continue
        assert FRAGMENT.match(path.name), path.name
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n"), path.name
        assert len(text.splitlines()) == 1, path.name


def test_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    pins = [
        *project["dependencies"],
        *(pin for name, pins in project["optional-dependencies"].items() for pin in pins),
    ]
    bench = project["optional-dependencies"]["bench"]
    for pin in pins:
        assert "==" in pin, pin
        plain = re.sub(r"\[.*?\]", "", pin).lower()
        if pin not in bench:
            assert f"\n{plain} " in "\n" + lock, f"{pin} is not what requirements.lock installs"
