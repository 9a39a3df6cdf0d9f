"""What is current in the chart and what is in the hand; mouse and keys both work on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPointF, Signal

from app.plan.live import Network
from ui.plan.gantt import says
from ui.plan.gantt.chart import Chart
from ui.plan.gantt.days import Days
from ui.plan.gantt.gestures import Drag, Field, Ghost
from ui.plan.gantt.motion import Motion
from ui.plan.gantt.painted import Painted


class Hands(Painted):
    """What is current, what is in the hand; what it comes to is told, and written elsewhere."""

    current_changed = Signal(object)
    opened = Signal(object)
    dropped = Signal(object)
    """A `Ghost`: the hand let go."""
    began = Signal()
    """A gesture begins: what was asked before is answered now."""
    cancelled = Signal()
    add_asked = Signal()
    folded = Signal()
    menu_asked = Signal(object, QPointF)
    answered = Signal(str)
    """By a key: all, or one (only this one)."""

    def __init__(
        self,
        chart: Chart,
        days: Days,
        names: Callable[[bytes], str],
        now: Callable[[], datetime],
        network: Callable[[bytes], Network | None],
    ) -> None:
        super().__init__(chart, days, names, now)
        self.field = Field(self.scene, network)
        self.info: Callable[[bytes], str] = lambda _key: ""
        self.drag: Drag | None = None
        self.motion = Motion(self)

    @property
    def current(self) -> bytes | None:
        """The row at which keys work."""
        return self.look.current

    def go(self, key: bytes | None, *, is_shown: bool = True) -> None:
        """Make a row the current one."""
        if key is not None and self.chart.row_of(key) < 0:
            return
        changed = key != self.look.current
        self.look.current = key
        if key is not None and is_shown:
            self.show_row(self.chart.row_of(key))
        self.viewport().update()
        if changed:
            self.current_changed.emit(key)

    def show_ghost(self, ghost: Ghost | None) -> None:
        """What would be if the hand let go; None: nothing is in the hand."""
        self.ghost = ghost
        held = ghost if ghost is not None else Ghost("none")
        is_dates = held.kind in ("dates", "link")
        self.motion.hold(held.spans if is_dates else {})
        self.look.held = held.key
        self.look.previewed = frozenset(held.spans) - {held.key} if is_dates else frozenset()
        is_percent = held.kind == "percent" and held.key is not None
        self.look.percent = (held.key, held.percent) if is_percent and held.key else None
        ringed = {held.target} if held.kind == "link" and held.target else set[bytes]()
        self.look.ringed = frozenset(ringed)
        self.tip = says.tip(held, self.field, self.days) if ghost is not None else None
        self.viewport().update()

    def renew(self) -> None:
        """The rows have changed under the hand: what is held stays held, or is let go."""
        if self.drag is not None:
            if self.drag.is_gone:
                self.cancel()
            else:
                self.drag.again()
                self.show_ghost(self.drag.ghost)
        elif self.ghost is not None and self.ghost.key and self.field.bar(self.ghost.key) is None:
            self.cancel()
        if self.look.current is not None and self.chart.row_of(self.look.current) < 0:
            self.look.current = None
        self.measure()

    def cancel(self) -> None:
        """Nothing happens: everything is where it was."""
        self.drag = None
        self.show_ghost(None)
        self.cancelled.emit()

    def fold(self, key: bytes) -> None:
        """Open or close what others stand under."""
        self.chart.fold(key)
        self.measure()
        self.folded.emit()
