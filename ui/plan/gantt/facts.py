"""What the chart reads beside the book: links and baselines."""

from __future__ import annotations

import json

from app.session import Session, Where
from ui.plan.gantt import timescale
from ui.plan.gantt.chart import Tie


def ties(session: Session, campaign: bytes | None) -> dict[bytes, Tie]:
    """What waits for what, in a campaign or in all."""
    names = ("predecessor", "successor", "type", "lag", "lag_unit")
    held = session.dataset("link", names, _where(campaign))
    found: dict[bytes, Tie] = {}
    rows = zip(held["id"], *(held[name] for name in names), strict=True)
    for row, before, after, kind, lag, unit in rows:
        if isinstance(row, bytes) and isinstance(before, bytes) and isinstance(after, bytes):
            found[row] = Tie(
                row, before, after, str(kind or "FS"), str(lag or ""), str(unit or "d")
            )
    return found


def baselines(session: Session, campaign: bytes | None) -> dict[bytes, tuple[int, int]]:
    """From when to when tasks were planned once."""
    held = session.dataset("task", ("baselines",), _where(campaign))
    found: dict[bytes, tuple[int, int]] = {}
    for row, text in zip(held["id"], held["baselines"], strict=True):
        span = baseline_of(text)
        if isinstance(row, bytes) and span is not None:
            found[row] = span
    return found


def baseline_of(text: object) -> tuple[int, int] | None:
    """The first baseline of a task that has dates."""
    if not isinstance(text, str) or not text:
        return None
    try:
        held = json.loads(text)
    except ValueError:
        return None
    for one in held if isinstance(held, list) else []:
        if isinstance(one, dict) and one.get("start") and one.get("finish"):
            try:
                start, finish = (timescale.minutes_of(str(one[k])) for k in ("start", "finish"))
            except ValueError:
                continue
            return start, finish
    return None


def _where(campaign: bytes | None) -> list[Where]:
    return [("campaign", "=", campaign)] if campaign is not None else []
