"""General settings of this device: language, look, size, movement, time zone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.kit.app import is_chinese, t, theme
from ui.kit.button import IconButton
from ui.kit.fields import Choice, Toggle
from ui.kit.label import Label
from ui.kit.lay import row
from ui.kit.tabs import Tabs
from ui.shell import store, zones
from ui.shell.sections.block import Block, Section, Setting
from ui.shell.store import Store

ZOOMS = (75, 80, 90, 100, 110, 125, 150, 175, 200)


class General(Section):
    """Everything that this person sees differently on this device."""

    look_asked = Signal(str, str, bool)
    """Mode, density, whether nothing moves."""
    language_asked = Signal(str)
    zoom_asked = Signal(int)

    def __init__(self, held: Store, zone: str) -> None:
        super().__init__()
        self._store = held
        self.language = Choice(
            [("zh_CN", "简体中文", "languages"), ("en", "English", "languages")], t("Language")
        )
        self.language.setFixedWidth(200)
        self.language.show_key("zh_CN" if is_chinese() else "en")
        self.mode = Tabs(
            [
                ("system", t("System|theme"), "monitor"),
                ("light", t("Light"), "sun"),
                ("dark", t("Dark"), "moon"),
            ],
            t("Look|theme"),
            is_switch=True,
        )
        self.density = Tabs(
            [
                ("compact", t("Compact"), ""),
                ("normal", t("Normal|density"), ""),
                ("roomy", t("Roomy"), ""),
            ],
            t("Density"),
            is_switch=True,
        )
        self.calm = Toggle(is_on=theme().is_calm)
        self.zoom = Zoom(held.number(store.ZOOM))
        self.mode.show_key(theme().mode)
        self.density.show_key(theme().density)
        self._wire()
        self.fill(
            Block(
                t("Language and look"),
                Setting(t("Language"), self.language),
                Setting(t("Look|theme"), self.mode),
                Setting(t("Density"), self.density, t("How high rows and buttons are")),
                Setting(t("Zoom"), self.zoom, t("From {least} % to {most} %", least=75, most=200)),
                Setting(t("Calm motion"), self.calm, t("Nothing slides, nothing blinks")),
            ),
            Block(t("Time"), Setting(t("Time zone"), *_zone(zone))),
        )

    def _wire(self) -> None:
        self.language.chosen.connect(self._on_language)
        self.mode.chosen.connect(self._on_look)
        self.density.chosen.connect(self._on_look)
        self.calm.switched.connect(self._on_look)
        self.zoom.chosen.connect(self._on_zoom)

    def _on_look(self) -> None:
        mode, density, is_calm = self.mode.key, self.density.key, self.calm.is_on
        for name, value in ((store.MODE, mode), (store.DENSITY, density), (store.CALM, is_calm)):
            self._store.set(name, value)
        self.look_asked.emit(mode, density, is_calm)

    def _on_language(self, lang: object) -> None:
        self._store.set(store.LANGUAGE, str(lang))
        self.language_asked.emit(str(lang))

    def _on_zoom(self, percent: int) -> None:
        self._store.set(store.ZOOM, percent)
        self.zoom_asked.emit(percent)


class Zoom(QWidget):
    """Smaller, a list of sizes, larger."""

    chosen = Signal(int)

    def __init__(self, percent: int) -> None:
        super().__init__()
        self.less = IconButton("zoom-out", t("Smaller"))
        self.more = IconButton("zoom-in", t("Larger"))
        self.list = Choice([(size, f"{size} %", "") for size in ZOOMS], t("Zoom"))
        self.list.setFixedWidth(96)
        self.setLayout(row(self.less, self.list, self.more, gap=4))
        self.list.chosen.connect(self._on_chosen)
        self.less.clicked.connect(self._on_less)
        self.more.clicked.connect(self._on_more)
        self.percent = percent
        self.show_percent(percent)

    def show_percent(self, percent: int) -> None:
        """The size that holds, without telling."""
        self.percent = min(ZOOMS, key=lambda size: abs(size - percent))
        self.list.show_key(self.percent)
        self.less.enable("" if self.percent > ZOOMS[0] else t("This is the smallest"))
        self.more.enable("" if self.percent < ZOOMS[-1] else t("This is the largest"))

    def _choose(self, percent: int) -> None:
        if percent != self.percent:
            self.show_percent(percent)
            self.chosen.emit(percent)

    def _on_chosen(self, percent: object) -> None:
        if isinstance(percent, int):
            self._choose(percent)

    def _on_less(self) -> None:
        self._choose(ZOOMS[max(0, ZOOMS.index(self.percent) - 1)])

    def _on_more(self) -> None:
        self._choose(ZOOMS[min(len(ZOOMS) - 1, ZOOMS.index(self.percent) + 1)])


def _zone(zone: str) -> tuple[QWidget, str]:
    """The workspace's zone, and this computer's where it is another."""
    here = zones.machine()
    hint = t("Of the workspace, for everyone")
    if zones.offset(here) != zones.offset(zone):
        hint = t("Of the workspace; this computer is in {zone}", zone=zones.told(here))
    return Label(zones.told(zone), "body", "text2"), hint
