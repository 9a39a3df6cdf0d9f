"""One evaluation: its world, its notes, its budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.expr.nodes import Node
from app.expr.values import Value

MOST_STEPS = 1_000_000
MOST_ITEMS = 10_000
Scope = Mapping[str, Value]


@dataclass(slots=True)
class Note:
    """Why a part has no value, and where it stands in the text."""

    at: int
    why: str


@dataclass(slots=True)
class Run:
    """One evaluation."""

    world: Mapping[str, Callable[..., Value]] = field(
        default_factory=dict[str, Callable[..., Value]]
    )
    """Functions that need the world: today, now, workdays."""
    notes: list[Note] = field(default_factory=list[Note])
    steps: int = 0
    most_notes: int = 100

    def note(self, at: int, why: str) -> None:
        """Remember why something is null."""
        if len(self.notes) < self.most_notes:
            self.notes.append(Note(at, why))

    def step(self, count: int = 1) -> None:
        """So much was done; an end to what would not end by itself."""
        self.steps += count
        if self.steps > MOST_STEPS:
            raise Exhausted("The expression does too much")


class Exhausted(Exception):
    """An expression that was stopped."""


Closure = Callable[[Scope, Run], Value]
Compile = Callable[[Node], Closure]
