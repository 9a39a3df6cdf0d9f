"""What the checker found, and the names that it knows at a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.expr.faults import english
from app.expr.nodes import Type
from app.model.verb import Line


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the text from `start` to `end`; `level` is error, warning or hint."""

    start: int
    end: int
    level: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def line(self) -> Line:
        """For a reader."""
        return Line(self.template, self.params)

    def __str__(self) -> str:
        return english(self.template, self.params)


@dataclass(frozen=True, slots=True)
class Scope:
    """Names and their types; where it `is_open` there may be others."""

    names: Mapping[str, Type]
    is_open: bool = False

    def with_(self, **more: Type) -> Scope:
        """The same with more names."""
        return Scope({**self.names, **more}, self.is_open)
