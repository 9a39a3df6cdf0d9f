"""Colours of the chart: those of the theme on the screen, light ones on paper."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from zlib import crc32

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QPainter,
    QPen,
    QPixmap,
    QStaticText,
    QTransform,
)

import resources
from ui.kit import draw
from ui.kit.app import theme


class Ink:
    """The tokens that hold now."""

    def __init__(self, *, is_paper: bool = False) -> None:
        self.is_paper = is_paper
        self._paper = _light() if is_paper else None
        self._theme = theme()
        self._mixed: dict[tuple[str, str, float], QColor] = {}
        self._chips: dict[tuple[str, int, int, float], QPixmap] = {}

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """A token's colour."""
        if self._paper is None:
            return self._theme.color(name, alpha)
        held = QColor(self._paper[name])
        held.setAlphaF(alpha)
        return held

    def mixed(self, name: str, ground: str, part: float) -> QColor:
        """So much of a colour on a ground, without seeing through: stripes do not shine."""
        key = (name, ground, part)
        if key not in self._mixed:
            a, b = self.color(name), self.color(ground)
            self._mixed[key] = QColor.fromRgbF(
                a.redF() * part + b.redF() * (1 - part),
                a.greenF() * part + b.greenF() * (1 - part),
                a.blueF() * part + b.blueF() * (1 - part),
            )
        return self._mixed[key]

    def forget(self) -> None:
        """The theme has changed."""
        self._mixed.clear()
        self._chips.clear()

    def chip(self, key: tuple[str, int, int, float], name: str) -> QPixmap:
        """A person's sign, painted once."""
        held = self._chips.get(key)
        if held is None:
            _, _, size, ratio = key
            held = QPixmap(round(size * ratio), round(size * ratio))
            held.setDevicePixelRatio(ratio)
            held.fill(Qt.GlobalColor.transparent)
            painter = QPainter(held)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _chip(painter, QRectF(0.5, 0.5, size - 1, size - 1), name, self)
            painter.end()
            self._chips[key] = held
        return held


@cache
def _light() -> dict[str, str]:
    return json.loads(resources.path("themes", "light.json").read_text(encoding="utf-8"))


def stripes(painter: QPainter, rect: QRectF, color: QColor, ink: Ink, gap: int = 4) -> None:
    """Lines at 45 degrees: what is late, what nobody knows yet."""
    if not ink.is_paper:
        # A tile instead of lines: a bar may have been late for a year.
        painter.fillRect(rect, QBrush(_tile(color.rgba(), gap)))
        return
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(color, 1.25))
    seen = rect.intersected(painter.clipBoundingRect())
    high = rect.height()
    x = seen.left() - high - (seen.left() - rect.left()) % gap
    while x < seen.right():
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + high, rect.y()))
        x += gap
    painter.restore()


@lru_cache(maxsize=64)
def _tile(rgba: int, gap: int) -> QPixmap:
    size = gap * 4
    tile = QPixmap(size, size)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(rgba), 1.25))
    for x in range(-size, size * 2, gap):
        painter.drawLine(QPointF(x, size), QPointF(x + size, 0))
    painter.end()
    return tile


@lru_cache(maxsize=20_000)
def _laid(text: str, font: str, is_strong: bool) -> QStaticText:
    """Words that are laid out once: Chinese takes its time."""
    laid = QStaticText(text)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    laid.prepare(QTransform(), theme().font(font, is_strong=is_strong))
    return laid


@lru_cache(maxsize=20_000)
def _fitting(text: str, font: str, is_strong: bool, room: int) -> str:
    held = draw.metrics(font, is_strong=is_strong)
    return held.elidedText(text, Qt.TextElideMode.ElideRight, room)


@lru_cache(maxsize=64)
def _high(font: str, is_strong: bool) -> float:
    return draw.metrics(font, is_strong=is_strong).height()


def put(painter: QPainter, at: QPointF, text: str, font: str, *, is_strong: bool = False) -> None:
    """Words with their upper left corner here, in the painter's own ink."""
    painter.setFont(theme().font(font, is_strong=is_strong))
    painter.drawStaticText(at, _laid(text, font, is_strong))


def words(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: str,
    color: QColor,
    *,
    ink: Ink | None = None,
    align: Qt.AlignmentFlag = draw.LEFT,
    is_strong: bool = False,
) -> float:
    """One line of words, elided where there is no room; the answer is their width in px."""
    if ink is not None and ink.is_paper:
        return draw.words(painter, rect, text, font, color, align=align, is_strong=is_strong)
    wide = draw.width(text, font, is_strong=is_strong)
    if wide > rect.width():
        text = _fitting(text, font, is_strong, max(0, int(rect.width())))
        wide = min(wide, rect.width())
    if not text:
        return 0.0
    high = _high(font, is_strong)
    x = rect.x()
    if align == draw.RIGHT:
        x = rect.right() - wide
    elif align == draw.CENTER:
        x = rect.x() + (rect.width() - wide) / 2
    painter.setPen(color)
    corner = QPointF(round(x), round(rect.y() + (rect.height() - high) / 2))
    put(painter, corner, text, font, is_strong=is_strong)
    return wide


def halo(painter: QPainter, at: QRectF, text: str, look: tuple[str, bool], ink: Ink) -> float:
    """Words with a thin edge of the ground around them, so that lines do not run through."""
    color, is_strong = look
    if ink.is_paper:  # on paper every word would be found five times
        paper = ink.color(color)
        return draw.words(painter, at, text, "small", paper, is_strong=is_strong)
    high = _high("small", is_strong)
    corner = QPointF(round(at.x()), round(at.y() + (at.height() - high) / 2))
    painter.setPen(ink.color("surface"))
    for dx, dy in ((-2, 0), (2, 0), (0, -1), (0, 1)):
        put(painter, corner + QPointF(dx, dy), text, "small", is_strong=is_strong)
    painter.setPen(ink.color(color))
    put(painter, corner, text, "small", is_strong=is_strong)
    return draw.width(text, "small", is_strong=is_strong)


def chip(painter: QPainter, at: QRectF, name: str, ink: Ink) -> None:
    """A person's first character."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    if ink.is_paper:
        _chip(painter, at, name, ink)
        return
    key = (name[:1], crc32(name.encode()) % 5, round(at.width()), ratio)
    painter.drawPixmap(at.topLeft(), ink.chip(key, name))


def _chip(painter: QPainter, at: QRectF, name: str, ink: Ink) -> None:
    pair = crc32(name.encode()) % 5
    painter.setPen(QPen(ink.color("surface"), 1))
    painter.setBrush(ink.color(f"avatar{pair}"))
    painter.drawEllipse(at)
    font = QFont(theme().font("caption"))
    font.setPixelSize(10)
    painter.setFont(font)
    painter.setPen(ink.color(f"avatar{pair}_text"))
    painter.drawText(at, int(draw.CENTER), name[:1].upper() or "?")
