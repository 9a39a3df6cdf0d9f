"""The fields of one account: a new one of the team, or one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.model.change import Value
from app.model.row import Row as Record
from ui.campaign.overview_dates import DayField
from ui.campaign.overview_kpipaint import decimal_of
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.fields import Choice, Line, Row
from ui.kit.pop import Dialog
from ui.parts.host import Host


class AccountDialog(Dialog):
    """The answer is `values`, written by whoever asked."""

    def __init__(self, parent: QWidget, host: Host, row: Record | None, name: str = "") -> None:
        super().__init__(parent, t("Account") if row is not None else t("New account"), 440)
        self.values: Mapping[str, Value] = {}
        names = host.directory
        held = row or Record("account", b"", {"name": name, "owner": host.me})
        until = when.wall(held.text("authorised_until"))
        followers = held.number("followers")
        channels = [(r.id, r.text("name"), "") for r in names.rows("channel").values()]
        people = [(r.id, r.text("name"), "") for r in names.people()]
        self.name = Line(held.text("name"), t("As it is called on the channel"))
        self.channel = Choice([(None, t("No channel|account"), ""), *channels])
        self.channel.show_key(held.ref("channel"))
        self.owner = Choice([(None, t("Nobody|owner"), ""), *people])
        self.owner.show_key(held.ref("owner"))
        counted = str(followers) if followers is not None else ""
        self.followers = Line(counted, t("12,000 or 1.2万"))
        self.until = DayField(
            host, t("Authorised until"), until.date() if until is not None else None
        )
        self._name = Row(t("Account name"), self.name)
        self._followers = Row(t("Followers"), self.followers)
        two = lay.row(Row(t("Channel"), self.channel), Row(t("Owner"), self.owner), gap=16)
        three = lay.row(self._followers, self.until, gap=16)
        for pair in (two, three):
            pair.setStretch(0, 1)
            pair.setStretch(1, 1)
        self.fill(lay.column(self._name, two, three, gap=4))
        words = t("Change the account") if row is not None else t("Add the account")
        self.done_button = self.add(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self._on_done)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        for line in (self.name, self.followers, self.until.line):
            line.entered.connect(self._on_done)
        (self.name if not name else self.followers).setFocus()

    def _on_done(self, _text: object = None) -> None:
        """Take what is written, or say in place what is wrong."""
        name, text = self.name.text().strip(), self.followers.text().strip()
        count = decimal_of(text) if text else None
        is_count = not text or (count is not None and count >= 0 and count == int(count))
        self._name.refuse("" if name else t("An account needs a name"))
        self._followers.refuse("" if is_count else t("This is no figure: {text}", text=text))
        if self.until.is_wrong:
            why = t("This is no day: {text}", text=self.until.line.text())
            self.until.refuse(why)
        if not name or not is_count or self.until.is_wrong:
            return
        channel, owner, day = self.channel.key, self.owner.key, self.until.day
        self.values = {
            "name": name,
            "channel": channel if isinstance(channel, bytes) else None,
            "owner": owner if isinstance(owner, bytes) else None,
            "followers": int(count) if isinstance(count, Decimal) else None,
            "authorised_until": day.isoformat() if day is not None else None,
        }
        self.accept()
