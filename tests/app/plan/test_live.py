"""A gesture on a plan: what moves in each mode, what never does, and one undo for all of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from app.answer import words_for
from app.model.change import Value
from app.model.errors import Refused
from app.plan import live
from app.plan.axis import minutes_of, moment_of
from app.plan.live import Moved, Network
from app.plan.why import told
from tests.fakes.devices import Device

DAYS = {1: ("06-01", 3), 2: ("06-08", 2), 3: ("06-10", 1)}
"""Three tasks after one another, with two days of room between the first and the second."""


def at(text: str) -> int:
    return minutes_of(datetime.fromisoformat(f"2026-{text}"))


def shown(minutes: int) -> str:
    return f"{moment_of(minutes):%m-%d %H:%M}"


def news(moved: Moved) -> list[tuple[str, str]]:
    return [(shown(m.new[0]), shown(m.new[1])) for m in moved.every]


class Chain:
    """A campaign with three tasks in a row."""

    def __init__(self, device: Device, **second: Value) -> None:
        self.session = device.session
        with self.session.edit("Begin") as edit:
            self.campaign = edit.add("campaign", {"name": "618", "start": "2026-06-01T09:00:00"})
            self.tasks: list[bytes] = []
            for number, (day, days) in DAYS.items():
                start = at(f"{day} 09:00")
                last = int(day[3:]) + days - 1
                values: dict[str, Value] = {
                    "campaign": self.campaign,
                    "name": f"任务 {number}",
                    "okey": f"a{number}",
                    "start": moment_of(start).isoformat(),
                    "finish": f"2026-06-{last:02}T18:00:00",
                    "duration_minutes": days * 480,
                }
                if number == 2:
                    values |= second
                self.tasks.append(edit.add("task", values))
            self.links = [
                edit.add("link", {"campaign": self.campaign, "predecessor": a, "successor": b})
                for a, b in zip(self.tasks, self.tasks[1:], strict=False)
            ]

    def read(self) -> Network:
        return live.read(self.session, self.campaign)


@pytest.fixture
def chain(device: Device) -> Chain:
    return Chain(device)


def test_room_is_kept(chain: Chain) -> None:
    change = live.MoveTo(chain.tasks[0], at("06-02 09:00"))
    assert news(live.preview(chain.read(), change)) == [
        ("06-02 09:00", "06-04 18:00"),
        ("06-09 09:00", "06-10 18:00"),
        ("06-11 09:00", "06-11 18:00"),
    ]


def test_room_is_eaten_first(chain: Chain) -> None:
    network = chain.read()
    near = live.preview(network, live.MoveTo(chain.tasks[0], at("06-02 09:00")), "eat")
    assert news(near) == [("06-02 09:00", "06-04 18:00")]
    far = live.preview(network, live.MoveTo(chain.tasks[0], at("06-08 09:00")), "eat")
    assert news(far)[1:] == [("06-11 09:00", "06-12 18:00"), ("06-15 09:00", "06-15 18:00")]
    assert [move.cause for move in far.others] == chain.tasks[:2]
    alone = live.preview(network, live.MoveTo(chain.tasks[0], at("06-08 09:00")), "none")
    assert (len(alone.own), alone.others) == (1, ())


def test_room_is_kept_when_a_task_comes_earlier(chain: Chain) -> None:
    moved = live.preview(chain.read(), live.SetWork(chain.tasks[0], 480))
    assert news(moved)[1:] == [("06-04 09:00", "06-05 18:00"), ("06-08 09:00", "06-08 18:00")]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "done"}, "done"),
        ({"manual": 1}, "manual"),
        ({"constraint": "mso", "constraint_at": "2026-06-08T09:00:00"}, "pinned"),
    ],
)
def test_what_is_done_or_pinned_stays(
    device: Device, values: dict[str, Value], reason: str
) -> None:
    chain = Chain(device, **values)
    moved = live.preview(chain.read(), live.MoveTo(chain.tasks[0], at("06-15 09:00")), "eat")
    assert [(stay.task, stay.reason) for stay in moved.stays] == [(chain.tasks[1], reason)]
    assert moved.others == ()
    own = live.preview(chain.read(), live.MoveTo(chain.tasks[1], at("06-15 09:00")))
    assert bool(own.own) is (reason != "done")


def test_a_gesture_is_one_undo(device: Device, chain: Chain) -> None:
    before, count = device.rows(), len(device.journal())
    moved = live.preview(chain.read(), live.FinishAt(chain.tasks[0], at("06-09 18:00")), "eat")
    live.commit(chain.session, chain.campaign, moved, "Resize task")
    assert len(device.journal()) == count + 1
    assert device.session.get("task", chain.tasks[0])["duration_minutes"] == 7 * 480
    assert device.session.get("task", chain.tasks[1])["start"] == "2026-06-10T09:00:00"
    assert device.session.undo_state.undo == "Resize task"
    device.session.undo()
    assert device.rows() == before


def test_links_come_and_go_with_what_they_move(device: Device, chain: Chain) -> None:
    first, _, third = chain.tasks
    tie = live.Tie(-1, -1, "FS", Decimal(6), "d")
    moved = live.preview(chain.read(), live.AddLink(first, third, tie), "eat")
    assert news(moved) == [("06-12 09:00", "06-12 18:00")]
    live.commit(chain.session, chain.campaign, moved)
    network = chain.read()
    assert len(network.links) == 3
    longer = live.preview(network, live.SetLink(chain.links[0], live.Tie(-1, -1, "SS")), "keep")
    assert news(longer)[0] == ("06-03 09:00", "06-04 18:00")
    with pytest.raises(Refused, match="任务 3 → 任务 1 → 任务 3"):
        live.preview(network, live.AddLink(third, first))
    gone = live.preview(network, live.DropLink(chain.links[0]))
    assert gone.every == ()
    live.commit(chain.session, chain.campaign, gone)
    assert len(chain.read().links) == 2


def test_a_summary_takes_its_tasks_along_and_follows_them(device: Device, chain: Chain) -> None:
    with device.session.edit("Group") as edit:
        group = edit.add("task", {"campaign": chain.campaign, "name": "组", "okey": "a0"})
        for task in chain.tasks[:2]:
            edit.set("task", task, {"parent": group})
    network = chain.read()
    moved = live.preview(network, live.MoveTo(group, at("06-02 09:00")), "eat")
    assert [move.task for move in moved.own] == chain.tasks[:2]
    assert [shown(move.new[0]) for move in moved.others] == ["06-11 09:00"]
    assert [(shown(m.new[0]), shown(m.new[1])) for m in moved.summaries] == [
        ("06-02 09:00", "06-10 18:00")
    ]


def test_the_answer_says_room_and_reason(chain: Chain) -> None:
    found = live.answer(chain.read())
    first, second, third = (found[task] for task in chain.tasks)
    assert (first.total_slack, first.free_slack, first.critical) == (2 * 480, 2 * 480, False)
    assert (second.total_slack, third.critical, first.near) == (0, True, True)
    assert shown(second.early_start) == "06-04 09:00"
    text = words_for("zh_CN").line
    assert told(first.why, text) == "随计划一起开始"
    assert told(second.why, text) == "由人安排在这一天，依赖允许更早"
    assert told(third.why, text) == "被「任务 2」推迟（FS）"


def test_a_holiday_that_was_skipped_is_named(device: Device, chain: Chain) -> None:
    with device.session.edit("Autumn") as edit:
        edit.set(
            "task",
            chain.tasks[0],
            {"start": "2026-09-30T09:00:00", "finish": "2026-09-30T18:00:00"},
        )
        edit.set("link", chain.links[0], {"lag": "1", "lag_unit": "h"})
    moved = live.preview(chain.read(), live.SetWork(chain.tasks[0], 960), "eat")
    live.commit(chain.session, chain.campaign, moved)
    why = live.answer(chain.read())[chain.tasks[2]].why
    assert why.kind == "link"
    first = live.read(chain.session, chain.campaign)
    with device.session.edit("Back") as edit:
        edit.set(
            "task",
            chain.tasks[0],
            {"start": "2026-09-30T09:00:00", "finish": "2026-09-30T18:00:00"},
        )
        edit.set("link", chain.links[0], {"lag": None, "lag_unit": None})
        edit.set(
            "task",
            chain.tasks[1],
            {"start": "2026-10-08T09:00:00", "finish": "2026-10-08T18:00:00"},
        )
    assert first.items
    why = live.answer(chain.read())[chain.tasks[1]].why
    assert told(why, words_for("zh_CN").line) == "被「任务 1」推迟（FS），国庆节放假顺延"
    assert told(why, words_for("en").line).startswith("Waits for 任务 1 (FS), after the holiday")


def test_a_circle_that_two_people_closed_stops_nothing(device: Device, chain: Chain) -> None:
    with device.session.edit("Other way") as edit:
        ends: dict[str, Value] = {"predecessor": chain.tasks[2], "successor": chain.tasks[0]}
        edit.add("link", {"campaign": chain.campaign, **ends})
    network = chain.read()
    assert set(network.broken) == set(chain.tasks)
    assert len(live.answer(network)) == 3
