"""Random edits of tasks, played on a device: what a person does in an afternoon."""

from __future__ import annotations

import os
from collections.abc import Iterable

from hypothesis import strategies as st

from app.model.change import Value
from app.model.errors import Refused
from app.session import Edit
from app.store import dataset
from tests.fakes.devices import Device

FULL = bool(os.environ.get("FAIRWAY_FULL"))
FEW = 300 if FULL else 20
"""How many examples a property gets whose every example makes files."""
NAMES = ("甲", "乙", None)
TIMES = ("2026-11-24T09:00:00", "2026-11-25T18:00:00", None)

Deed = st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(0, 2))
"""(what, which row, which value)."""
Deeds = st.lists(Deed, max_size=12)
Edits = st.lists(st.lists(Deed, min_size=1, max_size=3), max_size=10)


def do(device: Device, edit: Edit, deed: tuple[int, int, int], campaign: bytes) -> None:
    """One deed inside an edit; what cannot be done is not done."""
    what, which, value = deed
    ids = [row.id for row in device.session.list("task")]
    trash = [row.id for row in dataset.trash(device.replica, "task")]
    if what == 0:
        edit.add("task", {"campaign": campaign, "name": NAMES[value], "percent": value})
    elif what == 1 and trash:
        row = trash[which % len(trash)]
        if not _has(edit, row):
            edit.restore("task", row)
    elif ids and _has(edit, ids[which % len(ids)]):
        row = ids[which % len(ids)]
        changes: dict[int, dict[str, Value]] = {
            3: {"name": NAMES[value]},
            4: {"percent": value},
            5: {"start": TIMES[value]},
            6: {"finish": TIMES[value], "name": NAMES[value]},
        }
        if what == 2:
            edit.delete("task", row)
        elif what in changes:
            edit.set("task", row, changes[what])


def _has(edit: Edit, row: bytes) -> bool:
    try:
        edit.get("task", row)
    except Refused:
        return False
    return True


def play(device: Device, deeds: Iterable[tuple[int, int, int]], campaign: bytes) -> bool:
    """One edit of these deeds; true if it changed anything."""
    before = device.replica.whoami().n
    with device.session.edit("Work") as edit:
        for deed in deeds:
            do(device, edit, deed, campaign)
    return device.replica.whoami().n > before
