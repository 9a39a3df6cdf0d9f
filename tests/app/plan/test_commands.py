"""Verbs over many tasks and over views: each is one edit, and one undo takes it back."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.calendar import worktime
from app.model.errors import Refused
from app.plan import commands, quick
from app.plan.paste import Line, Onto, Pasted, read
from app.plan.quick import Known
from app.plan.view import Condition, Shelf, View
from app.plan.view import read as read_view
from tests.fakes.devices import Device, Workshop, campaign_of

NOW = datetime(2026, 6, 3, 10, 42)
LI = b"l" * 16
OURS = View((Condition("people", "is", ("me",)),), "due")


def people(device: Device, task: bytes) -> set[bytes | None]:
    rows = device.session.list("assignment", [("task", "=", task)])
    return {row.ref("person") for row in rows}


def known(device: Device) -> Known:
    return Known({device.person: "张伟", LI: "李娜"}, {}, NOW, worktime.standard())


def test_quick_add_is_one_edit(device: Device) -> None:
    campaign, _ = campaign_of(device)
    before, count = device.rows(), len(device.journal())
    line = quick.read("写推文 @李娜 明天 #618 !急", known(device))
    task = commands.quick_add(device.session, campaign, line, device.person)
    row = device.session.get("task", task)
    assert (row["name"], row["deadline"], row["priority"], row["labels"]) == (
        "写推文",
        "2026-06-04T18:00:00",
        "urgent",
        '["618"]',
    )
    assert people(device, task) == {LI}
    assert len(device.journal()) == count + 1
    device.session.undo()
    assert device.rows() == before


def test_many_tasks_are_changed_at_once(device: Device) -> None:
    _, tasks = campaign_of(device, tasks=3)
    before, count = device.rows(), len(device.journal())
    commands.bulk_set(device.session, tasks, {"status": "done"}, [LI, device.person])
    rows = [device.session.get("task", task) for task in tasks]
    assert {(row["status"], row["percent"]) for row in rows} == {("done", 100)}
    assert all(people(device, task) == {LI, device.person} for task in tasks)
    assert len(device.journal()) == count + 1
    commands.bulk_set(device.session, tasks[:1], {"percent": 40}, [LI])
    assert device.session.get("task", tasks[0])["status"] == "doing"
    assert people(device, tasks[0]) == {LI}
    device.session.undo()
    device.session.undo()
    assert device.rows() == before


def test_a_block_is_pasted_as_one_edit(device: Device) -> None:
    campaign, (first, second) = campaign_of(device, tasks=2)
    before, count = device.rows(), len(device.journal())
    onto = Onto((first, second), ("name", "person", "status", "due"))
    text = "甲\t李娜\t完成\t明天\n乙\t张伟、李娜\t飞了\t\n丙\t张伟\t完成\t6月18日\n丁\t\t\t\n"
    pasted = read(text, onto, known(device))
    made = commands.paste_rows(device.session, campaign, pasted, device.person)
    assert [fault.row for fault in pasted.faults] == [2]
    names = [place.row.text("name") for place in commands.outline(device.session.list("task"))]
    assert names[-2:] == ["丙", "丁"]
    row = device.session.get("task", first)
    assert (row["name"], row["status"], row["percent"]) == ("甲", "done", 100)
    assert people(device, second) == {device.person, LI}
    third, fourth = (device.session.get("task", task) for task in made)
    assert (third["status"], third["percent"], third["author"]) == ("done", 100, device.person)
    assert (third["deadline"], fourth["status"]) == ("2026-06-18T18:00:00", "todo")
    assert len(device.journal()) == count + 1
    assert device.session.undo().label == "Paste rows"
    assert device.rows() == before


def test_new_tasks_need_a_campaign(device: Device) -> None:
    with pytest.raises(Refused, match="need a campaign"):
        commands.paste_rows(device.session, None, Pasted((Line(None, {"name": "甲"}),)))
    with pytest.raises(Refused, match="Nothing"):
        commands.paste_rows(device.session, None, Pasted())


def test_views_are_kept_renamed_and_deleted(device: Device) -> None:
    campaign, _ = campaign_of(device)
    session, before = device.session, device.rows()
    mine, team = Shelf("tasks"), Shelf("tasks", is_shared=True, campaign=campaign)
    commands.save_view(session, mine, "我的", OURS)
    commands.save_view(session, mine, "别的", View())
    commands.save_view(session, team, "团队", View(group="person"))
    commands.save_view(session, Shelf("tasks", is_shared=True), "全员", View())
    commands.save_view(session, Shelf("board"), "看板", View())
    rows = commands.read_views(session, "tasks", campaign)
    assert [row.text("name") for row in rows] == ["我的", "别的", "团队", "全员"]
    assert read_view(rows[0].text("settings")) == OURS
    assert [r.text("name") for r in commands.read_views(session, "tasks")][-1] == "全员"
    again = commands.save_view(session, mine, " 我的 ", View(group=""))
    assert again == rows[0].id
    commands.change_view(session, rows[1], OURS)
    commands.rename_view(session, rows[2], "大家的")
    commands.delete_view(session, rows[3])
    rows = commands.read_views(session, "tasks", campaign)
    assert [(r.text("name"), read_view(r.text("settings")).group) for r in rows] == [
        ("我的", ""),
        ("别的", "due"),
        ("大家的", "person"),
    ]
    for _ in range(9):
        session.undo()
    assert device.rows() == before


def test_a_view_needs_a_name(device: Device) -> None:
    with pytest.raises(Refused, match="needs a name"):
        commands.save_view(device.session, Shelf("tasks"), " ", View())


def test_my_views_are_mine_alone(workshop: Workshop) -> None:
    mine = workshop.device("a")
    commands.save_view(mine.session, Shelf("tasks"), "我的", View())
    row = mine.session.list("my_view")[0]
    assert row.ref("person") == mine.person
    assert {b.name for b in mine.replica.buckets()} == {f"user:{_text(mine.person)}"}


def _text(person: bytes) -> str:
    from app.model import ids

    return ids.text_of(person)
