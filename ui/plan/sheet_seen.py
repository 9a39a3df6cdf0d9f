"""Who of the others has looked at a task, and when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from app.work import commands as work
from ui.kit import lay, when
from ui.kit.app import listed, t
from ui.kit.label import Elided, Picture
from ui.parts.history import wall
from ui.parts.host import Host


class Seen(QWidget):
    """An eye and names; hidden while nobody has."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._words = Elided("", "caption", "text2")
        self.setLayout(lay.row(Picture("eye", "text2", 14), self._words, gap=4))
        self.hide()

    def note(self, task: bytes) -> None:
        """Whoever has the task lets the others know that they have seen it."""
        session, host = self._host.session, self._host
        if session.list("assignment", [("task", "=", task), ("person", "=", host.me)]):
            host.run(lambda: work.mark_seen(session, "task", task))

    def show_task(self, task: bytes) -> None:
        """Those who have seen it, the latest first."""
        host, zone = self._host, ZoneInfo(self._host.desk.profile.tz)
        held = work.seen_by(host.session, task, zone)
        words = [
            t("{name} {time}", name=host.directory.name("person", person), time=time)
            for person, at in sorted(held.items(), key=lambda pair: -pair[1])
            if person != host.me
            for time in [when.moment(wall(host, at), host.now())]
        ]
        self._words.setText(t("Seen by {people}", people=listed(words)) if words else "")
        self._words.updateGeometry()
        self.setVisible(bool(words))
