"""One evaluation: its world, its notes, its budget."""

# What a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from app.expr.faults import Exhausted, Told, english
from app.expr.nodes import Node
from app.expr.values import Named, Value

MOST_STEPS = 200_000
"""Nodes that one evaluation may work out: some 25 ms. A count and no clock, so that every machine
stops at the same place."""
MOST_NOTES = 100
MOST_ITEMS = 10_000
WEIGHTY = frozenset((list, dict, str, Named))
Scope = Mapping[str, Value]


@dataclass(slots=True)
class Note:
    """Why a part has no value: a template with its values, and where it stands in the text."""

    at: int
    message: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def why(self) -> str:
        """In English."""
        return english(self.message, self.params)


class Run:
    """One evaluation. `world` has the functions that need it: today, now, workdays.

    All begins as the class has it: most runs note nothing, and are over in less than the time
    that three attributes take."""

    world: Mapping[str, Callable[..., Value]] = MappingProxyType({})
    notes: Sequence[Note] = ()
    steps = 0

    def note(self, at: int, message: str, **params: object) -> None:
        """Remember why something is null."""
        if len(self.notes) < MOST_NOTES:
            self.notes = [*self.notes, Note(at, message, params)]

    def failed(self, at: int, fail: Told) -> None:
        """Remember why an operator or a function gave nothing."""
        if len(self.notes) < MOST_NOTES:
            self.notes = [*self.notes, Note(at, fail.message, fail.params)]

    def step(self, count: int = 1) -> None:
        """So much was done; an end to what would not end by itself."""
        self.steps += count
        if self.steps > MOST_STEPS:
            raise Exhausted("The expression does too much")

    def weigh(self, *values: Value) -> None:
        """Count all that some values hold: what looks at each part of them costs that much. A
        value that holds another one twice counts it twice."""
        stack = [value for value in values if type(value) in WEIGHTY]
        while stack:
            value = stack.pop()
            if isinstance(value, str):
                self.step(len(value) >> 6)
            elif isinstance(value, (list, dict)):
                self.step(len(value) + 8)
                held = value.values() if isinstance(value, dict) else value
                stack += [item for item in held if type(item) in WEIGHTY]


Closure = Callable[[Scope, Run], Value]
Compile = Callable[[Node], Closure]
