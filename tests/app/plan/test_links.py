"""Links between tasks: circles are refused with their path; how long a task waits after."""

from __future__ import annotations

import pytest

from app.model.errors import Refused
from app.plan import commands, links
from tests.fakes.devices import Device, campaign_of


def names(device: Device, *wanted: str) -> tuple[bytes, list[bytes]]:
    campaign, _ = campaign_of(device)
    add = commands.add_task
    return campaign, [add(device.session, campaign, {"name": name}) for name in wanted]


def refused(device: Device, before: bytes, after: bytes) -> str:
    with pytest.raises(Refused) as caught:
        commands.link_tasks(device.session, before, after)
    return str(caught.value.params.get("path") or caught.value.message)


def test_a_link_is_one_edit(device: Device) -> None:
    _, (one, two) = names(device, "一", "二")
    before = device.rows()
    link = commands.link_tasks(device.session, one, two)
    row = device.session.get("link", link)
    assert (row["predecessor"], row["successor"], row["type"]) == (one, two, "FS")
    commands.set_link(device.session, link, links.waiting("SS", "2.50", "d"))
    row = device.session.get("link", link)
    assert (row["type"], row["lag"], row["lag_unit"]) == ("SS", "2.5", "d")
    commands.unlink(device.session, link)
    for _ in range(3):
        device.session.undo()
    assert device.rows() == before


def test_a_circle_is_refused_with_its_path(device: Device) -> None:
    _, (one, two, three) = names(device, "一", "二", "三")
    commands.link_tasks(device.session, one, two)
    commands.link_tasks(device.session, two, three)
    assert refused(device, three, one) == "三 → 一 → 二 → 三"
    assert refused(device, one, one) == "A task cannot wait for itself"
    assert refused(device, one, two) == "These tasks are linked already"


def test_a_task_waits_with_those_under_it(device: Device) -> None:
    campaign, (whole, other) = names(device, "整体", "另一个")
    values = {"name": "部分", "parent": whole}
    part = commands.add_task(device.session, campaign, values)
    assert refused(device, part, whole) == "部分 → 整体 → 部分"
    assert refused(device, whole, part) == "整体 → 部分 → 整体"
    commands.link_tasks(device.session, part, other)
    assert refused(device, other, whole) == "另一个 → 整体 → 部分 → 另一个"


def test_tasks_of_two_campaigns_are_not_linked(device: Device) -> None:
    _, (one,) = names(device, "一")
    _, (two,) = names(device, "二")
    assert refused(device, one, two) == "Only tasks of one campaign can wait for one another"


@pytest.mark.parametrize("text", ["x", "nan", "inf", "20000", "1e9"])
def test_a_lag_is_a_number(text: str) -> None:
    with pytest.raises(Refused):
        links.waiting("FS", text, "d")


def test_no_lag_has_no_unit() -> None:
    bare = {"type": "FS", "lag": None, "lag_unit": None}
    assert links.waiting("FS", "", "d") == links.waiting("FS", "-0.0", "d") == bare
