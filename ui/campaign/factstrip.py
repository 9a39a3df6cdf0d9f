"""The facts of a campaign in one strip: period, owner, progress, risk."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.campaign.overview import Facts
from app.model.row import Row
from ui.campaign.looks import days_words, period_words, risk_chip, risk_words
from ui.kit import lay
from ui.kit.app import t
from ui.kit.label import Avatar, Bar, ChipLabel, Label, upright
from ui.parts.host import Host


class FactStrip(QWidget):
    """Each fact has its name above and a note beneath."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._row = lay.row(gap=24)
        self.setLayout(self._row)

    def show_facts(self, campaign: Row, facts: Facts) -> None:
        """These facts, in place of what stood there."""
        lay.clear(self._row)
        owner = self._host.directory.name("person", campaign.ref("owner"))
        who = lay.panel(lay.row(Avatar(owner or "?", 20), Label(owner or t("Nobody yet")), gap=6))
        bar = Bar()
        bar.setFixedWidth(96)
        done = facts.progress
        bar.show_part(done.percent / 100)
        progress = lay.panel(lay.row(bar, Label(f"{done.percent}%"), gap=8))
        counted = t("{done} of {total} tasks", done=done.done, total=done.total)
        parts: list[tuple[str, QWidget, str]] = [
            (t("Period"), Label(period_words(facts)), days_words(facts, self._host.today())),
            (t("Owner"), who, ""),
            (t("Progress"), progress, counted),
            (t("Risk"), ChipLabel(risk_chip(facts.risk)), risk_words(facts.risk)),
        ]
        for place, (title, widget, note) in enumerate(parts):
            if place:
                self._row.addWidget(upright())
            column = lay.column(
                Label(title, "caption", "text2"),
                lay.row(widget, None),
                Label(note, "caption", "text2"),
                gap=2,
            )
            self._row.addLayout(column)
