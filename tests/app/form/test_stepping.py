"""Moving by keyboard: every place that a drop can reach, and one step at a time."""

from __future__ import annotations

import pytest

from app.form import layout, stepping
from app.model.form import Form, Kind
from tests.app.form.picture import form_of, picture_of
from tests.app.form.test_layout import CASES, REFUSED

STEPS = {
    "down one": ("a b c", "a", "down", "b a c"),
    "up one": ("a b c", "c", "up", "a c b"),
    "down into a group": ("a (s: b)", "a", "down", "(s: a b)"),
    "down out of a group": ("(s: a b) c", "b", "down", "(s: a) b c"),
    "up into a group": ("(s: a) b", "b", "up", "(s: a b)"),
    "up out of a group": ("(s: a b)", "a", "up", "a (s: b)"),
    "beside the one above": ("a b", "b", "left", "[a b]"),
    "beside the one below": ("a b", "a", "right", "[a b]"),
    "columns change places": ("[a b]", "a", "right", "[b a]"),
    "out of columns to the left": ("[a b]", "a", "left", "a b"),
    "a column of a sub-table": ("{t: a b}", "a", "right", "{t: b a}"),
    "out of a sub-table": ("{t: a b}", "a", "left", "a {t: b}"),
    "nowhere up": ("a b", "a", "up", "a b"),
    "nowhere down": ("a b", "b", "down", "a b"),
    "nowhere left": ("a b", "a", "left", "a b"),
}


@pytest.mark.parametrize("name", STEPS)
def test_step(name: str) -> None:
    before, parts, way, after = STEPS[name]
    form = form_of(before)
    dragged = tuple(parts.split())
    place = stepping.step(form, dragged, way)
    found = layout.drop(form, dragged, *place) if place else form
    assert isinstance(found, Form)
    assert picture_of(found) == after


@pytest.mark.parametrize("name", CASES)
def test_every_drop_of_the_mouse_is_reached_by_keys(name: str) -> None:
    before, dragged, _, _, after = CASES[name]
    form = form_of(before)
    reached = {before}
    for place in stepping.places(form, dragged):
        found = layout.drop(form, dragged, *place)
        assert isinstance(found, Form)
        reached.add(picture_of(found))
    assert after in reached


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_no_place(name: str) -> None:
    before, dragged, target, side, _ = REFUSED[name]
    assert (target, side) not in stepping.places(form_of(before), dragged)


def test_the_places_of_an_empty_canvas() -> None:
    assert stepping.places(Form(""), Kind.TEXT) == [("", layout.Side.INSIDE)]
