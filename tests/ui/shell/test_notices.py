"""The bell: its mark, the list by mouse and by keys, quiet hours, kinds that are not told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.care import Desk
from ui.kit.app import App
from ui.kit.button import IconButton
from ui.parts.host import Host
from ui.shell import store
from ui.shell.notices import Bell, Panel
from ui.shell.store import Store


def person(desk: Desk, name: str) -> bytes:
    (row,) = desk.session.list("person", [("name", "=", name)])
    return row.id


@pytest.fixture
def given(desk: Desk, campaign: bytes) -> bytes:
    """A task that 张伟 gave to me, and what 李娜 said of it."""
    me, zhang, li = (person(desk, name) for name in ("王芳", "张伟", "李娜"))
    with desk.session.edit("Give") as edit:
        task = edit.add("task", {"campaign": campaign, "name": "拍开箱视频", "author": zhang})
        edit.add("assignment", {"campaign": campaign, "task": task, "person": me})
        said = {"table": "task", "row": task, "kind": "comment", "person": li}
        edit.add("comment", {"campaign": campaign, **said, "body": "灯光借好了"})
    return task


@pytest.fixture
def held(tmp_path: Path) -> Store:
    return Store(tmp_path / "ui.json")


@pytest.fixture
def bell(host: Host, given: bytes, held: Store, qtbot: QtBot, qapp: App) -> Iterator[Bell]:
    del qapp, given
    button = IconButton("bell", "通知")
    qtbot.addWidget(button)
    button.show()
    bell = Bell(button, host, held)
    bell.refresh()
    qtbot.waitUntil(lambda: len(bell.shown) == 2, timeout=5_000)
    yield bell
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    bell.rest()


def opened(bell: Bell) -> Panel:
    bell.open()
    panel = QApplication.activePopupWidget()
    assert isinstance(panel, Panel)
    return panel


def button_of(bell: Bell) -> IconButton:
    button = bell.parent()
    assert isinstance(button, IconButton)
    return button


def test_the_bell_says_how_many(bell: Bell) -> None:
    assert "2" in button_of(bell).accessibleName()
    lines = opened(bell).list.lines
    spoken = [lines.data(lines.index(row)) for row in range(lines.rowCount())]
    assert spoken[0] == "未读"
    assert any("李娜" in str(line) and "灯光借好了" in str(line) for line in spoken)
    assert any("张伟" in str(line) and "拍开箱视频" in str(line) for line in spoken)


def test_a_click_opens_and_reads(bell: Bell, given: bytes, host: Host, qtbot: QtBot) -> None:
    gone: list[str] = []
    host.went.connect(gone.append)
    view = opened(bell).list
    row = next(
        n
        for n in range(view.lines.rowCount())
        if "李娜" in str(view.lines.data(view.lines.index(n)))
    )
    spot = view.visualRect(view.lines.index(row)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert gone == [f"task/{given.hex()}"]
    assert QApplication.activePopupWidget() is None
    qtbot.waitUntil(lambda: sum(n.is_unread for n in bell.shown) == 1, timeout=5_000)


def test_by_keys(bell: Bell, given: bytes, host: Host) -> None:
    gone: list[str] = []
    host.went.connect(gone.append)
    panel = opened(bell)
    assert panel.list.hasFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert gone == [f"task/{given.hex()}"]
    panel = opened(bell)
    QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def test_all_read_is_no_step_to_undo(bell: Bell, host: Host, qtbot: QtBot) -> None:
    before = host.session.undo_state
    panel = opened(bell)
    QTest.mouseClick(panel.read, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    qtbot.waitUntil(lambda: not any(n.is_unread for n in bell.shown), timeout=5_000)
    assert host.session.undo_state == before
    assert not panel.read.isEnabled()
    assert "2" not in button_of(bell).accessibleName()


def test_kinds_that_are_not_told(bell: Bell, held: Store) -> None:
    held.set(store.MUTED, ["comment"])
    assert [notice.kind for notice in bell.shown] == ["task"]


@pytest.mark.parametrize(
    ("start", "end", "until"),
    [
        ("22:00", "08:00", ""),
        ("10:00", "12:00", "12:00"),
        ("10:42", "10:42", ""),
        ("09:00", "08:00", "08:00"),
    ],
)
def test_quiet_hours(bell: Bell, held: Store, start: str, end: str, until: str) -> None:
    held.set(store.QUIET, True)
    held.set(store.QUIET_FROM, start)
    held.set(store.QUIET_TO, end)
    assert bell.quiet_until == until
    held.set(store.QUIET, False)
    assert bell.quiet_until == ""


def test_what_comes_while_it_is_open_is_there(
    bell: Bell, desk: Desk, given: bytes, settled: Callable[[], None], qtbot: QtBot
) -> None:
    panel = opened(bell)
    settled()
    row = desk.session.get("task", given)
    with desk.session.edit("Say") as edit:
        said = {"table": "task", "row": given, "kind": "comment", "person": person(desk, "陈晨")}
        edit.add("comment", {"campaign": row["campaign"], **said, "body": "我带反光板"})
    qtbot.waitUntil(lambda: len(bell.shown) == 3, timeout=5_000)
    lines = panel.list.lines
    assert any("陈晨" in str(lines.data(lines.index(n))) for n in range(lines.rowCount()))
