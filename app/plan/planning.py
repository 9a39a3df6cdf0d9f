"""A plan from a file as the scheduler wants it, and the scheduler's answer as files write it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from app.plan.axis import Axis, minutes_of, moment_of
from app.plan.exchange.plan_file import PlanFile, Source, Task
from app.plan.hours import Hours
from app.plan.jobs import CLASSIC, Dates, Job, Rules, Tie
from app.plan.schedule import schedule

MORNING = time(8)
PLACEHOLDER = "DurationText"
"""Project 2010 and later write it for a task to which nobody gave a date or a length yet."""
TENTHS = 10


def scheduled(plan: PlanFile, dialect: str = CLASSIC) -> dict[int, Dates]:
    """Every task of the plan, by its uid, scheduled from the plan's start. Raises Circular.

    Dates that the file calculated are not read, nor those that somebody gave to a task by hand;
    what has really begun or ended, and what belongs to another project, is where it is.
    """
    start = minutes_of(_start(plan))
    hours = Hours(plan, start)
    limits = _limits(plan)
    parents = {task.parent_uid for task in plan.tasks}
    jobs = [_job(task, hours.of(task), parents, limits) for task in plan.tasks]
    off = {job.key for job in jobs if not job.counts}
    ties = [
        Tie(link.predecessor_uid, link.successor_uid, link.type, link.lag, link.lag_unit)
        for link in plan.links
        if link.predecessor_uid not in off and link.successor_uid not in off
    ]
    return schedule(jobs, ties, _rules(plan, start, dialect))


def _rules(plan: PlanFile, start: int, dialect: str) -> Rules:
    is_from_end = plan.source.get("ScheduleFromStart") == "0" and plan.finish is not None
    return Rules(
        start,
        plan.minutes_per_day,
        plan.minutes_per_week,
        dialect,
        (_whole(plan.source, "CriticalSlackLimit") or 0) * plan.minutes_per_day,
        holds_links=False,
        end=minutes_of(plan.finish) if is_from_end and plan.finish is not None else None,
    )


def _start(plan: PlanFile) -> datetime:
    if plan.start is not None:
        return plan.start
    starts = [task.start for task in plan.tasks if task.start is not None]
    return min(starts, default=datetime.combine(date(2000, 1, 3), MORNING))


Limits = Mapping[int, tuple[int | None, int | None]]


def _limits(plan: PlanFile) -> Limits:
    """What the summaries over each task say: not before, not after."""
    found: dict[int | None, tuple[int | None, int | None]] = {}
    own: dict[int, tuple[int | None, int | None]] = {}
    for task in plan.tasks:  # parents stand before their children
        first, last = found.get(task.parent_uid, (None, None))
        own[task.uid] = first, last
        at = minutes_of(task.constraint_at) if task.constraint_at is not None else None
        if task.constraint == "snet" and at is not None:
            first = max(at, first) if first is not None else at
        if task.constraint == "fnlt" and at is not None:
            last = min(at, last) if last is not None else at
        found[task.uid] = first, last
    return own


def _job(task: Task, axis: Axis, parents: set[int | None], limits: Limits) -> Job:
    is_summary = task.uid in parents
    source = task.source
    begun = None if is_summary else _begun(task)
    is_done = begun is not None and task.percent >= 100
    fixed = None
    if is_done and begun is not None:
        fixed = begun, _done(task, axis, begun)
    elif source.get("ExternalTask") == "1" and task.start and task.finish:
        fixed = minutes_of(task.start), minutes_of(task.finish)
    not_before, not_after = limits[task.uid]
    return Job(
        task.uid,
        task.duration_minutes or 0,
        axis,
        task.constraint,
        minutes_of(task.constraint_at) if task.constraint_at is not None else None,
        minutes_of(task.deadline) if task.deadline is not None else None,
        fixed,
        task.parent_uid,
        is_summary,
        is_done,
        begun,
        _resumes(task, begun),
        (_whole(source, "LevelingDelay") or 0) // TENTHS,
        not_before,
        not_after,
        source.get("Active") != "0",
        PLACEHOLDER in source,
    )


def _begun(task: Task) -> int | None:
    """When work began. A file says it; where it is the start, reading left it out."""
    held = _moment(task.source, "ActualStart")
    if held is None and task.percent and task.start is not None:
        held = minutes_of(task.start)
    return held


def _done(task: Task, axis: Axis, begun: int) -> int:
    """When work ended."""
    held = _moment(task.source, "ActualFinish")
    if held is None and task.finish is not None:
        held = minutes_of(task.finish)
    work = task.duration_minutes or 0
    if held is None:
        held = axis.finish_at(axis.worked(begun) + work) if work else begun
    return held


def _resumes(task: Task, begun: int | None) -> tuple[int, int] | None:
    """From when a task that was broken off goes on, and what is left of it then."""
    resume, stop = _moment(task.source, "Resume"), _moment(task.source, "Stop")
    if begun is None or resume is None or stop is None or resume <= stop:
        return None
    work = task.duration_minutes or 0
    return resume, work - work * task.percent // 100


def _moment(source: Source, name: str) -> int | None:
    held = source.get(name)
    try:
        return minutes_of(datetime.fromisoformat(held)) if isinstance(held, str) else None
    except ValueError:
        return None


def _whole(source: Source, name: str) -> int | None:
    held = source.get(name)
    return int(held) if isinstance(held, str) and held.isdecimal() else None


def told(dates: Dates, uid: int) -> dict[str, object]:
    """One task's dates as JSON: local times as MS Project writes them, slack in minutes."""
    return {
        "uid": uid,
        "start": _text(dates.start),
        "finish": _text(dates.finish),
        "late_start": _text(dates.late_start),
        "late_finish": _text(dates.late_finish),
        "total_slack_minutes": dates.total_slack,
        "free_slack_minutes": dates.free_slack,
        "critical": dates.critical,
    }


def _text(minutes: int) -> str:
    return moment_of(minutes).isoformat(timespec="seconds")
