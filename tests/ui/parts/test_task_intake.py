"""Tasks through the wizard: CSV, JSON and MS Project, into a new campaign or one that is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.model.errors import Refused
from app.plan import commands, files
from ui.parts.host import Host, Notice
from ui.parts.importer import COLUMNS, TRIAL, ImportDialog
from ui.parts.importer_intake import Wish
from ui.plan.intake import TaskIntake

pytestmark = pytest.mark.usefixtures("qapp")  # words are the application's
Settled = Callable[[], None]
CSV = (
    "序号,任务名称,负责人,开始日期,结束日期,前置任务\n"
    "1,筹备,王芳,2026-06-01,2026-06-05,\n"
    "2,脚本,新同事,2026-06-06,2026-06-08,1\n"
    "3,,,,,\n"
    "4,彩排,,6月40日,2026-06-10,9\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "直播计划.csv"
    path.write_text(CSV, encoding="gb18030")
    return path


def state(desk: Desk) -> object:
    tables = ("campaign", "task", "link", "assignment", "person", "calendar")
    return {name: {r.id: dict(r) for r in desk.session.list(name)} for name in tables}


def test_a_table_becomes_a_new_campaign_and_one_undo_takes_it_away(
    qtbot: QtBot, host: Host, desk: Desk, table: Path, settled: Settled
) -> None:
    before = state(desk)
    said: list[Notice] = []
    host.said.connect(said.append)
    dialog = ImportDialog(None, host, TaskIntake(desk.session), {})
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.read(table)
    settled()
    assert dialog.step == COLUMNS
    assert dialog.columns.preview.columns["name"] == 1
    dialog.next.click()
    settled()
    assert dialog.step == TRIAL
    assert state(desk) == before, "a trial writes nothing"
    source = dialog.trial.source
    assert {source.words(row, "row") for row in range(source.count())} == {"4", "5"}
    dialog.next.click()
    settled()
    (made,) = desk.session.list("campaign")
    assert made.text("name") == "直播计划"
    tasks = desk.session.list("task", (), ["okey"])
    assert [row.text("name") for row in tasks] == ["筹备", "脚本", "彩排"]
    assert said == [Notice("已把 3 项任务导入「直播计划」", is_undo=True)]
    desk.session.undo()
    settled()
    assert state(desk) == before


def test_tasks_join_a_campaign_behind_its_own(desk: Desk, campaign: bytes, table: Path) -> None:
    session = desk.session
    before = state(desk)
    held = commands.outline(session.list("task", [("campaign", "=", campaign)]))
    last = [place.row.text("name") for place in held if place.depth == 0][-1]
    intake = TaskIntake(session, campaign)
    filed = intake.read(table)
    targets = intake.targets(filed)
    assert [target.words for target in targets] == ["618大促", "新建活动"]
    wish = Wish(filed, intake.propose(filed), campaign)
    trial = intake.dry_run(wish)
    assert [count.number for count in trial.counts] == [3, 1, 1, 3]
    intake.run(wish, trial, lambda _part: None)
    placed = commands.outline(session.list("task", [("campaign", "=", campaign)]))
    top = [place.row.text("name") for place in placed if place.depth == 0]
    assert top[-4:] == [last, "筹备", "脚本", "彩排"]
    assert len(session.list("campaign")) == 1
    session.undo()
    assert state(desk) == before


def test_a_stop_in_the_middle_leaves_nothing(desk: Desk, campaign: bytes, table: Path) -> None:
    before = state(desk)
    intake = TaskIntake(desk.session, campaign)
    filed = intake.read(table)
    wish = Wish(filed, intake.propose(filed), campaign)

    def stop(_part: float) -> None:
        raise Refused("stopped", "Stopped; nothing was imported")

    with pytest.raises(Refused):
        intake.run(wish, intake.dry_run(wish), stop)
    assert state(desk) == before


def test_ms_project_says_itself_what_its_columns_are(
    desk: Desk, campaign: bytes, tmp_path: Path
) -> None:
    plan = commands.export_plan(desk.session, campaign)
    path = tmp_path / "plan.xml"
    path.write_bytes(files.write(plan, "mspdi"))
    intake = TaskIntake(desk.session)
    filed = intake.read(path)
    assert not filed.is_mapped
    assert len(filed.rows) == len(plan.tasks)
    trial = intake.dry_run(Wish(filed, {}, campaign))
    assert trial.counts[0].number == len(plan.tasks)
    assert any("同名" in note for note in trial.notes)


def test_json_is_a_table_too(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_text('{"tasks": [{"任务名称": "筹备", "负责人": ["王芳", "张伟"]}]}', "utf-8")
    intake = TaskIntake(desk.session)
    filed = intake.read(path)
    trial = intake.dry_run(Wish(filed, intake.propose(filed), None, "新活动"))
    assert [count.number for count in trial.counts] == [1, 0, 0, 0]


def test_something_else_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG....")
    with pytest.raises(Refused):
        TaskIntake(desk.session).read(path)
