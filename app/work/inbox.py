"""My work: what is due today, this week and later, what others do, what is done. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

from app.work.said import wall_of

Kind = Literal["task", "mention", "waiting"]
GROUPS = ("today", "week", "later", "waiting", "done")
WEEK = timedelta(days=7)
NEWS = timedelta(days=7)
"""An assignment that is older is no news any more, read or not."""
MOST_DONE = 30
MOST = 300
"""So many lines of a group at most: what presses less is for the page of tasks."""


class Task(NamedTuple):
    """What the list needs to know of a task."""

    id: bytes
    campaign: bytes
    name: str
    due: str
    """Its deadline, else its finish; "" where it has neither."""
    status: str
    author: bytes | None = None
    is_milestone: bool = False
    table: str = "task"
    """What it is where a mention stands elsewhere: a campaign, a post."""


class Mention(NamedTuple):
    """A comment that names me, and the task on which it was said."""

    id: bytes
    task: bytes
    person: bytes | None
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """The rows that are a person's work; instants are UTC milliseconds."""

    me: bytes
    tasks: Mapping[bytes, Task]
    mine: Mapping[bytes, int]
    """Task -> when it was assigned to me."""
    others: Mapping[bytes, Sequence[tuple[bytes, int]]]
    """Task that others do for me -> who, and since when."""
    mentions: Sequence[Mention] = ()
    read: Mapping[bytes, int] = field(default_factory=dict[bytes, int])
    """Task or comment -> when I last read it."""
    later: Mapping[bytes, int] = field(default_factory=dict[bytes, int])
    """Task or comment -> until when I put it off."""
    seen: Mapping[tuple[bytes, bytes], int] = field(default_factory=dict[tuple[bytes, bytes], int])
    """(task, person) -> when that person last looked at it."""


@dataclass(frozen=True, slots=True)
class Look:
    """Whether a person has looked at a task: at a wall time, or not yet."""

    person: bytes
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list: a task of mine, a mention, or a task that others do for me."""

    kind: Kind
    id: bytes
    """Of the task, or of the comment that mentions me."""
    task: Task
    at: datetime
    """When it came to me; of a task for others, when it went to them."""
    is_unread: bool = False
    until: date | None = None
    """Put off to this day."""
    person: bytes | None = None
    """Who mentioned me."""
    words: str = ""
    """What the mention says."""
    looks: tuple[Look, ...] = ()

    @property
    def due(self) -> datetime | None:
        """When its task is due."""
        return moment(self.task.due)

    @property
    def is_done(self) -> bool:
        """Whether its task is done."""
        return self.task.status == "done"

    def days_late(self, today: date) -> int:
        """How many days ago it was due; 0 where it is not late."""
        due = self.due
        return max(0, (today - due.date()).days) if due is not None and not self.is_done else 0


@dataclass(frozen=True, slots=True)
class Group:
    """A stretch of the list: one of `GROUPS`."""

    key: str
    items: tuple[Item, ...]
    total: int
    """How many there are; of very many only the first are in `items`."""


def moment(text: str) -> datetime | None:
    """A wall time of the contract."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def groups(work: Work, now: datetime, zone: tzinfo) -> tuple[Group, ...]:
    """The groups that have something, each in order: what presses most is first."""
    found: dict[str, list[Item]] = {key: [] for key in GROUPS}
    for item in (*_mine(work, now, zone), *_mentions(work, now, zone)):
        found[group_of(item, now.date())].append(item)
    found["waiting"] = _waiting(work, zone)
    found["done"].sort(key=lambda item: (item.at, item.id), reverse=True)
    del found["done"][MOST_DONE:]
    for key in ("today", "week", "later"):
        found[key].sort(key=_order(now))
    return tuple(
        Group(key, tuple(items[:MOST]), len(items)) for key, items in found.items() if items
    )


def group_of(item: Item, today: date) -> str:
    """Where an item of mine stands."""
    if item.is_done and item.kind == "task":
        return "done"
    due = item.due.date() if item.kind == "task" and item.due is not None else None
    day = item.until or due or (today if item.kind == "mention" else None)
    if day is None:
        return "later"
    if day <= today:
        return "today"
    return "week" if day <= today + timedelta(days=6 - today.weekday()) else "later"


def count(found: Iterable[Group]) -> int:
    """How many things ask for me: what is due today, and what is unread elsewhere."""
    return sum(
        group.key == "today" or item.is_unread
        for group in found
        for item in group.items
        if group.key != "done"
    )


def _order(now: datetime) -> Callable[[Item], tuple[int, datetime, bytes]]:
    """Late work, then by the time that counts; what has no time last."""
    far = datetime.combine(date.max, time())

    def rank(item: Item) -> tuple[int, datetime, bytes]:
        if item.kind == "mention":
            at = item.at if item.until is None else datetime.combine(item.until, time())
            return 1, max(at, datetime.combine(now.date(), time())), item.id
        due = item.due
        if item.until is not None:
            return 1, datetime.combine(item.until, time()), item.id
        return 0 if item.days_late(now.date()) else 1, due or far, item.id

    return rank


def _mine(work: Work, now: datetime, zone: tzinfo) -> Iterable[Item]:
    oldest = now - NEWS
    for row, since in work.mine.items():
        task = work.tasks.get(row)
        if task is None:
            continue
        at = wall_of(since, zone)
        read = work.read.get(row, 0)
        item = Item("task", row, task, at, until=_until(work, row, now, zone))
        if item.is_done:
            done = _done_at(item, read, zone)
            if done is not None and now - WEEK <= done:
                yield replace(item, at=min(done, now), until=None)
            continue
        is_news = task.author != work.me and read < since and at >= oldest
        yield replace(item, is_unread=is_news)


def _done_at(item: Item, read: int, zone: tzinfo) -> datetime | None:
    """About when it was done: when I last looked at it, or when it was due, if that is later."""
    held = [item.due, wall_of(read, zone) if read else None]
    return max((at for at in held if at is not None), default=None)


def _until(work: Work, row: bytes, now: datetime, zone: tzinfo) -> date | None:
    ms = work.later.get(row)
    day = wall_of(ms, zone).date() if ms is not None else None
    return day if day is not None and day > now.date() else None


def _mentions(work: Work, now: datetime, zone: tzinfo) -> Iterable[Item]:
    """Mentions that I have not read, or that were written or read today."""
    for mention in work.mentions:
        task = work.tasks.get(mention.task)
        if task is None or mention.person == work.me:
            continue
        read = work.read.get(mention.id)
        until = _until(work, mention.id, now, zone)
        lately = mention.at if read is None else max(mention.at, wall_of(read, zone))
        if read is None or until is not None or lately.date() >= now.date():
            yield Item(
                "mention",
                mention.id,
                task,
                mention.at,
                read is None,
                until,
                mention.person,
                mention.body,
            )


def _waiting(work: Work, zone: tzinfo) -> list[Item]:
    """Tasks that others do for me: first what is late, then by their due date."""
    found: list[Item] = []
    for row, people in work.others.items():
        task = work.tasks.get(row)
        if task is None or task.status == "done" or row in work.mine or not people:
            continue
        looks = tuple(_look(work, row, person, zone) for person, _ in people)
        since = wall_of(max(since for _, since in people), zone)
        found.append(Item("waiting", row, task, since, looks=looks))
    far = datetime.combine(date.max, time())
    found.sort(key=lambda item: (item.due or far, item.id))
    return found


def _look(work: Work, task: bytes, person: bytes, zone: tzinfo) -> Look:
    at = work.seen.get((task, person))
    return Look(person, wall_of(at, zone) if at is not None else None)
