"""A plan as files know it: the neutral form between file formats and our tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Source: TypeAlias = dict[str, Json]
Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Working times of a day: minutes from midnight, up to 1440; none is a day off."""

CONSTRAINTS = ("asap", "alap", "mso", "mfo", "snet", "snlt", "fnet", "fnlt")
LINK_TYPES = ("FF", "FS", "SF", "SS")
LAG_UNITS = ("m", "h", "d", "w", "em", "eh", "ed", "ew", "%")
PRIORITIES = ("low", "normal", "high", "urgent")
STATUSES = ("todo", "doing", "blocked", "review", "done")
MAX_WARNINGS = 1_000


@dataclass(frozen=True, slots=True)
class Warning:
    """What was not kept or was guessed. `message` is an English template, the translation key.

    `row` is the number people see (sheet row, counted from 1, or MS Project's ID);
    `column` is the sheet's "B 开始" or the name of the file's element; "" is none.
    """

    row: int | None
    column: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class DayException:
    """Days that differ from the week: `ranges` on each day from first to last."""

    name: str
    first: date
    last: date
    ranges: Ranges = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working times. `week` is by ISO weekday (1 Monday, 7 Sunday); a missing day is the base's."""

    uid: int
    name: str
    base_uid: int | None = None
    week: Mapping[int, Ranges] = field(default_factory=dict[int, Ranges])
    exceptions: tuple[DayException, ...] = ()
    source: Source = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class Person:
    """Who or what works: `kind` is person, material or cost; `capacity` is in percent."""

    uid: int
    name: str
    kind: str = "person"
    email: str = ""
    capacity: int | None = 100
    calendar_uid: int | None = None
    source: Source = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the plan; tasks stand in display order, parents before children."""

    uid: int
    name: str
    parent_uid: int | None = None
    notes: str = ""
    start: datetime | None = None
    finish: datetime | None = None
    duration_minutes: int | None = None
    effort_minutes: int | None = None
    percent: int = 0
    constraint: str = "asap"
    constraint_at: datetime | None = None
    manual: bool = False
    milestone: bool = False
    deadline: datetime | None = None
    priority: str = "normal"
    status: str | None = None
    deliverable: str = ""
    calendar_uid: int | None = None
    baselines: list[Json] = field(default_factory=list[Json])
    checklist: list[Json] = field(default_factory=list[Json])
    assignees: tuple[str, ...] = ()
    """Names as a table has them; files with people have assignments instead."""
    labels: tuple[str, ...] = ()
    source: Source = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class Link:
    """The successor waits for the predecessor; `lag` counts in `lag_unit` (e is elapsed)."""

    predecessor_uid: int
    successor_uid: int
    type: str = "FS"
    lag: Decimal = Decimal(0)
    lag_unit: str = "d"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who works on what; 1 unit is 100 %."""

    task_uid: int
    person_uid: int
    units: Decimal = Decimal(1)
    work_minutes: int | None = None
    source: Source = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A whole plan."""

    name: str
    start: datetime | None = None
    finish: datetime | None = None
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20
    calendars: tuple[Calendar, ...] = ()
    people: tuple[Person, ...] = ()
    tasks: tuple[Task, ...] = ()
    links: tuple[Link, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    default_calendar: int | None = None
    source: Source = field(default_factory=dict[str, Json])
    warnings: tuple[Warning, ...] = ()


class Notes:
    """Collects warnings, and counts those beyond what anybody reads."""

    def __init__(self) -> None:
        self._kept: list[Warning] = []
        self._more = 0

    def warn(self, row: int | None, column: str, message: str, **params: object) -> None:
        if len(self._kept) < MAX_WARNINGS:
            self._kept.append(Warning(row, column, message, params))
        else:
            self._more += 1

    def all(self) -> tuple[Warning, ...]:
        if not self._more:
            return tuple(self._kept)
        last = Warning(None, "", "There are {count} more warnings", {"count": self._more})
        return (*self._kept, last)
