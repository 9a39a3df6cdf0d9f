"""A block of cells from a spreadsheet, pasted onto tasks: what each cell comes to. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from app.calendar import phrase
from app.model.change import Value
from app.model.errors import Refused
from app.plan.exchange import cells
from app.plan.exchange.columns import Hours
from app.plan.exchange.fields import field_of
from app.plan.exchange.plan_file import Notes, Warning
from app.plan.quick import END_OF_WORK, Known, called

MAX_CELLS = 50_000
MAX_NAME, MAX_TEXT = 4_000, 200_000
START_OF_WORK = time(9, 0)
MAX_EFFORT = 1_000_000
COLUMN_OF = {"assignees": "person", "people": "person", "deadline": "due"}
TITLE_OF = {
    "截止": "due", "截止日期": "due", "截止时间": "due", "到期日": "due", "到期": "due",
    "due": "due", "due date": "due", "渠道": "channel", "channel": "channel",
    "标签": "labels", "labels": "labels", "label": "labels", "tags": "labels",
    "活动": "campaign", "campaign": "campaign",
}  # fmt: skip
"""What the table itself calls a column: there 截止 is the deadline, in a plan's file the finish."""
Cells = list[list[str]]


@dataclass(frozen=True, slots=True)
class Onto:
    """Where the block falls, from the current cell on, in the order in which it is shown."""

    tasks: Sequence[bytes]
    """Tasks downwards; the block's further rows become new tasks."""
    columns: Sequence[str]
    """Columns to the right: name, person, due, start, finish, channel, priority, status,
    percent, effort, notes, deliverable, labels."""
    selected: int = 1
    """How many rows are selected: a block that fits into them several times is repeated."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of the block writes; no task is a new one."""

    task: bytes | None
    values: Mapping[str, Value]
    people: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pasted:
    """A block that was read: what to write, and which cells say nothing that can be."""

    lines: tuple[Line, ...] = ()
    faults: tuple[Warning, ...] = ()
    """`row` counts the block's rows from 1, `column` is the column of the table."""


@dataclass(slots=True)
class _Draft:
    row: int
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    people: tuple[bytes, ...] | None = None


def read(text: str, onto: Onto, known: Known) -> Pasted:
    """Read a block; a first row of known titles says itself which columns follow."""
    block = grid(text)
    columns = list(onto.columns)
    titled = _titled(block)
    if titled:
        columns, block = titled, block[1:]
    if block and onto.selected > 1 and onto.selected % len(block) == 0:
        block = block * (onto.selected // len(block))
    reading = _Reading(columns, known)
    for place, row in enumerate(block):
        task = onto.tasks[place] if place < len(onto.tasks) else None
        reading.row(place + 1, row, task)
    return Pasted(tuple(reading.lines), reading.faults)


def grid(text: str) -> Cells:
    """The cells of a text from the clipboard, as spreadsheets put them there."""
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    found: Cells = []
    count = 0
    try:
        for row in csv.reader(io.StringIO(plain, newline=""), delimiter="\t"):
            count += len(row) or 1
            if count > MAX_CELLS:
                raise Refused("too_large", "The sheet has more than {limit} cells", limit=MAX_CELLS)
            found.append([cell.strip() for cell in row])
    except csv.Error as error:
        raise Refused("invalid", "This is no table that can be pasted") from error
    while found and not any(found[-1]):
        found.pop()
    return found


def _titled(block: Cells) -> list[str]:
    """The columns that the first row names, where every cell of it is a title."""
    if len(block) < 2 or len(block[0]) < 2:
        return []
    names = [TITLE_OF.get(" ".join(cell.lower().split())) or field_of(cell) for cell in block[0]]
    return [COLUMN_OF.get(name, name) for name in names] if all(names) else []


class _Reading:
    """Reads a block row by row; a cell that says nothing is noted and left as it was."""

    def __init__(self, columns: Sequence[str], known: Known) -> None:
        self._columns = [COLUMN_OF.get(column, column) for column in columns]
        self._known = known
        self._notes = Notes()
        self.lines: list[Line] = []

    @property
    def faults(self) -> tuple[Warning, ...]:
        """Cells that say nothing that can be written."""
        return self._notes.all()

    def row(self, number: int, row: Sequence[str], task: bytes | None) -> None:
        """One row; a new task needs a name, and an empty row is none."""
        draft = _Draft(number)
        for text, column in zip(row, self._columns, strict=False):
            if text or task is not None:
                self._cell(column, text, draft)
        if not draft.values and draft.people is None:
            return
        if task is None and "name" not in draft.values:
            self._notes.warn(number, "name", "A task needs a name")
            return
        self.lines.append(Line(task, draft.values, draft.people))

    def _cell(self, column: str, text: str, to: _Draft) -> None:
        match column:
            case "name":
                self._name(text, to)
            case "person":
                self._person(text, to)
            case "channel":
                self._channel(text, to)
            case "labels":
                names = list(dict.fromkeys(name.lstrip("#") for name in cells.names(text)))
                to.values["labels"] = json.dumps(names, ensure_ascii=False) if names else None
            case "percent":
                self._percent(text, to)
            case "effort":
                self._effort(text, to)
            case "priority" | "status":
                self._word(column, text, to)
            case "due" | "start" | "finish":
                self._moment(column, text, to)
            case "notes" | "deliverable":
                to.values[column] = text[:MAX_TEXT] or None
            case _ if text:
                self._notes.warn(to.row, column, "Nothing can be pasted into this column")
            case _:
                pass

    def _name(self, text: str, to: _Draft) -> None:
        name = " ".join(text.split())[:MAX_NAME]
        if name:
            to.values["name"] = name
        else:
            self._notes.warn(to.row, "name", "A task needs a name")

    def _person(self, text: str, to: _Draft) -> None:
        people: list[bytes] = []
        for name in cells.names(text):
            found = called(name, self._known.people)
            if not found:
                self._notes.warn(to.row, "person", "Nobody is called {name}", name=name[:80])
            elif len(found) > 1:
                self._notes.warn(to.row, "person", "Several people fit {name}", name=name[:80])
            else:
                people.append(found[0])
        if people or not text:
            to.people = tuple(dict.fromkeys(people))

    def _channel(self, text: str, to: _Draft) -> None:
        found = called(text, self._known.channels) if text else []
        if text and len(found) != 1:
            self._notes.warn(to.row, "channel", "No channel is called {name}", name=text[:80])
        else:
            to.values["channel"] = found[0] if found else None

    def _percent(self, text: str, to: _Draft) -> None:
        found = cells.percent_number(text or "0%")
        number = Decimal(-1)
        if found is not None:
            number, has_sign = found
            number = number * 100 if not has_sign and 0 < number < 1 else number
        if 0 <= number <= 100:
            to.values["percent"] = round(number)
        else:
            self._notes.warn(to.row, "percent", "{value} is not a percentage", value=text[:80])

    def _effort(self, text: str, to: _Draft) -> None:
        if not text:
            to.values["effort_minutes"] = None
            return
        found = cells.amount(text, "h")
        if found is None or not 0 <= found[0] < MAX_EFFORT or found[1] == "%":
            self._notes.warn(to.row, "effort", "{value} is not a duration", value=text[:80])
        else:
            to.values["effort_minutes"] = Hours().minutes(*found)

    def _word(self, column: str, text: str, to: _Draft) -> None:
        is_priority = column == "priority"
        words = cells.PRIORITY_WORDS if is_priority else cells.STATUS_WORDS
        code = cells.word_code(words, text or ("normal" if is_priority else "todo"))
        if code is None:
            self._notes.warn(to.row, column, "{value} is not known here", value=text[:80])
        else:
            to.values[column] = code

    def _moment(self, column: str, text: str, to: _Draft) -> None:
        clock = START_OF_WORK if column == "start" else END_OF_WORK
        value = self._read_moment(text, clock) if text else None
        if text and value is None:
            self._notes.warn(to.row, column, "{value} is not a date", value=text[:80])
            return
        kept = value.isoformat(timespec="seconds") if value is not None else None
        to.values["deadline" if column == "due" else column] = kept

    def _read_moment(self, text: str, clock: time) -> datetime | None:
        """A date as spreadsheets show it, or in words; a bare number is none."""
        found = None if text.isdecimal() and len(text) != 8 else cells.moment(text, 1900, False)
        if found is not None:
            moment, has_time = found
            return moment if has_time else datetime.combine(moment.date(), clock)
        every = phrase.find(text, self._known.now, self._known.calendar)
        whole = [one for one in every if (one.start, one.end) == (0, len(text))]
        value = whole[0].value if whole else None
        if value is None or isinstance(value, datetime):
            return value
        return datetime.combine(value, clock)
