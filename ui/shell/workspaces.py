"""The workspaces of this computer: the profiles that lie beside one another in one folder."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from app import care
from app.cli import demo
from app.model.errors import Fault
from ui.shell.store import Store

NAME = "known.workspace"
PERSON = "known.person"
LAST = "last"
"""A file beside the profiles: the folder that was open last."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Known:
    """A profile as the switcher shows it; its names are those of its last visit."""

    folder: Path
    name: str
    person: str
    is_demo: bool


def known(beside: Path) -> list[Known]:
    """Every workspace whose folder lies beside this one, itself too, by name."""
    found: list[Known] = []
    with contextlib.suppress(OSError):
        for folder in sorted(beside.parent.iterdir())[:MOST]:
            with contextlib.suppress(Fault, OSError):
                if care.profile_in(folder).is_made:
                    held = Store(folder / "ui.json")
                    name = held.get(NAME, "") or folder.name
                    person = held.get(PERSON, "")
                    found.append(Known(folder, name, person, demo.is_demo(folder)))
    return sorted(found, key=lambda one: (one.is_demo, one.name, one.person))


def fresh(beside: Path) -> Path:
    """A folder for one more workspace; nothing is made yet."""
    numbers = range(2, MOST * 2)
    return next(
        folder
        for number in numbers
        if not (folder := beside.with_name(f"workspace-{number}")).exists()
    )


def remember(folder: Path) -> None:
    """This one was open last; a folder that cannot be written does not matter."""
    with contextlib.suppress(OSError):
        folder.with_name(LAST).write_text(folder.name, encoding="utf-8")


def last(default: Path) -> Path:
    """The one that was open last, or the default."""
    try:
        name = default.with_name(LAST).read_text(encoding="utf-8").strip()
        folder = default.with_name(name)
        is_there = folder.parent == default.parent and care.profile_in(folder).is_made
    except (OSError, ValueError, Fault):
        return default
    return folder if is_there else default
