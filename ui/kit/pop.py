"""What floats: a popover under a widget, a sheet of words with buttons, a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLayout,
    QMenu,
    QPushButton,
    QWidget,
)

from ui.kit import icons
from ui.kit.label import Label
from ui.kit.lay import column


class Popover(QFrame):
    """A small window beneath a widget that goes with a click elsewhere or Esc."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("raised")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def open_under(self, anchor: QWidget, *, is_right: bool = False, gap: int = 4) -> None:
        """Show it under a widget, aligned left or right, on the screen in any case."""
        self._fit()
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + gap))
        if is_right:
            corner.setX(corner.x() + anchor.width() - self.width())
        self.open_at(corner)

    def _fit(self) -> None:
        """As large as what is in it; Qt's own way keeps to two thirds of a small screen."""
        size = self.sizeHint().expandedTo(self.minimumSize()).boundedTo(self.maximumSize())
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            size.setHeight(max(self.minimumHeight(), layout.totalHeightForWidth(size.width())))
        self.resize(size)

    def open_at(self, corner: QPoint) -> None:
        """Show it with its left upper corner here, moved so that the screen holds it."""
        self._fit()
        screen = self.screen().availableGeometry()
        parent = self.parentWidget()
        if parent is not None:  # a window may reach beyond its screen
            screen = screen.united(parent.window().geometry())
        x = max(screen.left() + 4, min(corner.x(), screen.right() - self.width() - 4))
        y = max(screen.top() + 4, min(corner.y(), screen.bottom() - self.height() - 4))
        self.move(x, y)
        self.show()
        self.setFocus()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu; without words a line between groups."""

    words: str = ""
    do: Callable[[], object] | None = None
    icon: str = ""
    keys: str = ""
    why_not: str = ""
    is_ticked: bool | None = None
    is_danger: bool = False


def menu(parent: QWidget, entries: Sequence[Entry]) -> QMenu:
    """A menu; what cannot be done now stands there and says why."""
    made = QMenu(parent)
    made.setToolTipsVisible(True)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        if not entry.words:
            made.addSeparator()
            continue
        action = QAction(entry.words, made)
        if entry.icon:
            action.setIcon(icons.icon(entry.icon, "danger" if entry.is_danger else "text2"))
        if entry.keys:
            action.setShortcut(QKeySequence(entry.keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if entry.is_ticked is not None:
            action.setCheckable(True)
            action.setChecked(entry.is_ticked)
        if entry.why_not:
            action.setEnabled(False)
            action.setToolTip(entry.why_not)
        if entry.do is not None:
            action.triggered.connect(_Call(entry.do, made))
        made.addAction(action)
    return made


class _Call:
    """Calls without the argument that `triggered` brings."""

    def __init__(self, do: Callable[[], object], _keep: QWidget) -> None:
        self._do = do

    def __call__(self, _checked: bool = False) -> None:
        self._do()


def open_menu(anchor: QWidget, entries: Sequence[Entry]) -> None:
    """Open a menu under a widget."""
    menu(anchor, entries).popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))


class Dialog(QDialog):
    """A question with its own surface; the platform orders its buttons (ux.md B4)."""

    def __init__(self, parent: QWidget | None, title: str, wide: int = 480) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._title = Label(title, "subtitle")
        self.buttons = QDialogButtonBox()
        self.buttons.rejected.connect(self.reject)
        self.setMinimumWidth(wide)

    def fill(self, body: QLayout | QWidget) -> None:
        """The title, the body, the buttons."""
        self.setLayout(column(self._title, body, 4, self.buttons, gap=12, margins=(24, 20, 24, 20)))

    def add(self, words: str, role: QDialogButtonBox.ButtonRole) -> QPushButton:
        """A button; `AcceptRole` is what Enter does, `RejectRole` what Esc does."""
        return self.buttons.addButton(words, role)
