"""A plan from a file as the scheduler wants it, and the scheduler's answer as files write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from app.calendar import worktime
from app.plan.axis import Axis, Ranges, minutes_of, moment_of
from app.plan.exchange.plan_file import Calendar, PlanFile, Task
from app.plan.schedule import CLASSIC, Dates, Job, Rules, Tie, schedule

MORNING = time(8)


def scheduled(plan: PlanFile, dialect: str = CLASSIC) -> dict[int, Dates]:
    """Every task of the plan, by its uid, scheduled from the plan's start. Raises Circular.

    Dates that the file has are not read: neither those that it calculated nor those that
    somebody gave to a task by hand.
    """
    start = minutes_of(_start(plan))
    axes = _axes(plan, start)
    parents = {task.parent_uid for task in plan.tasks}
    hours = _hours(plan, axes)
    jobs = [_job(task, axes[hours[task.uid]], parents) for task in plan.tasks]
    ties = [
        Tie(link.predecessor_uid, link.successor_uid, link.type, link.lag, link.lag_unit)
        for link in plan.links
    ]
    rules = Rules(start, plan.minutes_per_day, plan.minutes_per_week, dialect)
    return schedule(jobs, ties, rules)


def _start(plan: PlanFile) -> datetime:
    if plan.start is not None:
        return plan.start
    starts = [task.start for task in plan.tasks if task.start is not None]
    return min(starts, default=datetime.combine(date(2000, 1, 3), MORNING))


def _hours(plan: PlanFile, axes: Mapping[int | None, Axis]) -> dict[int, int | None]:
    """Which calendar each task follows: its own, that of the one who works on it, the plan's."""
    of_person = {person.uid: person.calendar_uid for person in plan.people}
    workers: dict[int, set[int | None]] = {}
    for assignment in plan.assignments:
        held = of_person.get(assignment.person_uid)
        if held in axes and held is not None:
            workers.setdefault(assignment.task_uid, set()).add(held)
    found: dict[int, int | None] = {}
    for task in plan.tasks:
        mine = workers.get(task.uid, set())
        if task.calendar_uid in axes and task.calendar_uid is not None:
            found[task.uid] = task.calendar_uid
        else:
            found[task.uid] = next(iter(mine)) if len(mine) == 1 else plan.default_calendar
    return found


def _job(task: Task, axis: Axis, parents: set[int | None]) -> Job:
    at = minutes_of(task.constraint_at) if task.constraint_at is not None else None
    return Job(
        task.uid,
        task.duration_minutes or 0,
        axis,
        task.constraint,
        at,
        minutes_of(task.deadline) if task.deadline is not None else None,
        None,
        task.parent_uid,
        task.uid in parents,
    )


def _axes(plan: PlanFile, around: int) -> dict[int | None, Axis]:
    """An axis for each calendar; None is that of a plan without any."""
    by_uid = {calendar.uid: calendar for calendar in plan.calendars}
    found: dict[int | None, Axis] = {
        uid: Axis(_ranges(calendar, by_uid), around) for uid, calendar in by_uid.items()
    }
    found[None] = Axis(worktime.project_standard().ranges, around)
    if plan.default_calendar not in found:
        found[plan.default_calendar] = found[None]
    return found


def _ranges(calendar: Calendar, by_uid: Mapping[int, Calendar]) -> Callable[[date], Ranges]:
    """The working times of any day, what is not said here being that of the base."""
    line = [calendar]
    while line[-1].base_uid in by_uid and len(line) <= len(by_uid):
        line.append(by_uid[line[-1].base_uid or 0])
    stated = [
        {
            day: exception.ranges
            for exception in reversed(held.exceptions)
            for day in _days(exception.first, exception.last)
        }
        for held in line
    ]

    def of(day: date) -> Ranges:
        for held, days in zip(line, stated, strict=True):
            if day in days:
                return days[day]
            if day.isoweekday() in held.week:
                return held.week[day.isoweekday()]
        return worktime.project_standard().ranges(day)

    return of


MOST_DAYS = 40_000


def _days(first: date, last: date) -> list[date]:
    count = min((last - first).days + 1, MOST_DAYS)
    return [date.fromordinal(first.toordinal() + number) for number in range(max(0, count))]


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
