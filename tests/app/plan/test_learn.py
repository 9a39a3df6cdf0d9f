"""A template of a campaign that was lived, and plans for calendar programs and Excel."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from python_calamine import CalamineWorkbook

from app.calendar import worktime
from app.model.errors import Refused
from app.plan import baseline, commands, files, learn, live, template
from tests.app.plan.test_live import Chain
from tests.fakes.devices import Device

JUNE = date(2026, 5, 18)


@pytest.mark.parametrize("name", ["618", "launch", "anniversary"])
def test_a_template_that_was_lived_is_learnt_again(device: Device, name: str) -> None:
    """Begun, made a template again, and begun on another day: the same plan, moved."""
    calendar = worktime.standard()
    campaign = commands.start_campaign(device.session, name, "活动", JUNE)
    learnt = template.read(learn.written(baseline.learnt(device.session, campaign, "own")))
    for day in (JUNE, JUNE + timedelta(days=100)):
        was = template.instantiate(template.named(name), day, calendar, "zh_CN")
        now = template.instantiate(learnt, day, calendar, "zh_CN")
        assert [(t.name, t.start, t.finish) for t in now.tasks] == [
            (t.name, t.start, t.finish) for t in was.tasks
        ]
        assert [t.deliverable for t in now.tasks] == [t.deliverable for t in was.tasks]
        assert [t.checklist for t in now.tasks] == [t.checklist for t in was.tasks]
        assert len(now.links) == len(was.links)
        assert [(s.name, s.start, s.finish) for s in now.stages] == [
            (s.name, s.start, s.finish) for s in was.stages
        ]


def test_people_become_roles_and_what_happened_is_learnt(device: Device) -> None:
    chain = Chain(device)
    with device.session.edit("Crew") as edit:
        position = edit.add("position", {"name": "文案"})
        person = edit.add("person", {"name": "李娜", "kind": "person", "position": position})
    commands.set_task(device.session, chain.tasks[0], {"percent": 100}, [person])
    longer = live.preview(chain.read(), live.SetWork(chain.tasks[1], 5 * 480))
    live.commit(device.session, chain.campaign, longer)
    found = baseline.learnt(device.session, chain.campaign, "own")
    assert list(found.roles) == ["文案"]
    assert [(s.offset, s.days, s.role) for s in found.tasks] == [
        (0, 3, "文案"),
        (5, 5, ""),
        (10, 1, ""),
    ]
    assert "李娜" not in learn.written(found).decode()
    with device.session.edit("Undated") as edit:
        bare = edit.add("campaign", {"name": "x"})
    with pytest.raises(Refused, match="No task"):
        baseline.learnt(device.session, bare, "own")


def test_a_calendar_program_reads_the_plan(device: Device) -> None:
    chain = Chain(device)
    commands.set_task(
        device.session, chain.tasks[2], {"deadline": "2026-06-12T18:00:00"}, [device.person]
    )
    plan = commands.export_plan(device.session, chain.campaign)
    beside = files.Beside(made_at=datetime(2026, 6, 1, tzinfo=UTC), name="c")
    data = files.write(plan, "ics", beside)
    assert data == files.write(plan, "ics", beside)
    feed: Any = icalendar.Calendar.from_ical(data)
    events: list[Any] = feed.walk("VEVENT")
    assert [str(event["summary"]) for event in events] == [f"任务 {n}" for n in (1, 2, 3, 3)]
    china = ZoneInfo("Asia/Shanghai")
    assert events[0]["dtstart"].dt == datetime(2026, 6, 1, 9, tzinfo=china)
    assert events[0]["dtend"].dt == datetime(2026, 6, 3, 18, tzinfo=china)
    assert events[3].walk("VALARM")[0]["trigger"].dt == timedelta(days=-1)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert len({str(event["uid"]) for event in events}) == len(events)
    with pytest.raises(Refused, match="holds no plan"):
        files.read(data, files.format_of("plan.ics", data, None), [], "plan")


def test_excel_has_the_links_and_the_slack(device: Device, tmp_path: Path) -> None:
    chain = Chain(device)
    plan = commands.export_plan(device.session, chain.campaign)
    network = chain.read()
    found = live.answer(network)
    rooms = [found[item.id] for item in network.items]
    book = CalamineWorkbook.from_filelike(BytesIO(files.write(plan, "xlsx", files.Beside(rooms))))
    assert book.sheet_names[1] == "时差"
    rows = book.get_sheet_by_index(1).to_python()
    assert rows[1][1] == "任务 1"
    assert rows[1][4:] == [2.0, 2.0, "否"]
    assert rows[3][6] == "是"
    tasks = book.get_sheet_by_index(0).to_python()
    assert tasks[2][tasks[0].index("前置任务")] in ("1", 1.0)
