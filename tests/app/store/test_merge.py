"""Two replicas and any order of the hub: equal states, equal rows, nothing lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import codec, policy
from app.model.change import Body, Cell, Changes, Kind, Op, Origin
from app.model.clock import ms_of
from app.store import audit, dataset, ledger
from app.store.replica import Incoming
from app.store.rows import image_of
from tests.fakes.deeds import FEW, Deed, play
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of, register_of, sums_by_hand

Fresh = Callable[[], AbstractContextManager[Workshop]]
FILES = settings(max_examples=FEW // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
STRANGER = b"s" * 16
TASK = 12
Work = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["edit", "edit", "push", "pull"]), Deed),
    max_size=25,
)


@pytest.fixture
def trio(workshop: Workshop) -> tuple[Device, Device, OrderHub]:
    """Two devices and a hub."""
    return workshop.device("a"), workshop.device("b"), OrderHub()


def foreign(hub: OrderHub, bucket: str, n: int, *ops: Op, hlc: int = 1) -> Incoming:
    """An entry that a stranger wrote."""
    return hub.put(bucket, STRANGER, n, Body(1, hlc, "Foreign", 1, ()), ops)


def alike(*devices: Device) -> None:
    """All books of all devices are equal, and true."""
    for device in devices:
        device.check()
        held = {b.name: (b.cnt, b.s1, b.s2) for b in device.replica.buckets()}
        assert held == sums_by_hand(device)
    first, *others = devices
    for other in others:
        assert other.states() == first.states()
        assert other.rows() == first.rows()
        assert audit.checksum(other.replica) == audit.checksum(first.replica)


@given(work=Work, seed=st.integers(0, 2**32))
@FILES
def test_whatever_order_the_hub_gives_all_replicas_are_equal(
    fresh: Fresh, work: list[tuple[int, str, tuple[int, int, int]]], seed: int
) -> None:
    random = Random(seed)
    with fresh() as workshop:
        devices = [workshop.device(name) for name in "abc"]
        hub = OrderHub()
        campaign, _ = campaign_of(devices[0], tasks=2)
        hub.settle(*devices)
        for device in devices:
            device.clock.ms += random.choice([-3, 0, 3]) * 24 * 3600 * 1000
        for who, what, deed in work:
            if what == "edit":
                play(devices[who], [deed], campaign)
            elif what == "push":
                hub.push(devices[who], random.randint(1, 3))
            else:
                hub.pull(devices[who], random.randint(1, 4))
        random.shuffle(devices)
        hub.settle(*devices)
        alike(*devices)
        # A device that comes last and reads everything at once agrees with those.
        late = workshop.device("late")
        hub.pull(late)
        alike(devices[0], late)


@given(cuts=st.lists(st.integers(1, 4), max_size=8), seed=st.integers(0, 99))
@FILES
def test_repeated_overlapping_slices_change_nothing(
    fresh: Fresh, cuts: list[int], seed: int
) -> None:
    with fresh() as workshop:
        a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
        campaign, tasks = campaign_of(a)
        for i in range(5):
            a.edit("task", tasks[0], percent=i + 1)
        hub.push(a)
        whole = hub.entries[policy.campaign_bucket(campaign)]
        at = 0
        for cut in [*cuts, len(whole)]:
            b.replica.merge(whole[max(0, at - seed % 3) : at + cut])
            at = min(at + cut, len(whole))
        before = b.states(), b.rows(), b.journal(), b.replica.buckets()
        heard: list[Changes] = []
        b.session.subscribe(heard.append)
        assert b.replica.merge(whole) == ()
        assert (b.states(), b.rows(), b.journal(), b.replica.buckets()) == before
        assert heard == []
        hub.pull(a)
        alike(a, b)


def test_an_own_transaction_that_comes_back_changes_nothing_but_the_place(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, _, hub = trio
    campaign, _ = campaign_of(a)
    before = a.states(), a.rows(), a.journal()
    heard: list[Changes] = []
    a.session.subscribe(heard.append)
    hub.settle(a)
    assert (a.states(), a.rows(), a.journal()) == before
    assert heard == []
    (bucket,) = (b for b in a.replica.buckets() if b.name == policy.campaign_bucket(campaign))
    assert (bucket.seq, bucket.chain) == (1, hub.entries[bucket.name][0].chain)


def test_edits_of_different_fields_are_both_kept(trio: tuple[Device, Device, OrderHub]) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    a.edit("task", task, name="甲")
    b.edit("task", task, percent=60)
    hub.settle(a, b)
    alike(a, b)
    row = b.session.get("task", task)
    assert (row["name"], row["percent"]) == ("甲", 60)
    assert audit.splits(a.replica) == []


def test_of_two_edits_of_one_field_the_loser_is_kept(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    a.edit("task", task, name="甲")
    b.clock.ms += 1_000
    b.edit("task", task, name="乙")
    hub.settle(a, b)
    alike(a, b)
    (split,) = audit.splits(a.replica)
    heads = split.state.heads(register_of("task", "name"))
    assert [h.values for h in heads] == [("甲",), ("乙",)]
    assert a.session.get("task", task)["name"] == "乙"


def test_an_edit_after_a_conflict_shows_its_own_value_even_if_its_clock_is_behind(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    b.clock.ms += 24 * 3600 * 1000
    a.edit("task", task, name="甲")
    b.edit("task", task, name="乙")
    hub.settle(a, b)
    a.edit("task", task, name="丙")
    # a has read b's stamp, so its own clock follows it.
    assert a.session.get("task", task)["name"] == "丙"
    hub.settle(a, b)
    alike(a, b)


def test_a_delete_against_an_edit_keeps_the_row_on_both(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    b.edit("task", task, name="edited", start="2026-11-24T09:00:00")
    hub.settle(a, b)
    alike(a, b)
    row = a.session.get("task", task)
    assert (row["name"], row["start"], row["percent"]) == ("edited", "2026-11-24T09:00:00", 0)
    assert len(audit.splits(a.replica)[0].state.outvoted) == 1


def test_a_group_is_never_mixed(trio: tuple[Device, Device, OrderHub]) -> None:
    a, b, hub = trio
    campaign, _ = campaign_of(a, tasks=0)
    with a.session.edit("Add") as edit:
        values = {"start": "2026-01-01T00:00:00", "finish": "2026-01-02T00:00:00"}
        task = edit.add("task", {"campaign": campaign, **values})
    hub.settle(a, b)
    a.edit("task", task, start="2026-01-01T12:00:00")
    b.edit("task", task, finish="2026-01-03T00:00:00")
    hub.settle(a, b)
    alike(a, b)
    row = a.session.get("task", task)
    assert (row["start"], row["finish"]) in {
        ("2026-01-01T12:00:00", "2026-01-02T00:00:00"),
        ("2026-01-01T00:00:00", "2026-01-03T00:00:00"),
    }


def test_a_set_that_comes_before_its_insert_waits_and_is_shown(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    campaign, _ = campaign_of(a, tasks=0)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a, b)
    row = b"t" * 16
    early = Op(Kind.SET, TASK, row, (Cell(4, ("early",)),))
    foreign(hub, bucket, 1, early, hlc=5)
    hub.pull(a)
    assert a.session.list("task") == []
    a.check()
    made = Op(Kind.INSERT, TASK, row, (Cell(1, (campaign,)), Cell(4, ("made",)), Cell(10, (7,))))
    hub.put(bucket, b"o" * 16, 1, Body(1, 3, "", 1, ()), (made,))
    hub.pull(a)
    found = a.session.get("task", row)
    assert (found["name"], found["percent"], found["campaign"]) == ("early", 7, campaign)
    hub.pull(b)
    alike(a, b)


def test_the_notice_of_a_remote_change_names_its_rows(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    a.edit("task", task, name="x")
    hub.push(a)
    heard: list[Changes] = []
    b.session.subscribe(heard.append)
    hub.pull(b)
    (changes,) = heard
    assert changes.origin is Origin.REMOTE
    assert [(t.table, t.row, t.fields, t.kind) for t in changes.rows] == [
        ("task", task, ("name",), "update")
    ]


def test_the_clock_follows_what_was_read(trio: tuple[Device, Device, OrderHub]) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    a.clock.ms += 3 * 24 * 3600 * 1000
    a.edit("task", task, name="x")
    hub.settle(a, b)
    b.edit("task", task, name="y")
    assert b.own()[-1][1].hlc > a.own()[-1][1].hlc
    assert ms_of(b.own()[-1][1].hlc) > b.clock.ms


def test_a_field_of_a_newer_version_is_kept_counted_and_survives_everything(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    campaign, (task,) = campaign_of(a)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a, b)
    foreign(hub, bucket, 1, Op(Kind.SET, TASK, task, (Cell(77, ("future", 5)), Cell(4, ("n",)))))
    hub.settle(a, b)
    alike(a, b)

    def kept(device: Device) -> object:
        return image_of(device.states()[TASK, task][1]).get(77)

    assert kept(a) == ("future", 5)
    assert a.session.get("task", task)["name"] == "n"
    a.edit("task", task, name="x")
    assert kept(a) == ("future", 5)
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    assert kept(a) == ("future", 5)
    a.session.undo()
    assert kept(a) == ("future", 5)
    assert a.session.get("task", task)["name"] == "x"
    hub.settle(a, b)
    alike(a, b)
    # Two newer programs disagree: both values stay.
    base = ((STRANGER, 1),)
    for author, value in ((b"t" * 16, "one"), (b"u" * 16, "two")):
        op = Op(Kind.SET, TASK, task, (Cell(77, (value, 0), base),))
        hub.put(bucket, author, 1, Body(1, 9, "", 1, ()), (op,))
    hub.settle(a, b)
    alike(a, b)
    state = audit.splits(a.replica)[0].state
    assert {h.values for h in state.heads(77)} == {("one", 0), ("two", 0)}


def test_a_table_of_a_newer_version_is_kept_and_counted(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    campaign, _ = campaign_of(a)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a, b)
    before = {x.name: x.cnt for x in a.replica.buckets()}[bucket]
    row = b"f" * 16
    foreign(hub, bucket, 1, Op(Kind.INSERT, 99, row, (Cell(1, ("future",)), Cell(2, (5,)))))
    foreign(hub, bucket, 2, Op(Kind.SET, 99, row, (Cell(2, (6,)),)), hlc=2)
    hub.settle(a, b)
    alike(a, b)
    assert image_of(a.states()[99, row][1]) == {1: ("future",), 2: (6,)}
    assert {x.name: x.cnt for x in a.replica.buckets()}[bucket] == before + 1
    a.reopen()
    alike(a, b)


def test_a_kind_of_a_newer_version_is_parked_as_it_came(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    campaign, (task,) = campaign_of(a)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a, b)
    op = Op(Kind.SET, TASK, task, (Cell(4, ("x",)),))
    strange = foreign(hub, bucket, 1, op, Op(42, TASK, task, (Cell(5, ("y",)),)))
    foreign(hub, bucket, 2, Op(Kind.SET, TASK, task, (Cell(10, (50,)),)))
    hub.settle(a, b)
    alike(a, b)
    ((where, seq, body, why),) = a.parked()
    assert (where, seq) == (bucket, strange.seq)
    assert isinstance(body, bytes)
    assert strange.ops in body
    assert why
    assert ledger.counts(a.replica).parked == 1
    # None of the transaction was taken in, and what follows was.
    row = a.session.get("task", task)
    assert (row["name"], row["percent"]) == ("任务 0", 50)


def nested(bottom: object, depth: int) -> object:
    """A value in many lists."""
    for _ in range(depth):
        bottom = [bottom]
    return bottom


POISON: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "noise": lambda _: b"\xc1\xff\x00",
    "cut": lambda t: codec.encode((Op(Kind.SET, TASK, t, (Cell(4, ("x",)),)),))[:-3],
    "a map": lambda _: codec.encode({"a": 1}),
    "a short operation": lambda _: codec.encode([[2]]),
    "a row of text": lambda _: codec.encode([[2, TASK, "row", [], []]]),
    "deep": lambda _: codec.encode([[2, TASK, b"r", nested(1, 900), []]]),
}
BINDING: dict[str, Callable[[bytes], bytes]] = {
    "a list for a value": lambda t: codec.encode([[2, TASK, t, [[4, [["x"]], None]], []]]),
    "a map for a value": lambda t: codec.encode([[2, TASK, t, [[4, [{"a": 1}], None]], []]]),
    "more than 64 bits": lambda t: codec.encode([[2, TASK, t, [[10, [2**64 - 1], None]], []]]),
}


def poisoned(trio: tuple[Device, Device, OrderHub], make: Callable[[bytes], bytes]) -> None:
    """A device parks what cannot be read, takes in what follows, and goes on."""
    a, _, hub = trio
    campaign, (task,) = campaign_of(a)
    bucket = policy.campaign_bucket(campaign)
    hub.settle(a)
    entry = foreign(hub, bucket, 1)
    hub.entries[bucket][-1] = dataclasses.replace(entry, ops=make(task))
    foreign(hub, bucket, 2, Op(Kind.SET, TASK, task, (Cell(9, (50,)),)))
    hub.pull(a)
    a.check()
    assert [seq for _, seq, _, _ in a.parked()] == [entry.seq]
    assert a.session.get("task", task)["effort_minutes"] == 50
    assert {b.name: b.seq for b in a.replica.buckets()}[bucket] == entry.seq + 1


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_entry_is_parked_and_the_rest_goes_on(
    trio: tuple[Device, Device, OrderHub], name: str
) -> None:
    poisoned(trio, POISON[name])


@pytest.mark.parametrize("name", BINDING)
def test_a_value_that_no_column_takes_is_parked_and_the_rest_goes_on(
    trio: tuple[Device, Device, OrderHub], name: str
) -> None:
    poisoned(trio, BINDING[name])


def test_a_row_that_claims_another_bucket_is_parked_whole(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, _, hub = trio
    _, (task,) = campaign_of(a)
    two, (other,) = campaign_of(a, "second")
    hub.settle(a)
    good = Op(Kind.SET, TASK, other, (Cell(4, ("x",)),))
    bad = Op(Kind.SET, TASK, task, (Cell(4, ("stolen",)),))
    foreign(hub, policy.campaign_bucket(two), 1, good, bad)
    hub.pull(a)
    a.check()
    assert len(a.parked()) == 1
    assert a.session.get("task", task)["name"] == "任务 0"
    assert a.session.get("task", other)["name"] == "任务 0"


def test_the_trash_has_what_another_deleted(trio: tuple[Device, Device, OrderHub]) -> None:
    a, b, hub = trio
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    hub.settle(a, b)
    assert b.session.list("task") == []
    (row,) = dataset.trash(b.replica, "task")
    assert (row.id, row["name"]) == (task, "任务 0")
    with b.session.edit("Restore") as edit:
        edit.restore("task", task)
    hub.settle(b, a)
    alike(a, b)
    assert a.session.get("task", task)["name"] == "任务 0"
