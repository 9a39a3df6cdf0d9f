"""A small company, its page of people, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.people import commands
from tests.ui.people.firm import Firm, Room
from ui.parts.host import Host
from ui.people.page import PeoplePage

Settled = Callable[[], None]
TABLES = ("person", "department", "position", "posting", "assignment", "campaign", "task")


@pytest.fixture
def settled(qtbot: QtBot, host: Host) -> Settled:
    """A commit is heard, the job that it asks for is done, and told; perhaps twice."""

    def wait() -> None:
        for _ in range(3):
            qtbot.wait(2)
            qtbot.waitUntil(lambda: not host.worker.is_busy, timeout=5_000)

    return wait


@pytest.fixture
def firm(desk: Desk) -> Firm:
    session = desk.session
    departments: dict[str, bytes] = {}
    for name, parent in (
        ("品牌部", ""),
        ("内容组", "品牌部"),
        ("设计组", "品牌部"),
        ("媒介部", ""),
    ):
        above = departments.get(parent)
        departments[name] = commands.add_department(session, name, above)
    positions = {
        name: bytes(commands.add_position(session, name, level))
        for name, level in (("运营总监", 9), ("内容主编", 6), ("设计师", 4))
    }
    people = {row.text("name"): row.id for row in session.list("person")}
    stands = (
        ("王芳", "品牌部", "运营总监"),
        ("张伟", "内容组", "内容主编"),
        ("李娜", "设计组", "设计师"),
    )
    for name, department, position in stands:
        values = {"department": departments[department], "position": positions[position]}
        commands.set_person(session, people[name], values)
    commands.set_skills(session, people["张伟"], ["长文案", "选题"])
    return Firm(people, departments, positions)


@pytest.fixture
def page(qtbot: QtBot, host: Host, firm: Firm, settled: Settled) -> PeoplePage:
    page = PeoplePage(host)
    qtbot.addWidget(page)
    page.resize(1264, 800)
    page.show()
    page.freshen()
    settled()
    return page


@pytest.fixture
def room(qtbot: QtBot, page: PeoplePage, host: Host, firm: Firm, settled: Settled) -> Room:
    session = host.session

    def kept() -> object:
        return {table: {row.id: dict(row) for row in session.list(table)} for table in TABLES}

    return Room(qtbot, page, session, firm, kept, settled)
