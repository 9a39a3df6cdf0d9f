"""Writes a plan as MS Project's XML, elements in the order of its schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape

from app.plan.exchange import mspdi_values as values
from app.plan.exchange import mspdi_words as words
from app.plan.exchange.mspdi_calendar import STANDARD, calendar_fields
from app.plan.exchange.mspdi_task import PRIORITY_TEXT, actual_minutes
from app.plan.exchange.outline import Place, places
from app.plan.exchange.plan_file import Assignment, Json, Link, Person, PlanFile, Source, Task
from app.plan.exchange.tree import Tree

_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(f"[&<>\r]|{_NOT_XML.pattern}")
_KIND = {kind: code for code, kind in words.KIND_OF.items()}
_CONSTRAINT = {word: code for code, word in words.CONSTRAINT_OF.items()}
_LINK = {word: code for code, word in words.LINK_OF.items()}
_NESTED = {
    "Exception": words.EXCEPTION_ORDER,
    "Baseline": words.BASELINE_ORDER,
    "TimephasedData": ("Type", "UID", "Start", "Finish", "Unit", "Value"),
    "PredecessorLink": words.LINK_ORDER,
    "WeekDay": ("DayType", "DayWorking", "TimePeriod", "WorkingTimes"),
}
_NOBODY = "-65535"
Fields = dict[str, Tree]


def write(plan: PlanFile) -> bytes:
    """The whole file."""
    out = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Project xmlns="']
    out.append(f'{words.NAMESPACE}">\n')
    fields = _project_fields(plan)
    for name in _sorted(fields, words.PROJECT_ORDER):
        _emit(out, name, fields[name])
    calendars = plan.calendars or (STANDARD,)
    _list(
        out,
        "Calendars",
        "Calendar",
        [calendar_fields(item) for item in calendars],
        words.CALENDAR_ORDER,
    )
    _write_tasks(out, plan)
    people = [_person_fields(item, no) for no, item in enumerate(plan.people, 1)]
    _list(out, "Resources", "Resource", [*_spare_person(plan), *people], words.PERSON_ORDER)
    _list(out, "Assignments", "Assignment", _assignment_list(plan), words.ASSIGNMENT_ORDER)
    out.append("</Project>\n")
    return "".join(out).encode()


def _list(
    out: list[str], group: str, name: str, items: Sequence[Fields], order: tuple[str, ...]
) -> None:
    out.append(f"<{group}>\n")
    for fields in items:
        _element(out, name, fields, order)
    out.append(f"</{group}>\n")


def _element(out: list[str], name: str, fields: Fields, order: tuple[str, ...]) -> None:
    out.append(f"<{name}>\n")
    for key in _sorted(fields, order):
        _emit(out, key, fields[key])
    out.append(f"</{name}>\n")


def _sorted(fields: Fields, order: tuple[str, ...]) -> list[str]:
    """Known elements in the schema's order; what newer versions may have comes last."""
    places = _places(order)
    return sorted(fields, key=lambda name: places.get(name, len(places)))


@lru_cache(maxsize=1_000)
def _places(order: tuple[str, ...]) -> dict[str, int]:
    return {name: index for index, name in enumerate(order)}


def _emit(out: list[str], name: str, tree: Tree) -> None:
    if not _is_name(name):
        return
    if isinstance(tree, list):
        for item in tree:
            _emit(out, name, item)
    elif isinstance(tree, dict):
        out.append(f"<{name}>")
        for key in _sorted(tree, _NESTED.get(name, words.NESTED_ORDER)):
            _emit(out, key, tree[key])
        out.append(f"</{name}>\n")
    else:
        out.append(f"<{name}>{plain_text(tree)}</{name}>\n")


@lru_cache(maxsize=1_000)
def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def plain_text(text: str) -> str:
    """Text as XML carries it: carriage returns by number, characters XML forbids left out."""
    if not _SPECIAL.search(text):
        return text
    return escape(_NOT_XML.sub("", text), {"\r": "&#13;"})


def _kept(source: Source) -> Fields:
    return {name: tree for name, tree in source.items() if values.is_tree(tree)}


def _at(moment: datetime | None) -> str:
    return moment.replace(microsecond=0).isoformat() if moment else ""


def _said(fields: Mapping[str, str]) -> Fields:
    """Only what has something to say."""
    return {name: text for name, text in fields.items() if text}


def _project_fields(plan: PlanFile) -> Fields:
    fields: Fields = {**words.PROJECT_DEFAULTS, **_kept(plan.source)}
    summary = fields.pop("SummaryTask", {})
    fields.pop("UnassignedResource", None)
    named = summary.get("Name") if isinstance(summary, dict) else None
    file_name = str(fields.get("Name", ""))
    if not file_name:
        fields["Name"] = file_name = f"{plan.name}.xml"
    stem = file_name.strip().removesuffix(".xml").removesuffix(".mpp")
    if plan.name != (fields.get("Title") or named or stem):
        fields["Title"] = plan.name
    default = plan.default_calendar
    if default is None:
        default = (plan.calendars or (STANDARD,))[0].uid
    return fields | _said(
        {
            "StartDate": _at(plan.start),
            "FinishDate": _at(plan.finish),
            "CalendarUID": str(default),
            "MinutesPerDay": str(plan.minutes_per_day),
            "MinutesPerWeek": str(plan.minutes_per_week),
            "DaysPerMonth": str(plan.days_per_month),
        }
    )


def _write_tasks(out: list[str], plan: PlanFile) -> None:
    before: dict[int, list[Link]] = {}
    for link in plan.links:
        before.setdefault(link.successor_uid, []).append(link)
    out.append("<Tasks>\n")
    _element(out, "Task", _summary_fields(plan), words.TASK_ORDER)
    for place in places(plan.tasks):
        fields = _task_fields(place)
        links: list[Tree] = [_link_tree(plan, link) for link in before.get(place.task.uid, ())]
        if links:
            fields["PredecessorLink"] = links
        _element(out, "Task", fields, words.TASK_ORDER)
    out.append("</Tasks>\n")


def _summary_fields(plan: PlanFile) -> Fields:
    """The project's own line."""
    kept = plan.source.get("SummaryTask")
    fields: Fields = {"Type": "1", "WBS": "0"}
    if isinstance(kept, dict):
        fields = _kept(kept)
    return {
        **words.TASK_SAID,
        **fields,
        **_said({"Start": _at(plan.start), "Finish": _at(plan.finish)}),
        "UID": "0",
        "ID": "0",
        "OutlineNumber": "0",
        "OutlineLevel": "0",
        "Summary": "1",
        "Manual": "0",
        "Priority": "500",
    }


def _task_fields(place: Place) -> Fields:
    task = place.task
    source = _kept(task.source)
    fields: Fields = {**words.TASK_SAID, "WBS": place.number}
    fields |= _said(
        {
            "Name": task.name,
            "Notes": task.notes,
            "Start": _at(task.start),
            "Finish": _at(task.finish),
            "ConstraintDate": _at(task.constraint_at),
            "Deadline": _at(task.deadline),
            "Priority": PRIORITY_TEXT[task.priority],
        }
    )
    fields |= _progress(task)
    for name, total in (("Duration", task.duration_minutes), ("Work", task.effort_minutes)):
        exact = source.pop(name, None)
        if total is None:
            continue
        is_same = isinstance(exact, str) and values.minutes(exact) == total
        fields[name] = exact if exact and is_same else values.duration(total)
    if task.constraint_at is not None:
        source.pop("ConstraintDate", None)
    fields |= source
    if task.baselines:
        fields["Baseline"] = [_baseline(item) for item in task.baselines if isinstance(item, dict)]
    return fields | {
        "UID": str(task.uid),
        "ID": str(place.row),
        "Manual": str(int(task.manual)),
        "OutlineNumber": place.number,
        "OutlineLevel": str(place.level),
        "Milestone": str(int(task.milestone)),
        "Summary": str(int(place.is_summary)),
        "PercentComplete": str(task.percent),
        "ConstraintType": _CONSTRAINT[task.constraint],
        "CalendarUID": str(-1 if task.calendar_uid is None else task.calendar_uid),
    }


def _progress(task: Task) -> Fields:
    """What MS Project wants to hear about the work that is done."""
    total = task.duration_minutes or 0
    done = actual_minutes(total, task.percent)
    fields = {
        "PercentWorkComplete": str(task.percent),
        "ActualDuration": values.duration(done),
        "RemainingDuration": values.duration(total - done),
        "ActualStart": _at(task.start) if task.percent else "",
        "ActualFinish": _at(task.finish) if task.percent == 100 else "",
    }
    if task.manual:
        fields["ManualStart"] = _at(task.start)
        fields["ManualFinish"] = _at(task.finish)
        if task.duration_minutes is not None:
            fields["ManualDuration"] = values.duration(total)
    return _said(fields)


def _link_tree(plan: PlanFile, link: Link) -> Tree:
    lag, code = values.lag_fields(link, plan.minutes_per_day, plan.minutes_per_week)
    return {
        "PredecessorUID": str(link.predecessor_uid),
        "Type": _LINK[link.type],
        "CrossProject": "0",
        "LinkLag": lag,
        "LagFormat": code,
    }


def _baseline(item: Mapping[str, Json]) -> Tree:
    kept = item.get("source")
    fields: Fields = {"Number": str(item.get("number") or 0)}
    for key, name in (("start", "Start"), ("finish", "Finish")):
        if item.get(key):
            fields[name] = str(item[key])
    for key, name in (("duration_minutes", "Duration"), ("work_minutes", "Work")):
        total = item.get(key)
        if isinstance(total, int):
            fields[name] = values.duration(total)
    if item.get("cost"):
        fields["Cost"] = str(item["cost"])
    if isinstance(kept, dict):
        fields |= _kept(kept)
    return {name: fields[name] for name in _sorted(fields, words.BASELINE_ORDER)}


def _spare_person(plan: PlanFile) -> list[Fields]:
    kept = plan.source.get("UnassignedResource")
    if not isinstance(kept, dict):
        return []
    return [{**words.PERSON_DEFAULTS, **_kept(kept), "UID": "0", "ID": "0", "Type": "1"}]


def _person_fields(person: Person, row: int) -> Fields:
    fields: Fields = {**words.PERSON_DEFAULTS, "ID": str(row), **_kept(person.source)}
    if person.email:
        fields["EmailAddress"] = person.email
    if person.capacity is not None:
        fields["MaxUnits"] = values.number_text(Decimal(person.capacity) / 100)
    return fields | {
        "UID": str(person.uid),
        "Name": person.name,
        "Type": _KIND[person.kind],
        "IsCostResource": str(int(person.kind == "cost")),
        "CalendarUID": str(-1 if person.calendar_uid is None else person.calendar_uid),
    }


def _assignment_list(plan: PlanFile) -> list[Fields]:
    """All assignments, and one to nobody for each task begun that has none.

    MS Project takes how much is done from assignments alone.
    """
    tasks = {task.uid: task for task in plan.tasks}
    parents = {task.parent_uid for task in plan.tasks}
    used = {item.task_uid for item in plan.assignments}
    found = [
        _assignment_fields(item, tasks[item.task_uid])
        for item in plan.assignments
        if item.task_uid in tasks
    ]
    found += [
        _nobody_fields(task)
        for task in plan.tasks
        if task.percent and task.uid not in used and task.uid not in parents
    ]
    taken = [fields.get("UID") for fields in found]
    _number(found, {uid for uid in taken if isinstance(uid, str)})
    return found


def _number(found: list[Fields], taken: set[str]) -> None:
    """Numbers of their own for those that have none or one that another has."""
    seen: set[str] = set()
    following = 1
    for fields in found:
        uid = fields.get("UID")
        if not isinstance(uid, str) or uid in seen:
            while str(following) in taken:
                following += 1
            uid = str(following)
            fields["UID"] = uid
            taken.add(uid)
        seen.add(uid)


def _assignment_fields(item: Assignment, task: Task) -> Fields:
    fields: Fields = {
        **words.ASSIGNMENT_DEFAULTS,
        **_said({"Start": _at(task.start), "Finish": _at(task.finish)}),
        **_work(item.work_minutes, task.percent),
        **_kept(item.source),
    }
    return fields | {
        "TaskUID": str(item.task_uid),
        "ResourceUID": str(item.person_uid),
        "Units": values.number_text(item.units),
    }


def _nobody_fields(task: Task) -> Fields:
    fields: Fields = {
        **words.ASSIGNMENT_DEFAULTS,
        **_said({"Start": _at(task.start), "Finish": _at(task.finish)}),
        **_work(task.duration_minutes or 0, task.percent),
    }
    return fields | {"TaskUID": str(task.uid), "ResourceUID": _NOBODY, "Units": "1"}


def _work(total: int | None, percent: int) -> Fields:
    if total is None:
        return {}
    done = actual_minutes(total, percent)
    return {
        "PercentWorkComplete": str(percent),
        "Work": values.duration(total),
        "RegularWork": values.duration(total),
        "ActualWork": values.duration(done),
        "RemainingWork": values.duration(total - done),
    }
