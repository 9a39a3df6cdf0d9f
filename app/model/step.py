"""How far a long edit is; whoever is told may end it by raising."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Step: TypeAlias = Callable[[float], None]
"""Told how far one table of an edit is, from 0 to 1."""
EVERY = 200


def unwatched(_part: float) -> None:
    """Nobody wants to know."""


def stepped(rows: Sequence[T], step: Step) -> Iterator[T]:
    """The rows, one after another; every so many of them `step` is told."""
    for place, row in enumerate(rows):
        if place % EVERY == 0:
            step(place / len(rows))
        yield row
