"""One campaign: its tabs, its link, its twin, its way out and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from app.model.errors import Unavailable
from tests.ui.hands import write
from ui.campaign.calendar import ContentPage
from ui.campaign.duplicate import Duplicate
from ui.campaign.one import CampaignPage
from ui.campaign.overview_dates import PeriodPop
from ui.campaign.trace import TracePage
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.label import Label
from ui.parts.host import Host, Notice
from ui.parts.page import Page

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(
    host: Host, campaign: bytes, qtbot: QtBot, settled: Callable[[], None]
) -> Iterator[CampaignPage]:
    page = CampaignPage(host, {"content": ContentPage, "trace": TracePage})
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    page.open([campaign.hex()])
    settled()
    yield page
    settled()


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


def test_a_tab_that_was_left_is_found_again(
    host: Host, campaign: bytes, page: CampaignPage, qtbot: QtBot
) -> None:
    other = verbs.create_campaign(host.session, "年货节")
    page.open([campaign.hex(), "trace"])
    page.open([other.hex()])
    assert page.tabs.key == "overview"
    page.open([campaign.hex()])
    assert page.tabs.key == "trace"
    # The same place again is the overview: Back from a tab leads there.
    page.open([campaign.hex()])
    assert page.tabs.key == "overview"
    page.open([other.hex()])
    page.open([campaign.hex(), "content"])
    page.open([other.hex()])
    page.open([campaign.hex()])
    page.tabs.choose("overview")
    assert page.overview.isVisible()


def test_the_menu_of_stages_ticks_the_one_of_now(
    host: Host, campaign: bytes, page: CampaignPage, qtbot: QtBot
) -> None:
    assert page.stage.text() == "筹备中"
    page.stage.setFocus()
    qtbot.keyClick(page.stage, Qt.Key.Key_Return)
    menu = next(m for m in page.stage.findChildren(QMenu) if m.isVisible())
    assert [a.text() for a in menu.actions() if a.isChecked()] == ["筹备中"]
    running = next(a for a in menu.actions() if a.text() == "进行中")
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(running).center())
    assert host.session.get("campaign", campaign).text("stage") == "run"
    host.session.undo()
    assert host.session.get("campaign", campaign).text("stage") == "plan"


def test_more_has_what_can_be_done(
    host: Host, campaign: bytes, page: CampaignPage, qtbot: QtBot
) -> None:
    qtbot.mouseClick(page.more, LEFT)
    menu = next(m for m in page.more.findChildren(QMenu) if m.isVisible())
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == ["复制为新活动", "复制链接", "置顶", "归档", "删除"]
    archive = next(a for a in menu.actions() if a.text() == "归档")
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(archive).center())
    assert host.session.get("campaign", campaign)["archived"]
    held = {command.name: command.words for command in page.commands()}
    assert held["campaign.archive"] == "取消归档"
    host.session.undo()
    assert not host.session.get("campaign", campaign)["archived"]


def test_without_a_campaign_commands_say_why(host: Host, qtbot: QtBot) -> None:
    page = CampaignPage(host, {})
    qtbot.addWidget(page)
    reasons = {c.name: c.reason for c in page.commands()}
    for name in ("copy", "link", "pin", "archive", "delete"):
        assert reasons[f"campaign.{name}"] == "先选一个活动"
    page.open(["no id"])
    page.duplicate()
    assert not page.isVisible()


def test_what_goes_along_is_said_before(
    host: Host, campaign: bytes, page: CampaignPage, qtbot: QtBot
) -> None:
    dialog = Duplicate(page, host, host.session.get("campaign", campaign))
    dialog.show()
    count = len(host.session.list("task", [("campaign", "=", campaign)]))
    said = " ".join(label.text() for label in dialog.findChildren(Label))
    assert f"{count} 项任务" in said
    assert "不复制" in said
    dialog.start.selectAll()
    write(dialog.start, "2026-06-08")
    assert dialog.period.text().startswith("周期 6月8日 周一 – ")
    dialog.name.clear()
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.made is None
    assert dialog.name.accessibleDescription() == "活动需要名称"


def test_a_new_task_begins_in_its_tab(host: Host, campaign: bytes, qtbot: QtBot) -> None:
    class Tasks(Page):
        begun = 0

        def __init__(self, host: Host, campaign: bytes) -> None:
            super().__init__(host)
            del campaign

        def commands(self) -> list[Command]:
            return [Command("task.new", "New", self.begin)]

        def begin(self) -> None:
            Tasks.begun += 1

    page = CampaignPage(host, {"tasks": Tasks, "content": ContentPage})
    qtbot.addWidget(page)
    page.show()
    page.open([campaign.hex()])
    qtbot.mouseClick(page.new, LEFT)
    assert page.tabs.key == "tasks"
    assert Tasks.begun == 1
    page.open([campaign.hex(), "content"])
    assert not page.new.isVisible()


def test_the_head_stands_at_once_and_the_tasks_are_counted_beside(
    host: Host, campaign: bytes, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page = CampaignPage(host, {"content": ContentPage})
    qtbot.addWidget(page)
    page.show()
    page.open([campaign.hex()])
    assert page.name.text() == "618大促"
    words = [label.text() for label in page.facts.findChildren(Label)]
    assert "…" in words
    settled()
    words = [label.text() for label in page.facts.findChildren(Label)]
    assert "…" not in words
    assert any(word.startswith("0 / ") for word in words)


def test_the_period_is_changed_where_it_is_told(
    host: Host, campaign: bytes, page: CampaignPage, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    before = host.session.get("campaign", campaign).text("finish")
    with qtbot.waitActive(page):
        page.activateWindow()
    page.facts.period.setFocus()
    qtbot.keyClick(page.facts.period, Qt.Key.Key_Return)
    pop = page.findChild(PeriodPop)
    assert pop is not None
    pop.finish.line.selectAll()
    write(pop.finish.line, "6月30日")
    qtbot.keyClick(pop.finish.line, Qt.Key.Key_Return)
    assert host.session.get("campaign", campaign).text("finish").startswith("2026-06-30")
    QApplication.processEvents()  # seen at once, before the tasks are counted
    assert "6月30日" in page.facts.period.accessibleName()
    host.session.undo()
    assert host.session.get("campaign", campaign).text("finish") == before


def test_who_changed_the_stage_is_told(
    host: Host, campaign: bytes, page: CampaignPage, settled: Callable[[], None]
) -> None:
    page.set_stage("run")
    QApplication.processEvents()
    settled()
    told = [page.overview.activity.rows.words(item) for item in page.overview.activity.rows.items]
    assert any("把阶段从 筹备中 改为 进行中" in line for line in told)


def test_a_campaign_that_ended_says_so(
    host: Host, campaign: bytes, page: CampaignPage, settled: Callable[[], None]
) -> None:
    days = {"start": "2026-04-01T09:00:00", "finish": "2026-05-31T18:00:00"}
    verbs.set_campaign(host.session, campaign, days)
    QApplication.processEvents()
    settled()
    words = [label.text() for label in page.facts.findChildren(Label)]
    assert "已结束" in words


def test_many_dates_moved_at_once_are_one_line(
    host: Host, campaign: bytes, page: CampaignPage, settled: Callable[[], None]
) -> None:
    tasks = host.session.list("task", [("campaign", "=", campaign)])[:4]
    with host.session.edit("Set dates") as edit:
        for task in tasks:
            edit.set("task", task.id, {"deadline": "2026-06-30T18:00:00"})
    QApplication.processEvents()
    settled()
    rows = page.overview.activity.rows
    told = [rows.words(item) for item in rows.items]
    assert sum("改了 4 项任务的时间：" in line for line in told) == 1


def test_what_could_not_be_read_is_said_in_its_place(
    host: Host, page: CampaignPage, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> object:
        raise Unavailable("busy", "The file is busy")

    went: list[str] = []
    host.went.connect(went.append)
    with monkeypatch.context() as patch:
        patch.setattr(verbs, "read_changes", fails)
        page.refresh()
        settled()
    assert page.has_trouble
    assert not went
    button = next(one for one in page.findChildren(Button) if one.text() == "重试")
    button.click()
    settled()
    assert not page.has_trouble
