"""Tasks as a page: the toolbar, the table or the board, and the sheet of one task beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.model.change import Changes
from app.plan import view as views
from app.plan.view import Condition, View
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Label, hairline, upright
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.parts.host import Host
from ui.parts.page import Page
from ui.plan.board import Board
from ui.plan.bringing import Bringing
from ui.plan.sheet import TaskSheet
from ui.plan.states import priority_options, status_options
from ui.plan.table import TaskTable, filtered

SHEET = 400


class Toolbar(QWidget):
    """How the tasks are looked at: table or board, filter, group, sort."""

    changed = Signal(object)
    switched = Signal(str)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._view = View()
        self.switch = Tabs(
            [("table", t("Table"), "table-2"), ("board", t("Board"), "square-kanban")],
            t("How tasks are shown"),
            is_switch=True,
        )
        self.filter = Button(t("Filter"), "flat", icon="list-filter", is_small=True)
        self.group = Button("", "flat", icon="group", is_small=True)
        self.sort = Button("", "flat", icon="arrow-up-down", is_small=True)
        self._chips = lay.row(gap=4)
        line = upright()
        line.setFixedHeight(16)
        self.setLayout(
            lay.row(
                self.switch,
                4,
                line,
                4,
                self.filter,
                self._chips,
                self.group,
                self.sort,
                None,
                gap=4,
                margins=(16, 6, 16, 6),
            )
        )
        self.switch.chosen.connect(self.switched)
        self.filter.clicked.connect(self._on_filter)
        self.group.clicked.connect(self._on_group)
        self.sort.clicked.connect(self._on_sort)
        self.setFixedHeight(40)
        self.show_view(self._view)

    def show_view(self, view: View) -> None:
        """How they are looked at now."""
        self._view = view
        self.group.setText(t("Group: {what}", what=group_words(view.group)))
        key = view.sort[0][0] if view.sort else ""
        self.sort.setText(t("Sort: {what}", what=sort_words(key)))
        lay.clear(self._chips)
        for condition in view.conditions:
            words = self.condition_words(condition)
            chip = Button(words, "link", icon="x", is_small=True)
            chip.setAccessibleName(t("Remove the filter {what}", what=words))
            chip.clicked.connect(_Drop(self, condition))
            self._chips.addWidget(chip)
        for button in (self.group, self.sort):
            button.updateGeometry()

    def condition_words(self, condition: Condition) -> str:
        """A filter as people say it."""
        match condition.operator:
            case "overdue":
                return t("Late")
            case "within":
                return t("Due in {count} days", count=condition.values[0])
        if condition.field == "people":
            return t("Mine")
        names = dict((str(k), w) for k, w, _ in [*status_options(), *priority_options()])
        names |= {k.hex(): n for k, n in self._host.directory.names("channel", "person").items()}
        return "、".join(names.get(value, value) for value in condition.values)

    def put(self, condition: Condition) -> None:
        """Filter by this."""
        self.changed.emit(filtered(self._view, condition))

    def drop(self, condition: Condition) -> None:
        """Filter by this no more."""
        view = self._view
        kept = tuple(c for c in view.conditions if c != condition)
        self.changed.emit(View(kept, view.group, view.sort, view.columns, view.text))

    def _on_filter(self) -> None:
        channels = self._host.directory.rows("channel").values()
        me = Condition("people", "is", ("me",))
        open_menu(
            self.filter,
            [
                Entry(t("Mine"), _Put(self, me), "user"),
                Entry(t("Late"), _Put(self, Condition("due", "overdue")), "clock-alert"),
                Entry(
                    t("Due in {count} days", count=7),
                    _Put(self, Condition("due", "within", ("7",))),
                    "calendar-clock",
                ),
                Entry(
                    t("Due in {count} days", count=14),
                    _Put(self, Condition("due", "within", ("14",))),
                    "calendar-clock",
                ),
                Entry(),
                *[
                    Entry(words, _Put(self, Condition("status", "is", (str(key),))), icon)
                    for key, words, icon in status_options()
                ],
                Entry(),
                *[
                    Entry(words, _Put(self, Condition("priority", "is", (str(key),))), icon)
                    for key, words, icon in priority_options()
                ],
                Entry(),
                *[
                    Entry(
                        row.text("name"),
                        _Put(self, Condition("channel", "is", (row.id.hex(),))),
                        "hash",
                    )
                    for row in channels
                ],
            ],
        )

    def _on_group(self) -> None:
        open_menu(
            self.group,
            [
                Entry(group_words(key), _Look(self, group=key), is_ticked=key == self._view.group)
                for key in views.GROUPS
            ],
        )

    def _on_sort(self) -> None:
        held, is_falling = self._view.sort[0] if self._view.sort else ("", False)
        open_menu(
            self.sort,
            [
                *[
                    Entry(sort_words(key), _Look(self, sort=key), is_ticked=key == held)
                    for key in views.SORTS
                ],
                Entry(),
                Entry(
                    t("Falling"),
                    _Look(self, sort=held, is_falling=not is_falling),
                    is_ticked=is_falling,
                ),
            ],
        )

    @property
    def view(self) -> View:
        """How they are looked at."""
        return self._view


class TasksPage(Page):
    """The tasks of one campaign or of all."""

    def __init__(self, host: Host, campaign: bytes | None = None) -> None:
        super().__init__(host)
        self._campaign = campaign
        self.table = TaskTable(host, campaign)
        self.board = Board(host, self.table.book)
        self.sheet = TaskSheet(host)
        self.bringing = Bringing(host, self.table, campaign)
        self.toolbar = Toolbar(host)
        self._views = QStackedWidget()
        self._views.addWidget(self.table)
        self._views.addWidget(self.board)
        self._edge = upright()
        body = lay.row(self._views, self._edge, self.sheet, gap=0)
        parts: list[lay.Part] = [self.toolbar, hairline(is_rule=True), body]
        if campaign is None:
            parts.insert(0, self._head())
        self.setLayout(lay.column(*parts, gap=0))
        self.sheet.setFixedWidth(SHEET)
        self._show_sheet(None)
        self._wire()

    def _head(self) -> lay.Part:
        self._title = Label(t("Tasks"), "title")
        self._count = ChipLabel(Chip("0"))
        new = Button(t("New task"), "primary", icon="plus")
        new.clicked.connect(self.table.quick.begin)
        self.bring = Button(t("Import"), icon="upload")
        self.bring.clicked.connect(self.begin_import)
        return lay.row(self._title, self._count, None, self.bring, new, margins=(24, 14, 16, 8))

    def _wire(self) -> None:
        self.toolbar.changed.connect(self._on_view)
        self.toolbar.switched.connect(self._on_switched)
        self.table.opened.connect(self._show_sheet)
        self.table.counted.connect(self._on_counted)
        self.board.opened.connect(self._show_sheet)
        self.board.changed.connect(self.table.change)
        self.sheet.closed.connect(self._on_sheet_closed)
        self.host.directory.changed.connect(self.table.arrange)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Tasks"), "tasks")]

    def open(self, place: Sequence[str]) -> None:
        if place and len(place[0]) == 32:
            task = bytes.fromhex(place[0])
            self._show_sheet(task)
            self.table.grid.go(task)

    def refresh(self) -> None:
        self.table.load()
        self.sheet.refresh()

    def on_changed(self, changes: Changes) -> None:
        self.table.take(changes)
        self.board.arrange()
        self.sheet.on_changed(changes)

    def commands(self) -> Sequence[Command]:
        table, group = self.table, t("Tasks")
        return [
            Command(
                "task.new", t("New task"), table.quick.begin, "plus", "C", group, is_single=True
            ),
            Command("task.import", t("Import tasks"), self.begin_import, "upload", "", group),
            Command(
                "task.rename",
                t("Edit the name"),
                lambda: table.grid.edit("name"),
                "pencil",
                "",
                group,
                self._why_none,
            ),
            Command(
                "task.due",
                t("Change the due date"),
                lambda: table.grid.edit("due"),
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
        ]

    def begin_import(self) -> None:
        """Bring tasks in from a file."""
        self.bringing.ask(self.window())

    def _why_none(self) -> str:
        has_any = bool(self.table.grid.selection) or self.table.grid.current is not None
        return "" if has_any else t("Choose a task first")

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

    def _on_sheet_closed(self) -> None:
        self._show_sheet(None)
        self.table.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_counted(self, count: int) -> None:
        if self._campaign is None:
            self._count.show_chip(Chip(str(count)))
        self.board.arrange()

    def _on_view(self, view: object) -> None:
        assert isinstance(view, View)
        self.toolbar.show_view(view)
        self.table.show_view(view)
        self.board.view = view
        self.board.arrange()

    def _on_switched(self, key: str) -> None:
        self._views.setCurrentWidget(self.board if key == "board" else self.table)
        self.board.arrange()


def group_words(key: str) -> str:
    """What tasks are grouped by."""
    match key:
        case "status":
            return t("Status")
        case "person":
            return t("Assignee")
        case "campaign":
            return t("Campaign")
        case "channel":
            return t("Channel")
        case "priority":
            return t("Priority")
        case "due":
            return t("Due")
        case _:
            return t("None|grouping")


def sort_words(key: str) -> str:
    """What tasks are sorted by."""
    match key:
        case "order":
            return t("Plan order")
        case "name":
            return t("Name")
        case "percent":
            return t("Progress")
        case "start":
            return t("Start")
        case "effort":
            return t("Effort")
        case _:
            return group_words(key)


class _Put:
    """Filters by a condition."""

    def __init__(self, bar: Toolbar, condition: Condition) -> None:
        self._bar, self._condition = bar, condition

    def __call__(self) -> None:
        self._bar.put(self._condition)


class _Drop:
    """Takes a condition away."""

    def __init__(self, bar: Toolbar, condition: Condition) -> None:
        self._bar, self._condition = bar, condition

    def __call__(self, _checked: bool = False) -> None:
        self._bar.drop(self._condition)


class _Look:
    """Groups or sorts in another way."""

    def __init__(
        self, bar: Toolbar, group: str | None = None, sort: str = "", *, is_falling: bool = False
    ) -> None:
        self._bar, self._group, self._sort, self._is_falling = bar, group, sort, is_falling

    def __call__(self) -> None:
        view = self._bar.view
        group = view.group if self._group is None else self._group
        sort = ((self._sort, self._is_falling),) if self._sort else view.sort
        self._bar.changed.emit(View(view.conditions, group, sort, view.columns, view.text))
