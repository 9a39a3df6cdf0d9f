"""What happened that concerns me: mentions, tasks given to me, comments, missed posts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Literal, NamedTuple

from app.work.inbox import Mention, Work
from app.work.said import wall_of

Kind = Literal["mention", "task", "comment", "due", "post", "conflict"]
OLDEST = timedelta(days=14)
"""What happened earlier is no news any more, read or not."""
MOST = 100


class Post(NamedTuple):
    """A post that was planned and is not out."""

    id: bytes
    title: str
    planned: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be told. `place` is where it leads; `mark` is what reading it marks as read."""

    kind: Kind
    at: datetime
    place: str
    title: str = ""
    person: bytes | None = None
    words: str = ""
    count: int = 1
    is_unread: bool = False
    mark: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The rows from which notices are made."""

    work: Work
    comments: Sequence[Mention] = ()
    """On tasks of mine, by others."""
    missed: Sequence[Post] = ()
    conflicts: int = 0


def notices(told: Told, now: datetime, zone: tzinfo) -> tuple[Notice, ...]:
    """Everything to tell, what is unread first, then the latest first."""
    since = now - OLDEST
    found = [
        *_conflicts(told, now),
        *_due(told.work, now),
        *_mentions(told.work, since),
        *_given(told.work, since, zone),
        *_comments(told, since),
        *_posts(told, since),
    ]
    found.sort(key=lambda notice: notice.at, reverse=True)
    found.sort(key=lambda notice: not notice.is_unread)
    return tuple(found[:MOST])


def unread(found: Iterable[Notice], muted: Iterable[str] = ()) -> int:
    """How many of them nobody has read, without the kinds that are not told."""
    quiet = set(muted)
    return sum(notice.is_unread and notice.kind not in quiet for notice in found)


def _mentions(work: Work, since: datetime) -> Iterable[Notice]:
    for mention in work.mentions:
        task = work.tasks.get(mention.task)
        if task is None or mention.person == work.me or mention.at < since:
            continue
        yield Notice(
            "mention",
            mention.at,
            f"{task.table}/{task.id.hex()}",
            task.name,
            mention.person,
            mention.body,
            is_unread=mention.id not in work.read,
            mark=("comment", mention.id),
        )


def _given(work: Work, since: datetime, zone: tzinfo) -> Iterable[Notice]:
    for row, ms in work.mine.items():
        task, at = work.tasks.get(row), wall_of(ms, zone)
        if task is None or task.author == work.me or task.status == "done" or at < since:
            continue
        is_unread = work.read.get(row, 0) < ms
        place = f"task/{row.hex()}"
        yield Notice(
            "task", at, place, task.name, task.author, is_unread=is_unread, mark=("task", row)
        )


def _comments(told: Told, since: datetime) -> Iterable[Notice]:
    work = told.work
    named = {mention.id for mention in work.mentions}
    for comment in told.comments:
        task = work.tasks.get(comment.task)
        if task is None or comment.person == work.me or comment.id in named or comment.at < since:
            continue
        yield Notice(
            "comment",
            comment.at,
            f"task/{task.id.hex()}",
            task.name,
            comment.person,
            comment.body,
            is_unread=comment.id not in work.read,
            mark=("comment", comment.id),
        )


def _due(work: Work, now: datetime) -> Iterable[Notice]:
    """One line for all that presses: my work lists them."""
    end = now.replace(hour=23, minute=59)
    count = 0
    for row in work.mine:
        task = work.tasks.get(row)
        if task is not None and task.status != "done" and task.due:
            count += task.due[:16] <= end.isoformat()[:16]
    if count:
        morning = now.replace(hour=9, minute=0, second=0, microsecond=0)
        yield Notice("due", min(morning, now), "work", count=count)


def _posts(told: Told, since: datetime) -> Iterable[Notice]:
    for post in told.missed:
        if post.planned >= since:
            is_unread = post.id not in told.work.read
            yield Notice(
                "post",
                post.planned,
                f"post/{post.id.hex()}",
                post.title,
                is_unread=is_unread,
                mark=("post", post.id),
            )


def _conflicts(told: Told, now: datetime) -> Iterable[Notice]:
    if told.conflicts:
        yield Notice("conflict", now, "conflicts", count=told.conflicts, is_unread=True)
