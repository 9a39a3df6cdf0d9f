"""A campaign once more: its plan from another day; what was done and said stays behind."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.campaign import commands as verbs
from app.model.errors import Fault
from app.model.row import Row
from ui.campaign.postcard import moment
from ui.kit import when
from ui.kit.app import t, told
from ui.kit.fields import Line
from ui.kit.fields import Row as FieldRow
from ui.kit.label import Label
from ui.kit.lay import column
from ui.kit.pop import Dialog
from ui.parts.host import Host


class Duplicate(Dialog):
    """Asks for a name and a first day."""

    def __init__(self, parent: QWidget, host: Host, campaign: Row) -> None:
        super().__init__(parent, t("Copy as a new campaign"), 480)
        self._host, self._campaign = host, campaign
        self.made: bytes | None = None
        self.name = Line(t("{name} (copy)", name=campaign.text("name")), t("Name"))
        self.name.selectAll()
        self.start = Line(when.short(host.today()), t("Next Monday, 12-01 …"))
        self._name = FieldRow(t("Name"), self.name)
        self._start = FieldRow(t("First day"), self.start)
        words = t(
            "Tasks, dependencies, members, accounts and planned posts come along, moved by working"
            " days. Progress, comments and links of published posts stay behind."
        )
        self.fill(
            column(Label(words, "small", "text2", wraps=True), self._name, self._start, gap=8)
        )
        self.go_button = self.add(t("Copy"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self._on_go)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)

    def _on_go(self) -> None:
        name, text = self.name.text().strip(), self.start.text()
        at = moment(self._host, text)
        self._name.refuse("" if name else t("A campaign needs a name"))
        self._start.refuse("" if at is not None else t("This is no day: {text}", text=text))
        if not name or at is None:
            return
        session = self._host.session
        try:
            self.made = verbs.duplicate_campaign(session, self._campaign.id, name, at.date())
        except Fault as fault:
            self._name.refuse(told(fault)[0])
            return
        self.accept()
