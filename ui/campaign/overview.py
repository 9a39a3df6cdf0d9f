"""The overview of a campaign: what it wants, how it stands, what comes; people at its side."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.campaign import commands as verbs
from app.campaign.whole import Whole
from ui.campaign.overview_blocks import Accounts, Stages, Targets
from ui.campaign.overview_rows import INSET
from ui.campaign.overview_side import Activity, Members, Next
from ui.kit import lay
from ui.kit.app import t
from ui.kit.command import Command
from ui.kit.fields import Text
from ui.kit.label import Label, upright
from ui.parts.host import Host

RAIL = 320
NARROW_RAIL = 280
NARROW = 1160
"""Where the page is narrower, the rail gives way to the table."""


class Overview(QWidget):
    """Two columns that scroll for themselves; everything in them is changed in place."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self.goal = Text("", t("What should come of it"), least=2, most=8)
        self.audience = Text("", t("Whom it is for"), least=2, most=8)
        for field, name in ((self.goal, "goal"), (self.audience, "audience")):
            field.setProperty("quiet", True)
            field.written.connect(_Write(self, name))
        self.targets = Targets(host)
        self.stages = Stages(host)
        self.accounts = Accounts(host)
        self.next = Next(host)
        self.members = Members(host)
        self.activity = Activity(host)
        goal = lay.column(_title(t("Goal")), self.goal, None, gap=0)
        audience = lay.column(_title(t("Audience")), self.audience, None, gap=0)
        words = lay.row(goal, audience, gap=16)
        words.setStretch(0, 3)
        words.setStretch(1, 2)
        blocks = (self.targets, self.stages, self.accounts, self.next)
        body = lay.column(words, *blocks, None, gap=12, margins=(16, 12, 16, 24))
        left = lay.scrolled(lay.panel(body, "surface"))
        side = lay.column(self.members, 4, self.activity, None, gap=12, margins=(8, 12, 8, 24))
        self._side = lay.scrolled(lay.panel(side, "surface"))
        self._side.setFixedWidth(RAIL)
        self.setLayout(lay.row(left, upright(), self._side, gap=0))

    def show_whole(self, held: Whole) -> None:
        """Another campaign, or the same with other figures."""
        rows, facts = held.rows, held.facts
        if rows.campaign.id != self._campaign:
            self.goal.commit()
            self.audience.commit()
            self._campaign = rows.campaign.id
        self.goal.show_text(rows.campaign.text("goal"))
        self.audience.show_text(rows.campaign.text("audience"))
        self.targets.show_verdicts(rows.campaign.id, facts.verdicts)
        self.stages.show_facts(rows.campaign.id, facts)
        self.accounts.show_rows(rows)
        self.next.show_whole(held)
        self.members.show_rows(rows)
        self.activity.show_whole(held)

    def set_text(self, field: str, text: str) -> None:
        """Write the goal or the audience."""
        campaign, session = self._campaign, self._host.session
        if campaign is not None:
            self._host.run(lambda: verbs.set_campaign(session, campaign, {field: text}))

    def commands(self) -> list[Command]:
        """What can be done here, for the palette."""
        group = t("Overview")
        return [
            Command(
                "overview.period",
                t("Change the period…"),
                self.stages.ask_period,
                "calendar-range",
                group=group,
            ),
            Command(
                "overview.targets", t("Edit targets…"), self.targets.ask, "target", group=group
            ),
            Command("overview.stage", t("Add a stage…"), self.stages.add, "flag", group=group),
            Command(
                "overview.account", t("Add an account…"), self.accounts.ask, "hash", group=group
            ),
            Command(
                "overview.member",
                t("Add a member…"),
                self.members.ask,
                "user-plus",
                group=group,
                why_not=self.members.why_not,
            ),
        ]

    # Qt overrides

    def resizeEvent(self, event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().resizeEvent(event)  # pyright: ignore[reportArgumentType]
        self._side.setFixedWidth(NARROW_RAIL if self.width() < NARROW else RAIL)


def _title(words: str) -> lay.Part:
    """A title in line with the words of the quiet field under it."""
    return lay.row(Label(words, "strong"), margins=(INSET, 4, INSET, 0))


class _Write:
    """Writes a text of the campaign."""

    def __init__(self, overview: Overview, field: str) -> None:
        self._overview, self._field = overview, field

    def __call__(self, text: str) -> None:
        self._overview.set_text(self._field, text)
