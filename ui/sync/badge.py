"""The sync badge of the top bar: six states, each an icon, words and a tint."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sync.client.live import Kind, Status
from ui.kit import draw, icons
from ui.kit.app import t
from ui.kit.button import Button

LOOKS = {
    Kind.SYNCED: ("circle-check", "", "text2", "success"),
    Kind.SYNCING: ("refresh-cw", "accent_tint", "accent", "accent"),
    Kind.OFFLINE: ("wifi-off", "neutral", "text2", "text2"),
    Kind.ATTENTION: ("circle-alert", "danger_tint", "danger", "danger"),
    Kind.CLOCK: ("clock-alert", "warn_tint", "warn", "warn"),
    Kind.PAUSED: ("circle-pause", "neutral", "text2", "text2"),
}
"""State -> icon, ground, ink of the words, ink of the icon."""


def words(status: Status) -> str:
    """What the badge says."""
    waiting, text = status.waiting, t("Paused")
    match status.kind:
        case Kind.SYNCED if status.at_ms:
            time = datetime.fromtimestamp(status.at_ms / 1000)
            text = t("Synced {time}", time=f"{time:%H:%M}")
        case Kind.SYNCED:
            text = t("Synced")
        case Kind.SYNCING:
            text = t("Syncing, {count} to send", count=waiting) if waiting else t("Syncing")
        case Kind.OFFLINE:
            text = t("Offline, {count} to send", count=waiting) if waiting else t("Offline")
        case Kind.ATTENTION:
            text = t("Needs you: {count}", count=max(1, status.problems))
        case Kind.CLOCK:
            text = t("Clock is wrong")
        case Kind.PAUSED:
            pass
    return text


class Badge(Button):
    """How it stands with the hub; a click opens the sync centre."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "flat", is_small=True, parent=parent)
        self._status = Status(Kind.SYNCING)
        self.show_status(self._status)

    def show_status(self, status: Status) -> None:
        """Another state."""
        self._status = status
        self.setText(words(status))
        self.setAccessibleName(t("Sync: {state}", state=words(status)))
        self.setToolTip(t("Open the sync centre"))
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(round(draw.width(self.text(), "small")) + 38, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        icon, ground, ink, tint = LOOKS[self._status.kind]
        rect = QRectF(self.rect())
        if self.underMouse() and not ground:
            ground = "hover"
        draw.box(painter, rect, ground)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        icons.paint(painter, icon, QRectF(8, 6, 16, 16), tint)
        room = rect.adjusted(30, 0, -6, 0)
        draw.words(painter, room, self.text(), "small", ink, align=draw.LEFT)
