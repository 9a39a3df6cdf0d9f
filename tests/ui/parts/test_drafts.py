"""What was begun survives: in memory at once, on the disk after a pause, broken files or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.hands import write
from ui.kit.app import App
from ui.parts.drafts import MOST, Drafts
from ui.parts.host import Host
from ui.plan.quickadd import QuickAdd


def test_a_draft_is_on_the_disk_after_a_pause(qapp: App, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "drafts.json"
    drafts = Drafts(file)
    drafts.keep("a", "写到一半")
    assert not file.exists()
    qtbot.waitUntil(file.exists, timeout=2_000)
    assert Drafts(file).text("a") == "写到一半"
    drafts.keep("a", "")
    drafts.flush()
    assert Drafts(file).text("a") == ""


@pytest.mark.parametrize("held", ["", "[1, 2]", '{"a": 7}', "{" * 5000, "\x00"])
def test_a_broken_file_is_no_draft(qapp: App, tmp_path: Path, held: str) -> None:
    file = tmp_path / "drafts.json"
    file.write_text(held, "utf-8")
    drafts = Drafts(file)
    assert drafts.text("a") == ""
    drafts.keep("a", "新")
    drafts.flush()
    assert Drafts(file).text("a") == "新"


def test_the_oldest_drafts_go_first(qapp: App, tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts.json")
    for number in range(MOST + 3):
        drafts.keep(str(number), "x")
    drafts.keep("3", "y")
    assert [drafts.text(str(n)) for n in (0, 1, 2, 3, 4)] == ["", "", "", "y", "x"]


def test_a_quick_line_is_there_again(host: Host, campaign: bytes, qtbot: QtBot) -> None:
    first = QuickAdd(host, campaign)
    qtbot.addWidget(first)
    first.show()
    write(first.line, "写推文 @张伟")
    host.drafts.flush()
    second = QuickAdd(host, campaign)
    qtbot.addWidget(second)
    assert second.line.text() == "写推文 @张伟"
    other = QuickAdd(host, None)
    qtbot.addWidget(other)
    assert other.line.text() == ""
