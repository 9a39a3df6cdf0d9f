"""The tools of the chart: critical path, baseline, links, shifting mode, zoom, today, print."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.plan import live
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.label import upright
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.plan.gantt.timescale import UNITS

NARROW = 900


class Bar(QWidget):
    """What the chart shows and how a move carries on."""

    toggled = Signal()
    """Critical path, baseline or links were switched."""
    unit_chosen = Signal(str)
    today_asked = Signal()
    print_asked = Signal(str)
    """pdf, png or paper"""

    def __init__(self) -> None:
        super().__init__()
        self.mode = live.KEEP
        self.critical = Button(t("Critical path"), "flat", icon="workflow", is_small=True)
        self.baseline = Button(t("Baseline"), "flat", icon="minus", is_small=True)
        self.links = Button(t("All links"), "flat", icon="waypoints", is_small=True)
        self.shift = Button("", "flat", icon="git-branch", is_small=True)
        self.zoom = Tabs(
            [(unit, unit_words(unit), "") for unit in UNITS], t("Zoom"), is_switch=True
        )
        self.today = Button(t("Today"), icon="target", is_small=True)
        self.print = IconButton("printer", t("Print or export"), size=28)
        for toggle in (self.critical, self.baseline, self.links):
            toggle.setCheckable(True)
            toggle.clicked.connect(self.toggled)
        self.zoom.show_key("day")
        self.zoom.chosen.connect(self.unit_chosen)
        self.today.clicked.connect(self.today_asked)
        self.shift.clicked.connect(self.open_modes)
        self.print.clicked.connect(self.open_print)
        line = upright()
        line.setFixedHeight(16)
        layout = lay.row(
            self.critical, self.baseline, self.links, line, self.shift, None, self.zoom, 4,
            self.today, self.print, gap=4, margins=(16, 4, 16, 4),
        )  # fmt: skip
        self.setLayout(layout)
        self.setFixedHeight(40)
        self._show_mode()

    def open_modes(self) -> None:
        """How a move carries on along the links."""
        entries = [
            Entry(mode_words(mode), _Mode(self, mode), is_ticked=mode == self.mode)
            for mode in live.MODES
        ]
        open_menu(self.shift, entries)

    def open_print(self) -> None:
        """Onto paper or into a file."""
        entries = [
            Entry(t("PDF on A4 sheets…"), _Print(self, "a4"), "file-text"),
            Entry(t("PDF on A3 sheets…"), _Print(self, "a3"), "file-text"),
            Entry(t("Picture as PNG…"), _Print(self, "png"), "image"),
        ]
        open_menu(self.print, entries)

    def choose_mode(self, mode: str) -> None:
        """Another way to carry on."""
        self.mode = mode
        self._show_mode()
        self.toggled.emit()

    def _show_mode(self) -> None:
        words = t("Followers: {what}", what=mode_words(self.mode))
        self.shift.setText(words)
        self.shift.setAccessibleName(words)
        self.shift.setToolTip(mode_help(self.mode))
        self.shift.updateGeometry()


def unit_words(unit: str) -> str:
    """A zoom."""
    match unit:
        case "hour":
            return t("Hour|zoom")
        case "day":
            return t("Day|zoom")
        case "week":
            return t("Week|zoom")
        case "month":
            return t("Month|zoom")
        case _:
            return t("Quarter|zoom")


def mode_words(mode: str) -> str:
    """A shifting mode."""
    match mode:
        case live.EAT:
            return t("Use up the gap")
        case live.NONE:
            return t("Stay")
        case _:
            return t("Keep the gap")


def mode_help(mode: str) -> str:
    """What a shifting mode does."""
    match mode:
        case live.EAT:
            return t("What waits moves only as far as it must")
        case live.NONE:
            return t("Nothing else moves")
        case _:
            return t("What waits moves by as much")


class _Mode:
    """Chooses a mode."""

    def __init__(self, bar: Bar, mode: str) -> None:
        self._bar, self._mode = bar, mode

    def __call__(self) -> None:
        self._bar.choose_mode(self._mode)


class _Print:
    """Asks for a print."""

    def __init__(self, bar: Bar, kind: str) -> None:
        self._bar, self._kind = bar, kind

    def __call__(self) -> None:
        self._bar.print_asked.emit(self._kind)
