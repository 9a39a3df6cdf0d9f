"""A small workspace in which 王芳 has work of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.model import ids
from app.model.change import Value
from app.session import Edit
from ui.parts.host import Host
from ui.work.page import WorkPage

Settled = Callable[[], None]


@dataclass(slots=True)
class Stage:
    """Who is there, and the tasks by name."""

    desk: Desk
    campaign: bytes
    people: dict[str, bytes]
    tasks: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def task(self, name: str, due: str, *people: str, **values: Value) -> bytes:
        """A task, given to these people on June 2."""
        with self.desk.session.edit("Add task") as edit:
            held = {"campaign": self.campaign, "name": name, "deadline": due or None, **values}
            row = edit.add("task", {"status": "todo", **held})
            for who in people:
                given = {"campaign": self.campaign, "task": row, "person": self.people[who]}
                edit.add("assignment", given, made(2))
        self.tasks[name] = row
        return row

    def fact(self, edit: Edit, day: int, task: str, who: str, **values: Value) -> bytes:
        """A comment of June."""
        place = {"campaign": self.campaign, "table": "task", "row": self.tasks[task]}
        held = {"kind": "comment", "person": self.people[who], **place, **values}
        return edit.add("comment", held, made(day))

    def work(self) -> dict[str, list[tuple[Value, ...]]]:
        """What undo has to bring back; that somebody has looked at something stays."""
        session = self.desk.session
        kept = [row for row in session.list("mark") if row["kind"] != "read"]
        tables = {name: session.list(name) for name in ("task", "assignment")}
        return {
            name: [(row.id, *row.values()) for row in rows]
            for name, rows in {**tables, "mark": kept}.items()
        }

    def undo(self, label: str) -> None:
        """Take this step back. What only notes that I have read something may lie above it."""
        session = self.desk.session
        while session.undo_state.undo == "":
            session.undo()
        assert session.undo_state.undo == label
        session.undo()


def made(day: int, hour: int = 9) -> bytes:
    """An id of this day of June 2026."""
    ms = round(datetime(2026, 6, day, hour, tzinfo=UTC).timestamp() * 1000)
    return ids.Ids(lambda: ms).new()


@pytest.fixture
def stage(desk: Desk) -> Stage:
    session = desk.session
    people = {row.text("name"): row.id for row in session.list("person")}
    zhang = people["张伟"]
    with session.edit("Begin") as edit:
        campaign = edit.add("campaign", {"name": "618大促", "owner": people["王芳"]})
    held = Stage(desk, campaign, people)
    own: dict[str, Value] = {"author": people["王芳"]}
    held.task("媒体名单确认", "2026-06-02T18:00:00", "王芳", **own)
    checks = '[{"text":"标题居中","done":false},{"text":"三个尺寸","done":true}]'
    held.task(
        "主视觉定稿", "2026-06-03T14:00:00", "王芳", **own, deliverable="三个尺寸", checklist=checks
    )
    held.task("周会纪要", "2026-06-05T18:00:00", "王芳", author=zhang)
    held.task("值班表", "2026-06-15T18:00:00", "王芳", **own)
    held.task("素材切图", "2026-06-06T18:00:00", "李娜", **own)
    with session.edit("Comment") as edit:
        mentions = f'["{people["王芳"].hex()}"]'
        held.fact(edit, 2, "素材切图", "张伟", body="@王芳 放左上还是居中？", mentions=mentions)
    return held


@pytest.fixture
def settled(qtbot: QtBot, host: Host) -> Settled:
    """Waits until a commit has reached the page and what it reads then is there."""

    def wait() -> None:
        for _ in range(3):
            qtbot.wait(5)
            qtbot.waitUntil(lambda: not host.worker.is_busy, timeout=5_000)

    return wait


@pytest.fixture
def page(qtbot: QtBot, host: Host, stage: Stage, settled: Settled) -> WorkPage:
    page = WorkPage(host)
    qtbot.addWidget(page)
    page.resize(1240, 760)
    page.show()
    page.freshen()
    settled()
    return page
