"""Two replicas and any order of the hub: equal states, equal rows, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import care
from app.care import Desk
from app.model import policy
from app.model.change import Body, Cell, Changes, Kind, Op, Origin
from app.model.clock import ms_of
from app.store import dataset
from app.store.profile import Profile
from tests.fakes.deeds import FEW, Deed, play
from tests.fakes.devices import (
    TASK,
    Device,
    OrderHub,
    Workshop,
    alike,
    campaign_of,
    foreign,
)

Fresh = Callable[[], AbstractContextManager[Workshop]]
FILES = settings(max_examples=FEW // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
Work = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["edit", "edit", "push", "pull"]), Deed),
    max_size=25,
)


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


def test_an_ordinary_edit_leaves_the_values_that_its_author_never_saw(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    """It replaces the shown value; the kept one beside it still waits for a decision."""
    a, b, hub = trio
    _, (task, *_) = campaign_of(a)
    hub.settle(a, b)
    a.edit("task", task, name="甲的名字")
    b.edit("task", task, name="乙的名字")
    hub.settle(a, b)
    a.edit("task", task, name="没有回答那个问题")
    hub.settle(a, b)
    for device in (a, b):
        (held,) = care.conflicts(desk_of(device))
        assert held.shown == ("没有回答那个问题",)
        assert len(held.others) == 1
        assert held.others[0].values[0] in ("甲的名字", "乙的名字")


def desk_of(device: Device) -> Desk:
    return Desk(Profile(device.path.parent), device.replica, device.session)
