"""Every gesture of the mouse on a real session: what is written; one undo takes it back."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.care import Desk
from tests.ui.plan.gantt.touch import Hand, Plan
from ui.parts.host import Notice
from ui.plan.gantt import says
from ui.plan.page import TasksPage

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def undone(desk: Desk, plan: Plan, before: object) -> None:
    """One undo, and everything is as it was."""
    assert plan.state() != before
    desk.session.undo()
    assert plan.state() == before


def test_a_bar_without_followers_is_moved_at_once(desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    hand.drag(hand.middle("投放"), hand.days(2))
    assert plan.span("投放") == ("06-11", "06-12")
    assert not hand.page.gantt.ripple.isVisible()
    undone(desk, plan, before)


def test_what_else_moves_is_seen_before_the_drop_and_asked_after_it(
    qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand
) -> None:
    before = plan.state()
    at = hand.middle("文案")
    hand.press(at)
    hand.move(at + hand.days(1))
    hand.move(at + hand.days(2))
    ghost = hand.canvas.ghost
    assert ghost is not None
    assert set(ghost.others) == {plan.ids["设计"], plan.ids["投放"]}
    assert hand.canvas.tip is not None
    assert hand.canvas.tip.strong == "6月5日 周五 → 6月8日 周一 (2 个工作日)"
    assert hand.canvas.tip.lines == ("另有 2 个任务顺延",)
    assert plan.state() == before
    hand.let_go(at + hand.days(2))
    ripple = hand.page.gantt.ripple
    assert ripple.isVisible()
    assert plan.state() == before
    qtbot.mouseClick(ripple.apply, Qt.MouseButton.LeftButton)
    assert plan.span("文案") == ("06-05", "06-08")
    assert plan.span("设计") == ("06-09", "06-10")
    assert plan.span("投放") == ("06-11", "06-12")
    assert not ripple.isVisible()
    assert hand.canvas.ghost is None
    undone(desk, plan, before)


def test_only_this_one(qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    hand.drag(hand.middle("文案"), hand.days(2))
    qtbot.mouseClick(hand.page.gantt.ripple.alone, Qt.MouseButton.LeftButton)
    assert plan.span("文案") == ("06-05", "06-08")
    assert plan.span("设计") == ("06-05", "06-08")
    undone(desk, plan, before)


def test_the_question_may_be_answered_with_no(qtbot: QtBot, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    hand.drag(hand.middle("文案"), hand.days(2))
    qtbot.mouseClick(hand.page.gantt.ripple.cancel, Qt.MouseButton.LeftButton)
    assert plan.state() == before
    assert hand.canvas.ghost is None
    assert hand.canvas.scene.spans == {}


def test_the_next_gesture_answers_with_yes(desk: Desk, plan: Plan, hand: Hand) -> None:
    hand.drag(hand.middle("文案"), hand.days(1))
    assert hand.page.gantt.ripple.isVisible()
    QTest.mouseClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand.in_tree("复盘"))
    assert plan.span("文案") == ("06-04", "06-05")
    assert plan.span("设计")[0] == "06-08"


def test_modes_of_shifting(plan: Plan, hand: Hand) -> None:
    hand.page.gantt.bar.choose_mode("none")
    hand.drag(hand.middle("文案"), hand.days(1))
    assert plan.span("文案") == ("06-04", "06-05")
    assert plan.span("设计") == ("06-05", "06-08")


def test_both_ends_are_resized(desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    hand.drag(hand.right("投放"), hand.days(1))
    assert plan.span("投放") == ("06-09", "06-11")
    assert plan.value("投放", "duration_minutes") == 3 * 480
    undone(desk, plan, before)
    QApplication.processEvents()
    hand.drag(hand.left("投放"), hand.days(1))
    assert plan.span("投放") == ("06-10", "06-10")
    undone(desk, plan, before)


def test_alt_does_not_snap(plan: Plan, hand: Hand) -> None:
    at = hand.right("投放")
    half = hand.days(0.5)
    hand.press(at)
    hand.move(at + half, ALT)
    hand.move(at + half, ALT)
    hand.let_go(at + half)
    assert str(plan.value("投放", "finish")).startswith("2026-06-11T1")


def test_progress_is_drawn(desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    hand.hover("设计")
    begin = hand.progress("设计")
    hand.drag(begin, QPoint(round(hand.box("设计").w / 2), 0))
    assert plan.value("设计", "percent") == 50
    undone(desk, plan, before)


def test_a_link_is_drawn_from_the_dot(desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    hand.hover("文案")
    begin = hand.dot("文案")
    hand.drag(begin, hand.left("投放") + QPoint(4, 0) - begin)
    links = desk.session.list("link", [("predecessor", "=", plan.ids["文案"])])
    assert plan.ids["投放"] in [row.ref("successor") for row in links]
    undone(desk, plan, before)


def test_a_circle_is_refused_with_its_path(
    desk: Desk, plan: Plan, hand: Hand, said: list[Notice]
) -> None:
    before = plan.state()
    hand.hover("投放")
    begin = hand.dot("投放")
    hand.drag(begin, hand.left("文案") + QPoint(4, 0) - begin)
    assert plan.state() == before
    assert "投放 → 文案 → 设计 → 投放" in said[-1].text
    assert hand.canvas.ghost is None


def test_dates_are_drawn_for_a_task_without_any(desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    row = hand.canvas.chart.row_of(plan.ids["待定"])
    scale = hand.canvas.scene.scale
    day = hand.canvas.look.now // 1440 + 6
    begin = hand.view(scale.day_x(day) + 4, row * hand.canvas.scene.row_px + 16)
    hand.drag(begin, hand.days(2))
    assert plan.span("待定") == ("06-09", "06-11")
    assert plan.value("待定", "duration_minutes") == 3 * 480
    undone(desk, plan, before)


def test_a_new_task_is_drawn_below_and_named(
    qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand
) -> None:
    before = plan.state()
    scale, rows = hand.canvas.scene.scale, len(hand.canvas.chart.shown)
    day = hand.canvas.look.now // 1440 + 1
    begin = hand.view(scale.day_x(day) + 4, rows * hand.canvas.scene.row_px + 16)
    hand.drag(begin, hand.days(1))
    assert plan.state() == before
    line = QApplication.focusWidget()
    assert line is not None
    qtbot.keyClicks(line, "shoot")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    (made,) = [row for row in desk.session.list("task") if row.text("name") == "shoot"]
    assert (made.text("start"), made.text("finish")) == (
        "2026-06-04T09:00:00",
        "2026-06-05T18:00:00",
    )
    undone(desk, plan, before)


def test_a_row_is_put_elsewhere(desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    begin = hand.in_tree("复盘")
    hand.drag(begin, QPoint(-40, hand.in_tree("投放", 0.1).y() - begin.y()))
    QApplication.processEvents()
    chart = hand.canvas.chart
    assert chart.row_of(plan.ids["复盘"]) == chart.row_of(plan.ids["投放"]) - 1
    assert plan.value("复盘", "parent") is None
    undone(desk, plan, before)


def test_sideways_a_row_goes_in(desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    begin = hand.in_tree("复盘")
    hand.drag(begin, QPoint(18, hand.in_tree("投放", 0.05).y() - begin.y()))
    assert plan.value("复盘", "parent") == plan.ids["物料"]
    undone(desk, plan, before)


def test_what_is_done_does_not_move(plan: Plan, hand: Hand, said: list[Notice]) -> None:
    before = plan.state()
    hand.drag(hand.middle("复盘"), hand.days(3))
    assert plan.state() == before


def test_esc_in_the_middle_of_a_drag(qtbot: QtBot, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    at = hand.middle("投放")
    hand.press(at)
    hand.move(at + hand.days(2))
    hand.move(at + hand.days(3))
    assert hand.canvas.ghost is not None
    qtbot.keyClick(hand.canvas, Qt.Key.Key_Escape)
    assert hand.canvas.ghost is None
    hand.let_go(at + hand.days(3))
    assert plan.state() == before
    assert hand.box("投放").x == hand.canvas.scene.scale.x(_start(hand, "投放"))


def _start(hand: Hand, name: str) -> int:
    bar = hand.canvas.field.bar(hand.plan.ids[name])
    assert bar is not None
    return bar.span[0]


def test_zoom_keeps_the_day_under_the_cursor(page: TasksPage, hand: Hand) -> None:
    canvas = hand.canvas
    for turn in (120, 120, 120, -120, -360, -360, 720):
        at = QPointF(800, 300)
        day = canvas.place(at).x() / canvas.scene.scale.day_px + canvas.scene.scale.base
        event = QWheelEvent(
            at, QPointF(canvas.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, turn),
            Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas.viewport(), event)
        now = canvas.place(at).x() / canvas.scene.scale.day_px + canvas.scene.scale.base
        assert abs(now - day) * canvas.scene.scale.day_px < 1.5, turn
    assert page.gantt.bar.zoom.key == canvas.scene.scale.unit


def test_a_click_chooses_and_a_second_one_opens(
    qtbot: QtBot, page: TasksPage, plan: Plan, hand: Hand
) -> None:
    view = hand.canvas.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=hand.middle("设计"))
    assert hand.canvas.current == plan.ids["设计"]
    assert not page.sheet.isVisible()
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=hand.middle("设计"))
    assert page.sheet.task == plan.ids["设计"]


def test_a_summary_is_folded_and_moves_what_is_under_it(
    qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand
) -> None:
    before = plan.state()
    hand.drag(hand.middle("物料"), hand.days(1))
    qtbot.mouseClick(hand.page.gantt.ripple.apply, Qt.MouseButton.LeftButton)
    assert plan.span("文案")[0] == "06-04"
    undone(desk, plan, before)
    at = hand.in_tree("物料")
    at.setX(36)
    qtbot.mouseClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert not hand.canvas.chart.is_shown(plan.ids["文案"])


def test_words_of_a_late_bar(plan: Plan, hand: Hand, desk: Desk, qtbot: QtBot) -> None:
    with desk.session.edit("Make it late") as edit:
        values = {"start": "2026-05-28T09:00:00", "finish": "2026-06-01T18:00:00", "percent": 60}
        edit.set("task", plan.ids["投放"], values)
    QApplication.processEvents()
    bar = hand.canvas.field.bar(plan.ids["投放"])
    assert bar is not None
    assert says.bar_words(bar) == "投放，5月28日至6月1日，进度60%，逾期 2 天，受阻"
