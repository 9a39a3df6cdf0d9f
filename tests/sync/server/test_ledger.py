"""What is pushed stands in the ledger, once, in order, and comes back as it was."""

from __future__ import annotations

import os
import threading

import pytest

from app.model import clock as clocks
from app.model.errors import Refused
from sync.protocol import Accepted, HashesAsk, Push
from sync.server import effects, judge
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import (
    ZERO,
    Pen,
    Reader,
    bucket,
    change,
    delete,
    insert,
    number,
    register,
    rows_of,
    shown,
)

DONE = (Accepted.APPLIED, "")


def begun(hub: Hub, pen: Pen) -> tuple[bytes, bytes, str]:
    """A campaign with one task."""
    campaign, task = hub.new(), hub.new()
    name = bucket(campaign)
    assert pen.write(name, insert("campaign", campaign, name="周年庆")) == DONE
    assert pen.write(name, insert("task", task, campaign=campaign, name="主视觉")) == DONE
    return campaign, task, name


def test_what_is_pushed_is_read_by_everybody_with_the_right(hub: Hub) -> None:
    pen = hub.pen()
    _, task, name = begun(hub, pen)
    assert pen.write(name, change("task", task, name="主视觉 横版", percent=40)) == DONE
    other = hub.invite()
    reader = Reader(hub.remote(other.token))
    heads = reader.pull(hub.heads(other.token))
    assert {h.bucket for h in heads} >= {"org", name}
    for head in heads:
        shelf = reader.shelves[head.bucket]
        assert (shelf.seq, shelf.chain) == (head.seq, head.chain)
        assert shelf.sums() == (head.cnt, head.s1, head.s2)
    assert reader.authors[pen.replica] == hub.owner
    _, image = reader.shelves[name].rows[number("task"), task]
    assert image[register("task", "name")] == ("主视觉 横版",)


def test_row_pages_are_the_fold_of_the_ledger(hub: Hub) -> None:
    pen = hub.pen()
    campaign, task, name = begun(hub, pen)
    ops = [insert("task", hub.new(), campaign=campaign, name=f"任务 {i}") for i in range(200)]
    pen.push(*(pen.body((name, ops[i : i + 20])) for i in range(0, 200, 20)))
    pen.write(name, change("task", task, name="改"))
    pen.write(name, delete("task", ops[0].row, 3))
    reader = Reader(hub.remote(hub.owner_token))
    reader.pull(hub.heads(hub.owner_token), max_bytes=2_000)
    theirs = rows_of(hub.remote(hub.owner_token), name, max_bytes=3_000)
    mine = reader.shelves[name].rows
    assert list(theirs) == sorted(mine)
    for key, (state, image, alive) in theirs.items():
        from app.model.register import encode_state

        assert encode_state(mine[key][0]) == state
        assert {n: v for n, v in mine[key][1].items() if v != (None,)} == image
        assert mine[key][0].is_alive == alive
    assert not theirs[number("task"), ops[0].row][2]


def test_what_is_sent_again_gets_the_same_verdicts_and_changes_nothing(hub: Hub) -> None:
    pen = hub.pen()
    _, task, name = begun(hub, pen)
    bodies = (
        pen.body((name, [change("task", task, percent=10)])),
        pen.body(("org", [insert("grant", hub.new())])),
    )
    first, prev = pen.n + 1, pen.hash
    told = pen.push(*bodies)
    assert [v.code for v in told.verdicts] == [Accepted.APPLIED, Accepted.QUARANTINED]
    before = hub.heads(hub.owner_token)
    assert pen.remote.push(Push(pen.replica, first, prev, bodies)) == told
    assert hub.heads(hub.owner_token) == before
    # Half of it known, half of it new.
    more = pen.body((name, [change("task", task, (first,), percent=20)]))
    again = pen.remote.push(Push(pen.replica, first, prev, (*bodies, more)))
    assert [v.n for v in again.verdicts] == [first, first + 1, first + 2]
    assert again.verdicts[:2] == told.verdicts
    assert again.verdicts[2].code == Accepted.APPLIED


def test_a_gap_is_told_and_nothing_is_taken(hub: Hub) -> None:
    pen = hub.pen()
    begun(hub, pen)
    before = hub.heads(hub.owner_token)
    body = pen.body(("org", [insert("channel", hub.new(), name="抖音")]))
    told = pen.remote.push(Push(pen.replica, pen.n + 2, pen.hash, (body,)))
    assert (told.trouble, told.last_n, told.last_hash) == ("gap", pen.n, pen.hash)
    assert told.verdicts == ()
    assert hub.heads(hub.owner_token) == before


@pytest.mark.parametrize("kind", ["another body", "another past", "another beginning"])
def test_another_history_of_one_replica_is_a_fork(hub: Hub, kind: str) -> None:
    pen = hub.pen()
    begun(hub, pen)
    body = pen.body(("org", [insert("channel", hub.new(), name="抖音")]))
    asks = {
        "another body": Push(pen.replica, 1, ZERO, (body,)),
        "another past": Push(pen.replica, pen.n + 1, b"x" * 16, (body,)),
        "another beginning": Push(pen.replica, 2, ZERO, (body,)),
    }
    told = pen.remote.push(asks[kind])
    assert (told.trouble, told.verdicts, told.last_n) == ("fork", (), pen.n)


def test_hashes_tell_where_a_chain_parted(hub: Hub) -> None:
    pen = hub.pen()
    begun(hub, pen)
    told = pen.remote.hashes(HashesAsk(pen.replica, 1, 10))
    assert len(told.hashes) == pen.n
    assert told.hashes[-1] == pen.hash
    stranger = hub.invite()
    assert hub.remote(stranger.token).hashes(HashesAsk(pen.replica, 1, 10)).hashes == ()
    for first, count in ((0, 5), (-(2**63), 5), (2**63 - 1, 5), (1, -(2**62))):
        assert pen.remote.hashes(HashesAsk(pen.replica, first, count)).hashes == ()


def test_two_edits_of_one_field_are_a_conflict(hub: Hub) -> None:
    pen, other = hub.pen(), hub.pen(hub.invite().token)
    _, task, name = begun(hub, pen)
    made = (pen.replica, 2)
    assert pen.write(name, change("task", task, name="甲")) == DONE
    assert other.write(name, change("task", task, (made,), name="乙"))[0] == Accepted.CONFLICT
    # Whoever decides names both; then it is one value again.
    both = ((pen.replica, 3), 1)
    assert other.write(name, change("task", task, both, name="丙")) == DONE
    assert (shown(pen.remote, name, "task", task) or {})["name"] == "丙"


def test_an_edit_that_the_deleter_did_not_see_wins(hub: Hub) -> None:
    pen, other = hub.pen(), hub.pen(hub.invite().token)
    _, task, name = begun(hub, pen)
    assert pen.write(name, delete("task", task, 2)) == DONE
    assert shown(pen.remote, name, "task", task) is None
    verdict = other.write(name, change("task", task, ((pen.replica, 2),), notes="补拍"))
    assert verdict[0] == Accepted.CONFLICT
    assert (shown(pen.remote, name, "task", task) or {})["notes"] == "补拍"


def test_a_clock_far_ahead_is_held_to_the_hubs_time(hub: Hub) -> None:
    pen = hub.pen()
    _, task, name = begun(hub, pen)
    ahead = (hub.clock.ms + 3 * 86_400_000) << 16
    (verdict,) = pen.push(pen.body((name, [change("task", task, percent=5)]), hlc=ahead)).verdicts
    most = clocks.pack(hub.clock.ms + clocks.AHEAD_LIMIT_MS)
    assert verdict.code == Accepted.APPLIED
    assert verdict.hlc <= most < ahead
    reader = Reader(pen.remote)
    heads = {h.bucket: h for h in reader.pull(hub.heads(hub.owner_token))}
    assert reader.shelves[name].sums() == (heads[name].cnt, heads[name].s1, heads[name].s2)


def test_one_bad_transaction_stops_no_other(hub: Hub) -> None:
    pen = hub.pen()
    campaign, task, name = begun(hub, pen)
    good = insert("task", hub.new(), campaign=campaign, name="好")
    told = pen.push(
        pen.body((name, [change("task", task, name="先")])),
        b"\xc1 nonsense",
        pen.body((name, [good, insert("task", task, campaign=campaign, name="有了")])),
        pen.body((name, [change("task", task, (3,), name="后")])),
    )
    assert [v.code for v in told.verdicts] == [1, 4, 4, 1]
    assert [v.detail for v in told.verdicts] == ["", "unreadable", "exists", ""]
    assert (shown(pen.remote, name, "task", task) or {})["name"] == "后"
    # A transaction is taken whole or not at all.
    assert shown(pen.remote, name, "task", good.row) is None


def test_a_transaction_over_two_buckets_is_one(hub: Hub) -> None:
    pen = hub.pen()
    campaign, _, name = begun(hub, pen)
    task, channel = hub.new(), hub.new()
    pen.push(
        pen.body(
            (name, [insert("task", task, campaign=campaign, name="双")]),
            ("org", [insert("channel", channel, name="微信")]),
        )
    )
    assert shown(pen.remote, name, "task", task)
    assert shown(pen.remote, "org", "channel", channel)
    bad = pen.body(
        (name, [change("task", task, percent=9)]),
        ("org", [insert("channel", channel, name="又")]),
    )
    assert pen.push(bad).verdicts[0].detail == "exists"
    assert "percent" not in (shown(pen.remote, name, "task", task) or {})


@pytest.mark.parametrize("place", ["judge", "take"])
def test_a_fault_of_the_hub_itself_sets_one_transaction_aside(
    near: Hub, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen = near.pen()
    campaign, task, name = begun(near, pen)
    before = near.heads(near.owner_token)

    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    if place == "judge":
        monkeypatch.setattr(judge, "_values", break_down)
    else:
        monkeypatch.setattr(effects.Effects, "after", break_down)
    code, detail = pen.write(
        name, change("task", task, percent=1), insert("task", near.new(), campaign=campaign)
    )
    assert (code, detail) == (Accepted.QUARANTINED, "error: ZeroDivisionError")
    monkeypatch.undo()
    assert near.heads(near.owner_token) == before
    assert pen.write(name, change("task", task, percent=2)) == DONE
    reader = Reader(pen.remote)
    heads = {h.bucket: h for h in reader.pull(near.heads(near.owner_token))}
    assert reader.shelves[name].sums() == (heads[name].cnt, heads[name].s1, heads[name].s2)


def test_a_replica_belongs_to_who_pushed_it_first(hub: Hub) -> None:
    pen = hub.pen()
    begun(hub, pen)
    token = hub.invite().token
    stranger = hub.pen(token)
    stranger.replica = pen.replica
    with pytest.raises(Refused, match="somebody else"):
        stranger.push()
    with pytest.raises(Refused, match="somebody else"):
        hub.meet(token, pen.replica)


def test_too_many_at_once_are_refused(hub: Hub) -> None:
    pen = hub.pen()
    with pytest.raises(Refused) as caught:
        pen.push(*[b"\x90"] * 501)
    assert caught.value.code == "too_large"
    with pytest.raises(Refused):
        pen.remote.push(Push(b"short", 1, ZERO, ()))
    with pytest.raises(Refused):
        pen.remote.push(Push(pen.replica, 0, ZERO, ()))


def test_numbers_that_no_database_holds_do_no_harm(hub: Hub) -> None:
    pen = hub.pen()
    _, _, name = begun(hub, pen)
    row = hub.new()
    from app.model.change import Cell, Op

    odd = [
        Op(1, 2**64 - 1, row, ()),
        Op(2**63, 12, row, ()),
        Op(2, 12, row, (Cell(4, ("x",), (2**64 - 1,)),)),
        Op(3, 12, row, (), ((b"short", 1),)),
        Op(2, 12, b"short", (Cell(4, ("x",)),)),
        Op(2, -1, row, ()),
    ]
    for op in odd:
        assert pen.write(name, op)[0] == Accepted.QUARANTINED, op
    huge = Push(pen.replica, 2**64 - 1, ZERO, ())
    assert pen.remote.push(huge).trouble == "gap"
    (verdict,) = pen.push(pen.body((name, [change("task", row, name="x")]), hlc=-(2**63))).verdicts
    assert (verdict.code, verdict.hlc) == (Accepted.QUARANTINED, 0)


def test_many_who_write_at_once_leave_one_gapless_ledger(hub: Hub) -> None:
    pen = hub.pen()
    campaign, _, name = begun(hub, pen)
    pens = [hub.pen(hub.invite().token) for _ in range(4)]
    codes: list[int] = []

    def work(one: Pen) -> None:
        for _ in range(10):
            bodies = [
                one.body((name, [insert("task", os.urandom(16), campaign=campaign, name="同时")]))
                for _ in range(3)
            ]
            codes.extend(v.code for v in one.push(*bodies).verdicts)

    threads = [threading.Thread(target=work, args=(one,)) for one in pens]
    reader = Reader(hub.remote(hub.owner_token))
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        reader.pull(hub.heads(hub.owner_token), max_bytes=5_000)
    heads = {h.bucket: h for h in reader.pull(hub.heads(hub.owner_token))}
    assert codes == [Accepted.APPLIED] * 120
    shelf = reader.shelves[name]
    assert shelf.seq == heads[name].seq == 122
    assert shelf.sums() == (heads[name].cnt, heads[name].s1, heads[name].s2)
