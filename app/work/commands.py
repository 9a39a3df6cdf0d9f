"""What a person does with their work: read it, say something, finish it, hand it over."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, tzinfo

from app import care
from app.care import Desk
from app.model.change import Value
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.row import Row
from app.session import Session
from app.work import inbox, news, said, wechat
from app.work.columns import Columns, chunks, pairs
from app.work.inbox import Item, Mention, Task, Work
from app.work.marks import Place, campaign_of, mark, see
from app.work.news import News
from app.work.said import Said

FIELDS = ("campaign", "name", "deadline", "finish", "status", "author", "milestone")


def read_work(session: Session, zone: tzinfo, *, has_waiting: bool = True) -> Work:
    """Everything that is my work; it reads columns, and may run beside the screen.

    Without what I wait for it is short, whatever the size of the workspace.
    """
    me = session.me.person
    campaigns = {row.id: row for row in session.list("campaign") if not row["archived"]}
    given = session.dataset("assignment", ["task"], [("person", "=", me)])
    mine = {row: said.made_ms(made) for made, row in pairs(given, "task")}
    tasks = {task.id: task for task in _by_ids(session, mine)}
    theirs = _theirs(session, campaigns.values(), mine) if has_waiting else {}
    held = _mentions(session, me, zone)
    known = {**theirs, **tasks}
    known |= {thing.id: thing for thing in _things(session, held, known)}
    alive = {row: task for row, task in known.items() if task.campaign in campaigns}
    others = _others(session, [theirs[row] for row in theirs if row in alive], me)
    first = heapq.nsmallest(inbox.MOST, others, key=lambda row: _pressing(alive[row]))
    marks = session.dataset("mark", ["kind", "row", "at"], [("person", "=", me)])
    return Work(
        me,
        alive,
        mine,
        others,
        [mention for mentions in held.values() for mention in mentions],
        _marks(marks, "read"),
        _marks(marks, "later"),
        _seen(session, first, zone),
    )


def _pressing(task: Task) -> tuple[bool, str, bytes]:
    """What others do in the order of the list: who has seen what stands far down is not asked."""
    return not task.due, task.due, task.id


def read_news(desk: Desk, work: Work, zone: tzinfo) -> tuple[News, ...]:
    """What others changed in my tasks since I read them; `mark_read` of a task ends it."""
    return news.grouped(care.news(desk, "task", news.unread_since(work)), zone)


def count(session: Session, now: datetime, zone: tzinfo) -> int:
    """How many things ask for me."""
    return inbox.count(inbox.groups(read_work(session, zone, has_waiting=False), now, zone))


def _theirs(
    session: Session, campaigns: Iterable[Row], mine: Mapping[bytes, int]
) -> dict[bytes, Task]:
    """Open tasks that I wrote, or of a campaign that I own, and that are not mine to do."""
    me = session.me.person
    owned = {row.id for row in campaigns if row.ref("owner") == me}
    is_open = ("status", "!=", "done")
    every = [session.dataset("task", FIELDS, [("campaign", "=", c), is_open]) for c in owned]
    found = {task.id: task for held in every for task in _tasks(held) if task.id not in mine}
    for task in _tasks(session.dataset("task", FIELDS, [("author", "=", me), is_open])):
        if task.campaign not in owned and task.id not in mine:
            found[task.id] = task
    return found


def _by_ids(session: Session, rows: Iterable[bytes]) -> Iterator[Task]:
    for piece in chunks(rows):
        yield from _tasks(session.dataset("task", FIELDS, [("id", "in", piece)]))


def _tasks(columns: Columns) -> Iterator[Task]:
    fields = [columns[name] for name in ("id", *FIELDS)]
    for row, campaign, name, deadline, finish, status, author, milestone in zip(
        *fields, strict=True
    ):
        if isinstance(row, bytes) and isinstance(campaign, bytes):
            yield Task(
                row,
                campaign,
                str(name or ""),
                str(deadline or finish or ""),
                str(status or "todo"),
                author if isinstance(author, bytes) else None,
                bool(milestone),
            )


def _mentions(session: Session, me: bytes, zone: tzinfo) -> dict[Place, list[Mention]]:
    """Comments that name me as they stand now, by what they were said of."""
    held = session.dataset("comment", ["row"], [("mentions", "has", me.hex())])
    rows = {row for _, row in pairs(held, "row")}
    threads: dict[Place, list[Row]] = {}
    for piece in chunks(sorted(rows)):
        for fact in session.list("comment", [("row", "in", piece)]):
            place = fact.text("table"), fact.ref("row") or b""
            threads.setdefault(place, []).append(fact)
    found: dict[Place, list[Mention]] = {}
    for place, facts in threads.items():
        for one in said.thread(facts, zone):
            if me in one.mentions and not one.is_withdrawn:
                mention = Mention(one.id, place[1], one.person, one.body, one.at)
                found.setdefault(place, []).append(mention)
    return found


def _things(
    session: Session, places: Iterable[Place], known: Mapping[bytes, Task]
) -> Iterator[Task]:
    """What mentions stand on and is no work of mine."""
    new = [(table, row) for table, row in places if row not in known]
    yield from _by_ids(session, [row for table, row in new if table == "task"])
    for table, name in (("campaign", "name"), ("post", "title")):
        for piece in chunks(row for held, row in new if held == table):
            for row in session.list(table, [("id", "in", piece)]):
                campaign = row.id if table == "campaign" else row.ref("campaign")
                yield Task(row.id, campaign or b"", row.text(name), "", "", table=table)


def _others(
    session: Session, tasks: Sequence[Task], me: bytes
) -> dict[bytes, list[tuple[bytes, int]]]:
    wanted = {task.id for task in tasks}
    found: dict[bytes, list[tuple[bytes, int]]] = {}
    for campaign in sorted({task.campaign for task in tasks}):
        held = session.dataset("assignment", ["task", "person"], [("campaign", "=", campaign)])
        for made, task, person in zip(held["id"], held["task"], held["person"], strict=True):
            if (
                isinstance(made, bytes)
                and isinstance(task, bytes)
                and isinstance(person, bytes)
                and task in wanted
                and person != me
            ):
                found.setdefault(task, []).append((person, said.made_ms(made)))
    return found


def _marks(columns: Columns, kind: str) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for held, row, at in zip(columns["kind"], columns["row"], columns["at"], strict=True):
        if held == kind and isinstance(row, bytes) and isinstance(at, int):
            found[row] = max(at, found.get(row, 0))
    return found


def _seen(session: Session, rows: Iterable[bytes], zone: tzinfo) -> dict[tuple[bytes, bytes], int]:
    """Who looked at these and when; who only said something has seen it too."""
    found: dict[tuple[bytes, bytes], int] = {}
    for piece in chunks(rows):
        held = session.dataset("seen", ["row", "person", "at"], [("row", "in", piece)])
        for row, person, at in zip(held["row"], held["person"], held["at"], strict=True):
            if isinstance(row, bytes) and isinstance(person, bytes) and isinstance(at, int):
                found[row, person] = max(at, found.get((row, person), 0))
        for key, at in _spoken(session, piece, zone).items():
            found.setdefault(key, at)
    return found


def _spoken(
    session: Session, rows: tuple[bytes, ...], zone: tzinfo
) -> dict[tuple[bytes, bytes], int]:
    """Who wrote a comment here and when the last time; what was pasted counts for nobody."""
    fields = ["row", "person", "said_at"]
    where = [("row", "in", rows), ("speaker", "empty", None)]
    held = session.dataset("comment", fields, where)
    found: dict[tuple[bytes, bytes], int] = {}
    for made, row, person, wall in zip(*[held[name] for name in ("id", *fields)], strict=True):
        if isinstance(made, bytes) and isinstance(row, bytes) and isinstance(person, bytes):
            at = inbox.moment(wall) if isinstance(wall, str) else None
            ms = said.made_ms(made) if at is None else said.ms_of(at, zone)
            found[row, person] = max(ms, found.get((row, person), 0))
    return found


def seen_by(session: Session, row: bytes, zone: tzinfo) -> dict[bytes, int]:
    """Who has looked at a row, and when the last time."""
    return {person: at for (_, person), at in _seen(session, [row], zone).items()}


def mark_seen(session: Session, table: str, row: bytes) -> None:
    """Note that I have looked at a row; once an hour is enough."""
    with session.edit("") as edit:
        see(session, edit, table, row)


def mark_read(session: Session, table: str, row: bytes) -> None:
    """Note that I have read a comment or an assignment."""
    with session.edit("") as edit:
        mark(session, edit, "read", (table, row), None)


def look(session: Session, item: Item) -> None:
    """Open a line of the list: it is read, and the others see that I saw it."""
    with session.edit("") as edit:
        if item.is_unread:
            mark(session, edit, "read", _place(item), None)
        see(session, edit, item.task.table, item.task.id)


def read_all(session: Session, items: Iterable[Item]) -> None:
    """Note that I have read all these."""
    with session.edit("Mark as read") as edit:
        for item in items:
            if item.is_unread:
                mark(session, edit, "read", _place(item), None)


def put_off(session: Session, item: Item, day: date, zone: tzinfo) -> None:
    """Not before this day: for me alone, the plan stays as it is."""
    at = said.ms_of(datetime.combine(day, time()), zone)
    with session.edit("Put off") as edit:
        mark(session, edit, "later", _place(item), at)
        if item.is_unread:
            mark(session, edit, "read", _place(item), None)


def finish(session: Session, task: bytes) -> None:
    """The task is done."""
    with session.edit("Finish task") as edit:
        if edit.get("task", task).text("status") == "done":
            raise Refused("invalid", "This task is done already")
        edit.set("task", task, {"status": "done", "percent": 100})
        mark(session, edit, "read", ("task", task), None)


def hand_over(session: Session, task: bytes, to: bytes) -> None:
    """Somebody else does it in my place; who else does it stays."""
    me = session.me.person
    held = session.list("assignment", [("task", "=", task)])
    mine = [row for row in held if row.ref("person") == me]
    if not mine:
        raise Refused("invalid", "This task is not yours to hand over")
    if to == me:
        raise Refused("invalid", "It is yours already")
    with session.edit("Hand over task") as edit:
        for row in mine:
            edit.delete("assignment", row.id)
        if all(row.ref("person") != to for row in held):
            values = {name: mine[0][name] for name in ("campaign", "units", "work_minutes")}
            edit.add("assignment", {**values, "task": task, "person": to})


def comment(
    session: Session, table: str, row: bytes, body: str, people: Mapping[bytes, str]
) -> RowId:
    """Say something of a row; @张伟, @zhangwei and @zw mention one of the people."""
    words = said.read(body.strip(), people)
    if not words.body:
        raise Refused("invalid", "A comment needs words")
    with session.edit("Comment") as edit:
        return edit.add("comment", _fact(session, (table, row), "comment", words))


def edit_comment(session: Session, first: bytes, body: str, people: Mapping[bytes, str]) -> None:
    """Say it in other words; what it said before stays in the history."""
    held = _own(session, first)
    words = said.read(body.strip(), people)
    if not words.body:
        raise Refused("invalid", "A comment needs words")
    place = held.text("table"), held.ref("row") or b""
    with session.edit("Edit comment") as edit:
        edit.add("comment", {**_fact(session, place, "edit", words), "refers": first})


def withdraw_comment(session: Session, first: bytes) -> None:
    """Take back what I said: its words are shown no more."""
    held = _own(session, first)
    place = held.text("table"), held.ref("row") or b""
    with session.edit("Withdraw comment") as edit:
        fact = _fact(session, place, "edit", said.Words(""))
        edit.add("comment", {**fact, "refers": first})


def resolve_comment(session: Session, first: bytes, *, is_resolved: bool = True) -> None:
    """What was said needs nothing more, or does again."""
    held = session.get("comment", first)
    place = held.text("table"), held.ref("row") or b""
    words = said.Words("" if is_resolved else said.OPEN)
    with session.edit("Resolve comment") as edit:
        edit.add("comment", {**_fact(session, place, "resolve", words), "refers": first})


def paste_excerpt(session: Session, task: bytes, text: str, now: datetime) -> int:
    """Add what was said in WeChat to a task, one comment a message; the answer counts them.

    I bring it in, so `person` is me and `speaker` is who said it: the hub lets nobody speak
    in another person's name. A message without a time has that of the one before.
    """
    found = wechat.messages(text, now)
    if not found:
        raise Refused("invalid", "This is no chat that can be read")
    at: datetime | None = None
    with session.edit("Paste WeChat chat") as edit:
        for one in found:
            at = one.said_at or at
            fact = _fact(session, ("task", task), "comment", said.Words(one.body))
            fact["speaker"] = one.speaker or None
            fact["said_at"] = at.isoformat(timespec="seconds") if at is not None else None
            edit.add("comment", fact)
    return len(found)


def read_thread(session: Session, row: bytes, zone: tzinfo) -> tuple[Said, ...]:
    """What was said of a row."""
    return said.thread(session.list("comment", [("row", "=", row)]), zone)


def _place(item: Item) -> Place:
    return ("comment", item.id) if item.kind == "mention" else ("task", item.id)


def _own(session: Session, first: bytes) -> Row:
    held = session.get("comment", first)
    if held.ref("person") != session.me.person:
        raise Refused("invalid", "Only its author changes a comment")
    return held


def _fact(session: Session, place: Place, kind: str, words: said.Words) -> dict[str, Value]:
    table, row = place
    return {
        "campaign": campaign_of(session.get(table, row)),
        "table": table,
        "row": row,
        "kind": kind,
        "body": words.body or None,
        "mentions": said.kept_mentions(words.people),
        "person": session.me.person,
    }
