"""What exports of boards have in common: lists that are statuses or parents, texts, limits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.model.errors import Refused
from app.plan.exchange import cells
from app.plan.exchange.plan_file import Task

MAX_TASKS = 100_000
MAX_NAME, MAX_TEXT = 4_000, 100_000
MAX_LABELS, MAX_LABEL = 50, 80
_SIGNS = re.compile(r"[^\w\s-]+")
MORE_WORDS = {
    "todo": ("to-do", "backlog", "up next", "next", "待办事项", "待做", "计划中", "需求池"),
    "doing": ("wip", "in-progress", "working on", "ongoing", "制作中", "撰写中", "正在做"),
    "blocked": ("stuck", "卡住", "等待中"),
    "review": ("in-review", "to review", "approval", "待审", "审稿", "审核", "待确认"),
    "done": ("finished", "published", "shipped", "archive", "已发布", "做完", "归档"),
}
_WORDS = {status: (*words, *MORE_WORDS[status]) for status, words in cells.STATUS_WORDS.items()}


def status_of(name: str) -> str | None:
    """The status that a list or section of this name stands for; None where it is a heap."""
    return cells.word_code(_WORDS, _SIGNS.sub(" ", cells.normal(name[:MAX_NAME])))


def clean(value: object, limit: int = MAX_NAME) -> str:
    """A text that can be kept; "" of what is none."""
    if not isinstance(value, str):
        return ""
    return value[:limit].replace("\0", "").encode("utf-8", "replace").decode().strip()


def one_line(value: object) -> str:
    """A name that can be kept."""
    return " ".join(clean(value).split())


def labels_of(names: Iterable[str]) -> tuple[str, ...]:
    """Labels, each once, not too many and not too long."""
    held = dict.fromkeys(name[:MAX_LABEL] for name in names if name)
    return tuple(held)[:MAX_LABELS]


class Numbers:
    """Gives tasks their numbers, and parents to lists that are no statuses."""

    def __init__(self) -> None:
        self._last = 0
        self.parents: list[Task] = []

    def next(self) -> int:
        """The next number; refused where a file has too many tasks."""
        self._last += 1
        if self._last > MAX_TASKS:
            raise Refused("too_large", "The file has more than {limit} tasks", limit=MAX_TASKS)
        return self._last

    def heap(self, name: str) -> Task:
        """A task that holds those of a list."""
        made = Task(self.next(), name or "…")
        self.parents.append(made)
        return made
