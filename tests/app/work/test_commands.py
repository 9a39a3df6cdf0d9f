"""What a person does with their work, on two devices and a hub; what one undo takes back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.model.errors import Refused
from app.work import commands, inbox, marks, said
from app.work.inbox import Group, Item
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of

NOW = datetime(2026, 6, 3, 10, 42)
LI, ZHANG = b"l" * 16, b"z" * 16
PEOPLE = {LI: "李娜", ZHANG: "张伟"}


def shown(device: Device, now: datetime = NOW) -> dict[str, list[Item]]:
    found = inbox.groups(commands.read_work(device.session, UTC), now, UTC)
    return {group.key: list(group.items) for group in found}


def assigned(device: Device, task: bytes, person: bytes, campaign: bytes) -> bytes:
    with device.session.edit("Assign") as edit:
        values = {"campaign": campaign, "task": task, "person": person, "units": "1"}
        return edit.add("assignment", values)


@pytest.fixture
def stage(device: Device) -> tuple[Device, bytes, bytes]:
    """A campaign of one task that is mine and due today."""
    campaign, (task,) = campaign_of(device)
    assigned(device, task, device.person, campaign)
    device.edit("task", task, finish="2026-06-03T18:00:00")
    return device, campaign, task


def test_my_task_is_in_the_list_and_finished(stage: tuple[Device, bytes, bytes]) -> None:
    device, _, task = stage
    assert [item.id for item in shown(device)["today"]] == [task]
    before = device.rows()
    commands.finish(device.session, task)
    row = device.session.get("task", task)
    assert (row["status"], row["percent"]) == ("done", 100)
    assert [item.id for item in shown(device)["done"]] == [task]
    with pytest.raises(Refused, match="done already"):
        commands.finish(device.session, task)
    device.session.undo()
    assert device.rows() == before


def test_put_off_is_mine_alone_and_undone(stage: tuple[Device, bytes, bytes]) -> None:
    device, _, task = stage
    before, plan = device.rows(), device.session.get("task", task)
    (item,) = shown(device)["today"]
    commands.put_off(device.session, item, date(2026, 6, 8), UTC)
    (held,) = shown(device)["later"]
    assert held.until == date(2026, 6, 8)
    commands.put_off(device.session, held, date(2026, 6, 4), UTC)
    assert [one.until for one in shown(device)["week"]] == [date(2026, 6, 4)]
    assert dict(device.session.get("task", task)) == dict(plan)
    device.session.undo()
    device.session.undo()
    assert device.rows() == before


def test_hand_over(stage: tuple[Device, bytes, bytes]) -> None:
    device, campaign, task = stage
    device.edit("task", task, author=device.person)
    before = device.rows()
    commands.hand_over(device.session, task, LI)
    (waiting,) = shown(device)["waiting"]
    assert [(look.person, look.at) for look in waiting.looks] == [(LI, None)]
    with pytest.raises(Refused, match="not yours"):
        commands.hand_over(device.session, task, LI)
    device.session.undo()
    assert device.rows() == before
    with pytest.raises(Refused, match="yours already"):
        commands.hand_over(device.session, task, device.person)
    assigned(device, task, LI, campaign)
    commands.hand_over(device.session, task, LI)
    assert len(device.session.list("assignment")) == 1


def test_a_mention_arrives_on_the_other_device(workshop: Workshop) -> None:
    hub = OrderHub()
    mine, hers = workshop.device("a"), workshop.device("b", person=LI)
    _, (task,) = campaign_of(mine)
    commands.comment(mine.session, "task", task, "@ln 主标题放左上还是居中？", PEOPLE)
    hub.settle(mine, hers)
    (item,) = shown(hers)["today"]
    assert (item.kind, item.is_unread, item.words) == (
        "mention",
        True,
        "@李娜 主标题放左上还是居中？",
    )
    assert commands.count(hers.session, NOW, UTC) == 1
    commands.look(hers.session, item)
    assert commands.count(hers.session, NOW, UTC) == 1  # still of today, not bold any more
    assert not shown(hers)["today"][0].is_unread
    hub.settle(mine, hers)
    assert set(commands.seen_by(mine.session, task, UTC)) == {mine.person, LI}


def test_a_mention_that_is_edited_away_or_withdrawn_goes(workshop: Workshop) -> None:
    hub = OrderHub()
    mine, hers = workshop.device("a"), workshop.device("b", person=LI)
    _, (task,) = campaign_of(mine)
    first = commands.comment(mine.session, "task", task, "@李娜 好", PEOPLE)
    second = commands.comment(mine.session, "task", task, "@李娜 行", PEOPLE)
    hub.settle(mine, hers)
    assert len(shown(hers)["today"]) == 2
    commands.edit_comment(mine.session, first, "@张伟 好", PEOPLE)
    commands.withdraw_comment(mine.session, second)
    hub.settle(mine, hers)
    assert "today" not in shown(hers)
    with pytest.raises(Refused, match="Only its author"):
        commands.edit_comment(hers.session, first, "没说过", PEOPLE)
    commands.resolve_comment(hers.session, first)
    hub.settle(mine, hers)
    one, two = commands.read_thread(mine.session, task, UTC)
    assert (one.is_edited, one.is_resolved, two.is_withdrawn) == (True, True, True)
    commands.resolve_comment(mine.session, first, is_resolved=False)
    assert not commands.read_thread(mine.session, task, UTC)[0].is_resolved


def test_a_mention_of_a_campaign(workshop: Workshop) -> None:
    hub = OrderHub()
    mine, hers = workshop.device("a"), workshop.device("b", person=LI)
    campaign, _ = campaign_of(mine)
    commands.comment(mine.session, "campaign", campaign, "@李娜 看预算", PEOPLE)
    hub.settle(mine, hers)
    (item,) = shown(hers)["today"]
    assert (item.task.table, item.task.name) == ("campaign", "品牌周年庆")


def test_an_empty_comment_is_refused(stage: tuple[Device, bytes, bytes]) -> None:
    device, _, task = stage
    with pytest.raises(Refused, match="needs words"):
        commands.comment(device.session, "task", task, "  \n", PEOPLE)


def test_an_excerpt_is_one_edit_of_comments(stage: tuple[Device, bytes, bytes]) -> None:
    device, _, task = stage
    text = "张伟 昨天 10:41\n居中\n客户:\n可以\n李娜 10:43\n@张伟 收到"
    before = len(device.journal())
    assert commands.paste_excerpt(device.session, task, text, NOW) == 2
    assert len(device.journal()) == before + 1
    one, two = commands.read_thread(device.session, task, UTC)
    assert (one.speaker, one.person, one.at) == (
        "张伟",
        device.person,
        datetime(2026, 6, 2, 10, 41),
    )
    assert (two.speaker, two.mentions) == ("李娜", ())  # what was said elsewhere calls nobody
    with pytest.raises(Refused, match="no chat"):
        commands.paste_excerpt(device.session, task, "你好", NOW)


def test_seen_is_noted_once_an_hour(stage: tuple[Device, bytes, bytes]) -> None:
    device, _, task = stage
    for _ in range(3):
        commands.mark_seen(device.session, "task", task)
    assert len(device.session.list("seen")) == 1
    device.clock.ms += marks.HOUR_MS
    commands.mark_seen(device.session, "task", task)
    assert len(device.session.list("seen")) == 2


def test_who_said_something_has_seen_it(workshop: Workshop) -> None:
    hub = OrderHub()
    mine, hers = workshop.device("a"), workshop.device("b", person=LI)
    _, (task,) = campaign_of(mine)
    hub.settle(mine, hers)
    commands.comment(hers.session, "task", task, "收到", PEOPLE)
    commands.paste_excerpt(mine.session, task, "张伟 10:41\n好", NOW)
    hub.settle(mine, hers)
    (said_at,) = [said.made_ms(r.id) for r in mine.session.list("comment") if not r["speaker"]]
    assert commands.seen_by(mine.session, task, UTC) == {LI: said_at}
    commands.mark_seen(hers.session, "task", task)
    hub.settle(mine, hers)
    assert commands.seen_by(mine.session, task, UTC)[LI] > said_at


def test_read_is_one_mark_a_row(stage: tuple[Device, bytes, bytes]) -> None:
    device, _, task = stage
    for _ in range(2):
        commands.mark_read(device.session, "task", task)
    (mark,) = device.session.list("mark")
    assert (mark["kind"], mark.ref("row")) == ("read", task)


def test_all_is_read_at_once(stage: tuple[Device, bytes, bytes]) -> None:
    device, _, _task = stage
    now = said.wall_of(device.clock.ms, UTC)
    found = inbox.groups(commands.read_work(device.session, UTC), now, UTC)
    items = [item for group in found for item in group.items]
    assert [item.is_unread for item in items] == [True]
    before = device.rows()
    commands.read_all(device.session, items)
    (group,) = inbox.groups(commands.read_work(device.session, UTC), now, UTC)
    assert isinstance(group, Group)
    assert not group.items[0].is_unread
    device.session.undo()
    assert device.rows() == before


def test_an_archived_campaign_is_no_work(stage: tuple[Device, bytes, bytes]) -> None:
    device, campaign, _ = stage
    device.edit("campaign", campaign, archived=1)
    assert shown(device) == {}
