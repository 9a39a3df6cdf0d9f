"""The chart on paper: how it is cut, how many pages, that its words are found."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.care import Desk
from app.plan import commands
from tests.ui.plan.gantt.touch import Hand, Plan
from ui.plan.gantt import printing
from ui.plan.gantt.printing import Layout


@given(st.integers(0, 500), st.integers(1, 800), st.floats(2, 44))
def test_no_row_and_no_day_is_cut_or_lost(rows: int, days: int, day_px: float) -> None:
    layout = Layout(1_400, 990, 32, day_px)
    tiles = layout.tiles(rows, 100, 100 + days)
    cells = {(t.first_row, t.first_day) for t in tiles}
    assert len(cells) == len(tiles)
    assert [t.number for t in tiles] == list(range(1, len(tiles) + 1))
    assert sum((t.end_row - t.first_row) * (t.end_day - t.first_day) for t in tiles) == rows * days
    for tile in tiles:
        assert (tile.end_row - tile.first_row) * 32 + 140 <= 990
        assert (tile.end_day - tile.first_day) * day_px <= 1_400 - printing.TREE


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def streams(data: bytes) -> bytes:
    found = b""
    for part in re.findall(rb"(?<!end)stream\r?\n(.*?)\r?\n?endstream", data, re.S):
        try:
            found += zlib.decompress(part)
        except zlib.error:
            continue
    return found


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_pdf_has_every_tile(tmp_path: Path, plan: Plan, hand: Hand, paper: str) -> None:
    path = tmp_path / "plan.pdf"
    count = printing.write_pdf(hand.canvas, "端午", paper, path)
    data = path.read_bytes()
    written = pages(data)
    assert (count, written) == (1, 1)
    inside = streams(data)
    told = {word: word in inside + data for word in (b" Tf", b"begincmap")}
    assert told == {b" Tf": True, b"begincmap": True}, "words are text and can be searched"
    has_font = b"FontFile" in data
    assert has_font, "the Chinese font goes along"


def test_a_long_plan_has_more_pages(tmp_path: Path, desk: Desk, plan: Plan, hand: Hand) -> None:
    finish = {"start": "2026-11-02T09:00:00", "finish": "2026-11-06T18:00:00"}
    commands.set_task(desk.session, plan.ids["投放"], finish, None)
    QApplication.processEvents()
    path = tmp_path / "plan.pdf"
    count = printing.write_pdf(hand.canvas, "端午", "a4", path)
    written = pages(path.read_bytes())
    assert (count, written) == (4, 4)


def test_a_picture(tmp_path: Path, plan: Plan, hand: Hand) -> None:
    path = tmp_path / "plan.png"
    printing.write_png(hand.canvas, "端午", path)
    picture = QImage(str(path))
    assert picture.width() > printing.TREE + 8 * 22
    assert picture.height() > len(hand.canvas.chart.shown) * 32
