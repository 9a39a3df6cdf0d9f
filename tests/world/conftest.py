"""The template of all worlds, made once a process; and a stage for one fault at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.world.act import Plan
from tests.world.check import Invariants
from tests.world.history import played
from tests.world.template import Founding, Team, scratch
from tests.world.world import World

Stage = Callable[..., World]


@pytest.fixture(scope="session")
def team() -> Iterator[Team]:
    """A hub and the laptops of a team, to be copied."""
    made = Founding().team()
    yield made
    made.remove()


@pytest.fixture
def stage(team: Team) -> Iterator[Stage]:
    """`stage(clients, nodes)` is a world in which the test says what happens."""
    with ExitStack() as stack:

        def begin(clients: int = 2, nodes: int = 1) -> World:
            folder = scratch()
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            return stack.enter_context(played(team, Plan(1, clients, nodes), folder, Invariants()))

        yield begin
