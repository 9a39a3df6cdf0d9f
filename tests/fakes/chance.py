"""Randomness that is the same in every run."""

from __future__ import annotations

from random import Random

from app.model.ids import Ids
from tests.fakes.clock import FrozenClock


class SeededBytes:
    """Stands for os.urandom; the same seed gives the same bytes."""

    def __init__(self, seed: int | str = 0) -> None:
        self._random = Random(seed)

    def __call__(self, count: int) -> bytes:
        return self._random.randbytes(count)


def seeded_ids(seed: int | str = 0, clock: FrozenClock | None = None) -> Ids:
    """Ids that are the same in every run."""
    return Ids(clock or FrozenClock(step=1), SeededBytes(seed))
