"""The stages of a campaign on a line with today's flag; each is opened, changed and dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import uuid4

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.campaign.overview import Facts, StageNow
from app.model.campaign import Stage
from ui.campaign.overview_dates import DayField
from ui.kit import draw, icons, lay, when
from ui.kit.app import t, theme
from ui.kit.button import Button, IconButton
from ui.kit.fields import Line, Row
from ui.kit.label import Label
from ui.kit.pop import Popover
from ui.parts.host import Host

FLAG, BLOCK, FOOT = 20, 28, 20
GAP = 2
WEEK = timedelta(days=6)
WIDE = 264


@dataclass(frozen=True, slots=True)
class Span:
    """The days that the strip shows."""

    first: date
    last: date

    def part(self, day: date) -> float:
        """Where a day begins, from 0 to 1."""
        return (day - self.first).days / ((self.last - self.first).days + 1)


def span_of(facts: Facts) -> Span | None:
    """From the first to the last day of stages and period; None where there are no stages."""
    if not facts.stages:
        return None
    days = [day for one in facts.stages for day in (one.stage.start, one.stage.finish)]
    if facts.period is not None:
        days += [facts.period.start, facts.period.finish]
    return Span(min(days), max(days))


def lanes_of(stages: Sequence[StageNow]) -> list[int]:
    """On which line each stage stands: stages that overlap stand one under another."""
    ends: list[date] = []
    lanes: list[int] = []
    for one in stages:
        free = [lane for lane, end in enumerate(ends) if end < one.stage.start]
        lane = free[0] if free else len(ends)
        if lane == len(ends):
            ends.append(one.stage.finish)
        ends[lane] = one.stage.finish
        lanes.append(lane)
    return lanes


def next_stage(facts: Facts, today: date) -> Stage:
    """A stage to come: a week after the last one, within the period where there is room."""
    held = [one.stage for one in facts.stages]
    period = facts.period
    start = period.start if period is not None else today
    if held:
        start = max(stage.finish for stage in held) + timedelta(days=1)
    finish = start + WEEK
    if period is not None and start <= period.finish:
        finish = min(finish, period.finish)
    return Stage(uuid4().hex, "", start, finish)


class StageStrip(QWidget):
    """Arrows walk from stage to stage, Enter opens, Delete drops."""

    opened = Signal(int)
    dropped = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._facts: Facts | None = None
        self._lanes: list[int] = []
        self.current = 0
        self._under = -1
        self.setAccessibleName(t("Stages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_facts(self, facts: Facts) -> None:
        """Other stages."""
        self._facts = facts
        self._lanes = lanes_of(facts.stages)
        self.current = max(0, min(self.current, len(facts.stages) - 1))
        self._under = -1
        count = max(self._lanes, default=0) + 1
        self.setFixedHeight(FLAG + count * (BLOCK + FOOT))
        self._tell()
        self.update()

    def place(self, row: int) -> QRectF:
        """Where a stage stands."""
        span = span_of(self._facts) if self._facts is not None else None
        if self._facts is None or span is None or row >= len(self._facts.stages):
            return QRectF()
        stage = self._facts.stages[row].stage
        left = round(span.part(stage.start) * self.width())
        right = round(span.part(stage.finish + timedelta(days=1)) * self.width())
        top = FLAG + self._lanes[row] * (BLOCK + FOOT)
        return QRectF(left, top, max(8, right - left - GAP), BLOCK)

    def words(self, row: int) -> str:
        """A stage in words."""
        if self._facts is None or row >= len(self._facts.stages):
            return ""
        one, today = self._facts.stages[row], self._host.today()
        state = {"past": t("over"), "now": t("Running"), "ahead": t("to come")}[one.when]
        days = f"{when.short(one.stage.start, today)} – {when.short(one.stage.finish, today)}"
        return f"{one.stage.name} {days} {state}"

    def _count(self) -> int:
        return len(self._facts.stages) if self._facts is not None else 0

    def _step_to(self, row: int) -> None:
        self.current = max(0, min(row, self._count() - 1))
        self._tell()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words(self.current))

    def _row_at(self, at: QPoint) -> int:
        rows = range(self._count())
        return next((row for row in rows if self.place(row).contains(at)), -1)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row != self._under:
            self._under = row
            self.setToolTip(self.words(row))
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(hand if row >= 0 else arrow)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._step_to(row)
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: self.current - 1, Qt.Key.Key_Right: self.current + 1}
        key = event.key()
        if key in steps:
            self._step_to(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._count():
            self.opened.emit(self.current)
        elif key == Qt.Key.Key_Delete and self._count():
            self.dropped.emit(self.current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        span = span_of(self._facts) if self._facts is not None else None
        if self._facts is None or span is None:
            return
        painter = QPainter(self)
        today = self._host.today()
        room = 0.0
        for row, one in enumerate(self._facts.stages):
            rect = self.place(row)
            paint_stage(painter, rect, one, is_under=row == self._under)
            day = when.short(one.stage.start, today)
            wide = draw.width(day, "caption")
            below = QRectF(rect.x(), rect.bottom() + 2, max(rect.width(), wide + 2), 16)
            # Of stages so short that their days would run into each other, the first speaks.
            if below.x() >= room or self._lanes[row]:
                draw.words(painter, below, day, "caption", "text2")
                room = below.x() + wide + 8
            has_keys = self.hasFocus() and bool(self.window().property("keys"))
            if has_keys and row == self.current:
                draw.ring(painter, rect)
        if span.first <= today <= span.last:
            self._paint_today(painter, span, today)

    def _paint_today(self, painter: QPainter, span: Span, today: date) -> None:
        width, high = self.width(), self.height()
        x = round(span.part(today) * width + width / ((span.last - span.first).days + 1) / 2)
        painter.fillRect(QRectF(x, 16, 1.5, high - 16 - FOOT + 4), theme().color("fill"))
        text = f"{t('Today')} {when.short(today, today)}"
        wide = round(draw.width(text, "caption")) + 12
        flag = QRectF(max(0, min(x, width - wide)), 0, wide, 16)
        draw.box(painter, flag, "fill", radius=4)
        draw.words(painter, flag, text, "caption", "on_fill", align=draw.CENTER)


def paint_stage(painter: QPainter, rect: QRectF, one: StageNow, *, is_under: bool) -> None:
    """A stage as a block: over, now, or to come."""
    is_now = one.when == "now"
    border = "ring" if is_now else "strong" if is_under else ""
    draw.box(painter, rect, "accent_tint" if is_now else "neutral", border)
    inner = rect.adjusted(8, 0, -4, 0)
    if one.when == "past" and rect.width() >= 48:
        icons.paint(painter, "check", QRectF(inner.x(), rect.y() + 7, 14, 14), "text2")
        inner = inner.adjusted(18, 0, 0, 0)
    ink = "accent" if is_now else "text2"
    if inner.width() >= 12:
        draw.words(painter, inner, one.stage.name, "small", ink, is_strong=is_now)


class StagePop(Popover):
    """One stage: its name and its days; a new one is added by the button."""

    changed = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QWidget, host: Host, stage: Stage, *, is_new: bool) -> None:
        super().__init__(parent)
        self._stage, self._is_new = stage, is_new
        self.name = Line(stage.name, t("Warm-up, burst, review …"))
        self.start = DayField(host, t("First day"), stage.start, looks_back=True)
        self.finish = DayField(host, t("Last day"), stage.finish, looks_back=True)
        self._name = Row(t("Name"), self.name)
        self.drop = IconButton("trash-2", t("Delete this stage"), size=28)
        self.drop.setVisible(not is_new)
        self.drop.clicked.connect(self._on_drop)
        title = t("New stage") if is_new else t("Stage")
        head = lay.row(Label(title, "strong"), None, self.drop)
        parts: list[lay.Part] = [head, self._name, self.start, self.finish]
        self.add_button = Button(t("Add the stage"), "primary", is_small=True)
        self.add_button.clicked.connect(self._on_add)
        if is_new:
            parts.append(lay.row(None, self.add_button))
        self.setLayout(lay.column(*parts, gap=4, margins=(16, 12, 16, 12)))
        self.setFixedWidth(WIDE)
        for signal in (self.name.written, self.start.written, self.finish.written):
            signal.connect(self._on_written)
        for line in (self.name, self.start.line, self.finish.line):
            line.entered.connect(self._on_entered)

    def read(self) -> Stage | None:
        """The stage as it is written; None, said in place, where something is missing."""
        name, start, finish = self.name.text().strip(), self.start.day, self.finish.day
        self._name.refuse("" if name else t("A stage needs a name"))
        if start is None:
            self.start.refuse(t("A stage needs its days"))
        if finish is None:
            self.finish.refuse(t("A stage needs its days"))
        if not name or start is None or finish is None:
            return None
        if finish < start:
            self.finish.refuse(t("The end is before the start"))
            return None
        return replace(self._stage, name=name, start=start, finish=finish)

    def _on_written(self, _text: str = "") -> None:
        if self._is_new:
            return
        stage = self.read()
        if stage is not None and stage != self._stage:
            self._stage = stage
            self.changed.emit(stage)

    def _on_add(self, _checked: bool = False) -> None:
        stage = self.read()
        if stage is not None:
            self.close()
            self.changed.emit(stage)

    def _on_entered(self, _text: str) -> None:
        if self._is_new:
            self._on_add()
        elif self.read() is not None:
            self.close()

    def _on_drop(self) -> None:
        self.close()
        self.dropped.emit()
