"""The sums of buckets, kept step by step, are those of the rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import policy
from app.store import audit, ledger
from tests.fakes.deeds import FEW, Deed, play
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of, sums_by_hand

Fresh = Callable[[], AbstractContextManager[Workshop]]
FILES = settings(max_examples=FEW // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
Steps = st.lists(
    st.one_of(st.sampled_from(["undo", "redo", "sync", "reopen"]), st.lists(Deed, max_size=3)),
    max_size=12,
)


def held(device: Device) -> dict[str, tuple[int, int, int]]:
    return {b.name: (b.cnt, b.s1, b.s2) for b in device.replica.buckets()}


@given(steps=Steps)
@FILES
def test_the_kept_sums_are_those_of_the_rows_after_every_step(
    fresh: Fresh, steps: list[str | list[tuple[int, int, int]]]
) -> None:
    with fresh() as workshop:
        a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
        campaign, _ = campaign_of(a, tasks=2)
        hub.settle(a, b)
        for step in steps:
            if isinstance(step, list):
                play(a, step, campaign)
                play(b, step[::-1], campaign)
            elif step == "sync":
                hub.settle(a, b)
            elif step == "reopen":
                a.reopen()
            elif getattr(a.session.undo_state, step) is not None:
                getattr(a.session, step)()
            for device in (a, b):
                assert held(device) == sums_by_hand(device)
                assert audit.sums(device.replica) == (True, "")


def test_equal_operations_give_equal_sums_and_one_more_gives_others(workshop: Workshop) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    _, (task,) = campaign_of(a)
    hub.settle(a, b)
    assert held(a) == held(b)
    a.edit("task", task, name="x")
    assert held(a) != held(b)
    hub.settle(a, b)
    assert held(a) == held(b)


def test_a_row_that_somebody_changed_by_hand_is_found(device: Device) -> None:
    campaign, (task,) = campaign_of(device)
    assert audit.sums(device.replica)[0]
    with device.replica.maintain() as sheaf:
        sheaf.conn.raw.execute("UPDATE row_state SET state = x'95' WHERE row = ?", (task,))
    assert audit.sums(device.replica) == (False, policy.campaign_bucket(campaign))


def test_a_row_that_is_missing_or_too_many_is_found(device: Device) -> None:
    _, (task,) = campaign_of(device)
    assert audit.rows(device.replica) == (True, "")
    with device.replica.maintain() as sheaf:
        sheaf.conn.raw.execute("DELETE FROM task WHERE id = ?", (task,))
    assert audit.rows(device.replica) == (False, "task")


def test_the_checksum_is_of_shared_rows_only(device: Device) -> None:
    before = audit.checksum(device.replica)
    _, (task,) = campaign_of(device)
    middle = audit.checksum(device.replica)
    assert middle != before
    device.session.undo_state  # noqa: B018 - reading changes nothing
    assert audit.checksum(device.replica) == middle
    device.edit("task", task, name="x")
    assert audit.checksum(device.replica) != middle


def test_buckets_that_differ_from_the_hub_are_named(device: Device) -> None:
    campaign_of(device)
    heads = [(b.name, b.seq, b.cnt, b.s1, b.s2) for b in device.replica.buckets()]
    assert ledger.differing(device.replica, heads) == []
    name, seq, cnt, s1, s2 = heads[0]
    assert ledger.differing(device.replica, [(name, seq, cnt, s1 ^ 1, s2)]) == [name]
    # Not read to its end, or not known: there is nothing to compare.
    assert ledger.differing(device.replica, [(name, seq + 1, cnt, s1 ^ 1, s2)]) == []
    assert ledger.differing(device.replica, [("campaign:x", 0, 1, 1, 1)]) == []
