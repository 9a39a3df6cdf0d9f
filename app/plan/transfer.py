"""Between the neutral plan of a file and the values of our tables, both ways. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from app.model import order
from app.model.change import Value
from app.model.row import Row
from app.model.value import decimal_text
from app.plan.exchange.plan_file import (
    Assignment,
    Calendar,
    DayException,
    Json,
    Link,
    Person,
    PlanFile,
    Source,
    Task,
)

Values = dict[str, Value]
NewId = Callable[[], bytes]


@dataclass(slots=True)
class Incoming:
    """Rows to add, by table, with their ids; parents before children."""

    campaign: bytes
    rows: dict[str, list[tuple[bytes, Values]]] = field(
        default_factory=dict[str, list[tuple[bytes, Values]]]
    )

    def add(self, table: str, row: bytes, values: Values) -> None:
        """One row."""
        self.rows.setdefault(table, []).append((row, values))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The rows of a campaign."""

    campaign: Row
    tasks: Sequence[Row]
    """In display order, with their parents."""
    links: Sequence[Row]
    assignments: Sequence[Row]
    calendars: Sequence[Row]
    people: Mapping[bytes, Row]


def incoming(
    plan: PlanFile,
    known: Mapping[tuple[str, str], bytes],
    new_id: NewId,
    random_bytes: Callable[[int], bytes],
) -> Incoming:
    """The rows of a plan; `known` maps (name, kind) to people who are there already."""
    out = Incoming(new_id())
    calendars = {c.uid: new_id() for c in plan.calendars}
    people = {
        p.uid: known[p.name, p.kind] if (p.name, p.kind) in known else new_id() for p in plan.people
    }
    out.add("campaign", out.campaign, _campaign(plan, calendars))
    for c in plan.calendars:
        out.add("calendar", calendars[c.uid], _calendar(out.campaign, c, calendars))
    fresh = {
        people[p.uid]: _person(p, calendars) for p in plan.people if (p.name, p.kind) not in known
    }
    for row, values in fresh.items():
        out.add("person", row, values)
    tasks = _tasks(out, plan, calendars, new_id, random_bytes)
    for link in plan.links:
        out.add("link", new_id(), _link(out.campaign, link, tasks))
    for a in plan.assignments:
        out.add("assignment", new_id(), _assignment(out.campaign, a, tasks, people))
    _named(out, plan, tasks, dict(known), new_id)
    return out


def _named(
    out: Incoming,
    plan: PlanFile,
    tasks: Mapping[int, bytes],
    known: dict[tuple[str, str], bytes],
    new_id: NewId,
) -> None:
    """Assignees that a table names become people, those already there by their exact name."""
    for task in plan.tasks:
        for name in task.assignees:
            if (name, "person") not in known:
                known[name, "person"] = new_id()
                out.add(
                    "person", known[name, "person"], {"name": name, "kind": "person", "active": 1}
                )
            values: Values = {
                "campaign": out.campaign,
                "task": tasks[task.uid],
                "person": known[name, "person"],
                "units": "1",
            }
            out.add("assignment", new_id(), values)


def _campaign(plan: PlanFile, calendars: Mapping[int, bytes]) -> Values:
    source: Source = {
        "minutes_per_day": plan.minutes_per_day,
        "minutes_per_week": plan.minutes_per_week,
        "days_per_month": plan.days_per_month,
        "project": plan.source,
    }
    return {
        "name": plan.name,
        "start": wall(plan.start),
        "finish": wall(plan.finish),
        "stage": "plan",
        "calendar": calendars.get(plan.default_calendar or 0)
        if plan.default_calendar is not None
        else None,
        "source": dumps(source),
    }


def _calendar(campaign: bytes, c: Calendar, calendars: Mapping[int, bytes]) -> Values:
    week: Source = {str(day): [list(r) for r in ranges] for day, ranges in sorted(c.week.items())}
    exceptions: list[Json] = [
        {
            "name": e.name,
            "first": e.first.isoformat(),
            "last": e.last.isoformat(),
            "ranges": [list(r) for r in e.ranges],
        }
        for e in c.exceptions
    ]
    return {
        "campaign": campaign,
        "name": c.name,
        "base": calendars.get(c.base_uid) if c.base_uid is not None else None,
        "week": dumps(week),
        "exceptions": dumps(exceptions),
        "source": dumps({"uid": c.uid, "file": c.source}),
    }


def _person(p: Person, calendars: Mapping[int, bytes]) -> Values:
    return {
        "name": p.name,
        "kind": p.kind,
        "email": p.email or None,
        "active": 1,
        "capacity": p.capacity,
        "calendar": calendars.get(p.calendar_uid) if p.calendar_uid is not None else None,
        "source": dumps({"uid": p.uid, "file": p.source}),
    }


def _tasks(
    out: Incoming,
    plan: PlanFile,
    calendars: Mapping[int, bytes],
    new_id: NewId,
    random_bytes: Callable[[int], bytes],
) -> dict[int, bytes]:
    made = {t.uid: new_id() for t in plan.tasks}
    siblings: dict[int | None, list[Task]] = {}
    for task in plan.tasks:
        held = task.parent_uid if task.parent_uid in made else None
        siblings.setdefault(held, []).append(task)
    keys: dict[int, str] = {}
    for group in siblings.values():
        spread = order.spread("", "", len(group), random_bytes)
        keys.update({task.uid: key for task, key in zip(group, spread, strict=True)})
    for task in plan.tasks:
        values = _task(task, calendars)
        values["campaign"] = out.campaign
        values["parent"] = made.get(task.parent_uid) if task.parent_uid is not None else None
        values["okey"] = keys[task.uid]
        out.add("task", made[task.uid], values)
    return made


def _task(task: Task, calendars: Mapping[int, bytes]) -> Values:
    return {
        "name": task.name,
        "notes": task.notes or None,
        "start": wall(task.start),
        "finish": wall(task.finish),
        "duration_minutes": task.duration_minutes,
        "effort_minutes": task.effort_minutes,
        "percent": task.percent,
        "constraint": task.constraint,
        "constraint_at": wall(task.constraint_at),
        "manual": int(task.manual),
        "milestone": int(task.milestone),
        "deadline": wall(task.deadline),
        "priority": task.priority,
        "status": task.status
        or ("done" if task.percent >= 100 else "doing" if task.percent else "todo"),
        "deliverable": task.deliverable or None,
        "checklist": dumps(task.checklist) if task.checklist else None,
        "calendar": calendars.get(task.calendar_uid) if task.calendar_uid is not None else None,
        "baselines": dumps(task.baselines) if task.baselines else None,
        "labels": dumps([*task.labels]) if task.labels else None,
        "source": dumps({"uid": task.uid, "file": task.source}),
    }


def _link(campaign: bytes, link: Link, tasks: Mapping[int, bytes]) -> Values:
    return {
        "campaign": campaign,
        "predecessor": tasks[link.predecessor_uid],
        "successor": tasks[link.successor_uid],
        "type": link.type,
        "lag": decimal_text(str(link.lag)),
        "lag_unit": link.lag_unit,
    }


def _assignment(
    campaign: bytes, a: Assignment, tasks: Mapping[int, bytes], people: Mapping[int, bytes]
) -> Values:
    return {
        "campaign": campaign,
        "task": tasks[a.task_uid],
        "person": people[a.person_uid],
        "units": decimal_text(str(a.units)),
        "work_minutes": a.work_minutes,
        "source": dumps(a.source) if a.source else None,
    }


def outgoing(rows: Outgoing) -> PlanFile:
    """The plan of a campaign's rows; numbers that a file gave are given again."""
    source = loads(rows.campaign.text("source"))
    tasks = numbers(rows.tasks)
    calendars = numbers(rows.calendars)
    doing = [r for r in rows.assignments if r.ref("task") in tasks]
    people = numbers(
        rows.people[p]
        for p in dict.fromkeys(r.ref("person") or b"" for r in doing)
        if p in rows.people
    )
    return PlanFile(
        name=rows.campaign.text("name"),
        start=moment(rows.campaign["start"]),
        finish=moment(rows.campaign["finish"]),
        minutes_per_day=_number(source, "minutes_per_day", 480),
        minutes_per_week=_number(source, "minutes_per_week", 2400),
        days_per_month=_number(source, "days_per_month", 20),
        calendars=tuple(_calendar_out(r, calendars) for r in rows.calendars),
        people=tuple(_person_out(rows.people[p], n, calendars) for p, n in people.items()),
        tasks=tuple(_task_out(r, tasks, calendars) for r in rows.tasks),
        links=tuple(
            Link(
                tasks[r.ref("predecessor") or b""],
                tasks[r.ref("successor") or b""],
                r.text("type") or "FS",
                Decimal(r.text("lag") or "0"),
                r.text("lag_unit") or "d",
            )
            for r in rows.links
            if r.ref("predecessor") in tasks and r.ref("successor") in tasks
        ),
        assignments=tuple(
            Assignment(
                tasks[r.ref("task") or b""],
                people[r.ref("person") or b""],
                Decimal(r.text("units") or "1"),
                r.number("work_minutes"),
                loads(r.text("source")),
            )
            for r in doing
            if r.ref("person") in people
        ),
        default_calendar=calendars.get(rows.campaign.ref("calendar") or b""),
        source=cast("Source", source.get("project") or {}),
    )


def numbers(rows: Iterable[Row]) -> dict[bytes, int]:
    """A number for each row: the one its file gave if it is free, else the next."""
    given: dict[bytes, int] = {}
    used: set[int] = set()
    later: list[bytes] = []
    for row in rows:
        uid = loads(row.text("source")).get("uid")
        if isinstance(uid, int) and uid not in used and uid >= 0:
            given[row.id] = uid
            used.add(uid)
        else:
            later.append(row.id)
            given[row.id] = -1
    free = max(used, default=0) + 1
    for number, row in enumerate(later, free):
        given[row] = number
    return given


def _calendar_out(row: Row, calendars: Mapping[bytes, int]) -> Calendar:
    week = loads(row.text("week"))
    held = json.loads(row.text("exceptions") or "[]")
    return Calendar(
        calendars[row.id],
        row.text("name"),
        calendars.get(row.ref("base") or b""),
        {int(day): _ranges(ranges) for day, ranges in week.items()},
        tuple(
            DayException(
                str(e["name"]),
                date.fromisoformat(e["first"]),
                date.fromisoformat(e["last"]),
                _ranges(e["ranges"]),
            )
            for e in held
        ),
        cast("Source", loads(row.text("source")).get("file") or {}),
    )


def _ranges(held: Json) -> tuple[tuple[int, int], ...]:
    return tuple((int(a), int(b)) for a, b in cast("list[list[int]]", held or []))


def _person_out(row: Row, number: int, calendars: Mapping[bytes, int]) -> Person:
    return Person(
        number,
        row.text("name"),
        row.text("kind") or "person",
        row.text("email"),
        row.number("capacity"),
        calendars.get(row.ref("calendar") or b""),
        cast("Source", loads(row.text("source")).get("file") or {}),
    )


def _task_out(row: Row, tasks: Mapping[bytes, int], calendars: Mapping[bytes, int]) -> Task:
    return Task(
        uid=tasks[row.id],
        name=row.text("name"),
        parent_uid=tasks.get(row.ref("parent") or b""),
        notes=row.text("notes"),
        start=moment(row["start"]),
        finish=moment(row["finish"]),
        duration_minutes=row.number("duration_minutes"),
        effort_minutes=row.number("effort_minutes"),
        percent=row.number("percent") or 0,
        constraint=row.text("constraint") or "asap",
        constraint_at=moment(row["constraint_at"]),
        manual=bool(row.number("manual")),
        milestone=bool(row.number("milestone")),
        deadline=moment(row["deadline"]),
        priority=row.text("priority") or "normal",
        status=row.text("status") or None,
        deliverable=row.text("deliverable"),
        calendar_uid=calendars.get(row.ref("calendar") or b""),
        baselines=json.loads(row.text("baselines") or "[]"),
        checklist=json.loads(row.text("checklist") or "[]"),
        labels=_labels(json.loads(row.text("labels") or "[]")),
        source=cast("Source", loads(row.text("source")).get("file") or {}),
    )


def _labels(held: Json) -> tuple[str, ...]:
    return tuple(map(str, held)) if isinstance(held, list) else ()


def wall(held: datetime | None) -> str | None:
    """A wall time as it is kept."""
    return held.replace(microsecond=0).isoformat() if held is not None else None


def moment(held: Value) -> datetime | None:
    """A wall time as Python knows it."""
    return datetime.fromisoformat(held) if isinstance(held, str) and held else None


def dumps(held: Json | Source) -> str:
    """JSON in one form."""
    return json.dumps(held, ensure_ascii=False, sort_keys=True)


def loads(held: str) -> Source:
    """A JSON object, {} where there is none."""
    value: Json = json.loads(held) if held else {}
    return value if isinstance(value, dict) else {}


def _number(source: Source, name: str, default: int) -> int:
    held = source.get(name)
    return held if isinstance(held, int) else default
