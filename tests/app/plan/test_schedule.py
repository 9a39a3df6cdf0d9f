"""The scheduler against MS Project's own answers, and against a slow and simple one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from app.calendar import worktime
from app.model.network import circle
from app.plan import planning
from app.plan.axis import Axis, minutes_of, moment_of
from app.plan.exchange import mspdi
from app.plan.exchange.plan_file import PlanFile
from app.plan.jobs import CLASSIC, MSP2016, Circular, Dates, Job, Rules, Tie
from app.plan.schedule import schedule

NS = "{http://schemas.microsoft.com/project}"
LINKS = ("task-links-project2007-mspdi.xml", "task-links-project2019-mspdi.xml")
MONDAY = minutes_of(worktime.datetime(2026, 6, 1, 8))
Answer = tuple[str, str, int, bool]


def office(around: int = MONDAY) -> Axis:
    return Axis(worktime.project_standard().ranges, around)


def theirs(file: Path) -> dict[int, Answer]:
    found: dict[int, Answer] = {}
    for task in etree.parse(str(file)).iter(NS + "Task"):
        start, finish = task.findtext(NS + "Start"), task.findtext(NS + "Finish")
        slack, critical = task.findtext(NS + "TotalSlack"), task.findtext(NS + "Critical")
        if start and finish and slack is not None:
            uid = int(task.findtext(NS + "UID") or 0)
            found[uid] = start, finish, int(slack) // 10, critical == "1"
    return found


def ours(plan: PlanFile, file: Path) -> dict[int, Answer]:
    is_new = any(year in file.name for year in ("2016", "2019"))
    found: dict[int, Answer] = {}
    for uid, dates in planning.scheduled(plan, MSP2016 if is_new else CLASSIC).items():
        told = planning.told(dates, uid)
        slack = dates.total_slack
        found[uid] = str(told["start"]), str(told["finish"]), slack, dates.critical
    return found


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("is_bare", [False, True], ids=["as it is", "links alone"])
def test_links_are_scheduled_as_ms_project_does(shared: Path, name: str, is_bare: bool) -> None:
    file = shared / "data" / "mspdi" / name
    plan = mspdi.read(file.read_bytes())
    if is_bare:
        tasks = tuple(replace(t, constraint="asap", constraint_at=None) for t in plan.tasks)
        plan = replace(plan, tasks=tasks)
    wanted = theirs(file)
    found = ours(plan, file)
    assert len(found) == 16
    assert found == {uid: wanted[uid] for uid in found}


def test_tasks_in_a_circle_are_named() -> None:
    axis = office()
    jobs = [Job(key, 480, axis) for key in (1, 2, 3)]
    with pytest.raises(Circular) as caught:
        schedule(jobs, [Tie(1, 2), Tie(2, 3), Tie(3, 1)], Rules(MONDAY))
    path = caught.value.path
    assert set(path) == {1, 2, 3}
    assert circle([1, 2, 3], {1: [2], 2: [3], 3: [1]}) == [1, 2, 3, 1]


def at(dates: Dates) -> tuple[str, str]:
    return str(moment_of(dates.start))[5:16], str(moment_of(dates.finish))[5:16]


@pytest.mark.parametrize(
    ("constraint", "when", "wanted"),
    [
        ("asap", None, ("06-02 08:00", "06-02 17:00")),
        ("snet", "2026-06-04T08:00", ("06-04 08:00", "06-04 17:00")),
        ("fnet", "2026-06-05T17:00", ("06-05 08:00", "06-05 17:00")),
        ("mso", "2026-06-08T08:00", ("06-08 08:00", "06-08 17:00")),
        ("mfo", "2026-06-09T17:00", ("06-09 08:00", "06-09 17:00")),
        ("snet", "2026-06-06T12:00", ("06-08 08:00", "06-08 17:00")),
        ("snlt", "2026-06-01T08:00", ("06-01 08:00", "06-01 17:00")),
        ("alap", None, ("06-05 08:00", "06-05 17:00")),
    ],
)
def test_constraints(constraint: str, when: str | None, wanted: tuple[str, str]) -> None:
    axis = office()
    place = minutes_of(worktime.datetime.fromisoformat(when)) if when else None
    jobs = [
        Job(1, 480, axis),
        Job(2, 480, axis, constraint, place),
        Job(3, 5 * 480, axis),  # the plan ends on Friday
    ]
    found = schedule(jobs, [Tie(1, 2)], Rules(MONDAY))
    assert at(found[2]) == wanted


def test_a_milestone_stands_where_its_work_ends() -> None:
    axis = office()
    found = schedule([Job(1, 480, axis), Job(2, 0, axis)], [Tie(1, 2)], Rules(MONDAY))
    assert at(found[2]) == ("06-01 17:00", "06-01 17:00")


def test_a_deadline_takes_slack_away_and_may_leave_less_than_none() -> None:
    axis = office()
    early = minutes_of(worktime.datetime(2026, 6, 1, 12))
    found = schedule([Job(1, 480, axis, deadline=early)], [], Rules(MONDAY))
    assert found[1].total_slack == -240
    assert found[1].critical


def test_a_summary_is_as_its_children_and_hands_on_what_it_waits_for() -> None:
    axis = office()
    jobs = [
        Job(1, 480, axis),
        Job(2, 0, axis, is_summary=True),
        Job(3, 480, axis, parent=2),
        Job(4, 960, axis, parent=2),
        Job(5, 480, axis),
    ]
    found = schedule(jobs, [Tie(1, 2), Tie(3, 4), Tie(2, 5)], Rules(MONDAY))
    assert at(found[2]) == ("06-02 08:00", "06-04 17:00")
    assert at(found[5]) == ("06-05 08:00", "06-05 17:00")
    assert all(dates.critical for dates in found.values())


KINDS = st.sampled_from(["FS", "SS", "FF", "SF"])
NETWORKS = st.integers(2, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 6).map(lambda d: d * 240), min_size=n, max_size=n),
        st.lists(
            st.tuples(st.integers(0, n - 2), st.integers(1, n - 1), KINDS, st.integers(-2, 3)),
            max_size=10,
        ),
    )
)
Edge = tuple[int, int, str, int]


def simple(works: list[int], ties: list[Edge]) -> tuple[list[int], list[int]]:
    """Earliest starts and latest finishes on the worked axis, relaxed until nothing moves."""
    early = [0] * len(works)
    for _ in range(len(works) + 1):
        for before, after, kind, lag in ties:
            from_ = early[before] + (works[before] if kind[0] == "F" else 0)
            to = from_ + lag - (works[after] if kind[1] == "F" else 0)
            early[after] = max(early[after], to)
    end = max(start + work for start, work in zip(early, works, strict=True))
    late = [end] * len(works)
    for _ in range(len(works) + 1):
        for before, after, kind, lag in ties:
            to = late[after] - (works[after] if kind[1] == "S" else 0) - lag
            late[before] = min(late[before], to + (works[before] if kind[0] == "S" else 0))
    return early, late


@given(NETWORKS)
@settings(max_examples=300)
def test_a_slow_and_simple_scheduler_agrees(network: tuple[list[int], list[Edge]]) -> None:
    works, drawn = network
    works = [work or 240 for work in works]
    edges = [(a, b, kind, lag * 120) for a, b, kind, lag in drawn if a < b]
    axis = office()
    jobs = [Job(key, work, axis) for key, work in enumerate(works)]
    ties = [Tie(a, b, kind, Decimal(lag), "m") for a, b, kind, lag in edges]
    found = schedule(jobs, ties, Rules(MONDAY))
    early, late = simple(works, edges)
    base = axis.worked(MONDAY)
    for key, work in enumerate(works):
        dates = found[key]
        assert axis.worked(dates.start) - base == early[key]
        assert axis.worked(dates.finish) - base == early[key] + work
        assert axis.worked(dates.late_finish) - base == late[key]
        assert dates.total_slack == late[key] - early[key] - work


@given(st.integers(-3_000_000, 3_000_000), st.integers(0, 20_000))
def test_an_axis_goes_there_and_back(shift: int, work: int) -> None:
    axis = office()
    place = axis.worked(MONDAY + shift)
    start, finish = axis.start_at(place), axis.finish_at(place + work)
    assert axis.worked(start) == place
    assert axis.worked(finish) == place + work
    assert axis.is_working(start)
    assert finish >= start or work == 0
    assert moment_of(start).date() >= date(1990, 1, 1)
