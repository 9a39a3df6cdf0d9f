"""After a purge no byte of the bucket is on the disk; the person's own unsent work is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.model import codec, policy
from app.store import ledger, search
from app.store.journal import Sent
from app.store.purge import purge
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of, sums_by_hand

SECRETS = ("绝密预算方案", "TopSecretName", "SecretNoteBody", "SecretLabel", "SecretOldName")
KEPT = "OpenTaskName"


def on_disk(path: Path) -> bytes:
    """Every byte of the profile's files."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.rglob("*")) if file.is_file())


def seen(device: Device, words: tuple[str, ...] = SECRETS) -> set[str]:
    data = on_disk(device.path)
    return {w for w in words if w.encode() in data or w.encode("utf-16-le") in data}


@pytest.fixture
def spy(workshop: Workshop) -> tuple[Device, str, str]:
    """A device that read a secret campaign and an open one, edited, deleted and searched."""
    owner, member, hub = workshop.device("owner"), workshop.device("member"), OrderHub()
    with owner.session.edit("Begin both") as edit:
        secret = edit.add("campaign", {"name": "绝密预算方案", "goal": "SecretNoteBody"})
        task = edit.add("task", {"campaign": secret, "name": "SecretOldName"})
        gone = edit.add("task", {"campaign": secret, "name": "TopSecretName"})
        public = edit.add("campaign", {"name": "open"})
        edit.add("task", {"campaign": public, "name": KEPT})
    with owner.session.edit("SecretLabel") as edit:
        edit.set("task", task, {"name": "TopSecretName", "notes": "SecretNoteBody"})
        edit.delete("task", gone)
    hub.settle(owner, member)
    search.index(member.replica)
    member.session.search("绝密")
    return member, policy.campaign_bucket(secret), policy.campaign_bucket(public)


def test_before_the_purge_the_texts_are_there(spy: tuple[Device, str, str]) -> None:
    assert seen(spy[0]) == set(SECRETS)


def test_no_byte_of_the_bucket_s_texts_is_left(spy: tuple[Device, str, str]) -> None:
    device, secret, public = spy
    assert purge(device.replica, [secret], "revoked") == 0
    assert seen(device) == set()
    assert seen(device, (KEPT,)) == {KEPT}
    device.check()
    assert [b.name for b in device.replica.buckets()] == [public]
    assert [row["name"] for row in device.session.list("task")] == [KEPT]
    assert device.session.search("绝密").hits == ()
    assert device.session.search(KEPT).hits
    for bucket in device.replica.buckets():
        assert (bucket.cnt, bucket.s1, bucket.s2) == sums_by_hand(device)[bucket.name]


def test_nothing_is_left_after_closing_either(spy: tuple[Device, str, str]) -> None:
    device, secret, _ = spy
    purge(device.replica, [secret], "revoked")
    device.session.close()
    assert seen(device) == set()


def test_readers_are_told_what_went(spy: tuple[Device, str, str]) -> None:
    device, secret, _ = spy
    heard: list[tuple[str, str]] = []
    device.session.subscribe(lambda c: heard.extend((t.table, t.kind) for t in c.rows))
    purge(device.replica, [secret], "revoked")
    assert sorted(heard) == [("campaign", "delete"), ("task", "delete"), ("task", "delete")] or (
        sorted(heard) == [("campaign", "delete"), ("task", "delete")]
    )


def test_a_conflict_that_was_kept_goes_too(workshop: Workshop) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    campaign, (task,) = campaign_of(a)
    hub.settle(a, b)
    a.edit("task", task, name="TopSecretName")
    b.edit("task", task, name="SecretOldName")
    hub.settle(a, b)
    me = b.replica.whoami().replica
    ledger.judged(b.replica, me, [(1, Sent.ACCEPTED, "")], {}, [])
    purge(b.replica, [policy.campaign_bucket(campaign)], "revoked")
    assert seen(b) == set()


def test_own_accepted_work_goes_and_the_chain_still_holds(device: Device) -> None:
    campaign, (task,) = campaign_of(device, "绝密预算方案")
    with device.session.edit("SecretLabel") as edit:
        edit.set("task", task, {"name": "TopSecretName"})
    me = device.replica.whoami()
    verdicts = [(n, Sent.ACCEPTED, "") for n in (1, 2)]
    ledger.judged(device.replica, me.replica, verdicts, {}, [])
    assert purge(device.replica, [policy.campaign_bucket(campaign)], "revoked") == 0
    assert seen(device) == set()
    device.check()
    assert device.replica.whoami().hash == me.hash
    assert device.session.undo_state.undo is None


def test_own_unsent_work_is_set_aside_readable_and_whole(device: Device) -> None:
    campaign, (task,) = campaign_of(device)
    device.edit("task", task, name="my work")
    blobs = [blob for _, _, blob, _ in device.own()]
    assert purge(device.replica, [policy.campaign_bucket(campaign)], "revoked") == 2
    assert ledger.count_unsent_work(device.replica) == 2
    conn = device.replica.reader()
    kept = conn.raw.execute("SELECT n, label, body, why FROM unsent ORDER BY n").fetchall()
    assert [(n, body, why) for n, _, body, why in kept] == [
        (1, blobs[0], "revoked"),
        (2, blobs[1], "revoked"),
    ]
    (part,) = codec.decode_body(blobs[1]).parts
    assert part.ops[0].cells[0].values == ("my work",)
    assert device.session.list("task") == []
    device.check()
    # Once more sets nothing aside twice.
    assert purge(device.replica, [policy.campaign_bucket(campaign)], "again") == 0
    assert ledger.count_unsent_work(device.replica) == 2


def test_a_purge_of_what_is_not_there_changes_nothing(device: Device) -> None:
    campaign_of(device)
    before = device.rows(), device.states(), device.journal(), device.replica.buckets()
    assert purge(device.replica, ["campaign:nowhere"], "x") == 0
    after = device.rows(), device.states(), device.journal(), device.replica.buckets()
    assert after == before


def test_the_bucket_can_come_back(workshop: Workshop) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    campaign, _ = campaign_of(a, tasks=3)
    hub.settle(a, b)
    purge(b.replica, [policy.campaign_bucket(campaign)], "revoked")
    assert b.session.list("task") == []
    hub.pull(b)
    b.check()
    assert b.rows() == a.rows()
    assert b.states() == a.states()
