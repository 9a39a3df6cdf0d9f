"""Operators as closures: arithmetic, comparison, three-valued logic, `in`, `instance of`."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import operator as python
from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException

from app.expr import arithmetic, nodes, types
from app.expr.running import Closure, Compile, Run, Scope
from app.expr.temporal import Date, Days, Months
from app.expr.values import NUMBERS, Fail, Range, Value, compare, equal, within

QUICK: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
}
"""Two numbers, by far the most frequent case, without asking for their types one by one."""
ORDERS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": python.lt,
    "<=": python.le,
    ">": python.gt,
    ">=": python.ge,
}
PLAIN = frozenset((Decimal, str, bool, Date, Days, Months))
"""Kinds whose values are the same exactly where Python says so."""


def unary(compile_: Compile, node: nodes.Unary) -> Closure:
    operand = compile_(node.operand)

    def sign(scope: Scope, run: Run) -> Value:
        try:
            return arithmetic.negative(operand(scope, run))
        except Fail as fail:
            run.note(node.at, str(fail))
            return None

    return sign


def binary(compile_: Compile, node: nodes.Binary) -> Closure:
    left, right = compile_(node.left), compile_(node.right)
    if node.op in ("and", "or"):
        return _logic(node, left, right)
    if node.op in ("=", "!="):
        return _equality(node, left, right)
    if node.op in arithmetic.OPERATORS:
        return _arithmetic(node, left, right)
    return _comparison(node, left, right)


def between(compile_: Compile, node: nodes.Between) -> Closure:
    value, low, high = (compile_(n) for n in (node.value, node.low, node.high))

    def test(scope: Scope, run: Run) -> Value:
        held = value(scope, run)
        first, last = compare(held, low(scope, run)), compare(held, high(scope, run))
        if first is None or last is None:
            run.note(node.at, "These values have no order")
            return None
        return first >= 0 >= last

    return test


def in_(compile_: Compile, node: nodes.In) -> Closure:
    value = compile_(node.value)
    tests = [
        (test.op, compile_(test.operand), isinstance(test.operand, nodes.Interval))
        for test in node.tests
    ]

    def check(scope: Scope, run: Run) -> Value:
        held = value(scope, run)
        found: Value = False
        for op, operand, is_range in tests:
            against = operand(scope, run)
            passed = passes(op, held, against)
            if passed is True:
                return True
            if passed is None or (is_range and against is None):
                found = None
        if found is None:
            run.note(node.at, "These values cannot be compared")
        return found

    return check


def instance_of(compile_: Compile, node: nodes.InstanceOf) -> Closure:
    value = compile_(node.value)
    is_known = types.is_known(node.type)

    def check(scope: Scope, run: Run) -> Value:
        if not is_known:
            run.note(node.at, f"There is no type {node.type.name}")
            return None
        return types.is_instance(value(scope, run), node.type)

    return check


def _arithmetic(node: nodes.Binary, left: Closure, right: Closure) -> Closure:
    operator = arithmetic.OPERATORS[node.op]
    quick = QUICK.get(node.op)

    def calculate(scope: Scope, run: Run) -> Value:
        a, b = left(scope, run), right(scope, run)
        if quick is not None and type(a) is Decimal and type(b) is Decimal:
            try:
                return quick(a, b)
            except DecimalException:
                pass  # what went wrong is told by the long way
        try:
            return arithmetic.run(operator, a, b)
        except Fail as fail:
            run.note(node.at, str(fail))
            return None

    return calculate


def _equality(node: nodes.Binary, left: Closure, right: Closure) -> Closure:
    wants = node.op == "="

    def test(scope: Scope, run: Run) -> Value:
        a, b = left(scope, run), right(scope, run)
        if type(a) is type(b) and type(a) in PLAIN:
            return (a == b) is wants
        found = equal(a, b)
        if found is None:
            run.note(node.at, "Values of two types cannot be compared")
            return None
        return found is wants

    return test


def _comparison(node: nodes.Binary, left: Closure, right: Closure) -> Closure:
    op, quick = node.op, ORDERS[node.op]

    def test(scope: Scope, run: Run) -> Value:
        a, b = left(scope, run), right(scope, run)
        if type(a) is Decimal and type(b) is Decimal:
            return quick(a, b)
        found = ordered(op, a, b)
        if found is None:
            run.note(node.at, "These values have no order")
        return found

    return test


def ordered(op: str, a: Value, b: Value) -> bool | None:
    """One of < <= > >=; None where the two have no order."""
    order = compare(a, b)
    if order is None:
        return None
    match op:
        case "<":
            return order < 0
        case "<=":
            return order <= 0
        case ">":
            return order > 0
        case _:
            return order >= 0


def _logic(node: nodes.Binary, left: Closure, right: Closure) -> Closure:
    """Three-valued: what is neither true nor false is unknown."""
    decides = node.op == "or"

    def test(scope: Scope, run: Run) -> Value:
        one = left(scope, run)
        if one is decides:
            return decides
        other = right(scope, run)
        if other is decides:
            return decides
        return not decides if one is (not decides) and other is (not decides) else None

    return test


def passes(op: str, value: Value, operand: Value) -> bool | None:
    """One test of `in`; None where it makes no sense for the value."""
    if op in ("=", "!="):
        found = equal(value, operand)
        return found if found is None else found is (op == "=")
    if op != "in":
        return ordered(op, value, operand)
    if isinstance(operand, Range):
        return equal(value, operand) if isinstance(value, Range) else within(value, operand)
    if isinstance(operand, list):
        return _in_list(value, operand)
    return equal(value, operand)


def _in_list(value: Value, items: list[Value]) -> bool | None:
    if equal(value, items):
        return True
    for item in items:
        found = within(value, item) if isinstance(item, Range) else equal(value, item)
        if isinstance(item, list):
            found = found or _in_list(value, item)
        if found is True:
            return True
    return False
