"""Tokens to palette, fonts and one style sheet; light, dark and system, switched live."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette, QPixmapCache
from PySide6.QtWidgets import QApplication

import resources
from ui.kit import sheet

FAMILIES = {
    "win32": ("Segoe UI Variable", "Segoe UI", "Microsoft YaHei UI"),
    "darwin": (".AppleSystemUIFont", "PingFang SC"),
}
LINUX = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "Noto Sans",
    "DejaVu Sans",
)
TYPES = {
    "caption": (11, 16, False),
    "small": (12, 18, False),
    "body": (13, 20, False),
    "strong": (13, 20, True),
    "subtitle": (15, 22, True),
    "title": (18, 26, True),
    "display": (28, 36, True),
}
"""Name -> size in px, line in px, whether it is 600 heavy (ux.md B3)."""
DENSITIES = {"compact": 28, "normal": 32, "roomy": 40}
"""Name -> height of a row in px; a control is as high, 36 at most."""
MODES = ("system", "light", "dark")
ROLES = {
    QPalette.ColorRole.Window: "app",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "app",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Highlight: "fill",
    QPalette.ColorRole.HighlightedText: "on_fill",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "strong",
    QPalette.ColorRole.Shadow: "border",
    QPalette.ColorRole.Accent: "fill",
}


class Theme(QObject):
    """What everything looks like now; `changed` is told after the new look is on."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = {
            name: json.loads(resources.path("themes", f"{name}.json").read_text(encoding="utf-8"))
            for name in ("light", "dark")
        }
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self.mode = "system"
        self.density = "normal"
        self.is_calm = False
        hints = QGuiApplication.styleHints()
        # Qt tells of a new scheme before its own palette has changed: queued (libraries.md Q20).
        hints.colorSchemeChanged.connect(self._on_scheme, Qt.ConnectionType.QueuedConnection)

    @property
    def is_dark(self) -> bool:
        """Whether the dark tokens are on."""
        if self.mode == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.mode == "dark"

    @property
    def row(self) -> int:
        """Height of a row in px."""
        return DENSITIES[self.density]

    @property
    def control(self) -> int:
        """Height of a button or field in px."""
        return min(36, DENSITIES[self.density])

    def look(self, mode: str, density: str = "", *, is_calm: bool | None = None) -> None:
        """Change the look of every open window."""
        self.mode = mode if mode in MODES else "system"
        self.density = density if density in DENSITIES else self.density
        self.is_calm = self.is_calm if is_calm is None else is_calm
        self.put_on()

    def put_on(self) -> None:
        """Palette, fonts and the style sheet of the tokens that hold now."""
        QPixmapCache.clear()
        tokens: dict[str, str] = self._tokens["dark" if self.is_dark else "light"]
        self._colors = {name: QColor(value) for name, value in tokens.items()}
        self._fonts = {}
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if app.style().name() != "fusion":
            app.setStyle("Fusion")
        app.setPalette(self._palette())
        app.setFont(self.font("body"))
        app.setStyleSheet(sheet.text(tokens, self.control))
        self.changed.emit()

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """A token's colour; `alpha` from 0 to 1 makes it see-through."""
        held = self._colors[name]
        if alpha >= 1.0:
            return held
        thin = QColor(held)
        thin.setAlphaF(alpha * held.alphaF())
        return thin

    def font(self, name: str, *, is_strong: bool = False) -> QFont:
        """A type token's font."""
        key = f"{name}!" if is_strong else name
        if key not in self._fonts:
            size, _, heavy = TYPES[name]
            font = QFont()
            font.setFamilies(families())
            font.setPixelSize(size)
            font.setWeight(QFont.Weight.DemiBold if heavy or is_strong else QFont.Weight.Normal)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return self._fonts[key]

    def line(self, name: str) -> int:
        """A type token's line height in px."""
        return TYPES[name][1]

    def duration(self, milliseconds: int) -> int:
        """How long a movement takes; nothing where the person wants it calm."""
        return 0 if self.is_calm else milliseconds

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in ROLES.items():
            palette.setColor(role, self._colors[name])
        for role in (
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self._colors["disabled"])
        return palette

    def _on_scheme(self) -> None:
        if self.mode == "system":
            self.put_on()


def families() -> list[str]:
    """The fonts of this system that are there, the best first."""
    held = set(QFontDatabase.families())
    wanted = FAMILIES.get(sys.platform, LINUX)
    return [name for name in wanted if name in held or name.startswith(".")] or ["sans-serif"]
