"""The demo: as many rows as it says, believable on any day, the same each time, gone at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import keyring
import pytest
from keyring.backend import KeyringBackend

from app import care
from app.calendar import worktime
from app.campaign import commands as campaigns
from app.campaign import overview, post
from app.care import Desk
from app.cli import demo
from app.model import registry
from app.model.change import Value
from app.model.errors import Refused, Unavailable
from app.model.registry import Type
from app.model.row import Row
from app.people import commands as people
from app.people import directory
from app.session import Session
from app.store import profile as profiles
from app.work import commands as work
from app.work import inbox, said

ZONE = ZoneInfo(demo.ZONE)
WEDNESDAY = date(2026, 6, 3)
DAYS = (
    WEDNESDAY,
    date(2026, 10, 3),  # 国庆
    date(2026, 2, 18),  # 春节
    date(2026, 10, 10),  # 调休上班的周六
    date(2026, 11, 22),  # 周日
    date(2031, 1, 1),  # 未公布
)
OFFICE = worktime.standard()


@pytest.fixture(scope="module", params=DAYS, ids=str)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, date]]:
    """The demo as it is made on a day."""
    profile = demo.make(tmp_path_factory.mktemp("demo") / "profile", request.param)
    desk = care.open_desk(profile)
    yield desk, request.param
    desk.close()


def by_name(session: Session, table: str, name: str) -> Row:
    (row,) = session.list(table, [("name", "=", name)])
    return row


def noon(today: date) -> datetime:
    return datetime.combine(today, time(12))


def wall(row: Row, name: str) -> datetime:
    return datetime.fromisoformat(row.text(name))


def test_it_is_sound(told: tuple[Desk, date]) -> None:
    assert [(check.name, check.detail) for check in care.doctor(told[0]) if not check.ok] == []


def test_nobody_undoes_it_by_mistake(told: tuple[Desk, date]) -> None:
    assert told[0].session.undo_state.undo is None


def test_as_many_rows_as_it_says(told: tuple[Desk, date]) -> None:
    session = told[0].session
    counts = {t.name: len(session.dataset(t.name, [])["id"]) for t in registry.TABLES}
    wanted = {"workspace": 1, "person": 12, "department": 6, "posting": 2, "channel": 4,
              "account": 4, "campaign": 3, "task": 120, "post": 40}  # fmt: skip
    assert {name: counts[name] for name in wanted} == wanted
    sale = by_name(session, "campaign", "618大促")
    assert len(session.list("task", [("campaign", "=", sale.id)])) == 46
    assert len(session.list("member", [("campaign", "=", sale.id)])) == 12
    assert len(session.list("comment", [("kind", "=", "comment")])) == 40
    assert session.get("person", session.me.person)["name"] == "王芳"
    assert counts["link"] > 60
    assert counts["seen"] > 20


def test_every_row_names_rows_that_there_are(told: tuple[Desk, date]) -> None:
    session = told[0].session
    for table in registry.TABLES:
        for f in (f for f in table.fields if f.refers):
            there = set(session.dataset(f.refers, [])["id"])
            named = set(session.dataset(table.name, [f.name])[f.name]) - {None}
            assert named <= there, (table.name, f.name)


def test_work_is_planned_on_working_days(told: tuple[Desk, date]) -> None:
    session = told[0].session
    days = {wall(t, name).date() for t in session.list("task") for name in ("start", "finish")}
    assert [day for day in days if not OFFICE.is_workday(day)] == []
    for task in session.list("task"):
        start, finish = wall(task, "start"), wall(task, "finish")
        assert OFFICE.minutes_between(start, finish) == task["duration_minutes"]
        assert (start == finish) == bool(task["milestone"])


def test_what_is_done_is_past_and_what_is_late_is_said(told: tuple[Desk, date]) -> None:
    session, today = told[0].session, told[1]
    late: set[str] = set()
    for task in overview.leaves(session.list("task")):
        is_past = wall(task, "finish").date() < today
        if overview.is_done(task) and task["status"] == "done":
            assert is_past, task["name"]
            assert task["percent"] == 100
        elif is_past:
            late.add(task.text("name"))
        if task["status"] == "todo":
            assert task["percent"] == 0
            assert not is_past
    assert late == {"主视觉设计", "KOL沟通：第二批 12 位达人报价", "媒体签到名单确认"}


def test_the_campaign_is_in_its_second_stage_and_somewhat_at_risk(told: tuple[Desk, date]) -> None:
    session, today = told[0].session, told[1]
    sale = campaigns.read_campaign(session, by_name(session, "campaign", "618大促").id)
    facts = overview.facts(sale, noon(today))
    assert facts.stage_now is not None
    assert [s.stage.name for s in facts.stages] == ["筹备", "预热", "爆发", "返场", "复盘"]
    assert facts.stage_now.name == "预热"
    assert facts.risk.level == "mid"
    assert [(r.cause, r.count) for r in facts.risk.reasons][:2] == [("overdue", 2), ("blocked", 1)]
    standing = {v.kpi.name: v.standing for v in facts.verdicts}
    assert standing == {"总曝光": "ahead", "成交额": "behind", "互动率": "met", "获客成本": "over"}
    assert 40 <= facts.progress.percent <= 52


def test_the_blocked_task_waits_for_what_is_late(told: tuple[Desk, date]) -> None:
    session = told[0].session
    (blocked,) = session.list("task", [("status", "=", "blocked")])
    (link,) = session.list("link", [("successor", "=", blocked.id)])
    before = session.get("task", link.ref("predecessor") or b"")
    assert (blocked["name"], before["name"]) == ("投放素材切图（12 尺寸）", "主视觉设计")


def test_what_comes_after_begins_after(told: tuple[Desk, date]) -> None:
    session = told[0].session
    tasks = {row.id: row for row in session.list("task")}
    for link in session.list("link"):
        before, after = tasks[link.ref("predecessor") or b""], tasks[link.ref("successor") or b""]
        names = before.text("name"), after.text("name")
        assert before["campaign"] == after["campaign"] == link["campaign"]
        if after["status"] == "todo":
            assert wall(before, "finish") <= wall(after, "start"), names


def test_nobody_has_spoken_tomorrow(told: tuple[Desk, date]) -> None:
    session, today = told[0].session, told[1]
    nine = datetime.combine(today, time(9))
    names = {row.id: row.text("name") for row in session.list("person")}
    speakers: set[bytes | None] = set()
    for row in session.list("comment"):
        speakers.add(row.ref("person"))
        assert wall(row, "said_at") <= nine
        assert abs(said.made_at(row.id, ZONE) - wall(row, "said_at")) < timedelta(seconds=1)
        mentioned = [names[person] for person in said.mentions_of(row)]
        assert mentioned == [n for n in names.values() if f"@{n}" in row.text("body")]
    assert len(speakers) >= 10
    for row in session.list("seen"):
        assert said.wall_of(row.number("at") or 0, ZONE) <= nine
    threads = [work.read_thread(session, t.id, ZONE) for t in session.list("task")]
    everything = [one for thread in threads for one in thread]
    assert sum(one.is_edited for one in everything) == 1
    assert sum(one.is_resolved for one in everything) == 2


def test_posts_are_out_or_to_come_and_one_was_missed(told: tuple[Desk, date]) -> None:
    session, now = told[0].session, noon(told[1])
    states = [post.state_of(row, now) for row in session.list("post")]
    assert (states.count("published"), states.count("missed")) == (15, 1)
    unscheduled = [row for row in session.list("post") if not row["planned"]]
    assert len(unscheduled) == 7
    for row in session.list("post"):
        if post.is_published(row):
            assert wall(row, "published") <= now
            assert post.checked_url(row.text("url"))


def test_my_work_reads_well(told: tuple[Desk, date]) -> None:
    session, now = told[0].session, noon(told[1])
    found = inbox.groups(work.read_work(session, ZONE), now, ZONE)
    items = {group.key: [item.task.name for item in group.items] for group in found}
    assert "媒体签到名单确认" in items["today"]
    assert "主视觉设计" in items["today"]
    assert "618 当天值班表" in items["later"]
    assert "投放素材切图（12 尺寸）" in items["waiting"]
    assert 3 <= inbox.count(found) <= 9


def test_people_stand_where_they_belong(told: tuple[Desk, date]) -> None:
    staff = people.read_staff(told[0].session)
    lines = {row.text("name"): directory.line_of(row, staff) for row in staff.people}
    assert lines["王芳"] == "运营总监 • 运营部"
    assert lines["张世杰"] == "实习设计师 • 视觉设计部"
    found = directory.found(staff.people, "zsj", staff)
    # 李娜 can do 主视觉, which sounds the same.
    assert [row.text("name") for row in found] == ["李娜", "张世杰"]
    assert next(b.name for b in directory.tree(staff)) == "运营部"
    assert not directory.homeless(staff)
    chen = by_name(told[0].session, "person", "陈晨")
    assert people.what_moves(told[0].session, chen.id).count > 10


def test_the_authorisation_of_one_account_ends_soon(told: tuple[Desk, date]) -> None:
    session, today = told[0].session, told[1]
    ends = {row.text("name"): row.text("authorised_until") for row in session.list("account")}
    assert min(ends, key=lambda name: ends[name]) == "青禾的日常"
    assert date.fromisoformat(ends["青禾的日常"]) == today + timedelta(days=3)


def plain(session: Session) -> dict[str, list[dict[str, object]]]:
    """All rows with names for ids, in an order of their own."""
    labels: dict[bytes, str] = {}
    for table in registry.TABLES:
        for row in session.list(table.name):
            words = [row[f.name] for f in table.fields if f.type is not Type.ID and not f.refers]
            labels[row.id] = f"{table.name} {words!r}"

    def shown(held: Value) -> object:
        return labels[held] if isinstance(held, bytes) else held

    found: dict[str, list[dict[str, object]]] = {}
    for table in registry.TABLES:
        rows = [{n: shown(v) for n, v in row.items()} for row in session.list(table.name)]
        found[table.name] = sorted(rows, key=repr)
    return found


def test_the_same_day_tells_the_same(tmp_path: Path) -> None:
    dumps: list[str] = []
    for name in ("one", "two"):
        profile = demo.make(tmp_path / name, WEDNESDAY)
        desk = care.open_desk(profile)
        ids = {row.id.hex(): row.text("name") for row in desk.session.list("person")}
        text = json.dumps(plain(desk.session), ensure_ascii=False, default=repr)
        for row, person in ids.items():
            text = text.replace(row, person)
        dumps.append(text)
        desk.close()
    assert dumps[0] == dumps[1]


def test_the_dates_are_those_of_the_pictures(tmp_path: Path) -> None:
    desk = care.open_desk(demo.make(tmp_path / "demo", WEDNESDAY))
    sale = by_name(desk.session, "campaign", "618大促")
    visual = by_name(desk.session, "task", "主视觉设计")
    assert (sale["start"], sale["finish"]) == ("2026-05-18T09:00:00", "2026-06-25T18:00:00")
    assert (visual["start"], visual["finish"]) == ("2026-05-26T09:00:00", "2026-06-01T18:00:00")
    desk.close()


class Chain(KeyringBackend):
    """A keychain in memory."""

    priority = 5  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture
def chain() -> Iterator[Chain]:
    before = keyring.get_keyring()
    made = Chain()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_removed_it_leaves_nothing(tmp_path: Path, chain: Chain) -> None:
    folder = tmp_path / "demo"
    profile = demo.make(folder, WEDNESDAY)
    (folder / "logs").mkdir()
    (folder / "logs" / "fairway.log").write_text("x", encoding="utf-8")
    desk = care.open_desk(profile)
    care.backup(desk, profile.backups / "a.fairway")
    desk.close()
    profiles.put_token(profile, "secret")
    assert chain.held
    demo.remove_profile(folder)
    assert not chain.held
    assert list(tmp_path.iterdir()) == []


def test_the_token_in_a_file_goes_too(tmp_path: Path) -> None:
    profile = demo.make(tmp_path / "demo", WEDNESDAY)
    profiles.put_token(profile, "secret")
    assert (tmp_path / "demo" / "token").exists()
    demo.remove_profile(tmp_path / "demo")
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_before_stays(tmp_path: Path) -> None:
    (tmp_path / "合同.docx").write_text("x", encoding="utf-8")
    (tmp_path / "ui.json").write_text("{}", encoding="utf-8")
    demo.make(tmp_path, WEDNESDAY)
    demo.remove_profile(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["合同.docx"]


def test_no_other_profile_goes_this_way(tmp_path: Path) -> None:
    profile = care.start(care.profile_in(tmp_path / "mine"), "青禾生活", "王芳", demo.ZONE)
    assert not demo.is_demo(profile.folder)
    for folder in (profile.folder, tmp_path, tmp_path / "none"):
        with pytest.raises(Refused, match="no demo"):
            demo.remove_profile(folder)
    assert care.profile_in(profile.folder).is_made


def test_not_while_its_window_is_open(tmp_path: Path) -> None:
    profile = demo.make(tmp_path / "demo", WEDNESDAY)
    with (
        profiles.only_one(profile, "window"),
        pytest.raises(Unavailable, match="already running"),
    ):
        demo.remove_profile(profile.folder)
    assert care.profile_in(profile.folder).is_made
