"""The sync centre under its badge: what needs the person, the queue, and what the states mean."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app import care
from app.model.errors import Fault
from sync.client.live import Kind, Status
from ui.kit import lay, when
from ui.kit.app import t, told, worded
from ui.kit.button import Button
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Elided, Label, Picture, hairline
from ui.kit.pop import Popover
from ui.parts.host import Host
from ui.sync.badge import LOOKS, words
from ui.sync.reasons import reason

WIDE = 376
MOST = 6


class Centre(Popover):
    """What is under way between this device and the hub."""

    retry_asked = Signal()
    pause_asked = Signal(bool)

    def __init__(self, parent: QWidget, host: Host, status: Status) -> None:
        super().__init__(parent)
        self._host = host
        self._status = status
        self.setMinimumWidth(WIDE)
        self._body = lay.column(gap=0)
        self.setLayout(self._body)
        self._fill()

    def _fill(self) -> None:
        status, host = self._status, self._host
        hub = host.desk.profile.hub.partition("#")[0] or t("The hub on this computer")
        last = ""
        if status.at_ms:
            at = datetime.fromtimestamp(status.at_ms / 1000)
            last = t("last synced {time}", time=when.moment(at, self._host.now()))
        now = Button(t("Sync now"), "secondary", icon="refresh-cw", is_small=True)
        is_paused = status.kind is Kind.PAUSED
        pause = Button(
            t("Go on") if is_paused else t("Pause"),
            "secondary",
            icon="play" if is_paused else "pause",
            is_small=True,
        )
        export = Button(t("Export unsent work"), "secondary", icon="download", is_small=True)
        queue = care.queue(host.desk, 200)
        export.enable("" if queue else t("Everything is sent"))
        now.clicked.connect(self._on_retry)
        pause.clicked.connect(self._on_pause)
        export.clicked.connect(self._on_export)
        line = " · ".join(part for part in (hub, last) if part)
        self._body.addLayout(
            lay.column(
                Label(t("Sync centre"), "subtitle"),
                Elided(line, "small", "text2"),
                4,
                lay.row(now, pause, export, None),
                gap=4,
                margins=(16, 14, 16, 12),
            )
        )
        self._needs(status)
        self._queue(queue)
        self._legend()

    def _needs(self, status: Status) -> None:
        if status.fault is not None:
            message, kept, hint = told(status.fault)
            self._section(t("Needs you"))
            detail = "  ".join(part for part in (kept, hint) if part)
            self._line("circle-alert", "danger", message, detail)
        if status.conflicts:
            if status.fault is None:
                self._section(t("Needs you"))
            text = t("{count} fields were changed on both sides", count=status.conflicts)
            look = Button(t("Look"), "link", is_small=True)
            look.clicked.connect(self._on_conflicts)
            self._line("git-compare", "danger", text, t("Both values are kept"), look)

    def _queue(self, queue: list[care.Waiting]) -> None:
        self._section(t("Queue: {count}", count=len(queue)))
        if not queue:
            self._line("circle-check", "success", t("Everything is with the hub"), "")
        for one in queue[:MOST]:
            at = datetime.fromtimestamp(one.at_ms / 1000)
            time = when.moment(at, self._host.now())
            note = t("Waiting since {time}", time=time)
            if one.why:
                note = t("Set aside: {why}", why=reason(one.why))
            text = worded(one.label) or t("Change")
            if one.rows > 1:
                text = t("{label}, {count} items", label=text, count=one.rows)
            icon, ink = ("circle-alert", "danger") if one.why else ("clock", "text2")
            self._line(icon, ink, text, note)
        if len(queue) > MOST:
            self._line("ellipsis", "text2", t("{count} more", count=len(queue) - MOST), "")

    def _legend(self) -> None:
        self._section(t("What the states mean"))
        rows = lay.column(gap=6, margins=(16, 10, 16, 14))
        tones = ("success", "accent", "neutral", "danger", "warn", "neutral")
        chips = [
            ChipLabel(Chip(words(Status(kind, problems, problems)), tone, LOOKS[kind][0]))
            for (kind, problems), tone in zip(
                (
                    (Kind.SYNCED, 0),
                    (Kind.SYNCING, 3),
                    (Kind.OFFLINE, 12),
                    (Kind.ATTENTION, 2),
                    (Kind.CLOCK, 0),
                    (Kind.PAUSED, 0),
                ),
                tones,
                strict=True,
            )
        ]
        for place in range(0, len(chips), 2):
            rows.addLayout(lay.row(*chips[place : place + 2], None))
        self._body.addLayout(rows)

    def _section(self, title: str) -> None:
        self._body.addWidget(hairline())
        row = lay.row(Label(title, "caption", "text2"), margins=(16, 5, 16, 5))
        self._body.addWidget(lay.panel(row, "app"))

    def _line(
        self, icon: str, ink: str, text: str, note: str, button: Button | None = None
    ) -> None:
        lines = lay.column(Elided(text, "body"), gap=0)
        if note:
            lines.addWidget(Elided(note, "caption", "text2"))
        row = lay.row(Picture(icon, ink), lines, gap=10, margins=(16, 7, 16, 7))
        row.setStretch(1, 1)
        if button is not None:
            row.addWidget(button)
        self._body.addWidget(hairline())
        self._body.addLayout(row)

    def _on_retry(self) -> None:
        self.retry_asked.emit()
        self.close()

    def _on_pause(self) -> None:
        self.pause_asked.emit(self._status.kind is not Kind.PAUSED)
        self.close()

    def _on_conflicts(self) -> None:
        self._host.go("conflicts")
        self.close()

    def _on_export(self) -> None:
        self.close()
        name, _ = QFileDialog.getSaveFileName(
            self.parentWidget(), t("Export unsent work"), "fairway-unsent.jsonl", "JSON (*.jsonl)"
        )
        if not name:
            return
        try:
            count = care.export_unsent(self._host.desk, Path(name))
        except (Fault, OSError) as error:
            self._host.fail(error)
            return
        self._host.say(t("{count} entries are in {file}", count=count, file=Path(name).name))
