"""Reads what there is to tell a person, and notes what they have read of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo

from app.model.row import Row
from app.session import Session
from app.work import commands, inbox, said
from app.work.columns import chunks
from app.work.inbox import Mention, Work
from app.work.marks import mark
from app.work.notices import OLDEST, Notice, Post, Told


def read_told(session: Session, now: datetime, zone: tzinfo, conflicts: int = 0) -> Told:
    """The rows from which notices are made; it may run beside the screen."""
    work = commands.read_work(session, zone, has_waiting=False)
    return Told(
        work,
        tuple(_comments(session, work, now, zone)),
        tuple(_missed(session, now)),
        conflicts,
    )


def count(told: Told, now: datetime, zone: tzinfo) -> int:
    """How many things ask for me in my work."""
    return inbox.count(inbox.groups(told.work, now, zone))


def read_notices(session: Session, notices: Iterable[Notice]) -> None:
    """Note that I have read these; it is no step that anybody undoes."""
    with session.edit("") as edit:
        for notice in notices:
            if notice.is_unread and notice.mark is not None:
                mark(session, edit, "read", notice.mark, None)


def _comments(session: Session, work: Work, now: datetime, zone: tzinfo) -> Iterator[Mention]:
    """What others said of my tasks lately, as it stands now."""
    since = now - OLDEST
    threads: dict[bytes, list[Row]] = {}
    for piece in chunks(work.mine):
        for fact in session.list("comment", [("row", "in", piece)]):
            threads.setdefault(fact.ref("row") or b"", []).append(fact)
    for task, facts in threads.items():
        for one in said.thread(facts, zone):
            if one.at >= since and one.person != work.me and not one.is_withdrawn:
                yield Mention(one.id, task, one.person, one.body, one.at)


def _missed(session: Session, now: datetime) -> Iterator[Post]:
    """Posts of mine that were planned for a time that is over: I wrote them, or the account or
    the campaign is mine."""
    me = session.me.person
    accounts: set[bytes | None] = {row.id for row in session.list("account", [("owner", "=", me)])}
    campaigns = {row.id: row for row in session.list("campaign") if not row["archived"]}
    where = [("planned", "<", now.isoformat(timespec="seconds")), ("status", "!=", "published")]
    for post in session.list("post", where):
        planned = inbox.moment(post.text("planned"))
        if planned is not None and _is_mine(post, me, accounts, campaigns):
            yield Post(post.id, post.text("title"), planned)


def _is_mine(
    post: Row, me: bytes, accounts: Container[bytes | None], campaigns: Mapping[bytes, Row]
) -> bool:
    campaign = campaigns.get(post.ref("campaign") or b"")
    if campaign is None or post["published"]:
        return False
    return me in (post.ref("author"), campaign.ref("owner")) or post.ref("account") in accounts
