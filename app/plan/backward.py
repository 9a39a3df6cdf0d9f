"""Backwards: how late each task may be, and the room that this leaves. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app.plan.jobs import (
    MSP2016,
    NEVER,
    Dates,
    Job,
    Plan,
    Rules,
    Tie,
    from_above,
    lag_minutes,
    lagged,
    leaves_of,
)


def backward(plan: Plan, rules: Rules, found: dict[int, Dates], end: int) -> None:
    """As late as everything that waits allows; slack is the room on the task's own axis."""
    inherited: dict[int, list[Tie]] = {}
    for key in from_above(plan):
        job = plan.jobs[key]
        above = inherited.get(job.parent, []) if job.parent is not None else []
        inherited[key] = [*above, *plan.after[key]]
    leaves = leaves_of(plan)
    for key in reversed(plan.order):
        job = plan.jobs[key]
        if plan.children.get(key):
            continue
        if job.is_done:
            _close(found[key])
            continue
        finish, start = job.axis.worked(end), NEVER
        for tie in inherited[key]:
            if _starts_elsewhere(found, tie, key):
                continue
            for target in leaves.get(tie.after, [tie.after]):
                if plan.jobs[target].is_done:
                    continue
                limit = _pull(plan, rules, found[target], tie, job)
                if tie.type[0] == "F":
                    finish = min(finish, limit)
                elif rules.dialect != MSP2016 and job.begun is None:
                    start = min(start, limit)
        _lay(job, rules, found[key], *_held_back(job, rules, finish, start))


def _close(dates: Dates) -> None:
    """What is done has no room, and nothing hangs on it."""
    dates.late_start, dates.late_finish = dates.start, dates.finish
    dates.total_slack, dates.critical = 0, False


def _starts_elsewhere(found: Mapping[int, Dates], tie: Tie, key: int) -> bool:
    """Whether a link from a summary's start is one from another task under it, the first."""
    return tie.before != key and tie.type[0] == "S" and found[tie.before].start != found[key].start


def _lay(job: Job, rules: Rules, dates: Dates, finish: int, start: int) -> None:
    """The latest dates and the room, from the latest places of finish and start."""
    axis = job.axis
    late_finish = min(finish, start + job.work if start < NEVER else finish)
    left = job.resumes[1] if job.resumes is not None else job.work
    late_start = late_finish - left
    dates.late_finish = axis.finish_at(late_finish)
    dates.late_start = axis.start_at(late_start) if job.work else dates.late_finish
    dates.total_slack = late_finish - axis.worked(dates.finish)
    dates.critical = dates.total_slack <= rules.critical_slack and not job.is_vague


def _held_back(job: Job, rules: Rules, finish: int, start: int) -> tuple[int, int]:
    """What constraints and a deadline leave of the latest dates."""
    axis = job.axis
    for limit in (job.deadline, job.not_after):
        if limit is not None:
            finish = min(finish, axis.worked(limit))
    if job.at is not None:
        place = axis.worked(job.at)
        match job.constraint:
            case "snlt":
                start = min(start, place)
            case "fnlt":
                finish = min(finish, place)
            case "mso":
                start, finish = place, (place + job.work if rules.keeps_dates else finish)
            case "mfo":
                finish = place if rules.keeps_dates else min(finish, place)
            case _:
                pass
    return finish, start


def _pull(plan: Plan, rules: Rules, later: Dates, tie: Tie, job: Job) -> int:
    """Where a link lets a task's held end be at the latest, on the task's axis."""
    after = plan.jobs[tie.after]
    to = later.late_start if tie.type[1] == "S" else later.late_finish
    moment, _ = lagged(to, tie, after.axis, -lag_minutes(tie, rules, plan.jobs[tie.before].work))
    return job.axis.worked(moment)


def free_slack(plan: Plan, rules: Rules, found: dict[int, Dates]) -> None:
    """How far a task can move before any other one does."""
    for key, dates in found.items():
        job = plan.jobs[key]
        if job.is_summary:
            continue
        axis = job.axis
        room: list[int] = []
        for tie in plan.after[key]:
            if plan.jobs[tie.after].is_done:
                continue
            later = found[tie.after]
            to = later.start if tie.type[1] == "S" else later.finish
            moment, _ = lagged(
                to,
                tie,
                plan.jobs[tie.after].axis,
                -lag_minutes(tie, rules, plan.jobs[tie.before].work),
            )
            own = dates.finish if tie.type[0] == "F" else dates.start
            room.append(axis.worked(moment) - axis.worked(own))
        dates.free_slack = max(0, min(room, default=dates.total_slack))


def sum_up(plan: Plan, found: dict[int, Dates], key: int) -> None:
    """A summary is as its children are."""
    under = plan.children.get(key, ())
    inner = [found[child] for child in under if plan.jobs[child].counts]
    inner = inner or [found[child] for child in under]
    if not inner:
        return
    dates, axis = found[key], plan.jobs[key].axis
    dates.late_start = min(d.late_start for d in inner)
    dates.late_finish = max(d.late_finish for d in inner)
    dates.total_slack = min(
        axis.worked(dates.late_finish) - axis.worked(dates.finish),
        axis.worked(dates.late_start) - axis.worked(dates.start),
    )
    dates.free_slack = max(0, min(d.free_slack for d in inner))
    dates.critical = any(d.critical for d in inner)
