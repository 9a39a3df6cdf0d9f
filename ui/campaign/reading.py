"""Reads a campaign beside the screen: its tasks may be thousands."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from app.campaign import commands as verbs
from app.campaign.whole import Whole, whole
from ui.kit.worker import Job
from ui.parts.host import Host


class Reading(QObject):
    """One reading at a time; a wish that comes meanwhile is read after it."""

    came = Signal(object)
    """The `Whole` that was asked for last."""
    failed = Signal(object)

    def __init__(self, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self._host = host
        self._wanted: bytes | None = None
        self._is_busy = self._is_late = False

    def ask(self, campaign: bytes) -> None:
        """Read this campaign; it comes with `came`, unless another is asked for meanwhile."""
        self._wanted = campaign
        if self._is_busy:
            self._is_late = True  # what is being read may be older than this wish
            return
        self._is_busy, self._is_late = True, False
        desk, now = self._host.desk, self._host.now()

        def work(_job: Job) -> object:
            rows = verbs.read_campaign(desk.session, campaign)
            changes = verbs.read_changes(desk, campaign)
            return whole(rows, now, ZoneInfo(desk.profile.tz), changes)

        self._host.worker.submit(work, self._on_read, self._on_failed)

    def _on_read(self, found: object) -> None:
        assert isinstance(found, Whole)
        self._is_busy = False
        if found.rows.campaign.id == self._wanted:
            self.came.emit(found)
        self._again()

    def _on_failed(self, fault: object) -> None:
        self._is_busy = False
        if not self._is_late:
            self.failed.emit(fault)
        self._again()

    def _again(self) -> None:
        if self._is_late and self._wanted is not None:
            self.ask(self._wanted)
