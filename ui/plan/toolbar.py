"""The bar over the tasks: table or board, view, filters, group, sort, search, columns, more."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.plan import view as views
from app.plan.view import Condition, View
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.command import Command
from ui.kit.fields import Line
from ui.kit.label import upright
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.parts.host import Host
from ui.plan import conditions
from ui.plan.columns import ColumnsPanel
from ui.plan.filters import FilterChip, FilterPanel
from ui.plan.states import priority_options, status_options
from ui.plan.table import filtered
from ui.plan.views import ViewButton, Views

SEARCH_MS = 180
SEARCH = 176
NARROW = 1_000
EDGE, GAP, REST = 16, 4, 44
MOST_CHANNELS = 8


class SearchLine(Line):
    """Narrows the list while one writes; Esc empties it and leaves."""

    asked = Signal(str)
    left = Signal()
    rested = Signal()
    """It lost the focus and searches nothing."""

    def __init__(self) -> None:
        super().__init__("", t("Search in this list"), icon="search")
        self._pause = QTimer(self, interval=SEARCH_MS, singleShot=True)
        self._pause.timeout.connect(self._on_pause)
        self.textEdited.connect(self._on_written)
        self.entered.connect(self._on_pause)
        self.setFixedWidth(SEARCH)

    def follow(self, text: str) -> None:
        """Show what is searched; not over what is being written."""
        if not self._pause.isActive() and not self.is_composing and self.text().strip() != text:
            self.setText(text)

    def _on_written(self, _text: str) -> None:
        self._pause.start()

    def _on_pause(self) -> None:
        self._pause.stop()
        if not self.is_composing:
            self.asked.emit(self.text().strip())

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.is_composing:
            self.clear()
            self._on_pause()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.text().strip() and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.rested.emit()


class Toolbar(QWidget):
    """How the tasks are looked at; tells `changed` with the view that is asked for."""

    changed = Signal(object)
    switched = Signal(str)
    left = Signal()
    """The search is over: the keys belong to the list again."""

    def __init__(self, host: Host, campaign: bytes | None = None) -> None:
        super().__init__()
        self._host = host
        self._has_campaign = campaign is None
        self._view = View()
        self.switch = Tabs(
            [("table", t("Table"), "table-2"), ("board", t("Board"), "square-kanban"),
             ("gantt", t("Gantt"), "chart-gantt")],
            t("How tasks are shown"), is_switch=True,
        )  # fmt: skip
        self.view_button = ViewButton()
        self.views = Views(host, self.view_button, campaign)
        self.update_view = Button(t("Update the view"), "link", is_small=True)
        self.filter = Button(t("Filter"), "flat", icon="list-filter", is_small=True)
        self.group = Button("", "flat", icon="group", is_small=True)
        self.sort = Button("", "flat", icon="arrow-up-down", is_small=True)
        self.search = SearchLine()
        self.finder = IconButton("search", t("Search in this list"), keys="Ctrl+F", size=28)
        self.columns = IconButton("columns-3", t("Choose columns"), size=28)
        self.more = IconButton("ellipsis", t("More"), size=28)
        self._chips = lay.row(gap=4)
        self._lay_out()
        self._wire()
        self.setFixedHeight(40)
        self.show_view(self._view)

    def _lay_out(self) -> None:
        line = upright()
        line.setFixedHeight(16)
        self._parts: tuple[QWidget, ...] = (
            self.switch,
            self.view_button,
            self.update_view,
            line,
            self.filter,
            self.group,
            self.sort,
            self.search,
            self.finder,
            self.columns,
            self.more,
        )
        left: list[lay.Part] = [*self._parts[:5]]
        layout = lay.row(*left, self._chips, self.group, self.sort, None, gap=4)
        lay.fill(layout, self._parts[7:])
        layout.setContentsMargins(EDGE, 4, EDGE, 4)
        self.setLayout(layout)
        self.search.hide()

    def _wire(self) -> None:
        self.switch.chosen.connect(self.switched)
        self.views.chosen.connect(self.changed)
        self.update_view.clicked.connect(self.views.update)
        self.filter.clicked.connect(self.open_filter)
        self.group.clicked.connect(self.open_group)
        self.sort.clicked.connect(self.open_sort)
        self.finder.clicked.connect(self.begin_search)
        self.search.asked.connect(self._on_search)
        self.search.left.connect(self._on_search_left)
        self.search.rested.connect(self._on_search_rested)
        self.columns.clicked.connect(self.open_columns)

    @property
    def view(self) -> View:
        """How they are looked at."""
        return self._view

    def show_view(self, view: View) -> None:
        """How they are looked at now."""
        self._view = view
        self.group.setText(t("Group: {what}", what=group_words(view.group)))
        key = view.sort[0][0] if view.sort else ""
        self.sort.setText(t("Sort: {what}", what=sort_words(key)))
        for button in (self.group, self.sort):
            button.setAccessibleName(button.text())
            button.updateGeometry()
        self.views.show_view(view)
        self.update_view.setVisible(self.views.is_changed and self.width() >= NARROW)
        self.search.follow(view.text)
        self._show_search(is_open=bool(view.text) or self.search.hasFocus())
        self._show_chips()

    def put(self, condition: Condition) -> None:
        """Filter by this."""
        self.changed.emit(filtered(self._view, condition))

    def drop(self, condition: Condition) -> None:
        """Filter by this no more."""
        kept = tuple(c for c in self._view.conditions if c != condition)
        self.changed.emit(replace(self._view, conditions=kept))
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self, **changes: object) -> None:
        """Look in another way."""
        self.changed.emit(replace(self._view, **changes))

    def begin_search(self) -> None:
        """Write what is searched."""
        self._show_search(is_open=True)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def commands(self) -> Sequence[Command]:
        """What can be done here."""
        group = t("Tasks")
        return [
            Command("task.search", t("Search in this list"), self.begin_search, "search",
                    "Ctrl+F", group),
            Command("task.filter", t("Filter tasks"), self.open_filter, "list-filter", "F",
                    group, is_single=True),
            Command("task.conditions", t("Filter by several conditions"), self.open_conditions,
                    "filter", "Shift+F", group, is_single=True),
            Command("task.group", t("Group tasks"), self.open_group, "group", "G", group,
                    is_single=True),
            Command("task.sort", t("Sort tasks"), self.open_sort, "arrow-up-down", "", group),
            Command("task.columns", t("Choose columns"), self.open_columns, "columns-3", "",
                    group, self._why_no_columns),
            *self.views.commands(),
        ]  # fmt: skip

    def open_filter(self) -> None:
        """The usual filters at hand, and the way to all others."""
        open_menu(self.filter, filter_entries(self, conditions.options(self._host, "channel")))

    def open_conditions(self) -> None:
        """Every condition of the view, to change, add and take away."""
        panel = FilterPanel(self.filter, self._host, self._view.conditions)
        panel.changed.connect(self._on_conditions)
        panel.open_under(self.filter)
        panel.lines[-1].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_group(self) -> None:
        """What the tasks are grouped by."""
        entries = [
            Entry(group_words(key), _Look(self, group=key), is_ticked=key == self._view.group)
            for key in views.GROUPS
        ]
        open_menu(self.group, entries)

    def open_sort(self) -> None:
        """What the tasks are sorted by."""
        held, is_falling = self._view.sort[0] if self._view.sort else ("", False)
        entries = [
            Entry(sort_words(key), _Look(self, sort=((key, False),)), is_ticked=key == held)
            for key in views.SORTS
        ]
        turned = _Look(self, sort=((held, not is_falling),))
        entries += [Entry(), Entry(t("Falling"), turned, is_ticked=is_falling)]
        open_menu(self.sort, entries)

    def open_columns(self) -> None:
        """Which columns the table shows."""
        panel = ColumnsPanel(self.columns, self._view, has_campaign=self._has_campaign)
        panel.changed.connect(self._on_columns)
        panel.open_under(self.columns, is_right=True)
        panel.begin()

    def show_kind(self, key: str) -> None:
        """Only the table has columns to choose; the chart has the plan's own order."""
        self.switch.show_key(key)
        for part in (self.group, self.sort):
            part.setVisible(key != "gantt")
        self.columns.enable(self._why_no_columns())

    def _why_no_columns(self) -> str:
        return "" if self.switch.key == "table" else t("Only the table has columns to choose")

    def _show_chips(self) -> None:
        lay.clear(self._chips)
        held = self._view.conditions
        room = self._room()
        most = 0
        for condition in held:
            chip = FilterChip(conditions.words(self._host, condition))
            rest = REST if condition is not held[-1] else 0
            if chip.sizeHint().width() + rest > room:
                chip.deleteLater()
                break
            room -= chip.sizeHint().width() + GAP
            most += 1
            chip.clicked.connect(self.open_conditions)
            chip.dropped.connect(_Drop(self, condition))
            self._chips.addWidget(chip)
            chip.show()
        if len(held) > most:
            rest = Button(f"+{len(held) - most}", "link", is_small=True)
            rest.setAccessibleName(t("{count} more conditions", count=len(held) - most))
            rest.clicked.connect(self.open_conditions)
            self._chips.addWidget(rest)

    def _room(self) -> int:
        """What is left for conditions between the other parts, in px."""
        shown = [p for p in self._parts if p is not self.search and not p.isHidden()]
        taken = sum(part.minimumSizeHint().width() + GAP for part in shown)
        search = SEARCH + GAP if not self.search.isHidden() else 0
        return self.width() - 2 * EDGE - taken - search - 2 * GAP

    def _show_search(self, *, is_open: bool) -> None:
        if is_open == self.search.isHidden():
            self.search.setVisible(is_open)
            self.finder.setVisible(not is_open)
            self._show_chips()

    def _on_search(self, text: str) -> None:
        if text != self._view.text:
            self.look(text=text)

    def _on_search_left(self) -> None:
        self._show_search(is_open=False)
        self.left.emit()

    def _on_search_rested(self) -> None:
        self._show_search(is_open=False)

    def _on_conditions(self, held: object) -> None:
        self.look(conditions=held)

    def _on_columns(self, widths: object) -> None:
        self.look(columns=widths)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update_view.setVisible(self.views.is_changed and self.width() >= NARROW)
        self._show_chips()


def filter_entries(bar: Toolbar, channels: Sequence[tuple[str, str, str]]) -> list[Entry]:
    """The menu of the usual filters."""
    me = Condition("people", "is", ("me",))
    entries = [
        Entry(t("Mine"), _Put(bar, me), "user"),
        Entry(t("Late"), _Put(bar, Condition("due", "overdue")), "clock-alert"),
    ]
    entries += [
        Entry(
            t("Due in {count} days", count=days),
            _Put(bar, Condition("due", "within", (str(days),))),
            "calendar-clock",
        )
        for days in (7, 14)
    ]
    for field, options in (
        ("status", status_options()),
        ("priority", priority_options()),
        ("channel", channels[:MOST_CHANNELS]),
    ):
        entries.append(Entry())
        entries += [
            Entry(words, _Put(bar, Condition(field, "is", (str(key),))), icon)
            for key, words, icon in options
        ]
    entries.append(Entry())
    entries.append(Entry(t("Several conditions…"), bar.open_conditions, "filter", "Shift+F"))
    return entries


def group_words(key: str) -> str:
    """What tasks are grouped by."""
    words = {
        "status": t("Status"),
        "person": t("Assignee"),
        "campaign": t("Campaign"),
        "channel": t("Channel"),
        "priority": t("Priority"),
        "due": t("Due"),
    }
    return words.get(key) or t("None|grouping")


def sort_words(key: str) -> str:
    """What tasks are sorted by."""
    words = {
        "order": t("Plan order"),
        "name": t("Name"),
        "percent": t("Progress"),
        "start": t("Start"),
        "effort": t("Effort"),
    }
    return words.get(key) or group_words(key)


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

    def __call__(self) -> None:
        self._bar.drop(self._condition)


class _Look:
    """Groups or sorts in another way."""

    def __init__(self, bar: Toolbar, **changes: object) -> None:
        self._bar, self._changes = bar, changes

    def __call__(self) -> None:
        self._bar.look(**self._changes)
