"""What came of what in a campaign: tasks, posts and their links, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QUrl
from PySide6.QtGui import QDesktopServices, QPainter
from PySide6.QtWidgets import QStackedWidget

from app.campaign import commands as verbs
from app.campaign.trace import Trace, trace
from app.model.change import Changes
from app.model.errors import Fault
from ui.kit import draw, icons, lay, when
from ui.kit.app import t, worded
from ui.kit.cells import Source, State
from ui.kit.command import Command
from ui.kit.empty import Empty
from ui.kit.fields import Line
from ui.kit.grid import Grid
from ui.kit.gridhead import Column
from ui.kit.label import Label, hairline
from ui.kit.match import match
from ui.kit.tabs import Tabs
from ui.parts.host import Host
from ui.parts.page import Page
from ui.parts.terms import CHOICES

SIGNS = {
    "campaign": ("flag", "accent"),
    "task": ("list-checks", "text2"),
    "post": ("calendar-days", "text2"),
}
POSTS = {"planned": "Planned", "missed": "Not published in time", "ready": "Scheduled"}


def state_words(line: Trace) -> str:
    """The state of a line as people say it."""
    if line.kind == "post" and line.state in POSTS:
        return worded(POSTS[line.state])
    field = "stage" if line.kind == "campaign" else "status"
    return worded(CHOICES.get(f"{field}/{line.state}", line.state)) if line.state else ""


class Lines(Source):
    """The lines that fit what was asked for."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.every: dict[bytes, Trace] = {}
        self.shown: list[Trace] = []

    def narrow(self, kind: str, words: str) -> None:
        """Show one kind of things, and of them those that are called so."""
        self.shown = [
            line
            for line in self.every.values()
            if kind in ("", line.kind) and (not words or match(words, line.title) is not None)
        ]

    def count(self) -> int:
        return len(self.shown)

    def key(self, row: int) -> object:
        return self.shown[row].id

    def words(self, row: int, column: str) -> str:
        line = self.shown[row]
        match column:
            case "title":
                return line.title
            case "state":
                return state_words(line)
            case "at":
                at = when.wall(line.at)
                return when.due(at, self._host.now()) if at is not None else ""
            case _:
                held = (self.every.get(row) for row in line.refers)
                return "、".join(one.title for one in held if one is not None)

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        if row >= len(self.shown):
            return
        inner = QRectF(rect.adjusted(8, 0, -8, 0))
        if column == "title":
            icon, ink = SIGNS[self.shown[row].kind]
            middle = rect.center().y()
            icons.paint(painter, icon, QRectF(inner.x(), middle - 7, 14, 14), ink)
            inner.adjust(22, 0, 0, 0)
        elif column == "from" and self.words(row, column):
            middle = rect.center().y()
            icons.paint(
                painter, "corner-down-right", QRectF(inner.x(), middle - 6, 12, 12), "text3"
            )
            inner.adjust(18, 0, 0, 0)
        ink = "text" if column == "title" else "text2"
        draw.words(painter, inner, self.words(row, column), "body", ink)
        del state


class TracePage(Page):
    """A tab of a campaign: everything in it, in order of time, and what each comes from."""

    def __init__(self, host: Host, campaign: bytes) -> None:
        super().__init__(host)
        self._campaign = campaign
        self.lines = Lines(host)
        self.grid = Grid(self.lines, t("Traceability"))
        self.grid.show_columns(
            [
                Column("title", t("Name"), 320, stretches=True, least=200, is_sorted=False),
                Column("from", t("Comes from"), 280, is_sorted=False),
                Column("state", t("Status"), 120, is_sorted=False),
                Column("at", t("Time"), 144, is_sorted=False),
            ]
        )
        self.kinds = Tabs(
            [
                ("", t("Everything"), ""),
                ("task", t("Tasks"), ""),
                ("post", t("Content"), ""),
            ],
            t("What is shown"),
            is_switch=True,
        )
        self.search = Line("", t("Find by name or pinyin"), icon="search")
        self.search.setFixedWidth(240)
        self._count = Label("", "small", "text2")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(
            Empty("search", t("Nothing is called so"), t("Write other words, or show everything"))
        )
        bar = lay.row(self.kinds, 8, self.search, None, self._count, margins=(16, 6, 16, 6))
        self.setLayout(lay.column(bar, hairline(is_rule=True), self._stack, gap=0))
        self.kinds.chosen.connect(self._narrow)
        self.search.textChanged.connect(self._narrow)
        self.grid.opened.connect(self._on_opened)

    def refresh(self) -> None:
        try:
            rows = verbs.read_campaign(self.host.session, self._campaign)
        except Fault:
            return  # the page around it tells that the campaign is gone
        self.lines.every = {line.id: line for line in trace(rows, self.host.now())}
        self._narrow()

    def on_changed(self, changes: Changes) -> None:
        if changes.touches("campaign", "task", "post", "link"):
            self.refresh()

    def commands(self) -> Sequence[Command]:
        group = t("Traceability")
        return [
            Command(
                "trace.link",
                t("Open the link of the post"),
                self._open_link,
                "external-link",
                "",
                group,
                self._why_none,
            )
        ]

    def _narrow(self, _what: object = None) -> None:
        words = self.search.text().strip()
        self.lines.narrow(self.kinds.key, words)
        self.grid.refresh()
        count = self.lines.count()
        self._count.setText(t("{count} lines", count=count))
        self._stack.setCurrentIndex(0 if count or not words else 1)

    def _on_opened(self, key: object) -> None:
        line = self.lines.every.get(key) if isinstance(key, bytes) else None
        if line is not None and line.kind != "campaign":
            self.host.go(f"{line.kind}/{line.id.hex()}")

    def _link(self) -> str:
        key = self.grid.current
        line = self.lines.every.get(key) if isinstance(key, bytes) else None
        if line is None or line.kind != "post":
            return ""
        return self.host.session.get("post", line.id).text("url")

    def _why_none(self) -> str:
        return "" if self._link() else t("Choose a published post first")

    def _open_link(self) -> None:
        QDesktopServices.openUrl(QUrl(self._link()))
