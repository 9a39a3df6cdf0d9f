"""What expressions of a form may know of the world, the same on a laptop and on the hub."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from app.calendar import china, exchange, worktime
from app.calendar.worktime import WorkCalendar
from app.expr.world import World, world
from app.model.errors import Refused
from app.model.row import Row

ZONE = "Asia/Shanghai"


def world_at(now_ms: int, workspaces: Iterable[Row]) -> World:
    """The clock of the workspace at that millisecond, and its working days.

    `workspaces`: its row, or nothing where it is not known.
    """
    rows = tuple(workspaces)
    now = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone_of(rows))
    return world(now, _calendar(tuple(row.text("holidays") for row in rows)))


def zone_of(workspaces: Iterable[Row]) -> ZoneInfo:
    """Where the clock of the workspace hangs."""
    return _zone(next((row.text("tz") for row in workspaces if row.text("tz")), ZONE))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(ZONE)


@lru_cache(maxsize=8)
def _calendar(kept: tuple[str, ...]) -> WorkCalendar:
    found = china.from_package()
    for text in kept:
        try:
            found = exchange.known(text, found)
        except (msgspec.MsgspecError, Refused, ValueError):
            continue  # a year that cannot be read is a year nobody published
    return worktime.standard(found)
