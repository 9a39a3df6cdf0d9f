"""Why an expression gave its answer: the comparisons that decided it, with their values.

What is told holds: `预算 ≤ 50,000` for a condition `预算 > 50000` that is not met. Where something
is asked for, `needs` says what: `预算 is 48,000; needs > 50,000`. All of it are templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from app.expr import aliases, language, nodes
from app.expr.control import runs_over
from app.expr.language import Expression
from app.expr.nodes import Node
from app.expr.operators import passes
from app.expr.refs import to_labels
from app.expr.running import MOST_ITEMS
from app.expr.values import Value, inner_text, number_text
from app.expr.world import World
from app.model.verb import Line, say

MOST_LEAVES = 5
MOST_TEXT = 60
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
Scope = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Why:
    """A part of an expression, what came of it, and what decided that.

    `fact` says what holds; `needs` what would have to, where the part is not as was wanted."""

    start: int
    end: int
    value: Value
    fact: Line
    needs: Line | None = None
    parts: tuple[Why, ...] = ()

    def leaves(self) -> Iterator[Why]:
        """The deciding comparisons, in the order of the text."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def explain(
    expression: Expression,
    scope: Scope,
    asked: World | None = None,
    labels: Mapping[str, str] | None = None,
) -> Why:
    """Why the expression gives its value over these names; `labels` are those of the ids."""
    teller = _Teller(expression.text, asked or {}, labels or {})
    return teller.why(expression.tree, scope, True)


def because(why: Why, most: int = MOST_LEAVES) -> Line:
    """What decided, in one line: 预算 ≤ 50,000 and 渠道 = “tv”."""
    told: list[Line] = []
    for leaf in why.leaves():
        if leaf.fact not in told:
            told.append(leaf.fact)
    line, *rest = told[:most]
    for other in rest:
        line = say("{one} and {other}", one=line, other=other)
    return line if len(told) <= most else say("{one} and more", one=line)


def sentence(what: Line | str, why: Why) -> Line:
    """What became of a field, and why: 隐藏，因为 预算 ≤ 50,000."""
    return say("{what}, because {why}", what=what, why=because(why))


def shown(value: Value) -> str | Line:
    """A value as a reader sees it."""
    match value:
        case None:
            return say("empty|value")
        case bool():
            return say("yes|value") if value else say("no|value")
        case Decimal():
            text = number_text(value)
            return f"{value:,}" if "E" not in text and value == int(value) else _grouped(text)
        case _:
            text = inner_text(value)
            return text if len(text) <= MOST_TEXT else text[:MOST_TEXT] + "…"


def _grouped(text: str) -> str:
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdecimal() and int(whole) else text


@dataclass(slots=True)
class _Teller:
    """One expression being explained."""

    text: str
    asked: World
    labels: Mapping[str, str]
    compiled: dict[int, Expression] = field(default_factory=dict[int, Expression])

    def value(self, node: Node, scope: Scope) -> Value:
        """What a part gives."""
        held = self.compiled.get(id(node))
        if held is None:
            held = self.compiled[id(node)] = language.expression(self.text, node)
        return held.run(scope, self.asked).value

    def said(self, node: Node) -> str | Line:
        """How a part is called: a value as it is, all else as it was written."""
        if isinstance(node, nodes.Literal):
            return shown(node.value)
        written = to_labels(self.text[nodes.start_of(node) : node.end], self.labels)
        written = " ".join(written.split()).strip("`")
        return written if len(written) <= MOST_TEXT else written[:MOST_TEXT] + "…"

    def why(self, node: Node, scope: Scope, wanted: bool) -> Why:
        """Why a part gave what it gave; `wanted` is the answer that was hoped for."""
        how = _HOW.get(type(node), _plain)
        return how(self, node, scope, wanted)

    def leaf(self, node: Node, value: Value, fact: Line, needs: Line | None = None) -> Why:
        """A part that was decided by itself."""
        return Why(nodes.start_of(node), node.end, value, fact, needs)

    def branch(self, node: Node, value: Value, parts: Iterable[Why]) -> Why:
        """A part that others decided."""
        held = tuple(parts)
        fact = held[0].fact if len(held) == 1 else _told(self, node, value)
        return Why(nodes.start_of(node), node.end, value, fact, None, held)


def _told(teller: _Teller, node: Node, value: Value) -> Line:
    if value is None:
        return say("{name} is empty", name=teller.said(node))
    return say("{name} is {value}", name=teller.said(node), value=shown(value))


def _plain(teller: _Teller, node: Node, scope: Scope, _wanted: bool) -> Why:
    value = teller.value(node, scope)
    return teller.leaf(node, value, _told(teller, node, value))


def _binary(teller: _Teller, node: nodes.Binary, scope: Scope, wanted: bool) -> Why:
    if node.op in ("and", "or"):
        return _logic(teller, node, scope, wanted)
    if node.op in SIGNS:
        return _comparison(teller, node, scope, wanted)
    return _plain(teller, node, scope, wanted)


def _logic(teller: _Teller, node: nodes.Binary, scope: Scope, wanted: bool) -> Why:
    """Of `and` what is not true decides, if there is such; of `or` what is."""
    value = teller.value(node, scope)
    parts = [(one, teller.value(one, scope)) for one in _chain(node)]
    is_decided = value is (node.op == "or")
    deciding = [one for one, found in parts if is_decided and found is value]
    if value is None:
        deciding = [one for one, found in parts if found is not True and found is not False]
    deciding = deciding or [one for one, _ in parts]
    return teller.branch(node, value, [teller.why(one, scope, wanted) for one in deciding])


def _chain(node: nodes.Binary) -> list[Node]:
    """The operands of `a and b and c`, in order."""
    found: list[Node] = []
    left: Node = node
    while isinstance(left, nodes.Binary) and left.op == node.op:
        found.append(left.right)
        left = left.left
    return [left, *reversed(found)]


def _comparison(teller: _Teller, node: nodes.Binary, scope: Scope, wanted: bool) -> Why:
    value = teller.value(node, scope)
    left, right = teller.value(node.left, scope), teller.value(node.right, scope)
    for side, held in ((node.left, left), (node.right, right)):
        if value is None and held is None:
            fact = say("{name} is empty", name=teller.said(side))
            return teller.leaf(node, value, fact)
    name, limit = teller.said(node.left), _limit(teller, node.right, right)
    sign = SIGNS[node.op if value is not False else OPPOSITE[node.op]]
    fact = say("{name} {sign} {limit}", name=name, sign=sign, limit=limit)
    if value is wanted or value is None or isinstance(node.left, nodes.Literal):
        return teller.leaf(node, value, fact)
    asked = SIGNS[node.op if wanted else OPPOSITE[node.op]]
    told = {"name": name, "value": shown(left), "sign": asked, "limit": limit}
    return teller.leaf(node, value, fact, say("{name} is {value}; needs {sign} {limit}", **told))


def _limit(teller: _Teller, node: Node, value: Value) -> str | Line:
    """What a value is measured against: a name comes with its value."""
    if isinstance(node, (nodes.Literal, nodes.Unary)):
        return shown(value)
    return say("{name} ({value})|limit", name=teller.said(node), value=shown(value))


def _between(teller: _Teller, node: nodes.Between, scope: Scope, wanted: bool) -> Why:
    value, held = teller.value(node, scope), teller.value(node.value, scope)
    ends = [_limit(teller, end, teller.value(end, scope)) for end in (node.low, node.high)]
    told = {"name": teller.said(node.value), "value": shown(held), "low": ends[0], "high": ends[1]}
    if value is None:
        return teller.leaf(node, value, say("{name} is empty", **told))
    if value is True:
        fact = say("{name} is {value}, between {low} and {high}", **told)
    else:
        fact = say("{name} is {value}, not between {low} and {high}", **told)
    is_short = value is not wanted
    needs = say("{name} is {value}; needs {low} to {high}", **told) if is_short and wanted else None
    return teller.leaf(node, value, fact, needs)


def _in(teller: _Teller, node: nodes.In, scope: Scope, wanted: bool) -> Why:
    value, held = teller.value(node, scope), teller.value(node.value, scope)
    name = teller.said(node.value)
    if held is None:
        return teller.leaf(node, value, say("{name} is empty", name=name))
    met = [test for test in node.tests if _is_met(teller, test, held, scope)]
    told = " / ".join(_test_text(teller, test) for test in met or node.tests)
    if value is True:
        fact = say(
            "{name} is {value}, one of {choices}", name=name, value=shown(held), choices=told
        )
        return teller.leaf(node, value, fact)
    fact = say("{name} is {value}, none of {choices}", name=name, value=shown(held), choices=told)
    needs = say("{name} is {value}; needs {choices}", name=name, value=shown(held), choices=told)
    return teller.leaf(node, value, fact, needs if wanted else None)


def _is_met(teller: _Teller, test: nodes.Test, held: Value, scope: Scope) -> bool:
    return passes(test.op, held, teller.value(test.operand, scope)) is True


def _test_text(teller: _Teller, test: nodes.Test) -> str:
    written = teller.text[nodes.start_of(test.operand) : test.operand.end]
    sign = "" if test.op == "in" else SIGNS[test.op] + " "
    return sign + to_labels(written, teller.labels)


def _if(teller: _Teller, node: nodes.If, scope: Scope, wanted: bool) -> Why:
    """The question, and what was chosen where that decides something itself."""
    value, test = teller.value(node, scope), teller.value(node.test, scope)
    chosen = node.then if test is True else node.other
    parts = [teller.why(node.test, scope, test is True)]
    if not isinstance(chosen, nodes.Literal):
        parts.append(teller.why(chosen, scope, wanted))
    return teller.branch(node, value, parts)


def _quantified(teller: _Teller, node: nodes.Quantified, scope: Scope, wanted: bool) -> Why:
    """The first that decided; where all had to be looked at, how many there were."""
    value = teller.value(node, scope)
    decides, count = not node.is_every, 0
    if value is None:
        return teller.leaf(node, value, _told(teller, node, value))
    for inner, named in islice(_turns(teller, node.overs, scope), MOST_ITEMS):
        count += 1
        if value is decides and teller.value(node.body, inner) is decides:
            held = teller.why(node.body, inner, wanted)
            fact = say("for {items}: {fact}", items=named, fact=because(held))
            return teller.leaf(node, value, fact)
    told = {"number": count, "condition": teller.said(node.body)}
    if node.is_every:
        return teller.leaf(node, value, say("all {number} meet {condition}", **told))
    return teller.leaf(node, value, say("none of {number} meets {condition}", **told))


def _turns(
    teller: _Teller, overs: tuple[nodes.Over, ...], scope: Scope
) -> Iterator[tuple[Scope, str]]:
    """Every combination, and what it is called: x = {金额: 5}."""
    over, *rest = overs
    end = teller.value(over.end, scope) if over.end is not None else None
    for item in runs_over(over, teller.value(over.domain, scope), end):
        inner = {**scope, over.name: item}
        shown_ = inner_text(item)
        name = f"{over.name} = {shown_[:MOST_TEXT]}{'…' if len(shown_) > MOST_TEXT else ''}"
        if not rest:
            yield inner, name
            continue
        for deeper, more in _turns(teller, tuple(rest), inner):
            yield deeper, f"{name}, {more}"


def _call(teller: _Teller, node: nodes.Call, scope: Scope, wanted: bool) -> Why:
    function = node.function.name if isinstance(node.function, nodes.Name) else ""
    name = aliases.FUNCTIONS.get(function, function)
    if len(node.args) == 1 and function not in scope:
        if name == "not":
            value = teller.value(node, scope)
            return teller.branch(node, value, [teller.why(node.args[0], scope, not wanted)])
        if name == "is empty":
            value = teller.value(node, scope)
            told = teller.said(node.args[0])
            held = shown(teller.value(node.args[0], scope))
            fact = (
                say("{name} is empty", name=told)
                if value is True
                else say("{name} is {value}", name=told, value=held)
            )
            return teller.leaf(node, value, fact)
    return _plain(teller, node, scope, wanted)


_HOW: Mapping[type, Callable[[_Teller, Any, Scope, bool], Why]] = {
    nodes.Binary: _binary,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.If: _if,
    nodes.Quantified: _quantified,
    nodes.Call: _call,
}
