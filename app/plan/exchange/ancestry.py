"""Who stands under whom in a table: by outline level, parent column or outline number."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.plan.exchange.plan_file import Notes, Task
from app.sheet.grid import Cell, Row, Sheet, plain

MAX_OUTLINE = 100
Rows = Mapping[int, tuple[int, Row]]
Parents = dict[int, int | None]


def parents_of(
    sheet: Sheet, columns: Mapping[str, int], rows: Rows, tasks: Mapping[int, Task], notes: Notes
) -> Parents:
    """The parent of each task: a level counts before a parent's name, that before 1.2.3."""
    used = next((key for key in ("level", "parent", "wbs") if key in columns), "")
    if not used:
        return dict.fromkeys(tasks)

    def cell(row: Row) -> Cell:
        return row[columns[used]]

    label = sheet.label(columns[used])
    if used == "level":
        return _by_level(rows, cell, label, notes)
    numbers = (
        {plain(row[columns["wbs"]]): uid for uid, (_, row) in rows.items()}
        if ("wbs" in columns)
        else {}
    )
    if used == "wbs":
        return {
            uid: numbers.get(plain(cell(row)).rpartition(".")[0]) for uid, (_, row) in rows.items()
        }
    found = _by_parent(rows, cell, label, notes, _Finder(tasks, numbers))
    return _without_circles(found, rows, label, notes)


def _by_level(rows: Rows, cell: Callable[[Row], Cell], label: str, notes: Notes) -> Parents:
    found: Parents = {}
    stack: list[tuple[int, int]] = []
    for uid, (number, row) in rows.items():
        text = plain(cell(row))
        level = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
        if level is None:
            notes.warn(number, label, "{value} is not a level", value=text[:80])
            level = stack[-1][0] if stack else 1
        while stack and stack[-1][0] >= level:
            stack.pop()
        if len(stack) >= MAX_OUTLINE:
            del stack[MAX_OUTLINE - 1 :]
            notes.warn(
                number,
                label,
                "Tasks deeper than level {limit} were raised to it",
                limit=MAX_OUTLINE,
            )
        found[uid] = stack[-1][1] if stack else None
        stack.append((level, uid))
    return found


class _Finder:
    """Finds a task by its number, its outline number or its one name."""

    def __init__(self, tasks: Mapping[int, Task], numbers: Mapping[str, int]) -> None:
        self._tasks = tasks
        self._numbers = numbers
        self._names: dict[str, list[int]] = {}
        for task in tasks.values():
            self._names.setdefault(task.name, []).append(task.uid)

    def find(self, text: str) -> int | None:
        same = self._names.get(text, [])
        if same:
            return same[0] if len(same) == 1 else None
        if text.isascii() and text.isdigit() and int(text[:12]) in self._tasks:
            return int(text[:12])
        return self._numbers.get(text)


def _by_parent(
    rows: Rows, cell: Callable[[Row], Cell], label: str, notes: Notes, finder: _Finder
) -> Parents:
    found: Parents = {}
    for uid, (number, row) in rows.items():
        text = plain(cell(row))
        found[uid] = finder.find(text) if text else None
        if text and found[uid] is None:
            notes.warn(number, label, "{value} names no task", value=text[:80])
    return found


def _without_circles(parents: Parents, rows: Rows, label: str, notes: Notes) -> Parents:
    """A task that would stand under itself, or too deep, stands higher."""
    depth: dict[int, int] = {}

    def cut(uid: int) -> None:
        notes.warn(rows[uid][0], label, "A task cannot stand under itself; it was raised")

    for uid in parents:
        for below in reversed(_path(uid, parents, depth, cut)):
            parent = parents[below]
            level = 1 if parent is None else depth[parent] + 1
            if parent is not None and level > MAX_OUTLINE:
                notes.warn(
                    rows[below][0],
                    label,
                    "Tasks deeper than level {limit} were raised to it",
                    limit=MAX_OUTLINE,
                )
                parents[below] = parents[parent]
                level = MAX_OUTLINE
            depth[below] = level
    return parents


def _path(
    uid: int, parents: Parents, depth: dict[int, int], cut: Callable[[int], None]
) -> list[int]:
    """From a task upwards to the first whose depth is known; a circle is cut where it closes."""
    path: list[int] = []
    seen: set[int] = set()
    at: int | None = uid
    while at is not None and at not in depth:
        path.append(at)
        seen.add(at)
        above = parents[at]
        if above in seen:
            cut(at)
            parents[at] = above = None
        at = above
    return path
