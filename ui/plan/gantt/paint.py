"""The bars of the chart: tasks, summaries, milestones, and what is said beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.kit import draw, icons
from ui.kit.app import t
from ui.plan.gantt import timescale
from ui.plan.gantt.chart import BARE, CAMPAIGN, MILESTONE, SUMMARY, Bar
from ui.plan.gantt.ink import Ink, chip, halo, stripes, words
from ui.plan.gantt.scene import DOT, Box, Scene, label_fits, progress_x

CHIP = 16
BESIDE = 18
"""Words beside a bar stand behind the stub of its links."""


@dataclass(frozen=True, slots=True)
class Slack:
    """What the scheduler says of a task."""

    is_critical: bool
    late_finish: int


@dataclass(slots=True)
class Look:
    """What is shown beside the bars themselves."""

    now: int
    names: Callable[[bytes], str]
    critical: Mapping[bytes, Slack] = field(default_factory=dict[bytes, Slack])
    baseline: Mapping[bytes, tuple[int, int]] = field(default_factory=dict[bytes, tuple[int, int]])
    has_all_links: bool = False
    under: bytes | None = None
    """The bar under the mouse."""
    current: bytes | None = None
    ringed: frozenset[bytes] = frozenset()
    """Bars that a link under the mouse joins."""
    left: float = 0.0
    """Where the view begins, in the chart's own pixels."""
    held: bytes | None = None
    """The bar in the hand."""
    previewed: frozenset[bytes] = frozenset()
    """Bars that would move because of it."""
    percent: tuple[bytes, int] | None = None
    """The progress that the hand gives a task."""


class Bars:
    """Paints the bars of rows; the painter stands in the chart's own pixels."""

    def __init__(self, scene: Scene, look: Look, ink: Ink) -> None:
        self._scene, self._look, self._ink = scene, look, ink

    def row(self, painter: QPainter, row: int) -> None:
        """Everything in one row."""
        bar, box = self._scene.chart.bar(row), self._scene.box(row)
        if box is None:
            self._hint(painter, bar, row)
            return
        bar = self._elsewhere(bar)
        if self._look.percent is not None and self._look.percent[0] == bar.key:
            percent = self._look.percent[1]
            bar = replace(bar, percent=percent, status="doing" if percent < 100 else "done")
        if bar.key in self._look.previewed or bar.key == self._look.held:
            self._old(painter, bar, row)
        if bar.key in self._look.previewed:
            self._preview(painter, bar, box)
            return
        self._baseline(painter, bar, row)
        if bar.kind == MILESTONE:
            self._milestone(painter, bar, box)
        elif bar.kind in (SUMMARY, CAMPAIGN):
            self._summary(painter, bar, box)
        else:
            self._slack(painter, bar, box)
            self._task(painter, bar, box)
        if bar.key in (self._look.under, self._look.held) or bar.key in self._look.ringed:
            handles(painter, bar, box, self._look, self._ink)

    def _elsewhere(self, bar: Bar) -> Bar:
        """What is due at its end is not late where the hand has put it."""
        span = self._scene.spans.get(bar.key)
        if span is None or not bar.late or bar.due != bar.finish:
            return bar
        late = max(0, self._look.now // timescale.DAY - span[1] // timescale.DAY)
        return replace(bar, late=late, due=span[1])

    def _old(self, painter: QPainter, bar: Bar, row: int) -> None:
        """Where it stands until the hand lets go."""
        if not bar.has_dates or self._scene.spans.get(bar.key) in (None, bar.span):
            return
        box = self._scene.box_of(bar.kind, bar.span, row)
        pen = QPen(self._color("strong"), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(self._color("fill", 0.12))
        if bar.kind == MILESTONE:
            painter.drawPolygon(diamond(box))
        else:
            rect = QRectF(*box).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(rect, 4, 4)

    def _preview(self, painter: QPainter, bar: Bar, box: Box) -> None:
        """Where it would stand if the hand let go."""
        painter.setPen(QPen(self._color("ring"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(self._ink.mixed("fill", "surface", 0.12))
        if bar.kind == MILESTONE:
            painter.drawPolygon(diamond(box))
        elif bar.kind in (SUMMARY, CAMPAIGN):
            self._summary(painter, bar, box)
            return
        else:
            painter.drawRoundedRect(QRectF(*box).adjusted(1, 1, -1, -1), 4, 4)
        self._beside(painter, replace(bar, late=0), box.right + BESIDE, box, bar.name)

    def _hint(self, painter: QPainter, bar: Bar, row: int) -> None:
        """A row without dates says how it gets some; only where the mouse or the keys are."""
        if bar.kind != BARE or bar.key not in (self._look.under, self._look.current):
            return
        left = self._look.left + 16
        top = row * self._scene.row_px
        icons.paint(painter, "calendar-plus", QRectF(left, top + 9, 14, 14), self._color("text3"))
        room = QRectF(left + 20, top, 320, self._scene.row_px)
        words(
            painter,
            room,
            t("Drag out the dates here"),
            "small",
            self._color("text3"),
            ink=self._ink,
        )

    def _baseline(self, painter: QPainter, bar: Bar, row: int) -> None:
        span = self._look.baseline.get(bar.key)
        if span is None:
            return
        box = self._scene.box_of("task", span, row)
        painter.fillRect(QRectF(box.x, box.bottom + 1, box.w, 4), self._color("text3", 0.5))

    def _task(self, painter: QPainter, bar: Bar, box: Box) -> None:
        late = self._late_x(bar, box)
        rect = QRectF(*box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink.mixed("fill", "surface", 0.25))
        painter.drawRoundedRect(rect, 4, 4)
        done = progress_x(box, 100 if bar.status == "done" else bar.percent)
        if done > box.x:
            painter.setBrush(self._color("fill"))
            part = QRectF(box.x, box.y, done - box.x, box.h)
            painter.drawRoundedRect(part, 4, 4)
            if done < box.right - 3 and part.width() > 4:
                painter.drawRect(QRectF(done - 4, box.y, 4, box.h))
        held = self._look.critical.get(bar.key)
        is_critical = held is not None and held.is_critical
        if late > 0:
            low = min(late, self._due_x(bar, box))
            stripes(
                painter,
                QRectF(low, box.y, late - low, box.h),
                self._color("danger", 0.7),
                self._ink,
            )
            self._outline(painter, QRectF(box.x, box.y, max(box.right, late) - box.x, box.h), 1.5)
        if is_critical:
            self._outline(painter, rect, 2.0)
        self._words(painter, bar, box, done if bar.percent or bar.is_done else box.x)

    def _outline(self, painter: QPainter, rect: QRectF, wide: float) -> None:
        painter.setPen(QPen(self._color("danger"), wide))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = wide / 2
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), 4, 4)

    def _due_x(self, bar: Bar, box: Box) -> float:
        """Where a bar was due: the end of its day, at the bar's own end where that comes first."""
        return self._scene.scale.x(bar.due) if bar.due is not None else box.right

    def _late_x(self, bar: Bar, box: Box) -> float:
        """Where today is, for what is late; 0 for what is not."""
        if not bar.late:
            return 0.0
        return max(box.x + 8, self._scene.scale.day_x(self._look.now // timescale.DAY))

    def _words(self, painter: QPainter, bar: Bar, box: Box, done: float) -> None:
        held = self._look.critical.get(bar.key)
        is_strong = held is not None and held.is_critical
        who = self._look.names(bar.people[0]) if bar.people else ""
        wide = draw.width(bar.name, "small", is_strong=is_strong)
        has_chip = bool(who) and box.w >= 44
        is_inside = label_fits(box, wide, has_chip)
        if is_inside:
            # Its name stays in sight while the bar does.
            end = box.right - (CHIP + 6 if has_chip else 0) - wide - 8
            x = max(box.x + 8, min(self._look.left + 8, end))
            room = QRectF(x, box.y, wide + 2, box.h)
            self._both(painter, room, bar.name, done, is_strong=is_strong)
        if has_chip:
            place = QRectF(box.right - CHIP - 3, box.y + 2, CHIP, CHIP)
            chip(painter, place, who, self._ink)
        beside = max(box.right, self._late_x(bar, box)) + BESIDE
        self._beside(painter, bar, beside, box, "" if is_inside else bar.name)

    def _both(
        self, painter: QPainter, room: QRectF, text: str, done: float, *, is_strong: bool
    ) -> None:
        """Words across the edge of the progress: each side in the ink that is read on it."""
        if self._ink.is_paper:  # once only: the words of a PDF can be searched
            done = 0 if done < room.center().x() else room.right()
        sides = ((room.x() - 1, done, "on_fill"), (done, room.right() + 2, "text"))
        for left, right, color in sides:
            if right <= room.x() or left >= room.right():
                continue
            is_whole = left <= room.x() and right >= room.right()
            if not is_whole:
                painter.save()
                side = QRectF(left, room.y(), right - left, room.height())
                painter.setClipRect(side, Qt.ClipOperation.IntersectClip)
            words(
                painter, room, text, "small", self._color(color), ink=self._ink,
                is_strong=is_strong,
            )  # fmt: skip
            if not is_whole:
                painter.restore()

    def _beside(self, painter: QPainter, bar: Bar, x: float, box: Box, name: str) -> None:
        """What stands at the right of a bar: signs, then words."""
        middle = box.middle
        if bar.late:
            icons.paint(
                painter, "clock-alert", QRectF(x, middle - 7, 14, 14), self._color("danger")
            )
            late = t("{count} d late", count=bar.late)
            x += 18
            x += self._say(painter, x, box, late, ("danger", True)) + 10
        elif bar.is_soon:
            icons.paint(painter, "clock", QRectF(x, middle - 7, 14, 14), self._color("warn"))
            x += 20
        if bar.is_blocked:
            icons.paint(painter, "circle-x", QRectF(x, middle - 7, 14, 14), self._color("danger"))
            x += 20
        held = self._look.critical.get(bar.key)
        is_critical = held is not None and held.is_critical
        if name:
            x += self._say(painter, x, box, name, ("text", is_critical)) + 8
        if is_critical and bar.key == self._look.under:
            draw.chip(painter, x, middle, draw.Chip(t("Critical"), "danger"))

    def _say(
        self, painter: QPainter, x: float, box: Box, text: str, look: tuple[str, bool]
    ) -> float:
        wide = draw.width(text, "small", is_strong=look[1])
        return halo(painter, QRectF(x, box.middle - 10, wide + 4, 20), text, look, self._ink)

    def _summary(self, painter: QPainter, bar: Bar, box: Box) -> None:
        ink = self._color("text2")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        thick = 6.0
        painter.drawRect(QRectF(box.x, box.y, box.w, thick))
        for left, inner in ((box.x, box.x + 6), (box.right, box.right - 6)):
            corner = [QPointF(left, box.y), QPointF(inner, box.y + thick)]
            painter.drawPolygon(QPolygonF([*corner, QPointF(left, box.y + thick + 4)]))
        if bar.percent:
            done = (box.w - 4) * min(100, bar.percent) / 100
            painter.setBrush(self._color("surface"))
            painter.drawRect(QRectF(box.x + 2, box.y + 2, done, 2))
        if bar.kind == SUMMARY:
            text = f"{bar.name} {bar.percent}%"
            self._say(painter, box.right + BESIDE, box, text, ("text2", True))

    def _milestone(self, painter: QPainter, bar: Bar, box: Box) -> None:
        held = self._look.critical.get(bar.key)
        is_critical = held is not None and held.is_critical
        color = "danger" if is_critical or bar.late else "success" if bar.is_done else "text"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color(color))
        painter.drawPolygon(diamond(box))
        self._beside(painter, bar, box.right + BESIDE - 4, box, bar.name)

    def _slack(self, painter: QPainter, bar: Bar, box: Box) -> None:
        held = self._look.critical.get(bar.key)
        if held is None or held.is_critical or bar.is_done or bar.late:
            return
        end = self._scene.scale.x(held.late_finish)
        if end <= box.right + 2:
            return
        painter.setPen(QPen(self._color("text3"), 1))
        middle = round(box.bottom) - 1.5  # below the words beside the bar
        painter.drawLine(QPointF(box.right, middle), QPointF(end, middle))
        painter.drawLine(QPointF(end, middle - 4), QPointF(end, middle + 4))

    def _color(self, name: str, alpha: float = 1.0) -> QColor:
        return self._ink.color(name, alpha)


def handles(painter: QPainter, bar: Bar, box: Box, look: Look, ink: Ink) -> None:
    """What a hand takes hold of: the edge of the progress, the dot of a link."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink.color("ring"), 1.5))
    if bar.kind == MILESTONE:
        painter.drawPolygon(diamond(Box(box.x - 2, box.y - 2, box.w + 4, box.h + 4)))
    elif bar.kind not in (SUMMARY, CAMPAIGN):
        painter.drawRoundedRect(QRectF(*box).adjusted(-1.5, -1.5, 1.5, 1.5), 5, 5)
    if bar.kind == CAMPAIGN or bar.key in look.ringed:
        return
    painter.setBrush(ink.color("surface"))
    painter.drawEllipse(QPointF(box.right + DOT, box.middle), 4.5, 4.5)
    if bar.kind in (MILESTONE, SUMMARY) or bar.is_done:
        return
    x = progress_x(box, bar.percent)
    top = box.bottom + 1
    painter.drawPolygon(
        QPolygonF([QPointF(x, top), QPointF(x - 5, top + 7), QPointF(x + 5, top + 7)])
    )


def diamond(box: Box) -> QPolygonF:
    """A milestone."""
    x, y = box.x + box.w / 2, box.y + box.h / 2
    half = box.w / 2 + 1
    return QPolygonF(
        [QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)]
    )
