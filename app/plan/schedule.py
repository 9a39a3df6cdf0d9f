"""Critical path: when each task can and must be done, from durations, links and working time.

Forwards each task begins as early as what it waits for allows, backwards as late as what waits
for it allows; the room between is its slack. Everything is exact to the minute. Two dialects of
slack are known (features.md 3): `classic`, and `msp2016`, in which a link from the start of a
task does not hold its finish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from app.plan.axis import Axis
from app.plan.network import circle, ordered

ELAPSED = frozenset(("em", "eh", "ed", "ew"))
UNIT_MINUTES = {"m": 1, "h": 60, "em": 1, "eh": 60, "ed": 1_440, "ew": 10_080}
CLASSIC, MSP2016 = "classic", "msp2016"
DIALECTS = (CLASSIC, MSP2016)
NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Job:
    """A task as the scheduler sees it; `work` are minutes, times are minutes (axis.py)."""

    key: int
    work: int
    axis: Axis
    constraint: str = "asap"
    at: int | None = None
    deadline: int | None = None
    fixed: tuple[int, int] | None = None
    """Start and finish of a task that a person dates by hand."""
    parent: int | None = None
    is_summary: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A link: `type` FS, SS, FF, SF; `lag` counts in `unit`, `%` of the predecessor's work."""

    before: int
    after: int
    type: str = "FS"
    lag: Decimal = Decimal(0)
    unit: str = "m"


@dataclass(frozen=True, slots=True)
class Rules:
    """How the plan counts."""

    start: int
    day_minutes: int = 480
    week_minutes: int = 2_400
    dialect: str = CLASSIC
    critical_slack: int = 0
    keeps_dates: bool = True
    """Whether a constraint wins over a link (MS Project: tasks honor their constraint dates)."""


@dataclass(slots=True)
class Dates:
    """What comes out for one task, in minutes; slack in worked minutes."""

    start: int
    finish: int
    late_start: int = 0
    late_finish: int = 0
    total_slack: int = 0
    free_slack: int = 0
    critical: bool = False


class Circular(Exception):
    """Tasks wait for one another in a circle; `path` ends where it begins."""

    def __init__(self, path: list[int]) -> None:
        super().__init__(path)
        self.path = path


@dataclass(slots=True)
class Plan:
    """Jobs and ties, indexed; summaries pass what they wait for on to their children."""

    jobs: Mapping[int, Job]
    before: Mapping[int, list[Tie]]
    after: Mapping[int, list[Tie]]
    children: Mapping[int, list[int]]
    order: list[int] = field(default_factory=list[int])


def schedule(jobs: Sequence[Job], ties: Sequence[Tie], rules: Rules) -> dict[int, Dates]:
    """Dates of every task. Raises Circular."""
    plan = _plan(jobs, ties)
    found = _forward(plan, rules)
    end = max((dates.finish for dates in found.values()), default=rules.start)
    _backward(plan, rules, found, end)
    if any(job.constraint == "alap" for job in jobs):
        _late(plan, rules, found)
    _free(plan, rules, found, end)
    for key in reversed(plan.order):
        if plan.jobs[key].is_summary:
            _sum_up(plan, rules, found, key)
    return found


def _plan(jobs: Sequence[Job], ties: Sequence[Tie]) -> Plan:
    held = {job.key: job for job in jobs}
    before: dict[int, list[Tie]] = {job.key: [] for job in jobs}
    after: dict[int, list[Tie]] = {job.key: [] for job in jobs}
    children: dict[int, list[int]] = {job.key: [] for job in jobs if job.is_summary}
    for job in jobs:
        if job.parent in children:
            children[job.parent].append(job.key)
    for tie in ties:
        if tie.before in held and tie.after in held:
            before[tie.after].append(tie)
            after[tie.before].append(tie)
    flow = _flow(held, after, children)
    order, stuck = ordered(list(flow), flow)
    if stuck:
        path = circle(stuck, flow)
        raise Circular([key for _, key in path if key in held])
    ends = [key for is_end, key in order if is_end]
    return Plan(held, before, after, children, ends)


Node = tuple[int, int]


def _flow(
    jobs: Mapping[int, Job], after: Mapping[int, list[Tie]], children: Mapping[int, list[int]]
) -> dict[Node, list[Node]]:
    """What comes before what: a summary begins before its children and ends after them."""
    flow: dict[Node, list[Node]] = {}
    for key in jobs:
        flow[0, key] = [(0, child) for child in children.get(key, ())] or [(1, key)]
        flow[1, key] = [(0, tie.after) for tie in after[key]]
    for key, inner in children.items():
        for child in inner:
            flow[1, child] = [*flow[1, child], (1, key)]
    return flow


def _forward(plan: Plan, rules: Rules) -> dict[int, Dates]:
    found: dict[int, Dates] = {}
    pushed: dict[int, list[Tie]] = {}
    for key in _from_above(plan):
        job = plan.jobs[key]
        own = plan.before[key]
        pushed[key] = [*pushed.get(job.parent, []), *own] if job.parent is not None else own
    for key in plan.order:
        job = plan.jobs[key]
        if job.is_summary and plan.children.get(key):
            inner = [found[child] for child in plan.children[key]]
            found[key] = Dates(min(d.start for d in inner), max(d.finish for d in inner))
        else:
            found[key] = _early(plan, rules, found, job, pushed.get(key, []))
    return found


def _from_above(plan: Plan) -> list[int]:
    """Parents before children."""
    done: list[int] = []
    stack = [key for key, job in plan.jobs.items() if job.parent not in plan.children]
    while stack:
        key = stack.pop()
        done.append(key)
        stack.extend(plan.children.get(key, ()))
    return done


def _early(
    plan: Plan, rules: Rules, found: Mapping[int, Dates], job: Job, ties: Sequence[Tie]
) -> Dates:
    """As early as everything allows."""
    if job.fixed is not None:
        return Dates(*job.fixed)
    axis = job.axis
    moments = [_snapped(axis, rules.start)]
    works = [axis.worked(rules.start)]
    for tie in ties:
        moment, work = _push(plan, rules, found[tie.before], tie, job)
        moments.append(moment)
        works.append(work)
    work, held = max(works), job.at
    if held is not None:
        place = axis.worked(held)
        match job.constraint:
            case "snet":
                work = max(work, place)
                moments.append(_snapped(axis, held))
            case "fnet":
                work = max(work, place - job.work)
            case "mso":
                work = place if rules.keeps_dates else max(work, place)
                moments = [_snapped(axis, held)]
            case "mfo":
                work = place - job.work if rules.keeps_dates else max(work, place - job.work)
                moments = [held]
            case "snlt" if rules.keeps_dates:
                work = min(work, place)
            case "fnlt" if rules.keeps_dates:
                work = min(work, place - job.work)
            case _:
                pass
    if not job.work:
        # A milestone stands where the last thing that it waits for ends, be it in the evening.
        fitting = [m for m in moments if axis.worked(m) == work]
        moment = max(fitting, default=axis.start_at(work))
        return Dates(moment, moment)
    return Dates(axis.start_at(work), axis.finish_at(work + job.work))


def _push(plan: Plan, rules: Rules, other: Dates, tie: Tie, job: Job) -> tuple[int, int]:
    """Where a link lets a task begin: the moment, and the place on the task's axis."""
    from_ = other.finish if tie.type[0] == "F" else other.start
    moment, work = lagged(from_, tie, job.axis, _lag(plan, rules, tie))
    if tie.type[1] == "F":
        work -= job.work
        moment = job.axis.start_at(work)
    return moment, work


def lagged(moment: int, tie: Tie, axis: Axis, lag: int) -> tuple[int, int]:
    """A moment moved by a link's lag in minutes: the moment, and its place on an axis."""
    if tie.unit in ELAPSED:
        moment += lag
        return moment, axis.worked(moment)
    work = axis.worked(moment) + lag
    if not lag:
        return moment, work
    return (axis.finish_at(work) if lag > 0 else axis.start_at(work)), work


def _lag(plan: Plan, rules: Rules, tie: Tie) -> int:
    return lag_minutes(tie, rules, plan.jobs[tie.before].work)


def lag_minutes(tie: Tie, rules: Rules, before_work: int) -> int:
    """A lag in minutes; a percentage is of the predecessor's work."""
    match tie.unit:
        case "d":
            exact = tie.lag * rules.day_minutes
        case "w":
            exact = tie.lag * rules.week_minutes
        case "%":
            exact = tie.lag * before_work / 100
        case unit:
            exact = tie.lag * UNIT_MINUTES[unit]
    return int(exact.to_integral_value(ROUND_HALF_UP))


def _snapped(axis: Axis, moment: int) -> int:
    return axis.start_at(axis.worked(moment))


def _backward(plan: Plan, rules: Rules, found: dict[int, Dates], end: int) -> None:
    """As late as everything that waits allows; slack is the room on the task's own axis."""
    inherited: dict[int, list[Tie]] = {}
    for key in _from_above(plan):
        job = plan.jobs[key]
        above = inherited.get(job.parent, []) if job.parent is not None else []
        inherited[key] = [*above, *plan.after[key]]
    leaves = _leaves(plan)
    for key in reversed(plan.order):
        job, dates = plan.jobs[key], found[key]
        if job.is_summary and plan.children.get(key):
            continue
        axis = job.axis
        finish = axis.worked(end)
        start = NEVER
        for tie in inherited[key]:
            for target in leaves.get(tie.after, [tie.after]):
                limit = _pull(plan, rules, found[target], tie, job)
                if tie.type[0] == "F":
                    finish = min(finish, limit)
                elif rules.dialect != MSP2016:
                    start = min(start, limit)
        finish, start = _held_back(job, rules, finish, start)
        late_finish = min(finish, start + job.work if start < NEVER else finish)
        late_start = late_finish - job.work
        dates.late_finish = axis.finish_at(late_finish) if job.work else axis.start_at(late_finish)
        dates.late_start = axis.start_at(late_start)
        if not job.work:
            dates.late_finish = dates.late_start = axis.finish_at(late_finish)
        dates.total_slack = late_finish - axis.worked(dates.finish)
        dates.critical = dates.total_slack <= rules.critical_slack


def _leaves(plan: Plan) -> dict[int, list[int]]:
    """The tasks under each summary: a link to a summary is one to every one of them."""
    found: dict[int, list[int]] = {}
    for key in reversed(_from_above(plan)):
        inner = plan.children.get(key)
        if inner:
            found[key] = [leaf for child in inner for leaf in found.get(child, [child])]
    return found


def _held_back(job: Job, rules: Rules, finish: int, start: int) -> tuple[int, int]:
    """What constraints and a deadline leave of the latest dates."""
    axis = job.axis
    if job.deadline is not None:
        finish = min(finish, axis.worked(job.deadline))
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
    moment, _ = lagged(to, tie, after.axis, -_lag(plan, rules, tie))
    return job.axis.worked(moment)


def _late(plan: Plan, rules: Rules, found: dict[int, Dates]) -> None:
    """Tasks that are to be done as late as possible."""
    for key in reversed(plan.order):
        job, dates = plan.jobs[key], found[key]
        if job.constraint != "alap" or job.is_summary:
            continue
        latest = dates.late_finish
        for tie in plan.after[key]:
            if tie.type == "FS":
                moment, _ = lagged(found[tie.after].start, tie, job.axis, -_lag(plan, rules, tie))
                latest = min(latest, moment)
        work = min(job.axis.worked(latest), job.axis.worked(dates.late_finish))
        if work - job.work > job.axis.worked(dates.start):
            dates.finish = job.axis.finish_at(work)
            dates.start = job.axis.start_at(work - job.work)
            dates.total_slack = job.axis.worked(dates.late_finish) - work
            dates.critical = dates.total_slack <= rules.critical_slack


def _free(plan: Plan, rules: Rules, found: dict[int, Dates], end: int) -> None:
    """How far a task can move before any other one does."""
    for key, dates in found.items():
        job = plan.jobs[key]
        if job.is_summary:
            continue
        axis = job.axis
        room = [axis.worked(end) - axis.worked(dates.finish)] if not plan.after[key] else []
        for tie in plan.after[key]:
            later = found[tie.after]
            to = later.start if tie.type[1] == "S" else later.finish
            moment, _ = lagged(to, tie, plan.jobs[tie.after].axis, -_lag(plan, rules, tie))
            own = dates.finish if tie.type[0] == "F" else dates.start
            room.append(axis.worked(moment) - axis.worked(own))
        dates.free_slack = max(0, min(room))
        if not plan.after[key]:
            dates.free_slack = max(0, dates.total_slack)


def _sum_up(plan: Plan, rules: Rules, found: dict[int, Dates], key: int) -> None:
    """A summary is as its children are."""
    inner = [found[child] for child in plan.children.get(key, ())]
    if not inner:
        return
    dates, axis = found[key], plan.jobs[key].axis
    dates.start, dates.finish = min(d.start for d in inner), max(d.finish for d in inner)
    dates.late_start = min(d.late_start for d in inner)
    dates.late_finish = max(d.late_finish for d in inner)
    dates.total_slack = min(
        axis.worked(dates.late_finish) - axis.worked(dates.finish),
        axis.worked(dates.late_start) - axis.worked(dates.start),
    )
    dates.free_slack = max(0, min(d.free_slack for d in inner))
    dates.critical = dates.total_slack <= rules.critical_slack
