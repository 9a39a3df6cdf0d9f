"""Versions: what publishing would change, what it writes, and that nothing old is lost."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from app.form import commands, content, draft, publishing, records
from app.form.difference import difference
from app.form.layout import Side
from app.form.publishing import Publication
from app.form.slots import slotted
from app.model.errors import Refused
from app.model.form import Form, Kind, Part, Rule
from tests.app.form.picture import form_of
from tests.fakes.devices import Device, OrderHub, Workshop, alike


def begun(device: Device, picture: str = "a b {t: x}") -> bytes:
    form = form_of(picture)
    named = (replace(part, label=f"字段{part.id}") for part in form.parts)
    return commands.create_of(device.session, replace(form, parts=tuple(named)), "表")


def record(device: Device, form: bytes, **answers: object) -> bytes:
    """A record of the version that is filled now; answers of the record itself, by part."""
    version = publishing.current(device.session, form)
    assert version is not None
    with device.session.edit("Record") as edit:
        row = edit.add("record", {"form": form, "version": version.id, "state": "submitted"})
        edit.set("record", row, {"title": f"记录 {answers}"})
        slots = {version.form.by_id[part].slot: value for part, value in answers.items()}
        values = {f"v{slot + 1}": json.dumps(v, ensure_ascii=False) for slot, v in slots.items()}
        edit.add("line", {"record": row, "page": 0, **values})
    return row


def slots(form: Form) -> dict[str, int]:
    return {part.id: part.slot for part in form.parts if part.slot >= 0}


def test_the_first_version(device: Device) -> None:
    row = begun(device)
    seen = publishing.look(device.session, row)
    assert (seen.number, seen.current, seen.mistakes) == (1, None, ())
    assert [(c.what, c.id) for c in seen.changes if c.of == "part"] == [
        ("added", part) for part in ("a", "b", "t", "x")
    ]
    publishing.publish(device.session, row, "第一版")
    (version,) = publishing.versions(device.session, row)
    assert (version.number, version.note, version.person) == (1, "第一版", device.person)
    assert version.digest == content.digest_of(content.text_of(version.form))
    assert slots(version.form) == {"a": 0, "b": 1, "x": 0}
    assert device.session.get("form", row)["state"] == "open"
    with pytest.raises(Refused):
        publishing.publish(device.session, row)


def test_a_form_with_mistakes_or_without_fields_is_not_published(device: Device) -> None:
    for picture in ("{t:}", "(s:)", ""):
        with pytest.raises(Refused):
            publishing.publish(device.session, begun(device, picture))


def test_a_slot_is_of_one_part_for_ever(device: Device) -> None:
    row = begun(device)
    publishing.publish(device.session, row)
    commands.remove(device.session, row, ("a",))
    new = commands.add(device.session, row, Kind.TEXT, "b")
    publishing.publish(device.session, row)
    device.session.undo()  # of the version
    device.session.undo()  # of the new field
    device.session.undo()  # of the removal
    commands.drop(device.session, row, ("b",), "x", Side.RIGHT)
    publishing.publish(device.session, row)
    commands.drop(device.session, row, ("b",), "", Side.INSIDE)
    publishing.publish(device.session, row)
    held = [slots(one.form) for one in publishing.versions(device.session, row)]
    assert held[0] == {"a": 0, "b": 1, "x": 0}
    assert held[1] == {"b": 1, new: 2, "x": 0}
    assert held[2] == {"a": 0, "x": 0, "b": 1}, "in the sub-table it has a slot of its own"
    assert held[3] == {"a": 0, "x": 0, "b": 1}


def test_undo_gives_the_version_before_and_the_same_content_is_the_same_version(
    device: Device,
) -> None:
    row = begun(device)
    one = publishing.publish(device.session, row)
    commands.change(device.session, row, ("a",), label="新")
    two = publishing.publish(device.session, row)
    device.session.undo()
    now = publishing.current(device.session, row)
    assert now is not None
    assert now.id == one
    assert publishing.publish(device.session, row) == two
    commands.change(device.session, row, ("a",), label="字段a")
    assert publishing.publish(device.session, row) == one
    assert len(publishing.versions(device.session, row)) == 2


def test_what_becomes_of_answers_is_counted_on_real_records(device: Device) -> None:
    row = begun(device)
    publishing.publish(device.session, row)
    for n in range(9):
        record(device, row, a=f"{n},000 元", b="留下")
    bad = [record(device, row, a=text) for text in ("未定", "约三万")]
    commands.change(device.session, row, ("a",), kind=Kind.MONEY)
    commands.remove(device.session, row, ("b",))
    seen: Publication = publishing.look(device.session, row)
    (change,) = seen.conversions
    assert (change.old, change.new, change.can, change.cannot) == ("text", "money", 9, 2)
    assert [(one.record, one.text) for one in change.examples] == list(
        zip(bad, ("未定", "约三万"), strict=True)
    )
    assert [(loss.part, loss.records) for loss in seen.losses] == [("b", 9)]
    assert seen.records == {"submitted": 11}


def test_four_versions_over_a_year_keep_every_record_as_it_was(device: Device) -> None:
    row = begun(device, "a b c")
    written: list[tuple[bytes, bytes, dict[str, object]]] = []
    for turn in range(4):
        publishing.publish(device.session, row, f"第 {turn + 1} 版")
        now = publishing.current(device.session, row)
        assert now is not None
        for n in range(5):
            answers = {part: f"{part} {turn} {n}" for part in slots(now.form)}
            written.append((record(device, row, **answers), now.id, dict(answers)))
        device.clock.ms += 91 * 24 * 3600 * 1000
        match turn:
            case 0:
                commands.add(device.session, row, Kind.TEXT, "a")
                commands.drop(device.session, row, ("c",), "a", Side.UP)
            case 1:
                commands.remove(device.session, row, ("b",))
                commands.change(device.session, row, ("a",), label="改名", kind=Kind.LONG)
            case _:
                commands.duplicate(device.session, row, ("a",))
    assert len(publishing.versions(device.session, row)) == 4
    for one, version_id, answers in written:
        held = records.load(device.session, one)
        assert held.version.id == version_id
        assert set(slots(held.version.form)) == set(answers)
        assert held.sheet.answers[""] == answers


def test_what_is_different() -> None:
    a, b, c = (Part(one, Kind.TEXT, label=one) for one in "abc")
    old = Form("表", (a, b, c), (Rule("r", "show", "a = 1", ("b",)),))
    new = Form(
        "新表", (c, a, replace(b, required=True, label="乙")), (Rule("s", "lock", "a", ("c",)),)
    )
    assert [(x.what, x.of, x.id, x.field) for x in difference(old, new)] == [
        ("changed", "form", "", "name"),
        ("moved", "part", "c", "parent"),
        ("changed", "part", "b", "label"),
        ("changed", "part", "b", "required"),
        ("added", "rule", "s", ""),
        ("removed", "rule", "r", ""),
    ]
    assert difference(old, old) == ()


def test_versions_of_two_people_share_no_slot_afterwards() -> None:
    parts = [Part(one, Kind.TEXT) for one in "axy"]
    first = slotted(Form("表", (parts[0],)), ())
    mine = slotted(Form("表", (parts[0], parts[1])), (first,))
    theirs = slotted(Form("表", (parts[0], parts[2])), (first,))
    both = slotted(Form("表", tuple(parts)), (first, mine, theirs))
    assert slots(mine)["x"] == slots(theirs)["y"] == 1
    assert slots(both) == {"a": 0, "x": 1, "y": 2}


def test_two_people_design_one_form_offline(trio: tuple[Device, Device, OrderHub]) -> None:
    a, b, hub = trio
    row = begun(a, "a b c (s: d) e")
    hub.settle(a, b)
    commands.change(a.session, row, ("a",), label="甲", required=True)
    commands.drop(a.session, row, ("e",), "a", Side.UP)
    commands.set_rule(a.session, row, Rule("", "show", "a > 1", ("b",)))
    commands.change(b.session, row, ("a",), help="怎么填", label_en="A")
    commands.drop(b.session, row, ("c",), "d", Side.DOWN)
    new = commands.add(b.session, row, Kind.DATE, "b")
    for _ in range(2):
        hub.settle(a, b)
    alike(a, b)
    mine, theirs = (draft.read(one.session, row).form for one in (a, b))
    assert mine == theirs
    part = mine.by_id["a"]
    assert (part.label, part.required, part.help, part.label_en) == ("甲", True, "怎么填", "A")
    assert [one.id for one in mine.children()] == ["e", "a", "b", new, "s"]
    assert [one.id for one in mine.children("s")] == ["d", "c"]
    assert len(mine.rules) == 1


def test_nothing_that_two_people_did_is_out_of_sight(
    trio: tuple[Device, Device, OrderHub],
) -> None:
    """One deletes a group that the other fills; both put groups into each other."""
    a, b, hub = trio
    row = begun(a, "(s: p) (m:) (n:) k")
    hub.settle(a, b)
    commands.remove(a.session, row, ("s",))
    commands.drop(a.session, row, ("m",), "n", Side.INSIDE)
    commands.drop(b.session, row, ("k",), "s", Side.INSIDE)
    commands.drop(b.session, row, ("n",), "m", Side.INSIDE)
    for _ in range(2):
        hub.settle(a, b)
    mine, theirs = (draft.read(one.session, row).form for one in (a, b))
    assert mine == theirs
    assert {"k", "m", "n"} <= set(mine.by_id)
    commands.drop(a.session, row, ("k",), "", Side.INSIDE)
    assert draft.read(a.session, row).form.parts[-1].id == "k"


def test_two_publish_offline(workshop: Workshop) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    row = begun(a, "a")
    publishing.publish(a.session, row)
    hub.settle(a, b)
    for device in (a, b):
        new = commands.add(device.session, row, Kind.TEXT, "a")
        commands.change(device.session, row, (new,), label=f"新 {new}")
        publishing.publish(device.session, row)
    for _ in range(2):
        hub.settle(a, b)
    publishing.publish(a.session, row)
    hub.settle(a, b)
    for device in (a, b):
        now = publishing.current(device.session, row)
        assert now is not None
        held = slots(now.form)
        assert (now.number, len(held), sorted(held.values())) == (3, 3, [0, 1, 2])
