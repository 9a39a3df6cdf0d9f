"""Forwards: each task begins as early as what it waits for and its constraint allow. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.plan.axis import Axis
from app.plan.jobs import Dates, Job, Plan, Rules, Tie, lag_minutes, lagged, waits_of


def forward(plan: Plan, rules: Rules, late: Mapping[int, Dates] | None = None) -> dict[int, Dates]:
    """The earliest dates of every task; with `late` those to be done late lie where it says."""
    found: dict[int, Dates] = {}
    waits = waits_of(plan)
    for key in plan.order:
        job = plan.jobs[key]
        if inner := plan.children.get(key):
            found[key] = rolled(plan, found, inner)
            continue
        found[key] = early_dates(plan, rules, found, job, waits[key])
        if late is not None and is_late(job) and late[key].late_start > found[key].start:
            found[key] = Dates(late[key].late_start, late[key].late_finish)
    return found


def is_late(job: Job) -> bool:
    """Whether a task is to be done as late as possible, and can still be."""
    return job.constraint == "alap" and job.fixed is None and job.begun is None


def rolled(plan: Plan, found: Mapping[int, Dates], inner: Sequence[int]) -> Dates:
    """From the first to the last of these tasks."""
    held = [found[child] for child in inner if plan.jobs[child].counts]
    held = held or [found[child] for child in inner]
    return Dates(min(d.start for d in held), max(d.finish for d in held))


def early_dates(
    plan: Plan, rules: Rules, found: Mapping[int, Dates], job: Job, ties: Sequence[Tie]
) -> Dates:
    """As early as everything allows."""
    if job.fixed is not None:
        return Dates(*job.fixed)
    if job.begun is not None:
        return _at_work(job)
    axis = job.axis
    floors = [job.not_before] if job.not_before is not None else []
    if _begins_with_plan(rules, job, ties):
        floors.append(rules.start)
    moments = [_snapped(axis, floor) for floor in floors]
    works = [axis.worked(floor) for floor in floors]
    for tie in ties:
        moment, work = pushed(plan, rules, found[tie.before], tie, job)
        moments.append(moment)
        works.append(work)
    work = _constrained(job, rules, moments, works)
    if job.delay:
        moments.append(axis.start_at(work) + job.delay)
        work = axis.worked(moments[-1])
    if not job.work:
        # A milestone stands where the last thing that it waits for ends, be it in the evening.
        fitting = [m for m in moments if axis.worked(m) == work]
        moment = max(fitting, default=axis.start_at(work))
        return Dates(moment, moment)
    finish = axis.finish_at(work + job.work)
    return Dates(axis.start_at(work), max([finish, *_ends(found, job, ties, work)]))


def _begins_with_plan(rules: Rules, job: Job, ties: Sequence[Tie]) -> bool:
    """Whether the start of the plan holds a task back.

    In MS Project a link or a date may let a task begin before the plan; a link from finish to
    finish may not.
    """
    if rules.holds_links:
        return True
    if ties:
        return any(tie.type == "FF" for tie in ties)
    return job.constraint not in ("snet", "fnet") or job.at is None


def _constrained(job: Job, rules: Rules, moments: list[int], works: list[int]) -> int:
    """Where on its axis a task begins; `moments` gains or loses what the constraint says."""
    axis, held = job.axis, job.at
    if held is None:
        return max(works)
    place = axis.worked(held)
    work = max(works, default=place if job.constraint == "snet" else place - job.work)
    match job.constraint:
        case "snet":
            work = max(work, place)
            moments.append(_snapped(axis, held))
        case "fnet":
            work = max(work, place - job.work)
        case "mso":
            work = place if rules.keeps_dates else max(work, place)
            moments[:] = [_snapped(axis, held)]
        case "mfo":
            work = place - job.work if rules.keeps_dates else max(work, place - job.work)
            moments[:] = [held]
        case "snlt" if rules.keeps_dates:
            work = min(work, place)
        case "fnlt" if rules.keeps_dates:
            work = min(work, place - job.work)
        case _:
            pass
    return work


def _ends(found: Mapping[int, Dates], job: Job, ties: Sequence[Tie], work: int) -> list[int]:
    """Where links let a task end: that may be the morning after its last working time."""
    axis = job.axis
    ends = [
        found[tie.before].finish if tie.type == "FF" else found[tie.before].start
        for tie in ties
        if tie.type[1] == "F" and not tie.lag
    ]
    return [end for end in ends if axis.worked(end) == work + job.work]


def _at_work(job: Job) -> Dates:
    """A task that has begun: it goes on from there, or from where it is taken up again."""
    axis, begun = job.axis, job.begun or 0
    from_, left = job.resumes or (begun, job.work)
    finish = axis.finish_at(axis.worked(from_) + left) if left else begun
    if job.constraint == "fnet" and job.at is not None:
        finish = max(finish, job.at)
    return Dates(begun, finish)


def pushed(plan: Plan, rules: Rules, other: Dates, tie: Tie, job: Job) -> tuple[int, int]:
    """Where a link lets a task begin: the moment, and the place on the task's axis."""
    from_ = other.finish if tie.type[0] == "F" else other.start
    moment, work = lagged(from_, tie, job.axis, lag_minutes(tie, rules, plan.jobs[tie.before].work))
    if tie.type[1] == "F":
        work -= job.work
        moment = job.axis.start_at(work)
    return moment, work


def _snapped(axis: Axis, moment: int) -> int:
    return axis.start_at(axis.worked(moment))
