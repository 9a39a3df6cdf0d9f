"""The stage of a campaign as a chip that opens the choice of stages."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.campaign.looks import STAGES, stage_words
from ui.kit import draw, icons
from ui.kit.app import t
from ui.kit.draw import Chip
from ui.kit.pop import Entry, open_menu

HEIGHT = 24
ARROW = 18


class StageChip(QAbstractButton):
    """A chip with an arrow behind it; Enter and Space press it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._chip = Chip("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(t("Change the stage"))

    def show_chip(self, chip: Chip) -> None:
        """The stage of now."""
        self._chip = chip
        self.setText(chip.text)
        self.setAccessibleName(t("Stage: {stage}", stage=chip.text))
        self.updateGeometry()
        self.update()

    def ask(self, held: str) -> None:
        """Offer the stages; `held` is the one of now."""
        entries = [
            Entry(stage_words(key), partial(self.chosen.emit, key), is_ticked=key == held)
            for key in STAGES
        ]
        open_menu(self, entries)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(draw.chip_width(self._chip) + ARROW, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            draw.box(painter, rect, "hover", radius=HEIGHT / 2)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect, radius=HEIGHT / 2)
        wide = draw.chip(painter, 0, rect.center().y(), self._chip)
        arrow = QRectF(wide + 2, (rect.height() - 12) / 2, 12, 12)
        icons.paint(painter, "chevron-down", arrow, "text2")
