"""The Gantt chart of a page: its tools, the canvas, the question after a drop, what is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from ui.kit import lay
from ui.kit.app import t
from ui.kit.command import Command
from ui.kit.empty import Empty
from ui.kit.label import hairline
from ui.kit.pop import Entry, menu
from ui.parts.host import Host
from ui.plan.book import Book
from ui.plan.gantt import offers, paint_tree, printing, timescale
from ui.plan.gantt.deeds import Deeds
from ui.plan.gantt.gestures import Ghost
from ui.plan.gantt.naming import NameLine
from ui.plan.gantt.paint_time import HEIGHT
from ui.plan.gantt.reading import Reading
from ui.plan.gantt.ripple import Ripple
from ui.plan.gantt.scene import Hit


class GanttView(Reading):
    """One campaign's plan, or all of them, as bars in time."""

    opened = Signal(object)
    chosen = Signal(object)
    """The current row's task; a campaign's own row is None."""

    def __init__(self, host: Host, book: Book, campaign: bytes | None) -> None:
        super().__init__(host, book, campaign)
        self.deeds = Deeds(host, self.canvas.field, self.days.count, self)
        self.ripple = Ripple(self)
        self._line: NameLine | None = None
        self._bare = Empty(
            "calendar-range", t("No tasks yet"), t("Press C and write the first one")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self._bare)
        self.setLayout(lay.column(self.bar, hairline(is_rule=True), self._stack, gap=0))
        self._wire()

    def _wire(self) -> None:
        canvas, bar, deeds = self.canvas, self.bar, self.deeds
        canvas.opened.connect(self._on_opened)
        canvas.current_changed.connect(self._on_current)
        canvas.dropped.connect(self._on_dropped)
        canvas.began.connect(self._on_began)
        canvas.cancelled.connect(self._on_cancelled)
        canvas.answered.connect(self._on_answered)
        canvas.add_asked.connect(self.begin_new)
        canvas.menu_asked.connect(self._on_menu)
        canvas.zoomed.connect(bar.zoom.show_key)
        bar.unit_chosen.connect(canvas.show_unit)
        bar.today_asked.connect(canvas.go_today)
        bar.print_asked.connect(self._on_print)
        deeds.asked.connect(self._on_asked)
        deeds.settled.connect(self._on_settled)
        deeds.named.connect(self._on_named)
        self.ripple.answered.connect(self._on_answered)
        self.came.connect(self._on_came)

    @Slot()
    def _on_came(self) -> None:
        has_any = self._book.count > 0 or self._campaign is not None
        self._stack.setCurrentWidget(self.canvas if has_any else self._bare)

    def commands(self) -> Sequence[Command]:
        """What can be done here."""
        return offers.commands(self.canvas, self.bar, self._why_hidden)

    def begin_link(self) -> None:
        """Choose with the arrows what is to wait for the current task."""
        self.canvas.setFocus()
        self.canvas.keys.begin_link()

    def begin_new(self) -> None:
        """A new task today, which is given a name at once."""
        scale, number = self.canvas.scene.scale, self.canvas.look.now // timescale.DAY
        span = (scale.opening(number), scale.closing(number))
        self._on_named(Ghost("create", b"", {b"": span}))

    def _why_hidden(self) -> str:
        return "" if self.isVisible() else t("Show the Gantt chart first")

    @Slot(object)
    def _on_opened(self, key: object) -> None:
        if isinstance(key, bytes) and self._book.place(key) >= 0:
            self.opened.emit(key)
        elif isinstance(key, bytes):
            self.canvas.fold(key)

    @Slot(object)
    def _on_current(self, key: object) -> None:
        is_task = isinstance(key, bytes) and self._book.place(key) >= 0
        self.chosen.emit(key if is_task else None)

    @Slot(object)
    def _on_dropped(self, ghost: object) -> None:
        assert isinstance(ghost, Ghost)
        self.canvas.show_ghost(ghost)
        self.deeds.drop(ghost)

    @Slot(object)
    def _on_asked(self, ghost: object) -> None:
        assert isinstance(ghost, Ghost)
        self.ripple.ask(ghost, self.canvas.field, self.days)

    @Slot()
    def _on_began(self) -> None:
        """Something else begins: what was asked is answered with yes, nothing is lost."""
        if self.deeds.pending is not None:
            self.deeds.answer("all")

    @Slot()
    def _on_cancelled(self) -> None:
        self.deeds.pending = None
        self.ripple.hide()

    @Slot()
    def _on_settled(self) -> None:
        self.ripple.hide()
        self.canvas.show_ghost(None)

    @Slot(str)
    def _on_answered(self, how: str) -> None:
        if how == "none":
            self.canvas.cancel()
        else:
            self.deeds.answer(how)
        self.canvas.setFocus()

    @Slot(object)
    def _on_named(self, ghost: object) -> None:
        """The name of a new task, written where its row will be."""
        assert isinstance(ghost, Ghost)
        campaign = self._campaign or self.chart.campaign_of(self.canvas.current or b"")
        if campaign is None or self._line is not None:
            self.deeds.end()
            return
        canvas = self.canvas
        canvas.show_ghost(ghost)
        row = len(self.chart.shown)
        canvas.show_row(row)
        line = self._line = NameLine(canvas.viewport())
        left = paint_tree.indent(1) + 16
        top = row * canvas.scene.row_px - canvas.verticalScrollBar().value() + HEIGHT
        line.setGeometry(QRect(left, top + 2, canvas.tree_px - left - 8, canvas.scene.row_px - 4))
        line.show()
        line.setFocus()

        def on_done(name: str) -> None:
            self._end_line()
            if name:
                self.deeds.add(ghost, campaign, name)
            else:
                self.deeds.end()

        line.done.connect(on_done)

    def _end_line(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            self.canvas.setFocus()
            line.hide()
            line.deleteLater()

    @Slot(object, QPointF)
    def _on_menu(self, hit: object, at: QPointF) -> None:
        assert isinstance(hit, Hit)
        entries: list[Entry] = []
        if hit.tie is not None:
            link = hit.tie.id
            entries = [Entry(t("Remove the dependency"), lambda: self.deeds.unlink(link), "unlink")]
        elif hit.key is not None and self._book.place(hit.key) >= 0:
            key = hit.key
            entries = [
                Entry(t("Open"), lambda: self.opened.emit(key), "panel-right", "Enter"),
                Entry(t("Link to…"), self.begin_link, "link-2", "Ctrl+L"),
            ]
        if entries:
            menu(self, entries).popup(at.toPoint())

    @Slot(str)
    def _on_print(self, kind: str) -> None:
        title = self._campaign_name(self._campaign) if self._campaign else t("All campaigns")
        printing.ask(self, self._host, self.canvas, (kind, title))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ripple.place()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._on_began()
