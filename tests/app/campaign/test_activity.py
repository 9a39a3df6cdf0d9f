"""Who changed the stage, when tasks are due, and the figures of a campaign."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from app import care
from app.campaign import commands
from app.campaign.activity import Change, activity
from app.campaign.overview import CampaignRows
from app.campaign.whole import head, whole
from app.model.campaign import Kpi, write_kpis
from app.plan import commands as plan
from tests.app.campaign.rows import CAMPAIGN, NOW, campaign, task

ZONE = ZoneInfo("Asia/Shanghai")
WHO = b"p" * 16
AT = 1_780_450_000_000
COST = Kpi("a", "获客成本", "CNY", "down", None, Decimal("41.20"), "2026-06-01T18:00:00")


def test_a_change_of_the_stage_says_from_what_to_what() -> None:
    change = Change("campaign", CAMPAIGN, "stage", WHO, AT, "plan", "run")
    (line,) = activity(CampaignRows(campaign()), ZONE, changes=[change])
    assert (line.deed, line.person, line.was, line.said) == ("stage", WHO, "plan", "run")
    assert line.at == datetime(2026, 6, 3, 9, 26, 40)


def test_a_deadline_says_more_than_the_end_that_moved_with_it() -> None:
    one, gone = task("KOL沟通"), b"x" * 16
    changes = [
        Change("task", one.id, "finish", WHO, AT, "", "2026-06-04T18:00:00"),
        Change("task", one.id, "deadline", WHO, AT, "", "2026-06-05T18:00:00"),
        Change("task", gone, "finish", WHO, AT, "", "2026-06-05T18:00:00"),
    ]
    found = activity(CampaignRows(campaign(), [one]), ZONE, changes=changes)
    assert [(line.deed, line.title, line.said[:10]) for line in found if line.deed == "due"] == [
        ("due", "KOL沟通", "2026-06-05")
    ]


def test_a_figure_has_its_person_and_what_stood_there() -> None:
    new = Kpi("a", "获客成本", "CNY", "down", None, Decimal("38.70"), "2026-06-02T18:22:00")
    old, now = write_kpis([COST]), write_kpis([new])
    change = Change("campaign", CAMPAIGN, "kpi", WHO, AT, old, now)
    rows = CampaignRows(campaign(kpi=now))
    (line,) = activity(rows, ZONE, changes=[change])
    assert (line.deed, line.person, line.was, line.said) == ("kpi", WHO, "41.2", "38.7")
    (alone,) = activity(rows, ZONE)
    assert alone.person is None
    renamed = Change("campaign", CAMPAIGN, "kpi", b"q" * 16, AT, now, now)
    assert activity(rows, ZONE, changes=[renamed]) == (alone,)


def test_the_head_is_told_before_the_tasks_are_read() -> None:
    rows = CampaignRows(campaign(), [task("脚本", "2026-06-04T18:00:00")])
    assert not head(CampaignRows(rows.campaign), NOW).is_counted
    told = whole(rows, NOW, ZONE)
    assert told.is_counted
    assert [one.title for one in told.coming] == ["脚本"]
    assert [one.deed for one in told.events] == ["task"]


def test_changes_are_read_from_the_past_of_the_rows(tmp_path: Path) -> None:
    desk = care.open_desk(care.start(care.profile_in(tmp_path / "p"), "团队", "王芳", str(ZONE)))
    session = desk.session
    made = commands.create_campaign(session, "618大促")
    one = plan.add_task(session, made, {"name": "脚本", "finish": "2026-06-04T18:00:00"})
    plan.add_task(session, made, {"name": "拍摄"})
    assert commands.read_changes(desk, made) == []
    commands.set_stage(session, made, "run")
    with session.edit("Set dates") as edit:
        edit.set("task", one, {"finish": "2026-06-05T18:00:00"})
    commands.set_kpis(session, made, [COST])
    found = {change.field: change for change in commands.read_changes(desk, made)}
    assert set(found) == {"stage", "finish", "kpi"}
    assert (found["stage"].old, found["stage"].new) == ("idea", "run")
    assert found["finish"].old == "2026-06-04T18:00:00"
    assert {change.person for change in found.values()} == {session.me.person}
    desk.close()
