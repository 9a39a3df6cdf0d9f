"""The longest run of rising values: what may stay where it is when an order changes. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T", int, str)


def rising(values: Sequence[T | None]) -> list[int]:
    """Places of the longest run of strictly rising values, None left out."""
    tails: list[T] = []
    at: list[int] = []
    before: dict[int, int] = {}
    for place, value in enumerate(values):
        if value is None:
            continue
        length = bisect_left(tails, value)
        tails[length : length + 1] = [value]
        at[length : length + 1] = [place]
        if length:
            before[place] = at[length - 1]
    found: list[int] = []
    place = at[-1] if at else None
    while place is not None:
        found.append(place)
        place = before.get(place)
    return found[::-1]
