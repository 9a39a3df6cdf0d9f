"""The same records by a workbook and by the engine alone: the same errors at the same places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from app.form import commands, incoming, listing, publishing, records, templates
from app.form.answers import cell
from app.form.exchange import record_book, record_cells, record_read, record_table
from app.form.exchange.record_columns import propose
from app.form.filling import Filling
from app.form.flaws import flaws
from app.form.incoming import Wanted
from app.form.listing import Column, Entry, Listing
from app.form.naming import Naming
from app.form.values import ROWS
from app.model.form import Form, Kind, Part
from tests.app.form import randoms
from tests.app.form.randoms import Answered
from tests.app.form.test_filling import BUDGET
from tests.app.form.test_records import NOW_MS
from tests.fakes.devices import Device

COUNT = 40
NOT_WRITTEN = ROWS | {Kind.FILE, Kind.IMAGE}
"""What a table of strangers does not bring: files, and rows of this workspace."""
Place = tuple[int, str, int, str, str]
"""The record, the sub-table, the line in it, the field, the rule."""


def told(form: Form, held: Answered, names: Naming) -> Answered:
    """What of a record a cell can say: 1,2,3 is a number in a table and none in an answer."""

    def kept(answers: Mapping[str, object]) -> dict[str, object]:
        return {
            key: value
            for key, value in answers.items()
            if form.by_id[key].kind not in NOT_WRITTEN
            and _again(form.by_id[key], value, names) == value
        }

    answers = {line: kept(one) for line, one in held.answers.items()}
    # A line without an answer is an empty row, and those are not read.
    lines = {table: tuple(n for n in every if answers[n]) for table, every in held.lines.items()}
    return Answered({n: one for n, one in answers.items() if one or not n}, lines)


def _again(part: Part, value: object, names: Naming) -> object:
    if part.kind in (Kind.KPI, Kind.BUDGET):
        return value
    found = cell(part, value, "zh_CN", names)
    return record_cells.read(part, str(found) if found is not None else None, names)


def of_engine(device: Device, form: Form, every: list[Answered]) -> list[Place]:
    ready = records.ready(publishing.Version(b"", 1, "", form, "", None, None, None))
    world = records.world_of(device.session, NOW_MS)
    found: list[Place] = []
    for no, one in enumerate(every):
        filling = Filling(ready, one.answers, one.lines, world)
        filling.drop()
        for flaw in flaws(filling):
            table = flaw.line.partition(".")[0] if flaw.line else ""
            at = one.lines[table].index(flaw.line) if table else -1
            found.append((no, table, at, flaw.part, flaw.rule))
    return sorted(found)


def of_import(device: Device, row: bytes, form: Form, every: list[Answered]) -> list[Place]:
    own = dict.fromkeys(listing.OWN)
    entries = [
        Entry(
            bytes([no]) * 16,
            {**own, "state": "submitted"},
            form,
            1,
            dict(one.answers[""]),
            {t: [(n, dict(one.answers[n])) for n in lines] for t, lines in one.lines.items()},
        )
        for no, one in enumerate(every)
    ]
    columns = tuple(
        Column(part, form.table_of(part), 1, 1, is_gone=False)
        for part in form.answered()
        if part.kind != Kind.TABLE
    )
    tables = {part.id: part for part in form.parts if part.kind == Kind.TABLE}

    def wall(ms: int) -> datetime:
        return datetime.fromtimestamp(ms / 1000, UTC)

    settled = record_table.Told("zh_CN", Naming(device.session.list), wall)
    grids = record_table.grids(Listing(columns, tuple(entries), tables), form.name, settled)
    book = record_read.open_book(record_book.workbook(grids), "a.xlsx", form)
    wanted = Wanted(NOW_MS, propose(form, book.main.header))
    found = incoming.dry_run(device.session, row, book, wanted)
    rows = {t: [(no, k) for no, one in enumerate(every) for k, _ in enumerate(one.lines[t])]
            for t in tables}  # fmt: skip
    places: list[Place] = []
    for one in found.problems:
        assert one.row is not None
        no, at = rows[one.table][one.row - 2] if one.table else (one.row - 2, -1)
        places.append((no, one.table, at, one.field, one.rule))
    wrong = {no for no, _, _, _, _ in places}
    assert len(found.bad) <= len(wrong)
    assert len(found.ready) + len(found.bad) == len(every)
    return sorted(places)


@pytest.mark.parametrize("name", ["", *templates.names()])
def test_a_workbook_gives_the_errors_of_the_engine(device: Device, name: str) -> None:
    form = templates.named(name).form if name else BUDGET
    # Answers that must be unique are compared with other records, which this engine has none of.
    parts = (
        replace(p, checks=tuple(c for c in p.checks if c.rule != "unique" or form.table_of(p)))
        for p in form.parts
    )
    form = replace(form, parts=tuple(parts))
    row = commands.create_of(device.session, form)
    publishing.publish(device.session, row)
    published = incoming.version_of(device.session, row).form
    names = Naming(device.session.list)
    every = [told(published, one, names) for one in randoms.records(published, COUNT, 5)]
    every = [one for one in every if any(one.answers.values())]
    expected = of_engine(device, published, every)
    assert expected
    assert of_import(device, row, published, every) == expected
