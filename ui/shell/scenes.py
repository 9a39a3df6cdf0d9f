"""What the pictures show: every page and its important states, on the demo, at a fixed moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ui.shell.program import Program

MOMENT = datetime(2026, 6, 3, 10, 42)
"""The day of the intended pictures: 6月3日 周三."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture's name, the place it opens, and what is done there first."""

    name: str
    place: str
    prepare: Callable[[Program], object] | None = None


def scenes() -> list[Scene]:
    """Every scene, in the order of the navigation."""
    return [
        Scene("tasks", "tasks"),
        Scene("tasks-sheet", "tasks", _open_first_task),
        Scene("tasks-selected", "tasks", _select_tasks),
        Scene("tasks-board", "tasks", _show_board),
    ]


def _tasks(program: Program) -> object:
    from ui.plan.page import TasksPage  # noqa: PLC0415 - a page loads at its visit

    page = program.window.page("tasks")
    assert isinstance(page, TasksPage)
    page.toolbar.switch.choose("table")
    return page


def _open_first_task(program: Program) -> None:
    from ui.plan.page import TasksPage  # noqa: PLC0415

    page = _tasks(program)
    assert isinstance(page, TasksPage)
    page.open([page.table.first().hex()])


def _select_tasks(program: Program) -> None:
    from ui.plan.page import TasksPage  # noqa: PLC0415

    page = _tasks(program)
    assert isinstance(page, TasksPage)
    page.table.grid.select(set(page.table.shown()[:3]))


def _show_board(program: Program) -> None:
    from ui.plan.page import TasksPage  # noqa: PLC0415

    page = _tasks(program)
    assert isinstance(page, TasksPage)
    page.sheet.closed.emit()
    page.toolbar.switch.choose("board")
