"""Campaigns as a list: found, narrowed, sorted; a new one from a template, an old one again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget

from app.campaign.overview import Level, Risk
from app.model.change import Changes
from app.model.row import Row
from ui.campaign.begin import Begin
from ui.campaign.deeds import Deeds
from ui.campaign.listing import LEVELS, Campaigns, Entry, Wish, arranged, columns, read
from ui.campaign.looks import STAGES, risk_chip, stage_words
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.empty import Empty, Skeleton
from ui.kit.fields import Choice, Line
from ui.kit.grid import Grid
from ui.kit.label import Label, hairline
from ui.kit.pop import Entry as MenuEntry
from ui.kit.pop import menu
from ui.kit.tabs import Tabs
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.parts.page import Page

LIST, NONE, NO_OPEN, NO_ARCHIVED, NO_FIT, WAIT = range(6)
"""What the page shows: the list, or why there is none."""
TABLES = ("campaign", "task", "link", "post", "comment", "person", "mark")


class CampaignsPage(Page):
    """All campaigns of the team."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._entries: list[Entry] = []
        self._is_reading = self._is_late = self._is_read = False
        self._sort: tuple[str, bool] = ("", False)
        self._deeds = Deeds(host, self)
        self.source = Campaigns(host)
        self.grid = Grid(self.source, t("Campaigns"))
        self.grid.show_columns(columns())
        self.tabs = Tabs(
            [("open", t("Open|campaigns"), ""), ("archived", t("Archived"), "")], t("Campaigns")
        )
        self.search = Line("", t("Find by name, owner or pinyin"), icon="search")
        self.search.setFixedWidth(240)
        stages = [(key, stage_words(key), "") for key in STAGES]
        self.stage = Choice([("", t("All stages"), ""), *stages], t("Stage"))
        risks = [(key, t("Risk: {level}", level=_level(key)), "") for key in LEVELS]
        self.risk = Choice([("", t("Any risk"), ""), *risks], t("Risk"))
        self.new = Button(t("New campaign"), "primary", icon="plus")
        held = self.new.sizePolicy()
        held.setRetainSizeWhenHidden(True)
        self.new.setSizePolicy(held)
        self._stack = QStackedWidget()
        for part in (self.grid, *_empties(self.begin, self.clear), Skeleton(6)):
            self._stack.addWidget(part)
        head = lay.row(Label(t("Campaigns"), "title"), None, self.new, margins=(24, 14, 16, 4))
        bar = lay.row(self.stage, self.risk, self.search, None, margins=(16, 6, 16, 6))
        self._tools = lay.panel(lay.column(bar, hairline(is_rule=True), gap=0))
        tabs = lay.row(self.tabs, None, margins=(8, 0, 16, 0))
        rule = hairline(is_rule=True)
        self.setLayout(lay.column(head, tabs, rule, self._tools, self._stack, gap=0))
        self.new.clicked.connect(self.begin)
        self.tabs.chosen.connect(self._on_wish)
        self.stage.chosen.connect(self._on_wish)
        self.risk.chosen.connect(self._on_wish)
        self.search.textChanged.connect(self._on_wish)
        self.search.entered.connect(self._on_entered)
        self.grid.sort_asked.connect(self._on_sort)
        self.grid.opened.connect(self._on_opened)
        self.grid.menu_asked.connect(self._on_menu)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Campaigns"), "campaigns")]

    def refresh(self) -> None:
        """Count beside the screen: all tasks of all campaigns are looked at."""
        if self._is_reading:
            self._is_late = True  # what is being read may be older than this wish
            return
        self._is_reading = True
        if not self._is_read:
            self._stack.setCurrentIndex(WAIT)
        session, now = self.host.session, self.host.now()

        def work(_job: Job) -> object:
            return read(session, now)

        self.host.worker.submit(work, self._on_read, self._on_failed)

    def _on_read(self, found: object) -> None:
        assert isinstance(found, list)
        self._is_reading, self._is_read = False, True
        self._entries = cast("list[Entry]", found)
        self._arrange()
        self._again()

    def _on_failed(self, fault: object) -> None:
        self._is_reading = False
        if self._is_read:
            self.host.fail(fault)  # what was read before still stands there
        else:
            self.fail(fault)
        self._again()

    def _again(self) -> None:
        is_late, self._is_late = self._is_late, False
        if is_late:
            self.refresh()

    def on_changed(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self.refresh()

    @property
    def wish(self) -> Wish:
        """What the list is to show."""
        return Wish(
            self.tabs.key == "archived",
            self.search.text().strip(),
            str(self.stage.key or ""),
            str(self.risk.key or ""),
            self._sort,
        )

    def is_showing(self, part: int) -> bool:
        """Whether this is what stands there: the list, or why there is none."""
        return self._stack.currentIndex() == part

    def clear(self) -> None:
        """Hide nothing any more."""
        self.stage.show_key("")
        self.risk.show_key("")
        self.search.clear()
        self._arrange()
        self.grid.setFocus()

    def _arrange(self) -> None:
        if not self._is_read:
            return
        wish, current = self.wish, self.grid.current
        archived = sum(bool(entry.row["archived"]) for entry in self._entries)
        counts = {"open": len(self._entries) - archived, "archived": archived}
        for key, count in counts.items():
            self.tabs.show_count(key, count)
        self.source.show(arranged(self._entries, wish))
        self.grid.refresh()
        if current in self.source.held:
            self.grid.go(current)
        is_bare = not counts[self.tabs.key]
        state = LIST if self.source.count() else NO_FIT
        if is_bare:
            open_state = NO_OPEN if self._entries else NONE
            state = NO_ARCHIVED if wish.is_archived else open_state
        self._stack.setCurrentIndex(state)
        self._tools.setVisible(not is_bare)
        # An empty list has this button itself: one filled button a surface.
        self.new.setVisible(state not in (NONE, NO_OPEN))

    def _on_wish(self, _what: object = None) -> None:
        self._arrange()

    def _on_sort(self, key: str) -> None:
        """Rising, falling, then the campaigns' own order again."""
        was, is_falling = self._sort
        self._sort = (key, False) if was != key else ("", False) if is_falling else (key, True)
        self.grid.head.sort = self._sort
        self._arrange()

    def _on_entered(self, _text: str) -> None:
        if self.source.count():
            self.grid.setFocus()

    def _on_opened(self, key: object) -> None:
        if isinstance(key, bytes):
            self.host.go(f"campaign/{key.hex()}")

    @property
    def _current(self) -> Row | None:
        """The campaign that commands are for."""
        held = self.source.held.get(self.grid.current)
        is_shown = self._stack.currentIndex() == LIST
        return held.row if held is not None and is_shown else None

    @property
    def _key(self) -> bytes | None:
        return self._current.id if self._current is not None else None

    def _why_none(self) -> str:
        return "" if self._current is not None else t("Choose a campaign first")

    def commands(self) -> Sequence[Command]:
        group, deeds, key = t("Campaigns"), self._deeds, self._key
        new, find = t("New campaign"), t("Find a campaign")
        return [
            Command("campaign.new", new, self.begin, "plus", "C", group, is_single=True),
            Command("campaign.find", find, self._find, "search", "/", group, is_single=True),
            self._own("open", t("Open the campaign"), self._open, "arrow-right"),
            self._own("copy", t("Copy as a new campaign"), self.duplicate, "copy", "Ctrl+D"),
            self._own("link", t("Copy the link"), self._copy_link, "link-2"),
            self._own("pin", deeds.pin_words(key), self._pin, "star", "P"),
            self._own("archive", deeds.archive_words(key), self._archive, "archive", "E"),
            self._own("delete", t("Delete the campaign"), self._delete, "trash-2"),
        ]

    def _own(
        self, name: str, words: str, do: Callable[[], object], icon: str, keys: str = ""
    ) -> Command:
        """A command for the current campaign."""
        group, is_single = t("Campaigns"), len(keys) == 1
        return Command(
            f"campaign.{name}", words, do, icon, keys, group, self._why_none, is_single=is_single
        )

    def begin(self) -> None:
        """Choose a template, see the plan, begin."""
        dialog = Begin(self.window(), self.host)
        if dialog.exec() and dialog.made is not None:
            self.host.go(f"campaign/{dialog.made.hex()}")

    def duplicate(self) -> None:
        """Plan the current campaign once more from another day."""
        self._do(self._deeds.duplicate)

    def _do(self, deed: Callable[[bytes], object]) -> None:
        if self._current is not None:
            deed(self._current.id)

    def _copy_link(self) -> None:
        self._do(self._deeds.copy_link)

    def _pin(self) -> None:
        self._do(self._deeds.pin)

    def _archive(self) -> None:
        self._do(self._deeds.archive)

    def _delete(self) -> None:
        self._do(self._deeds.delete)

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _open(self) -> None:
        self._on_opened(self.grid.current)

    def _on_menu(self, _key: object, at: QPoint) -> None:
        """The same commands; the grid has made the row the current one."""
        deeds, key = self._deeds, self._key
        entries = [
            MenuEntry(t("Open"), self._open, "arrow-right"),
            MenuEntry(deeds.pin_words(key), self._pin, "star", "P"),
            MenuEntry(t("Copy as a new campaign"), self.duplicate, "copy", "Ctrl+D"),
            MenuEntry(t("Copy the link"), self._copy_link, "link-2"),
            MenuEntry(deeds.archive_words(key), self._archive, "archive", "E"),
            MenuEntry(),
            MenuEntry(t("Delete"), self._delete, "trash-2", is_danger=True),
        ]
        menu(self, entries).popup(at)


def _empties(begin: Callable[[], object], clear: Callable[[], object]) -> list[Empty]:
    """In the order of the numbers above."""
    new = t("New campaign")
    start = t("Begin with a template; everything can change")
    return [
        Empty("flag", t("No campaigns yet"), start, new, begin),
        Empty("flag", t("No open campaigns"), start, new, begin),
        Empty(
            "archive",
            t("Nothing is archived"),
            t("Archive a campaign that is over; its tasks and figures stay here to look up"),
        ),
        Empty(
            "list-filter",
            t("No campaign fits"),
            t("Other campaigns are there; the filter hides them"),
            t("Clear the filter"),
            clear,
            is_primary=False,
        ),
    ]


def _level(key: Level) -> str:
    return risk_chip(Risk(key)).text
