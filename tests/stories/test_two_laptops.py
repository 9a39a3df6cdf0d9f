"""The story on real input: a plan of MS Project, two laptops offline, one hub (issue 2, Show 1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import resources
from app.model.errors import Refused, Unavailable

if TYPE_CHECKING:
    from conftest import Hub, Machine

FILE = "data/mspdi/task-links-project2019-mspdi.xml"
KEPT = (
    *("name", "start", "finish", "duration_minutes", "percent", "constraint", "manual"),
    *("milestone", "order", "depth", "summary", "baselines", "effort_minutes", "notes"),
)


def shape(machine: Machine, campaign: str) -> list[Any]:
    """A plan without its ids: tasks in order, links by the tasks' places."""
    tasks = machine.tasks("--campaign", campaign)
    place = {t["id"]: n for n, t in enumerate(tasks)}
    return [
        (
            {k: t[k] for k in KEPT},
            sorted(t["assignees"]),
            sorted((place[k["predecessor"]], k["type"], str(k["lag"])) for k in t["links"]),
        )
        for t in tasks
    ]


@pytest.mark.parametrize("case", [("ab", "1"), ("ba", "1"), ("ab", "shown"), ("ba", "shown")])
def test_two_laptops_reconcile_a_real_plan(
    shared: Path, team: tuple[Machine, Machine], hub: Hub, tmp_path: Path, case: tuple[str, str]
) -> None:
    order, take = case
    a, b = team
    found = a.do("import", str(shared / FILE))
    assert (found["tasks"], found["links"]) == (16, 8)
    campaign = found["campaign"]
    a.do("sync")
    b.do("sync")
    a.do("sync")
    assert a.checksum() == b.checksum()
    assert shape(a, campaign) == shape(b, campaign)
    tasks = a.tasks("--campaign", campaign)

    hub.stop()  # no network
    with pytest.raises(Unavailable):
        a.do("sync")
    a.do("set", tasks[0]["id"], "name=甲改的名")
    b.do("set", tasks[0]["id"], "percent=60", "start=2018-10-19T08:00:00")
    a.do("set", tasks[1]["id"], "name=同一字段 甲")
    b.do("set", tasks[1]["id"], "name=同一字段 乙")
    a.do("delete", tasks[2]["id"])
    b.do("set", tasks[2]["id"], "notes=乙正在写")
    new_a = a.do("add", "task", "--campaign", campaign, "name=甲加的")["id"]
    new_b = b.do("add", "task", "name=乙加的", "--campaign", campaign)["id"]
    b.do("move", "task", tasks[5]["id"], "--after", tasks[8]["id"])
    hub.start()

    machines = {"a": a, "b": b}
    for name in (*order, *order):
        machines[name].do("sync")
    assert a.checksum() == b.checksum()
    for machine in (a, b):
        assert_merged(machine, campaign, tasks, (new_a, new_b))
    decide(machines[order[0]], take)
    for name in (*order, *order):
        machines[name].do("sync")
    assert a.checksum() == b.checksum()
    assert a.do("conflicts")["conflicts"] == b.do("conflicts")["conflicts"] == []
    assert shape(a, campaign) == shape(b, campaign)

    file = tmp_path / "out.xml"
    b.do("export", str(file), "--campaign", campaign)
    again = b.do("import", str(file))
    assert shape(b, again["campaign"]) == shape(b, campaign)


def assert_merged(
    machine: Machine, campaign: str, before: list[dict[str, Any]], new: tuple[str, str]
) -> None:
    tasks = {t["id"]: t for t in machine.tasks("--campaign", campaign)}
    assert set(tasks) == {t["id"] for t in before} | set(new)  # nothing is gone
    first = tasks[before[0]["id"]]
    assert (first["name"], first["percent"]) == ("甲改的名", 60)
    assert first["start"] == "2018-10-19T08:00:00"
    conflicts = {c["field"]: c for c in machine.do("conflicts")["conflicts"]}
    assert set(conflicts) == {"name", "deleted"}
    values = {conflicts["name"]["shown"], conflicts["name"]["others"][0]["value"]}
    assert values == {"同一字段 甲", "同一字段 乙"}
    assert conflicts["name"]["others"][0]["person"] in {"张伟", "李娜"}
    assert tasks[before[2]["id"]]["notes"] == "乙正在写"
    order = [t["id"] for t in machine.tasks("--campaign", campaign)]
    assert order.index(before[5]["id"]) == order.index(before[8]["id"]) + 1


def decide(machine: Machine, take: str) -> None:
    for conflict in machine.do("conflicts")["conflicts"]:
        wanted = conflict["shown"] if take == "shown" else conflict["others"][0]["value"]
        machine.do("resolve", conflict["id"][:13], "--take", take)
        rows = {t["id"]: t for t in machine.tasks()}
        if conflict["field"] == "name":
            assert rows[conflict["row"]]["name"] == wanted
        else:
            assert (conflict["row"] not in rows) == wanted


def test_a_profile_of_another_workspace_is_refused(
    team: tuple[Machine, Machine], hub: Hub, tmp_path: Path
) -> None:
    a, _ = team
    code = a.do("invite")["code"]
    other = type(a)(tmp_path / "other")
    other.do("init", "--name", "别的团队", "--person", "王芳")
    with pytest.raises(Refused, match="another workspace") as refusal:
        other.do("join", hub.url, code)
    assert refusal.value.code == "other_workspace"
    assert other.do("list", "people")["people"][0]["name"] == "王芳"


def test_a_second_device_of_the_same_person_has_the_same_work(
    team: tuple[Machine, Machine], hub: Hub, tmp_path: Path
) -> None:
    a, _ = team
    campaign = a.do("add", "campaign", "name=618大促")["id"]
    code = a.do("device", "add")["code"]
    second = type(a)(tmp_path / "second")
    joined = second.do("join", hub.url, code)
    assert joined["role"] == "owner"
    second.do("sync")
    assert [c["id"] for c in second.do("list", "campaigns")["campaigns"]] == [campaign]
    assert second.do("doctor")["checksum"] == a.do("doctor")["checksum"]


def test_without_any_hub_the_embedded_one_takes_what_waits(
    laptop: Callable[[str], Machine], hub: Hub
) -> None:
    """`sync` alone starts the profile's own hub; later the team's hub takes it over whole."""
    a = laptop("alone")
    a.do("init", "--name", "一个人", "--person", "张伟")
    campaign = a.do("add", "campaign", "name=新品发布会")["id"]
    assert a.do("doctor")["outbox"] > 0
    report = a.do("sync")
    assert (report["outbox"], report["pushed"]) == (0, 2)
    a.do("add", "task", "--campaign", campaign, "name=直播脚本")
    a.do("join", hub.url, hub.code)
    a.do("sync")
    assert a.do("doctor")["outbox"] == 0
    b = laptop("b")
    b.do("join", hub.url, a.do("invite")["code"])
    b.do("sync")
    a.do("sync")
    assert [t["name"] for t in b.tasks()] == ["直播脚本"]
    assert a.checksum() == b.checksum()


def test_a_backup_moves_to_another_computer(
    team: tuple[Machine, Machine], hub: Hub, tmp_path: Path
) -> None:
    a, b = team
    campaign = a.do("add", "campaign", "name=品牌周年庆")["id"]
    a.do("sync")
    file = tmp_path / "all.fairway"
    a.do("backup", str(file))
    a.do("add", "task", "--campaign", campaign, "name=备份之后")
    moved = type(a)(tmp_path / "moved")
    moved.do("restore", str(file))
    assert [c["name"] for c in moved.do("list", "campaigns")["campaigns"]] == ["品牌周年庆"]
    moved.do("add", "task", "--campaign", campaign, "name=新电脑上加的")
    a.do("sync")
    moved.do("join", hub.url, a.do("device", "add")["code"])
    moved.do("sync")
    for machine in (a, b, moved, a, b):
        machine.do("sync")
    assert len({m.checksum() for m in (a, b, moved)}) == 1
    assert {t["name"] for t in b.tasks()} == {"备份之后", "新电脑上加的"}


def test_a_newcomer_imports_and_sees_the_plan(laptop: Callable[[str], Machine]) -> None:
    """No `init` first: the first import begins a workspace."""
    new = laptop("newcomer")
    found = new.do("import", str(resources.path("demo", "plan.xml")))
    assert len(new.tasks()) == found["tasks"] == 33
    assert new.do("search", "zsj")["hits"][0]["title"] == "主视觉设计"
    assert new.do("search", "视觉")["complete"]
    new.do("undo")
    assert new.tasks() == []
    new.do("redo")
    assert len(new.tasks()) == 33
