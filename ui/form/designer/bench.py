"""The three panes of the design: palette, canvas with its check, properties."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout

from app.model.form import Kind
from ui.form.designer import look
from ui.form.designer.canvas import Canvas
from ui.form.designer.carrying import Carry
from ui.form.designer.checks import CheckPanel
from ui.form.designer.desk import Desk
from ui.form.designer.palette import InsertLine, Palette
from ui.form.designer.properties import Properties
from ui.kit import lay
from ui.kit.app import t
from ui.kit.label import Elided, Label, hairline, upright
from ui.kit.tabs import Tabs


class Bench(QFrame):
    """Palette, canvas and properties of one desk."""

    menu_asked = Signal(QPoint)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.carry = Carry(desk, self)
        self.palette_pane = Palette(self.carry)
        self.canvas = Canvas(desk, self.carry)
        self.checks = CheckPanel(desk)
        self.properties = Properties(desk)
        widths = [("desk", t("Desktop"), "monitor"), ("phone", t("Phone|device"), "smartphone")]
        self.device = Tabs(widths, t("Width of the form"), is_switch=True)
        self.device.chosen.connect(self._on_device)
        self._size = Label("", "small", "text2")
        bar = lay.row(self.device, self._size, 8, margins=(12, 6, 12, 6))
        said = Elided(t("Space lifts a field, arrows choose its place"), "small", "text3")
        said.setAlignment(Qt.AlignmentFlag.AlignRight)
        bar.addWidget(said, 1)
        middle = lay.column(bar, hairline(is_rule=True), gap=0)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self.checks)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.palette_pane)
        row.addWidget(upright())
        row.addLayout(middle, 1)
        row.addWidget(upright())
        row.addWidget(self.properties)
        self.palette_pane.chosen.connect(self._on_chosen)
        self.palette_pane.dragged.connect(self.canvas.carry_to)
        self.canvas.insert_asked.connect(self.insert)
        self.canvas.menu_asked.connect(self.menu_asked)
        desk.drawn.connect(self._tell)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.next_pane if step > 0 else self.previous_pane)
        self._tell()

    def next_pane(self) -> None:
        """The hand goes from the palette to the canvas to the properties, and round."""
        self._go(1)

    def previous_pane(self) -> None:
        """And back."""
        self._go(-1)

    def _go(self, by: int) -> None:
        panes = (self.palette_pane, self.canvas, self.properties)
        stops = (self.palette_pane.search, self.canvas.board, self.properties.search)
        hand = QApplication.focusWidget()
        at = next((n for n, pane in enumerate(panes) if hand and pane.isAncestorOf(hand)), 0)
        stops[(at + by) % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def insert(self) -> None:
        """Ask which field to insert behind the selected one."""
        line = InsertLine(self)
        line.chosen.connect(self._on_chosen)
        board = self.canvas.board
        place = board.place_of(self.desk.after) if self.desk.after else board.sheet
        line.open_at(board.mapToGlobal(place.bottomLeft() + QPoint(12, 4)))

    def _on_chosen(self, kind: str) -> None:
        self.desk.add(Kind(kind))

    def _on_device(self, key: str) -> None:
        self.canvas.show_phone(key == "phone")

    def _tell(self) -> None:
        self._size.setText(look.count_words(self.desk.form))
