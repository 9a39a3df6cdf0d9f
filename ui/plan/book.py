"""The tasks that a page looks at: their columns in memory, kept up to date row by row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.model.change import Changes, Value
from app.plan import view as views
from app.plan.view import Bunch, Look, View
from app.session import Session, Where

FIELDS = (
    "campaign",
    "parent",
    "okey",
    "name",
    "start",
    "finish",
    "deadline",
    "percent",
    "priority",
    "status",
    "channel",
    "effort_minutes",
    "milestone",
    "labels",
    "author",
)
MANY = 5_000
"""A change of more rows is read again as a whole (house.md 7)."""
SLICE = 400


@dataclass(frozen=True, slots=True)
class Read:
    """What a book holds, read in one go."""

    columns: dict[str, list[Value]]
    place: dict[bytes, int]
    people: list[tuple[bytes, ...]]
    comments: Counter[Value]
    waits: dict[bytes, list[bytes]]


class Book:
    """Columns of the tasks of one campaign, or of all."""

    def __init__(self, session: Session, campaign: bytes | None) -> None:
        self._session = session
        self.campaign = campaign
        self.columns: dict[str, list[Value]] = {name: [] for name in ("id", *FIELDS)}
        self.people: list[tuple[bytes, ...]] = []
        self.comments: Counter[Value] = Counter()
        self.waits: dict[bytes, list[bytes]] = {}
        self._place: dict[bytes, int] = {}

    @property
    def count(self) -> int:
        """How many tasks."""
        return len(self.people)

    def place(self, task: bytes) -> int:
        """Where a task stands in the columns; -1 where it is not."""
        return self._place.get(task, -1)

    def text(self, place: int, field: str) -> str:
        """A text of a task."""
        held = self.columns[field][place]
        return held if isinstance(held, str) else ""

    def ref(self, place: int, field: str) -> bytes | None:
        """An id of a task."""
        held = self.columns[field][place]
        return held if isinstance(held, bytes) else None

    def number(self, place: int, field: str) -> int:
        """A number of a task; 0 where it has none."""
        held = self.columns[field][place]
        return held if isinstance(held, int) else 0

    def due(self, place: int) -> str:
        """When it is due."""
        return views.due_of(self.columns, place)

    def read(self) -> Read:
        """Everything as it is now; may be called beside the screen, the book does not change."""
        where = self._where()
        columns = self._session.dataset("task", FIELDS, where)
        columns["labels"] = [label_words(held) for held in columns["labels"]]
        place = {row: i for i, row in enumerate(columns["id"]) if isinstance(row, bytes)}
        held = self._session.dataset("assignment", ("task", "person"), where)
        pairs = zip(held["task"], held["person"], strict=True)
        people = _people(pairs, place, len(columns["id"]))
        comments = Counter(self._session.dataset("comment", ("row",), where)["row"])
        return Read(columns, place, people, comments, self._read_links())

    def put(self, read: Read) -> None:
        """Show what was read, all of it at once."""
        self.columns, self._place, self.people = read.columns, read.place, read.people
        self.comments, self.waits = read.comments, read.waits

    def count_ids(self) -> int:
        """How many rows the columns have."""
        return len(self.columns["id"])

    def take(self, changes: Changes) -> bool:
        """Follow a commit; the answer says whether anything here has changed."""
        touched = changes.ids("task")
        tied = changes.touches("assignment", "link", "comment")
        if not touched and not tied:
            return False
        if len(changes.rows) > MANY:
            self.put(self.read())
            return True
        if changes.touches("link"):
            self.waits = self._read_links()
        if changes.touches("comment"):
            self.comments = Counter(
                self._session.dataset("comment", ("row",), self._where())["row"]
            )
        if changes.touches("assignment"):
            held = self._session.dataset("assignment", ("task", "person"), self._where())
            pairs = zip(held["task"], held["person"], strict=True)
            self.people = _people(pairs, self._place, self.count_ids())
        self._patch(sorted(touched))
        return True

    def snapshot(self) -> dict[str, Sequence[object]]:
        """The columns as they are now, for arranging beside the screen."""
        columns: dict[str, Sequence[object]] = {k: list(v) for k, v in self.columns.items()}
        columns["people"] = list(self.people)
        return columns

    def arrange(self, view: View, look: Look) -> list[Bunch]:
        """The view of these tasks."""
        return arranged(self.snapshot(), view, look)

    def open_before(self, task: bytes) -> list[bytes]:
        """Tasks that must end first and have not."""
        found: list[bytes] = []
        for other in self.waits.get(task, ()):
            place = self.place(other)
            if place >= 0 and self.text(place, "status") != "done":
                found.append(other)
        return found

    def _where(self) -> list[Where]:
        return [("campaign", "=", self.campaign)] if self.campaign is not None else []

    def _read_links(self) -> dict[bytes, list[bytes]]:
        names = ("predecessor", "successor", "type")
        held = self._session.dataset("link", names, self._where())
        waits: dict[bytes, list[bytes]] = {}
        for first, then, kind in zip(*(held[name] for name in names), strict=True):
            if isinstance(first, bytes) and isinstance(then, bytes) and kind in ("FS", None, ""):
                waits.setdefault(then, []).append(first)
        return waits

    def _patch(self, tasks: Sequence[bytes]) -> None:
        found: dict[bytes, tuple[Value, ...]] = {}
        for start in range(0, len(tasks), SLICE):
            part = tuple(tasks[start : start + SLICE])
            held = self._session.dataset("task", FIELDS, [*self._where(), ("id", "in", part)])
            held["labels"] = [label_words(text) for text in held["labels"]]
            for values in zip(*held.values(), strict=True):
                if isinstance(values[0], bytes):
                    found[values[0]] = values
        gone = [self._place[task] for task in tasks if task not in found and task in self._place]
        for task, values in found.items():
            place = self._place.get(task)
            if place is None:
                self._place[task] = self.count_ids()
                self.people.append(self._people_of(task))
                for name, value in zip(self.columns, values, strict=True):
                    self.columns[name].append(value)
            else:
                for name, value in zip(self.columns, values, strict=True):
                    self.columns[name][place] = value
        if gone:
            self._drop(set(gone))

    def _people_of(self, task: bytes) -> tuple[bytes, ...]:
        held = self._session.dataset("assignment", ("person",), [("task", "=", task)])["person"]
        return tuple(person for person in held if isinstance(person, bytes))

    def _drop(self, gone: set[int]) -> None:
        kept = [place for place in range(self.count_ids()) if place not in gone]
        self.columns = {name: [held[i] for i in kept] for name, held in self.columns.items()}
        self.people = [self.people[i] for i in kept]
        self._place = {row: i for i, row in enumerate(self.columns["id"]) if isinstance(row, bytes)}


def label_words(held: Value) -> str:
    """The labels of a task in one line, as they are kept in JSON."""
    return _labels(held) if isinstance(held, str) and held else ""


@lru_cache(maxsize=2_000)
def _labels(text: str) -> str:
    try:
        held = json.loads(text)
    except ValueError:
        return ""
    return " ".join(str(one) for one in held) if isinstance(held, list) else ""


def arranged(columns: dict[str, Sequence[object]], view: View, look: Look) -> list[Bunch]:
    """The view of a snapshot; pure, so it may run beside the screen."""
    parents = set(columns["parent"])
    columns["summary"] = [row in parents for row in columns["id"]]
    return views.arrange(columns, view, look)


def _people(
    pairs: Iterable[tuple[Value, Value]], places: Mapping[bytes, int], count: int
) -> list[tuple[bytes, ...]]:
    held: list[list[bytes]] = [[] for _ in range(count)]
    for task, person in pairs:
        place = places.get(task) if isinstance(task, bytes) else None
        if place is not None and isinstance(person, bytes):
            held[place].append(person)
    return [tuple(people) for people in held]
