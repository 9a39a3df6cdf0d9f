"""What was begun to be written and not yet said: it survives a crash, on this computer only."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QTimer

PAUSE_MS = 400
MOST = 200
MOST_BYTES = 2_000_000


class Drafts(QObject):
    """Texts by place; each change is on the disk after a short pause.

    A comment that is not sent and a quick line that is not entered are nobody else's yet, so they
    are no edits; but their writer must find them again whatever happens to the program.
    """

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._held = _read(file)
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self.flush)
        self._is_new = False

    def text(self, place: str) -> str:
        """What was begun there."""
        return self._held.get(place, "")

    def keep(self, place: str, text: str) -> None:
        """Remember what is written there now; nothing where it is empty."""
        if self._held.get(place, "") == text:
            return
        self._held.pop(place, None)
        if text:
            self._held[place] = text  # the latest stands last, the oldest go first
        for old in list(self._held)[: max(0, len(self._held) - MOST)]:
            del self._held[old]
        self._is_new = True
        self._timer.start()

    def flush(self) -> None:
        """Write them now; where the disk refuses, they hold until the end of the program."""
        self._timer.stop()
        if not self._is_new:
            return
        self._is_new = False
        beside = self._file.with_name(self._file.name + ".new")
        with contextlib.suppress(OSError):
            beside.write_text(json.dumps(self._held, ensure_ascii=False), encoding="utf-8")
            os.replace(beside, self._file)


def _read(file: Path) -> dict[str, str]:
    try:
        if file.stat().st_size > MOST_BYTES:
            return {}
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(held, dict):
        return {}
    pairs = cast("dict[object, object]", held).items()
    return {k: v for k, v in pairs if isinstance(k, str) and isinstance(v, str)}
