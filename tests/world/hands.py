"""What the tests of single faults say over and over."""

from __future__ import annotations

from app.model import codec, policy
from app.model.change import Body, Cell, Kind, Op, Part, Value
from app.model.registry import BY_NAME, SCHEMA_REV
from tests.world.laptop import Laptop
from tests.world.world import World

PEACE = "heal 0 0 0"
TASK = BY_NAME["task"]


def first_task(laptop: Laptop) -> bytes:
    """The task with the lowest id."""
    return laptop.session.list("task", order=("id",))[0].id


def shown(laptop: Laptop, row: bytes, name: str = "name") -> Value:
    """A field of a task."""
    return laptop.session.get("task", row)[name]


def rename(laptop: Laptop, row: bytes, name: str) -> None:
    """A task's new name, in an edit of its own."""
    with laptop.session.edit("Edit") as edit:
        edit.set("task", row, {"name": name})


def count(world: World, word: str) -> int:
    """How many lines of the trace have this word."""
    return sum(word in line for line in world.log)


def holds(world: World, laptop: Laptop) -> list[int]:
    """The numbers of this replica's transactions that the hub has."""
    me = laptop.replica.whoami().replica
    return sorted(n for replica, n in world.hub.transactions() if replica == me)


def insertion(campaign: bytes, row: bytes, *cells: Cell, rev: int = SCHEMA_REV) -> bytes:
    """A transaction that adds a task, as another program might write it."""

    given = (Cell(TASK.register_of["campaign"], (campaign,)), *cells)
    op = Op(Kind.INSERT, TASK.no, row, given)
    return codec.encode(Body(rev, 1, "", 1, (Part(policy.campaign_bucket(campaign), (op,)),)))
