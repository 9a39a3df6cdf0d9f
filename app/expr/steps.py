"""All whole numbers or days from one end to another, up or down."""

from __future__ import annotations

from decimal import Decimal

from app.expr.faults import Fail
from app.expr.temporal import Date, date_of
from app.expr.values import Value, number


def counted(first: Value, last: Value, most: int) -> list[Value]:
    """Numbers or days from `first` to `last`; downwards where the last is less."""
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        if first != first.to_integral_value() or last != last.to_integral_value():
            raise Fail("Only whole numbers can be run over")
        return [number(value) for value in _between(int(first), int(last), most)]
    if type(first) is Date and type(last) is Date:
        return [date_of(value) for value in _between(first.number, last.number, most)]
    raise Fail("Only numbers and dates can be run over")


def _between(first: int, last: int, most: int) -> range:
    if abs(last - first) >= most:
        raise Fail("The list is too long")
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)
