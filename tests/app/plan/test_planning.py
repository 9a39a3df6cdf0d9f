"""Plans of files: MS Project's own answers in a table, and the rules behind them one by one."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from app.calendar import worktime
from app.plan import planning
from app.plan.axis import Axis, minutes_of, moment_of
from app.plan.exchange import mspdi
from app.plan.exchange.plan_file import Assignment, Calendar, Link, Person, PlanFile, Source, Task
from app.plan.hours import Hours
from app.plan.jobs import CLASSIC, MSP2016, Dates

NS = "{http://schemas.microsoft.com/project}"
MONDAY = datetime(2026, 6, 1, 8)
DAY = timedelta(days=1)
NIGHT = {1: ((1380, 1440),)} | {
    day: ((0, 180), (240, 480), (1380, 1440)) for day in range(2, 6)
} | {6: ((0, 180), (240, 480)), 7: ()}  # fmt: skip


def deviations(file: Path) -> tuple[int, list[str]]:
    """How many values were compared, and those that are another than MS Project's."""
    plan = mspdi.read(file.read_bytes())
    start = minutes_of(plan.start or MONDAY)
    hours, usual = Hours(plan, start), Axis(worktime.project_standard().ranges, start)
    is_new = any(year in file.name for year in ("2016", "2019"))
    found = planning.scheduled(plan, MSP2016 if is_new else CLASSIC)
    tasks = {task.uid: task for task in plan.tasks}
    count, wrong = 0, list[str]()
    for tree in etree.parse(str(file)).iter(NS + "Task"):
        uid = int(tree.findtext(NS + "UID") or 0)
        if uid not in found:
            continue
        axis = hours.of(tasks[uid]) if tasks[uid].duration_minutes else usual
        for name, ours, theirs in values(found[uid], tree, axis):
            count += 1
            if ours != theirs:
                wrong.append(f"{file.name} {uid} {tasks[uid].name}: {name} {ours}, not {theirs}")
    return count, wrong


def values(dates: Dates, tree: etree._Element, axis: Axis) -> list[tuple[str, object, object]]:
    """(name, ours, MS Project's) of what the file has; late dates as places on the axis."""
    found: list[tuple[str, object, object]] = []
    for name, minutes in (("Start", dates.start), ("Finish", dates.finish)):
        if held := tree.findtext(NS + name):
            found.append((name, moment_of(minutes).isoformat(), held))
    late = {"LateStart": dates.late_start, "LateFinish": dates.late_finish}
    if not tree.findtext(NS + "TotalSlack"):
        return found  # never calculated: such a file says `Critical` 0 of every task
    for name, minutes in late.items():
        held = tree.findtext(NS + name)
        place = axis.worked(minutes_of(datetime.fromisoformat(held))) if held else None
        found.append((name, axis.worked(minutes), place))
    found.append(("TotalSlack", dates.total_slack * 10, int(tree.findtext(NS + "TotalSlack") or 0)))
    found.append(("Critical", dates.critical, tree.findtext(NS + "Critical") == "1"))
    return found


def test_every_file_has_ms_projects_answers(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines: list[str] = []
    every: list[str] = []
    for file in sorted((shared / "data" / "mspdi").glob("*.xml")):
        count, wrong = deviations(file)
        lines.append(f"{file.name}: {count - len(wrong)} of {count}")
        every += wrong
    with capsys.disabled():
        sys.stdout.write("\nMSPDI: " + "; ".join([*lines, *every]) + "\n")
    assert every == []


def task(uid: int, days: float = 1, **more: object) -> Task:
    return replace(Task(uid, f"Task {uid}", duration_minutes=int(days * 480)), **more)  # type: ignore[arg-type]


def dates(plan: PlanFile) -> dict[int, tuple[str, str]]:
    found = planning.scheduled(plan)
    return {u: (shown(d.start), shown(d.finish)) for u, d in found.items()}


def shown(minutes: int) -> str:
    return f"{moment_of(minutes):%m-%d %H:%M}"


def plan(*tasks: Task, links: tuple[Link, ...] = (), source: Source | None = None) -> PlanFile:
    return PlanFile("p", MONDAY, tasks=tasks, links=links, source=source or {})


def crew(kind: str = "0") -> PlanFile:
    """One task for somebody of the day and somebody of the night."""
    calendars = (Calendar(7, "Night", None, NIGHT),)
    people = (Person(1, "Day"), Person(2, "Night", calendar_uid=7), Person(3, "Oil", "material"))
    doing = tuple(Assignment(1, who) for who in (1, 2, 3))
    one = plan(task(1, 4, source={"Type": kind}))
    return replace(one, calendars=calendars, people=people, assignments=doing)


def test_people_of_two_shifts_work_whenever_one_of_them_does() -> None:
    assert dates(crew()) == {1: ("06-01 08:00", "06-03 08:00")}


def test_a_fixed_duration_follows_the_plan() -> None:
    assert dates(crew("1")) == {1: ("06-01 08:00", "06-04 17:00")}


def test_a_task_calendar_and_a_persons_hold_together() -> None:
    held = crew()
    mornings = Calendar(8, "Mornings", None, {day: ((420, 720),) for day in range(1, 8)})
    held = replace(held, calendars=(*held.calendars, mornings))
    both = replace(held, tasks=(task(1, 1, calendar_uid=8),))
    # The day's 8 to 12 and the night's 7 to 8: the night does not work on Monday morning.
    assert dates(both) == {1: ("06-01 08:00", "06-02 11:00")}
    alone = task(1, 1, calendar_uid=8, source={"IgnoreResourceCalendar": "1"})
    assert dates(replace(held, tasks=(alone,))) == {1: ("06-01 08:00", "06-02 11:00")}


def test_elapsed_time_knows_no_days_off() -> None:
    cure = task(2, 0, duration_minutes=3 * 1440, source={"DurationFormat": "8"})
    found = dates(plan(task(1, 5), cure, task(3), links=(Link(1, 2), Link(2, 3))))
    assert found[2] == ("06-05 17:00", "06-08 17:00")
    assert found[3] == ("06-09 08:00", "06-09 17:00")


def test_a_lead_may_go_before_the_plan_and_a_date_too() -> None:
    early = task(3, 1, constraint="snet", constraint_at=MONDAY - 3 * DAY)
    found = dates(plan(task(1), task(2), early, links=(Link(1, 2, "FS", Decimal(-2)),)))
    assert found[2] == ("05-29 08:00", "05-29 17:00")
    assert found[3] == ("05-29 08:00", "05-29 17:00")


def test_what_is_to_be_late_pushes_what_waits_for_it() -> None:
    late = task(1, 1, constraint="alap")
    found = planning.scheduled(plan(late, task(2), task(3, 5), links=(Link(1, 2),)))
    assert shown(found[1].start) == "06-04 08:00"
    assert shown(found[2].start) == "06-05 08:00"
    assert (found[1].total_slack, found[2].total_slack) == (0, 0)


def test_what_is_done_stays_and_holds_nothing_back() -> None:
    done = task(2, 1, percent=100, start=MONDAY, finish=MONDAY + DAY)
    found = planning.scheduled(plan(task(1), done, task(3, 3), links=(Link(1, 2),)))
    assert (shown(found[2].finish), found[2].total_slack) == ("06-02 08:00", 0)
    assert not found[2].critical
    assert found[1].total_slack == 960


def test_what_is_at_work_goes_on_from_where_it_began() -> None:
    begun = task(2, 2, percent=50, source={"ActualStart": "2026-06-01T08:00:00"})
    broken = replace(begun, uid=4, source={
        **begun.source, "Stop": "2026-06-01T17:00:00", "Resume": "2026-06-04T08:00:00",
    })  # fmt: skip
    found = dates(plan(task(1, 3), begun, broken, links=(Link(1, 2),)))
    assert found[2] == ("06-01 08:00", "06-02 17:00")
    assert found[4] == ("06-01 08:00", "06-04 17:00")


def test_an_inactive_task_moves_nobody() -> None:
    off = task(1, 9, source={"Active": "0"})
    found = planning.scheduled(plan(off, task(2), links=(Link(1, 2),)))
    assert shown(found[2].start) == "06-01 08:00"
    assert found[2].critical


def test_a_plan_may_be_counted_from_its_end() -> None:
    held = plan(task(1, 1, constraint="alap"), source={"ScheduleFromStart": "0"})
    found = dates(replace(held, finish=MONDAY + 4 * DAY + timedelta(hours=9)))
    assert found[1] == ("06-05 08:00", "06-05 17:00")


def test_a_summary_hands_its_limits_on() -> None:
    above = task(1, 0, constraint="snet", constraint_at=MONDAY + 2 * DAY)
    found = dates(plan(above, task(2, 1, parent_uid=1), task(3)))
    assert found[2] == found[1] == ("06-03 08:00", "06-03 17:00")
    held = replace(above, constraint="fnlt", constraint_at=MONDAY + timedelta(hours=9))
    slack = planning.scheduled(plan(held, task(2, 1, parent_uid=1), task(3, 3)))
    assert slack[2].total_slack == 0


def test_a_delay_of_levelling_is_added() -> None:
    source: Source = {"LevelingDelay": str(2 * 1440 * 10)}
    assert dates(plan(task(1, 1, source=source)))[1] == ("06-03 08:00", "06-03 17:00")


def test_nested_summaries_have_the_room_of_what_is_under_them() -> None:
    nested = (task(1, 0), task(2, 0, parent_uid=1), task(3, 1, parent_uid=2), task(4, 3))
    found = planning.scheduled(plan(*nested))
    assert [found[uid].total_slack for uid in (1, 2, 3, 4)] == [960, 960, 960, 0]


def test_a_slack_limit_makes_more_of_it_critical() -> None:
    found = planning.scheduled(plan(task(1), task(2, 3), source={"CriticalSlackLimit": "2"}))
    assert found[1].critical
