"""The calendar's canvas: accounts down, days across, and a tray of what has no day yet."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from app.campaign.week import Slot, Week
from ui.campaign import weekpaint
from ui.campaign.edgescroll import EdgeScroll
from ui.campaign.weekplaces import HEAD, NONE, SIDE, Canvas, Place, Places, Shown
from ui.kit.app import t, theme
from ui.parts.host import Host

STEPS = {
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
}
"""An arrow -> lines down, days right."""


class WeekGrid(QAbstractScrollArea):
    """Posts are opened, moved by hand or with Alt and arrows, and added in any cell."""

    opened = Signal(object, QRect)
    """A post, and where its card stands in this widget."""
    add_asked = Signal(object, object)
    """Account or None, day or None."""
    moved = Signal(object, object, object)
    """A post, its account or None, its day or None for the tray."""
    delete_asked = Signal(object)
    menu_asked = Signal(object, QPoint)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.shown = Shown(Week(date(2000, 1, 3), (), ()), date(2000, 1, 1))
        self.places = Places(self.shown.week)
        self.at = Place(0, 0, -1)
        self.under = NONE
        self.ghost: QPoint | None = None
        self._pressed: QPoint | None = None
        self._grip = QPoint()
        self._edge = EdgeScroll(self)
        self._edge.moved.connect(self._on_edge)
        self.setAccessibleName(t("Content calendar"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        theme().changed.connect(self.refresh)

    def show_week(self, shown: Shown) -> None:
        """Show these posts; the cursor stays with its post where that is still here."""
        held = self.current
        self.shown = shown
        self.places = Places(shown.week, has_foot=bool(shown.campaigns))
        self.refresh()
        place = self.places.of(held.id) if held is not None else None
        self.at = place or self.places.held(self.at)
        self._tell()

    def refresh(self) -> None:
        """Measure again and paint."""
        self.places.measure(self.viewport().width(), self.viewport().height())
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, self.places.high - self.places.room))
        down.setPageStep(self.places.room)
        down.setSingleStep(32)
        across.setRange(0, max(0, self.places.wide - self.viewport().width()))
        across.setPageStep(self.viewport().width())
        across.setSingleStep(32)
        self.viewport().update()

    @property
    def current(self) -> Slot | None:
        """The post at the cursor."""
        return self.places.slot(self.at)

    def rect(self, place: Place) -> QRect:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Where a card or a cell stands, in px of the viewport."""
        return self.places.rect(place, self.scrolled)

    @property
    def scrolled(self) -> QPoint:
        """How far it is scrolled."""
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def go(self, post: bytes) -> bool:
        """Put the cursor on a post; false where it is not shown."""
        place = self.places.of(post)
        if place is not None:
            self._put(place)
        return place is not None

    def open_current(self) -> None:
        """Open the post at the cursor, or plan one there."""
        slot = self.current
        if slot is not None:
            self.opened.emit(slot.id, self.rect(self.at))
        else:
            self.add_asked.emit(*self.places.target(self.at))

    def move_current(self, down: int, right: int) -> None:
        """Move the post at the cursor to another account or day; from the tray into the week."""
        slot = self.current
        if slot is None or slot.state == "published":
            return
        week = self.shown.week
        if self.places.is_tray(self.at):
            day = max(0, min(len(week.days) - 1, (self.shown.today - week.first).days))
            target = self.places.cell(self.places.line_of(slot.account), day)
        elif down > 0 and self.at.line + 1 >= len(week.lines):
            self.moved.emit(slot.id, slot.account, None)
            return
        else:
            target = self.places.cell(self.at.line + down, self.at.day + right)
        if target is not None:
            self.moved.emit(slot.id, *self.places.target(target))

    def _put(self, place: Place) -> None:
        self.at = place
        if self.places.is_tray(place):
            self.places.show_tray(place.card, self.viewport().width())
        else:
            rect, room = self.rect(place), self.places.room
            down = self.verticalScrollBar()
            if rect.y() < HEAD:
                down.setValue(down.value() + rect.y() - HEAD - 4)
            elif rect.bottom() > HEAD + room:
                down.setValue(down.value() + rect.bottom() - HEAD - room + 4)
            across = self.horizontalScrollBar()
            if rect.x() < SIDE:
                across.setValue(across.value() + rect.x() - SIDE)
            elif rect.right() > self.viewport().width():
                across.setValue(across.value() + rect.right() - self.viewport().width())
        self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        """A screen reader hears the place of the cursor."""
        self.setAccessibleDescription(weekpaint.told(self.host, self.shown, self.places, self.at))

    @property
    def _room(self) -> QRect:
        """Where days and accounts scroll: without their heads and the tray."""
        right = self.viewport().width() - 1
        return QRect(QPoint(SIDE, HEAD), QPoint(right, HEAD + self.places.room - 1))

    def _on_edge(self) -> None:
        """Other days and accounts came under the card that is held."""
        if self.ghost is not None:
            self.under = self.places.hit(self.ghost + self._grip, self.scrolled) or NONE

    def _drop(self, slot: Slot, place: Place) -> None:
        account, day = self.places.target(place)
        if self.places.is_tray(place):
            account = slot.account
        held = slot.at.date() if slot.at is not None else None
        if (account, day) != (slot.account, held):
            self.moved.emit(slot.id, account, day)

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        canvas = Canvas(
            self.host, self.shown, self.places, self.scrolled, self.viewport().size(), self.at
        )
        canvas.under, canvas.ghost, canvas.has_focus = self.under, self.ghost, self.hasFocus()
        weekpaint.paint(QPainter(self.viewport()), canvas)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if is_alt and Qt.Key(event.key()) in STEPS:
                event.accept()  # the window's Back and Forward have the same keys
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        self.window().setProperty("keys", True)
        if key == Qt.Key.Key_Escape and self.ghost is not None:
            self._pressed = self.ghost = None
            self._edge.stop()
            self.viewport().unsetCursor()
            self.viewport().update()
        elif key in STEPS:
            down, right = STEPS[key]
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.move_current(down, right)
            else:
                self._put(self.places.step(self.at, down, right))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        elif key == Qt.Key.Key_Delete and self.current is not None:
            self.delete_asked.emit(self.current.id)
        elif key == Qt.Key.Key_Menu and self.current is not None:
            corner = self.viewport().mapToGlobal(self.rect(self.at).bottomLeft())
            self.menu_asked.emit(self.current.id, corner)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        place = self.places.hit(at, self.scrolled)
        self._pressed = None
        if place is None:
            return
        self._put(place)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = at
            self._grip = at - self.rect(place).topLeft()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        place = self.places.hit(at, self.scrolled) or NONE
        slot = self.current
        if self._pressed is not None and slot is not None and slot.state != "published":
            far = (at - self._pressed).manhattanLength()
            if self.ghost is not None or far >= QApplication.startDragDistance():
                self.ghost = at - self._grip
                self._edge.follow(at, self._room)
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if place != self.under or self.ghost is not None:
            self.under = place
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        ghost, self.ghost = self.ghost, None
        self._edge.stop()
        self.viewport().unsetCursor()
        slot = self.current
        if ghost is not None and slot is not None:
            place = self.places.hit(event.position().toPoint(), self.scrolled)
            if place is not None:
                self._drop(slot, place)
        elif pressed is not None:
            self.open_current()
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.current is not None:
            self.menu_asked.emit(self.current.id, event.globalPos())
