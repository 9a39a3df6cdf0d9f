"""A clock that stands still until it is told to move."""

from __future__ import annotations


class FrozenClock:
    """Milliseconds; `step` is added at each look, so 0 stands still and 1 keeps things apart."""

    def __init__(self, ms: int = 1_795_000_000_000, step: int = 0) -> None:
        self.ms = ms
        self.step = step

    def __call__(self) -> int:
        self.ms += self.step
        return self.ms
