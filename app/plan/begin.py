"""The rows of a campaign that begins from a template. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.model import order
from app.model.campaign import write_kpis, write_stages
from app.model.change import Value
from app.model.ids import RowId
from app.model.row import Row
from app.model.value import decimal_text
from app.plan.template import Plan, PlanTask

Values = dict[str, Value]
Rows = dict[str, list[tuple[bytes, Values]]]


@dataclass(frozen=True, slots=True)
class Crew:
    """Who and what a new campaign finds: its owner, people by role, channels that exist."""

    owner: bytes
    people: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """The word of a role, as the plan writes it -> the person who does its tasks."""
    channels: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """What makes ids and order keys."""

    new_id: Callable[[], RowId]
    random_bytes: Callable[[int], bytes]


def rows_of(plan: Plan, crew: Crew, campaign: Values, chance: Chance) -> tuple[RowId, Rows]:
    """The id of the campaign and the rows to add, by table."""
    made = chance.new_id()
    tasks = {task.id: chance.new_id() for task in plan.tasks}
    keys = _keys(plan.tasks, chance)
    shared: Values = {"campaign": made, "author": crew.owner}
    return made, {
        "campaign": [(made, {**_campaign(plan, crew), **campaign})],
        "task": [
            (tasks[task.id], _task(plan, task, crew) | shared | _place(task, tasks, keys))
            for task in plan.tasks
        ],
        "link": [
            (
                chance.new_id(),
                {
                    "campaign": made,
                    "predecessor": tasks[link.predecessor],
                    "successor": tasks[link.successor],
                    "type": link.type,
                    "lag": decimal_text(str(link.lag_days)),
                    "lag_unit": "d",
                },
            )
            for link in plan.links
        ],
        "assignment": [
            (
                chance.new_id(),
                {"campaign": made, "task": tasks[task.id], "person": who, "units": "1"},
            )
            for task in plan.tasks
            if (who := crew.people.get(task.role)) is not None and not task.is_summary
        ],
    }


def _campaign(plan: Plan, crew: Crew) -> Values:
    return {
        "goal": plan.goal or None,
        "audience": plan.audience or None,
        "start": plan.start.isoformat(),
        "finish": plan.finish.isoformat(),
        "stage": "plan",
        "owner": crew.owner,
        "kpi": write_kpis(plan.kpis),
        "stages": write_stages(plan.stages),
        "icon": plan.icon,
        "color": plan.color,
        "source": json.dumps({"template": plan.template}),
    }


def _keys(tasks: Sequence[PlanTask], chance: Chance) -> dict[str, str]:
    siblings: dict[str, list[str]] = {}
    for task in tasks:
        siblings.setdefault(task.parent, []).append(task.id)
    keys: dict[str, str] = {}
    for group in siblings.values():
        spread = order.spread("", "", len(group), chance.random_bytes)
        keys.update(zip(group, spread, strict=True))
    return keys


def _place(task: PlanTask, tasks: Mapping[str, bytes], keys: Mapping[str, str]) -> Values:
    return {"parent": tasks.get(task.parent), "okey": keys[task.id]}


def _task(plan: Plan, task: PlanTask, crew: Crew) -> Values:
    steps = [
        {"id": f"{task.id}-{n}", "text": text, "done": False}
        for n, text in enumerate(task.checklist, 1)
    ]
    return {
        "name": task.name,
        "start": task.start.isoformat(),
        "finish": task.finish.isoformat(),
        "duration_minutes": task.duration_minutes,
        "effort_minutes": task.effort_minutes or None,
        "percent": 0,
        "constraint": "snet" if task.is_held else "asap",
        "constraint_at": task.start.isoformat() if task.is_held else None,
        "manual": 0,
        "milestone": int(task.is_milestone),
        "priority": task.priority,
        "status": "todo",
        "deliverable": task.deliverable or None,
        "checklist": json.dumps(steps, ensure_ascii=False) if steps else None,
        "channel": _channel(plan.channels.get(task.channel, frozenset()), crew.channels),
        "labels": json.dumps([task.role], ensure_ascii=False) if task.role else None,
    }


def _channel(words: frozenset[str], channels: Sequence[Row]) -> bytes | None:
    """A channel of the workspace that is of this kind or has this name."""
    for channel in channels:
        if channel.text("kind") in words or channel.text("name") in words:
            return channel.id
    return None
