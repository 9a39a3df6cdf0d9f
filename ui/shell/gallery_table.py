"""The card of the table: one row in each state, painted by the grid of every list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame

from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.kit.cells import Group, Source, State
from ui.kit.grid import Grid
from ui.kit.gridhead import HEIGHT, Column
from ui.plan.states import paint_due, status_chip
from ui.shell.gallery_cards import card
from ui.shell.gallery_poses import FOCUS, PosedLine, hold

HOVERED, SELECTED, CURRENT, EDITED, LATE, WRONG, FAINT, LOADING = range(2, 10)
"""The rows that show a state; the head of the group is row 0, the plain one row 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the specimen."""

    state: str
    task: str
    person: str
    days: int
    status: str
    wrong: str = ""


def lines() -> list[Line]:
    """One row a state."""
    return [
        Line(t("Normal|state"), t("Write the posts"), t("Wu Qian"), 5, "todo"),
        Line(t("Hover"), t("Talk to creators"), t("Chen Chen"), 2, "doing"),
        Line(t("Selected|state"), t("Key visual"), t("Li Na"), 3, "review"),
        Line(t("Keyboard"), t("Unboxing video, second cut"), t("Zhou Kai"), 1, "doing"),
        Line(t("Being edited"), t("Topic page on Weibo"), t("Huang Lei"), 9, "todo"),
        Line(t("Late|state"), t("Confirm the press list"), t("Huang Lei"), -2, "doing"),
        Line(
            t("Error|state"), t("Import the budget"), t("Zheng Hao"), 6, "blocked", t("No number")
        ),
        Line(t("Stands back"), t("Check the figures"), t("Sun Yue"), 16, "done"),
        Line(t("Loading"), "", "", 0, ""),
    ]


class States(Source):
    """A group and a row for every state."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._lines = lines()

    def count(self) -> int:
        return len(self._lines) + 1

    def group(self, row: int) -> Group | None:
        if row:
            return None
        return Group(t("Group"), len(self._lines), "flag", "accent")

    def key(self, row: int) -> object:
        return row

    def words(self, row: int, column: str) -> str:
        if row == 0:
            return t("Group")
        return str(getattr(self._lines[row - 1], column, ""))

    def is_faint(self, row: int) -> bool:
        return row == FAINT

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        line = self._lines[row - 1]
        room = rect.adjusted(8, 0, -8, 0)
        if row == LOADING and column != "state":
            draw.box(
                painter, QRectF(room.x(), room.center().y() - 4, room.width() * 0.6, 10), "neutral"
            )
            return
        if row == WRONG and not state.is_under and not state.is_selected:
            painter.fillRect(rect, theme().color("danger_tint"))
        match column:
            case "state":
                draw.words(painter, room, line.state, "small", "text2")
            case "person":
                draw.avatar(painter, QRectF(room.x(), room.center().y() - 9.5, 20, 20), line.person)
                draw.words(painter, room.adjusted(26, 0, 0, 0), line.person)
            case "days":
                at = datetime.combine(self._now.date() + timedelta(line.days), time(18))
                paint_due(painter, rect, at.isoformat(), self._now, is_done=row == FAINT)
            case "status":
                chip = status_chip(line.status)
                draw.chip(painter, room.x(), room.center().y() + 0.5, chip, room.width())
            case _:
                used = draw.words(painter, room, line.task)
                if line.wrong:
                    left = room.adjusted(round(used) + 8, 0, 0, 0)
                    sign = QRectF(left.x(), left.center().y() - 7, 14, 14)
                    icons.paint(painter, "circle-alert", sign, "danger")
                    draw.words(painter, left.adjusted(18, 0, 0, 0), line.wrong, "small", "danger")


class StateGrid(Grid):
    """The grid of every list, with one row hovered, one focused, one in the editor."""

    def __init__(self, now: datetime) -> None:
        super().__init__(States(now), t("Table rows"), has_ticks=True)
        self.show_columns(
            [
                Column("state", t("State"), 88, is_sorted=False),
                Column("task", t("Task"), 180, stretches=True, is_sorted=False),
                Column("person", t("Person"), 120, is_sorted=False),
                Column("days", t("Due"), 152, is_sorted=False),
                Column("status", t("Status"), 112, is_sorted=False),
            ]
        )
        self._due = PosedLine(t("next Tuesday"), parent=self.viewport())
        self._due.setAccessibleName(t("Due"))
        hold(self._due, FOCUS)
        self._under = HOVERED
        self.select({SELECTED})
        self.go(CURRENT)
        self._fit()
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(HEIGHT + 10 * theme().row)
        self._due.setGeometry(self.cell(EDITED, 3).adjusted(1, 2, -1, -2))

    # Qt overrides

    def hasFocus(self) -> bool:
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def table(now: datetime) -> QFrame:
    """Rows of a table in every state."""
    return card(t("Table rows"), StateGrid(now))
