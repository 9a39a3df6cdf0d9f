"""The list of campaigns: found, narrowed, sorted; each pinned, copied, archived, deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from app.plan import commands as plans
from tests.ui.hands import compose, write
from ui.campaign.begin import Begin
from ui.campaign.duplicate import Duplicate
from ui.campaign.page import LIST, NO_ARCHIVED, NO_FIT, NO_OPEN, NONE, CampaignsPage
from ui.parts.host import Host, Notice

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
Settled = Callable[[], None]


@pytest.fixture
def three(host: Host, campaign: bytes) -> list[bytes]:
    """618 runs, 年货节 is an idea of 李娜, 春季上新 is over and archived."""
    session = host.session
    verbs.set_stage(session, campaign, "run")
    lina = next(row.id for row in session.list("person") if row.text("name") == "李娜")
    idea = verbs.create_campaign(session, "年货节", {"owner": lina})
    over = plans.start_campaign(session, "blank", "春季上新", date(2026, 3, 2))
    verbs.archive_campaign(session, over)
    return [campaign, idea, over]


@pytest.fixture
def page(host: Host, three: list[bytes], qtbot: QtBot, settled: Settled) -> CampaignsPage:
    del three
    return shown(host, qtbot, settled)


def shown(host: Host, qtbot: QtBot, settled: Settled) -> CampaignsPage:
    page = CampaignsPage(host)
    qtbot.addWidget(page)
    page.resize(1180, 640)
    page.show()
    page.freshen()
    settled()
    return page


def names(page: CampaignsPage) -> list[str]:
    source = page.source
    return [source.words(row, "name") for row in range(source.count())]


def do(page: CampaignsPage, name: str) -> None:
    next(c for c in page.commands() if c.name == f"campaign.{name}").do()


def test_open_and_archived_with_their_counts(page: CampaignsPage, qtbot: QtBot) -> None:
    assert names(page) == ["618大促", "年货节"]
    assert page.tabs.spots()[0][1] > 0
    page.tabs.setFocus()
    qtbot.keyClick(page.tabs, KEY.Key_Right)
    assert names(page) == ["春季上新"]


def test_it_is_found_by_pinyin_and_by_owner(page: CampaignsPage) -> None:
    compose(page.search, "nian")
    assert len(names(page)) == 2
    compose(page.search, "")
    write(page.search, "nhj")
    assert names(page) == ["年货节"]
    page.search.clear()
    write(page.search, "lina")
    assert names(page) == ["年货节"]
    write(page.search, "zzz")
    assert page.is_showing(NO_FIT)
    page.clear()
    assert page.is_showing(LIST)
    assert len(names(page)) == 2


def test_stage_and_risk_narrow(page: CampaignsPage) -> None:
    page.stage.show_key("idea")
    page.stage.chosen.emit("idea")
    assert names(page) == ["年货节"]
    page.stage.show_key("")
    page.risk.show_key("low")
    page.risk.chosen.emit("low")
    assert names(page) == ["年货节"]
    page.risk.show_key("high")
    page.risk.chosen.emit("high")
    assert names(page) == ["618大促"]


def test_columns_sort_by_a_click(page: CampaignsPage, qtbot: QtBot) -> None:
    head = page.grid.head
    left, wide = head.spots()[0]
    spot = QPoint(left + wide // 2, 14)
    qtbot.mouseClick(head, LEFT, pos=spot)
    rising = names(page)
    qtbot.mouseClick(head, LEFT, pos=spot)
    assert names(page) == rising[::-1]
    assert head.sort == ("name", True)
    qtbot.mouseClick(head, LEFT, pos=spot)
    assert names(page) == ["618大促", "年货节"]
    for key in ("stage", "period", "owner", "progress", "risk"):
        head.sort_asked.emit(key)
        assert len(names(page)) == 2


def test_enter_opens(host: Host, page: CampaignsPage, three: list[bytes], qtbot: QtBot) -> None:
    went: list[str] = []
    host.went.connect(went.append)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, KEY.Key_Down)
    qtbot.keyClick(page.grid, KEY.Key_Return)
    assert went == [f"campaign/{three[1].hex()}"]


def test_the_menu_opens_by_its_key(
    host: Host, page: CampaignsPage, three: list[bytes], qtbot: QtBot, settled: Settled
) -> None:
    page.grid.setFocus()
    qtbot.keyClick(page.grid, KEY.Key_Menu)
    menu = next(m for m in page.findChildren(QMenu) if m.isVisible())
    words = [a.text() for a in menu.actions() if a.text()]
    assert words == ["打开", "置顶", "复制为新活动", "复制链接", "归档", "删除"]
    archive = next(a for a in menu.actions() if a.text() == "归档")
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(archive).center())
    qtbot.waitUntil(lambda: names(page) == ["年货节"])
    host.session.undo()
    qtbot.waitUntil(lambda: names(page) == ["618大促", "年货节"])
    assert not host.session.get("campaign", three[0])["archived"]
    settled()


def test_pinned_and_not_any_more(
    host: Host, page: CampaignsPage, three: list[bytes], qtbot: QtBot, said: list[Notice]
) -> None:
    do(page, "pin")
    assert [row.ref("row") for row in verbs.pins(host.session)] == [three[0]]
    words = {c.name: c for c in page.commands()}
    qtbot.waitUntil(lambda: {c.name: c.words for c in page.commands()}["campaign.pin"] != "置顶")
    assert words["campaign.pin"].reason == ""
    do(page, "pin")
    assert not verbs.pins(host.session)
    assert said[-1].is_undo
    host.session.undo()
    assert verbs.pins(host.session)


def test_deleted_and_back(
    host: Host, page: CampaignsPage, three: list[bytes], qtbot: QtBot
) -> None:
    tasks = len(host.session.list("task"))
    do(page, "delete")
    qtbot.waitUntil(lambda: names(page) == ["年货节"])
    assert len(host.session.list("task")) < tasks
    host.session.undo()
    qtbot.waitUntil(lambda: names(page) == ["618大促", "年货节"])
    assert len(host.session.list("task")) == tasks
    assert three[0] in {row.id for row in host.session.list("campaign")}


def test_a_copy_is_opened(
    host: Host, page: CampaignsPage, three: list[bytes], qtbot: QtBot, said: list[Notice]
) -> None:
    went: list[str] = []
    host.went.connect(went.append)

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Duplicate)
        write(dialog.name, "双11大促")
        dialog.start.selectAll()
        write(dialog.start, "下周一")
        qtbot.keyClick(dialog.start, KEY.Key_Return)

    QTimer.singleShot(0, page, act)
    do(page, "copy")
    made = bytes.fromhex(went[-1].split("/")[1])
    assert host.session.get("campaign", made).text("name") == "双11大促"
    assert said[-1].is_undo
    host.session.undo()
    assert {row.id for row in host.session.list("campaign")} == set(three)


def test_a_new_one_is_opened(host: Host, page: CampaignsPage, qtbot: QtBot) -> None:
    went: list[str] = []
    host.went.connect(went.append)

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Begin)
        qtbot.mouseClick(dialog.cards.cards["launch"], LEFT)
        qtbot.mouseClick(dialog.go_button, LEFT)

    QTimer.singleShot(0, page, act)
    qtbot.mouseClick(page.new, LEFT)
    made = bytes.fromhex(went[-1].split("/")[1])
    assert host.session.get("campaign", made).text("name") == "新品发布会"
    host.session.undo()
    assert len(host.session.list("campaign")) == 3


def test_the_link_of_the_current_one(page: CampaignsPage, three: list[bytes]) -> None:
    do(page, "link")
    assert QGuiApplication.clipboard().text() == f"fairway://campaign/{three[0].hex()}"


def test_slash_leads_to_the_search_and_enter_back(page: CampaignsPage, qtbot: QtBot) -> None:
    do(page, "find")
    assert page.search.hasFocus()
    write(page.search, "618")
    qtbot.keyClick(page.search, KEY.Key_Return)
    assert page.grid.hasFocus()


def test_empty_places_say_what_and_why(
    host: Host, qtbot: QtBot, settled: Settled, said: list[Notice]
) -> None:
    page = shown(host, qtbot, settled)
    assert page.is_showing(NONE)
    assert not page.new.isVisible()
    reasons = {c.name: c.reason for c in page.commands()}
    assert reasons["campaign.new"] == ""
    assert reasons["campaign.delete"] == "先选一个活动"
    for name in ("open", "copy", "link", "pin", "archive", "delete"):
        do(page, name)
    assert not said
    page.tabs.choose("archived")
    assert page.is_showing(NO_ARCHIVED)
    page.tabs.choose("open")
    one = verbs.create_campaign(host.session, "年货节")
    qtbot.waitUntil(lambda: page.is_showing(LIST))
    assert page.new.isVisible()
    verbs.archive_campaign(host.session, one)
    qtbot.waitUntil(lambda: page.is_showing(NO_OPEN))
    words = [b.text() for b in page.findChildren(QAbstractButton) if b.isVisible()]
    assert words.count("新建活动") == 1


def test_a_change_while_it_reads_is_not_lost(
    host: Host, page: CampaignsPage, settled: Settled, qtbot: QtBot
) -> None:
    page.refresh()
    verbs.create_campaign(host.session, "中秋礼盒")
    page.refresh()
    qtbot.waitUntil(lambda: "中秋礼盒" in names(page))
    settled()
