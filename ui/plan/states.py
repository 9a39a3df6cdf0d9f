"""How the states of a task look: icon, words, tone. One table for rows, boards and sheets."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.model.row import Row
from app.plan.view import PRIORITIES, STATUSES
from ui.kit import draw, icons, when
from ui.kit.app import t
from ui.kit.draw import Chip

STATUS_LOOK = {
    "todo": ("circle", "neutral", "text2"),
    "doing": ("circle-dot", "accent", "accent"),
    "blocked": ("circle-x", "danger", "danger"),
    "review": ("stamp", "warn", "warn"),
    "done": ("circle-check", "success", "success"),
}
"""Status -> icon, tone of its chip, ink of its icon."""
PRIORITY_LOOK = {
    "urgent": ("chevrons-up", "danger"),
    "high": ("arrow-up", "danger"),
    "normal": ("equal", "text2"),
    "low": ("arrow-down", "text2"),
}


def status_words(status: str) -> str:
    """A status as people say it."""
    match status:
        case "doing":
            return t("In progress")
        case "blocked":
            return t("Blocked")
        case "review":
            return t("In review")
        case "done":
            return t("Done")
        case _:
            return t("Not started")


def priority_words(priority: str) -> str:
    """A priority as people say it."""
    match priority:
        case "urgent":
            return t("Urgent")
        case "high":
            return t("High")
        case "low":
            return t("Low")
        case _:
            return t("Medium")


def status_chip(status: str) -> Chip:
    """The chip of a status."""
    icon, tone, _ = STATUS_LOOK.get(status, STATUS_LOOK["todo"])
    return Chip(status_words(status), tone, icon)


def status_options() -> list[tuple[object, str, str]]:
    """Statuses to choose from: key, words, icon."""
    return [(key, status_words(key), STATUS_LOOK[key][0]) for key in STATUSES]


def priority_options() -> list[tuple[object, str, str]]:
    """Priorities to choose from: key, words, icon."""
    return [(key, priority_words(key), PRIORITY_LOOK[key][0]) for key in PRIORITIES]


def due_of(task: Row) -> str:
    """When a task is due: its deadline, else its finish."""
    return task.text("deadline") or task.text("finish")


def days_late(due: str, today: date) -> int:
    """How many days ago it was due; 0 where it is not late."""
    at = when.wall(due)
    return max(0, (today - at.date()).days) if at is not None else 0


def paint_due(painter: QPainter, rect: QRect, due: str, now: datetime, *, is_done: bool) -> None:
    """When a task is due: late is outlined, hatched and worded, near has a clock."""
    at = when.wall(due)
    if at is None:
        return
    late = 0 if is_done else days_late(due, now.date())
    x = rect.x() + 8.0
    middle = rect.center().y() + 0.5
    if late:
        x += draw.overdue(painter, x, middle, t("{count} d late", count=late)) + 6
        room = QRectF(x, rect.y(), rect.right() - x, rect.height())
        draw.words(painter, room, when.short(at.date(), now.date()), "body", "danger")
        return
    is_near = not is_done and 0 <= (at.date() - now.date()).days <= 1
    if is_near:
        icons.paint(painter, "clock", QRectF(x, middle - 7, 14, 14), "warn")
        x += 18
    room = QRectF(x, rect.y(), rect.right() - x, rect.height())
    ink = "warn" if is_near else "text2" if is_done else "text"
    draw.words(painter, room, when.due(at, now), "body", ink)
