"""Makes a template of a campaign that was lived: durations, relative days, roles. Pure.

Names of people become roles, dates become working days from the beginning, lags whole working
days or parts of them; what was done, said and published stays behind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import msgspec

from app.calendar.worktime import WorkCalendar
from app.model.campaign import read_kpis, read_stages
from app.model.errors import Refused
from app.model.row import Row
from app.plan.outline import Place, outline
from app.plan.template import DAY_MINUTES, Bond, Phase, Step, Target, Template, Text

IN_DAYS = {"m": Decimal(1) / 480, "h": Decimal(1) / 8, "d": Decimal(1), "w": Decimal(5)}
ELAPSED = {"em": Decimal(1) / 1440, "eh": Decimal(1) / 24, "ed": Decimal(1), "ew": Decimal(7)}
WORKED_OF_WEEK = Decimal(5) / 7
HUNDREDTH = Decimal("0.01")
HOUR = 60


@dataclass(frozen=True, slots=True)
class Lived:
    """A campaign's rows, and what its people are: person -> the word of a role."""

    campaign: Row
    tasks: Sequence[Row]
    links: Sequence[Row]
    assignments: Sequence[Row] = ()
    roles: Mapping[bytes, str] = field(default_factory=dict[bytes, str])
    channels: Mapping[bytes, str] = field(default_factory=dict[bytes, str])


def learn(lived: Lived, template_id: str, calendar: WorkCalendar) -> Template:
    """The template. Refused where no task has a date."""
    places = outline(lived.tasks)
    first = _first(lived, calendar)
    ids = {place.row.id: f"t{number}" for number, place in enumerate(places, 1)}
    making = _Making(lived, calendar, first, ids, _role_of(lived))
    dated = _dated(places)
    steps = tuple(making.step(place) for place in places if place.row.id in dated)
    kept = {step.id: step for step in steps}
    campaign = lived.campaign
    source = json.loads(campaign.text("source") or "{}")
    return Template(
        template_id,
        1_000,
        campaign.text("icon") or str(source.get("icon") or "flag"),
        campaign.text("color") or "blue",
        _text(campaign.text("name")),
        _text(""),
        _text(campaign.text("goal")),
        _text(campaign.text("audience")),
        tuple(
            Target(k.id, _text(k.name), k.unit, k.direction, k.target)
            for k in read_kpis(campaign.text("kpi"))
            if k.target is not None
        ),
        tuple(
            Phase(s.id, _text(s.name), (s.start - first).days, (s.finish - s.start).days + 1)
            for s in read_stages(campaign.text("stages"))
        ),
        {step.role: _text(step.role) for step in steps if step.role},
        {step.channel: _text(step.channel) for step in steps if step.channel},
        steps,
        tuple(
            Bond(ids[before], ids[after], link.text("type") or "FS", _lag(lived, link))
            for link in lived.links
            if (before := link.ref("predecessor")) is not None
            and (after := link.ref("successor")) is not None
            and {ids.get(before), ids.get(after)} <= kept.keys()
            and not {kept[ids[before]].offset, kept[ids[after]].offset} & {None}
        ),
    )


def written(template: Template) -> bytes:
    """The template as a file that `template.read` reads."""
    return msgspec.json.format(msgspec.json.encode(template), indent=1)


def _first(lived: Lived, calendar: WorkCalendar) -> date:
    """The first working day of the campaign."""
    days = [day for row in lived.tasks if (day := _moment(row, "start")) is not None]
    begin = _moment(lived.campaign, "start")
    if not days:
        raise Refused("invalid", "No task of this campaign has a date")
    earliest = min([*days, begin] if begin is not None else days)
    return calendar.next_work(earliest).date()


def _dated(places: Sequence[Place]) -> set[bytes]:
    """Tasks that have a day to stand on, and groups that hold one."""
    found: set[bytes] = set()
    for place in reversed(places):  # what is under a group stands behind it
        row, parent = place.row, place.row.ref("parent")
        if not place.is_summary and _moment(row, "start") is not None:
            found.add(row.id)
        if row.id in found and parent is not None:
            found.add(parent)
    return found


def _role_of(lived: Lived) -> dict[bytes, str]:
    """Task -> the role of who does it: one of those that its labels name, else the person's."""
    found: dict[bytes, str] = {}
    for row in lived.assignments:
        task, person = row.ref("task"), row.ref("person")
        if task is not None and person is not None and task not in found:
            found[task] = lived.roles.get(person, "")
    words = set(lived.roles.values())
    for row in lived.tasks:
        labels = json.loads(row.text("labels") or "[]")
        named = [label for label in labels if label in words]
        if named or not found.get(row.id):
            found[row.id] = next(iter(named), "")
    return found


@dataclass(frozen=True, slots=True)
class _Making:
    """What every step is made with."""

    lived: Lived
    calendar: WorkCalendar
    first: date
    ids: Mapping[bytes, str]
    roles: Mapping[bytes, str]

    def step(self, place: Place) -> Step:
        """The step of a task."""
        row = place.row
        start = _moment(row, "start")
        parent = row.ref("parent")
        work = row.number("duration_minutes") or 0
        is_group = place.is_summary
        deliverable = row.text("deliverable")
        return Step(
            self.ids[row.id],
            _text(row.text("name")),
            self.ids.get(parent, "") if parent is not None else "",
            None if is_group or start is None else self._offset(start),
            0 if is_group else -(-work // DAY_MINUTES),
            0 if is_group else -(-(row.number("effort_minutes") or work) // HOUR),
            "" if is_group else self.roles.get(row.id, ""),
            self.lived.channels.get(row.ref("channel") or b"", ""),
            row.text("priority") or "normal",
            not is_group and not work,
            _text(deliverable) if deliverable else None,
            tuple(_text(str(s["text"])) for s in json.loads(row.text("checklist") or "[]")),
        )

    def _offset(self, start: datetime) -> int:
        day = self.calendar.next_work(start).date()
        return self.calendar.workdays_between(self.first, day) - 1


def _lag(lived: Lived, link: Row) -> str:
    """A lag in working days."""
    lag, unit = Decimal(link.text("lag") or "0"), link.text("lag_unit") or "d"
    if unit in IN_DAYS:
        days = lag * IN_DAYS[unit]
    elif unit in ELAPSED:
        days = lag * ELAPSED[unit] * WORKED_OF_WEEK
    else:
        before = next((t for t in lived.tasks if t.id == link.ref("predecessor")), None)
        work = before.number("duration_minutes") or 0 if before is not None else 0
        days = lag * work / 100 / DAY_MINUTES
    return f"{days.quantize(HUNDREDTH).normalize():f}"


def _moment(row: Row, name: str) -> datetime | None:
    text = row.text(name)
    return datetime.fromisoformat(text) if text else None


def _text(words: str) -> Text:
    return Text(words, words)
