"""The operators + - * / ** and the sign, over every pair of types that has a meaning."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from app.expr.faults import Fail
from app.expr.temporal import (
    DAY,
    MOST_YEAR,
    SECOND,
    Date,
    DateTime,
    Days,
    Months,
    Time,
    add_months,
    add_nanos,
    date_of,
)
from app.expr.values import NUMBERS, Value, moment, number, said

MOST_TEXT = 64 * 1024
MOST_MONTHS = MOST_YEAR * 12
Operator = Callable[[Value, Value], Value]


def plus(a: Value, b: Value) -> Value:
    """a + b."""
    match a, b:
        case bool(), _:
            raise _strange("+", a, b)
        case Decimal(), Decimal():
            return NUMBERS.add(a, b)
        case str(), str():
            if len(a) + len(b) > MOST_TEXT:
                raise Fail("The text is too long")
            return a + b
        case (Days(), Days()):
            return Days(a.nanos + b.nanos)
        case (Months(), Months()):
            return Months(a.count + b.count)
        case ((Date() | DateTime() | Time()), (Days() | Months())):
            return later(a, b)
        case ((Days() | Months()), (Date() | DateTime() | Time())):
            return later(b, a)
        case _:
            raise _strange("+", a, b)


def minus(a: Value, b: Value) -> Value:  # noqa: PLR0911 - one line for each pair
    """a - b."""
    match a, b:
        case bool(), _:
            raise _strange("-", a, b)
        case Decimal(), Decimal():
            return NUMBERS.subtract(a, b)
        case (Days(), Days()):
            return Days(a.nanos - b.nanos)
        case (Months(), Months()):
            return Months(a.count - b.count)
        case (Time(), Time()):
            return _apart(moment(a), moment(b))
        case ((Date() | DateTime()), (Date() | DateTime())):
            return _apart(moment(_with_time(a)), moment(_with_time(b)))
        case ((Date() | DateTime() | Time()), Days()):
            return later(a, Days(-b.nanos))
        case ((Date() | DateTime()), Months()):
            return later(a, Months(-b.count))
        case _:
            raise _strange("-", a, b)


def times(a: Value, b: Value) -> Value:
    """a * b."""
    match a, b:
        case bool(), _:
            raise _strange("*", a, b)
        case Decimal(), Decimal():
            return NUMBERS.multiply(a, b)
        case ((Days() | Months()), Decimal()):
            return _scaled(a, b)
        case Decimal(), (Days() | Months()):
            return _scaled(b, a)
        case _:
            raise _strange("*", a, b)


def divided(a: Value, b: Value) -> Value:
    """a / b."""
    match a, b:
        case bool(), _:
            raise _strange("/", a, b)
        case Decimal(), Decimal():
            if b == 0:
                raise Fail("Division by zero")
            return NUMBERS.divide(a, b)
        case ((Days() | Months()), Decimal()):
            if b == 0:
                raise Fail("Division by zero")
            return _scaled(a, NUMBERS.divide(Decimal(1), b), divisor=b)
        case (Days(), Days()):
            return _ratio(a.nanos, b.nanos)
        case (Months(), Months()):
            return _ratio(a.count, b.count)
        case _:
            raise _strange("/", a, b)


def power(a: Value, b: Value) -> Value:
    """a ** b."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return NUMBERS.power(a, b)
    raise _strange("**", a, b)


def negative(a: Value) -> Value:
    """-a."""
    match a:
        case Decimal():
            return NUMBERS.minus(a)
        case Days():
            return Days(-a.nanos)
        case Months():
            return Months(-a.count)
        case _:
            raise Fail("- has no meaning for {kind}", kind=said(a))


OPERATORS: dict[str, Operator] = {
    "+": plus,
    "-": minus,
    "*": times,
    "/": divided,
    "**": power,
}


def run(operator: Operator, a: Value, b: Value) -> Value:
    """An operator; what decimals refuse has no value."""
    try:
        return operator(a, b)
    except (decimal.DecimalException, OverflowError) as error:
        raise Fail("The number is too large, or there is none") from error


def later(a: Date | DateTime | Time, b: Days | Months) -> Value:
    """A date or time, and a duration after it."""
    if isinstance(a, Time):
        if isinstance(b, Months):
            raise _strange("+", a, b)
        return Time((a.nanos + b.nanos) % DAY, a.offset, a.zone)
    if isinstance(b, Months):
        day = add_months(a.date if isinstance(a, DateTime) else a, b.count)
        if day is None:
            raise Fail("The date is too far away")
        return DateTime(day, a.time) if isinstance(a, DateTime) else day
    # Of a date whole days count: it is its midnight, and what comes of it is a date again.
    found = date_of(a.number + b.nanos // DAY) if isinstance(a, Date) else add_nanos(a, b.nanos)
    if found is None:
        raise Fail("The date is too far away")
    return found


def _with_time(value: Date | DateTime) -> DateTime:
    """A date is its midnight in UTC where it meets a time."""
    return value if isinstance(value, DateTime) else DateTime(value, Time(0, 0))


def _apart(a: tuple[bool, int], b: tuple[bool, int]) -> Days:
    if a[0] != b[0]:
        raise Fail("A time with an offset and one without have no distance")
    return Days(a[1] - b[1])


def _scaled(a: Days | Months, by: Decimal, divisor: Decimal | None = None) -> Days | Months:
    whole = a.nanos if isinstance(a, Days) else a.count
    with decimal.localcontext(NUMBERS) as wide:
        wide.prec = 60
        exact = Decimal(whole) / divisor if divisor is not None else Decimal(whole) * by
        made = int(exact.to_integral_value(decimal.ROUND_DOWN))
    if isinstance(a, Days):
        if abs(made) > MOST_YEAR * 366 * DAY:
            raise Fail("The duration is too long")
        return Days(made)
    if abs(made) > MOST_MONTHS:
        raise Fail("The duration is too long")
    return Months(made)


def _ratio(a: int, b: int) -> Decimal:
    if b == 0:
        raise Fail("Division by zero")
    return NUMBERS.divide(number(a), number(b))


def _strange(op: str, a: Value, b: Value) -> Fail:
    return Fail("{left} {op} {right} has no meaning", left=said(a), op=op, right=said(b))


def seconds(duration: Days) -> Decimal:
    """A duration in seconds."""
    return NUMBERS.divide(number(duration.nanos), number(SECOND))
