"""The lines of the palette: headings, objects and commands in one list."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.shell import caps
from ui.shell.finds import Entry

ROW = 36
HEAD = 28
Index = QModelIndex | QPersistentModelIndex


class Lines(QAbstractListModel):
    """The palette's lines as Qt's list wants them."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def entry(self, index: Index) -> Entry | None:
        """The line at an index."""
        return self.entries[index.row()] if 0 <= index.row() < len(self.entries) else None

    def place_of(self, key: str) -> int:
        """Where a line stands now, or -1."""
        return next((n for n, e in enumerate(self.entries) if e.key == key and key), -1)

    def next(self, place: int, by: int) -> int:
        """The line so many steps on that can be chosen; at either end it goes round."""
        open_ = [n for n, e in enumerate(self.entries) if not e.is_head]
        if not open_:
            return -1
        if place not in open_:
            return open_[0]
        at = open_.index(place) + by
        if abs(by) > 1:
            return open_[max(0, min(len(open_) - 1, at))]
        return open_[at % len(open_)]

    def height(self) -> int:
        """How high all lines are, in px."""
        return sum(HEAD if e.is_head else ROW for e in self.entries)

    def spoken(self, entry: Entry) -> str:
        """A line as a screen reader says it."""
        keys = caps.spoken(entry.command.keys) if entry.command and entry.command.keys else ""
        off = t("Not available now: {why}", why=entry.why_not) if entry.why_not else ""
        return ", ".join(part for part in (entry.title, off or entry.note, keys) if part)

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index)
        if entry is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.spoken(entry)
        if role == Qt.ItemDataRole.ToolTipRole and entry.why_not:
            return entry.why_not
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry = self.entry(index)
        if entry is None or entry.is_head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class LineList(QListView):
    """The lines; the focus stays in the field above."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._nothing: tuple[str, str] | None = None
        self.setModel(lines)
        self.setItemDelegate(LinePaint(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(t("What was found"))
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(ROW)

    def say_nothing(self, query: str | None, scope: str) -> None:
        """Say that nothing was found for these words; None takes it back."""
        if query is None:
            self._nothing = None
        elif not query:
            self._nothing = (t("Nothing here yet"), t("What you open will stand here"))
        elif scope == "all":
            hint = t("Try fewer words, or the first letters of the pinyin")
            self._nothing = (t("Nothing found for “{words}”", words=query), hint)
        else:
            hint = t("Tab looks elsewhere")
            self._nothing = (t("Nothing found for “{words}”", words=query), hint)

    # Qt overrides

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.selectionModel().setCurrentIndex(
                index, self.selectionModel().SelectionFlag.ClearAndSelect
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._nothing is None:
            return
        painter = QPainter(self.viewport())
        middle = self.viewport().height() / 2
        wide = self.viewport().width()
        title, hint = self._nothing
        place = QRectF(16, middle - 22, wide - 32, 20)
        draw.words(painter, place, title, "body", "text", align=draw.CENTER)
        place = QRectF(16, middle + 2, wide - 32, 18)
        draw.words(painter, place, hint, "small", "text3", align=draw.CENTER)


class LinePaint(QStyledItemDelegate):
    """Draws one line: icon, words with what was matched, note, keys."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        entry = model.entry(index) if isinstance(model, Lines) else None
        return QSize(option.rect.width(), HEAD if entry is not None and entry.is_head else ROW)  # pyright: ignore

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, view = index.model(), self.parent()
        if not isinstance(model, Lines) or not isinstance(view, QListView):
            return
        entry = model.entry(index)
        if entry is None:
            return
        rect = QRectF(option.rect)  # pyright: ignore
        if entry.is_head:
            place = QRectF(rect.x() + 15, rect.y() + 8, rect.width() - 30, 16)
            draw.words(painter, place, entry.title, "caption", "text3")
            return
        is_on = view.currentIndex().row() == index.row()
        line(painter, rect.adjusted(3, 0, -3, 0), entry, is_on=is_on)


def line(painter: QPainter, rect: QRectF, entry: Entry, *, is_on: bool) -> None:
    """One entry of the palette."""
    if is_on:
        draw.box(painter, rect, "selected")
        painter.fillRect(QRectF(rect.x(), rect.y(), 2, rect.height()), theme().color("fill"))
    is_off = bool(entry.why_not)
    middle = rect.y() + rect.height() / 2
    icon = QRectF(rect.x() + 12, middle - 8, 16, 16)
    icons.paint(painter, entry.icon, icon, "disabled" if is_off else "text2")
    keys = caps.caps(entry.command.keys) if entry.command and entry.command.keys else []
    if is_on and not keys and not is_off:
        keys = caps.caps("Return")
    right = rect.right() - 12 - caps.paint(painter, rect.right() - 12, middle, keys, is_off=is_off)
    x = rect.x() + 36
    room = QRectF(x, rect.y(), right - x - 8, rect.height())
    x += marked(painter, room, entry) + 8
    left = right - x - 8
    quiet = "text2" if is_on or is_off else "text3"
    if is_off and left > 40:
        icons.paint(painter, "ban", QRectF(x, middle - 6, 12, 12), quiet)
        place = QRectF(x + 16, rect.y(), left - 16, rect.height())
        why = t("Not available now: {why}", why=entry.why_not)
        draw.words(painter, place, why, "small", quiet)
    elif entry.note and left > 24:
        place = QRectF(x, rect.y(), left, rect.height())
        draw.words(painter, place, entry.note, "small", quiet)


def marked(painter: QPainter, room: QRectF, entry: Entry) -> float:
    """The words of an entry, what was matched in accent and 600; their width in px."""
    x = room.x()
    for text, is_marked in pieces(entry):
        ink = "disabled" if entry.why_not else "accent" if is_marked else "text"
        place = QRectF(x, room.y(), room.right() - x, room.height())
        if place.width() <= 4:
            break
        x += draw.words(painter, place, text, "body", ink, is_strong=is_marked)
    return x - room.x()


def pieces(entry: Entry) -> list[tuple[str, bool]]:
    """The title in pieces that were matched and pieces that were not."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in entry.marks:
        found += [(entry.title[at:start], False), (entry.title[start:end], True)]
        at = end
    found.append((entry.title[at:], False))
    return [piece for piece in found if piece[0]]
