"""The list of forms, on a real session: begun from a template, published, filled, brought in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.form import draft, templates
from app.form.exchange import form_file
from ui.form.page import FormsPage
from ui.parts.host import Host, Notice


@pytest.fixture
def page(qtbot: QtBot, host: Host) -> Iterator[FormsPage]:
    page = FormsPage(host)
    host.bridge.changed.connect(page.on_changed)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.refresh()
    yield page
    page.hide()


def choose(page: FormsPage, row: int) -> None:
    page.grid.go(page.source.key(row))
    QApplication.processEvents()


def test_a_form_is_begun_published_and_filled(qtbot: QtBot, page: FormsPage, host: Host) -> None:
    went: list[str] = []
    host.went.connect(went.append)
    assert page.fill_button.isEnabled() is False
    page.create_from("expense")
    QApplication.processEvents()
    assert [page.source.words(0, key) for key in ("name", "state")] == ["费用报销", "草稿"]
    choose(page, 0)
    qtbot.mouseClick(page.fill_button, Qt.MouseButton.LeftButton)
    assert not went
    qtbot.mouseClick(page.publish_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert [page.source.words(0, key) for key in ("state", "versions")] == ["已发布", "1"]
    qtbot.mouseClick(page.fill_button, Qt.MouseButton.LeftButton)
    form = host.session.list("form")[0].id
    assert went == [f"record/new/{form.hex()}"]
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert went[-1] == f"records/{form.hex()}"
    host.session.undo()
    host.session.undo()
    QApplication.processEvents()
    assert page.source.count() == 0


def test_a_form_comes_in_from_a_file(
    page: FormsPage, host: Host, tmp_path: Path, settled: Callable[[], None]
) -> None:
    form = templates.named("leave").form
    file = tmp_path / "leave.json"
    file.write_bytes(form_file.text_of(form).encode())
    page.take_in(file)
    settled()
    (row,) = host.session.list("form")
    assert draft.read(host.session, row.id).form.parts


def test_what_is_no_form_is_told(
    page: FormsPage, host: Host, tmp_path: Path, settled: Callable[[], None], said: list[Notice]
) -> None:
    file = tmp_path / "other.json"
    file.write_text("[1, 2]", encoding="utf-8")
    page.take_in(file)
    settled()
    assert host.session.list("form") == []
    assert said


def test_a_form_is_copied_exported_and_comes_back(
    page: FormsPage, host: Host, tmp_path: Path, settled: Callable[[], None]
) -> None:
    page.create_from("expense")
    QApplication.processEvents()
    choose(page, 0)
    page.copy()
    QApplication.processEvents()
    assert [page.source.words(row, "name") for row in range(2)] == ["费用报销", "费用报销 副本"]
    one, other = (draft.read(host.session, row.id).form for row in page.source.rows)
    assert one.parts == other.parts
    choose(page, 0)
    page.give_out(tmp_path / "费用报销.json")
    page.take_in(tmp_path / "费用报销.json")
    settled()
    QApplication.processEvents()
    assert draft.read(host.session, page.source.rows[2].id).form.parts == one.parts


def test_a_blank_form_goes_to_the_designer(page: FormsPage, host: Host) -> None:
    went: list[str] = []
    host.went.connect(went.append)
    page.create_blank()
    QApplication.processEvents()
    form = host.session.list("form")[0].id
    assert went == [f"form/{form.hex()}"]
    choose(page, 0)
    page.design_button.click()
    assert went[-1] == f"form/{form.hex()}"
