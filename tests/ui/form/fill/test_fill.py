"""The page on which a record is filled, on a real session: real keys, then the session is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.form import commands, publishing, records, templates
from app.form.filling import RECORD, Filling
from app.form.flaws import flaws
from app.form.records import Held
from tests.app.form.randoms import records as at_random
from tests.app.form.test_filling import BUDGET
from tests.ui import hands
from ui.form.fill.block import FieldBlock
from ui.form.fill.fill import FillPage
from ui.form.fill.paper import world_of
from ui.form.fill.table import TableBlock
from ui.form.fill.view import FormView
from ui.kit.fields import Line
from ui.parts.host import Host, Notice

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)


@pytest.fixture
def record(host: Host) -> bytes:
    form = commands.create_of(host.session, BUDGET)
    publishing.publish(host.session, form)
    return records.begin(host.session, form)


@pytest.fixture
def page(qtbot: QtBot, host: Host, record: bytes) -> Iterator[FillPage]:
    page = FillPage(host)
    host.bridge.changed.connect(page.on_changed)
    qtbot.addWidget(page)
    page.resize(1440, 900)
    page.show()
    page.open([record.hex()])
    QApplication.processEvents()
    yield page
    page.hide()
    QApplication.processEvents()


def held(host: Host, record: bytes) -> Held:
    return records.load(host.session, record)


def field(page: FillPage, part: str) -> FieldBlock:
    assert page.view is not None
    block = page.view.block(part)
    assert isinstance(block, FieldBlock)
    return block


def typed(page: FillPage, part: str, text: str) -> None:
    """Write into a field and leave it."""
    line = field(page, part).findChild(Line)
    assert line is not None
    line.setFocus()
    hands.write(line, text)
    assert page.view is not None
    page.view.commit()
    QApplication.processEvents()


def test_an_answer_is_kept_as_it_is_typed_and_undone(
    page: FillPage, host: Host, record: bytes
) -> None:
    typed(page, "f_name", "夏日海边露营")
    assert held(host, record).sheet.answers[RECORD]["f_name"] == "夏日海边露营"
    host.session.undo()
    QApplication.processEvents()
    assert "f_name" not in held(host, record).sheet.answers[RECORD]
    line = field(page, "f_name").findChild(Line)
    assert line is not None
    assert line.text() == ""


def test_handing_in_lists_every_place_and_goes_to_the_first(
    page: FillPage, host: Host, record: bytes, said: list[Notice]
) -> None:
    page.submit()
    QApplication.processEvents()
    assert held(host, record).row.text("state") == "draft"
    assert said
    assert page.paper is not None
    wrong = {(flaw.part, flaw.rule) for flaw in page.paper.flaws if flaw.level == "error"}
    assert wrong == {("f_name", "required"), ("f_lines", "required")}


def test_a_whole_record_by_the_page(
    qtbot: QtBot, page: FillPage, host: Host, record: bytes
) -> None:
    typed(page, "f_name", "开箱")
    assert page.view is not None
    table = page.view.block("f_lines")
    assert isinstance(table, TableBlock)
    QApplication.clipboard().setText("灯光\t2\t100\n道具\t1\t50.5")
    table.grid.setFocus()
    qtbot.keyClick(table.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert page.paper is not None
    assert page.paper.filling.kept(RECORD, "f_total") == "250.5"
    assert len(held(host, record).sheet.answers) == 3
    page.submit()
    QApplication.processEvents()
    assert held(host, record).row.text("state") == "submitted"
    assert held(host, record).sheet.answers[RECORD]["f_total"] == "250.5"
    assert page.head.submit_button.isEnabled() is False


def test_what_a_condition_asks_for_comes_into_sight(
    qtbot: QtBot, page: FillPage, host: Host, record: bytes
) -> None:
    assert page.view is not None
    assert page.view.block("f_why") is None
    table = page.view.block("f_lines")
    assert isinstance(table, TableBlock)
    QApplication.clipboard().setText("灯光\t1\t900")
    table.grid.setFocus()
    qtbot.keyClick(table.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert page.view.block("f_why") is not None
    host.session.undo()
    QApplication.processEvents()
    assert held(host, record).sheet.lines.get("f_lines", ()) == ()


@pytest.mark.parametrize("name", templates.names())
def test_every_template_can_be_shown(qtbot: QtBot, host: Host, name: str) -> None:
    form = templates.named(name).form
    view = FormView(form, host)
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    QApplication.processEvents()
    image = view.grab().toImage()
    assert not image.isNull()
    assert len({image.pixel(x, 40) for x in range(0, image.width(), 7)}) > 1 or colours(image) > 2
    view.hide()


def colours(image: QImage) -> int:
    return len({image.pixel(200, y) for y in range(0, image.height(), 5)})


def test_the_page_finds_what_the_engine_finds(page: FillPage, host: Host, record: bytes) -> None:
    """The third entry of a record: the same answers, the same errors."""
    paper = page.paper
    assert paper is not None
    for made in at_random(BUDGET, 12, 9):
        answers = {(RECORD, part): kept for part, kept in made.answers[RECORD].items()}
        empty = {(RECORD, part): None for part in ("f_name", "f_kind", "f_days", "f_why")}
        paper.answer(empty | answers)
        paper.check_now()
        now = held(host, record)
        told = {(f.line, f.part, f.rule) for f in paper.flaws}
        whole = Filling(paper.filling.form, now.sheet.answers, now.sheet.lines, world_of(host))
        assert told == {(f.line, f.part, f.rule) for f in flaws(whole)}
