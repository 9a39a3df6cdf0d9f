"""Gestures on a plan, and what they move, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from app.plan.jobs import Tie

KEEP, EAT, NONE = "keep", "eat", "none"
MODES = (KEEP, EAT, NONE)
Span: TypeAlias = tuple[int, int]
"""Start and finish."""


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Move a task so that it begins here; a summary takes along what is under it."""

    task: bytes
    start: int


@dataclass(frozen=True, slots=True)
class StartAt:
    """Let a task begin here and end where it ends."""

    task: bytes
    start: int


@dataclass(frozen=True, slots=True)
class FinishAt:
    """Let a task end here and begin where it begins."""

    task: bytes
    finish: int


@dataclass(frozen=True, slots=True)
class SetWork:
    """Let a task take so many worked minutes from where it begins."""

    task: bytes
    work: int


@dataclass(frozen=True, slots=True)
class AddLink:
    """Let one task wait for another one."""

    before: bytes
    after: bytes
    tie: Tie = field(default_factory=lambda: Tie(-1, -1))
    """How; its numbers are not read."""


@dataclass(frozen=True, slots=True)
class SetLink:
    """Let a link wait in another way."""

    link: bytes
    tie: Tie


@dataclass(frozen=True, slots=True)
class DropLink:
    """Let a link be no more."""

    link: bytes


Change: TypeAlias = MoveTo | StartAt | FinishAt | SetWork | AddLink | SetLink | DropLink
LinkChange: TypeAlias = AddLink | SetLink | DropLink


@dataclass(frozen=True, slots=True)
class Move:
    """New dates of a task."""

    task: bytes
    old: Span | None
    new: Span
    work: int | None
    """Worked minutes where they change, else None."""
    reason: str
    """`gesture`, `link`, `constraint` (a link pushed, a constraint said how far), `children`."""
    cause: bytes | None = None
    """The task whose dates pushed it."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A task that would have moved and did not: it is `done`, `manual` or `pinned`."""

    task: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What a gesture comes to."""

    own: tuple[Move, ...] = ()
    """What the hand moved."""
    others: tuple[Move, ...] = ()
    """What moves because of it, in the order in which it is worked out."""
    summaries: tuple[Move, ...] = ()
    """Tasks that only hold others and now reach from and to elsewhere."""
    stays: tuple[Stay, ...] = ()
    links: tuple[LinkChange, ...] = ()

    @property
    def every(self) -> tuple[Move, ...]:
        """All moves."""
        return (*self.own, *self.others, *self.summaries)
