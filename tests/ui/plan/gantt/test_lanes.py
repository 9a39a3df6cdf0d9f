"""Lanes of all campaigns: stacked, and who is booked twice; the page on a real session."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.plan import commands
from tests.ui.plan.gantt.touch import Plan
from ui.parts.host import Host
from ui.plan.gantt import lanes
from ui.plan.gantt.chart import Bar
from ui.plan.gantt.lanes import Piece
from ui.plan.gantt.portfolio import PortfolioPage
from ui.plan.gantt.timescale import DAY


def piece(name: str, first: int, last: int) -> Piece:
    """A task from one day's nine to another's six."""
    bar = Bar(name.encode(), "task", name, first * DAY + 540, last * DAY + 1_080)
    return Piece(bar, b"C")


def drawn(pieces: list[Piece]) -> str:
    """Levels as lines, days as columns."""
    held = lanes.stacked(pieces)
    lines = [[" "] * 12 for _ in range(lanes.Lane(None, "", held).levels)]
    for one in held:
        for day in range(one.bar.span[0] // DAY, one.bar.span[1] // DAY + 1):
            lines[one.level][day] = one.bar.name
    return "\n".join("".join(line).rstrip() for line in lines)


def test_bars_lie_at_the_first_level_that_is_free() -> None:
    pieces = [piece("a", 0, 3), piece("b", 2, 5), piece("c", 4, 6), piece("d", 7, 8)]
    assert drawn(pieces).splitlines()[0] == "aaaacccdd"
    assert drawn(pieces).splitlines()[1] == "  bbbb"


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), max_size=20))
def test_no_two_bars_share_a_place(spans: list[tuple[int, int]]) -> None:
    held = lanes.stacked(piece(str(n), a, a + b) for n, (a, b) in enumerate(spans))
    taken = [
        (one.level, day)
        for one in held
        for day in range(one.bar.span[0] // DAY, one.bar.span[1] // DAY + 1)
    ]
    assert len(taken) == len(set(taken))
    doubled = {day for _, day in taken if sum(d == day for _, d in taken) > 1}
    found = {d for clash in lanes.clashes(held) for d in range(clash.first, clash.last + 1)}
    assert doubled <= found


def test_shared_days_are_told() -> None:
    held = lanes.stacked([piece("a", 0, 3), piece("b", 2, 5)])
    (clash,) = lanes.clashes(held)
    assert (clash.first, clash.last, clash.days, clash.low, clash.high) == (2, 3, 2, 0, 1)


def test_the_page_shows_who_is_booked_twice(
    qtbot: QtBot, host: Host, desk: Desk, plan: Plan, settled: Callable[[], None]
) -> None:
    zhang = next(r.id for r in desk.session.list("person") if r.text("name") == "张伟")
    for name in ("文案", "投放"):
        commands.set_task(desk.session, plan.ids[name], {}, [zhang])
    with desk.session.edit("Begin") as edit:
        other = bytes(edit.add("campaign", {"name": "周年"}))
    values = {"name": "海报", "start": "2026-06-04T09:00:00", "finish": "2026-06-05T18:00:00"}
    commands.add_task(desk.session, other, values, [zhang])
    page = PortfolioPage(host)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.freshen()
    settled()
    assert sorted(lane.name for lane in page.canvas.lanes) == ["周年", "端午"]
    page.kinds.choose("person")
    settled()
    lane = next(lane for lane in page.canvas.lanes if lane.name == "张伟")
    assert [piece.bar.name for piece in lane.pieces] == ["文案", "海报", "投放"]
    assert [clash.days for clash in lane.clashes] == [1]
    page.kinds.choose("account")
    settled()
    assert [lane.key for lane in page.canvas.lanes] == [None]
    page.kinds.choose("person")
    settled()
    went: list[str] = []
    host.went.connect(went.append)
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Right)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    assert went[0].startswith("task/")
    before = page.canvas.scale.day_px
    page.canvas.zoom(1.25)
    assert page.canvas.scale.day_px > before
