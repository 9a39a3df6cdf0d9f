"""The drop cases of the canvas, each by mouse and by keyboard; each undone gives the start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.form import layout, stepping
from app.form.layout import Side
from app.model.form import Form, Kind
from tests.app.form.picture import form_of, picture_of
from tests.app.form.test_layout import CASES, REFUSED
from tests.ui.form.designer.conftest import Begin
from ui.form.designer import look

UNREACHED = {
    "a group with one of its own fields",
    "at a field that is gone",
    "a field that is gone",
}


def drawn(form: Form) -> str:
    """The picture of a form; a part that was made just now is called by its kind."""
    said = picture_of(form)
    for part in form.parts:
        if part.id.startswith("f_"):
            said = said.replace(part.id, part.kind)
    return said


@pytest.mark.parametrize("name", CASES)
def test_by_mouse(begin: Begin, name: str) -> None:
    before, dragged, target, side, after = CASES[name]
    hands = begin(form_of(before))
    start = hands.form
    hands.drag(dragged, target, side)
    assert drawn(hands.form) == after
    assert hands.bench.carry.hand is None
    if hands.form != start:
        hands.page.host.session.undo()
    assert hands.form == start


@pytest.mark.parametrize("name", CASES)
def test_by_keyboard(begin: Begin, name: str) -> None:
    before, dragged, _, _, after = CASES[name]
    hands = begin(form_of(before))
    start = hands.form
    if isinstance(dragged, Kind):
        tiles = hands.bench.palette_pane.tiles
        hands.bench.palette_pane.search.setText(look.kind_words(dragged))
        assert tiles.first() == dragged
        hands.key(Qt.Key.Key_Space, widget=tiles)
    else:
        hands.desk.select(dragged)
        hands.key(Qt.Key.Key_Space)
    assert hands.bench.carry.is_lifted
    hands.key(Qt.Key.Key_Home)
    for place in stepping.places(hands.form, dragged):
        found = layout.drop(hands.form, dragged, *place)
        if isinstance(found, Form) and drawn(found) == after:
            break
        hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    assert drawn(hands.form) == after
    if hands.form != start:
        hands.page.host.session.undo()
    assert hands.form == start


@pytest.mark.parametrize("name", sorted(set(REFUSED) - UNREACHED))
def test_refused_with_a_reason(begin: Begin, name: str) -> None:
    before, dragged, target, side, refusal = REFUSED[name]
    hands = begin(form_of(before))
    start = hands.form
    aim = None
    source = hands.take(dragged)
    if target in hands.board.stage.by_id:
        hands.hold_over(source, target, side)
        aim = hands.bench.carry.aim
    hands.let_go(source)
    if aim is not None and aim.refusal is not None:
        assert aim.refusal == refusal
        assert aim.line is None
        assert hands.form == start
    else:
        # In the hand its own children are a bar, and a place aside that is full means above.
        assert refusal in (
            layout.INTO_ITSELF,
            layout.TOO_MANY,
            layout.NO_HOLDER,
            layout.WHOLE_WIDTH,
        )


def test_escape_puts_it_back(begin: Begin) -> None:
    hands = begin(form_of("a b c"))
    start = hands.form
    source = hands.take(("a",))
    hands.hold_over(source, "c", Side.DOWN)
    assert hands.bench.carry.aim is not None
    QTest.keyClick(hands.board, Qt.Key.Key_Escape)
    hands.let_go(source)
    assert hands.form == start
    hands.desk.select(("a",))
    hands.key(Qt.Key.Key_Space)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Escape)
    assert hands.form == start


def test_alt_and_arrows_move(begin: Begin) -> None:
    hands = begin(form_of("a b c"))
    hands.desk.select(("c",))
    hands.key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert drawn(hands.form) == "a c b"
    hands.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert drawn(hands.form) == "[a c] b"
    hands.page.host.session.undo()
    hands.page.host.session.undo()
    assert drawn(hands.form) == "a b c"
