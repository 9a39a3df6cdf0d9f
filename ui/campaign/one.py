"""One campaign: its head, its facts, and tabs that other columns fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QStackedWidget

from app.campaign import commands as verbs
from app.campaign.whole import Whole, head, renewed
from app.model.errors import Fault
from ui.campaign.deeds import Deeds
from ui.campaign.factstrip import FactStrip
from ui.campaign.looks import stage_chip
from ui.campaign.overview import Overview
from ui.campaign.overview_dates import ask_period
from ui.campaign.reading import Reading
from ui.campaign.stagechip import StageChip
from ui.kit import draw, lay
from ui.kit.app import t, worded
from ui.kit.button import Button, IconButton
from ui.kit.command import Command
from ui.kit.fields import Line
from ui.kit.label import Label, hairline
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.parts.host import Host
from ui.parts.page import Page

SLOTS = {"tasks": "Tasks", "content": "Content", "trace": "Traceability"}
"""A slot's place -> the template of its words."""
MOST_NAME = 480
NEW_TASK = "task.new"
"""The command of the tasks' page that begins one."""
Slots = Mapping[str, Callable[[Host, bytes], Page]]


class CampaignPage(Page):
    """A host of slots: overview is its own, the rest other columns make."""

    def __init__(self, host: Host, slots: Slots) -> None:
        super().__init__(host)
        self._slots = slots
        self._campaign: bytes | None = None
        self._pages: dict[tuple[bytes, str], Page] = {}
        self._tabs: dict[bytes, str] = {}
        self._deeds = Deeds(host, self)
        self.name = Line("", t("Name"))
        self.name.setProperty("quiet", True)
        self.name.setProperty("type", "title")
        self.stage = StageChip()
        self.pin = IconButton("star", t("Pin"))
        self.link = IconButton("link-2", t("Copy the link"))
        self.more = IconButton("ellipsis", t("More"))
        self.twin = Button(t("Copy as a new campaign"), icon="copy")
        self.new = Button(t("New task"), "primary", icon="plus")
        self.new.setVisible("tasks" in slots)
        self.facts = FactStrip(host)
        self.facts.period_asked.connect(self._on_period)
        self._reading = Reading(host, self)
        self._reading.came.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)
        self._held: Whole | None = None
        self.tabs = Tabs(
            [
                ("overview", t("Overview"), ""),
                *((key, worded(SLOTS[key]), "") for key in slots),
            ],
            t("Parts of the campaign"),
        )
        self.overview = Overview(host)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.overview)
        top = lay.row(
            self.name,
            self.stage,
            Label(t("Saved on this computer"), "small", "text2"),
            None,
            self.pin,
            self.link,
            self.more,
            4,
            self.twin,
            self.new,
            margins=(16, 12, 16, 0),
        )
        strip = lay.row(self.facts, None, margins=(24, 4, 16, 4))
        tabs = lay.row(self.tabs, None, margins=(8, 0, 16, 0))
        self.setLayout(lay.column(top, strip, tabs, hairline(is_rule=True), self._stack, gap=0))
        self.name.written.connect(self._on_name)
        self.name.textChanged.connect(self._fit_name)
        self.stage.clicked.connect(self._on_stage)
        self.stage.chosen.connect(self.set_stage)
        self.pin.clicked.connect(self._on_pin)
        self.link.clicked.connect(self.copy_link)
        self.twin.clicked.connect(self.duplicate)
        self.new.clicked.connect(self._on_new)
        self.more.clicked.connect(self._on_more)
        self.tabs.chosen.connect(self._on_tab)

    def crumbs(self) -> list[tuple[str, str]]:
        names = self.host.directory
        return [
            (t("Campaigns"), "campaigns"),
            (names.name("campaign", self._campaign), f"campaign/{self._hex()}"),
        ]

    def open(self, place: Sequence[str]) -> None:
        was = self._campaign
        try:
            self._campaign = bytes.fromhex(place[0]) if place else None
        except ValueError:
            self._campaign = None
        asked = place[1] if len(place) > 1 and place[1] in self._slots else ""
        if not asked and was != self._campaign:
            # Whoever comes from another campaign finds the tab that was left here.
            asked = self._tabs.get(self._campaign or b"", "")
        self.tabs.show_key(asked or "overview")
        if was != self._campaign or self._held is None:
            self._begin()
        self._show_tab()

    def _begin(self) -> None:
        """Show the head of another campaign at once; the tasks are counted beside the screen."""
        self._held, self._is_stale = None, False
        self.refresh()

    def refresh(self) -> None:
        if self._campaign is None:
            return
        session = self.host.session
        try:
            rows = verbs.read_head(session, self._campaign)
        except Fault as fault:
            self._on_failed(fault)
            return
        is_pinned = self._deeds.is_pinned(self._campaign)
        self.pin.rename(self._deeds.pin_words(self._campaign))
        self.pin.tint("accent" if is_pinned else "text2")
        held, now = self._held, self.host.now()
        self._show(renewed(held, rows, now) if held is not None else head(rows, now))
        self._reading.ask(self._campaign)

    def _on_failed(self, fault: object) -> None:
        if not (isinstance(fault, Fault) and fault.code == "not_found"):
            self.fail(fault)
            return
        self.host.fail(fault)
        self.host.go("campaigns")

    def _on_read(self, found: object) -> None:
        assert isinstance(found, Whole)
        if found.rows.campaign.id == self._campaign:
            self._show(found)

    def _show(self, held: Whole) -> None:
        self._held = held if held.is_counted else None
        rows, facts = held.rows, held.facts
        self.name.show_text(rows.campaign.text("name"))
        self._fit_name(self.name.text())
        self.stage.show_chip(stage_chip(facts))
        self.tabs.show_count("tasks", facts.progress.total if held.is_counted else 0)
        self.tabs.show_count("content", len(rows.posts))
        self.facts.show_facts(held)
        self.overview.show_whole(held)

    def _fit_name(self, text: str) -> None:
        """The field is as wide as its words, so that the stage stands beside them."""
        self.name.setFixedWidth(min(MOST_NAME, round(draw.width(text, "title")) + 20))

    def _hex(self) -> str:
        return self._campaign.hex() if self._campaign is not None else ""

    def _show_tab(self) -> None:
        if self._campaign is None:
            return
        key = self.tabs.key
        self._tabs[self._campaign] = key
        # The calendar has a filled button of its own: one a surface.
        self.new.setVisible("tasks" in self._slots and key != "content")
        if key == "overview":
            self._stack.setCurrentWidget(self.overview)
            return
        held = self._pages.get((self._campaign, key))
        if held is None:
            held = self._slots[key](self.host, self._campaign)
            self._pages[self._campaign, key] = held
            self._stack.addWidget(held)
        self._stack.setCurrentWidget(held)
        held.freshen()

    def _on_tab(self, key: str) -> None:
        self._show_tab()  # the place may be this one already: a remembered tab has none
        self.host.go(f"campaign/{self._hex()}" + ("" if key == "overview" else f"/{key}"))

    def _on_new(self) -> None:
        """The tab of the tasks knows how a task begins."""
        self.tabs.choose("tasks")
        held = self._pages.get((self._campaign or b"", "tasks"))
        for command in held.commands() if held is not None else ():
            if command.name == NEW_TASK:
                command.do()

    def _on_name(self, text: str) -> None:
        campaign, session = self._campaign, self.host.session
        if campaign is not None and text.strip():
            self.host.run(lambda: verbs.rename_campaign(session, campaign, text))

    def commands(self) -> Sequence[Command]:
        group = t("Campaign")
        held = self._pages.get((self._campaign or b"", self.tabs.key))
        own, why = list((held or self.overview).commands()), self._why_none
        return [
            *own,
            Command("campaign.copy", self.twin.text(), self.duplicate, "copy", "", group, why),
            Command("campaign.link", t("Copy the link"), self.copy_link, "link-2", "", group, why),
            Command(
                "campaign.pin", self.pin.accessibleName(), self._on_pin, "star", "", group, why
            ),
            Command(
                "campaign.archive",
                self._deeds.archive_words(self._campaign),
                self.archive,
                "archive",
                "",
                group,
                why,
            ),
            Command(
                "campaign.delete", t("Delete the campaign"), self._delete, "trash-2", "", group, why
            ),
        ]

    def _why_none(self) -> str:
        return "" if self._campaign is not None else t("Choose a campaign first")

    def _do(self, deed: Callable[[bytes], object]) -> None:
        if self._campaign is not None:
            deed(self._campaign)

    def copy_link(self) -> None:
        """Put a link to this campaign on the clipboard."""
        self._do(self._deeds.copy_link)

    def duplicate(self) -> None:
        """Plan it once more from another day, and go there."""
        self._do(self._deeds.duplicate)

    def archive(self) -> None:
        """Out of the way, or back."""
        self._do(self._deeds.archive)

    def _on_period(self) -> None:
        self._do(partial(ask_period, self.host, self.facts.period))

    def _on_stage(self) -> None:
        if self._campaign is not None:
            self.stage.ask(self.host.session.get("campaign", self._campaign).text("stage"))

    def set_stage(self, stage: str) -> None:
        """Move the campaign to a stage."""
        campaign, session = self._campaign, self.host.session
        if campaign is not None:
            self.host.run(lambda: verbs.set_stage(session, campaign, stage))

    def _on_pin(self) -> None:
        self._do(self._deeds.pin)
        self.refresh()

    def _on_more(self) -> None:
        if self._campaign is None:
            return
        open_menu(
            self.more,
            [
                Entry(t("Copy as a new campaign"), self.duplicate, "copy"),
                Entry(t("Copy the link"), self.copy_link, "link-2"),
                Entry(self.pin.accessibleName(), self._on_pin, "star"),
                Entry(self._deeds.archive_words(self._campaign), self.archive, "archive"),
                Entry(),
                Entry(t("Delete"), self._delete, "trash-2", is_danger=True),
            ],
        )

    def _delete(self) -> None:
        if self._campaign is not None and self._deeds.delete(self._campaign):
            self.host.go("campaigns")
