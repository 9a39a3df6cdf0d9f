"""What others changed in my tasks since I read them, put together by task and person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from app.model.change import Value
from app.work.inbox import Work
from app.work.said import wall_of

QUIET = frozenset({"okey", "source", "baselines"})
"""Fields that no person reads."""


class Change(Protocol):
    """One step of a row's history."""

    @property
    def at_ms(self) -> int: ...
    @property
    def person(self) -> bytes | None: ...
    @property
    def row(self) -> bytes: ...
    @property
    def kind(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def old(self) -> Value: ...
    @property
    def new(self) -> Value: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A field as it stood when I last read it, and as it stands now."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class News:
    """What one person did to one of my tasks; a task that went or came back has no turns."""

    task: bytes
    person: bytes | None
    at: datetime
    """When it was done last."""
    kind: str
    """update, delete or restore."""
    turns: tuple[Turn, ...]


def unread_since(work: Work) -> dict[bytes, int]:
    """Task of mine -> since when I have not read it: my last reading, else when it became mine."""
    return {
        task: max(work.read.get(task, 0), made)
        for task, made in work.mine.items()
        if task in work.tasks
    }


def grouped(changes: Iterable[Change], zone: tzinfo) -> tuple[News, ...]:
    """The changes (the latest first) by task and person, the latest news first.

    What was changed and changed back is no news.
    """
    held: dict[tuple[bytes, bytes | None, str], list[Change]] = {}
    for change in changes:
        if change.kind != "insert" and change.field not in QUIET:
            key = change.row, change.person, change.kind if not change.field else "update"
            held.setdefault(key, []).append(change)
    found: list[tuple[int, News]] = []
    for (task, person, kind), every in held.items():
        turns = _turns(every)
        if turns or kind != "update":
            at = wall_of(every[0].at_ms, zone)
            found.append((every[0].at_ms, News(task, person, at, kind, turns)))
    found.sort(key=lambda one: -one[0])
    return tuple(news for _, news in found)


def _turns(changes: Iterable[Change]) -> tuple[Turn, ...]:
    turns: dict[str, Turn] = {}
    for change in changes:
        if change.field:
            later = turns.get(change.field)
            new = later.new if later is not None else change.new
            turns[change.field] = Turn(change.field, change.old, new)
    return tuple(turn for turn in _in_order(turns) if turn.old != turn.new)


def _in_order(turns: Mapping[str, Turn]) -> list[Turn]:
    return [turns[name] for name in sorted(turns)]
