"""What an edit refuses: values, fixed fields, facts, and what a person may not do."""

from __future__ import annotations

import pytest

from app.model import policy
from app.model.change import Kind
from app.model.errors import Refused
from app.model.policy import Rank
from tests.fakes.devices import Device, Workshop, campaign_of, everything

ME = b"p" * 16


@pytest.mark.parametrize(
    ("table", "field", "held"),
    [
        ("task", "percent", -1),
        ("task", "percent", "50"),
        ("task", "status", "dancing"),
        ("task", "start", "24.11.2026"),
        ("task", "name", "x" * 4_001),
        ("task", "checklist", "{"),
        ("task", "parent", b"short"),
        ("campaign", "archived", 2),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    device: Device, table: str, field: str, held: object
) -> None:
    campaign, (task,) = campaign_of(device)
    row = {"task": task, "campaign": campaign}[table]
    before = everything(device)
    values = {field: held}
    with pytest.raises(Refused) as refused, device.session.edit("Set") as edit:
        edit.set(table, row, values)  # type: ignore[arg-type]
    assert refused.value.code == "invalid"
    with pytest.raises(Refused), device.session.edit("Add") as edit:
        edit.add(table, {"campaign": campaign, **values} if table == "task" else values)  # type: ignore[arg-type]
    with pytest.raises(Refused), device.session.edit("Add all") as edit:
        edit.add_all(table, [(edit.new_id(), values)])  # type: ignore[arg-type]
    assert everything(device) == before


def test_a_name_that_is_no_field_is_a_bug_and_not_refused(device: Device) -> None:
    _, (task,) = campaign_of(device)
    with pytest.raises(KeyError):
        device.edit("task", task, nonsense=1)


def test_a_fixed_field_is_refused(device: Device) -> None:
    campaign, (one, two) = campaign_of(device, tasks=2)
    other, _ = campaign_of(device, "other")
    with device.session.edit("Link") as edit:
        values = {"campaign": campaign, "predecessor": one, "successor": two, "type": "FS"}
        link = edit.add("link", values)
    before = everything(device)
    for values in ({"successor": one}, {"campaign": other}):
        with pytest.raises(Refused, match="once it is written"):
            device.edit("link", link, **values)
    with pytest.raises(Refused, match="once it is written"):
        device.edit("task", one, campaign=other)
    assert everything(device) == before
    device.edit("link", link, type="SS")


def test_a_fact_is_written_once(device: Device) -> None:
    campaign, (task,) = campaign_of(device)
    with device.session.edit("Comment") as edit:
        values = {"campaign": campaign, "table": "task", "row": task, "body": "好"}
        fact = edit.add("comment", values)
    assert device.ops()[-1].kind == Kind.FACT
    before = everything(device)
    with pytest.raises(Refused, match="once it is written"):
        device.edit("comment", fact, body="坏")
    with pytest.raises(Refused, match="once it is written"), device.session.edit("Drop") as edit:
        edit.delete("comment", fact)
    assert everything(device) == before


def test_a_row_that_is_not_there_is_refused(device: Device) -> None:
    campaign_of(device)
    with pytest.raises(Refused, match="no such task"):
        device.edit("task", b"n" * 16, name="x")
    with pytest.raises(Refused, match="no such task"), device.session.edit("Drop") as edit:
        edit.delete("task", b"n" * 16)
    with pytest.raises(Refused, match="no such task"), device.session.edit("Back") as edit:
        edit.restore("task", b"n" * 16)


def test_who_has_no_right_is_refused(workshop: Workshop) -> None:
    ours = b"c" * 16
    guest = workshop.device("guest", policy.grants_of(Rank.GUEST, ME, ours))
    before = everything(guest)
    with pytest.raises(Refused) as refused, guest.session.edit("Begin") as edit:
        edit.add("campaign", {"name": "x"})
    assert refused.value.code == "forbidden"
    for table, values in (
        ("task", {"campaign": b"o" * 16, "name": "x"}),
        ("person", {"name": "x"}),
        ("member", {"campaign": ours, "person": ME, "role": "lead"}),
        ("grant", {"person": ME, "bucket": "org", "role": "owner"}),
    ):
        with pytest.raises(Refused) as refused, guest.session.edit("Add") as edit:
            edit.add(table, values)
        assert refused.value.code == "forbidden", table
    assert everything(guest) == before
    with guest.session.edit("Add") as edit:
        edit.add("task", {"campaign": ours, "name": "mine"})


def test_nobody_gives_themselves_a_grant(device: Device) -> None:
    with pytest.raises(Refused) as refused, device.session.edit("Grant") as edit:
        edit.add("grant", {"person": device.person, "bucket": "org", "role": "owner"})
    assert refused.value.code == "forbidden"


def test_who_began_a_campaign_leads_it(workshop: Workshop) -> None:
    member = workshop.device("member", policy.grants_of(Rank.MEMBER, ME, None))
    campaign, _ = campaign_of(member)
    with member.session.edit("Member") as edit:
        edit.add("member", {"campaign": campaign, "person": ME, "role": "lead"})
    with pytest.raises(Refused):
        member.edit("campaign", b"x" * 16, name="not there")
