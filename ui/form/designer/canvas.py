"""The canvas: the board in a place that scrolls, what the mouse and the keys do on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from ui.form.designer.adorn import Adorn
from ui.form.designer.board import Board
from ui.form.designer.canvas_keys import pressed
from ui.form.designer.carrying import Carry, Chip
from ui.form.designer.desk import Desk
from ui.form.designer.mouse import Mouse
from ui.form.designer.naming import NameLine
from ui.kit.app import t

EDGE, STEP, OPEN_MS = 40, 14, 600


class Canvas(QScrollArea):
    """Parts are selected, dragged, renamed here; everything also by keyboard."""

    insert_asked = Signal()
    """`/` was pressed: a field is to be inserted by its name."""
    menu_asked = Signal(QPoint)

    def __init__(self, desk: Desk, carry: Carry) -> None:
        super().__init__()
        self.desk, self.carry = desk, carry
        self.board = Board(carry)
        self.setWidget(self.board)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.board)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(t("Canvas"))
        self.adorn = Adorn(desk, self.board)
        self.name = NameLine(desk, self.board)
        self.is_phone = False
        self._folded: set[str] = set()
        self.mouse = Mouse(self)
        self._chip: Chip | None = None
        self._at = QPointF()
        self._scroll = QTimer(self, interval=30)
        self._scroll.timeout.connect(self._on_scroll)
        self._open = QTimer(self, interval=OPEN_MS, singleShot=True)
        self._open.timeout.connect(self._on_open)
        self._waiting = ""
        self.board.installEventFilter(self)
        desk.drawn.connect(self.relay)
        desk.picked.connect(self._on_picked)
        desk.naming.connect(self._on_naming)
        carry.began.connect(self._on_began)
        carry.moved.connect(self._on_moved)
        carry.ended.connect(self._on_ended)

    # What the page asks

    def show_phone(self, is_phone: bool) -> None:
        """As wide as a phone, or as a desk."""
        self.is_phone = is_phone
        self.relay()

    def relay(self) -> None:
        """Lay everything out again."""
        levels: dict[str, str] = {}
        for one in reversed(self.desk.findings):
            if one.part and levels.get(one.part) != "error":
                levels[one.part] = one.level
        room = self.viewport().size()
        how = (self.is_phone, frozenset(self._folded))
        self.board.show_levels(levels)
        self.board.lay(self.desk.form, (room.width(), room.height()), how)
        self._dress()

    def reveal(self, part: str) -> None:
        """Show a part: unfold what it stands in and scroll there."""
        held = self.desk.form.by_id.get(part)
        while held is not None:
            self._folded.discard(held.parent)
            held = self.desk.form.by_id.get(held.parent)
        self.relay()
        place = self.board.place_of(part)
        if not place.isEmpty():
            self.ensureVisible(place.center().x(), place.top(), 0, 60)
            self.ensureVisible(place.center().x(), place.bottom(), 0, 24)

    def fold(self, part: str) -> None:
        """Fold or unfold a group, on the canvas only."""
        self._folded ^= {part}
        self.relay()

    def ask_insert(self) -> None:
        """A field is to be inserted by its name."""
        self.insert_asked.emit()

    def carry_to(self, at: QPoint) -> None:
        """The mouse, with something in the hand, is at a point of the screen."""
        if self.carry.hand is None:
            return
        self._at = QPointF(self.board.mapFromGlobal(at))
        inside = self.viewport().rect().contains(self.viewport().mapFromGlobal(at))
        point = self.board.to_stage(self._at)
        self.carry.over(self.board.stage if inside else None, point.x(), point.y())
        if inside and not self._scroll.isActive():
            self._scroll.start()
        self._float(self.window().mapFromGlobal(at))
        self._wait(point)

    # How it follows

    def _on_picked(self) -> None:
        self._dress()
        if len(self.desk.selected) == 1 and not self._is_seen(self.desk.selected[0]):
            self.reveal(self.desk.selected[0])

    def _is_seen(self, part: str) -> bool:
        place = self.board.place_of(part)
        seen = QRect(QPoint(0, self.verticalScrollBar().value()), self.viewport().size())
        is_long = place.height() > seen.height()
        return not place.isEmpty() and (is_long or seen.contains(place, proper=False))

    def _on_naming(self, part: str) -> None:
        self.reveal(part)
        self.name.open(part, self.board)

    def _on_began(self) -> None:
        self.name.close_line()
        self.relay()
        if self.carry.is_lifted:
            self.board.setFocus()
            self.carry.place(self.board.stage)
        else:
            self._chip = Chip(self.window())

    def _on_moved(self) -> None:
        self.board.update()
        aim = self.carry.aim
        if not self.carry.is_lifted or aim is None:
            return
        box = self.board.stage.by_id.get(aim.target)
        if aim.line is not None:
            corner = self.board.corner
            x, y = int(aim.line[0] + corner.x()), int(aim.line[1] + corner.y())
            self.ensureVisible(x, y, 0, 80)
            if self._chip is None:
                self._chip = Chip(self.board)
            self._chip.show_carry(self.carry, QPoint(x + 24, y))
        elif box is not None:
            self.ensureVisible(0, self.board.place_of(aim.target).y(), 0, 80)
        self.board.setAccessibleDescription(self.carry.place_words)

    def _on_ended(self) -> None:
        self._scroll.stop()
        self._open.stop()
        self.mouse.let_go()
        if self._chip is not None:
            self._chip.hide()
            self._chip.deleteLater()
            self._chip = None
        self.board.setAccessibleDescription("")
        self.relay()

    def _float(self, at: QPoint) -> None:
        if self._chip is not None:
            self._chip.show_carry(self.carry, at)

    def _wait(self, point: QPointF) -> None:
        """A folded group opens when something is held over it for a while."""
        box = self.board.stage.at(point.x(), point.y())
        part = box.part.id if box is not None and box.is_folded else ""
        if part != self._waiting:
            self._waiting = part
            self._open.stop()
            if part:
                self._open.start()

    def _on_open(self) -> None:
        if self.carry.hand is not None and self._waiting in self._folded:
            self.fold(self._waiting)

    def _on_scroll(self) -> None:
        bar = self.verticalScrollBar()
        y = self._at.y() - bar.value()
        by = -STEP if y < EDGE else STEP if y > self.viewport().height() - EDGE else 0
        before = bar.value()
        bar.setValue(before + by)
        moved = bar.value() - before
        if moved:
            self._at += QPointF(0, moved)
            point = self.board.to_stage(self._at)
            self.carry.over(self.board.stage, point.x(), point.y())

    def _dress(self) -> None:
        """Frames and the small bar of what is selected."""
        self.board.selected = frozenset(self.desk.selected)
        part = self.desk.part
        is_free = self.carry.hand is None
        if part is not None and is_free and part.id in self.board.stage.by_id:
            self.adorn.show_part(part)
            place = self.board.place_of(part.id)
            right = max(4, place.right() - self.adorn.width() - 8)
            self.adorn.move(right, max(2, place.top() - self.adorn.height() // 2 - 4))
            self.adorn.show()
        else:
            self.adorn.hide()
        said = t("{count} selected", count=len(self.desk.selected)) if self.desk.selected else ""
        self.board.setAccessibleDescription(said)
        self.board.update()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What happens on the board is answered here."""
        if watched is not self.board:
            return super().eventFilter(watched, event)
        match event.type():
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent):
                self.mouse.press(event)
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                self.mouse.move(event)
            case QEvent.Type.MouseButtonRelease if isinstance(event, QMouseEvent):
                self.mouse.release(event)
            case QEvent.Type.MouseButtonDblClick if isinstance(event, QMouseEvent):
                self.desk.rename()
            case QEvent.Type.ContextMenu if isinstance(event, QContextMenuEvent):
                self.menu_asked.emit(event.globalPos())
                return True
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                return pressed(self, event)
            case _:
                pass
        # The area itself follows how large the board is.
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relay()
        part = self.desk.part
        if part is not None and not self._is_seen(part.id):
            self.reveal(part.id)
