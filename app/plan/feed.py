"""A plan as an iCalendar file, which every calendar program can read. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from app.plan.exchange.plan_file import PlanFile, Task

PRIORITY = {"urgent": 1, "high": 3, "normal": 5, "low": 9}


def feed(plan: PlanFile, zone: ZoneInfo, made_at: datetime, name: str) -> bytes:
    """Every dated task as an event; a milestone and a deadline are moments.

    `made_at` is when the file is made, with its zone; `name` makes ids that stay the same for
    the same campaign.
    """
    calendar: Any = icalendar.Calendar()
    calendar.add("prodid", "-//Fairway//Plan//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plan.name)
    names = {person.uid: person.name for person in plan.people}
    doing: dict[int, list[str]] = {}
    for one in plan.assignments:
        doing.setdefault(one.task_uid, []).append(names.get(one.person_uid, ""))
    parents = {task.parent_uid for task in plan.tasks}
    for task in plan.tasks:
        if task.uid in parents:
            continue
        people = doing.get(task.uid, list(task.assignees))
        for event in _events(task, zone, name, "、".join(filter(None, people))):
            event.add("dtstamp", made_at)
            calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found


def _events(task: Task, zone: ZoneInfo, name: str, people: str) -> list[Any]:
    found: list[Any] = []
    if task.start is not None:
        finish = task.finish if task.finish is not None else task.start
        found.append(_event(f"{name}-{task.uid}", task, task.start.replace(tzinfo=zone), people))
        if finish > task.start:
            found[0].add("dtend", finish.replace(tzinfo=zone))
    if task.deadline is not None:
        due = task.deadline.replace(tzinfo=zone)
        event = _event(f"{name}-{task.uid}-due", task, due, people)
        alarm: Any = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", task.name)
        alarm.add("trigger", timedelta(days=-1))
        event.add_component(alarm)
        found.append(event)
    return found


def _event(uid: str, task: Task, at: datetime, people: str) -> Any:
    event: Any = icalendar.Event()
    event.add("uid", f"{uid}@fairway")
    event.add("summary", task.name)
    event.add("dtstart", at)
    event.add("priority", PRIORITY[task.priority])
    event.add("status", "CONFIRMED")
    told = "\n".join(filter(None, (people, task.deliverable, task.notes)))
    if told:
        event.add("description", told)
    return event
