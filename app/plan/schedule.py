"""Critical path: when each task can and must be done, from durations, links and working time.

Forwards each task begins as early as what it waits for allows, backwards as late as what waits
for it allows; the room between is its slack. Everything is exact to the minute. Two dialects of
slack are known (features.md 3): `classic`, and `msp2016`, in which a link from the start of a
task does not hold its finish.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.plan.backward import backward, free_slack, sum_up
from app.plan.forward import forward, is_late
from app.plan.jobs import Dates, Job, Rules, Tie, indexed


def schedule(jobs: Sequence[Job], ties: Sequence[Tie], rules: Rules) -> dict[int, Dates]:
    """Dates of every task. Raises Circular."""
    plan = indexed(jobs, ties)
    found = forward(plan, rules)
    end = rules.end
    if end is None:
        counted = (found[key].finish for key, job in plan.jobs.items() if job.counts)
        end = max(counted, default=rules.start)
    backward(plan, rules, found, end)
    if any(is_late(job) for job in jobs):
        # What is done late uses up all of its room, and pushes what waits for it.
        found = forward(plan, rules, found)
        backward(plan, rules, found, end)
    free_slack(plan, rules, found)
    for key in plan.order:
        if plan.children.get(key):
            sum_up(plan, found, key)
    return found
