"""What a template would come to on a day: stages and tasks with their dates, targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QGridLayout, QWidget

from app.calendar.worktime import WorkCalendar
from app.model.campaign import Kpi
from app.plan.template import Plan
from ui.campaign.looks import figure
from ui.kit import draw, lay, when
from ui.kit.app import t, theme
from ui.kit.cells import Group, Source, State
from ui.kit.grid import Grid
from ui.kit.gridhead import Column
from ui.kit.label import Elided, Label

IN_ROW = 3
"""So many targets stand side by side."""
STAGES = "stages"
"""The group of the stages; the others are the template's own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a group's head, a stage, or a task."""

    key: str
    words: str
    start: date
    finish: date
    kind: str
    """group, stage, task, milestone."""
    role: str = ""
    count: int = 0


def lines_of(plan: Plan) -> list[Line]:
    """Stages first, then the tasks under their groups."""
    lines: list[Line] = []
    if plan.stages:
        days = plan.stages[0].start, plan.stages[-1].finish
        lines.append(Line(STAGES, t("Stages"), *days, "group", count=len(plan.stages)))
        lines += [Line(f"stage/{s.id}", s.name, s.start, s.finish, "stage") for s in plan.stages]
    below: dict[str, int] = {}
    for task in plan.tasks:
        below[task.parent] = below.get(task.parent, 0) + 1
    for task in plan.tasks:
        days = task.start.date(), task.finish.date()
        kind = "group" if task.is_summary else "milestone" if task.is_milestone else "task"
        count = below.get(task.id, 0)
        lines.append(Line(task.id, task.name, *days, kind, task.role, count))
    return lines


def days_words(start: date, finish: date) -> str:
    """From when to when, without years: the head says them."""
    first, last = when.short(start, start), when.short(finish, finish)
    return first if start == finish else f"{first} – {last}"


class PlanLines(Source):
    """The rows of the outline; a group can be folded."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self._lines: list[Line] = []
        self._shown: list[Line] = []
        self._folded: set[str] = set()
        self._first, self._days = date.min, 1
        self._rest: list[int] = []

    def show(self, plan: Plan) -> None:
        """Another plan, or the same one on other days."""
        self._lines = lines_of(plan)
        first, last = plan.start.date(), plan.finish.date()
        self._first, self._days = first, max((last - first).days + 1, 1)
        days = (first + timedelta(days=n) for n in range(self._days))
        self._rest = [n for n, day in enumerate(days) if not self.calendar.is_workday(day)]
        self._arrange()

    def fold(self, key: object) -> None:
        """Close a group, or open it again."""
        self._folded ^= {str(key)}
        self._arrange()

    def unfold(self) -> None:
        """Open every group: another template has others."""
        self._folded.clear()

    def _arrange(self) -> None:
        is_open = True
        self._shown = []
        for line in self._lines:
            if line.kind == "group":
                is_open = line.key not in self._folded
            if is_open or line.kind == "group":
                self._shown.append(line)

    def count(self) -> int:
        return len(self._shown)

    def group(self, row: int) -> Group | None:
        line = self._shown[row]
        if line.kind != "group":
            return None
        note = days_words(line.start, line.finish)
        return Group(line.words, line.count, note=note, is_open=line.key not in self._folded)

    def key(self, row: int) -> object:
        return self._shown[row].key

    def words(self, row: int, column: str) -> str:
        line = self._shown[row]
        match column:
            case "name":
                return line.words
            case "role":
                return line.role
            case _:
                return days_words(line.start, line.finish)

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        if row >= len(self._shown):
            return
        line = self._shown[row]
        inner = rect.adjusted(8, 0, -8, 0)
        match column:
            case "name":
                draw.words(painter, inner.adjusted(14, 0, 0, 0), line.words)
            case "bar":
                self._paint_bar(painter, QRectF(inner), line)
            case _:
                draw.words(painter, inner, self.words(row, column), "small", "text2")
        del state

    def _paint_bar(self, painter: QPainter, room: QRectF, line: Line) -> None:
        """The days on a common scale; days of rest are shaded, the 1-px line below is not ours."""
        day = room.width() / self._days
        ground = theme().color("neutral")
        for place in self._rest:
            rest = QRectF(room.x() + place * day, room.y(), day, room.height() - 1)
            painter.fillRect(rest, ground)
        left = room.x() + (line.start - self._first).days * day
        wide = max(day * ((line.finish - line.start).days + 1), 4.0)
        middle = room.center().y()
        if line.kind == "milestone":
            _diamond(painter, QPointF(left + day / 2, middle))
        elif line.kind == "stage":
            bar = QRectF(left, middle - 7, wide, 14)
            draw.box(painter, bar, "accent_tint", "ring")
        else:
            draw.box(painter, QRectF(left, middle - 4, wide, 8), "progress", radius=2)


def _diamond(painter: QPainter, at: QPointF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("text"))
    ends = (QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0))
    painter.drawPolygon(QPolygonF([at + end for end in ends]))
    painter.restore()


class Preview(QWidget):
    """Nothing of it is written before the person begins."""

    def __init__(self, calendar: WorkCalendar) -> None:
        super().__init__()
        self._calendar = calendar
        self._template = ""
        self.lines = PlanLines(calendar)
        self.grid = Grid(self.lines, t("Preview of the plan"))
        self.grid.show_columns(
            [
                Column("name", t("Name"), 200, stretches=True, least=168, is_sorted=False),
                Column("role", t("Who"), 96, is_sorted=False),
                Column("days", t("Days"), 128, is_sorted=False),
                Column("bar", t("Schedule"), 184, is_sorted=False),
            ]
        )
        self.grid.setMinimumHeight(28 + 6 * theme().row)
        self.period = Label("", "strong")
        self.counts = Label("", "small", "text2")
        self.notes = Label("", "small", "warn", wraps=True)
        self._targets = QGridLayout()
        self._targets.setContentsMargins(0, 0, 0, 0)
        self._targets.setHorizontalSpacing(16)
        self._targets.setVerticalSpacing(0)
        self.targets = lay.panel(self._targets)
        card = lay.panel(lay.column(self.grid, margins=(1, 1, 1, 1)), "card")
        head = lay.row(self.period, self.counts, None, gap=12)
        body = lay.column(head, self.notes, card, self.targets, gap=8)
        body.setStretchFactor(card, 1)
        self.setLayout(body)
        self.grid.group_toggled.connect(self._on_group)

    def show_plan(self, plan: Plan) -> None:
        """This plan, on its days."""
        if plan.template != self._template:
            self._template = plan.template
            self.lines.unfold()
            self.grid.verticalScrollBar().setValue(0)
        self.lines.show(plan)
        self.grid.refresh()
        first, last = plan.start.date(), plan.finish.date()
        self.period.setText(when.span(first, last))
        work = self._calendar.workdays_between(first, last)
        days = t("{days} days, {work} of them worked", days=(last - first).days + 1, work=work)
        self.counts.setText(days)
        notes = self._notes(plan)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self._show_targets(plan.kpis)

    def _show_targets(self, kpis: Sequence[Kpi]) -> None:
        lay.clear(self._targets)
        title = Label(t("Targets"), "small", "text2")
        self._targets.addWidget(title, 0, 0)
        for place, kpi in enumerate(kpis):
            label = Elided(_target_words(kpi), "small")
            self._targets.addWidget(label, place // IN_ROW, 1 + place % IN_ROW)
            self._targets.setColumnStretch(1 + place % IN_ROW, 1)
        self.targets.setVisible(bool(kpis))

    def _notes(self, plan: Plan) -> list[str]:
        """What of the calendar a person should know."""
        first, last = plan.start.date(), plan.finish.date()
        notes: list[str] = []
        if not self._calendar.is_workday(first) and plan.tasks:
            work = self._calendar.next_work(datetime.combine(first, time()))
            words = when.full(work.date(), first)
            notes.append(t("The first day is a day off; work begins on {day}", day=words))
        held = self._calendar.public_days()
        years = range(first.year, last.year + 1)
        unknown = [y for y in years if held is not None and not held.is_published(y)]
        if unknown:
            year = str(unknown[0])
            notes.append(t("The holidays of {year} are not known yet; weekends count", year=year))
        return notes

    def _on_group(self, key: object) -> None:
        self.lines.fold(key)
        self.grid.refresh()


def _target_words(kpi: Kpi) -> str:
    sign = "≤" if kpi.direction == "down" else "≥"
    unit = "" if kpi.unit in ("CNY", "%", "¥") else f" {kpi.unit}"
    return f"{kpi.name} {sign} {figure(kpi.target, kpi.unit)}{unit}"
