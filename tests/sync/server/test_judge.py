"""Why a transaction is set aside, one reason after another; and what waits for a newer hub."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
import pytest
from sqlalchemy import select, update

from app.model import policy, registry
from app.model.change import Body, Cell, Kind, Op, Part
from app.model.registry import Field, Home, Table
from sync.protocol import Accepted
from sync.server.service import Service
from sync.server.tables import STORE, TXN
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import (
    Pen,
    bucket,
    change,
    delete,
    insert,
    number,
    register,
    rows_of,
    shown,
)

QUARANTINED, PARKED = Accepted.QUARANTINED, Accepted.PARKED


class Stage(NamedTuple):
    """A campaign with a task and a comment, and another campaign."""

    hub: Hub
    pen: Pen
    campaign: bytes
    task: bytes
    comment: bytes
    other: bytes

    @property
    def name(self) -> str:
        return bucket(self.campaign)


@pytest.fixture
def stage(near: Hub) -> Stage:
    pen = near.pen()
    made = Stage(near, pen, *(near.new() for _ in range(4)))
    pen.write(made.name, insert("campaign", made.campaign, name="周年庆"))
    pen.write(bucket(made.other), insert("campaign", made.other, name="另一个"))
    pen.write(made.name, insert("task", made.task, campaign=made.campaign, name="主视觉"))
    told = pen.write(made.name, insert("comment", made.comment, campaign=made.campaign, body="好"))
    assert told == (Accepted.APPLIED, "")
    return made


Case = Callable[[Stage], tuple[str, Sequence[Op]]]
REASONS: dict[str, tuple[Case, str]] = {
    "a row that is there": (
        lambda s: (s.name, [insert("task", s.task, campaign=s.campaign)]),
        "exists",
    ),
    "a row of another bucket": (
        lambda s: (bucket(s.other), [change("task", s.task, name="x")]),
        "elsewhere",
    ),
    "a row that says another home": (
        lambda s: (s.name, [insert("task", s.hub.new(), campaign=s.other)]),
        "wrong bucket",
    ),
    "a row without a home": (lambda s: (s.name, [insert("task", s.hub.new())]), "homeless"),
    "a bucket that is no home of the table": (
        lambda s: ("org", [change("task", s.hub.new(), name="x")]),
        "wrong bucket",
    ),
    "a bucket that nothing lives in": (
        lambda s: ("campaign:nowhere", [change("task", s.hub.new(), name="x")]),
        "wrong bucket",
    ),
    "a bucket without an owner": (
        lambda s: ("campaign", [change("task", s.hub.new(), name="x")]),
        "wrong bucket",
    ),
    "a campaign in another one's bucket": (
        lambda s: (s.name, [insert("campaign", s.hub.new(), name="x")]),
        "wrong bucket",
    ),
    "a fixed field": (
        lambda s: (s.name, [change("task", s.task, campaign=s.other)]),
        "fixed",
    ),
    "a fixed field said again, otherwise": (
        lambda s: (
            s.name,
            [Op(Kind.RESTORE, number("task"), s.task, (Cell(1, (s.other,)),))],
        ),
        "fixed",
    ),
    "a change of a fact": (lambda s: (s.name, [change("comment", s.comment, body="x")]), "invalid"),
    "a deletion of a fact": (lambda s: (s.name, [delete("comment", s.comment, 4)]), "invalid"),
    "a fact that is none": (
        lambda s: (s.name, [Op(Kind.FACT, number("task"), s.hub.new(), (Cell(1, (s.campaign,)),))]),
        "invalid",
    ),
    "a row twice": (
        lambda s: (s.name, [change("task", s.task, name="x"), change("task", s.task, percent=1)]),
        "invalid",
    ),
    "a register twice": (
        lambda s: (
            s.name,
            [Op(Kind.SET, number("task"), s.task, (Cell(4, ("x",)), Cell(4, ("y",))))],
        ),
        "invalid",
    ),
    "a value of another kind": (
        lambda s: (s.name, [change("task", s.task, percent="viel")]),
        "invalid: percent",
    ),
    "a word that is no choice": (
        lambda s: (s.name, [change("task", s.task, status="vielleicht")]),
        "invalid: status",
    ),
    "half a group": (
        lambda s: (
            s.name,
            [Op(Kind.SET, number("task"), s.task, (Cell(register("task", "start"), (None,)),))],
        ),
        "invalid",
    ),
    "a table that nobody knows": (lambda s: (s.name, [Op(1, 999, s.hub.new())]), "invalid"),
    "a field that nobody knows": (
        lambda s: (s.name, [Op(2, number("task"), s.task, (Cell(999, (1,)),))]),
        "invalid",
    ),
    "a kind that nobody knows": (lambda s: (s.name, [Op(9, number("task"), s.task)]), "invalid"),
    "a deletion with values": (
        lambda s: (s.name, [Op(Kind.DELETE, number("task"), s.task, (Cell(4, ("x",)),))]),
        "invalid",
    ),
    "a part without operations": (lambda s: (s.name, []), "invalid"),
    "a row that only the hub writes": (
        lambda s: (
            policy.user_bucket(s.hub.owner),
            [insert("grant", s.hub.new(), person=s.hub.owner, bucket="*", role="owner")],
        ),
        "forbidden",
    ),
    "a word in another person's name": (
        lambda s: (
            s.name,
            [insert("comment", s.hub.new(), campaign=s.campaign, body="x", person=s.hub.new())],
        ),
        "forbidden",
    ),
    "a task under itself": (
        lambda s: (s.name, [change("task", s.task, parent=s.task)]),
        "cycle",
    ),
    "too many operations": (
        lambda s: (
            s.name,
            [change("task", s.hub.new(), name="x") for _ in range(2_001)],
        ),
        "too_large",
    ),
}


@pytest.mark.parametrize("why", REASONS)
def test_set_aside(stage: Stage, why: str) -> None:
    case, reason = REASONS[why]
    name, ops = case(stage)
    before = stage.hub.heads(stage.hub.owner_token)
    assert stage.pen.write(name, *ops) == (QUARANTINED, reason)
    assert stage.hub.heads(stage.hub.owner_token) == before
    with stage.hub.service.reading() as connection:
        kept = connection.execute(select(TXN.c.body).where(TXN.c.verdict == QUARANTINED))
        assert [bool(body) for (body,) in kept] == [True]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"x" * (2 * 1024 * 1024 + 1), id="too large"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x91" * 3_000, id="deep"),
        pytest.param(msgspec.msgpack.encode({"rev": 1}), id="a map"),
        pytest.param(b"\x96\x01\x00\xa1\xff\x01\x90\xc0\x00", id="no text"),
    ],
)
def test_what_cannot_be_read_is_set_aside(stage: Stage, body: bytes) -> None:
    (verdict,) = stage.pen.push(body).verdicts
    assert verdict.code == QUARANTINED
    assert verdict.detail in {"unreadable", "too_large"}


@pytest.mark.parametrize("origin", [0, 3, 4, 99])
def test_nobody_writes_as_the_hub(stage: Stage, origin: int) -> None:
    part = Part(stage.name, (change("task", stage.task, name="x"),))
    body = msgspec.msgpack.encode(Body(1, stage.hub.clock() << 16, "x", origin, (part,)))
    assert stage.pen.push(body).verdicts[0].detail == "invalid"


def test_a_bucket_has_one_part(stage: Stage) -> None:
    ops = [change("task", stage.task, name="x")], [insert("comment", stage.hub.new())]
    body = stage.pen.body((stage.name, ops[0]), (stage.name, ops[1]))
    assert stage.pen.push(body).verdicts[0].detail == "invalid"


def test_of_two_moves_that_make_a_circle_the_later_is_set_aside(stage: Stage) -> None:
    second, third = stage.hub.new(), stage.hub.new()
    tasks = [
        insert("task", second, campaign=stage.campaign, parent=stage.task),
        insert("task", third, campaign=stage.campaign, parent=second),
    ]
    assert stage.pen.write(stage.name, *tasks)[0] == Accepted.APPLIED
    move = change("task", stage.task, parent=third)
    assert stage.pen.write(stage.name, move) == (QUARANTINED, "cycle")
    # Both moves in one transaction make one too, and so do two in one push.
    a, b = stage.hub.new(), stage.hub.new()
    circle = [
        insert("task", a, campaign=stage.campaign, parent=b),
        insert("task", b, campaign=stage.campaign, parent=a),
    ]
    assert stage.pen.write(stage.name, *circle) == (QUARANTINED, "cycle")
    plain = [insert("task", row, campaign=stage.campaign) for row in (a, b)]
    told = stage.pen.push(
        stage.pen.body((stage.name, plain)),
        stage.pen.body((stage.name, [change("task", a, parent=b)])),
        stage.pen.body((stage.name, [change("task", b, parent=a)])),
    )
    assert [v.detail for v in told.verdicts] == ["", "", "cycle"]


def test_an_edit_of_a_row_that_the_hub_lost_is_taken(stage: Stage) -> None:
    row = stage.hub.new()
    assert stage.pen.write(stage.name, change("task", row, name="早"))[0] == Accepted.APPLIED
    assert shown(stage.pen.remote, stage.name, "task", row) is None
    other = Pen(stage.pen.remote, stage.hub.clock)
    made = insert("task", row, campaign=stage.campaign, name="原", percent=3)
    assert other.write(stage.name, made)[0] == Accepted.APPLIED
    found = shown(stage.pen.remote, stage.name, "task", row)
    assert found is not None
    assert (found["name"], found["percent"]) == ("早", 3)


FUTURE = registry.SCHEMA_REV + 1
NEW_TABLE = Table(99, "shot", Home.CAMPAIGN, (Field(1, "campaign", registry.Type.ID, fixed=True),))


def test_what_a_newer_version_wrote_waits_and_what_follows_on_its_rows_too(stage: Stage) -> None:
    shot = stage.hub.new()
    new = Op(Kind.INSERT, 99, shot, (Cell(1, (stage.campaign,)),))
    edit = change("task", stage.task, name="和新表一起")
    told = stage.pen.push(
        stage.pen.body((stage.name, [new, edit]), rev=FUTURE),
        stage.pen.body((stage.name, [change("task", stage.task, (5,), name="后来")])),
        stage.pen.body((stage.name, [change("task", stage.task, percent=50)])),
        stage.pen.body(("org", [insert("channel", stage.hub.new(), name="抖音")])),
    )
    assert [(v.code, v.detail) for v in told.verdicts] == [
        (PARKED, "too_new"),
        (PARKED, "waits"),
        (PARKED, "waits"),
        (Accepted.APPLIED, ""),
    ]
    # It waits in the next push as well.
    late = stage.pen.write(stage.name, change("task", stage.task, (6,), name="更晚"))
    assert late == (PARKED, "waits")
    assert (shown(stage.pen.remote, stage.name, "task", stage.task) or {})["name"] == "主视觉"
    assert (99, shot) not in rows_of(stage.pen.remote, stage.name)


def test_a_newer_hub_takes_what_was_parked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = stage.hub
    shot = hub.new()
    new = Op(Kind.INSERT, 99, shot, (Cell(1, (stage.campaign,)),))
    told = stage.pen.push(
        stage.pen.body((stage.name, [new, change("task", stage.task, name="新")]), rev=FUTURE),
        stage.pen.body((stage.name, [change("task", stage.task, (5,), name="更新")])),
    )
    assert [v.code for v in told.verdicts] == [PARKED, PARKED]
    # The same hub started again does not understand it either.
    again = Service(hub.engine, hub.clock, hub.service.random_bytes)
    found = again.as_device(hub.owner_token)
    assert (shown(found, stage.name, "task", stage.task) or {})["name"] == "主视觉"
    with again.writing() as connection:
        connection.execute(update(STORE).values(rev=registry.SCHEMA_REV - 1))
    monkeypatch.setattr(registry, "BY_NO", {**registry.BY_NO, 99: NEW_TABLE})
    newer = Service(hub.engine, hub.clock, hub.service.random_bytes).as_device(hub.owner_token)
    assert (shown(newer, stage.name, "task", stage.task) or {})["name"] == "更新"
    assert rows_of(newer, stage.name)[99, shot][2]
    with hub.service.reading() as connection:
        left = connection.execute(select(TXN.c.n, TXN.c.verdict, TXN.c.body).where(TXN.c.n > 4))
        assert left.all() == [(5, Accepted.APPLIED, None), (6, Accepted.APPLIED, None)]


def test_an_older_hub_does_not_open_what_a_newer_one_wrote(near: Hub) -> None:
    from app.model.errors import Unavailable

    with near.service.writing() as connection:
        connection.execute(update(STORE).values(rev=FUTURE))
    with pytest.raises(Unavailable) as caught:
        Service(near.engine, near.clock, near.service.random_bytes)
    assert caught.value.code == "too_new"
