"""The two menus of the navigation: whose workspace this is, and who is at work."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu

from ui.kit.app import t, theme
from ui.kit.command import Command
from ui.kit.pop import Entry, menu
from ui.parts.host import Host
from ui.shell import store, workspaces
from ui.shell.nav import HEAD, Nav
from ui.shell.store import Store

FOOT = 52


class Switcher(QObject):
    """Opens other workspaces of this computer, begins one more, and what concerns oneself."""

    chosen = Signal(object)
    """The folder of another profile."""
    fresh_asked = Signal()
    look_asked = Signal(str, str, bool)
    keys_asked = Signal()
    end_asked = Signal()

    def __init__(self, nav: Nav, host: Host, held: Store) -> None:
        super().__init__(nav)
        self._nav, self._host, self._store = nav, host, held
        nav.workspace_asked.connect(self.open_workspaces)
        nav.me_asked.connect(self.open_me)

    def commands(self) -> list[Command]:
        """Both menus and each other workspace, for the palette and the menu bar."""
        group = t("Fairway")
        others = [
            Command(
                f"workspace.{one.folder.name}",
                t("Switch to {workspace}", workspace=words(one)),
                partial(self.chosen.emit, one.folder),
                "layers",
                "",
                group,
            )
            for one in workspaces.known(self._here)
            if one.folder != self._here
        ]
        add = Command(
            "workspace.add", t("Add a workspace…"), self.fresh_asked.emit, "plus", "", group
        )
        return [*others, add]

    def workspace_menu(self) -> QMenu:
        """Workspaces of this computer, the open one ticked."""
        lines = [
            Entry(
                words(one),
                partial(self._choose, one.folder),
                is_ticked=one.folder == self._here,
            )
            for one in workspaces.known(self._here)
        ]
        more = [
            Entry(),
            Entry(t("Add a workspace…"), self.fresh_asked.emit, "plus"),
            Entry(t("Invite a colleague"), partial(self._host.go, "settings/hub"), "user-plus"),
            Entry(t("Data and backup"), partial(self._host.go, "settings/data"), "database"),
        ]
        return menu(self._nav, [*lines, *more])

    def me_menu(self) -> QMenu:
        """What concerns the person at work."""
        me = f"person/{self._host.me.hex()}"
        looks = [
            Entry(words, partial(self._look, mode), is_ticked=theme().mode == mode)
            for mode, words in (
                ("system", t("Follow the system")),
                ("light", t("Light")),
                ("dark", t("Dark")),
            )
        ]
        return menu(
            self._nav,
            [
                Entry(t("My card"), partial(self._host.go, me), "user"),
                Entry(t("Settings"), partial(self._host.go, "settings"), "settings"),
                Entry(t("Keys"), self.keys_asked.emit, "keyboard", "F1"),
                Entry(),
                *looks,
                Entry(),
                Entry(t("About"), partial(self._host.go, "settings/about"), "info"),
                Entry(t("Close Fairway"), self.end_asked.emit, "x"),
            ],
        )

    @Slot()
    def open_workspaces(self) -> None:
        """Under the name of the workspace."""
        self.workspace_menu().popup(self._nav.mapToGlobal(QPoint(8, HEAD - 4)))

    @Slot()
    def open_me(self) -> None:
        """Above the person's name."""
        made = self.me_menu()
        top = self._nav.height() - FOOT - made.sizeHint().height()
        made.popup(self._nav.mapToGlobal(QPoint(8, top)))

    @property
    def _here(self) -> Path:
        return self._host.desk.profile.folder

    def _choose(self, folder: Path) -> None:
        if folder != self._here:
            self.chosen.emit(folder)

    def _look(self, mode: str) -> None:
        self._store.set(store.MODE, mode)
        self.look_asked.emit(mode, self._store.text(store.DENSITY), self._store.flag(store.CALM))


def words(one: workspaces.Known) -> str:
    """How a workspace is named among others."""
    name = f"{one.name} – {one.person}" if one.person else one.name
    return t("{workspace} (demo)", workspace=name) if one.is_demo else name
