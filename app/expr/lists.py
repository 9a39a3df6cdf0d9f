"""Built-in functions over lists (DMN 10.3.4.4)."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import decimal
import functools
from collections.abc import Callable
from decimal import Decimal

from app.expr.binding import MISSING, Form, list_of, number_of, whole_of
from app.expr.faults import Fail
from app.expr.values import NUMBERS, Function, Value, compare, equal, key, number, said

MOST_ITEMS = 10_000


def _numbers(items: Value) -> list[Decimal]:
    held = list_of(items)
    if set(map(type, held)) == {Decimal}:
        return held  # pyright: ignore[reportReturnType]
    return [number_of(item) for item in held]


def _contains(items: Value, element: Value) -> Value:
    return any(_same(item, element) for item in list_of(items))


def _same(a: Value, b: Value) -> bool:
    return equal(a, b) is True


def _extreme(wanted: int) -> Callable[[Value], Value]:
    def find(items: Value) -> Value:
        held = list_of(items)
        if not held:
            return None
        best = held[0]
        for item in held:
            order = compare(item, best)
            if order is None:
                raise Fail("These values have no order")
            best = item if order == wanted else best
        return best

    return find


def _sum(items: Value) -> Value:
    numbers = _numbers(items)
    return functools.reduce(NUMBERS.add, numbers) if numbers else None


def _mean(items: Value) -> Value:
    numbers = _numbers(items)
    if not numbers:
        raise Fail("A mean needs values")
    return NUMBERS.divide(functools.reduce(NUMBERS.add, numbers), number(len(numbers)))


def _product(items: Value) -> Value:
    numbers = _numbers(items)
    if not numbers:
        raise Fail("A product needs values")
    return functools.reduce(NUMBERS.multiply, numbers)


def _median(items: Value) -> Value:
    numbers = sorted(_numbers(items))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return NUMBERS.divide(NUMBERS.add(numbers[middle - 1], numbers[middle]), Decimal(2))


def _stddev(items: Value) -> Value:
    numbers = _numbers(items)
    if len(numbers) < 2:
        raise Fail("A deviation needs two values")
    with decimal.localcontext(NUMBERS) as wide:
        wide.prec = 60
        mean = sum(numbers, Decimal(0)) / len(numbers)
        spread = sum(((n - mean) ** 2 for n in numbers), Decimal(0)) / (len(numbers) - 1)
        found = spread.sqrt()
    return NUMBERS.plus(found)


def _mode(items: Value) -> Value:
    numbers = _numbers(items)
    counts: dict[Decimal, int] = {}
    for value in numbers:
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, count in counts.items() if count == most)


def _logic(decides: bool) -> Callable[[Value], Value]:
    """`any` is decided by true, `all` by false; null leaves the question open."""

    def ask(items: Value) -> Value:
        held = list_of(items)
        if any(item is not None and not isinstance(item, bool) for item in held):
            raise Fail("Only true and false were expected")
        if any(item is decides for item in held):
            return decides
        return None if any(item is None for item in held) else not decides

    return ask


def _sublist(items: Value, start: Value, length: Value = MISSING) -> Value:
    held, first = list_of(items), whole_of(start)
    if first == 0 or abs(first) > len(held):
        raise Fail("There is no such place")
    begin = first - 1 if first > 0 else len(held) + first
    if length is MISSING:
        return held[begin:]
    count = whole_of(length)
    if count < 1 or begin + count > len(held):
        raise Fail("There are not so many items")
    return held[begin : begin + count]


def _append(items: Value, *more: Value) -> Value:
    return [*list_of(items), *_spread(more)]


def _spread(more: tuple[Value, ...]) -> list[Value]:
    held = more[0] if more else []
    return held if isinstance(held, list) else [held]


def _concatenate(lists: Value) -> Value:
    return _short([item for one in _lists(lists) for item in list_of(one)])


def _lists(lists: Value) -> list[Value]:
    """Lists to put together: given one by one, or one list of them."""
    return list_of(lists)


def _union(lists: Value) -> Value:
    return _distinct([item for one in _lists(lists) for item in list_of(one)])


def _insert(items: Value, position: Value, item: Value) -> Value:
    held, place = list_of(items), whole_of(position)
    if place == 0 or abs(place) > len(held) + (place > 0 and not held):
        raise Fail("There is no such place")
    begin = place - 1 if place > 0 else len(held) + place
    return [*held[:begin], item, *held[begin:]]


def _remove(items: Value, position: Value) -> Value:
    begin = _place(list_of(items), position)
    held = list_of(items)
    return [*held[:begin], *held[begin + 1 :]]


def _place(items: list[Value], position: Value) -> int:
    place = whole_of(position)
    if place == 0 or abs(place) > len(items):
        raise Fail("There is no such place")
    return place - 1 if place > 0 else len(items) + place


def _replace_at(items: Value, position: Value, item: Value) -> Value:
    if isinstance(position, Function):
        return _replace_where(items, position, item)
    held = list_of(items)
    begin = _place(held, position)
    return [*held[:begin], item, *held[begin + 1 :]]


def _replace_where(items: Value, match: Value, item: Value) -> Value:
    if not isinstance(match, Function) or len(match.params) != 2:
        raise Fail("A function of two values was expected")
    made: list[Value] = []
    for old in list_of(items):
        told = match.call([old, item])
        if not isinstance(told, bool):
            raise Fail("The function must say true or false")
        made.append(item if told else old)
    return made


def _reverse(items: Value) -> Value:
    return list_of(items)[::-1]


def _index_of(items: Value, match: Value) -> Value:
    held = list_of(items)
    return [number(place) for place, item in enumerate(held, 1) if _same(item, match)]


def _distinct(items: Value) -> list[Value]:
    found: dict[object, Value] = {}
    for item in list_of(items):
        found.setdefault(key(item), item)
    return list(found.values())


def _flatten(items: Value) -> Value:
    made: list[Value] = []
    for item in list_of(items):
        inner = _flatten(item) if isinstance(item, list) else [item]
        made.extend(list_of(inner) if inner != [] else [])
    return _short(made)


def _sort(items: Value, precedes: Value = MISSING) -> Value:
    def by_function(a: Value, b: Value) -> int:
        assert isinstance(precedes, Function)
        if precedes.call([a, b]) is True:
            return -1
        return 1 if precedes.call([b, a]) is True else 0

    def by_order(a: Value, b: Value) -> int:
        order = compare(a, b)
        if order is None:
            raise Fail("These values have no order")
        return order

    if precedes is not MISSING and (
        not isinstance(precedes, Function) or len(precedes.params) != 2
    ):
        raise Fail("A function of two values was expected, not {kind}", kind=said(precedes))
    held = list_of(items)
    if precedes is MISSING and {type(item) for item in held} in ({Decimal}, {str}):
        return sorted(held)  # pyright: ignore
    how = by_order if precedes is MISSING else by_function
    return sorted(held, key=functools.cmp_to_key(how))


def _short(items: list[Value]) -> list[Value]:
    if len(items) > MOST_ITEMS:
        raise Fail("The list is too long")
    return items


def _count(items: Value) -> Value:
    return number(len(list_of(items)))


FUNCTIONS: dict[str, tuple[Form, ...]] = {
    "list contains": (Form(("list", "element"), _contains),),
    "count": (Form(("list",), _count),),
    "min": (Form(("list*",), _extreme(-1)),),
    "max": (Form(("list*",), _extreme(1)),),
    "sum": (Form(("list*",), _sum),),
    "mean": (Form(("list*",), _mean),),
    "product": (Form(("list*",), _product),),
    "median": (Form(("list*",), _median),),
    "stddev": (Form(("list*",), _stddev),),
    "mode": (Form(("list*",), _mode),),
    "all": (Form(("list*",), _logic(False)),),
    "any": (Form(("list*",), _logic(True)),),
    "sublist": (Form(("list", "start position", "length?"), _sublist),),
    "append": (Form(("list", "item*"), _append),),
    "concatenate": (Form(("list*",), _concatenate),),
    "insert before": (Form(("list", "position", "newItem"), _insert),),
    "remove": (Form(("list", "position"), _remove),),
    "list replace": (
        Form(("list", "position", "newItem"), _replace_at),
        Form(("list", "match", "newItem"), _replace_where),
    ),
    "reverse": (Form(("list",), _reverse),),
    "index of": (Form(("list", "match"), _index_of),),
    "union": (Form(("list*",), _union),),
    "distinct values": (Form(("list",), _distinct),),
    "flatten": (Form(("list",), _flatten),),
    "sort": (Form(("list", "precedes?"), _sort),),
}
