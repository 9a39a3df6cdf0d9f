"""Tasks as a page: the toolbar, the table or the board, and the sheet of one task beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from app.model.change import Changes
from app.plan.view import View
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Label, hairline, upright
from ui.kit.pop import Entry, open_menu
from ui.parts.host import Host
from ui.parts.page import Page
from ui.plan.board import Board
from ui.plan.bringing import Bringing
from ui.plan.gantt.view import GanttView
from ui.plan.sheet import TaskSheet
from ui.plan.table import TaskTable
from ui.plan.toolbar import Toolbar

SHEET = 400


class TasksPage(Page):
    """The tasks of one campaign or of all."""

    def __init__(self, host: Host, campaign: bytes | None = None) -> None:
        super().__init__(host)
        self._campaign = campaign
        self.table = TaskTable(host, campaign)
        self.board = Board(host, self.table.book)
        self.gantt = GanttView(host, self.table.book, campaign)
        self.sheet = TaskSheet(host)
        self.bringing = Bringing(host, self.table, campaign)
        self.toolbar = Toolbar(host, campaign)
        self._views = QStackedWidget()
        self._views.addWidget(self.table)
        self._views.addWidget(self.board)
        self._views.addWidget(self.gantt)
        self._edge = upright()
        body = lay.row(self._views, self._edge, self.sheet, gap=0)
        parts: list[lay.Part] = [self.toolbar, hairline(is_rule=True), body]
        if campaign is None:
            parts.insert(0, self._head())
        self.setLayout(lay.column(*parts, gap=0))
        self.sheet.setFixedWidth(SHEET)
        self._show_sheet(None)
        self._wire()
        self._on_view(self.toolbar.views.last)

    def _head(self) -> lay.Part:
        self._title = Label(t("Tasks"), "title")
        self._count = ChipLabel(Chip("0"))
        new = Button(t("New task"), "primary", icon="plus")
        new.clicked.connect(self.begin_new)
        self.bring = Button(t("Import"), icon="upload")
        self.bring.clicked.connect(self.begin_import)
        return lay.row(self._title, self._count, None, self.bring, new, margins=(24, 14, 16, 8))

    def _wire(self) -> None:
        self.toolbar.changed.connect(self._on_view)
        self.toolbar.switched.connect(self._on_switched)
        self.toolbar.left.connect(self._on_search_left)
        self.toolbar.more.clicked.connect(self._on_more)
        self.table.looked.connect(self._on_view)
        self.table.opened.connect(self._show_sheet)
        self.table.counted.connect(self._on_counted)
        self.table.failed.connect(self.fail)
        self.board.opened.connect(self._show_sheet)
        self.board.changed.connect(self.table.change)
        self.gantt.opened.connect(self._show_sheet)
        self.gantt.chosen.connect(self._on_chosen)
        self.sheet.closed.connect(self._on_sheet_closed)
        self.sheet.asked.connect(self._on_asked)
        self.sheet.stepped.connect(self.step)
        self.host.directory.changed.connect(self.table.arrange)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Tasks"), "tasks")]

    def open(self, place: Sequence[str]) -> None:
        if place and len(place[0]) == 32:
            task = bytes.fromhex(place[0])
            self._show_sheet(task)
            self._go(task)

    def refresh(self) -> None:
        self.toolbar.views.read()
        self.table.load()
        self.sheet.refresh()

    def on_changed(self, changes: Changes) -> None:
        self.table.take(changes)
        self.board.arrange()
        self.gantt.take(changes)
        self.sheet.on_changed(changes)
        self.toolbar.views.take(changes)

    def commands(self) -> Sequence[Command]:
        table, group = self.table, t("Tasks")
        return [
            Command("task.new", t("New task"), self.begin_new, "plus", "C", group, is_single=True),
            Command(
                "task.rename",
                t("Edit the name"),
                partial(table.grid.edit, "name"),
                "pencil",
                "",
                group,
                self._why_none,
            ),
            Command(
                "task.due",
                t("Change the due date"),
                partial(table.grid.edit, "due"),
                "calendar-clock",
                "D",
                group,
                self._why_none,
                is_single=True,
            ),
            Command(
                "task.delete",
                t("Delete tasks"),
                self._delete,
                "trash-2",
                "Del",
                group,
                self._why_none,
                is_single=True,
            ),
            Command(
                "task.all", t("Select all tasks"), table.grid.select_all, "square-check", "", group
            ),
            *self._steps(group),
            *self.toolbar.commands(),
            *self.gantt.commands(),
            *self.bringing.commands(self),
        ]

    def _steps(self, group: str) -> Sequence[Command]:
        back, on = partial(self.step, -1), partial(self.step, 1)
        why = self._why_no_sheet
        return [
            Command("task.before", t("Previous task"), back, "chevron-up", "Ctrl+Up", group, why),
            Command("task.after", t("Next task"), on, "chevron-down", "Ctrl+Down", group, why),
        ]

    def begin_new(self) -> None:
        """A new task: a line over the table, a row at the end of the chart."""
        if self.gantt.isVisible() and self._campaign is not None:
            self.gantt.begin_new()
        else:
            self.table.quick.begin()

    def begin_import(self) -> None:
        """Bring tasks in from a file."""
        self.bringing.ask(self)

    def step(self, by: int) -> None:
        """The task before or after in the table; the sheet stays open."""
        task = stepped(self._rows(), self.sheet.task, by)
        if task is not None:
            self._on_asked(task)

    def _go(self, task: object) -> None:
        """Make a task the current one wherever tasks are shown."""
        self.table.grid.go(task)
        if isinstance(task, bytes) and self.gantt.isVisible():
            self.gantt.canvas.go(task)

    def _on_chosen(self, task: object) -> None:
        """The chart's current row: an open sheet follows it, and so do the keys of the page."""
        if isinstance(task, bytes):
            is_open = self.sheet.isVisible()
            self.table.grid.go(task)
            self._show_sheet(task if is_open else None)

    def _rows(self) -> list[bytes]:
        """The tasks as they are shown, each once: with several people one stands several times."""
        if self.gantt.isVisible():
            return self.gantt.tasks()
        return list(dict.fromkeys(self.table.shown()))

    def _on_asked(self, task: object) -> None:
        self._show_sheet(task)
        self._go(task)

    def _why_none(self) -> str:
        has_any = bool(self.table.grid.selection) or self.table.grid.current is not None
        return "" if has_any else t("Choose a task first")

    def _why_no_sheet(self) -> str:
        return "" if self.sheet.isVisible() else t("Open a task first")

    def _delete(self) -> None:
        current = self.table.grid.current
        tasks = self.table.selected() or ([current] if isinstance(current, bytes) else [])
        self.table.delete(tasks)

    def _show_sheet(self, task: object) -> None:
        is_task = isinstance(task, bytes)
        self.sheet.setVisible(is_task)
        self._edge.setVisible(is_task)
        if isinstance(task, bytes):
            self.sheet.show_task(task)
            rows = self._rows()
            self.sheet.show_ends(is_first=[task] == rows[:1], is_last=[task] == rows[-1:])

    def _on_sheet_closed(self) -> None:
        self._show_sheet(None)
        self._on_search_left()

    def _on_counted(self, count: int) -> None:
        if self._campaign is None:
            self._count.show_chip(Chip(str(count)))
        self.board.arrange()
        self._arrange_gantt()

    def _on_view(self, view: object) -> None:
        assert isinstance(view, View)
        self.toolbar.show_view(view)
        self.table.show_view(view)
        self.board.view = view
        self.board.arrange()

    def _on_search_left(self) -> None:
        shown = {self.board: self.board, self.gantt: self.gantt.canvas}
        held = shown.get(self._views.currentWidget(), self.table.grid)
        held.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_more(self) -> None:
        entries = [
            Entry(c.words, c.do, c.icon, c.keys, c.reason) for c in self.bringing.commands(self)
        ]
        open_menu(self.toolbar.more, entries)

    def _on_switched(self, key: str) -> None:
        shown = {"board": self.board, "gantt": self.gantt}
        self._views.setCurrentWidget(shown.get(key, self.table))
        self.toolbar.show_kind(key)
        self.board.arrange()
        self._arrange_gantt()

    def _arrange_gantt(self) -> None:
        self.gantt.show_view(self.toolbar.view)


def stepped(rows: Sequence[bytes], task: bytes | None, by: int) -> bytes | None:
    """The row before or after; the first where the task is not shown, None beyond the ends."""
    place = rows.index(task) + by if task in rows else 0
    return rows[place] if rows and 0 <= place < len(rows) else None
