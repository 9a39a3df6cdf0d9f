"""The demo of two: a colleague's own profile at the same hub."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.cli import demo
from app.model import ids
from app.store import dataset
from app.store import profile as profiles
from app.store.replica import Replica
from sync.client import cast
from sync.client.session import opened, remote_of
from sync.client.syncer import Syncer


def test_two_people_of_the_demo_see_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")
    mine = demo.make(tmp_path / "demo", date(2026, 6, 3), {})
    with cast.two(mine, tmp_path / "demo-two") as theirs:
        assert theirs.workspace == mine.workspace
        assert theirs.person != mine.person
        with opened(mine) as here, opened(theirs) as there:
            name = dataset.one(there, "person", theirs.person_id)
            assert name is not None
            assert name.text("name") == demo.colleague()
            task = dataset.rows(here, "task")[0].id
            with here.transact("Edit task") as tx:
                tx.update("task", task, {"name": "我改的名字"})
            for replica, profile in ((here, mine), (there, theirs)):
                with remote_of(profiles.load(profile.folder)) as remote:
                    Syncer(replica, remote, ids.wall_ms).sync()
            assert name_of(there, task) == "我改的名字"
    assert not profiles.load(mine.folder).hub, "alone again"


def name_of(replica: Replica, task: bytes) -> str:
    row = dataset.one(replica, "task", task)
    assert row is not None
    return row.text("name")
