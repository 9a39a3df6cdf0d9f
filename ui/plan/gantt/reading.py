"""What the chart of a page reads: rows, links, plans; it follows every commit."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.model.change import Changes
from app.plan.live import Network
from app.plan.view import Look, View
from ui.parts.host import Host
from ui.plan.book import Book
from ui.plan.gantt import access, facts, says
from ui.plan.gantt.bar import Bar
from ui.plan.gantt.canvas import Canvas
from ui.plan.gantt.chart import Chart, Setting
from ui.plan.gantt.days import Days
from ui.plan.gantt.paint import Slack
from ui.plan.gantt.plans import Plans

FEW = 3_000
"""More tasks than this have their links read beside the screen."""
SHAPE = frozenset({"parent", "okey", "campaign"})


class Reading(QWidget):
    """A chart that shows what is in the replica."""

    came = Signal()
    """Rows were read again."""

    def __init__(self, host: Host, book: Book, campaign: bytes | None) -> None:
        super().__init__()
        self._host, self._book, self._campaign = host, book, campaign
        access.install()
        self.days = Days()
        self.plans = Plans(host.session, host.worker, host.fail, self)
        directory = host.directory
        setting = Setting(host.today(), self._campaign_name, self.days.is_workday)
        self.chart = Chart(book, setting)
        self.bar = Bar()
        names = partial(directory.name, "person")
        self.canvas = Canvas(self.chart, self.days, names, host.now, self._network)
        self.canvas.has_add = campaign is not None
        self.canvas.info = self._info
        self._kept: Collection[int] | None = None
        self._is_begun = False
        self._is_stale = True
        self._grown = 0
        self.plans.came.connect(self._on_plan)
        self.bar.toggled.connect(self._on_toggled)

    def arrange(self, kept: Collection[int] | None) -> None:
        """Read the book again; `kept`: only these places of it."""
        self._kept = kept
        if not self.isVisible():
            self._is_stale = True
            return
        self._is_stale = False
        self.chart.setting = Setting(self._host.today(), self._campaign_name, self.days.is_workday)
        before = self.canvas.motion.seen()
        self._grown = self._book.count
        self.chart.grow(self._campaigns(), kept)
        self._read_ties()
        self._show_network()
        self._finish(before)

    def show_view(self, view: View) -> None:
        """Only what the filter shows; groups and orders are the plan's own."""
        if not view.conditions and not view.text:
            self._arrange_new(None)
            return
        names = self._host.directory.names("person", "campaign", "channel")
        looked = View(view.conditions, "", (("order", False),), text=view.text)
        look = Look(self._host.today(), self._host.me, names)
        self._arrange_new({p for b in self._book.arrange(looked, look) for p in b.places})

    def _arrange_new(self, kept: Collection[int] | None) -> None:
        """Only where something else is shown than before: a long outline takes its time."""
        book = self._book
        is_same = book.columns is self.chart.held.columns and book.count == self._grown
        if not is_same or kept != self._kept:
            self.arrange(kept)

    def tasks(self) -> list[bytes]:
        """The tasks that have a row, from the top."""
        keys = (self.chart.key(row) for row in range(len(self.chart.shown)))
        return [key for key in keys if self._book.place(key) >= 0]

    def take(self, changes: Changes) -> None:
        """Follow a commit; the book has followed it already."""
        is_planned = self.plans.take(changes)
        if not self.isVisible():
            self._is_stale = True
            return
        if not is_planned and not changes.touches("person"):
            return
        before = self.canvas.motion.seen()
        is_shape = any(
            row.table == "task" and (row.kind != "update" or not SHAPE.isdisjoint(row.fields))
            for row in changes.rows
        )
        if is_shape or self.chart.held.columns is not self._book.columns:
            self._grown = self._book.count
            self.chart.grow(self._campaigns(), self._kept)
        else:
            self.chart.forget()
        if changes.touches("link"):
            self._read_ties()
        self._show_network()
        self._finish(before)

    def _finish(self, before: dict[bytes, tuple[int, int]]) -> None:
        self._on_toggled()
        self.canvas.renew()
        self.canvas.motion.begin(before)
        self.came.emit()
        if not self._is_begun and self.canvas.time_px > 0:
            self._is_begun = True
            self.canvas.go_today()

    def _campaign_name(self, campaign: bytes) -> str:
        return self._host.directory.name("campaign", campaign)

    def _campaigns(self) -> list[bytes]:
        if self._campaign is not None:
            return [self._campaign]
        rows = self._host.directory.rows("campaign").values()
        alive = [row for row in rows if not row["archived"]]
        return [row.id for row in sorted(alive, key=lambda row: (row.text("okey"), row.id))]

    def _count(self, campaign: bytes) -> int:
        tree = self.chart.tree
        node = tree.at.get(campaign, -1)
        return tree.ends[node] - node if node >= 0 else 0

    def _network(self, campaign: bytes) -> Network | None:
        return self.plans.network(campaign, self._count(campaign))

    def _read_ties(self) -> None:
        """The links; many are read beside the screen and come a moment later."""
        session, campaign = self._host.session, self._campaign
        if self._book.count <= FEW:
            self.chart.put_ties(facts.ties(session, campaign))
            return
        self._host.worker.submit(
            lambda _job: facts.ties(session, campaign), self._on_ties, self._host.fail
        )

    @Slot(object)
    def _on_ties(self, ties: object) -> None:
        assert isinstance(ties, dict)
        self.chart.put_ties(ties)
        self.canvas.viewport().update()

    def _show_network(self) -> None:
        """The working times of the campaign, once its plan is read."""
        if self._campaign is None:
            return
        network = self._network(self._campaign)
        if network is not None:
            self.days.use(network.axis)

    def _info(self, key: bytes) -> str:
        bar = self.canvas.field.bar(key)
        campaign = self.chart.campaign_of(key)
        if bar is None or campaign is None:
            return ""
        places = [self._book.place(other) for other in self._book.open_before(key)]
        names = [self._book.text(place, "name") for place in places if place >= 0]
        found = self.plans.dated(campaign, self._count(campaign)) or {}
        return says.info(bar, names, found.get(key))

    @Slot()
    def _on_toggled(self) -> None:
        look, bar = self.canvas.look, self.bar
        self.canvas.field.mode = bar.mode
        look.has_all_links = bar.links.isChecked()
        look.critical = self._slacks() if bar.critical.isChecked() else {}
        has_base = bar.baseline.isChecked()
        held = facts.baselines(self._host.session, self._campaign) if has_base else {}
        look.baseline = held
        self.canvas.viewport().update()

    def _slacks(self) -> dict[bytes, Slack]:
        found: dict[bytes, Slack] = {}
        campaigns = [self._campaign] if self._campaign is not None else self._campaigns()
        for campaign in campaigns:
            dated = self.plans.dated(campaign, self._count(campaign)) or {}
            for key, held in dated.items():
                found[key] = Slack(held.critical, held.late_finish)
        return found

    @Slot(object)
    def _on_plan(self, campaign: object) -> None:
        self._show_network()
        self._on_toggled()
        self.canvas.measure()
        del campaign

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale or self.chart.held.columns is not self._book.columns:
            self.arrange(self._kept)
