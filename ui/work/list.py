"""The list of my work: groups that open and close, items of two lines, painted as they are seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.work.inbox import Group, Item
from ui.kit import draw
from ui.kit.app import t, theme
from ui.parts.host import Host
from ui.work.paint import paint_head, paint_item
from ui.work.words import source_of, title_of

HEAD = 32
ITEM = 48

Key = tuple[str, bytes]


def key_of(item: Item) -> Key:
    """What stays when lines move."""
    return item.kind, item.id


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where it begins, in px; a head has no item."""

    top: int
    group: Group
    item: Item | None = None

    @property
    def height(self) -> int:
        """In px."""
        return HEAD if self.item is None else ITEM


def _place_of(line: Line) -> tuple[str, Key | None]:
    return line.group.key, key_of(line.item) if line.item is not None else None


class WorkList(QAbstractScrollArea):
    """`opened` tells the item that is shown now; None where there is none."""

    opened = Signal(object)
    entered = Signal()
    """Enter on an item: the person wants to go on in it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._groups: tuple[Group, ...] = ()
        self._closed: set[str] = {"done"}
        self._lines: list[Line] = []
        self._at = -1
        self._under = -1
        self.setAccessibleName(t("My work"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        theme().changed.connect(self.viewport().update)

    @property
    def current(self) -> Item | None:
        """The item that is shown."""
        return self._lines[self._at].item if 0 <= self._at < len(self._lines) else None

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these; the current item stays, or where it has gone the next one comes."""
        held = self.current
        before = [_place_of(line) for line in self._lines[self._at :] if line.item]
        self._groups = tuple(groups)
        self._lay()
        places = {_place_of(line): i for i, line in enumerate(self._lines) if line.item}
        follows = [places[place] for place in before if place in places]
        above = max((i for i in places.values() if i < self._at), default=-1)
        first = min(places.values(), default=-1)
        self._at = next(iter(follows), above if held is not None and above >= 0 else first)
        self._measure()
        self._tell(is_new=held is None or self.current != held)

    def open_key(self, key: Key) -> bool:
        """Show this item; its group opens."""
        for group in self._groups:
            if any(key_of(item) == key for item in group.items) and group.key in self._closed:
                self.toggle(group.key)
        for place, line in enumerate(self._lines):
            if line.item is not None and key_of(line.item) == key:
                self._move(place)
                return True
        return False

    def toggle(self, group: str) -> None:
        """Close a group, or open it."""
        held = self._lines[self._at] if 0 <= self._at < len(self._lines) else None
        self._closed ^= {group}
        self._lay()
        wanted = [(line.group.key, line.item) for line in self._lines]
        key = (held.group.key, held.item) if held is not None else None
        if key in wanted:
            self._at = wanted.index(key)
        else:
            self._at = wanted.index((group, None))
        self._measure()
        self._tell(is_new=key not in wanted)

    def go(self, step: int) -> None:
        """To the next item, or the one before; heads are passed over."""
        place = self._at + step
        while 0 <= place < len(self._lines) and self._lines[place].item is None:
            place += step
        if 0 <= place < len(self._lines):
            self._move(place)

    def place(self) -> tuple[int, int]:
        """Which item of its group is shown, from 1, and how many it has."""
        line = self._lines[self._at] if self.current is not None else None
        if line is None or line.item is None:
            return 0, 0
        return line.group.items.index(line.item) + 1, line.group.total

    def rect_of(self, key: Key) -> QRect:
        """Where an item stands in the viewport."""
        for place, line in enumerate(self._lines):
            if line.item is not None and key_of(line.item) == key:
                return self._rect(place)
        return QRect()

    def head_of(self, group: str) -> QRect:
        """Where the head of a group stands in the viewport."""
        for place, line in enumerate(self._lines):
            if line.item is None and line.group.key == group:
                return self._rect(place)
        return QRect()

    def _lay(self) -> None:
        self._lines = []
        top = 0
        for group in self._groups:
            self._lines.append(Line(top, group))
            top += HEAD
            for item in () if group.key in self._closed else group.items:
                self._lines.append(Line(top, group, item))
                top += ITEM

    def _move(self, place: int) -> None:
        is_new = place != self._at
        self._at = place
        rect = self._rect(place)
        bar = self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height())
        self._tell(is_new=is_new)

    def _tell(self, *, is_new: bool) -> None:
        self.viewport().update()
        if not is_new:
            return
        item = self.current
        if item is not None and self.hasFocus():
            words = f"{title_of(item)}, {source_of(self._host, item)}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.opened.emit(item)

    def _measure(self) -> None:
        last = self._lines[-1] if self._lines else None
        total = last.top + last.height if last is not None else 0
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(ITEM)
        bar.setRange(0, max(0, total - self.viewport().height()))
        self.viewport().update()

    def _rect(self, place: int) -> QRect:
        line = self._lines[place]
        top = line.top - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), line.height)

    def _place_at(self, y: float) -> int:
        top = int(y) + self.verticalScrollBar().value()
        place = bisect_right(self._lines, top, key=lambda line: line.top) - 1
        if place < 0 or top >= self._lines[place].top + self._lines[place].height:
            return -1
        return place

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().color("surface"))
        has_ring = self.hasFocus() and bool(self.window().property("keys"))
        first = max(0, self._place_at(0))
        for place in range(first, len(self._lines)):
            rect = self._rect(place)
            if rect.top() > self.viewport().height():
                break
            line, is_here = self._lines[place], place == self._at
            if line.item is None:
                is_open = line.group.key not in self._closed
                paint_head(painter, rect, line.group, is_open=is_open)
            else:
                ground = "selected" if is_here else "hover" if place == self._under else ""
                if ground:
                    painter.fillRect(rect, theme().color(ground))
                paint_item(painter, rect, (self._host, line.item), is_here=is_here)
            painter.fillRect(0, rect.bottom(), rect.width(), 1, theme().color("line"))
            if is_here and line.item is not None:
                painter.fillRect(0, rect.y(), 2, rect.height(), theme().color("progress"))
            if is_here and has_ring:
                draw.ring(painter, rect.adjusted(0, 0, 0, -1), radius=2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().y())
        if place != self._under:
            self._under = place
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().y())
        if place < 0:
            return
        line = self._lines[place]
        if line.item is None:
            self.toggle(line.group.key)
        else:
            self._move(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self._lines[self._at] if 0 <= self._at < len(self._lines) else None
        match Qt.Key(event.key()):
            case Qt.Key.Key_Down:
                self._move(min(self._at + 1, len(self._lines) - 1))
            case Qt.Key.Key_Up:
                self._move(max(self._at - 1, 0))
            case Qt.Key.Key_Home if self._lines:
                self._move(0)
            case Qt.Key.Key_End if self._lines:
                self._move(len(self._lines) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if line is not None:
                if line.item is None:
                    self.toggle(line.group.key)
                else:
                    self.entered.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Right if line is not None and line.item is None:
                self.toggle(line.group.key)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
