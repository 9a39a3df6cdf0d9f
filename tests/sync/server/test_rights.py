"""Every byte that travels to a laptop, and every byte it keeps, by the rights of the moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zstandard
from requests.adapters import HTTPAdapter

from app.model.errors import Refused
from app.store import ledger
from sync import protocol
from sync.client import remote as remotes
from sync.client.remote import HttpRemote
from sync.protocol import Cursor, Pull, RevokeAsk
from tests.sync.conftest import World
from tests.sync.server.conftest import Time
from tests.sync.server.hands import ZERO, Pen, bucket, insert

if TYPE_CHECKING:
    from tests.sync.conftest import Laptop

SECRET, OPEN, LATER = "绝密联名款", "公开的预热文案", "离开以后才写的"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    world = World(tmp_path, over_http=True)
    yield Wire(world, monkeypatch)
    world.close()


class Wire:
    """A world whose answers are kept, unpacked, by the token that asked."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world = world
        self.heard: dict[str, bytes] = {}
        self.calls = 0
        plain = remotes._body  # noqa: SLF001 - the one place where answers come in

        def kept(reply, question):  # type: ignore[no-untyped-def]
            data = plain(reply, question)
            token = reply.request.headers["Authorization"].partition(" ")[2]
            self.heard[token] = self.heard.get(token, b"") + data
            self.calls += 1
            return data

        monkeypatch.setattr(remotes, "_body", kept)

    def told(self, laptop: Laptop) -> bytes:
        """All that this laptop was ever told."""
        assert isinstance(laptop.remote, HttpRemote)
        return self.heard[laptop.remote._token]  # noqa: SLF001


def kept(laptop: Laptop) -> bytes:
    """Everything in the profile's folder: the replica, its log, its index."""
    return b"".join(f.read_bytes() for f in sorted(laptop.folder.rglob("*")) if f.is_file())


def two_campaigns(team: Wire, rank: str) -> tuple[Laptop, Laptop, bytes, bytes]:
    a = team.world.owner("a")
    with a.session.edit("Begin") as edit:
        one = edit.add("campaign", {"name": "开放活动"})
        two = edit.add("campaign", {"name": SECRET})
        edit.add("task", {"campaign": one, "name": OPEN})
        task = edit.add("task", {"campaign": two, "name": SECRET + "定价"})
        edit.add(
            "comment",
            {"campaign": two, "table": "task", "row": task, "kind": "comment", "body": SECRET},
        )
    a.sync()
    b = team.world.join(a, "b", rank, one)
    team.world.settle()
    return a, b, one, two


@pytest.mark.parametrize("rank", ["member", "guest"])
def test_no_byte_of_another_campaign_travels_or_is_kept(team: Wire, rank: str) -> None:
    a, b, one, two = two_campaigns(team, rank)
    with a.session.edit("Change") as edit:
        edit.set("campaign", two, {"goal": SECRET + "目标"})
        edit.set("campaign", one, {"goal": OPEN + "目标"})
    everybody = team.world.join(a, "c")
    team.world.settle()
    assert OPEN.encode() in team.told(b)
    assert SECRET.encode() in team.told(everybody)
    for held in (team.told(b), kept(b)):
        for word in (SECRET.encode(), two, bucket(two).encode()):
            assert word not in held
    assert one in kept(b)


@pytest.mark.parametrize("rank", ["member", "guest"])
def test_asking_by_name_does_not_help(team: Wire, rank: str) -> None:
    a, b, _, two = two_campaigns(team, rank)
    assert b.remote is not None
    name = bucket(two)
    told = b.remote.pull(Pull("", (Cursor(name, 0, ZERO),), 1 << 20))
    assert (told.pages, told.diverged) == ((), ())
    asks = [
        lambda r: r.rows(protocol.RowsAsk("", name, b"", 1 << 20)),
        lambda r: r.digest(protocol.DigestAsk(name, b"")),
        lambda r: r.fetch(protocol.FetchAsk(name, ((7, two),))),
    ]
    for ask in asks:
        with pytest.raises(Refused) as caught:
            ask(b.remote)
        assert caught.value.code == "forbidden"
        assert ask(a.remote)
    assert SECRET.encode() not in team.told(b)


def test_who_was_taken_out_of_a_campaign_is_told_nothing_more_of_it(team: Wire) -> None:
    a, b, one, _ = two_campaigns(team, "guest")
    (member,) = a.session.list("member", [("campaign", "=", one)])
    task = b.session.list("task")[0].id
    with b.session.edit("Change task") as edit:
        edit.set("task", task, {"notes": "还没发出去的话"})
    with a.session.edit("Remove member") as edit:
        edit.delete("member", member.id)
    with a.session.edit("Change task") as edit:
        edit.set("task", task, {"name": LATER})
    a.sync()
    report = b.sync()
    assert (report.quarantined, ledger.count_unsent_work(b.replica)) == (1, 1)
    assert LATER.encode() not in team.told(b)
    assert "还没发出去的话".encode() in kept(b)
    for word in (OPEN.encode(), LATER.encode()):
        assert word not in kept(b)
    a.sync()
    assert "还没发出去的话".encode() not in team.told(a)
    b.check()


def test_a_revoked_person_is_told_nothing_more(team: Wire) -> None:
    a, b, _, _ = two_campaigns(team, "member")
    task = b.session.list("task")[0].id
    with b.session.edit("Change task") as edit:
        edit.set("task", task, {"notes": "最后一句"})
    assert a.remote is not None
    a.remote.revoke(RevokeAsk(b.replica.whoami().person, None))
    with a.session.edit("Change task") as edit:
        edit.set("task", task, {"name": LATER})
    a.sync()
    for _ in range(2):
        with pytest.raises(Refused, match="taken away"):
            b.sync()
    assert LATER.encode() not in team.told(b)
    for word in (OPEN.encode(), LATER.encode()):
        assert word not in kept(b)
    assert "最后一句".encode() in kept(b)
    assert a.session.get("task", task)["notes"] is None


def test_a_guest_who_becomes_a_member_has_the_directory_once(team: Wire) -> None:
    a, b, one, _ = two_campaigns(team, "guest")
    person = b.replica.whoami().person
    assert [row.id for row in b.session.list("person", [("name", "=", "b")])] == [person]
    assert a.remote is not None
    code = a.remote.invite(protocol.InviteAsk("invite", "member", one, person)).code
    second = team.world.use(code, "b2")
    team.world.settle()
    for laptop in (b, second):
        names = sorted(str(row["name"]) for row in laptop.session.list("person"))
        assert names == ["a", "b"]
        assert [row["name"] for row in laptop.session.list("task")] == [OPEN]
        laptop.check()
    assert b.checksum() == second.checksum()


def test_who_acts_is_the_one_whose_token_it_is(team: Wire) -> None:
    a, b, _, two = two_campaigns(team, "guest")
    assert b.remote is not None
    # Another one's replica is not theirs to write under, and their own gives no more rights.
    stolen = Pen(b.remote, Time(), a.replica.whoami().replica)
    with pytest.raises(Refused, match="somebody else"):
        stolen.write(bucket(two), insert("task", team.world.service.random_bytes(16)))
    own = Pen(b.remote, Time())
    row = team.world.service.random_bytes(16)
    assert own.write(bucket(two), insert("task", row, campaign=two)) == (4, "forbidden")


def test_answers_are_heard_at_all(team: Wire) -> None:
    """The net of these tests has no hole: every answer of a sync goes through it, unpacked."""
    seen: list[bytes] = []
    plain = HTTPAdapter.send

    def send(self, request, **rest):  # type: ignore[no-untyped-def]
        reply = plain(self, request, **rest)
        seen.append(request.url.encode())
        return reply

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPAdapter, "send", send)
        two_campaigns(team, "member")
    assert len(seen) == team.calls
    assert all(zstandard.FRAME_HEADER not in data[:8] for data in team.heard.values())
