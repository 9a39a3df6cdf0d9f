"""What is wrong with an expression that reads well, and the type of its result. Nothing is run."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from app.expr import arguments, language, lattice, nodes, types
from app.expr.faults import Mistake
from app.expr.finding import Finding, Scope
from app.expr.lattice import ANY, NOTHING, YES_NO, said
from app.expr.nodes import Node, Type

MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """The type of the result, and all that was found, in the order of the text."""

    type: Type
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing forbids to publish it."""
        return all(finding.level != "error" for finding in self.findings)


def check(
    text: str, names: Mapping[str, Type], wanted: Type = ANY, *, is_open: bool = False
) -> Checked:
    """Check an expression over these names; `wanted` is what its result must be: YES_NO for a
    condition. Where `is_open` other names may come too, and none is reported."""
    try:
        tree = language.compile_text(text, names).tree
    except Mistake as mistake:
        end = min(len(text), mistake.at + 1)
        found = Finding(min(mistake.at, end), end, "error", mistake.message, mistake.params)
        return Checked(ANY, (found,))
    checker = _Checker()
    result = checker.type_of(tree, Scope(dict(names), is_open))
    if not lattice.fits(result, wanted):
        _wrong_result(checker, tree, result, wanted)
    return Checked(result, tuple(sorted(checker.found, key=lambda one: (one.start, one.end))))


@dataclass(slots=True)
class _Checker:
    """One tree being checked."""

    found: list[Finding] = field(default_factory=list[Finding])

    def type_of(self, node: Node, scope: Scope) -> Type:
        """The type of a node, with findings about all beneath it."""
        return _HOW[type(node)](self, node, scope)

    def warn(self, node: Node, level: str, template: str, **params: object) -> None:
        """Report something about a node."""
        if len(self.found) < MOST_FINDINGS:
            start, end = nodes.start_of(node), node.end
            self.found.append(Finding(start, end, level, template, params))


def _wrong_result(checker: _Checker, node: Node, result: Type, wanted: Type) -> None:
    """The whole gives another type than is wanted."""
    if wanted == YES_NO:
        checker.warn(node, "error", "A condition is yes or no, this is {kind}", kind=said(result))
    else:
        wanted_, told = said(wanted), said(result)
        template = "{wanted} was expected, not {kind}"
        checker.warn(node, "error", template, wanted=wanted_, kind=told)


def _literal(_checker: _Checker, node: nodes.Literal, _scope: Scope) -> Type:
    return lattice.of(node.value)


def _broken(checker: _Checker, node: nodes.Broken, _scope: Scope) -> Type:
    checker.warn(node, "error", "{text} is no date, time or duration", text=node.why)
    return NOTHING


def _name(checker: _Checker, node: nodes.Name, scope: Scope) -> Type:
    known = scope.names.get(node.name)
    if known is not None:
        return known
    if node.name in language.functions():
        return lattice.FUNCTION
    if not scope.is_open:
        near = _nearest(node.name, (*scope.names, *language.functions()))
        if near:
            template = "There is no {name}; did you mean {other}?"
            checker.warn(node, "error", template, name=node.name, other=near)
        else:
            checker.warn(node, "error", "There is no {name}", name=node.name)
    return ANY


def _listing(checker: _Checker, node: nodes.Listing, scope: Scope) -> Type:
    return lattice.list_of(lattice.join([checker.type_of(item, scope) for item in node.items]))


def _entries(checker: _Checker, node: nodes.Entries, scope: Scope) -> Type:
    made: dict[str, Type] = {}
    inner = scope
    for name, held in node.entries:
        if name in made:
            checker.warn(node, "error", "A context has the same entry twice")
        made[name] = checker.type_of(held, inner)
        inner = inner.with_(**{name: made[name]})
    return lattice.context_of(made.items())


def _interval(checker: _Checker, node: nodes.Interval, scope: Scope) -> Type:
    ends = [checker.type_of(end, scope) for end in (node.low, node.high) if end is not None]
    if not lattice.comparable(ends[0], ends[-1]):
        checker.warn(node, "error", "The ends of a range have no order")
    return Type("range", (lattice.join(ends),))


def _unary(checker: _Checker, node: nodes.Unary, scope: Scope) -> Type:
    found = checker.type_of(node.operand, scope)
    if lattice.is_open(found) or lattice.name_of(found) in ("number", *lattice.DURATIONS):
        return found
    checker.warn(node, "error", "- has no meaning for {kind}", kind=said(found))
    return ANY


def _binary(checker: _Checker, node: nodes.Binary, scope: Scope) -> Type:
    left, right = checker.type_of(node.left, scope), checker.type_of(node.right, scope)
    if node.op in ("and", "or"):
        _condition(checker, node.left, left)
        _condition(checker, node.right, right)
        return YES_NO
    if node.op in ("=", "!="):
        return _same(checker, node, left, right)
    if node.op in lattice.RESULTS:
        return _arithmetic(checker, node, left, right)
    _ordered(checker, node, left, right)
    return YES_NO


def _condition(checker: _Checker, node: Node, found: Type) -> None:
    if not lattice.is_open(found) and lattice.name_of(found) != "boolean":
        checker.warn(node, "error", "A condition is yes or no, this is {kind}", kind=said(found))


def _same(checker: _Checker, node: Node, left: Type, right: Type) -> Type:
    if not lattice.comparable(left, right):
        template = "{left} and {right} cannot be compared"
        checker.warn(node, "error", template, left=said(left), right=said(right))
    return YES_NO


def _ordered(checker: _Checker, node: Node, left: Type, right: Type) -> None:
    """Both sides of < and the like, of which neither may be missing."""
    for one in (left, right):
        if lattice.name_of(one) == "Null":
            checker.warn(node, "warning", "Compared with nothing, this is never true")
            return
        if not lattice.is_open(one) and lattice.name_of(one) not in lattice.ORDERED:
            checker.warn(node, "error", "{kind} has no order", kind=said(one))
            return
    days = {lattice.name_of(left), lattice.name_of(right)} >= lattice.POINTS
    if not days:
        _same(checker, node, left, right)


def _arithmetic(checker: _Checker, node: nodes.Binary, left: Type, right: Type) -> Type:
    if "Null" in (lattice.name_of(left), lattice.name_of(right)):
        checker.warn(node, "warning", "Calculated with nothing, this is always empty")
        return NOTHING
    is_zero = isinstance(node.right, nodes.Literal) and node.right.value == Decimal(0)
    if node.op == "/" and is_zero and lattice.name_of(right) == "number":
        checker.warn(node, "error", "Division by zero")
    found = lattice.result_of(node.op, left, right)
    if found is None:
        template = "{left} {op} {right} has no meaning"
        checker.warn(node, "error", template, left=said(left), op=node.op, right=said(right))
    return found or ANY


def _between(checker: _Checker, node: nodes.Between, scope: Scope) -> Type:
    value = checker.type_of(node.value, scope)
    for end in (node.low, node.high):
        _ordered(checker, end, value, checker.type_of(end, scope))
    return YES_NO


def _in(checker: _Checker, node: nodes.In, scope: Scope) -> Type:
    value = checker.type_of(node.value, scope)
    for test in node.tests:
        against = checker.type_of(test.operand, scope)
        if test.op not in ("in", "=", "!="):
            _ordered(checker, test.operand, value, against)
        elif lattice.name_of(value) not in ("list", "range"):
            _same(checker, test.operand, value, lattice.item_of(against))
    return YES_NO


def _instance_of(checker: _Checker, node: nodes.InstanceOf, scope: Scope) -> Type:
    checker.type_of(node.value, scope)
    if not types.is_known(node.type):
        checker.warn(node, "error", "There is no type {name}", name=node.type.name)
    return YES_NO


def _if(checker: _Checker, node: nodes.If, scope: Scope) -> Type:
    _condition(checker, node.test, checker.type_of(node.test, scope))
    return lattice.join((checker.type_of(node.then, scope), checker.type_of(node.other, scope)))


def _loop(checker: _Checker, node: nodes.For | nodes.Quantified, scope: Scope) -> Type:
    inner = scope
    for over in node.overs:
        item = lattice.item_of(checker.type_of(over.domain, inner))
        if over.end is not None:
            last = checker.type_of(over.end, inner)
            for end, type_ in ((over.domain, item), (over.end, last)):
                if not lattice.is_open(type_) and lattice.name_of(type_) not in ("number", "date"):
                    checker.warn(end, "error", "Only numbers and dates can be run over")
            item = lattice.join((item, last))
        inner = inner.with_(**{over.name: item})
    if isinstance(node, nodes.For):
        body = checker.type_of(node.body, inner.with_(partial=lattice.list_of(ANY)))
        return lattice.list_of(body)
    _condition(checker, node.body, checker.type_of(node.body, inner))
    return YES_NO


def _lambda(checker: _Checker, node: nodes.Lambda, scope: Scope) -> Type:
    held = zip(node.params, node.types, strict=True)
    body = checker.type_of(node.body, scope.with_(**{name: type_ or ANY for name, type_ in held}))
    return Type("function", tuple(type_ or ANY for type_ in node.types), (), body)


def _path(checker: _Checker, node: nodes.Path, scope: Scope) -> Type:
    whole = checker.type_of(node.value, scope)
    held = lattice.item_of(whole) if lattice.name_of(whole) == "list" else whole
    found = _entry(checker, node, held)
    return lattice.list_of(found) if lattice.name_of(whole) == "list" else found


def _entry(checker: _Checker, node: nodes.Path, held: Type) -> Type:
    name = lattice.name_of(held)
    known = dict(held.entries) if name == "context" else lattice.PROPERTIES.get(name, {})
    if node.name in known:
        return known[node.name]
    if lattice.is_open(held) or (name == "context" and not held.entries):
        return ANY
    near = _nearest(node.name, known)
    if near:
        template = "There is no {name}; did you mean {other}?"
        checker.warn(node, "error", template, name=node.name, other=near)
    elif name == "context":
        checker.warn(node, "error", "There is no {name} here", name=node.name)
    else:
        checker.warn(node, "error", "{kind} has no {name}", kind=said(held), name=node.name)
    return ANY


def _filter(checker: _Checker, node: nodes.Filter, scope: Scope) -> Type:
    whole = checker.type_of(node.value, scope)
    item = lattice.item_of(whole) if lattice.name_of(whole) == "list" else whole
    is_blank = lattice.name_of(item) == "context" and not item.entries
    inner = scope.with_(item=item).with_(**dict(item.entries))
    if lattice.is_open(item) or is_blank:
        inner = replace(inner, is_open=True)
    test = checker.type_of(node.test, inner)
    if lattice.name_of(test) == "number":
        return item
    if not lattice.is_open(test) and lattice.name_of(test) != "boolean":
        checker.warn(node.test, "error", "A list is not filtered by {kind}", kind=said(test))
    return whole if lattice.name_of(whole) == "list" else lattice.list_of(item)


def _call(checker: _Checker, node: nodes.Call, scope: Scope) -> Type:
    types_ = [checker.type_of(arg, scope) for arg in node.args]
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    if name in language.functions() and name not in scope.names:
        result, findings = arguments.check(node, types_)
        checker.found += findings[: MOST_FINDINGS - len(checker.found)]
        return result
    function = checker.type_of(node.function, scope)
    if not lattice.is_open(function) and lattice.name_of(function) != "function":
        checker.warn(node, "error", "{kind} cannot be called", kind=said(function))
    return function.result or ANY


def _nearest(name: str, known: Iterable[str]) -> str:
    """The known name that may have been meant, or ""."""
    plain = {one.casefold(): one for one in known}
    folded = name.casefold()
    if folded in plain:
        return plain[folded]
    found = difflib.get_close_matches(folded, plain, 1, 0.6)
    if found:
        return plain[found[0]]
    # Of two Chinese signs one is half of the name: such names count where one begins the other.
    starts = [one for one in plain if len(folded) > 1 and one.startswith(folded)]
    return plain[min(starts, key=len)] if starts else ""


_HOW: Mapping[type, Callable[[_Checker, Any, Scope], Type]] = {
    nodes.Literal: _literal,
    nodes.Broken: _broken,
    nodes.Name: _name,
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.InstanceOf: _instance_of,
    nodes.If: _if,
    nodes.For: _loop,
    nodes.Quantified: _loop,
    nodes.Lambda: _lambda,
    nodes.Listing: _listing,
    nodes.Entries: _entries,
    nodes.Interval: _interval,
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.Call: _call,
}
