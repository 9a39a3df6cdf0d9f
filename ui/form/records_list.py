"""The list of records under its bar: which are shown, in what order, in which columns."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.form import record_view
from app.form.listing import Listing
from app.form.record_view import Look
from ui.form import records_source
from ui.form.records_bar import ColumnsPanel, ManyBar, RecordBar
from ui.form.records_filter import FilterPanel, condition_words
from ui.form.records_source import RecordSource
from ui.kit import lay
from ui.kit.app import app, t
from ui.kit.empty import Empty, Skeleton
from ui.kit.grid import Grid
from ui.kit.label import hairline
from ui.parts.host import Host

DRAFT = "draft"


class RecordList(QWidget):
    """The grid under its bar; how one looks is kept on this computer, for each form."""

    opened = Signal(object)
    current_changed = Signal(object)
    asked = Signal(str)
    """What shall be done with all that is selected."""
    arranged = Signal()

    def __init__(self, host: Host, begin_new: Callable[[], object]) -> None:
        super().__init__()
        self._host = host
        self._listing = Listing((), ())
        self._place = ""
        self.look = Look()
        self.source = RecordSource(host)
        self.bar = RecordBar()
        self.grid = Grid(self.source, t("Records"), has_ticks=True)
        self.many = ManyBar(self.grid)
        self._stack = Stack()
        self._places(begin_new)
        self.setLayout(lay.column(self.bar, hairline(is_rule=True), self._stack, gap=0))
        self._wire()

    def _places(self, begin_new: Callable[[], object]) -> None:
        self._wait = Skeleton(12)
        self._bare = Empty(
            "clipboard-list",
            t("No records yet"),
            t("Fill the form in, or bring records in from a table"),
            t("New record"),
            begin_new,
            is_primary=False,
        )
        self._none = Empty(
            "list-filter",
            t("No record fits"),
            t("Other records are there; the filter hides them"),
            t("Clear the filter"),
            self.clear_filter,
            is_primary=False,
        )
        lost = Empty(
            "clipboard-list",
            t("No form is open"),
            t("Open a form and look at its records from there"),
        )
        for one in (lost, self._wait, self.grid, self._bare, self._none):
            self._stack.addWidget(one)

    def _wire(self) -> None:
        self.bar.stated.connect(self._on_state)
        self.bar.filter.clicked.connect(self.open_filter)
        self.bar.sort.clicked.connect(self._on_sort_button)
        self.bar.sorted_by.connect(self._on_sorted)
        self.bar.unfiltered.connect(self._on_unfiltered)
        self.bar.search.asked.connect(self._on_search)
        self.bar.search.left.connect(self.grid.setFocus)
        self.bar.columns.clicked.connect(self.open_columns)
        self.grid.opened.connect(self.opened)
        self.grid.current_changed.connect(self.current_changed)
        self.grid.selection_changed.connect(self._on_selection)
        self.grid.sort_asked.connect(self._on_head)
        self.grid.columns_changed.connect(self._on_widths)
        self.many.asked.connect(self.asked)
        self.many.closed.connect(self.grid.unselect)
        self._stack.resized.connect(self._fit)

    def show_form(self, form: bytes) -> None:
        """Another form: nothing is known of its records yet."""
        self._place = f"look/records/{form.hex()}"
        self._listing = Listing((), ())
        self.look = record_view.read(self._host.drafts.text(self._place))
        self.grid.select(set())
        self._stack.setCurrentWidget(self._wait)

    def show_listing(self, listing: Listing) -> None:
        """The records as they are now."""
        self._listing = listing
        self.source.take(listing)
        self.arrange()

    def begin_search(self) -> None:
        """Write what is searched."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def clear_filter(self) -> None:
        """Show all."""
        self.look_at(state="", conditions=(), text="")

    def open_filter(self) -> None:
        """Every condition, to change, add and take away."""
        held = self.look.conditions
        panel = FilterPanel(self.bar.filter, self._listing, self.source.names, held)
        panel.changed.connect(self._on_conditions)
        panel.open_under(self.bar.filter)

    def open_columns(self) -> None:
        """Which columns are shown."""
        every = records_source.every(self._listing, app().words.lang)
        held = [column.key for column in self.grid.head.columns]
        panel = ColumnsPanel(self.bar.columns, every, held)
        panel.changed.connect(self._on_columns)
        panel.open_under(self.bar.columns, is_right=True)

    def chosen(self) -> list[bytes]:
        """What is selected and shown, in its order; the current record where nothing is."""
        held = self.grid.selection or {self.grid.current}
        return [entry.id for entry in self.source.entries if entry.id in held]

    def look_at(self, **changes: object) -> None:
        """Look in another way."""
        self.look = replace(self.look, **changes)
        kept = replace(self.look, text="")
        text = "" if kept == Look() else msgspec.json.encode(kept).decode()
        self._host.drafts.keep(self._place, text)
        self.arrange()

    def arrange(self) -> None:
        """Show what fits."""
        held, look, source = self._listing, self.look, self.source
        current = self.grid.current
        source.show(record_view.arrange(held, look, source.said))
        for key, count in record_view.counts(held).items():
            self.bar.states.show_count(key, count)
        words = [condition_words(held, source.names, one) for one in look.conditions]
        self.bar.show_look(look, self._sort_words(), words)
        self.grid.head.sort = (look.sort, look.is_falling)
        self._fit()
        self.grid.selection &= {entry.id for entry in source.entries}
        self.grid.refresh()
        if current is not None and self.grid.current != current:
            self.grid.go(current)
        place = self.grid if source.entries else self._none if held.entries else self._bare
        self._stack.setCurrentWidget(place)
        self._on_selection()
        self.arranged.emit()

    def _sort_words(self) -> str:
        every = records_source.every(self._listing, app().words.lang)
        found = (column.title for column in every if column.key == self.look.sort)
        return next(found, t("Latest first"))

    def _fit(self) -> None:
        """As many of the usual columns as there is room for; chosen ones as they were chosen."""
        lang, room = app().words.lang, self._stack.width()
        held = records_source.chosen(self._listing, self.look.columns, room, lang)
        shown = [(c.key, c.title, c.width) for c in self.grid.head.columns]
        if [(c.key, c.title, c.width) for c in held] != shown:
            self.grid.show_columns(held)

    def _on_state(self, state: str) -> None:
        self.look_at(state=state)

    def _on_search(self, text: str) -> None:
        if text != self.look.text:
            self.look_at(text=text)

    def _on_conditions(self, held: object) -> None:
        self.look_at(conditions=held)

    def _on_unfiltered(self, place: int) -> None:
        kept = [one for at, one in enumerate(self.look.conditions) if at != place]
        self.look_at(conditions=tuple(kept))
        self.bar.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_sort_button(self) -> None:
        every = records_source.every(self._listing, app().words.lang)
        self.bar.open_sort(every, self.look)

    def _on_sorted(self, key: str, is_falling: bool) -> None:
        self.look_at(sort=key, is_falling=is_falling)

    def _on_head(self, key: str) -> None:
        is_falling = self.look.sort == key and not self.look.is_falling
        self.look_at(sort=key, is_falling=is_falling)

    def _on_columns(self, keys: object) -> None:
        assert isinstance(keys, tuple)
        widths = {c.key: c.width for c in self.grid.head.columns if not c.stretches}
        self.look_at(columns=tuple((key, widths.get(key, 0)) for key in keys if key != "title"))

    def _on_widths(self) -> None:
        held = [c for c in self.grid.head.columns if c.key != "title"]
        self.look_at(columns=tuple((c.key, c.width) for c in held))

    def _on_selection(self) -> None:
        held = self.grid.selection
        states = [entry.state for entry in self.source.entries if entry.id in held]
        self.many.show_count(len(states), sum(state == DRAFT for state in states))


class Stack(QStackedWidget):
    """The place of the list; it tells when its width changes."""

    resized = Signal()

    # Qt overrides

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # pyright: ignore[reportArgumentType]
        self.resized.emit()
