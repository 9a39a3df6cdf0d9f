"""The list: which group a thing stands in, in what order, what is bold, what is counted."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.work.inbox import Mention, Task, Work, count, groups

NOW = datetime(2026, 6, 3, 10, 42)
"""A Wednesday."""
ME, LI, ZHANG, CAMPAIGN = (bytes([n]) * 16 for n in (1, 2, 3, 9))


def ms(day: int, hour: int = 9, month: int = 6) -> int:
    return round(datetime(2026, month, day, hour, tzinfo=UTC).timestamp() * 1000)


def row(name: str, made: int = 0) -> bytes:
    return made.to_bytes(6, "big") + name.encode().ljust(10, b".")[:10]


def task(name: str, due: str = "", status: str = "todo", author: bytes | None = LI) -> Task:
    return Task(row(name), CAMPAIGN, name, due, status, author)


def work(*tasks: Task, **held: object) -> Work:
    """My tasks, given to me long ago."""
    values: dict[str, object] = {
        "mine": {one.id: ms(1, month=5) for one in tasks},
        "others": {},
        "tasks": {one.id: one for one in tasks},
        **held,
    }
    return Work(ME, **values)  # pyright: ignore


def drawn(found: Work) -> str:
    """The list as text; * is unread."""
    return " / ".join(
        f"{group.key}: "
        + " ".join(f"{'*' if i.is_unread else ''}{i.words or i.task.name}" for i in group.items)
        for group in groups(found, NOW, UTC)
    )


def test_groups_and_their_order() -> None:
    found = work(
        task("later", "2026-06-15T18:00:00"),
        task("friday", "2026-06-05T18:00:00"),
        task("late", "2026-06-01T18:00:00"),
        task("today", "2026-06-03T09:00:00"),
        task("later_still", "2026-07-01T18:00:00"),
        task("sunday", "2026-06-07T18:00:00"),
        task("monday", "2026-06-08T09:00:00"),
        task("undated"),
        task("verylate", "2026-05-01T18:00:00"),
    )
    assert drawn(found) == (
        "today: verylate late today / week: friday sunday / later: monday later later_still undated"
    )
    assert count(groups(found, NOW, UTC)) == 3


def test_days_late() -> None:
    (group,) = groups(work(task("late", "2026-06-01T18:00:00")), NOW, UTC)
    assert group.items[0].days_late(NOW.date()) == 2
    assert groups(work(task("x", "broken")), NOW, UTC)[0].key == "later"


def test_what_is_put_off_comes_back_on_its_day() -> None:
    late = task("late", "2026-06-01T18:00:00")
    far = task("far", "2026-06-20T18:00:00")
    found = work(late, far, later={late.id: ms(8, 0), far.id: ms(3, 0)})
    assert drawn(found) == "later: late far"
    assert groups(found, NOW, UTC)[0].items[0].until == date(2026, 6, 8)
    assert drawn(work(late, later={late.id: ms(3, 0)})) == "today: late"


def test_a_new_assignment_is_unread_until_it_is_read() -> None:
    new, old, own = task("new"), task("old"), task("own", author=ME)
    mine = {new.id: ms(2), old.id: ms(1, month=5), own.id: ms(2)}
    assert drawn(work(new, old, own, mine=mine)) == "later: *new old own"
    assert drawn(work(new, mine={new.id: ms(2)}, read={new.id: ms(3)})) == "later: new"
    again = work(new, mine={new.id: ms(2)}, read={new.id: ms(1)})
    assert drawn(again) == "later: *new"
    assert count(groups(again, NOW, UTC)) == 1


def test_mentions_are_today_s_until_the_day_after_they_are_read() -> None:
    about = task("about", "2026-06-20T18:00:00")

    def held(name: str, day: int, person: bytes = LI) -> Mention:
        at = datetime(2026, 6, day, 9)
        return Mention(row(name, ms(day)), about.id, person, name, at)

    new, seen, gone, mine = held("new", 1), held("seen", 1), held("gone", 1), held("mine", 2, ME)
    found = work(
        about,
        mentions=[new, seen, gone, mine],
        read={seen.id: ms(3), gone.id: ms(2)},
    )
    assert drawn(found) == "today: *new seen / later: about"
    assert count(groups(found, NOW, UTC)) == 2
    off = work(mentions=[new], later={new.id: ms(4, 0)}, tasks={about.id: about})
    assert drawn(off) == "week: *new"


def test_waiting_says_who_saw_it() -> None:
    slow = task("slow", "2026-06-01T18:00:00", author=ME)
    soon, done = task("soon", "2026-06-05T18:00:00"), task("done", status="done")
    others = {
        soon.id: [(LI, ms(1)), (ZHANG, ms(2))],
        slow.id: [(LI, ms(1))],
        done.id: [(LI, ms(1))],
    }
    found = work(
        mine={},
        tasks={one.id: one for one in (slow, soon, done)},
        others=others,
        seen={(soon.id, LI): ms(2, 17)},
    )
    (group,) = groups(found, NOW, UTC)
    assert (group.key, [item.task.name for item in group.items]) == ("waiting", ["slow", "soon"])
    assert [look.at for look in group.items[1].looks] == [datetime(2026, 6, 2, 17), None]
    assert group.items[1].at == datetime(2026, 6, 2, 9)
    assert count(groups(found, NOW, UTC)) == 0


def test_what_is_mine_is_not_waited_for() -> None:
    both = task("both", "2026-06-05T18:00:00")
    assert drawn(work(both, others={both.id: [(LI, ms(1))]})) == "week: both"


def test_done_stays_for_a_week() -> None:
    held = [
        task("friday", "2026-05-29T18:00:00", "done"),
        task("old", "2026-05-20T18:00:00", "done"),
        task("seen", "2026-05-20T18:00:00", "done"),
        task("undated", "", "done"),
    ]
    assert drawn(work(*held, read={held[2].id: ms(3)})) == "done: seen friday"
