"""What every page is: a widget that opens a place, hears changes, and offers commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from app.model.change import Changes
from ui.kit.command import Command
from ui.parts.host import Host


class Page(QWidget):
    """One page; it is made at its first visit and kept. Hidden, it only notes that it is stale."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._is_stale = True
        host.bridge.changed.connect(self._on_bridge)

    def crumbs(self) -> list[tuple[str, str]]:
        """Where it is: words and place of each step, for the top bar."""
        return []

    def open(self, place: Sequence[str]) -> None:
        """Show a part of it: the words of its place behind its own name."""
        del place

    def refresh(self) -> None:
        """Read everything again."""

    def on_changed(self, changes: Changes) -> None:
        """Something was committed while the page is shown; by default all is read again."""
        del changes
        self.refresh()

    def commands(self) -> Sequence[Command]:
        """What can be done here."""
        return ()

    def freshen(self) -> None:
        """Read again if anything was missed while it was hidden."""
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    @Slot(object)
    def _on_bridge(self, changes: Changes) -> None:
        if self.isVisible():
            self.on_changed(changes)
        else:
            self._is_stale = True
