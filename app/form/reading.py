"""Expressions of a form before they are run: do they read, whom do they name. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import cast

from app.expr import language, nodes
from app.expr.faults import Mistake

OWN = frozenset({"item", "partial", "value", "record", "line", "me", "row"})
"""Names that a form gives beside its parts."""


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of one expression without running it."""

    names: frozenset[str]
    """Names that nothing in the expression binds; those within a filter are in `inner`."""
    inner: frozenset[str] = frozenset()
    reached: frozenset[str] = frozenset()
    """What stands behind a dot: columns of a sub-table."""
    mistake: str = ""
    """An English template where it cannot be read."""
    at: int = 0
    params: Mapping[str, str] | None = None
    constant: object = None
    """Its value, where it names nothing and asks nothing."""


@lru_cache(maxsize=4_096)
def read(text: str) -> Read:
    """What an expression says of itself."""
    try:
        compiled = language.compile_text(text)
    except Mistake as mistake:
        return Read(frozenset(), mistake=mistake.message, at=mistake.at, params=mistake.params)
    found = [*_names(compiled.tree, frozenset(), is_inner=False)]
    known = language.functions().keys() | OWN
    outer = frozenset(name for name, inner in found if not inner and name not in known)
    inner = frozenset(name for name, inner in found if inner and name not in known)
    is_open = outer or inner or any(name in OWN for name, _ in found)
    constant = None if is_open else compiled.run({}).value
    return Read(outer, inner, frozenset(_reached(compiled.tree)), constant=constant)


def _reached(node: object) -> Iterator[str]:
    if isinstance(node, nodes.Path):
        yield node.name
    for held in _held(node):
        yield from _reached(held)


Names = Iterator[tuple[str, bool]]


def _names(node: object, bound: frozenset[str], *, is_inner: bool) -> Names:
    match node:
        case nodes.Name(name=name):
            if name not in bound:
                yield name, is_inner
        case nodes.For() | nodes.Quantified() | nodes.Lambda() | nodes.Entries():
            yield from _bound(node, bound, is_inner=is_inner)
        case nodes.Filter(value=value, test=test):
            yield from _names(value, bound, is_inner=is_inner)
            yield from _names(test, bound, is_inner=True)
        case _:
            for held in _held(node):
                yield from _names(held, bound, is_inner=is_inner)


def _bound(
    node: nodes.For | nodes.Quantified | nodes.Lambda | nodes.Entries,
    bound: frozenset[str],
    *,
    is_inner: bool,
) -> Names:
    """Names within what binds names of its own."""
    match node:
        case nodes.Lambda(params=params, body=body):
            yield from _names(body, bound | set(params), is_inner=is_inner)
        case nodes.Entries(entries=entries):
            for name, held in entries:
                yield from _names(held, bound, is_inner=is_inner)
                bound |= {name}
        case _:
            for over in node.overs:
                yield from _names(over.domain, bound, is_inner=is_inner)
                yield from _names(over.end, bound, is_inner=is_inner)
                bound |= {over.name}
            yield from _names(node.body, bound, is_inner=is_inner)


def _held(node: object) -> Iterator[object]:
    """What a node of the tree holds."""
    if isinstance(node, tuple):
        yield from cast("tuple[object, ...]", node)
    elif is_dataclass(node) and not isinstance(node, nodes.Literal | nodes.Type):
        yield from (getattr(node, field.name) for field in fields(node))
