"""Templates: sound plans on any day, and one edit that begins a campaign."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.worktime import WorkCalendar, add_lag, project_standard, standard
from app.model.campaign import read_kpis, read_stages
from app.model.errors import Refused
from app.model.registry import BY_NAME
from app.plan import commands, template
from app.plan.commands import Setting
from app.plan.template import Plan, Template
from tests.fakes.devices import Device, Workshop, everything

MONDAY = date(2026, 5, 18)
LIVED = ("618", "launch", "anniversary")
CALENDARS: list[WorkCalendar] = [standard(), project_standard()]


def plan_of(name: str, start: date = MONDAY, lang: str = "zh_CN") -> Plan:
    return template.instantiate(template.named(name), start, standard(), lang)


def test_the_gallery() -> None:
    names = [(t.id, t.name.zh) for t in template.catalogue()]
    assert names == [
        ("618", "618大促"),
        ("launch", "新品发布会"),
        ("anniversary", "品牌周年庆"),
        ("blank", "空白"),
    ]


@pytest.mark.parametrize("held", template.catalogue(), ids=lambda t: t.id)
def test_a_template_is_whole(held: Template) -> None:
    tasks = {step.id: step for step in held.tasks}
    assert len(tasks) == len(held.tasks)
    met: set[str] = set()
    for step in held.tasks:
        assert not step.parent or step.parent in met, "a parent stands before what is under it"
        met.add(step.id)
        is_group = any(s.parent == step.id for s in held.tasks)
        assert is_group == (step.offset is None)
        assert step.milestone == (step.offset is not None and step.days == 0)
        assert not step.role or step.role in held.roles
        assert not step.channel or step.channel in held.channels
        assert step.priority in BY_NAME["task"].by_name["priority"].choices
        assert is_group or step.milestone or (step.effort_h and step.role and step.deliverable)
    for bond in held.links:
        assert {bond.first, bond.to} <= tasks.keys()
        assert bond.type in BY_NAME["link"].by_name["type"].choices
        assert tasks[bond.first].offset is not None
        assert tasks[bond.to].offset is not None
    ends = [0] + [phase.offset + phase.days for phase in held.stages]
    assert [phase.offset for phase in held.stages] == ends[:-1], "stages follow one another"


@pytest.mark.parametrize("name", LIVED)
def test_a_template_is_believable(name: str) -> None:
    held = template.named(name)
    assert 20 <= sum(step.offset is not None for step in held.tasks) <= 45
    assert [p.name.zh for p in held.stages] == ["筹备", "预热", "爆发", "返场", "复盘"]
    assert {k.direction for k in held.kpi} == {"up", "down"}
    assert len(held.links) >= 30
    assert any(step.checklist for step in held.tasks)


@pytest.mark.parametrize("name", LIVED)
def test_every_task_is_reached_from_work(name: str) -> None:
    """Following the links never comes back: there are no circles."""
    held = template.named(name)
    after: dict[str, list[str]] = {}
    for bond in held.links:
        after.setdefault(bond.first, []).append(bond.to)
    open_: set[str] = set()
    closed: set[str] = set()

    def walk(step: str) -> None:
        assert step not in open_, step
        if step in closed:
            return
        open_.add(step)
        for following in after.get(step, ()):
            walk(following)
        open_.remove(step)
        closed.add(step)

    for step in held.tasks:
        walk(step.id)


def test_the_618_of_a_real_year() -> None:
    plan = plan_of("618")
    assert [(s.name, s.start.isoformat(), s.finish.isoformat()) for s in plan.stages] == [
        ("筹备", "2026-05-18", "2026-05-27"),
        ("预热", "2026-05-28", "2026-06-05"),
        ("爆发", "2026-06-06", "2026-06-18"),
        ("返场", "2026-06-19", "2026-06-21"),
        ("复盘", "2026-06-22", "2026-06-25"),
    ]
    tasks = {task.id: task for task in plan.tasks}
    visual = tasks["kv"]
    assert visual.name == "主视觉设计"
    assert (visual.start, visual.finish) == (datetime(2026, 5, 22, 9), datetime(2026, 5, 26, 18))
    assert visual.duration_minutes == 3 * 480
    assert tasks["data"].start == datetime(2026, 6, 22, 9), "端午 is not worked"
    assert {kpi.unit for kpi in plan.kpis} == {"次", "CNY", "%", "人"}
    assert plan.kpis[1].target == Decimal(8_000_000)
    assert plan_of("618", lang="en").tasks[5].name.isascii()


@given(
    name=st.sampled_from([*LIVED, "blank"]),
    start=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    calendar=st.sampled_from(CALENDARS),
)
def test_on_any_day_nothing_begins_before_what_it_waits_for(
    name: str, start: date, calendar: WorkCalendar
) -> None:
    plan = template.instantiate(template.named(name), start, calendar, "en")
    tasks = {task.id: task for task in plan.tasks}
    for link in plan.links:
        before, after = tasks[link.predecessor], tasks[link.successor]
        base = before.start if link.type == "SS" else before.finish
        earliest = add_lag(base, (link.lag_days, "d"), calendar)
        assert calendar.next_work(earliest) <= after.start
    assert plan.start.date() == start
    for task in plan.tasks:
        assert plan.start <= task.start <= task.finish <= plan.finish
        assert calendar.minutes_between(task.start, task.finish) == task.duration_minutes
        assert calendar.is_workday(task.start.date())
        if task.parent:
            above = tasks[task.parent]
            assert above.is_summary
            assert above.start <= task.start
            assert task.finish <= above.finish
    assert all(b.start == a.finish + timedelta(1) for a, b in pairwise(plan.stages))


def test_a_file_that_is_no_template() -> None:
    for data in (b"", b"[]", b'{"id": "x"}', b"\xff"):
        with pytest.raises(Refused, match="no campaign template"):
            template.read(data)
    with pytest.raises(Refused, match="no template x"):
        template.named("x")


def test_a_campaign_begins_in_one_edit(device: Device) -> None:
    with device.session.edit("Begin") as edit:
        channel = edit.add("channel", {"name": "我们的抖音", "kind": "douyin"})
        designer = edit.add("person", {"name": "李娜"})
    before = device.rows()
    setting = Setting(people={"设计": designer})
    made = commands.start_campaign(device.session, "618", " 618大促 2026 ", MONDAY, setting)
    plan = plan_of("618")
    row = device.session.get("campaign", made)
    assert (row["name"], row["stage"], row["owner"]) == ("618大促 2026", "plan", device.person)
    assert (row["start"], row["finish"]) == ("2026-05-18T09:00:00", "2026-06-25T18:00:00")
    assert read_kpis(row.text("kpi")) == plan.kpis
    assert read_stages(row.text("stages")) == plan.stages
    tasks = device.session.list("task")
    assert len(tasks) == len(plan.tasks)
    assert [(p.row.text("name"), p.depth) for p in commands.outline(tasks)] == [
        (task.name, 1 if task.parent else 0) for task in plan.tasks
    ]
    assert len(device.session.list("link")) == len(plan.links)
    assert {task.ref("channel") for task in tasks} == {None, channel}
    assigned = {r.ref("task") for r in device.session.list("assignment")}
    named = {device.session.get("task", t or b"").text("name") for t in assigned}
    assert named == {t.name for t in plan.tasks if t.role == "设计"}
    assert device.session.undo().label == "Start campaign"
    assert device.rows() == before
    device.session.redo()
    assert len(device.session.list("task")) == len(plan.tasks)
    device.check()


def test_what_a_task_brings(device: Device) -> None:
    commands.start_campaign(device.session, "618", "618", MONDAY)
    by_name = {row.text("name"): row for row in device.session.list("task")}
    visual, ready = by_name["主视觉设计"], by_name["爆发上线就绪"]
    steps = json.loads(visual.text("checklist"))
    assert [step["text"] for step in steps][:1] == ["横版、竖版、方版齐全"]
    assert not any(step["done"] for step in steps)
    assert json.loads(visual.text("labels")) == ["设计"]
    assert (visual["status"], visual["percent"], visual["priority"]) == ("todo", 0, "urgent")
    assert (visual["constraint"], visual["constraint_at"]) == ("asap", None)
    assert (ready["milestone"], ready["constraint"]) == (1, "snet")
    assert ready["constraint_at"] == ready["start"] == "2026-06-05T09:00:00"


def test_a_member_who_is_no_owner_may_begin_one(workshop: Workshop) -> None:
    grants = {"org": "editor", "campaign:*": "editor"}
    device = workshop.device(grants=grants)
    commands.start_campaign(device.session, "launch", "发布会", MONDAY)
    assert len(device.session.list("campaign")) == 1


def test_campaigns_begin_one_behind_the_other(device: Device) -> None:
    for name in ("甲", "乙", "丙"):
        commands.start_campaign(device.session, "blank", name, MONDAY)
    rows = device.session.list("campaign", order=["okey"])
    assert [row["name"] for row in rows] == ["甲", "乙", "丙"]


def test_a_campaign_without_name_or_template_leaves_nothing(device: Device) -> None:
    before = everything(device)
    with pytest.raises(Refused, match="needs a name"):
        commands.start_campaign(device.session, "618", "  ", MONDAY)
    with pytest.raises(Refused, match="no template"):
        commands.start_campaign(device.session, "none", "x", MONDAY)
    assert everything(device) == before
