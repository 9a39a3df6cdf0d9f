"""What a card of the calendar says and takes: campaign, holidays, status, task, past days."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from app.campaign.overview import leaves
from tests.ui.hands import write
from ui.campaign.calendar import ContentPage
from ui.campaign.moments import moment, moment_words
from ui.campaign.postcard import PostCard
from ui.campaign.weekplaces import Mark, Place
from ui.kit.fields import Choice
from ui.parts.host import Host
from ui.parts.pick import Picker

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(host: Host, post: bytes, qtbot: QtBot) -> ContentPage:
    page = ContentPage(host)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    page.freshen()
    return page


@pytest.fixture
def card(page: ContentPage, post: bytes) -> PostCard:
    page.show_post(post)
    found = page.findChild(PostCard)
    assert found is not None
    return found


def pick(choice: Choice, key: object) -> None:
    """As a person does it: the list opens, a line is taken."""
    choice.setCurrentIndex(choice.findData(key))
    choice.activated.emit(choice.currentIndex())


def test_cards_name_their_campaign_where_there_are_several(
    host: Host, campaign: bytes, page: ContentPage, post: bytes
) -> None:
    assert not page.grid.shown.campaigns
    before = page.grid.rect(Place(1, 3, 0)).height()
    other = verbs.create_campaign(host.session, "年货节", {"color": "violet"})
    QApplication.processEvents()
    assert page.grid.shown.campaigns[campaign].name == "618大促"
    assert page.grid.shown.campaigns[other].color == "chart5"
    page.grid.go(post)
    assert "618大促" in page.grid.accessibleDescription()
    assert page.grid.rect(page.grid.at).height() == before + 12
    page.bar.narrow(campaign, None)
    assert not page.grid.shown.campaigns
    page.grab()


def test_days_off_and_days_worked_for_them_are_marked(page: ContentPage) -> None:
    page.bar.show_day(date(2026, 10, 10))
    marks = page.grid.shown.marks
    assert marks[date(2026, 10, 5)] == Mark(is_off=True, name="国庆节")
    assert not marks[date(2026, 10, 10)].is_off
    assert date(2026, 10, 11) not in marks
    assert date(2026, 10, 10) not in page.grid.shown.rests
    page.grid.at = Place(0, 0, -1)
    page.refresh()
    assert "休, 国庆节" in page.grid.accessibleDescription()
    page.grab()


def test_the_status_is_said_in_the_card(host: Host, card: PostCard, post: bytes) -> None:
    assert card.status.key == "idea"
    pick(card.status, "ready")
    assert host.session.get("post", post).text("status") == "ready"
    host.session.undo()
    assert host.session.get("post", post).text("status") == "idea"
    verbs.publish_post(host.session, post, "https://a.cn/1", datetime(2026, 6, 3, 9))
    card.refresh()
    assert not card.status.isEnabled()
    assert card.status.toolTip() == "这条内容已经发布"


def test_a_task_is_picked_and_let_go(
    host: Host, campaign: bytes, card: PostCard, post: bytes, qtbot: QtBot
) -> None:
    tasks = leaves(host.session.list("task", [("campaign", "=", campaign)], ["okey"]))
    qtbot.mouseClick(card.pick, LEFT)
    picker = card.findChild(Picker)
    assert picker is not None
    assert len(picker.words()) == len(tasks) + 1
    write(picker.line, tasks[3].text("name"))
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert host.session.get("post", post).ref("task") == tasks[3].id
    assert card.task.text() == tasks[3].text("name")
    host.session.undo()
    assert host.session.get("post", post).ref("task") is None


def test_a_day_that_has_gone_by_stays_what_it_was(
    host: Host, card: PostCard, post: bytes, qtbot: QtBot
) -> None:
    verbs.plan_post(host.session, post, None, datetime(2026, 5, 20, 12))
    card.refresh()
    assert card.at.text() == "5月20日 周三 12:00"
    card.at.setFocus()
    qtbot.keyClick(card.at, Qt.Key.Key_Return)
    assert host.session.get("post", post).text("planned") == "2026-05-20T12:00:00"
    card.at.selectAll()
    write(card.at, "5月20日 18:30")
    qtbot.keyClick(card.at, Qt.Key.Key_Return)
    assert host.session.get("post", post).text("planned") == "2026-05-20T18:30:00"
    host.session.undo()
    assert host.session.get("post", post).text("planned") == "2026-05-20T12:00:00"


def test_what_is_shown_means_itself_in_another_year(host: Host) -> None:
    kept = datetime(2025, 11, 11, 20)
    assert moment(host, moment_words(host, kept), kept) == kept
    new = moment(host, "5月20日")
    assert new is not None
    assert new.date() == date(2027, 5, 20)


def test_a_card_held_at_the_edge_scrolls_the_days(
    page: ContentPage, post: bytes, qtbot: QtBot
) -> None:
    page.bar.span.choose("month")
    page.grid.go(post)
    view, across = page.grid.viewport(), page.grid.horizontalScrollBar()
    start, begin = page.grid.rect(page.grid.at).center(), across.value()
    edge = QPoint(view.width() - 3, start.y())
    qtbot.mousePress(view, LEFT, pos=start)
    qtbot.mouseMove(view, start + QPoint(60, 0))
    qtbot.mouseMove(view, edge)
    qtbot.waitUntil(lambda: across.value() > begin + 40, timeout=2_000)
    under = page.grid.under
    assert page.grid.places.hit(edge, page.grid.scrolled) == under
    qtbot.keyClick(page.grid, Qt.Key.Key_Escape)
    stopped = across.value()
    qtbot.wait(80)
    assert across.value() == stopped
    qtbot.mouseRelease(view, LEFT, pos=edge)
    QApplication.processEvents()
