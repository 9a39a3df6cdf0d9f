"""A real application, a real profile, a window on it; time stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from pytestqt.qtbot import QtBot

from app import care
from app.care import Desk, Profile
from app.model import ids
from app.plan import commands
from ui.kit.app import App
from ui.kit.bridge import Bridge
from ui.kit.worker import Worker
from ui.parts.host import Host, Notice

NOW = datetime(2026, 6, 3, 10, 42)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A new workspace of 王芳 with a few colleagues and channels."""
    folder = tmp_path / "profile"
    maker = ids.Ids()
    workspace, person = maker.new(), maker.new()
    desk = care.begin(care.profile_in(folder), person, workspace)
    with desk.session.edit("Begin the workspace") as edit:
        edit.add("workspace", {"name": "青禾生活", "tz": "Asia/Shanghai"}, workspace)
        edit.add("person", {"name": "王芳", "kind": "person", "active": 1}, person)
        for name in ("张伟", "李娜", "陈晨"):
            edit.add("person", {"name": name, "kind": "person", "active": 1})
        for name in ("公众号", "抖音", "小红书", "微博"):
            edit.add("channel", {"name": name})
    desk.close()
    return care.profile_in(folder).saved(
        workspace=ids.text_of(workspace),
        person=ids.text_of(person),
        device=ids.text_of(maker.new()),
        tz="Asia/Shanghai",
    )


@pytest.fixture
def desk(profile: Profile) -> Iterator[Desk]:
    desk = care.open_desk(profile)
    yield desk
    desk.close()


@pytest.fixture
def host(qapp: App, desk: Desk) -> Iterator[Host]:
    qapp.theme.look("light", is_calm=True)
    worker = Worker()
    bridge = Bridge(desk.session.subscribe)
    yield Host(desk, bridge, worker, lambda: NOW)
    bridge.close()
    worker.close()
    # A page that stays is dressed again for each test that follows: 0.4 s a test by the end.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def said(host: Host) -> list[Notice]:
    """What the window would have said in its corner."""
    found: list[Notice] = []
    host.said.connect(found.append)
    return found


@pytest.fixture
def campaign(desk: Desk) -> bytes:
    """A campaign from a template."""
    return commands.start_campaign(desk.session, "618", "618大促", date(2026, 5, 18))


@pytest.fixture
def settled(qtbot: QtBot, host: Host) -> Callable[[], None]:
    """Waits until the jobs beside the screen are done and told."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not host.worker.is_busy, timeout=5_000)
        qtbot.wait(5)

    return wait
