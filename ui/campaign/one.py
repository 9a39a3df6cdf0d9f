"""One campaign: its head, its facts, and tabs that other columns fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.campaign import commands as verbs
from app.campaign import overview
from app.campaign.overview import Facts
from app.model.errors import Fault
from app.model.row import Row
from ui.campaign.duplicate import Duplicate
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
from ui.kit import draw, lay
from ui.kit.app import t, worded
from ui.kit.button import Button, IconButton
from ui.kit.command import Command
from ui.kit.fields import Line
from ui.kit.label import Avatar, Bar, ChipLabel, Label, hairline, upright
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.parts.host import Host, Notice
from ui.parts.page import Page

SLOTS = {"tasks": "Tasks", "content": "Content", "trace": "Traceability"}
"""A slot's place -> the template of its words."""
MOST_NAME = 480
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
        self.link = IconButton("link-2", t("Copy the link"))
        self.more = IconButton("ellipsis", t("More"))
        self.twin = Button(t("Copy as a new campaign"), icon="copy")
        self._facts = lay.row(gap=24)
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
        saved = Label(t("Saved on this computer"), "small", "text2")
        head = lay.row(
            self.name,
            self.stage,
            saved,
            None,
            self.pin,
            self.link,
            self.more,
            4,
            self.twin,
            margins=(16, 12, 16, 0),
        )
        facts = lay.panel(self._facts)
        strip = lay.row(facts, None, margins=(24, 4, 16, 4))
        tabs = lay.row(self.tabs, None, margins=(16, 0, 16, 0))
        self.setLayout(lay.column(head, strip, tabs, hairline(is_rule=True), self._stack, gap=0))
        self.name.written.connect(self._on_name)
        self.name.textChanged.connect(self._fit_name)
        self.stage.clicked.connect(self._on_stage)
        self.pin.clicked.connect(self._on_pin)
        self.link.clicked.connect(self.copy_link)
        self.twin.clicked.connect(self.duplicate)
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
        self.tabs.show_key(place[1] if len(place) > 1 and place[1] in self._slots else "overview")
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
        self._fit_name(self.name.text())
        self.stage.setText(stage_chip(facts).text)
        self.stage.updateGeometry()
        self.tabs.show_count("tasks", facts.progress.total)
        self.tabs.show_count("content", len(rows.posts))
        is_pinned = self._is_pinned()
        self.pin.rename(t("Unpin") if is_pinned else t("Pin"))
        self.pin.tint("accent" if is_pinned else "text2")
        self._show_facts(rows.campaign, facts)
        self.overview.show_campaign(rows, facts)

    def _fit_name(self, text: str) -> None:
        """The field is as wide as its words, so that the stage stands beside them."""
        self.name.setFixedWidth(min(MOST_NAME, round(draw.width(text, "title")) + 32))

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

    def commands(self) -> Sequence[Command]:
        group = t("Campaign")
        held = self._pages.get((self._campaign or b"", self.tabs.key))
        own = list((held or self.overview).commands())
        return [
            *own,
            Command("campaign.copy", self.twin.text(), self.duplicate, "copy", "", group),
            Command("campaign.link", t("Copy the link"), self.copy_link, "link-2", "", group),
            Command("campaign.pin", self.pin.accessibleName(), self._on_pin, "star", "", group),
            Command("campaign.archive", t("Archive"), self.archive, "archive", "", group),
            Command(
                "campaign.delete", t("Delete the campaign"), self._delete, "trash-2", "", group
            ),
        ]

    def copy_link(self) -> None:
        """Put a link to this campaign on the clipboard."""
        QGuiApplication.clipboard().setText(f"fairway://campaign/{self._hex()}")
        self.host.say(t("The link is on the clipboard"))

    def duplicate(self) -> None:
        """Plan it once more from another day, and go there."""
        if self._campaign is None:
            return
        campaign = self.host.session.get("campaign", self._campaign)
        dialog = Duplicate(self.window(), self.host, campaign)
        if dialog.exec() and dialog.made is not None:
            done = t("{name} is there", name=dialog.name.text().strip())
            self.host.said.emit(Notice(done, is_undo=True))
            self.host.go(f"campaign/{dialog.made.hex()}")

    def archive(self) -> None:
        """Out of the way, or back."""
        campaign, session = self._campaign, self.host.session
        if campaign is None:
            return
        if session.get("campaign", campaign)["archived"]:
            self.host.run(lambda: verbs.unarchive_campaign(session, campaign), t("Open again"))
        else:
            self.host.run(lambda: verbs.archive_campaign(session, campaign), t("Archived"))

    def _is_pinned(self) -> bool:
        return self._campaign in {row.ref("row") for row in verbs.pins(self.host.session)}

    def _on_stage(self) -> None:
        if self._campaign is None:
            return
        held = self.host.session.get("campaign", self._campaign).text("stage")
        open_menu(
            self.stage,
            [Entry(stage_words(key), _Stage(self, key), is_ticked=key == held) for key in STAGES],
        )

    def set_stage(self, stage: str) -> None:
        """Move the campaign to a stage."""
        campaign, session = self._campaign, self.host.session
        if campaign is not None:
            self.host.run(lambda: verbs.set_stage(session, campaign, stage))

    def _on_pin(self) -> None:
        campaign, session = self._campaign, self.host.session
        if campaign is None:
            return
        if self._is_pinned():
            self.host.run(lambda: verbs.unpin(session, campaign), t("Not pinned any more"))
        else:
            self.host.run(lambda: verbs.pin(session, "campaign", campaign), t("Pinned"))
        self.refresh()

    def _on_more(self) -> None:
        if self._campaign is None:
            return
        is_archived = bool(self.host.session.get("campaign", self._campaign)["archived"])
        words = t("Take out of the archive") if is_archived else t("Archive")
        open_menu(
            self.more,
            [
                Entry(t("Copy as a new campaign"), self.duplicate, "copy"),
                Entry(t("Copy the link"), self.copy_link, "link-2"),
                Entry(words, self.archive, "archive"),
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
