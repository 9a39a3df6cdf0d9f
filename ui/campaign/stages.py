"""The stages of a campaign on a line, with today's flag."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.campaign.overview import Facts
from ui.kit import draw, icons, when
from ui.kit.app import t, theme
from ui.parts.host import Host


class Stages(QWidget):
    """The stages on a line, with today's flag."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._facts: Facts | None = None
        self.setFixedHeight(66)

    def show_facts(self, facts: Facts) -> None:
        """Other stages."""
        self._facts = facts
        self.setVisible(bool(facts.stages))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        facts = self._facts
        if facts is None or not facts.stages:
            return
        painter = QPainter(self)
        first = min(one.stage.start for one in facts.stages)
        last = max(one.stage.finish for one in facts.stages)
        days = (last - first).days + 1
        step = self.width() / days
        today = self._host.today()
        for one in facts.stages:
            left = (one.stage.start - first).days * step
            wide = ((one.stage.finish - one.stage.start).days + 1) * step - 3
            rect = QRectF(left, 18, wide, 26)
            is_now = one.when == "now"
            draw.box(
                painter, rect, "accent_tint" if is_now else "neutral", "ring" if is_now else ""
            )
            ink = "accent" if is_now else "text2"
            inner = rect.adjusted(8, 0, -4, 0)
            if one.when == "past":
                icons.paint(painter, "check", QRectF(rect.x() + 8, rect.y() + 6, 14, 14), "text2")
                inner = inner.adjusted(18, 0, 0, 0)
            draw.words(painter, inner, one.stage.name, "small", ink, is_strong=is_now)
            below = QRectF(left, 46, max(wide, 48), 16)
            draw.words(painter, below, when.short(one.stage.start, today), "caption", "text2")
        if first <= today <= last:
            x = ((today - first).days + 0.5) * step
            painter.fillRect(QRectF(x, 16, 1.5, 30), theme().color("fill"))
            text = f"{t('Today')} {when.short(today, today)}"
            wide = draw.width(text, "caption") + 12
            flag = QRectF(min(x, self.width() - wide), 0, wide, 16)
            draw.box(painter, flag, "fill", radius=3)
            draw.words(painter, flag, text, "caption", "on_fill", align=draw.CENTER)
