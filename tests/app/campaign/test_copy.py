"""A campaign planned once more: the plan moves, what was done stays behind."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.calendar.worktime import standard
from app.campaign import commands
from app.campaign.copy import Shift
from app.model.campaign import Kpi, Stage, read_kpis, read_stages
from app.model.change import Value
from tests.fakes.devices import Device

OFFICE = standard()
Days = st.dates(date(2024, 1, 1), date(2028, 1, 1))


def full_campaign(device: Device) -> dict[str, bytes]:
    """A campaign under way: half done, published, commented."""
    with device.session.edit("Begin") as edit:
        held: dict[str, bytes] = {"campaign": edit.new_id()}
        mine: dict[str, Value] = {"campaign": held["campaign"]}
        held["person"] = edit.add("person", {"name": "李娜"})
        held["channel"] = edit.add("channel", {"name": "公众号"})
        held["account"] = edit.add("account", {"name": "青禾生活", "channel": held["channel"]})
        values: dict[str, Value] = {
            "name": "618大促",
            "start": "2026-05-18T09:00:00",
            "finish": "2026-06-25T18:00:00",
            "stage": "done",
            "archived": 1,
            "owner": held["person"],
        }
        edit.add("campaign", values, held["campaign"])
        held["calendar"] = edit.add("calendar", {**mine, "name": "拍摄组"})
        held["group"] = edit.add("task", {**mine, "name": "创意", "okey": "a"})
        held["visual"] = edit.add("task", {**mine, "name": "主视觉设计", "parent": held["group"],
                "start": "2026-05-22T09:00:00", "finish": "2026-05-26T18:00:00", "percent": 100,
                "status": "done", "duration_minutes": 1440, "calendar": held["calendar"],
                "deadline": "2026-05-27T12:00:00", "channel": held["channel"], "okey": "a",
                "baselines": "[]", "checklist": '[{"text": "竖版", "done": true}]'})  # fmt: skip
        held["cut"] = edit.add(
            "task", {**mine, "name": "切图", "parent": held["group"], "okey": "b"}
        )
        ends: dict[str, Value] = {"predecessor": held["visual"], "successor": held["cut"]}
        edit.add("link", {**mine, **ends, "type": "FS", "lag": "1", "lag_unit": "d"})
        edit.add("link", {**mine, "predecessor": b"n" * 16, "successor": held["cut"]})
        edit.add("assignment", {**mine, "task": held["visual"], "person": held["person"]})
        edit.add("member", {**mine, "person": held["person"], "role": "editor"})
        edit.add("campaign_account", {**mine, "account": held["account"]})
        edit.add("post", {**mine, "title": "推文", "task": held["cut"], "account": held["account"],
                "status": "published", "planned": "2026-06-06T20:00:00", "url": "https://a.cn/1",
                "published": "2026-06-06T20:03:00", "metrics": "{}"})  # fmt: skip
        edit.add("comment", {**mine, "table": "task", "row": held["cut"], "body": "好"})
    stages = [Stage("warm", "预热", date(2026, 5, 28), date(2026, 6, 5))]
    commands.set_stages(device.session, held["campaign"], stages)
    gain = Kpi("gmv", "成交额", "CNY", "up", Decimal("8000000.05"), Decimal("1.5"), "2026-06-01")
    commands.set_kpis(device.session, held["campaign"], [gain])
    return held


def test_the_plan_is_copied_and_what_was_done_is_not(device: Device) -> None:
    held = full_campaign(device)
    before = device.rows()
    session = device.session
    made = commands.duplicate_campaign(session, held["campaign"], "双十一", date(2026, 10, 12))
    campaign = session.get("campaign", made)
    assert (campaign["name"], campaign["stage"], campaign["archived"]) == ("双十一", "plan", 0)
    assert (campaign["start"], campaign["finish"]) == ("2026-10-12T09:00:00", "2026-11-19T18:00:00")
    (warm,) = read_stages(campaign.text("stages"))
    assert (warm.start, warm.finish) == (date(2026, 10, 22), date(2026, 10, 30))
    (gain,) = read_kpis(campaign.text("kpi"))
    assert (gain.target, gain.actual, gain.updated) == (Decimal("8000000.05"), None, "")
    mine = [("campaign", "=", made)]
    by_name = {row.text("name"): row for row in session.list("task", mine)}
    assert len(by_name) == 3
    visual = by_name["主视觉设计"]
    assert visual.ref("parent") == by_name["创意"].id
    assert (visual["percent"], visual["status"], visual["baselines"]) == (0, "todo", None)
    assert (visual["start"], visual["finish"]) == ("2026-10-16T09:00:00", "2026-10-20T18:00:00")
    assert visual["deadline"] == "2026-10-21T12:00:00"
    assert visual["channel"] == held["channel"]
    assert json.loads(visual.text("checklist")) == [{"text": "竖版", "done": False}]
    (calendar,) = session.list("calendar", mine)
    assert visual["calendar"] == calendar.id != held["calendar"]
    (link,) = session.list("link", mine)
    ends = (link.ref("predecessor"), link.ref("successor"), link["lag"])
    assert ends == (visual.id, by_name["切图"].id, "1")
    (post,) = session.list("post", mine)
    assert (post["published"], post["url"], post["metrics"]) == (None, None, None)
    assert (post["status"], post["planned"]) == ("draft", "2026-10-31T20:00:00")
    assert (post.ref("task"), post.ref("account")) == (by_name["切图"].id, held["account"])
    for table in ("assignment", "member", "campaign_account"):
        assert len(session.list(table, mine)) == 1, table
    assert session.list("comment", mine) == []
    session.undo()
    assert device.rows() == before


def test_a_campaign_without_days_is_copied_as_it_is(device: Device) -> None:
    campaign = commands.create_campaign(device.session, "想法")
    made = commands.duplicate_campaign(device.session, campaign, "再来", date(2026, 10, 12))
    assert device.session.get("campaign", made)["start"] is None


@given(old=Days, day=st.integers(-40, 200), minute=st.integers(0, 1439))
def test_to_the_same_day_a_worked_moment_stays(old: date, day: int, minute: int) -> None:
    moment = datetime.combine(old, datetime.min.time()) + timedelta(days=day, minutes=minute)
    shift = Shift(old, old, OFFICE)
    assert shift.plain(moment) == moment
    if OFFICE.is_workday(old) and OFFICE.is_workday(moment.date()):
        assert shift.work(moment) == moment


@given(old=Days, new=Days, days=st.lists(st.integers(0, 120), min_size=2, max_size=6))
def test_a_plan_keeps_its_order_and_its_working_days(old: date, new: date, days: list[int]) -> None:
    shift = Shift(old, new, OFFICE)
    moments = [datetime.combine(old + timedelta(days=n), datetime.min.time()) for n in sorted(days)]
    moved = [shift.work(moment) for moment in moments]
    assert moved == sorted(moved)
    assert all(OFFICE.is_workday(m.date()) and m.date() >= new for m in moved)
    for a, b in zip(moments, moved, strict=True):
        if OFFICE.is_workday(a.date()):
            was = OFFICE.workdays_between(old, a.date())
            assert OFFICE.workdays_between(new, b.date()) == was
