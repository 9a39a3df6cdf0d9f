"""A sheet of tasks as a plan, row by row; what cannot be read is said by row and column.

A row without a name is left out; any other cell that cannot be read is left empty and its row is
kept. Both are warnings. Columns that are no fields of ours stay with the task's source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal

from app.plan.exchange import cells, predecessors
from app.plan.exchange.ancestry import parents_of
from app.plan.exchange.fields import Mapping, is_own, propose, unit_of
from app.plan.exchange.plan_file import CONSTRAINTS, Json, Link, Notes, PlanFile, Task
from app.plan.exchange.sheet import Cell, Row, Sheet, is_empty, plain, under_header
from app.plan.exchange.soundness import sound_links

__all__ = ["Hours", "Mapping", "Sheet", "propose", "to_plan", "under_header"]

MAX_NAME, MAX_TEXT = 4_000, 200_000
_MINUTES = {"m": 1, "em": 1, "h": 60, "eh": 60, "ed": 1440, "ew": 10080}


@dataclass(frozen=True, slots=True)
class Hours:
    """The working day that dates without a time of day mean, and how long days and weeks are."""

    start: time = time(8)
    finish: time = time(17)
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20

    def minutes(self, number: Decimal, unit: str) -> int:
        """An amount of work in minutes."""
        size = {
            "d": self.minutes_per_day,
            "w": self.minutes_per_week,
            "mo": self.days_per_month * self.minutes_per_day,
        }.get(unit) or _MINUTES[unit]
        return round(number * size)


def to_plan(
    sheet: Sheet, mapping: Mapping, *, date_system: int | None = None, hours: Hours | None = None
) -> PlanFile:
    """The tasks of a sheet; `date_system` is the sheet's own when it is not given."""
    system = date_system or sheet.date_system
    return _Table(sheet, mapping, system, hours or Hours()).plan()


def _is_outline(cell: Cell) -> bool:
    """Whether a number column counts 1, 1.1, 1.2 as many sheets do."""
    return re.fullmatch(r"\d+(\.\d+)+", plain(cell)) is not None


class _Table:
    """Reads one sheet; knows of each column how its cells are to be read."""

    def __init__(self, sheet: Sheet, mapping: Mapping, date_system: int, hours: Hours) -> None:
        self._sheet = sheet
        self._columns = {
            key: index for key, index in mapping.columns.items() if 0 <= index < len(sheet.header)
        }
        if "wbs" not in self._columns and any(map(_is_outline, self._column("id"))):
            self._columns["wbs"] = self._columns.pop("id")
        self._date_system = date_system
        self._hours = hours
        self._notes = Notes()
        self._is_own = is_own(sheet.header)
        self._day_first = {key: cells.day_first(self._column(key)) for key in self._columns}
        self._is_fraction = cells.is_fraction(self._column("percent"))
        self._rows: dict[int, tuple[int, Row]] = {}

    def plan(self) -> PlanFile:
        self._note_columns()
        tasks = {task.uid: task for task in self._tasks()}
        rows = {uid: number for uid, (number, _) in self._rows.items()}
        parents = parents_of(self._sheet, self._columns, self._rows, tasks, self._notes)
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
            links=sound_links(links, tasks, rows, self._notes, self._label("predecessors")),
            warnings=self._notes.all(),
        )

    def _column(self, key: str) -> Iterator[Cell]:
        index = self._columns.get(key)
        return iter(()) if index is None else (row[index] for row in self._sheet.rows)

    def _label(self, key: str) -> str:
        index = self._columns.get(key)
        return "" if index is None else self._sheet.label(index)

    def _cell(self, row: Row, key: str) -> Cell:
        index = self._columns.get(key)
        cell = None if index is None else row[index]
        return None if is_empty(cell) else cell

    def _warn(self, number: int | None, key: str, message: str, **params: object) -> None:
        self._notes.warn(number, self._label(key), message, **params)

    def _note_columns(self) -> None:
        if self._sheet.others:
            self._notes.warn(
                None,
                "",
                "Only the sheet {name} was read; there are others: {names}",
                name=self._sheet.name,
                names=", ".join(self._sheet.others[:10]),
            )
        if "name" not in self._columns:
            self._notes.warn(None, "", "No column has the names of tasks; nothing can be imported")
        for index in self._strange():
            self._notes.warn(
                None,
                self._sheet.label(index),
                "This column is no field of a task; it is kept with the task's source",
            )
        for key in ("start", "finish", "deadline", "constraint_at"):
            if self._day_first.get(key) is None and any(map(cells.is_ambiguous, self._column(key))):
                self._warn(None, key, "Day and month could be either; the month was taken first")

    def _strange(self) -> list[int]:
        used = set(self._columns.values())
        return [
            index
            for index in range(len(self._sheet.header))
            if index not in used and any(not is_empty(row[index]) for row in self._sheet.rows)
        ]

    def _tasks(self) -> Iterator[Task]:
        strange = self._strange()
        taken: set[int] = set()
        waiting: list[tuple[int, Row]] = []
        for number, row in enumerate(self._sheet.rows, self._sheet.first_row):
            if all(is_empty(cell) for cell in row):
                continue
            if self._cell(row, "name") is None:
                self._warn(number, "name", "A row without a name was left out")
                continue
            waiting.append((number, row))
        for (number, row), uid in zip(waiting, self._uids(waiting, taken), strict=True):
            self._rows[uid] = (number, row)
            yield self._task(number, row, uid, strange)

    def _uids(self, waiting: list[tuple[int, Row]], taken: set[int]) -> list[int]:
        """The numbers of the ID column; rows without a good one get the next free."""
        found: list[int] = []
        wanted = [self._number(row, "id") for _, row in waiting]
        free = max((uid for uid in wanted if uid), default=0) + 1 if any(wanted) else 1
        for (number, _), own in zip(waiting, wanted, strict=True):
            uid = own
            if uid is None or uid in taken:
                if uid is not None:
                    self._warn(number, "id", "Number {uid} is used twice", uid=uid)
                uid, free = free, free + 1
            taken.add(uid)
            found.append(uid)
        return found

    def _number(self, row: Row, key: str) -> int | None:
        text = plain(self._cell(row, key))
        return (
            int(text) if text.isascii() and text.isdigit() and 0 < int(text[:10]) < 10**9 else None
        )

    def _task(self, number: int, row: Row, uid: int, strange: list[int]) -> Task:
        start = self._moment(number, row, "start", self._hours.start)
        finish = self._moment(number, row, "finish", self._hours.finish)
        if start and finish and finish < start:
            self._warn(number, "finish", "The finish is before the start; it was left empty")
            finish = None
        kept: dict[str, Json] = {
            self._sheet.header[index] or self._sheet.label(index): plain(row[index])[:MAX_NAME]
            for index in strange
            if not is_empty(row[index])
        }
        duration = self._minutes(number, row, "duration", "d")
        milestone = self._yes(number, row, "milestone")
        if milestone is None:
            milestone = duration == 0 and (start == finish or not (start and finish))
        return Task(
            uid,
            self._text(number, row, "name", MAX_NAME),
            notes=self._text(number, row, "notes", MAX_TEXT),
            start=start,
            finish=finish,
            duration_minutes=duration,
            effort_minutes=self._minutes(number, row, "effort", "h"),
            percent=self._percent(number, row),
            constraint=self._constraint(number, row),
            constraint_at=self._moment(number, row, "constraint_at", self._hours.start),
            manual=bool(self._yes(number, row, "manual")),
            milestone=milestone,
            deadline=self._moment(number, row, "deadline", self._hours.finish),
            priority=self._priority(number, row),
            status=self._status(number, row),
            deliverable=self._text(number, row, "deliverable", MAX_TEXT),
            assignees=self._assignees(row),
            source={"columns": kept} if kept else {},
        )

    def _text(self, number: int, row: Row, key: str, limit: int) -> str:
        cell = self._cell(row, key)
        text = cell if self._is_own and isinstance(cell, str) else plain(cell)
        text = text.replace("\0", "")
        if len(text) > limit:
            self._warn(number, key, "A text was cut to {limit} characters", limit=limit)
        return text[:limit]

    def _moment(self, number: int, row: Row, key: str, hour: time) -> datetime | None:
        cell = self._cell(row, key)
        if cell is None:
            return None
        found = cells.moment(cell, self._date_system, bool(self._day_first.get(key)))
        if found is None:
            self._warn(number, key, "{value} is not a date", value=plain(cell)[:80])
            return None
        at, has_time = found
        return at if has_time or self._is_own else datetime.combine(at.date(), hour)

    def _minutes(self, number: int, row: Row, key: str, unit: str) -> int | None:
        cell = self._cell(row, key)
        if cell is None:
            return None
        stated = cells.unit_code(unit_of(self._sheet.header[self._columns[key]]))
        found = cells.amount(cell, stated or unit)
        if found is None or not 0 <= found[0] < 10**9 or found[1] == "%":
            self._warn(number, key, "{value} is not a duration", value=plain(cell)[:80])
            return None
        if found[1] in {"em", "eh", "ed", "ew"}:
            self._warn(number, key, "The duration is elapsed time; it is kept as work")
        return self._hours.minutes(*found)

    def _percent(self, number: int, row: Row) -> int:
        cell = self._cell(row, "percent")
        if cell is None:
            return 0
        found = cells.percent_number(cell)
        value = None
        if found is not None:
            value = found[0] * 100 if self._is_fraction and not found[1] else found[0]
        if value is None or not 0 <= value <= 100:
            self._warn(number, "percent", "{value} is not a percentage", value=plain(cell)[:80])
            return 0
        return round(value)

    def _yes(self, number: int, row: Row, key: str) -> bool | None:
        cell = self._cell(row, key)
        if cell is None:
            return None
        word = plain(cell).lower()
        if word not in cells.YES | cells.NO:
            self._warn(number, key, "{value} is neither yes nor no", value=plain(cell)[:80])
            return None
        return word in cells.YES

    def _priority(self, number: int, row: Row) -> str:
        return self._word(number, row, "priority", cells.PRIORITY_WORDS) or "normal"

    def _status(self, number: int, row: Row) -> str | None:
        return self._word(number, row, "status", cells.STATUS_WORDS)

    def _word(
        self, number: int, row: Row, key: str, words: dict[str, tuple[str, ...]]
    ) -> str | None:
        cell = self._cell(row, key)
        if cell is None:
            return None
        found = cells.word_code(words, plain(cell))
        if found is None:
            self._warn(number, key, "{value} is not known here", value=plain(cell)[:80])
        return found

    def _constraint(self, number: int, row: Row) -> str:
        words = {word: () for word in CONSTRAINTS}
        return self._word(number, row, "constraint", words) or "asap"

    def _assignees(self, row: Row) -> tuple[str, ...]:
        names = cells.names(plain(self._cell(row, "assignees")))
        return tuple(dict.fromkeys(name[:200] for name in names))

    def _links(self, tasks: dict[int, Task]) -> Iterator[Link]:
        numbers = {plain(self._cell(row, "wbs")): uid for uid, (_, row) in self._rows.items()}
        numbers.pop("", None)
        names: dict[str, list[int]] = {}
        for task in tasks.values():
            names.setdefault(task.name, []).append(task.uid)
        for uid, (number, row) in self._rows.items():
            for part in predecessors.split(plain(self._cell(row, "predecessors"))):
                link = self._link(part, uid, tasks, numbers, names)
                if link is None:
                    self._warn(number, "predecessors", "{value} names no task", value=part[:80])
                else:
                    yield self._kept_lag(link, number)

    def _link(
        self,
        part: str,
        uid: int,
        tasks: dict[int, Task],
        numbers: dict[str, int],
        names: dict[str, list[int]],
    ) -> Link | None:
        """A number is a task's own, else its outline number; else the text is a name."""
        said = predecessors.parse(part)
        if said is None:
            same = names.get(part, [])
            return Link(same[0], uid) if len(same) == 1 else None
        other = int(said.key) if said.key.isdigit() and int(said.key) in tasks else None
        other = numbers.get(said.key) if other is None else other
        if other is None:
            return None
        return Link(other, uid, said.type, said.lag, said.unit)

    def _kept_lag(self, link: Link, number: int) -> Link:
        if link.lag_unit != "mo":
            return link
        self._warn(number, "predecessors", "A lag in months is kept in days")
        return replace(link, lag=link.lag * self._hours.days_per_month, lag_unit="d")
