"""All campaigns as a page: lanes by campaign, account or person; who is booked twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Slot

from app.model.change import Changes
from app.session import Session
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Label, hairline
from ui.kit.tabs import Tabs
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.parts.page import Page
from ui.plan.book import Book
from ui.plan.gantt import lanes
from ui.plan.gantt.bar import unit_words
from ui.plan.gantt.chart import MILESTONE, TASK, Chart, Setting
from ui.plan.gantt.lane_canvas import LaneCanvas
from ui.plan.gantt.lanes import Lane, Piece
from ui.plan.gantt.timescale import UNITS

TABLES = ("task", "assignment", "campaign", "person", "account", "post")
COLORS = 6


@dataclass(frozen=True, slots=True)
class Names:
    """What lanes are called."""

    campaigns: Sequence[bytes]
    name: Callable[[str, bytes | None], str]


class PortfolioPage(Page):
    """Every campaign beside every other."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.canvas = LaneCanvas(host.now)
        kinds = [
            ("campaign", t("Campaigns"), ""),
            ("account", t("Accounts"), ""),
            ("person", t("People"), ""),
        ]
        self.kinds = Tabs(kinds, t("Lanes"), is_switch=True)
        units = [(unit, unit_words(unit), "") for unit in UNITS]
        self.zoom = Tabs(units, t("Zoom"), is_switch=True)
        self.zoom.show_key("day")
        self.today = Button(t("Today"), icon="target", is_small=True)
        self._count = ChipLabel(Chip("0"))
        self._doubles = ChipLabel(Chip("", "danger", "copy"))
        head = lay.row(
            Label(t("Portfolio"), "title"), self._count, None, self._doubles,
            margins=(24, 14, 16, 8),
        )  # fmt: skip
        bar = lay.row(
            Label(t("Lanes"), "small", "text2"), self.kinds, None, self.zoom, 4, self.today,
            gap=8, margins=(24, 4, 16, 4),
        )  # fmt: skip
        self.setLayout(lay.column(head, bar, hairline(is_rule=True), self.canvas, gap=0))
        self.kinds.chosen.connect(self._on_kind)
        self.zoom.chosen.connect(self.canvas.show_unit)
        self.today.clicked.connect(self.canvas.go_today)
        self.canvas.zoomed.connect(self.zoom.show_key)
        self.canvas.opened.connect(self._on_opened)
        self._doubles.hide()

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Portfolio"), "portfolio")]

    def refresh(self) -> None:
        """Read all tasks beside the screen."""
        directory, session = self.host.directory, self.host.session
        rows = directory.rows("campaign").values()
        alive = [row for row in rows if not row["archived"]]
        order = [row.id for row in sorted(alive, key=lambda row: (row.text("okey"), row.id))]
        named = directory.names("campaign", "person", "account")
        names = Names(order, lambda _table, row: named.get(row or b"", ""))
        setting = Setting(
            self.host.today(), partial(names.name, "campaign"), self.canvas.days.is_workday
        )
        kind = self.kinds.key

        def read(_job: Job) -> object:
            return read_lanes(session, kind, names, setting)

        self.host.worker.submit(read, self._on_read, self.fail)

    def on_changed(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self.refresh()

    def commands(self) -> Sequence[Command]:
        group, canvas = t("Portfolio"), self.canvas
        found = [Command("portfolio.today", t("Show today"), canvas.go_today, "target", "", group)]
        for key, words in (
            ("campaign", t("Lanes by campaign")),
            ("account", t("Lanes by account")),
            ("person", t("Lanes by person")),
        ):
            choose = partial(self.kinds.choose, key)
            found.append(Command(f"portfolio.{key}", words, choose, "rows-3", "", group))
        return found

    @Slot(object)
    def _on_read(self, found: object) -> None:
        assert isinstance(found, list)
        every: list[Lane] = found
        campaigns = dict.fromkeys(piece.campaign for lane in every for piece in lane.pieces)
        order = [row for row in self.host.directory.rows("campaign") if row in campaigns]
        colors = {
            row: f"chart{place + 1}" if place < COLORS else "chart_rest"
            for place, row in enumerate(order)
        }
        self.canvas.show_lanes(every, colors)
        self._count.show_chip(Chip(str(len(campaigns))))
        doubles = sum(len(lane.clashes) for lane in every)
        self._doubles.setVisible(doubles > 0)
        self._doubles.show_chip(Chip(t("{count} double bookings", count=doubles), "danger", "copy"))

    @Slot(str)
    def _on_kind(self, _key: str) -> None:
        self.refresh()

    @Slot(object)
    def _on_opened(self, task: object) -> None:
        if isinstance(task, bytes):
            self.host.go(f"task/{task.hex()}")


def read_lanes(session: Session, kind: str, names: Names, setting: Setting) -> list[Lane]:
    """The lanes as they are now."""
    book = Book(session, None)
    book.put(book.read())
    chart = Chart(book, setting)
    chart.grow(names.campaigns)
    accounts = _accounts(session) if kind == "account" else {}
    held: dict[bytes | None, list[Piece]] = {}
    shown = set(names.campaigns)
    for node, key in enumerate(chart.tree.keys):
        bar = chart.bar_of(node)
        campaign = chart.campaign_of(key)
        if bar.kind not in (TASK, MILESTONE) or campaign not in shown or campaign is None:
            continue
        piece = Piece(bar, campaign)
        whose: Sequence[bytes | None] = [campaign]
        if kind == "person":
            whose = bar.people or [None]
        elif kind == "account":
            whose = accounts.get(key) or [None]
        for lane in whose:
            held.setdefault(lane, []).append(piece)
    order = sorted(held, key=lambda key: (key is None, names.name(kind, key)))
    if kind == "campaign":
        order = [campaign for campaign in names.campaigns if campaign in held]
    return [
        lanes.lane(key, names.name(kind, key), held[key], clashes_too=_is_scarce(kind, key))
        for key in order
    ]


def _is_scarce(kind: str, key: bytes | None) -> bool:
    """Whether two tasks at once are one too many: a person has two hands."""
    return kind == "person" and key is not None


def _accounts(session: Session) -> dict[bytes, list[bytes]]:
    """Tasks -> the accounts on which their posts are published."""
    held = session.dataset("post", ("task", "account"))
    found: dict[bytes, list[bytes]] = {}
    for task, account in zip(held["task"], held["account"], strict=True):
        if isinstance(task, bytes) and isinstance(account, bytes):
            known = found.setdefault(task, [])
            if account not in known:
                known.append(account)
    return found
