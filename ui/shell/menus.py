"""The menu bar: every command by its place. macOS shows it always, elsewhere F10 calls it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from ui.kit import icons
from ui.kit.app import t
from ui.kit.command import Command


class Menus(QMenuBar):
    """Four menus, filled when they open: what can be done is asked at that moment."""

    def __init__(self, window: QMainWindow, commands: Callable[[], Sequence[Command]]) -> None:
        super().__init__(window)
        self._commands = commands
        self._window = window
        self.is_kept = sys.platform == "darwin"
        """Whether it stands on the screen all the time."""
        known = (t("Fairway"), t("Edit|menu"), t("Go to"))
        self._menus: dict[str, QMenu] = {}
        for group in (*known[:2], "", known[2]):
            made = self.addMenu(group or t("Page|menu"))
            made.setToolTipsVisible(True)
            self._menus[group] = made
            made.aboutToShow.connect(self._on_show)
            made.aboutToHide.connect(self._on_hide)
        self._known = known
        window.setMenuBar(self)
        self.fill()
        self.setVisible(self.is_kept)

    def call(self) -> None:
        """Show it and stand on its first menu; called again, it goes."""
        if self.isVisible() and not self.is_kept:
            self.setVisible(False)
            return
        self.setVisible(True)
        self.setFocus()
        self.setActiveAction(self.actions()[0])

    def fill(self) -> None:
        """Every command anew; what cannot be done stands there and says why."""
        for made in self._menus.values():
            made.clear()
        before: dict[str, str] = {}
        for command in self._commands():
            group = command.group if command.group in self._known else ""
            made = self._menus[group]
            if group in before and before[group] != command.group:
                made.addSeparator()
            before[group] = command.group
            made.addAction(_action(made, command))

    @Slot()
    def _on_show(self) -> None:
        self.fill()

    @Slot()
    def _on_hide(self) -> None:
        QTimer.singleShot(0, self, self._rest)

    @Slot()
    def _rest(self) -> None:
        if not self.is_kept and self.activeAction() is None:
            self.setVisible(False)


def _action(parent: QMenu, command: Command) -> QAction:
    made = QAction(command.words, parent)
    if command.icon:
        made.setIcon(icons.icon(command.icon, "text2"))
    if command.keys:
        made.setShortcut(QKeySequence(command.keys))
        # Shown only: the window itself listens to the keys.
        made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    why = command.reason
    made.setEnabled(not why)
    made.setToolTip(why)
    made.triggered.connect(_Do(command))
    return made


class _Do:
    """Calls without the argument that `triggered` brings."""

    def __init__(self, command: Command) -> None:
        self._command = command

    def __call__(self, _checked: bool = False) -> None:
        self._command.do()
