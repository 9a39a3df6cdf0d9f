"""Any sequence of gestures, each undone, gives the start; a colleague's change moves in sight."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.plan import commands
from tests.ui.plan.gantt.touch import Hand, Plan
from ui.kit.app import App
from ui.plan.page import TasksPage

NAMES = ("文案", "设计", "投放", "复盘", "物料")
K = Qt.Key
KEYS = (
    (K.Key_Right, Qt.KeyboardModifier.NoModifier),
    (K.Key_Left, Qt.KeyboardModifier.ShiftModifier),
    (K.Key_Up, Qt.KeyboardModifier.ControlModifier),
    (K.Key_Tab, Qt.KeyboardModifier.NoModifier),
    (K.Key_Backtab, Qt.KeyboardModifier.NoModifier),
)
Deed = Callable[[Hand], None]


def moved(name: str, part: str, days: int) -> Deed:
    def do(hand: Hand) -> None:
        begin = {"body": hand.middle, "left": hand.left, "right": hand.right}[part](name)
        hand.drag(begin, hand.days(days))

    return do


def linked(name: str, other: str) -> Deed:
    def do(hand: Hand) -> None:
        hand.hover(name)
        begin = hand.dot(name)
        hand.drag(begin, hand.left(other) + QPoint(3, 0) - begin)

    return do


def pressed(name: str, which: int) -> Deed:
    def do(hand: Hand) -> None:
        from PySide6.QtTest import QTest

        hand.canvas.setFocus()
        hand.canvas.go(hand.plan.ids[name])
        QTest.keyClick(hand.canvas, *KEYS[which])

    return do


DEEDS = st.one_of(
    st.builds(
        moved,
        st.sampled_from(NAMES),
        st.sampled_from(("body", "left", "right")),
        st.integers(-4, 6),
    ),
    st.builds(linked, st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.builds(pressed, st.sampled_from(NAMES), st.integers(0, len(KEYS) - 1)),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deeds=st.lists(
        st.tuples(DEEDS, st.sampled_from(("all", "one", "none"))), min_size=1, max_size=5
    )
)
def test_any_gestures_undone_give_the_start(
    desk: Desk, plan: Plan, hand: Hand, deeds: list[tuple[Deed, str]]
) -> None:
    start = plan.state()
    edits = 0
    for deed, answer in deeds:
        before = plan.state()
        deed(hand)
        if hand.page.gantt.ripple.isVisible():
            hand.page.gantt.ripple.answered.emit(answer)
        QApplication.processEvents()
        assert hand.canvas.ghost is None
        edits += plan.state() != before
    for _ in range(edits):
        desk.session.undo()
    QApplication.processEvents()
    assert plan.state() == start
    for name in NAMES[:4]:
        row = desk.session.get("task", plan.ids[name])
        bar = hand.canvas.field.bar(plan.ids[name])
        assert bar is not None
        assert bar.name == row.text("name")


def test_a_colleagues_change_moves_in_sight(
    qtbot: QtBot, qapp: App, desk: Desk, plan: Plan, hand: Hand
) -> None:
    qapp.theme.look("light", is_calm=False)
    old = hand.box("投放").x
    values = {"start": "2026-06-16T09:00:00", "finish": "2026-06-17T18:00:00"}
    commands.set_task(desk.session, plan.ids["投放"], values, None)
    seen: set[float] = set()
    goal = old + 7 * hand.canvas.scene.scale.day_px

    def is_there() -> bool:
        seen.add(hand.box("投放").x)
        return hand.box("投放").x == goal

    qtbot.waitUntil(is_there, timeout=2_000)
    assert any(old < x < goal for x in seen)
    qtbot.waitUntil(lambda: not hand.canvas.scene.spans, timeout=2_000)


def test_calm_it_is_there_at_once(desk: Desk, plan: Plan, hand: Hand) -> None:
    old = hand.box("投放").x
    values = {"start": "2026-06-16T09:00:00", "finish": "2026-06-17T18:00:00"}
    commands.set_task(desk.session, plan.ids["投放"], values, None)
    QApplication.processEvents()
    assert hand.box("投放").x == old + 7 * hand.canvas.scene.scale.day_px


def test_every_zoom_is_painted_in_both_looks(
    qapp: App, page: TasksPage, hand: Hand, plan: Plan
) -> None:
    page.gantt.bar.critical.click()
    page.gantt.bar.links.click()
    assert hand.canvas.look.critical[plan.ids["投放"]].is_critical
    for look in ("light", "dark"):
        qapp.theme.look(look, is_calm=True)
        for unit in ("hour", "day", "week", "month", "quarter"):
            page.gantt.bar.zoom.choose(unit)
            picture = page.gantt.grab().toImage()
            colors = {
                picture.pixel(x, y)
                for x in range(410, picture.width(), 5)
                for y in range(40, 300, 4)
            }
            assert len(colors) > 3, (look, unit)
    page.gantt.canvas.fit()
    first = hand.view(hand.box("文案").x, 0).x()
    assert hand.canvas.tree_px < first < hand.canvas.viewport().width()
