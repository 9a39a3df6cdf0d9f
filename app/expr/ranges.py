"""Built-in functions over ranges and points (DMN 10.3.4.11), and ranges from their text."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from app.expr import dates, nodes
from app.expr.binding import Form, function, text_of
from app.expr.compiler import Compiler
from app.expr.faults import Fail, Mistake
from app.expr.parser import parse
from app.expr.running import Run
from app.expr.values import Function, Range, Value, compare, said

Judge = Callable[[Range, Range], bool]
CONSTRUCTORS = frozenset(("date", "time", "date and time", "duration"))


def _span(value: Value) -> Range:
    """A point is a range of itself."""
    if isinstance(value, Range):
        if value.low is None or value.high is None:
            raise Fail("The range has no end")
        return value
    if value is None or isinstance(value, (bool, list, dict)):
        raise Fail("A point or a range was expected, not {kind}", kind=said(value))
    return Range(value, value, True, True)


def _order(a: Value, b: Value) -> int:
    found = compare(a, b)
    if found is None:
        raise Fail("These values have no order")
    return found


def _before(a: Range, b: Range) -> bool:
    order = _order(a.high, b.low)
    return order < 0 or (order == 0 and not (a.has_high and b.has_low))


def _meets(a: Range, b: Range) -> bool:
    return a.has_high and b.has_low and _order(a.high, b.low) == 0


def _starts_before(a: Range, b: Range) -> bool:
    order = _order(a.low, b.low)
    return order < 0 or (order == 0 and a.has_low and not b.has_low)


def _ends_before(a: Range, b: Range) -> bool:
    order = _order(a.high, b.high)
    return order < 0 or (order == 0 and not a.has_high and b.has_high)


def _overlaps(a: Range, b: Range) -> bool:
    return not _before(a, b) and not _before(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    return _overlaps(a, b) and _starts_before(a, b) and not _ends_before(b, a)


def _includes(a: Range, b: Range) -> bool:
    return not _starts_before(b, a) and not _ends_before(a, b)


def _finishes(a: Range, b: Range) -> bool:
    is_same = _order(a.high, b.high) == 0 and a.has_high == b.has_high
    return is_same and not _starts_before(a, b)


def _starts(a: Range, b: Range) -> bool:
    is_same = _order(a.low, b.low) == 0 and a.has_low == b.has_low
    return is_same and not _ends_before(b, a)


def _coincides(a: Range, b: Range) -> bool:
    return _includes(a, b) and _includes(b, a)


def _ask(judge: Judge, *, is_turned: bool = False, takes: str = "any") -> Callable[..., Value]:
    """A question about two ranges; `takes` says where a point may not stand."""

    def call(a: Value, b: Value) -> Value:
        if takes == "ranges" and not (isinstance(a, Range) and isinstance(b, Range)):
            raise Fail("Two ranges were expected")
        whole = a if is_turned else b
        if takes == "second" and not isinstance(whole, Range):
            raise Fail("A range was expected")
        one, other = _span(a), _span(b)
        return judge(other, one) if is_turned else judge(one, other)

    return call


POINTS = (("point1", "point2"), ("point", "range"), ("range", "point"), ("range1", "range2"))


def _forms(call: Callable[..., Value], *params: tuple[str, str]) -> tuple[Form, ...]:
    return tuple(Form(pair, call) for pair in params or POINTS)


def _range(from_: Value) -> Value:
    """A range from its text: literals and the constructors of dates alone, nothing is run."""
    text = text_of(from_)
    try:
        tree = parse(text, CONSTRUCTORS)
    except Mistake as mistake:
        raise Fail("“{text}” is no range", text=text[:40]) from mistake
    if not isinstance(tree, nodes.Interval) or tree.low is None or tree.high is None:
        raise Fail("“{text}” is no range", text=text[:40])
    if not _is_plain(tree.low) or not _is_plain(tree.high):
        raise Fail("Only literals stand in the text of a range")
    found = Compiler(_constructors()).compile(tree)({}, Run())
    if not isinstance(found, Range) or _order(found.low, found.high) > 0:
        raise Fail("“{text}” is no range", text=text[:40])
    return found


@lru_cache(maxsize=1)
def _constructors() -> dict[str, Function]:
    return {name: function(name, dates.FUNCTIONS[name]) for name in CONSTRUCTORS}


def _is_plain(node: nodes.Node) -> bool:
    match node:
        case nodes.Literal():
            return node.value is not None
        case nodes.Unary():
            return _is_plain(node.operand)
        case nodes.Call():
            function = node.function
            is_known = isinstance(function, nodes.Name) and function.name in CONSTRUCTORS
            return is_known and all(isinstance(arg, nodes.Literal) for arg in node.args)
        case _:
            return False


FUNCTIONS: dict[str, tuple[Form, ...]] = {
    "before": _forms(_ask(_before)),
    "after": _forms(_ask(_before, is_turned=True)),
    "meets": _forms(_ask(_meets, takes="ranges"), ("range1", "range2")),
    "met by": _forms(_ask(_meets, is_turned=True, takes="ranges"), ("range1", "range2")),
    "overlaps": _forms(_ask(_overlaps, takes="ranges"), ("range1", "range2")),
    "overlaps before": _forms(_ask(_overlaps_before, takes="ranges"), ("range1", "range2")),
    "overlaps after": _forms(
        _ask(_overlaps_before, is_turned=True, takes="ranges"), ("range1", "range2")
    ),
    "finishes": _forms(_ask(_finishes, takes="second"), ("point", "range"), ("range1", "range2")),
    "finished by": _forms(
        _ask(_finishes, is_turned=True, takes="second"), ("range", "point"), ("range1", "range2")
    ),
    "includes": _forms(_ask(_includes), ("range", "point"), ("range1", "range2")),
    "during": _forms(_ask(_includes, is_turned=True), ("point", "range"), ("range1", "range2")),
    "starts": _forms(_ask(_starts, takes="second"), ("point", "range"), ("range1", "range2")),
    "started by": _forms(
        _ask(_starts, is_turned=True, takes="second"), ("range", "point"), ("range1", "range2")
    ),
    "coincides": _forms(_ask(_coincides), ("point1", "point2"), ("range1", "range2")),
    "range": (Form(("from",), _range),),
}
