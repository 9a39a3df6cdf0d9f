"""Where everything in a campaign comes from: found, narrowed, sorted, its links opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from app.plan import commands as plans
from tests.ui.hands import write
from ui.campaign.trace import LIST, NO_FIT, NONE, TracePage
from ui.campaign.trace_lines import link_of
from ui.parts.host import Host

URL = "https://www.xiaohongshu.com/explore/1"
KEY = Qt.Key
Settled = Callable[[], None]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The links that a browser would have got."""
    found: list[str] = []

    def take(url: QUrl) -> bool:
        found.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return found


@pytest.fixture
def post(host: Host, campaign: bytes) -> bytes:
    """A published post that came of a task, which 张伟 does."""
    session = host.session
    task = session.list("task", [("campaign", "=", campaign)], ["okey"])[4]
    person = next(row for row in session.list("person") if row.text("name") == "张伟")
    plans.set_task(session, task.id, {}, [person.id])
    made = verbs.add_post(session, campaign, {"title": "长图文", "task": task.id})
    verbs.publish_post(session, made, URL, datetime(2026, 6, 2, 20))
    return made


@pytest.fixture
def page(host: Host, campaign: bytes, post: bytes, qtbot: QtBot, settled: Settled) -> TracePage:
    del post
    page = TracePage(host, campaign)
    qtbot.addWidget(page)
    page.resize(1180, 640)
    page.show()
    page.freshen()
    settled()
    return page


def titles(page: TracePage) -> list[str]:
    return [held.trace.title for held in page.lines.shown]


def row_of(page: TracePage, key: bytes) -> int:
    return [held.trace.id for held in page.lines.shown].index(key)


def test_everything_says_what_it_comes_from(host: Host, page: TracePage, post: bytes) -> None:
    row = row_of(page, post)
    lines = page.lines
    task = host.session.get("post", post).ref("task") or b""
    assert lines.words(row, "from") == host.session.get("task", task).text("name")
    assert lines.words(row, "state") == "已发布"
    assert lines.words(row, "who") == "王芳"
    assert lines.words(row, "at") == "昨天 20:00"
    assert lines.words(row, "link") == URL
    assert lines.words(row_of(page, task), "who") == "张伟"


def test_it_is_narrowed_by_pinyin_kind_and_state(page: TracePage, qtbot: QtBot) -> None:
    whole = page.lines.count()
    write(page.search, "ctw")
    assert titles(page) == ["长图文"]
    page.search.clear()
    write(page.search, "zhangwei")
    assert page.lines.count() == 1
    page.search.clear()
    page.kinds.choose("post")
    assert titles(page) == ["长图文"]
    page.kinds.choose("")
    page.state.show_key("published")
    page.state.chosen.emit("published")
    assert titles(page) == ["长图文"]
    write(page.search, "zzz")
    assert page.is_showing(NO_FIT)
    page.clear()
    assert page.lines.count() == whole
    assert page.is_showing(LIST)


def test_a_column_sorts_and_lets_go_again(page: TracePage) -> None:
    before = titles(page)
    page.grid.head.sort_asked.emit("title")
    assert titles(page) == sorted(before)
    page.grid.head.sort_asked.emit("title")
    assert titles(page) == sorted(before, reverse=True)
    page.grid.head.sort_asked.emit("title")
    assert titles(page) == before


def test_enter_opens_the_thing_and_its_link(
    host: Host, page: TracePage, post: bytes, qtbot: QtBot, opened: list[str]
) -> None:
    went: list[str] = []
    host.went.connect(went.append)
    page.grid.go(post)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, KEY.Key_Return)
    assert went == [f"post/{post.hex()}"]
    for _ in range(5):
        qtbot.keyClick(page.grid, KEY.Key_Right)
    qtbot.keyClick(page.grid, KEY.Key_Return)
    assert opened == [URL]
    assert len(went) == 1


def test_a_click_on_the_link_opens_it(
    page: TracePage, post: bytes, qtbot: QtBot, opened: list[str]
) -> None:
    page.kinds.choose("post")
    spot = page.grid.cell(row_of(page, post), 5).center()
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened == [URL]


def test_commands_say_why_not(page: TracePage, post: bytes) -> None:
    page.grid.go(page.lines.key(0))
    assert {c.reason for c in page.commands()} == {"先选一条已发布的内容"}
    page.grid.go(post)
    commands = {c.name: c for c in page.commands()}
    assert {c.reason for c in commands.values()} == {""}
    commands["trace.copy"].do()
    assert QGuiApplication.clipboard().text() == URL


def test_the_menu_opens_by_key(
    page: TracePage, post: bytes, qtbot: QtBot, opened: list[str]
) -> None:
    page.grid.go(post)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, KEY.Key_Menu)
    menu = next(m for m in page.findChildren(QMenu) if m.isVisible())
    link = menu.actions()[1]
    assert link.text() == "打开发布链接"
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(link).center())
    assert opened == [URL]


def test_it_follows_changes(
    host: Host, page: TracePage, post: bytes, settled: Settled, qtbot: QtBot
) -> None:
    verbs.delete_post(host.session, post)
    qtbot.waitUntil(lambda: "长图文" not in titles(page))
    host.session.undo()
    qtbot.waitUntil(lambda: "长图文" in titles(page))
    settled()


def test_a_bare_campaign_says_so(host: Host, qtbot: QtBot, settled: Settled) -> None:
    bare = verbs.create_campaign(host.session, "年货节")
    page = TracePage(host, bare)
    qtbot.addWidget(page)
    page.show()
    page.freshen()
    settled()
    assert page.is_showing(NONE)
    page.grid.menu_asked.emit(bare, QPoint())  # nothing to open, nothing breaks
    QMenu.close(next(iter(page.findChildren(QMenu))))


def test_a_link_from_elsewhere_is_not_trusted() -> None:
    assert link_of(URL) is not None
    for url in ("file:///etc/passwd", "javascript:alert(1)", "fairway://x", "", "https://"):
        assert link_of(url) is None
