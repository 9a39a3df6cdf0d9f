"""Which columns the task table shows, in what order and how wide; the panel that says so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from app.plan.view import View
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Toggle
from ui.kit.grid import Grid
from ui.kit.gridhead import Column
from ui.kit.label import Label, hairline
from ui.kit.pop import Popover

Widths = tuple[tuple[str, int], ...]
YIELDING = ("campaign", "channel", "percent", "priority")
"""What gives way in a narrow place, the first first, while nobody chose the columns."""
EDGES = 56
MOST = 1_200
"""No column is wider, whatever a kept view says."""


def usual(*, has_campaign: bool) -> list[Column]:
    """The columns that are shown while nobody chose others."""
    found = [
        Column("name", t("Task"), 320, stretches=True, least=240, is_fixed=True),
        Column("person", t("Assignee"), 128),
        Column("due", t("Due"), 168),
        Column("channel", t("Channel"), 72),
        Column("priority", t("Priority"), 96),
        Column("percent", t("Progress"), 120),
    ]
    if has_campaign:
        found.insert(1, Column("campaign", t("Campaign"), 144))
    return found


def every(*, has_campaign: bool) -> list[Column]:
    """Every column that there is, the usual ones first."""
    return [
        *usual(has_campaign=has_campaign),
        Column("status", t("Status"), 112),
        Column("start", t("Start"), 136),
        Column("finish", t("Finish|date"), 136),
        Column("effort", t("Effort"), 80, is_right=True),
        Column("labels", t("Labels"), 144, is_sorted=False),
        Column("author", t("Author"), 112, is_sorted=False),
    ]


def chosen(widths: Widths, *, has_campaign: bool) -> list[Column]:
    """The columns that a view names; the name is always there, always first."""
    held = {column.key: column for column in every(has_campaign=has_campaign)}
    found = [held["name"]]
    for key, wide in widths:
        column = held.get(key)
        if column is None or column in found:
            continue
        if wide > 0:
            column.width = max(column.least, min(MOST, wide))
        found.append(column)
    return found


def fitting(room: int, *, has_campaign: bool) -> list[Column]:
    """The usual columns; those that matter least give way in a narrow place."""
    held = usual(has_campaign=has_campaign)
    for key in YIELDING:
        fixed = sum(c.least if c.stretches else c.width for c in held) + EDGES
        if fixed > room:
            held = [c for c in held if c.key != key]
    return held


def widths_of(columns: Sequence[Column]) -> Widths:
    """The columns as a view keeps them."""
    return tuple((c.key, 0 if c.stretches else c.width) for c in columns)


def show(grid: Grid, view: View, room: int, *, has_campaign: bool) -> None:
    """Give the grid the columns of the view; nothing where it has them."""
    if view.columns:
        held = chosen(view.columns, has_campaign=has_campaign)
    else:
        held = fitting(room, has_campaign=has_campaign)
    if held != grid.head.columns:
        grid.show_columns(held)


class ColumnsPanel(Popover):
    """Ticks show a column, arrows move it; every change is seen at once in the table."""

    changed = Signal(object)

    def __init__(self, parent: QWidget, view: View, *, has_campaign: bool) -> None:
        super().__init__(parent)
        self._has_campaign = has_campaign
        self._widths = view.columns
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.reset = Button(t("Usual columns"), "link", icon="rotate-ccw", is_small=True)
        self.reset.clicked.connect(self._on_reset)
        layout = lay.column(
            Label(t("Columns|table"), "strong"),
            self._lines,
            hairline(),
            lay.row(self.reset, None),
            gap=8,
            margins=(12, 12, 12, 8),
        )
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.setLayout(layout)
        self.toggles: dict[str, Toggle] = {}
        self.arrows: dict[tuple[str, int], IconButton] = {}
        self._fill()

    def begin(self) -> None:
        """The keys work on the first column that can be moved or hidden."""
        held = next((one for one in self.toggles.values() if one.isEnabled()), self.reset)
        held.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> list[Column]:
        """The columns that are ticked, in their order."""
        if self._widths:
            return chosen(self._widths, has_campaign=self._has_campaign)
        return usual(has_campaign=self._has_campaign)

    def toggle(self, key: str) -> None:
        """Show a column behind the others, or hide it."""
        held = self.shown()
        kept = [column for column in held if column.key != key]
        if len(kept) == len(held):
            kept += [c for c in every(has_campaign=self._has_campaign) if c.key == key]
        self._put(widths_of(kept), (key, 0))

    def shift(self, key: str, step: int) -> None:
        """Move a column one place; the name stays the first."""
        self._put(moved(self.shown(), key, step), (key, step))

    def _put(self, widths: Widths, focus: tuple[str, int]) -> None:
        self._widths = widths
        self._fill()
        key, step = focus
        place = self.arrows.get((key, step)) if step else None
        held = place if place is not None and place.isEnabled() else self.toggles.get(key)
        if held is not None:
            held.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(widths)

    def _fill(self) -> None:
        lay.clear(self._lines)
        self.toggles, self.arrows = {}, {}
        held = self.shown()
        keys = [column.key for column in held]
        rest = [c for c in every(has_campaign=self._has_campaign) if c.key not in keys]
        for column in (*held, *rest):
            place = keys.index(column.key) if column.key in keys else -1
            line = self._line(column, place, len(keys) - 1)
            self._lines.addWidget(line)
            line.show()  # at once: a hidden one takes no focus
        why_not = "" if self._widths else t("These are the usual columns")
        self.reset.enable(why_not)

    def _line(self, column: Column, place: int, last: int) -> QWidget:
        toggle = Toggle(column.title, is_on=place >= 0)
        toggle.setMinimumWidth(160)
        toggle.switched.connect(_Do(self, column.key, 0))
        self.toggles[column.key] = toggle
        parts: list[lay.Part] = [toggle, None]
        if column.is_fixed:
            toggle.setEnabled(False)
            toggle.setToolTip(t("The name is always shown"))
        elif place >= 0:
            for step, icon, words, is_end in (
                (-1, "arrow-up", t("Move left"), place == 1),
                (1, "arrow-down", t("Move right"), place == last),
            ):
                button = IconButton(icon, f"{words}: {column.title}", size=24)
                button.enable(t("It is at the end already") if is_end else "")
                button.clicked.connect(_Do(self, column.key, step))
                self.arrows[column.key, step] = button
                parts.append(button)
        line = lay.panel(lay.row(*parts, gap=0))
        line.setFixedHeight(28)
        return line

    def _on_reset(self) -> None:
        self._put((), ("name", 0))


def moved(columns: Sequence[Column], key: str, step: int) -> Widths:
    """The columns with one of them moved; the name stays the first."""
    held = list(columns)
    at = next((place for place, column in enumerate(held) if column.key == key), -1)
    if at > 0:
        column = held.pop(at)
        held.insert(max(1, min(at + step, len(held))), column)
    return widths_of(held)


class _Do:
    """Ticks or moves one column."""

    def __init__(self, panel: ColumnsPanel, key: str, step: int) -> None:
        self._panel, self._key, self._step = panel, key, step

    def __call__(self, _is_on: bool = False) -> None:
        if self._step:
            self._panel.shift(self._key, self._step)
        else:
            self._panel.toggle(self._key)
