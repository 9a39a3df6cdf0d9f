"""What belongs to this device alone, `ui.json` in the profile's folder: look, language, zoom."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Signal

T = TypeVar("T")

MODE = "look.mode"
DENSITY = "look.density"
CALM = "look.calm"
ZOOM = "look.zoom"
LANGUAGE = "language"
QUIET = "notices.quiet"
QUIET_FROM = "notices.quiet_from"
QUIET_TO = "notices.quiet_to"
MUTED = "notices.muted"
PROXY = "hub.proxy"
AUTHORITY = "hub.authority"
USED = "palette.used"
DEFAULTS: dict[str, object] = {
    MODE: "system",
    DENSITY: "normal",
    CALM: False,
    ZOOM: 100,
    LANGUAGE: "",
    QUIET: True,
    QUIET_FROM: "22:00",
    QUIET_TO: "08:00",
    MUTED: [],
    PROXY: "",
    AUTHORITY: "",
    USED: [],
}
"""Every setting and what holds before somebody chose; its type is what a file must have."""
MOST_BYTES = 1_000_000


class Store(QObject):
    """Settings by name; each `set` writes the whole file anew, or leaves the old one."""

    changed = Signal(str)
    failed = Signal(str)
    """The file could not be written; the words of the system."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._held = _read(path)

    def get(self, name: str, default: T) -> T:
        """What is held, or the default: also where the file has something of another kind."""
        held = self._held.get(name)
        is_number = isinstance(held, int) and not isinstance(held, bool)
        if isinstance(default, bool):
            return cast("T", held) if isinstance(held, bool) else default
        if isinstance(default, int):
            return cast("T", held) if is_number else default
        return cast("T", held) if isinstance(held, type(default)) else default

    def text(self, name: str) -> str:
        """A setting that is words."""
        return self.get(name, str(DEFAULTS[name]))

    def flag(self, name: str) -> bool:
        """A setting that is yes or no."""
        return self.get(name, bool(DEFAULTS[name]))

    def number(self, name: str) -> int:
        """A setting that is a number."""
        return self.get(name, cast("int", DEFAULTS[name]))

    def texts(self, name: str) -> list[str]:
        """A setting that is a list of words."""
        held: list[object] = self.get(name, list[object]())
        return [text for text in held if isinstance(text, str)]

    def set(self, name: str, value: object) -> None:
        """Keep a setting and tell of it; what cannot be written holds until the end at least."""
        if name in self._held and self._held[name] == value:
            return
        self._held[name] = value
        try:
            _write(self._path, self._held)
        except OSError as error:
            self.failed.emit(error.strerror or str(error))
        self.changed.emit(name)


def _read(path: Path) -> dict[str, object]:
    """The settings; nothing where the file is broken, which is kept beside for whoever asks."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return {}
        held = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        with contextlib.suppress(OSError):
            path.replace(path.with_name(path.name + ".broken"))
        return {}
    return cast("dict[str, object]", held) if isinstance(held, dict) else {}


def _write(path: Path, held: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    handle, beside = tempfile.mkstemp(prefix=path.name + ".", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
