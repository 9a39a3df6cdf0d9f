"""Where a dragged field may fall, each case as a picture before and after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.form import layout
from app.form.layout import Refusal, Side, drop, targets, why_not
from app.model.form import COLUMNS, Form, Kind
from tests.app.form.picture import form_of, picture_of

UP, DOWN, LEFT, RIGHT, INSIDE = Side.UP, Side.DOWN, Side.LEFT, Side.RIGHT, Side.INSIDE
CASES = {
    "first on an empty canvas": ("", Kind.TEXT, "", INSIDE, "text"),
    "at the end of the canvas": ("a b", Kind.DATE, "", INSIDE, "a b date"),
    "above the first": ("a b", Kind.DATE, "a", UP, "date a b"),
    "below the last": ("a b", ("a",), "b", DOWN, "b a"),
    "between two": ("a b c", ("c",), "b", UP, "a c b"),
    "two at once, in the order of the screen": ("a b c d", ("d", "a"), "b", DOWN, "b a d c"),
    "onto itself: nothing happens": ("a b", ("a",), "a", DOWN, "a b"),
    "into a group": ("a (s: b)", ("a",), "s", INSIDE, "(s: b a)"),
    "into an empty group": ("a (s:)", ("a",), "s", INSIDE, "(s: a)"),
    "above a field of a group": ("a (s: b)", ("a",), "b", UP, "(s: a b)"),
    "out of a group": ("(s: a b) c", ("a",), "c", DOWN, "(s: b) c a"),
    "a group into a group": ("(s: a) (r: b)", ("s",), "r", INSIDE, "(r: b (s: a))"),
    "left of a field: columns": ("a b", ("b",), "a", LEFT, "[b a]"),
    "right of a field: columns": ("a b", Kind.MONEY, "a", RIGHT, "[a money] b"),
    "a third column": ("[a b] c", ("c",), "a", RIGHT, "[a c b]"),
    "a column at the end": ("[a b] c", ("c",), "c1", INSIDE, "[a b c]"),
    "columns change places": ("[a b c]", ("c",), "a", LEFT, "[c a b]"),
    "out of columns: two left": ("[a b c] d", ("b",), "d", DOWN, "[a c] d b"),
    "out of columns: they dissolve": ("[a b] c", ("a",), "c", DOWN, "b c a"),
    "below one beside it: columns dissolve": ("[a b]", ("b",), "a", DOWN, "a b"),
    "columns beside a field: one row": ("[a b] c", ("c1",), "c", LEFT, "[a b c]"),
    "into a sub-table": ("a {t: b}", ("a",), "t", INSIDE, "{t: b a}"),
    "before a column of a sub-table": ("a {t: b}", ("a",), "b", LEFT, "{t: a b}"),
    "out of a sub-table": ("{t: a b}", ("a",), "t", UP, "a {t: b}"),
    "a sub-table with what it holds": ("{t: a b} c", ("t",), "c", DOWN, "c {t: a b}"),
    "a group with one of its own fields": ("(s: a b) c", ("s", "a"), "c", DOWN, "c (s: a b)"),
}
REFUSED = {
    "a fifth column": ("[a b c d] e", ("e",), "d", RIGHT, layout.TOO_MANY),
    "two beside three": ("[a b c] d e", ("d", "e"), "a", LEFT, layout.TOO_MANY),
    "a new sub-table into a sub-table": ("{t: a}", Kind.TABLE, "t", INSIDE, layout.TABLE_IN_TABLE),
    "a sub-table into another": ("{t: a} {u: b}", ("t",), "u", INSIDE, layout.TABLE_IN_TABLE),
    "a group with a sub-table": ("(s: {t: a}) {u: b}", ("s",), "b", UP, layout.TABLE_IN_TABLE),
    "a group into a sub-table": ("(s: a) {t: b}", ("s",), "t", INSIDE, layout.FIELDS_ONLY),
    "a note into a sub-table": ("{t: b}", Kind.NOTE, "b", DOWN, layout.FIELDS_ONLY),
    "a sub-table into columns": ("[a b] {t: c}", ("t",), "a", LEFT, layout.WHOLE_WIDTH),
    "a sub-table into a group in columns": (
        "[(s: a) b] {t: c}",
        ("t",),
        "s",
        INSIDE,
        layout.WHOLE_WIDTH,
    ),
    "a group into itself": ("(s: a)", ("s",), "s", INSIDE, layout.INTO_ITSELF),
    "a group into its own child": ("(s: (r: a))", ("s",), "r", INSIDE, layout.INTO_ITSELF),
    "beside its own child": ("(s: a)", ("s",), "a", LEFT, layout.INTO_ITSELF),
    "into a field": ("a b", ("b",), "a", INSIDE, layout.NO_HOLDER),
    "a field that is gone": ("a", ("x",), "a", UP, layout.NOT_THERE),
    "at a field that is gone": ("a", ("a",), "x", UP, layout.NOT_THERE),
}


@pytest.mark.parametrize("name", CASES)
def test_drop(name: str) -> None:
    before, dragged, target, side, after = CASES[name]
    form = drop(form_of(before), dragged, target, side)
    assert isinstance(form, Form)
    assert picture_of(form) == after


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    before, dragged, target, side, refusal = REFUSED[name]
    form = form_of(before)
    assert drop(form, dragged, target, side) == refusal == why_not(form, dragged, target, side)
    assert (target, side) not in targets(form, dragged)


def test_a_new_holder_of_columns_stays_while_it_is_filled() -> None:
    form = drop(form_of("a b"), Kind.COLUMNS, "", INSIDE)
    assert isinstance(form, Form)
    columns = form.parts[-1].id
    for part in ("a", "b"):
        form = drop(form, (part,), columns, INSIDE)
        assert isinstance(form, Form)
    assert picture_of(form) == "[a b]"


PICTURES = st.sampled_from(
    ["a b c d e", "(s: a [b c]) d {t: e f}", "[a b c d] e (s: (r: f))", "{t: a b} {u: c} [d e]"]
)


@given(PICTURES, st.data())
def test_every_drop_keeps_every_field_and_every_rule_of_the_layout(
    picture: str, data: st.DataObject
) -> None:
    form = form_of(picture)
    for _ in range(data.draw(st.integers(1, 8))):
        ids = [part.id for part in form.parts]
        kinds = st.sampled_from([Kind.TEXT, Kind.TABLE, Kind.SECTION, Kind.COLUMNS, Kind.NOTE])
        picked = st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True).map(tuple)
        dragged = data.draw(st.one_of(picked, kinds))
        place = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(list(Side)))
        found = drop(form, dragged, *place)
        is_target = place in targets(form, dragged)
        assert is_target == isinstance(found, Form)
        if isinstance(found, Refusal):
            continue
        new = 0 if isinstance(dragged, tuple) else 1
        _sound(found)
        assert len(_fields(found)) == len(_fields(form)) + new * (dragged != Kind.COLUMNS)
        form = found


def _fields(form: Form) -> list[str]:
    return [part.id for part in form.parts if part.kind != Kind.COLUMNS]


def _sound(form: Form) -> None:
    seen: set[str] = {""}
    for part in form.parts:
        assert part.parent in seen, "parents stand before what they hold"
        assert part.id not in seen
        seen.add(part.id)
        assert part.kind not in layout.NOT_IN_TABLES or not form.table_of(part)
        if part.kind == Kind.COLUMNS:
            held = form.children(part.id)
            assert len(held) <= COLUMNS
            assert not any(child.kind in (Kind.TABLE, Kind.COLUMNS) for child in held)
