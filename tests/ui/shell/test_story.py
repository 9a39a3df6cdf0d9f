"""A first hour with Fairway, by mouse and by keyboard only (Show 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app import care
from app.model.row import Row
from sync.client.live import Kind
from tests.fakes.colleague import Visitor
from tests.ui.hands import write
from ui.campaign.one import CampaignPage
from ui.campaign.page import Begin
from ui.kit.app import App
from ui.kit.button import Button
from ui.plan.editors import LineEditor
from ui.plan.page import TasksPage
from ui.shell.launch import Launcher
from ui.shell.program import Program
from ui.shell.wizard import Wizard
from ui.sync.centre import Centre
from ui.sync.conflicts import ConflictsPage

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
MOST_MS = 30_000
"""A busy machine starts hubs slowly; a quiet one needs a twentieth of it."""
LINES = (
    "写推文 @张伟 明天18:00 #小红书 !高",
    "拍开箱视频 后天 #抖音",
    "复盘会 下周五10:00",
)
NAMES = ["写推文", "拍开箱视频", "复盘会"]


class Story:
    """One person at one window, and what they see."""

    def __init__(self, qtbot: QtBot, launcher: Launcher, folder: Path) -> None:
        self.qtbot, self.launcher, self.folder = qtbot, launcher, folder

    @property
    def program(self) -> Program:
        program = self.launcher.program
        assert program is not None
        return program

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=MOST_MS)

    def tasks(self) -> TasksPage:
        """The tasks of the campaign that is open."""
        page = self.program.window.page("campaign")
        assert isinstance(page, CampaignPage)
        return next(p for p in page.findChildren(TasksPage) if p.isVisible())

    def mine(self) -> list[Row]:
        """The tasks that were added in this story."""
        found = self.program.desk.session.list("task", (), ["okey"])
        return [row for row in found if row.text("name") in NAMES]

    def in_dialog(self, do: Callable[[QWidget], None]) -> None:
        """Act in the next dialog, whenever it opens; it is closed whatever happens."""

        def act() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(5, self.program.window, act)
                return
            try:
                do(dialog)
            finally:
                dialog.close()

        QTimer.singleShot(0, self.program.window, act)

    def reach_the_hub(self) -> None:
        """Wait until everything of this window is there."""
        desk = self.program.desk
        self.wait(lambda: self.program.status.kind is Kind.SYNCED and not care.outbox(desk))

    def change_the_same(self, visitor: Visitor, task: bytes) -> None:
        """She writes another name, and her laptop is with the hub."""
        with visitor.session.edit("Edit task") as edit:
            edit.set("task", task, {"name": "李娜的名字"})
        visitor.sync()

    def end_in_agreement(self, visitor: Visitor, task: bytes, name: str) -> None:
        desk = self.program.desk
        self.reach_the_hub()
        visitor.sync()
        assert desk.session.get("task", task).text("name") == name
        assert visitor.session.get("task", task).text("name") == name
        assert care.conflicts(desk) == []


@pytest.fixture
def story(
    qapp: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Story]:
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")
    launcher = Launcher(qapp, care.profile_in(tmp_path / "profile"))
    launcher.start()
    qapp.theme.look("light", is_calm=True)
    yield Story(qtbot, launcher, tmp_path)
    if launcher.program is not None:
        launcher.program.window.close()


def first_page(story: Story) -> Wizard:
    first = story.launcher.first
    assert first is not None
    return first.wizard


def button(inside: QWidget, words: str) -> Button:
    return next(b for b in inside.findChildren(Button) if b.text() == words and b.isVisible())


def pick(owner: QWidget, words: str) -> None:
    """Take a line of the menu that is open."""
    menu = next(m for m in owner.findChildren(QMenu) if m.isVisible())
    action = next(a for a in menu.actions() if a.text() == words)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def by_mouse_to_the_tasks(story: Story) -> TasksPage:
    """From the first page to the tasks of a new campaign."""
    wizard, qtbot = first_page(story), story.qtbot
    qtbot.mouseClick(wizard.cards["demo"], LEFT)
    qtbot.mouseClick(wizard.next, LEFT)
    story.wait(lambda: story.launcher.program is not None)
    window = story.program.window
    spot = next(rect for stop, rect in window.nav.spots() if stop.place == "campaigns")
    qtbot.mouseClick(window.nav, LEFT, pos=spot.center().toPoint())
    page = window.page("campaigns")
    assert page is not None

    def begin(dialog: QWidget) -> None:
        assert isinstance(dialog, Begin)
        dialog.name.selectAll()
        write(dialog.name, "618大促第二波")
        dialog.start.selectAll()
        write(dialog.start, "下周一")
        qtbot.mouseClick(dialog.go_button, LEFT)

    story.in_dialog(begin)
    qtbot.mouseClick(button(page, "新建活动"), LEFT)
    campaign = window.page("campaign")
    assert isinstance(campaign, CampaignPage)
    campaign.tabs.choose("tasks")
    story.wait(lambda: story.tasks().table.book.count > 0)
    return story.tasks()


def by_mouse_offline(story: Story, visitor: Visitor, tasks: TasksPage, task: bytes) -> None:
    """Pause, both write another name, go on."""
    window, qtbot = story.program.window, story.qtbot
    qtbot.mouseClick(window.bar.badge, LEFT)
    centre = window.findChild(Centre)
    assert centre is not None
    qtbot.mouseClick(button(centre, "暂停"), LEFT)
    story.wait(lambda: story.program.status.kind is Kind.PAUSED)
    story.change_the_same(visitor, task)
    tasks.open([task.hex()])
    story.wait(tasks.sheet.isVisible)
    tasks.sheet.name.selectAll()
    write(tasks.sheet.name, "我的名字")
    tasks.sheet.name.commit()
    assert story.program.desk.session.get("task", task).text("name") == "我的名字"
    qtbot.mouseClick(window.bar.badge, LEFT)
    centre = next(c for c in window.findChildren(Centre) if c.isVisible())
    qtbot.mouseClick(button(centre, "继续同步"), LEFT)
    story.wait(lambda: story.program.status.kind is Kind.ATTENTION)


def test_by_mouse(story: Story, qtbot: QtBot) -> None:
    tasks = by_mouse_to_the_tasks(story)
    window, session = story.program.window, story.program.desk.session
    assert "618大促第二波" in {row.text("name") for row in session.list("campaign")}

    qtbot.mouseClick(tasks.table.quick.line, LEFT)
    for line in LINES:
        write(tasks.table.quick.line, line)
        qtbot.keyClick(tasks.table.quick.line, Qt.Key.Key_Return)
    assert sorted(row.text("name") for row in story.mine()) == sorted(NAMES)
    story.wait(lambda: {row.id for row in story.mine()} <= set(tasks.table.shown()))

    grid = tasks.table.grid
    for row in story.mine():
        grid.go(row.id)
        place = grid.cell(grid.row_of(row.id), 0)
        qtbot.mouseClick(grid.viewport(), LEFT, pos=QPoint(20, place.center().y()))
    assert grid.selection == {row.id for row in story.mine()}
    qtbot.mouseClick(tasks.table.bulk.buttons["status"], LEFT)
    pick(tasks.table, "进行中")
    assert {row.text("status") for row in story.mine()} == {"doing"}
    story.wait(window.bar.undo.isEnabled)
    qtbot.mouseClick(window.bar.undo, LEFT)
    assert {row.text("status") for row in story.mine()} == {"todo"}
    for _ in LINES:
        story.wait(window.bar.undo.isEnabled)
        qtbot.mouseClick(window.bar.undo, LEFT)
    assert story.mine() == []
    story.wait(window.bar.redo.isEnabled)
    qtbot.mouseClick(window.bar.redo, LEFT)
    task = story.mine()[0].id

    story.reach_the_hub()
    visitor = Visitor(story.folder / "li", story.program.desk.profile)
    visitor.sync()
    by_mouse_offline(story, visitor, tasks, task)
    window.go("conflicts")
    conflicts = window.page("conflicts")
    assert isinstance(conflicts, ConflictsPage)
    qtbot.mouseClick(conflicts.cards[0].sides[0].button, LEFT)
    story.end_in_agreement(visitor, task, "我的名字")
    visitor.close()


class Keys:
    """Everything by the keyboard: what has the focus gets the key."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus, key, keys)

    @property
    def focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        held = QApplication.focusWidget()
        if popup is not None and (held is None or not popup.isAncestorOf(held)):
            return popup.focusWidget() or popup
        return held or self._story.program.window

    def type(self, text: str) -> None:
        write(self.focus, text)

    def command(self, words: str) -> None:
        """The command palette: by its key, the words, Enter."""
        window = self._story.program.window
        window.activateWindow()  # the offscreen screen gives it to nobody when a popup goes
        self._story.wait(window.isActiveWindow)
        QTest.keyClick(window, Qt.Key.Key_K, CTRL)
        palette = self._story.program.palette
        self._story.wait(palette.isVisible)
        write(palette.ask, words)

        def has_it_first() -> bool:
            current = palette.entries[palette.list.currentIndex().row()]
            return current.title == words

        self._story.wait(has_it_first)
        QTest.keyClick(palette.ask, Qt.Key.Key_Return)


def test_by_keyboard(story: Story, qtbot: QtBot) -> None:
    wizard, keys = first_page(story), Keys(story)
    qtbot.waitUntil(wizard.cards["demo"].hasFocus)
    keys.press(Qt.Key.Key_Return)
    story.wait(lambda: story.launcher.program is not None)
    window, session = story.program.window, story.program.desk.session
    window.activateWindow()
    keys.command("前往活动")
    assert window.place == "campaigns"

    def begin(dialog: QWidget) -> None:
        assert isinstance(dialog, Begin)
        dialog.name.setFocus()
        dialog.name.selectAll()
        write(dialog.name, "618大促第二波")
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)

    story.in_dialog(begin)
    keys.command("新建活动")
    assert "618大促第二波" in {row.text("name") for row in session.list("campaign")}
    campaign = window.page("campaign")
    assert isinstance(campaign, CampaignPage)
    window.activateWindow()
    campaign.tabs.setFocus()
    story.wait(campaign.tabs.hasFocus)
    keys.press(Qt.Key.Key_Right)
    story.wait(lambda: window.place.endswith("/tasks"))
    story.wait(lambda: story.tasks().table.book.count > 0)
    tasks = story.tasks()
    story.wait(tasks.table.grid.isVisible)
    window.activateWindow()
    tasks.table.grid.setFocus()
    story.wait(tasks.table.grid.hasFocus)
    keys.press(Qt.Key.Key_C)
    story.wait(tasks.table.quick.line.hasFocus)
    for line in LINES:
        keys.type(line)
        keys.press(Qt.Key.Key_Return)
    assert len(story.mine()) == 3
    story.wait(lambda: {row.id for row in story.mine()} <= set(tasks.table.shown()))
    grid = tasks.table.grid
    grid.setFocus()
    for row in story.mine():
        grid.go(row.id)
        keys.press(Qt.Key.Key_Space)
    assert len(grid.selection) == 3
    keys.press(Qt.Key.Key_Delete)
    assert story.mine() == []
    for _ in range(4):
        story.wait(lambda: bool(session.undo_state.undo))
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert story.mine() == []
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    task = story.mine()[0].id
    by_keys_in_conflict(story, keys, task)


def by_keys_in_conflict(story: Story, keys: Keys, task: bytes) -> None:
    """Pause by the palette, write, go on, take mine with 1."""
    window, session = story.program.window, story.program.desk.session
    story.reach_the_hub()
    visitor = Visitor(story.folder / "li", story.program.desk.profile)
    visitor.sync()
    keys.command("暂停同步")
    story.wait(lambda: story.program.status.kind is Kind.PAUSED)
    story.change_the_same(visitor, task)
    grid = story.tasks().table.grid
    grid.setFocus()
    grid.go(task)
    keys.press(Qt.Key.Key_F2)
    story.wait(lambda: isinstance(keys.focus, LineEditor))
    QTest.keyClick(keys.focus, Qt.Key.Key_A, CTRL)
    keys.type("我的名字")
    keys.press(Qt.Key.Key_Return)
    assert session.get("task", task).text("name") == "我的名字"
    keys.command("继续同步")
    story.wait(lambda: story.program.status.kind is Kind.ATTENTION)
    keys.command("冲突")
    assert window.place == "conflicts"
    QTest.keyClick(window, Qt.Key.Key_1)
    story.end_in_agreement(visitor, task, "我的名字")
    visitor.close()
