"""The sheet of keys shows every key and finds it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import hands
from ui.kit.app import App
from ui.kit.command import Command
from ui.shell import caps
from ui.shell.keys import Key, KeyRow, KeySheet, balanced

COMMANDS = [
    Command("new", "新建任务", print, "plus", "C", "任务"),
    Command("trace", "查看追溯记录", print, "history", "Ctrl+Shift+H", "任务"),
    Command("bare", "没有快捷键", print),
    Command("zoom", "放大", print, "zoom-in", "Ctrl++", "外观"),
]


@pytest.fixture
def window(qtbot: QtBot, qapp: App) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    return window


@pytest.fixture
def sheet(qtbot: QtBot, window: QWidget) -> KeySheet:
    sheet = KeySheet(window, lambda: COMMANDS)
    window.show()
    sheet.open()
    qtbot.waitUntil(sheet.ask.hasFocus)
    return sheet


def shown(sheet: KeySheet) -> list[str]:
    """What stands there for a screen reader, in its order."""
    return [row.accessibleName() for row in sheet.findChildren(KeyRow) if row.parent()]


def test_every_command_with_a_key_stands_there(sheet: KeySheet) -> None:
    names = shown(sheet)
    assert names[:2] == ["新建任务: C", "查看追溯记录: Ctrl Shift H"]
    assert "放大: Ctrl +" in names
    assert not any("没有快捷键" in name for name in names)
    assert "打开: Enter" in names


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zsj", ["查看追溯记录"]),
        ("ctrl+shift", ["查看追溯记录"]),
        ("任务", ["新建任务", "查看追溯记录"]),
        ("wg", ["放大"]),
    ],
)
def test_words_pinyin_groups_and_keys_find(sheet: KeySheet, words: str, found: list[str]) -> None:
    hands.write(sheet.ask, words)
    assert [key.words for key in sheet.found()] == found


def test_nothing_found_says_so_and_the_panel_stays_as_high(sheet: KeySheet) -> None:
    high = sheet.panel.height()
    hands.write(sheet.ask, "qqqq")
    assert sheet.found() == []
    assert any("qqqq" in label.text() for label in sheet.findChildren(QLabel))
    assert sheet.panel.height() == high


def test_escape_and_f1_end_it(qtbot: QtBot, sheet: KeySheet) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
        sheet.open()
        hands.compose(sheet.ask, "ni")
        qtbot.keyClick(sheet.ask, key)
        assert sheet.is_open
        hands.compose(sheet.ask, "")
        qtbot.keyClick(sheet.ask, key)
        assert not sheet.is_open


def test_it_fits_the_smallest_window(sheet: KeySheet, window: QWidget) -> None:
    window.resize(960, 600)
    QApplication.processEvents()
    assert sheet.rect().contains(sheet.panel.geometry())


def test_columns_are_about_equal() -> None:
    groups = {
        name: [Key("x", ("X",), name)] * count for name, count in (("a", 6), ("b", 2), ("c", 5))
    }
    left, right = balanced(groups)
    assert [name for name, _ in left] == ["a"]
    assert [name for name, _ in right] == ["b", "c"]


@pytest.mark.parametrize(
    ("keys", "held"),
    [
        ("Ctrl+Shift+K", ["Ctrl", "Shift", "K"]),
        ("Ctrl++", ["Ctrl", "+"]),
        ("?", ["?"]),
        ("G, T", ["G", "T"]),
        ("Return", ["Enter"]),
        ("Ctrl+,", ["Ctrl", ","]),
    ],
)
def test_caps(keys: str, held: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert caps.caps(keys) == held


def test_caps_of_a_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert caps.caps("Ctrl+Shift+K") == ["⌘", "⇧", "K"]
