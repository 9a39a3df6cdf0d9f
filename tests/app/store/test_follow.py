"""A second process on the same file is seen by the first, once, and never oneself."""

from __future__ import annotations

from pathlib import Path

from app.model.change import Changes
from app.session import Session
from app.store import birth
from app.store.replica import Means, Replica


def opened(file: Path) -> Replica:
    return birth.open_replica(file, Means())


def born(file: Path) -> Replica:
    replica = opened(file)
    birth.be_born(replica, b"p" * 16, b"w" * 16, {"*": "owner"})
    return replica


def test_what_another_process_wrote_is_told_once(tmp_path: Path) -> None:
    window, command = born(tmp_path / "r.db"), opened(tmp_path / "r.db")
    told: list[Changes] = []
    here, there = Session(window), Session(command)
    here.subscribe(told.append)
    assert not here.follow()
    with there.edit("Add") as edit:
        row = edit.add("person", {"name": "A"})
    assert here.follow()
    assert [(c.label, c.ids("person")) for c in told] == [("Add", {row})]
    assert not here.follow()
    assert here.get("person", row).text("name") == "A"
    here.close()
    there.close()


def test_own_commits_are_not_told_again_even_between_foreign_ones(tmp_path: Path) -> None:
    window, command = born(tmp_path / "r.db"), opened(tmp_path / "r.db")
    told: list[Changes] = []
    here, there = Session(window), Session(command)
    here.follow()
    here.subscribe(told.append)
    with here.edit("Mine 1") as edit:
        mine = edit.add("person", {"name": "A"})
    with there.edit("Theirs") as edit:
        theirs = edit.add("person", {"name": "B"})
    with here.edit("Mine 2") as edit:
        edit.set("person", mine, {"name": "C"})
    here.follow()
    assert [c.label for c in told] == ["Mine 1", "Mine 2", "Theirs"]
    assert told[-1].ids("person") == {theirs}
    assert not here.follow()
    here.close()
    there.close()
