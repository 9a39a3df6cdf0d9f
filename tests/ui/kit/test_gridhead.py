"""Columns share what is left, up to what each wants; a width that somebody pulls stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.app import App
from ui.kit.gridhead import EDGE, Column, Head


@pytest.fixture
def head(qapp: App, qtbot: QtBot) -> Iterator[Head]:
    del qapp
    parent = QWidget()
    qtbot.addWidget(parent)
    head = Head(parent)
    head.columns = [
        Column("sign", "", 36),
        Column("name", "姓名", stretches=True, least=100, most=200),
        Column("skills", "技能", stretches=True, least=100, most=300),
    ]
    yield head
    del parent


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (36, [36, 100, 100]),
        (236, [36, 100, 100]),
        (336, [36, 150, 150]),
        (496, [36, 200, 260]),
        (900, [36, 200, 300]),
    ],
)
def test_what_is_left_is_shared(head: Head, room: int, widths: list[int]) -> None:
    head.resize(room + EDGE, head.height())
    assert [wide for _, wide in head.spots()] == widths


def test_a_width_that_was_pulled_stays(head: Head) -> None:
    head.resize(336 + EDGE, head.height())
    left, wide = head.spots()[1]
    edge = QPoint(left + wide, 8)
    QTest.mousePress(head, Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(head, edge - QPoint(30, 0))
    QTest.mouseRelease(head, Qt.MouseButton.LeftButton, pos=edge - QPoint(30, 0))
    assert [width for _, width in head.spots()] == [36, 120, 180]
    head.resize(500 + EDGE, head.height())
    assert head.spots()[1][1] == 120
