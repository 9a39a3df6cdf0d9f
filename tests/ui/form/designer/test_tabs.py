"""The designer beside its canvas: check, clipboard, preview, JSON, publishing, versions, logic."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.form import publishing, templates
from app.form.filling import RECORD
from app.model.form import Form, Kind, Part
from tests.app.form.picture import form_of, picture_of
from tests.ui.form.designer.conftest import Begin
from tests.ui.form.designer.hands import LEFT, Hands
from tests.ui.hands import write
from ui.form.designer.jsontab import JsonTab
from ui.form.designer.logic import LogicTab
from ui.form.designer.preview import Preview
from ui.form.designer.publishing import PublishDialog, conversion_words
from ui.form.designer.versions import Versions

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WRONG = Form(
    "试",
    (
        Part("f_a", Kind.NUMBER, label="数量"),
        Part("f_b", Kind.TEXT, label="地址", required=True, visible_if="false"),
        Part("f_c", Kind.FORMULA, label="小计"),
    ),
)


def named(picture: str) -> Form:
    """The form of a picture, each part called by its id."""
    form = form_of(picture)
    return replace(form, parts=tuple(replace(one, label=one.id) for one in form.parts))


def tab(hands: Hands, key: str, kind: type) -> object:
    """Show a tab; its widget."""
    hands.page.show_tab(key)
    QApplication.processEvents()
    return hands.page.findChild(kind)


def test_the_check_jumps_mends_and_stops_the_publishing(begin: Begin) -> None:
    hands = begin(WRONG)
    lines = hands.bench.checks.lines
    assert [one.level for one in lines.found][:2] == ["error", "warning"]
    assert not hands.page.publish_button.isEnabled()
    assert "1" in hands.page.publish_button.text()
    QTest.mouseClick(lines, LEFT, pos=QPoint(60, 16))
    assert hands.desk.selected == ("f_c",)
    mendable = next(n for n, one in enumerate(lines.found) if one.fix)
    QTest.mouseClick(lines, LEFT, pos=QPoint(lines.width() - 30, mendable * 32 + 16))
    QApplication.processEvents()
    assert hands.form.by_id["f_b"].required is False
    hands.page.host.session.undo()
    assert hands.form.by_id["f_b"].required is True


def test_several_are_selected_copied_and_pasted_into_another_form(begin: Begin) -> None:
    hands = begin(named("a b c"))
    first = hands.board.stage.by_id
    QTest.mouseClick(hands.board, LEFT, pos=hands.point(first["a"], 0.5, 0.3))
    QTest.mouseClick(hands.board, LEFT, SHIFT, hands.point(first["b"], 0.5, 0.3))
    assert hands.desk.selected == ("a", "b")
    hands.key(Qt.Key.Key_C, CTRL)
    other = begin(named("z"))
    other.desk.select(("z",))
    other.key(Qt.Key.Key_V, CTRL)
    assert [part.label for part in other.form.parts] == ["z", "a", "b"]
    assert other.desk.selected == tuple(part.id for part in other.form.parts[1:])
    other.page.host.session.undo()
    assert picture_of(other.form) == "z"
    hands.key(Qt.Key.Key_D, CTRL)
    assert len(hands.form.parts) == 5
    hands.page.host.session.undo()
    hands.desk.select(("b",))
    hands.key(Qt.Key.Key_Delete)
    assert picture_of(hands.form) == "a c"
    assert hands.desk.selected == ("c",)


def test_a_rubber_band_selects_what_it_touches(begin: Begin) -> None:
    hands = begin(named("a b c"))
    board = hands.board
    start = QPoint(board.sheet.x() + 4, board.sheet.y() + 60)
    end = hands.point(board.stage.by_id["b"], 0.3, 0.5)
    QTest.mousePress(board, LEFT, pos=start)
    QTest.mouseMove(board, start + QPoint(10, 10))
    QTest.mouseMove(board, end)
    QTest.mouseRelease(board, LEFT, pos=end)
    assert hands.desk.selected == ("a", "b")
    assert board.band is None


def test_a_label_is_written_where_it_stands(begin: Begin) -> None:
    hands = begin(named("a b"))
    hands.desk.select(("a",))
    hands.key(Qt.Key.Key_F2)
    line = hands.bench.canvas.name
    assert line.isVisible()
    write(line, "活动名称")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert hands.form.by_id["a"].label == "活动名称"
    hands.page.host.session.undo()
    hands.key(Qt.Key.Key_F2)
    write(line, "别的")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert hands.form.by_id["a"].label == "a"


def test_the_preview_is_filled_with_samples_and_keeps_nothing(begin: Begin) -> None:
    hands = begin(templates.named("initiation").form)
    preview = tab(hands, "preview", Preview)
    assert isinstance(preview, Preview)
    preview.fill_samples()
    assert preview.view is not None
    assert preview.view.paper.filling.kept(RECORD, "f_name")
    assert len(preview.view.paper.filling.lines("f_staff")) == 2
    assert hands.page.host.session.list("record") == []
    preview.device.chosen.emit("phone")
    assert preview.view.maximumWidth() < 500


def test_json_is_changed_and_applied_as_one_step(begin: Begin) -> None:
    hands = begin(named("a b"))
    data = tab(hands, "data", JsonTab)
    assert isinstance(data, JsonTab)
    assert not data.apply_button.isEnabled()
    data.text.setPlainText(data.text.toPlainText().replace('"label": "a"', '"label": "甲"'))
    QTest.mouseClick(data.apply_button, LEFT)
    assert hands.form.by_id["a"].label == "甲"
    data.text.setPlainText("{ nonsense")
    assert not data.apply_button.isEnabled()
    hands.page.host.session.undo()
    assert hands.form.by_id["a"].label == "a"


def test_publishing_tells_what_becomes_of_answers_and_a_version_comes_back(begin: Begin) -> None:
    hands = begin(named("a b"))
    session, form = hands.page.host.session, hands.desk.id
    dialog = PublishDialog(hands.desk, hands.page)
    write(dialog.note, "第一版")
    dialog.go.click()
    assert [one.note for one in publishing.versions(session, form)] == ["第一版"]
    hands.desk.change(("a",), kind="number")
    second = PublishDialog(hands.desk, hands.page)
    assert {one.what for one in second.found.changes} == {"changed"}
    second.go.click()
    versions = tab(hands, "versions", Versions)
    assert isinstance(versions, Versions)
    assert [one.number for one in versions.every] == [1, 2]
    versions.back_to(versions.every[0])
    assert hands.form.by_id["a"].kind == "text"
    found = publishing.Conversion("a", "甲", "text", "number", 1182, 7)
    assert "1,182" in conversion_words(found)
    for one in (dialog, second):
        one.deleteLater()


def test_a_condition_is_built_in_rows(begin: Begin) -> None:
    hands = begin(templates.named("initiation").form)
    logic = tab(hands, "logic", LogicTab)
    assert isinstance(logic, LogicTab)
    QTest.mouseClick(logic.new_button, LEFT)
    rule = hands.form.rules[-1].id
    builder = logic.edit.builder
    QTest.mouseClick(builder.add_button, LEFT)
    assert hands.form.rules[-1].when == 'f_name = "0"'
    assert len(builder.rows.rows) == 1
    assert hands.form.rules[-1].id == rule
    logic.edit.kind.chosen.emit("lock")
    assert hands.form.rules[-1].kind == "lock"
    QTest.mouseClick(logic.up_button, LEFT)
    assert hands.form.rules[0].id == rule
    QTest.mouseClick(logic.away_button, LEFT)
    assert rule not in {one.id for one in hands.form.rules}
