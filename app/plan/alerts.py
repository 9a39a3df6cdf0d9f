"""What is late, and what will be: each told once, and no more once it is put right. Pure.

Who tells alerts keeps the keys of what was told and hands them in again; all else follows from
the plan and the time. A new due date is a new alert.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.model.verb import Line, say
from app.plan.forward import pushed, rolled
from app.plan.jobs import Dates
from app.plan.state import Item, Network

TENTH = Decimal("0.1")
ALL = 100


@dataclass(frozen=True, slots=True)
class Alert:
    """`overdue`: due, and not done. `forecast`: not due yet, but it will not be done by then."""

    kind: str
    task: bytes
    name: str
    due: int
    late: int
    """Worked minutes between when it is due and now, or when it will be done."""
    days: Decimal
    """The same in working days."""

    @property
    def key(self) -> str:
        """By which it is remembered as told."""
        return f"{self.kind}:{self.task.hex()}:{self.due}"


@dataclass(frozen=True, slots=True)
class Turn:
    """What there is to tell now, what is put right, and the keys to keep."""

    fresh: tuple[Alert, ...]
    cleared: tuple[str, ...]
    told: frozenset[str]


def alerts(network: Network, now: int) -> list[Alert]:
    """Everything that is late or will be, in display order. `now` in minutes (axis.py)."""
    ahead = forecast(network, now)
    found: list[Alert] = []
    for key, item in enumerate(network.items):
        due = item.job.deadline if item.job.deadline is not None else item.finish
        if item.is_done or due is None or network.plan.children.get(key):
            continue
        axis, is_overdue = item.job.axis, due < now
        end = now if is_overdue else ahead[key].finish
        late = axis.worked(end) - axis.worked(due)
        if not is_overdue and late < network.rules.day_minutes // 2:
            continue  # what begins this morning is not late yet
        days = (Decimal(late) / network.rules.day_minutes).quantize(TENTH)
        kind = "overdue" if is_overdue else "forecast"
        found.append(Alert(kind, item.id, item.name, due, late, days))
    return found


def turn(found: Sequence[Alert], told: Collection[str]) -> Turn:
    """Which alerts are new, and which of those told are over."""
    keys = frozenset(alert.key for alert in found)
    fresh = tuple(alert for alert in found if alert.key not in told)
    return Turn(fresh, tuple(sorted(key for key in told if key not in keys)), keys)


def forecast(network: Network, now: int) -> dict[int, Dates]:
    """When each task will be done if all goes on as it does.

    What has begun goes on at its pace, what should have begun begins now, and what waits for
    either is pushed; nobody works in the past.
    """
    plan, found = network.plan, dict[int, Dates]()
    for key in plan.order:
        item, dates = network.items[key], network.now[key]
        if inner := plan.children.get(key):
            found[key] = rolled(plan, found, inner)
        elif item.is_done:
            found[key] = dates
        else:
            found[key] = _ahead(network, found, key, item, now)
    return found


def _ahead(network: Network, found: dict[int, Dates], key: int, item: Item, now: int) -> Dates:
    job, dates = item.job, network.now[key]
    axis, place = job.axis, job.axis.worked(dates.start)
    today = axis.worked(now)
    if item.percent and place < today:
        spent = today - place
        # As much again for each per cent as until now, rounded up; at least what is left by plan.
        left = max(
            -(-spent * (ALL - item.percent) // item.percent),
            -(-job.work * (ALL - item.percent) // ALL) if today < place + job.work else 0,
        )
        return Dates(dates.start, axis.finish_at(today + left))
    if not item.is_manual:
        pushes = (
            pushed(network.plan, network.rules, found[tie.before], tie, job)[1]
            for tie in network.waits[key]
        )
        place = max([place, *pushes])
    if dates.start <= now:
        place = max(place, today)
    if place == axis.worked(dates.start):
        return dates
    finish = axis.finish_at(place + job.work)
    return Dates(axis.start_at(place), finish)


def line_of(alert: Alert) -> Line:
    """In words."""
    if alert.kind == "overdue":
        return say("{task} is overdue by {days} working days", task=alert.name, days=alert.days)
    return say(
        "At this pace {task} will be {days} working days late", task=alert.name, days=alert.days
    )
