"""Messages changed at random: the hub and the laptop refuse them by name and keep their books."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import codec
from app.model.change import Body
from app.model.errors import Fault, Refused, Unavailable
from app.model.register import decode_state
from app.store import intake
from app.store.image import image_of
from app.store.journal import decode_before
from sync import protocol
from sync.client.syncer import Syncer
from sync.protocol import Remote
from sync.server import routes
from tests.fuzz.examples import FULL, bounded, changed
from tests.sync.conftest import Laptop, World
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import Pen, bucket, change, insert

pytestmark = pytest.mark.timeout(900 if FULL else 60)
MESSAGES = {
    name: kind
    for name, kind in vars(protocol).items()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
}
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.binary() | st.text(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.sampled_from(sorted(MESSAGES)), JUNK)
def test_no_value_makes_a_message_fail_but_by_name(name: str, value: object) -> None:
    try:
        codec.decode_as(MESSAGES[name], msgspec.msgpack.encode(value))
    except Refused as refusal:
        assert refusal.code == "invalid"  # noqa: PT017


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, over_http=False)
    yield made
    made.close()


class Recorder:
    """Keeps what a laptop asks and is answered, as it travels."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self.asked: dict[str, list[bytes]] = {}

    def __getattr__(self, name: str) -> Any:
        plain = getattr(self._remote, name)

        def ask(*args: Any) -> Any:
            self.asked.setdefault(name, []).append(codec.encode(args[0]))
            return plain(*args)

        return ask


class Changer:
    """A hub that is broken or means harm: now and then an answer has other bytes.

    Only what it says of rights is left as it is: the hub may take those away.
    """

    def __init__(self, remote: Remote, seed: str) -> None:
        self._remote = remote
        self._chance = random.Random(seed)
        self.changes = 0

    def __getattr__(self, name: str) -> Any:
        plain = getattr(self._remote, name)

        def ask(*args: Any) -> Any:
            told = plain(*args)
            if name == "meet" or self._chance.random() < 0.5:
                return told
            self.changes += 1
            data = codec.encode(told)
            (data,) = changed([data], 1, self._chance.random().hex(), most=2)
            return codec.decode_as(type(told), data)

        return ask


def begun(world: World) -> Laptop:
    a = world.owner("a")
    with a.session.edit("Begin") as edit:
        campaign = edit.add("campaign", {"name": "活动"})
        tasks = [edit.add("task", {"campaign": campaign, "name": f"任务{i}"}) for i in range(5)]
    a.sync()
    with a.session.edit("Change") as edit:
        edit.set("task", tasks[0], {"notes": "改"})
        edit.delete("task", tasks[1])
    a.sync()
    return a


def test_stored_bytes_that_were_changed_are_refused_by_name(world: World) -> None:
    a = begun(world)
    asked = Recorder(a.remote)  # type: ignore[arg-type]
    a.remote = asked  # type: ignore[assignment]
    with a.session.edit("Change") as edit:
        edit.add("campaign", {"name": "第二个"})
    a.sync()
    (push,) = [codec.decode_as(protocol.Push, data) for data in asked.asked["push"]]
    rows = world.service.as_device(world.token(a)).rows(protocol.RowsAsk("", "org", b"", 1 << 20))
    count = 20_000 if FULL else 400
    named = (Refused, msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
    bounded(codec.decode_body, changed(push.bodies, count, "body"), (Refused,))
    states = [row.state for row in rows.rows]
    bounded(decode_state, changed(states, count, "state"), named)
    bounded(image_of, changed([row.image for row in rows.rows], count, "image"), named)
    bounded(decode_before, changed([codec.encode([(1, b"r" * 16, 1, {})])], count, "b"), (Refused,))


def test_a_hub_that_answers_nonsense_harms_nobody(world: World) -> None:
    a = begun(world)
    b = world.join(a, "b")
    good = b.remote
    assert good is not None
    changes = faults = 0
    for number in range(1_500 if FULL else 60):
        with b.session.edit("Change") as edit:
            edit.add("channel", {"name": f"渠道{number}"})
        bad = Changer(good, f"hub {number}")
        try:
            Syncer(b.replica, bad, world.clock).sync()  # type: ignore[arg-type]
        except Fault:
            faults += 1
        changes += bad.changes
    assert changes > faults > 10
    b.remote = good
    world.settle()
    # Sums are of states. What a row shows is the hub's word; on the wire a digest covers it.
    assert sums(b) == sums(a)
    b.check()


def sums(laptop: Laptop) -> dict[str, tuple[int, int, int, int]]:
    """The buckets that two members share."""
    return {
        b.name: (b.seq, b.cnt, b.s1, b.s2)
        for b in laptop.replica.buckets()
        if not b.name.startswith("user:")
    }


def test_a_hub_that_is_asked_nonsense_answers_by_name(tmp_path: Path) -> None:
    """Whole asks with single bytes changed, and bodies with every part exchanged."""
    hub = Hub(tmp_path, over_http=False)
    hub.begin()
    pen = hub.pen()
    campaign, task = hub.new(), hub.new()
    pen.write(bucket(campaign), insert("campaign", campaign, name="活动"))
    pen.write(bucket(campaign), insert("task", task, campaign=campaign, name="推文"))
    before = hub.heads(hub.owner_token)
    desk = hub.service.as_device(hub.owner_token)
    examples = asks(hub, pen, campaign, task)

    def ask(data: bytes) -> object:
        name, _, message = data.partition(b" ")
        kind = routes.ASKS[name.decode()]
        return getattr(desk, name.decode())(codec.decode_as(kind, message))

    for name, data in examples.items():
        inputs = (
            name.encode() + b" " + one
            for one in changed([data], 4_000 if FULL else 100, name, most=2)
        )
        bounded(ask, inputs, (Fault,))
    assert {h.bucket for h in before} <= {h.bucket for h in hub.heads(hub.owner_token)}
    assert pen.remote is not None
    for head in hub.heads(hub.owner_token):
        assert head.cnt >= 0
    hub.close()


def asks(hub: Hub, pen: Pen, campaign: bytes, task: bytes) -> dict[str, bytes]:
    """One valid ask of every kind but those that end the owner's access."""
    name, zero = bucket(campaign), bytes(16)
    body = pen.body((name, [change("task", task, name="改名"), insert("task", hub.new())]))
    told = {
        "meet": protocol.Meet(protocol.VERSION, "test", 1, zero, 0, zero, hub.clock()),
        "push": protocol.Push(pen.replica, pen.n + 1, pen.hash, (body, body)),
        "hashes": protocol.HashesAsk(pen.replica, 1, 10),
        "pull": protocol.Pull("", (protocol.Cursor(name, 0, zero),), 1 << 20),
        "rows": protocol.RowsAsk("", name, b"", 1 << 20),
        "digest": protocol.DigestAsk(name, b""),
        "fetch": protocol.FetchAsk(name, ((12, task),)),
        "invite": protocol.InviteAsk("invite", "member", campaign, None),
        "lack": protocol.LackAsk(("0f" * 32, "no digest")),
    }
    assert set(told) | {"revoke"} == set(routes.ASKS)
    return {name: codec.encode(ask) for name, ask in told.items()}


def test_bodies_that_were_changed_are_judged_and_the_queue_goes_on(tmp_path: Path) -> None:
    hub = Hub(tmp_path, over_http=False)
    hub.begin()
    pen = hub.pen()
    campaign, task = hub.new(), hub.new()
    pen.write(bucket(campaign), insert("campaign", campaign, name="活动"))
    good = pen.body(
        (bucket(campaign), [insert("task", task, campaign=campaign, name="推文", notes="备注")]),
        ("org", [insert("channel", hub.new(), name="抖音")]),
    )
    codec.decode_as(Body, good)
    for data in changed([good], 4_000 if FULL else 150, "bodies", most=2):
        told = pen.push(data)
        assert len(told.verdicts) == 1, data
    assert pen.write(bucket(campaign), insert("task", hub.new(), campaign=campaign))[0] == 1
    met = hub.meet(hub.owner_token)
    from tests.sync.server.hands import Reader

    reader = Reader(hub.remote(hub.owner_token))
    reader.pull(met.heads)
    for head in met.heads:
        assert reader.shelves[head.bucket].sums() == (head.cnt, head.s1, head.s2)
    hub.close()


class Unheard:
    """A newer hub, or a broken one: its verdicts are of a kind that nobody here knows."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def __getattr__(self, name: str) -> Any:
        return getattr(self._remote, name)

    def push(self, ask: protocol.Push) -> protocol.Pushed:
        told = self._remote.push(ask)
        verdicts = tuple(protocol.Verdict(v.n, 77, v.hlc, v.detail) for v in told.verdicts)
        return protocol.Pushed(verdicts, told.last_n, told.last_hash, told.trouble)


def test_a_verdict_of_an_unknown_kind_is_asked_for_again(world: World) -> None:
    """Found by the changes above: it came out as a KeyError."""
    a = begun(world)
    good = a.remote
    with a.session.edit("Change") as edit:
        edit.add("campaign", {"name": "第二个"})
    a.remote = Unheard(good)  # type: ignore[arg-type, assignment]
    with pytest.raises(Unavailable, match="not whole"):
        a.sync()
    a.remote = good
    assert a.sync().outbox == 0
    a.check()


@pytest.mark.parametrize("part", ["state", "image"])
def test_a_row_that_cannot_be_read_is_asked_for_again(world: World, part: str) -> None:
    """Found by the changes above: it came out as msgspec's own error."""
    a = begun(world)
    page = world.service.as_device(world.token(a)).rows(protocol.RowsAsk("", "org", b"", 1 << 20))
    item = msgspec.structs.replace(page.rows[0], **{part: b"\x01"})
    whole = intake.Whole(item.table, item.row, item.state, item.image, item.is_alive)
    before = a.checksum()
    with pytest.raises(Fault, match=r"not whole|could not be read"):
        intake.fill(a.replica, "org", [whole], None)
    assert a.checksum() == before
    a.check()
