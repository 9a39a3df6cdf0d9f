"""What is handed in is sound at the hub too: a client that lies is refused, an honest one never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.form import commands, content, publishing, records
from app.form.filling import RECORD
from app.form.slots import slotted
from app.model.form import Check, Form, Kind, Part
from app.store import ledger
from sync.server.handed import began, epoch
from tests.app.form.test_filling import BUDGET

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Laptop, World

NOW_MS = 1_795_000_100_000
NAME = (RECORD, "f_name")


def begun(world: World, name: str = "开箱") -> tuple[Laptop, Laptop, bytes, bytes]:
    """Two laptops that hold a form and a draft of one record that lacks nothing."""
    a = world.owner("a")
    form = commands.create_of(a.session, BUDGET)
    publishing.publish(a.session, form)
    record = records.begin(a.session, form)
    told = {"f_item": "灯光", "f_count": "1", "f_price": "100"}
    records.add_lines(a.session, record, "f_lines", [told], 0)
    if name:
        records.write(a.session, record, {NAME: name})
    a.sync()
    b = world.join(a, "b")
    world.settle()
    return a, b, form, record


def slot(laptop: Laptop, record: bytes, line: str, part: str) -> tuple[bytes, str]:
    """The row and the column of an answer."""
    held = records.load(laptop.session, record)
    number = held.version.form.by_id[part].slot
    return held.sheet.rows[line][0], f"v{number + 1}"


def said(laptop: Laptop, record: bytes, line: str, part: str, text: str) -> None:
    """Write an answer as no screen would: past every check."""
    row, column = slot(laptop, record, line, part)
    with laptop.session.edit("Lie") as edit:
        edit.set("line", row, {column: text})


def claim(laptop: Laptop, record: bytes) -> None:
    """Say that a record is handed in, past every check."""
    with laptop.session.edit("Lie") as edit:
        edit.set("record", record, {"state": "submitted", "submitted": NOW_MS})


def states(record: bytes, *laptops: Laptop) -> set[str]:
    return {one.session.get("record", record).text("state") for one in laptops}


def test_an_honest_record_is_taken(world: World) -> None:
    a, b, _, record = begun(world)
    assert records.submit(b.session, record, NOW_MS).is_done
    world.settle()
    assert states(record, a, b) == {"submitted"}
    assert not ledger.waiting(b.replica, 9)


def test_a_record_that_lacks_what_is_required_is_refused(world: World) -> None:
    a, b, _, record = begun(world, name="")
    claim(b, record)
    assert b.sync().quarantined == 1
    world.settle()
    assert states(record, a, b) == {"draft"}
    (kept,) = ledger.waiting(b.replica, 9)
    assert kept.why == "record: required 名称"


def test_a_false_total_is_refused(near: World) -> None:
    a, b, _, record = begun(near)
    assert records.submit(a.session, record, NOW_MS).is_done
    records.reopen(a.session, record)
    near.settle()
    said(b, record, RECORD, "f_total", '"1"')
    claim(b, record)
    b.sync()
    near.settle()
    assert states(record, a, b) == {"draft"}
    assert ledger.waiting(b.replica, 9)[-1].why == "record: formula 合计"


def test_a_line_of_what_was_handed_in_cannot_become_wrong(near: World) -> None:
    a, b, _, record = begun(near)
    assert records.submit(a.session, record, NOW_MS).is_done
    near.settle()
    (line,) = records.load(a.session, record).sheet.lines["f_lines"]
    said(b, record, line, "f_count", '"-3"')
    assert b.sync().quarantined == 1
    said(b, record, RECORD, "f_name", '"开箱二"')
    assert b.sync().quarantined == 0
    near.settle()
    held = records.load(a.session, record)
    assert held.sheet.answers[line]["f_count"] == "1"
    assert held.sheet.answers[RECORD]["f_name"] == "开箱二"


def test_what_two_did_offline_is_looked_at_together(near: World) -> None:
    """One hands in while the other changes a price: the total would be false, so who comes
    second is told, and keeps the work."""
    a, b, _, record = begun(near)
    (line,) = records.load(a.session, record).sheet.lines["f_lines"]
    records.write(b.session, record, {(line, "f_price"): "250"})
    b.sync()
    assert records.submit(a.session, record, NOW_MS).is_done
    assert a.sync().quarantined == 1
    near.settle()
    assert states(record, a, b) == {"draft"}
    assert records.submit(a.session, record, NOW_MS).is_done
    near.settle()
    assert states(record, a, b) == {"submitted"}
    assert records.load(b.session, record).sheet.answers[RECORD]["f_total"] == "250"


NUMBERED = Form(
    "合同",
    (
        Part("f_no", Kind.TEXT, label="合同编号", required=True, checks=(Check("unique"),)),
        Part("f_who", Kind.TEXT, label="乙方"),
    ),
)


def numbered(laptop: Laptop, form: bytes, number: str) -> bytes:
    record = records.begin(laptop.session, form)
    records.write(laptop.session, record, {(RECORD, "f_no"): number})
    return record


def test_no_two_records_have_one_number(world: World) -> None:
    """Here at once; of two that met offline the second is told, and keeps the work."""
    a = world.owner("a")
    form = commands.create_of(a.session, NUMBERED)
    publishing.publish(a.session, form)
    b = world.join(a, "b")
    world.settle()
    first, again = numbered(a, form, "HT-1"), numbered(a, form, "HT-1")
    assert records.submit(a.session, first, NOW_MS).is_done
    told = records.submit(a.session, again, NOW_MS)
    assert [(flaw.part, flaw.rule) for flaw in told.flaws] == [("f_no", "unique")]
    other, free = numbered(b, form, "HT-1"), numbered(b, form, "HT-2")
    assert records.submit(b.session, other, NOW_MS).is_done
    assert records.submit(b.session, free, NOW_MS).is_done
    a.sync()
    assert b.sync().quarantined == 1
    world.settle()
    assert states(first, a, b) == states(free, a, b) == {"submitted"}
    assert states(other, a, b) == {"draft"}
    assert ledger.waiting(b.replica, 9)[-1].why == "record: unique 合同编号"
    records.void(a.session, first)
    world.settle()
    assert records.submit(b.session, other, NOW_MS).is_done
    world.settle()
    assert states(other, a, b) == {"submitted"}


def test_a_version_is_named_by_its_content(near: World) -> None:
    a, _, form, _ = begun(near)
    text = content.text_of(slotted(BUDGET, ()))
    with a.session.edit("Lie") as edit:
        values = {"form": form, "number": 2, "content": text, "digest": "another"}
        version = edit.add("form_version", values)
    with a.session.edit("Another") as edit:
        edit.set("form", form, {"note": "说明"})
    assert a.sync().quarantined == 1
    assert [one.number for one in publishing.versions(a.session, form)] == [1], version.hex()


def test_what_was_handed_in_comes_back_after_a_restore(near: World, tmp_path: Path) -> None:
    """In whatever order laptops bring it: it was judged once."""
    a, b, _, record = begun(near, name="")
    near.backup(tmp_path / "backup.db")
    records.write(b.session, record, {NAME: "开箱"})
    near.settle()
    (line,) = records.load(a.session, record).sheet.lines["f_lines"]
    records.write(b.session, record, {(line, "f_price"): "250"})
    b.sync()
    a.sync()
    assert records.submit(a.session, record, NOW_MS).is_done
    a.sync()
    near.restore(tmp_path / "backup.db")
    a.sync()
    near.settle()
    assert states(record, a, b) == {"submitted"}
    assert records.load(b.session, record).sheet.answers[RECORD]["f_total"] == "250"


def test_a_history_tells_when_it_began_anew() -> None:
    assert began(epoch(NOW_MS, b"12345678")) == NOW_MS
    assert began("3132333435363738") == 0
    assert began("so.not") == 0
