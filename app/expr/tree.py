"""What may be asked of any tree: its parts, its size and depth, the names that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from app.expr import nodes
from app.expr.nodes import Node


def parts(node: Node) -> Iterator[Node]:  # noqa: PLR0912 - one case for each kind
    """The nodes right beneath a node, in the order of the text."""
    match node:
        case nodes.Unary(operand=operand):
            yield operand
        case nodes.Binary(left=left, right=right):
            yield from (left, right)
        case nodes.Between(value=value, low=low, high=high):
            yield from (value, low, high)
        case nodes.In(value=value, tests=tests):
            yield from (value, *(test.operand for test in tests))
        case nodes.If(test=test, then=then, other=other):
            yield from (test, then, other)
        case nodes.For(overs=overs, body=body) | nodes.Quantified(overs=overs, body=body):
            for over in overs:
                yield over.domain
                if over.end is not None:
                    yield over.end
            yield body
        case nodes.Lambda(body=body):
            yield body
        case nodes.Listing(items=items):
            yield from items
        case nodes.Entries(entries=entries):
            yield from (held for _, held in entries)
        case nodes.Interval(low=low, high=high):
            yield from (end for end in (low, high) if end is not None)
        case nodes.Path(value=value) | nodes.InstanceOf(value=value):
            yield value
        case nodes.Filter(value=value, test=test):
            yield from (value, test)
        case nodes.Call(function=function, args=args):
            yield from (function, *args)
        case _:
            return


def every(node: Node) -> Iterator[Node]:
    """A node and all beneath it."""
    stack = [node]
    while stack:
        found = stack.pop()
        yield found
        stack.extend(parts(found))


def size(node: Node) -> int:
    """How many nodes there are."""
    return sum(1 for _ in every(node))


def depth(node: Node) -> int:
    """How many nodes stand one beneath another."""
    most, stack = 0, [(node, 1)]
    while stack:
        found, level = stack.pop()
        most = max(most, level)
        stack.extend((part, level + 1) for part in parts(found))
    return most


def names(node: Node) -> frozenset[str]:
    """All names that stand in a tree, bound there or not."""
    return frozenset(found.name for found in every(node) if isinstance(found, nodes.Name))


def free(node: Node) -> Iterator[nodes.Name]:
    """The names that nothing within the tree binds; an item of a filter may still have them."""
    stack: list[tuple[Node, frozenset[str]]] = [(node, frozenset())]
    while stack:
        found, bound = stack.pop()
        match found:
            case nodes.Name(name=name):
                if name not in bound:
                    yield found
            case nodes.For(overs=overs, body=body) | nodes.Quantified(overs=overs, body=body):
                for over in overs:
                    stack.append((over.domain, bound))
                    if over.end is not None:
                        stack.append((over.end, bound))
                    bound |= {over.name}
                loop = frozenset(("partial",)) if isinstance(found, nodes.For) else frozenset[str]()
                stack.append((body, bound | loop))
            case nodes.Lambda(params=params, body=body):
                stack.append((body, bound | set(params)))
            case nodes.Entries(entries=entries):
                for name, held in entries:
                    stack.append((held, bound))
                    bound |= {name}
            case nodes.Filter(value=value, test=test):
                stack += [(value, bound), (test, bound | {"item"})]
            case _:
                stack.extend((part, bound) for part in parts(found))
