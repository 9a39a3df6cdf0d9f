"""A tree to closures, once; running it walks no tree.

Each closure takes a scope (names to values) and the run (clock, notes, budget) and gives a value.
What has no value is null, and the run gets a note that says why.
"""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.expr import control, made, nodes, operators, reach
from app.expr.nodes import Node
from app.expr.running import Closure, Compile, Run, Scope
from app.expr.values import Function, Value

Functions = Mapping[str, Function | Callable[[Run], Function]]
MAKERS: Mapping[type, Callable[[Compile, Any], Closure]] = {
    nodes.Literal: made.literal,
    nodes.Broken: made.broken,
    nodes.Listing: made.listing,
    nodes.Entries: made.entries,
    nodes.Interval: made.interval,
    nodes.Unary: operators.unary,
    nodes.Binary: operators.binary,
    nodes.Between: operators.between,
    nodes.In: operators.in_,
    nodes.InstanceOf: operators.instance_of,
    nodes.If: control.if_,
    nodes.For: control.for_,
    nodes.Quantified: control.quantified,
    nodes.Lambda: control.lambda_,
    nodes.Path: reach.path,
    nodes.Filter: reach.filter_,
    nodes.Call: reach.call_,
}


class Compiler:
    """Makes closures; `functions` are those that every expression has."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    def compile(self, node: Node) -> Closure:
        """The closure of a node and all beneath it."""
        if isinstance(node, nodes.Name):
            return self._name(node)
        return MAKERS[type(node)](self.compile, node)

    def _name(self, node: nodes.Name) -> Closure:
        name, at = node.name, node.at
        known = self._functions.get(name)

        def find(scope: Scope, run: Run) -> Value:
            try:
                return scope[name]
            except KeyError:
                pass
            if known is not None:
                return known if isinstance(known, Function) else known(run)
            run.note(at, "There is no {name}", name=name)
            return None

        return find
