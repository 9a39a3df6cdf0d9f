"""A list to pick one from, narrowed by name or pinyin; a name that is not there may be new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.kit.button import Button
from ui.kit.fields import Line
from ui.kit.lay import column
from ui.kit.match import match
from ui.kit.pop import Popover
from ui.parts.directory import Directory

KEY = Qt.ItemDataRole.UserRole
OPTION = Qt.ItemDataRole.UserRole + 1
ROW = 32
WIDE = 248
MOST_ROWS = 8
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One that can be picked; `note` stands behind it, `depth` indents it."""

    key: object
    words: str
    note: str = ""
    depth: int = 0
    is_person: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class New:
    """A name that was written and is not there yet."""

    name: str


class Picker(Popover):
    """The list under its line; `done` gets the key that was picked, or a `New` name."""

    def __init__(
        self,
        anchor: QWidget,
        name: str,
        options: Sequence[Option],
        done: Callable[[object], object],
        *,
        makes: str = "",
        current: object = None,
    ) -> None:
        super().__init__(anchor)
        self._current = current
        self._options = list(options)
        self._done = done
        self._makes = makes
        self.line = Line("", t("Find by name or pinyin"), icon="search")
        self.line.setAccessibleName(name)
        self.line.textChanged.connect(self._fill)
        self.line.entered.connect(self._on_entered)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item)
        self.setLayout(column(self.line, self.list, gap=4, margins=(8, 8, 8, 8)))
        self.setFixedWidth(WIDE)
        self._fill()

    def open_under(self, anchor: QWidget, *, is_right: bool = False, gap: int = 4) -> None:
        super().open_under(anchor, is_right=is_right, gap=gap)
        self.line.setFocus()

    def words(self) -> list[str]:
        """What can be picked now."""
        return [self.list.item(i).text() for i in range(self.list.count())]

    def _fill(self, text: str = "") -> None:
        self.list.clear()
        wanted = text.strip()
        found: list[tuple[float, int, Option]] = []
        for place, option in enumerate(self._options):
            fit = match(wanted, option.words)
            if fit is not None:
                found.append((-fit.score if wanted else 0, place, option))
        for _, _, option in sorted(found, key=lambda one: one[:2])[:MOST_SHOWN]:
            self._add(option)
        is_there = any(option.words == wanted for option in self._options)
        if wanted and self._makes and not is_there:
            self._add(Option(New(wanted), f"{self._makes} “{wanted}”", icon="plus"))
        if not self.list.count():
            self._add(Option(None, t("Nobody and nothing is called so"), icon="circle-slash"))
            self.list.item(0).setFlags(Qt.ItemFlag.NoItemFlags)
        keys = [self.list.item(row).data(KEY) for row in range(self.list.count())]
        is_held = not wanted and self._current in keys
        self.list.setCurrentRow(keys.index(self._current) if is_held else 0)
        self.list.setFixedHeight(min(MOST_ROWS, max(1, self.list.count())) * ROW)
        self.adjustSize()

    def _add(self, option: Option) -> None:
        item = QListWidgetItem(option.words)
        item.setData(KEY, option.key)
        item.setData(OPTION, option)
        self.list.addItem(item)

    def _on_entered(self, _text: str) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._on_item(item)

    def _on_item(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.close()
            self._done(item.data(KEY))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and not self.line.is_composing:
            row = self.list.currentRow() + step
            self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
            self.line.setAccessibleDescription(self.list.currentItem().text())
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)


class _Rows(QStyledItemDelegate):
    """Rows of the list: a person's sign or an icon, words, a note."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:  # pyright: ignore[reportIncompatibleMethodOverride]
        return QSize(WIDE - 24, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        held: Option = index.data(OPTION)  # pyright: ignore[reportAttributeAccessIssue]
        rect = QRectF(QRect(option.rect))  # pyright: ignore[reportAttributeAccessIssue]
        view = self.parent()
        is_here = isinstance(view, QListWidget) and view.currentRow() == index.row()  # pyright: ignore[reportAttributeAccessIssue]
        if is_here:
            draw.box(painter, rect, "hover")
        x = rect.x() + 8 + held.depth * 16
        middle = rect.center().y()
        if held.is_person:
            draw.avatar(painter, QRectF(x, middle - 10, 20, 20), held.words)
            x += 28
        elif held.icon:
            icons.paint(painter, held.icon, QRectF(x, middle - 7, 14, 14), "text2")
            x += 22
        ink = "text" if held.key is not None else "text2"
        room = QRectF(x, rect.y(), rect.right() - 8 - x, rect.height())
        x += draw.words(painter, room, held.words, "body", ink) + 8
        room = QRectF(x, rect.y(), max(0.0, rect.right() - 8 - x), rect.height())
        if held.note and room.width() > 24:
            draw.words(painter, room, held.note, "caption", "text3")


class PickButton(Button):
    """A field that shows what is picked and opens the list; a quiet one has its frame on hover."""

    def __init__(self, name: str, *, is_quiet: bool = False) -> None:
        super().__init__("", "flat")
        self._name = name
        self._is_quiet = is_quiet
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._person = ""
        self._words = ""

    def show_words(self, words: str, *, is_person: bool = False) -> None:
        """What is picked; "" is nothing."""
        self._words, self._person = words, words if is_person else ""
        self.setText(words or (t("Not set") if self._is_quiet else t("Choose…")))
        self.setAccessibleName(f"{self._name}: {self.text()}")
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(120, theme().control)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, theme().control)

    def paintEvent(self, _event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        painter = QPainter(self)
        rect = QRectF(self.rect())
        is_live = self.isEnabled() and (self.underMouse() or self.isDown())
        if not self._is_quiet:
            draw.box(painter, rect, "surface", "text3" if is_live else "strong")
        elif is_live:
            draw.box(painter, rect, "hover" if self.isDown() else "", "border")
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        x = rect.x() + (6 if self._person else 10)  # a line of text begins there too
        if self._person:
            draw.avatar(painter, QRectF(x, rect.center().y() - 10, 20, 20), self._person)
            x += 26
        ink = ("text" if self._words else "text3") if self.isEnabled() else "text2"
        has_sign = is_live or not self._is_quiet
        room = QRectF(x, 0, rect.right() - x - (26 if has_sign else 8), rect.height())
        draw.words(painter, room, self.text(), "body", ink)
        if has_sign:
            at = QRectF(rect.right() - 22, rect.center().y() - 7, 14, 14)
            icons.paint(painter, "chevron-down", at, "text2")


def people_options(names: Directory, without: Sequence[bytes] = ()) -> list[Option]:
    """The people who work here."""
    return [
        Option(row.id, row.text("name"), names.title(row.id), is_person=True)
        for row in names.people()
        if row.id not in without
    ]
