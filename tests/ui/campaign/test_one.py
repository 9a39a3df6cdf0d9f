"""One campaign: its tabs, its link, its twin, its way out and back; and where things come from."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from tests.ui.hands import write
from ui.campaign.calendar import ContentPage
from ui.campaign.duplicate import Duplicate
from ui.campaign.one import CampaignPage
from ui.campaign.trace import TracePage
from ui.parts.host import Host, Notice

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(host: Host, campaign: bytes, qtbot: QtBot) -> CampaignPage:
    page = CampaignPage(host, {"content": ContentPage, "trace": TracePage})
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    page.open([campaign.hex()])
    return page


def test_a_tab_is_a_place_and_its_page_is_made_once(
    host: Host, campaign: bytes, page: CampaignPage
) -> None:
    went: list[str] = []
    host.went.connect(went.append)
    page.tabs.choose("trace")
    assert went == [f"campaign/{campaign.hex()}/trace"]
    page.open([campaign.hex(), "trace"])
    made = page.findChildren(TracePage)
    page.open([campaign.hex()])
    page.open([campaign.hex(), "trace"])
    assert page.findChildren(TracePage) == made


def test_the_link_leads_back_here(host: Host, campaign: bytes, page: CampaignPage, qtbot: QtBot):
    qtbot.mouseClick(page.link, LEFT)
    assert QGuiApplication.clipboard().text() == f"fairway://campaign/{campaign.hex()}"


def test_a_twin_begins_on_another_day(
    host: Host, campaign: bytes, page: CampaignPage, qtbot: QtBot, said: list[Notice]
) -> None:
    count = len(host.session.list("task", [("campaign", "=", campaign)]))
    went: list[str] = []
    host.went.connect(went.append)

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Duplicate)
        dialog.start.selectAll()
        write(dialog.start, "某天")
        qtbot.mouseClick(dialog.go_button, LEFT)
        assert "某天" in dialog.start.accessibleDescription()
        dialog.start.selectAll()
        write(dialog.start, "10月12日")
        qtbot.mouseClick(dialog.go_button, LEFT)

    QTimer.singleShot(0, page, act)
    qtbot.mouseClick(page.twin, LEFT)
    made = bytes.fromhex(went[-1].split("/")[1])
    assert host.session.get("campaign", made).text("name") == "618大促（副本）"
    tasks = host.session.list("task", [("campaign", "=", made)])
    assert len(tasks) == count
    assert min(t.text("start") for t in tasks if t.text("start")) >= "2026-10-12"
    assert said[-1].is_undo
    host.session.undo()
    assert [row.id for row in host.session.list("campaign")] == [campaign]


def test_pinned_archived_deleted_and_back(
    host: Host, campaign: bytes, page: CampaignPage, qtbot: QtBot
) -> None:
    qtbot.mouseClick(page.pin, LEFT)
    assert page.pin.accessibleName() == "取消置顶"
    qtbot.mouseClick(page.pin, LEFT)
    assert page.pin.accessibleName() == "置顶"
    commands = {command.name: command for command in page.commands()}
    commands["campaign.archive"].do()
    assert host.session.get("campaign", campaign)["archived"]
    commands["campaign.archive"].do()
    assert not host.session.get("campaign", campaign)["archived"]
    commands["campaign.delete"].do()
    assert not host.session.list("campaign")
    host.session.undo()
    assert host.session.list("campaign")


def test_a_campaign_that_is_gone_leads_to_the_list(
    host: Host, campaign: bytes, page: CampaignPage, said: list[Notice]
) -> None:
    went: list[str] = []
    host.went.connect(went.append)
    verbs.delete_campaign(host.session, campaign)
    page.refresh()
    assert went == ["campaigns"]
    assert said[-1].tone == "danger"


def test_everything_says_what_it_comes_from(host: Host, campaign: bytes, qtbot: QtBot) -> None:
    task = host.session.list("task", [("campaign", "=", campaign)], ["okey"])[4]
    post = verbs.add_post(host.session, campaign, {"title": "长图文", "task": task.id})
    page = TracePage(host, campaign)
    qtbot.addWidget(page)
    page.show()
    page.freshen()
    row = [line.id for line in page.lines.shown].index(post)
    assert page.lines.words(row, "from") == task.text("name")
    assert page.lines.words(row, "state") == "计划"
    write(page.search, "ctw")
    assert [line.title for line in page.lines.shown] == ["长图文"]
    assert page.commands()[0].reason == "先选一条已发布的内容"
    page.search.clear()
    page.kinds.choose("post")
    assert {line.kind for line in page.lines.shown} == {"post"}
    went: list[str] = []
    host.went.connect(went.append)
    page.grid.go(post)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert went[-1] == f"post/{post.hex()}"
