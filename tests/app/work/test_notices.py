"""What is told: who concerns me, what is news no more, what nobody has read first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.work import telling
from app.work.inbox import Mention, Task, Work
from app.work.notices import MOST, Notice, Post, Told, notices, unread
from tests.fakes.devices import Device, campaign_of

NOW = datetime(2026, 6, 3, 10, 42)
ME, LI, CAMPAIGN, TASK = b"m" * 16, b"l" * 16, b"c" * 16, b"t" * 16
COMMENT = b"k" * 16


def ms(at: datetime) -> int:
    return round(at.replace(tzinfo=UTC).timestamp() * 1000)


def work(
    of: Task, *, given: datetime = NOW, mentions: tuple[Mention, ...] = (), **read: int
) -> Work:
    marks = {TASK: read.get("task", 0), COMMENT: read.get("comment", 0)}
    return Work(
        ME,
        {TASK: of},
        {TASK: ms(given)},
        {},
        mentions,
        {row: at for row, at in marks.items() if at},
    )


def task(**fields: object) -> Task:
    held: dict[str, object] = {"due": "", "status": "todo", "author": LI, **fields}
    return Task(TASK, CAMPAIGN, "主视觉", **held)  # pyright: ignore[reportArgumentType]


def told(told: Told) -> list[tuple[str, bool]]:
    return [(notice.kind, notice.is_unread) for notice in notices(told, NOW, UTC)]


def test_a_task_given_to_me_is_told_until_i_read_it() -> None:
    assert told(Told(work(task()))) == [("task", True)]
    assert told(Told(work(task(), task=ms(NOW)))) == [("task", False)]
    assert told(Told(work(task(), task=ms(NOW - timedelta(hours=1))))) == [("task", True)]


def test_my_own_task_and_a_done_one_are_no_news() -> None:
    assert told(Told(work(task(author=ME)))) == []
    assert told(Told(work(task(status="done")))) == []
    assert told(Told(work(task(), given=NOW - timedelta(days=15)))) == []


def test_a_mention_is_told_once_not_as_a_comment_too() -> None:
    said = Mention(COMMENT, TASK, LI, "@王芳 看一下", NOW)
    held = work(task(author=ME), mentions=(said,))
    assert told(Told(held, comments=(said,))) == [("mention", True)]
    mine = Mention(COMMENT, TASK, ME, "好", NOW)
    assert told(Told(work(task(author=ME)), comments=(mine,))) == []
    other = Mention(COMMENT, TASK, LI, "好", NOW)
    assert told(Told(work(task(author=ME)), comments=(other,))) == [("comment", True)]
    read = work(task(author=ME), comment=ms(NOW))
    assert told(Told(read, comments=(other,))) == [("comment", False)]


def test_what_is_due_is_one_line_and_never_unread() -> None:
    late = task(author=ME, due="2026-06-01T18:00:00")
    (found,) = notices(Told(work(late)), NOW, UTC)
    assert (found.kind, found.count, found.is_unread) == ("due", 1, False)
    assert found.at == datetime(2026, 6, 3, 9)
    early = datetime(2026, 6, 3, 7)
    assert notices(Told(work(late)), early, UTC)[0].at == early
    assert told(Told(work(task(author=ME, due="2026-06-04")))) == []


def test_what_is_unread_is_first_then_the_latest() -> None:
    missed = [Post(bytes([n]) * 16, f"第 {n} 篇", NOW - timedelta(hours=n)) for n in (1, 2, 3)]
    held = work(task(author=ME))
    read = Work(ME, held.tasks, held.mine, {}, (), {missed[0].id: ms(NOW)})
    found = notices(Told(read, missed=missed, conflicts=2), NOW, UTC)
    assert [notice.title for notice in found] == ["", "第 2 篇", "第 3 篇", "第 1 篇"]
    assert found[0].count == 2
    assert unread(found) == 3
    assert unread(found, ["post"]) == 1


def test_never_more_than_a_page_of_them() -> None:
    missed = [Post(n.to_bytes(16), "", NOW) for n in range(MOST + 20)]
    assert len(notices(Told(work(task(author=ME)), missed=missed), NOW, UTC)) == MOST


def test_rows_are_read_and_marked(device: Device) -> None:
    """A post that I wrote is missed, is read, and nobody can undo that."""
    campaign, _ = campaign_of(device)
    with device.session.edit("Posts") as edit:
        for title, planned, status, author in (
            ("漏发", "2026-06-02T10:00:00", "ready", device.person),
            ("已发", "2026-06-02T10:00:00", "published", device.person),
            ("明天", "2026-06-04T10:00:00", "ready", device.person),
            ("别人的", "2026-06-02T10:00:00", "ready", LI),
        ):
            values = {"title": title, "planned": planned, "status": status, "author": author}
            edit.add("post", {"campaign": campaign, **values})
    before = device.session.undo_state

    def seen() -> tuple[Notice, ...]:
        return notices(telling.read_told(device.session, NOW, UTC), NOW, UTC)

    assert [(notice.title, notice.is_unread) for notice in seen()] == [("漏发", True)]
    telling.read_notices(device.session, seen())
    assert [(notice.title, notice.is_unread) for notice in seen()] == [("漏发", False)]
    assert device.session.undo_state == before
