"""Which formulas wait for which: the order of their evaluation, what a change reaches, circles.

Nothing here is recursive: ten thousand formulas in a chain are no more than ten thousand steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.expr import language, tree
from app.expr.language import Expression
from app.expr.values import Value, equal, kind
from app.expr.world import World
from app.model import network


@dataclass(frozen=True, slots=True)
class Graph:
    """Formulas by their names. `order` has each behind all that it needs; those in a circle, and
    those that wait for one, are in `stuck` and are never run."""

    formulas: Mapping[str, Expression]
    order: tuple[str, ...]
    stuck: tuple[str, ...]
    readers: Mapping[str, tuple[str, ...]]
    """Name -> the formulas that read it; fields without a formula too."""

    def reached(self, changed: Iterable[str]) -> tuple[str, ...]:
        """All formulas that changed names reach, at once or by others, in order."""
        seen: set[str] = set()
        stack = list(changed)
        while stack:
            for reader in self.readers.get(stack.pop(), ()):
                if reader not in seen:
                    seen.add(reader)
                    stack.append(reader)
        return tuple(name for name in self.order if name in seen)

    def circle(self) -> tuple[str, ...]:
        """One circle as a path that ends where it began; empty where there is none."""
        return tuple(network.circle(self.stuck, self.readers))

    def settled(
        self,
        scope: Mapping[str, Value],
        changed: Iterable[str] | None = None,
        asked: World | None = None,
    ) -> dict[str, Value]:
        """The formulas whose values differ from those in `scope`, with their new values, after
        these names changed; all formulas are run where `changed` is None. Where a formula gives
        what it gave before, nothing behind it is run."""
        moved = None if changed is None else set(changed)
        values, found = dict(scope), dict[str, Value]()
        for name in self.order if moved is None else self.reached(moved):
            formula = self.formulas[name]
            if moved is not None and moved.isdisjoint(self.needs(name)):
                continue
            value = formula.run(values, asked).value
            if name in values and _same(values[name], value):
                continue
            values[name] = found[name] = value
            if moved is not None:
                moved.add(name)
        return found

    def needs(self, name: str) -> frozenset[str]:
        """The names that a formula reads."""
        return needs(self.formulas[name])


def graph(formulas: Mapping[str, str | Expression]) -> Graph:
    """The graph of some formulas. Raises a Mistake where one cannot be read."""
    held = {
        name: language.compile_text(formula) if isinstance(formula, str) else formula
        for name, formula in formulas.items()
    }
    readers: dict[str, list[str]] = {}
    for name, formula in held.items():
        for need in sorted(needs(formula)):
            readers.setdefault(need, []).append(name)
    known = {name: tuple(reader) for name, reader in readers.items()}
    waits = {name: known[name] for name in held if name in known}
    order, stuck = network.ordered(tuple(held), waits)
    return Graph(held, tuple(order), tuple(stuck), known)


def needs(formula: Expression) -> frozenset[str]:
    """The names that a formula reads; one of a function counts only where a field has it."""
    return frozenset(node.name for node in tree.free(formula.tree))


def named(path: Iterable[str], label: Callable[[str], str]) -> str:
    """A circle for a reader: 预算 → 合计 → 预算."""
    return " → ".join(label(name) for name in path)


def _same(a: Value, b: Value) -> bool:
    if type(a) is not type(b):
        return False
    return equal(a, b) is True or (kind(a) == "function" and a is b)
