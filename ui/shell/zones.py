"""Time zones: this computer's, those that teams here use, then all the others."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QWidget

from ui.kit.app import t
from ui.kit.fields import Choice

FALLBACK = "Asia/Shanghai"


@cache
def every() -> frozenset[str]:
    """The names of all zones; they are read from many small files, so once."""
    return frozenset(available_timezones())


def machine() -> str:
    """The zone of this computer."""
    found = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return found if found in every() else FALLBACK


def usual() -> dict[str, str]:
    """Zones that are asked for most, and what their places are called."""
    return {
        "Asia/Shanghai": t("Beijing, Shanghai"),
        "Asia/Hong_Kong": t("Hong Kong"),
        "Asia/Taipei": t("Taipei"),
        "Asia/Singapore": t("Singapore"),
        "Asia/Tokyo": t("Tokyo"),
        "Asia/Seoul": t("Seoul"),
        "Asia/Bangkok": t("Bangkok"),
        "Asia/Dubai": t("Dubai"),
        "Europe/London": t("London"),
        "Europe/Paris": t("Paris"),
        "Europe/Berlin": t("Berlin"),
        "America/New_York": t("New York"),
        "America/Los_Angeles": t("Los Angeles"),
        "Australia/Sydney": t("Sydney"),
    }


def told(zone: str) -> str:
    """A zone as a person reads it: its place and how far it is from UTC."""
    name = usual().get(zone, zone.rpartition("/")[2].replace("_", " "))
    return f"{name} ({offset(zone)})"


def offset(zone: str) -> str:
    """How far a zone is from UTC now."""
    if zone not in every():
        return zone
    away = datetime.now(ZoneInfo(zone)).utcoffset()
    minutes = round(away.total_seconds() / 60) if away is not None else 0
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60}" + (f":{abs(minutes) % 60:02}" if minutes % 60 else "")


def others() -> list[str]:
    """Every other zone with a place in its name."""
    skipped = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    held = [z for z in every() if "/" in z and not z.startswith(skipped)]
    return sorted(set(held) - set(usual()))


class ZoneChoice(Choice):
    """A time zone; the long rest of the list is read when it is opened for the first time."""

    def __init__(self, zone: str = "", parent: QWidget | None = None) -> None:
        first = zone or machine()
        zones = list(dict.fromkeys([first, machine(), *usual()]))
        super().__init__([(z, told(z), "") for z in zones], t("Time zone"), parent)
        self._is_whole = False
        self.setMaxVisibleItems(14)
        self.show_key(first)

    @property
    def zone(self) -> str:
        """The zone that is chosen."""
        return str(self.key or FALLBACK)

    def complete(self) -> None:
        """Add all the other zones."""
        if self._is_whole:
            return
        self._is_whole = True
        held = {self.itemData(place) for place in range(self.count())}
        for zone in others():
            if zone not in held:
                self.addItem(zone.replace("_", " "), zone)

    # Qt overrides

    def showPopup(self) -> None:
        self.complete()
        super().showPopup()
