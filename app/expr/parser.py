"""Text to a tree, by precedence climbing. Names may hold spaces: the longest known one wins."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Iterable
from decimal import Overflow

from app.expr import aliases, nodes, temporal, tree
from app.expr.aliases import OPERATORS
from app.expr.brackets import COMPARISONS, SUM, Brackets
from app.expr.faults import Mistake
from app.expr.lexer import Token
from app.expr.nodes import Node, Over, Test, Type
from app.expr.reader import MOST_DEPTH, MOST_TREE
from app.expr.values import number

MOST_NODES = 10_000
OR, AND, COMPARISON, _, PRODUCT, POWER = range(1, 7)
FORCE = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), COMPARISON),
    **dict.fromkeys(("+", "-"), SUM),
    **dict.fromkeys(("*", "/"), PRODUCT),
    "**": POWER,
}
"""How strongly an operator binds."""


def parse(text: str, names: Iterable[str] = ()) -> Node:
    """The tree of an expression; `names` are those with spaces that may stand in it."""
    return Parser(text, names).whole()


def parse_type(text: str) -> Type:
    """A type as it is written behind `instance of`: list<number>."""
    return Parser(text, ()).whole_type()


class Parser(Brackets):
    """One text being read as an expression."""

    def whole(self) -> Node:
        """The whole text as one expression."""
        if self._now.kind == "end":
            raise Mistake("There is no expression", 0)
        found = self._expression()
        if self._now.kind != "end":
            raise self._strange()
        if tree.depth(found) > MOST_TREE:
            raise Mistake("The expression is nested too deeply", found.at)
        return found

    def whole_type(self) -> Type:
        """The whole text as one type."""
        found = self._type()
        if self._now.kind != "end":
            raise self._strange()
        return found

    # expressions

    def _expression(self) -> Node:
        self._depth += 1
        self._count += 1
        if self._depth > MOST_DEPTH or self._count > MOST_NODES:
            raise Mistake("The expression is nested too deeply", self._now.start)
        found = self._climb(OR)
        self._depth -= 1
        return found

    def _climb(self, least: int) -> Node:
        """Operands and the operators between them that bind at least so strongly."""
        left, chain = self._sign(), 0
        while True:
            chain += 1
            self._check_chain(chain)
            now = self._now
            sign = OPERATORS.get(now.value, now.value)
            force = FORCE.get(sign, 0) if now.kind in ("op", "word") else 0
            if force < max(least, OR):
                return left
            self._at += 1
            self._count += 1
            match sign:
                case "between":
                    low = self._climb(SUM)
                    self._need("and")
                    left = nodes.Between(now.start, left, low, self._climb(SUM), end=self._behind)
                case "in":
                    left = nodes.In(now.start, left, self._tests(), end=self._behind)
                case op:
                    left = nodes.Binary(
                        now.start, op, left, self._climb(force + 1), end=self._behind
                    )

    def _tests(self) -> tuple[Test, ...]:
        at = self._now.start
        if not self._take("("):
            return (self._test(),)
        first = self._test()
        if first.op == "in" and self._is(".."):
            return (Test(at, "in", self._to(at, first.operand, has_low=False)),)
        found = [first]
        while self._take(","):
            found.append(self._test())
        self._need(")")
        return tuple(found)

    def _test(self) -> Test:
        now = self._now
        if now.kind == "op" and now.value in COMPARISONS:
            self._at += 1
            return Test(now.start, now.value, self._climb(SUM))
        return Test(now.start, "in", self._expression())

    def _sign(self) -> Node:
        at = self._now.start
        if self._take("-"):
            self._depth += 1
            if self._depth > MOST_DEPTH:
                raise Mistake("The expression is nested too deeply", at)
            operand = self._sign()
            self._depth -= 1
            return nodes.Unary(at, operand, end=self._behind)
        return self._instance()

    def _instance(self) -> Node:
        value = self._postfix()
        while self._is("instance") and self._ahead(1).value == "of":
            at = self._now.start
            self._at += 2
            value = nodes.InstanceOf(at, value, self._type(), end=self._behind)
        return value

    def _postfix(self) -> Node:
        value, chain = self._primary(), 0
        while self._now.kind == "op":
            chain += 1
            self._check_chain(chain)
            at = self._now.start
            if self._take("."):
                value = nodes.Path(at, value, self._name(is_path=True), end=self._behind)
            elif self._is("[") and not self._is_bare:
                self._at += 1
                test = self._expression()
                self._need("]")
                value = nodes.Filter(at, value, test, end=self._behind)
            elif self._is("("):
                self._at += 1
                value = self._call(at, value)
            else:
                break
            self._count += 1
        return value

    def _call(self, at: int, function: Node) -> Node:
        args: list[Node] = []
        names: list[str] = []
        while not self._take(")"):
            if args:
                self._need(",")
            name = self._try(self._argument_name)
            if name is not None:
                names.append(name)
            elif names:
                raise self._strange()
            args.append(self._expression())
        if names and len(names) != len(args):
            raise Mistake("Name every argument, or none", at)
        return nodes.Call(at, function, tuple(args), tuple(names), end=self._behind)

    def _argument_name(self) -> str:
        name = self._words(":")
        self._need(":")
        return name

    # what stands alone

    def _primary(self) -> Node:
        now = self._now
        if now.kind == "number":
            self._at += 1
            try:
                return nodes.Literal(now.start, number(now.value), end=now.end)
            except Overflow as error:
                raise Mistake(
                    "“{text}” is not understood here", now.start, text=now.value[:40]
                ) from error
        if now.kind == "string":
            self._at += 1
            return nodes.Literal(now.start, now.value, end=now.end)
        if now.kind == "at":
            self._at += 1
            return at_literal(now)
        if now.kind == "op":
            return self._bracket()
        if now.kind != "word":
            raise self._strange()
        return self._word()

    def _word(self) -> Node:  # noqa: PLR0911 - one line for each word
        now = self._now
        after = self._ahead(1)
        is_called = after.kind == "op" and after.value == "("
        match now.value:
            case "true" | "false":
                self._at += 1
                return nodes.Literal(now.start, now.value == "true", end=now.end)
            case "null":
                self._at += 1
                return nodes.Literal(now.start, None, end=now.end)
            case "if":
                return self._if()
            case "for":
                return self._for()
            case "some" | "every" if not is_called:
                return self._quantified()
            case "function" if is_called:
                return self._lambda()
            case aliases.IF if is_called:
                return self._if_call()
            case _:
                return nodes.Name(now.start, self._name(), end=self._behind)

    def _if(self) -> Node:
        at = self._now.start
        self._need("if")
        test = self._expression()
        self._need("then")
        then = self._expression()
        self._need("else")
        return nodes.If(at, test, then, self._expression(), end=self._behind)

    def _if_call(self) -> Node:
        at = self._now.start
        self._at += 2
        test = self._expression()
        self._need(",")
        then = self._expression()
        self._need(",")
        other = self._expression()
        self._need(")")
        return nodes.If(at, test, then, other, end=self._behind)

    def _overs(self, end: str) -> tuple[Over, ...]:
        found: list[Over] = []
        while True:
            name = self._words("in")
            self._need("in")
            if " " in name:
                self._names.add(name)
            domain = self._expression()
            last = self._expression() if self._take("..") else None
            found.append(Over(name, domain, last))
            if not self._take(","):
                self._need(end)
                return tuple(found)

    def _for(self) -> Node:
        at = self._now.start
        self._need("for")
        overs = self._overs("return")
        return nodes.For(at, overs, self._expression(), end=self._behind)

    def _quantified(self) -> Node:
        at, is_every = self._now.start, self._is("every")
        self._at += 1
        overs = self._overs("satisfies")
        return nodes.Quantified(at, is_every, overs, self._expression(), end=self._behind)

    def _lambda(self) -> Node:
        at = self._now.start
        self._at += 2
        params: list[str] = []
        types: list[Type | None] = []
        while not self._take(")"):
            if params:
                self._need(",")
            params.append(self._words(":", ",", ")"))
            types.append(self._type() if self._take(":") else None)
            if " " in params[-1]:
                self._names.add(params[-1])
        if self._is("external"):
            raise Mistake("Functions of other programs are not run here", self._now.start)
        return nodes.Lambda(at, tuple(params), tuple(types), self._expression(), end=self._behind)


def at_literal(token: Token) -> Node:
    """@"…": a date, a time, both, or a duration."""
    text = token.value
    found = (
        temporal.read_date(text)
        or temporal.read_time(text)
        or (temporal.read_date_time(text) if "T" in text else None)
        or temporal.read_duration(text)
    )
    if found is None:
        return nodes.Broken(token.start, "@" + text, end=token.end)
    return nodes.Literal(token.start, found, end=token.end)
