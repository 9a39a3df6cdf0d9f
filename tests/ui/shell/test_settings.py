"""The settings: what is chosen holds at once, is told, and is there after a restart."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.model.errors import Refused, Unavailable
from tests.ui import hands
from ui.kit.app import App
from ui.parts.host import Host, Notice
from ui.shell import invitation, store
from ui.shell.invitation import Invitation
from ui.shell.sections.data import sure_to_restore
from ui.shell.sections.hub import Hub as HubSection
from ui.shell.sections.hub import Place
from ui.shell.settings import DataActions, HubActions, SettingsPage
from ui.shell.store import Store

CODE = "ABCDEFGHIJKLMNOPQRSTUVWXY2"
URL = "https://hub.example.com:8443#sha256=0a1b"
LEFT = Qt.MouseButton.LeftButton
Settled = Callable[[], None]


class Hub:
    """What the window lends, and what was asked of it."""

    def __init__(self) -> None:
        self.url = ""
        self.why = ""
        self.asked: list[tuple[str, ...]] = []
        self.fault: Refused | Unavailable | None = None

    def place(self) -> Place:
        return Place(self.url, "王芳的电脑")

    def join(self, url: str, code: str, name: str) -> object:
        self.asked.append((url, code, name))
        if self.fault is not None:
            raise self.fault
        self.url = url
        return "joined"

    def invite(self, rank: str) -> Invitation:
        self.asked.append((rank,))
        if self.fault is not None:
            raise self.fault
        return Invitation(URL, CODE, 1_780_713_720_000)

    def actions(self) -> HubActions:
        return HubActions(self.place, self.join, self.invite, lambda: self.why)


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def held(desk: Desk) -> Store:
    return Store(desk.profile.folder / "ui.json")


@pytest.fixture
def removed() -> list[str]:
    return []


@pytest.fixture
def page(qtbot: QtBot, host: Host, held: Store, hub: Hub, removed: list[str]) -> SettingsPage:
    folder = host.desk.profile.folder / "logs"
    data = DataActions(folder, print, lambda: removed.append("demo"))
    page = SettingsPage(host, held, hub.actions(), data)
    qtbot.addWidget(page)
    page.resize(1104, 672)
    page.show()
    return page


def kept(desk: Desk) -> dict[str, object]:
    return json.loads((desk.profile.folder / "ui.json").read_text(encoding="utf-8"))


def test_the_look_is_asked_for_and_kept(qtbot: QtBot, page: SettingsPage, desk: Desk) -> None:
    with qtbot.waitSignal(page.look_asked) as asked:
        qtbot.keyClick(page.general.mode, Qt.Key.Key_Right)
    assert asked.args == ["dark", "normal", True]
    with qtbot.waitSignal(page.look_asked) as asked:
        qtbot.mouseClick(page.general.calm, LEFT)
    assert asked.args == ["dark", "normal", False]
    assert kept(desk)[store.MODE] == "dark"
    assert kept(desk)[store.CALM] is False


def test_a_section_is_made_when_it_is_shown(page: SettingsPage) -> None:
    assert page.findChild(HubSection) is None
    page.open(["hub"])
    section = page.findChild(HubSection)
    assert section is page.hub
    assert page.hub.isVisible()
    page.open([])
    assert page.crumbs()[-1][1] == "settings/hub"


def test_zoom_goes_in_steps_and_stops_at_the_ends(
    qtbot: QtBot, page: SettingsPage, held: Store
) -> None:
    zoom = page.general.zoom
    found: list[int] = []
    page.zoom_asked.connect(found.append)
    for _ in range(6):
        qtbot.mouseClick(zoom.more, LEFT)
    assert found == [110, 125, 150, 175, 200]
    assert not zoom.more.isEnabled()
    assert "已是最大" in zoom.more.toolTip()
    assert held.number(store.ZOOM) == 200


def test_the_language_is_asked_for_and_kept(qtbot: QtBot, page: SettingsPage, held: Store) -> None:
    choice = page.general.language
    assert choice.key == "zh_CN"
    with qtbot.waitSignal(page.language_asked) as asked:
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert asked.args == ["en"]
    assert held.text(store.LANGUAGE) == "en"


def test_a_kind_of_notice_is_muted(qtbot: QtBot, page: SettingsPage, held: Store) -> None:
    page.show_section("notices")
    switch = page.notify.switches["comment"]
    qtbot.mouseClick(switch, LEFT)
    assert held.texts(store.MUTED) == ["comment"]
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert held.texts(store.MUTED) == []


def test_quiet_hours_that_are_off_say_so(qtbot: QtBot, page: SettingsPage, held: Store) -> None:
    page.show_section("notices")
    assert page.notify.start.isEnabled()
    qtbot.mouseClick(page.notify.quiet, LEFT)
    assert not held.flag(store.QUIET)
    assert page.notify.start.toolTip() == "未开启免打扰"


def test_an_invitation_is_made_and_copied(
    qtbot: QtBot, page: SettingsPage, hub: Hub, settled: Settled, said: list[Notice]
) -> None:
    page.show_section("hub")
    part = page.hub.invite
    qtbot.mouseClick(part.button, LEFT)
    settled()
    assert hub.asked == [("member",)]
    assert part.code.text() == invitation.spaced(CODE)
    qtbot.mouseClick(part.copy, LEFT)
    text = QApplication.clipboard().text()
    assert "青禾生活" in text
    assert "6月6日" in text
    assert invitation.found_in(text) == Invitation(URL, CODE)
    assert said[-1].text == "已复制，发给同事即可"


def test_who_may_not_invite_is_told_why(page: SettingsPage, hub: Hub) -> None:
    hub.why = "只有所有者可以邀请"
    page.show_section("hub")
    assert not page.hub.invite.button.isEnabled()
    assert page.hub.invite.button.toolTip() == "只有所有者可以邀请"


def test_a_hub_is_joined_by_a_pasted_invitation(
    qtbot: QtBot, page: SettingsPage, hub: Hub, settled: Settled
) -> None:
    page.show_section("hub")
    part = page.hub.join
    QApplication.clipboard().setText(f"地址：{URL} 邀请码：{invitation.spaced(CODE)}")
    part.url.setFocus()
    qtbot.keyClick(part.url, "v", Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.joined) as joined:
        qtbot.mouseClick(part.button, LEFT)
        settled()
    assert hub.asked == [(URL, CODE, "王芳")]
    assert joined.args == ["joined"]
    assert part.url.text() == ""


def test_a_join_that_fails_says_why_and_keeps_the_words(
    qtbot: QtBot, page: SettingsPage, hub: Hub, settled: Settled
) -> None:
    page.show_section("hub")
    part = page.hub.join
    hands.write(part.url, URL)
    qtbot.mouseClick(part.button, LEFT)
    assert part.message.text() == "填写邀请码"
    hands.write(part.code, CODE)
    hub.fault = Unavailable("offline", "The hub cannot be reached")
    qtbot.mouseClick(part.button, LEFT)
    settled()
    assert part.message.text() == "连不上协作中枢"
    assert (part.url.text(), part.code.text()) == (URL, CODE)


def test_proxy_and_certificate_are_kept_when_they_can_be_right(
    qtbot: QtBot, page: SettingsPage, held: Store, tmp_path: Path
) -> None:
    page.show_section("hub")
    hands.write(page.hub.proxy, "proxy.example.com")
    page.hub.proxy.commit()
    assert held.text(store.PROXY) == ""
    page.hub.proxy.clear()
    hands.write(page.hub.proxy, "http://proxy.example.com:8080")
    page.hub.proxy.commit()
    assert held.text(store.PROXY) == "http://proxy.example.com:8080"
    hands.write(page.hub.authority, str(tmp_path / "none.pem"))
    page.hub.authority.commit()
    assert held.text(store.AUTHORITY) == ""
    file = tmp_path / "company.pem"
    file.write_text("x")
    page.hub.authority.clear()
    hands.write(page.hub.authority, str(file))
    page.hub.authority.commit()
    assert held.text(store.AUTHORITY) == str(file)


def test_a_backup_is_written_while_the_window_is_open(
    page: SettingsPage, tmp_path: Path, settled: Settled, said: list[Notice]
) -> None:
    page.show_section("data")
    target = tmp_path / "备份.fairway"
    page.data.back_up(target)
    settled()
    with zipfile.ZipFile(target) as archive:
        assert set(archive.namelist()) == {"replica.db", "profile.toml"}
    assert said[-1].text.startswith("备份已写入并校验")
    assert said[-1].detail == str(target)


def test_a_backup_that_cannot_be_written_is_told(
    page: SettingsPage, tmp_path: Path, settled: Settled, said: list[Notice], host: Host
) -> None:
    (tmp_path / "file").write_text("no folder")
    crashed: list[object] = []
    host.worker.crashed.connect(crashed.append)
    page.data.back_up(tmp_path / "file" / "x.fairway")
    settled()
    assert said[-1].text.startswith("没能写入 x.fairway")
    assert crashed == []


def test_unsent_work_is_exported(
    page: SettingsPage, tmp_path: Path, settled: Settled, said: list[Notice]
) -> None:
    page.show_section("data")
    assert page.data.unsent.isEnabled()
    page.data.export_unsent(tmp_path / "unsent.jsonl")
    settled()
    lines = (tmp_path / "unsent.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["label"] for line in lines] == ["Begin the workspace"]
    assert said[-1].text == "已导出 1 项"


def test_the_demo_is_removed_once(
    qtbot: QtBot, page: SettingsPage, settled: Settled, removed: list[str]
) -> None:
    page.show_section("data")
    qtbot.mouseClick(page.data.demo, LEFT)
    settled()
    assert removed == ["demo"]
    assert not page.data.demo.isEnabled()


def test_restoring_asks_and_cancel_is_what_enter_does(
    qtbot: QtBot, page: SettingsPage, tmp_path: Path
) -> None:
    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)

    QTimer.singleShot(50, press)
    assert not sure_to_restore(page, tmp_path / "x.fairway")


def test_the_self_check_names_what_it_looked_at(
    page: SettingsPage, settled: Settled, qapp: App
) -> None:
    (command,) = page.commands()
    command.do()
    settled()
    assert page.key == "about"
    assert {check.name for check in page.about.results} >= {"database", "journal", "sums"}
    assert all(check.ok for check in page.about.results if check.name != "keychain")


def test_a_place_opens_a_section(page: SettingsPage) -> None:
    page.open(["data"])
    assert page.crumbs() == [("设置", "settings"), ("数据", "settings/data")]
    page.open([])
    page.open(["nowhere"])
    assert page.key == "data"


def test_whatever_takes_the_focus_has_a_name(
    qtbot: QtBot, page: SettingsPage, settled: Settled
) -> None:
    for key in ("general", "hub", "notices", "data", "about"):
        page.show_section(key)
        settled()
        for widget in page.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                face = QAccessible.queryAccessibleInterface(widget)
                assert face.text(QAccessible.Text.Name), (key, widget)


def test_settings_that_cannot_be_written_are_told(
    page: SettingsPage, held: Store, said: list[Notice]
) -> None:
    held.failed.emit("No space left on device")
    assert said[-1].tone == "danger"
    assert said[-1].detail == "No space left on device"
