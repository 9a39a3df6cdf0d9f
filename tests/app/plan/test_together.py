"""Two people plan offline; what each did arrives, and both replicas have one schedule."""

from __future__ import annotations

from app.plan import live
from app.plan.live import Network
from tests.app.plan.test_live import Chain, at, shown
from tests.fakes.devices import Device, OrderHub, alike


def both(chain: Chain, a: Device, b: Device) -> tuple[Network, Network]:
    return live.read(a.session, chain.campaign), live.read(b.session, chain.campaign)


def test_offline_edits_of_dates_and_links_give_one_schedule(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    chain = Chain(a)
    hub.settle(a, b)
    first, second, third = chain.tasks
    ours, theirs = both(chain, a, b)
    moved = live.preview(ours, live.MoveTo(first, at("06-04 09:00")), "eat")
    live.commit(a.session, chain.campaign, moved)
    longer = live.preview(theirs, live.SetWork(third, 960), "eat")
    live.commit(b.session, chain.campaign, longer)
    cut = live.preview(live.read(b.session, chain.campaign), live.DropLink(chain.links[1]))
    live.commit(b.session, chain.campaign, cut)
    hub.settle(a, b)
    alike(a, b)
    ours, theirs = both(chain, a, b)
    assert live.answer(ours) == live.answer(theirs)
    found = live.answer(ours)
    assert shown(found[first].start) == "06-04 09:00"
    assert shown(found[third].finish) == "06-11 18:00"
    assert len(ours.links) == 1
    assert found[second].why.kind == "link"


def test_a_circle_closed_by_two_people_is_told_and_both_schedule_the_same(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    chain = Chain(a)
    for link in chain.links:
        cut = live.preview(live.read(a.session, chain.campaign), live.DropLink(link))
        live.commit(a.session, chain.campaign, cut)
    hub.settle(a, b)
    first, second, _ = chain.tasks
    ours, theirs = both(chain, a, b)
    one = live.preview(ours, live.AddLink(first, second))
    live.commit(a.session, chain.campaign, one)
    other = live.preview(theirs, live.AddLink(second, first))
    live.commit(b.session, chain.campaign, other)
    hub.settle(a, b)
    alike(a, b)
    ours, theirs = both(chain, a, b)
    assert ours.broken == theirs.broken
    assert set(ours.broken) == {first, second}
    assert live.answer(ours) == live.answer(theirs)


def test_the_same_task_moved_by_two_people_is_one_date_on_both(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    a, b, hub = trio
    chain = Chain(a)
    hub.settle(a, b)
    ours, theirs = both(chain, a, b)
    for device, network, day in ((a, ours, "06-02"), (b, theirs, "06-03")):
        moved = live.preview(network, live.MoveTo(chain.tasks[0], at(f"{day} 09:00")))
        live.commit(device.session, chain.campaign, moved)
    hub.settle(a, b)
    alike(a, b)
    ours, theirs = both(chain, a, b)
    assert live.answer(ours) == live.answer(theirs)
    held = live.settled(ours)
    assert held == live.settled(theirs)
