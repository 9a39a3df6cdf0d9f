"""What is still wrong, in reading order: each a jump; F8 goes on, Shift+F8 back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.form.flaws import Flaw
from app.model.form import Form
from ui.form.fill import words
from ui.form.fill.telling import flaw_words, place_words
from ui.kit import draw, icons
from ui.kit.app import t

ROW, GAP = 56, 8
MOST = 200
LEVELS = {"error": ("circle-alert", "danger"), "warning": ("triangle-alert", "warn")}
HINT = ("info", "text2")


class FlawList(QWidget):
    """The faults of a record; `chosen` tells the one to go to."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._flaws: list[Flaw] = []
        self._words: list[tuple[str, str]] = []
        self.at = -1
        self._under = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(t("What is still to do"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_flaws(
        self, form: Form, flaws: Sequence[Flaw], row_of: Callable[[str, str], int]
    ) -> None:
        """These are wrong; `row_of` says where a line of a sub-table stands."""
        current = self.current
        self._flaws = list(flaws[:MOST])
        self._words = [_said(form, flaw, row_of) for flaw in self._flaws]
        keys = [(f.line, f.part, f.rule) for f in self._flaws]
        here = (current.line, current.part, current.rule) if current is not None else None
        self.at = keys.index(here) if here in keys else -1
        self.setAccessibleDescription(". ".join(" ".join(pair) for pair in self._words[:5]))
        self.updateGeometry()
        self.update()

    @property
    def current(self) -> Flaw | None:
        """The one that was gone to."""
        return self._flaws[self.at] if 0 <= self.at < len(self._flaws) else None

    def step(self, count: int) -> None:
        """Go to the next one, or the one before; around the end."""
        if self._flaws:
            first = 0 if count > 0 else -1
            to = (self.at + count) % len(self._flaws) if self.at >= 0 else first
            self.go(to % len(self._flaws))

    def go(self, place: int) -> None:
        """Go to one."""
        if 0 <= place < len(self._flaws):
            self.at = place
            self.update()
            self.chosen.emit(self._flaws[place])

    def _row_at(self, y: float) -> int:
        row = int(y // (ROW + GAP))
        return row if 0 <= row < len(self._flaws) else -1

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(240, len(self._flaws) * (ROW + GAP))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._row_at(event.position().y())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.go(self._row_at(event.position().y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._flaws:
            self.at = max(0, min(self.at + step, len(self._flaws) - 1))
            self.setAccessibleDescription(" ".join(self._words[self.at]))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(max(0, self.at))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        first = max(0, event.rect().top() // (ROW + GAP))
        last = min(len(self._flaws), event.rect().bottom() // (ROW + GAP) + 1)
        for row in range(first, last):
            rect = QRectF(0, row * (ROW + GAP), self.width(), ROW)
            is_here, is_under = row == self.at, row == self._under
            ground = "selected" if is_here else "hover" if is_under else "surface"
            draw.box(painter, rect, ground, "ring" if is_here else "border")
            icon, tone = LEVELS.get(self._flaws[row].level, HINT)
            icons.paint(painter, icon, QRectF(rect.x() + 12, rect.y() + 10, 16, 16), tone)
            where, what = self._words[row]
            wide = rect.width() - 40 - 36
            draw.words(painter, QRectF(40, rect.y() + 8, wide, 20), where, "strong")
            draw.words(painter, QRectF(40, rect.y() + 28, wide, 20), what, "body", "text2")
            sign = QRectF(rect.right() - 26, rect.center().y() - 7, 14, 14)
            icons.paint(painter, "corner-down-left", sign, "text2")
            if is_here and self.hasFocus() and bool(self.window().property("keys")):
                draw.ring(painter, rect)


def _said(form: Form, flaw: Flaw, row_of: Callable[[str, str], int]) -> tuple[str, str]:
    part = form.by_id.get(flaw.part)
    table = form.table_of(part) if part is not None and flaw.line else ""
    row = row_of(table, flaw.line) + 1 if table else 0
    what = flaw_words(flaw)
    if flaw.rule == "required":
        name = words.label(part) if part is not None and table else ""
        what = t("{name} is missing", name=name) if name else t("Not filled in")
    return place_words(form, flaw, row), what
