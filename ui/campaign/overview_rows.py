"""What the blocks of an overview share: their head, painted rows to walk in, a way to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import draw, icons, lay
from ui.kit.app import theme
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.pop import Entry, menu

INSET = 8
"""Quiet fields begin so far inside their frame; everything else stands in line with them."""
HEAD = 28
MENU = 28
"""Room for the sign of the menu at the right end of a row."""


class Block(QWidget):
    """A part of the overview: a title, a note, what can be done, and a body."""

    def __init__(self, title: str, body: lay.Part, *actions: QWidget) -> None:
        super().__init__()
        self.note = Label("", "caption", "text2")
        head = lay.row(Label(title, "strong"), self.note, None, *actions, margins=(INSET, 0, 0, 0))
        holder = lay.panel(head)
        holder.setFixedHeight(HEAD)
        self._inner = lay.row(body, gap=0, margins=(INSET, 0, INSET, 0))
        self.setLayout(lay.column(holder, self._inner, gap=4))

    def bleed(self) -> None:
        """Let the body reach to the edges: its rows are inset themselves, so that their ground
        stands around the words."""
        self._inner.setContentsMargins(0, 0, 0, 0)


class Nothing(QWidget):
    """Where a block is empty: why it is worth filling, and the way to do it."""

    def __init__(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._do = do
        words = Label(text, "body", "text2", wraps=True)
        parts: list[lay.Part] = [words]
        self.button = Button(action, is_small=True)
        self.button.setVisible(bool(action))
        if action:
            self.button.clicked.connect(self._on_clicked)
            parts.append(lay.row(self.button, None))
        self._column = lay.column(*parts, gap=8, margins=(0, 4, 0, 4))
        self.setLayout(self._column)

    def inset(self) -> None:
        """Stand in line with rows that are inset themselves."""
        self._column.setContentsMargins(INSET, 4, INSET, 4)

    def _on_clicked(self) -> None:
        if self._do is not None:
            self._do()


class Rows(QWidget):
    """Rows that are painted: arrows walk, Enter opens, Menu asks, Delete drops."""

    opened = Signal(int)
    asked = Signal(int, QPoint)
    dropped = Signal(int)
    top = 0
    """Height of what stands above the rows."""
    has_menu = False
    ends = MENU
    """How much of a row's right end opens its menu."""
    is_link = False
    """A click opens a row, without the sign of a menu."""
    opens_twice = False
    """A double click opens a row."""

    def __init__(self, name: str, high: int = 32) -> None:
        super().__init__()
        self.items: Sequence[object] = ()
        self.current = 0
        self._high = high
        self._under = -1
        self.is_live = False
        """Whether the row that is just painted shows the sign of its menu."""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_items(self, items: Sequence[object]) -> None:
        """Other rows; the current one stays where it is."""
        self.items = items
        self.current = max(0, min(self.current, len(items) - 1))
        self._under = -1
        self.setFixedHeight(self.top + self._high * len(items))
        self._tell()
        self.update()

    def place(self, row: int) -> QRectF:
        """Where a row stands."""
        return QRectF(0, self.top + row * self._high, self.width(), self._high)

    def menu_place(self, row: int) -> QRectF:
        """Where the sign of a row's menu stands."""
        rect = self.place(row)
        return QRectF(rect.right() - self.ends, rect.y(), self.ends, rect.height())

    def row_at(self, y: float) -> int:
        """The row at a height; -1 where there is none."""
        row = int((y - self.top) // self._high)
        return row if y >= self.top and row < len(self.items) else -1

    def open_menu(self, entries: Sequence[Entry], at: QPoint) -> None:
        """A menu where it was asked for."""
        menu(self, entries).popup(at)

    def words(self, item: object) -> str:
        """What a row says, for who listens and for who points at it."""
        raise NotImplementedError

    def paint_head(self, painter: QPainter) -> None:
        """Draw what stands above the rows."""
        del painter

    def paint_item(self, painter: QPainter, rect: QRectF, item: object) -> None:
        """Draw a row; its ground is drawn already."""
        raise NotImplementedError

    def step_to(self, row: int) -> None:
        """Make a row the current one."""
        if self.items:
            self.current = max(0, min(row, len(self.items) - 1))
            self._tell()
            self.update()

    def ask(self, row: int) -> None:
        """Ask for the menu of a row from the keyboard."""
        corner = self.menu_place(row).bottomLeft().toPoint()
        self.asked.emit(row, self.mapToGlobal(corner))

    def _tell(self) -> None:
        has = bool(self.items)
        self.setAccessibleDescription(self.words(self.items[self.current]) if has else "")

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(240, self.top + self._high * len(self.items))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.top + self._high * len(self.items))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row != self._under:
            self._under = row
            self.setToolTip(self.words(self.items[row]) if row >= 0 else "")
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(hand if row >= 0 and self.is_link else arrow)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        self.step_to(row)
        if self.has_menu and self.menu_place(row).contains(event.position()):
            self.ask(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        is_click = event.button() == Qt.MouseButton.LeftButton and row == self.current
        if is_click and row >= 0 and self.is_link:
            self.opened.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row >= 0 and self.opens_twice and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if self.items:
                self.ask(self.current)
            return
        row = self.row_at(event.pos().y())
        if row >= 0:
            self.step_to(row)
            self.asked.emit(row, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.current
        steps = {
            Qt.Key.Key_Down: row + 1,
            Qt.Key.Key_Up: row - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self.items) - 1,
        }
        if not self.items:
            super().keyPressEvent(event)
        elif key in steps:
            self.step_to(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(row)
        elif key == Qt.Key.Key_Delete:
            self.dropped.emit(row)
        elif key == Qt.Key.Key_Menu:
            self.ask(row)
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
        self.paint_head(painter)
        has_keys = self.hasFocus() and bool(self.window().property("keys"))
        for row, item in enumerate(self.items):
            rect = self.place(row)
            is_under = row == self._under
            if is_under:
                draw.box(painter, rect, "hover", radius=0 if self.top else 4)
            is_current = has_keys and row == self.current
            self.is_live = self.has_menu and (is_under or is_current)
            self.paint_item(painter, rect, item)
            if is_current:
                draw.ring(painter, rect, radius=4)
            if self.is_live:
                middle = rect.center().y()
                spot = QRectF(rect.right() - MENU / 2 - 8, middle - 8, 16, 16)
                icons.paint(painter, "ellipsis", spot, "text2")


def cell(
    painter: QPainter,
    rect: QRectF,
    text: str,
    ink: str = "text",
    *,
    font: str = "body",
    is_right: bool = False,
) -> float:
    """Words of a column."""
    align = draw.RIGHT if is_right else draw.LEFT
    return draw.words(painter, rect, text, font, ink, align=align)


def rule(painter: QPainter, rect: QRectF) -> None:
    """The line above a row."""
    painter.fillRect(QRectF(rect.x(), rect.y(), rect.width(), 1), theme().color("line"))
