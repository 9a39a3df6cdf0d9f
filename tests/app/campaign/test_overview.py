"""The facts of a campaign's page, from rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaign.activity import activity
from app.campaign.overview import (
    CampaignRows,
    Progress,
    Reason,
    coming,
    facts,
    period_of,
    progress_of,
    risk_of,
)
from app.campaign.trace import trace
from app.campaign.verdict import Verdict
from app.model.campaign import Kpi, Stage, write_kpis, write_stages
from tests.app.campaign.rows import CAMPAIGN, NOW, campaign, link, post, row, task

STAGES = (
    Stage("prepare", "筹备", date(2026, 5, 18), date(2026, 5, 27)),
    Stage("warm", "预热", date(2026, 5, 28), date(2026, 6, 5)),
    Stage("burst", "爆发", date(2026, 6, 6), date(2026, 6, 18)),
)
LATE, SOON = "2026-06-02T18:00:00", "2026-06-04T18:00:00"


def test_the_head_of_the_page() -> None:
    kpis = [Kpi("a", "总曝光", "次", "up", Decimal(12_000_000), Decimal(7_386_420))]
    held = campaign(stages=write_stages(STAGES), kpi=write_kpis(kpis))
    tasks = [
        task("稿", LATE, status="done"),
        task("图", LATE, status="doing"),
        task("链", SOON, status="blocked"),
    ]
    found = facts(CampaignRows(held, tasks), NOW)
    assert (found.stage, found.stage_now) == ("run", STAGES[1])
    assert [s.when for s in found.stages] == ["past", "now", "ahead"]
    assert found.period is not None
    assert (found.period.day, found.period.days, found.period.days_left) == (17, 39, 22)
    assert found.progress == Progress(1, 3, 33)
    assert found.risk.level == "mid"
    assert found.risk.reasons == (Reason("overdue", 1), Reason("blocked", 1))
    assert [v.standing for v in found.verdicts] == ["ahead"]


def test_a_campaign_without_anything() -> None:
    found = facts(CampaignRows(campaign(start=None, finish=None, stage=None)), NOW)
    assert (found.stage, found.stage_now, found.period) == ("", None, None)
    assert found.progress == Progress(0, 0, 0)
    assert found.risk.level == "low"


@pytest.mark.parametrize(
    ("today", "day", "left"),
    [("2026-05-01", 0, 38), ("2026-05-18", 1, 38), ("2026-06-25", 39, 0), ("2026-07-30", 39, 0)],
)
def test_before_on_and_after_the_days(today: str, day: int, left: int) -> None:
    period = period_of(campaign(), date.fromisoformat(today))
    assert period is not None
    assert (period.day, period.days_left) == (day, left)


def test_progress_counts_leaves_and_weighs_them() -> None:
    group = task("组", percent=0)
    tasks = [
        group,
        task("大", parent=group.id, effort_minutes=900, percent=50),
        task("小", parent=group.id, effort_minutes=100, status="done"),
        task("里程碑", milestone=1),
    ]
    assert progress_of(tasks) == Progress(1, 2, 55)


def test_nearly_done_is_not_done_and_hardly_begun_is_begun() -> None:
    long = task("大", effort_minutes=100_000, status="done")
    short = task("小", effort_minutes=1)
    assert progress_of([long, short]).percent == 99
    hardly = [task("大", effort_minutes=100_000), task("小", effort_minutes=1, status="done")]
    assert progress_of(hardly).percent == 1


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 5000), st.booleans()), max_size=9))
def test_a_hundred_is_said_exactly_when_all_is_done(work: list[tuple[int, int, bool]]) -> None:
    tasks = [
        task("x", percent=p, effort_minutes=e, status="done" if done else "todo")
        for p, e, done in work
    ]
    found = progress_of(tasks)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (found.done == found.total > 0)
    assert (found.percent == 0) == all(p == 0 and not done for p, _, done in work)


def test_risk() -> None:
    def level(tasks: int, off: int = 0, stage: str = "run") -> str:
        rows = CampaignRows(campaign(stage=stage), [task("x", LATE) for _ in range(tasks)])
        bad = [Verdict(Kpi("a", "a"), "behind", off)] if off else []
        return risk_of(rows, bad, NOW).level

    assert [level(n) for n in (0, 1, 3, 4)] == ["low", "mid", "mid", "high"]
    assert (level(0, 11), level(1, 11), level(0, 30), level(1, 30)) == ("mid", "mid", "mid", "high")
    assert level(9, 90, "done") == "low"


def test_a_deadline_goes_before_the_planned_end() -> None:
    late = task("x", SOON, deadline=LATE)
    assert risk_of(CampaignRows(campaign(), [late]), (), NOW).reasons == (Reason("overdue", 1),)


def test_what_comes_within_seven_days() -> None:
    visual = task("主视觉设计", LATE, status="doing")
    cut = task("投放素材切图", SOON, status="blocked")
    ready = task("爆发上线", "2026-06-05T09:00:00", milestone=1)
    later = task("复盘", "2026-06-10T00:00:00")
    done = task("稿", SOON, status="done")
    held = CampaignRows(
        campaign(stages=write_stages(STAGES)),
        [visual, cut, ready, later, done],
        [link(visual, cut), link(cut, ready), link(done, ready)],
        [
            post("早", "2026-06-03T09:00:00", status="ready"),
            post("晚", "2026-06-09T23:59:00", status="draft"),
            post("已发", "2026-06-04T09:00:00", status="published"),
            post("未排期"),
        ],
    )
    assert [(c.kind, c.title, c.state, c.waits_for) for c in coming(held, NOW)] == [
        ("post", "早", "missed", ()),
        ("task", "投放素材切图", "blocked", ("主视觉设计",)),
        ("milestone", "爆发上线", "", ("投放素材切图", "主视觉设计")),
        ("stage", "爆发", "burst", ()),
        ("post", "晚", "draft", ()),
    ]


def test_tasks_that_wait_for_one_another_in_a_circle_are_told() -> None:
    a, b = task("甲", milestone=1), task("乙", SOON, milestone=1)
    held = CampaignRows(campaign(), [a, b], [link(a, b), link(b, a)])
    assert [c.waits_for for c in coming(held, NOW)] == [("甲",)]


def test_what_happened_newest_first() -> None:
    kpi = Kpi("a", "获客成本", "CNY", "down", None, Decimal("38.70"), "2026-06-02T18:22:00")
    person = b"p" * 16
    plan = task("推文撰写", author=person)
    held = CampaignRows(
        campaign(kpi=write_kpis([kpi])),
        [plan],
        posts=[post("短视频", url="https://a.cn", published="2026-06-03T09:30:00", author=person)],
        comments=[
            row("comment", table="task", row=plan.id, kind="comment", body="改短一点",
                person=person, said_at="2026-06-03T09:41:00"),
            row("comment", table="task", row=plan.id, kind="resolve", body="好"),
        ],
    )  # fmt: skip
    found = activity(held, ZoneInfo("Asia/Shanghai"))
    assert [(line.deed, line.title, line.said) for line in found] == [
        ("comment", "推文撰写", "改短一点"),
        ("published", "短视频", "https://a.cn"),
        ("kpi", "获客成本", "38.7"),
        ("post", "短视频", ""),
        ("task", "推文撰写", ""),
    ]
    made = found[-1].at
    assert made.tzinfo is None
    assert datetime(2026, 6, 1, 8) < made < datetime(2026, 6, 1, 8) + timedelta(days=1)
    assert len(activity(held, ZoneInfo("UTC"), 2)) == 2
    far = CampaignRows(campaign(), [row("task", name="x")])
    assert activity(far, ZoneInfo("Asia/Shanghai"))


def test_the_trace_says_what_comes_from_what() -> None:
    group = task("内容", "2026-06-09T18:00:00")
    script = task("脚本", LATE, parent=group.id, status="done")
    film = task("短视频", SOON, parent=group.id, status="doing")
    out = post("开箱", task=film.id, url="https://a.cn", published="2026-06-03T09:30:00")
    idea = post("想法")
    held = CampaignRows(
        campaign(), [group, script, film], [link(script, film), link(script, row("task"))],
        [out, idea],
    )  # fmt: skip
    assert [(t.kind, t.title, t.state, t.at[5:10], t.refers) for t in trace(held, NOW)] == [
        ("campaign", "618大促", "run", "05-18", ()),
        ("task", "脚本", "done", "06-02", (group.id,)),
        ("post", "开箱", "published", "06-03", (film.id,)),
        ("task", "短视频", "doing", "06-04", (group.id, script.id)),
        ("task", "内容", "", "06-09", (CAMPAIGN,)),
        ("post", "想法", "planned", "", (CAMPAIGN,)),
    ]
