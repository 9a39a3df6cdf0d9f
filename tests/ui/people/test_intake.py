"""People through the wizard, from a file of an office to the directory and back by one undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.model.errors import Refused
from app.sheet.grid import Sheet
from tests.ui.people.firm import Room
from ui.parts.host import Notice
from ui.parts.importer import COLUMNS, TRIAL
from ui.parts.importer_intake import Filed, Wish
from ui.people.intake import PeopleIntake

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
CSV = (
    "青禾生活 人员表\n"
    "姓名,部门,岗位,邮箱,手机号,技能\n"
    "张伟,品牌部/内容组,内容主编,zw@qinghe.cn,13900001111,长文案\n"
    "何静,品牌部/视频组,剪辑,hj@qinghe.cn,12,短视频，调色\n"
    ",财务部,会计,,,\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "人员.csv"
    path.write_text(CSV, encoding="gb18030")
    return path


def test_a_table_of_an_office_becomes_people(room: Room, table: Path, said: list[Notice]) -> None:
    before = room.kept()
    dialog = room.page.begin_import()
    assert QApplication.activeModalWidget() is dialog
    dialog.read(table)
    room.settle()
    assert dialog.step == COLUMNS
    dialog.next.click()
    room.settle()
    assert dialog.step == TRIAL
    assert room.kept() == before
    assert dialog.trial.source.count() == 2
    dialog.next.click()
    room.settle()
    (made,) = room.session.list("person", [("name", "=", "何静")])
    names = {row.id: row.text("name") for row in room.session.list("department")}
    assert names[made.ref("department") or b""] == "视频组"
    assert said[-1] == Notice("已添加 1 人，更新 1 人", is_undo=True)
    room.settle()
    assert "何静" in room.page.listing.shown()
    room.undo()
    assert room.kept() == before


def test_the_page_remembers_columns(room: Room, table: Path) -> None:
    for place in (0, 1):
        dialog = room.page.begin_import()
        dialog.read(table)
        room.settle()
        held = dialog.columns.preview.columns
        assert ("phone" in held) == (place == 0)
        dialog.columns.preview.choose(4, "")
        dialog.next.click()
        room.settle()
        dialog.reject()


def test_a_stop_in_the_middle_leaves_nothing(room: Room) -> None:
    before = room.kept()
    rows = tuple((f"人员{i}",) for i in range(1_000))
    intake = PeopleIntake(room.session)
    wish = Wish(Filed("x", ("姓名",), rows, kept=Sheet(("姓名",), rows)), {"name": 0})
    trial = intake.dry_run(wish)
    told: list[float] = []

    def stop(part: float) -> None:
        told.append(part)
        if part >= 0.4:
            raise Refused("stopped", "Stopped; nothing was imported")

    with pytest.raises(Refused):
        intake.run(wish, trial, stop)
    assert told == [0.0, 0.2, 0.4]
    assert room.kept() == before
