"""Choices, loops, questions about many, and functions made in place, as closures."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Sequence

from app.expr import nodes, tree, types
from app.expr.faults import Fail
from app.expr.running import MOST_ITEMS, Closure, Compile, Run, Scope
from app.expr.steps import counted
from app.expr.values import Function, Range, Value, said

LOOP = 4
"""What one turn costs beside its body, in nodes."""


def if_(compile_: Compile, node: nodes.If) -> Closure:
    test, then, other = (compile_(n) for n in (node.test, node.then, node.other))

    def choose(scope: Scope, run: Run) -> Value:
        return then(scope, run) if test(scope, run) is True else other(scope, run)

    return choose


def for_(compile_: Compile, node: nodes.For) -> Closure:
    overs = [(over, *_domain(compile_, over)) for over in node.overs]
    body, weight = compile_(node.body), tree.size(node.body)
    needed = tree.names(node)
    sees_partial = "partial" in needed

    def loop(scope: Scope, run: Run) -> Value:
        made: list[Value] = []

        def turn(inner: Scope, place: int) -> None:
            if place == len(overs):
                run.step(weight + LOOP)
                if len(made) >= MOST_ITEMS:
                    raise Fail("The list is too long")
                if sees_partial:
                    run.step(len(made) >> 4)
                    inner = {**inner, "partial": list(made)}
                made.append(body(inner, run))
                return
            over, first, last = overs[place]
            for item in runs_over(over, first(inner, run), last and last(inner, run)):
                turn({**inner, over.name: item}, place + 1)

        try:
            turn({name: scope[name] for name in needed if name in scope}, 0)
        except Fail as fail:
            run.failed(node.at, fail)
            return None
        return made

    return loop


def quantified(compile_: Compile, node: nodes.Quantified) -> Closure:
    overs = [(over, *_domain(compile_, over)) for over in node.overs]
    body, weight, wanted = compile_(node.body), tree.size(node.body), not node.is_every
    needed = tree.names(node)

    def ask(scope: Scope, run: Run) -> Value:
        state: list[Value] = [not wanted]

        def turn(inner: Scope, place: int) -> bool:
            if place == len(overs):
                run.step(weight + LOOP)
                told = body(inner, run)
                if told is wanted:
                    return True
                if told is not (not wanted):
                    state[0] = None
                return False
            over, first, last = overs[place]
            items = runs_over(over, first(inner, run), last and last(inner, run))
            return any(turn({**inner, over.name: item}, place + 1) for item in items)

        try:
            held = {name: scope[name] for name in needed if name in scope}
            return wanted if turn(held, 0) else state[0]
        except Fail as fail:
            run.failed(node.at, fail)
            return None

    return ask


def lambda_(compile_: Compile, node: nodes.Lambda) -> Closure:
    body, weight = compile_(node.body), tree.size(node.body)
    kinds = tuple(t.name if t is not None else "Any" for t in node.types)

    def make(scope: Scope, run: Run) -> Value:
        def call(args: Sequence[Value]) -> Value:
            values = tuple(args)
            if len(values) != len(node.params):
                raise Fail("The function takes another number of arguments")
            for value, wanted in zip(values, node.types, strict=True):
                if wanted is None or value is None or types.is_instance(value, wanted):
                    continue
                raise Fail(
                    "The function takes {wanted}, not {kind}", wanted=wanted.name, kind=said(value)
                )
            run.step(weight + 5)
            return body({**scope, **dict(zip(node.params, values, strict=True))}, run)

        return Function(node.params, call, kinds)

    return make


def runs_over(over: nodes.Over, first: Value, last: Value) -> list[Value]:
    """What a variable runs over."""
    if over.end is not None:
        return counted(first, last, MOST_ITEMS)
    if isinstance(first, Range):
        low, high = first.low, first.high
        made = counted(low, high, MOST_ITEMS)
        if not first.has_low and made:
            made = made[1:]
        return made[:-1] if not first.has_high and made else made
    if first is None:
        raise Fail("There is nothing to run over")
    return first if isinstance(first, list) else [first]


def _domain(compile_: Compile, over: nodes.Over) -> tuple[Closure, Closure | None]:
    last = compile_(over.end) if over.end is not None else None
    return compile_(over.domain), last
