"""Departments and positions to pick from."""

from __future__ import annotations

from ui.parts.pick import Option
from ui.people.roster import Roster
from ui.people.tree import depths


def department_options(roster: Roster, *, none: str = "") -> list[Option]:
    """The departments with their depth; `none` are the words for no department."""
    first = [Option(None, none, icon="circle-dashed")] if none else []
    return first + [Option(key, name, depth=depth) for key, name, depth in depths(roster.branches)]


def position_options(roster: Roster, *, none: str = "") -> list[Option]:
    """The positions, the highest first."""
    first = [Option(None, none, icon="circle-dashed")] if none else []
    rows = sorted(roster.staff.positions, key=lambda r: (-(r.number("level") or 0), r.text("okey")))
    return first + [Option(row.id, row.text("name")) for row in rows]
