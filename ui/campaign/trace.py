"""What came of what in a campaign: tasks, posts and their links, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from app.model.change import Changes
from app.model.errors import Fault
from ui.campaign.trace_lines import Held, Lines, Wish, columns, link_of, read, state_words
from ui.kit import lay
from ui.kit.app import t
from ui.kit.command import Command
from ui.kit.empty import Empty, Skeleton
from ui.kit.fields import Choice, Line
from ui.kit.grid import Grid
from ui.kit.label import Label, hairline
from ui.kit.pop import Entry, menu
from ui.kit.tabs import Tabs
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.parts.page import Page

LIST, NONE, NO_FIT, WAIT = range(4)
TABLES = ("campaign", "task", "post", "link", "assignment", "person")


class TracePage(Page):
    """A tab of a campaign: everything in it, in order of time, and what each comes from."""

    def __init__(self, host: Host, campaign: bytes) -> None:
        super().__init__(host)
        self._campaign = campaign
        self._sort: tuple[str, bool] = ("", False)
        self._is_reading = self._is_late = False
        self.lines = Lines(host)
        self.grid = Grid(self.lines, t("Traceability"))
        self.grid.show_columns(columns())
        self.kinds = Tabs(
            [("", t("Everything"), ""), ("task", t("Tasks"), ""), ("post", t("Content"), "")],
            t("What is shown"),
            is_switch=True,
        )
        self.state = Choice([("", t("All states"), "")], t("Status"))
        self.search = Line("", t("Find by name or pinyin"), icon="search")
        self.search.setFixedWidth(240)
        self._count = Label("", "small", "text2")
        self._stack = QStackedWidget()
        for part in (self.grid, *self._empties(), Skeleton(12)):
            self._stack.addWidget(part)
        self._stack.setCurrentIndex(WAIT)
        bar = lay.row(
            self.kinds, self.state, self.search, None, self._count, margins=(16, 6, 16, 6)
        )
        self.setLayout(lay.column(bar, hairline(is_rule=True), self._stack, gap=0))
        self.kinds.chosen.connect(self._on_kind)
        self.state.chosen.connect(self._narrow)
        self.search.textChanged.connect(self._narrow)
        self.grid.sort_asked.connect(self._on_sort)
        self.grid.opened.connect(self._on_opened)
        self.grid.menu_asked.connect(self._on_menu)

    def _empties(self) -> list[Empty]:
        return [
            Empty(
                "waypoints",
                t("Nothing to trace yet"),
                t("Tasks and posts stand here in order of time, with what each comes from"),
            ),
            Empty(
                "search",
                t("Nothing is called so"),
                t("Write other words, or show everything"),
                t("Show everything"),
                self.clear,
                is_primary=False,
            ),
        ]

    def refresh(self) -> None:
        """Read beside the screen; the latest wish wins."""
        if self._is_reading:
            self._is_late = True
            return
        self._is_reading = True
        session, campaign, now = self.host.session, self._campaign, self.host.now()

        def work(_job: Job) -> object:
            return read(session, campaign, now)

        self.host.worker.submit(work, self._on_read, self._on_failed)

    def _on_read(self, found: object) -> None:
        self._is_reading = False
        held = cast("list[Held]", found)
        self.lines.every = {one.trace.id: one for one in held}
        self._offer()
        self._again()

    def _on_failed(self, fault: object) -> None:
        self._is_reading = False
        if not isinstance(fault, Fault):  # of a campaign that is gone the page around it tells
            self.host.fail(fault)
        self._again()

    def _again(self) -> None:
        is_late, self._is_late = self._is_late, False
        if is_late:
            self.refresh()

    def on_changed(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self.refresh()

    def commands(self) -> Sequence[Command]:
        group, why = t("Traceability"), self._why_none
        return [
            Command(
                "trace.link",
                t("Open the link of the post"),
                self._open_link,
                "external-link",
                "",
                group,
                why,
            ),
            Command("trace.copy", t("Copy the post's link"), self._copy, "link-2", "", group, why),
        ]

    def is_showing(self, part: int) -> bool:
        """Whether this is what stands there: the list, or why there is none."""
        return self._stack.currentIndex() == part

    def clear(self) -> None:
        """Hide nothing any more."""
        self.kinds.show_key("")
        self.search.clear()
        self._offer()
        self.state.show_key("")
        self._narrow()
        self.grid.setFocus()

    def _offer(self) -> None:
        """The states that there are; the one that was chosen stays while it may."""
        kind, was = self.kinds.key, self.state.key
        found: dict[str, str] = {}
        for held in self.lines.every.values():
            line = held.trace
            if line.state and line.kind != "campaign" and kind in ("", line.kind):
                found.setdefault(line.state, state_words(line))
        options = [("", t("All states"), ""), *((key, words, "") for key, words in found.items())]
        self.state.offer(options)
        self.state.show_key(was if was in found else "")
        self._narrow()

    def _narrow(self, _what: object = None) -> None:
        words = self.search.text().strip()
        state = str(self.state.key or "")
        current = self.grid.current
        self.lines.narrow(Wish(self.kinds.key, state, words, self._sort))
        self.grid.refresh()
        if current is not None and current in {held.trace.id for held in self.lines.shown}:
            self.grid.go(current)
        count = self.lines.count()
        self._count.setText(t("{count} lines", count=count))
        is_bare = len(self.lines.every) <= 1  # the campaign itself
        self._stack.setCurrentIndex(NONE if is_bare else LIST if count else NO_FIT)

    def _on_kind(self, _key: str) -> None:
        self._offer()

    def _on_sort(self, key: str) -> None:
        """Rising, falling, then the order of time again."""
        was, is_falling = self._sort
        self._sort = (key, False) if was != key else ("", False) if is_falling else (key, True)
        self.grid.head.sort = self._sort
        self._narrow()

    def _on_opened(self, key: object) -> None:
        held = self.lines.every.get(key)
        if self.grid.column == "link" and self._link():
            self._open_link()
        elif held is not None and held.trace.kind != "campaign":
            self.host.go(f"{held.trace.kind}/{held.trace.id.hex()}")

    def _link(self) -> str:
        held = self.lines.every.get(self.grid.current)
        return held.url if held is not None and link_of(held.url) is not None else ""

    def _why_none(self) -> str:
        return "" if self._link() else t("Choose a published post first")

    def _open_link(self) -> None:
        link = link_of(self._link())
        if link is not None:
            QDesktopServices.openUrl(link)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._link())
        self.host.say(t("The link is on the clipboard"))

    def _open(self) -> None:
        held = self.lines.every.get(self.grid.current)
        if held is not None:
            self.host.go(f"{held.trace.kind}/{held.trace.id.hex()}")

    def _on_menu(self, _key: object, at: QPoint) -> None:
        why = self._why_none()
        entries = [
            Entry(t("Open"), self._open, "arrow-right"),
            Entry(t("Open the link of the post"), self._open_link, "external-link", "", why),
            Entry(t("Copy the post's link"), self._copy, "link-2", "", why),
        ]
        menu(self, entries).popup(at)
