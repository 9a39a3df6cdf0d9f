"""The table of pages and slots: which column answers which place. Nothing else knows them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.parts.host import Host
from ui.parts.page import Page

Make = Callable[[Host], Page]


@dataclass(frozen=True, slots=True)
class Feature:
    """A page: its place, its icon, its words (a template), how it is made."""

    place: str
    icon: str
    words: str
    make: Make
    is_foot: bool = False


def features() -> list[Feature]:
    """Every page, in the order of the navigation. Imported late: a page loads at its visit."""
    return [Feature("tasks", "list-checks", "Tasks", _tasks)]


def _tasks(host: Host) -> Page:
    from ui.plan.page import TasksPage  # noqa: PLC0415 - a page loads at its visit

    return TasksPage(host)
