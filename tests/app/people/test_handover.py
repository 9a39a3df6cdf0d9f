"""Leaving: what is open goes on, what was said and done stays, one undo brings all back."""

from __future__ import annotations

import pytest

from app.model.errors import Refused
from app.people import commands
from tests.fakes.devices import Device


@pytest.fixture
def crew(device: Device) -> dict[str, bytes]:
    """陈晨 leaves: three tasks, one of them done, a campaign, an account, a comment, a report."""
    with device.session.edit("Begin") as edit:
        held: dict[str, bytes] = {
            name: edit.add("person", {"name": name, "active": 1, "kind": "person"})
            for name in ("王芳", "陈晨", "刘洋", "黄蕾")
        }
        chen = held["陈晨"]
        edit.set("person", chen, {"manager": held["王芳"]})
        edit.set("person", held["刘洋"], {"manager": chen})
        edit.set("person", held["黄蕾"], {"manager": held["刘洋"]})
        mine = {"campaign": edit.add("campaign", {"name": "618大促", "owner": chen})}
        held["campaign"] = mine["campaign"]
        held["account"] = edit.add("account", {"name": "青禾生活", "owner": chen})
        held["department"] = edit.add("department", {"name": "媒介部", "head": chen})
        for name, status in (("报价", "doing"), ("合同", "done"), ("名单", "todo")):
            task = edit.add("task", {**mine, "name": name, "status": status, "author": chen})
            held[name] = task
            edit.add("assignment", {**mine, "task": task, "person": chen, "units": "0.5"})
        edit.add("assignment", {**mine, "task": held["名单"], "person": held["黄蕾"]})
        values = {**mine, "table": "task", "row": held["报价"], "kind": "comment"}
        held["comment"] = edit.add("comment", {**values, "body": "已催", "person": chen})
    return held


def doing(device: Device, crew: dict[str, bytes], task: str) -> list[str]:
    names = {crew[n]: n for n in ("王芳", "陈晨", "刘洋", "黄蕾")}
    rows = device.session.list("assignment", [("task", "=", crew[task])])
    return sorted(names[row.ref("person") or b""] for row in rows)


def test_what_moves_is_said_before(device: Device, crew: dict[str, bytes]) -> None:
    moving = commands.what_moves(device.session, crew["陈晨"])
    assert [row.text("name") for row in moving.tasks] == ["报价", "名单"]
    assert [len(held) for held in (moving.campaigns, moving.accounts)] == [1, 1]
    assert [len(held) for held in (moving.departments, moving.reports)] == [1, 1]
    assert moving.count == 6
    assert commands.what_moves(device.session, crew["黄蕾"]).count == 1


def test_hand_over_is_one_edit_and_one_undo(device: Device, crew: dict[str, bytes]) -> None:
    before, count = device.rows(), len(device.journal())
    commands.deactivate_and_hand_over(device.session, crew["陈晨"], crew["黄蕾"])
    assert len(device.journal()) == count + 1
    assert doing(device, crew, "报价") == ["黄蕾"]
    assert doing(device, crew, "名单") == ["黄蕾"]
    assert doing(device, crew, "合同") == ["陈晨"]
    get = device.session.get
    assert get("campaign", crew["campaign"])["owner"] == crew["黄蕾"]
    assert get("account", crew["account"])["owner"] == crew["黄蕾"]
    assert get("department", crew["department"])["head"] == crew["黄蕾"]
    assert get("person", crew["陈晨"])["active"] == 0
    # What was written stays with its author.
    assert get("comment", crew["comment"])["person"] == crew["陈晨"]
    assert get("task", crew["报价"])["author"] == crew["陈晨"]
    # 黄蕾 stood below 刘洋, who is hers now.
    assert get("person", crew["刘洋"])["manager"] == crew["黄蕾"]
    assert get("person", crew["黄蕾"])["manager"] == crew["王芳"]
    assert commands.what_moves(device.session, crew["陈晨"]).count == 0
    device.session.undo()
    assert device.rows() == before
    device.check()


def test_units_and_the_rest_of_an_assignment_go_along(
    device: Device, crew: dict[str, bytes]
) -> None:
    commands.deactivate_and_hand_over(device.session, crew["陈晨"], crew["王芳"])
    (row,) = device.session.list("assignment", [("task", "=", crew["报价"])])
    assert (row["person"], row["units"]) == (crew["王芳"], "0.5")


def test_who_takes_over_and_who_may_leave(device: Device, crew: dict[str, bytes]) -> None:
    leave = commands.deactivate_and_hand_over
    with pytest.raises(Refused, match="has to take over"):
        leave(device.session, crew["陈晨"], None)
    with pytest.raises(Refused, match="from themselves"):
        leave(device.session, crew["陈晨"], crew["陈晨"])
    lone = commands.add_person(device.session, {"name": "林涛"})
    leave(device.session, lone, None)
    with pytest.raises(Refused, match="deactivated already"):
        leave(device.session, crew["陈晨"], lone)
    with pytest.raises(Refused, match="deactivated already"):
        leave(device.session, lone, crew["陈晨"])
    with device.session.edit("Me") as edit:
        edit.add("person", {"name": "me", "active": 1}, device.person)
    with pytest.raises(Refused, match="yourself"):
        leave(device.session, device.person, crew["陈晨"])


def test_coming_back(device: Device, crew: dict[str, bytes]) -> None:
    commands.deactivate_and_hand_over(device.session, crew["陈晨"], crew["黄蕾"])
    commands.reactivate(device.session, crew["陈晨"])
    assert device.session.get("person", crew["陈晨"])["active"] == 1
    assert doing(device, crew, "报价") == ["黄蕾"]
    device.edit("person", crew["陈晨"], active=0, merged_into=crew["王芳"])
    with pytest.raises(Refused, match="joined"):
        commands.reactivate(device.session, crew["陈晨"])
