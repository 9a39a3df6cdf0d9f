"""Parts of the task sheet: the head of a section, and a chip that leads to a task or a post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.kit import draw, icons, lay
from ui.kit.button import IconButton
from ui.kit.label import Label

HIGH = 26
ICON = 14


@dataclass(frozen=True, slots=True)
class Look:
    """What a chip shows: a name with the icon of its state before it and a note behind it."""

    words: str
    icon: str = ""
    ink: str = "text2"
    note: str = ""
    is_over: bool = False
    spoken: str = ""
    """The state in words, for those who do not see the icon."""


class Jump(QAbstractButton):
    """A name that leads elsewhere; long ones are cut and stand whole in the tooltip."""

    def __init__(self, look: Look, *, is_framed: bool = False) -> None:
        super().__init__()
        self._look = look
        self._is_framed = is_framed
        self.setText(look.words)
        parts = (look.words, look.spoken, look.note)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy.Policy.Preferred if is_framed else QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)

    # Qt overrides

    def sizeHint(self) -> QSize:
        wide = draw.width(self._look.words) + 17 + (ICON + 6 if self._look.icon else 0)
        if self._look.note:
            wide += draw.width(self._look.note, "caption") + 8
        return QSize(round(wide), HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, HIGH)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # a plain button would pass the focus on
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect, look = QRectF(self.rect()), self._look
        box = rect.adjusted(0, 1, 0, -1) if self._is_framed else rect
        ground = "hover" if self.underMouse() else ""
        draw.box(painter, box, ground, "border" if self._is_framed else "")
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        x = 8.0
        if look.icon:
            place = QRectF(x, rect.center().y() - ICON / 2, ICON, ICON)
            icons.paint(painter, look.icon, place, look.ink)
            x += ICON + 6
        note = draw.width(look.note, "caption") + 8 if look.note else 0.0
        room = QRectF(x, 0, max(0.0, rect.right() - 8 - x - note), rect.height())
        ink = "text2" if look.is_over else "text"
        self.setToolTip(look.words if draw.width(look.words) > room.width() else "")
        draw.words(painter, room, look.words, "body", ink)
        if note:
            place = QRectF(rect.right() - note, 0, note - 8, rect.height())
            draw.words(painter, place, look.note, "caption", "text2", align=draw.RIGHT)


class Head(QWidget):
    """The name of a section, how much of it is done, and a button that adds to it."""

    def __init__(self, words: str, add: str = "") -> None:
        super().__init__()
        self.note = Label("", "caption", "text2")
        self.add = IconButton("plus", add, size=24)
        self.add.setVisible(bool(add))
        parts: tuple[lay.Part, ...] = (Label(words, "strong"), self.note, None, self.add)
        self.setLayout(lay.row(*parts, gap=8))
        self.setFixedHeight(24)


class Do:
    """Calls with what was known when the part was made, whatever the signal brings."""

    def __init__(self, do: Callable[..., object], *given: object) -> None:
        self._do, self._given = do, given

    def __call__(self, *_told: object) -> None:
        self._do(*self._given)


def indented(part: lay.Part) -> lay.Part:
    """In line with the words of the fields, whose frames reach beyond them."""
    return lay.row(part, margins=(8, 0, 8, 0))
