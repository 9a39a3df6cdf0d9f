"""The overview of a campaign: goal, targets, stages, accounts, what comes; people at the side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.campaign import commands as verbs
from app.campaign.overview import CampaignRows, Coming, Facts, coming
from ui.campaign.accounts import Accounts
from ui.campaign.rail import Activity, Members
from ui.campaign.stages import Stages
from ui.campaign.targets import Targets
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.fields import Text
from ui.kit.label import Label, Picture, upright
from ui.parts.host import Host

RAIL = 320
DAY = 104


class Next(QWidget):
    """What is due within the next seven days."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._shown: object = None
        self._lines = lay.column(gap=2)
        head = lay.row(
            Label(t("Next|days"), "strong"), Label(t("7 days"), "caption", "text2"), None
        )
        self.setLayout(lay.column(head, self._lines, gap=8))

    def show_rows(self, rows: CampaignRows) -> None:
        """Show what comes in this campaign."""
        found = coming(rows, self._host.now())
        if found == self._shown:
            return
        self._shown = found
        lay.clear(self._lines)
        for one in found:
            self._lines.addLayout(self._line(one))
        if not found:
            words = t("Nothing is due in the next 7 days")
            self._lines.addWidget(Label(words, "body", "text2"))

    def _line(self, one: Coming) -> QHBoxLayout:
        icon, ink = _sign(one)
        day = Label(when.near(one.at.date(), self._host.today()), "body", "text2")
        day.setFixedWidth(DAY)
        title = Button(one.title, "link", is_small=True)
        title.setCursor(Qt.CursorShape.PointingHandCursor)
        if one.kind in ("task", "milestone"):
            title.clicked.connect(_Go(self._host, f"task/{one.id.hex()}"))
        elif one.kind == "post":
            title.clicked.connect(_Go(self._host, f"post/{one.id.hex()}"))
        else:
            title.enable(t("A stage of the campaign"))
        note = Label(_note(one), "small", "text2")
        return lay.row(day, Picture(icon, ink, 14), title, note, None, gap=8)


def _sign(one: Coming) -> tuple[str, str]:
    if one.state == "blocked" or one.waits_for:
        return "circle-x", "danger"
    return {
        "milestone": ("diamond", "accent"),
        "post": ("calendar-clock", "accent"),
        "stage": ("flag", "accent"),
    }.get(one.kind, ("circle-dot", "text2"))


def _note(one: Coming) -> str:
    if one.waits_for and one.kind == "milestone":
        return t("Milestone, {count} tasks before it are open", count=len(one.waits_for))
    if one.waits_for:
        return t("Waiting for {task}", task=one.waits_for[0])
    match one.kind:
        case "milestone":
            return t("Milestone")
        case "post":
            return t("To be published at {time}", time=f"{one.at:%H:%M}")
        case "stage":
            return t("Stage begins")
        case _:
            return t("Due at {time}", time=f"{one.at:%H:%M}")


class Overview(QWidget):
    """What the campaign wants and how it stands."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self.goal = Text("", t("What should come of it"), least=2, most=6)
        self.audience = Text("", t("Whom it is for"), least=2, most=6)
        for field, name in ((self.goal, "goal"), (self.audience, "audience")):
            field.setProperty("quiet", True)
            field.written.connect(_Write(self, name))
        self.targets = Targets(host)
        self.stages = Stages(host)
        self.accounts = Accounts(host)
        self.next = Next(host)
        self.members = Members(host)
        self.activity = Activity(host)
        self.activity.went.connect(host.went)
        words = lay.row(
            lay.column(_inner(Label(t("Goal"), "strong")), self.goal, gap=4),
            lay.column(_inner(Label(t("Audience"), "strong")), self.audience, gap=4),
            gap=16,
        )
        self._stages_title = Label(t("Stages"), "strong")
        body = lay.column(
            words,
            4,
            _inner(self.targets),
            8,
            _inner(self._stages_title),
            _inner(self.stages),
            8,
            _inner(self.accounts),
            8,
            _inner(self.next),
            None,
            gap=8,
            margins=(16, 16, 16, 24),
        )
        left = lay.scrolled(lay.panel(body, "surface"))
        side = lay.column(self.members, 12, self.activity, None, gap=8, margins=(16, 16, 16, 16))
        right = lay.scrolled(lay.panel(side, "surface"))
        right.setFixedWidth(RAIL)
        self.setLayout(lay.row(left, upright(), right, gap=0))

    def show_campaign(self, rows: CampaignRows, facts: Facts) -> None:
        """Another campaign, or the same with other figures."""
        if rows.campaign.id != self._campaign:
            self.goal.commit()
            self.audience.commit()
            self._campaign = rows.campaign.id
        self.goal.show_text(rows.campaign.text("goal"))
        self.audience.show_text(rows.campaign.text("audience"))
        self.targets.show_verdicts(rows.campaign.id, facts.verdicts)
        self.stages.show_facts(facts)
        self._stages_title.setVisible(bool(facts.stages))
        self.accounts.show_rows(rows)
        self.next.show_rows(rows)
        self.members.show_rows(rows)
        self.activity.show_rows(rows)

    def set_text(self, field: str, text: str) -> None:
        """Write the goal or the audience."""
        campaign, session = self._campaign, self._host.session
        if campaign is not None:
            self._host.run(lambda: verbs.set_campaign(session, campaign, {field: text}))


def _inner(part: lay.Part) -> lay.Part:
    """In line with the words of the quiet fields."""
    return lay.row(part, margins=(8, 0, 8, 0))


class _Go:
    """Goes to a place."""

    def __init__(self, host: Host, place: str) -> None:
        self._host, self._place = host, place

    def __call__(self, _checked: bool = False) -> None:
        self._host.go(self._place)


class _Write:
    """Writes a text of the campaign."""

    def __init__(self, overview: Overview, field: str) -> None:
        self._overview, self._field = overview, field

    def __call__(self, text: str) -> None:
        self._overview.set_text(self._field, text)
