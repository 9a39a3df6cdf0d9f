"""What delegates and painted widgets draw alike: words, chips, people, bars, rings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from ui.kit import icons
from ui.kit.app import theme

CHIP_HEIGHT = 20
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Chip:
    """A state: icon, word and tint together; `tone` is one of TONES."""

    text: str
    tone: str = "neutral"
    icon: str = ""


TONES = {
    "neutral": ("neutral", "text2"),
    "accent": ("accent_tint", "accent"),
    "success": ("success_tint", "success"),
    "warn": ("warn_tint", "warn"),
    "danger": ("danger_tint", "danger"),
    "outline": ("", "text2"),
}
"""Tone -> tokens of its ground and its words."""


@lru_cache(maxsize=64)
def _metrics(key: str, _family: str) -> QFontMetricsF:
    name, _, strong = key.partition("!")
    return QFontMetricsF(theme().font(name, is_strong=bool(strong)))


def metrics(font: str, *, is_strong: bool = False) -> QFontMetricsF:
    """How wide words of a type token are, in px."""
    return _metrics(font + ("!1" if is_strong else "!"), theme().font("body").family())


def width(text: str, font: str = "body", *, is_strong: bool = False) -> float:
    """How wide these words are, in px."""
    return _width(text, font, is_strong)


@lru_cache(maxsize=50_000)
def _width(text: str, font: str, is_strong: bool) -> float:
    return metrics(font, is_strong=is_strong).horizontalAdvance(text)


@lru_cache(maxsize=20_000)
def _elided(text: str, font: str, is_strong: bool, room: int) -> str:
    kind = Qt.TextElideMode.ElideRight
    return metrics(font, is_strong=is_strong).elidedText(text, kind, room)


def words(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    font: str = "body",
    color: str | QColor = "text",
    *,
    align: Qt.AlignmentFlag = LEFT,
    is_strong: bool = False,
) -> float:
    """One line of words, elided where there is no room; the answer is their width in px."""
    wide = width(text, font, is_strong=is_strong)
    if wide > rect.width():
        text = _elided(text, font, is_strong, max(0, int(rect.width())))
        wide = min(wide, rect.width())
    painter.setFont(theme().font(font, is_strong=is_strong))
    painter.setPen(theme().color(color) if isinstance(color, str) else color)
    painter.drawText(QRectF(rect), int(align | Qt.TextFlag.TextSingleLine), text)
    return wide


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    fill: str = "",
    border: str = "",
    *,
    radius: float = 4,
) -> None:
    """A rounded box on whole pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color(border), 1) if border else Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(fill) if fill else Qt.BrushStyle.NoBrush)
    inset = 0.5 if border else 0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def ring(painter: QPainter, rect: QRect | QRectF, *, radius: float = 4) -> None:
    """The ring of the keyboard's focus, inside the place."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().color("ring"), 2))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def chip_width(chip: Chip) -> int:
    """How wide a chip is, in px."""
    return round(width(chip.text, "caption") + (16 if chip.icon else 2) + 14)


def chip(painter: QPainter, x: float, middle: float, what: Chip, room: float = 1e6) -> int:
    """A chip with its left edge at `x`; the answer is its width in px."""
    wide = round(min(chip_width(what), room))
    ground, ink = TONES[what.tone]
    rect = QRectF(x, round(middle - CHIP_HEIGHT / 2), wide, CHIP_HEIGHT)
    box(painter, rect, ground, "" if ground else "border", radius=CHIP_HEIGHT / 2)
    left = rect.x() + 7
    if what.icon:
        icons.paint(painter, what.icon, QRectF(left - 1, rect.y() + 4, 12, 12), ink)
        left += 15
    words(
        painter,
        QRectF(left, rect.y(), rect.right() - 6 - left, CHIP_HEIGHT),
        what.text,
        "caption",
        ink,
    )
    return wide


def avatar(painter: QPainter, rect: QRect | QRectF, name: str) -> None:
    """A person's first character on the ground that their name always has."""
    pair = crc32(name.encode()) % 5
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(f"avatar{pair}"))
    painter.drawEllipse(QRectF(rect))
    font = QFont(theme().font("caption"))
    font.setPixelSize(max(9, round(rect.height() * 0.5)))
    painter.setFont(font)
    painter.setPen(theme().color(f"avatar{pair}_text"))
    painter.drawText(QRectF(rect), int(CENTER), name[:1].upper() or "?")
    painter.restore()


def bar(painter: QPainter, rect: QRect | QRectF, part: float, color: str = "progress") -> None:
    """A progress bar, 4 px high in the middle of the place; `part` from 0 to 1."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    track = QRectF(rect.x(), round(rect.y() + rect.height() / 2 - 2), rect.width(), 4)
    painter.setBrush(theme().color("border"))
    painter.drawRoundedRect(track, 2, 2)
    done = max(0.0, min(1.0, part)) * track.width()
    if done > 0:
        painter.setBrush(theme().color(color))
        painter.drawRoundedRect(QRectF(track.x(), track.y(), max(4.0, done), 4), 2, 2)
    painter.restore()


def hatch(painter: QPainter, rect: QRect | QRectF, color: str = "danger") -> None:
    """Lines at 45 degrees, 4 px apart: what is late, also without colour."""
    painter.save()
    painter.setClipRect(QRectF(rect), Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color(color, 0.45), 1))
    x, high = rect.x() - rect.height(), rect.height()
    while x < rect.right():
        painter.drawLine(QPointF(x, rect.y() + high), QPointF(x + high, rect.y()))
        x += 4
    painter.restore()


def overdue(painter: QPainter, x: float, middle: float, text: str) -> int:
    """The sign of what is overdue: outline, hatch, clock and words; its width in px."""
    wide = round(width(text, "caption") + 34)
    rect = QRectF(x, round(middle - 10), wide, 20)
    box(painter, rect, "danger_tint", "", radius=4)
    painter.save()
    clip = QPainterPath()
    clip.addRoundedRect(rect, 4, 4)
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    hatch(painter, rect)
    painter.restore()
    box(painter, rect, "", "danger", radius=4)
    icons.paint(painter, "clock-alert", QRectF(rect.x() + 6, rect.y() + 4, 12, 12), "danger")
    plate = QRectF(rect.x() + 23, rect.y() + 2, wide - 26, 16)
    box(painter, plate, "surface", radius=2)
    words(painter, plate, text, "caption", "danger", align=CENTER)
    return wide


def key(painter: QPainter, right: float, middle: float, text: str) -> int:
    """A key's cap with its right edge at `right`; its width in px."""
    wide = max(18, round(width(text, "caption") + 8))
    rect = QRectF(right - wide, round(middle - 9), wide, 18)
    box(painter, rect, "sunken", "border")
    words(painter, rect, text, "caption", "text2", align=CENTER)
    return wide
