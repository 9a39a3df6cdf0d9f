"""The acceptance list of a task on its sheet: tick, write, order, delete; every point one undo."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from ui.kit import draw, lay
from ui.kit.app import t, theme
from ui.kit.button import IconButton
from ui.kit.fields import Line, Text, Toggle
from ui.kit.label import Bar, Label
from ui.kit.pop import Entry, menu, open_menu
from ui.parts.host import Host
from ui.plan.checks import Check
from ui.plan.sheet_parts import Do

BULLET = re.compile(
    r"^\s*(?:[-*•·□☐■✓]|\[[ xX]?\]|\d{1,3}[.、)）](?!\d)|[一二三四五六七八九十]+、)\s*"
)
"""What begins a line of a list that is pasted from elsewhere."""
MOST = 200
"""More lines than this are no list of points."""


def points(text: str) -> list[str]:
    """The points of a text that may have several lines."""
    lines = [BULLET.sub("", line).strip() for line in re.split(r"[\r\n\u2028\u2029]+", text)]
    return [line for line in lines if line][:MOST]


class Checks(QWidget):
    """The list; `changed` tells it anew, with words for a notice where something went."""

    changed = Signal(object, str)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._me = host.me.hex()
        self._checks: list[Check] = []
        self._want: tuple[int, str] | None = None
        self._drop = -1
        self.count = Label("", "caption", "text2")
        self.bar = Bar(0, "success")
        self.bar.setFixedWidth(48)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.new = Line("", t("Add a point to check"))
        self.new.setProperty("quiet", True)
        self.new.setTextMargins(-2, 0, 0, 0)  # in line with the words of the texts around it
        self.new.setToolTip(t("Several lines become several points"))
        self.new.entered.connect(self._on_new)
        self.new.textEdited.connect(self._on_typed)
        self.setLayout(lay.column(self._rows, self.new, gap=2))

    def show_checks(self, checks: list[Check]) -> None:
        """Show these; a line that is being written stays open."""
        writing = any(row.is_writing for row in self.rows())
        if writing and self._want is None:
            return
        done = sum(check.done for check in checks)
        words = t("Accepted {done} of {count}", done=done, count=len(checks))
        self.count.setText(words if checks else "")
        self.bar.setVisible(bool(checks))
        self.bar.show_part(done / len(checks) if checks else 0)
        if checks == self._checks and self._want is None:
            return
        focused = next((i for i, row in enumerate(self.rows()) if row.tick.hasFocus()), None)
        self._checks = list(checks)
        lay.clear(self._rows)
        for place, check in enumerate(checks):
            self._rows.addWidget(CheckRow(self, place, check, self._name_of(check.by)))
        want, self._want = self._want, None
        if want is None and focused is not None:
            want = (focused, "tick")
        if want is not None:
            self._focus(*want)

    def rows(self) -> list[CheckRow]:
        """The lines that are shown."""
        held = (self._rows.itemAt(i).widget() for i in range(self._rows.count()))  # pyright: ignore[reportOptionalMemberAccess]
        return [one for one in held if isinstance(one, CheckRow)]

    def tick(self, place: int, *, is_done: bool) -> None:
        """Tick one line, or take its tick away."""
        held = list(self._checks)
        held[place] = replace(held[place], done=is_done, by=self._me if is_done else "")
        self._put(held)

    def rename(self, place: int, text: str) -> None:
        """Other words for a line; several lines become several, none deletes it."""
        found = points(text)
        held = self._checks[place]
        if not found:
            self.delete(place)
        elif found != [held.text]:
            self._want = (place, "tick")
            first = replace(held, text=found[0])
            self._put([*self._checks[:place], first, *map(Check, found[1:]),
                       *self._checks[place + 1 :]])  # fmt: skip

    def shift(self, place: int, to: int) -> None:
        """Put a line elsewhere."""
        to = max(0, min(to, len(self._checks) - 1))
        if to != place:
            held = list(self._checks)
            held.insert(to, held.pop(place))
            self._want = (to, "tick")
            self._put(held)

    def delete(self, place: int) -> None:
        """Take a line away; the notice has the way back."""
        held = [check for i, check in enumerate(self._checks) if i != place]
        self._want = (min(place, len(held) - 1), "tick")
        self._put(held, t("The point is deleted"))

    def entries(self, place: int) -> list[Entry]:
        """What can be done with a line."""
        first = t("It is the first already") if place == 0 else ""
        last = t("It is the last already") if place == len(self._checks) - 1 else ""
        row = self.rows()[place]
        return [
            Entry(t("Rename"), row.write, "pencil", "F2"),
            Entry(t("Move up"), Do(self.shift, place, place - 1), "arrow-up", "Alt+Up", first),
            Entry(t("Move down"), Do(self.shift, place, place + 1), "arrow-down", "Alt+Down", last),
            Entry(),
            Entry(t("Delete"), Do(self.delete, place), "trash-2", "Del", is_danger=True),
        ]

    def drag(self, place: int, y: int, *, is_over: bool) -> None:
        """A line is dragged to this height of the list; where it would fall is shown."""
        rows = self.rows()
        slot = sum(y > row.geometry().center().y() for row in rows)
        to = slot if slot <= place else slot - 1
        self._drop = -1 if is_over or to == place else slot
        self.update()
        if is_over:
            self.shift(place, to)

    def step(self, place: int, by: int) -> None:
        """The keys go to the line above or below."""
        to = place + by
        if 0 <= to < len(self._checks):
            self._focus(to, "tick")
        elif to >= len(self._checks):
            self.new.setFocus(Qt.FocusReason.TabFocusReason)

    def _focus(self, place: int, part: str) -> None:
        rows = self.rows()
        if 0 <= place < len(rows):
            rows[place].show()
            rows[place].tick.show()
            rows[place].tick.setFocus(Qt.FocusReason.OtherFocusReason)
        elif part == "tick":
            self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_of(self, by: str) -> str:
        try:
            return self._host.directory.name("person", bytes.fromhex(by))
        except ValueError:
            return ""

    def _put(self, checks: list[Check], done: str = "") -> None:
        self.changed.emit(checks, done)

    def _on_new(self, text: str) -> None:
        found = points(text)
        if found:
            self.new.clear()
            self._put([*self._checks, *map(Check, found)])

    def _on_typed(self, text: str) -> None:
        """What is pasted with several lines is taken at once."""
        if re.search(r"[\r\n\u2028\u2029]", text) and not self.new.is_composing:
            self._on_new(text)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        rows = self.rows()
        if self._drop < 0 or not rows:
            return
        at = rows[min(self._drop, len(rows) - 1)].geometry()
        y = at.top() if self._drop < len(rows) else at.bottom()
        painter = QPainter(self)
        painter.fillRect(QRectF(8, max(0, y - 1), self.width() - 16, 2), theme().color("ring"))


class CheckRow(QFrame):
    """One point: a tick, its words (Enter or F2 writes them), a menu; dragged by its words."""

    def __init__(self, checks: Checks, place: int, check: Check, by: str) -> None:
        super().__init__()
        self._checks, self.place, self.check = checks, place, check
        self._from: QPoint | None = None
        self._is_dragged = False
        self._line: _Writing | None = None
        self.tick = Toggle("", is_on=check.done)
        self.tick.setFixedSize(28, 28)
        self.tick.setAccessibleName(check.text)
        self.tick.switched.connect(self._on_ticked)
        self._label = Label(check.text, "body", "text2" if check.done else "text", wraps=True)
        self._label.setContentsMargins(0, 4, 0, 4)
        self._by = Label(by, "caption", "text2")
        self._by.setContentsMargins(0, 6, 0, 6)
        self.more = IconButton(
            "ellipsis", t("More for {task}", task=check.text), size=24, color="text3"
        )
        self.more.clicked.connect(self._on_more)
        side = lay.column(self.more, None, margins=(0, 2, 0, 0), gap=0)
        name = lay.column(self._by, None, gap=0)
        tick = lay.column(self.tick, None, gap=0)
        self._room = lay.row(self._label, gap=0)
        self.setLayout(lay.row(tick, self._room, name, side, gap=4, margins=(4, 0, 8, 0)))
        self.setMinimumHeight(28)

    @property
    def is_writing(self) -> bool:
        """Whether its words are being written."""
        return self._line is not None

    def write(self) -> None:
        """Write its words in their place."""
        if self._line is not None:
            return
        self._line = _Writing(self.check.text, t("Point to check"))
        self._line.over.connect(self._on_written)
        self._label.hide()
        self._room.addWidget(self._line)
        self._line.show()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.selectAll()

    def _on_written(self, text: object) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        line.hide()
        line.deleteLater()
        self._label.show()
        if isinstance(text, str):
            self._checks.rename(self.place, text)
        if QApplication.focusWidget() in (None, line):
            self.tick.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_ticked(self, is_on: bool) -> None:
        self._checks.tick(self.place, is_done=is_on)

    def _on_more(self) -> None:
        open_menu(self.more, self._checks.entries(self.place))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_alt = Qt.Key(event.key()), event.modifiers() == Qt.KeyboardModifier.AltModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if self.is_writing:
            super().keyPressEvent(event)
        elif key in steps and is_alt:
            self._checks.shift(self.place, self.place + steps[key])
        elif key in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._checks.step(self.place, steps[key])
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.write()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._checks.delete(self.place)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_tick = self.tick.geometry().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and not is_tick:
            self._from, self._is_dragged = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        at = event.position().toPoint()
        far = (at - self._from).manhattanLength() >= QApplication.startDragDistance()
        if self._is_dragged or far:
            self._is_dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._checks.drag(self.place, self.mapTo(self._checks, at).y(), is_over=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, self._from = self._from, None
        self.unsetCursor()
        at = event.position().toPoint()
        if self._is_dragged:
            self._is_dragged = False
            self._checks.drag(self.place, self.mapTo(self._checks, at).y(), is_over=True)
        elif start is not None and self._label.geometry().contains(at):
            self.write()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu(self, self._checks.entries(self.place)).popup(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.underMouse() or self._is_dragged:
            draw.box(QPainter(self), self.rect(), "hover")


class _Writing(Text):
    """The words of a point while they are written: Enter and leaving keep them, Esc does not."""

    over = Signal(object)

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, name, least=1, most=6)
        self.send_by_enter()
        self.entered.connect(self._on_entered)
        self._is_over = False

    def _on_entered(self, text: str) -> None:
        self._end(text)

    def _end(self, text: object) -> None:
        if not self._is_over:
            self._is_over = True
            self.over.emit(text)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.is_composing:
            self._end(None)
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self.is_composing:
            QGuiApplication.inputMethod().commit()
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end(self.toPlainText())
