"""The one declaration of every synced table keeps its own rules."""

from __future__ import annotations

import keyword

import pytest

from app.model import registry
from app.model.registry import BY_NAME, BY_NO, LIMITS, SCHEMA_REV, TABLES, Home, Table, Type

EACH = pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
NUMBERS = {
    "workspace": 1, "person": 2, "department": 3, "position": 4, "role": 5, "grant": 6,
    "campaign": 7, "member": 8, "channel": 9, "account": 10, "post": 11, "task": 12,
    "link": 13, "comment": 14, "assignment": 15, "calendar": 16,
}  # fmt: skip
"""Numbers of tables are for ever: a line may be added here, none may change."""


def test_numbers_and_names_of_tables_are_unique() -> None:
    assert len(BY_NO) == len(BY_NAME) == len(TABLES)
    assert all(BY_NO[t.no] is BY_NAME[t.name] is t for t in TABLES)
    assert SCHEMA_REV >= 1


def test_numbers_of_tables_are_for_ever() -> None:
    assert {name: BY_NAME[name].no for name in NUMBERS} == NUMBERS


def test_numbers_of_the_fields_of_a_task_are_for_ever() -> None:
    assert [(f.no, f.name) for f in BY_NAME["task"].fields][:8] == [
        (1, "campaign"), (2, "parent"), (3, "okey"), (4, "name"), (5, "notes"), (6, "start"),
        (7, "finish"), (8, "duration_minutes"),
    ]  # fmt: skip


@EACH
def test_numbers_and_names_of_fields_are_unique_and_positive(table: Table) -> None:
    assert len(table.by_no) == len(table.by_name) == len(table.fields) == len(table.names)
    assert min(table.by_no) >= 1
    assert all(table.by_no[f.no] is table.by_name[f.name] is f for f in table.fields)


@EACH
def test_names_are_plain_identifiers(table: Table) -> None:
    for name in (table.name, *table.names):
        assert name.isidentifier()
        assert name == name.lower()
        assert name.isascii()
        assert not keyword.iskeyword(name)
    assert "id" not in table.names


@EACH
def test_a_register_is_a_field_or_a_group_numbered_by_its_lowest(table: Table) -> None:
    found: list[str] = []
    for no, fields in table.registers.items():
        assert no == min(f.no for f in fields) == fields[0].no
        assert len({f.group for f in fields}) == 1
        assert len(fields) == 1 or fields[0].group
        found.extend(f.name for f in fields)
    assert sorted(found) == sorted(table.names)
    assert table.register_of == {
        f.name: no for no, fields in table.registers.items() for f in fields
    }
    assert list(table.registers) == sorted(table.registers)


@EACH
def test_a_group_stands_together_and_has_several_fields(table: Table) -> None:
    groups = [f.group for f in table.fields]
    for group in {g for g in groups if g}:
        places = [i for i, g in enumerate(groups) if g == group]
        assert len(places) > 1
        assert places == list(range(places[0], places[-1] + 1))
        # A group is all fixed or not at all: one write sets it whole.
        assert len({table.fields[i].fixed for i in places}) == 1


@EACH
def test_choices_stand_on_texts_only_and_do_not_repeat(table: Table) -> None:
    for f in table.fields:
        assert not f.choices or f.type is Type.TEXT
        assert len(set(f.choices)) == len(f.choices)


@EACH
def test_what_refers_is_an_id_of_a_table_that_exists(table: Table) -> None:
    for f in table.fields:
        assert not f.refers or f.type is Type.ID
        assert not f.refers or f.refers in BY_NAME
        assert not f.lookup or f.type is Type.ID


@EACH
def test_title_and_searched_are_texts_of_the_table(table: Table) -> None:
    texts = {Type.TEXT, Type.LONG}
    assert all(table.by_name[name].type in texts for name in table.searched)
    assert table.title in table.by_name
    assert not table.searched or table.searched[0] == table.title


@EACH
def test_the_field_that_finds_the_bucket_is_there_and_fixed(table: Table) -> None:
    if table.home in {Home.CAMPAIGN, Home.CAMPAIGN_OR_ORG} and table.name != "campaign":
        campaign = table.by_name["campaign"]
        assert campaign.fixed
        assert campaign.refers == "campaign"
    if table.home is Home.PERSON:
        assert table.by_name["person"].fixed


@EACH
def test_every_text_has_a_limit(table: Table) -> None:
    numbers = {Type.INT, Type.PERCENT, Type.BOOL, Type.INSTANT, Type.ID}
    assert all(f.type in numbers or LIMITS[f.type] > 0 for f in table.fields)


def test_a_group_is_numbered_by_its_lowest_field_wherever_that_stands() -> None:
    fields = (
        registry.Field(7, "b", group="g"),
        registry.Field(2, "a", group="g"),
        registry.Field(1, "z"),
    )
    table = Table(99, "odd", Home.ORG, fields)
    assert {no: [f.name for f in fs] for no, fs in table.registers.items()} == {
        1: ["z"],
        2: ["a", "b"],
    }
