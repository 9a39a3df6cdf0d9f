"""The import wizard against an intake made for it: steps, memory, stopping, the rows to mend."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.model.errors import Refused
from app.model.step import Step
from app.people import exchange
from app.sheet import file
from app.sheet.grid import Cell
from ui.parts import importer_faults, importer_memory
from ui.parts.host import Host, Notice
from ui.parts.importer import COLUMNS, FILE, RUN, TRIAL, ImportDialog
from ui.parts.importer_intake import (
    Count,
    Field,
    Filed,
    Target,
    Trial,
    Trouble,
    Wish,
    bytes_of,
)

Settled = Callable[[], None]
HEADERS = ("名字", "城市", "电话")
ROWS: tuple[tuple[Cell, ...], ...] = (("甲", "上海", 1.0), ("乙", "=cmd", "x"), ("", "广州", None))


@dataclass
class Shelf:
    """An intake that keeps what it is given, and waits where it is told to."""

    done: list[Wish] = field(default_factory=list)
    may_go: threading.Event = field(default_factory=threading.Event)
    has_begun: threading.Event = field(default_factory=threading.Event)
    kind = "shelf"
    title = "导入"
    endings = (".csv",)
    places: Sequence[Target] = ()
    is_fine: bool = False

    def fields(self) -> Sequence[Field]:
        return Field("name", "姓名", is_needed=True), Field("city", "城市"), Field("phone", "手机")

    def read(self, path: Path) -> Filed:
        bytes_of(path)
        self.has_begun.set()
        if path.stem == "slow":
            self.may_go.wait(5)
        if path.stem == "broken":
            raise Refused("bad_file", "The file is empty", hint="Close it in other programs")
        return Filed(path.name, HEADERS, ROWS, 2)

    def propose(self, filed: Filed) -> Mapping[str, int]:
        return {"city": 1}

    def targets(self, filed: Filed) -> Sequence[Target]:
        return self.places

    def dry_run(self, wish: Wish) -> Trial:
        troubles = [Trouble(3, "C 电话", "{value} is no phone number", {"value": "x"})]
        counts = (Count(2, "新增", "success"), Count(1, "需要看看", "warn"))
        return Trial(counts, () if self.is_fine else troubles, ("将新建 1 个城市",))

    def run(self, wish: Wish, trial: Trial, step: Step) -> str:
        step(0.5)
        self.has_begun.set()
        self.may_go.wait(5)
        step(1)
        self.done.append(wish)
        return "已添加 2 项"


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.may_go.set()
    return shelf


@pytest.fixture
def memory() -> dict[str, object]:
    return {}


@pytest.fixture
def wizard(qtbot: QtBot, host: Host, shelf: Shelf, memory: dict[str, object]) -> ImportDialog:
    dialog = ImportDialog(None, host, shelf, memory)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "名单.csv"
    path.write_bytes(b"x")
    return path


def to_columns(wizard: ImportDialog, table: Path, settled: Settled) -> None:
    wizard.read(table)
    settled()
    assert wizard.step == COLUMNS


def test_a_file_that_is_dropped_is_read(
    qtbot: QtBot, wizard: ImportDialog, table: Path, settled: Settled
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(table))])
    action = Qt.DropAction.CopyAction
    keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    wizard.choose.dropEvent(QDropEvent(QPoint(9, 9), action, mime, button, keys))
    settled()
    assert wizard.step == COLUMNS
    assert [choice.accessibleName() for choice in wizard.columns.preview.choices] == [
        "列 A  名字 对应什么",
        "列 B  城市 对应什么",
        "列 C  电话 对应什么",
    ]


def test_two_files_a_folder_and_a_bad_one_are_refused_with_a_reason(
    wizard: ImportDialog, tmp_path: Path, said: list[Notice], settled: Settled
) -> None:
    for path in (tmp_path / "broken.csv", tmp_path / "no-such.csv", tmp_path):
        if path.suffix and path.stem == "broken":
            path.write_bytes(b"x")
        wizard.read(path)
        settled()
        assert wizard.step == FILE
        assert wizard.choose.reason
    assert said == []


def test_a_needed_column_is_asked_for(wizard: ImportDialog, table: Path, settled: Settled) -> None:
    to_columns(wizard, table, settled)
    assert not wizard.next.isEnabled()
    assert wizard.next.toolTip() == "请指定哪一列是「姓名」"
    wizard.columns.preview.choose(0, "name")
    assert wizard.next.isEnabled()
    wizard.columns.preview.choose(2, "name")
    assert wizard.columns.preview.columns == {"city": 1, "name": 2}, "no field has two columns"


def test_a_choice_is_made_by_keys(
    qtbot: QtBot, wizard: ImportDialog, table: Path, settled: Settled
) -> None:
    to_columns(wizard, table, settled)
    choice = wizard.columns.preview.choices[0]
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert wizard.columns.preview.columns["name"] == 0


def test_columns_are_remembered_by_their_headers(
    qtbot: QtBot,
    host: Host,
    wizard: ImportDialog,
    table: Path,
    settled: Settled,
) -> None:
    memory: dict[str, object] = {}
    for has_been in (False, True):
        dialog = ImportDialog(None, host, Shelf(), memory)
        qtbot.addWidget(dialog)
        dialog.show()
        to_columns(dialog, table, settled)
        held = dialog.columns.preview.columns
        assert held == ({"name": 0, "phone": 2} if has_been else {"city": 1})
        dialog.columns.preview.choose(0, "name")
        dialog.columns.preview.choose(1, "")
        dialog.columns.preview.choose(2, "phone")
        dialog.next.click()
        settled()
    assert importer_memory.recall(memory, "shelf", ("x",), ["name"]) is None
    assert importer_memory.fingerprint(["A  b"]) == importer_memory.fingerprint(["a B "])


def to_trial(wizard: ImportDialog, table: Path, settled: Settled) -> None:
    to_columns(wizard, table, settled)
    wizard.columns.preview.choose(0, "name")
    wizard.next.click()
    settled()
    assert wizard.step == TRIAL


def test_the_trial_says_what_is_wrong_in_words(
    wizard: ImportDialog, shelf: Shelf, table: Path, settled: Settled
) -> None:
    to_trial(wizard, table, settled)
    source = wizard.trial.source
    assert [source.words(0, key) for key in ("row", "column", "said")] == [
        "3",
        "C 电话",
        "「x」不是电话号码",
    ]
    assert shelf.done == []


def test_the_import_tells_of_its_undo(
    wizard: ImportDialog, shelf: Shelf, table: Path, said: list[Notice], settled: Settled
) -> None:
    to_trial(wizard, table, settled)
    wizard.next.click()
    settled()
    assert len(shelf.done) == 1
    assert said == [Notice("已添加 2 项", is_undo=True)]
    assert not wizard.isVisible()


def test_stopping_a_reading_drops_its_result(
    wizard: ImportDialog, shelf: Shelf, tmp_path: Path, settled: Settled
) -> None:
    slow = tmp_path / "slow.csv"
    slow.write_bytes(b"x")
    shelf.may_go.clear()
    wizard.read(slow)
    assert shelf.has_begun.wait(5)
    assert wizard.is_busy
    wizard.reject()
    assert wizard.isVisible(), "the first Cancel stops, it does not close"
    assert not wizard.is_busy
    shelf.may_go.set()
    settled()
    assert wizard.step == FILE
    wizard.reject()
    assert not wizard.isVisible()


def test_stopping_an_import_goes_back_to_the_trial(
    wizard: ImportDialog, shelf: Shelf, table: Path, said: list[Notice], settled: Settled
) -> None:
    to_trial(wizard, table, settled)
    shelf.may_go.clear()
    shelf.has_begun.clear()
    wizard.next.click()
    assert wizard.step == RUN
    assert shelf.has_begun.wait(5)
    wizard.reject()
    shelf.may_go.set()
    settled()
    assert wizard.step == TRIAL
    assert shelf.done == []
    assert [notice.text for notice in said] == ["已停止，没有导入任何内容"]


def test_a_wizard_that_is_gone_is_not_told(
    qtbot: QtBot, host: Host, tmp_path: Path, settled: Settled
) -> None:
    shelf = Shelf()
    dialog = ImportDialog(None, host, shelf, {})
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    slow = tmp_path / "slow.csv"
    slow.write_bytes(b"x")
    dialog.read(slow)
    dialog.reject()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    shelf.may_go.set()
    settled()


def test_a_new_target_needs_a_name(qtbot: QtBot, host: Host, table: Path, settled: Settled) -> None:
    places = (Target(None, "新建", new_name="名单"), Target(b"x", "618大促"))
    dialog = ImportDialog(None, host, Shelf(places=places), {})
    qtbot.addWidget(dialog)
    dialog.show()
    to_columns(dialog, table, settled)
    dialog.columns.preview.choose(0, "name")
    assert dialog.columns.aim == (None, "名单")
    dialog.columns.name.clear()
    assert not dialog.next.isEnabled()
    qtbot.keyClick(dialog.columns.target, Qt.Key.Key_Down)
    assert dialog.columns.aim == (b"x", "")
    assert dialog.next.isEnabled()
    assert not dialog.columns.name.isVisible()


def test_the_rows_to_mend_are_a_workbook_without_formulas(
    wizard: ImportDialog, table: Path, tmp_path: Path, said: list[Notice], settled: Settled
) -> None:
    to_trial(wizard, table, settled)
    path = tmp_path / "错误表.xlsx"
    wizard.save_faults(path)
    sheet = file.read(path.read_bytes(), path.name, exchange.known_count)
    assert sheet.header == ("行", "问题", *HEADERS)
    assert sheet.rows == ((3.0, "C 电话: 「x」不是电话号码", "乙", "=cmd", "x"),)
    assert said[-1].text == "已保存 错误表.xlsx"
    wizard.save_faults(tmp_path / "no" / "x.xlsx")
    assert said[-1].tone == "danger"
    assert not list(tmp_path.glob("*.new"))


def test_troubles_of_one_row_stand_together() -> None:
    filed = Filed("x", HEADERS, ROWS, 2)
    wrong = [Trouble(3, "A", "The file is empty"), Trouble(None, "", "The file is empty")]
    assert importer_faults.workbook(filed, [*wrong, wrong[0]])[:2] == b"PK"
