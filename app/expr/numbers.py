"""Built-in functions over numbers (DMN 10.3.4.5)."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from app.expr.binding import MISSING, Form, number_of
from app.expr.faults import Fail
from app.expr.temporal import Days, Months
from app.expr.values import NUMBERS, Value, number

MOST_SCALE, LEAST_SCALE = 6176, -6111
ONE = Decimal(1)


def rounded(value: Decimal, scale: int, how: str) -> Decimal:
    """A number with so many digits after the point."""
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise Fail("The scale is out of range")
    exponent = value.as_tuple().exponent
    if scale > 0 and isinstance(exponent, int) and -exponent <= scale:
        return value
    with decimal.localcontext(NUMBERS) as wide:
        wide.prec = 6_200
        return NUMBERS.plus(value.quantize(ONE.scaleb(-scale), rounding=how))


def _round(how: str) -> Callable[..., Value]:
    def call(n: Value, scale: Value = MISSING) -> Value:
        digits = Decimal(0) if scale is MISSING else number_of(scale)
        return rounded(number_of(n), int(digits), how)

    return call


def _scaled(how: str) -> Callable[..., Value]:
    def call(n: Value, scale: Value) -> Value:
        return rounded(number_of(n), int(number_of(scale)), how)

    return call


def _abs(n: Value) -> Value:
    match n:
        case Days():
            return Days(abs(n.nanos))
        case Months():
            return Months(abs(n.count))
        case _:
            return abs(number_of(n))


def _modulo(dividend: Value, divisor: Value) -> Value:
    a, b = number_of(dividend), number_of(divisor)
    if b == 0:
        raise Fail("Division by zero")
    with decimal.localcontext(NUMBERS) as wide:
        wide.prec = 6_200
        exact = a - b * (a / b).to_integral_value(decimal.ROUND_FLOOR)
    return NUMBERS.plus(exact)


def _sqrt(number: Value) -> Value:
    value = number_of(number)
    if value < 0:
        raise Fail("A negative number has no square root")
    return NUMBERS.sqrt(value)


def _log(number: Value) -> Value:
    value = number_of(number)
    if value <= 0:
        raise Fail("Only a positive number has a logarithm")
    return NUMBERS.ln(value)


def _exp(number: Value) -> Value:
    return NUMBERS.exp(number_of(number))


def _odd(number: Value) -> Value:
    return _remainder(number) == 1


def _even(number: Value) -> Value:
    return _remainder(number) == 0


def _remainder(value: Value) -> Decimal:
    held = number_of(value)
    if held != held.to_integral_value():
        return Decimal(-1)
    return abs(held) % 2 if abs(held) < Decimal(10) ** 33 else Decimal(0)


SPACES = (" ", ",", ".")


def read_number(text: str, grouping: Value = None, point: Value = None) -> Decimal:
    """A number from its text with these signs for groups and for the point."""
    if grouping is not None and (grouping not in SPACES or grouping == point):
        raise Fail("Groups are told apart by a space, a comma or a point")
    if point is not None and point not in (".", ","):
        raise Fail("The decimal sign is a point or a comma")
    plain = text.replace(str(grouping), "") if grouping else text
    if isinstance(point, str) and point != ".":
        if "." in plain:
            raise Fail("“{text}” is no number", text=text[:40])
        plain = plain.replace(point, ".")
    body = plain.lstrip("+-") if plain[:1] in "+-" else plain
    digits = body.replace(".", "", 1).lower().replace("e", "", 1)
    if not body or not digits.replace("-", "").replace("+", "").isdecimal() or not digits.isascii():
        raise Fail("“{text}” is no number", text=text[:40])
    try:
        return number(plain)
    except decimal.DecimalException as error:
        raise Fail("“{text}” is no number", text=text[:40]) from error


FUNCTIONS: dict[str, tuple[Form, ...]] = {
    "decimal": (Form(("n", "scale"), _scaled(decimal.ROUND_HALF_EVEN)),),
    "floor": (Form(("n", "scale?"), _round(decimal.ROUND_FLOOR)),),
    "ceiling": (Form(("n", "scale?"), _round(decimal.ROUND_CEILING)),),
    "round up": (Form(("n", "scale"), _scaled(decimal.ROUND_UP)),),
    "round down": (Form(("n", "scale"), _scaled(decimal.ROUND_DOWN)),),
    "round half up": (Form(("n", "scale"), _scaled(decimal.ROUND_HALF_UP)),),
    "round half down": (Form(("n", "scale"), _scaled(decimal.ROUND_HALF_DOWN)),),
    "abs": (Form(("n",), _abs),),
    "modulo": (Form(("dividend", "divisor"), _modulo),),
    "sqrt": (Form(("number",), _sqrt),),
    "log": (Form(("number",), _log),),
    "exp": (Form(("number",), _exp),),
    "odd": (Form(("number",), _odd),),
    "even": (Form(("number",), _even),),
}
