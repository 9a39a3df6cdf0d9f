"""Baselines: the dates that a plan once had, under a name, and how far it has moved since. Pure.

A task keeps its baselines as JSON, one object each: `number` (0 to 10 are those of MS Project, more
are ours), `name`, `start`, `finish`, `duration_minutes`, `work_minutes`, `cost`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from app.model.row import Row
from app.plan.axis import minutes_of
from app.plan.state import Network, moment_in

Kept = dict[str, Any]
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Variance:
    """How far a task has moved since, in worked minutes: later is more."""

    start: int
    finish: int
    work: int
    days: Decimal
    """The finish in working days of the plan, to a tenth."""


def kept(row: Row) -> list[Kept]:
    """The baselines of a task."""
    text = row.text("baselines")
    return msgspec.json.decode(text, type=list[Kept]) if text else []


def names(rows: Iterable[Row]) -> dict[int, str]:
    """The baselines of a campaign's tasks: number -> name ("" where a file gave none)."""
    found: dict[int, str] = {}
    for row in rows:
        for one in kept(row):
            number = one.get("number")
            if isinstance(number, int):
                found[number] = found.get(number) or str(one.get("name") or "")
    return dict(sorted(found.items()))


def with_baseline(row: Row, number: int, name: str) -> str:
    """A task's baselines with the dates that it has now under this number."""
    own: Kept = {
        "number": number,
        "name": name,
        "start": row.text("start") or None,
        "finish": row.text("finish") or None,
        "duration_minutes": row.number("duration_minutes"),
        "work_minutes": row.number("effort_minutes"),
        "cost": None,
    }
    others = [one for one in kept(row) if one.get("number") != number]
    every = sorted([*others, own], key=lambda one: int(one.get("number") or 0))
    return json.dumps(every, ensure_ascii=False, sort_keys=True)


def without_baseline(row: Row, number: int) -> str | None:
    """A task's baselines without this one; None where none is left."""
    others = [one for one in kept(row) if one.get("number") != number]
    return json.dumps(others, ensure_ascii=False, sort_keys=True) if others else None


def variances(network: Network, rows: Mapping[bytes, Row], number: int) -> dict[bytes, Variance]:
    """Task -> how far it has moved since this baseline; tasks that were not in it are left out."""
    found: dict[bytes, Variance] = {}
    for key, item in enumerate(network.items):
        row = rows.get(item.id)
        held = [one for one in kept(row) if one.get("number") == number] if row is not None else []
        start, finish = (
            (moment_in(held[0].get("start")), moment_in(held[0].get("finish")))
            if held
            else (None, None)
        )
        if start is None or finish is None:
            continue
        axis, now = item.job.axis, network.now[key]
        was = axis.worked(minutes_of(start)), axis.worked(minutes_of(finish))
        late = axis.worked(now.finish) - was[1]
        work = held[0].get("duration_minutes")
        days = (Decimal(late) / network.rules.day_minutes).quantize(TENTH)
        grown = item.job.work - work if isinstance(work, int) else 0
        found[item.id] = Variance(axis.worked(now.start) - was[0], late, grown, days)
    return found
