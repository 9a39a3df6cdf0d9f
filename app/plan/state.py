"""A campaign's plan as the scheduler wants it: its tasks with the dates they have now, its links.

Pure, over rows. Times are minutes since 1970-01-01 00:00 on the wall of the workspace
(`axis.minutes_of`, `axis.moment_of`); work and slack are worked minutes of the task's calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property

import msgspec

from app.calendar import worktime
from app.calendar.china import Holidays
from app.calendar.worktime import Span, WorkCalendar
from app.model.row import Row
from app.plan.axis import Axis, Ranges, minutes_of
from app.plan.forward import early_dates, rolled
from app.plan.jobs import Circular, Dates, Job, Plan, Rules, Tie, indexed, leaves_of, waits_of
from app.plan.outline import Place, outline

DAY_WORK = 480
CONSTRAINTS = frozenset(("asap", "alap", "mso", "mfo", "snet", "snlt", "fnet", "fnlt"))
UNITS = frozenset(("m", "h", "d", "w", "em", "eh", "ed", "ew", "%"))


@dataclass(frozen=True, slots=True)
class Item:
    """One task of a plan; its place in `Network.items` is its number in the scheduler."""

    id: bytes
    name: str
    start: int | None
    finish: int | None
    """The dates that it has now; None where nobody gave it any."""
    job: Job
    percent: int = 0
    is_done: bool = False
    is_manual: bool = False
    is_milestone: bool = False
    depth: int = 0

    @property
    def is_fixed(self) -> bool:
        """Whether links cannot move it: it is done, or a person dates it by hand."""
        return self.is_done or self.is_manual


@dataclass(frozen=True)
class Network:
    """A campaign's tasks in display order and its links; a value that nobody changes."""

    items: Sequence[Item]
    links: Mapping[bytes, Tie]
    """Link -> the numbers of its tasks, how it waits."""
    rules: Rules
    axis: Axis
    """The working times of the campaign."""
    at: Mapping[bytes, int] = field(default_factory=dict[bytes, int])
    """Task -> its number."""
    holidays: Holidays | None = None
    """Names of days off."""
    broken: tuple[bytes, ...] = ()
    """Tasks in a circle, as a path; their links wait for nothing until somebody cuts one."""

    @cached_property
    def plan(self) -> Plan:
        """What comes before what. The links of a circle are left out."""
        return _plan([item.job for item in self.items], list(self.links.values()))

    @cached_property
    def now(self) -> dict[int, Dates]:
        """The dates of every task as they are; what has none stands where links allow it."""
        found: dict[int, Dates] = {}
        for key in self.plan.order:
            item = self.items[key]
            if inner := self.plan.children.get(key):
                found[key] = rolled(self.plan, found, inner)
            elif item.start is not None and item.finish is not None:
                found[key] = Dates(item.start, item.finish)
            else:
                ties = self.waits[key]
                found[key] = early_dates(self.plan, self.rules, found, item.job, ties)
        return found

    @cached_property
    def rank(self) -> list[int]:
        """The place of each task in the order in which dates are worked out."""
        found = [0] * len(self.items)
        for place, key in enumerate(self.plan.order):
            found[key] = place
        return found

    @cached_property
    def waits(self) -> dict[int, list[Tie]]:
        """What each task waits for, what its summaries wait for included."""
        return waits_of(self.plan)

    @cached_property
    def leaves(self) -> dict[int, list[int]]:
        """The tasks under each summary."""
        return leaves_of(self.plan)


def _plan(jobs: list[Job], ties: list[Tie]) -> Plan:
    """The plan, without the links of circles: two people may have closed one offline."""
    held = ties
    while True:
        try:
            return indexed(jobs, held)
        except Circular as circular:
            inside = set(circular.path)
            fewer = [t for t in held if not (t.before in inside and t.after in inside)]
            if len(fewer) == len(held):  # it closes over an outline: none of it can be kept
                fewer = [t for t in held if not (t.before in inside or t.after in inside)]
            held = fewer


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a campaign."""

    campaign: Row
    tasks: Sequence[Row]
    links: Sequence[Row]
    assignments: Sequence[Row] = ()
    people: Mapping[bytes, Row] = field(default_factory=dict[bytes, Row])
    calendars: Mapping[bytes, Row] = field(default_factory=dict[bytes, Row])
    holidays: Holidays | None = None
    """Those that the workspace knows; without it those of the package."""


def network(rows: Rows) -> Network:
    """The plan of these rows."""
    places = outline(rows.tasks)
    at = {place.row.id: number for number, place in enumerate(places)}
    known = {place.row.id for place in places}
    starts = [minutes for p in places if (minutes := _minutes(p.row, "start")) is not None]
    start = _minutes(rows.campaign, "start")
    around = start if start is not None else min(starts, default=0)
    axes = _Axes(rows, around)
    items: list[Item] = []
    for place in places:
        axis = axes.of(place.row)
        parent = place.row.ref("parent")
        above = at[parent] if parent in known and not place.is_recovered and parent else None
        items.append(_item(place, len(items), axis, above))
    links = {
        row.id: tie
        for row in sorted(rows.links, key=lambda row: row.id)
        if (tie := _tie(row, at)) is not None
    }
    source = _object(rows.campaign.text("source"))
    first = start if start is not None else min(starts, default=around)
    rules = Rules(
        min([first, *starts]),
        _whole(source, "minutes_per_day", DAY_WORK),
        _whole(source, "minutes_per_week", 5 * DAY_WORK),
    )
    holidays = worktime.standard(rows.holidays).holidays
    return Network(items, links, rules, axes.usual, at, holidays, _circle(items, links))


def _circle(items: Sequence[Item], links: Mapping[bytes, Tie]) -> tuple[bytes, ...]:
    try:
        indexed([item.job for item in items], list(links.values()))
    except Circular as circular:
        return tuple(items[key].id for key in circular.path)
    return ()


def _item(place: Place, key: int, axis: Axis, parent: int | None) -> Item:
    row, is_summary = place.row, place.is_summary
    start, finish = _minutes(row, "start"), _minutes(row, "finish")
    work = row.number("duration_minutes")
    is_milestone = bool(row.number("milestone")) and not is_summary
    if start is not None and finish is not None:  # what is seen counts, a break in it included
        work = max(0, axis.worked(finish) - axis.worked(start)) if work or work is None else 0
    elif work is None:
        work = 0 if is_milestone else DAY_WORK
    if start is None and finish is not None:
        start = axis.start_at(axis.worked(finish) - work)
    if finish is None and start is not None:
        finish = axis.finish_at(axis.worked(start) + work) if work else start
    constraint = row.text("constraint")
    at = _minutes(row, "constraint_at")
    is_manual = bool(row.number("manual"))
    is_done = row.text("status") == "done" or (row.number("percent") or 0) >= 100
    dated = start is not None and finish is not None
    job = Job(
        key,
        work,
        axis,
        constraint if constraint in CONSTRAINTS else "asap",
        at,
        _minutes(row, "deadline"),
        (start or 0, finish or 0) if dated and (is_manual or is_done) and not is_summary else None,
        parent,
        is_summary,
        is_done and dated and not is_summary,
    )
    return Item(
        row.id,
        row.text("name"),
        start,
        finish,
        job,
        row.number("percent") or 0,
        is_done,
        is_manual,
        is_milestone or (not work and not is_summary),
        place.depth,
    )


def _tie(row: Row, at: Mapping[bytes, int]) -> Tie | None:
    before, after = row.ref("predecessor"), row.ref("successor")
    if before is None or after is None or before not in at or after not in at or before == after:
        return None
    unit = row.text("lag_unit")
    return Tie(
        at[before],
        at[after],
        row.text("type") if row.text("type") in ("FS", "SS", "FF", "SF") else "FS",
        _decimal(row.text("lag")),
        unit if unit in UNITS else "d",
    )


class _Axes:
    """Which working times a task follows: its own, those of the one who does it, the plan's."""

    def __init__(self, rows: Rows, around: int) -> None:
        self._around = around
        self._rows = rows.calendars
        self._made: dict[bytes, Axis] = {}
        usual = rows.campaign.ref("calendar")
        self._holidays = rows.holidays
        standard = Axis(worktime.standard(rows.holidays).ranges, around)
        self.usual = self._axis(usual) if usual in self._rows and usual else standard
        self._workers: dict[bytes, set[bytes]] = {}
        for row in rows.assignments:
            task, person = row.ref("task"), rows.people.get(row.ref("person") or b"")
            calendar = person.ref("calendar") if person is not None else None
            if task is not None and calendar is not None and calendar in self._rows:
                self._workers.setdefault(task, set()).add(calendar)

    def of(self, task: Row) -> Axis:
        own = task.ref("calendar")
        if own is not None and own in self._rows:
            return self._axis(own)
        workers = self._workers.get(task.id, set())
        return self._axis(next(iter(workers))) if len(workers) == 1 else self.usual

    def _axis(self, calendar: bytes) -> Axis:
        if calendar not in self._made:
            self._made[calendar] = Axis(self._times(calendar), self._around)
        return self._made[calendar]

    def _times(self, calendar: bytes) -> Callable[[date], Ranges]:
        return work_calendar(calendar, self._rows, self._holidays).ranges


def work_calendar(
    calendar: bytes, rows: Mapping[bytes, Row], holidays: Holidays | None = None
) -> WorkCalendar:
    """A calendar row and what it stands on; one of our own without a base follows the holidays."""
    line = [calendar]
    while (base := rows[line[-1]].ref("base")) in rows and base and base not in line:
        line.append(base)
    from_file = _object(rows[line[-1]].text("source")).get("file") is not None
    held = worktime.project_standard() if from_file else worktime.standard(holidays)
    for row_id in reversed(line):
        row = rows[row_id]
        held = WorkCalendar(_week(row.text("week")), _spans(row.text("exceptions")), held)
    return held


class Stretch(msgspec.Struct, frozen=True):
    """Days of a calendar row that differ from its week."""

    first: date
    last: date
    ranges: tuple[tuple[int, int], ...] = ()


def _spans(text: str) -> tuple[Span, ...]:
    held = msgspec.json.decode(text, type=list[Stretch]) if text else []
    # The first that fits wins in a file, the last in a WorkCalendar.
    return tuple(Span(e.first, e.last, e.ranges) for e in reversed(held))


def _week(text: str) -> dict[int, Ranges]:
    held = msgspec.json.decode(text, type=dict[int, list[tuple[int, int]]]) if text else {}
    return {day: tuple(times) for day, times in held.items()}


def _minutes(row: Row, name: str) -> int | None:
    text = row.text(name)
    return minutes_of(datetime.fromisoformat(text)) if text else None


def moment_in(held: object) -> datetime | None:
    """A wall time in JSON; None where it is none."""
    try:
        return datetime.fromisoformat(held) if isinstance(held, str) else None
    except ValueError:
        return None


def _object(text: str) -> dict[str, object]:
    return msgspec.json.decode(text, type=dict[str, object]) if text else {}


def _whole(source: Mapping[str, object], name: str, default: int) -> int:
    held = source.get(name)
    return held if isinstance(held, int) and held > 0 else default


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)
