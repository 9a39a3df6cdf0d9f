"""The journal: every operation, sealed in order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise

from hypothesis import HealthCheck, given, settings

from app.model import codec
from app.model.change import Body, Kind, Origin
from app.model.register import RowState, encode_state, take
from app.model.registry import SCHEMA_REV
from app.store import audit
from app.store.journal import Sent, decode_before
from app.store.tx import MAX_BYTES, MAX_OPS
from tests.fakes.deeds import FEW, Edits, play
from tests.fakes.devices import Device, Workshop, campaign_of, register_of

Fresh = Callable[[], AbstractContextManager[Workshop]]
FILES = settings(max_examples=FEW, suppress_health_check=[HealthCheck.function_scoped_fixture])


def verified(device: Device) -> list[Body]:
    """The own transactions, after the chain was made anew from zero."""
    me = device.replica.whoami()
    end = codec.ZERO_HASH
    bodies: list[Body] = []
    for place, (n, body, blob, sealed) in enumerate(device.own(), 1):
        assert n == place
        end = codec.chain(end, me.replica, n, blob)
        assert end == sealed
        bodies.append(body)
    assert (me.n, me.hash) == (len(bodies), end)
    return bodies


@given(edits=Edits)
@FILES
def test_the_chain_verifies_and_the_bodies_make_the_states(
    fresh: Fresh, edits: list[list[tuple[int, int, int]]]
) -> None:
    with fresh() as workshop:
        device = workshop.device()
        campaign, _ = campaign_of(device, tasks=2)
        for deeds in edits:
            play(device, deeds, campaign)
        if edits:
            device.session.undo()
        bodies = verified(device)
        states: dict[tuple[int, bytes], RowState] = {}
        images: dict[tuple[int, bytes], dict[int, tuple[object, ...]]] = {}
        me = device.replica.whoami().replica
        for n, body in enumerate(bodies, 1):
            rows = [(op.table, op.row) for part in body.parts for op in part.ops]
            assert len(set(rows)) == len(rows)
            for part in body.parts:
                for op in part.ops:
                    key = op.table, op.row
                    image = images.setdefault(key, {})
                    state = states.setdefault(key, RowState())
                    image.update(take(state, op, (body.hlc, me, n), image).shown)  # type: ignore[arg-type]
        assert {key: encode_state(state) for key, state in states.items()} == {
            key: held[0] for key, held in device.states().items()
        }
        assert all(a.hlc < b.hlc for a, b in pairwise(bodies))


def test_a_transaction_says_who_wrote_it_how_and_what_it_is_called(device: Device) -> None:
    campaign_of(device)
    (row,) = device.journal()
    (body,) = verified(device)
    assert (body.rev, body.label, body.origin) == (SCHEMA_REV, "Begin", Origin.USER)
    assert body.group == row["edit"] == row["local"] == 1
    assert row["hlc"] == body.hlc
    assert row["person"] == device.person
    assert row["sent"] == Sent.WAITING


def test_the_operations_are_those_that_were_made(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="x")
    with device.session.edit("Delete") as edit:
        edit.delete("task", task)
    with device.session.edit("Restore") as edit:
        edit.restore("task", task)
    ops = [op for op in device.ops() if op.row == task]
    assert [op.kind for op in ops] == [Kind.INSERT, Kind.SET, Kind.DELETE, Kind.RESTORE]
    assert [c.values for c in ops[1].cells] == [("x",)]
    # The base of the first change is the operation that made the row; nothing need be named.
    assert ops[1].cells[0].bases is None
    assert set(ops[2].seen) == {1, 2}
    assert set(ops[3].seen) == {3}


def test_what_undo_needs_is_written_beside_the_transaction(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="x", percent=5)
    blob = device.journal()[-1]["before"]
    assert isinstance(blob, bytes)
    ((_, row, kind, old),) = decode_before(blob)
    assert (row, kind) == (task, Kind.SET)
    assert old == {register_of("task", "name"): ("任务 0",), register_of("task", "percent"): (0,)}


def test_a_large_edit_is_several_transactions_that_chain(device: Device) -> None:
    campaign, _ = campaign_of(device, tasks=0)
    with device.session.edit("Add many") as edit:
        edit.add_all("task", [(edit.new_id(), {"campaign": campaign}) for _ in range(2_500)])
    bodies = verified(device)[1:]
    counts = [sum(len(part.ops) for part in body.parts) for body in bodies]
    assert sum(counts) == 2_500
    assert max(counts) <= MAX_OPS == 1_000
    assert len(counts) == 3
    # One edit for the person, and one for undo.
    assert len({body.group for body in bodies}) == 1
    assert [row["undo"] for row in device.journal()] == [1, 1, 0, 0]
    device.check()


def test_an_edit_of_long_texts_is_several_transactions(device: Device) -> None:
    campaign, _ = campaign_of(device, tasks=0)
    with device.session.edit("Add long") as edit:
        rows = [(edit.new_id(), {"campaign": campaign, "notes": "x" * 100_000}) for _ in range(8)]
        edit.add_all("task", rows)
    bodies = verified(device)[1:]
    assert len(bodies) > 1
    assert max(len(codec.encode(body)) for body in bodies) < MAX_BYTES + 110_000


def test_history_finds_the_transactions_of_a_row(device: Device) -> None:
    _, (task, other) = campaign_of(device, tasks=2)
    device.edit("task", task, name="x")
    device.edit("task", other, name="y")
    conn = device.replica.reader()
    found = conn.raw.execute("SELECT local FROM trace WHERE row = ? ORDER BY local", (task,))
    assert [local for (local,) in found] == [1, 2]


def test_audit_sees_a_broken_chain(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="x")
    assert audit.chain(device.replica)[0]
    with device.replica.maintain() as sheaf:
        sheaf.conn.raw.execute("UPDATE journal SET body = CAST(body || x'00' AS BLOB) WHERE n = 1")
    assert audit.chain(device.replica) == (False, "n = 1")


def test_audit_sees_a_missing_transaction(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, name="x")
    with device.replica.maintain() as sheaf:
        sheaf.conn.raw.execute("DELETE FROM journal WHERE n = 2")
    assert not audit.chain(device.replica)[0]


def test_a_small_change_is_a_small_body(device: Device) -> None:
    _, (task,) = campaign_of(device)
    device.edit("task", task, percent=60)
    *_, (_, _, blob, _) = device.own()
    # The bucket's name is most of it; pages of many are compressed.
    assert len(blob) < 110
