"""Anything stored: rows, lists, columns, names and the trash."""

from __future__ import annotations

import pytest

from app.model import ids, registry
from app.model.errors import Refused
from app.store import dataset
from app.store.dataset import Where
from tests.fakes.devices import Device, campaign_of


@pytest.fixture
def five(device: Device) -> tuple[Device, list[bytes]]:
    """Five tasks: percent 0 to 40, the last without a name."""
    campaign, _ = campaign_of(device, tasks=0)
    with device.session.edit("Add") as edit:
        rows = [
            edit.add("task", {"campaign": campaign, "name": name, "percent": i * 10})
            for i, name in enumerate(["d 海报", "c", "b", "a 100%", None])
        ]
    return device, [bytes(row) for row in rows]


@pytest.mark.parametrize(
    ("where", "places"),
    [
        (("percent", "=", 20), [2]),
        (("percent", "!=", 20), [0, 1, 3, 4]),
        (("percent", "<", 20), [0, 1]),
        (("percent", "<=", 20), [0, 1, 2]),
        (("percent", ">", 20), [3, 4]),
        (("percent", ">=", 20), [2, 3, 4]),
        (("percent", "in", (0, 40, 99)), [0, 4]),
        (("percent", "in", ()), []),
        (("name", "empty", None), [4]),
        (("name", "full", None), [0, 1, 2, 3]),
        (("name", "has", "海"), [0]),
        # What is not there is not this value either.
        (("name", "!=", "c"), [0, 2, 3, 4]),
        (("name", "=", "x'; DROP TABLE task"), []),
    ],
)
def test_where(five: tuple[Device, list[bytes]], where: Where, places: list[int]) -> None:
    device, rows = five
    wanted = [rows[i] for i in places]
    assert [row.id for row in dataset.rows(device.replica, "task", [where])] == wanted
    assert dataset.columns(device.replica, "task", [], [where]) == {"id": wanted}


def test_conditions_stand_together(five: tuple[Device, list[bytes]]) -> None:
    device, rows = five
    where: list[Where] = [("percent", ">", 0), ("percent", "<", 30), ("name", "=", "c")]
    assert [r.id for r in dataset.rows(device.replica, "task", where)] == [rows[1]]


@pytest.mark.parametrize("words", ["%", "_", "0%0"])
def test_has_takes_signs_of_like_as_plain_text(
    five: tuple[Device, list[bytes]], words: str
) -> None:
    device, rows = five
    found = [r.id for r in dataset.rows(device.replica, "task", [("name", "has", words)])]
    assert found == ([rows[3]] if words == "%" else [])


def test_order_by_fields_falls_with_a_minus_and_ties_go_by_id(
    five: tuple[Device, list[bytes]],
) -> None:
    device, rows = five
    names = [r["name"] for r in dataset.rows(device.replica, "task", (), ["name"])]
    assert names == [None, "a 100%", "b", "c", "d 海报"]
    percents = [r["percent"] for r in dataset.rows(device.replica, "task", (), ["-percent"])]
    assert percents == [40, 30, 20, 10, 0]
    assert [r.id for r in dataset.rows(device.replica, "task", (), ["campaign"])] == rows


def test_columns_are_lists_of_equal_length_in_the_order_of_ids(
    five: tuple[Device, list[bytes]],
) -> None:
    device, rows = five
    found = dataset.columns(device.replica, "task", ["percent", "name"])
    assert list(found) == ["id", "percent", "name"]
    assert found["id"] == sorted(rows) == rows
    assert found["percent"] == [0, 10, 20, 30, 40]
    empty = dataset.columns(device.replica, "link", ["type"])
    assert empty == {"id": [], "type": []}


def test_one_row_has_every_field(five: tuple[Device, list[bytes]]) -> None:
    device, rows = five
    row = dataset.one(device.replica, "task", rows[0])
    assert row is not None
    assert tuple(row) == registry.BY_NAME["task"].names
    assert len(row) == len(registry.BY_NAME["task"].fields)
    assert (row.table, row.id, row["percent"]) == ("task", rows[0], 0)
    assert (row.text("name"), row.text("percent"), row.number("percent")) == ("d 海报", "", 0)
    assert row.ref("campaign") == row["campaign"]
    assert row.ref("name") is None
    assert dataset.one(device.replica, "task", b"n" * 16) is None
    assert dataset.one(device.replica, "campaign", rows[0]) is None


def test_strange_fields_and_comparisons_are_refused(five: tuple[Device, list[bytes]]) -> None:
    device, _ = five
    with pytest.raises(Refused, match="no field nonsense"):
        dataset.rows(device.replica, "task", [("nonsense", "=", 1)])
    with pytest.raises(Refused, match="no comparison"):
        dataset.rows(device.replica, "task", [("name", "~", "x")])


def test_a_row_is_named_by_id_prefix_or_exact_name(five: tuple[Device, list[bytes]]) -> None:
    device, rows = five
    name = dataset.named
    assert name(device.replica, "task", ids.text_of(rows[1])) == rows[1]
    assert name(device.replica, "task", rows[1].hex()) == rows[1]
    assert name(device.replica, "task", rows[1].hex()[:20]) == rows[1]
    assert name(device.replica, "task", "c") == rows[1]
    for word in ("C", "nobody", "", ids.text_of(b"n" * 16), rows[1].hex()[:7]):
        with pytest.raises(Refused) as refused:
            name(device.replica, "task", word)
        assert refused.value.code == "not_found"


def test_a_name_of_two_rows_and_a_prefix_of_two_are_ambiguous(
    five: tuple[Device, list[bytes]],
) -> None:
    device, rows = five
    device.edit("task", rows[0], name="c")
    for word in ("c", rows[0].hex()[:8]):
        with pytest.raises(Refused) as refused:
            dataset.named(device.replica, "task", word)
        assert refused.value.code == "ambiguous"


def test_the_trash_holds_the_values_of_deleted_rows(five: tuple[Device, list[bytes]]) -> None:
    device, rows = five
    before = dataset.one(device.replica, "task", rows[0])
    with device.session.edit("Delete") as edit:
        edit.delete("task", rows[0])
    (found,) = dataset.trash(device.replica, "task")
    assert found.id == rows[0]
    assert dict(found) == dict(before or {})
    assert dataset.by_prefix(device.replica, "task", rows[0].hex()) == [rows[0]]
    with device.session.edit("Restore") as edit:
        edit.restore("task", rows[0])
    assert dataset.trash(device.replica, "task") == []
    assert dict(dataset.one(device.replica, "task", rows[0]) or {}) == dict(before or {})


def test_an_empty_row_can_be_brought_back_from_the_trash(device: Device) -> None:
    with device.session.edit("Add") as edit:
        person = edit.add("person", {})
    with device.session.edit("Delete") as edit:
        edit.delete("person", person)
    with device.session.edit("Restore") as edit:
        edit.restore("person", person)
    assert dataset.one(device.replica, "person", person) is not None
