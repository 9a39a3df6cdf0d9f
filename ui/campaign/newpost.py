"""A new post: what, where, when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.campaign import commands as verbs
from app.model.change import Value
from app.model.errors import Fault
from ui.campaign.moments import USUAL, moment, moment_words
from ui.campaign.postcard import account_options
from ui.kit.app import t, told
from ui.kit.fields import Choice, Line, Row
from ui.kit.lay import column
from ui.kit.pop import Dialog
from ui.parts.host import Host


class NewPost(Dialog):
    """Asks for a title; the rest is filled with where it was asked for."""

    def __init__(
        self,
        parent: QWidget,
        host: Host,
        campaign: bytes | None,
        place: tuple[bytes | None, date | None],
    ) -> None:
        super().__init__(parent, t("New post"))
        self._host = host
        self.made: bytes | None = None
        account, day = place
        at = datetime.combine(day, USUAL) if day is not None else None
        held = [row for row in host.directory.rows("campaign").values() if not row["archived"]]
        self.campaign = Choice([(row.id, row.text("name"), "") for row in held], t("Campaign"))
        self.campaign.show_key(campaign or (held[0].id if held else None))
        self.title = Line("", t("What is the post about"))
        self.account = Choice(account_options(host), t("Account"))
        self.account.show_key(account)
        self.at = Line(moment_words(host, at), t("Tomorrow 20:00, next Friday …"))
        self._title = Row(t("Title"), self.title)
        self._at = Row(t("Planned for"), self.at, t("Without a date it waits in the tray"))
        rows = [self._title, Row(t("Account"), self.account), self._at]
        if campaign is None:
            rows.append(Row(t("Campaign"), self.campaign))
        self.fill(column(*rows, gap=8))
        self.add_button = self.add(t("Add a post"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add_button.setDefault(True)
        self.add_button.clicked.connect(self._on_add)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.title.setFocus()

    def _on_add(self) -> None:
        """Add it, or say in place what is missing."""
        host, campaign = self._host, self.campaign.key
        title = self.title.text().strip()
        text = self.at.text().strip()
        at = moment(host, text) if text else None
        self._title.refuse("" if title else t("A post needs a title"))
        self._at.refuse(t("This is no day: {text}", text=text) if text and at is None else "")
        if not title or (text and at is None) or not isinstance(campaign, bytes):
            return
        values: Mapping[str, Value] = {
            "title": title,
            "account": self.account.key if isinstance(self.account.key, bytes) else None,
            "planned": at.replace(microsecond=0).isoformat() if at is not None else None,
        }
        try:
            self.made = verbs.add_post(host.session, campaign, values)
        except Fault as fault:
            self._title.refuse(told(fault)[0])
            return
        self.accept()
