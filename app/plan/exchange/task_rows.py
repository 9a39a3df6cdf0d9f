"""The rows of our own task table, for CSV and XLSX alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

from app.plan.exchange import predecessors
from app.plan.exchange.fields import TITLES
from app.plan.exchange.outline import Place, places
from app.plan.exchange.plan_file import Link, PlanFile

Value: TypeAlias = str | int | float | datetime | None
PRIORITY_WORDS = {"low": "低", "normal": "中", "high": "高", "urgent": "紧急"}
STATUS_WORDS = {
    "todo": "未开始",
    "doing": "进行中",
    "blocked": "受阻",
    "review": "审核中",
    "done": "已完成",
}
YES_WORDS = {"zh_CN": ("是", "否"), "en": ("yes", "no")}


def titles(language: str) -> dict[str, str]:
    """The header by our fields; Chinese where there is no other."""
    return TITLES.get(language, TITLES["zh_CN"])


def task_rows(plan: PlanFile, language: str) -> Iterator[list[Value]]:
    """One row a task, in display order; numbers in the predecessors are those of the rows."""
    order = list(places(plan.tasks))
    rows = {place.task.uid: place.row for place in order}
    before: dict[int, list[Link]] = {}
    for link in plan.links:
        if link.predecessor_uid in rows:
            before.setdefault(link.successor_uid, []).append(link)
    people = _people(plan)
    keys = titles(language)
    for place in order:
        links = predecessors.shown(before.get(place.task.uid, ()), rows)
        cells = _cells(place, language)
        cells["assignees"] = "、".join(people.get(place.task.uid, place.task.assignees))
        cells["predecessors"] = links or None
        yield [cells.get(key) for key in keys]


def _people(plan: PlanFile) -> dict[int, tuple[str, ...]]:
    """Names by task; a person's name may not have what stands between names."""
    names = {person.uid: person.name for person in plan.people}
    found: dict[int, tuple[str, ...]] = {}
    for item in plan.assignments:
        name = names.get(item.person_uid, "")
        if name:
            found[item.task_uid] = (*found.get(item.task_uid, ()), name)
    return found


def _cells(place: Place, language: str) -> dict[str, Value]:
    task = place.task
    is_chinese = language != "en"
    yes, no = YES_WORDS["zh_CN" if is_chinese else "en"]
    status = task.status
    return {
        "id": place.row,
        "level": place.level,
        "name": task.name,
        "start": task.start,
        "finish": task.finish,
        "duration": amount(task.duration_minutes),
        "effort": amount(task.effort_minutes),
        "percent": task.percent,
        "constraint": task.constraint,
        "constraint_at": task.constraint_at,
        "deadline": task.deadline,
        "manual": yes if task.manual else no,
        "milestone": yes if task.milestone else no,
        "priority": PRIORITY_WORDS[task.priority] if is_chinese else task.priority,
        "status": STATUS_WORDS.get(status, status) if status and is_chinese else status,
        "deliverable": task.deliverable or None,
        "notes": task.notes or None,
    }


def amount(minutes: int | None) -> str | None:
    """Whole hours where they are whole, else minutes: exact whatever a day has."""
    if minutes is None:
        return None
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
