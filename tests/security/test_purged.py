"""After a revocation no file of the profile has a byte of what was taken away (security.md 6)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import care
from app.model import ids
from app.model.errors import Refused
from app.store import audit
from app.store.profile import Profile
from sync.protocol import RevokeAsk
from tests.sync.conftest import World

SECRET, OWN = "绝密联名款", "自己还没发出去的话"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, over_http=False)
    yield made
    made.close()


def holders(folder: Path, *words: str) -> set[str]:
    """Names of files that have one of these texts in them, as UTF-8 or UTF-16."""
    coded = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {
        str(file.relative_to(folder))
        for file in files
        if any(word in file.read_bytes() for word in coded)
    }


def test_copies_from_before_go_with_it_and_own_work_stays(world: World) -> None:
    a = world.owner("a")
    with a.session.edit("Begin") as edit:
        campaign = edit.add("campaign", {"name": SECRET})
        task = edit.add("task", {"campaign": campaign, "name": SECRET, "notes": SECRET * 600})
    a.sync()
    b = world.join(a, "b")
    world.settle()
    b.session.search(SECRET)
    (b.folder / "backups").mkdir()
    for name in ("backups/before-step-1.db", "before-restore.db", "damaged-1.db"):
        audit.copy_file(b.folder / "replica.db", b.folder / name)
    shutil.copyfile(b.folder / "before-restore.db", b.folder / "damaged-2.db-wal")
    with b.session.edit("Change") as edit:
        edit.set("task", task, {"notes": OWN})
    b.replica.reader()
    assert len(holders(b.folder, SECRET)) >= 5
    assert a.remote is not None
    a.remote.revoke(RevokeAsk(b.replica.whoami().person, None))
    with pytest.raises(Refused, match="taken away"):
        b.sync()
    assert holders(b.folder, SECRET) == set()
    assert holders(b.folder, OWN)
    me = b.replica.whoami()
    profile = Profile(b.folder, ids.text_of(me.workspace), ids.text_of(me.person))
    care.export_unsent(b.desk, b.folder / "unsent.jsonl")
    assert OWN.encode().hex().encode() in (b.folder / "unsent.jsonl").read_bytes()
    b.session.close()
    assert holders(profile.folder, SECRET) == set()
    b.open()
