"""The question after a drop: other tasks move along; all of it, or only this one?"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.kit import lay
from ui.kit.app import listed, t
from ui.kit.button import Button
from ui.kit.label import Elided, Label, Picture
from ui.plan.gantt.days import Days
from ui.plan.gantt.gestures import Field, Ghost
from ui.plan.gantt.says import more_words
from ui.plan.gantt.timescale import DAY

MOST = 3
BOTTOM = 24
WIDE = 720


class Ripple(QFrame):
    """Stands over the chart until it is answered."""

    answered = Signal(str)
    """all, one, none"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("raised")
        self._words = Label("", "strong")
        self._names = Elided("", "small", "text2")
        self.apply = Button(t("Apply"), "primary", keys="↵")
        self.alone = Button(t("Move only this one"), keys="⇧↵")
        self.cancel = Button(t("Cancel"), "flat", keys="Esc")
        self.setLayout(
            lay.row(
                Picture("git-branch", "accent"),
                self._words,
                self._names,
                4,
                self.apply,
                self.alone,
                self.cancel,
                margins=(16, 10, 8, 10),
            )
        )
        self.apply.clicked.connect(self._on_all)
        self.alone.clicked.connect(self._on_one)
        self.cancel.clicked.connect(self._on_none)
        self.hide()

    def ask(self, ghost: Ghost, field: Field, days: Days) -> None:
        """What moves along with this gesture."""
        bars = [bar for key in ghost.others if (bar := field.bar(key)) is not None]
        self._words.setText(more_words(ghost))
        names = listed(bar.name for bar in bars[:MOST])
        far = max(
            (_far(ghost, bar.key, bar.span, days) for bar in bars if bar.has_dates), default=0
        )
        note = t("by {count} working days at most", count=far) if far else ""
        self._names.setText(" · ".join(part for part in (names, note) if part))
        self.alone.setText(t("Link only") if ghost.kind == "link" else t("Move only this one"))
        self.alone.updateGeometry()
        self.setAccessibleName(f"{self._words.text()} {self._names.text()}")
        self.place()
        self.show()
        self.raise_()
        if QAccessible.isActive():
            said = QAccessibleAnnouncementEvent(self, self.accessibleName())
            QAccessible.updateAccessibility(said)

    def place(self) -> None:
        """In the middle near the lower edge."""
        parent = self.parentWidget()
        assert parent is not None
        room = parent.width() - 32
        wide = min(max(self.sizeHint().width(), 420), WIDE, room)
        high = self.sizeHint().height()
        x = (parent.width() - wide) // 2
        self.setGeometry(x, parent.height() - high - BOTTOM, wide, high)

    def _on_all(self) -> None:
        self.answered.emit("all")

    def _on_one(self) -> None:
        self.answered.emit("one")

    def _on_none(self) -> None:
        self.answered.emit("none")


def _far(ghost: Ghost, key: bytes, old: tuple[int, int], days: Days) -> int:
    """By how many working days a task moves."""
    new = ghost.spans.get(key, old)
    low, high = sorted((old[1] // DAY, new[1] // DAY))
    return days.count(low * DAY, high * DAY) if high > low else 0
