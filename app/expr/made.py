"""Values that stand in the text, or are put together there, as closures."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from app.expr import nodes
from app.expr.faults import Fail
from app.expr.running import Closure, Compile, Run, Scope
from app.expr.values import Range, Value, compare, kind


def literal(_compile: Compile, node: nodes.Literal) -> Closure:
    value = node.value
    return lambda _scope, _run: value


def broken(_compile: Compile, node: nodes.Broken) -> Closure:
    def fail(_scope: Scope, run: Run) -> Value:
        run.note(node.at, "{text} is no date, time or duration", text=node.why)
        return None

    return fail


def listing(compile_: Compile, node: nodes.Listing) -> Closure:
    items = [compile_(item) for item in node.items]
    return lambda scope, run: [item(scope, run) for item in items]


def entries(compile_: Compile, node: nodes.Entries) -> Closure:
    parts = [(name, compile_(value)) for name, value in node.entries]
    is_twice = len({name for name, _ in parts}) < len(parts)

    def make(scope: Scope, run: Run) -> Value:
        if is_twice:
            run.note(node.at, "A context has the same entry twice")
            return None
        inner, made = dict(scope), dict[str, Value]()
        for name, value in parts:
            made[name] = inner[name] = value(inner, run)
        return made

    return make


def interval(compile_: Compile, node: nodes.Interval) -> Closure:
    low = compile_(node.low) if node.low is not None else None
    high = compile_(node.high) if node.high is not None else None

    def make(scope: Scope, run: Run) -> Value:
        first = low(scope, run) if low is not None else None
        last = high(scope, run) if high is not None else None
        try:
            _check_ends(node, first, last)
        except Fail as fail:
            run.failed(node.at, fail)
            return None
        return Range(first, last, node.has_low, node.has_high, node.point)

    return make


def _check_ends(node: nodes.Interval, low: Value, high: Value) -> None:
    """Fails where two ends make no range."""
    if node.point:
        return
    if (node.low is not None and low is None) or (node.high is not None and high is None):
        raise Fail("A range needs its ends")
    if low is not None and high is not None:
        if kind(low) != kind(high) or compare(low, high) is None:
            raise Fail("The ends of a range have no order")
    elif compare(low if high is None else high, low if high is None else high) is None:
        raise Fail("The end of a range has no order")
