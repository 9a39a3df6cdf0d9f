"""A campaign on one page: how far it is, what endangers it, what comes next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Literal

from app.campaign.post import is_published, moment_of
from app.campaign.verdict import Verdict, judge_all, rounded
from app.model.campaign import Stage, read_kpis, read_stages
from app.model.row import Row

Level = Literal["low", "mid", "high"]
Cause = Literal["overdue", "blocked", "kpi"]
When = Literal["past", "now", "ahead"]
DAY_MINUTES = 480
AHEAD_DAYS = 7
SERIOUS = 25
"""A KPI that is off by this many hundredths of its target endangers the campaign by itself."""
MANY = 3


@dataclass(frozen=True, slots=True)
class CampaignRows:
    """The rows of one campaign."""

    campaign: Row
    tasks: Sequence[Row] = ()
    links: Sequence[Row] = ()
    posts: Sequence[Row] = ()
    comments: Sequence[Row] = ()
    members: Sequence[Row] = ()
    accounts: Sequence[Row] = ()
    """Which accounts it publishes on: rows of `campaign_account`, in their order."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the work is done: leaves of the outline, milestones left out."""

    done: int
    total: int
    percent: int
    """Weighted by effort, else by duration."""


@dataclass(frozen=True, slots=True)
class Period:
    """Where today is in a campaign; the first day is day 1."""

    start: date
    finish: date
    day: int
    """0 before the start; the number of days at most."""
    days: int
    days_left: int
    """Days after today; 0 on the last day and later."""

    @property
    def elapsed(self) -> Fraction:
        """The part of the days that is over, today counted."""
        return Fraction(self.day, self.days)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a campaign is at risk, and how often."""

    cause: Cause
    count: int


@dataclass(frozen=True, slots=True)
class Risk:
    """How endangered a campaign is, and by what."""

    level: Level
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class StageNow:
    """A stage and where today is to it."""

    stage: Stage
    when: When


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head of a campaign's page says."""

    stage: str
    """How far people say it is: idea, plan, run, review, done."""
    stages: tuple[StageNow, ...]
    stage_now: Stage | None
    """The stage of the period that today is in."""
    period: Period | None
    progress: Progress
    risk: Risk
    verdicts: tuple[Verdict, ...]


def facts(rows: CampaignRows, now: datetime) -> Facts:
    """The facts of a campaign at a moment (wall time of the workspace)."""
    today = now.date()
    stages = tuple(
        StageNow(s, "past" if s.finish < today else "ahead" if s.start > today else "now")
        for s in read_stages(rows.campaign.text("stages"))
    )
    period = period_of(rows.campaign, today)
    kpis = read_kpis(rows.campaign.text("kpi"))
    verdicts = judge_all(kpis, period.elapsed if period is not None else None)
    return Facts(
        rows.campaign.text("stage"),
        stages,
        next((s.stage for s in stages if s.when == "now"), None),
        period,
        progress_of(rows.tasks),
        risk_of(rows, verdicts, now),
        verdicts,
    )


def period_of(campaign: Row, today: date) -> Period | None:
    """Where today is in a campaign; none where it has no first and last day."""
    start, finish = moment_of(campaign, "start"), moment_of(campaign, "finish")
    if start is None or finish is None or finish < start:
        return None
    first, last = start.date(), finish.date()
    days = (last - first).days + 1
    day = min(max((today - first).days + 1, 0), days)
    return Period(first, last, day, days, max((last - max(today, first)).days, 0))


def leaves(tasks: Sequence[Row]) -> list[Row]:
    """Tasks under which nothing stands."""
    parents = {task.ref("parent") for task in tasks}
    return [task for task in tasks if task.id not in parents]


def is_done(task: Row) -> bool:
    """Whether a task is done."""
    return task.text("status") == "done" or (task.number("percent") or 0) >= 100


def progress_of(tasks: Sequence[Row]) -> Progress:
    """How much of the work is done."""
    work = [task for task in leaves(tasks) if not task.number("milestone")]
    whole = sum(_weight(task) for task in work)
    done = sum(_weight(task) * _percent(task) for task in work)
    percent = rounded(Fraction(done, whole)) if whole else 0
    count = sum(is_done(task) for task in work)
    # A hundred is said only of work that is done, nothing only of work not begun.
    if count < len(work):
        percent = min(percent, 99)
    return Progress(count, len(work), max(percent, 1) if done else percent)


def _weight(task: Row) -> int:
    return task.number("effort_minutes") or task.number("duration_minutes") or DAY_MINUTES


def _percent(task: Row) -> int:
    return 100 if is_done(task) else min(max(task.number("percent") or 0, 0), 100)


def due_of(task: Row) -> datetime | None:
    """When a task is due: its deadline, else its planned end."""
    return moment_of(task, "deadline") or moment_of(task, "finish")


def is_overdue(task: Row, now: datetime) -> bool:
    """Whether a task should be done and is not."""
    due = due_of(task)
    return due is not None and due < now and not is_done(task)


def risk_of(rows: CampaignRows, verdicts: Sequence[Verdict], now: datetime) -> Risk:
    """What endangers a campaign; one that is over is not at risk."""
    if rows.campaign.text("stage") == "done" or rows.campaign.number("archived"):
        return Risk("low")
    work = leaves(rows.tasks)
    overdue = {task.id for task in work if is_overdue(task, now)}
    blocked = {t.id for t in work if t.text("status") == "blocked" and not is_done(t)}
    bad = [verdict for verdict in verdicts if verdict.is_bad]
    counts: tuple[tuple[Cause, int], ...] = (
        ("overdue", len(overdue)),
        ("blocked", len(blocked)),
        ("kpi", len(bad)),
    )
    reasons = tuple(Reason(cause, count) for cause, count in counts if count)
    late = len(overdue | blocked)
    is_high = late > max(MANY, len(work) // 10) or (
        any(verdict.percent >= SERIOUS for verdict in bad) and (late or len(bad) > 1)
    )
    return Risk("high" if is_high else "mid" if reasons else "low", reasons)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that comes within the next days."""

    kind: Literal["task", "milestone", "post", "stage"]
    id: bytes
    """The row; of a stage, the campaign."""
    title: str
    at: datetime
    state: str
    waits_for: tuple[str, ...] = ()
    """Names of tasks before it that are not done; of a milestone all, of a task the next."""


def coming(rows: CampaignRows, now: datetime, days: int = AHEAD_DAYS) -> tuple[Coming, ...]:
    """What is due from today on, within so many days, in order of time."""
    first = datetime.combine(now.date(), time())
    end = first + timedelta(days=days)
    found: list[Coming] = []
    before = _Before(rows)
    for task in leaves(rows.tasks):
        due = due_of(task)
        if due is not None and first <= due < end and not is_done(task):
            is_milestone = bool(task.number("milestone"))
            waits = before.names(task.id, is_far=is_milestone)
            kind = "milestone" if is_milestone else "task"
            found.append(Coming(kind, task.id, task.text("name"), due, task.text("status"), waits))
    for post in rows.posts:
        planned = moment_of(post, "planned")
        if planned is not None and first <= planned < end and not is_published(post):
            state = "missed" if planned < now else post.text("status")
            found.append(Coming("post", post.id, post.text("title"), planned, state))
    for stage in read_stages(rows.campaign.text("stages")):
        at = datetime.combine(stage.start, time())
        if first <= at < end:
            found.append(Coming("stage", rows.campaign.id, stage.name, at, stage.id))
    return tuple(sorted(found, key=lambda c: (c.at, c.kind, c.id)))


class _Before:
    """What stands before a task."""

    def __init__(self, rows: CampaignRows) -> None:
        self._tasks: Mapping[bytes, Row] = {task.id: task for task in rows.tasks}
        self._links: dict[bytes, list[bytes]] = {}
        for link in rows.links:
            before, after = link.ref("predecessor"), link.ref("successor")
            if before in self._tasks and after is not None:
                self._links.setdefault(after, []).append(before)

    def names(self, task: bytes, *, is_far: bool) -> tuple[str, ...]:
        """Names of what is not done, each once; `is_far` goes on to what stands before that."""
        met: dict[bytes, None] = {}
        below = list(self._links.get(task, ()))
        while below:
            row = below.pop()
            if row in met or row == task:
                continue
            met[row] = None
            below += self._links.get(row, ()) if is_far else ()
        return tuple(self._tasks[r].text("name") for r in met if not is_done(self._tasks[r]))
