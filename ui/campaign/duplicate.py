"""A campaign once more: its plan from another day; what was done and said stays behind."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QFrame, QWidget

from app.campaign import commands as verbs
from app.campaign.overview import period_of
from app.model.errors import Fault
from app.model.row import Row
from ui.campaign.overview_dates import DayField
from ui.kit import lay, when
from ui.kit.app import is_chinese, t, told
from ui.kit.fields import Line
from ui.kit.fields import Row as FieldRow
from ui.kit.label import Label, Picture
from ui.kit.pop import Dialog
from ui.parts.host import Host, Notice


class Duplicate(Dialog):
    """Asks for a name and a first day, and says what goes along."""

    def __init__(self, parent: QWidget, host: Host, campaign: Row) -> None:
        super().__init__(parent, t("Copy as a new campaign"), 480)
        self._host, self._campaign = host, campaign
        self.made: bytes | None = None
        self.name = Line(t("{name} (copy)", name=campaign.text("name")), t("Name"))
        self.name.selectAll()
        self._name = FieldRow(t("Name"), self.name)
        self.day = DayField(host, t("First day"), host.today())
        self.start = self.day.line
        along = _part("check", "success", t("Comes along, moved by working days"), self._along())
        behind = _part(
            "minus", "text2", t("Stays behind"), t("progress, comments, published links")
        )
        self.period = Label("", "small", "text2")
        plan = lay.panel(lay.column(along, behind, gap=8, margins=(12, 12, 12, 12)), "card")
        self.fill(lay.column(self._name, self.day, self.period, plan, gap=12))
        self.go_button = self.add(t("Copy"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self._on_go)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.start.textChanged.connect(self._on_day)
        self._on_day()
        self.name.setFocus()

    def _on_day(self, _text: str = "") -> None:
        """From when to when the copy would run; while no day is written, the last one stays."""
        period, day = period_of(self._campaign, self._host.today()), self.day.day
        self.period.setVisible(period is not None)
        if period is not None and day is not None:
            last = day + (period.finish - period.start)
            self.period.setText(t("Runs {span}", span=when.span(day, last)))

    def _along(self) -> str:
        """What the copy has of the campaign, counted."""
        tasks, links, posts, accounts, members = (
            self._count(table) for table in ("task", "link", "post", "campaign_account", "member")
        )
        parts = [
            t("{count} tasks", count=tasks) if tasks else "",
            t("{count} dependencies", count=links) if links else "",
            t("{count} posts", count=posts) if posts else "",
            t("{count} accounts to publish on", count=accounts) if accounts else "",
            t("{count} members", count=members) if members else "",
            t("goal, stages and targets"),
        ]
        return ("，" if is_chinese() else ", ").join(part for part in parts if part)

    def _count(self, table: str) -> int:
        mine = [("campaign", "=", self._campaign.id)]
        return len(self._host.session.dataset(table, [], mine)["id"])

    def _on_go(self) -> None:
        """Copy it, or say in place what is missing."""
        name, text, day = self.name.text().strip(), self.start.text(), self.day.day
        self._name.refuse("" if name else t("A campaign needs a name"))
        self.day.refuse("" if day is not None else t("This is no day: {text}", text=text))
        if not name or day is None:
            (self.start if name else self.name).setFocus()
            return
        try:
            self.made = verbs.duplicate_campaign(self._host.session, self._campaign.id, name, day)
        except Fault as fault:
            self._name.refuse(told(fault)[0])
            return
        self._host.said.emit(Notice(t("{name} is there", name=name), is_undo=True))
        self.accept()


def _part(icon: str, ink: str, title: str, words: str) -> QFrame:
    sign = lay.column(2, Picture(icon, ink), None, gap=0)
    text = lay.column(Label(title), Label(words, "small", "text2", wraps=True), gap=2)
    line = lay.row(sign, text, gap=8)
    line.setStretchFactor(text, 1)
    return lay.panel(line)
