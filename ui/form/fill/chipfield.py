"""A field that shows what is picked: one in words, several as chips that can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import draw, icons
from ui.kit.app import listed, t, theme

GAP, PAD, SIGN = 4, 6, 26
CHIP = 24


@dataclass(frozen=True, slots=True)
class Picked:
    """One that is picked."""

    key: str
    words: str
    is_person: bool = False
    icon: str = ""


class ChipField(QWidget):
    """`asked` wants the list to pick from; `dropped` names one that shall go; `went` opens one."""

    asked = Signal()
    dropped = Signal(str)
    went = Signal(str)

    def __init__(self, icon: str = "chevron-down", *, is_many: bool = False) -> None:
        super().__init__()
        self._icon, self._is_many = icon, is_many
        self._hint = t("Choose…")
        self._name = ""
        self._picked: tuple[Picked, ...] = ()
        self._under = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_picked(self, picked: Sequence[Picked]) -> None:
        """These are picked, in order."""
        self._picked = tuple(picked)
        said = listed(one.words for one in picked) or self._hint
        self.setAccessibleDescription("")
        super().setAccessibleName(f"{self._name}: {said}" if self._name else said)
        self.update()

    def rename(self, name: str) -> None:
        """What it is called; what is picked is said behind it."""
        self._name = name
        self.show_picked(self._picked)

    def hint(self, words: str) -> None:
        """What it says while nothing is picked."""
        self._hint = words
        self.update()

    def high(self, width: int) -> int:
        """How high it is in this width."""
        if not self._is_many or not self._picked:
            return theme().control
        last = self._spots(width)[-1]
        return max(theme().control, round(last.bottom()) + (theme().control - CHIP) // 2)

    def _spots(self, width: float) -> list[QRectF]:
        room = width - PAD - SIGN - 2
        x, y = float(PAD), (theme().control - CHIP) / 2
        found: list[QRectF] = []
        for one in self._picked:
            wide = min(room, draw.width(one.words) + 30 + (22 if one.is_person else 0))
            if x > PAD and x + wide > PAD + room:
                x, y = float(PAD), y + CHIP + GAP
            found.append(QRectF(x, y, wide, CHIP))
            x += wide + GAP
        return found

    def _cross_at(self, x: float, y: float) -> int:
        if not self._is_many or not self.isEnabled():
            return -1
        for place, spot in enumerate(self._spots(self.width())):
            if spot.adjusted(spot.width() - 24, 0, 0, 0).contains(x, y):
                return place
        return -1

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(160, self.high(max(160, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(64, theme().control)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._cross_at(event.position().x(), event.position().y())
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = self._cross_at(event.position().x(), event.position().y())
        if place >= 0:
            self.dropped.emit(self._picked[place].key)
        else:
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.asked.emit()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._picked:
            self.dropped.emit(self._picked[-1].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        is_on = self.isEnabled()
        border = "text3" if is_on and self.underMouse() else "strong"
        if self.property("state") == "error":
            border = "danger"
        draw.box(painter, rect, "surface" if is_on else "sunken", border if is_on else "border")
        if self.hasFocus():
            draw.ring(painter, rect)
        sign = QRectF(rect.right() - 22, (theme().control - 14) / 2, 14, 14)
        icons.paint(painter, self._icon, sign, "text2" if is_on else "disabled")
        line = QRectF(10, 0, rect.width() - 10 - SIGN, theme().control)
        if not self._picked:
            draw.words(painter, line, self._hint if is_on else "", "body", "text3")
        elif self._is_many:
            self._paint_chips(painter)
        else:
            self._paint_one(painter, line, self._picked[0])

    def _paint_one(self, painter: QPainter, line: QRectF, one: Picked) -> None:
        ink = "text" if self.isEnabled() else "text3"
        if one.is_person:
            draw.avatar(painter, QRectF(6, line.center().y() - 10, 20, 20), one.words)
            line = line.adjusted(22, 0, 0, 0)
        elif one.icon:
            icons.paint(painter, one.icon, QRectF(10, line.center().y() - 7, 14, 14), "text2")
            line = line.adjusted(22, 0, 0, 0)
        draw.words(painter, line, one.words, "body", ink)

    def _paint_chips(self, painter: QPainter) -> None:
        tone = ("accent_tint", "accent") if self.isEnabled() else ("neutral", "text2")
        for place, (spot, one) in enumerate(
            zip(self._spots(self.width()), self._picked, strict=True)
        ):
            draw.box(painter, spot, tone[0])
            x = spot.x() + 8
            if one.is_person:
                draw.avatar(painter, QRectF(spot.x() + 3, spot.y() + 3, 18, 18), one.words)
                x += 18
            room = QRectF(x, spot.y(), spot.right() - 22 - x, spot.height())
            draw.words(painter, room, one.words, "body", tone[1])
            if self.isEnabled():
                cross = QRectF(spot.right() - 18, spot.center().y() - 6, 12, 12)
                icons.paint(painter, "x", cross, "text" if place == self._under else tone[1])
