"""The settings: sections at the left, one of them at the right; everything is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStackedWidget, QWidget

from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.kit.command import Command
from ui.kit.label import Label, upright
from ui.kit.lay import column, panel, row, scrolled
from ui.parts.host import Host
from ui.parts.page import Page
from ui.shell.sections.about import About
from ui.shell.sections.block import Section
from ui.shell.sections.data import Data, DataActions
from ui.shell.sections.general import General
from ui.shell.sections.hub import Hub, HubActions
from ui.shell.sections.notify import Notify
from ui.shell.store import Store

SIDE = 216
__all__ = ["DataActions", "HubActions", "SettingsPage"]


class SettingsPage(Page):
    """Place `settings`, or `settings/hub` and so on for one of its sections."""

    look_asked = Signal(str, str, bool)
    language_asked = Signal(str)
    zoom_asked = Signal(int)
    joined = Signal(object)
    """The answer of `HubActions.join`, on the main thread."""

    def __init__(self, host: Host, held: Store, hub: HubActions, data: DataActions) -> None:
        super().__init__(host)
        self._held, self._hub, self._data = held, hub, data
        self._names: dict[str, tuple[str, str]] = {
            "general": (t("General"), "settings"),
            "hub": (t("Hub"), "server"),
            "notices": (t("Notices"), "bell"),
            "data": (t("Data"), "database"),
            "about": (t("About"), "info"),
        }
        self._shown: dict[str, tuple[Section, QWidget]] = {}
        self._stack = QStackedWidget()
        self._buttons: dict[str, SectionButton] = {}
        for key, (words, icon) in self._names.items():
            button = SectionButton(icon, words)
            button.toggled.connect(self._on_toggled)
            self._buttons[key] = button
        title = Label(t("Settings"), "title")
        side = column(title, 12, *self._buttons.values(), None, gap=2, margins=(16, 20, 16, 16))
        left = panel(side, "app")
        left.setFixedWidth(SIDE)
        self.setLayout(row(left, upright(), self._stack, gap=0))
        self.key = ""
        held.failed.connect(self._on_unwritten)
        self.show_section("general")

    @cached_property
    def general(self) -> General:
        """Language, look and time; like every section made when it is first shown."""
        made = General(self._held, self.host.desk.profile.tz)
        made.look_asked.connect(self.look_asked)
        made.language_asked.connect(self.language_asked)
        made.zoom_asked.connect(self.zoom_asked)
        return made

    @cached_property
    def hub(self) -> Hub:
        """Where this device sends its work."""
        made = Hub(self.host, self._held, self._hub)
        made.joined.connect(self.joined)
        return made

    @cached_property
    def notify(self) -> Notify:
        """What is told, and when."""
        return Notify(self._held)

    @cached_property
    def data(self) -> Data:
        """Where the data lies."""
        return Data(self.host, self._data)

    @cached_property
    def about(self) -> About:
        """What this program is, and whether it is well."""
        return About(self.host)

    def _made(self, key: str) -> Section:
        match key:
            case "hub":
                return self.hub
            case "notices":
                return self.notify
            case "data":
                return self.data
            case "about":
                return self.about
            case _:
                return self.general

    def crumbs(self) -> list[tuple[str, str]]:
        words = self._names[self.key][0]
        return [(t("Settings"), "settings"), (words, f"settings/{self.key}")]

    def open(self, place: Sequence[str]) -> None:
        if place and place[0] in self._names:
            self.show_section(place[0])

    def refresh(self) -> None:
        self._shown[self.key][0].open()

    def commands(self) -> Sequence[Command]:
        return [
            Command("check", t("Self check"), self._on_check, "heart-pulse", group=t("Settings"))
        ]

    def show_section(self, key: str) -> None:
        """Show one of them."""
        if key == self.key:
            return
        self.key = key
        self._buttons[key].setChecked(True)
        if key not in self._shown:
            section = self._made(key)
            self._shown[key] = section, scrolled(section)
            self._stack.addWidget(self._shown[key][1])
        section, area = self._shown[key]
        self._stack.setCurrentWidget(area)
        section.open()

    def _on_toggled(self, is_on: bool) -> None:
        if is_on:
            self.show_section(next(k for k, b in self._buttons.items() if b.isChecked()))

    def _on_check(self) -> None:
        self.show_section("about")
        self.about.look()

    def _on_unwritten(self, why: str) -> None:
        text = t("The settings cannot be written; they hold until you close Fairway")
        self.host.say(text, detail=why, tone="danger")


class SectionButton(QAbstractButton):
    """The name of a section; arrows move between them."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(words)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        theme().changed.connect(self.update)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(SIDE - 32, 32)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        is_on = self.isChecked()
        if is_on or self.underMouse():
            draw.box(painter, rect, "selected" if is_on else "hover")
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        ink = "accent" if is_on else "text2"
        icons.paint(painter, self._icon, QRectF(8, 8, 16, 16), ink)
        place = QRectF(32, 0, rect.width() - 40, rect.height())
        words = "text" if is_on else "text2"
        draw.words(painter, place, self.text(), "body", words, is_strong=is_on)
