"""The caps of a key sequence, as they stand on this computer's keyboard."""

from __future__ import annotations

import sys

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.kit import draw

MAC = {"Ctrl": "⌘", "Shift": "⇧", "Alt": "⌥", "Meta": "⌃"}
SIGNS = {"Return": "Enter", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Del": "Delete"}
HEIGHT = 18
GAP = 2


def caps(keys: str) -> list[str]:
    """The caps of a portable key sequence: Ctrl+Shift+K gives three."""
    found: list[str] = []
    for chord in keys.split(", ") if keys != ", " else [keys]:
        # The plus sign separates and is a key too: Ctrl++.
        parts = [*chord[:-2].split("+"), "+"] if chord.endswith("++") else chord.split("+")
        found += [part for part in parts if part] or [chord]
    signs = {**SIGNS, **(MAC if sys.platform == "darwin" else {})}
    return [signs.get(part, part) for part in found if part]


def spoken(keys: str) -> str:
    """The sequence as a screen reader says it."""
    return " ".join(caps(keys))


def width(held: list[str]) -> int:
    """How wide these caps are, in px."""
    return sum(_wide(cap) + GAP for cap in held) - GAP if held else 0


def paint(
    painter: QPainter, right: float, middle: float, held: list[str], *, is_off: bool = False
) -> int:
    """Caps with their right edge here; the answer is their width in px."""
    x = right - width(held)
    for cap in held:
        rect = QRectF(x, round(middle - HEIGHT / 2), _wide(cap), HEIGHT)
        draw.box(painter, rect, "neutral", "border")
        ink = "disabled" if is_off else "text2"
        draw.words(painter, rect, cap, "caption", ink, align=draw.CENTER)
        x += rect.width() + GAP
    return width(held)


def _wide(cap: str) -> int:
    return max(HEIGHT, round(draw.width(cap, "caption") + 10))
