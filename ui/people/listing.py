"""The directory as a list: who is shown, filtered, sorted, in the columns there is room for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.kit import lay
from ui.kit.app import t
from ui.kit.empty import Empty, Skeleton
from ui.kit.fields import Line
from ui.kit.grid import Grid
from ui.kit.label import hairline
from ui.kit.tabs import Tabs
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.people import roster as rosters
from ui.people.roster import Look, Roster
from ui.people.source import PeopleSource, fitting

FEW = 2_000
"""So many people are arranged at once; more are arranged beside the screen."""


class Listing(QWidget):
    """The grid under its bar; `cleared` asks that nothing narrows it any more."""

    cleared = Signal()

    def __init__(self, host: Host, add: Callable[[], object]) -> None:
        super().__init__()
        self._host = host
        self._roster = Roster()
        self._look = Look()
        self.wanted: bytes | None = None
        """Who shall be the current one as soon as they are shown."""
        self._source = PeopleSource()
        self.grid = Grid(self._source, t("People"))
        self.grid.show_columns(fitting(10_000))
        self.switch = Tabs(
            [("active", t("At work"), ""), ("left", t("Deactivated"), "")],
            t("Who is shown"),
            is_switch=True,
        )
        self.filter = Line("", t("Find by name, pinyin, position, skill"), icon="search")
        self.filter.setFixedWidth(264)
        self._build(add)
        self.switch.chosen.connect(self._on_switch)
        self.filter.textChanged.connect(self._on_filter)
        self.grid.sort_asked.connect(self._on_sort)
        self._stack.resized.connect(self._fit)

    def _build(self, add: Callable[[], object]) -> None:
        bar = lay.row(self.switch, None, self.filter, gap=8, margins=(16, 4, 16, 4))
        self._wait = Skeleton(12)
        self._none = Empty(
            "list-filter",
            t("Nobody fits"),
            t("Other people are there; the filter hides them"),
            t("Clear the filter"),
            self.cleared.emit,
            is_primary=False,
        )
        self._bare = Empty(
            "users",
            t("Nobody here yet"),
            t("Add people one by one, or bring them in from a table"),
            t("Add a person"),
            add,
            is_primary=False,
        )
        self._gone = Empty(
            "user-x",
            t("Nobody is deactivated"),
            t("Whoever is deactivated stands here; their work stays"),
        )
        self._stack = Stack()
        for widget in (self._wait, self.grid, self._none, self._bare, self._gone):
            self._stack.addWidget(widget)
        self.setLayout(lay.column(bar, hairline(is_rule=True), self._stack, gap=0))

    def show_roster(self, roster: Roster) -> None:
        """The directory as it is now."""
        self._roster = roster
        self.switch.show_count("active", len(roster.at_work))
        self.switch.show_count("left", len(roster.left))
        self._arrange()

    def show_department(self, department: bytes | None) -> None:
        """Only those of a department; None for everybody."""
        self._look_at(replace(self._look, department=department))

    def begin_find(self) -> None:
        """Begin to look for somebody."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def shown(self) -> list[str]:
        """The names that are shown, in their order."""
        return [row.text("name") for row in self._source.rows]

    def words(self, name: str, column: str) -> str:
        """What a cell says in the row of a name."""
        return self._source.words(self.shown().index(name), column)

    def _look_at(self, look: Look) -> None:
        self._look = look
        self._arrange()

    def _arrange(self) -> None:
        roster, look = self._roster, self._look
        if len(roster.staff.people) <= FEW:
            self._show_rows((roster, look, rosters.arrange(roster, look)))
            return

        def work(_job: Job) -> object:
            return roster, look, rosters.arrange(roster, look)

        self._host.worker.submit(work, self._show_rows, self._host.fail)

    @Slot(object)
    def _show_rows(self, found: object) -> None:
        assert isinstance(found, tuple)
        roster, look, rows = found
        if look is not self._look or roster is not self._roster:
            return  # another wish is on its way
        current = self.wanted or self.grid.current
        self._source.show(roster, rows)
        self.grid.head.sort = (look.sort, look.is_falling)
        self.grid.refresh()
        if current is not None and self.grid.current != current:
            self.grid.go(current)
        self.wanted = None
        self._stack.setCurrentWidget(self.grid if rows else self._why_none())

    def _why_none(self) -> QWidget:
        if self._look.text.strip():
            return self._none
        if self._look.is_left:
            return self._gone if self._look.department is None else self._none
        return self._bare

    @Slot(str)
    def _on_switch(self, key: str) -> None:
        self._look_at(replace(self._look, is_left=key == "left"))

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self._look_at(replace(self._look, text=text))

    @Slot(str)
    def _on_sort(self, column: str) -> None:
        is_falling = self._look.sort == column and not self._look.is_falling
        self._look_at(replace(self._look, sort=column, is_falling=is_falling))

    @Slot()
    def _fit(self) -> None:
        """As many columns as there is room for; widths that were chosen stay."""
        held = fitting(self._stack.width())
        if [c.key for c in held] != [c.key for c in self.grid.head.columns]:
            widths = {c.key: c.width for c in self.grid.head.columns}
            for column in held:
                column.width = widths.get(column.key, column.width)
            self.grid.show_columns(held)


class Stack(QStackedWidget):
    """The place of the directory; it tells when its width changes."""

    resized = Signal()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
