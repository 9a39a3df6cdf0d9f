"""The top bar: back and forward, where we are, search, undo and redo, notices, sync."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import draw, icons, lay
from ui.kit.app import t, theme
from ui.kit.button import Button, IconButton
from ui.kit.label import upright
from ui.sync.badge import Badge

HEIGHT = 48


class Crumbs(QWidget):
    """Where we are; each step but the last leads back to it."""

    went = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(32)

    def show_steps(self, steps: Sequence[tuple[str, str]]) -> None:
        """Words and place of every step."""
        self._steps = list(steps)
        self.setAccessibleName(" / ".join(words for words, _ in steps))
        self.updateGeometry()
        self.update()

    def spots(self) -> list[tuple[float, float]]:
        """Left edge and width of every step, in px."""
        x, found = 4.0, []
        for place, (words, _) in enumerate(self._steps):
            is_last = place == len(self._steps) - 1
            wide = min(240.0, draw.width(words, "body", is_strong=is_last))
            found.append((x, wide))
            x += wide + 24
        return found

    # Qt overrides

    def sizeHint(self) -> QSize:
        spots = self.spots()
        return QSize(round(sum(spots[-1]) + 8) if spots else 8, 32)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 32)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        for (_, place), (left, wide) in zip(self._steps[:-1], self.spots(), strict=False):
            if left <= x <= left + wide:
                self.went.emit(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        last = len(self._steps) - 1
        for place, ((words, _), (left, wide)) in enumerate(
            zip(self._steps, self.spots(), strict=True)
        ):
            room = QRectF(left, 0, min(wide, self.width() - left), 32)
            if place:
                icons.paint(painter, "chevron-right", QRectF(left - 18, 10, 12, 12), "text3")
            ink = "text" if place == last else "text2"
            draw.words(painter, room, words, "body", ink, is_strong=place == last)


class SearchBox(Button):
    """Looks like a field, opens the palette."""

    def __init__(self, keys: str) -> None:
        super().__init__(t("Search tasks, files, people, or type a command"))
        self._caps = keys.split("+")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, 32)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        draw.box(painter, rect, "surface", "text3" if self.underMouse() else "strong")
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        icons.paint(painter, "search", QRectF(8, 8, 16, 16), "text2")
        right = rect.right() - 6
        for cap in reversed(self._caps):
            right -= draw.key(painter, right, rect.height() / 2, cap) + 2
        draw.words(painter, QRectF(32, 0, right - 40, 32), self.text(), "body", "text2")


class TopBar(QWidget):
    """One line over every page."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self.back = IconButton("chevron-left", t("Back"), keys="Alt+←")
        self.forward = IconButton("chevron-right", t("Forward"), keys="Alt+→")
        self.crumbs = Crumbs()
        self.search = SearchBox(keys)
        self.undo = IconButton("undo-2", t("Undo"))
        self.redo = IconButton("redo-2", t("Redo"))
        self.bell = IconButton("bell", t("Notices"))
        self.badge = Badge()
        self.search.setParent(self)
        line = upright()
        line.setFixedHeight(16)
        right = lay.row(self.undo, self.redo, 4, line, 4, self.bell, self.badge, gap=2)
        self.setLayout(
            lay.row(self.back, self.forward, self.crumbs, None, right, gap=4, margins=(8, 8, 16, 8))
        )
        self.setFixedHeight(HEIGHT)

    def show_steps(self, steps: Sequence[tuple[str, str]]) -> None:
        """Where we are."""
        self.crumbs.show_steps(steps)
        self._place_search()

    def show_undo(self, undo: str, redo: str) -> None:
        """What Undo and Redo would do; "" where there is nothing."""
        self.undo.rename(t("Undo {label}", label=undo) if undo else t("Undo"))
        self.redo.rename(t("Redo {label}", label=redo) if redo else t("Redo"))
        self.undo.enable("" if undo else t("Nothing to undo"))
        self.redo.enable("" if redo else t("Nothing to redo"))

    def _place_search(self) -> None:
        """In the middle, as wide as the crumbs and the buttons leave it."""
        left = self.crumbs.x() + self.crumbs.sizeHint().width() + 16
        right = self.undo.x() - 16
        wide = min(400, max(0, right - left))
        x = max(left, min((self.width() - wide) // 2, right - wide))
        self.search.setVisible(wide >= 160)
        self.search.setGeometry(x, 8, wide, 32)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_search()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("app"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("border"))
