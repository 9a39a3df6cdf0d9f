"""The keyboard's twin of every gesture, on a real session."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.plan import commands
from tests.ui.plan.gantt.touch import Hand, Plan
from ui.plan.page import TasksPage

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def at(hand: Hand, name: str) -> None:
    hand.canvas.setFocus()
    hand.canvas.go(hand.plan.ids[name])


def test_arrows_move_by_working_days(qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    at(hand, "投放")
    qtbot.keyClick(hand.canvas, K.Key_Right)
    assert plan.span("投放") == ("06-10", "06-11")
    QApplication.processEvents()
    qtbot.keyClick(hand.canvas, K.Key_Left)
    assert plan.state() == before
    desk.session.undo()
    desk.session.undo()
    assert plan.state() == before


def test_steps_add_up_until_enter(qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    at(hand, "文案")
    for _ in range(3):
        qtbot.keyClick(hand.canvas, K.Key_Right)
    assert plan.state() == before
    assert hand.page.gantt.ripple.isVisible()
    qtbot.keyClick(hand.canvas, K.Key_Return)
    assert plan.span("文案") == ("06-08", "06-09")
    assert plan.span("投放") == ("06-12", "06-15")
    desk.session.undo()
    assert plan.state() == before


def test_shift_enter_moves_only_this_one(qtbot: QtBot, plan: Plan, hand: Hand) -> None:
    at(hand, "文案")
    qtbot.keyClick(hand.canvas, K.Key_Right)
    qtbot.keyClick(hand.canvas, K.Key_Return, SHIFT)
    assert plan.span("文案") == ("06-04", "06-05")
    assert plan.span("设计") == ("06-05", "06-08")


def test_esc_takes_back_what_is_not_written(qtbot: QtBot, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    at(hand, "文案")
    qtbot.keyClick(hand.canvas, K.Key_Right)
    qtbot.keyClick(hand.canvas, K.Key_Escape)
    assert plan.state() == before
    assert hand.canvas.ghost is None


def test_shift_arrows_change_the_length(qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    at(hand, "投放")
    qtbot.keyClick(hand.canvas, K.Key_Right, SHIFT)
    assert plan.span("投放") == ("06-09", "06-11")
    desk.session.undo()
    assert plan.state() == before


def test_plus_and_minus_change_the_progress(
    qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand
) -> None:
    before = plan.state()
    at(hand, "投放")
    qtbot.keyClicks(hand.canvas, "+")
    assert plan.value("投放", "percent") == 10
    desk.session.undo()
    assert plan.state() == before


def test_ctrl_l_links_to_the_row_that_the_arrows_choose(
    qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand
) -> None:
    before = plan.state()
    at(hand, "文案")
    qtbot.keyClick(hand.canvas, K.Key_L, CTRL)
    qtbot.keyClick(hand.canvas, K.Key_Down)
    qtbot.keyClick(hand.canvas, K.Key_Down)
    assert hand.canvas.ghost is not None
    assert hand.canvas.ghost.target == plan.ids["投放"]
    assert hand.canvas.current == plan.ids["文案"]
    qtbot.keyClick(hand.canvas, K.Key_Return)
    links = desk.session.list("link", [("predecessor", "=", plan.ids["文案"])])
    assert plan.ids["投放"] in [row.ref("successor") for row in links]
    desk.session.undo()
    assert plan.state() == before


def test_ctrl_arrows_reorder(qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    chart = hand.canvas.chart
    at(hand, "复盘")
    qtbot.keyClick(hand.canvas, K.Key_Up, CTRL)
    QApplication.processEvents()
    assert chart.row_of(plan.ids["复盘"]) < chart.row_of(plan.ids["投放"])
    qtbot.keyClick(hand.canvas, K.Key_Down, CTRL)
    QApplication.processEvents()
    assert chart.row_of(plan.ids["复盘"]) > chart.row_of(plan.ids["投放"])
    desk.session.undo()
    desk.session.undo()
    assert plan.state() == before


def test_tab_goes_in_and_out(qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    at(hand, "复盘")
    qtbot.keyClick(hand.canvas, K.Key_Tab)
    assert plan.value("复盘", "parent") == plan.ids["投放"]
    QApplication.processEvents()
    qtbot.keyClick(hand.canvas, K.Key_Backtab)
    assert plan.value("复盘", "parent") is None
    desk.session.undo()
    desk.session.undo()
    assert plan.state() == before


def test_after_esc_tab_leaves_the_chart(qtbot: QtBot, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    at(hand, "复盘")
    qtbot.keyClick(hand.canvas, K.Key_Escape)
    qtbot.keyClick(hand.canvas, K.Key_Tab)
    assert plan.state() == before
    assert not hand.canvas.hasFocus()


def test_a_task_without_dates_gets_some(qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand) -> None:
    before = plan.state()
    at(hand, "待定")
    qtbot.keyClick(hand.canvas, K.Key_Right)
    assert plan.span("待定") == ("06-03", "06-03")
    desk.session.undo()
    assert plan.state() == before


def test_up_and_down_home_and_enter(qtbot: QtBot, page: TasksPage, plan: Plan, hand: Hand) -> None:
    canvas = hand.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, K.Key_Down)
    assert canvas.current == plan.campaign
    qtbot.keyClick(canvas, K.Key_Down)
    qtbot.keyClick(canvas, K.Key_Down)
    assert canvas.current == plan.ids["文案"]
    canvas.horizontalScrollBar().setValue(0)
    qtbot.keyClick(canvas, K.Key_Home)
    x = canvas.scene.scale.x(canvas.look.now) - canvas.offset.x()
    assert 0 < x < canvas.time_px
    qtbot.keyClick(canvas, K.Key_Return)
    assert page.sheet.task == plan.ids["文案"]
    qtbot.keyClick(canvas, K.Key_Plus, CTRL)
    assert canvas.scene.scale.day_px > 22


def test_a_new_task_by_its_key(qtbot: QtBot, desk: Desk, page: TasksPage, plan: Plan) -> None:
    before = plan.state()
    page.begin_new()
    line = QApplication.focusWidget()
    assert line is not None
    qtbot.keyClicks(line, "poster")
    qtbot.keyClick(line, K.Key_Return)
    assert [r for r in desk.session.list("task") if r.text("name") == "poster"]
    desk.session.undo()
    assert plan.state() == before


def test_esc_in_the_name_adds_nothing(qtbot: QtBot, page: TasksPage, plan: Plan) -> None:
    before = plan.state()
    page.begin_new()
    line = QApplication.focusWidget()
    assert line is not None
    qtbot.keyClicks(line, "poster")
    qtbot.keyClick(line, K.Key_Escape)
    assert plan.state() == before
    assert page.gantt.canvas.ghost is None


def test_a_screen_reader_finds_every_row_with_its_words(
    page: TasksPage, plan: Plan, hand: Hand
) -> None:
    face = QAccessible.queryAccessibleInterface(hand.canvas)
    assert face is not None
    assert face.role() == QAccessible.Role.List
    names = [face.child(n).text(QAccessible.Text.Name) for n in range(face.childCount())]
    assert "文案，6月3日至6月4日，进度0%，即将到期" in names
    assert "待定，还没有日期" in names
    assert all(names)
    assert {face.child(n).role() for n in range(len(names))} == {QAccessible.Role.ListItem}
    unnamed = [
        button
        for button in page.gantt.findChildren(QObject)
        if button.metaObject().className() in ("Button", "IconButton")
        and not button.property("accessibleName")
    ]
    assert not unnamed


def test_a_filter_hides_rows_and_keeps_what_is_above(
    qtbot: QtBot, page: TasksPage, plan: Plan, hand: Hand
) -> None:
    page.toolbar.look(text="设计")
    chart = hand.canvas.chart
    assert [chart.bar(row).name for row in range(len(chart.shown))] == ["端午", "物料", "设计"]
    page.toolbar.look(text="")
    assert len(chart.shown) == 7


def test_a_colleague_changes_the_plan_in_the_middle_of_a_drag(
    qtbot: QtBot, desk: Desk, plan: Plan, hand: Hand
) -> None:
    session = desk.session
    start = hand.middle("设计")
    hand.press(start)
    hand.move(start + hand.days(1))
    hand.move(start + hand.days(3))
    assert hand.canvas.ghost is not None
    held = hand.canvas.ghost.spans[plan.ids["设计"]]
    commands.set_task(session, plan.ids["复盘"], {"name": "总结"}, None)
    commands.delete_tasks(session, [plan.ids["待定"]])
    QApplication.processEvents()
    assert hand.canvas.drag is not None
    assert hand.canvas.ghost.spans[plan.ids["设计"]] == held
    assert hand.canvas.chart.row_of(plan.ids["待定"]) == -1
    hand.let_go(start + hand.days(3))
    hand.page.gantt.ripple.apply.click()
    assert plan.span("设计")[0] == "06-08"


def test_what_is_in_the_hand_may_be_deleted(desk: Desk, plan: Plan, hand: Hand) -> None:
    at_ = hand.middle("投放")
    hand.press(at_)
    hand.move(at_ + hand.days(1))
    hand.move(at_ + hand.days(3))
    commands.delete_tasks(desk.session, [plan.ids["投放"]])
    QApplication.processEvents()
    assert hand.canvas.drag is None
    assert hand.canvas.ghost is None
    hand.let_go(at_ + hand.days(3))
