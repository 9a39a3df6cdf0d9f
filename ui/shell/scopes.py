"""Where the palette looks: everything, or one kind of thing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import draw
from ui.kit.app import t

HEIGHT = 20


class Scopes(QWidget):
    """A row of words; Tab in the field beside goes through them, the mouse may too."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.key = "all"
        self._under = -1
        self._scopes = (
            ("all", t("All")),
            ("task", t("Tasks")),
            ("campaign", t("Campaigns")),
            ("person", t("People")),
            ("post", t("Content")),
            ("command", t("Commands")),
        )
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(t("Where to look"))

    def show_key(self, key: str) -> None:
        """Show which one holds, without telling."""
        self.key = key
        words = dict(self._scopes)[key]
        self.setAccessibleDescription(words)
        self.update()

    def step(self, by: int) -> None:
        """The next one, or the one before."""
        keys = [key for key, _ in self._scopes]
        self._choose(keys[(keys.index(self.key) + by) % len(keys)])

    def _choose(self, key: str) -> None:
        if key != self.key:
            self.show_key(key)
            self.chosen.emit(key)

    def _spots(self) -> list[QRectF]:
        found: list[QRectF] = []
        x = 0.0
        for _, words in self._scopes:
            wide = round(draw.width(words, "caption")) + 16
            found.append(QRectF(x, (self.height() - HEIGHT) / 2, wide, HEIGHT))
            x += wide
        return found

    def _at(self, event: QMouseEvent) -> int:
        x = event.position().x()
        spots = self._spots()
        return next((n for n, r in enumerate(spots) if r.left() <= x < r.right()), -1)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(round(self._spots()[-1].right()), 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event)
        if place >= 0:
            self._choose(self._scopes[place][0])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._at(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, ((key, words), spot) in enumerate(zip(self._scopes, self._spots(), strict=True)):
            is_on = key == self.key
            if is_on or place == self._under:
                ground = "" if is_on else "hover"
                draw.box(painter, spot, ground, "border" if is_on else "", radius=HEIGHT / 2)
            ink = "text" if is_on else "text2"
            draw.words(painter, spot, words, "caption", ink, align=draw.CENTER)
