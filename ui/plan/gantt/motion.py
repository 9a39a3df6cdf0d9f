"""Bars that go to another place go there in sight; what is in the hand stays in the hand."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Slot

from ui.kit.app import theme
from ui.plan.gantt.surface import Surface

MS = 200
Span = tuple[int, int]


class Motion(QObject):
    """Knows where bars stand for now: between two places, or under the mouse."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self._surface = surface
        self._held: dict[bytes, Span] = {}
        self._ways: dict[bytes, tuple[Span, Span]] = {}
        self._run = QVariantAnimation(self)
        self._run.setStartValue(0.0)
        self._run.setEndValue(1.0)
        self._run.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._run.valueChanged.connect(self._on_step)
        self._run.finished.connect(self._on_end)

    def hold(self, spans: Mapping[bytes, Span]) -> None:
        """These bars stand where the hand has them."""
        self._held = dict(spans)
        self._show(1.0 if not self._ways else float(self._run.currentValue() or 0.0))

    def seen(self) -> dict[bytes, Span]:
        """Where the bars in view stood when they were painted last."""
        return dict(self._surface.painted)

    def begin(self, before: Mapping[bytes, Span]) -> None:
        """Go from where they stood to where they are now."""
        surface = self._surface
        self._ways = {}
        for key, span in before.items():
            node = surface.chart.tree.at.get(key)
            bar = surface.chart.bar_of(node) if node is not None else None
            if bar is not None and bar.has_dates and bar.span != span and key not in self._held:
                self._ways[key] = (span, bar.span)
        self._run.stop()
        if not self._ways or not theme().duration(MS) or not surface.isVisible():
            self._ways = {}
            self._show(1.0)
            return
        self._show(0.0)  # the first step comes a frame later: nothing may flash till then
        self._run.setDuration(theme().duration(MS))
        self._run.start()

    @Slot(object)
    def _on_step(self, part: object) -> None:
        if isinstance(part, float):
            self._show(part)

    @Slot()
    def _on_end(self) -> None:
        self._ways = {}
        self._show(1.0)

    def _show(self, part: float) -> None:
        spans = {
            key: (round(a[0] + (b[0] - a[0]) * part), round(a[1] + (b[1] - a[1]) * part))
            for key, (a, b) in self._ways.items()
        }
        self._surface.scene.spans = spans | self._held
        self._surface.viewport().update()
