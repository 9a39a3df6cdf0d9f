"""Tasks of MS Project's XML: fields, outline, links and baselines."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from app.plan.exchange import mspdi_values as values
from app.plan.exchange import mspdi_words as words
from app.plan.exchange.outline import places
from app.plan.exchange.plan_file import Json, Link, Notes, Source, Task
from app.plan.exchange.tree import Tree, many, text

MAX_OUTLINE = 100
MAX_NAME, MAX_NOTES, MAX_SOURCE = 4_000, 200_000, 150_000
MAX_MINUTES = 60 * 24 * 366 * 200
_USED = words.split(
    """UID ID Name Notes Start Finish Duration Work PercentComplete ConstraintType ConstraintDate
    Manual Milestone Deadline Priority CalendarUID Baseline PredecessorLink"""
)
_BASELINE_USED = ("Number", "Start", "Finish", "Duration", "Work", "Cost", "TimephasedData")
_SUMMARY_USED = (*_USED, "ActualDuration")
_PRIORITY_OF = ((400, "low"), (600, "normal"), (800, "high"), (10_000, "urgent"))
PRIORITY_TEXT = {"low": "300", "normal": "500", "high": "700", "urgent": "900"}


def priority_of(plain: str) -> str:
    """Ours of MS Project's 0 to 1000, where 500 is normal."""
    number = values.integer(plain)
    if number is None:
        return "normal"
    return next(word for limit, word in _PRIORITY_OF if min(number, 9_999) < limit)


class TaskReader:
    """Takes tasks in file order; knows the parents, and at the end the links."""

    def __init__(self, notes: Notes) -> None:
        self.found: dict[int, Task] = {}
        self.rows: dict[int, int] = {}
        self.summary: dict[str, Tree] = {}
        self._notes = notes
        self._stack: list[tuple[int, int]] = []
        self._links: list[tuple[int, dict[str, Tree]]] = []
        self._highest = 0
        self._blank = 0

    def add(self, tree: Tree) -> None:
        uid = values.integer(text(tree, "UID"))
        if uid == 0 and not self.summary and isinstance(tree, dict):
            self.summary = tree
        elif values.flag(tree, "IsNull"):
            self._blank += 1
        else:
            self._add(tree, uid)

    def _add(self, tree: Tree, wanted: int | None) -> None:
        row = values.integer(text(tree, "ID"))
        uid = self._own_uid(wanted, row)
        if row is not None:
            self.rows[uid] = row
        self.found[uid] = self._task(tree, uid, row)
        self._links += [(uid, link) for link in many(tree, "PredecessorLink")]
        self._note_strangers(tree, row)

    def _own_uid(self, wanted: int | None, row: int | None) -> int:
        if wanted is not None and wanted > 0 and wanted not in self.found:
            self._highest = max(self._highest, wanted)
            return wanted
        self._highest += 1
        while self._highest in self.found:
            self._highest += 1
        self._notes.warn(
            row,
            "UID",
            "Task number {uid} is missing or used twice; {new} is used",
            uid=wanted,
            new=self._highest,
        )
        return self._highest

    def _note_strangers(self, tree: Tree, row: int | None) -> None:
        if values.flag(tree, "ExternalTask"):
            self._notes.warn(
                row, "ExternalTask", "A task of another project is kept as a task here"
            )
        if values.flag(tree, "IsSubproject"):
            self._notes.warn(
                row, "IsSubproject", "The tasks of an inserted project are not in the file"
            )

    def tasks(self, calendars: Container[int]) -> dict[int, Task]:
        """All tasks by number, in display order."""
        if self._blank:
            self._notes.warn(None, "IsNull", "{count} blank lines were left out", count=self._blank)
        for uid, task in self.found.items():
            if task.calendar_uid is not None and task.calendar_uid not in calendars:
                if task.calendar_uid > 0:
                    self._note_calendar(uid)
                self.found[uid] = replace(task, calendar_uid=None)
        for place in places(list(self.found.values())):
            if place.task.source.get("WBS") == place.number:
                del place.task.source["WBS"]
        return self.found

    def _note_calendar(self, uid: int) -> None:
        self._notes.warn(
            self.rows.get(uid), "CalendarUID", "The calendar of this task is not in the file"
        )

    def summary_source(self) -> Source:
        """What the project's own line has beside the plan."""
        source = values.rest(self.summary, _SUMMARY_USED, words.TASK_DEFAULTS)
        for name in ("Name", "Notes"):
            if text(self.summary, name):
                source[name] = text(self.summary, name)
        return source

    def _parent(self, tree: Tree, uid: int, row: int | None) -> int | None:
        level = values.integer(text(tree, "OutlineLevel"))
        if level is None:
            level = text(tree, "OutlineNumber").count(".") + 1
        level = max(level, 1)
        while self._stack and self._stack[-1][0] >= level:
            self._stack.pop()
        if len(self._stack) >= MAX_OUTLINE:
            del self._stack[MAX_OUTLINE - 1 :]
            self._notes.warn(
                row,
                "OutlineLevel",
                "Tasks deeper than level {limit} were raised to it",
                limit=MAX_OUTLINE,
            )
        elif level > (self._stack[-1][0] if self._stack else 0) + 1:
            self._notes.warn(row, "OutlineLevel", "The outline skips a level; this task was raised")
        parent = self._stack[-1][1] if self._stack else None
        self._stack.append((level, uid))
        return parent

    def _task(self, tree: Tree, uid: int, row: int | None) -> Task:
        start = self._moment(tree, "Start", row)
        finish = self._moment(tree, "Finish", row)
        source = values.rest(tree, _USED, words.TASK_DEFAULTS)
        if isinstance(tree, dict) and "DurationText" in tree:
            source["DurationText"] = text(tree, "DurationText")  # even empty it says: not known yet
        minutes = self._minutes(tree, "Duration", row, source)
        percent = self._percent(tree, row)
        constraint, at = self._constraint(tree, row, source)
        priority = priority_of(text(tree, "Priority"))
        if text(tree, "Priority") not in {"", PRIORITY_TEXT[priority]}:
            source["Priority"] = text(tree, "Priority")
        task = Task(
            uid,
            self._clipped(tree, "Name", MAX_NAME, row).strip(),
            parent_uid=self._parent(tree, uid, row),
            notes=self._clipped(tree, "Notes", MAX_NOTES, row),
            start=start,
            finish=finish,
            duration_minutes=minutes,
            effort_minutes=self._minutes(tree, "Work", row, source),
            percent=percent,
            constraint=constraint,
            constraint_at=at,
            manual=values.flag(tree, "Manual"),
            milestone=values.flag(tree, "Milestone"),
            deadline=self._moment(tree, "Deadline", row),
            priority=priority,
            calendar_uid=values.integer(text(tree, "CalendarUID")),
            baselines=[_baseline(item) for item in many(tree, "Baseline")],
            source=source,
        )
        _drop_derived(task)
        self._check(task, row)
        return task

    def _check(self, task: Task, row: int | None) -> None:
        code = values.integer(str(task.source.get("DurationFormat", "")))
        if code is not None and code % words.ESTIMATED in words.ELAPSED:
            self._notes.warn(
                row, "DurationFormat", "The duration is elapsed time; it is kept as work"
            )
        if sum(map(_size, task.source.values())) > MAX_SOURCE:
            self._notes.warn(row, "", "This task has too much beside its fields; that was left out")
            task.source.clear()

    def _clipped(self, tree: Tree, name: str, limit: int, row: int | None) -> str:
        found = tree.get(name, "") if isinstance(tree, dict) else ""
        plain = found if isinstance(found, str) else text(tree, name)
        if len(plain) > limit:
            self._notes.warn(row, name, "A text was cut to {limit} characters", limit=limit)
        return plain[:limit]

    def _moment(self, tree: Tree, name: str, row: int | None) -> datetime | None:
        plain = text(tree, name)
        found = values.moment(plain)
        if plain not in {"", "NA"} and found is None:
            self._notes.warn(row, name, "{value} is not a date", value=plain[:80])
        return found

    def _minutes(self, tree: Tree, name: str, row: int | None, source: Source) -> int | None:
        """Whole minutes; the exact text is kept beside them when it has seconds."""
        plain = text(tree, name)
        total = values.seconds(plain)
        if total is None or not 0 <= total <= MAX_MINUTES * 60:
            if plain:
                self._notes.warn(row, name, "{value} is not a duration", value=plain[:80])
            return None
        if total % 60:
            source[name] = plain
        return values.minutes(plain)

    def _percent(self, tree: Tree, row: int | None) -> int:
        plain = text(tree, "PercentComplete")
        number = values.decimal(plain or "0")
        if number is None or not 0 <= number <= 100:
            self._notes.warn(
                row, "PercentComplete", "{value} is not a percentage", value=plain[:80]
            )
            number = min(max(number or Decimal(0), Decimal(0)), Decimal(100))
        return round(number)

    def _constraint(
        self, tree: Tree, row: int | None, source: Source
    ) -> tuple[str, datetime | None]:
        code = text(tree, "ConstraintType") or "0"
        word = words.CONSTRAINT_OF.get(code)
        if word is None:
            self._notes.warn(
                row, "ConstraintType", "Constraint {code} is not known", code=code[:20]
            )
        at = self._moment(tree, "ConstraintDate", row)
        if word in {None, "asap", "alap"}:
            if at is not None:
                source["ConstraintDate"] = at.isoformat()
            return word or "asap", None
        return word or "asap", at

    def links(self, day_m: int, week_m: int) -> Iterator[Link]:
        """All links as the file has them; what they mean is noted where it cannot be kept."""
        for uid, tree in self._links:
            link = self._link(uid, tree, day_m, week_m)
            if link is not None:
                yield link

    def _link(self, uid: int, tree: Tree, day_m: int, week_m: int) -> Link | None:
        row = self.rows.get(uid)
        other = values.integer(text(tree, "PredecessorUID"))
        if other is None or values.flag(tree, "CrossProject"):
            name = text(tree, "CrossProjectName")
            self._notes.warn(
                row, "PredecessorLink", "A link to another project was left out: {name}", name=name
            )
            return None
        kind = words.LINK_OF.get(text(tree, "Type") or "1")
        tenths = values.decimal(text(tree, "LinkLag") or "0")
        if kind is None or tenths is None:
            self._notes.warn(row, "PredecessorLink", "A link is wrong; finish to start is used")
        code = values.integer(text(tree, "LagFormat"))
        lag, unit = values.lag(tenths or Decimal(0), 7 if code is None else code, day_m, week_m)
        if unit in {"mo", "emo", "e%"}:
            better = {"mo": "d", "emo": "ed", "e%": "%"}[unit]
            self._notes.warn(
                row, "LagFormat", "A lag in {unit} is kept in {better}", unit=unit, better=better
            )
            unit = better
        return Link(other, uid, kind or "FS", lag, unit)


def _baseline(tree: Tree) -> Json:
    found: dict[str, Json] = {"number": values.integer(text(tree, "Number")) or 0}
    for name, key in (("Start", "start"), ("Finish", "finish")):
        at = values.moment(text(tree, name))
        found[key] = at.isoformat() if at else None
    for name, key in (("Duration", "duration_minutes"), ("Work", "work_minutes")):
        found[key] = values.minutes(text(tree, name))
    found["cost"] = text(tree, "Cost") or None
    source = values.rest(tree, _BASELINE_USED, {})
    return {**found, "source": source} if source else found


def actual_minutes(minutes: int, percent: int) -> int:
    """How much of a duration is done."""
    return minutes * percent // 100


def _drop_derived(task: Task) -> None:
    """Take out of the source what is written anew from the fields."""
    done = values.duration(actual_minutes(task.duration_minutes or 0, task.percent))
    derived = {
        "ManualStart": task.start.isoformat() if task.start else "",
        "ManualFinish": task.finish.isoformat() if task.finish else "",
        "ManualDuration": values.duration(task.duration_minutes or 0),
        "ActualDuration": done,
        "PercentWorkComplete": str(task.percent),
        "ActualStart": task.start.isoformat() if task.start and task.percent else "",
        "ActualFinish": task.finish.isoformat() if task.finish and task.percent == 100 else "",
    }
    for name, plain in derived.items():
        if task.source.get(name) == plain:
            del task.source[name]


def _size(value: Json) -> int:
    if isinstance(value, dict):
        return sum(_size(item) + len(name) for name, item in value.items())
    if isinstance(value, list):
        return sum(map(_size, value))
    return len(value) if isinstance(value, str) else 8
