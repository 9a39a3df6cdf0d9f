"""What a plan's dates leave of room: early and late dates, slack, what is critical. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.plan.backward import backward, free_slack, sum_up
from app.plan.forward import forward
from app.plan.jobs import CLASSIC, Dates
from app.plan.state import Network
from app.plan.why import Why, why_of

NEAR_DAYS = 2


@dataclass(frozen=True, slots=True)
class Dated:
    """One task's dates; minutes, slack in worked minutes."""

    start: int
    finish: int
    early_start: int
    early_finish: int
    """Where links and constraints alone would let it lie, from the beginning of the plan."""
    late_start: int
    late_finish: int
    total_slack: int
    free_slack: int
    critical: bool
    near: bool
    """Not critical, but with at most two working days of slack."""
    why: Why


def answer(
    network: Network, dialect: str = CLASSIC, near_days: int = NEAR_DAYS
) -> dict[bytes, Dated]:
    """Every task's dates as they are, how early and how late it could be, and why it lies there."""
    plan, items = network.plan, network.items
    rules = replace(network.rules, dialect=dialect)
    early = forward(plan, rules)
    found = {key: Dates(now.start, now.finish) for key, now in network.now.items()}
    end = max((dates.finish for dates in found.values()), default=rules.start)
    backward(plan, rules, found, end)
    free_slack(plan, rules, found)
    for key in plan.order:
        if plan.children.get(key):
            sum_up(plan, found, key)
    near = near_days * rules.day_minutes
    told: dict[bytes, Dated] = {}
    for key, item in enumerate(items):
        dates = found[key]
        told[item.id] = Dated(
            dates.start,
            dates.finish,
            early[key].start,
            early[key].finish,
            dates.late_start,
            dates.late_finish,
            dates.total_slack,
            dates.free_slack,
            dates.critical,
            not dates.critical and dates.total_slack <= near and not item.is_done,
            why_of(network, key),
        )
    return told
