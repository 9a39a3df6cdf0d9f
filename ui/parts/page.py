"""What every page is: a widget that opens a place, hears changes, and offers commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.model.change import Changes
from app.model.errors import Fault
from ui.kit import lay
from ui.kit.app import t, told
from ui.kit.command import Command
from ui.kit.empty import Empty
from ui.parts.host import Host


class Page(QWidget):
    """One page; it is made at its first visit and kept. Hidden, it only notes that it is stale."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._is_stale = True
        self._trouble: QFrame | None = None
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
            self._read_again()

    @property
    def has_trouble(self) -> bool:
        """Whether the page says that it could not be read."""
        return self._trouble is not None

    def fail(self, fault: object) -> None:
        """Say in the page's place what could not be read, and offer to try again."""
        self._mend()
        message, kept, hint = told(fault) if isinstance(fault, Fault) else ("", "", "")
        if not message:
            self.host.fail(fault)
        said = Empty(
            "circle-alert",
            t("This page could not be read"),
            "  ".join(part for part in (message, kept, hint) if part) or t("The log says why"),
            t("Try again"),
            self._read_again,
            is_primary=False,
        )
        self._trouble = lay.panel(lay.column(said, gap=0), "surface", self)
        self._trouble.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._trouble.setGeometry(self.rect())
        self._trouble.show()
        self._trouble.raise_()

    def _mend(self) -> None:
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            trouble.hide()
            trouble.deleteLater()

    def _read_again(self) -> None:
        self._mend()
        try:
            self.refresh()
        except Fault as fault:
            self.fail(fault)

    @Slot(object)
    def _on_bridge(self, changes: Changes) -> None:
        if not self.isVisible():
            self._is_stale = True
        elif self.has_trouble:
            self._read_again()
        else:
            self.on_changed(changes)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._trouble is not None:
            self._trouble.setGeometry(self.rect())
