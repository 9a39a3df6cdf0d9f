"""A small plan on a page that shows it as a chart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.care import Desk
from tests.ui.plan.gantt.touch import Hand, Plan
from ui.parts.host import Host
from ui.plan.page import TasksPage


@pytest.fixture
def plan(desk: Desk) -> Plan:
    return Plan(desk)


@pytest.fixture
def page(qtbot: QtBot, host: Host, plan: Plan, settled: Callable[[], None]) -> TasksPage:
    page = TasksPage(host, plan.campaign)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.freshen()
    settled()
    page.toolbar.switch.choose("gantt")
    qtbot.wait(1)
    return page


@pytest.fixture
def hand(page: TasksPage, plan: Plan) -> Hand:
    return Hand(page, plan)
