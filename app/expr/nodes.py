"""The tree of an expression. `at` is where its sign stands in the text, in code points; `end` is
behind its last one, and `start_of` tells where its first one stands."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from dataclasses import dataclass, field

from app.expr.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands as it is."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    value: Value


@dataclass(frozen=True, slots=True)
class Broken:
    """A literal that says no value, such as @"foo": null, with the reason."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    why: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, a field or a function."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    name: str


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands: or and = != < <= > >= + - * / **."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends belong to it."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Test:
    """One test of `in`: an operator and its operand, or `in` for what just stands there."""

    at: int
    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class In:
    """Whether a value passes one of some tests."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    value: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """Whether a value is of a type."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class Type:
    """A type as it is written: its name, what it holds, and the entries of a context."""

    name: str
    args: tuple[Type, ...] = ()
    entries: tuple[tuple[str, Type], ...] = ()
    result: Type | None = None


@dataclass(frozen=True, slots=True)
class If:
    """One of two values."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    test: Node
    then: Node
    other: Node


@dataclass(frozen=True, slots=True)
class Over:
    """A variable and what it runs over: a list, or all between two ends."""

    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For:
    """A list made of every combination."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    overs: tuple[Over, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified:
    """Some or every combination satisfies the body."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    is_every: bool
    overs: tuple[Over, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function made in place."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    params: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A context; later entries see earlier ones."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A range; an end that is None is open to that side."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    low: Node | None
    high: Node | None
    has_low: bool
    has_high: bool
    point: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """An entry of a context, or a property of a value."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    value: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Items of a list by place or by condition."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    value: Node
    test: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function called, by position or by the names of its parameters."""

    at: int
    end: int = field(default=0, compare=False, kw_only=True)
    function: Node
    args: tuple[Node, ...]
    names: tuple[str, ...] = ()


Node = (
    Literal
    | Broken
    | Name
    | Unary
    | Binary
    | Between
    | In
    | InstanceOf
    | If
    | For
    | Quantified
    | Lambda
    | Listing
    | Entries
    | Interval
    | Path
    | Filter
    | Call
)


def start_of(node: Node) -> int:
    """Where a part begins in the text: that of its first operand, if it has one before its sign."""
    while True:
        match node:
            case Binary(left=first) | Between(value=first) | In(value=first):
                node = first
            case InstanceOf(value=first) | Path(value=first) | Filter(value=first):
                node = first
            case Call(function=first):
                node = first
            case _:
                return node.at
