"""What hangs at the mouse: the line of a link, a bar to come, the card with the dates."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.kit import draw, icons
from ui.kit.app import theme
from ui.plan.gantt.gestures import Ghost
from ui.plan.gantt.ink import Ink
from ui.plan.gantt.says import Tip
from ui.plan.gantt.scene import BAR, DOT, Scene

PAD = 12
LINE = 20


def hanging(painter: QPainter, scene: Scene, ghost: Ghost, row: int, ink: Ink) -> None:
    """A link without its end, or a bar that is being drawn; in the chart's own pixels."""
    if ghost.kind == "link" and ghost.to is not None and ghost.key is not None:
        box = scene.box(scene.chart.row_of(ghost.key))
        if box is None:
            return
        painter.setPen(QPen(ink.color("danger" if ghost.fault else "ring"), 2))
        painter.drawLine(QPointF(box.right + DOT, box.middle), QPointF(*ghost.to))
    if ghost.kind == "create":
        span = ghost.spans[ghost.key or b""]
        left, right = scene.scale.x(span[0]), scene.scale.x(span[1])
        top = row * scene.row_px + (scene.row_px - BAR) / 2
        painter.setPen(QPen(ink.color("ring"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(ink.mixed("fill", "surface", 0.25))
        painter.drawRoundedRect(QRectF(left, top, max(4.0, right - left), BAR), 4, 4)


def edges(painter: QPainter, scene: Scene, ghost: Ghost, view: QRectF, ink: Ink) -> None:
    """Thin lines up from the ends of what is in the hand."""
    span = ghost.spans.get(ghost.key or b"")
    if span is None or ghost.kind not in ("dates", "create"):
        return
    painter.setPen(QPen(ink.color("ring"), 1, Qt.PenStyle.DotLine))
    row = scene.chart.row_of(ghost.key) if ghost.key else -1
    low = row * scene.row_px + 6 if row >= 0 else view.bottom()
    for minutes in span:
        x = scene.scale.x(minutes)
        painter.drawLine(QPointF(x, view.top()), QPointF(x, low))


def card(painter: QPainter, tip: Tip, anchor: QRectF, view: QRectF) -> None:
    """The card above what is in the hand, or below where there is no room; on the screen."""
    wide, high = _size(tip)
    x = min(max(view.left() + 8, anchor.left() + 16), view.right() - wide - 8)
    y = anchor.top() - high - 12
    if y < view.top() + 4:
        y = anchor.bottom() + 14
    rect = QRectF(round(x), round(y), wide, high)
    for step in (3, 2, 1):  # a stepped shadow, no blur
        shade = rect.adjusted(-step + 1, -step + 2, step - 1, step)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("text", 0.05))
        painter.drawRoundedRect(shade, 6 + step, 6 + step)
    draw.box(painter, rect, "raised", "border", radius=6)
    y = rect.y() + 8
    title = QRectF(rect.x() + PAD, y, wide - 2 * PAD, LINE)
    used = draw.words(painter, title, tip.title, "strong")
    note = QRectF(title.x() + used + 10, y, title.right() - title.x() - used - 10, LINE)
    draw.words(painter, note, tip.note, "small", "text2")
    for text, font, color in _lines(tip):
        y += LINE
        room = QRectF(rect.x() + PAD, y, wide - 2 * PAD, LINE)
        if color != "text" and font == "small":
            icon = "triangle-alert" if color == "danger" else "git-branch"
            icons.paint(painter, icon, QRectF(room.x(), y + 3, 14, 14), color)
            room.setLeft(room.x() + 20)
        draw.words(painter, room, text, font, color)


def _lines(tip: Tip) -> list[tuple[str, str, str]]:
    found = [(tip.strong, "strong", "text")] if tip.strong else []
    found += [(line, "small", "text2") for line in tip.lines]
    return [*found, (tip.trouble, "small", "danger")] if tip.trouble else found


def _size(tip: Tip) -> tuple[float, float]:
    lines = _lines(tip)
    wide = draw.width(tip.title, "strong") + (draw.width(tip.note, "small") + 12 if tip.note else 0)
    wide = max([wide, *(draw.width(text, font) + 22 for text, font, _ in lines)])
    return min(560.0, wide + 2 * PAD + 2), LINE * (len(lines) + 1) + 16
