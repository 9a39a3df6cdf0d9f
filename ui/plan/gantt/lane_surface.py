"""Lanes on the time, painted: bars in the colours of campaigns, double bookings striped."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.plan.gantt import timescale
from ui.plan.gantt.days import Days
from ui.plan.gantt.ink import Ink, chip, stripes, words
from ui.plan.gantt.lanes import Clash, Lane, Piece
from ui.plan.gantt.paint import diamond
from ui.plan.gantt.paint_time import HEIGHT, Time
from ui.plan.gantt.scene import Box
from ui.plan.gantt.timescale import DAY, Scale

LABEL, LEVEL, PAD, BAR = 240, 32, 8, 24
AROUND = 60
"""Days before the first and behind the last task to which one may scroll."""


class LaneSurface(QAbstractScrollArea):
    """One lane for each campaign, account or person."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now, self.days, self.ink = now, Days(), Ink()
        self.lanes: list[Lane] = []
        self.colors: Mapping[bytes, str] = {}
        self.scale = Scale(day_px=32.0)
        self.current: tuple[int, int] | None = None
        """Lane and piece at which keys work."""
        self._tops: list[int] = [0]
        self._is_begun = False
        self._corner = QWidget()
        self._corner.setFixedWidth(LABEL)
        self.addScrollBarWidget(self._corner, Qt.AlignmentFlag.AlignLeft)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(t("All campaigns"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self._on_theme)

    @property
    def time_px(self) -> int:
        """How wide the side with the time is."""
        return self.viewport().width() - LABEL

    def box(self, lane: int, piece: Piece) -> Box:
        """Where a bar stands, in the canvas's own pixels."""
        start, finish = piece.bar.span
        left, right = self.scale.x(start), self.scale.x(finish)
        top = self._tops[lane] + PAD + piece.level * LEVEL + (LEVEL - BAR) / 2
        if piece.bar.kind == "milestone":
            return Box(right - 7, top + BAR / 2 - 7, 14, 14)
        return Box(left, top, max(3.0, right - left), BAR)

    def _minutes(self) -> int:
        now = self._now()
        return timescale.number_of(now.date()) * DAY + now.hour * 60 + now.minute

    def _on_theme(self) -> None:
        self.ink.forget()
        self.viewport().update()

    def _paint_lane(self, painter: QPainter, number: int, left: float) -> None:
        lane = self.lanes[number]
        right = left + self.time_px
        bottom = self._tops[number + 1] - 1
        painter.fillRect(QRectF(left, bottom, self.time_px, 1), self.ink.color("line"))
        for index, piece in enumerate(lane.pieces):
            box = self.box(number, piece)
            if box.right < left - 200 or box.x > right:
                continue
            self._paint_piece(painter, piece, box)
            if (number, index) == self.current:
                draw.ring(painter, QRectF(*box).adjusted(-2, -2, 2, 2))
        for clash in lane.clashes:
            self._paint_clash(painter, number, clash)

    def _paint_piece(self, painter: QPainter, piece: Piece, box: Box) -> None:
        color, bar = self.colors.get(piece.campaign, "chart_rest"), piece.bar
        painter.setPen(Qt.PenStyle.NoPen)
        if bar.kind == "milestone":
            painter.setBrush(self.ink.color(color))
            painter.drawPolygon(diamond(box))
            room = QRectF(box.right + 6, box.y - 3, 200, 20)
            words(painter, room, bar.name, "small", self.ink.color("text"), ink=self.ink)
            return
        rect = QRectF(*box)
        painter.setBrush(self.ink.mixed(color, "surface", 0.28))
        painter.drawRoundedRect(rect, 4, 4)
        done = 100 if bar.is_done else bar.percent
        if done:
            painter.setBrush(self.ink.mixed(color, "surface", 0.5))
            painter.drawRoundedRect(QRectF(box.x, box.y, box.w * done / 100, box.h), 4, 4)
        painter.fillRect(QRectF(box.x, box.y, 3, box.h), self.ink.color(color))
        if bar.late:
            painter.setPen(QPen(self.ink.color("danger"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        x = box.x + 8
        if bar.late and box.w > 40:
            place = QRectF(x, box.y + 5, 14, 14)
            icons.paint(painter, "clock-alert", place, self.ink.color("danger"))
            x += 18
        room = QRectF(x, box.y, box.right - x - 4, box.h)
        if room.width() > 12:
            words(painter, room, bar.name, "small", self.ink.color("text"), ink=self.ink)

    def _paint_clash(self, painter: QPainter, number: int, clash: Clash) -> None:
        """One outline around what lies over one another, stripes at the feet of the bars."""
        left, right = self.scale.day_x(clash.first), self.scale.day_x(clash.last + 1)
        top = self._tops[number] + PAD + clash.low * LEVEL + 1
        rect = QRectF(left, top, right - left, (clash.high - clash.low + 1) * LEVEL - 2)
        danger = self.ink.color("danger")
        for level in range(clash.low, clash.high + 1):
            foot = self._tops[number] + PAD + level * LEVEL + (LEVEL + BAR) / 2 - 5
            stripes(painter, QRectF(left, foot, right - left, 5), danger, self.ink)
        painter.setPen(QPen(danger, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 4, 4)
        text = t("{count} d double", count=clash.days)
        wide = draw.chip_width(draw.Chip(text, "danger", "copy"))
        if rect.width() + 60 >= wide:
            draw.chip(painter, rect.x(), rect.y() - 2, draw.Chip(text, "danger", "copy"))

    def _paint_label(self, painter: QPainter, number: int) -> None:
        lane, top = self.lanes[number], self._tops[number]
        name = lane.name or t("None|lane")
        place = QRectF(16, top + PAD + 4, 24, 24)
        color = self.colors.get(lane.key or b"", "")
        if color:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.ink.color(color))
            painter.drawRoundedRect(QRectF(20, top + PAD + 8, 12, 12), 3, 3)
        else:
            chip(painter, place, name, self.ink)
        room = QRectF(48, top + PAD - 2, LABEL - 60, 20)
        words(painter, room, name, "strong", self.ink.color("text"), ink=self.ink, is_strong=True)
        note = t("{count} tasks", count=len(lane.pieces))
        room = QRectF(48, top + PAD + 16, LABEL - 60, 18)
        x = words(painter, room, note, "small", self.ink.color("text2"), ink=self.ink)
        if lane.clashes:
            note = t("{count} times double", count=len(lane.clashes))
            room = QRectF(48 + x + 8, top + PAD + 16, LABEL - 60 - x, 18)
            words(painter, room, note, "small", self.ink.color("danger"), ink=self.ink)
        line = QRectF(0, self._tops[number + 1] - 1, LABEL, 1)
        painter.fillRect(line, self.ink.color("line"))

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        view = self.viewport()
        painter.fillRect(view.rect(), self.ink.color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        end = min(len(self.lanes), bisect_right(self._tops, top + view.height()))
        time = Time(self.scale, self.ink, self._minutes(), self.days.is_workday)
        room = QRectF(left, top, self.time_px, view.height() - HEIGHT)
        painter.save()
        painter.setClipRect(QRectF(LABEL, HEIGHT, self.time_px, view.height() - HEIGHT))
        painter.translate(LABEL - left, HEIGHT - top)
        time.columns(painter, room)
        for number in range(first, end):
            self._paint_lane(painter, number, left)
        time.today(painter, room)
        painter.restore()
        painter.save()
        painter.setClipRect(QRectF(0, HEIGHT, LABEL, view.height() - HEIGHT))
        painter.translate(0, HEIGHT - top)
        for number in range(first, end):
            self._paint_label(painter, number)
        painter.restore()
        painter.save()
        painter.setClipRect(QRectF(LABEL, 0, self.time_px, HEIGHT))
        painter.translate(LABEL - left, 0)
        time.header(painter, QRectF(left, 0, self.time_px, HEIGHT), None)
        painter.restore()
        painter.fillRect(QRectF(0, HEIGHT - 1, LABEL, 1), self.ink.color("border"))
        painter.fillRect(QRectF(LABEL - 1, 0, 1, view.height()), self.ink.color("border"))
