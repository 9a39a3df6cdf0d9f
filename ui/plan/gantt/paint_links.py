"""The links of the chart: right-angled, rounded, with an arrow; a broken promise is red."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui.kit import draw
from ui.kit.app import t
from ui.plan.gantt.chart import Tie
from ui.plan.gantt.ink import Ink, words
from ui.plan.gantt.paint import Look
from ui.plan.gantt.scene import Point, Scene

ROUND, ARROW = 4.0, 6.0


class Links:
    """Paints links; the painter stands in the chart's own pixels."""

    def __init__(self, scene: Scene, look: Look, ink: Ink) -> None:
        self._scene, self._look, self._ink = scene, look, ink

    def rows(self, painter: QPainter, first: int, end: int) -> None:
        """The links of these rows; what only passes behind them is faint."""
        faint = self._ink.color("strong", 0.28)
        view = painter.clipBoundingRect()
        if self._look.has_all_links:
            for _, path in self._scene.passing(first, end):
                self._line(painter, path, faint, 1.0)
        chosen = self._look.current
        late: list[tuple[Tie, Sequence[Point]]] = []
        for tie, path in self._scene.routes(first, end, chosen):
            if not _is_seen(path, view):
                continue
            if chosen in (tie.before, tie.after) or self._tone(tie) == "danger":
                late.append((tie, path))
                continue
            self._line(painter, path, self._ink.color("strong"), 1.25)
            self._lag(painter, tie, path)
        for tie, path in late:  # what matters lies over the rest
            self._line(
                painter,
                path,
                self._ink.color(self._tone(tie)),
                2.0 if self._is_chosen(tie) else 1.25,
            )
            if self._scene.is_conflict(tie):
                self._mark(painter, path)
            self._lag(painter, tie, path)

    def _is_chosen(self, tie: Tie) -> bool:
        both = {tie.before, tie.after}
        return both <= self._look.ringed or self._is_critical(tie)

    def _is_critical(self, tie: Tie) -> bool:
        held = self._look.critical
        return all(end in held and held[end].is_critical for end in (tie.before, tie.after))

    def _tone(self, tie: Tie) -> str:
        if self._is_critical(tie) or self._scene.is_conflict(tie):
            return "danger"
        return "ring" if self._look.current in (tie.before, tie.after) else "strong"

    def _line(self, painter: QPainter, path: Sequence[Point], color: QColor, wide: float) -> None:
        painter.setPen(QPen(color, wide))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(rounded(path))
        (x0, _), (x, y) = path[-2], path[-1]
        back = -ARROW if x >= x0 else ARROW
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(
            QPolygonF([QPointF(x, y), QPointF(x + back, y - 3.5), QPointF(x + back, y + 3.5)])
        )

    def _mark(self, painter: QPainter, path: Sequence[Point]) -> None:
        """A sign where the dates break what the link promises."""
        x, y = path[len(path) // 2 - 1] if len(path) < 5 else path[3]
        if len(path) >= 5:
            x, y = (path[2][0] + path[3][0]) / 2, path[2][1]
        place = QRectF(x - 6, y - 6, 12, 12)
        painter.setPen(QPen(self._ink.color("surface"), 1))
        painter.setBrush(self._ink.color("danger"))
        painter.drawEllipse(place)
        color = self._ink.color("surface")
        words(
            painter, place, "!", "caption", color, ink=self._ink, align=draw.CENTER, is_strong=True
        )

    def _lag(self, painter: QPainter, tie: Tie, path: Sequence[Point]) -> None:
        text = lag_words(tie)
        if not text:
            return
        wide = draw.width(text, "caption") + 12
        (x, y0), (_, y1) = path[1], path[2]
        place = QRectF(x + 4, (y0 + y1) / 2 - 8, wide, 16)
        painter.setPen(QPen(self._ink.color("border"), 1))
        painter.setBrush(self._ink.color("surface"))
        painter.drawRoundedRect(place, 8, 8)
        color = self._ink.color("text2")
        words(painter, place, text, "caption", color, ink=self._ink, align=draw.CENTER)


def lag_words(tie: Tie) -> str:
    """How long a link waits: +2天; nothing where it does not."""
    if not tie.lag or tie.lag in ("0", "-0"):
        return ""
    lag = tie.lag if tie.lag.startswith("-") else f"+{tie.lag}"
    unit = tie.unit.removeprefix("e")
    match unit:
        case "m":
            return t("{lag} min|lag", lag=lag)
        case "h":
            return t("{lag} h|lag", lag=lag)
        case "w":
            return t("{lag} wk|lag", lag=lag)
        case "%":
            return f"{lag}%"
        case _:
            return t("{lag} d|lag", lag=lag)


def _is_seen(path: Sequence[Point], view: QRectF) -> bool:
    xs = [x for x, _ in path]
    ys = [y for _, y in path]
    return (
        max(xs) >= view.left() - 8
        and min(xs) <= view.right() + 8
        and max(ys) >= view.top() - 8
        and min(ys) <= view.bottom() + 8
    )


def rounded(path: Sequence[Point]) -> QPainterPath:
    """A way with round corners."""
    made = QPainterPath(QPointF(*path[0]))
    for before, at, after in zip(path, path[1:], path[2:], strict=False):
        turn = min(ROUND, _far(before, at) / 2, _far(at, after) / 2)
        made.lineTo(_toward(at, before, turn))
        made.quadTo(QPointF(*at), _toward(at, after, turn))
    made.lineTo(QPointF(*path[-1]))
    return made


def _far(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _toward(at: Point, to: Point, far: float) -> QPointF:
    dx, dy = to[0] - at[0], to[1] - at[1]
    long = abs(dx) + abs(dy)
    part = far / long if long else 0.0
    return QPointF(at[0] + dx * part, at[1] + dy * part)
