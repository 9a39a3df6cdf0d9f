"""What values of tasks and links mean together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.model.change import Value


def completed(status: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """New values of a task of this status: one that is done is done to the end, and the other
    way round."""
    found = dict(values)
    if found.get("status") == "done" and "percent" not in found:
        found["percent"] = 100
    if found.get("percent") == 100 and "status" not in found:
        found["status"] = "done"
    if "percent" in found and found["percent"] != 100 and status == "done":
        found.setdefault("status", "doing")
    return found


def lag_minutes(lag: str | None, unit: str | None, minutes: Mapping[str, int]) -> int | None:
    """Working minutes of a lag where they are fixed; None for elapsed and per cent ones."""
    if not lag or unit is None or unit == "%" or unit.startswith("e"):
        return 0 if not lag or Decimal(lag) == 0 else None
    return int(Decimal(lag) * minutes[unit])
