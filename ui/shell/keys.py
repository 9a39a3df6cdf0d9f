"""The sheet of keys (F1 or ?): every command that has one, by group, in two columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import draw
from ui.kit.app import t
from ui.kit.button import IconButton
from ui.kit.command import Command
from ui.kit.fields import Line
from ui.kit.label import Label, hairline
from ui.kit.lay import clear, column, row, scrolled
from ui.kit.match import Match, match
from ui.shell import caps
from ui.shell.veil import Veil

WIDE = 760
TOP = 72
TITLE = 64
HEAD = 32
ROW = 28


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the sheet: what it does and its keys; several sequences are several ways."""

    words: str
    keys: tuple[str, ...]
    group: str


Group = tuple[str, list[Key]]


class KeySheet(Veil):
    """All keys, searchable; Esc goes back to the work."""

    def __init__(self, window: QWidget, commands: Callable[[], Sequence[Command]]) -> None:
        super().__init__(window, WIDE, TOP)
        self._commands = commands
        self._high = 0
        self.ask = _Ask("", t("Search keys"), icon="search")
        self.ask.setFixedWidth(240)
        close = IconButton("x", t("Close"), keys="Esc")
        close.clicked.connect(self.end)
        head = QWidget()
        head.setFixedHeight(TITLE)
        head.setLayout(
            row(Label(t("Keys"), "subtitle"), None, self.ask, close, margins=(23, 0, 15, 0))
        )
        self._columns = QWidget()
        self._room = QHBoxLayout(self._columns)
        self._room.setContentsMargins(23, 8, 23, 16)
        self._room.setSpacing(48)
        self._area = scrolled(self._columns)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(hairline(is_rule=True))
        layout.addWidget(self._area, 1)
        self.ask.textEdited.connect(self._show)
        self.setAccessibleName(t("Keys"))

    def open(self) -> None:
        """Show it."""
        self.ask.clear()
        self._show()
        # It keeps its height while keys are looked for: nothing jumps under the eyes.
        self._high = max(_height(side) for side in balanced(_grouped(self.found())))
        self.rise()
        self.ask.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def found(self) -> list[Key]:
        """What the sheet shows for the words that are typed."""
        query = self.ask.text().strip()
        held = [
            Key(command.words, (command.keys,), command.group or t("Other"))
            for command in self._commands()
            if command.keys
        ]
        held += everywhere()
        return [key for key in held if _fits(query, key)] if query else held

    def panel_height(self, top: int) -> int:
        return min(TITLE + 3 + self._high + 32, self.height() - 2 * top)

    def _show(self) -> None:
        clear(self._room)
        groups = _grouped(self.found())
        if not groups:
            words = t("No key for “{words}”", words=self.ask.text().strip())
            self._room.addLayout(row(None, Label(words, "body", "text2"), None))
        else:
            for side in balanced(groups):
                self._room.addLayout(_side(side), 1)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1:
            self.end()
            return
        bar = self._area.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: ROW,
            Qt.Key.Key_Up: -ROW,
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)


class _Ask(Line):
    """Keys that the field has no use for go on to the sheet; Tab stays within it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        on = (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Down, Qt.Key.Key_Up)
        if self.is_composing:
            event.accept()
        elif event.key() in on:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _is_next: bool) -> bool:
        return True


class KeyRow(QWidget):
    """What a key does, and the key."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self._words = key.words
        self._caps = [caps.caps(keys) for keys in key.keys]
        self.setFixedHeight(ROW)
        self.setMinimumWidth(160)
        spoken = ", ".join(caps.spoken(keys) for keys in key.keys)
        self.setAccessibleName(f"{key.words}: {spoken}")

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(320, ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        right = float(self.width())
        for held in reversed(self._caps):
            right -= caps.paint(painter, right, ROW / 2, held) + 8
        draw.words(painter, QRectF(0, 0, right - 4, ROW), self._words, "body", "text")


def everywhere() -> list[Key]:
    """Keys of lists and fields that are no commands."""
    group = t("In lists and fields")
    return [
        Key(t("Next or previous field"), ("Tab", "Shift+Tab"), group),
        Key(t("Move|cursor"), ("Up", "Down"), group),
        Key(t("Choose several"), ("Shift+Up", "Shift+Down"), group),
        Key(t("Tick a row"), ("Space",), group),
        Key(t("Open"), ("Return",), group),
        Key(t("Change the cell"), ("F2",), group),
        Key(t("Copy"), ("Ctrl+C",), group),
        Key(t("Paste"), ("Ctrl+V",), group),
        Key(t("Close or cancel"), ("Esc",), group),
    ]


def balanced(groups: dict[str, list[Key]]) -> list[list[Group]]:
    """The groups in two columns of about the same height, in their order."""
    held = list(groups.items())
    sizes = [_height([group]) for group in held]

    def difference(at: int) -> int:
        return abs(sum(sizes[:at]) - sum(sizes[at:]))

    cut = min(range(1, len(held) + 1), key=difference)
    return [held[:cut], held[cut:]]


def _grouped(keys: Sequence[Key]) -> dict[str, list[Key]]:
    groups: dict[str, list[Key]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append(key)
    return groups


def _height(groups: Sequence[Group]) -> int:
    return sum(HEAD + 4 + ROW * len(keys) for _, keys in groups)


def _side(groups: Sequence[Group]) -> QVBoxLayout:
    parts: list[QWidget | QVBoxLayout] = []
    for name, keys in groups:
        title = Label(name, "caption", "text3")
        title.setFixedHeight(HEAD - 8)
        title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        parts.append(column(title, *[KeyRow(key) for key in keys], gap=0, margins=(0, 0, 0, 12)))
    return column(*parts, None, gap=0)


def _fits(query: str, key: Key) -> Match | None:
    """By what it does, by its group, or by the key itself."""
    sequences = [" ".join(caps.caps(keys)) for keys in key.keys]
    for text in (key.words, key.group, *sequences):
        found = match(query.replace("+", " "), text)
        if found is not None:
            return found
    return None
