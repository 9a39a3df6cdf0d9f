"""The overview of a campaign by mouse and by keys: every gesture is one change and one undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.model.campaign import read_kpis
from tests.ui.campaign.overview_hands import (
    ALT,
    KPIS,
    LEFT,
    STAGES,
    bare,
    in_dialog,
    kpi,
    middle,
    open_view,
    pop,
    rewrite,
    settle,
    stages,
)
from tests.ui.hands import compose, write
from ui.campaign.looks import until_chip
from ui.campaign.overview import Overview
from ui.campaign.overview_dates import PeriodPop
from ui.campaign.overview_kpidialog import KpiDialog
from ui.campaign.overview_kpipaint import decimal_of
from ui.campaign.overview_stages import StagePop
from ui.parts.host import Host, Notice


@pytest.mark.parametrize("field", ["goal", "audience"])
def test_goal_and_audience_are_written_in_place(
    field: str, host: Host, shown: bytes, view: Overview, undone: Callable[[], None]
) -> None:
    text = view.goal if field == "goal" else view.audience
    held = text.toPlainText()
    text.setFocus()
    compose(text, "dai")
    text.commit()
    assert host.session.get("campaign", shown)[field] == held
    text.selectAll()
    write(text, "会员净增 8 万")
    text.commit()
    assert host.session.get("campaign", shown)[field] == "会员净增 8 万"
    undone()
    assert text.toPlainText() == held


def test_a_figure_is_written_where_it_stands(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot, undone: Callable[[], None]
) -> None:
    cell = view.targets.strip.cells[0]
    qtbot.mouseClick(cell, LEFT, pos=QPoint(40, 50))
    assert cell.editor is not None
    assert cell.editor.text() == "3,128,640"
    rewrite(cell.editor, "412.5万")
    qtbot.keyClick(cell.editor, Qt.Key.Key_Return)
    assert cell.editor is None
    held = kpi(host, shown, "gmv")
    assert (held.actual, held.updated) == (Decimal(4_125_000), "2026-06-03T10:42:00")
    assert "¥4,125,000.00" in cell.accessibleName()
    undone()


def test_what_is_no_figure_stays_until_it_is_one(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot
) -> None:
    cell = view.targets.strip.cells[0]
    cell.setFocus()
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    assert cell.editor is not None
    rewrite(cell.editor, "很多")
    qtbot.keyClick(cell.editor, Qt.Key.Key_Return)
    assert cell.editor is not None
    assert cell.editor.property("state") == "error"
    qtbot.keyClick(cell.editor, Qt.Key.Key_Escape)
    assert cell.editor is None
    assert kpi(host, shown, "gmv") == KPIS[0]


def test_a_target_is_moved_and_deleted_by_keys(
    host: Host, view: Overview, qtbot: QtBot, undone: Callable[[], None]
) -> None:
    said = list[Notice]()
    host.said.connect(said.append)
    cells = view.targets.strip.cells
    qtbot.keyClick(cells[0], Qt.Key.Key_Right, ALT)
    settle()
    assert [one.verdict.kpi.id for one in cells] == ["cac", "gmv"]
    undone()
    qtbot.keyClick(cells[1], Qt.Key.Key_Delete)
    settle()
    assert [one.verdict.kpi.id for one in cells] == ["gmv"]
    assert said[-1].is_undo
    undone()


def test_targets_are_edited_in_a_table(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot, undone: Callable[[], None]
) -> None:
    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, KpiDialog)
        qtbot.mouseClick(dialog.lines[0].down, LEFT)
        qtbot.mouseClick(dialog.new, LEFT)
        qtbot.mouseClick(dialog.done_button, LEFT)  # what was left blank is no target
        assert not dialog.isVisible()

    def fill(dialog: QWidget) -> None:
        assert isinstance(dialog, KpiDialog)
        qtbot.mouseClick(dialog.lines[1].drop, LEFT)
        qtbot.mouseClick(dialog.new, LEFT)
        line = dialog.lines[-1]
        write(line.unit, "人")
        rewrite(line.target, "六万")
        qtbot.mouseClick(dialog.done_button, LEFT)
        assert dialog.isVisible()
        write(line.name, "新增会员")
        rewrite(line.target, "6万")
        qtbot.keyClick(line.target, Qt.Key.Key_Return)

    in_dialog(view, KpiDialog, act)
    qtbot.mouseClick(view.targets.edit, LEFT)
    assert [one.id for one in read_kpis(host.session.get("campaign", shown).text("kpi"))] == [
        "cac",
        "gmv",
    ]
    undone()
    in_dialog(view, KpiDialog, fill)
    qtbot.keyClick(view.targets.edit, Qt.Key.Key_Return)
    held = read_kpis(host.session.get("campaign", shown).text("kpi"))
    assert [(one.name, one.unit, one.target) for one in held] == [
        ("成交额", "CNY", Decimal(8_000_000)),
        ("新增会员", "人", Decimal(60_000)),
    ]
    undone()


def test_the_period_is_written_in_words(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot, undone: Callable[[], None]
) -> None:
    qtbot.mouseClick(view.stages.period, LEFT)
    asked = pop(view, PeriodPop)
    assert isinstance(asked, PeriodPop)
    rewrite(asked.start.line, "7月1日")
    asked.start.line.commit()  # beyond the end: both wait until they make a period
    assert host.session.get("campaign", shown).text("start") == "2026-05-18T09:00:00"
    rewrite(asked.finish.line, "哪天都行")
    asked.finish.line.commit()
    assert asked.finish.line.property("state") == "error"
    rewrite(asked.finish.line, "7月15日")
    qtbot.keyClick(asked.finish.line, Qt.Key.Key_Return)
    row = host.session.get("campaign", shown)
    assert (row["start"], row["finish"]) == ("2026-07-01T09:00:00", "2026-07-15T18:00:00")
    undone()


def test_a_stage_is_opened_changed_and_dropped(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot, undone: Callable[[], None]
) -> None:
    strip = view.stages.strip
    qtbot.mouseClick(strip, LEFT, pos=middle(strip.place(1)))
    asked = pop(view, StagePop)
    assert isinstance(asked, StagePop)
    rewrite(asked.name, "预售")
    asked.name.commit()
    assert list(stages(host, shown)) == ["筹备", "预售"]
    undone()
    qtbot.mouseClick(strip, LEFT, pos=middle(strip.place(1)))
    asked = pop(view, StagePop)
    assert isinstance(asked, StagePop)
    assert asked.start.day == STAGES[1].start  # not that of next year
    rewrite(asked.finish.line, "6月9日")
    qtbot.keyClick(asked.finish.line, Qt.Key.Key_Return)
    assert stages(host, shown)["预热"].finish == date(2026, 6, 9)
    undone()
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    qtbot.keyClick(strip, Qt.Key.Key_Delete)
    assert list(stages(host, shown)) == ["预热"]
    undone()


def test_a_stage_is_added_behind_the_last(
    host: Host, shown: bytes, view: Overview, qtbot: QtBot, undone: Callable[[], None]
) -> None:
    qtbot.mouseClick(view.stages.new, LEFT)
    asked = pop(view, StagePop)
    assert isinstance(asked, StagePop)
    qtbot.mouseClick(asked.add_button, LEFT)
    assert asked.isVisible()  # it has no name yet
    write(asked.name, "爆发")
    qtbot.keyClick(asked.name, Qt.Key.Key_Return)
    made = stages(host, shown)["爆发"]
    assert (made.start, made.finish) == (date(2026, 6, 6), date(2026, 6, 12))
    undone()


def test_an_empty_campaign_says_how_to_begin(host: Host, qtbot: QtBot) -> None:
    view = open_view(host, bare(host), qtbot)
    for block in (view.targets, view.stages, view.accounts, view.members, view.next):
        assert block.none.isVisible()
        assert block.none.button.isVisible()
    assert view.activity.none.isVisible()
    qtbot.mouseClick(view.stages.none.button, LEFT)
    assert pop(view, StagePop)


@pytest.mark.parametrize("wide", [1104, 1208, 1744])
def test_nothing_is_cut_and_everything_has_a_name(
    wide: int, host: Host, shown: bytes, qtbot: QtBot
) -> None:
    view = open_view(host, shown, qtbot, wide)
    assert view.minimumSizeHint().width() <= wide
    for part in view.findChildren(QWidget):
        if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert part.accessibleName(), part
    spots = view.accounts.table.spots()
    left, room = spots["until"]
    assert left + room <= view.accounts.table.width()
    view.grab()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,204", 1204),
        ("￥38.70", Decimal("38.7")),
        ("4.62％", Decimal("4.62")),
        ("1.2亿", 12 * 10**7),
    ],
)
def test_figures_as_people_write_them(text: str, value: object) -> None:
    assert decimal_of(text) == value
    assert decimal_of("很多") is None


@pytest.mark.parametrize(
    ("until", "tone"),
    [("2026-06-02", "danger"), ("2026-06-06", "warn"), ("2026-07-06", "success"), ("", "outline")],
)
def test_an_authorisation_warns_in_words(host: Host, until: str, tone: str) -> None:
    chip = until_chip(until, datetime(2026, 6, 3).date())
    assert (chip.tone, bool(chip.text)) == (tone, True)
