"""MS Project's XML: the seven real files, and plans of our own."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from app.plan.exchange import mspdi
from app.plan.exchange import mspdi_words as words
from app.plan.exchange.plan_file import (
    CONSTRAINTS,
    LAG_UNITS,
    LINK_TYPES,
    PRIORITIES,
    Assignment,
    Calendar,
    DayException,
    Link,
    Person,
    PlanFile,
    Task,
)

ROOT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("FAIRWAY_SHARED", ROOT.parent / "shared"))
NS = {"p": words.NAMESPACE}
FILES = (
    "calendar-calendars-project2019-mspdi.xml",
    "calendar-recurring-exceptions-project2016-mspdi.xml",
    "sample.xml",
    "sample1.xml",
    "task-baselines-project2010-mspdi.xml",
    "task-links-project2007-mspdi.xml",
    "task-links-project2019-mspdi.xml",
)


def real(name: str) -> bytes:
    path = SHARED / "data" / "mspdi" / name
    if not path.exists():
        pytest.skip(f"shared data not found: {name}")
    return path.read_bytes()


def count(root: etree._Element, path: str) -> int:
    return int(root.xpath(f"count({path})", namespaces=NS))


@pytest.mark.parametrize("name", FILES)
def test_all_parts_of_a_real_file_are_there(name: str) -> None:
    data = real(name)
    plan, root = mspdi.read(data), etree.fromstring(data)
    assert len(plan.tasks) == count(root, "//p:Task[p:UID!='0' and p:IsNull!='1']")
    assert len(plan.links) == count(root, "//p:PredecessorLink")
    assert len(plan.calendars) == count(root, "//p:Calendar")
    assert len(plan.people) == count(root, "//p:Resource[p:UID!='0']")
    assert len(plan.assignments) == count(root, "//p:Assignment[p:ResourceUID > 0]")
    assert sum(len(c.exceptions) for c in plan.calendars) == count(root, "//p:WeekDay[p:DayType=0]")
    assert sum(len(task.baselines) for task in plan.tasks) == count(root, "//p:Task/p:Baseline")


@pytest.mark.parametrize("name", FILES)
def test_dates_and_percents_are_the_file_s_own(name: str) -> None:
    data = real(name)
    tasks = {task.uid: task for task in mspdi.read(data).tasks}
    for item in etree.fromstring(data).iterfind("p:Tasks/p:Task", NS):
        uid = int(item.findtext("p:UID", "", NS))
        if uid:
            task = tasks[uid]
            assert task.start == datetime.fromisoformat(item.findtext("p:Start", "", NS))
            assert task.finish == datetime.fromisoformat(item.findtext("p:Finish", "", NS))
            assert task.percent == int(item.findtext("p:PercentComplete", "", NS))
            assert task.manual == (item.findtext("p:Manual", "0", NS) == "1")


@pytest.mark.parametrize("name", FILES)
def test_outline_is_that_of_the_outline_numbers(name: str) -> None:
    data = real(name)
    number = {}
    for item in etree.fromstring(data).iterfind("p:Tasks/p:Task", NS):
        number[int(item.findtext("p:UID", "", NS))] = item.findtext("p:OutlineNumber", "", NS)
    top = number[0].rpartition(".")[0]  # sample1.xml counts the project's own line as 1.0
    for task in mspdi.read(data).tasks:
        above = number[task.parent_uid] if task.parent_uid else top
        assert number[task.uid].rpartition(".")[0] == above


@pytest.mark.parametrize("name", FILES)
def test_reading_what_was_written_gives_the_same(name: str) -> None:
    plan = mspdi.read(real(name))
    assert mspdi.read(mspdi.write(plan)) == plan


@pytest.mark.parametrize("name", FILES)
def test_elements_are_written_in_the_order_of_the_schema(name: str) -> None:
    root = etree.fromstring(mspdi.write(mspdi.read(real(name))))
    for path, order in (
        ("p:Tasks/p:Task", words.TASK_ORDER),
        ("p:Resources/p:Resource", words.PERSON_ORDER),
        ("p:Assignments/p:Assignment", words.ASSIGNMENT_ORDER),
        ("p:Calendars/p:Calendar", words.CALENDAR_ORDER),
    ):
        for item in root.iterfind(path, NS):
            places = [order.index(etree.QName(child).localname) for child in item]
            assert places == sorted(places)


@pytest.mark.parametrize("name", FILES)
def test_what_ms_project_wrote_of_a_task_is_written_again(name: str) -> None:
    """Element by element, but for what it works out by itself."""
    data = real(name)
    ours = etree.fromstring(mspdi.write(mspdi.read(data)))
    for item in etree.fromstring(data).iterfind("p:Tasks/p:Task", NS):
        uid = item.findtext("p:UID", "", NS)
        found = ours.find(f"p:Tasks/p:Task[p:UID='{uid}']", NS)
        assert found is not None
        for child in item:
            key = etree.QName(child).localname
            text = (child.text or "").strip()
            if uid == "0" or len(child) or key in words.COMPUTED or text in words.ZEROS:
                continue
            if key == "Stop" or (key.startswith("Manual") and key != "Manual"):
                continue
            assert (found.findtext(f"p:{key}", "", NS)).strip() == text, (uid, key)


def test_the_repeated_exceptions_mean_the_days_ms_project_says() -> None:
    data = real(FILES[1])
    calendar = mspdi.read(data).calendars[0]
    said = [
        (period.findtext("p:FromDate", "", NS)[:10], period.findtext("p:ToDate", "", NS)[:10])
        for period in etree.fromstring(data).iterfind(
            ".//p:WeekDay[p:DayType='0']/p:TimePeriod", NS
        )
    ]
    assert Counter((str(e.first), str(e.last)) for e in calendar.exceptions) == Counter(said)
    working = [e for e in calendar.exceptions if e.ranges]
    assert [e.first for e in working] == [date(2010, 1, 2), date(2010, 2, 6), date(2010, 3, 6)]
    assert working[0].ranges == ((540, 780), (840, 1020))


def test_lags_of_2019() -> None:
    found = {(link.type, str(link.lag), link.lag_unit) for link in mspdi.read(real(FILES[6])).links}
    assert found == {
        (kind, lag, unit)
        for kind, lag, unit in found
        if kind in LINK_TYPES and unit in {"d", "w"} and Decimal(lag) >= -2
    }
    assert ("FS", "2", "d") in found or ("FS", "1", "d") in found


def test_a_changed_plan_is_written_with_its_changes() -> None:
    plan = mspdi.read(real("sample.xml"))
    moved = Task(99, "新任务", parent_uid=plan.tasks[0].uid, duration_minutes=90, percent=100)
    again = mspdi.read(
        mspdi.write(PlanFile("改名", tasks=(*plan.tasks, moved), source=plan.source))
    )
    assert again.name == "改名"
    assert next(task for task in again.tasks if task.uid == 99) == moved


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30
).map(str.strip)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(
    lambda at: at.replace(microsecond=0)
)
lags = st.decimals(-500, 500, places=1).map(lambda n: Decimal(str(n)).normalize() + 0)


@st.composite
def plans(draw: st.DrawFn) -> PlanFile:
    """Plans that MS Project's XML can say in full."""
    uids = list(range(1, draw(st.integers(1, 12))))
    tasks: list[Task] = []
    for uid in uids:
        above = draw(st.sampled_from([None, *_last_branch(tasks)]))
        constraint = draw(st.sampled_from(CONSTRAINTS))
        tasks.append(
            Task(
                uid,
                draw(texts),
                parent_uid=above,
                notes=draw(texts),
                start=draw(moments | st.none()),
                finish=draw(moments | st.none()),
                duration_minutes=draw(st.integers(0, 10**6) | st.none()),
                effort_minutes=draw(st.integers(0, 10**6) | st.none()),
                percent=draw(st.integers(0, 100)),
                constraint=constraint,
                constraint_at=draw(moments) if constraint not in {"asap", "alap"} else None,
                manual=draw(st.booleans()),
                milestone=draw(st.booleans()),
                deadline=draw(moments | st.none()),
                priority=draw(st.sampled_from(PRIORITIES)),
            )
        )
    pairs = draw(st.sets(st.tuples(st.sampled_from(uids), st.sampled_from(uids)))) if uids else ()
    links = [
        Link(
            first,
            second,
            draw(st.sampled_from(LINK_TYPES)),
            round(lag) + Decimal(0) if unit == "%" else lag,
            unit,
        )
        for first, second in sorted(pairs, key=lambda pair: (pair[1], pair[0]))
        if first < second
        for unit, lag in [(draw(st.sampled_from(LAG_UNITS)), draw(lags))]
    ]
    calendar = Calendar(
        1,
        "标准",
        week={day: ((540, 720), (780, 1440)) if day < 6 else () for day in range(1, 8)},
        exceptions=(DayException("国庆", date(2026, 10, 1), date(2026, 10, 7)),),
    )
    people = (Person(1, "李", email="li@example.cn", capacity=50), Person(2, "胶片", "material"))
    done = tuple(
        Assignment(uid, 1, Decimal("0.5"), 60, {"UID": str(uid)})
        for uid in uids
        if draw(st.booleans())
    )
    return PlanFile(
        draw(texts.filter(bool)),
        calendars=(calendar,),
        people=people,
        tasks=tuple(tasks),
        links=tuple(links),
        assignments=done,
        default_calendar=1,
    )


def _last_branch(tasks: list[Task]) -> list[int]:
    """The last task and all above it: where the next one may hang in display order."""
    parents = {task.uid: task.parent_uid for task in tasks}
    found: list[int] = []
    at = tasks[-1].uid if tasks else None
    while at is not None:
        found.append(at)
        at = parents[at]
    return found


@given(plans())
@settings(max_examples=60, deadline=timedelta(seconds=5))
def test_any_plan_comes_back(plan: PlanFile) -> None:
    again = mspdi.read(mspdi.write(plan))
    kept = [(task.uid, task.name, task.parent_uid) for task in again.tasks]
    assert kept == [(task.uid, task.name, task.parent_uid) for task in plan.tasks]
    for mine, theirs in zip(plan.tasks, again.tasks, strict=True):
        for key in (
            "notes", "start", "finish", "duration_minutes", "effort_minutes", "percent",
            "constraint", "constraint_at", "manual", "milestone", "deadline", "priority",
        ):  # fmt: skip
            assert getattr(mine, key) == getattr(theirs, key), key
    assert again.links == plan.links
    assert again.calendars == plan.calendars
    assert [(p.uid, p.name, p.kind, p.email, p.capacity) for p in again.people] == [
        (p.uid, p.name, p.kind, p.email, p.capacity) for p in plan.people
    ]
    assert again.assignments == plan.assignments
    assert again.name == plan.name
    assert mspdi.read(mspdi.write(again)) == again
