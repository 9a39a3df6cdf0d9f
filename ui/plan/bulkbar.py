"""The bar over the table while several tasks are selected: one change, one undo."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.label import Label, upright
from ui.kit.lay import row

HEIGHT = 44


class BulkBar(QFrame):
    """What can be done to everything that is selected."""

    asked = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._count = Label("", "strong")
        self.buttons = {
            "status": Button(t("Status"), "flat", icon="circle-dot"),
            "person": Button(t("Assignee"), "flat", icon="user-check"),
            "due": Button(t("Due"), "flat", icon="calendar-clock"),
            "priority": Button(t("Priority"), "flat", icon="flag"),
            "delete": Button(t("Delete"), "danger", icon="trash-2", is_small=True),
        }
        close = IconButton("x", t("Clear the selection"), size=28)
        close.clicked.connect(self.closed)
        for name, button in self.buttons.items():
            button.clicked.connect(_Ask(self, name))
        note = Label(t("One undo brings all back"), "caption", "text2")
        line, line2 = upright(), upright()
        for one in (line, line2):
            one.setFixedHeight(20)
        buttons = list(self.buttons.values())
        self.setLayout(
            row(self._count, 4, line, *buttons, line2, note, close, gap=8, margins=(16, 6, 8, 6))
        )
        self.hide()

    def show_count(self, count: int) -> None:
        """How many are selected; none hides the bar."""
        self._count.setText(t("{count} selected", count=count))
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


class _Ask:
    """Tells which button was pressed."""

    def __init__(self, bar: BulkBar, name: str) -> None:
        self._bar, self._name = bar, name

    def __call__(self, _checked: bool = False) -> None:
        self._bar.asked.emit(self._name)
