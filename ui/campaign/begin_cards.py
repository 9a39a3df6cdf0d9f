"""The templates as one group of choices side by side: arrows move, Enter begins."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.plan.template import Template
from ui.kit import draw, icons, lay
from ui.kit.app import app, is_chinese, t, theme

HEIGHT = 112
WIDE = 200
LINES = 2
"""So many lines of what a template is; all of it is in the tooltip."""


def counts_words(one: Template) -> str:
    """How much a template brings along."""
    tasks = sum(step.offset is not None for step in one.tasks)
    parts = [t("{count} stages", count=len(one.stages))]
    if tasks:
        parts.append(t("{count} tasks", count=tasks))
    if one.kpi:
        parts.append(t("{count} targets", count=len(one.kpi)))
    return ("，" if is_chinese() else ", ").join(parts)


class Card(QAbstractButton):
    """One template: its sign, its name, what it is, how much it brings."""

    def __init__(self, one: Template) -> None:
        super().__init__()
        lang = app().words.lang
        self.key = one.id
        self._icon, self._about = one.icon, one.description.of(lang)
        self._counts = counts_words(one)
        self.setText(one.name.of(lang))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(f"{self._about} {self._counts}")
        self.setToolTip(self._about)
        theme().changed.connect(self.update)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(WIDE, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.window().setProperty("keys", True)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the dialog's own button
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        is_on = self.isChecked()
        ground = "accent_tint" if is_on else "hover" if self.underMouse() else "surface"
        draw.box(painter, rect, ground, "" if is_on else "border", radius=6)
        if is_on or (self.hasFocus() and bool(self.window().property("keys"))):
            draw.ring(painter, rect, radius=6)
        plate = QRectF(12, 12, 28, 28)
        draw.box(painter, plate, "surface" if is_on else "neutral")
        ink = "accent" if is_on else "text2"
        icons.paint(painter, self._icon, plate.adjusted(6, 6, -6, -6), ink)
        wide = rect.width() - 24
        draw.words(painter, QRectF(48, 12, wide - 36, 28), self.text(), "strong")
        high = theme().line("caption")
        for place, line in enumerate(folded(self._about, wide)):
            room = QRectF(12, 48 + place * high, wide, high)
            draw.words(painter, room, line, "caption", "text2")
        foot = QRectF(12, rect.height() - 8 - high, wide, high)
        draw.words(painter, foot, self._counts, "caption", "accent" if is_on else "text3")


def folded(text: str, wide: float) -> list[str]:
    """The text in at most two lines; the last one takes the rest, to be elided."""
    layout = QTextLayout(text, theme().font("caption"))
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) < LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(wide)
        starts.append(line.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(text)]
    return [text[a:b].strip() for a, b in zip(starts, ends, strict=True)]


class Cards(QWidget):
    """All templates; one of them is chosen."""

    chosen = Signal(str)

    def __init__(self, held: Sequence[Template]) -> None:
        super().__init__()
        self.cards = {one.id: Card(one) for one in held}
        self.setLayout(lay.row(*self.cards.values(), gap=8))
        for card in self.cards.values():
            card.toggled.connect(self._on_toggled)

    @property
    def key(self) -> str:
        """The id of the template that is chosen."""
        return next((key for key, card in self.cards.items() if card.isChecked()), "")

    def choose(self, key: str) -> None:
        """As a person does it."""
        self.cards[key].setChecked(True)

    def _on_toggled(self, is_on: bool) -> None:
        if is_on:
            self.chosen.emit(self.key)
