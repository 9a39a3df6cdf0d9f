"""The sheet of a task: links, sub-tasks, posts, the list to check, days; every gesture undone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.campaign import commands as campaigns
from app.care import Desk
from app.model.row import Row
from app.plan import commands
from app.plan.view import Condition, View
from tests.ui import hands
from ui.parts.host import Host, Notice
from ui.parts.pick import Picker
from ui.plan.page import TasksPage
from ui.plan.sheet import TaskSheet
from ui.plan.sheet_links import How

Settled = Callable[[], None]
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
TABLES = ("task", "link", "post", "assignment")


@pytest.fixture
def page(qtbot: QtBot, host: Host, campaign: bytes, settled: Settled) -> TasksPage:
    page = TasksPage(host, campaign)
    qtbot.addWidget(page)
    host.bridge.changed.connect(page.on_changed)
    page.resize(1200, 1400)
    page.show()
    page.freshen()
    settled()
    return page


@pytest.fixture
def made(desk: Desk, campaign: bytes, page: TasksPage, settled: Settled) -> list[bytes]:
    """Three tasks of their own; the first is open in the sheet."""
    add = commands.add_task
    found: list[bytes] = [
        add(desk.session, campaign, {"name": name, "status": "todo"})
        for name in ("主视觉设计", "海盐海报切片", "落地页")
    ]
    settled()
    page.open([found[0].hex()])
    settled()
    return found


def state(desk: Desk) -> dict[bytes, dict[str, object]]:
    return {row.id: dict(row) for table in TABLES for row in desk.session.list(table)}


def checks(desk: Desk, task: bytes) -> list[str]:
    held = json.loads(desk.session.get("task", task).text("checklist") or "[]")
    return [line["text"] for line in held]


def links(desk: Desk, task: bytes) -> list[Row]:
    return desk.session.list("link", [("successor", "=", task)])


def pick(qtbot: QtBot, text: str) -> None:
    picker = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Picker)
                  and w.isVisible())  # fmt: skip
    hands.write(picker.line, text)
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)


def press(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_link_is_picked_by_pinyin_changed_and_taken_away(
    qtbot: QtBot, page: TasksPage, desk: Desk, made: list[bytes], settled: Settled
) -> None:
    before, sheet = state(desk), page.sheet
    press(qtbot, sheet.links.adds[True])
    pick(qtbot, "hyhbqp")
    (link,) = links(desk, made[0])
    assert (link.ref("predecessor"), link["type"]) == (made[1], "FS")
    settled()
    how = button(qtbot, sheet, "与 海盐海报切片")
    press(qtbot, how)
    pop = next(w for w in QApplication.topLevelWidgets() if isinstance(w, How))
    pop.kind.show_key("SS")
    pop.kind.chosen.emit("SS")
    qtbot.waitUntil(lambda: "开始–开始" in [b.text() for b in buttons(sheet)])
    pop.lag.setFocus()
    pop.lag.selectAll()
    hands.write(pop.lag, "-1.50")
    qtbot.keyClick(pop.lag, Qt.Key.Key_Return)
    (link,) = links(desk, made[0])
    assert (link["type"], link["lag"], link["lag_unit"]) == ("SS", "-1.5", "d")
    qtbot.waitUntil(lambda: "开始–开始 -1.5 天" in [b.text() for b in buttons(sheet)])
    press(qtbot, button(qtbot, sheet, "移除依赖 海盐海报切片"))
    assert links(desk, made[0]) == []
    for _ in range(4):
        desk.session.undo()
    assert state(desk) == before


def buttons(sheet: TaskSheet) -> list[QAbstractButton]:
    return [b for b in sheet.findChildren(QAbstractButton) if b.isVisible()]


def button(qtbot: QtBot, sheet: TaskSheet, name: str) -> QAbstractButton:
    """The button whose name begins so, as soon as it is shown."""

    def found() -> list[QAbstractButton]:
        return [b for b in buttons(sheet) if b.accessibleName().startswith(name)]

    qtbot.waitUntil(lambda: bool(found()), timeout=2_000)
    return found()[0]


def test_a_circle_is_refused_with_its_path(
    qtbot: QtBot, page: TasksPage, desk: Desk, made: list[bytes], said: list[Notice]
) -> None:
    one, two, three = made
    commands.link_tasks(desk.session, one, two)
    commands.link_tasks(desk.session, two, three)
    before = state(desk)
    press(qtbot, page.sheet.links.adds[True])
    pick(qtbot, "落地页")
    assert state(desk) == before
    assert said[-1].text == "这样会互相等待：落地页 → 主视觉设计 → 海盐海报切片 → 落地页"


def test_a_chip_opens_the_other_task(
    qtbot: QtBot, page: TasksPage, desk: Desk, made: list[bytes], settled: Settled
) -> None:
    commands.link_tasks(desk.session, made[1], made[0])
    settled()
    press(qtbot, button(qtbot, page.sheet, "海盐海报切片,"))
    assert page.sheet.task == made[1]
    assert page.table.grid.current == made[1]


def test_sub_tasks_are_written_one_after_the_other_and_moved(
    qtbot: QtBot, page: TasksPage, desk: Desk, made: list[bytes], settled: Settled
) -> None:
    before, under = state(desk), page.sheet.under
    under.new.setFocus()
    for name in ("出草图", "定稿"):
        hands.write(under.new, name)
        qtbot.keyClick(under.new, Qt.Key.Key_Return)
    settled()
    rows = desk.session.list("task", [("parent", "=", made[0])], ["okey"])
    assert [row.text("name") for row in rows] == ["出草图", "定稿"]
    assert under.new.hasFocus()
    assert under.head.note.text() == "0 / 2"
    two = under.rows()[1]
    two.jump.setFocus()
    qtbot.keyClick(two.jump, Qt.Key.Key_Up, ALT)
    settled()
    assert [one.task for one in under.rows()] == [rows[1].id, rows[0].id]
    assert QApplication.focusWidget() is under.rows()[0].jump
    qtbot.keyClick(under.rows()[1].jump, Qt.Key.Key_BracketRight, CTRL)
    assert desk.session.get("task", rows[0].id).ref("parent") == rows[1].id
    settled()
    qtbot.keyClick(under.rows()[0].jump, Qt.Key.Key_BracketLeft, CTRL)
    assert desk.session.get("task", rows[1].id).ref("parent") is None
    for _ in range(5):
        desk.session.undo()
    assert state(desk) == before


def test_a_post_is_chosen_opened_and_let_go(
    qtbot: QtBot, page: TasksPage, desk: Desk, made: list[bytes], settled: Settled
) -> None:
    campaign = desk.session.get("task", made[0]).ref("campaign") or b""
    post = campaigns.add_post(desk.session, campaign, {"title": "预热第一篇"})
    before, posts, went = state(desk), page.sheet.posts, []
    page.host.went.connect(went.append)
    press(qtbot, posts.head.add)
    pick(qtbot, "yrdyp")
    assert desk.session.get("post", post).ref("task") == made[0]
    settled()
    press(qtbot, button(qtbot, page.sheet, "预热第一篇"))
    assert went == [f"post/{post.hex()}"]
    press(qtbot, button(qtbot, page.sheet, "取消关联 预热第一篇"))
    assert desk.session.get("post", post).ref("task") is None
    desk.session.undo()
    desk.session.undo()
    assert state(desk) == before


def test_points_are_pasted_renamed_moved_ticked_and_deleted(
    qtbot: QtBot, page: TasksPage, made: list[bytes], settled: Settled, said: list[Notice]
) -> None:
    desk = page.host.desk
    before, task, held = state(desk), made[0], page.sheet.checks
    held.new.setFocus()
    QGuiApplication.clipboard().setText("1. 两行以内\n2. 竖版与横版\n\n□ 价格核对\n3.5 倍留白")
    held.new.paste()
    assert checks(desk, task) == ["两行以内", "竖版与横版", "价格核对", "3.5 倍留白"]
    settled()
    held.rows()[1].tick.setFocus()
    qtbot.keyClick(held.rows()[1].tick, Qt.Key.Key_Up, ALT)
    settled()
    assert checks(desk, task)[:2] == ["竖版与横版", "两行以内"]
    assert held.rows()[0].tick.hasFocus()
    qtbot.keyClick(held.rows()[0].tick, Qt.Key.Key_F2)
    writing = QApplication.focusWidget()
    assert writing is not None
    hands.write(writing, "三种尺寸")
    qtbot.keyClick(writing, Qt.Key.Key_Return)
    assert checks(desk, task)[0] == "三种尺寸"
    settled()
    qtbot.keyClick(held.rows()[0].tick, Qt.Key.Key_Space)
    line = json.loads(desk.session.get("task", task).text("checklist"))[0]
    assert line == {"text": "三种尺寸", "done": True, "by": page.host.me.hex()}
    settled()
    assert held.count.text() == "验收 1 / 4"
    qtbot.keyClick(held.rows()[0].tick, Qt.Key.Key_Delete)
    assert checks(desk, task) == ["两行以内", "价格核对", "3.5 倍留白"]
    assert said[-1].is_undo
    assert said[-1].text == "已删除一条验收点"
    for _ in range(5):
        desk.session.undo()
    assert state(desk) == before


def test_a_point_is_dragged_to_its_place(
    qtbot: QtBot, page: TasksPage, desk: Desk, made: list[bytes], settled: Settled
) -> None:
    values = {"checklist": '[{"id":"a","text":"甲"},{"text":"乙"},{"text":"丙"}]'}
    commands.bulk_set(desk.session, [made[0]], values)
    settled()
    before, held = state(desk), page.sheet.checks
    row, far = held.rows()[0], held.rows()[2]
    start = QPoint(120, 14)
    end = row.mapFrom(held, far.geometry().center() + QPoint(0, 8))
    QTest.mousePress(row, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(row, QPoint(120, 30))
    drag(row, QPoint(120, 30))
    drag(row, QPoint(120, end.y()))
    QTest.mouseRelease(row, Qt.MouseButton.LeftButton, pos=QPoint(120, end.y()))
    assert checks(desk, made[0]) == ["乙", "丙", "甲"]
    kept = json.loads(desk.session.get("task", made[0]).text("checklist"))
    assert kept[2]["id"] == "a"
    desk.session.undo()
    assert state(desk) == before


def drag(widget: QWidget, at: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place, whole = QPointF(at), QPointF(widget.mapToGlobal(at))
    event = QMouseEvent(QEvent.Type.MouseMove, place, whole, Qt.MouseButton.NoButton, left, none)
    QApplication.sendEvent(widget, event)


def test_a_day_is_written_in_words_and_says_why_not(
    qtbot: QtBot, page: TasksPage, desk: Desk, made: list[bytes], said: list[Notice]
) -> None:
    before, due = state(desk), page.sheet.fields.due
    due.setFocus()
    hands.write(due, "下周五")
    assert "6月12日 周五 18:00" in due.accessibleDescription()
    assert state(desk) == before
    qtbot.keyClick(due, Qt.Key.Key_Return)
    assert desk.session.get("task", made[0]).text("deadline") == "2026-06-12T18:00:00"
    hands.write(due, "2月30日")
    assert due.accessibleDescription() == "没有“2月30日”这一天"
    page.sheet.fields.effort.setFocus()
    assert said[-1].text == "看不出“2月30日”是哪一天，日期没有改"
    assert said[-1].detail == "没有“2月30日”这一天"
    assert due.text() == "6月12日"
    due.setFocus()
    hands.write(due, "明天")
    qtbot.keyClick(due, Qt.Key.Key_Escape)
    assert due.text() == "6月12日"
    due.selectAll()
    qtbot.keyClick(due, Qt.Key.Key_Backspace)
    qtbot.keyClick(due, Qt.Key.Key_Return)
    assert desk.session.get("task", made[0])["deadline"] is None
    desk.session.undo()
    desk.session.undo()
    assert state(desk) == before


def test_addresses_of_the_deliverable_are_chips(
    qtbot: QtBot, page: TasksPage, desk: Desk, made: list[bytes], settled: Settled
) -> None:
    before, sheet, task = state(desk), page.sheet, made[0]
    press(qtbot, sheet.result.add)
    hands.write(sheet.addresses.new, "pan.baidu.com/s/1abc")
    qtbot.keyClick(sheet.addresses.new, Qt.Key.Key_Return)
    assert desk.session.get("task", task).text("deliverable") == "https://pan.baidu.com/s/1abc"
    settled()
    assert sheet.deliverable.toPlainText() == ""
    sheet.deliverable.setFocus()
    hands.write(sheet.deliverable, "主视觉 v3")
    sheet.deliverable.commit()
    text = desk.session.get("task", task).text("deliverable")
    assert text == "主视觉 v3\nhttps://pan.baidu.com/s/1abc"
    settled()
    press(qtbot, button(qtbot, sheet, "复制 pan"))
    assert QGuiApplication.clipboard().text() == "https://pan.baidu.com/s/1abc"
    press(qtbot, button(qtbot, sheet, "移除 pan"))
    assert desk.session.get("task", task).text("deliverable") == "主视觉 v3"
    for _ in range(3):
        desk.session.undo()
    assert state(desk) == before


def test_the_sheet_steps_through_the_table(qtbot: QtBot, page: TasksPage, settled: Settled) -> None:
    rows = list(dict.fromkeys(page.table.shown()))
    page.open([rows[0].hex()])
    assert not page.sheet.back.isEnabled()
    assert page.sheet.back.toolTip() == "上一个任务: 已经是列表里的第一个任务"
    press(qtbot, page.sheet.on)
    assert page.sheet.task == rows[1]
    after = next(c for c in page.commands() if c.name == "task.after")
    assert after.keys == "Ctrl+Down"
    assert not after.reason
    for _ in rows:
        after.do()
    assert page.sheet.task == rows[-1]
    assert page.table.grid.current == rows[-1]
    assert not page.sheet.on.isEnabled()


def test_labels_are_written_found_and_filtered(
    page: TasksPage, desk: Desk, made: list[bytes], settled: Settled
) -> None:
    before, labels = state(desk), page.sheet.fields.labels
    labels.setFocus()
    hands.write(labels, "#预热 抖音，预热")
    labels.commit()
    assert desk.session.get("task", made[0])["labels"] == '["预热", "抖音"]'
    settled()
    assert labels.text() == "预热 抖音"
    for view in (
        View(text="yure douyin"),
        View(conditions=(Condition("labels", "has", ("抖音",)),)),
        View(
            conditions=(Condition("labels", "has", ("douyin",)), Condition("name", "has", ("主",)))
        ),
    ):
        page.toolbar.changed.emit(view)
        settled()
        assert page.table.shown() == [made[0]]
    page.toolbar.changed.emit(View(columns=(("name", 0), ("labels", 144), ("author", 112))))
    settled()
    grid = page.table.grid
    assert [column.title for column in grid.head.columns] == ["任务", "标签", "创建者"]
    desk.session.undo()
    assert state(desk) == before


def test_author_is_a_filter_and_a_column(
    page: TasksPage, host: Host, desk: Desk, campaign: bytes, settled: Settled
) -> None:
    values = {"name": "我建的", "author": host.me}
    mine = commands.add_task(desk.session, campaign, values)
    settled()
    page.toolbar.changed.emit(
        View(conditions=(Condition("author", "is", ("me",)), Condition("name", "has", ("我建",))))
    )
    settled()
    assert page.table.shown() == [mine]
