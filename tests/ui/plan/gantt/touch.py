"""A hand on the chart: where things are, and how one presses, drags and lets go."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.care import Desk
from app.model.change import Value
from app.plan import commands
from ui.plan.gantt.canvas import Canvas
from ui.plan.gantt.paint_time import HEIGHT
from ui.plan.gantt.scene import DOT, Box, progress_x
from ui.plan.page import TasksPage

LEFT = Qt.MouseButton.LeftButton


def dated(name: str, start: str, finish: str, **more: Value) -> dict[str, Value]:
    """Values of a task from nine to six."""
    values: dict[str, Value] = {"name": name, "status": "todo", "percent": 0, **more}
    if start:
        values |= {"start": f"{start}T09:00:00", "finish": f"{finish}T18:00:00"}
    return values


class Plan:
    """A small campaign: 文案 before 设计 before 投放, 复盘 done, 待定 without dates, under 物料."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        session = desk.session
        with session.edit("Begin") as edit:
            self.campaign = bytes(
                edit.add("campaign", {"name": "端午", "start": "2026-06-01T09:00:00"})
            )
        self.ids: dict[str, bytes] = {}
        self._add(dated("物料", "", ""))
        above = self.ids["物料"]
        self._add(dated("文案", "2026-06-03", "2026-06-04", parent=above, duration_minutes=960))
        self._add(dated("设计", "2026-06-05", "2026-06-08", parent=above, duration_minutes=960))
        self._add(dated("投放", "2026-06-09", "2026-06-10", duration_minutes=960))
        self._add(dated("复盘", "2026-06-01", "2026-06-02", status="done", percent=100))
        self._add(dated("待定", "", ""))
        self.link("文案", "设计")
        self.link("设计", "投放")

    def _add(self, values: Mapping[str, Value]) -> None:
        made = commands.add_task(self.desk.session, self.campaign, values)
        self.ids[str(values["name"])] = bytes(made)

    def link(self, before: str, after: str) -> None:
        commands.link_tasks(self.desk.session, self.ids[before], self.ids[after])

    def span(self, name: str) -> tuple[str, str]:
        """The days from and to which a task is planned: 06-03, 06-04."""
        row = self.desk.session.get("task", self.ids[name])
        return row.text("start")[5:10], row.text("finish")[5:10]

    def value(self, name: str, field: str) -> object:
        return self.desk.session.get("task", self.ids[name])[field]

    def state(self) -> dict[str, dict[bytes, dict[str, object]]]:
        """Everything that a gesture could change."""
        session = self.desk.session
        return {
            table: {row.id: dict(row) for row in session.list(table)}
            for table in ("task", "link", "assignment")
        }


class Hand:
    """One mouse on one chart."""

    def __init__(self, page: TasksPage, plan: Plan) -> None:
        self.page, self.plan = page, plan
        self.canvas: Canvas = page.gantt.canvas

    def box(self, name: str) -> Box:
        box = self.canvas.scene.box(self.canvas.chart.row_of(self.plan.ids[name]))
        assert box is not None, name
        return box

    def view(self, x: float, y: float) -> QPoint:
        """A point of the chart in the viewport."""
        held = self.canvas.offset
        return QPointF(x + self.canvas.tree_px - held.x(), y + HEIGHT - held.y()).toPoint()

    def middle(self, name: str) -> QPoint:
        box = self.box(name)
        return self.view(box.x + box.w / 2, box.middle)

    def left(self, name: str) -> QPoint:
        box = self.box(name)
        return self.view(box.x + 2, box.middle)

    def right(self, name: str) -> QPoint:
        box = self.box(name)
        return self.view(box.right - 2, box.middle)

    def dot(self, name: str) -> QPoint:
        box = self.box(name)
        return self.view(box.right + DOT, box.middle)

    def progress(self, name: str) -> QPoint:
        box = self.box(name)
        bar = self.canvas.field.bar(self.plan.ids[name])
        assert bar is not None
        return self.view(progress_x(box, bar.percent), box.bottom + 4)

    def in_tree(self, name: str, part: float = 0.5) -> QPoint:
        row = self.canvas.chart.row_of(self.plan.ids[name])
        y = (row + part) * self.canvas.scene.row_px - self.canvas.offset.y() + HEIGHT
        return QPoint(90, round(y))

    def days(self, count: float) -> QPoint:
        return QPoint(round(count * self.canvas.scene.scale.day_px), 0)

    def hover(self, name: str) -> None:
        """The handles of a bar are there when the mouse is over it."""
        move(self.canvas, self.middle(name))

    def press(self, at: QPoint) -> None:
        QTest.mousePress(self.canvas.viewport(), LEFT, pos=at)

    def move(self, at: QPoint, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        move(self.canvas, at, LEFT, keys)

    def let_go(self, at: QPoint) -> None:
        QTest.mouseRelease(self.canvas.viewport(), LEFT, pos=at)
        QApplication.processEvents()

    def drag(self, begin: QPoint, by: QPoint) -> None:
        """Press, move there in three steps, let go."""
        self.press(begin)
        for step in (1, 2, 3):
            self.move(begin + QPoint(by.x() * step // 3, by.y() * step // 3))
        self.move(begin + by)
        self.let_go(begin + by)


def move(
    canvas: Canvas,
    at: QPoint,
    button: Qt.MouseButton = Qt.MouseButton.NoButton,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """QTest moves the real pointer and loses the button; an event says what is held."""
    view = canvas.viewport()
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        button,
        keys,
    )
    QApplication.sendEvent(view, event)
