"""Tabs of a page and a switch between views; arrows move, the mouse may too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import draw, icons
from ui.kit.app import theme

HEIGHT = 36


class Tabs(QWidget):
    """One of several, in a line; `chosen` tells its key. `is_switch` draws boxes with icons."""

    chosen = Signal(str)

    def __init__(
        self,
        tabs: Sequence[tuple[str, str, str]],
        name: str,
        *,
        is_switch: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tabs = list(tabs)
        self._counts: dict[str, int] = {}
        self._is_switch = is_switch
        self._name = name
        self._under = -1
        self.key = tabs[0][0] if tabs else ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        kind = QSizePolicy.Policy.Fixed if is_switch else QSizePolicy.Policy.Preferred
        self.setSizePolicy(kind, QSizePolicy.Policy.Fixed)
        self._tell()

    def offer(self, tabs: Sequence[tuple[str, str, str]]) -> None:
        """These tabs: key, words, icon or ""."""
        self._tabs = list(tabs)
        self.updateGeometry()
        self.update()

    def show_key(self, key: str) -> None:
        """Show which one is chosen, without telling."""
        self.key = key
        self._tell()
        self.update()

    def show_count(self, key: str, count: int) -> None:
        """A number beside a tab."""
        self._counts[key] = count
        self.updateGeometry()
        self.update()

    def choose(self, key: str) -> None:
        """As a person does it."""
        if key != self.key:
            self.show_key(key)
            self.chosen.emit(key)

    def spots(self) -> list[tuple[float, float]]:
        """Left edge and width of every tab, in px."""
        x, found = (0.0, []) if self._is_switch else (8.0, [])
        for key, words, icon in self._tabs:
            wide = draw.width(words, "body", is_strong=True) + 16
            wide += 22 if icon else 0
            if key in self._counts:
                wide += draw.width(str(self._counts[key]), "caption") + 4
            found.append((x, wide))
            x += wide + (0 if self._is_switch else 4)
        return found

    def _tell(self) -> None:
        words = next((w for k, w, _ in self._tabs if k == self.key), "")
        self.setAccessibleName(f"{self._name}: {words}")

    def _at(self, x: float) -> int:
        return next((i for i, (a, w) in enumerate(self.spots()) if a <= x < a + w), -1)

    # Qt overrides

    def sizeHint(self) -> QSize:
        spots = self.spots()
        wide = sum(spots[-1]) + (1 if self._is_switch else 8) if spots else 0
        return QSize(round(wide), 28 if self._is_switch else HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._tabs:
            super().keyPressEvent(event)
            return
        keys = [key for key, _, _ in self._tabs]
        self.choose(keys[(keys.index(self.key) + step) % len(keys)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().x())
        if place >= 0:
            self.choose(self._tabs[place][0])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._at(event.position().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        high = self.height()
        if self._is_switch:
            draw.box(painter, self.rect(), "surface", "border")
        for place, ((key, words, icon), (left, wide)) in enumerate(
            zip(self._tabs, self.spots(), strict=True)
        ):
            is_on = key == self.key
            rect = QRectF(left, 0, wide, high)
            if self._is_switch and (is_on or place == self._under):
                draw.box(
                    painter, rect, "accent_tint" if is_on else "hover", "ring" if is_on else ""
                )
            ink = "accent" if is_on and self._is_switch else "text" if is_on else "text2"
            if place == self._under and not is_on:
                ink = "text"
            x = left + 8
            if icon:
                icons.paint(painter, icon, QRectF(x, (high - 16) / 2, 16, 16), ink)
                x += 22
            room = QRectF(x, 0, left + wide - x, high)
            is_strong = is_on and not self._is_switch
            x += draw.words(painter, room, words, "body", ink, is_strong=is_strong) + 4
            if key in self._counts:
                room = QRectF(x, 1, left + wide - x, high)
                draw.words(painter, room, str(self._counts[key]), "caption", "text3")
            if is_on and not self._is_switch:
                line = QRectF(left + 8, high - 2, wide - 16, 2)
                painter.fillRect(line, theme().color("fill"))
            if is_on and self.hasFocus() and bool(self.window().property("keys")):
                draw.ring(painter, rect.adjusted(0, 2, 0, -3))
