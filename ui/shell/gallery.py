"""The component gallery: every component and token in every state, for whoever builds the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QStackedWidget, QWidget

from app.model.change import Changes
from ui.kit import lay
from ui.kit.app import t, theme
from ui.kit.command import Command
from ui.kit.label import Label, hairline
from ui.kit.tabs import Tabs
from ui.kit.theme import DENSITIES
from ui.parts.host import Host
from ui.parts.page import Page
from ui.shell import gallery_cards as tokens
from ui.shell import gallery_controls as controls
from ui.shell import gallery_parts as parts
from ui.shell import gallery_table
from ui.shell.gallery_parts import Talked

MARGIN = 16
SPARE = 2 * MARGIN + 12 + 12
"""Margins, the gap and the bar to scroll with: what stands beside the cards, in px."""


class GalleryPage(Page):
    """Places `gallery`, `gallery/parts` and `gallery/tokens`."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._talked = Talked(host)
        entries = [
            ("components", t("Components"), ""),
            ("parts", t("Parts|gallery"), ""),
            ("tokens", t("Tokens"), ""),
        ]
        self.tabs = Tabs(entries, t("Component gallery"))
        self.theme = Tabs(
            [("light", t("Light"), "sun"), ("dark", t("Dark"), "moon")],
            t("Appearance"),
            is_switch=True,
        )
        names = {"compact": t("Compact"), "normal": t("Normal|density"), "roomy": t("Roomy")}
        self.density = Tabs(
            [(key, names[key], "") for key in DENSITIES], t("Density"), is_switch=True
        )
        self._stack = QStackedWidget()
        self._shown: dict[str, QWidget] = {}
        head = lay.row(
            Label(t("Component gallery"), "title"),
            None,
            self.density,
            self.theme,
            margins=(24, 14, 16, 4),
        )
        tabs = lay.row(self.tabs, None, margins=(16, 0, 16, 0))
        self.setLayout(lay.column(head, tabs, hairline(is_rule=True), self._stack, gap=0))
        self.tabs.chosen.connect(self.show_part)
        self.theme.chosen.connect(self._on_theme)
        self.density.chosen.connect(self._on_density)
        theme().changed.connect(self._tell)
        self._tell()
        self.show_part("components")

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Component gallery"), "gallery")]

    def open(self, place: Sequence[str]) -> None:
        if place and place[0] in ("components", "parts", "tokens"):
            self.show_part(place[0])

    def refresh(self) -> None:
        if self.tabs.key == "parts":
            self._talked.show()

    def on_changed(self, changes: Changes) -> None:
        if self.tabs.key == "parts":
            self._talked.on_changed(changes)

    def commands(self) -> Sequence[Command]:
        group = t("Component gallery")
        return [
            Command("gallery.notice", t("Show a notice with Undo"), self.say, "bell", "", group),
        ]

    def say(self) -> None:
        """A notice in the corner, with a way back."""
        self.host.said_done(t("Deleted “{name}”", name=t("Old budget")))

    def show_part(self, key: str) -> None:
        """One of the three sheets; each is made when it is first asked for."""
        if key not in self._shown:
            made = self._made(key)
            self._shown[key] = made
            self._stack.addWidget(made)
        self.tabs.show_key(key)
        self._stack.setCurrentWidget(self._shown[key])
        self.refresh()

    def _made(self, key: str) -> QWidget:
        if key == "tokens":
            return Sheet(
                [tokens.colours(), tokens.signs()],
                [tokens.types()],
                [tokens.spaces(), tokens.charts()],
            )
        if key == "parts":
            comments, history, task, person = self._talked.cards()
            return Sheet(
                [comments, history, parts.people(self.host), parts.days(self.host)],
                [task, parts.floating(self.host)],
                [person],
            )
        now = self.host.now()
        return Sheet(
            [controls.buttons(), controls.fields(), gallery_table.table(now)],
            [
                controls.chips(),
                controls.badges(self.host.now()),
                controls.progress(),
                controls.empty(),
            ],
            [
                controls.choices(),
                controls.toasts(self.say),
                controls.disabled(),
                controls.broken(self.say),
            ],
        )

    @Slot()
    def _tell(self) -> None:
        self.theme.show_key("dark" if theme().is_dark else "light")
        self.density.show_key(theme().density)

    def _on_theme(self, key: str) -> None:
        theme().look(key)

    def _on_density(self, key: str) -> None:
        theme().look(theme().mode, key)


class Sheet(QWidget):
    """Three columns of cards; where the window is narrow the first stands above the others."""

    def __init__(
        self, first: Sequence[QFrame], second: Sequence[QFrame], third: Sequence[QFrame]
    ) -> None:
        super().__init__()
        self._first = tokens.side(*first)
        self._lower = lay.row(tokens.side(*second), tokens.side(*third), gap=12)
        self._all = lay.row(self._first, gap=12, margins=(MARGIN, MARGIN, MARGIN, MARGIN))
        self._all.addLayout(self._lower)
        self._lower.setStretch(0, 1)
        self._lower.setStretch(1, 1)
        self._all.setStretch(0, 1)
        self._all.setStretch(1, 1)
        inside = lay.panel(lay.column(self._all, None, gap=0), "app")
        self.setLayout(lay.column(lay.scrolled(inside), gap=0))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self._first.minimumSize().width() + self._lower.minimumSize().width()
        is_broad = self.width() >= wide + SPARE
        kind = QBoxLayout.Direction
        self._all.setDirection(kind.LeftToRight if is_broad else kind.TopToBottom)
