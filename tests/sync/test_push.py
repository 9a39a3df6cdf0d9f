"""The outgoing half of a sync where the hub is not what it was a moment ago."""

from __future__ import annotations

from app.model import registry
from app.store import ledger
from sync import protocol
from sync.client.push import Pusher
from tests.sync.conftest import World
from tests.sync.test_reliability import change, two


def test_a_hub_that_went_back_after_we_met_is_given_the_rest(world: World) -> None:
    a, _, task = two(world)
    world.backup(world.folder / "hub.backup")
    for percent in (10, 20, 30):
        change(a, task, percent=percent)
    a.sync()
    met = a.replica.whoami()
    world.restore(world.folder / "hub.backup")
    change(a, task, percent=40)
    assert a.remote is not None
    chain = ledger.hash_at(a.replica, met.n)
    assert chain is not None
    outcome = Pusher(a.replica, a.remote).push(met.n, chain)
    assert outcome.trouble == ""
    me = a.replica.whoami()
    ask = protocol.Meet(
        protocol.VERSION, "test", registry.SCHEMA_REV, me.replica, me.n, me.hash, world.clock()
    )
    now = a.remote.meet(ask)
    assert (now.last_n, now.last_hash) == (me.n, me.hash)
