"""Campaign templates: what they hold, and the plan that one gives on a certain day. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

import msgspec

import resources
from app.calendar.worktime import Measure, WorkCalendar, add_lag
from app.model.campaign import Direction, Kpi, Stage
from app.model.errors import Refused

DAY_MINUTES = Measure().day
OPENS = time(9)
CLOSES = time(18)


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in the languages of the product."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The text in a language (`zh_CN`, `en`)."""
        return self.zh if lang.startswith("zh") else self.en


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A KPI to reach."""

    id: str
    name: Text
    unit: str | Text
    """A sign that all languages share, or a word in each."""
    direction: Direction
    target: Decimal

    def unit_of(self, lang: str) -> str:
        """The unit in a language."""
        return self.unit.of(lang) if isinstance(self.unit, Text) else self.unit


class Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stage: calendar days from the start, and how many."""

    id: str
    name: Text
    offset: int
    days: int


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task: working days from the start, and how many; a group has neither."""

    id: str
    name: Text
    parent: str = ""
    offset: int | None = None
    days: int = 0
    effort_h: int = 0
    role: str = ""
    channel: str = ""
    priority: str = "normal"
    milestone: bool = False
    deliverable: Text | None = None
    checklist: tuple[Text, ...] = ()


class Bond(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from"}):
    """A dependency between two tasks."""

    first: str
    to: str
    type: str = "FS"
    lag_days: str = "0"


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign as it can be begun on any day."""

    id: str
    order: int
    icon: str
    color: str
    name: Text
    description: Text
    goal: Text
    audience: Text
    kpi: tuple[Target, ...]
    stages: tuple[Phase, ...]
    roles: dict[str, Text]
    channels: dict[str, Text]
    tasks: tuple[Step, ...]
    links: tuple[Bond, ...]


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task with its days; `role` and `channel` are words, not rows."""

    id: str
    parent: str
    name: str
    start: datetime
    finish: datetime
    duration_minutes: int
    effort_minutes: int
    priority: str
    is_milestone: bool = False
    is_summary: bool = False
    is_held: bool = False
    """It stays at its day by a constraint: nothing before it makes it begin that late."""
    role: str = ""
    channel: str = ""
    deliverable: str = ""
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A dependency; the lag is in working days."""

    predecessor: str
    successor: str
    type: str = "FS"
    lag_days: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A template on a certain day, in one language."""

    template: str
    name: str
    goal: str
    audience: str
    icon: str
    color: str
    start: datetime
    finish: datetime
    stages: tuple[Stage, ...]
    kpis: tuple[Kpi, ...]
    tasks: tuple[PlanTask, ...]
    """In display order, a parent before what stands under it."""
    links: tuple[PlanLink, ...]
    channels: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """What a channel may be called: its word and its name in every language."""


@cache
def catalogue() -> tuple[Template, ...]:
    """The templates that come with the program, in the order of the gallery."""
    files = sorted(resources.path("templates").glob("*.json"))
    return tuple(sorted((read(f.read_bytes()) for f in files), key=lambda t: (t.order, t.id)))


def named(template_id: str) -> Template:
    """The template of this id."""
    for template in catalogue():
        if template.id == template_id:
            return template
    raise Refused("not_found", "There is no template {name}", name=template_id)


def read(data: bytes) -> Template:
    """The template of a file."""
    try:
        return msgspec.json.decode(data, type=Template)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("bad_file", "This is no campaign template") from error


def instantiate(template: Template, start: date, calendar: WorkCalendar, lang: str) -> Plan:
    """The plan of a template that begins on a day; work begins on its first working day."""
    first = calendar.next_work(datetime.combine(start, time()))
    dates = _dates(template, first.date(), calendar)
    late = _later_than_needed(template, dates, first, calendar)
    making = _Making(template, calendar, lang, dates, late)
    stages = tuple(
        Stage(p.id, p.name.of(lang), *_days(start, p)) for p in template.stages if p.days > 0
    )
    ends = [datetime.combine(s.finish, CLOSES) for s in stages]
    return Plan(
        template.id,
        template.name.of(lang),
        template.goal.of(lang),
        template.audience.of(lang),
        template.icon,
        template.color,
        first if first.date() == start else datetime.combine(start, OPENS),
        max([*ends, *(finish for _, finish in dates.values())], default=first),
        stages,
        tuple(
            Kpi(k.id, k.name.of(lang), k.unit_of(lang), k.direction, k.target) for k in template.kpi
        ),
        tuple(making.task(step) for step in template.tasks),
        tuple(PlanLink(b.first, b.to, b.type, Decimal(b.lag_days)) for b in template.links),
        {word: frozenset((word, t.zh, t.en)) for word, t in template.channels.items()},
    )


Dates = dict[str, tuple[datetime, datetime]]


def _days(start: date, phase: Phase) -> tuple[date, date]:
    first = start + timedelta(days=phase.offset)
    return first, first + timedelta(days=phase.days - 1)


def _dates(template: Template, first: date, calendar: WorkCalendar) -> Dates:
    """Begin and end of every task; a group reaches from its first to its last."""
    dates: Dates = {}
    for step in template.tasks:
        if step.offset is not None:
            day = calendar.add_workdays(first, step.offset)
            begin = calendar.next_work(datetime.combine(day, time()))
            dates[step.id] = begin, calendar.add_minutes(begin, step.days * DAY_MINUTES)
    for step in reversed(template.tasks):
        if step.offset is None:
            below = [dates[s.id] for s in template.tasks if s.parent == step.id]
            dates[step.id] = min(b for b, _ in below), max(e for _, e in below)
    return dates


def _later_than_needed(
    template: Template, dates: Dates, first: datetime, calendar: WorkCalendar
) -> set[str]:
    """Milestones, and tasks that the dependencies alone would let begin earlier."""
    earliest = {s.id: first for s in template.tasks if s.offset is not None}
    for bond in template.links:
        begin, end = dates[bond.first]
        base = begin if bond.type == "SS" else end
        after = add_lag(base, (Decimal(bond.lag_days), "d"), calendar)
        earliest[bond.to] = max(earliest[bond.to], calendar.next_work(after))
    milestones = {step.id for step in template.tasks if step.milestone}
    return milestones | {task for task, moment in earliest.items() if dates[task][0] > moment}


@dataclass(frozen=True, slots=True)
class _Making:
    """What every task of a plan is made with."""

    template: Template
    calendar: WorkCalendar
    lang: str
    dates: Dates
    late: set[str]

    def task(self, step: Step) -> PlanTask:
        """The task of a step."""
        is_group = step.offset is None
        dates = self.dates[step.id]
        role = self.template.roles.get(step.role)
        return PlanTask(
            step.id,
            step.parent,
            step.name.of(self.lang),
            *dates,
            self.calendar.minutes_between(*dates) if is_group else step.days * DAY_MINUTES,
            0 if is_group else step.effort_h * 60,
            step.priority,
            step.milestone,
            is_group,
            step.id in self.late,
            role.of(self.lang) if role is not None else "",
            step.channel,
            step.deliverable.of(self.lang) if step.deliverable is not None else "",
            tuple(item.of(self.lang) for item in step.checklist),
        )
