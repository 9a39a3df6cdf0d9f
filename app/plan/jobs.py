"""What the scheduler works on: jobs, ties between them, the rules, and the graph of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from app.model.network import circle, ordered
from app.plan.axis import Axis

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
    """Start and finish of a task that a person dates by hand, or that has them behind it."""
    parent: int | None = None
    is_summary: bool = False
    is_done: bool = False
    """It is over (`fixed` says when): nothing has room any more, nothing hangs on it."""
    begun: int | None = None
    """When it really began; it is at work."""
    resumes: tuple[int, int] | None = None
    """Of a task at work that was broken off: from when it goes on, and how much is left."""
    delay: int = 0
    """Elapsed minutes that somebody put before it, to level what people have to do."""
    not_before: int | None = None
    """What the summaries over it say of its start."""
    not_after: int | None = None
    """What the summaries over it say of its finish."""
    counts: bool = True
    """Whether the end of the plan and its summaries take notice of it."""
    is_vague: bool = False
    """A task whose dates are only words yet: it is never called critical."""


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
    holds_links: bool = True
    """Whether a link cannot let a task begin before the plan (MS Project: it can)."""
    end: int | None = None
    """The end of a plan that is counted back from there."""
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


def indexed(jobs: Sequence[Job], ties: Sequence[Tie]) -> Plan:
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
    flow = flow_of(held, after, children)
    order, stuck = ordered(list(flow), flow)
    if stuck:
        path = circle(stuck, flow)
        raise Circular([key for _, key in path if key in held])
    ends = [key for is_end, key in order if is_end]
    return Plan(held, before, after, children, ends)


Node = tuple[int, int]


def flow_of(
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


def waits_of(plan: Plan) -> dict[int, list[Tie]]:
    """What each task waits for, what its summaries wait for included."""
    found: dict[int, list[Tie]] = {}
    for key in from_above(plan):
        above = plan.jobs[key].parent
        found[key] = (
            [*found.get(above, ()), *plan.before[key]] if above is not None else (plan.before[key])
        )
    return found


def from_above(plan: Plan) -> list[int]:
    """Parents before children."""
    done: list[int] = []
    stack = [key for key, job in plan.jobs.items() if job.parent not in plan.children]
    while stack:
        key = stack.pop()
        done.append(key)
        stack.extend(plan.children.get(key, ()))
    return done


def leaves_of(plan: Plan) -> dict[int, list[int]]:
    """The tasks under each summary: a link to a summary is one to every one of them."""
    found: dict[int, list[int]] = {}
    for key in reversed(from_above(plan)):
        inner = plan.children.get(key)
        if inner:
            found[key] = [leaf for child in inner for leaf in found.get(child, [child])]
    return found


def lagged(moment: int, tie: Tie, axis: Axis, lag: int) -> tuple[int, int]:
    """A moment moved by a link's lag in minutes: the moment, and its place on an axis."""
    if tie.unit in ELAPSED:
        moment += lag
        return moment, axis.worked(moment)
    work = axis.worked(moment) + lag
    if not lag:
        return moment, work
    return (axis.finish_at(work) if lag > 0 else axis.start_at(work)), work


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
