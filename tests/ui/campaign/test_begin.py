"""A campaign from a template: what it would come to is seen before anything is written."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.plan import template
from tests.ui.hands import compose, write
from ui.campaign.begin import Begin
from ui.campaign.begin_cards import Card, counts_words, folded
from ui.parts.host import Host, Notice
from ui.parts.pick import Picker

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    return window


@pytest.fixture
def dialog(host: Host, window: QWidget, qtbot: QtBot) -> Begin:
    dialog = Begin(window, host)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def words(dialog: Begin, column: str) -> list[str]:
    """What a column of the preview says, row by row."""
    lines = dialog.preview.lines
    return [lines.words(row, column) for row in range(lines.count())]


def heads(dialog: Begin) -> list[str]:
    """The groups of the preview."""
    lines = dialog.preview.lines
    found = (lines.group(row) for row in range(lines.count()))
    return [group.text for group in found if group is not None]


def test_every_template_says_what_it_brings(dialog: Begin) -> None:
    cards = list(dialog.cards.cards.values())
    assert [card.text() for card in cards] == ["618大促", "新品发布会", "品牌周年庆", "空白"]
    for card, one in zip(cards, template.catalogue(), strict=True):
        assert one.description.zh in card.accessibleDescription()
    assert counts_words(template.named("618")) == "5 个阶段，43 项任务，5 个指标"
    assert counts_words(template.named("blank")) == "5 个阶段"


def test_a_description_has_two_lines_at_most(dialog: Begin) -> None:
    del dialog
    text = "以老朋友为主角的周年庆：品牌故事、会员回馈、联名礼盒、线下快闪与感恩直播。" * 2
    lines = folded(text, 200)
    assert len(lines) == 2
    assert "".join(lines) == text
    assert folded("短", 200) == ["短"]


def test_the_plan_is_seen_before_it_is_written(host: Host, dialog: Begin, qtbot: QtBot) -> None:
    plan = template.instantiate(
        template.named("618"), date(2026, 6, 3), dialog.preview.lines.calendar, "zh_CN"
    )
    assert words(dialog, "name")[:4] == ["阶段", "筹备", "预热", "爆发"]
    assert set(heads(dialog)) == {"阶段", *(t.name for t in plan.tasks if t.is_summary)}
    assert dialog.preview.lines.count() == 1 + len(plan.stages) + len(plan.tasks)
    assert words(dialog, "days")[1] == "6月3日 – 6月12日"
    assert "运营负责人" in words(dialog, "role")
    assert dialog.preview.period.text().startswith("6月3日 周三 – ")
    qtbot.mouseClick(dialog.cards.cards["launch"], LEFT)
    assert "产品定位与核心卖点" in words(dialog, "name")
    assert dialog.name.text() == "新品发布会"
    assert not host.session.list("campaign")


def test_days_follow_what_is_written(dialog: Begin, qtbot: QtBot) -> None:
    del qtbot
    dialog.start.selectAll()
    write(dialog.start, "下周一")
    assert dialog.first_day == date(2026, 6, 8)
    assert words(dialog, "days")[1] == "6月8日 – 6月17日"
    before = words(dialog, "days")
    dialog.start.selectAll()
    compose(dialog.start, "xia zhou er")
    assert words(dialog, "days") == before


def test_days_off_and_unknown_holidays_are_told(dialog: Begin) -> None:
    assert not dialog.preview.notes.isVisible()
    dialog.start.selectAll()
    write(dialog.start, "2026-10-03")
    assert "10月8日" in dialog.preview.notes.text()
    tasks = [day for day in words(dialog, "days") if day.startswith("10月8日")]
    assert tasks
    dialog.start.selectAll()
    write(dialog.start, "2031-03-03")
    assert "2031" in dialog.preview.notes.text()


def test_groups_fold_by_mouse_and_by_keys(dialog: Begin, qtbot: QtBot) -> None:
    grid, lines = dialog.preview.grid, dialog.preview.lines
    whole = lines.count()
    qtbot.mouseClick(grid.viewport(), LEFT, pos=grid.cell(0, 0).center())
    assert lines.count() == whole - 5
    grid.setFocus()
    qtbot.keyClick(grid, KEY.Key_Return)
    assert lines.count() == whole


def test_by_keys_alone(host: Host, dialog: Begin, qtbot: QtBot, said: list[Notice]) -> None:
    first = dialog.cards.cards["618"]
    assert first.hasFocus()
    qtbot.keyClick(first, KEY.Key_Right)
    launch = dialog.cards.cards["launch"]
    assert launch.isChecked()
    assert launch.hasFocus()
    qtbot.keyClick(launch, KEY.Key_Tab)
    assert dialog.name.hasFocus()
    write(dialog.name, "秋季新品")
    qtbot.keyClick(dialog.name, KEY.Key_Tab)
    assert dialog.start.hasFocus()
    write(dialog.start, "下周一")
    qtbot.keyClick(dialog.start, KEY.Key_Return)
    assert dialog.made is not None
    row = host.session.get("campaign", dialog.made)
    assert row.text("name") == "秋季新品"
    assert row.text("start").startswith("2026-06-08")
    assert said[-1].is_undo
    host.session.undo()
    assert not host.session.list("campaign")
    assert not host.session.list("task")


def test_enter_on_a_template_begins_it(host: Host, dialog: Begin, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog.cards.cards["618"], KEY.Key_Return)
    assert dialog.made is not None
    assert host.session.get("campaign", dialog.made).text("name") == "618大促"


def test_what_is_wrong_is_said_in_place(host: Host, dialog: Begin, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.cards.cards["blank"], LEFT)
    dialog.start.selectAll()
    write(dialog.start, "2月30日")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.made is None
    assert "2月30日" in dialog.start.accessibleDescription()
    assert dialog.name.accessibleDescription() == "活动需要名称"
    assert dialog.name.hasFocus()
    assert not host.session.list("campaign")
    write(dialog.name, "周末市集")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.start.hasFocus()
    dialog.start.selectAll()
    write(dialog.start, "明天")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.made is not None
    host.session.undo()
    assert not host.session.list("campaign")


def test_a_name_of_ones_own_outlives_the_choice(dialog: Begin, qtbot: QtBot) -> None:
    dialog.name.selectAll()
    write(dialog.name, "开学季")
    qtbot.mouseClick(dialog.cards.cards["anniversary"], LEFT)
    assert dialog.name.text() == "开学季"


def test_the_owner_is_found_by_pinyin(host: Host, dialog: Begin, qtbot: QtBot) -> None:
    assert dialog.owner.accessibleName().endswith("王芳")
    qtbot.mouseClick(dialog.owner, LEFT)
    picker = dialog.owner.findChild(Picker)
    assert picker is not None
    write(picker.line, "ln")
    qtbot.keyClick(picker.line, KEY.Key_Return)
    assert dialog.owner.accessibleName().endswith("李娜")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.made is not None
    owner = host.session.get("campaign", dialog.made).ref("owner")
    assert host.directory.name("person", owner) == "李娜"


def test_everything_has_a_name_and_is_painted(dialog: Begin) -> None:
    for widget in dialog.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            is_named = bool(widget.accessibleName() or getattr(widget, "text", str)())
            assert is_named, widget
    card = next(iter(dialog.findChildren(Card)))
    image = card.grab().toImage()
    assert isinstance(image, QImage)
    assert len({image.pixel(x, 30) for x in range(image.width())}) > 3
    QApplication.processEvents()


def test_it_fits_a_small_screen(dialog: Begin) -> None:
    assert dialog.minimumSizeHint().height() <= 680
    assert dialog.width() <= 1000
