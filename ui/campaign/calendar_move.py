"""Moves a post without a drag: to which account, and to when in words."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.campaign import commands as verbs
from app.campaign.post import moment_of
from app.model.row import Row as Record
from ui.campaign.moments import moment, moment_words
from ui.campaign.postcard import account_options
from ui.kit.app import t
from ui.kit.fields import Choice, Line, Row
from ui.kit.lay import column
from ui.kit.pop import Dialog
from ui.parts.host import Host


class MoveTo(Dialog):
    """Account and moment together are one step back."""

    def __init__(self, parent: QWidget, host: Host, post: Record) -> None:
        super().__init__(parent, t("Move to…"))
        self._host, self._post = host, post.id
        self.account = Choice(account_options(host), t("Account"))
        self.account.show_key(post.ref("account"))
        self._kept = moment_of(post, "planned")
        text = moment_words(host, self._kept)
        self.at = Line(text, t("Tomorrow 20:00, next Friday …"))
        self._at = Row(t("Planned for"), self.at, t("Without a date it waits in the tray"))
        self.fill(column(Row(t("Account"), self.account), self._at, gap=8))
        self.move_button = self.add(t("Move|post"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.move_button.setDefault(True)
        self.move_button.clicked.connect(self._on_move)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.at.setFocus()
        self.at.selectAll()

    def _on_move(self) -> None:
        host, post, text = self._host, self._post, self.at.text().strip()
        at = moment(host, text, self._kept) if text else None
        self._at.refuse(t("This is no day: {text}", text=text) if text and at is None else "")
        if text and at is None:
            return
        account = self.account.key if isinstance(self.account.key, bytes) else None
        done = t("Moved to {when}", when=moment_words(host, at)) if text else t("Moved to the tray")
        if host.run(lambda: verbs.plan_post(host.session, post, account, at), done):
            self.accept()
