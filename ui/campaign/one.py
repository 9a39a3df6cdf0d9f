"""One campaign: its head, its facts, and tabs that other columns fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.campaign import commands as verbs
from app.campaign import overview
from app.campaign.overview import Facts
from app.model.errors import Fault
from app.model.row import Row
from ui.campaign.looks import (
    STAGES,
    days_words,
    period_words,
    risk_chip,
    risk_words,
    stage_chip,
    stage_words,
)
from ui.campaign.overview import Overview
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Line
from ui.kit.label import Avatar, Bar, ChipLabel, Label, hairline, upright
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.parts.host import Host
from ui.parts.page import Page

Slots = Mapping[str, Callable[[Host, bytes], Page]]


class CampaignPage(Page):
    """A host of slots: overview is its own, the rest other columns make."""

    def __init__(self, host: Host, slots: Slots) -> None:
        super().__init__(host)
        self._slots = slots
        self._campaign: bytes | None = None
        self._pages: dict[tuple[bytes, str], Page] = {}
        self.name = Line("", t("Name"))
        self.name.setProperty("quiet", True)
        self.name.setProperty("type", "title")
        self.stage = Button("", "flat", icon="circle-dot", is_small=True)
        self.pin = IconButton("star", t("Pin"))
        self.more = IconButton("ellipsis", t("More"))
        self._facts = lay.row(gap=24)
        self.tabs = Tabs(
            [("overview", t("Overview"), ""), ("tasks", t("Tasks"), "")], t("Parts of the campaign")
        )
        self.overview = Overview(host)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.overview)
        saved = Label(t("Saved on this computer"), "small", "text2")
        head = lay.row(
            self.name, self.stage, saved, None, self.pin, self.more, margins=(16, 12, 16, 0)
        )
        head.setStretch(0, 1)
        facts = lay.panel(self._facts)
        strip = lay.row(facts, None, margins=(24, 4, 16, 4))
        tabs = lay.row(self.tabs, None, margins=(16, 0, 16, 0))
        self.setLayout(lay.column(head, strip, tabs, hairline(is_rule=True), self._stack, gap=0))
        self.name.written.connect(self._on_name)
        self.stage.clicked.connect(self._on_stage)
        self.pin.clicked.connect(self._on_pin)
        self.more.clicked.connect(self._on_more)
        self.tabs.chosen.connect(self._on_tab)

    def crumbs(self) -> list[tuple[str, str]]:
        names = self.host.directory
        return [
            (t("Campaigns"), "campaigns"),
            (names.name("campaign", self._campaign), f"campaign/{self._hex()}"),
        ]

    def open(self, place: Sequence[str]) -> None:
        try:
            self._campaign = bytes.fromhex(place[0]) if place else None
        except ValueError:
            self._campaign = None
        self.tabs.show_key(place[1] if len(place) > 1 and place[1] in ("tasks",) else "overview")
        self.refresh()
        self._show_tab()

    def refresh(self) -> None:
        if self._campaign is None:
            return
        try:
            rows = verbs.read_campaign(self.host.session, self._campaign)
        except Fault as fault:
            self.host.fail(fault)
            self.host.go("campaigns")
            return
        facts = overview.facts(rows, self.host.now())
        self.name.show_text(rows.campaign.text("name"))
        self.stage.setText(stage_chip(facts).text)
        self.stage.updateGeometry()
        self.tabs.show_count("tasks", facts.progress.total)
        self._show_facts(rows.campaign, facts)
        self.overview.show_campaign(rows, facts)

    def _hex(self) -> str:
        return self._campaign.hex() if self._campaign is not None else ""

    def _show_facts(self, campaign: Row, facts: Facts) -> None:
        lay.clear(self._facts)
        owner = self.host.directory.name("person", campaign.ref("owner"))
        who = lay.panel(lay.row(Avatar(owner or "?", 20), Label(owner or t("Nobody yet")), gap=6))
        bar = Bar()
        bar.setFixedWidth(96)
        done = facts.progress
        bar.show_part(done.percent / 100)
        progress = lay.panel(lay.row(bar, Label(f"{done.percent}%"), gap=8))
        counted = t("{done} of {total} tasks", done=done.done, total=done.total)
        parts: list[tuple[str, QWidget, str]] = [
            (t("Period"), Label(period_words(facts)), days_words(facts, self.host.today())),
            (t("Owner"), who, ""),
            (t("Progress"), progress, counted),
            (t("Risk"), ChipLabel(risk_chip(facts.risk)), risk_words(facts.risk)),
        ]
        for place, (title, widget, note) in enumerate(parts):
            if place:
                self._facts.addWidget(upright())
            column = lay.column(
                Label(title, "caption", "text2"),
                lay.row(widget, None),
                Label(note, "caption", "text2"),
                gap=2,
            )
            self._facts.addLayout(column)

    def _show_tab(self) -> None:
        if self._campaign is None:
            return
        key = self.tabs.key
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
        self.host.go(f"campaign/{self._hex()}" + ("" if key == "overview" else f"/{key}"))

    def _on_name(self, text: str) -> None:
        campaign, session = self._campaign, self.host.session
        if campaign is not None and text.strip():
            self.host.run(lambda: verbs.rename_campaign(session, campaign, text))

    def _on_stage(self) -> None:
        open_menu(self.stage, [Entry(stage_words(key), _Stage(self, key)) for key in STAGES])

    def set_stage(self, stage: str) -> None:
        """Move the campaign to a stage."""
        campaign, session = self._campaign, self.host.session
        if campaign is not None:
            self.host.run(lambda: verbs.set_stage(session, campaign, stage))

    def _on_pin(self) -> None:
        campaign, session = self._campaign, self.host.session
        if campaign is None:
            return
        held = {row.ref("row") for row in verbs.pins(session)}
        if campaign in held:
            self.host.run(lambda: verbs.unpin(session, campaign), t("Not pinned any more"))
        else:
            self.host.run(lambda: verbs.pin(session, "campaign", campaign), t("Pinned"))

    def _on_more(self) -> None:
        campaign, session = self._campaign, self.host.session
        if campaign is None:
            return
        open_menu(
            self.more,
            [
                Entry(
                    t("Archive"),
                    lambda: self.host.run(
                        lambda: verbs.archive_campaign(session, campaign), t("Archived")
                    ),
                    "archive",
                ),
                Entry(),
                Entry(t("Delete"), self._delete, "trash-2", is_danger=True),
            ],
        )

    def _delete(self) -> None:
        campaign, session = self._campaign, self.host.session
        if campaign is None:
            return
        if self.host.run(
            lambda: verbs.delete_campaign(session, campaign), t("The campaign is in the trash")
        ):
            self.host.go("campaigns")


class _Stage:
    """Moves to a stage."""

    def __init__(self, page: CampaignPage, stage: str) -> None:
        self._page, self._stage = page, stage

    def __call__(self) -> None:
        self._page.set_stage(self._stage)
