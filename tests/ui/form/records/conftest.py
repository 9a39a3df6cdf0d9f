"""A form with a few records, its list in a window, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.care import Desk
from app.form import commands, incoming, publishing
from app.form.exchange import record_json
from app.form.incoming import Wanted
from tests.ui.form.records.room import FORM, NOW_MS, Room
from ui.form.records import RecordsPage
from ui.parts.host import Host

Settled = Callable[[], None]
SAID = (
    ("灯光租赁", "1200", "shoot", 2, False),
    ("达人餐叙", "386.50", "meal", 1, False),
    ("高铁往返", "553", "travel", 0, False),
    ("样品快递", "96", "other", 0, True),
)


@pytest.fixture
def settled(qtbot: QtBot, host: Host) -> Settled:
    """A commit is heard, the job that it asks for is done, and told; perhaps twice."""

    def wait() -> None:
        for _ in range(3):
            qtbot.wait(2)
            qtbot.waitUntil(lambda: not host.worker.is_busy, timeout=5_000)

    return wait


@pytest.fixture
def form(desk: Desk) -> bytes:
    form = commands.create_of(desk.session, FORM)
    publishing.publish(desk.session, form)
    version = incoming.version_of(desk.session, form).form
    for no, (name, cost, kind, lines, is_draft) in enumerate(SAID):
        values: dict[str, object] = {"f_name": name, "f_cost": cost, "f_kind": kind}
        values["f_lines"] = [{"f_item": f"项{k}", "f_count": str(k)} for k in range(lines)]
        told = record_json.read(version, values, record_json.as_kept)
        wanted = Wanted(NOW_MS + no * 60_000, {}, is_draft=is_draft)
        assert isinstance(incoming.add(desk.session, form, told, wanted), bytes)
    return form


@pytest.fixture
def room(qtbot: QtBot, host: Host, form: bytes, settled: Settled) -> Room:
    page = RecordsPage(host)
    qtbot.addWidget(page)
    page.resize(1264, 800)
    page.show()
    page.open([form.hex()])
    settled()
    return Room(page, form, settled)
