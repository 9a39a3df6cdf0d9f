"""Four versions over a year of records: each opens as it was, exports, and reports."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from app.form import commands, incoming, listing, publishing, records, upgrade
from app.form.answers import words
from app.form.exchange import record_book, record_json, record_read, record_table
from app.form.filling import RECORD
from app.form.incoming import Wanted
from app.form.naming import Naming
from app.form.shown import shown
from app.model.form import Choice, Form, Kind, Part, Rule
from tests.fakes.devices import Device

A_YEAR = 48
"""Records of the year, four a month."""
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
NAME = Part("f_name", Kind.TEXT, label="活动", label_en="Campaign name", required=True)
LINES = Part("f_lines", Kind.TABLE, label="明细")
ITEM = Part("f_item", Kind.TEXT, "f_lines", "项目", required=True)
COST = Part("f_cost", Kind.MONEY, "f_lines", "费用")
SUM = Part("f_sum", Kind.FORMULA, label="合计", formula="sum(f_lines.f_cost)")
A, B = Choice("c_a", "抖音"), Choice("c_b", "小红书")
FIRST = Form(
    "活动复盘",
    (
        NAME,
        Part("f_reach", Kind.TEXT, label="曝光"),
        Part("f_channel", Kind.CHOICE, label="渠道", choices=(A, B)),
        LINES, ITEM, COST, SUM,
    ),
)  # fmt: skip
SECOND = replace(
    FIRST,
    parts=(
        replace(NAME, label="活动名称"),
        Part("f_reach", Kind.TEXT, label="曝光量"),
        Part("f_channel", Kind.CHOICE, label="主渠道", choices=(replace(A, label="抖音号"), B)),
        Part("f_owner", Kind.TEXT, label="负责人"),
        LINES, ITEM, COST, SUM,
    ),
)  # fmt: skip
THIRD = replace(
    SECOND,
    parts=(
        SECOND.parts[0],
        Part("f_reach", Kind.NUMBER, label="曝光量"),
        Part("f_channel", Kind.CHOICES, label="渠道", choices=(A, B, Choice("c_c", "视频号"))),
        LINES, ITEM, COST, Part("f_count", Kind.NUMBER, "f_lines", "数量"), SUM,
    ),
    rules=(Rule("r_low", "check", "f_reach < 100", ("f_reach",), message="太少"),),
)  # fmt: skip
FOURTH = replace(
    THIRD,
    parts=(
        *THIRD.parts[:2],
        Part("f_note", Kind.LONG, label="结论", required=True),
        Part("f_lines", Kind.TABLE, label="费用明细"), ITEM,
        Part("f_cost", Kind.MONEY, "f_lines", "金额"), THIRD.parts[6], SUM,
    ),
)  # fmt: skip
VERSIONS = (FIRST, SECOND, THIRD, FOURTH)


@dataclass(frozen=True, slots=True)
class Told:
    """A record as it was on its day: what it said, and the words that it showed."""

    version: int
    answers: Mapping[str, object]
    lines: tuple[Mapping[str, object], ...]
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Year:
    """A form with its records, and what each of them said on its day."""

    form: bytes
    told: Mapping[bytes, Told]


def at(no: int) -> int:
    return int((BEGIN + timedelta(days=no * 7)).timestamp() * 1000)


def values(form: Form, no: int, chance: random.Random) -> dict[str, object]:
    """Answers of the version of that day; every seventh reach is no number while it is text."""
    reach = "约三千" if no % 7 == 3 else f"{1_000 + no:,}"
    is_text = form.by_id["f_reach"].kind == Kind.TEXT
    found: dict[str, object] = {
        "f_name": f"活动{no}",
        "f_reach": reach if is_text else str(1_000 + no),
        "f_lines": [
            {"f_item": f"项{k}", "f_cost": f"{chance.randrange(1, 90_000) / 100:.2f}"}
            for k in range(1 + no % 3)
        ],
    }
    if "f_channel" in form.by_id:
        many = form.by_id["f_channel"].kind == Kind.CHOICES
        found["f_channel"] = ["c_a", "c_b"] if many else ("c_a", "c_b")[no % 2]
    for part, text in (("f_owner", "林晓"), ("f_note", f"结论{no}")):
        if part in form.by_id:
            found[part] = text
    return found


def words_of(device: Device, record: bytes) -> dict[str, str]:
    """Label -> what a record shows."""
    held, names = records.load(device.session, record), Naming(device.session.list)
    form = held.version.form
    return {
        shown(form.by_id[key], "zh_CN"): words(form.by_id[key], kept, "zh_CN", names)
        for key, kept in held.sheet.answers[RECORD].items()
    }


def told_by(device: Device, record: bytes) -> Told:
    held = records.load(device.session, record)
    lines = tuple(held.sheet.answers[one] for one in held.sheet.lines.get("f_lines", ()))
    answers = held.sheet.answers[RECORD]
    return Told(held.version.number, answers, lines, words_of(device, record))


@pytest.fixture
def year(device: Device) -> Year:
    """A quarter with each version, the next one published when the quarter ends."""
    session, chance = device.session, random.Random(6)
    form = commands.create_of(session, FIRST)
    told: dict[bytes, Told] = {}
    for quarter, version in enumerate(VERSIONS):
        commands.replace_form(session, form, version)
        publishing.publish(session, form)
        now = incoming.version_of(session, form).form
        for no in range(quarter * A_YEAR // 4, (quarter + 1) * A_YEAR // 4):
            answers = record_json.read(now, values(now, no, chance), record_json.as_kept)
            made = incoming.add(session, form, answers, Wanted(at(no), {}, is_draft=no % 6 == 5))
            assert isinstance(made, bytes)
            told[made] = told_by(device, made)
    return Year(form, told)


def test_every_record_opens_as_it_was(device: Device, year: Year) -> None:
    assert sorted(one.version for one in year.told.values()) == [
        no for no in (1, 2, 3, 4) for _ in range(A_YEAR // 4)
    ]
    for record, told in year.told.items():
        assert told_by(device, record) == told
    first = next(iter(year.told.values()))
    assert (first.shown["渠道"], first.shown["活动"], first.shown["曝光"]) == (
        "抖音",
        "活动0",
        "1,000",
    )
    second = next(one for one in year.told.values() if one.version == 2)
    assert (second.shown["主渠道"], second.shown["负责人"]) == ("抖音号", "林晓")


def test_the_list_shows_what_the_records_show(device: Device, year: Year) -> None:
    found = listing.read(device.session, year.form)
    assert [(c.key, c.first, c.last, c.is_gone) for c in found.columns] == [
        ("f_name", 1, 4, False),
        ("f_reach", 1, 4, False),
        ("f_note", 4, 4, False),
        ("f_item", 1, 4, False),
        ("f_cost", 1, 4, False),
        ("f_count", 3, 4, False),
        ("f_sum", 1, 4, False),
        ("f_channel", 1, 3, True),
        ("f_owner", 2, 2, True),
    ]
    for entry in found.entries:
        told = year.told[entry.id]
        assert (entry.number, entry.answers) == (told.version, told.answers)
        assert tuple(held for _, held in entry.lines["f_lines"]) == told.lines


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_record_is_exported(device: Device, year: Year, kind: str) -> None:
    found = listing.read(device.session, year.form)

    def wall(ms: int) -> datetime:
        return datetime.fromtimestamp(ms / 1000, UTC).replace(tzinfo=None)

    settled = record_table.Told("zh_CN", Naming(device.session.list), wall)
    grids = record_table.grids(found, "活动复盘", settled)
    if kind == "xlsx":
        book = record_read.open_book(record_book.workbook(grids), "a.xlsx", FOURTH)
    else:
        files = record_book.texts(grids)
        beside = {name[1:]: data for name, data in files.items() if name}
        book = record_read.open_book(files[""], "a.csv", FOURTH, beside)
    header, rows = book.main.header, book.main.rows
    assert header[:6] == ("行号", "活动名称", "曝光量", "结论", "合计", "渠道（已停用）")
    assert len(rows) == A_YEAR
    by_id = {entry.id: row for entry, row in zip(found.entries, rows, strict=True)}
    for record, told in year.told.items():
        row = [str(cell) for cell in by_id[record]]
        assert row[1] == told.answers["f_name"]
        assert row[2] in (told.answers["f_reach"], f"{told.answers['f_reach']}.0")
        channel = told.shown.get("渠道") or told.shown.get("主渠道") or ""
        assert row[5].replace("None", "") == channel
    lines = sum(len(told.lines) for told in year.told.values())
    assert len(book.tables["f_lines"].rows) == lines


def test_every_record_is_reported(device: Device, year: Year) -> None:
    """A column is of the newest kind; what cannot be of it is empty, and nothing is guessed."""
    found = listing.read(device.session, year.form)
    reach = dict(zip((e.id for e in found.entries), found.values("f_reach"), strict=True))
    for record, told in year.told.items():
        said = str(told.answers["f_reach"])
        assert reach[record] == (None if said == "约三千" else Decimal(said.replace(",", "")))
    sums = found.values("f_sum")
    total = sum(
        (Decimal(str(line["f_cost"])) for told in year.told.values() for line in told.lines),
        Decimal(0),
    )
    assert sum(one for one in sums if isinstance(one, Decimal)) == total
    assert sum(one is None for one in found.values("f_note")) == A_YEAR * 3 // 4


def test_drafts_of_every_version_come_to_the_newest(device: Device, year: Year) -> None:
    before = device.rows()
    drafts = [r for r in year.told if device.session.get("record", r)["state"] == "draft"]
    assert {year.told[one].version for one in drafts} == {1, 2, 3, 4}
    steps = 0
    for record in drafts:
        told = year.told[record]
        found = upgrade.upgrade(device.session, record)
        steps += found.is_needed
        held = records.load(device.session, record)
        assert held.version.number == 4
        answers = held.sheet.answers[RECORD]
        assert answers["f_name"] == told.answers["f_name"]
        aside = upgrade.set_aside(held.row.text("extra"))
        said = str(told.answers["f_reach"])
        if said == "约三千":
            assert ("f_reach" in answers, [one["value"] for one in aside]) == (False, [said])
        else:
            assert answers["f_reach"] == said.replace(",", "")
        # Channels are gone from the newest version: they wait in their cells.
        assert [part.id for part in found.gone] == [
            part for part in ("f_channel", "f_owner") if part in told.answers
        ]
    for _ in range(steps):
        device.session.undo()
    assert device.rows() == before
