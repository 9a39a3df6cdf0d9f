"""Whole files between laptops: brought, fetched, gone on with; had only by whoever may read."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from app.form import commands, publishing, records
from app.form.attached import attached
from app.form.filling import RECORD
from app.model.blob import Blob
from app.model.errors import Refused, Unavailable
from app.model.form import Form, Kind, Part
from app.store.files import Files
from sync.client import files
from sync.client.files import Moved
from sync.client.remote import HttpRemote
from sync.protocol import LackAsk
from sync.server.shelf import Shelf
from tests.sync.conftest import World

if TYPE_CHECKING:
    from tests.sync.conftest import Laptop

FORM = Form("素材", (Part("f_files", Kind.FILE, label="附件"), Part("f_name", Kind.TEXT)))
SIZE = 700_000


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    database = request.getfixturevalue("postgres") if request.param == "PostgreSQL" else ""
    world = World(tmp_path, over_http=True, database=database)
    world.service.shelf = Shelf(tmp_path / "shelf")
    yield world
    world.close()


def written(folder: Path, name: str, size: int = SIZE) -> Path:
    file = folder / name
    file.write_bytes(random.Random(name).randbytes(size))
    return file


def filed(laptop: Laptop, form: bytes, blob: Blob, campaign: bytes | None = None) -> bytes:
    """A record that names a file."""
    record = records.begin(laptop.session, form, campaign)
    records.write(laptop.session, record, {(RECORD, "f_files"): [blob.text()]})
    return record


def moved(laptop: Laptop) -> Moved:
    """A round of rows, and one of files."""
    laptop.sync()
    assert isinstance(laptop.remote, HttpRemote)
    store = Files(laptop.folder)
    epoch = laptop.replica.whoami().epoch
    return files.move(store, laptop.remote, epoch, attached(laptop.session))


def begun(world: World) -> tuple[Laptop, Laptop, bytes]:
    a = world.owner("a")
    form = commands.create_of(a.session, FORM)
    publishing.publish(a.session, form)
    a.sync()
    return a, world.join(a, "b"), form


def test_a_file_reaches_the_other_laptop(team: World, tmp_path: Path) -> None:
    a, b, form = begun(team)
    source = written(tmp_path, "海报.png")
    blob = a.session.files.keep(source)
    filed(a, form, blob)
    assert moved(a) == Moved(brought=1)
    assert moved(b) == Moved(fetched=1)
    found = b.session.files.path(blob.digest)
    assert found is not None
    assert found.read_bytes() == source.read_bytes()
    # Nothing travels twice: neither back nor again.
    assert moved(a) == moved(b) == Moved()


def test_who_comes_first_waits_for_the_bytes(team: World, tmp_path: Path) -> None:
    a, b, form = begun(team)
    blob = a.session.files.keep(written(tmp_path, "视频.mp4"))
    filed(a, form, blob)
    a.sync()
    assert moved(b) == Moved(waiting=1)
    assert moved(a) == Moved(brought=1)
    assert moved(b) == Moved(fetched=1)


def test_what_broke_off_goes_on(team: World, tmp_path: Path) -> None:
    a, b, form = begun(team)
    source = written(tmp_path, "长片.mov")
    blob = a.session.files.keep(source)
    filed(a, form, blob)
    moved(a)
    b.sync()
    part = b.session.files.part(blob.digest)
    part.write_bytes(source.read_bytes()[:500_000])
    asked: list[str] = []
    assert isinstance(b.remote, HttpRemote)
    b.remote._session.hooks["response"].append(  # noqa: SLF001 - what went over the wire
        lambda reply, **_: asked.append(reply.headers.get("Content-Range", ""))
    )
    assert moved(b) == Moved(fetched=1)
    assert f"bytes 500000-{SIZE - 1}/{SIZE}" in asked


def test_wrong_bytes_are_no_file(team: World, tmp_path: Path) -> None:
    a, b, form = begun(team)
    blob = a.session.files.keep(written(tmp_path, "合同.pdf"))
    filed(a, form, blob)
    assert isinstance(a.remote, HttpRemote)
    with pytest.raises(Refused, match="not what its name says"):
        a.remote.send_file(blob.digest, written(tmp_path, "另一份.pdf"))
    assert not list((tmp_path / "shelf").rglob("*-*"))
    moved(a)
    b.sync()
    b.session.files.part(blob.digest).write_bytes(os.urandom(SIZE))
    assert moved(b) == Moved(waiting=1)
    assert moved(b) == Moved(fetched=1)


def test_to_know_a_digest_is_not_to_have_the_file(team: World, tmp_path: Path) -> None:
    """A guest who learned a digest names it in a row of their own, and gets nothing."""
    a, _, form = begun(team)
    with a.session.edit("Begin") as edit:
        shut, open_ = (edit.add("campaign", {"name": name}) for name in ("联名", "日常"))
    a.sync()
    guest = team.join(a, "g", "guest", open_)
    team.settle()
    blob = a.session.files.keep(written(tmp_path, "绝密.png"))
    filed(a, form, blob, shut)
    assert moved(a) == Moved(brought=1)
    assert isinstance(guest.remote, HttpRemote)
    part = guest.folder / "stolen"
    line = {"campaign": open_, "of_part": "", "page": 0, "v1": json.dumps([blob.text()])}
    with guest.session.edit("Name it") as edit:
        edit.add("line", line)
    assert not guest.sync().quarantined
    with pytest.raises(Refused, match="no such file"):
        guest.remote.fetch_file(blob.digest, blob.size, part)
    assert guest.remote.lack(LackAsk((blob.digest,))).digests == (blob.digest,)
    filed(a, form, blob, open_)
    moved(a)
    guest.remote.fetch_file(blob.digest, blob.size, part)
    assert part.stat().st_size == SIZE


def test_a_row_that_names_it_counts_once_its_writer_has_it(team: World, tmp_path: Path) -> None:
    a, b, form = begun(team)
    source = written(tmp_path, "两个人都有.png")
    blob = a.session.files.keep(source)
    filed(b, form, blob)
    b.sync()
    a.sync()
    assert isinstance(a.remote, HttpRemote)
    with pytest.raises(Refused, match="no such file"):
        a.remote.fetch_file(blob.digest, blob.size, tmp_path / "none")
    b.session.files.keep(source)
    assert moved(b) == Moved(brought=1)
    a.remote.fetch_file(blob.digest, blob.size, tmp_path / "some")


def test_a_stranger_and_a_revoked_person_have_nothing(team: World, tmp_path: Path) -> None:
    a, _, form = begun(team)
    blob = a.session.files.keep(written(tmp_path, "海报.png"))
    filed(a, form, blob)
    moved(a)
    url = f"{team.url}/v1/files/{blob.digest}"
    assert requests.get(url, timeout=5).status_code in (401, 403)
    wrong = {"Authorization": "Bearer nobody"}
    assert requests.get(url, headers=wrong, timeout=5).status_code == 401
    assert requests.put(url, b"x", headers=wrong, timeout=5).status_code == 401
    outside = f"{team.url}/v1/files/..%2f..%2fhub.db"
    assert requests.get(outside, headers=wrong, timeout=5).status_code in (401, 404)


def test_a_hub_that_keeps_no_files_says_so(tmp_path: Path) -> None:
    world = World(tmp_path, over_http=True)
    try:
        a, _, form = begun(world)
        blob = a.session.files.keep(written(tmp_path, "海报.png"))
        filed(a, form, blob)
        told = moved(a)
        assert isinstance(told.fault, Refused)
        assert told.fault.message == "This hub keeps no files"
    finally:
        world.close()


def test_a_full_disk_of_the_hub_keeps_rows_going(
    team: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, form = begun(team)
    blob = a.session.files.keep(written(tmp_path, "海报.png"))
    record = filed(a, form, blob)
    monkeypatch.setattr("sync.server.shelf.SPARE", 1 << 62)
    told = moved(a)
    assert isinstance(told.fault, Unavailable)
    assert told.fault.code == "disk_full"
    b.sync()
    assert b.session.get("record", record).text("state") == "draft"
    monkeypatch.undo()
    assert moved(a) == Moved(brought=1)
