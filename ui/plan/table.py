"""The table of tasks: quick add, the grid, what is selected; one for a campaign, one for all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.model.change import Changes, Value
from app.plan import commands
from app.plan import view as views
from app.plan.view import Bunch, Condition, Look, View
from ui.kit import lay
from ui.kit.app import t
from ui.kit.empty import Empty, Skeleton
from ui.kit.grid import Grid
from ui.kit.pop import Entry, menu
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.plan.book import Book, Read, arranged
from ui.plan.bulkbar import HEIGHT, BulkBar
from ui.plan.columns import moved, show, usual, widths_of
from ui.plan.editors import ask_date
from ui.plan.quickadd import QuickAdd
from ui.plan.source import TaskSource
from ui.plan.states import priority_options, status_options

FEW = 3_000
"""So many tasks are arranged at once; more are arranged beside the screen."""


class TaskTable(QWidget):
    """A live table over the replica."""

    opened = Signal(object)
    counted = Signal(int)
    looked = Signal(object)
    """A `View` that the person asked for in the table itself: by its head, by its empty state."""
    failed = Signal(object)
    """Nothing could be read: the fault."""

    def __init__(self, host: Host, campaign: bytes | None) -> None:
        super().__init__()
        self._host = host
        self.book = Book(host.session, campaign)
        self.view = View()
        self._source = TaskSource(host, self.book)
        self._is_arranging = self._is_again = False
        self._is_loading = self._is_late = False
        self.quick = QuickAdd(host, campaign)
        self.grid = Grid(self._source, t("Tasks"), has_ticks=True)
        self.grid.show_columns(usual(has_campaign=campaign is None))
        self.grid.head.can_move = True
        self.bulk = BulkBar(self)
        self._bare = _bare(self.quick)
        self._none = Empty(
            "list-filter",
            t("Nothing fits the filter"),
            t("Other tasks are there; the filter hides them"),
            t("Clear the filter"),
            self.clear_filter,
            is_primary=False,
        )
        self._stack = QStackedWidget()
        self._wait = Skeleton(12)
        for page in (self._wait, self.grid, self._bare, self._none):
            self._stack.addWidget(page)
        self.setLayout(lay.column(self.quick, self._stack, gap=0))
        self._wire()

    def _wire(self) -> None:
        grid = self.grid
        grid.opened.connect(self.opened)
        grid.current_changed.connect(self.opened)
        grid.edited.connect(self._on_edited)
        grid.group_toggled.connect(self._on_toggled)
        grid.selection_changed.connect(self._on_selected)
        grid.sort_asked.connect(self._on_sort)
        grid.head.moved.connect(self._on_moved)
        grid.head.widened.connect(self._on_widened)
        grid.menu_asked.connect(self._on_menu)
        self.bulk.asked.connect(self._on_bulk)
        self.bulk.closed.connect(self.grid.unselect)
        self.quick.added.connect(self._on_added)

    def load(self) -> None:
        """Read everything, beside the screen."""
        book = self.book

        def read(_job: Job) -> object:
            return book.read()

        if not self.book.count:
            self._stack.setCurrentWidget(self._wait)
        self._is_loading, self._is_late = True, False
        self._host.worker.submit(read, self._on_loaded, self._on_failed)

    def _on_failed(self, fault: object) -> None:
        self._is_loading = False
        if self.book.count:
            self._host.fail(fault)  # what was read before is still shown
        else:
            self.failed.emit(fault)

    def take(self, changes: Changes) -> None:
        """Follow a commit."""
        if self._is_loading:
            self._is_late = True  # what is being read may be older than this commit
        elif len(changes.rows) > FEW:
            self.load()
        elif self.book.take(changes):
            self.grid.viewport().update()
            if is_moving(changes, self.view):
                self.arrange()

    def show_view(self, view: View) -> None:
        """Look at the tasks in another way."""
        before, self.view = self.view, view
        key, is_falling = view.sort[0] if view.sort else ("", False)
        self.grid.head.sort = (key, is_falling)
        self._show_columns()
        if replace(before, columns=()) != replace(view, columns=()):
            self.arrange()
        else:
            self.grid.head.update()

    def clear_filter(self) -> None:
        """Show all."""
        self.looked.emit(replace(self.view, conditions=(), text=""))

    def arrange(self) -> None:
        """Group and sort again; many tasks beside the screen, the latest wish wins."""
        if self.book.count <= FEW:
            self._show(self.book.arrange(self.view, self._look()))
            return
        if self._is_arranging:
            self._is_again = True
            return
        self._is_arranging = True
        snapshot, view, look = self.book.snapshot(), self.view, self._look()

        def work(_job: Job) -> object:
            return arranged(snapshot, view, look)

        self._host.worker.submit(work, self._on_arranged, self._host.fail)

    def selected(self) -> list[bytes]:
        """The tasks that are selected."""
        return [key for key in self.grid.selection if isinstance(key, bytes)]

    def shown(self) -> list[bytes]:
        """The tasks that are shown, in their order."""
        keys = (self._source.key(row) for row in range(self._source.count()))
        return [key for key in keys if isinstance(key, bytes)]

    def first(self) -> bytes:
        """The first task that is shown."""
        return self.shown()[0]

    def _look(self) -> Look:
        names = self._host.directory.names("person", "campaign", "channel")
        return Look(self._host.today(), self._host.me, names)

    def _show(self, bunches: Sequence[Bunch]) -> None:
        current = self.grid.current
        self._source.show(bunches, self.view.group)
        self.grid.selection &= set(self.book.columns["id"])
        self.grid.refresh()
        if current is not None and self.grid.current != current:
            self.grid.go(current)
        count = sum(len(bunch.places) for bunch in bunches)
        page = self.grid if count else self._none if self.book.count else self._bare
        self._stack.setCurrentWidget(page)
        self.counted.emit(self.book.count)

    def _on_loaded(self, read: object) -> None:
        assert isinstance(read, Read)
        self._is_loading = False
        self.book.put(read)
        if self._is_late:
            self.load()
        self.arrange()

    def _on_arranged(self, bunches: object) -> None:
        self._is_arranging = False
        assert isinstance(bunches, list)
        self._show(bunches)
        if self._is_again:
            self._is_again = False
            self.arrange()

    @Slot(object)
    def _on_added(self, task: object) -> None:
        QTimer.singleShot(0, self.grid, _GoTo(self.grid, task))

    @Slot(object)
    def _on_toggled(self, key: object) -> None:
        self._source.closed ^= {str(key).removeprefix("group:")}
        self.arrange()

    def _on_sort(self, key: str) -> None:
        held = self.view.sort[0] if self.view.sort else ("", False)
        is_falling = held[0] == key and not held[1]
        self.looked.emit(replace(self.view, sort=((key, is_falling),)))

    @Slot(str, int)
    def _on_moved(self, key: str, step: int) -> None:
        self.looked.emit(replace(self.view, columns=moved(self.grid.head.columns, key, step)))

    @Slot()
    def _on_widened(self) -> None:
        self.looked.emit(replace(self.view, columns=widths_of(self.grid.head.columns)))

    def _show_columns(self) -> None:
        show(self.grid, self.view, self.width(), has_campaign=self.book.campaign is None)

    @Slot()
    def _on_selected(self) -> None:
        count = len(self.grid.selection)
        self.bulk.show_count(count)
        bottom = HEIGHT + 32 if count else 0
        if bottom != self.grid.bottom:
            self.grid.bottom = bottom
            self.grid.refresh()

    @Slot(object, str, object)
    def _on_edited(self, key: object, column: str, value: object) -> None:
        if isinstance(key, bytes):
            self.change([key], column, value)

    def change(self, tasks: Sequence[bytes], column: str, value: object) -> None:
        """Write one value into a column of these tasks: one edit, one undo."""
        session = self._host.session
        many = t("{count} tasks changed", count=len(tasks)) if len(tasks) > 1 else ""
        if column == "person" and isinstance(value, bytes):
            self._host.run(lambda: commands.bulk_set(session, tasks, {}, (value,)), many)
            return
        fields: dict[str, Value] = {_field(column): value}  # pyright: ignore[reportAssignmentType]
        self._host.run(lambda: commands.bulk_set(session, tasks, fields), many)

    @Slot(object, QPoint)
    def _on_menu(self, key: object, at: QPoint) -> None:
        if not isinstance(key, bytes):
            return
        tasks = self.selected() if key in self.grid.selection else [key]
        menu(self, row_entries(self, key, tasks)).popup(at)

    @Slot(str)
    def _on_bulk(self, what: str) -> None:
        tasks = self.selected()
        people = [(row.id, row.text("name"), "user") for row in self._host.directory.people()]
        offers = {"status": status_options(), "priority": priority_options(), "person": people}
        if what == "delete":
            self.delete(tasks)
        elif what == "due":
            anchor = self.bulk.buttons["due"]
            ask_date(self._host, anchor, lambda value: self.change(tasks, "due", value))
        else:
            entries = [
                Entry(words, _Change(self, tasks, what, key), icon)
                for key, words, icon in offers[what]
            ]
            menu(self, entries).popup(QCursor.pos())

    def delete(self, tasks: Sequence[bytes]) -> None:
        """Into the trash, with a way back."""
        session = self._host.session
        count = len(tasks)
        done = t("{count} tasks are in the trash", count=count)
        if self._host.run(lambda: commands.delete_tasks(session, tasks), done):
            self.grid.select(set())

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.bulk.place()
        self._show_columns()


def is_moving(changes: Changes, view: View) -> bool:
    """Whether a commit may change which tasks are shown, their order or their groups."""
    fields = views.fields_of(view)
    return any(
        (row.table == "task" and (row.kind != "update" or not fields.isdisjoint(row.fields)))
        or (row.table == "assignment" and "people" in fields)
        for row in changes.rows
    )


def row_entries(table: TaskTable, key: bytes, tasks: Sequence[bytes]) -> list[Entry]:
    """The menu of a row, or of all that are selected with it."""
    edit = partial(table.grid.edit, "name")
    delete = partial(table.delete, tasks)
    return [
        Entry(t("Open"), partial(table.opened.emit, key), "panel-right", "Enter"),
        Entry(t("Edit the name"), edit, "pencil", "F2"),
        Entry(),
        *[
            Entry(words, _Change(table, tasks, "status", name), icon)
            for name, words, icon in status_options()
        ],
        Entry(),
        Entry(t("Delete"), delete, "trash-2", "Del", is_danger=True),
    ]


def _field(column: str) -> str:
    return {"due": "deadline", "effort": "effort_minutes"}.get(column, column)


def filtered(view: View, condition: Condition) -> View:
    """The view with this condition in place of another on the same field."""
    kept = tuple(c for c in view.conditions if c.field != condition.field)
    return replace(view, conditions=(*kept, condition))


class _Change:
    """Writes a value into the tasks that were meant when the menu opened."""

    def __init__(
        self, table: TaskTable, tasks: Sequence[bytes], column: str, value: object
    ) -> None:
        self._table, self._tasks, self._column, self._value = table, tasks, column, value

    def __call__(self) -> None:
        self._table.change(self._tasks, self._column, self._value)


class _GoTo:
    """Goes to a row when the event loop has shown it."""

    def __init__(self, grid: Grid, key: object) -> None:
        self._grid, self._key = grid, key

    def __call__(self) -> None:
        self._grid.go(self._key)


def _bare(quick: QuickAdd) -> Empty:
    """What stands where there is no task yet."""
    return Empty(
        "list-checks",
        t("No tasks yet"),
        t("Write one in the line above, or bring a plan in from a file"),
        t("New task"),
        quick.begin,
    )
