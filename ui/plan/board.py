"""Tasks by status in columns: cards are dragged, or moved with Ctrl and an arrow."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from app.plan.view import STATUSES, Look, View
from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.parts.host import Host
from ui.plan.book import Book
from ui.plan.states import PRIORITY_LOOK, STATUS_LOOK, paint_due, status_words

CARD = 96
GAP = 8
HEAD = 40
MIME = "application/x-fairway-task"


class Board(QAbstractScrollArea):
    """One column a status; only the cards that are seen are painted."""

    opened = Signal(object)
    changed = Signal(object, str, object)

    def __init__(self, host: Host, book: Book) -> None:
        super().__init__()
        self._host, self._book = host, book
        self.view = View()
        self._columns: list[list[int]] = [[] for _ in STATUSES]
        self._at: tuple[int, int] = (0, 0)
        self._drop = -1
        self._pressed: QPoint | None = None
        self.setAccessibleName(t("Board of tasks"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        theme().changed.connect(self.arrange)

    def arrange(self) -> None:
        """Read the book again; nothing where the board is not seen."""
        if not self.isVisible():
            return
        view = View(self.view.conditions, "status", self.view.sort, text=self.view.text)
        names = self._host.directory.names("person", "campaign", "channel")
        found = self._book.arrange(view, Look(self._host.today(), self._host.me, names))
        held = {bunch.key: list(bunch.places) for bunch in found}
        self._columns = [held.get(status, []) for status in STATUSES]
        self._columns[STATUSES.index("todo")] += held.get("", [])
        most = max((len(column) for column in self._columns), default=0)
        high = HEAD + most * (CARD + GAP) + 16
        self.verticalScrollBar().setRange(0, max(0, high - self.viewport().height()))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(CARD + GAP)
        self.viewport().update()

    def card(self, column: int, row: int) -> QRect:
        """Where a card stands, in px of the viewport."""
        wide = self._wide()
        top = HEAD + row * (CARD + GAP) - self.verticalScrollBar().value()
        return QRect(16 + column * (wide + 12), top, wide, CARD)

    @property
    def current(self) -> object:
        """The id of the current card's task."""
        column, row = self._at
        held = self._columns[column]
        return self._book.columns["id"][held[row]] if row < len(held) else None

    def _wide(self) -> int:
        count = len(STATUSES)
        return max(168, (self.viewport().width() - 32 - 12 * (count - 1)) // count)

    def _hit(self, at: QPoint) -> tuple[int, int]:
        column = (at.x() - 16) // (self._wide() + 12)
        if not 0 <= column < len(STATUSES):
            return -1, -1
        row = (at.y() + self.verticalScrollBar().value() - HEAD) // (CARD + GAP)
        return column, row if 0 <= row < len(self._columns[column]) else -1

    def _move(self, step: int) -> None:
        """The current card into the next column."""
        column = self._at[0] + step
        task = self.current
        if isinstance(task, bytes) and 0 <= column < len(STATUSES):
            self.changed.emit([task], "status", STATUSES[column])
            for place, held in enumerate(self._columns):
                ids = [self._book.columns["id"][i] for i in held]
                if task in ids:
                    self._at = (place, ids.index(task))

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().color("app"))
        for column, status in enumerate(STATUSES):
            self._paint_column(painter, column, status)

    def _paint_column(self, painter: QPainter, column: int, status: str) -> None:
        left = self.card(column, 0).x()
        wide = self._wide()
        if column == self._drop:
            room = QRectF(left - 4, 4, wide + 8, self.viewport().height() - 8)
            draw.box(painter, room, "accent_tint", "ring", radius=6)
        bottom = self.viewport().height()
        for row, place in enumerate(self._columns[column]):
            rect = self.card(column, row)
            if rect.bottom() >= HEAD and rect.y() <= bottom:
                self._paint_card(painter, rect, place, is_current=(column, row) == self._at)
        ground = "accent_tint" if column == self._drop else "app"
        painter.fillRect(left, 5, wide, HEAD - 5, theme().color(ground))
        icon, _, ink = STATUS_LOOK[status]
        icons.paint(painter, icon, QRectF(left, 12, 16, 16), ink)
        used = draw.words(
            painter, QRectF(left + 22, 10, wide - 22, 20), status_words(status), "strong"
        )
        count = str(len(self._columns[column]))
        draw.words(painter, QRectF(left + 30 + used, 10, 60, 20), count, "small", "text2")

    def _paint_card(self, painter: QPainter, rect: QRect, place: int, *, is_current: bool) -> None:
        book = self._book
        draw.box(painter, rect, "surface", "border", radius=6)
        if is_current and self.hasFocus():
            draw.ring(painter, rect, radius=6)
        inner = rect.adjusted(12, 10, -12, -10)
        icon, ink = PRIORITY_LOOK.get(book.text(place, "priority"), PRIORITY_LOOK["normal"])
        name = QRectF(inner.x(), inner.y(), inner.width() - 20, 20)
        draw.words(painter, name, book.text(place, "name"))
        icons.paint(painter, icon, QRectF(inner.right() - 13, inner.y() + 3, 14, 14), ink)
        line = QRect(inner.x() - 8, inner.y() + 26, inner.width() + 8, 22)
        is_done = book.text(place, "status") == "done"
        paint_due(painter, line, book.due(place), self._host.now(), is_done=is_done)
        x = float(inner.x())
        for person in book.people[place][:3]:
            who = self._host.directory.name("person", person)
            draw.avatar(painter, QRectF(x, inner.bottom() - 19, 20, 20), who)
            x += 24
        part = book.number(place, "percent")
        draw.words(
            painter,
            QRectF(inner.x(), inner.bottom() - 19, inner.width(), 20),
            f"{part}%",
            "caption",
            "text2",
            align=draw.RIGHT,
        )

    def resizeEvent(self, event: QPaintEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().resizeEvent(event)  # pyright: ignore[reportArgumentType]
        self.arrange()

    def showEvent(self, event: QPaintEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self.arrange()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(960, 480)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        column, row = self._at
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        down = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._move(step)
        elif step:
            column = max(0, min(len(STATUSES) - 1, column + step))
            self._at = (column, min(row, max(0, len(self._columns[column]) - 1)))
        elif down:
            self._at = (column, max(0, min(row + down, len(self._columns[column]) - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)
            return
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        self._pressed = None
        if hit[1] >= 0:
            self._at = hit
            self._pressed = event.position().toPoint()
            self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._pressed is not None:
            self.opened.emit(self.current)
        self._pressed = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        task = self.current
        if self._pressed is None or not isinstance(task, bytes):
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        if far >= QApplication.startDragDistance():
            self._pressed = None
            drag = QDrag(self)
            data = QMimeData()
            data.setData(MIME, task)
            drag.setMimeData(data)
            drag.setPixmap(self.viewport().grab(self.card(*self._at)))
            drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drop = self._hit(event.position().toPoint())[0]
        self.viewport().update()
        event.acceptProposedAction()

    def dragLeaveEvent(self, _event: object) -> None:
        self._drop = -1
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        column, self._drop = self._drop, -1
        task = bytes(event.mimeData().data(MIME).data())
        if 0 <= column < len(STATUSES):
            self.changed.emit([task], "status", STATUSES[column])
        self.viewport().update()
