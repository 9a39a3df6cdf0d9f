"""My work on a real session: keys and clicks, then the session is asked; undo brings all back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.work import commands
from tests.ui import hands
from tests.ui.work.conftest import Stage
from ui.kit.label import Label
from ui.parts.host import Host, Notice
from ui.shell.features import Feature
from ui.shell.window import Window
from ui.work.ask import Ask
from ui.work.page import WorkPage, count
from ui.work.words import title_of

Settled = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton
pytestmark = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise|grabbing)")
"""What opens as a popup says so on a screen that is none."""


def shown(page: WorkPage) -> str:
    item = page.list.current
    return title_of(item) if item is not None else ""


def choose(page: WorkPage, stage: Stage, name: str, kind: str = "task") -> None:
    """Click on an item."""
    rect = page.list.rect_of((kind, stage.tasks[name]))
    QTest.mouseClick(page.list.viewport(), LEFT, pos=rect.center())
    assert shown(page) == name


def question(page: WorkPage) -> Ask:
    """The question that is open."""
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, Ask) and w.isVisible()]
    return found


def test_the_first_item_of_today_is_shown(page: WorkPage, host: Host) -> None:
    assert shown(page) == "媒体名单确认"
    # Two of today with the mention, and the new assignment of this week.
    assert count(host) == 4


def test_finish_opens_the_next_item(
    qtbot: QtBot, page: WorkPage, stage: Stage, said: list[Notice], settled: Settled
) -> None:
    before = stage.work()
    qtbot.mouseClick(page.bar.done, LEFT)
    settled()
    task = stage.desk.session.get("task", stage.tasks["媒体名单确认"])
    assert (task["status"], task["percent"]) == ("done", 100)
    assert shown(page) != "媒体名单确认"
    assert page.list.hasFocus()
    assert [(one.text, one.is_undo) for one in said] == [("已完成“媒体名单确认”", True)]
    stage.undo("Finish task")
    settled()
    assert stage.work() == before


def test_what_is_finished_elsewhere_leaves_the_list(
    page: WorkPage, stage: Stage, desk: Desk, settled: Settled
) -> None:
    for name in ("主视觉定稿", "媒体名单确认"):
        commands.finish(desk.session, stage.tasks[name])
        settled()
    assert shown(page) == "@王芳 放左上还是居中？"


def test_put_off_by_words(qtbot: QtBot, page: WorkPage, stage: Stage, settled: Settled) -> None:
    choose(page, stage, "主视觉定稿")
    before = stage.work()
    qtbot.mouseClick(page.bar.snooze, LEFT)
    ask = question(page)
    hands.write(ask.line, "下周五")
    qtbot.keyClick(ask.line, Qt.Key.Key_Return)
    settled()
    (mark,) = [m for m in stage.desk.session.list("mark") if m["kind"] == "later"]
    assert mark.ref("row") == stage.tasks["主视觉定稿"]
    rect = page.list.rect_of(("task", stage.tasks["主视觉定稿"]))
    assert rect.y() > page.list.head_of("later").y()
    assert shown(page) != "主视觉定稿"
    stage.undo("Put off")
    settled()
    assert stage.work() == before


def test_put_off_to_tomorrow_is_two_keys(
    qtbot: QtBot, page: WorkPage, stage: Stage, settled: Settled
) -> None:
    page.put_off()
    ask = question(page)
    hands.compose(ask.line, "zhou wu")
    qtbot.keyClick(ask.line, Qt.Key.Key_Return)
    assert ask.isVisible()  # an IME at work decides nothing
    hands.compose(ask.line, "")
    qtbot.keyClick(ask.line, Qt.Key.Key_Return)
    settled()
    assert page.list.rect_of(("task", stage.tasks["媒体名单确认"])).y() > 0
    later = [m for m in stage.desk.session.list("mark") if m["kind"] == "later"]
    assert len(later) == 1


def test_a_day_that_is_over_is_not_taken(qtbot: QtBot, page: WorkPage, stage: Stage) -> None:
    before = stage.work()
    page.put_off()
    ask = question(page)
    for words in ("昨天", "随便"):
        ask.line.clear()
        hands.write(ask.line, words)
        qtbot.keyClick(ask.line, Qt.Key.Key_Return)
        assert ask.isVisible()
    ask.close()
    assert stage.work() == before


def test_hand_over_by_pinyin(
    qtbot: QtBot, page: WorkPage, stage: Stage, said: list[Notice], settled: Settled
) -> None:
    choose(page, stage, "主视觉定稿")
    before = stage.work()
    qtbot.mouseClick(page.bar.hand, LEFT)
    ask = question(page)
    hands.write(ask.line, "cc")
    qtbot.keyClick(ask.line, Qt.Key.Key_Return)
    settled()
    (given,) = stage.desk.session.list("assignment", [("task", "=", stage.tasks["主视觉定稿"])])
    assert given.ref("person") == stage.people["陈晨"]
    assert said[-1].text == "已转交给 陈晨"
    stage.undo("Hand over task")
    settled()
    assert stage.work() == before


def test_arrows_walk_through_the_list_and_groups_fold(
    qtbot: QtBot, page: WorkPage, stage: Stage
) -> None:
    page.list.setFocus()
    names = [shown(page)]
    for _ in range(3):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        names.append(shown(page))
    assert names == ["媒体名单确认", "@王芳 放左上还是居中？", "主视觉定稿", ""]
    qtbot.keyClick(page.list, Qt.Key.Key_Return)  # the head of this week
    assert page.list.rect_of(("task", stage.tasks["周会纪要"])).isNull()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert shown(page) == "周会纪要"
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.bar.composer.write.hasFocus()


def test_an_item_counts_as_read_after_a_moment(
    qtbot: QtBot, page: WorkPage, stage: Stage, host: Host, settled: Settled
) -> None:
    choose(page, stage, "周会纪要")
    assert stage.desk.session.list("seen") == []
    qtbot.waitUntil(lambda: bool(stage.desk.session.list("seen")), timeout=3_000)
    (seen,) = stage.desk.session.list("seen")
    assert (seen.ref("row"), seen.ref("person")) == (stage.tasks["周会纪要"], host.me)
    settled()
    assert count(host) == 3


def test_all_is_read_at_once(page: WorkPage, stage: Stage, host: Host, settled: Settled) -> None:
    page.read_all()
    settled()
    assert count(host) == 3
    assert page.commands()[-1].reason == "没有未读"
    stage.undo("Mark as read")
    settled()
    assert count(host) == 4


def test_a_check_is_ticked(qtbot: QtBot, page: WorkPage, stage: Stage, settled: Settled) -> None:
    choose(page, stage, "主视觉定稿")
    before = stage.work()
    (line,) = [w for w in page.preview.findChildren(QWidget) if w.accessibleName() == "标题居中"]
    qtbot.mouseClick(line, LEFT, pos=QPoint(12, 12))
    settled()
    held = stage.desk.session.get("task", stage.tasks["主视觉定稿"]).text("checklist")
    me = page.host.me.hex()
    first, last = json.loads(held)
    assert first == {"text": "标题居中", "done": True, "by": me}
    assert last == {"text": "三个尺寸", "done": True}
    stage.undo("Change task")
    settled()
    assert stage.work() == before


def test_what_cannot_be_done_is_not_offered(page: WorkPage, stage: Stage) -> None:
    choose(page, stage, "素材切图", "waiting")
    bar = page.bar
    assert not bar.done.isVisible()
    assert not bar.hand.isVisible()
    assert bar.open_only.isVisible()
    reasons = {command.name: command.reason for command in page.commands()}
    assert reasons["work.finish"] == "这个任务不由你负责"
    assert reasons["work.open"] == ""


def test_open_goes_to_the_task(qtbot: QtBot, page: WorkPage, stage: Stage, host: Host) -> None:
    choose(page, stage, "主视觉定稿")
    with qtbot.waitSignal(host.went) as went:
        qtbot.mouseClick(page.bar.open, LEFT)
    assert went.args == [f"tasks/{stage.tasks['主视觉定稿'].hex()}"]


def test_a_place_shows_its_item(page: WorkPage, stage: Stage, settled: Settled) -> None:
    page.open(["task", stage.tasks["值班表"].hex()])
    assert shown(page) == "值班表"
    commands.finish(stage.desk.session, stage.tasks["主视觉定稿"])
    settled()
    assert shown(page) == "值班表"


def test_nothing_to_do(qtbot: QtBot, host: Host, settled: Settled) -> None:
    page = WorkPage(host)
    qtbot.addWidget(page)
    page.show()
    page.freshen()
    settled()
    words = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    assert "今天没有要做的事" in words
    assert count(host) == 0


def test_everything_has_a_name(page: WorkPage, stage: Stage) -> None:
    choose(page, stage, "主视觉定稿")
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            held = QAccessible.queryAccessibleInterface(widget)
            assert held.text(QAccessible.Text.Name), widget


@pytest.fixture
def window(qtbot: QtBot, host: Host, stage: Stage, settled: Settled) -> Iterator[Window]:
    window = Window(host, [Feature("work", "inbox", "My work", WorkPage)])
    qtbot.addWidget(window)
    window.show()
    window.go("work")
    settled()
    yield window
    window.rest()


def test_single_keys_work_in_the_list_and_not_in_a_text(
    qtbot: QtBot, window: Window, stage: Stage, settled: Settled
) -> None:
    page = window.page("work")
    assert isinstance(page, WorkPage)
    before = stage.work()
    page.bar.composer.write.setFocus()
    qtbot.keyClicks(page.bar.composer.write, "eost")
    assert page.bar.composer.write.toPlainText() == "eost"
    assert stage.work() == before
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_E)
    settled()
    assert stage.desk.session.get("task", stage.tasks["媒体名单确认"])["status"] == "done"
    stage.undo("Finish task")
    settled()
    assert stage.work() == before
