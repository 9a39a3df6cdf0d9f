"""Reads MS Project's XML (MSPDI, any version) into a plan; says what it could not keep."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from app.model.errors import Refused
from app.plan.exchange import mspdi_values as values
from app.plan.exchange import mspdi_words as words
from app.plan.exchange.mspdi_calendar import read_calendar
from app.plan.exchange.mspdi_task import TaskReader, actual_minutes
from app.plan.exchange.plan_file import Assignment, Calendar, Notes, Person, PlanFile, Source, Task
from app.plan.exchange.soundness import sound_links
from app.plan.exchange.tree import Shape, Tree, records, text

MAX_ITEMS = 1_000_000
_SHAPE = Shape(
    "Project",
    words.NAMESPACE,
    {
        "Calendars": "Calendar",
        "Tasks": "Task",
        "Resources": "Resource",
        "Assignments": "Assignment",
    },
)
_PERSON_USED = ("UID", "Name", "Type", "IsCostResource", "EmailAddress", "MaxUnits", "CalendarUID")
_ASSIGNMENT_USED = ("TaskUID", "ResourceUID", "Units", "Work", "Stop", "Resume", "TimephasedData")
_PLAN_USED = words.split(
    "StartDate FinishDate CalendarUID MinutesPerDay MinutesPerWeek DaysPerMonth"
)


def read(data: bytes) -> PlanFile:
    """The plan in a file, or Refused when it is no such file."""
    return _Reader().read(data)


class _Reader:
    """Gathers the parts of one file; calendars come before tasks, tasks before who does them."""

    def __init__(self) -> None:
        self._notes = Notes()
        self._head: dict[str, Tree] = {}
        self._calendars: dict[int, Calendar] = {}
        self._tasks = TaskReader(self._notes)
        self._people: dict[int, Person] = {}
        self._spare_person: Source | None = None
        self._assigned: list[Tree] = []
        self._counts: dict[str, int] = {}

    def read(self, data: bytes) -> PlanFile:
        for group, name, tree in records(data, _SHAPE):
            self._count(group)
            match group, name:
                case "", _:
                    self._head[name] = tree
                case "Calendars", "Calendar":
                    self._add_calendar(tree)
                case "Tasks", "Task":
                    self._tasks.add(tree)
                case "Resources", "Resource":
                    self._add_person(tree)
                case "Assignments", "Assignment":
                    self._assigned.append(tree)
                case _:
                    self._notes.warn(None, name, "{name} is not known and was left out", name=name)
        return self._plan()

    def _count(self, group: str) -> None:
        self._counts[group] = self._counts.get(group, 0) + 1
        if self._counts[group] > MAX_ITEMS:
            raise Refused(
                "too_large",
                "The file has more than {limit} {what}",
                limit=MAX_ITEMS,
                what=group or "elements",
            )

    def _plan(self) -> PlanFile:
        head, tasks = self._head, self._tasks
        day_m = self._whole("MinutesPerDay", 480)
        week_m = self._whole("MinutesPerWeek", 2400)
        default = values.integer(text(head, "CalendarUID"))
        kept = tasks.tasks(self._calendars)
        links = tasks.links(day_m, week_m)
        return PlanFile(
            name=self._name(),
            start=self._moment("StartDate", "Start"),
            finish=self._moment("FinishDate", "Finish"),
            minutes_per_day=day_m,
            minutes_per_week=week_m,
            days_per_month=self._whole("DaysPerMonth", 20),
            calendars=tuple(self._based(item) for item in self._calendars.values()),
            people=tuple(self._people.values()),
            tasks=tuple(kept.values()),
            links=sound_links(links, kept, tasks.rows, self._notes),
            assignments=self._assignments(),
            default_calendar=default if default in self._calendars else None,
            source=self._source(),
            warnings=self._notes.all(),
        )

    def _whole(self, name: str, default: int) -> int:
        """A length of day, week or month: a wrong one would divide by nought."""
        found = values.integer(text(self._head, name))
        if found is None:
            return default
        if not 0 < found <= 100_000:
            self._notes.warn(
                None, name, "{name} is wrong; {value} is used", name=name, value=default
            )
            return default
        return found

    def _name(self) -> str:
        """Title, else the name of the project's own line, else the file's name."""
        file_name = text(self._head, "Name")
        for suffix in (".xml", ".mpp"):
            file_name = file_name.removesuffix(suffix)
        return (text(self._head, "Title") or text(self._tasks.summary, "Name") or file_name)[:4_000]

    def _moment(self, name: str, of_task: str) -> datetime | None:
        plain = text(self._head, name) or text(self._tasks.summary, of_task)
        found = values.moment(plain)
        if plain and found is None:
            self._notes.warn(None, name, "{value} is not a date", value=plain[:80])
        return found

    def _source(self) -> Source:
        source = {
            name: values.as_json(tree)
            for name, tree in self._head.items()
            if name not in _PLAN_USED and tree not in ("", words.PROJECT_DEFAULTS.get(name))
        }
        summary = self._tasks.summary_source()
        if summary:
            source["SummaryTask"] = summary
        if self._spare_person:
            source["UnassignedResource"] = self._spare_person
        return source

    def _add_calendar(self, tree: Tree) -> None:
        calendar = read_calendar(tree, self._notes)
        if calendar is None:
            return
        if calendar.uid in self._calendars:
            self._notes.warn(
                None, "Calendar", "A second calendar {uid} was left out", uid=calendar.uid
            )
            return
        self._calendars[calendar.uid] = calendar

    def _based(self, calendar: Calendar) -> Calendar:
        """0 and -1 name no base."""
        base = calendar.base_uid
        if base in self._calendars and base != calendar.uid:
            return calendar
        if base is not None and base > 0:
            self._notes.warn(
                None,
                "BaseCalendarUID",
                "Calendar {name} has a base that is not in the file",
                name=calendar.name,
            )
        return Calendar(
            calendar.uid, calendar.name, None, calendar.week, calendar.exceptions, calendar.source
        )

    def _add_person(self, tree: Tree) -> None:
        uid, name = values.integer(text(tree, "UID")), text(tree, "Name")
        source = values.rest(tree, _PERSON_USED, words.PERSON_DEFAULTS)
        if uid == 0 and not name:
            self._spare_person = source
            return
        if uid is None or uid in self._people or values.flag(tree, "IsNull"):
            self._notes.warn(
                None,
                "Resource",
                "A resource without a number of its own was left out: {name}",
                name=name,
            )
            return
        kind = words.KIND_OF.get(text(tree, "Type"), "person")
        units = values.decimal(text(tree, "MaxUnits"))
        calendar = values.integer(text(tree, "CalendarUID"))
        self._people[uid] = Person(
            uid,
            name,
            "cost" if values.flag(tree, "IsCostResource") else kind,
            text(tree, "EmailAddress"),
            None if units is None else min(max(round(units * 100), 0), 1_000_000),
            calendar if calendar in self._calendars else None,
            source,
        )

    def _assignments(self) -> tuple[Assignment, ...]:
        found = (self._assignment(tree) for tree in self._assigned)
        return tuple(item for item in found if item is not None)

    def _assignment(self, tree: Tree) -> Assignment | None:
        """Those to nobody note a task's own work; they are made anew when written."""
        task_uid = values.integer(text(tree, "TaskUID"))
        person_uid = values.integer(text(tree, "ResourceUID"))
        if person_uid is None or (person_uid <= 0 and person_uid not in self._people):
            return None
        task = self._tasks.found.get(task_uid or 0)
        if task is None or person_uid not in self._people:
            self._notes.warn(
                None,
                "Assignment",
                "An assignment of resource {person} to task {task} was left out: one is missing",
                person=person_uid,
                task=task_uid,
            )
            return None
        work = values.minutes(text(tree, "Work"))
        if work is not None and work < 0:
            self._notes.warn(None, "Work", "A negative amount of work was left out")
            work = None
        units = values.decimal(text(tree, "Units"))
        source = _assignment_source(tree, task, work)
        return Assignment(
            task.uid, person_uid, Decimal(1) if units is None else units, work, source
        )


def _assignment_source(tree: Tree, task: Task, work: int | None) -> Source:
    """What an assignment has that is not written anew from it and its task."""
    source = values.rest(tree, _ASSIGNMENT_USED, words.ASSIGNMENT_DEFAULTS)
    derived = {
        "Start": task.start.isoformat() if task.start else "",
        "Finish": task.finish.isoformat() if task.finish else "",
        "PercentWorkComplete": str(task.percent),
        "ActualWork": values.duration(actual_minutes(work or 0, task.percent)),
    }
    source = {name: value for name, value in source.items() if value != derived.get(name)}
    if isinstance(tree, dict) and "TimephasedData" in tree and "WorkContour" in source:
        source["TimephasedData"] = values.as_json(tree["TimephasedData"])
    return source
