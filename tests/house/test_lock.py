"""Direct dependencies are pinned, and the lock holds every one with its hashes."""

from __future__ import annotations

import re
import tomllib

from tests.house.tree import ROOT, nothing

PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)$")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def direct() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return [*project["dependencies"], *(one for extra in extras.values() for one in extra)]


def locked() -> dict[str, tuple[str, int]]:
    """Name -> version and number of hashes."""
    found: dict[str, tuple[str, int]] = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        head = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block)
        if head:
            found[plain(head[1])] = (head[2], block.count("--hash=sha256:"))
    return found


def test_direct_dependencies_are_pinned():
    nothing(one for one in direct() if not PIN.match(one))


def test_the_lock_holds_them_at_the_same_version():
    held = locked()
    bench = {"loro", "pycrdt"}  # peers of a benchmark, never installed by a start
    pins = [PIN.match(one) for one in direct()]
    nothing(
        f"{pin[1]}=={pin[2]}, the lock has {held.get(plain(pin[1]))}"
        for pin in pins
        if pin and plain(pin[1]) not in bench and held.get(plain(pin[1]), ("",))[0] != pin[2]
    )


def test_every_line_of_the_lock_has_hashes():
    assert locked()
    nothing(name for name, (_, hashes) in locked().items() if not hashes)
