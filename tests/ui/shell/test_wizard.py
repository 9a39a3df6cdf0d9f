"""The first page: three ways in, few clicks, nothing typed is lost."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.answer import words_for
from app.model.errors import Refused, Unavailable
from tests.ui import hands
from ui.kit.app import App
from ui.kit.fields import Choice
from ui.shell import invitation, zones
from ui.shell.begin import JoinForm, StartForm
from ui.shell.wizard import Wizard

CODE = "ABCDEFGHIJKLMNOPQRSTUVWXY2"
URL = "https://hub.example.com:8443#sha256=0a1b"
LEFT = Qt.MouseButton.LeftButton
ENTER = Qt.Key.Key_Return


@pytest.fixture
def wizard(qtbot: QtBot, qapp: App) -> Wizard:
    qapp.theme.look("light", is_calm=True)
    wizard = Wizard("王芳")
    qtbot.addWidget(wizard)
    wizard.resize(1280, 720)
    wizard.show()
    qtbot.waitUntil(wizard.cards["demo"].hasFocus)
    return wizard


def start_form(qtbot: QtBot, wizard: Wizard) -> StartForm:
    qtbot.mouseClick(wizard.cards["start"], LEFT)
    qtbot.mouseClick(wizard.next, LEFT)
    assert isinstance(wizard.form, StartForm)
    return wizard.form


def join_form(qtbot: QtBot, wizard: Wizard) -> JoinForm:
    qtbot.mouseClick(wizard.cards["join"], LEFT)
    qtbot.mouseClick(wizard.next, LEFT)
    assert isinstance(wizard.form, JoinForm)
    return wizard.form


def test_enter_opens_the_demo(qtbot: QtBot, wizard: Wizard) -> None:
    with qtbot.waitSignal(wizard.demo_asked):
        qtbot.keyClick(wizard.cards["demo"], ENTER)


def test_two_clicks_open_the_demo(qtbot: QtBot, wizard: Wizard) -> None:
    qtbot.mouseClick(wizard.cards["demo"], LEFT)
    with qtbot.waitSignal(wizard.demo_asked):
        qtbot.mouseClick(wizard.next, LEFT)


def test_arrows_move_the_choice_and_the_button_says_what_comes(
    qtbot: QtBot, wizard: Wizard
) -> None:
    assert wizard.next.text() == "打开演示工作区"
    qtbot.keyClick(wizard.cards["demo"], Qt.Key.Key_Down)
    assert wizard.cards["join"].isChecked()
    assert wizard.next.text() == "填写邀请"
    qtbot.keyClick(wizard.cards["join"], Qt.Key.Key_Down)
    assert wizard.next.accessibleName() == "填写团队信息"
    qtbot.keyClick(wizard.cards["start"], ENTER)
    assert wizard.step == 2


def test_a_team_is_asked_for_with_name_person_and_zone(qtbot: QtBot, wizard: Wizard) -> None:
    form = start_form(qtbot, wizard)
    qtbot.waitUntil(form.team.hasFocus)
    hands.write(form.team, "青禾生活")
    with qtbot.waitSignal(wizard.start_asked) as asked:
        qtbot.keyClick(form.team, ENTER)
    assert asked.args == ["青禾生活", "王芳", zones.machine()]


def test_a_team_without_a_name_is_told_at_the_field(qtbot: QtBot, wizard: Wizard) -> None:
    form = start_form(qtbot, wizard)
    with qtbot.assertNotEmitted(wizard.start_asked):
        qtbot.mouseClick(wizard.next, LEFT)
    assert form.team.property("state") == "error"
    assert form.team.accessibleDescription() == "填写团队名称"
    hands.write(form.team, "青")
    assert not form.team.property("state")


def test_enter_while_composing_asks_nothing(qtbot: QtBot, wizard: Wizard) -> None:
    form = start_form(qtbot, wizard)
    hands.write(form.team, "青禾")
    hands.compose(form.team, "sheng huo")
    with qtbot.assertNotEmitted(wizard.start_asked):
        qtbot.keyClick(form.team, ENTER)
    hands.compose(form.team, "")


def test_a_pasted_invitation_fills_both_fields(qtbot: QtBot, wizard: Wizard) -> None:
    form = join_form(qtbot, wizard)
    text = f"邀请你加入「青禾生活」 地址：{URL} 邀请码：{invitation.spaced(CODE)} 6月6日前有效"
    QApplication.clipboard().setText(text)
    qtbot.keyClick(form.code, "v", Qt.KeyboardModifier.ControlModifier)
    assert (form.url.text(), form.code.text()) == (URL, invitation.spaced(CODE))
    with qtbot.waitSignal(wizard.join_asked) as asked:
        qtbot.keyClick(form.person, ENTER)
    assert asked.args == [URL, CODE, "王芳"]


def test_a_refused_code_is_told_in_its_place_and_nothing_is_lost(
    qtbot: QtBot, wizard: Wizard
) -> None:
    form = join_form(qtbot, wizard)
    hands.write(form.url, URL)
    hands.write(form.code, CODE)
    qtbot.mouseClick(wizard.next, LEFT)
    wizard.show_busy("正在加入")
    with qtbot.assertNotEmitted(wizard.join_asked):
        qtbot.mouseClick(wizard.next, LEFT)
    wizard.show_failed(Refused("forbidden", "This code is not valid"))
    assert form.code.accessibleDescription() == "这个邀请码无效"
    assert (form.url.text(), form.code.text()) == (URL, CODE)
    wizard.show_failed(Unavailable("offline", "The hub cannot be reached"))
    assert form.url.accessibleDescription() == "连不上协作中枢"
    with qtbot.waitSignal(wizard.join_asked):
        qtbot.mouseClick(wizard.next, LEFT)


def test_another_fault_is_told_beneath_the_fields(qtbot: QtBot, wizard: Wizard) -> None:
    join_form(qtbot, wizard)
    wizard.show_failed(Unavailable("disk_full", "The disk is full"))
    assert wizard.message.text() == "磁盘已满"


def test_back_and_again_keeps_what_was_typed(qtbot: QtBot, wizard: Wizard) -> None:
    hands.write(join_form(qtbot, wizard).url, URL)
    qtbot.mouseClick(wizard.back, LEFT)
    assert wizard.step == 1
    assert wizard.cards["join"].isChecked()
    qtbot.mouseClick(wizard.next, LEFT)
    assert isinstance(wizard.form, JoinForm)
    assert wizard.form.url.text() == URL
    qtbot.keyClick(wizard.form.url, Qt.Key.Key_Escape)
    assert wizard.step == 1


def test_another_language_keeps_choice_and_words(qtbot: QtBot, qapp: App, wizard: Wizard) -> None:
    form = start_form(qtbot, wizard)
    hands.write(form.team, "青禾")
    words = qapp.words
    try:
        qapp.words = words_for("en")
        wizard.retell()
        assert wizard.next.text() == "Begin the team"
        assert isinstance(wizard.form, StartForm)
        assert wizard.form.team.text() == "青禾"
    finally:
        qapp.words = words


def test_the_language_changes_on_the_spot(qtbot: QtBot, qapp: App, wizard: Wizard) -> None:
    words = qapp.words

    def speak(lang: str) -> None:
        qapp.words = words_for(lang)
        wizard.retell()

    wizard.language_asked.connect(speak)
    choice = next(w for w in wizard.findChildren(Choice) if w.accessibleName() == "语言")
    try:
        qtbot.keyClick(choice, Qt.Key.Key_Down)
        qtbot.wait(20)
        assert wizard.next.text() == "Open the demo workspace"
    finally:
        qapp.words = words


def test_skip_begins_an_empty_workspace(qtbot: QtBot, wizard: Wizard) -> None:
    skip = next(
        w for w in wizard.findChildren(QWidget) if w.accessibleName() == "跳过" and w.isVisible()
    )
    with qtbot.waitSignal(wizard.start_asked) as asked:
        qtbot.mouseClick(skip, LEFT)
    assert asked.args == ["我的团队", "王芳", zones.machine()]


def test_language_and_look_are_asked_for(qtbot: QtBot, wizard: Wizard) -> None:
    look = next(w for w in wizard.findChildren(QWidget) if w.accessibleName() == "外观: 浅色")
    with qtbot.waitSignal(wizard.look_asked) as asked:
        qtbot.keyClick(look, Qt.Key.Key_Right)
    assert asked.args == ["dark"]


def test_whatever_takes_the_focus_has_a_name(qtbot: QtBot, wizard: Wizard) -> None:
    start_form(qtbot, wizard)
    for way in ("start", "join", ""):
        if way:
            wizard.draft.choice = way
        else:
            wizard.draft.step = 1
        wizard.retell()
        for widget in wizard.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                face = QAccessible.queryAccessibleInterface(widget)
                assert face.text(QAccessible.Text.Name), widget


def test_a_choice_is_a_radio_button_to_a_screen_reader(wizard: Wizard) -> None:
    face = QAccessible.queryAccessibleInterface(wizard.cards["demo"])
    assert face.role() == QAccessible.Role.RadioButton


def test_zones_are_the_machines_then_usual_ones_then_all(qtbot: QtBot, qapp: App) -> None:
    choice = zones.ZoneChoice("Asia/Tokyo")
    qtbot.addWidget(choice)
    assert choice.zone == "Asia/Tokyo"
    assert choice.count() < 20
    choice.complete()
    held = {choice.itemData(place) for place in range(choice.count())}
    assert len(held) == choice.count() > 300
    assert held <= available_timezones()
    assert zones.told("Asia/Shanghai") == "北京、上海 (UTC+8)"
    assert zones.offset("Asia/Kolkata") == "UTC+5:30"
    assert zones.offset("Nowhere/Land") == "Nowhere/Land"
