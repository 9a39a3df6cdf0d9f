"""The departments as a tree: counts, names written in their place, everything also by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.people import directory
from app.people.directory import Branch
from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.kit.fields import Line
from ui.people.roster import EVERYONE, HOMELESS

KEY = Qt.ItemDataRole.UserRole
COUNT = Qt.ItemDataRole.UserRole + 1
STEP = 16
NEW = "new"
"""The key of a department that is being named for the first time."""


class DepartmentTree(QTreeWidget):
    """Tells what was chosen and what was wished; it writes nothing itself."""

    chosen = Signal(object)
    named = Signal(object, str)
    """Department and its new name."""
    made = Signal(object, str)
    """Parent and the name of a new department."""
    menu_asked = Signal(object, QPoint)
    delete_asked = Signal(object)
    step_asked = Signal(object, int)
    """Department, and -1 or 1: before or behind its neighbour."""

    def __init__(self) -> None:
        super().__init__()
        self.key: bytes | None = EVERYONE
        self._items: dict[object, QTreeWidgetItem] = {}
        self._closed: set[object] = set()
        self._line: NameLine | None = None
        self.setHeaderHidden(True)
        self.setIndentation(STEP)
        self.setMouseTracking(True)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setAccessibleName(t("Departments"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(self._on_current)
        self.itemCollapsed.connect(self._on_collapsed)
        self.itemExpanded.connect(self._on_expanded)
        theme().changed.connect(self._on_theme)

    def show_branches(self, branches: Sequence[Branch], everyone: int, homeless: int) -> None:
        """The departments as they are now; what was open and chosen stays so."""
        self.end_naming()
        self.blockSignals(True)
        self.clear()
        self._items = {}
        self._add(None, t("Everyone"), EVERYONE, everyone)
        for branch in branches:
            self._grow(None, branch)
        if homeless:
            self._add(None, t("In no department"), HOMELESS, homeless)
        if self.key not in self._items:
            self.key = EVERYONE
        self.setCurrentItem(self._items[self.key])
        self.blockSignals(False)

    def choose(self, key: bytes | None) -> None:
        """As a person does it."""
        if key in self._items:
            self.setCurrentItem(self._items[key])

    def name_new(self, parent: bytes | None) -> None:
        """Let a new department be named in its place."""
        self.end_naming()
        above = self._items.get(parent) if parent else None
        item = QTreeWidgetItem([""])
        item.setData(0, KEY, NEW)
        if above is None:
            last = self.topLevelItemCount() - (1 if HOMELESS in self._items else 0)
            self.insertTopLevelItem(last, item)
        else:
            above.addChild(item)
            above.setExpanded(True)
        self.scrollToItem(item)
        self._begin(item, "", lambda name: self.made.emit(parent, name))

    def rename(self, key: bytes) -> None:
        """Let a department be named anew in its place."""
        self.end_naming()
        item = self._items.get(key)
        if item is not None:
            self._begin(item, item.text(0), lambda name: self.named.emit(key, name))

    def end_naming(self) -> None:
        """Take the line away; what was not entered is not written."""
        line, self._line = self._line, None
        if line is None:
            return
        line.is_over = True
        line.hide()
        line.deleteLater()
        for item in [i for i in self._all() if i.data(0, KEY) == NEW]:
            (item.parent() or self.invisibleRootItem()).removeChild(item)
        self.setFocus()

    @property
    def line(self) -> Line | None:
        """The line in which a name is being written."""
        return self._line

    def _begin(self, item: QTreeWidgetItem, text: str, done: Callable[[str], object]) -> None:
        line = NameLine(text, self.viewport())
        line.ended.connect(_End(self, text, done))
        self._line = line
        rect = self.visualItemRect(item)
        left = self._depth(item) * STEP + 18
        line.setGeometry(QRect(left, rect.y() + 1, self.viewport().width() - left - 2, 30))
        line.show()
        line.setFocus()
        line.selectAll()

    def _depth(self, item: QTreeWidgetItem) -> int:
        depth = 0
        while (above := item.parent()) is not None:
            item, depth = above, depth + 1
        return depth

    def _all(self) -> list[QTreeWidgetItem]:
        waiting = [self.topLevelItem(i) for i in range(self.topLevelItemCount())]
        found: list[QTreeWidgetItem] = []
        while waiting:
            item = waiting.pop()
            if item is not None:
                found.append(item)
                waiting += [item.child(i) for i in range(item.childCount())]
        return found

    def _grow(self, parent: QTreeWidgetItem | None, branch: Branch) -> None:
        item = self._add(parent, branch.name, branch.id, len(branch.everyone))
        for child in branch.children:
            self._grow(item, child)
        item.setExpanded(branch.id not in self._closed)

    def _add(
        self, parent: QTreeWidgetItem | None, text: str, key: bytes | None, count: int
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setData(0, KEY, key)
        item.setData(0, COUNT, count)
        words = t("{name}, {count} people", name=text, count=count)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words)
        item.setSizeHint(0, QSize(80, theme().row))
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        self._items[key] = item
        return item

    def _on_current(self, item: QTreeWidgetItem | None, _before: object) -> None:
        if item is not None and item.data(0, KEY) != NEW:
            self.key = item.data(0, KEY)
            self.chosen.emit(self.key)

    def _on_collapsed(self, item: QTreeWidgetItem) -> None:
        self._closed.add(item.data(0, KEY))

    def _on_expanded(self, item: QTreeWidgetItem) -> None:
        self._closed.discard(item.data(0, KEY))

    def _on_theme(self) -> None:
        for item in self._all():
            item.setSizeHint(0, QSize(80, theme().row))

    # Qt overrides

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Drawn with the row."""

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        item = self.itemFromIndex(index)
        if item is None:
            return
        rect = QRectF(0, option.rect.y(), self.viewport().width(), option.rect.height())  # pyright: ignore[reportAttributeAccessIssue]
        is_here = item is self.currentItem()
        under = self.itemAt(self.viewport().mapFromGlobal(self.cursor().pos()))
        is_under = self.viewport().underMouse() and under is item
        if is_here or is_under:
            plate = rect.adjusted(0, 1, 0, -1)
            draw.box(painter, plate, "selected" if is_here else "hover")
        x = self._depth(item) * STEP
        middle = rect.center().y()
        if item.childCount():
            name = "chevron-down" if item.isExpanded() else "chevron-right"
            icons.paint(painter, name, QRectF(x + 2, middle - 7, 14, 14), "text2")
        key = item.data(0, KEY)
        if key in (EVERYONE, HOMELESS):
            name = "users" if key is EVERYONE else "circle-dashed"
            tint = "accent" if is_here else "text2"
            icons.paint(painter, name, QRectF(x + 2, middle - 7, 14, 14), tint)
        count = item.data(0, COUNT)
        if isinstance(count, int):
            ink = "text2" if is_here else "text3"
            room = rect.adjusted(0, 0, -8, 0)
            draw.words(painter, room, str(count), "caption", ink, align=draw.RIGHT)
        words = QRectF(x + 22, rect.y(), rect.width() - x - 22 - 40, rect.height())
        ink = "text" if is_here or key is EVERYONE else "text2"
        draw.words(painter, words, item.text(0), "body", ink, is_strong=is_here)
        if is_here and self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect.adjusted(0, 1, 0, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        key: object = item.data(0, KEY) if item is not None else None
        department = key if isinstance(key, bytes) and key != HOMELESS else None
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F2 and department is not None:
            self.rename(department)
        elif event.key() == Qt.Key.Key_Delete and department is not None:
            self.delete_asked.emit(department)
        elif event.key() == Qt.Key.Key_Insert:
            self.name_new(department)
        elif is_alt and department is not None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_asked.emit(department, -1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Menu and item is not None:
            corner = self.visualItemRect(item).bottomLeft()
            self.menu_asked.emit(key, self.viewport().mapToGlobal(corner))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        item = self.itemAt(event.pos())
        if item is not None:
            self.setCurrentItem(item)
            self.menu_asked.emit(item.data(0, KEY), event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        key = item.data(0, KEY) if item is not None else None
        if isinstance(key, bytes) and key != HOMELESS:
            self.rename(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.end_naming()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.end_naming()
        super().scrollContentsBy(dx, dy)


class NameLine(Line):
    """A name being written: Enter and leaving write it, Esc does not."""

    ended = Signal(bool, str)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, t("Name of the department"), parent=parent)
        self.is_over = False
        self.entered.connect(self._on_entered)

    def _on_entered(self, text: str) -> None:
        self._end(text, is_meant=True)

    def _end(self, text: str, *, is_meant: bool) -> None:
        if not self.is_over:
            self.is_over = True
            self.ended.emit(is_meant, text.strip())

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end("", is_meant=False)
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end(self.text(), is_meant=True)


class _End:
    """Ends the naming, then tells the name if there is a new one."""

    def __init__(self, tree: DepartmentTree, text: str, done: Callable[[str], object]) -> None:
        self._tree, self._text, self._done = tree, text, done

    def __call__(self, is_meant: bool, name: str) -> None:
        # The line must not go while it tells of its own end.
        QTimer.singleShot(0, self._tree, self._tree.end_naming)
        if is_meant and name and name != self._text:
            self._done(name)


def depths(branches: Sequence[Branch]) -> list[tuple[bytes, str, int]]:
    """Departments as an indented list: id, name, how deep."""
    return [(branch.id, branch.name, branch.depth) for branch in directory.flat(branches)]
