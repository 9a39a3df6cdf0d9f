"""The overview of a campaign: goal, audience, targets, stages, members."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.campaign import commands as verbs
from app.campaign.overview import CampaignRows, Facts
from app.campaign.verdict import Verdict
from ui.campaign.looks import figure, verdict_chip
from ui.kit import draw, icons, lay, when
from ui.kit.app import t, theme
from ui.kit.fields import Text
from ui.kit.label import Avatar, Bar, Label, Picture, hairline, upright
from ui.parts.host import Host

RAIL = 320
BARS = {"success": "success", "danger": "danger", "warn": "warn"}


class Target(QFrame):
    """One KPI: its name, which way is better, the figure in full, where it should be."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.setObjectName("card")
        kpi = verdict.kpi
        is_up = kpi.direction != "down"
        way = t("higher is better") if is_up else t("lower is better")
        arrow = Picture("arrow-up" if is_up else "arrow-down", "text2", 12)
        icon, ink, words = verdict_chip(verdict)
        bar = Bar(0, BARS.get(ink, "progress"))
        tick = float(verdict.expected_share) if verdict.expected_share is not None else -1.0
        bar.show_part(float(verdict.share or 0), tick=tick)
        sign = "≥" if is_up else "≤"
        goal = t("Target {sign} {value}", sign=sign, value=figure(kpi.target, kpi.unit))
        self.setLayout(
            lay.column(
                lay.row(Label(kpi.name), None, arrow, Label(way, "caption", "text2"), gap=2),
                Label(figure(kpi.actual, kpi.unit), "display"),
                bar,
                lay.row(
                    Label(goal, "caption", "text2"),
                    None,
                    Picture(icon, ink, 14),
                    Label(words, "small", ink),
                    gap=4,
                ),
                gap=6,
                margins=(16, 12, 16, 12),
            )
        )
        self.setAccessibleName(f"{kpi.name} {figure(kpi.actual, kpi.unit)} {words}")


class Stages(QWidget):
    """The stages on a line, with today's flag."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._facts: Facts | None = None
        self.setFixedHeight(66)

    def show_facts(self, facts: Facts) -> None:
        """Other stages."""
        self._facts = facts
        self.setVisible(bool(facts.stages))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        facts = self._facts
        if facts is None or not facts.stages:
            return
        painter = QPainter(self)
        first = min(one.stage.start for one in facts.stages)
        last = max(one.stage.finish for one in facts.stages)
        days = (last - first).days + 1
        step = self.width() / days
        today = self._host.today()
        for one in facts.stages:
            left = (one.stage.start - first).days * step
            wide = ((one.stage.finish - one.stage.start).days + 1) * step - 3
            rect = QRectF(left, 18, wide, 26)
            is_now = one.when == "now"
            draw.box(
                painter, rect, "accent_tint" if is_now else "neutral", "ring" if is_now else ""
            )
            ink = "accent" if is_now else "text2"
            inner = rect.adjusted(8, 0, -4, 0)
            if one.when == "past":
                icons.paint(painter, "check", QRectF(rect.x() + 8, rect.y() + 6, 14, 14), "text2")
                inner = inner.adjusted(18, 0, 0, 0)
            draw.words(painter, inner, one.stage.name, "small", ink, is_strong=is_now)
            below = QRectF(left, 46, max(wide, 48), 16)
            draw.words(painter, below, when.short(one.stage.start, today), "caption", "text2")
        if first <= today <= last:
            x = ((today - first).days + 0.5) * step
            painter.fillRect(QRectF(x, 16, 1.5, 30), theme().color("fill"))
            text = f"{t('Today')} {when.short(today, today)}"
            wide = draw.width(text, "caption") + 12
            flag = QRectF(min(x, self.width() - wide), 0, wide, 16)
            draw.box(painter, flag, "fill", radius=3)
            draw.words(painter, flag, text, "caption", "on_fill", align=draw.CENTER)


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
        self._targets = QGridLayout()
        self._targets.setSpacing(12)
        self._stages = Stages(host)
        self._members = lay.column(gap=8)
        self._count = Label("", "caption", "text2")
        words = lay.row(
            lay.column(_inner(Label(t("Goal"), "strong")), self.goal, gap=4),
            lay.column(_inner(Label(t("Audience"), "strong")), self.audience, gap=4),
            gap=16,
        )
        targets = lay.row(
            Label(t("Targets"), "strong"),
            Label(t("the upright line is where today should be"), "caption", "text2"),
            None,
        )
        body = lay.column(
            words,
            8,
            _inner(targets),
            _inner(self._targets),
            8,
            _inner(Label(t("Stages"), "strong")),
            _inner(self._stages),
            None,
            gap=8,
            margins=(16, 16, 16, 16),
        )
        left = lay.scrolled(lay.panel(body, "surface"))
        members = lay.row(Label(t("Members"), "strong"), self._count, None)
        side = lay.column(
            members, hairline(), self._members, None, gap=10, margins=(16, 16, 16, 16)
        )
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
        lay.clear(self._targets)
        for place, verdict in enumerate(facts.verdicts):
            self._targets.addWidget(Target(verdict), place // 2, place % 2)
        if not facts.verdicts:
            self._targets.addWidget(Label(t("No targets yet"), "body", "text2"), 0, 0)
        self._stages.show_facts(facts)
        self._show_members()

    def set_text(self, field: str, text: str) -> None:
        """Write the goal or the audience."""
        campaign, session = self._campaign, self._host.session
        if campaign is not None:
            self._host.run(lambda: verbs.set_campaign(session, campaign, {field: text}))

    def _show_members(self) -> None:
        lay.clear(self._members)
        directory = self._host.directory
        held = self._host.session.list("member", [("campaign", "=", self._campaign)])
        self._count.setText(t("{count} people", count=len(held)))
        for row in held:
            person = row.ref("person")
            name = directory.name("person", person)
            line = lay.row(
                Avatar(name or "?", 24),
                Label(name),
                Label(directory.title(person), "caption", "text2"),
                None,
                Label(role_words(row.text("role")), "caption", "text2"),
            )
            self._members.addLayout(line)


def role_words(role: str) -> str:
    """A member's role as people say it."""
    match role:
        case "lead":
            return t("Lead")
        case "viewer":
            return t("May look")
        case _:
            return t("May edit")


def _inner(part: lay.Part) -> lay.Part:
    """In line with the words of the quiet fields."""
    return lay.row(part, margins=(8, 0, 8, 0))


class _Write:
    """Writes a text of the campaign."""

    def __init__(self, overview: Overview, field: str) -> None:
        self._overview, self._field = overview, field

    def __call__(self, text: str) -> None:
        self._overview.set_text(self._field, text)
