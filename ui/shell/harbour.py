"""A drawing for the first page: a marked channel, a boat in it, a light at its end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.app import theme
from ui.shell.nav import logo

WIDE = 320
HIGH = 420
HORIZON = 96
MOUTH = (148.0, 172.0)
"""Where both edges of the channel meet the horizon."""
FOOT = (-42.0, 362.0)
"""Where they would meet the lower edge."""
MARKS = ((146, 0.4), (208, 0.7), (318, 1.2))
"""How deep a pair of marks stands, and how large it is there."""
FAR_WAVES = ((24, 142, 0.8), (66, 120, 0.5), (238, 122, 0.5), (270, 160, 0.8), (10, 214, 0.9))
NEAR_WAVES = (
    (150, 132, 0.4),
    (134, 166, 0.6),
    (170, 186, 0.6),
    (104, 250, 0.8),
    (200, 236, 0.8),
    (66, 334, 1.1),
    (212, 312, 1.1),
    (118, 390, 1.3),
    (252, 384, 1.1),
)


class Harbour(QWidget):
    """The drawing; it follows the theme and keeps its proportions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(WIDE, HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, self.height() - HIGH)
        painter.scale(self.width() / WIDE, 1)
        _land(painter)
        _channel(painter)
        for x, y, size in FAR_WAVES:
            _wave(painter, QPointF(x, y), size, "strong", 0.5)
        for x, y, size in NEAR_WAVES:
            _wave(painter, QPointF(x, y), size, "fill", 0.7)
        for y, size in MARKS:
            _can(painter, QPointF(_edge(0, y), y), size)
            _cone(painter, QPointF(_edge(1, y), y), size)
        _boat(painter, QPointF(160, 272))


def _pen(color: str, width: float = 1.5, alpha: float = 1.0) -> QPen:
    pen = QPen(theme().color(color, alpha), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _edge(side: int, y: float) -> float:
    """Where an edge of the channel is at this height; 0 is port, 1 starboard."""
    part = (y - HORIZON) / (HIGH - HORIZON)
    return MOUTH[side] + part * (FOOT[side] - MOUTH[side])


def _shape(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path


def _land(painter: QPainter) -> None:
    hill = QPainterPath(QPointF(0, HORIZON))
    hill.lineTo(0, 74)
    hill.cubicTo(36, 66, 54, 84, 84, 82)
    hill.cubicTo(104, 80, 116, 92, 132, HORIZON)
    cape = QPainterPath(QPointF(WIDE, HORIZON))
    cape.lineTo(WIDE, 70)
    cape.cubicTo(292, 68, 270, 76, 244, 78)
    cape.cubicTo(222, 80, 212, 90, 196, HORIZON)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("neutral"))
    painter.drawPath(hill)
    painter.drawPath(cape)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen("border", 1))
    painter.drawLine(QPointF(0, HORIZON), QPointF(WIDE, HORIZON))
    beam = _shape((256, 40), (150, 22), (150, 46))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("accent_tint"))
    painter.drawPath(beam)
    painter.setPen(_pen("fill", 1.25))
    painter.setBrush(theme().color("surface"))
    painter.drawPath(_shape((251, 78), (253.5, 46), (262.5, 46), (265, 78)))
    painter.setBrush(theme().color("fill"))
    painter.drawRect(QRectF(254, 36, 8, 10))
    painter.drawPath(_shape((252.5, 36), (258, 30), (263.5, 36)))
    painter.drawPath(_shape((252.4, 62), (253, 54), (263, 54), (263.6, 62)))


def _channel(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("accent_tint"))
    (a, b), (c, d) = MOUTH, FOOT
    painter.drawPath(_shape((a, HORIZON), (b, HORIZON), (d, HIGH), (c, HIGH)))
    painter.setPen(_pen("fill"))
    painter.drawLine(QPointF(a, HORIZON), QPointF(c, HIGH))
    painter.drawLine(QPointF(b, HORIZON), QPointF(d, HIGH))


def _wave(painter: QPainter, at: QPointF, size: float, color: str, alpha: float) -> None:
    half = 18 * size
    path = QPainterPath(at)
    path.quadTo(at + QPointF(half / 2, -5 * size), at + QPointF(half, 0))
    path.quadTo(at + QPointF(half * 1.5, 5 * size), at + QPointF(half * 2, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(color, 1.25, alpha))
    painter.drawPath(path)


def _can(painter: QPainter, at: QPointF, size: float) -> None:
    """A port mark: a can, drawn hollow."""
    painter.setPen(_pen("fill"))
    painter.setBrush(theme().color("surface"))
    painter.drawRect(QRectF(at.x() - 10 * size, at.y() - 12 * size, 20 * size, 25 * size))
    painter.drawLine(at - QPointF(0, 12 * size), at - QPointF(0, 21 * size))


def _cone(painter: QPainter, at: QPointF, size: float) -> None:
    """A starboard mark: a cone, drawn full."""
    painter.setPen(_pen("fill"))
    painter.setBrush(theme().color("fill"))
    x, y = at.x(), at.y()
    top, foot = y - 17 * size, y + 13 * size
    painter.drawPath(_shape((x - 13 * size, foot), (x + 13 * size, foot), (x, top)))
    painter.drawLine(QPointF(x, top), QPointF(x, top - 5 * size))


def _boat(painter: QPainter, at: QPointF) -> None:
    place = QTransform.fromTranslate(at.x(), at.y()).scale(1.4, 1.4)
    hull = _shape((-21, 7), (21, 7), (13, 19), (-13, 19))
    mast_sail = _shape((-0.5, -26), (-0.5, 3), (-18, 3))
    fore_sail = _shape((3.5, -18), (3.5, 3), (17, 3))
    painter.setPen(_pen("text", 1.5))
    painter.setBrush(theme().color("text"))
    painter.drawPath(place.map(hull))
    painter.setBrush(theme().color("surface"))
    painter.drawPath(place.map(mast_sail))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("fill"))
    painter.drawPath(place.map(fore_sail))


class Mark(QWidget):
    """The sign as a widget."""

    def __init__(self, size: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        logo(QPainter(self), QRectF(self.rect()))
