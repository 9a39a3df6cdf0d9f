"""What the chart shows: a bar for each row, made when it is looked at. Pure, over the book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from app.model.change import Value
from app.plan import view as views
from ui.plan.gantt import rows, timescale
from ui.plan.gantt.rows import HEAD, Tree

CAMPAIGN, SUMMARY, TASK, MILESTONE, BARE = "campaign", "summary", "task", "milestone", "bare"
SOON = 1
MANY = 20_000


class Book(Protocol):
    """Columns of tasks, as `ui.plan.book` holds them."""

    columns: dict[str, list[Value]]
    people: list[tuple[bytes, ...]]

    def open_before(self, task: bytes) -> list[bytes]: ...


@dataclass(slots=True)
class Held:
    """The columns as they were when the outline was read: a book that is read anew, or loses a
    row, has others, and the places of the outline mean these."""

    columns: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])
    people: list[tuple[bytes, ...]] = field(default_factory=list[tuple[bytes, ...]])

    def text(self, place: int, name: str) -> str:
        """A text of a task."""
        held = self.columns[name][place]
        return held if isinstance(held, str) else ""

    def number(self, place: int, name: str) -> int:
        """A number of a task; 0 where it has none."""
        held = self.columns[name][place]
        return held if isinstance(held, int) else 0

    def due(self, place: int) -> str:
        """When it is due."""
        return views.due_of(self.columns, place)


@dataclass(frozen=True, slots=True)
class Tie:
    """A link: from which task to which, its kind, its lag in words of a row."""

    id: bytes
    before: bytes
    after: bytes
    type: str = "FS"
    lag: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands in a row. Times are minutes since 1970."""

    key: bytes
    kind: str
    name: str
    start: int | None = None
    finish: int | None = None
    percent: int = 0
    status: str = ""
    due: int | None = None
    late: int = 0
    """Days since it was due."""
    is_soon: bool = False
    is_blocked: bool = False
    people: tuple[bytes, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.status == "done" or self.percent >= 100

    @property
    def has_dates(self) -> bool:
        """Whether it stands somewhere in time."""
        return self.start is not None and self.finish is not None

    @property
    def span(self) -> tuple[int, int]:
        """From when to when; only where it has dates."""
        assert self.start is not None
        assert self.finish is not None
        return self.start, self.finish


@dataclass(frozen=True, slots=True)
class Setting:
    """What a chart needs to know beside its rows."""

    today: date
    names: Callable[[bytes], str]
    """Campaigns by name."""
    is_workday: Callable[[date], bool]


@dataclass(slots=True)
class Chart:
    """Rows and bars of one campaign, or of all."""

    book: Book
    setting: Setting
    held: Held = field(default_factory=Held)
    tree: Tree = field(default_factory=Tree)
    closed: set[bytes] = field(default_factory=set[bytes])
    shown: list[int] = field(default_factory=list[int])
    """The nodes that have a row, from the top."""
    ties: dict[bytes, Tie] = field(default_factory=dict[bytes, Tie])
    _bars: dict[int, Bar] = field(default_factory=dict[int, Bar])
    _row: list[int] = field(default_factory=list[int])
    _of_task: dict[bytes, list[Tie]] = field(default_factory=dict[bytes, list[Tie]])
    _near: date = date.min
    _span: tuple[str, str] | None = None

    def grow(self, campaigns: Sequence[bytes], kept: Collection[int] | None = None) -> None:
        """Read the outline again."""
        self.held = Held(self.book.columns, self.book.people)
        self.tree = rows.tree(self.held.columns, campaigns, kept)
        self.closed &= self.tree.at.keys()
        self.fold()

    def fold(self, key: bytes | None = None) -> None:
        """Open what is closed, close what is open; then count the rows again."""
        if key is not None:
            self.closed ^= {key}
        self.shown = self.tree.shown(self.closed)
        self._row = [-1] * len(self.tree.keys)
        for row, node in enumerate(self.shown):
            self._row[node] = row
        self.forget()

    def forget(self) -> None:
        """Some task has changed: make the bars anew as they are looked at."""
        self._bars.clear()
        self._span = None
        if self.held.columns is self.book.columns:
            self.held.people = self.book.people
        self._near = self._workday_after(self.setting.today)

    def put_ties(self, ties: Mapping[bytes, Tie]) -> None:
        """What waits for what."""
        self.ties = dict(ties)
        found: defaultdict[bytes, list[Tie]] = defaultdict(list)
        for tie in self.ties.values():
            found[tie.before].append(tie)
            found[tie.after].append(tie)
        self._of_task = dict(found)

    def ties_of(self, task: bytes) -> Sequence[Tie]:
        """The links of a task."""
        return self._of_task.get(task, ())

    def key(self, row: int) -> bytes:
        """The task or campaign of a row."""
        return self.tree.keys[self.shown[row]]

    def row_of(self, key: bytes) -> int:
        """The row of a task; of what is folded away the row of what hides it; -1 for none."""
        node = self.tree.at.get(key, -1)
        while node >= 0 and self._row[node] < 0:
            node = self.tree.parents[node]
        return self._row[node] if node >= 0 else -1

    def is_shown(self, key: bytes) -> bool:
        """Whether a task has a row of its own."""
        node = self.tree.at.get(key, -1)
        return node >= 0 and self._row[node] >= 0

    def bar(self, row: int) -> Bar:
        """What stands in a row."""
        return self.bar_of(self.shown[row])

    def bar_of(self, node: int) -> Bar:
        """What a node looks like."""
        held = self._bars.get(node)
        if held is None:
            if len(self._bars) > 4_000:
                self._bars.clear()
            held = self._bars[node] = self._made(node)
        return held

    def campaign_of(self, key: bytes) -> bytes | None:
        """The campaign in which a task stands, or that it is."""
        node = self.tree.at.get(key, -1)
        if node < 0:
            return None
        while self.tree.parents[node] >= 0:
            node = self.tree.parents[node]
        return self.tree.keys[node]

    def span(self) -> tuple[int, int] | None:
        """From the first start to the last finish of all rows; None where nothing has dates."""
        if not self.tree.keys:
            return None
        if self._span is None:
            self._span = _span(self.held, self.tree.places)
        first, last = self._span
        return (timescale.minutes_of(first), timescale.minutes_of(last)) if first else None

    def _made(self, node: int) -> Bar:
        tree, place = self.tree, self.tree.places[node]
        key = tree.keys[node]
        if place != HEAD and not tree.is_summary(node):
            return self._leaf(key, place)
        is_all = not node and tree.ends[node] == len(tree.keys)
        if is_all:
            self._span = self._span or _span(self.held, tree.places)
        below = () if is_all else tree.places[node + 1 : tree.ends[node]]
        first, last = self._span if is_all and self._span else _span(self.held, below)
        start = timescale.minutes_of(first) if first else None
        finish = timescale.minutes_of(last) if last else None
        name = self.setting.names(key) if place == HEAD else self.held.text(place, "name")
        people = self.held.people[place] if place != HEAD else ()
        percent = self._rolled(node)
        status = "done" if percent >= 100 and start is not None else ""
        kind = CAMPAIGN if place == HEAD else SUMMARY
        return Bar(key, kind, name, start, finish, percent, status, people=people)

    def _leaf(self, key: bytes, place: int) -> Bar:
        book, today = self.held, self.setting.today
        first, last = book.text(place, "start"), book.text(place, "finish")
        start = timescale.minutes_of(first) if first else None
        finish = timescale.minutes_of(last) if last else None
        start = finish if start is None else start
        finish = start if finish is None else max(finish, start or 0)
        is_point = bool(book.number(place, "milestone")) or (start is not None and start == finish)
        due = book.due(place)
        at = timescale.minutes_of(due) if due else None
        percent, status = book.number(place, "percent"), book.text(place, "status")
        is_done = status == "done" or percent >= 100
        day = timescale.day_of(at) if at is not None else None
        return Bar(
            key,
            BARE if start is None else MILESTONE if is_point else TASK,
            book.text(place, "name"),
            start,
            finish,
            percent,
            status,
            at,
            0 if is_done or day is None else max(0, (today - day).days),
            day is not None and not is_done and today <= day <= self._near,
            not is_done and self._is_blocked(key, status, start),
            book.people[place],
        )

    def _is_blocked(self, key: bytes, status: str, start: int | None) -> bool:
        if status == "blocked":
            return True
        should = start is not None and timescale.day_of(start) <= self.setting.today
        return should and bool(self.book.open_before(key))

    def _rolled(self, node: int) -> int:
        """How far a summary is: what is under it, by how long it lasts."""
        tree, columns = self.tree, self.held.columns
        starts, finishes = columns["start"], columns["finish"]
        percents, statuses = columns["percent"], columns["status"]
        if tree.ends[node] - node > MANY:  # in a very long plan every task counts alike
            every = zip(*self._leaves(node), strict=True)
            parts = [100 if s == "done" else p for s, p in every]
            return sum(p for p in parts if isinstance(p, int)) // max(1, len(parts))
        total = done = 0
        below = zip(
            range(node + 2, tree.ends[node] + 1),
            tree.ends[node + 1 : tree.ends[node]],
            tree.places[node + 1 : tree.ends[node]],
            strict=True,
        )
        for following, end, place in below:
            if end != following:  # it holds others, these count
                continue
            days = _days(starts[place], finishes[place])
            total += days
            percent = 100 if statuses[place] == "done" else percents[place]
            done += days * (percent if isinstance(percent, int) else 0)
        return done // total if total else 0

    def _leaves(self, node: int) -> tuple[list[Value], list[Value]]:
        """States and progress of all tasks under a node that hold no others."""
        tree, columns = self.tree, self.held.columns
        ends = tree.ends[node + 1 : tree.ends[node]]
        places = tree.places[node + 1 : tree.ends[node]]
        first = node + 2
        held = [p for n, (e, p) in enumerate(zip(ends, places, strict=True), first) if n == e]
        return [columns["status"][p] for p in held], [columns["percent"][p] for p in held]

    def _workday_after(self, day: date) -> date:
        for _ in range(30):
            day += timedelta(days=SOON)
            if self.setting.is_workday(day):
                break
        return day


def _days(start: Value, finish: Value) -> int:
    """How many days lie between two moments as rows keep them, at least one."""
    if not start or not finish:
        return 1
    return max(1, _ordinal(finish) - _ordinal(start))


@lru_cache(maxsize=20_000)
def _ordinal(text: Value) -> int:
    """The number of a day; many tasks share few of them."""
    return date.fromisoformat(str(text)[:10]).toordinal()


def _span(book: Held, places: Sequence[int]) -> tuple[str, str]:
    """The first start and the last finish of these tasks, as rows keep them."""
    starts, finishes = book.columns["start"], book.columns["finish"]
    first = [v for p in places if p >= 0 and isinstance(v := starts[p] or finishes[p], str) and v]
    last = [v for p in places if p >= 0 and isinstance(v := finishes[p] or starts[p], str) and v]
    return (min(first), max(last)) if first else ("", "")
