"""What can be done to a campaign wherever it is seen: kept at hand, copied, put away."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.campaign import commands as verbs
from ui.campaign.duplicate import Duplicate
from ui.kit.app import t
from ui.parts.host import Host


class Deeds:
    """The same words and the same way back on the list and on the campaign's page."""

    def __init__(self, host: Host, page: QWidget) -> None:
        self._host, self._page = host, page

    def is_pinned(self, campaign: bytes | None) -> bool:
        """Whether this person keeps it at hand."""
        return campaign in {row.ref("row") for row in verbs.pins(self._host.session)}

    def is_archived(self, campaign: bytes | None) -> bool:
        """Whether it is out of the daily lists."""
        if campaign is None:
            return False
        rows = self._host.session.list("campaign", [("id", "=", campaign)])
        return bool(rows and rows[0]["archived"])

    def pin_words(self, campaign: bytes | None) -> str:
        """What `pin` would do now."""
        return t("Unpin") if self.is_pinned(campaign) else t("Pin")

    def archive_words(self, campaign: bytes | None) -> str:
        """What `archive` would do now."""
        return t("Take out of the archive") if self.is_archived(campaign) else t("Archive")

    def pin(self, campaign: bytes) -> None:
        """Keep it at hand, or not any more."""
        host, session = self._host, self._host.session
        if self.is_pinned(campaign):
            host.run(lambda: verbs.unpin(session, campaign), t("Not pinned any more"))
        else:
            host.run(lambda: verbs.pin(session, "campaign", campaign), t("Pinned"))

    def archive(self, campaign: bytes) -> None:
        """Out of the way, or back."""
        host, session = self._host, self._host.session
        if self.is_archived(campaign):
            host.run(lambda: verbs.unarchive_campaign(session, campaign), t("Open again"))
        else:
            host.run(lambda: verbs.archive_campaign(session, campaign), t("Archived"))

    def delete(self, campaign: bytes) -> bool:
        """Into the trash, with all that is in it."""
        session, done = self._host.session, t("The campaign is in the trash")
        return self._host.run(lambda: verbs.delete_campaign(session, campaign), done)

    def copy_link(self, campaign: bytes) -> None:
        """Put a link to it on the clipboard."""
        QGuiApplication.clipboard().setText(f"fairway://campaign/{campaign.hex()}")
        self._host.say(t("The link is on the clipboard"))

    def duplicate(self, campaign: bytes) -> None:
        """Ask for a name and a day, plan it once more, and go there."""
        row = self._host.session.get("campaign", campaign)
        dialog = Duplicate(self._page.window(), self._host, row)
        if dialog.exec() and dialog.made is not None:
            self._host.go(f"campaign/{dialog.made.hex()}")
