"""Who sees what: never a byte of another campaign; revoked work is kept, the rest is purged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.model.errors import Refused
from app.store import ledger
from sync.protocol import RevokeAsk

if TYPE_CHECKING:
    from conftest import Laptop, World

SECRET = "绝密联名款"
OPEN = "公开的预热文案"


def bytes_of(laptop: Laptop) -> bytes:
    """Everything in the profile's folder."""
    files = sorted(f for f in laptop.folder.rglob("*") if f.is_file())
    return b"".join(f.read_bytes() for f in files)


def two_campaigns(world: World) -> tuple[Laptop, Laptop, bytes, bytes]:
    a = world.owner("a")
    with a.session.edit("Begin") as edit:
        one = edit.add("campaign", {"name": "开放活动"})
        two = edit.add("campaign", {"name": SECRET})
        edit.add("task", {"campaign": one, "name": OPEN})
        edit.add("task", {"campaign": two, "name": SECRET + "定价"})
    a.sync()
    b = world.join(a, "b", campaign=one)
    world.settle()
    return a, b, one, two


def test_a_member_of_one_campaign_never_holds_a_byte_of_another(world: World) -> None:
    a, b, one, two = two_campaigns(world)
    assert [r["name"] for r in b.session.list("task")] == [OPEN]
    with a.session.edit("Change") as edit:
        edit.set("campaign", two, {"goal": SECRET + "目标"})
    world.settle()
    held = bytes_of(b)
    assert OPEN.encode() in held
    assert SECRET.encode() not in held
    assert two not in held
    assert one in held


def test_who_leaves_a_campaign_keeps_only_their_own_unsent_work(world: World) -> None:
    a, b, one, _ = two_campaigns(world)
    (member,) = a.session.list("member", [("campaign", "=", one)])
    task = b.session.list("task")[0].id
    with b.session.edit("Change task") as edit:
        edit.set("task", task, {"notes": "乙还没发出去的话"})
    with a.session.edit("Remove member") as edit:
        edit.delete("member", member.id)
    a.sync()
    report = b.sync()
    assert report.quarantined == 1
    assert report.purged
    assert b.session.list("task") == b.session.list("campaign") == []
    b.replica.reader()
    held = bytes_of(b)
    assert OPEN.encode() not in held
    assert "乙还没发出去的话".encode() in held
    assert ledger.count_unsent_work(b.replica) == 1
    b.check()
    a.sync()
    assert a.session.list("task", [("campaign", "=", one)])[0]["notes"] is None


def test_a_revoked_person_is_quarantined_and_their_profile_purged(world: World) -> None:
    a, b, _, _ = two_campaigns(world)
    person = b.replica.whoami().person
    task = b.session.list("task")[0].id
    with b.session.edit("Change task") as edit:
        edit.set("task", task, {"notes": "最后一句"})
    assert a.remote is not None
    a.remote.revoke(RevokeAsk(person, None))
    with pytest.raises(Refused, match="taken away"):
        b.sync()
    held = bytes_of(b)
    assert OPEN.encode() not in held
    assert "最后一句".encode() in held
    assert b.session.list("task") == b.session.list("person") == []
    a.sync()
    assert all(r["notes"] is None for r in a.session.list("task"))
    with pytest.raises(Refused):
        b.sync()


def test_a_person_acts_only_as_themselves(world: World) -> None:
    a, b, one, _ = two_campaigns(world)
    with b.session.edit("Comment") as edit:
        edit.add(
            "comment",
            {"campaign": one, "table": "campaign", "row": one, "kind": "comment",
             "body": "冒名", "person": a.replica.whoami().person},
        )  # fmt: skip
    report = b.sync()
    assert report.quarantined == 1
    world.settle()
    assert a.session.list("comment") == b.session.list("comment") == []
    assert a.checksum() != ""
    b.check()
