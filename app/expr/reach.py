"""Reaching into values: what stands behind a dot, in brackets, or is called."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from app.expr import nodes
from app.expr.properties import property_of
from app.expr.running import Closure, Compile, Run, Scope
from app.expr.values import Fail, Function, Named, Value, kind, number


def path(compile_: Compile, node: nodes.Path) -> Closure:
    value = compile_(node.value)

    def reach(scope: Scope, run: Run) -> Value:
        try:
            return property_of(value(scope, run), node.name)
        except Fail as fail:
            run.note(node.at, str(fail))
            return None

    return reach


def filter_(compile_: Compile, node: nodes.Filter) -> Closure:
    value, test = compile_(node.value), compile_(node.test)
    is_place = isinstance(node.test, (nodes.Literal, nodes.Unary))

    def pick(scope: Scope, run: Run) -> Value:
        held = value(scope, run)
        if held is None:
            return None if is_place else []
        items: list[Value] = held if isinstance(held, list) else [held]
        first = test(_item_scope(scope, items[0] if items else None), run)
        if is_place or kind(first) == "number":
            return _nth(items, first, run, node.at)
        found: list[Value] = []
        for item in items:
            run.step()
            if test(_item_scope(scope, item), run) is True:
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
            run.note(node.at, f"{kind(found)} cannot be called")
            return None
        run.step()
        try:
            return found.call(named(found, node.names, values) if node.names else values)
        except Fail as fail:
            run.note(node.at, str(fail))
            return None

    return call


def named(function: Function, names: tuple[str, ...], values: list[Value]) -> list[Value]:
    """Arguments in the order of the parameters; of a built-in function they keep their names."""
    if function.name:
        return Named(names, values)
    if sorted(names) != sorted(function.params):
        raise Fail("The function has other parameters")
    by_name = dict(zip(names, values, strict=True))
    return [by_name[name] for name in function.params]


def _item_scope(scope: Scope, item: Value) -> Scope:
    inner = {**scope, "item": item}
    if isinstance(item, dict):
        inner.update(item)
    return inner


def _nth(items: list[Value], place: Value, run: Run, at: int) -> Value:
    """The item at a place, counted from 1, or from the end with a minus."""
    if kind(place) == "boolean":
        return items if place else []
    if kind(place) != "number":
        run.note(at, f"A list is not filtered by {kind(place)}")
        return None
    whole = int(number(str(place)))
    if whole == 0 or abs(whole) > len(items):
        return None
    return items[whole - 1] if whole > 0 else items[whole]
