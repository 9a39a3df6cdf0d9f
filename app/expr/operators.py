"""Operators as closures: arithmetic, comparison, three-valued logic, `in`, `instance of`."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import operator as python
from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException
from typing import Any

from app.expr import arithmetic, nodes, types
from app.expr.faults import Fail
from app.expr.running import Closure, Compile, Run, Scope
from app.expr.temporal import Date, Days, Months
from app.expr.values import NUMBERS, Range, Value, compare, equal, within

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
Quick = Callable[[Decimal, Decimal], Value]
PLAIN = frozenset((Decimal, str, bool, Date, Days, Months))
"""Kinds whose values are the same exactly where Python says so."""


def unary(compile_: Compile, node: nodes.Unary) -> Closure:
    operand = compile_(node.operand)

    def sign(scope: Scope, run: Run) -> Value:
        try:
            return arithmetic.negative(operand(scope, run))
        except Fail as fail:
            run.failed(node.at, fail)
            return None

    return sign


def binary(compile_: Compile, node: nodes.Binary) -> Closure:
    if node.op in ("and", "or"):
        return _logic(compile_, node)
    left, right = compile_(node.left), compile_(node.right)
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

    texts, name = _texts(node), _field(node.value)

    def check(scope: Scope, run: Run) -> Value:
        held = value(scope, run)
        found: Value = False
        for op, operand, is_range in tests:
            against = operand(scope, run)
            if type(against) is list:
                run.weigh(held, against)
            passed = passes(op, held, against)
            if passed is True:
                return True
            if passed is None or (is_range and against is None):
                found = None
        if found is None:
            run.note(node.at, "These values cannot be compared")
        return found

    if texts is None or not name:
        return check

    def is_one_of(scope: Scope, run: Run) -> Value:
        held = scope.get(name)
        return held in texts if type(held) is str else check(scope, run)

    return is_one_of


def _texts(node: nodes.In) -> frozenset[str] | None:
    """The texts where a value is looked for among texts alone: `in ("a", "b")`, `in ["a", "b"]`."""
    operands = [test.operand for test in node.tests if test.op == "in"]
    if len(node.tests) == len(operands) == 1 and isinstance(operands[0], nodes.Listing):
        operands = list(operands[0].items)
    elif len(operands) < len(node.tests):
        return None
    found = [held.value if isinstance(held, nodes.Literal) else None for held in operands]
    texts = [held for held in found if isinstance(held, str)]
    return frozenset(texts) if len(texts) == len(operands) else None


def instance_of(compile_: Compile, node: nodes.InstanceOf) -> Closure:
    value = compile_(node.value)
    is_known = types.is_known(node.type)

    def check(scope: Scope, run: Run) -> Value:
        if not is_known:
            run.note(node.at, "There is no type {name}", name=node.type.name)
            return None
        held = value(scope, run)
        run.weigh(held)
        return types.is_instance(held, node.type)

    return check


def _arithmetic(node: nodes.Binary, left: Closure, right: Closure) -> Closure:
    operator, cost = arithmetic.OPERATORS[node.op], 20 if node.op == "**" else 0

    def slowly(a: Value, b: Value, run: Run) -> Value:
        if cost or type(a) is str:
            run.step(cost)
            run.weigh(a, b)
        try:
            return arithmetic.run(operator, a, b)
        except Fail as fail:
            run.failed(node.at, fail)
            return None

    quick = QUICK.get(node.op)
    if quick is None:
        return lambda scope, run: slowly(left(scope, run), right(scope, run), run)

    def calculate(scope: Scope, run: Run) -> Value:
        a, b = left(scope, run), right(scope, run)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return quick(a, b)
            except DecimalException:
                pass  # what went wrong is told by the long way
        return slowly(a, b, run)

    other = _field(node.right)

    def with_field(scope: Scope, run: Run) -> Value:
        a = left(scope, run)
        try:
            b = scope[other]
            if type(a) is Decimal and type(b) is Decimal:
                return quick(a, b)
        except (KeyError, DecimalException):
            pass
        return slowly(a, right(scope, run), run)

    is_deep = isinstance(node.left, nodes.Binary) and other
    return with_field if is_deep else _of_fields(node, quick, calculate)


def _of_fields(node: nodes.Binary, quick: Quick, calculate: Closure) -> Closure:
    """The same where a side is a field or a number: no closure is asked for those."""
    one, other = _field(node.left), _field(node.right)
    first, second = _number(node.left), _number(node.right)

    def fields(scope: Scope, run: Run) -> Value:
        try:
            a, b = scope[one], scope[other]
            if type(a) is Decimal and type(b) is Decimal:
                return quick(a, b)
        except (KeyError, DecimalException):
            pass  # a name of the language, or none; or what has no value
        return calculate(scope, run)

    def field_number(scope: Scope, run: Run) -> Value:
        try:
            a = scope[one]
            if type(a) is Decimal:
                return quick(a, second)
        except (KeyError, DecimalException):
            pass
        return calculate(scope, run)

    def number_field(scope: Scope, run: Run) -> Value:
        try:
            b = scope[other]
            if type(b) is Decimal:
                return quick(first, b)
        except (KeyError, DecimalException):
            pass
        return calculate(scope, run)

    if one and other:
        return fields
    if one and second is not None:
        return field_number
    if other and first is not None:
        return number_field
    return calculate


def _field(node: nodes.Node) -> str:
    return node.name if isinstance(node, nodes.Name) else ""


def _text(node: nodes.Node) -> str | None:
    held = node.value if isinstance(node, nodes.Literal) else None
    return held if isinstance(held, str) else None


def _number(node: nodes.Node) -> Any:
    held = node.value if isinstance(node, nodes.Literal) else None
    return held if type(held) is Decimal else None


def _equality(node: nodes.Binary, left: Closure, right: Closure) -> Closure:
    wants = node.op == "="

    def test(scope: Scope, run: Run) -> Value:
        a, b = left(scope, run), right(scope, run)
        if type(a) is type(b) and type(a) in PLAIN:
            return (a == b) is wants
        run.weigh(a, b)
        found = equal(a, b)
        if found is None:
            run.note(node.at, "Values of two types cannot be compared")
            return None
        return found is wants

    name, text = _field(node.left), _text(node.right)
    if not name or text is None:
        return test

    def is_text(scope: Scope, run: Run) -> Value:
        held = scope.get(name)
        return (held == text) is wants if type(held) is str else test(scope, run)

    return is_text


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

    return _of_fields(node, quick, test)


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


def _logic(compile_: Compile, node: nodes.Binary) -> Closure:
    """Three-valued: what is neither true nor false is unknown. a and b and c is one question."""
    decides, parts = node.op == "or", list[Closure]()
    left: nodes.Node = node
    while isinstance(left, nodes.Binary) and left.op == node.op:
        parts.append(compile_(left.right))
        left = left.left
    parts = [compile_(left), *reversed(parts)]

    def test(scope: Scope, run: Run) -> Value:
        found: Value = not decides
        for part in parts:
            one = part(scope, run)
            if one is decides:
                return decides
            if one is None or type(one) is not bool:
                found = None
        return found

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
