"""The gallery shows the real components; theme, density and notices work on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.model.errors import Unavailable
from ui.kit.app import App
from ui.kit.button import Button
from ui.kit.toast import Toast
from ui.parts.comments import Comments
from ui.parts.host import Host, Notice
from ui.parts.page import Page
from ui.people.sheet import PersonSheet
from ui.plan.sheet import TaskSheet
from ui.shell.features import features
from ui.shell.gallery import GalleryPage
from ui.shell.gallery_poses import StillPicker
from ui.shell.gallery_table import StateGrid

BUSY = Unavailable("busy", "Another program is writing to this file; try again")


@pytest.fixture
def page(qtbot: QtBot, qapp: App, host: Host, campaign: bytes) -> Iterator[GalleryPage]:
    """The gallery of a workspace that has tasks."""
    del campaign
    made = GalleryPage(host)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    made.freshen()
    yield made
    qapp.theme.look("light", "normal", is_calm=True)


def test_it_is_hidden_and_reached_by_its_name(host: Host) -> None:
    found = next(f for f in features(Page) if f.place == "gallery")
    assert found.is_hidden
    assert isinstance(found.make(host), GalleryPage)


def test_theme_and_density_change_while_it_is_shown(
    qtbot: QtBot, page: GalleryPage, qapp: App
) -> None:
    page.theme.setFocus()
    qtbot.keyClick(page.theme, Qt.Key.Key_Right)
    assert (qapp.theme.is_dark, page.theme.key) == (True, "dark")
    grid = page.findChild(StateGrid)
    assert grid is not None
    before = grid.height()
    page.density.choose("roomy")
    assert (qapp.theme.density, qapp.theme.is_calm) == ("roomy", True)
    assert grid.height() == before + 10 * 8


def test_a_disabled_button_says_why(page: GalleryPage) -> None:
    off = [button for button in page.findChildren(Button) if not button.isEnabled()]
    assert len(off) >= 7
    assert all(button.toolTip() for button in off)


def test_a_notice_comes_and_those_on_the_page_stay(
    qtbot: QtBot, page: GalleryPage, said: list[Notice]
) -> None:
    button = next(b for b in page.findChildren(Button) if b.text() == "显示一条")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [notice.is_undo for notice in said] == [True]
    toasts = page.findChildren(Toast)
    for toast in toasts:
        toast.end()
    assert len(page.findChildren(Toast)) == len(toasts) == 3


def test_its_parts_are_those_of_the_pages(
    qtbot: QtBot, page: GalleryPage, host: Host, said: list[Notice]
) -> None:
    page.open(["parts"])
    qtbot.waitUntil(lambda: not host.worker.is_busy, timeout=5_000)
    qtbot.wait(5)
    for kind in (Comments, TaskSheet, PersonSheet):
        assert page.findChild(kind) is not None
    person = page.findChild(PersonSheet)
    assert person is not None
    assert person.person == host.me
    picker = page.findChild(StillPicker)
    assert picker is not None
    qtbot.keyClicks(picker.line, "ln")
    assert picker.words() == ["李娜"]
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert [notice.text for notice in said] == ["李娜"]
    assert picker.isVisible()


def test_nothing_is_written_by_looking(page: GalleryPage, desk: Desk) -> None:
    before = desk.session.undo_state
    for part in ("parts", "tokens", "components"):
        page.open([part])
    assert desk.session.undo_state == before
    assert page.crumbs() == [("组件一览", "gallery")]


class Torn(Page):
    """A page whose rows cannot be read until somebody lets go of the file."""

    fault: Unavailable | None = BUSY
    reads = 0

    def refresh(self) -> None:
        self.reads += 1
        if self.fault is not None:
            raise self.fault


def test_a_page_that_cannot_be_read_says_so_and_tries_again(qtbot: QtBot, host: Host) -> None:
    page = Torn(host)
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    page.freshen()
    assert page.has_trouble
    again = page.findChild(Button)
    assert again is not None
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert (page.has_trouble, page.reads) == (True, 2)
    page.fault = None
    again = next(b for b in page.findChildren(Button) if b.isVisible())
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert (page.has_trouble, page.reads) == (False, 3)


def test_a_commit_mends_a_page(qtbot: QtBot, host: Host, desk: Desk) -> None:
    page = Torn(host)
    qtbot.addWidget(page)
    page.show()
    page.freshen()
    page.fault = None
    with desk.session.edit("Add person") as edit:
        edit.add("person", {"name": "周凯", "kind": "person", "active": 1})
    qtbot.waitUntil(lambda: not page.has_trouble, timeout=2_000)
    desk.session.undo()
