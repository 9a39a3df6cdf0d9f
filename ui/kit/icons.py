"""Lucide icons, tinted when they are painted, sharp at the screen's pixel ratio."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from ui.kit.app import theme


@cache
def _source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=2_000)
def _picture(name: str, color: str, size: int, ratio: float) -> QPixmap:
    # Thinner lines keep their weight when the picture is small (design notes, rule 3).
    width = "2" if size <= 14 else "1.75"
    text = _source(name).replace("currentColor", color)
    text = text.replace('stroke-width="2"', f'stroke-width="{width}"')
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text.encode())).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def paint(painter: QPainter, name: str, at: QRect | QRectF, color: QColor | str) -> None:
    """Paint an icon in the middle of a place, as large as its shorter side."""
    tint = theme().color(color) if isinstance(color, str) else color
    size = round(min(at.width(), at.height()))
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    picture = _picture(name, tint.name(), size, ratio)
    corner = QPointF(at.x() + (at.width() - size) / 2, at.y() + (at.height() - size) / 2)
    painter.drawPixmap(corner.toPoint(), picture)


class Tinted(QIconEngine):
    """An icon for Qt's own places: menus, tabs, window titles."""

    def __init__(self, name: str, color: str) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint(painter, self._name, rect, "disabled" if mode == QIcon.Mode.Disabled else self._color)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return Tinted(self._name, self._color)


def icon(name: str, color: str = "text2") -> QIcon:
    """An icon as Qt wants it; its colour follows the theme."""
    return QIcon(Tinted(name, color))


def is_known(name: str) -> bool:
    """Whether there is such an icon."""
    return resources.path("icons", f"{name}.svg").exists()
