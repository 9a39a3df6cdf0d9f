"""What begins with a bracket: lists, ranges, contexts, and parts of an expression."""

from __future__ import annotations

from app.expr import nodes
from app.expr.faults import Mistake
from app.expr.nodes import Node
from app.expr.reader import MOST_RETRIES, Reader

COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
SUM = 4
"""How strongly + and - bind: the ends of ranges hold nothing looser."""


class Brackets(Reader):
    """Reads brackets; what stands within them is read by the parser."""

    def _expression(self) -> Node:
        raise NotImplementedError

    def _climb(self, least: int) -> Node:
        raise NotImplementedError

    def _bracket(self) -> Node:
        at = self._now.start
        if self._is("{"):
            return self._context()
        if self._take("("):
            if self._now.kind == "op" and self._now.value in COMPARISONS:
                return self._half(at)
            found = self._expression()
            if self._is(".."):
                return self._to(at, found, has_low=False)
            self._need(")")
            return found
        if self._take("]"):
            return self._to(at, self._expression(), has_low=False)
        if self._take("["):
            return self._listing(at)
        raise self._strange()

    def _listing(self, at: int) -> Node:
        items: list[Node] = []
        while not self._take("]"):
            if items:
                self._need(",")
            items.append(self._expression())
            if len(items) == 1 and self._is(".."):
                return self._to(at, items[0], has_low=True)
        return nodes.Listing(at, tuple(items), end=self._behind)

    def _to(self, at: int, low: Node, *, has_low: bool) -> Node:
        """The rest of a range, whose low end was read."""
        self._need("..")
        found = self._try(self._high)
        if found is None:  # ]1..2[: the bracket is the range's, no filter
            self._retries += 1
            if self._retries > MOST_RETRIES:
                raise Mistake("The expression is nested too deeply", at)
            self._is_bare = True
            try:
                found = self._high()
            finally:
                self._is_bare = False
        high, has_high = found
        return nodes.Interval(at, low, high, has_low, has_high, end=self._behind)

    def _high(self) -> tuple[Node, bool]:
        high = self._expression()
        has_high = self._is("]")
        if not (self._take("]") or self._take(")") or self._take("[")):
            raise self._strange()
        return high, has_high

    def _half(self, at: int) -> Node:
        """A range with one end: (< 5), (>= 5); (= 5) is a range of one value."""
        op = self._now.value
        self._at += 1
        end = self._climb(SUM)
        self._need(")")
        if op in ("=", "!="):
            return nodes.Interval(at, end, end, True, True, op, end=self._behind)
        if op in ("<", "<="):
            return nodes.Interval(at, None, end, False, op == "<=", end=self._behind)
        return nodes.Interval(at, end, None, op == ">=", False, end=self._behind)

    def _context(self) -> Node:
        at = self._now.start
        self._need("{")
        entries: list[tuple[str, Node]] = []
        while not self._take("}"):
            if entries:
                self._need(",")
            if self._now.kind == "string":
                name = self._now.value
                self._at += 1
            else:
                name = self._words(":")
            self._need(":")
            entries.append((name, self._expression()))
            if " " in name:
                self._names.add(name)
        return nodes.Entries(at, tuple(entries), end=self._behind)
