"""Backup and restore, from either database into either, under a new epoch; and adoption."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.model import policy
from app.model.errors import Refused
from app.sql.open import open_engine
from sync import protocol
from sync.protocol import Accepted
from sync.server import keep
from sync.server.service import Service
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import Reader, bucket, insert, rows_of

ROOT = Path(__file__).parents[3]
Make = Callable[[str, str], Hub]


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Hubs by name, on the database that is asked for."""
    made: list[Hub] = []

    def begin(name: str, kind: str) -> Hub:
        folder = tmp_path / name
        folder.mkdir()
        database = ""
        if kind == "PostgreSQL":
            server = request.getfixturevalue("server")
            database = server.fresh()
            request.addfinalizer(lambda: server.drop(database))
        made.append(Hub(folder, over_http=False, database=database))
        return made[-1]

    yield begin
    for hub in made:
        hub.close()


def filled(hub: Hub) -> bytes:
    """A hub with a member and some work; the campaign."""
    hub.begin()
    campaign = hub.new()
    pen = hub.pen(hub.invite().token)
    pen.write(bucket(campaign), insert("campaign", campaign, name="周年庆"))
    for turn in range(5):
        pen.write(bucket(campaign), insert("task", hub.new(), campaign=campaign, name=f"{turn}"))
    pen.write("org", insert("task", hub.new(), campaign=campaign, name="放错了"))
    return campaign


@pytest.mark.parametrize("target", ["SQLite", "PostgreSQL"])
@pytest.mark.parametrize("source", ["SQLite", "PostgreSQL"])
def test_what_was_backed_up_is_restored(
    make: Make, tmp_path: Path, source: str, target: str
) -> None:
    first, second = make("first", source), make("second", target)
    campaign = filled(first)
    before = first.meet(first.owner_token)
    file = tmp_path / "backup.db"
    keep.backup(first.folder, file, first.database)
    # What came after the backup is not in it.
    first.pen().write("org", insert("channel", first.new(), name="之后"))
    second.close()
    epoch = keep.restore(second.folder, file, second.database)
    second.open()
    assert second.service.epoch == epoch
    after = second.meet(first.owner_token)
    assert epoch not in {before.epoch, first.service.epoch}
    assert (after.epoch, after.heads) == (epoch, before.heads)
    assert (after.workspace, after.grants) == (before.workspace, before.grants)
    assert after.authors == before.authors
    remotes = first.remote(first.owner_token), second.remote(first.owner_token)
    name = bucket(campaign)
    assert rows_of(remotes[0], name) == rows_of(remotes[1], name)
    Reader(remotes[1]).pull(after.heads)
    # And it goes on.
    assert second.pen(first.owner_token).write(
        "org", insert("channel", second.new(), name="抖音")
    ) == (Accepted.APPLIED, "")


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_what_was_there_stays_beside_it(make: Make, tmp_path: Path, kind: str) -> None:
    hub = make("hub", kind)
    filled(hub)
    file = tmp_path / "backup.db"
    keep.backup(hub.folder, file, hub.database)
    hub.pen().write("org", insert("channel", hub.new(), name="之后"))
    heads = hub.heads(hub.owner_token)
    hub.close()
    keep.restore(hub.folder, file, hub.database)
    hub.open()
    assert hub.heads(hub.owner_token) != heads
    engine = open_engine(hub.folder / "hub.before.db")
    old = Service(engine, hub.clock, os.urandom)
    ask = protocol.Meet(protocol.VERSION, "test", 1, bytes(16), 0, bytes(16), 0)
    assert old.as_device(hub.owner_token).meet(ask).heads == heads
    engine.dispose()


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_a_file_that_is_damaged_changes_nothing(make: Make, tmp_path: Path, kind: str) -> None:
    hub = make("hub", kind)
    filled(hub)
    file = tmp_path / "backup.db"
    keep.backup(hub.folder, file, hub.database)
    data = bytearray(file.read_bytes())
    data[4096:8192] = os.urandom(4096)
    file.write_bytes(data)
    before, epoch = hub.heads(hub.owner_token), hub.service.epoch
    hub.close()
    with pytest.raises(Refused) as caught:
        keep.restore(hub.folder, file, hub.database)
    assert caught.value.code == "bad_file"
    hub.open()
    assert (hub.heads(hub.owner_token), hub.service.epoch) == (before, epoch)


@pytest.mark.parametrize("source", ["SQLite", "PostgreSQL"])
def test_an_empty_hub_on_a_server_adopts_a_file(make: Make, tmp_path: Path, source: str) -> None:
    first, second = make("first", source), make("second", "PostgreSQL")
    campaign = filled(first)
    file = tmp_path / "given.db"
    keep.backup(first.folder, file, first.database)
    token = second.service.establish(first.workspace, first.owner, "new")
    second.service.adopt(token, file.read_bytes())
    name = bucket(campaign)
    mine = rows_of(first.remote(first.owner_token), name)
    assert rows_of(second.remote(token), name) == mine


def once(*words: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "sync.server", *words, "--json"],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return done.returncode, json.loads(done.stdout)


def test_the_verbs_take_a_database(make: Make, tmp_path: Path) -> None:
    hub = make("hub", "PostgreSQL")
    file = str(tmp_path / "backup.db")
    given = (str(hub.folder), file, "--database", hub.database)
    hub.begin()
    epoch = hub.service.epoch
    assert once("hub", "backup", *given) == (0, {"ok": True, "file": file})
    hub.pen().write("org", insert("channel", hub.new(), name="抖音"))
    status, told = once("hub", "restore", *given)
    assert status == 0
    # Nodes that run keep no state of their own: they answer from what is there now.
    assert told["epoch"] == hub.service.epoch != epoch
    assert [h.bucket for h in hub.heads(hub.owner_token)] == [policy.user_bucket(hub.owner)]


def test_an_empty_database_is_no_hub(postgres: str, tmp_path: Path) -> None:
    status, told = once("hub", "backup", str(tmp_path), str(tmp_path / "x"), "--database", postgres)
    assert (status, told["error"]["code"]) == (3, "not_found")
    assert not (tmp_path / "x").exists()
