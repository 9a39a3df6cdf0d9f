"""The content calendar by mouse and by keys: open, add, move, publish once; each one undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from tests.ui.hands import write
from ui.campaign.calendar import ContentPage
from ui.campaign.calendar_move import MoveTo
from ui.campaign.newpost import NewPost
from ui.campaign.postcard import PostCard
from ui.campaign.weekplaces import Place
from ui.kit.button import Button
from ui.parts.host import Host, Notice

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(host: Host, post: bytes, qtbot: QtBot) -> ContentPage:
    page = ContentPage(host)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    page.freshen()
    return page


def planned(host: Host, post: bytes) -> tuple[object, object]:
    row = host.session.get("post", post)
    return row["account"], row["planned"]


def drag(qtbot: QtBot, page: ContentPage, start: QPoint, end: QPoint) -> None:
    view = page.grid.viewport()
    qtbot.mousePress(view, LEFT, pos=start)
    qtbot.mouseMove(view, (start + end) / 2)
    qtbot.mouseMove(view, end)
    qtbot.mouseRelease(view, LEFT, pos=end)


def in_dialog(page: QWidget, do: Callable[[NewPost], None]) -> None:
    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewPost)
        do(dialog)

    QTimer.singleShot(0, page, act)


def test_a_card_is_dragged_to_another_day_and_account(
    host: Host, page: ContentPage, post: bytes, accounts: dict[str, bytes], qtbot: QtBot
) -> None:
    before = planned(host, post)
    place = page.grid.places.of(post)
    assert place is not None
    assert place == Place(1, 3, 0)
    target = page.grid.rect(Place(2, 5, -1)).center()
    drag(qtbot, page, page.grid.rect(place).center(), target)
    assert planned(host, post) == (accounts["小红书"], "2026-06-06T12:00:00")
    assert page.grid.places.of(post) == page.grid.at == Place(2, 5, 0)
    host.session.undo()
    assert planned(host, post) == before


def test_into_the_tray_and_back_with_the_keys(
    host: Host, page: ContentPage, post: bytes, accounts: dict[str, bytes], qtbot: QtBot
) -> None:
    page.grid.go(post)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Right, ALT)
    assert planned(host, post) == (accounts["抖音"], "2026-06-05T12:00:00")
    qtbot.keyClick(page.grid, Qt.Key.Key_Down, ALT)
    assert planned(host, post)[0] == accounts["小红书"]
    qtbot.keyClick(page.grid, Qt.Key.Key_Down, ALT)
    assert planned(host, post) == (accounts["小红书"], None)
    assert page.grid.places.is_tray(page.grid.at)
    qtbot.keyClick(page.grid, Qt.Key.Key_Up, ALT)
    assert planned(host, post) == (accounts["小红书"], "2026-06-03T20:00:00")
    for _ in range(4):
        host.session.undo()
    assert planned(host, post) == (accounts["抖音"], "2026-06-04T12:00:00")


def test_dragged_into_the_tray_it_keeps_its_account(
    host: Host, page: ContentPage, post: bytes, accounts: dict[str, bytes], qtbot: QtBot
) -> None:
    place = page.grid.places.of(post)
    assert place is not None
    bottom = QPoint(600, page.grid.viewport().height() - 30)
    drag(qtbot, page, page.grid.rect(place).center(), bottom)
    assert planned(host, post) == (accounts["抖音"], None)


def test_a_click_on_an_empty_cell_plans_a_post_there(
    host: Host, page: ContentPage, accounts: dict[str, bytes], qtbot: QtBot
) -> None:
    count = len(host.session.list("post"))

    def act(dialog: NewPost) -> None:
        qtbot.mouseClick(dialog.add_button, LEFT)
        assert dialog.title.accessibleDescription() == "请填写标题"
        write(dialog.title, "会员日倒计时")
        dialog.at.selectAll()
        write(dialog.at, "下周一 9:30")
        qtbot.mouseClick(dialog.add_button, LEFT)

    in_dialog(page, act)
    qtbot.mouseClick(page.grid.viewport(), LEFT, pos=page.grid.rect(Place(0, 4, -1)).center())
    made = next(row for row in host.session.list("post") if row.text("title") == "会员日倒计时")
    assert made.ref("account") == accounts["公众号"]
    assert made.text("planned") == "2026-06-08T09:30:00"
    host.session.undo()
    assert len(host.session.list("post")) == count


def test_enter_opens_the_card_and_a_link_publishes_once(
    host: Host, page: ContentPage, post: bytes, qtbot: QtBot, said: list[Notice]
) -> None:
    page.grid.go(post)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    card = page.findChild(PostCard)
    assert card is not None
    write(card.url, "javascript:alert(1)")
    qtbot.mouseClick(card.publish, LEFT)
    assert said[-1].tone == "danger"
    assert not host.session.get("post", post).text("published")
    card.url.selectAll()
    write(card.url, "https://v.douyin.com/iexample/")
    qtbot.mouseClick(card.publish, LEFT)
    held = host.session.get("post", post)
    assert held.text("published") == "2026-06-03T10:42:00"
    assert not card.publish.isEnabled()
    assert card.publish.toolTip() == "这条内容已经发布"
    card.close()
    before = planned(host, post)
    qtbot.keyClick(page.grid, Qt.Key.Key_Right, ALT)
    assert planned(host, post) == before
    host.session.undo()
    assert not host.session.get("post", post).text("url")


def test_fields_of_the_card_are_written_when_they_are_left(
    host: Host, page: ContentPage, post: bytes, qtbot: QtBot, said: list[Notice]
) -> None:
    page.show_post(post)
    card = page.findChild(PostCard)
    assert card is not None
    card.at.selectAll()
    write(card.at, "后天 18:30")
    qtbot.keyClick(card.at, Qt.Key.Key_Return)
    assert planned(host, post)[1] == "2026-06-05T18:30:00"
    card.at.selectAll()
    write(card.at, "哪天都行")
    qtbot.keyClick(card.at, Qt.Key.Key_Return)
    assert said[-1].tone == "danger"
    assert planned(host, post)[1] == "2026-06-05T18:30:00"
    card.title.selectAll()
    write(card.title, "新标题")
    qtbot.keyClick(card.title, Qt.Key.Key_Return)
    assert host.session.get("post", post).text("title") == "新标题"
    host.session.undo()
    host.session.undo()
    held = host.session.get("post", post)
    assert (held.text("title"), held.text("planned")) == ("开箱短视频", "2026-06-04T12:00:00")


def test_what_went_by_is_told_in_words(host: Host, page: ContentPage, post: bytes) -> None:
    with host.session.edit("Edit") as edit:
        edit.set("post", post, {"planned": "2026-06-02T10:00:00"})
    page.refresh()
    page.grid.go(post)
    assert "未按时发布" in page.grid.accessibleDescription()
    assert "青禾抖音" in page.grid.accessibleDescription()


def test_weeks_and_months_are_walked(page: ContentPage, qtbot: QtBot) -> None:
    first = page.grid.shown.week.first
    qtbot.mouseClick(page.bar.after, LEFT)
    assert (page.grid.shown.week.first - first).days == 7
    page.bar.span.choose("month")
    assert page.grid.shown.week.first.day == 1
    assert len(page.grid.shown.week.days) == 30
    qtbot.mouseClick(page.bar.before, LEFT)
    assert page.grid.shown.week.first.month == 5
    qtbot.mouseClick(page.bar.today, LEFT)
    page.bar.span.choose("week")
    assert page.grid.shown.today == date(2026, 6, 3)
    assert page.grid.shown.week.first == first


def test_one_campaign_shows_its_own_accounts_and_posts(
    host: Host, campaign: bytes, post: bytes, accounts: dict[str, bytes], qtbot: QtBot
) -> None:
    verbs.attach_account(host.session, campaign, accounts["公众号"])
    page = ContentPage(host, campaign)
    qtbot.addWidget(page)
    page.show()
    page.freshen()
    held = [line.account.id for line in page.grid.shown.week.lines if line.account is not None]
    assert held == [accounts["公众号"], accounts["抖音"]]


def test_without_accounts_it_says_what_to_do(host: Host, qtbot: QtBot) -> None:
    page = ContentPage(host)
    qtbot.addWidget(page)
    page.show()
    page.freshen()
    assert not page.grid.isVisible()


def test_moved_in_words_to_another_week_and_account_in_one_step(
    host: Host, page: ContentPage, post: bytes, accounts: dict[str, bytes], qtbot: QtBot
) -> None:
    before = planned(host, post)

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, MoveTo)
        dialog.at.selectAll()
        write(dialog.at, "哪天都行")
        qtbot.keyClick(dialog.at, Qt.Key.Key_Return)
        assert dialog.at.accessibleDescription()
        assert planned(host, post) == before
        dialog.account.show_key(accounts["公众号"])
        dialog.at.selectAll()
        write(dialog.at, "下周一 9:30")
        qtbot.keyClick(dialog.at, Qt.Key.Key_Return)

    page.grid.go(post)
    QTimer.singleShot(0, page, act)
    command = next(c for c in page.commands() if c.name == "post.move")
    assert not command.reason
    command.do()
    assert planned(host, post) == (accounts["公众号"], "2026-06-08T09:30:00")
    assert page.grid.shown.week.first == date(2026, 6, 8)
    assert page.grid.current is not None
    assert page.grid.current.id == post
    host.session.undo()
    assert planned(host, post) == before


def test_a_published_post_says_why_it_stays(host: Host, page: ContentPage, post: bytes) -> None:
    verbs.publish_post(host.session, post, "https://example.com/1", datetime(2026, 6, 3, 9))
    page.refresh()
    page.grid.go(post)
    command = next(c for c in page.commands() if c.name == "post.move")
    assert command.reason == "这条内容已经发布"


def test_the_menu_offers_every_move(page: ContentPage, post: bytes) -> None:
    page.grid.go(post)
    page.grid.menu_asked.emit(post, page.mapToGlobal(QPoint(40, 40)))
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    words = [action.text() for action in opened.actions()]
    opened.close()
    assert words[2:7] == ["移到…", "推后一天", "提前一天", "移到上一个账号", "移到下一个账号"]


def test_a_link_to_an_unscheduled_post_opens_it_at_the_first_visit(
    host: Host, campaign: bytes, accounts: dict[str, bytes], qtbot: QtBot
) -> None:
    del accounts
    post = verbs.add_post(host.session, campaign, {"title": "还没定日期"})
    page = ContentPage(host)
    qtbot.addWidget(page)
    page.show()
    page.open([post.hex()])
    page.freshen()
    card = page.findChild(PostCard)
    assert card is not None
    assert card.title.text() == "还没定日期"


def test_a_link_opens_its_post_though_the_calendar_is_narrowed(
    host: Host, page: ContentPage, post: bytes
) -> None:
    other = verbs.create_campaign(host.session, "品牌周年庆")
    page.bar.narrow(other, None)
    assert page.grid.places.of(post) is None
    page.open([post.hex()])
    assert page.findChild(PostCard) is not None
    assert page.bar.campaign is None


def test_before_the_first_post_it_offers_to_plan_one(
    host: Host, page: ContentPage, post: bytes, qtbot: QtBot
) -> None:
    for row in host.session.list("post"):
        if row.id != post:
            verbs.delete_post(host.session, row.id)
    verbs.delete_post(host.session, post)
    page.refresh()
    assert not page.grid.isVisible()

    def act(dialog: NewPost) -> None:
        write(dialog.title, "第一条")
        qtbot.mouseClick(dialog.add_button, LEFT)

    in_dialog(page, act)
    button = next(b for b in page.findChildren(Button) if b.text() == "计划一条内容")
    qtbot.mouseClick(button, LEFT)
    assert page.grid.isVisible()
    assert [row.text("title") for row in host.session.list("post")] == ["第一条"]


def test_without_a_campaign_it_says_what_a_post_needs(
    host: Host, accounts: dict[str, bytes], qtbot: QtBot, said: list[Notice]
) -> None:
    del accounts
    page = ContentPage(host)
    qtbot.addWidget(page)
    page.show()
    page.freshen()
    page.begin()
    assert said[-1].detail == "内容属于活动，先新建一个活动"


def test_esc_lets_a_dragged_card_stay(
    host: Host, page: ContentPage, post: bytes, qtbot: QtBot
) -> None:
    before, view = planned(host, post), page.grid.viewport()
    place = page.grid.places.of(post)
    assert place is not None
    start, end = page.grid.rect(place).center(), page.grid.rect(Place(2, 5, -1)).center()
    qtbot.mousePress(view, LEFT, pos=start)
    qtbot.mouseMove(view, (start + end) / 2)
    qtbot.mouseMove(view, end)
    assert page.grid.ghost is not None
    qtbot.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.grid.ghost is None
    qtbot.mouseRelease(view, LEFT, pos=end)
    assert planned(host, post) == before


def test_alt_and_arrows_move_the_card_where_the_window_has_the_same_keys(
    host: Host, page: ContentPage, post: bytes, accounts: dict[str, bytes], qtbot: QtBot
) -> None:
    gone: list[int] = []
    back = QShortcut(QKeySequence("Alt+Left"), page)
    back.activated.connect(lambda: gone.append(1))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.grid.go(post)
    page.grid.setFocus()
    window = page.windowHandle()
    assert window is not None
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert not gone
    assert planned(host, post) == (accounts["抖音"], "2026-06-03T12:00:00")
