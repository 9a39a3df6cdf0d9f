"""Designing: every verb is one undo, and what two people do offline merges by property."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.form import commands, draft, remap
from app.form.layout import Side
from app.model.errors import Refused
from app.model.form import Check, Choice, Form, Kind, Rule
from app.session import Session
from tests.app.form.picture import form_of, picture_of
from tests.fakes.deeds import FEW
from tests.fakes.devices import Device, Workshop

FILES = settings(max_examples=FEW, suppress_health_check=[HealthCheck.function_scoped_fixture])


def begin(device: Device, picture: str) -> bytes:
    return commands.create_of(device.session, form_of(picture), "活动")


def form(device: Device, row: bytes) -> Form:
    return draft.read(device.session, row).form


def test_an_empty_form_is_begun_and_undone(device: Device) -> None:
    row = commands.create(device.session, " 立项 ")
    assert form(device, row) == Form("立项")
    assert device.session.undo_state.undo == "Create form"
    device.session.undo()
    assert not device.session.list("form")
    with pytest.raises(Refused):
        commands.create(device.session, " ")


def test_a_move_writes_one_row(device: Device) -> None:
    row = begin(device, "a b c d e")
    seen: list[int] = []
    device.session.subscribe(lambda changes: seen.append(len(changes.rows)))
    assert commands.drop(device.session, row, ("e",), "b", Side.UP) == ("e",)
    assert picture_of(form(device, row)) == "a e b c d"
    assert seen == [1]


def test_a_new_field_stands_behind_the_chosen_one(device: Device) -> None:
    row = begin(device, "a {t: x y} b")
    new = commands.add(device.session, row, Kind.MONEY, "a")
    assert [part.id for part in form(device, row).parts][:2] == ["a", new]
    assert form(device, row).by_id[new].settings == {"currency": "CNY", "decimals": "2"}
    note = commands.add(device.session, row, Kind.NOTE, "x")
    assert form(device, row).by_id[note].parent == ""
    column = commands.add(device.session, row, Kind.DATE, "x")
    assert form(device, row).by_id[column].parent == "t"


def test_properties_change_at_once_for_all_chosen(device: Device) -> None:
    row = begin(device, "a b c")
    commands.change(device.session, row, ("a", "c"), required=True, label="预算")
    found = form(device, row)
    assert [part.required for part in found.parts] == [True, False, True]
    commands.change(device.session, row, ("a",), choices=(Choice("1", "甲"),), hidden="keep")
    commands.change(device.session, row, ("a",), checks=(Check("min", "1"),))
    part = form(device, row).by_id["a"]
    assert (part.choices[0].label, part.hidden, part.checks[0].value) == ("甲", "keep", "1")
    with pytest.raises(Refused):
        commands.change(device.session, row, ("a",), kind=Kind.TABLE)
    with pytest.raises(Refused):
        commands.change(device.session, row, ("gone",), label="x")


def test_a_copy_is_beside_and_names_itself(device: Device) -> None:
    row = begin(device, "(s: a b) c")
    commands.change(device.session, row, ("b",), label="价 1", formula="a * 2 + c")
    commands.set_rule(device.session, row, Rule("", "require", "a > 1", ("b",)))
    (made,) = commands.duplicate(device.session, row, ("s",))
    found = form(device, row)
    a, b = found.children(made)
    assert picture_of(found).startswith(f"(s: a b) ({made}: ")
    assert (b.label, b.formula) == ("价 2", f"{a.id} * 2 + c")
    assert [(r.when, r.targets) for r in found.rules] == [
        ("a > 1", ("b",)),
        (f"{a.id} > 1", (b.id,)),
    ]
    device.session.undo()
    assert picture_of(form(device, row)) == "(s: a b) c"


def test_fields_go_from_one_form_to_another(device: Device) -> None:
    one, other = begin(device, "a {t: x} b"), begin(device, "k {u: m}")
    text = commands.copy(draft.read(device.session, one), ("t", "b"))
    commands.paste(device.session, other, text, "m")
    shown = remap.numbered(form(device, other))
    assert [part.kind for part in shown.parts] == ["text", "table", "text", "table", "text", "text"]
    with pytest.raises(Refused):
        commands.paste(device.session, other, "something else")


def test_rules_are_written_moved_and_taken_away(device: Device) -> None:
    row = begin(device, "a b")
    ids = [
        commands.set_rule(device.session, row, Rule("", "show", f"a > {n}", ("b",)))
        for n in range(3)
    ]
    commands.move_rule(device.session, row, ids[2], 0)
    assert [rule.when for rule in form(device, row).rules] == ["a > 2", "a > 0", "a > 1"]
    commands.set_rule(device.session, row, Rule(ids[0], "show", "a = 9", ("b",)))
    commands.remove_rule(device.session, row, ids[1])
    assert [rule.when for rule in form(device, row).rules] == ["a > 2", "a = 9"]
    commands.remove(device.session, row, ("b",))
    assert form(device, row).rules == ()
    device.session.undo()
    assert len(form(device, row).rules) == 2


def test_the_form_itself_has_properties(device: Device) -> None:
    row = begin(device, "a")
    commands.change_form(device.session, row, name_en="Start", settings={"number": "HD-"})
    assert form(device, row).settings == {"number": "HD-"}
    for strange in ({"version": b"x"}, {"name": " "}):
        with pytest.raises(Refused):
            commands.change_form(device.session, row, **strange)
    commands.delete_form(device.session, row)
    assert not device.session.list("form")


def test_undo_survives_a_restart(device: Device) -> None:
    row = begin(device, "a b")
    commands.drop(device.session, row, ("b",), "a", Side.LEFT)
    device.reopen()
    device.session.undo()
    assert picture_of(form(device, row)) == "a b"


Gesture = tuple[str, int, int, int]
GESTURES = st.lists(
    st.tuples(
        st.sampled_from(["drop", "new", "add", "change", "remove", "copy", "rule", "unrule"]),
        st.integers(0, 20),
        st.integers(0, 20),
        st.integers(0, 4),
    ),
    max_size=10,
)


def gesture(session: Session, row: bytes, told: Gesture) -> None:
    verb, one, other, side = told
    held = draft.read(session, row).form
    ids = [part.id for part in held.parts] or [""]
    a, b = ids[one % len(ids)], ids[other % len(ids)]
    kind = list(Kind)[(one * 5 + side) % len(Kind)]
    match verb:
        case "drop":
            commands.drop(session, row, (a,), b, list(Side)[side])
        case "new":
            commands.drop(session, row, kind, b, list(Side)[side])
        case "add":
            commands.add(session, row, kind, a)
        case "change":
            commands.change(session, row, (a, b), label=f"名 {one}", required=side > 2)
        case "remove":
            commands.remove(session, row, (a,))
        case "copy":
            commands.duplicate(session, row, (a, b))
        case "rule":
            commands.set_rule(session, row, Rule("", "show", f"{a} > 1", (b,)))
        case _:
            commands.remove_rule(session, row, held.rules[-1].id if held.rules else "")


@FILES
@given(GESTURES)
def test_any_gestures_undone_give_the_start(
    fresh: Callable[[], AbstractContextManager[Workshop]], gestures: list[Gesture]
) -> None:
    with fresh() as workshop:
        device = workshop.device()
        row = begin(device, "a [b c] (s: d {t: e f})")
        commands.set_rule(device.session, row, Rule("", "show", "a > 1", ("b", "c")))
        start = form(device, row)
        states = [start]
        for told in gestures:
            with suppress(Refused):
                gesture(device.session, row, told)
            now = form(device, row)
            if now != states[-1]:
                states.append(now)
        for state in reversed(states[:-1]):
            assert device.session.undo().skipped == 0
            assert form(device, row) == state
        for state in states[1:]:
            device.session.redo()
            assert form(device, row) == state
