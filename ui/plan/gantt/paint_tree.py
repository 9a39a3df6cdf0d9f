"""The left side of the chart: names in their outline, who does it, when it begins, how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import draw, icons, when
from ui.kit.app import t
from ui.plan.gantt import timescale
from ui.plan.gantt.chart import BARE, CAMPAIGN, MILESTONE, SUMMARY, TASK, Bar
from ui.plan.gantt.ink import Ink, chip
from ui.plan.gantt.ink import words as put
from ui.plan.gantt.paint import Look, diamond
from ui.plan.gantt.paint_time import HEIGHT
from ui.plan.gantt.scene import Box, Scene

LEFT, INDENT, CHEVRON = 12, 16, 16
OWNER, START, DAYS = 76, 76, 56
LEAST, USUAL, MOST = 180, 408, 640


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of the tree begin; 0: there is no room for it."""

    wide: int

    @property
    def days(self) -> int:
        """How long it takes."""
        return self.wide - DAYS if self.wide >= 400 else 0

    @property
    def start(self) -> int:
        """When it begins."""
        return (self.days or self.wide) - START if self.wide >= 320 else 0

    @property
    def owner(self) -> int:
        """Who does it."""
        return (self.start or self.wide) - OWNER if self.wide >= 250 else 0

    @property
    def name_end(self) -> int:
        """Where the name must end."""
        return (self.owner or self.start or self.wide) - 8


def indent(depth: int) -> int:
    """Where the sign before a name of this depth stands."""
    return LEFT + depth * INDENT


class TreeRows:
    """Paints rows of the tree; the painter stands at the head of the rows."""

    def __init__(
        self, scene: Scene, look: Look, ink: Ink, workdays: Callable[[int, int], int]
    ) -> None:
        self._scene, self._look, self._ink, self._workdays = scene, look, ink, workdays

    def header(self, painter: QPainter, wide: int) -> None:
        """The names of the columns."""
        painter.fillRect(QRectF(0, 0, wide, HEIGHT), self._ink.color("surface"))
        columns = Columns(wide)
        for x, words in (
            (LEFT + 4 + CHEVRON, t("Name")),
            (columns.owner, t("Assignee")),
            (columns.start, t("Start")),
        ):
            if x:
                room = QRectF(x, 24, 120, HEIGHT - 24)
                self._say(painter, room, words, "small", "text2")
        if columns.days:
            room = QRectF(columns.days, 24, DAYS - 12, HEIGHT - 24)
            words = t("Length")
            self._say(painter, room, words, "small", "text2", align=draw.RIGHT)
        line = self._ink.color("border")
        painter.fillRect(QRectF(0, HEIGHT - 1, wide, 1), line)

    def row(self, painter: QPainter, row: int, wide: int) -> None:
        """One row."""
        scene = self._scene
        node = scene.chart.shown[row]
        bar = scene.chart.bar_of(node)
        top = row * scene.row_px
        columns = Columns(wide)
        x = indent(scene.chart.tree.depths[node])
        if scene.chart.tree.is_summary(node):
            is_closed = bar.key in scene.chart.closed
            name = "chevron-right" if is_closed else "chevron-down"
            place = QRectF(x, top + (scene.row_px - 14) / 2, 14, 14)
            icons.paint(painter, name, place, self._ink.color("text2"))
        x += CHEVRON + 4
        if bar.kind == MILESTONE:
            middle = top + scene.row_px / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._ink.color("text2"))
            painter.drawPolygon(diamond(Box(x, middle - 4, 8, 8)))
            x += 14
        self._name(painter, bar, QRectF(x, top, columns.name_end - x, scene.row_px))
        self._facts(painter, bar, columns, top)

    def _name(self, painter: QPainter, bar: Bar, room: QRectF) -> None:
        sign = sign_of(bar)
        is_strong = bar.kind in (SUMMARY, CAMPAIGN)
        wide = room.width() - (20 if sign else 0)
        place = QRectF(room.x(), room.y(), wide, room.height())
        color = "text"
        used = self._say(painter, place, bar.name, "body", color, is_strong=is_strong)
        if sign:
            icon, tone = sign
            spot = QRectF(room.x() + used + 6, room.y() + (room.height() - 14) / 2, 14, 14)
            icons.paint(painter, icon, spot, self._ink.color(tone))

    def _facts(self, painter: QPainter, bar: Bar, columns: Columns, top: float) -> None:
        high = self._scene.row_px
        if columns.owner and bar.people:
            who = self._look.names(bar.people[0])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            chip(painter, QRectF(columns.owner, top + (high - 18) / 2, 18, 18), who, self._ink)
            more = f" +{len(bar.people) - 1}" if len(bar.people) > 1 else ""
            room = QRectF(columns.owner + 23, top, OWNER - 25, high)
            self._say(painter, room, who + more, "body", "text2")
        span = self._scene.span(bar)
        if span is None:
            return
        is_moved = bar.key in self._scene.spans and self._scene.spans[bar.key] != bar.span
        if columns.start:
            day = timescale.day_of(span[0])
            room = QRectF(columns.start, top, START - 4, high)
            color = "accent" if is_moved else "text2"
            self._say(painter, room, when.short(day), "body", color, is_strong=is_moved)
        if columns.days:
            room = QRectF(columns.days, top, DAYS - 12, high)
            words = "—" if bar.kind == MILESTONE else days_words(self._workdays(*span))
            color = "text2"
            self._say(painter, room, words, "body", color, align=draw.RIGHT)

    def _say(
        self,
        painter: QPainter,
        room: QRectF,
        text: str,
        font: str,
        color: str,
        *,
        align: Qt.AlignmentFlag = draw.LEFT,
        is_strong: bool = False,
    ) -> float:
        tint, ink = self._ink.color(color), self._ink
        return put(painter, room, text, font, tint, ink=ink, align=align, is_strong=is_strong)

    def drop(self, painter: QPainter, row: int, depth: int, wide: int) -> None:
        """The line where a row would go."""
        y = row * self._scene.row_px
        x = indent(depth)
        painter.setPen(QPen(self._ink.color("ring"), 2))
        painter.setBrush(self._ink.color("surface"))
        painter.drawLine(int(x + 6), int(y), wide - 4, int(y))
        painter.drawEllipse(QRectF(x - 2, y - 4, 8, 8))


def sign_of(bar: Bar) -> tuple[str, str] | None:
    """The sign behind a name: its icon and ink."""
    if bar.is_done and bar.kind != BARE:
        return "check", "success"
    if bar.late:
        return "clock-alert", "danger"
    if bar.is_blocked:
        return "circle-x", "danger"
    if bar.is_soon and bar.kind in (TASK, MILESTONE):
        return "clock", "warn"
    return None


def days_words(count: int) -> str:
    """So many working days."""
    return t("{count} d|length", count=count)
