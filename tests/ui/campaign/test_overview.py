"""The overview by hand: targets, accounts, members; each gesture is one step back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from app.campaign.overview import facts
from app.model.campaign import Kpi, read_kpis
from tests.ui.hands import write
from ui.campaign.accounts import AccountDialog, until_chip
from ui.campaign.overview import Overview
from ui.campaign.targets import Figure, TargetsDialog, decimal_of
from ui.kit.app import App
from ui.parts.host import Host
from ui.parts.pick import Picker

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(host: Host, campaign: bytes, qtbot: QtBot) -> Overview:
    verbs.set_kpis(
        host.session,
        campaign,
        [Kpi("a", "曝光", "", "up", Decimal(1000), Decimal(100)), Kpi("b", "成本", "CNY", "down")],
    )
    page = Overview(host)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    show(host, campaign, page)
    return page


def show(host: Host, campaign: bytes, page: Overview) -> None:
    rows = verbs.read_campaign(host.session, campaign)
    page.show_campaign(rows, facts(rows, host.now()))


def kpis(host: Host, campaign: bytes) -> tuple[Kpi, ...]:
    return read_kpis(host.session.get("campaign", campaign).text("kpi"))


def in_dialog(owner: QWidget, do: Callable[[QDialog], None]) -> None:
    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        do(dialog)

    QTimer.singleShot(0, owner, act)


def choose(owner: QWidget, words: str) -> None:
    """Take a line of the menu that is open."""
    menu = next(m for m in owner.findChildren(QMenu) if m.isVisible())
    action = next(a for a in menu.actions() if a.text() == words)
    menu.setActiveAction(action)
    action.trigger()
    menu.close()


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.5", "1234.5"), ("¥38.70", "38.7"), ("4.62%", "4.62"), ("１２", "12"), ("x", None)],
)
def test_figures_are_read_as_people_write_them(text: str, value: str | None) -> None:
    found = decimal_of(text)
    assert found == (Decimal(value) if value is not None else None)


def test_a_figure_is_written_from_its_card(
    host: Host, campaign: bytes, page: Overview, qtbot: QtBot
) -> None:
    before = kpis(host, campaign)
    page.targets.cards[0].setFocus()
    qtbot.keyClick(page.targets.cards[0], Qt.Key.Key_Return)
    pop = page.findChild(Figure)
    assert pop is not None
    pop.line.selectAll()
    write(pop.line, "七百")
    qtbot.keyClick(pop.line, Qt.Key.Key_Return)
    assert kpis(host, campaign) == before
    pop.line.selectAll()
    write(pop.line, "1,200")
    qtbot.keyClick(pop.line, Qt.Key.Key_Return)
    assert kpis(host, campaign)[0].actual == Decimal(1200)
    assert kpis(host, campaign)[0].updated == "2026-06-03T10:42:00"
    host.session.undo()
    assert kpis(host, campaign) == before


def test_targets_are_edited_together_and_taken_back_at_once(
    host: Host, campaign: bytes, page: Overview, qtbot: QtBot
) -> None:
    before = kpis(host, campaign)

    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, TargetsDialog)
        qtbot.mouseClick(dialog.lines[1].up, LEFT)
        qtbot.mouseClick(dialog.new, LEFT)
        new = dialog.lines[-1]
        write(new.target, "很多")
        qtbot.mouseClick(dialog.done_button, LEFT)
        assert dialog.isVisible()
        new.target.selectAll()
        write(new.target, "4.5")
        qtbot.mouseClick(dialog.done_button, LEFT)
        assert dialog.isVisible()
        write(new.name, "互动率")
        write(new.unit, "%")
        qtbot.mouseClick(dialog.done_button, LEFT)

    in_dialog(page, act)
    qtbot.mouseClick(page.targets.edit, LEFT)
    found = kpis(host, campaign)
    assert [(k.name, k.unit) for k in found] == [("成本", "CNY"), ("曝光", ""), ("互动率", "%")]
    assert found[1].actual == Decimal(100)
    host.session.undo()
    assert kpis(host, campaign) == before


def test_a_new_account_is_in_the_campaign_and_can_leave_it(
    host: Host, campaign: bytes, page: Overview, qtbot: QtBot
) -> None:
    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, AccountDialog)
        write(dialog.followers, "很多")
        qtbot.mouseClick(dialog.done_button, LEFT)
        assert dialog.isVisible()
        write(dialog.name, "青禾官方")
        dialog.followers.selectAll()
        write(dialog.followers, "186,240")
        write(dialog.until, "6月6日")
        qtbot.mouseClick(dialog.done_button, LEFT)

    in_dialog(page, act)
    page.accounts.ask()
    account = host.session.list("account")[0]
    assert (account.text("name"), account.number("followers")) == ("青禾官方", 186_240)
    assert account.text("authorised_until")[:10] == "2026-06-06"
    qtbot.waitUntil(lambda: account.id in host.directory.rows("account"))
    show(host, campaign, page)
    qtbot.mouseClick(page.accounts.menus[account.id], LEFT)
    choose(page, "移出活动")
    assert not host.session.list("campaign_account")
    host.session.undo()
    host.session.undo()
    assert not host.session.list("account")
    assert not host.session.list("campaign_account")


def test_how_long_an_account_may_be_used_is_said_in_words(qapp: App) -> None:
    today = date(2026, 6, 3)
    found = {
        days: until_chip((today + timedelta(days=days)).isoformat(), today).text
        for days in (-1, 0, 3, 7, 8)
    }
    assert found == {
        -1: "授权已过期",
        0: "0 天后过期",
        3: "3 天后过期",
        7: "7 天后过期",
        8: "授权有效",
    }
    assert until_chip("", today).text == "未填写"


def test_a_member_is_found_by_pinyin_given_a_role_and_removed(
    host: Host, campaign: bytes, page: Overview, qtbot: QtBot
) -> None:
    count = len(host.session.list("member"))
    qtbot.mouseClick(page.members.add_button, LEFT)
    picker = page.findChild(Picker)
    assert picker is not None
    write(picker.line, "lina")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    member = max(host.session.list("member"), key=lambda row: row.id)
    assert host.directory.name("person", member.ref("person")) == "李娜"
    show(host, campaign, page)
    qtbot.mouseClick(page.members.roles[member.id], LEFT)
    choose(page, "负责人")
    assert host.session.get("member", member.id).text("role") == "lead"
    show(host, campaign, page)
    qtbot.mouseClick(page.members.roles[member.id], LEFT)
    choose(page, "移出活动")
    assert len(host.session.list("member")) == count
    for _ in range(3):
        host.session.undo()
    assert len(host.session.list("member")) == count


def test_what_comes_and_what_happened_lead_to_their_things(
    host: Host, campaign: bytes, page: Overview, qtbot: QtBot
) -> None:
    went: list[str] = []
    host.went.connect(went.append)
    lines = [w for w in page.activity.findChildren(QWidget) if hasattr(w, "place")]
    assert lines
    qtbot.mouseClick(lines[0], LEFT)
    assert went[-1].startswith("task/")
