"""What a person does to a campaign: each verb is one edit, and undo gives the start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from app.campaign import commands
from app.model.campaign import Kpi, Stage, read_kpis, read_stages
from app.model.errors import Refused
from app.session import Session
from app.store import dataset
from tests.fakes.devices import Device, campaign_of, everything

NOON = datetime(2026, 6, 3, 12)
URL = "https://mp.weixin.qq.com/s/abc?x=1"
GAIN = Kpi("", "成交额", "CNY", "up", Decimal("8000000.00"))


@pytest.fixture
def campaign(device: Device) -> bytes:
    return campaign_of(device, tasks=2)[0]


def account_of(device: Device, name: str = "青禾生活") -> bytes:
    with device.session.edit("Begin") as edit:
        channel = edit.add("channel", {"name": "公众号", "kind": "wechat"})
        return edit.add("account", {"name": name, "channel": channel})


def post_of(device: Device, campaign: bytes, title: str = "推文") -> bytes:
    return commands.add_post(device.session, campaign, {"title": title})


VERBS: dict[str, Callable[[Session, bytes], object]] = {
    "Create campaign": lambda s, _: commands.create_campaign(s, "新活动"),
    "Rename campaign": lambda s, c: commands.rename_campaign(s, c, "改名"),
    "Change campaign": lambda s, c: commands.set_campaign(s, c, {"goal": "会员净增 6 万"}),
    "Change stage": lambda s, c: commands.set_stage(s, c, "run"),
    "Change stages": lambda s, c: commands.set_stages(
        s, c, [Stage("a", "筹备", date(2026, 5, 1), date(2026, 5, 9))]
    ),
    "Archive campaign": commands.archive_campaign,
    "Duplicate campaign": lambda s, c: commands.duplicate_campaign(s, c, "副本", date(2026, 12, 1)),
    "Delete campaign": commands.delete_campaign,
    "Edit KPIs": lambda s, c: commands.set_kpis(s, c, [GAIN]),
    "Pin": lambda s, c: commands.pin(s, "campaign", c),
    "Add post": lambda s, c: commands.add_post(s, c, {"title": "推文"}),
}


@pytest.mark.parametrize("label", VERBS)
def test_every_verb_is_one_edit_that_undo_takes_back(
    device: Device, campaign: bytes, label: str
) -> None:
    before = device.rows()
    VERBS[label](device.session, campaign)
    after = device.rows()
    assert after != before
    assert device.session.undo().label == label
    assert device.rows() == before
    device.session.redo()
    assert device.rows() == after
    device.check()


def test_a_campaign_begins_with_its_owner_and_last(device: Device, campaign: bytes) -> None:
    one = commands.create_campaign(device.session, " 甲 ")
    two = commands.create_campaign(device.session, "乙", {"start": "2026-01-01T09:00:00"})
    row = device.session.get("campaign", one)
    assert (row["name"], row["owner"], row["stage"]) == ("甲", device.person, "idea")
    assert row.text("okey") < device.session.get("campaign", two).text("okey")


def test_what_no_campaign_may_be(device: Device, campaign: bytes) -> None:
    session = device.session
    commands.set_campaign(session, campaign, {"start": "2026-06-01T09:00:00"})
    before = everything(device)
    with pytest.raises(Refused, match="needs a name"):
        commands.create_campaign(session, " ")
    with pytest.raises(Refused, match="needs a name"):
        commands.set_campaign(session, campaign, {"name": None})
    with pytest.raises(Refused, match="end is before"):
        commands.set_campaign(session, campaign, {"finish": "2026-05-01T09:00:00"})
    with pytest.raises(Refused, match="stage cannot be later"):
        commands.set_stage(session, campaign, "later")
    wrong = Stage("a", "x", date(2026, 5, 2), date(2026, 5, 1))
    with pytest.raises(Refused, match="end is before"):
        commands.set_stages(session, campaign, [wrong])
    right = Stage("a", "x", date(2026, 5, 1), date(2026, 5, 1))
    with pytest.raises(Refused, match="same id"):
        commands.set_stages(session, campaign, [right, right])
    assert everything(device) == before


def test_stages_and_archive(device: Device, campaign: bytes) -> None:
    session = device.session
    stages = [Stage("a", "筹备", date(2026, 5, 1), date(2026, 5, 9))]
    commands.set_stages(session, campaign, stages)
    assert read_stages(session.get("campaign", campaign).text("stages")) == tuple(stages)
    commands.archive_campaign(session, campaign)
    assert session.get("campaign", campaign)["archived"] == 1
    commands.unarchive_campaign(session, campaign)
    assert session.get("campaign", campaign)["archived"] == 0


def test_a_campaign_goes_to_the_trash_with_all_in_it_and_comes_back(
    device: Device, campaign: bytes
) -> None:
    session = device.session
    other, _ = campaign_of(device, "别的", tasks=1)
    account = account_of(device)
    commands.attach_account(session, campaign, account)
    post_of(device, campaign)
    before = device.rows()
    assert commands.delete_campaign(session, campaign) == 5
    assert [row.id for row in session.list("campaign")] == [other]
    assert {row.ref("campaign") for row in session.list("task")} == {other}
    assert session.list("post") == session.list("campaign_account") == []
    trash = [r for table in commands.TRASHED for r in dataset.trash(device.replica, table)]
    assert commands.restore_campaign(session, campaign, trash) == 5
    assert device.rows() == before
    device.check()


def test_members(device: Device, campaign: bytes) -> None:
    session = device.session
    with session.edit("Begin") as edit:
        person = edit.add("person", {"name": "张伟"})
    member = commands.add_member(session, campaign, person, "editor")
    with pytest.raises(Refused, match="member already"):
        commands.add_member(session, campaign, person, "lead")
    commands.set_member_role(session, member, "viewer")
    assert session.get("member", member)["role"] == "viewer"
    commands.remove_member(session, member)
    assert session.list("member") == []
    with pytest.raises(Refused, match="no such person"):
        commands.add_member(session, campaign, b"n" * 16, "editor")


def test_accounts(device: Device, campaign: bytes) -> None:
    session = device.session
    one, two = account_of(device), account_of(device, "青禾的日常")
    commands.attach_account(session, campaign, one)
    commands.attach_account(session, campaign, two)
    with pytest.raises(Refused, match="in the campaign already"):
        commands.attach_account(session, campaign, one)
    rows = session.list("campaign_account", order=["okey"])
    assert [row.ref("account") for row in rows] == [one, two]
    commands.detach_account(session, campaign, one)
    assert [row.ref("account") for row in session.list("campaign_account")] == [two]
    with pytest.raises(Refused, match="not in the campaign"):
        commands.detach_account(session, campaign, one)


def test_kpis_keep_their_cents(device: Device, campaign: bytes) -> None:
    session = device.session
    commands.set_kpis(session, campaign, [GAIN, Kpi("cac", "获客成本", "CNY", "down")])
    gain, cac = read_kpis(session.get("campaign", campaign).text("kpi"))
    assert gain.id
    assert gain.target == Decimal(8_000_000)
    assert (cac.id, cac.direction, cac.target) == ("cac", "down", None)
    commands.record_kpi(session, campaign, gain.id, Decimal("3128640.10"), NOON)
    gain, _ = read_kpis(session.get("campaign", campaign).text("kpi"))
    assert (str(gain.actual), gain.updated) == ("3128640.1", "2026-06-03T12:00:00")
    with pytest.raises(Refused, match="no such KPI"):
        commands.record_kpi(session, campaign, "none", None, NOON)
    with pytest.raises(Refused, match="needs a name"):
        commands.set_kpis(session, campaign, [Kpi("x", " ")])
    with pytest.raises(Refused, match="same id"):
        commands.set_kpis(session, campaign, [Kpi("x", "a"), Kpi("x", "b")])


def test_pins_are_mine_in_order_and_once(device: Device, campaign: bytes) -> None:
    session = device.session
    other, _ = campaign_of(device, "别的")
    commands.pin(session, "campaign", campaign)
    commands.pin(session, "campaign", other)
    before = everything(device)
    commands.pin(session, "campaign", campaign)
    assert everything(device) == before
    assert [mark.ref("row") for mark in commands.pins(session)] == [campaign, other]
    assert all(mark.number("at") for mark in commands.pins(session))
    commands.unpin(session, campaign)
    assert [mark.ref("row") for mark in commands.pins(session)] == [other]
    before = everything(device)
    commands.unpin(session, campaign)
    assert everything(device) == before


def test_a_post_is_planned_and_published_once(device: Device, campaign: bytes) -> None:
    session, account = device.session, account_of(device)
    post = post_of(device, campaign)
    assert session.get("post", post)["author"] == device.person
    commands.plan_post(session, post, account, datetime(2026, 6, 2, 20))
    assert session.get("post", post)["planned"] == "2026-06-02T20:00:00"
    planned = device.rows()
    commands.publish_post(session, post, f" {URL} ", NOON)
    row = session.get("post", post)
    assert (row["url"], row["published"]) == (URL, "2026-06-03T12:00:00")
    assert row["status"] == "published"
    before = everything(device)
    with pytest.raises(Refused, match="published already") as refused:
        commands.publish_post(session, post, "https://example.com/2", NOON)
    assert (refused.value.code, refused.value.params["url"]) == ("closed", URL)
    assert refused.value.hint == "It is at {url}"
    for change in (
        lambda: commands.plan_post(session, post, None, None),
        lambda: commands.set_post(session, post, {"status": "draft"}),
        lambda: commands.set_post(session, post, {"planned": None}),
    ):
        with pytest.raises(Refused, match="published already"):
            change()
    assert everything(device) == before
    assert session.undo().label == "Record publication"
    assert device.rows() == planned
    commands.plan_post(session, post, None, None)
    assert session.get("post", post)["planned"] is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mp.weixin.qq.com/s/abc",
        "ftp://example.com/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "https://example.com:port/",
        "https://example.com/a b",
        "https://example.com/\u202eabc",
        "HTTPS//example.com",
    ],
)
def test_only_web_pages_are_links(device: Device, campaign: bytes, url: str) -> None:
    post = post_of(device, campaign)
    before = everything(device)
    with pytest.raises(Refused, match="no address of a web page"):
        commands.publish_post(device.session, post, url, NOON)
    assert everything(device) == before


def test_what_no_post_may_be(device: Device, campaign: bytes) -> None:
    session = device.session
    _, (stranger,) = campaign_of(device, "别的")
    post = post_of(device, campaign)
    before = everything(device)
    for values in ({"status": "published"}, {"url": URL}, {"published": "2026-06-03T12:00:00"}):
        with pytest.raises(Refused, match="when its link is recorded"):
            commands.set_post(session, post, values)
        with pytest.raises(Refused, match="when its link is recorded"):
            commands.add_post(session, campaign, values)
    with pytest.raises(Refused, match="same campaign"):
        commands.set_post(session, post, {"task": stranger})
    with pytest.raises(Refused, match="no such account"):
        commands.plan_post(session, post, b"n" * 16, NOON)
    with pytest.raises(Refused, match="no such campaign"):
        commands.add_post(session, b"n" * 16, {"title": "x"})
    assert everything(device) == before
    commands.set_post(session, post, {"status": "ready", "body": "全文"})
    commands.delete_post(session, post)
    assert session.list("post") == []
