"""Reaching into values: what stands behind a dot, in brackets, or is called."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from app.expr import nodes, tree
from app.expr.faults import Fail
from app.expr.properties import property_of
from app.expr.running import Closure, Compile, Run, Scope
from app.expr.values import Function, Named, Value, kind, number, said

COSTS = {name: 200 for name in ("exp", "log", "sqrt", "modulo", "matches", "replace", "split")} | {
    "sort": 30
}
"""What one call of a function costs, in nodes; those that are not here cost 5."""
DEEP = frozenset(
    ("string", "flatten", "distinct values", "union", "list contains", "index of", "is")
)
"""Functions that look at all that a value holds."""


def path(compile_: Compile, node: nodes.Path) -> Closure:
    value = compile_(node.value)

    def reach(scope: Scope, run: Run) -> Value:
        try:
            return property_of(value(scope, run), node.name)
        except Fail as fail:
            run.failed(node.at, fail)
            return None

    return reach


def filter_(compile_: Compile, node: nodes.Filter) -> Closure:
    value, test = compile_(node.value), compile_(node.test)
    is_place = isinstance(node.test, (nodes.Literal, nodes.Unary))
    needed, weight = tree.names(node.test), tree.size(node.test)

    def pick(scope: Scope, run: Run) -> Value:
        held = value(scope, run)
        if held is None:
            return None if is_place else []
        items: list[Value] = held if isinstance(held, list) else [held]
        outer = {name: scope[name] for name in needed if name in scope}
        first = test(_item_scope(outer, needed, items[0] if items else None), run)
        if is_place or kind(first) == "number":
            return _nth(items, first, run, node.at)
        found: list[Value] = []
        for item in items:
            run.step(weight + 4)
            if test(_item_scope(outer, needed, item), run) is True:
                found.append(item)
        return found

    return pick


def call_(compile_: Compile, node: nodes.Call) -> Closure:
    function = compile_(node.function)
    args = [compile_(arg) for arg in node.args]

    def call(scope: Scope, run: Run) -> Value:
        found = function(scope, run)
        values = [arg(scope, run) for arg in args]
        if not isinstance(found, Function):
            run.note(node.at, "{kind} cannot be called", kind=said(found))
            return None
        if found.name == "sort" and len(values) > 1:
            run.step(20 * (1 + _length(values)))
        if found.name:
            run.step(COSTS.get(found.name, 5) * (1 + _length(values)))
            if found.name in DEEP:
                run.weigh(*values)
        try:
            return found.call(named(found, node.names, values) if node.names else values)
        except Fail as fail:
            run.failed(node.at, fail)
            return None

    return call


def _length(values: list[Value]) -> int:
    """How long the arguments are, in what is worked through as fast as one node."""
    return sum(
        len(value) >> (3 if isinstance(value, list) else 7)
        for value in values
        if isinstance(value, (list, str))
    )


def named(function: Function, names: tuple[str, ...], values: list[Value]) -> list[Value]:
    """Arguments in the order of the parameters; of a built-in function they keep their names."""
    if function.name:
        return Named(names, values)
    if sorted(names) != sorted(function.params):
        raise Fail("The function has other parameters")
    by_name = dict(zip(names, values, strict=True))
    return [by_name[name] for name in function.params]


def _item_scope(outer: Scope, needed: frozenset[str], item: Value) -> Scope:
    """The names that a test needs, over one item: its entries come before all others."""
    inner = {**outer, "item": item}
    if isinstance(item, dict):
        inner.update({name: item[name] for name in needed if name in item})
    return inner


def _nth(items: list[Value], place: Value, run: Run, at: int) -> Value:
    """The item at a place, counted from 1, or from the end with a minus."""
    if kind(place) == "boolean":
        return items if place else []
    if kind(place) != "number":
        run.note(at, "A list is not filtered by {kind}", kind=said(place))
        return None
    whole = int(number(str(place)))
    if whole == 0 or abs(whole) > len(items):
        return None
    return items[whole - 1] if whole > 0 else items[whole]
