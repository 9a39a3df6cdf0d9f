"""Reading: by the right of the moment, in pages of bounded size, from one cut."""

from __future__ import annotations

from contextlib import suppress

import pytest

from app.model import codec, policy
from app.model.errors import Refused
from sync import protocol
from sync.protocol import Cursor, DigestAsk, FetchAsk, Pull, RowsAsk
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import ZERO, Reader, bucket, change, insert, number, rows_of


def started(hub: Hub, word: str) -> tuple[bytes, bytes]:
    """A campaign with a task whose name is `word`."""
    campaign, task = hub.new(), hub.new()
    pen = hub.pen()
    pen.push(
        pen.body(
            (
                bucket(campaign),
                [
                    insert("campaign", campaign, name=word),
                    insert("task", task, campaign=campaign, name=word),
                    insert("comment", hub.new(), campaign=campaign, body=word),
                ],
            )
        )
    )
    return campaign, task


def everything(hub: Hub, token: str, *buckets: str) -> bytes:
    """All bytes that a device can get from the hub, asking for all it has ever heard of."""
    remote = hub.remote(token)
    seen = codec.encode(hub.meet(token))
    cursors = tuple(Cursor(name, 0, ZERO) for name in buckets)
    seen += codec.encode(remote.pull(Pull("", cursors, 1 << 22)))
    for name in buckets:
        for ask in (
            lambda name=name: remote.rows(RowsAsk("", name, b"", 1 << 22)),
            lambda name=name: remote.digest(DigestAsk(name, b"")),
            lambda name=name: remote.fetch(FetchAsk(name, ())),
        ):
            with suppress(Refused):
                seen += codec.encode(ask())
    return seen


def test_who_has_one_campaign_gets_no_byte_of_another(hub: Hub) -> None:
    mine, _ = started(hub, "我的活动")
    secret, task = started(hub, "机密活动")
    for rank in ("member", "guest"):
        token = hub.invite(rank, mine).token
        names = ("org", bucket(mine), bucket(secret), policy.user_bucket(hub.owner))
        seen = everything(hub, token, *names)
        assert "我的活动".encode() in seen
        for word in ("机密活动".encode(), secret, task, bucket(secret).encode()):
            assert word not in seen
        # Nor does it help to write there.
        pen = hub.pen(token)
        for op in (change("task", task, name="x"), insert("task", hub.new(), campaign=secret)):
            assert pen.write(bucket(secret), op) == (4, "forbidden")


def test_a_member_without_a_campaign_sees_all_of_them_but_nobodys_own(hub: Hub) -> None:
    campaign, _ = started(hub, "活动")
    joined = hub.invite()
    names = {h.bucket for h in hub.heads(joined.token)}
    assert names == {"org", bucket(campaign), policy.user_bucket(joined.person)}


@pytest.mark.parametrize(
    ("seq", "chain"),
    [(1, b"x" * 16), (10_000, ZERO), (0, b"x" * 16), (-1, ZERO), (2**63, ZERO)],
)
def test_a_place_that_is_not_in_the_ledger_is_diverged(hub: Hub, seq: int, chain: bytes) -> None:
    campaign, _ = started(hub, "活动")
    pen = hub.pen()
    pen.write(bucket(campaign), insert("task", hub.new(), campaign=campaign))
    told = pen.remote.pull(Pull("", (Cursor(bucket(campaign), seq, chain),), 1 << 20))
    assert told.diverged == (bucket(campaign),)
    assert told.pages == ()


def test_own_entries_come_without_their_operations(hub: Hub) -> None:
    campaign, task = started(hub, "活动")
    pen = hub.pen()
    pen.write(bucket(campaign), change("task", task, name="自己改的" * 50))
    cursors = (Cursor(bucket(campaign), 0, ZERO),)
    whole = codec.encode(pen.remote.pull(Pull("", cursors, 1 << 20)))
    thin = codec.encode(pen.remote.pull(Pull("", cursors, 1 << 20, pen.replica)))
    assert "自己改的".encode() in whole
    assert "自己改的".encode() not in thin
    assert "活动".encode() in thin


def test_no_answer_is_larger_than_a_message_may_be(near: Hub) -> None:
    campaign, _ = started(near, "活动")
    pen = near.pen()
    name = bucket(campaign)
    for start in range(0, 24, 4):
        # 1.8 MB each: what one transaction may be, and more than half of an answer.
        ops = [
            insert("task", near.new(), campaign=campaign, notes="文" * 150_000)
            for _ in range(start, start + 4)
        ]
        assert pen.write(name, *ops)[0] == 1
    remote = near.remote(near.owner_token)
    for most in (1, 2_000_000, 1 << 40):
        seq, chain, count = 0, ZERO, 0
        while True:
            told = remote.pull(Pull("", (Cursor(name, seq, chain),), most))
            assert len(codec.encode(told)) <= protocol.MAX_PAGE_BYTES
            assert told.pages
            seq, chain = told.pages[0].seq, told.pages[0].chain
            count += len(told.pages[0].entries)
            if not told.more:
                break
        assert count == 7
        page = remote.rows(RowsAsk("", name, b"", most))
        assert page.rows
        assert len(codec.encode(page)) <= protocol.MAX_PAGE_BYTES
    assert len(rows_of(remote, name, 1 << 21)) == 27


def test_row_hashes_are_those_of_the_sums(hub: Hub) -> None:
    campaign, _ = started(hub, "活动")
    name = bucket(campaign)
    remote = hub.remote(hub.owner_token)
    page = remote.digest(DigestAsk(name, b""))
    assert page.is_last
    rows = rows_of(remote, name)
    assert [(t, r) for t, r, _ in page.rows] == list(rows)
    first = codec.signed(sum(int.from_bytes(code[:8], "big") for *_, code in page.rows))
    (head,) = [h for h in hub.heads(hub.owner_token) if h.bucket == name]
    assert (head.cnt, head.s1) == (len(page.rows), first)
    keys = tuple((t, r) for t, r, _ in page.rows)
    told = remote.fetch(FetchAsk(name, (*keys, (12, hub.new()), (2**64 - 1, b"x"))))
    assert {(i.table, i.row): i.state for i in told.rows} == {k: v[0] for k, v in rows.items()}


def test_pages_go_on_after_the_last_row(hub: Hub) -> None:
    campaign, _ = started(hub, "活动")
    pen = hub.pen()
    rows = [insert("task", hub.new(), campaign=campaign, name=f"{i}") for i in range(50)]
    pen.write(bucket(campaign), *rows)
    assert rows_of(pen.remote, bucket(campaign), 400) == rows_of(pen.remote, bucket(campaign))


@pytest.mark.parametrize("after", [b"x", b"\xff" * 20, b"\x00" * 21])
def test_a_place_that_is_no_row_is_refused(hub: Hub, after: bytes) -> None:
    with pytest.raises(Refused) as caught:
        hub.remote(hub.owner_token).rows(RowsAsk("", policy.user_bucket(hub.owner), after, 1_000))
    assert caught.value.code == "invalid"


def test_too_many_rows_by_name_are_refused(hub: Hub) -> None:
    keys = tuple((number("task"), hub.new()) for _ in range(1_001))
    with pytest.raises(Refused) as caught:
        hub.remote(hub.owner_token).fetch(FetchAsk("org", keys))
    assert caught.value.code == "too_large"


def test_a_hub_copied_back_is_seen_by_the_chain_and_a_restored_one_by_its_epoch(near: Hub) -> None:
    import shutil

    campaign, _ = started(near, "活动")
    near.close()
    shutil.copy(near.file, near.folder / "backup")
    near.open()
    epoch = near.meet(near.owner_token).epoch
    near.pen().write(bucket(campaign), insert("task", near.new(), campaign=campaign, name="丢了"))
    joined = near.invite()
    reader = Reader(near.remote(near.owner_token))
    reader.pull(near.heads(near.owner_token))
    near.close()
    shutil.copy(near.folder / "backup", near.file)
    near.open()
    assert near.meet(near.owner_token).epoch == epoch
    shelf = reader.shelves[bucket(campaign)]
    cursor = Cursor(bucket(campaign), shelf.seq, shelf.chain)
    assert near.remote(near.owner_token).pull(Pull("", (cursor,), 99)).diverged
    with pytest.raises(Refused, match="not known"):
        near.meet(joined.token)
    assert near.service.new_epoch() == near.meet(near.owner_token).epoch != epoch


def test_the_hubs_own_work_never_comes_twice_under_one_name(near: Hub) -> None:
    """A hub's file that was copied back counts its own transactions anew, under a new name."""
    import shutil

    near.close()
    shutil.copy(near.file, near.folder / "backup")
    names: list[bytes] = []
    for _ in range(2):
        shutil.copy(near.folder / "backup", near.file)
        near.open()
        near.invite()
        reader = Reader(near.remote(near.owner_token))
        reader.pull(near.heads(near.owner_token))
        states = [state for state, _ in reader.shelves["org"].rows.values()]
        names.append(next(s.made.replica for s in states if s.made is not None))
        near.close()
    near.open()
    assert names[0] != names[1]
