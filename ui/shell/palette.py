"""The command palette: whatever can be done or gone to, by a few letters (ux.md B2.5)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit import draw
from ui.kit.app import t, theme
from ui.kit.command import Command
from ui.kit.fields import Line
from ui.kit.label import Picture, hairline
from ui.kit.lay import row
from ui.shell import caps, finds
from ui.shell.finds import Entry, Hit, Stock
from ui.shell.lines import ROW, LineList, Lines
from ui.shell.scopes import Scopes
from ui.shell.veil import Veil

WIDE = 640
TOP = 88
ASK = 52
FOOT = 36
PAUSE_MS = 40
"""So long after the last letter the objects are looked for; commands answer at once."""
MOST_USED = 50


class Palette(Veil):
    """Ctrl+K. `did` tells the key of what was chosen; `used` are such keys, the latest first."""

    did = Signal(str)

    def __init__(
        self,
        window: QWidget,
        commands: Callable[[], Sequence[Command]],
        objects: Callable[[str], Sequence[Hit]],
        recent: Callable[[], Sequence[Hit]],
        go: Callable[[str], None],
    ) -> None:
        super().__init__(window, WIDE, TOP)
        self._commands, self._recent = commands, recent
        self._objects, self._go = objects, go
        self._hits: Sequence[Hit] = ()
        self.used: list[str] = []
        self.ask = Ask(t("Search, or type a command"))
        self.scopes = Scopes()
        self._lines = Lines()
        self.list = LineList(self._lines)
        self._foot = Foot()
        head = row(Picture("search"), 6, self.ask, 8, self.scopes, gap=0, margins=(15, 0, 8, 0))
        self._head = QWidget()
        self._head.setFixedHeight(ASK)
        self._head.setLayout(head)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for part in (self._head, hairline(is_rule=True), self.list, self._foot):
            layout.addWidget(part)
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._look)
        self.ask.textEdited.connect(self._on_edited)
        self.ask.entered.connect(self._on_entered)
        self.ask.stepped.connect(self._step)
        self.ask.tabbed.connect(self.scopes.step)
        self.ask.left.connect(self.end)
        self.scopes.chosen.connect(self._on_scope)
        self.list.clicked.connect(self._on_clicked)
        self.setAccessibleName(t("Command palette"))

    def open(self, text: str = "") -> None:
        """Show it, empty or with words to look for."""
        self.ask.setText(text)
        self.scopes.show_key("all")
        self._hits = ()
        self._timer.stop()
        self._show()
        self.rise()
        self.ask.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self._look()

    def toggle(self) -> None:
        """Open it, or end it where it is open."""
        if self.is_open:
            self.end()
        else:
            self.open()

    @property
    def entries(self) -> list[Entry]:
        """What it shows now, headings too."""
        return self._lines.entries

    def panel_height(self, top: int) -> int:
        """As high as its lines, as long as the window has room."""
        lines = max(self._lines.height(), 3 * ROW)
        return min(ASK + 1 + lines + 8 + FOOT + 2, self.height() - top - 24)

    def _query(self) -> str:
        return self.ask.text().strip()

    def _look(self) -> None:
        self._timer.stop()
        began = time.perf_counter()
        self._hits = self._objects(self._query()) if self._query() else ()
        self._show((time.perf_counter() - began) * 1000)

    def _show(self, spent_ms: float = 0) -> None:
        began = time.perf_counter()
        stock = Stock(self._commands, self._recent, self.used)
        query, scope = self._query(), self.scopes.key
        if query:
            entries = finds.matching(query, stock, self._hits, scope)
        else:
            entries = finds.at_rest(stock, scope)
        held = self._lines.entry(self.list.currentIndex())
        self._lines.show_entries(entries)
        self.list.say_nothing(query if not entries else None, scope)
        again = (
            self._lines.place_of(held.key) if held is not None and self._timer.isActive() else -1
        )
        self._take(again if again >= 0 else self._lines.next(-1, 1))
        count = sum(not e.is_head for e in entries)
        self._foot.tell(count if query else -1, spent_ms + (time.perf_counter() - began) * 1000)
        if self.is_open:
            self.place()

    def _take(self, place: int) -> None:
        index = self._lines.index(place) if place >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        entry = self._lines.entry(index)
        if place == 1:
            self.list.scrollToTop()
        words = self._lines.spoken(entry) if entry is not None else ""
        self.ask.setAccessibleDescription(words)
        if words and self.is_open:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.ask, words))

    def _step(self, by: int) -> None:
        self._take(self._lines.next(self.list.currentIndex().row(), by))

    def _on_edited(self) -> None:
        self._timer.start()
        self._show()

    def _on_scope(self) -> None:
        self._show()
        self.ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_entered(self) -> None:
        if self._timer.isActive():
            self._look()
        self._do(self._lines.entry(self.list.currentIndex()))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._do(self._lines.entry(index))

    def _do(self, entry: Entry | None) -> None:
        if entry is None or entry.is_head or entry.why_not:
            return
        self.used = [entry.key, *(k for k in self.used if k != entry.key)][:MOST_USED]
        self.end()
        if entry.command is not None:
            entry.command.do()
        else:
            self._go(entry.place)
        self.did.emit(entry.key)


class Ask(Line):
    """Where the words are typed; arrows and Tab belong to the list and the scopes."""

    stepped = Signal(int)
    tabbed = Signal(int)
    left = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__("", hint)
        self.setProperty("bare", "true")
        self._dress()
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        font = QFont(theme().font("subtitle"))
        font.setWeight(QFont.Weight.Normal)
        self.setFont(font)

    # Qt overrides

    def focusNextPrevChild(self, is_next: bool) -> bool:
        self.tabbed.emit(1 if is_next else -1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        step = steps.get(Qt.Key(event.key()))
        if self.is_composing:
            event.accept()  # whatever the key is, it is the input method's
        elif step is not None:
            self.stepped.emit(step)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Foot(QWidget):
    """Four keys to learn, and how much was found."""

    def __init__(self) -> None:
        super().__init__()
        self._told = ""
        self.setFixedHeight(FOOT)

    def tell(self, count: int, spent_ms: float) -> None:
        """So many were found in so long; nothing below zero."""
        self._told = ""
        if count >= 0:
            spent = max(1, round(spent_ms))
            self._told = t("{count} found in {ms} ms, all on this device", count=count, ms=spent)
        self.update()

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.save()
        painter.setClipRect(rect)
        draw.box(painter, rect.adjusted(0, -16, 0, 0), "app", radius=7)
        painter.restore()
        painter.fillRect(QRectF(0, 0, rect.width(), 1), theme().color("border"))
        middle = rect.height() / 2
        x = 15.0
        for keys, words in (
            ("Up, Down", t("Choose")),
            ("Return", t("Open")),
            ("Tab", t("Change the scope")),
            ("Esc", t("Close")),
        ):
            held = caps.caps(keys)
            x += caps.paint(painter, x + caps.width(held), middle, held) + 4
            place = QRectF(x, 0, rect.width() - x, rect.height())
            x += draw.words(painter, place, words, "caption", "text3") + 16
        room = QRectF(x, 0, rect.width() - x - 15, rect.height())
        draw.words(painter, room, self._told, "caption", "text3", align=draw.RIGHT)
