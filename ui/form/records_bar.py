"""The bar over the records: states, filter, sort, search, columns; and the bar for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from app.form.record_view import Look
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Line, Toggle
from ui.kit.gridhead import Column
from ui.kit.label import Label, hairline, upright
from ui.kit.pop import Entry, Popover, open_menu
from ui.kit.tabs import Tabs

SEARCH_MS = 180
SEARCH = 208
MOST_ROWS = 14
ROW = 32


class SearchLine(Line):
    """Narrows the list while one writes; Esc empties it and leaves."""

    asked = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("", t("Search in these records"), icon="search")
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


class RecordBar(QWidget):
    """How the records are looked at; the page answers its buttons."""

    stated = Signal(str)
    sorted_by = Signal(str, bool)
    unfiltered = Signal(int)
    """A chip's cross: the place of the condition."""

    def __init__(self) -> None:
        super().__init__()
        self.states = Tabs(
            [("", t("All|records"), ""), ("draft", t("Draft"), ""),
             ("submitted", t("Submitted"), ""), ("void", t("Void|state"), "")],
            t("State of the records"), is_switch=True,
        )  # fmt: skip
        self.filter = Button(t("Filter"), "flat", icon="list-filter", is_small=True)
        self.sort = Button("", "flat", icon="arrow-up-down", is_small=True)
        self.sort.setAccessibleName(t("Order of the rows"))
        self.search = SearchLine()
        self.columns = IconButton("columns-3", t("Choose columns"), size=28)
        self._chips = lay.row(gap=4)
        self.chips: list[Button] = []
        line = upright()
        line.setFixedHeight(16)
        self.setLayout(
            lay.row(
                self.states,
                4,
                line,
                self.filter,
                self._chips,
                self.sort,
                None,
                self.search,
                self.columns,
                gap=4,
                margins=(16, 4, 16, 4),
            )
        )
        self.setFixedHeight(40)
        self.states.chosen.connect(self.stated)

    def show_look(self, look: Look, sort: str, conditions: Sequence[str]) -> None:
        """How they are looked at now; `sort` and `conditions` in words."""
        self.states.show_key(look.state)
        self.search.follow(look.text)
        self.sort.setText(t("Sort: {what}", what=sort))
        self.sort.setAccessibleName(self.sort.text())
        self.sort.updateGeometry()
        lay.clear(self._chips)
        self.chips = []
        for place, words in enumerate(conditions):
            chip = Button(short(words), "secondary", icon="x", is_small=True)
            chip.setAccessibleName(t("Remove the condition {what}", what=words))
            chip.setToolTip(words)
            chip.clicked.connect(partial(self._on_chip, place))
            self.chips.append(chip)
            self._chips.addWidget(chip)

    def open_sort(self, columns: Sequence[Column], look: Look) -> None:
        """What they are sorted by."""
        entries = [Entry(t("Latest first"), partial(self._ask, "", False), is_ticked=not look.sort)]
        entries += [
            Entry(c.title, partial(self._ask, c.key, False), is_ticked=c.key == look.sort)
            for c in columns
        ]
        why = "" if look.sort else t("Choose a column first")
        turned = partial(self._ask, look.sort, not look.is_falling)
        entries += [Entry(), Entry(t("Falling"), turned, is_ticked=look.is_falling, why_not=why)]
        open_menu(self.sort, entries)

    def _ask(self, key: str, is_falling: bool) -> None:
        self.sorted_by.emit(key, is_falling)

    def _on_chip(self, place: int, _checked: bool = False) -> None:
        self.unfiltered.emit(place)


def short(words: str, most: int = 24) -> str:
    """A text that is not too long for a chip."""
    return words if len(words) <= most else words[: most - 1] + "…"


class ColumnsPanel(Popover):
    """Ticks show a column; every change is seen at once. Tells `changed` with the keys shown."""

    changed = Signal(object)

    def __init__(self, parent: QWidget, every: Sequence[Column], held: Sequence[str]) -> None:
        super().__init__(parent)
        self._every = every
        self._held = list(held)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.setContentsMargins(0, 0, 0, 0)
        self.toggles: dict[str, Toggle] = {}
        for column in every:
            if column.key != "title":
                toggle = Toggle(column.title)
                toggle.show_on(column.key in held)
                toggle.setFixedHeight(ROW)
                toggle.switched.connect(partial(self._on_toggled, column.key))
                self.toggles[column.key] = toggle
                lines.addWidget(toggle)
        box = lay.scrolled(lay.panel(lines, "surface"))
        box.setFixedHeight(min(MOST_ROWS, max(1, len(self.toggles))) * ROW + 2)
        box.setFixedWidth(240)
        self.reset = Button(t("Usual columns"), "link", icon="rotate-ccw", is_small=True)
        self.reset.clicked.connect(self._on_reset)
        layout = lay.column(
            Label(t("Columns|table"), "strong"), box, hairline(), lay.row(self.reset, None),
            gap=8, margins=(12, 12, 12, 8),
        )  # fmt: skip
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.setLayout(layout)

    def _on_toggled(self, key: str, is_on: bool) -> None:
        self._held = [one for one in self._held if one != key] + ([key] if is_on else [])
        self.changed.emit(tuple(self._held))

    def _on_reset(self) -> None:
        self.changed.emit(())
        self.close()


class ManyBar(QFrame):
    """What can be done to every record that is selected: one change, one undo."""

    asked = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._count = Label("", "strong")
        self.buttons = {
            "fill": Button(t("Fill in…"), "flat", icon="pencil"),
            "reopen": Button(t("Open again|record"), "flat", icon="undo-2"),
            "void": Button(t("Void|record"), "flat", icon="ban"),
            "export": Button(t("Export"), "flat", icon="download"),
            "delete": Button(t("Delete"), "danger", icon="trash-2", is_small=True),
        }
        close = IconButton("x", t("Clear the selection"), size=28)
        close.clicked.connect(self.closed)
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self._ask, name))
        note = Label(t("One undo brings all back"), "caption", "text2")
        line, line2 = upright(), upright()
        for one in (line, line2):
            one.setFixedHeight(20)
        buttons = list(self.buttons.values())
        self.setLayout(
            lay.row(self._count, 4, line, *buttons, line2, note, close, gap=8,
                    margins=(16, 6, 8, 6))
        )  # fmt: skip
        self.hide()

    def show_count(self, count: int, drafts: int) -> None:
        """How many are selected, and how many of them are drafts; none hides the bar."""
        self._count.setText(t("{count} selected", count=count))
        self.buttons["fill"].enable("" if drafts else t("Only drafts can be filled in"))
        all_open = t("All of them are drafts")
        self.buttons["reopen"].enable(all_open if drafts == count else "")
        self.setVisible(count > 0)
        self.place()

    def place(self) -> None:
        """Over the lower edge of the table."""
        parent = self.parentWidget()
        if parent is not None:
            self.adjustSize()
            x = max(8, (parent.width() - self.width()) // 2)
            self.move(x, parent.height() - self.height() - 16)
            self.raise_()

    def _ask(self, name: str, _checked: bool = False) -> None:
        self.asked.emit(name)
