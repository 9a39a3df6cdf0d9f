"""An Asana project as it exports itself in CSV: sections, subtasks, people, dependencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from app.model.errors import Refused
from app.plan.exchange import cells
from app.plan.exchange.boards import (
    MAX_TASKS,
    MAX_TEXT,
    Numbers,
    clean,
    labels_of,
    one_line,
    status_of,
)
from app.plan.exchange.outline import places
from app.plan.exchange.plan_file import Assignment, Json, Link, Notes, Person, PlanFile, Task
from app.plan.exchange.soundness import sound_links
from app.sheet import csv_text
from app.sheet.grid import Row, Sheet, is_empty, plain

COLUMNS = {
    "id": ("task id",),
    "done": ("completed at",),
    "name": ("name", "task name"),
    "section": ("section/column", "section", "column"),
    "who": ("assignee",),
    "email": ("assignee email",),
    "start": ("start date",),
    "due": ("due date",),
    "tags": ("tags",),
    "notes": ("notes",),
    "projects": ("projects", "project"),
    "parent": ("parent task", "parent"),
    "waits": ("blocked by (dependencies)", "dependents", "blocked by"),
    "priority": ("priority",),
    "status": ("status", "task progress", "task status"),
    "unused": ("created at", "last modified", "blocking (dependencies)"),
}
_FIELD_OF = {title: key for key, titles in COLUMNS.items() for title in titles}
SURE = ("id", "name", "section")
"""A table with these columns is Asana's."""
START, END = time(9, 0), time(18, 0)
MAX_DEPTH = 100
HEAD = 4_000


def is_export(data: bytes) -> bool:
    """Whether the first line of a CSV file is that of Asana."""
    line = data[:HEAD].decode("utf-8", "replace").lstrip("\ufeff").partition("\n")[0]
    found = {_field(title) for title in line.replace('"', "").replace(";", ",").split(",")}
    return found.issuperset(SURE)


def read(data: bytes) -> PlanFile:
    """The plan of a project."""
    sheet = csv_text.read_csv(data, _known)
    columns: dict[str, int] = {}
    for index, title in enumerate(sheet.header):
        columns.setdefault(_field(title), index)
    if "name" not in columns or not {"id", "section"} & set(columns):
        raise Refused("bad_file", "This is not a project that Asana exported")
    return _Project(sheet, columns).plan()


def _field(title: str) -> str:
    return _FIELD_OF.get(" ".join(title.casefold().split()), "")


def _known(header: Sequence[str]) -> int:
    return sum(bool(_field(title)) for title in header)


class _Project:
    """Makes the tasks of one project, then what one row says of another."""

    def __init__(self, sheet: Sheet, columns: dict[str, int]) -> None:
        self._sheet = sheet
        self._columns = columns
        self._notes = Notes()
        self._numbers = Numbers()
        self._sections: dict[str, Task | str] = {}
        self._people: dict[str, Person] = {}
        self._rows: dict[int, tuple[int, Row]] = {}
        self._names: dict[str, list[int]] = {}
        self._strange = [
            index for index, title in enumerate(sheet.header) if not _field(title) and title
        ]
        dates = [index for key in ("start", "due") if (index := columns.get(key)) is not None]
        self._is_day_first = bool(
            cells.day_first(row[index] for row in sheet.rows for index in dates)
        )

    def plan(self) -> PlanFile:
        for index in self._strange:
            self._notes.warn(
                None,
                self._sheet.label(index),
                "This column is no field of a task; it is kept with the task's source",
            )
        tasks: dict[int, Task] = {}
        for number, row in enumerate(self._sheet.rows, self._sheet.first_row):
            if all(is_empty(cell) for cell in row):
                continue
            if not self._cell(row, "name"):
                self._notes.warn(number, self._label("name"), "A row without a name was left out")
                continue
            task = self._task(number, row)
            tasks[task.uid] = task
            self._rows[task.uid] = (number, row)
            self._names.setdefault(task.name, []).append(task.uid)
        tasks |= {task.uid: task for task in self._numbers.parents}
        self._place(tasks)
        links = [link for uid in self._rows for link in self._links(uid)]
        rows = {uid: number for uid, (number, _) in self._rows.items()}
        assignments = tuple(self._assignments())
        whole = [place.task for place in places(sorted(tasks.values(), key=lambda t: t.uid))]
        return PlanFile(
            self._title(),
            start=min((task.start for task in whole if task.start), default=None),
            finish=max((task.finish for task in whole if task.finish), default=None),
            people=tuple(self._people.values()),
            tasks=tuple(whole),
            links=sound_links(links, tasks, rows, self._notes, self._label("waits")),
            assignments=assignments,
            warnings=self._notes.all(),
        )

    def _cell(self, row: Row, key: str) -> str:
        index = self._columns.get(key)
        return clean(plain(row[index]), MAX_TEXT) if index is not None else ""

    def _label(self, key: str) -> str:
        index = self._columns.get(key)
        return self._sheet.label(index) if index is not None else ""

    def _title(self) -> str:
        """The project's name, where all tasks are of one."""
        names = {self._cell(row, "projects") for _, row in self._rows.values()} - {""}
        return one_line(names.pop()) if len(names) == 1 else ""

    def _section(self, row: Row) -> Task | str | None:
        name = one_line(self._cell(row, "section"))
        if not name or self._cell(row, "parent"):
            return None
        if name not in self._sections:
            self._sections[name] = status_of(name) or self._numbers.heap(name)
        return self._sections[name]

    def _task(self, number: int, row: Row) -> Task:
        where = self._section(row)
        due, start = self._date(number, row, "due", END), self._date(number, row, "start", START)
        is_span = start is not None and due is not None and start <= due
        is_done = bool(self._cell(row, "done"))
        own = cells.word_code(cells.STATUS_WORDS, self._cell(row, "status")[:80])
        status = where if isinstance(where, str) else own
        kept: dict[str, Json] = {
            self._sheet.header[index]: clean(plain(row[index]))
            for index in self._strange
            if not is_empty(row[index])
        }
        return Task(
            self._numbers.next(),
            one_line(self._cell(row, "name")) or "…",
            parent_uid=where.uid if isinstance(where, Task) else None,
            notes=self._cell(row, "notes"),
            start=start,
            finish=due if is_span else None,
            percent=100 if is_done or status == "done" else 0,
            deadline=due,
            priority=cells.word_code(cells.PRIORITY_WORDS, self._cell(row, "priority")[:80])
            or "normal",
            status="done" if is_done else status,
            labels=labels_of(one_line(tag) for tag in self._cell(row, "tags").split(",")),
            source={"asana": self._cell(row, "id")[:80], **({"columns": kept} if kept else {})},
        )

    def _date(self, number: int, row: Row, key: str, clock: time) -> datetime | None:
        text = self._cell(row, key)
        if not text:
            return None
        found = cells.moment(text, 1900, self._is_day_first)
        if found is None:
            self._notes.warn(number, self._label(key), "{value} is not a date", value=text[:80])
            return None
        moment, has_time = found
        return moment if has_time else datetime.combine(moment.date(), clock)

    def _place(self, tasks: dict[int, Task]) -> None:
        """Subtasks under their parents; Asana names a parent, so the nearest before is meant."""
        for uid, (number, row) in self._rows.items():
            name = one_line(self._cell(row, "parent"))
            if not name:
                continue
            parent = self._nearest(name, uid)
            if parent is None:
                self._notes.warn(
                    number, self._label("parent"), "{value} names no task", value=name[:80]
                )
            elif self._is_under(tasks, parent, uid):
                self._notes.warn(
                    number, self._label("parent"), "A task cannot stand under itself; it was raised"
                )
            else:
                tasks[uid] = replace(tasks[uid], parent_uid=parent)

    def _nearest(self, name: str, uid: int) -> int | None:
        same = self._names.get(name, [])
        before = [other for other in same if other < uid]
        after = [other for other in same if other > uid]
        return before[-1] if before else after[0] if len(after) == 1 else None

    def _is_under(self, tasks: dict[int, Task], at: int | None, uid: int) -> bool:
        """Whether a task stands under another one already, or far too deep."""
        for _ in range(MAX_DEPTH - 1):
            if at is None or at == uid:
                return at == uid
            at = tasks[at].parent_uid
        return True

    def _links(self, uid: int) -> list[Link]:
        number, row = self._rows[uid]
        text = self._cell(row, "waits")
        names = [text] if one_line(text) in self._names else text.split(",")
        found: list[Link] = []
        for name in filter(None, map(one_line, names[:MAX_TASKS])):
            same = [other for other in self._names.get(name, []) if other != uid]
            if len(same) == 1:
                found.append(Link(same[0], uid))
            else:
                self._notes.warn(
                    number, self._label("waits"), "{value} names no task", value=name[:80]
                )
        return found

    def _assignments(self) -> list[Assignment]:
        found: list[Assignment] = []
        for uid, (_, row) in self._rows.items():
            name, email = one_line(self._cell(row, "who")), one_line(self._cell(row, "email"))
            key = email.casefold() or name
            if not key:
                continue
            if key not in self._people:
                called = name or email.partition("@")[0]
                self._people[key] = Person(len(self._people) + 1, called, email=email)
            found.append(Assignment(uid, self._people[key].uid))
        return found
