"""How the arguments of a built-in function find its parameters, by place or by name."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from app.expr.faults import Fail
from app.expr.values import Function, Named, Value, said, said_of

T = TypeVar("T")


class Missing:
    """An optional argument that was not given; null is another thing."""


MISSING: Final = Missing()


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call a function. `name?` may be left out; `name*` takes a list or many values."""

    params: tuple[str, ...]
    call: Callable[..., Value]
    call_named: Callable[..., Value] | None = None
    """What is called where the arguments have names; a place may take more kinds than a name."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return tuple(param.rstrip("?*") for param in self.params)

    def by_place(self, args: list[Value]) -> list[Value] | None:
        """The arguments in order; None where they do not fit this form."""
        last = self.params[-1] if self.params else ""
        if last.endswith("*"):
            head = len(self.params) - 1
            if len(args) <= head:
                return None
            rest = args[head:]
            if head == 0 and len(rest) == 1 and isinstance(rest[0], list):
                rest = rest[0]
            elif head == 0 and rest == [None]:
                rest = None
            return [*args[:head], rest]
        needed = sum(not param.endswith("?") for param in self.params)
        if not needed <= len(args) <= len(self.params):
            return None
        return [*args, *[MISSING] * (len(self.params) - len(args))]

    def by_name(self, names: tuple[str, ...], args: list[Value]) -> list[Value] | None:
        """The arguments in order; None where this form has other names."""
        given = dict(zip(names, args, strict=True))
        known = self.names
        if len(given) != len(args) or not given.keys() <= set(known):
            return None
        needed = {name for name in known if f"{name}?" not in self.params}
        if not needed <= given.keys():
            return None
        return [given.get(name, MISSING) for name in known]


def function(name: str, forms: Iterable[Form]) -> Function:
    """A built-in function of one or several forms."""
    held = tuple(forms)

    def call(args: Iterable[Value]) -> Value:
        values = list(args)
        for form in held:
            names = args.names if isinstance(args, Named) else None
            found = form.by_name(names, values) if names else form.by_place(values)
            if found is not None:
                return (form.call_named or form.call if names else form.call)(*found)
        raise Fail("{name} takes other arguments", name=name)

    return Function(held[0].names, call, ("Any",) * len(held[0].params), name)


def of(value: Value, wanted: type[T]) -> T:
    """The value as what it must be; refused where it is something else."""
    if isinstance(value, wanted) and not (wanted is Decimal and isinstance(value, bool)):
        return value
    raise Fail("{wanted} was expected, not {kind}", wanted=said_of(wanted), kind=said(value))


def number_of(value: Value) -> Decimal:
    """A number."""
    return of(value, Decimal)


def whole_of(value: Value) -> int:
    """A number without its part after the point."""
    return int(number_of(value))


def text_of(value: Value) -> str:
    """A text."""
    return of(value, str)


def list_of(value: Value) -> list[Value]:
    """A list; a single value is a list of itself."""
    if value is None or value is MISSING:
        raise Fail("{wanted} was expected, not {kind}", wanted=said_of(list), kind=said(None))
    return value if isinstance(value, list) else [value]


def context_of(value: Value) -> Mapping[str, Value]:
    """A context."""
    return of(value, dict)
