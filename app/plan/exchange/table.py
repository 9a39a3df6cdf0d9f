"""A sheet of tasks as a plan, row by row; what cannot be read is said by row and column.

A row without a name is left out; any other cell that cannot be read is left empty and its row is
kept. Both are warnings. Columns that are no fields of ours stay with the task's source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.plan.exchange import cells, predecessors
from app.plan.exchange.ancestry import parents_of
from app.plan.exchange.columns import Columns, Hours
from app.plan.exchange.fields import Mapping, propose
from app.plan.exchange.plan_file import CONSTRAINTS, Json, Link, PlanFile, Task
from app.plan.exchange.soundness import sound_links
from app.sheet.grid import Row, Sheet, is_empty, plain

__all__ = ["Hours", "Mapping", "Sheet", "propose", "to_plan"]

MAX_NAME, MAX_TEXT = 4_000, 200_000


def to_plan(
    sheet: Sheet, mapping: Mapping, *, date_system: int | None = None, hours: Hours | None = None
) -> PlanFile:
    """The tasks of a sheet; `date_system` is the sheet's own when it is not given."""
    system = date_system or sheet.date_system
    return _Table(Columns(sheet, mapping, system, hours or Hours())).plan()


class _Table:
    """Makes the tasks of one sheet, then what one row says of another."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._sheet = columns.sheet
        self._hours = columns.hours
        self._rows: dict[int, tuple[int, Row]] = {}
        self._numbers: dict[str, int] = {}
        self._names: dict[str, list[int]] = {}

    def plan(self) -> PlanFile:
        self._note_columns()
        tasks = {task.uid: task for task in self._tasks()}
        rows = {uid: number for uid, (number, _) in self._rows.items()}
        parents = parents_of(self._sheet, self._columns.of, self._rows, tasks, self._columns.notes)
        tasks = {uid: replace(task, parent_uid=parents[uid]) for uid, task in tasks.items()}
        links = list(self._links(tasks))
        return PlanFile(
            self._sheet.title or self._sheet.name,
            start=min((task.start for task in tasks.values() if task.start), default=None),
            finish=max((task.finish for task in tasks.values() if task.finish), default=None),
            minutes_per_day=self._hours.minutes_per_day,
            minutes_per_week=self._hours.minutes_per_week,
            days_per_month=self._hours.days_per_month,
            tasks=tuple(tasks.values()),
            links=sound_links(
                links, tasks, rows, self._columns.notes, self._columns.label("predecessors")
            ),
            warnings=self._columns.notes.all(),
        )

    def _note_columns(self) -> None:
        if self._sheet.others:
            self._columns.notes.warn(
                None,
                "",
                "Only the sheet {name} was read; there are others: {names}",
                name=self._sheet.name,
                names=", ".join(self._sheet.others[:10]),
            )
        if "name" not in self._columns.of:
            self._columns.notes.warn(
                None, "", "No column has the names of tasks; nothing can be imported"
            )
        for index in self._columns.strange():
            self._columns.notes.warn(
                None,
                self._sheet.label(index),
                "This column is no field of a task; it is kept with the task's source",
            )
        for key in ("start", "finish", "deadline", "constraint_at"):
            if self._columns.is_guessed(key):
                self._columns.warn(
                    None, key, "Day and month could be either; the month was taken first"
                )

    def _tasks(self) -> Iterator[Task]:
        strange = self._columns.strange()
        taken: set[int] = set()
        waiting: list[tuple[int, Row]] = []
        for number, row in enumerate(self._sheet.rows, self._sheet.first_row):
            if all(is_empty(cell) for cell in row):
                continue
            if self._columns.cell(row, "name") is None:
                self._columns.warn(number, "name", "A row without a name was left out")
                continue
            waiting.append((number, row))
        for (number, row), uid in zip(waiting, self._uids(waiting, taken), strict=True):
            self._rows[uid] = (number, row)
            yield self._task(number, row, uid, strange)

    def _uids(self, waiting: list[tuple[int, Row]], taken: set[int]) -> list[int]:
        """The numbers of the ID column; rows without a good one get the next free."""
        found: list[int] = []
        wanted = [self._columns.number(row, "id") for _, row in waiting]
        free = max((uid for uid in wanted if uid), default=0) + 1 if any(wanted) else 1
        for (number, _), own in zip(waiting, wanted, strict=True):
            uid = own
            if uid is None or uid in taken:
                if uid is not None:
                    self._columns.warn(number, "id", "Number {uid} is used twice", uid=uid)
                uid, free = free, free + 1
            taken.add(uid)
            found.append(uid)
        return found

    def _task(self, number: int, row: Row, uid: int, strange: list[int]) -> Task:
        start = self._columns.moment(number, row, "start", self._hours.start)
        finish = self._columns.moment(number, row, "finish", self._hours.finish)
        if start and finish and finish < start:
            self._columns.warn(
                number, "finish", "The finish is before the start; it was left empty"
            )
            finish = None
        kept: dict[str, Json] = {
            self._sheet.header[index] or self._sheet.label(index): plain(row[index])[:MAX_NAME]
            for index in strange
            if not is_empty(row[index])
        }
        duration = self._columns.minutes(number, row, "duration", "d")
        milestone = self._columns.yes(number, row, "milestone")
        if milestone is None:
            milestone = duration == 0 and (start == finish or not (start and finish))
        return Task(
            uid,
            self._columns.text(number, row, "name", MAX_NAME),
            notes=self._columns.text(number, row, "notes", MAX_TEXT),
            start=start,
            finish=finish,
            duration_minutes=duration,
            effort_minutes=self._columns.minutes(number, row, "effort", "h"),
            percent=self._columns.percent(number, row),
            constraint=self._constraint(number, row),
            constraint_at=self._columns.moment(number, row, "constraint_at", self._hours.start),
            manual=bool(self._columns.yes(number, row, "manual")),
            milestone=milestone,
            deadline=self._columns.moment(number, row, "deadline", self._hours.finish),
            priority=self._priority(number, row),
            status=self._status(number, row),
            deliverable=self._columns.text(number, row, "deliverable", MAX_TEXT),
            assignees=self._columns.assignees(row),
            source={"columns": kept} if kept else {},
        )

    def _priority(self, number: int, row: Row) -> str:
        return self._columns.word(number, row, "priority", cells.PRIORITY_WORDS) or "normal"

    def _status(self, number: int, row: Row) -> str | None:
        return self._columns.word(number, row, "status", cells.STATUS_WORDS)

    def _constraint(self, number: int, row: Row) -> str:
        words = {word: () for word in CONSTRAINTS}
        return self._columns.word(number, row, "constraint", words) or "asap"

    def _links(self, tasks: dict[int, Task]) -> Iterator[Link]:
        for task in tasks.values():
            self._names.setdefault(task.name, []).append(task.uid)
            number = plain(self._columns.cell(self._rows[task.uid][1], "wbs"))
            if number:
                self._numbers[number] = task.uid
        for uid, (number, row) in self._rows.items():
            for part in predecessors.split(plain(self._columns.cell(row, "predecessors"))):
                link = self._link(part, uid)
                if link is None:
                    self._columns.warn(
                        number, "predecessors", "{value} names no task", value=part[:80]
                    )
                else:
                    yield self._kept_lag(link, number)

    def _link(self, part: str, uid: int) -> Link | None:
        """A number is a task's own, else its outline number; else the text is a name."""
        said = predecessors.parse(part)
        if said is None:
            same = self._names.get(part, [])
            return Link(same[0], uid) if len(same) == 1 else None
        other = int(said.key) if said.key.isdigit() and int(said.key) in self._rows else None
        other = self._numbers.get(said.key) if other is None else other
        if other is None:
            return None
        return Link(other, uid, said.type, said.lag, said.unit)

    def _kept_lag(self, link: Link, number: int) -> Link:
        if link.lag_unit != "mo":
            return link
        self._columns.warn(number, "predecessors", "A lag in months is kept in days")
        return replace(link, lag=link.lag * self._hours.days_per_month, lag_unit="d")
