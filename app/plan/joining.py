"""The rows of a file's plan as part of a campaign that is there already. Pure."""

from __future__ import annotations

from collections.abc import Callable

from app.model import order
from app.plan.transfer import Incoming, Values


def into(
    rows: Incoming, campaign: bytes, low: str, random_bytes: Callable[[int], bytes]
) -> dict[str, list[tuple[bytes, Values]]]:
    """The same rows in this campaign; its own row is left out, top tasks stand behind `low`."""
    found: dict[str, list[tuple[bytes, Values]]] = {}
    for table, held in rows.rows.items():
        if table == "campaign":
            continue
        found[table] = [(row, _moved(values, rows.campaign, campaign)) for row, values in held]
    top = [values for _, values in found.get("task", ()) if values.get("parent") is None]
    top.sort(key=lambda values: str(values["okey"]))
    for values, key in zip(top, order.spread(low, "", len(top), random_bytes), strict=True):
        values["okey"] = key
    return found


def _moved(values: Values, old: bytes, new: bytes) -> Values:
    return {**values, "campaign": new} if values.get("campaign") == old else dict(values)
